//! What the store says: accounts and envelopes, in memory while the app runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Account, AccountId, Brief, Change, Damage, Envelope, Filed, FolderId, Junk, Label, Learnt, Maildrop,
    MaildropId, MessageId, Name, OwnFolder, Sealed, Tag, TagId, Trust, Uidl, Weight, blocks,
    envelopes::Envelopes,
    names::{Names, Said},
};
use crate::rules::Rules;

/// Accounts and envelopes as all changes so far have left them.
#[derive(Debug, Clone)]
pub struct Contents {
    pub(super) accounts: BTreeMap<AccountId, Account>,
    pub(super) passwords: BTreeMap<AccountId, Sealed>,
    /// The order that the reader wants accounts in, as far as they said.
    pub(super) order: Vec<AccountId>,
    pub(super) colours: BTreeMap<AccountId, u8>,
    pub(super) retired: BTreeSet<AccountId>,
    pub(super) maildrops: BTreeMap<MaildropId, Maildrop>,
    pub(super) envelopes: Envelopes,
    pub(super) names: Names,
    pub(super) learnt: BTreeMap<MaildropId, Learnt>,
    pub(super) trust: BTreeMap<AccountId, Trust>,
    pub(super) folders: BTreeMap<FolderId, OwnFolder>,
    pub(super) tags: BTreeMap<TagId, Tag>,
    /// The ids of messages whose conversations are muted, as their senders gave them.
    pub(super) muted: BTreeMap<AccountId, BTreeSet<String>>,
    pub(super) rules: Rules,
    pub(super) junk: Junk,
    pub(super) last_folder: FolderId,
    pub(super) last_account: AccountId,
    pub(super) last_maildrop: MaildropId,
    pub(super) last_message: MessageId,
    pub(super) damages: Vec<Damage>,
    /// The blocks that are kept, needed or not.
    pub(super) kept: BTreeSet<MessageId>,
    pub(super) weight: Weight,
}

impl Default for Contents {
    fn default() -> Self {
        Self {
            accounts: BTreeMap::new(),
            passwords: BTreeMap::new(),
            order: Vec::new(),
            colours: BTreeMap::new(),
            retired: BTreeSet::new(),
            maildrops: BTreeMap::new(),
            envelopes: Envelopes::default(),
            names: Names::default(),
            learnt: BTreeMap::new(),
            trust: BTreeMap::new(),
            folders: BTreeMap::new(),
            tags: BTreeMap::new(),
            muted: BTreeMap::new(),
            rules: Rules::default(),
            junk: Junk::default(),
            last_folder: FolderId(FolderId::FIRST_OWN.0 - 1),
            last_account: AccountId(0),
            last_maildrop: MaildropId(0),
            last_message: MessageId(0),
            damages: Vec::new(),
            kept: BTreeSet::new(),
            weight: Weight::default(),
        }
    }
}

/// Whether the same is said, however it is kept.
impl PartialEq for Contents {
    fn eq(&self, other: &Self) -> bool {
        let ids = |it: &Self| it.briefs().map(|brief| brief.id).collect::<BTreeSet<MessageId>>();
        let maildrops: BTreeSet<MaildropId> = self.names.maildrops().chain(other.names.maildrops()).collect();
        let no_names = HashMap::new();
        let names = |it: &Self, maildrop| {
            it.names.of(maildrop, &it.envelopes).unwrap_or(&no_names).iter().collect::<HashMap<_, _>>()
                == other.names.of(maildrop, &other.envelopes).unwrap_or(&no_names).iter().collect()
        };
        (&self.accounts, &self.passwords, &self.maildrops, &self.learnt, &self.trust, &self.damages)
            == (
                &other.accounts,
                &other.passwords,
                &other.maildrops,
                &other.learnt,
                &other.trust,
                &other.damages,
            )
            && (&self.order, &self.colours, &self.retired) == (&other.order, &other.colours, &other.retired)
            && (&self.folders, &self.tags, &self.muted, self.last_folder)
                == (&other.folders, &other.tags, &other.muted, other.last_folder)
            && (&self.rules, &self.junk) == (&other.rules, &other.junk)
            && (self.last_account, self.last_maildrop, self.last_message)
                == (other.last_account, other.last_maildrop, other.last_message)
            && ids(self) == ids(other)
            && ids(self).into_iter().all(|id| self.message(id) == other.message(id))
            && maildrops.into_iter().all(|maildrop| names(self, maildrop))
    }
}

impl Eq for Contents {}

impl Contents {
    /// Carries out a change.
    pub fn apply(&mut self, change: Change) {
        self.weight.add(&change);
        match change {
            Change::AccountSaved { id, account } => {
                self.last_account = self.last_account.max(id);
                self.accounts.insert(id, account);
                self.retired.remove(&id);
            }
            Change::PasswordSaved { id, password } => {
                self.passwords.insert(id, password);
            }
            Change::PinSaved { id, pin } => {
                self.accounts.get_mut(&id).into_iter().for_each(|account| account.pin = Some(pin));
            }
            Change::AccountRemoved(id) => self.remove_account(id),
            Change::MaildropNamed { id, maildrop } => {
                self.last_maildrop = self.last_maildrop.max(id);
                self.maildrops.insert(id, maildrop);
            }
            Change::Added(envelope) => {
                self.last_message = self.last_message.max(envelope.id);
                self.insert(&envelope);
            }
            Change::Replaced(mut envelope) => {
                if let Some(before) = self.brief(envelope.id) {
                    (envelope.read, envelope.starred) = (before.read, before.starred);
                    envelope.filed = before.filed;
                    self.insert(&envelope);
                }
            }
            Change::Removed(messages) => {
                for id in messages {
                    self.junk.forget(id);
                    if let Some((maildrop, uidl)) = self.envelopes.remove(id) {
                        let is_local = self.maildrops.get(&maildrop).is_some_and(Maildrop::is_local);
                        self.names.say(
                            maildrop,
                            if is_local { Said::Forgotten { uidl } } else { Said::Removed { uidl, id } },
                        );
                    }
                }
            }
            Change::Named { maildrop, uidl, name } => self.names.say(maildrop, Said::Is { uidl, name }),
            Change::Renamed { maildrop, from, to } => {
                let renamed = self.names.rename(maildrop, &from, to.clone(), &self.envelopes);
                renamed.into_iter().for_each(|id| self.envelopes.rename(id, to.clone()));
            }
            Change::Wished { maildrop, uidls, wish } => {
                self.names.say(maildrop, Said::Wished { uidls, wish });
            }
            Change::Learnt { maildrop, learnt } => {
                self.learnt.insert(maildrop, learnt);
            }
            Change::MarkedRead { messages, read } => {
                messages.into_iter().for_each(|id| self.envelopes.mark_read(id, read));
            }
            Change::Starred { messages, starred } => {
                messages.into_iter().for_each(|id| self.envelopes.mark_starred(id, starred));
            }
            Change::IdsGiven { account, maildrop, message } => {
                self.last_account = self.last_account.max(account);
                self.last_maildrop = self.last_maildrop.max(maildrop);
                self.last_message = self.last_message.max(message);
            }
            Change::GivenUp(first) => self.damages.retain(|damage| damage.block() != Some(first)),
            Change::RecordsLost(records) => self.lose_records(records),
            Change::RecordsGivenUp => {
                self.damages.retain(|damage| !matches!(damage, Damage::Journal { .. }));
            }
            Change::ServerJudged { account, authserv_id, is_own } => {
                if self.accounts.contains_key(&account) {
                    self.trust.entry(account).or_default().servers.insert(authserv_id, is_own);
                }
            }
            Change::ImagesWanted { account, address, always } => {
                if always && self.accounts.contains_key(&account) {
                    self.trust.entry(account).or_default().images_from.insert(address);
                } else if let Some(trust) = self.trust.get_mut(&account) {
                    trust.images_from.remove(&address);
                }
                self.trust.retain(|_, trust| *trust != Trust::default());
            }
            Change::Moved { messages, folder } => self.file(messages, |filed| filed.folder = folder),
            Change::Tagged { messages, tag, set } => {
                self.file(messages, |filed| filed.tags = filed.tags.with(tag, set));
            }
            Change::Pinned { messages, pinned } => self.file(messages, |filed| filed.pinned = pinned),
            Change::Snoozed { messages, until } => self.file(messages, |filed| filed.snoozed = until),
            Change::FolderSaved { id, folder } => {
                self.last_folder = self.last_folder.max(id);
                self.folders.insert(id, folder);
            }
            Change::FolderRemoved(id) => drop(self.folders.remove(&id)),
            Change::FolderIdsGiven(id) => self.last_folder = self.last_folder.max(id),
            Change::TagSaved { id, tag } => drop(self.tags.insert(id, tag)),
            Change::TagRemoved(id) => {
                self.tags.remove(&id);
                let with_it = self.briefs().filter(|brief| brief.filed.tags.has(id)).map(|brief| brief.id);
                let with_it: Vec<MessageId> = with_it.collect();
                self.file(with_it, |filed| filed.tags = filed.tags.with(id, false));
            }
            Change::Muted { account, ids, muted: true } => {
                if self.accounts.contains_key(&account) && !ids.is_empty() {
                    self.muted.entry(account).or_default().extend(ids);
                }
            }
            Change::Muted { account, ids, muted: false } => {
                if let Some(muted) = self.muted.get_mut(&account) {
                    muted.retain(|id| !ids.contains(id));
                }
                self.muted.retain(|_, muted| !muted.is_empty());
            }
            Change::RulesSaved(rules) => self.rules = rules,
            Change::Taught { messages, lesson } => self.junk.learn(messages, &lesson),
            Change::JunkKnown { model, messages } => self.junk.know(&model, messages),
            Change::JunkSorted(sorts) => self.junk.sorts = sorts,
            Change::AccountRetired(id) => {
                self.passwords.remove(&id);
                if self.accounts.contains_key(&id) {
                    self.retired.insert(id);
                }
            }
            Change::AccountsOrdered(ids) => {
                let mut seen = BTreeSet::new();
                let known = |id: &AccountId| self.accounts.contains_key(id) && seen.insert(*id);
                self.order = ids.into_iter().filter(known).collect();
            }
            Change::AccountColoured { id, colour } => {
                if self.accounts.contains_key(&id) {
                    self.colours.insert(id, colour);
                }
            }
            // What it tells of was read before it.
            Change::Folded { .. } => {}
        }
    }

    fn file(&mut self, messages: Vec<MessageId>, file: impl Fn(&mut Filed)) {
        messages.into_iter().for_each(|id| self.envelopes.file(id, &file));
    }

    /// What is in a folder of the reader's own that is not there is moved.
    pub(super) fn move_strays(&mut self, to: FolderId) {
        let strays = self.briefs().filter(|brief| !self.has_folder(brief.filed.folder));
        let strays: Vec<MessageId> = strays.map(|brief| brief.id).collect();
        self.file(strays, |filed| filed.folder = to);
    }

    fn insert(&mut self, envelope: &Envelope) {
        let (uidl, name) = (envelope.uidl.clone(), envelope.label().name(envelope.id));
        self.names.say(envelope.maildrop, Said::Is { uidl, name });
        self.envelopes.insert(envelope);
        // Also while very many come, they are packed closely.
        if self.envelopes.above.len() > 2 * blocks::MOST {
            // What cannot be folded stays where it is.
            let _ = self.fold();
        }
    }

    fn remove_account(&mut self, id: AccountId) {
        self.accounts.remove(&id);
        self.passwords.remove(&id);
        self.order.retain(|known| *known != id);
        self.colours.remove(&id);
        self.retired.remove(&id);
        self.trust.remove(&id);
        self.muted.remove(&id);
        let folders = self.folders.len();
        self.folders.retain(|_, folder| folder.account != Some(id));
        self.maildrops.retain(|_, maildrop| maildrop.account != id);
        self.learnt.retain(|maildrop, _| self.maildrops.contains_key(maildrop));
        self.envelopes.remove_account(id);
        self.junk.retain(|message| self.envelopes.brief(message).is_some());
        // Others' mail may be in a folder that was this account's.
        if self.folders.len() < folders {
            self.move_strays(FolderId::ARCHIVE);
        }
        self.names.retain(|maildrop| self.maildrops.contains_key(&maildrop), &self.envelopes);
        // Nothing of the account is to stay, be it damaged.
        self.damages.retain(|damage| match damage {
            // Whose records were lost is not known.
            Damage::Journal { .. } => !self.accounts.is_empty(),
            _ => damage.maildrops().iter().any(|maildrop| self.maildrops.contains_key(maildrop)),
        });
    }

    /// Records of the journal cannot be read.
    pub(super) fn lose_records(&mut self, more: u32) {
        let lost = self.damages.iter_mut().find_map(|damage| match damage {
            Damage::Journal { records } => Some(records),
            _ => None,
        });
        match lost {
            Some(records) => *records = records.saturating_add(more),
            None => self.damages.push(Damage::Journal { records: more }),
        }
    }

    /// How many records of the journal could not be read, and are not given up yet: as long as there are
    /// any, nothing here is a reason to delete something elsewhere.
    #[must_use]
    pub fn lost_records(&self) -> u32 {
        let records = |damage: &Damage| match damage {
            Damage::Journal { records } => *records,
            _ => 0,
        };
        self.damages.iter().map(records).sum()
    }

    /// A maildrop of this account that had its name in a record that was lost: what the account collects
    /// from now is that one, if it has no other.
    #[must_use]
    pub fn nameless_maildrop(&self, id: AccountId) -> Option<MaildropId> {
        let is_of_it = |maildrop: &Maildrop| maildrop.account == id && !maildrop.is_local();
        let mut of_it = self.maildrops.iter().filter(|(_, maildrop)| is_of_it(maildrop));
        let (&only, maildrop) = of_it.next()?;
        (maildrop.is_lost() && of_it.next().is_none()).then_some(only)
    }

    /// The accounts by their ids, which is the order they were made in.
    #[must_use]
    pub const fn accounts(&self) -> &BTreeMap<AccountId, Account> {
        &self.accounts
    }

    /// The accounts in the reader's order; those that came since stand behind, and behind them those that are
    /// retired.
    #[must_use]
    pub fn accounts_in_order(&self) -> Vec<AccountId> {
        let since = self.accounts.keys().filter(|id| !self.order.contains(id));
        let mut ids: Vec<AccountId> = self.order.iter().chain(since).copied().collect();
        ids.sort_by_key(|id| self.is_retired(*id));
        ids
    }

    /// Whether nothing is collected from an account any more, though its mail is here.
    #[must_use]
    pub fn is_retired(&self, id: AccountId) -> bool {
        self.retired.contains(&id)
    }

    /// The colour that the reader chose for an account; `None` where they did not.
    #[must_use]
    pub fn colour(&self, id: AccountId) -> Option<u8> {
        self.colours.get(&id).copied()
    }

    /// An account's password, sealed.
    #[must_use]
    pub fn password(&self, id: AccountId) -> Option<&Sealed> {
        self.passwords.get(&id)
    }

    /// The name of a maildrop, once it has one.
    #[must_use]
    pub fn maildrop(&self, maildrop: &Maildrop) -> Option<MaildropId> {
        self.maildrops.iter().find(|(_, known)| *known == maildrop).map(|(&id, _)| id)
    }

    /// The account that collects from a maildrop, or did.
    #[must_use]
    pub fn account_of(&self, maildrop: MaildropId) -> Option<AccountId> {
        self.maildrops.get(&maildrop).map(|maildrop| maildrop.account)
    }

    /// The maildrops that mail was collected from, and whose they are.
    pub fn maildrops(&self) -> impl Iterator<Item = (AccountId, MaildropId)> {
        self.maildrops.iter().map(|(id, maildrop)| (maildrop.account, *id))
    }

    /// Whether a maildrop is no server's.
    #[must_use]
    pub fn is_local(&self, maildrop: MaildropId) -> bool {
        self.maildrops.get(&maildrop).is_some_and(Maildrop::is_local)
    }

    /// The folders of the reader's own.
    #[must_use]
    pub const fn folders(&self) -> &BTreeMap<FolderId, OwnFolder> {
        &self.folders
    }

    /// Whether a folder is there; the well-known ones always are.
    #[must_use]
    pub fn has_folder(&self, id: FolderId) -> bool {
        !id.is_own() || self.folders.contains_key(&id)
    }

    /// The tags.
    #[must_use]
    pub const fn tags(&self) -> &BTreeMap<TagId, Tag> {
        &self.tags
    }

    /// The reader's rules.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The junk filter.
    #[must_use]
    pub const fn junk(&self) -> &Junk {
        &self.junk
    }

    /// Whether anything is muted.
    #[must_use]
    pub fn mutes_any(&self) -> bool {
        !self.muted.is_empty()
    }

    /// Whether the conversation of the message with this id is muted, for whomever it came to.
    #[must_use]
    pub fn mutes(&self, id: &str) -> bool {
        self.muted.values().any(|muted| muted.contains(id))
    }

    /// The same, for this account.
    #[must_use]
    pub fn mutes_for(&self, account: AccountId, id: &str) -> bool {
        self.muted.get(&account).is_some_and(|muted| muted.contains(id))
    }

    /// The id for the reader's next own folder.
    #[must_use]
    pub const fn next_folder(&self) -> FolderId {
        FolderId(self.last_folder.0 + 1)
    }

    /// All messages in brief, in no order.
    pub fn briefs(&self) -> impl Iterator<Item = Brief> {
        self.envelopes.briefs()
    }

    /// One message in brief.
    #[must_use]
    pub fn brief(&self, id: MessageId) -> Option<Brief> {
        self.envelopes.brief(id)
    }

    /// What the server called a message, and what it said of it.
    #[must_use]
    pub fn label(&self, id: MessageId) -> Option<Label> {
        self.envelopes.label(id)
    }

    /// One envelope, unpacked.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<Envelope> {
        self.envelopes.get(id)
    }

    /// What is known of a name in this maildrop.
    #[must_use]
    pub fn name(&self, maildrop: MaildropId, uidl: &Uidl) -> Option<&Name> {
        self.names.of(maildrop, &self.envelopes)?.get(uidl)
    }

    /// All names known of this maildrop, in no order.
    pub fn names_of(&self, maildrop: MaildropId) -> impl Iterator<Item = (&Uidl, &Name)> {
        self.names.of(maildrop, &self.envelopes).into_iter().flatten()
    }

    /// What was learnt of this maildrop's server.
    #[must_use]
    pub fn learnt(&self, maildrop: MaildropId) -> Option<&Learnt> {
        self.learnt.get(&maildrop)
    }

    /// What the reader said of those who write to this account; none where nothing.
    #[must_use]
    pub fn trust(&self, id: AccountId) -> Option<&Trust> {
        self.trust.get(&id)
    }

    /// What is kept and cannot be read.
    #[must_use]
    pub fn damages(&self) -> &[Damage] {
        &self.damages
    }

    /// The id for the next account.
    #[must_use]
    pub const fn next_account(&self) -> AccountId {
        AccountId(self.last_account.0 + 1)
    }

    /// The id for the next maildrop.
    #[must_use]
    pub const fn next_maildrop(&self) -> MaildropId {
        MaildropId(self.last_maildrop.0 + 1)
    }

    /// The id for the next message.
    #[must_use]
    pub const fn next_message(&self) -> MessageId {
        MessageId(self.last_message.0 + 1)
    }
}
