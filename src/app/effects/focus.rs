//! Moves the keyboard and the message list's scroll position.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::app::{
    state::{Field, Focus},
    views,
};

/// Moves the keyboard.
pub(super) fn take(place: Focus) {
    match place {
        Focus::Folders => focus_selector("[role=treeitem][tabindex='0']"),
        // An empty list takes it itself.
        Focus::List => {
            let list = views::LIST_ID;
            focus_selector(&format!("#{list} [role=row][tabindex='0'], #{list}[tabindex]"));
        }
        Focus::Search => {
            focus_selector(&format!("#{}", views::SEARCH_ID));
            if let Some(field) = search_field() {
                field.select();
            }
        }
        Focus::Message => focus_selector(&format!("#{}", views::SUBJECT_ID)),
        Focus::Maildrop => focus_selector(&format!("#{}", views::MAILDROP_TITLE_ID)),
        Focus::Storage => focus_selector(&format!("#{}", views::STORAGE_TITLE_ID)),
        Focus::KeysOf(command) => focus_selector(&format!("#{}", views::change_id(command))),
        Focus::AccountMenu(id) => {
            focus_selector(&format!("[popovertarget='{}']", views::account_menu_id(id)))
        }
        Focus::Field(field) => focus_selector(&format!("#{}", field_id(field))),
    }
}

/// Puts the cursor of the search field here.
pub(super) fn caret(at: u32) {
    if let Some(field) = search_field() {
        // A field that takes no cursor stays as it is.
        let _ = field.set_selection_range(at, at);
    }
}

fn search_field() -> Option<HtmlInputElement> {
    gloo::utils::document().get_element_by_id(views::SEARCH_ID)?.dyn_into().ok()
}

/// Scrolls as little as needed for this row to show.
pub(super) fn bring(row: u32) {
    if let Some(list) = list() {
        scroll_to(&list, row, 0.0);
    }
}

/// The same, and gives it the keyboard.
pub(super) fn reveal(row: u32) {
    bring(row);
    take(Focus::List);
}

/// The same in the list of a maildrop, whose headings stay above the rows.
pub(super) fn reveal_on_server(row: u32) {
    let id = views::MAILDROP_ID;
    if let Some(list) = gloo::utils::document().get_element_by_id(id) {
        let headings = list.query_selector("[role=columnheader]").ok().flatten();
        let above = headings.map_or(0.0, |heading| heading.get_bounding_client_rect().height());
        scroll_to(&list, row, above);
    }
    focus_selector(&format!("#{id} [role=rowgroup] input[tabindex='0']"));
}

fn scroll_to(list: &Element, row: u32, above: f64) {
    let height = views::row_height(list);
    let top = f64::from(row) * height;
    let (view_top, view) = (f64::from(list.scroll_top()), f64::from(list.client_height()) - above);
    if top < view_top {
        set_scroll(list, top);
    } else if top + height > view_top + view {
        set_scroll(list, top + height - view);
    }
}

/// Scrolls along with rows that came in above. At the very top nothing is held: there the new ones
/// are what the reader waits for.
pub(super) fn follow(rows: i64) {
    let Some(list) = list() else { return };
    let top = f64::from(list.scroll_top());
    if top > 0.0 {
        #[expect(clippy::cast_precision_loss, reason = "a folder has far fewer than 2^53 rows")]
        set_scroll(&list, top + rows as f64 * views::row_height(&list));
    }
}

/// Shows the list from its beginning.
pub(super) fn rewind() {
    if let Some(list) = list() {
        set_scroll(&list, 0.0);
    }
}

/// The id of a form field's element.
pub(in crate::app) fn field_id(field: Field) -> &'static str {
    match field {
        Field::Name => "account-name",
        Field::Address => "account-address",
        Field::Password => "account-password",
        Field::Host => "account-pop3-host",
        Field::Port => "account-pop3-port",
        Field::User => "account-user",
        Field::Days => "account-days",
        Field::Newest => "account-newest",
        Field::Megabytes => "account-megabytes",
        Field::Larger => "account-larger",
    }
}

fn list() -> Option<Element> {
    gloo::utils::document().get_element_by_id(views::LIST_ID)
}

fn set_scroll(list: &Element, top: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "browsers lay out far fewer than 2^31 pixels")]
    list.set_scroll_top(top.round() as i32);
}

fn focus_selector(selector: &str) {
    let element = gloo::utils::document().query_selector(selector).ok().flatten();
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // What cannot take the keyboard leaves it where it is.
        let _ = element.focus_with_options(&options);
    }
}
