//! What the mail here takes, and what of it cannot be read.

use std::collections::BTreeMap;

use super::{
    Engine,
    api::{Damaged, Folder, Taken, Usage},
    erasing::is_there,
    index::Index,
    platform::Platform,
};
use crate::store::{Brief, Contents, Damage, Fault, FolderId, Held};

/// Whoever needs room asks for what is older than so many years.
const OLDER: [u16; 4] = [1, 2, 5, 10];

/// Octets beyond which a message is a large one.
const LARGE: u64 = 1 << 20;

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

impl<P: Platform> Engine<P> {
    /// What the mail here takes.
    pub(super) fn usage(&self) -> Usage {
        let index = self.index.borrow().as_ref().map(Index::octets);
        Usage { index, ..usage(&self.contents.borrow(), self.platform.now()) }
    }

    /// What is kept and cannot be read.
    pub(super) fn damaged(&self) -> Damaged {
        damaged(self.contents.borrow().damages())
    }
}

fn usage(contents: &Contents, now: i64) -> Usage {
    let mut inboxes: BTreeMap<_, Taken> =
        contents.accounts().keys().map(|id| (*id, Taken::default())).collect();
    let mut others: BTreeMap<FolderId, Taken> = BTreeMap::new();
    let mut years: BTreeMap<i32, Taken> = BTreeMap::new();
    let mut accounts = inboxes.clone();
    let (mut large, mut large_there) = (Taken::default(), 0);
    let mut older = OLDER.map(|years| (years, Taken::default()));
    for brief in contents.briefs() {
        match brief.filed.folder {
            FolderId::INBOX => inboxes.entry(brief.account).or_default().take(&brief),
            other => others.entry(other).or_default().take(&brief),
        }
        accounts.entry(brief.account).or_default().take(&brief);
        let is_large = brief.held != Held::Header && brief.size > LARGE;
        if is_large && !brief.filed.folder.is_put_away() {
            large.take(&brief);
            large_there += u32::from(is_there(contents, &brief));
        }
        years.entry(year_of(brief.date)).or_default().take(&brief);
        for (years, taken) in &mut older {
            if brief.date < now.saturating_sub(i64::from(*years) * YEAR) {
                taken.take(&brief);
            }
        }
    }
    Usage {
        accounts: accounts.into_iter().collect(),
        folders: inboxes
            .into_iter()
            .map(|(account, taken)| (Folder::Inbox(account), taken))
            .chain(others.into_iter().map(|(folder, taken)| (Folder::Of(folder), taken)))
            .collect(),
        years: years.into_iter().rev().collect(),
        older: older.into(),
        large,
        large_there,
        index: None,
    }
}

impl Taken {
    fn take(&mut self, brief: &Brief) {
        self.messages = self.messages.saturating_add(1);
        if brief.held != Held::Header {
            self.bytes = self.bytes.saturating_add(brief.size);
        }
    }
}

fn damaged(damages: &[Damage]) -> Damaged {
    let mut damaged = Damaged::default();
    for damage in damages {
        match damage {
            Damage::Block { mark, fault: Fault::Newer(_), .. } => {
                damaged.newer = damaged.newer.saturating_add(mark.count);
            }
            Damage::Block { mark, .. } => damaged.messages = damaged.messages.saturating_add(mark.count),
            Damage::Journal { records } => damaged.records = damaged.records.saturating_add(*records),
            Damage::Names { fault, .. } => damaged.names |= !matches!(fault, Fault::Newer(_)),
        }
    }
    damaged
}

/// The year of a moment in Unix seconds, in UTC and in the Gregorian calendar.
fn year_of(moment: i64) -> i32 {
    // Days since the first of March of the year 0; years are taken to begin in March, and leap days are
    // their last.
    let days = moment.div_euclid(DAY).saturating_add(719_468);
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // From the 306th day on it is January.
    let year = era * 400 + year + i64::from(day_of_year >= 306);
    i32::try_from(year).unwrap_or(if year < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests {
    use super::year_of;

    #[test]
    fn years_begin_on_the_first_of_january() {
        for (moment, year) in [
            (0, 1970),
            (-1, 1969),
            (951_782_400, 2000), // 29 February 2000
            (978_307_199, 2000), // the last second of 2000
            (978_307_200, 2001),
            (1_709_164_800, 2024), // 29 February 2024
            (1_767_225_599, 2025),
            (1_767_225_600, 2026),
            (-62_135_596_800, 1),
            (-62_135_596_801, 0),
        ] {
            assert_eq!(year_of(moment), year, "{moment}");
        }
        // Whatever a mail claims.
        year_of(i64::MAX);
        year_of(i64::MIN);
    }
}
