//! All envelopes: blocks, and above them what is newer than they are.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    AccountId, Brief, Envelope, Filed, Label, MaildropId, MessageId, Name, Uidl,
    blocks::{Block, Packed, READ, STARRED, pack},
};

/// The envelopes, packed. Only what changes often is beside its block: one byte of flags a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Envelopes {
    /// In the order of their ids; no two overlap.
    pub(super) blocks: Vec<Held>,
    /// What is in no block, or is newer than what a block says.
    pub(super) above: BTreeMap<MessageId, Above>,
}

/// A block in memory.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) block: Arc<Block>,
    pub(super) first: MessageId,
    pub(super) last: MessageId,
    /// As they are now.
    pub(super) flags: Vec<u8>,
    /// Where they are filed now, once that is otherwise than the block says; empty before.
    filed: Vec<Filed>,
    /// It does not say any longer what holds.
    pub(super) changed: bool,
    /// It is kept as it is here.
    pub(super) stored: bool,
}

/// The flag of a message that is not to be read in its block.
const OUT: u8 = 1 << 7;

impl Held {
    /// `None` where there is nothing in it.
    pub(super) fn new(block: Arc<Block>, stored: bool) -> Option<Self> {
        let (first, last) = (block.first()?, block.last()?);
        let flags = block.flags().to_vec();
        Some(Self { block, first, last, flags, filed: Vec::new(), changed: false, stored })
    }

    /// The messages that are to be read here, packed.
    pub(super) fn live(&self) -> impl Iterator<Item = Packed<'_>> {
        let flags = self.flags.iter().enumerate().filter(|(_, flags)| *flags & OUT == 0);
        flags.filter_map(|(at, &flags)| self.packed(at, flags))
    }

    fn packed(&self, at: usize, flags: u8) -> Option<Packed<'_>> {
        let packed = self.block.packed(at, flags)?;
        Some(Packed { brief: self.filed_now(packed.brief, at), ..packed })
    }

    fn brief(&self, at: usize, flags: u8) -> Option<Brief> {
        Some(self.filed_now(self.block.brief(at, flags)?, at))
    }

    fn filed_now(&self, brief: Brief, at: usize) -> Brief {
        Brief { filed: self.filed.get(at).copied().unwrap_or(brief.filed), ..brief }
    }

    fn file(&mut self, at: usize, file: impl FnOnce(&mut Filed)) {
        let Some(before) = self.flags.get(at).and_then(|&flags| self.brief(at, flags)) else { return };
        let mut after = before.filed;
        file(&mut after);
        if after == before.filed {
            return;
        }
        if self.filed.is_empty() {
            let as_told = |(at, &flags): (usize, &u8)| {
                self.block.brief(at, flags).map(|brief| brief.filed).unwrap_or_default()
            };
            self.filed = self.flags.iter().enumerate().map(as_told).collect();
        }
        self.changed = true;
        self.filed.get_mut(at).into_iter().for_each(|filed| *filed = after);
    }

    pub(super) fn count(&self) -> usize {
        self.flags.iter().filter(|flags| *flags & OUT == 0).count()
    }

    fn briefs(&self) -> impl Iterator<Item = Brief> {
        let flags = self.flags.iter().enumerate().filter(|(_, flags)| *flags & OUT == 0);
        flags.filter_map(|(at, &flags)| self.brief(at, flags))
    }

    /// Where a message is, and its flags, if it is to be read here.
    fn find(&self, id: MessageId) -> Option<(usize, u8)> {
        let at = self.block.find(id)?;
        let &flags = self.flags.get(at)?;
        (flags & OUT == 0).then_some((at, flags))
    }
}

/// An envelope above the blocks.
#[derive(Debug, Clone)]
pub(super) struct Above {
    pub(super) brief: Brief,
    /// A [`Label`], then a summary, by postcard.
    packed: Box<[u8]>,
    /// Where the summary begins.
    rest: usize,
}

impl Above {
    fn new(brief: Brief, label: &Label, rest: &[u8]) -> Self {
        // Labels of ours can be packed; one that could not be would name nothing.
        let label = pack(label).unwrap_or_default();
        Self { brief, rest: label.len(), packed: [&label, rest].concat().into() }
    }

    pub(super) fn label(&self) -> Option<Label> {
        postcard::from_bytes(self.packed.get(..self.rest)?).ok()
    }

    pub(super) fn rest(&self) -> &[u8] {
        self.packed.get(self.rest..).unwrap_or_default()
    }

    /// The bytes that it takes.
    pub(super) const fn weight(&self) -> usize {
        self.packed.len()
    }
}

impl Envelopes {
    /// The envelopes in brief: block by block, and then what is above them.
    pub(super) fn briefs(&self) -> impl Iterator<Item = Brief> {
        self.blocks.iter().flat_map(Held::briefs).chain(self.above.values().map(|above| above.brief))
    }

    pub(super) fn brief(&self, id: MessageId) -> Option<Brief> {
        if let Some(above) = self.above.get(&id) {
            return Some(above.brief);
        }
        let held = self.held(id)?;
        let (at, flags) = held.find(id)?;
        held.brief(at, flags)
    }

    pub(super) fn label(&self, id: MessageId) -> Option<Label> {
        match self.above.get(&id) {
            Some(above) => above.label(),
            None => self.packed(id)?.label(),
        }
    }

    pub(super) fn get(&self, id: MessageId) -> Option<Envelope> {
        if let Some(above) = self.above.get(&id) {
            let summary = postcard::from_bytes(above.rest()).ok()?;
            return Some(Envelope::of(&above.brief, above.label()?, summary));
        }
        let packed = self.packed(id)?;
        Some(Envelope::of(&packed.brief, packed.label()?, packed.summary()?))
    }

    /// Adds an envelope, or replaces the one with its id. Returns the bytes that it takes.
    pub(super) fn insert(&mut self, envelope: &Envelope) -> usize {
        self.take_out(envelope.id);
        let rest = pack(&envelope.summary).unwrap_or_default();
        let above = Above::new(envelope.brief(), &envelope.label(), &rest);
        let weight = above.weight();
        self.above.insert(envelope.id, above);
        weight
    }

    /// Removes an envelope, and says what its server calls it.
    pub(super) fn remove(&mut self, id: MessageId) -> Option<(MaildropId, Uidl)> {
        let (brief, label) = (self.brief(id)?, self.label(id));
        self.take_out(id);
        self.above.remove(&id);
        Some((brief.maildrop, label?.uidl))
    }

    /// Removes all envelopes of an account.
    pub(super) fn remove_account(&mut self, account: AccountId) {
        self.above.retain(|_, above| above.brief.account != account);
        for held in &mut self.blocks {
            let of_it: Vec<MessageId> =
                held.briefs().filter(|brief| brief.account == account).map(|brief| brief.id).collect();
            for at in of_it.into_iter().filter_map(|id| held.block.find(id)) {
                held.changed = true;
                held.flags.get_mut(at).into_iter().for_each(|flags| *flags |= OUT);
            }
        }
    }

    pub(super) fn mark_read(&mut self, id: MessageId, read: bool) {
        self.mark(id, READ, read);
    }

    pub(super) fn mark_starred(&mut self, id: MessageId, starred: bool) {
        self.mark(id, STARRED, starred);
    }

    /// A message is filed otherwise.
    pub(super) fn file(&mut self, id: MessageId, file: impl FnOnce(&mut Filed)) {
        if let Some(above) = self.above.get_mut(&id) {
            return file(&mut above.brief.filed);
        }
        let Some(held) = self.held_mut(id) else { return };
        let Some((at, _)) = held.find(id) else { return };
        held.file(at, file);
    }

    /// A message has another name on its server.
    pub(super) fn rename(&mut self, id: MessageId, to: Uidl) {
        let renamed = match self.above.get(&id) {
            Some(above) => above.label().map(|label| (above.brief, label, above.rest().to_vec())),
            None => self.packed(id).and_then(|it| Some((it.brief, it.label()?, it.rest.to_vec()))),
        };
        let Some((brief, label, rest)) = renamed else { return };
        self.take_out(id);
        self.above.insert(id, Above::new(brief, &Label { uidl: to, ..label }, &rest));
    }

    /// The names that the blocks tell of, as they stood when the blocks were written.
    pub(super) fn names(&self, maildrop: MaildropId) -> impl Iterator<Item = (Uidl, Name)> {
        self.blocks.iter().flat_map(move |held| held.block.names(maildrop))
    }

    fn mark(&mut self, id: MessageId, flag: u8, set: bool) {
        if let Some(above) = self.above.get_mut(&id) {
            match flag {
                READ => above.brief.read = set,
                _ => above.brief.starred = set,
            }
            return;
        }
        let Some(held) = self.held_mut(id) else { return };
        let Some((at, before)) = held.find(id) else { return };
        let after = if set { before | flag } else { before & !flag };
        held.changed |= after != before;
        held.flags.get_mut(at).into_iter().for_each(|flags| *flags = after);
    }

    /// What its block says of a message is not to be read any more.
    fn take_out(&mut self, id: MessageId) {
        let Some(held) = self.held_mut(id) else { return };
        let Some((at, _)) = held.find(id) else { return };
        held.changed = true;
        held.flags.get_mut(at).into_iter().for_each(|flags| *flags |= OUT);
    }

    fn packed(&self, id: MessageId) -> Option<Packed<'_>> {
        let held = self.held(id)?;
        let (at, flags) = held.find(id)?;
        held.packed(at, flags)
    }

    fn place(&self, id: MessageId) -> Option<usize> {
        self.blocks.partition_point(|held| held.first <= id).checked_sub(1)
    }

    fn held(&self, id: MessageId) -> Option<&Held> {
        self.blocks.get(self.place(id)?)
    }

    fn held_mut(&mut self, id: MessageId) -> Option<&mut Held> {
        let place = self.place(id)?;
        self.blocks.get_mut(place)
    }
}
