//! What is known of the names that servers gave to messages.
//!
//! Names are asked for when a session begins, and not before: until then those of messages that are
//! here lie packed in the blocks, the others packed by themselves, and what is said of names
//! meanwhile is noted. A maildrop's names are built when somebody asks, and kept up from then on.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{
    Fault, MaildropId, MessageId, Name, Part, StoreError, Uidl, Wish,
    blocks::{checksum_of, pack},
    envelopes::Envelopes,
};

/// The names in all maildrops.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeMap<MaildropId, OfMaildrop>);

#[derive(Debug, Clone, Default)]
struct OfMaildrop {
    /// Names that no message here tells of, as they are kept.
    loose: Vec<u8>,
    /// The checksum of what is kept of them; `None` for nothing.
    kept: Option<u32>,
    /// What is kept is to be kept anew.
    doubted: bool,
    /// What was said since, while nobody had asked.
    later: Vec<Said>,
    built: OnceCell<Built>,
}

/// A maildrop's names, and how far what is kept lags behind them.
#[derive(Debug, Clone, Default)]
struct Built {
    names: HashMap<Uidl, Name>,
    /// Messages of whose names something was said.
    touched: BTreeSet<MessageId>,
    /// Something was said since the loose ones were kept.
    changed: bool,
}

/// Something that is said of names.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// A message was added or replaced that has it, or something else is known of it now.
    Is { uidl: Uidl, name: Name },
    /// A message that has it was removed.
    Removed { uidl: Uidl, id: MessageId },
    /// A message that has it was removed, and nothing else will ever have it.
    Forgotten { uidl: Uidl },
    /// What is to become of messages.
    Wished { uidls: Vec<Uidl>, wish: Wish },
}

impl Names {
    /// A maildrop of which something is kept: in blocks, or its loose names as they are kept.
    pub(super) fn there_is(&mut self, maildrop: MaildropId, loose: Option<Vec<u8>>) -> Result<(), Fault> {
        let of = self.0.entry(maildrop).or_default();
        if let Some(packed) = loose {
            of.kept = Some(checksum_of(&[&packed]));
            of.loose = check(packed)?;
        }
        Ok(())
    }

    /// A maildrop's names; `None` where there are none.
    pub(super) fn of(&self, maildrop: MaildropId, envelopes: &Envelopes) -> Option<&HashMap<Uidl, Name>> {
        let of = self.0.get(&maildrop)?;
        Some(&of.built.get_or_init(|| of.build(maildrop, envelopes)).names)
    }

    /// The same, if somebody has asked for them.
    pub(super) fn if_built(&self, maildrop: MaildropId) -> Option<&HashMap<Uidl, Name>> {
        self.0.get(&maildrop)?.built.get().map(|built| &built.names)
    }

    pub(super) fn say(&mut self, maildrop: MaildropId, said: Said) {
        let of = self.0.entry(maildrop).or_default();
        match of.built.get_mut() {
            Some(built) => built.hear(said),
            None => of.later.push(said),
        }
    }

    /// A name becomes another. Returns the message that has it.
    pub(super) fn rename(
        &mut self,
        maildrop: MaildropId,
        from: &Uidl,
        to: Uidl,
        envelopes: &Envelopes,
    ) -> Option<MessageId> {
        self.of(maildrop, envelopes);
        let built = self.0.get_mut(&maildrop)?.built.get_mut()?;
        let name = built.names.remove(from)?;
        let message = name.message;
        built.touched.extend(message);
        built.hear(Said::Is { uidl: to, name });
        message
    }

    /// Forgets all names but those of these maildrops.
    pub(super) fn retain(&mut self, stays: impl Fn(MaildropId) -> bool, envelopes: &Envelopes) {
        for (&maildrop, of) in self.0.iter_mut().filter(|(maildrop, _)| !stays(**maildrop)) {
            // Blocks still tell of them until they are written anew.
            let touched = envelopes.briefs().filter(|brief| brief.maildrop == maildrop).map(|brief| brief.id);
            let built = Built { touched: touched.collect(), changed: true, ..Built::default() };
            *of = OfMaildrop { kept: of.kept, built: OnceCell::from(built), ..OfMaildrop::default() };
        }
    }

    /// Brings all up to date of which something was said.
    pub(super) fn settle(&mut self, envelopes: &Envelopes) {
        for (&maildrop, of) in &mut self.0 {
            if !of.later.is_empty() {
                of.built.get_or_init(|| of.build(maildrop, envelopes));
            }
            if of.built.get().is_some() {
                of.later = Vec::new();
                of.loose = Vec::new();
            }
        }
    }

    /// Messages of whose names their blocks do not say what holds.
    pub(super) fn touched(&self) -> BTreeSet<MessageId> {
        let built = self.0.values().filter_map(|of| of.built.get());
        built.flat_map(|built| built.touched.iter().copied()).collect()
    }

    /// Everything was folded into blocks.
    pub(super) fn folded(&mut self) {
        self.0.values_mut().filter_map(|of| of.built.get_mut()).for_each(|built| built.touched.clear());
    }

    /// The loose names of these maildrops are to be kept so, or not any longer; and of which some
    /// are kept then.
    ///
    /// # Errors
    /// When they cannot be packed.
    pub(super) fn to_keep(&self, envelopes: &Envelopes) -> Result<ToKeep, StoreError> {
        let mut keep = ToKeep::default();
        for (&maildrop, of) in &self.0 {
            let Some(built) = of.built.get().filter(|built| built.changed) else {
                keep.there.extend(of.kept.map(|_| maildrop));
                continue;
            };
            let loose = built.loose(maildrop, envelopes)?;
            keep.there.extend(loose.is_some().then_some(maildrop));
            if of.doubted || loose.as_deref().map(|names| checksum_of(&[names])) != of.kept {
                keep.changed.insert(maildrop, loose);
            }
        }
        Ok(keep)
    }

    /// All is to be kept anew, but for these maildrops.
    pub(super) fn doubt_what_is_kept(&mut self, but: &[MaildropId], envelopes: &Envelopes) {
        for (&maildrop, of) in self.0.iter_mut().filter(|(maildrop, _)| !but.contains(maildrop)) {
            of.doubted = true;
            of.built.get_or_init(|| of.build(maildrop, envelopes));
            of.built.get_mut().into_iter().for_each(|built| built.changed = true);
        }
    }

    /// What was to be kept is.
    pub(super) fn kept(&mut self, keep: &ToKeep) {
        for (maildrop, of) in &mut self.0 {
            if let Some(loose) = keep.changed.get(maildrop) {
                of.kept = loose.as_deref().map(|names| checksum_of(&[names]));
            }
            of.doubted = false;
            of.built.get_mut().into_iter().for_each(|built| built.changed = false);
        }
    }

    /// The maildrops of which something is known.
    pub(super) fn maildrops(&self) -> impl Iterator<Item = MaildropId> {
        self.0.keys().copied()
    }
}

/// Loose names that are not kept as they are.
#[derive(Debug, Clone, Default)]
pub(super) struct ToKeep {
    /// As they are to be kept; `None` where there are none any longer.
    pub(super) changed: BTreeMap<MaildropId, Option<Vec<u8>>>,
    /// The maildrops that have some.
    pub(super) there: Vec<MaildropId>,
}

impl OfMaildrop {
    fn build(&self, maildrop: MaildropId, envelopes: &Envelopes) -> Built {
        // What is kept of them was found to be whole.
        let loose: Vec<(Uidl, Name)> = postcard::from_bytes(&self.loose).unwrap_or_default();
        let names = loose.into_iter().chain(envelopes.names(maildrop)).collect();
        let mut built = Built { names, ..Built::default() };
        self.later.iter().cloned().for_each(|said| built.hear(said));
        built
    }
}

impl Built {
    fn hear(&mut self, said: Said) {
        self.changed = true;
        match said {
            Said::Is { uidl, name } => {
                self.touched.extend(name.message);
                let before = self.names.insert(uidl, name);
                self.touched.extend(before.and_then(|before| before.message));
            }
            Said::Removed { uidl, id } => {
                let name = self.names.get_mut(&uidl).filter(|name| name.message == Some(id));
                name.into_iter().for_each(|name| name.message = None);
            }
            Said::Forgotten { uidl } => drop(self.names.remove(&uidl)),
            Said::Wished { uidls, wish } => {
                for uidl in uidls {
                    let Some(name) = self.names.get_mut(&uidl) else { continue };
                    name.wish = wish;
                    self.touched.extend(name.message);
                }
            }
        }
    }

    /// The names that no message tells of, packed.
    fn loose(&self, maildrop: MaildropId, envelopes: &Envelopes) -> Result<Option<Vec<u8>>, StoreError> {
        let is_told = |uidl: &Uidl, name: &Name| {
            let id = name.message.filter(|id| envelopes.brief(*id).is_some_and(|it| it.maildrop == maildrop));
            id.and_then(|id| envelopes.label(id)).is_some_and(|label| label.uidl == *uidl)
        };
        let mut loose: Vec<(&Uidl, &Name)> =
            self.names.iter().filter(|(uidl, name)| !is_told(uidl, name)).collect();
        if loose.is_empty() {
            return Ok(None);
        }
        loose.sort_unstable_by_key(|(uidl, _)| &uidl.0);
        let packed = pack(&loose)?;
        let checksum = checksum_of(&[&packed]);
        Ok(Some([&[VERSION][..], &checksum.to_le_bytes(), &packed].concat()))
    }
}

/// The version of the loose names as they are kept: a checksum follows it, and then the names, by
/// postcard.
const VERSION: u8 = 1;

/// Names as they are kept, without what stands before them.
fn check(mut kept: Vec<u8>) -> Result<Vec<u8>, Fault> {
    match kept.as_slice() {
        [] => Err(Fault::Torn),
        [version, ..] if *version > VERSION => Err(Fault::Newer(*version)),
        [VERSION, a, b, c, d, names @ ..] => {
            if u32::from_le_bytes([*a, *b, *c, *d]) != checksum_of(&[names]) {
                return Err(Fault::Flipped(Part::Names));
            }
            Ok(kept.split_off(5))
        }
        _ => Err(Fault::Torn),
    }
}
