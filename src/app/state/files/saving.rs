//! A copy that is being saved: one piece after another.

use super::{
    super::{Dialog, Effect, State},
    CameTo, SaveForm, SavingCopy, Source,
};
use crate::{
    app::words,
    engine::api::{Copied, FileKind, Folder, Request, Saving},
    mail,
    store::{FolderId, MessageId},
};

impl SaveForm {
    /// What the file is to be called.
    fn name(&self) -> String {
        let safe = mail::message_file_name(&self.title);
        let ending = match self.kind {
            FileKind::Mbox => "mbox",
            FileKind::Zip => "zip",
        };
        format!("{}.{ending}", safe.strip_suffix(".eml").unwrap_or(&safe))
    }
}

impl State {
    pub(super) fn ask_save(&mut self, source: Source) {
        let Some(overview) = &self.overview else { return };
        // One at a time.
        if self.files.saving.is_some() {
            return;
        }
        let (what, title) = match source {
            Source::Messages(whom) => {
                let messages: Vec<MessageId> = self.meant(whom);
                let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
                (Copied::Messages(messages), words::messages(count))
            }
            Source::List => {
                let Some(view) = self.list.view() else { return };
                let title = match &view.query {
                    Some(query) => query.clone(),
                    None => words::folder_name(view.folder, overview).to_owned(),
                };
                (Copied::View(view.clone()), title)
            }
            Source::Everything => (Copied::Everything, words::ALL_MAIL.to_owned()),
        };
        if what != Copied::Messages(Vec::new()) {
            self.dialog = Some(Dialog::SaveCopy(SaveForm { what, title, kind: FileKind::Mbox }));
        }
    }

    pub(super) fn begin_saving(&mut self) -> Vec<Effect> {
        let Some(Dialog::SaveCopy(form)) = self.dialog.take() else { return Vec::new() };
        self.files.last = self.files.last.wrapping_add(1);
        let number = self.files.last;
        let name = form.name();
        let copy =
            SavingCopy { number, form, done: 0, total: None, headers_only: 0, missing: 0, is_whole: false };
        self.files.saving = Some(copy);
        self.files.came_to = None;
        vec![Effect::OpenFile { number, name }]
    }

    pub(super) fn saving(&mut self, number: u32) -> Option<&mut SavingCopy> {
        self.files.saving.as_mut().filter(|copy| copy.number == number)
    }

    pub(super) fn opened(&mut self, number: u32, is_open: bool) -> Vec<Effect> {
        let overview = self.overview.clone().unwrap_or_default();
        let Some(copy) = self.saving(number) else { return Vec::new() };
        if !is_open {
            self.files.saving = None;
            return Vec::new();
        }
        let well_known =
            FolderId::WELL_KNOWN.map(|id| words::folder_name(Folder::Of(id), &overview).to_owned());
        vec![Effect::Send(Request::SaveCopy {
            number,
            what: copy.form.what.clone(),
            kind: copy.form.kind,
            folders: well_known.to_vec(),
        })]
    }

    pub(in crate::app::state) fn take_saving(&mut self, number: u32, saving: Saving) -> Vec<Effect> {
        let Some(copy) = self.saving(number) else { return Vec::new() };
        match saving {
            Saving::Begun { messages, headers_only, .. } => {
                (copy.total, copy.headers_only) = (Some(messages), headers_only);
                vec![Effect::Send(Request::SaveMore(number))]
            }
            Saving::Piece { bytes, messages, missing, is_last } => {
                (copy.done, copy.missing, copy.is_whole) = (messages, missing, is_last);
                vec![Effect::WriteFile { number, bytes: bytes.into() }]
            }
            Saving::Failed => {
                self.files.saving = None;
                self.files.came_to = Some(CameTo::NotSaved);
                vec![Effect::DropFile(number)]
            }
        }
    }

    pub(super) fn written(&mut self, number: u32, is_written: bool) -> Vec<Effect> {
        let Some(copy) = self.saving(number) else { return Vec::new() };
        if is_written {
            let whole = copy.is_whole;
            return vec![if whole {
                Effect::CloseFile(number)
            } else {
                Effect::Send(Request::SaveMore(number))
            }];
        }
        self.files.saving = None;
        self.files.came_to = Some(CameTo::NotSaved);
        give_up(number)
    }
}

pub(super) fn give_up(number: u32) -> Vec<Effect> {
    vec![Effect::Send(Request::StopSaving(number)), Effect::DropFile(number)]
}
