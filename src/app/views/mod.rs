//! What is drawn, one file a thing. Views hold no state but what only the screen knows; everything
//! the reader does goes to [`State::update`](super::state::State::update) as a message.

mod account_form;
mod alerts;
mod attachments;
mod blob_address;
mod certificate_dialog;
mod collecting;
mod conversation;
pub(in crate::app) mod dates;
mod deletions;
mod desk;
mod dialog;
mod dragging;
mod erase_dialog;
mod erase_everything_dialog;
mod files_bar;
mod filing_dialog;
mod first_run;
mod folder_dialog;
mod folders;
mod headers_dialog;
mod icons;
mod import_dialog;
mod insecure;
mod junk_dialog;
mod key_caps;
mod key_listener;
mod link_dialog;
mod list_head;
mod long_work;
mod maildrop;
mod maildrop_row;
mod mark;
mod menu;
mod message_body;
mod message_frame;
mod message_image;
mod message_list;
mod message_row;
mod page;
mod palette_dialog;
mod preferences_dialog;
mod preview_dialog;
mod probe_dialog;
mod reading_pane;
mod remote_content;
mod removal_dialog;
mod repairs;
mod report_dialog;
mod rule_form;
mod rules_dialog;
mod save_dialog;
mod search_field;
mod select;
mod sender_checks;
mod separator;
mod shortcuts_dialog;
mod snooze_dialog;
mod source_dialog;
mod special_bodies;
mod storage;
mod tags_dialog;
mod unencrypted_dialog;
mod worded;

pub(super) use folders::account_menu_id;
pub(super) use headers_dialog::HEADERS_ID;
pub(super) use maildrop::{MAILDROP_ID, MAILDROP_TITLE_ID};
pub(super) use message_list::{LIST_ID, row_height};
pub(super) use page::Page;
pub(super) use reading_pane::SUBJECT_ID;
pub(super) use report_dialog::REPORT_ID;
pub(super) use search_field::SEARCH_ID;
pub(super) use shortcuts_dialog::change_id;
pub(super) use storage::STORAGE_TITLE_ID;

use yew::Callback;

use super::state::Msg;

/// A callback for any event that sends this message.
fn on<E>(dispatch: &Callback<Msg>, msg: Msg) -> Callback<E> {
    dispatch.reform(move |_| msg.clone())
}
