//! The one place where everything that happens comes by; what it means stands beside it, one file a
//! subject.

use std::rc::Rc;

use super::{AccountForm, Dialog, Effect, Layout, Msg, Picture, State, Trial};
use crate::engine::{
    api::{Notice, Request},
    problem::Problem,
};

impl State {
    /// Lets it happen.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Config(config) => {
                self.config = Some(Rc::new(config));
                Vec::new()
            }
            Msg::StorageKept(kept) => self.storage_kept(kept),
            Msg::Address { address, note } => self.take_address(&address, note),
            Msg::Layout(layout) => {
                self.layout = layout;
                self.drawer = false;
                Vec::new()
            }
            Msg::Notice(notice) => self.hear(notice),
            Msg::HeldBack(messages, left) => self.hold_back(messages, left).into_iter().collect(),
            Msg::QuietOver => self.end_quiet(),
            Msg::Clock(milliseconds) => self.tick(milliseconds),

            Msg::Rules(act) => self.on_rules(act),
            Msg::AddAccount => self.show_form(AccountForm::new().coloured(self.free_colour())),
            Msg::Account(act) => self.on_account(act),
            Msg::EditAccount(id) => match self.account(id).map(|account| AccountForm::of(id, account)) {
                Some(mut form) => {
                    (form.retired, form.colour) = (self.is_retired(id), self.colour(id));
                    self.show_form(form)
                }
                None => Vec::new(),
            },
            Msg::TryDemo => self.try_demo(),
            Msg::Form(change) => self.change_form(change),
            Msg::SaveAccount => self.save_account(),
            Msg::SendUnencrypted(sure) => self.send_unencrypted(sure),
            Msg::AskRemoval => {
                self.with_form(|form| form.removing = true);
                Vec::new()
            }
            Msg::Remove(answer) => self.remove(answer),
            Msg::CloseDialog => {
                self.dialog = None;
                Vec::new()
            }

            Msg::OpenFolder(folder) => self.open_folder(folder),
            Msg::Drawer(open) => {
                self.drawer = open && self.layout != Layout::Desk;
                Vec::new()
            }
            Msg::Look(visible) => self.look(visible),
            Msg::Point(index) => {
                Rc::make_mut(&mut self.list).point(index);
                Vec::new()
            }
            Msg::Step(index) => {
                self.selection.leave();
                Rc::make_mut(&mut self.list).point(index);
                vec![Effect::Reveal(self.list.cursor())]
            }
            Msg::OpenRow(index) => self.open_row(index),
            Msg::OpenBeside(id) => self.open_beside(id),
            Msg::MessageShown(id) => self.message_shown(id),
            Msg::GoBack => self.go_back(),
            Msg::MarkRead(read) => self.mark_read(read),
            Msg::MarkRow(index, read) => self.mark_row(index, read),
            Msg::Mute(messages, muted) => vec![Effect::Send(Request::Mute { messages, muted })],
            Msg::Appearance(act) => self.on_appearance(act),
            Msg::Preferences(act) => self.on_preferences(act),
            Msg::ViewSource => {
                let Some(id) = self.reader.as_ref().map(|reader| reader.id) else { return Vec::new() };
                self.dialog = Some(Dialog::Source(id, None));
                vec![Effect::Send(Request::Source(id))]
            }
            Msg::SaveSource => self.save_source(),
            Msg::ShowHeaders => self.show_headers(),
            Msg::CopyHeaders => self.copy_headers(),
            Msg::Attachments(act) => self.on_attachments(act),
            Msg::Sender(act) => self.on_sender(act),
            Msg::DownloadFull => self.download_full(),
            Msg::Wish(wish) => self.wish(wish),
            Msg::MoveTo(folder) => self.move_to(folder),
            Msg::MoveRow(index, folder) => self.move_row(index, folder),
            Msg::Act(act) => self.on_acting(act),
            Msg::Folders(act) => self.on_folders(act),
            Msg::Undo(number) => self.undo(number),
            Msg::UndoLast => self.undo_last(),
            Msg::CarryOut(number) => self.carry_out(number),

            Msg::Run(command, place) => self.run(command, place),
            Msg::Focus(place) => vec![Effect::Focus(place)],
            Msg::Keys(act) => self.on_keys(act),
            Msg::Palette(act) => self.on_palette(act),
            Msg::Search(act) => self.on_search(act),
            Msg::Select(act) => self.on_selection(act),
            Msg::Maildrop(act) => self.on_maildrop(act),
            Msg::Storage(act) => self.on_storage(act),
            Msg::Files(act) => self.on_files(act),
            Msg::Probe(act) => self.on_probe(act),
            Msg::ShowReport(id) => self.show_report(id),
            Msg::CopyReport => self.copy_report(),
            Msg::Copied(copied) => {
                self.report_copied(copied);
                Vec::new()
            }

            Msg::GetMail => self.get_mail(),
            Msg::Stop(id) => vec![Effect::Send(Request::Stop(id))],
            Msg::TryNow(id) => self.try_now(id),
            Msg::TryAgain(number) => {
                let account = self.dismiss(number).and_then(|alert| alert.account);
                account.map_or_else(Vec::new, |id| self.collect(id, Request::Collect(Some(id))))
            }
            Msg::Dismiss(number) => {
                self.dismiss(number);
                Vec::new()
            }
            Msg::Trust(trusted) => self.answer_doubt(trusted),
            Msg::Reload => vec![Effect::Reload],
        }
    }

    fn hear(&mut self, notice: Notice) -> Vec<Effect> {
        match notice {
            Notice::Overview(overview) => self.take_overview(overview),
            Notice::AccountSaved(id) => self.account_saved(id),
            Notice::Rows(rows) => self.take_rows(rows),
            Notice::Range { view, from, to, messages, others } => {
                self.take_range(&view, [from, to], &messages, others)
            }
            Notice::Conversation(conversation) => {
                self.take_conversation(conversation);
                Vec::new()
            }
            Notice::Message(message) => self.take_message(*message),
            Notice::Attachment { message, index, name, media_type, bytes } => {
                self.take_attachment(message, index, name, Picture { media_type, bytes: bytes.into() })
            }
            Notice::AttachedText { message, index, text, whole } => {
                self.take_attached_text(message, index, &text, whole);
                Vec::new()
            }
            Notice::AllAttachments { name, bytes, .. } => vec![Effect::Save { name, bytes: bytes.into() }],
            Notice::Source { message, bytes } => {
                if let Some(Dialog::Source(id, source)) = &mut self.dialog
                    && *id == message
                {
                    *source = Some(bytes.into());
                }
                Vec::new()
            }
            Notice::Headers { message, headers } => {
                self.take_headers(message, headers);
                Vec::new()
            }
            Notice::Progress { account, progress } => self.take_progress(account, progress),
            Notice::Collected { account, messages, bytes, problem, .. } => {
                self.collected(account, messages, bytes, problem)
            }
            Notice::Survey { account, result } => self.take_survey(account, result),
            Notice::Probing(number, said) => {
                self.take_probing(number, said);
                Vec::new()
            }
            Notice::Report(report) => self.take_report(*report),
            Notice::Usage(usage) => self.take_usage(*usage),
            Notice::Repairing(checking) => {
                self.repairs.under = Some(checking);
                Vec::new()
            }
            Notice::Repaired(result) => self.take_repaired(result),
            Notice::Done { act, undo } => self.take_done(act, undo),
            Notice::Arrived { account, messages, newest } => self.take_arrived(account, messages, &newest),
            Notice::Rules { rules, filter } => {
                self.take_rules(rules, filter);
                Vec::new()
            }
            Notice::Trying { done, total } => {
                self.take_trial(Trial::Trying(done, total));
                Vec::new()
            }
            Notice::Tried(tried) => {
                self.take_trial(Trial::Tried(Rc::new(tried)));
                Vec::new()
            }
            Notice::SuggestedRule { rule, .. } => {
                self.take_suggested(rule.as_ref());
                Vec::new()
            }
            Notice::JunkVerdict { message, verdict, taught } => {
                self.take_verdict(message, verdict, taught);
                Vec::new()
            }
            Notice::NotDeleted(messages) => self.not_deleted(&messages),
            Notice::AsksToErase { messages, there, follows } => {
                self.take_erasing(messages, there, follows);
                Vec::new()
            }
            Notice::Saving(number, saving) => self.take_saving(number, saving),
            Notice::Wants { number, file, from, to } => self.take_wants(number, file, from, to),
            Notice::BringingIn(number, brought) => {
                self.take_bringing(number, brought);
                Vec::new()
            }
            Notice::BroughtIn { number, brought, problem } => self.take_brought(number, brought, problem),
            Notice::Problem(Problem::BytesMissing(id)) => {
                self.bytes_missing(id);
                Vec::new()
            }
            Notice::Problem(problem) => {
                self.leave_missing(&problem);
                self.take_problem(problem);
                self.seek_again()
            }
        }
    }
}
