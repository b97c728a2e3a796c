//! What is stored here, how room is made, and what is damaged and mended.

use super::catalogue::{Word, count, say};
use super::{bytes, messages, number};
use crate::{
    engine::api::{Checking, Damaged, Repaired, Taken},
    store::{Leave, Retention},
};

/// The screen, and what opens it.
pub const STORAGE: Word = Word("Storage");
/// Erases all of it, accounts and settings too.
pub const ERASE_EVERYTHING: Word = Word("Erase everything here");
/// Before that is asked.
pub const ERASE_EVERYTHING_HOW: Word =
    Word("Before you give this device away: accounts, passwords, mail and settings go, in all tabs.");
/// What it means.
pub const ERASE_EVERYTHING_MEANS: Word = Word(
    "All accounts, passwords, settings and mail on this device are erased, and cannot be had back. \
     Mail that is only here is lost; what the servers have stays there.",
);
/// The answer.
pub const ERASE_EVERYTHING_NOW: Word = Word("Erase everything");
/// Said until the worker has counted.
pub const STORAGE_ASKING: Word = Word("Counting your mail");
/// What leads to it when the storage is full.
pub const FREE_SPACE: Word = Word("Free space");
/// What the browser says.
pub const ON_THIS_DEVICE: Word = Word("On this device");
/// The browser has promised to keep it.
pub const STORAGE_KEPT: Word = Word("This browser has promised to keep your mail.");
/// What that means.
pub const STORAGE_KEPT_MEANS: Word = Word(
    "It stays until you remove it here or clear this site’s data, also when the device runs short of room.",
);
/// It has not.
pub const STORAGE_NOT_KEPT: Word = Word("This browser has not promised to keep your mail.");
/// What that means.
pub const STORAGE_NOT_KEPT_MEANS: Word = Word(
    "When the device runs short of room, it may clear what Restante has stored, all of it at once. So nothing is deleted on a server because it is here.",
);
/// Asks for the promise.
pub const ASK_TO_KEEP: Word = Word("Ask the browser to keep it");
/// It was asked, and said no.
pub const STORAGE_REFUSED: Word = Word(
    "The browser said no. Some decide by themselves, and say yes to sites that are used often, bookmarked or installed; you can ask again later.",
);
/// The chart of accounts and folders.
pub const BY_FOLDER: Word = Word("By account and folder");
/// The chart of accounts.
pub const BY_ACCOUNT: Word = Word("By account");
/// A heading.
pub const COLUMN_ACCOUNT: Word = Word("Account");
/// The chart of years.
pub const BY_YEAR: Word = Word("By year");
/// A heading.
pub const COLUMN_FOLDER: Word = Word("Folder");
/// A heading.
pub const COLUMN_YEAR: Word = Word("Year");
/// A heading.
pub const COLUMN_MESSAGES: Word = Word("Messages");
/// A heading.
pub const COLUMN_SHARE: Word = Word("Share");
/// What the list of words takes that search uses.
pub const SEARCH_INDEX: Word = Word("Search index");
/// What leads to room.
pub const FREE_SPACE_HOW: Word =
    Word("Choose what can go in the list that opens, and delete it there. “Undo” is offered for a moment.");
/// The largest first.
pub const LARGEST: Word = Word("Largest messages");
/// What is looked at, and mended.
pub const CHECK_TITLE: Word = Word("Check");
/// What that is.
pub const CHECK_HOW: Word = Word(
    "Reads every message and compares it with the list. What is damaged is made again from the messages themselves; what is lost is collected again, if its server still has it. Restante can be used meanwhile.",
);
/// Begins it.
pub const CHECK: Word = Word("Check and repair");
/// Makes anew what was found damaged at the start.
pub const REPAIR: Word = Word("Repair");
/// The name of its progress.
pub const CHECKING: Word = Word("Checking your mail");
/// Ends it.
pub const STOP_CHECKING: Word = Word("Stop checking");
/// A message is listed, and nothing else of it is here.
pub const BYTES_MISSING: Word =
    Word("The text of this message is missing on this device. Collect it again, if the server still has it.");
/// It is on its way.
pub const BYTES_ASKED: Word = Word("Collecting this message again.");
/// It did not come.
pub const BYTES_NOT_THERE: Word = Word(
    "The text of this message is missing on this device, and did not come: the server does not have it any more, or was not reached.",
);

/// How much of what the browser allows is used.
#[must_use]
pub fn estimate(used: u64, quota: u64) -> String {
    say!(
        "{used} of the {quota} that this browser allows Restante are in use, the app itself included.",
        used = bytes(used),
        quota = bytes(quota)
    )
}

/// How much of something.
#[must_use]
pub fn taken(taken: Taken) -> String {
    if taken.messages == 0 {
        messages(0)
    } else {
        format!("{}, {}", messages(taken.messages), bytes(taken.bytes))
    }
}

/// How much of what is large, and how much of it is elsewhere, too.
#[must_use]
pub fn large(large: Taken, there: u32) -> String {
    let taken = taken(large);
    match there {
        0 => say!("{taken}: only on this device", taken),
        all if all == large.messages => say!("{taken}: the server has them, too", taken),
        some => say!("{taken}: the server has {count} of them, too", taken, count = number(some)),
    }
}

/// Leads to what is older.
#[must_use]
pub fn older(years: u16) -> String {
    count!(years.into(), "Older than 1 year", "Older than {count} years")
}

/// What deleting here means on an account's server.
#[must_use]
pub fn deleting_means(address: &str, retention: Retention) -> String {
    match retention {
        Retention { follow: true, .. } => {
            say!(
                "{address}: what you delete here is deleted on the server too, with the next “Get mail”.",
                address
            )
        }
        Retention { leave: Leave::All, .. } => say!("{address}: the server keeps its copies.", address),
        Retention { leave: Leave::Nothing, .. } => {
            say!(
                "{address}: the server has no copies of what was collected. What you delete is gone for good.",
                address
            )
        }
        Retention { leave: Leave::Days(_) | Leave::Newest(_) | Leave::NewestOctets(_), .. } => say!(
            "{address}: the server keeps its copies of the newest messages only. Of older ones, what you delete is gone for good.",
            address
        ),
    }
}

/// What cannot be read, and what to do: two sentences or more; `None` where all can.
#[must_use]
pub fn damaged(damaged: Damaged) -> Option<(String, &'static str)> {
    let Damaged { messages: lost, newer, names, records } = damaged;
    if records > 0 {
        let lines = (
            say!("Part of what this device noted of your mail could not be read").to_owned(),
            say!("“Check and repair” lists again what is here. Until then nothing is deleted on a server."),
        );
        return Some(lines);
    }
    if lost > 0 {
        let what = say!("Some of the list could not be read: {messages}", messages = messages(lost));
        return Some((what, say!("Repair makes it again from the mails themselves.")));
    }
    if newer > 0 {
        let what =
            say!("A newer Restante has written part of the list: {messages}", messages = messages(newer));
        return Some((what, say!("They are safe, and shown again once this page is the newer one. Reload.")));
    }
    let lines = (
        say!("What was noted of mail that is not here could not be read").to_owned(),
        say!("Mail that you had deleted may be collected again. Repair puts the notes in order."),
    );
    names.then_some(lines)
}

/// How far a check is.
#[must_use]
pub fn checking(checking: Checking) -> String {
    if checking.total == 0 {
        return say!("Repairing").to_owned();
    }
    say!(
        "Checking your mail: {done} of {total}",
        done = number(checking.done),
        total = number(checking.total)
    )
}

/// What a repair came to.
#[must_use]
pub fn repaired(repaired: &Repaired) -> String {
    let mut said = Vec::new();
    let all_is_well =
        Repaired { checked: repaired.checked, stopped: repaired.stopped, ..Repaired::default() };
    if repaired.stopped {
        said.push(say!(
            "Stopped after {messages}; what was put in order stays so.",
            messages = messages(repaired.checked)
        ));
    } else if repaired.checked > 0 {
        said.push(say!("{messages} checked.", messages = messages(repaired.checked)));
    }
    if *repaired == all_is_well && !repaired.stopped {
        said.push(say!("Nothing is damaged.").to_owned());
    }
    if repaired.messages > 0 {
        said.push(count!(repaired.messages, "1 message listed again.", "{count} messages listed again."));
    }
    if repaired.corrected > 0 {
        said.push(count!(
            repaired.corrected,
            "1 message shown now as its bytes say.",
            "{count} messages shown now as their bytes say."
        ));
    }
    if repaired.missing > 0 {
        said.push(count!(
            repaired.missing,
            "1 message without its text on this device.",
            "{count} messages without their text on this device."
        ));
    }
    if repaired.unreadable > 0 {
        said.push(count!(
            repaired.unreadable,
            "1 message on this device that the browser cannot read.",
            "{count} messages on this device that the browser cannot read."
        ));
    }
    if repaired.altered > 0 {
        said.push(count!(
            repaired.altered,
            "1 message not as it came from the server; what is here of it is kept.",
            "{count} messages not as they came from the server; what is here of them is kept."
        ));
    }
    if repaired.again > 0 {
        said.push(count!(
            repaired.again,
            "1 message will be collected again with the next “Get mail”, if the server still has it.",
            "{count} messages will be collected again with the next “Get mail”, if the server still has them."
        ));
    }
    if repaired.lost > 0 {
        said.push(count!(repaired.lost, "1 message lost: nothing is left of it here. What the server still has is collected again.", "{count} messages lost: nothing is left of them here. What the server still has is collected again."));
    }
    if repaired.records > 0 {
        said.push(
            say!("Part of the notes is lost: look through the settings of your accounts. All of them leave their messages on the server now.")
                .to_owned(),
        );
    }
    if repaired.left > 0 {
        said.push(count!(
            repaired.left,
            "One part of the list left as it is: a newer Restante can read it, or nobody can say whose the mail is.",
            "{count} parts of the list left as they are: a newer Restante can read them, or nobody can say whose the mail is."
        ));
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_repair_came_to_is_said_in_plain_words() {
        let whole = Repaired { checked: 1_200, ..Repaired::default() };
        assert_eq!(repaired(&whole), "1,200 messages checked. Nothing is damaged.");
        assert_eq!(
            repaired(&Repaired { messages: 3, ..Repaired::default() }),
            "3 messages listed again.",
            "a repair of what was known looks at nothing else"
        );
        let some = Repaired { missing: 2, again: 1, ..whole };
        assert_eq!(
            repaired(&some),
            "1,200 messages checked. 2 messages without their text on this device. \
             1 message will be collected again with the next “Get mail”, if the server still has it."
        );
        let lost = Repaired { unreadable: 1, records: 2, ..whole };
        assert_eq!(
            repaired(&lost),
            "1,200 messages checked. 1 message on this device that the browser cannot read. \
             Part of the notes is lost: look through the settings of your accounts. \
             All of them leave their messages on the server now."
        );
        let stopped = Repaired { stopped: true, ..whole };
        assert_eq!(repaired(&stopped), "Stopped after 1,200 messages; what was put in order stays so.");
    }

    #[test]
    fn damage_is_told_with_the_next_step() {
        assert_eq!(damaged(Damaged::default()), None);
        let (what, next) = damaged(Damaged { messages: 1_000, ..Damaged::default() }).unwrap();
        assert_eq!(what, "Some of the list could not be read: 1,000 messages");
        assert!(next.contains("Repair"));
        let (what, next) = damaged(Damaged { newer: 7, ..Damaged::default() }).unwrap();
        assert!(what.contains("7 messages") && next.contains("Reload"));
        assert!(damaged(Damaged { names: true, ..Damaged::default() }).is_some());
        let (_, next) = damaged(Damaged { records: 1, messages: 9, ..Damaged::default() }).unwrap();
        assert!(next.contains(CHECK.text()) && next.contains("nothing is deleted on a server"), "{next}");
    }

    #[test]
    fn what_deleting_means_hangs_on_the_account() {
        let says = |leave, follow| deleting_means("ada@example.org", Retention { leave, follow });
        assert!(says(Leave::All, false).ends_with("the server keeps its copies."));
        assert!(says(Leave::All, true).contains("deleted on the server too"));
        assert!(says(Leave::Nothing, false).contains("gone for good"));
        assert!(says(Leave::Days(30), false).contains("newest messages only"));
    }
}
