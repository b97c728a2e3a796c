//! Folding: what is above the blocks goes into them. Nothing that is said changes by it, only where
//! it is said; blocks that nothing has happened to stay as they are.

use std::{
    collections::{BTreeSet, btree_map},
    iter::Peekable,
    ops::Bound,
    sync::Arc,
};

use super::{
    Brief, Label, MessageId, StoreError,
    blocks::{Filling, MOST, Packed, Told, pack_name},
    envelopes::{Above, Envelopes, Held},
    names::Names,
};

/// A block with fewer messages is put together with the next when it is written anew.
const FEW: usize = MOST / 4;

impl Envelopes {
    /// Folds everything into blocks. Between a message before one of these ranges and a message
    /// behind it a block always ends: something else is kept there.
    ///
    /// # Errors
    /// When a block would have 4 GiB; nothing has changed then.
    pub(super) fn fold(
        &mut self,
        names: &Names,
        between: &[(MessageId, MessageId)],
    ) -> Result<(), StoreError> {
        let changed = self.changed(&names.touched());
        if self.above.is_empty() && !changed.contains(&true) {
            return Ok(());
        }
        let mut writer = Writer { names, between, filling: Filling::default(), last: None, full: Vec::new() };
        let mut above = self.above.iter().peekable();
        for (held, &changed) in self.blocks.iter().zip(&changed) {
            writer.write_up_to(&mut above, Bound::Excluded(held.first))?;
            if changed {
                for packed in held.live() {
                    writer.write_up_to(&mut above, Bound::Excluded(packed.brief.id))?;
                    writer.write_packed(&packed)?;
                }
                writer.write_up_to(&mut above, Bound::Included(held.last))?;
            } else {
                writer.end_block()?;
                writer.full.push(held.clone());
            }
        }
        writer.write_up_to(&mut above, Bound::Unbounded)?;
        writer.end_block()?;
        self.blocks = writer.full;
        self.above.clear();
        Ok(())
    }

    /// Which blocks have to be written anew, by their places.
    fn changed(&self, touched: &BTreeSet<MessageId>) -> Vec<bool> {
        let mut changed: Vec<bool> = self
            .blocks
            .iter()
            .map(|held| {
                held.changed
                    || touched.range(held.first..=held.last).next().is_some()
                    || self.above.range(held.first..=held.last).next().is_some()
            })
            .collect();
        // What comes behind the last block goes into it while there is room.
        if let (Some(held), Some(changed)) = (self.blocks.last(), changed.last_mut()) {
            let behind = self.above.range((Bound::Excluded(held.last), Bound::Unbounded)).next();
            *changed |= behind.is_some() && held.count() < MOST;
        }
        let counts: Vec<usize> = self.blocks.iter().map(Held::count).collect();
        for (at, pair) in counts.windows(2).enumerate() {
            let &[count, next] = pair else { continue };
            let fits = count.min(next) < FEW && count + next <= MOST;
            let is_changed = |at: usize| changed.get(at) == Some(&true);
            if fits && (is_changed(at) || is_changed(at + 1)) {
                changed.iter_mut().skip(at).take(2).for_each(|changed| *changed = true);
            }
        }
        changed
    }
}

/// Writes blocks in the order of ids.
struct Writer<'n> {
    names: &'n Names,
    between: &'n [(MessageId, MessageId)],
    filling: Filling,
    /// The last message written.
    last: Option<MessageId>,
    full: Vec<Held>,
}

impl Writer<'_> {
    fn write_up_to<'a>(
        &mut self,
        above: &mut Peekable<btree_map::Iter<'a, MessageId, Above>>,
        end: Bound<MessageId>,
    ) -> Result<(), StoreError> {
        let is_before = |id: MessageId| match end {
            Bound::Included(end) => id <= end,
            Bound::Excluded(end) => id < end,
            Bound::Unbounded => true,
        };
        while let Some((_, above)) = above.next_if(|(id, _)| is_before(**id)) {
            // What was packed a moment ago can be unpacked.
            let Some(label) = above.label() else { continue };
            let told = self.told(&above.brief, &label).unwrap_or(Told::Not);
            self.write(&above.brief, &pack_name(&label, &told)?, above.rest())?;
        }
        Ok(())
    }

    fn write_packed(&mut self, packed: &Packed<'_>) -> Result<(), StoreError> {
        let again = packed.label().and_then(|label| Some((self.told(&packed.brief, &label)?, label)));
        match again {
            Some((told, label)) => self.write(&packed.brief, &pack_name(&label, &told)?, packed.rest),
            // Nobody has asked for names of this maildrop, and nothing was said of them.
            None => self.write(&packed.brief, packed.name, packed.rest),
        }
    }

    /// How the name of a message stands; `None` where that is not known to have changed.
    fn told(&self, brief: &Brief, label: &Label) -> Option<Told> {
        let names = self.names.if_built(brief.maildrop)?;
        Some(Told::of(names.get(&label.uidl), brief.id, label))
    }

    fn write(&mut self, brief: &Brief, name: &[u8], rest: &[u8]) -> Result<(), StoreError> {
        let is_between = |&(first, _): &(MessageId, MessageId)| {
            self.last.is_some_and(|last| last < first) && first < brief.id
        };
        if self.filling.count() >= MOST || self.between.iter().any(is_between) {
            self.end_block()?;
        }
        self.last = Some(brief.id);
        self.filling.add(brief, name, rest)
    }

    fn end_block(&mut self) -> Result<(), StoreError> {
        if self.filling.count() > 0 {
            let block = std::mem::take(&mut self.filling).full()?;
            self.full.extend(Held::new(Arc::new(block), false));
        }
        Ok(())
    }
}
