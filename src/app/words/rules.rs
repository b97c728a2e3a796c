//! Rules and the junk filter.

use super::catalogue::{Word, count, say};
use super::{messages, number};
use crate::{
    app::state::{Relation, RuleFault, What},
    junk::{CAPITALS, Class, FEWEST, MISSING, Opinion, PRESENT, Place, Telling, Verdict},
    rules::IllFormed,
};

/// The sheet, and what leads to it.
pub const RULES: Word = Word("Rules");
/// What they are for.
pub const RULES_MEANING: Word = Word("Rules sort mail as it comes in, from the first to the last.");
/// Before there are any.
pub const NO_RULES: Word = Word("There are no rules yet.");
/// Until the worker has said which there are.
pub const RULES_LOADING: Word = Word("Asking for the rules …");
/// Makes one.
pub const NEW_RULE: Word = Word("New rule");
/// Makes one of the mail that is read.
pub const RULE_FROM_MAIL: Word = Word("Make a rule from this mail");
/// Changes one.
pub const EDIT_RULE: Word = Word("Edit rule");
/// The field of its name.
pub const RULE_NAME: Word = Word("Name of the rule");
/// Which conditions have to hold.
pub const RULE_WHEN: Word = Word("rule|When");
/// Each of them.
pub const RULE_ALL: Word = Word("all of these hold");
/// One is enough.
pub const RULE_ANY: Word = Word("any of these holds");
/// One more condition.
pub const ADD_CONDITION: Word = Word("Add condition");
/// What is done then.
pub const RULE_THEN: Word = Word("Then");
/// One more action.
pub const ADD_ACTION: Word = Word("Add action");
/// Keeps it.
pub const SAVE_RULE: Word = Word("Save rule");
/// Leaves it as it was.
pub const BACK_TO_RULES: Word = Word("Back to the rules");
/// Says what the rule would do.
pub const TRY_RULE: Word = Word("Try it on this folder");
/// Says what all rules would do.
pub const TRY_RULES: Word = Word("Try them on this folder");
/// Ends that.
pub const STOP_TRYING: Word = Word("Stop");
/// Nothing would be done.
pub const NOTHING_MATCHES: Word = Word("Nothing in this folder would be changed.");
/// The mail that something would be done with.
pub const TRIED_MAIL: Word = Word("Mail that would be sorted");
/// How it is compared.
pub const RULE_COMPARES: Word = Word("How it is compared");
/// What it is compared with.
pub const RULE_VALUE: Word = Word("What it is compared with");
/// What is looked at.
pub const RULE_LOOKS_AT: Word = Word("What is looked at");
/// The name of a header field.
pub const RULE_FIELD: Word = Word("Header field");
/// What is to be done.
pub const RULE_DOES: Word = Word("What is done");
/// Into which folder, or with which tag.
pub const RULE_TARGET: Word = Word("With what");
/// A folder or a tag that is not there any more.
pub const RULE_TARGET_GONE: Word = Word("(it is gone)");
/// A rule whose conditions the form cannot show.
pub const RULE_IN_GROUPS: Word = Word("Its conditions are in groups, which cannot be edited here.");

/// What can be done with a mail.
pub const DO_MOVE: Word = Word("Move to");
/// A copy.
pub const DO_COPY: Word = Word("Copy to");
/// A tag.
pub const DO_TAG: Word = Word("Give the tag");
/// A star.
pub const DO_STAR: Word = Word("Give a star");
/// Read.
pub const DO_READ: Word = Word("Mark as read");
/// Junk.
pub const DO_JUNK: Word = Word("Treat as junk");
/// It stays there.
pub const DO_LEAVE: Word = Word("Leave on the server");
/// It goes there.
pub const DO_DELETE: Word = Word("Delete on the server once it is here");
/// No other rule.
pub const DO_STOP: Word = Word("Ask no further rules");

/// The junk filter.
pub const JUNK_FILTER: Word = Word("Junk filter");
/// How it learns.
pub const JUNK_MEANING: Word = Word(
    "It learns on this device, from what you move to Junk and from mail that you have read and kept. \
     It moves what it takes for junk into Junk, and deletes nothing.",
);
/// It sorts what comes in.
pub const JUNK_SORTS: Word = Word("Sort new mail");
/// It forgets.
pub const JUNK_FORGET: Word = Word("Forget what it has learnt");
/// Asked before it does.
pub const JUNK_FORGET_SURE: Word = Word("Forget it now");
/// What it says of a mail.
pub const EXPLAIN_JUNK: Word = Word("What the junk filter says");
/// Until it has said so.
pub const JUNK_ASKING: Word = Word("Asking the junk filter …");
/// The words that weighed most.
pub const JUNK_WORDS: Word = Word("What weighed most");
/// Nothing it knows is in it.
pub const JUNK_NO_WORDS: Word = Word("Nothing in it tells either way.");
/// A column: the word.
pub const JUNK_WORD: Word = Word("Word");
/// A column: where it stands.
pub const JUNK_PLACE: Word = Word("Where");
/// A column: how much of the mail with it was junk.
pub const JUNK_SHARE: Word = Word("Seen in junk");

/// Carries out what was tried.
#[must_use]
pub fn sort_now(count: u32, saves: bool) -> String {
    if saves {
        count!(count, "Save, and sort this one now", "Save, and sort these {count} now")
    } else {
        count!(count, "Sort this one now", "Sort these {count} now")
    }
}

/// How far a trial is.
#[must_use]
pub fn trying(done: u32, total: u32) -> String {
    if total == 0 {
        say!("Looking …").to_owned()
    } else {
        say!("{done} of {messages}", done = number(done), messages = messages(total))
    }
}

/// What came of it.
#[must_use]
pub fn tried(matched: u32, looked_at: u32) -> String {
    say!(
        "{matched} of {messages} would be sorted.",
        matched = number(matched),
        messages = messages(looked_at)
    )
}

/// A rule is asked.
#[must_use]
pub fn rule_is_on(name: &str) -> String {
    say!("{name}: on", name)
}

/// Changes it.
#[must_use]
pub fn edit_rule(name: &str) -> String {
    say!("Edit {name}", name)
}

/// It comes earlier.
#[must_use]
pub fn rule_up(name: &str) -> String {
    say!("Move {name} up", name)
}

/// Takes it away.
#[must_use]
pub fn remove_rule(name: &str) -> String {
    say!("Remove {name}", name)
}

/// It is away.
#[must_use]
pub fn rule_removed(name: &str) -> String {
    say!("“{name}” removed.", name)
}

/// A condition, by its place.
#[must_use]
pub fn condition_number(place: usize) -> String {
    say!("Condition {place}", place = place + 1)
}

/// Takes it away.
#[must_use]
pub fn remove_condition(place: usize) -> String {
    say!("Remove condition {place}", place = place + 1)
}

/// An action, by its place.
#[must_use]
pub fn action_number(place: usize) -> String {
    say!("Action {place}", place = place + 1)
}

/// Takes it away.
#[must_use]
pub fn remove_action(place: usize) -> String {
    say!("Remove action {place}", place = place + 1)
}

/// What a condition looks at.
#[must_use]
pub fn what(what: What) -> &'static str {
    match what {
        What::Sender => say!("Sender"),
        What::Recipient => say!("Recipient"),
        What::Subject => say!("Subject"),
        What::Body => say!("Text"),
        What::Header => say!("Header field"),
        What::List => say!("Mailing list"),
        What::FileName => say!("Name of a file"),
        What::Attachment => say!("Attachments"),
        What::Size => say!("Size"),
        What::Age => say!("Age"),
        What::Account => say!("Account"),
    }
}

/// How it is compared.
#[must_use]
pub fn relation(what: What, relation: Relation) -> &'static str {
    match (what, relation) {
        (What::Attachment, Relation::IsNot) => say!("has none"),
        (What::Attachment, _) => say!("has some"),
        (What::Size, Relation::IsNot) => say!("at most … MB"),
        (What::Size, _) => say!("larger than … MB"),
        (What::Age, Relation::IsNot) => say!("at most … days"),
        (What::Age, _) => say!("older than … days"),
        (_, Relation::Contains) => say!("contains"),
        (_, Relation::ContainsNot) => say!("does not contain"),
        (_, Relation::Is) => say!("is"),
        (_, Relation::IsNot) => say!("is not"),
        (_, Relation::Begins) => say!("begins with"),
        (_, Relation::Ends) => say!("ends with"),
    }
}

/// Why a rule cannot be kept.
#[must_use]
pub fn rule_fault(fault: RuleFault) -> &'static str {
    match fault {
        RuleFault::NoNumber => say!("Write a whole number for a size or an age, and choose an account."),
        RuleFault::IllFormed(fault) => match fault {
            IllFormed::NameEmpty => say!("Give the rule a name."),
            IllFormed::NameTooLong => say!("Give the rule a name of at most 200 characters."),
            IllFormed::NoAction => say!("Say what the rule is to do."),
            IllFormed::TooManyActions => say!("A rule does at most 20 things: make two of it."),
            IllFormed::Contradiction => {
                say!("Two of the actions contradict each other: take one of them away.")
            }
            IllFormed::GroupEmpty => say!("Say when the rule applies."),
            IllFormed::TooManyConditions => say!("A rule has at most 200 conditions: make two of it."),
            IllFormed::TooDeep => say!("The conditions are too deep in groups."),
            IllFormed::PatternEmpty => say!("Say what the text is compared with."),
            IllFormed::PatternTooLong => say!("A text is compared with at most 1,000 bytes."),
            IllFormed::FieldName => say!("No header field can have that name."),
            IllFormed::Damaged => say!("The stored rule is damaged: make it anew."),
        },
    }
}

/// What the filter has learnt.
#[must_use]
pub fn junk_learnt(good: u32, junk: u32) -> String {
    let learnt = say!(
        "It has learnt from {messages} of junk and {good} wanted.",
        messages = messages(junk),
        good = number(good)
    );
    if good >= FEWEST && junk >= FEWEST {
        learnt
    } else {
        say!("{learnt} It begins to sort when it knows {fewest} of each.", learnt, fewest = FEWEST)
    }
}

/// What the filter makes of a mail.
#[must_use]
pub fn verdict(verdict: &Verdict) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one, in percent")]
    let percent = (verdict.score.clamp(0.0, 1.0) * 100.0).round() as u32;
    match verdict.opinion {
        Opinion::Junk => say!("Junk, it says: {percent} of 100.", percent),
        Opinion::Good => say!("Wanted, it says: {percent} of 100 for junk.", percent),
        Opinion::Unsure => say!("It cannot tell: {percent} of 100 for junk.", percent),
        Opinion::Untrained => {
            say!("It has not learnt enough yet: it wants {fewest} mails of each kind.", fewest = FEWEST)
        }
    }
}

/// What it was taught that a mail is.
#[must_use]
pub fn taught(class: Class) -> &'static str {
    match class {
        Class::Good => say!("It has learnt from this mail that it is wanted."),
        Class::Junk => say!("It has learnt from this mail that it is junk."),
    }
}

/// A word that weighed, or what stands for one.
#[must_use]
pub fn telling(telling: &Telling) -> String {
    match telling.word.as_str() {
        PRESENT => say!("(is there)").to_owned(),
        MISSING => say!("(is missing)").to_owned(),
        CAPITALS => say!("(all capitals)").to_owned(),
        word => word.to_owned(),
    }
}

/// Where it stands.
#[must_use]
pub fn telling_place(place: &Place) -> String {
    match place {
        Place::Text => say!("Text").to_owned(),
        Place::Subject => say!("Subject").to_owned(),
        Place::Header(name) => {
            let mut letters = name.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
        }
        Place::Link => say!("Link").to_owned(),
        Place::Element => say!("HTML").to_owned(),
        Place::Piece => say!("File").to_owned(),
    }
}

/// In how much of what was learnt it was junk.
#[must_use]
pub fn share_of_junk(share: f32) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one, in percent")]
    let percent = (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    say!("{percent}%", percent)
}
