//! Mail that is brought in from files: the worker asks for their bytes.

use super::{
    super::{Dialog, Effect, State},
    Bringing, CameTo, ImportForm,
};
use crate::{
    engine::{
        api::{Brought, BroughtTo, Folder, Offered, Request},
        problem::Problem,
    },
    store::FolderId,
};

impl State {
    pub(super) fn ask_import(&mut self, files: Vec<Offered>) {
        // The files of one that goes on are not to be mistaken for others.
        let can = self.files.bringing.is_none() && (self.dialog.is_none() || files.is_empty());
        let Some((account, _)) = self.accounts().first().filter(|_| can) else { return };
        let mut to = BroughtTo { account: *account, folder: FolderId::ARCHIVE };
        match self.folder() {
            Some(Folder::Inbox(account)) => to = BroughtTo { account, folder: FolderId::INBOX },
            Some(Folder::Of(folder)) if self.folders_to_import_to().contains(&folder) => to.folder = folder,
            _ => {}
        }
        self.dialog = Some(Dialog::Import(ImportForm { files, to, is_refused: false }));
    }

    /// The folders that mail can be brought into.
    #[must_use]
    pub fn folders_to_import_to(&self) -> Vec<FolderId> {
        let own = self.overview.iter().flat_map(|overview| &overview.own);
        let own = own.filter(|(_, folder)| folder.query.is_none()).map(|(id, _)| *id);
        let known = [FolderId::INBOX, FolderId::ARCHIVE, FolderId::SENT, FolderId::JUNK, FolderId::TRASH];
        known.into_iter().chain(own).collect()
    }

    pub(super) fn with_import(&mut self, change: impl FnOnce(&mut ImportForm)) {
        if let Some(Dialog::Import(form)) = &mut self.dialog {
            change(form);
        }
    }

    pub(super) fn begin_import(&mut self) -> Vec<Effect> {
        let Some(Dialog::Import(form)) = &mut self.dialog else { return Vec::new() };
        if form.files.is_empty() {
            form.is_refused = true;
            return Vec::new();
        }
        let ImportForm { files, mut to, .. } = form.clone();
        self.dialog = None;
        // A folder of one account has no mail of another.
        let own = self.overview.as_ref().and_then(|overview| overview.own_folder(to.folder));
        to.account = own.and_then(|folder| folder.account).unwrap_or(to.account);
        self.files.last = self.files.last.wrapping_add(1);
        let number = self.files.last;
        let size = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
        let brought = Brought::default();
        self.files.bringing = Some(Bringing { number, size, brought, to: to.folder, is_stopped: false });
        self.files.came_to = None;
        vec![Effect::UseFiles(true), Effect::Send(Request::BringIn { number, files, to })]
    }

    /// The worker wants bytes of a file.
    pub(in crate::app::state) fn take_wants(
        &self,
        number: u32,
        file: u32,
        from: u64,
        to: u64,
    ) -> Vec<Effect> {
        match self.files.bringing.as_ref().filter(|bringing| bringing.number == number) {
            Some(bringing) if !bringing.is_stopped => vec![Effect::ReadFile { number, file, from, to }],
            _ => vec![Effect::Send(Request::StopBringingIn(number))],
        }
    }

    pub(in crate::app::state) fn take_bringing(&mut self, number: u32, brought: Brought) {
        if let Some(bringing) = self.files.bringing.as_mut().filter(|bringing| bringing.number == number) {
            bringing.brought = brought;
        }
    }

    pub(in crate::app::state) fn take_brought(
        &mut self,
        number: u32,
        brought: Brought,
        problem: Option<Problem>,
    ) -> Vec<Effect> {
        let ended = self.files.bringing.take_if(|bringing| bringing.number == number);
        let Some(Bringing { to, .. }) = ended else { return Vec::new() };
        self.files.came_to = Some(CameTo::Brought { brought, to, problem });
        vec![Effect::UseFiles(false)]
    }
}
