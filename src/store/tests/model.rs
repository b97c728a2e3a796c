//! The contents of a store, kept in the simplest way: every envelope and every name for itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::{prelude::*, test_runner::TestCaseError};

use crate::store::{
    Account, AccountId, Brief, Change, Contents, Envelope, Filed, FolderId, Learnt, Maildrop, MaildropId,
    MessageId, Name, OwnFolder, Sealed, Tag, TagId, Uidl, Wish,
};
use crate::{
    junk::{Class, Model as Filter},
    rules::Rules,
};

#[derive(Debug, Default)]
pub(super) struct Model {
    accounts: BTreeMap<AccountId, Account>,
    passwords: BTreeMap<AccountId, Sealed>,
    /// What was said last of their order.
    order: Vec<AccountId>,
    colours: BTreeMap<AccountId, u8>,
    retired: BTreeSet<AccountId>,
    maildrops: BTreeMap<MaildropId, Maildrop>,
    messages: BTreeMap<MessageId, Envelope>,
    names: BTreeMap<MaildropId, HashMap<Uidl, Name>>,
    learnt: BTreeMap<MaildropId, Learnt>,
    /// Servers and senders, by account: what the reader said last of each.
    servers: BTreeMap<(AccountId, String), bool>,
    senders: BTreeMap<(AccountId, String), bool>,
    /// Ids of messages, by account: whether they were muted last.
    muted: BTreeMap<(AccountId, String), bool>,
    folders: BTreeMap<FolderId, OwnFolder>,
    tags: BTreeMap<TagId, Tag>,
    rules: Rules,
    filter: Filter,
    taught: BTreeMap<MessageId, Class>,
    sorts_no_junk: bool,
    last: (u32, u32, u64),
    last_folder: u32,
}

impl Model {
    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::AccountSaved { id, account } => {
                self.last.0 = self.last.0.max(id.0);
                self.accounts.insert(id, account);
                self.retired.remove(&id);
            }
            Change::PasswordSaved { id, password } => drop(self.passwords.insert(id, password)),
            Change::PinSaved { id, pin } => self.accounts.get_mut(&id).unwrap().pin = Some(pin),
            Change::AccountRemoved(id) => {
                self.accounts.remove(&id);
                self.passwords.remove(&id);
                self.order.retain(|ordered| *ordered != id);
                self.colours.remove(&id);
                self.retired.remove(&id);
                self.maildrops.retain(|_, maildrop| maildrop.account != id);
                self.names.retain(|maildrop, _| self.maildrops.contains_key(maildrop));
                self.learnt.retain(|maildrop, _| self.maildrops.contains_key(maildrop));
                self.messages.retain(|_, envelope| envelope.account != id);
                self.taught.retain(|message, _| self.messages.contains_key(message));
                self.servers.retain(|(account, _), _| *account != id);
                self.senders.retain(|(account, _), _| *account != id);
                self.muted.retain(|(account, _), _| *account != id);
                self.folders.retain(|_, folder| folder.account != Some(id));
                for message in self.messages.values_mut() {
                    if message.filed.folder.is_own() && !self.folders.contains_key(&message.filed.folder) {
                        message.filed.folder = FolderId::ARCHIVE;
                    }
                }
            }
            Change::MaildropNamed { id, maildrop } => {
                self.last.1 = self.last.1.max(id.0);
                self.maildrops.insert(id, maildrop);
            }
            Change::Added(envelope) => {
                self.last.2 = self.last.2.max(envelope.id.0);
                self.insert(*envelope);
            }
            Change::Replaced(envelope) => {
                let Envelope { read, starred, filed, .. } = self.messages[&envelope.id];
                self.insert(Envelope { read, starred, filed, ..*envelope });
            }
            Change::Removed(messages) => {
                for id in messages {
                    self.taught.remove(&id);
                    let Some(gone) = self.messages.remove(&id) else { continue };
                    // It may have lost its name to another.
                    let Some(name) = self.names(gone.maildrop).get_mut(&gone.uidl) else { continue };
                    name.message = name.message.filter(|named| *named != id);
                }
            }
            Change::Named { maildrop, uidl, name } => drop(self.names(maildrop).insert(uidl, name)),
            Change::Renamed { maildrop, from, to } => {
                let Some(name) = self.names(maildrop).remove(&from) else { return };
                if let Some(message) = name.message.and_then(|id| self.messages.get_mut(&id)) {
                    message.uidl = to.clone();
                }
                self.names(maildrop).insert(to, name);
            }
            Change::Wished { maildrop, uidls, wish } => {
                let names = self.names(maildrop);
                for uidl in uidls {
                    names.get_mut(&uidl).into_iter().for_each(|name| name.wish = wish);
                }
            }
            Change::Learnt { maildrop, learnt } => drop(self.learnt.insert(maildrop, learnt)),
            Change::MarkedRead { messages, read } => {
                messages.iter().for_each(|id| self.messages.get_mut(id).unwrap().read = read);
            }
            Change::Starred { messages, starred } => {
                messages.iter().for_each(|id| self.messages.get_mut(id).unwrap().starred = starred);
            }
            Change::IdsGiven { account, maildrop, message } => {
                let (a, b, c) = self.last;
                self.last = (a.max(account.0), b.max(maildrop.0), c.max(message.0));
            }
            Change::ServerJudged { account, authserv_id, is_own } => {
                self.servers.insert((account, authserv_id), is_own);
            }
            Change::ImagesWanted { account, address, always } => {
                self.senders.insert((account, address), always);
            }
            Change::Moved { messages, folder } => self.file(&messages, |filed| filed.folder = folder),
            Change::Tagged { messages, tag, set } => self.file(&messages, |filed| {
                let others = filed.tags.0 & !(1 << tag.0);
                filed.tags.0 = others | (u16::from(set) << tag.0);
            }),
            Change::Pinned { messages, pinned } => self.file(&messages, |filed| filed.pinned = pinned),
            Change::Snoozed { messages, until } => self.file(&messages, |filed| filed.snoozed = until),
            Change::FolderSaved { id, folder } => {
                self.last_folder = self.last_folder.max(id.0);
                self.folders.insert(id, folder);
            }
            Change::FolderRemoved(id) => drop(self.folders.remove(&id)),
            Change::FolderIdsGiven(id) => self.last_folder = self.last_folder.max(id.0),
            Change::TagSaved { id, tag } => drop(self.tags.insert(id, tag)),
            Change::TagRemoved(id) => {
                self.tags.remove(&id);
                self.messages.values_mut().for_each(|message| message.filed.tags.0 &= !(1 << id.0));
            }
            Change::Muted { account, ids, muted } => {
                self.muted.extend(ids.into_iter().map(|id| ((account, id), muted)));
            }
            Change::RulesSaved(rules) => self.rules = rules,
            Change::Taught { messages, lesson } => {
                self.filter.apply(&lesson);
                for (id, class) in messages {
                    self.taught.remove(&id);
                    self.taught.extend(class.map(|class| (id, class)));
                }
            }
            Change::JunkKnown { model, messages } => {
                self.filter = Filter::from_bytes(&model).unwrap();
                self.taught = messages.into_iter().collect();
            }
            Change::JunkSorted(sorts) => self.sorts_no_junk = !sorts,
            Change::AccountsOrdered(ids) => {
                self.order.clear();
                for id in ids {
                    if self.accounts.contains_key(&id) && !self.order.contains(&id) {
                        self.order.push(id);
                    }
                }
            }
            Change::AccountRetired(id) => {
                self.passwords.remove(&id);
                self.retired.insert(id);
            }
            Change::AccountColoured { id, colour } => drop(self.colours.insert(id, colour)),
            Change::GivenUp(_) | Change::Folded { .. } | Change::RecordsLost(_) | Change::RecordsGivenUp => {}
        }
    }

    fn file(&mut self, messages: &[MessageId], file: impl Fn(&mut Filed)) {
        messages.iter().for_each(|id| file(&mut self.messages.get_mut(id).unwrap().filed));
    }

    fn names(&mut self, maildrop: MaildropId) -> &mut HashMap<Uidl, Name> {
        self.names.entry(maildrop).or_default()
    }

    fn insert(&mut self, envelope: Envelope) {
        let name = Name {
            message: Some(envelope.id),
            listed: envelope.listed,
            header: envelope.header,
            since: envelope.collected_at,
            wish: Wish::Policy,
        };
        self.names(envelope.maildrop).insert(envelope.uidl.clone(), name);
        self.messages.insert(envelope.id, envelope);
    }

    pub(super) fn is_what_it_says(&self, contents: &Contents) -> Result<(), TestCaseError> {
        prop_assert_eq!(contents.accounts(), &self.accounts);
        let mut order = self.order.clone();
        order.extend(self.accounts.keys().filter(|id| !self.order.contains(id)));
        let (last, first): (Vec<AccountId>, Vec<AccountId>) =
            order.into_iter().partition(|id| self.retired.contains(id));
        prop_assert_eq!(contents.accounts_in_order(), [first, last].concat());
        for id in (0..9).map(AccountId) {
            prop_assert_eq!(contents.password(id), self.passwords.get(&id));
            prop_assert_eq!(contents.colour(id), self.colours.get(&id).copied());
            prop_assert_eq!(contents.is_retired(id), self.retired.contains(&id));
            let trust = contents.trust(id).cloned().unwrap_or_default();
            let servers = self.servers.iter().filter(|((account, _), _)| *account == id);
            let servers = servers.map(|((_, server), &is_own)| (server.clone(), is_own)).collect();
            prop_assert_eq!(trust.servers, servers);
            for name in ["0", "1", "2"] {
                let muted = self.muted.get(&(id, name.to_owned())).copied().unwrap_or_default();
                prop_assert_eq!(contents.mutes_for(id, name), muted);
            }
            let senders = self.senders.iter().filter(|((account, _), always)| *account == id && **always);
            prop_assert_eq!(trust.images_from, senders.map(|((_, sender), _)| sender.clone()).collect());
        }
        for id in (0..200).map(MessageId) {
            let envelope = self.messages.get(&id);
            prop_assert_eq!(contents.message(id), envelope.cloned());
            prop_assert_eq!(contents.brief(id), envelope.map(Envelope::brief));
            prop_assert_eq!(contents.label(id).map(|label| label.uidl), envelope.map(|it| it.uidl.clone()));
        }
        let briefs: BTreeMap<MessageId, Brief> = contents.briefs().map(|brief| (brief.id, brief)).collect();
        prop_assert_eq!(contents.briefs().count(), self.messages.len());
        prop_assert_eq!(briefs, self.messages.iter().map(|(id, it)| (*id, it.brief())).collect());
        for id in (0..99).map(MaildropId) {
            let names: HashMap<&Uidl, &Name> = contents.names_of(id).collect();
            let expected = self.names.get(&id).into_iter().flatten().collect();
            prop_assert_eq!(names, expected);
            prop_assert_eq!(contents.learnt(id), self.learnt.get(&id));
        }
        for (id, maildrop) in &self.maildrops {
            prop_assert_eq!(contents.maildrop(maildrop), Some(*id));
        }
        prop_assert_eq!((contents.folders(), contents.tags()), (&self.folders, &self.tags));
        prop_assert_eq!(contents.rules(), &self.rules);
        prop_assert_eq!(
            (contents.junk().model(), contents.junk().sorts()),
            (&self.filter, !self.sorts_no_junk)
        );
        for id in (0..200).map(MessageId) {
            prop_assert_eq!(contents.junk().taught(id), self.taught.get(&id).copied());
        }
        prop_assert_eq!(contents.next_folder().0, self.last_folder.max(15) + 1);
        let next = (contents.next_account().0, contents.next_maildrop().0, contents.next_message().0);
        prop_assert_eq!(next, (self.last.0 + 1, self.last.1 + 1, self.last.2 + 1));
        Ok(())
    }
}
