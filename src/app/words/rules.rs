//! Rules and the junk filter.

use super::{messages, number};
use crate::{
    app::state::{Relation, RuleFault, What},
    junk::{CAPITALS, Class, FEWEST, MISSING, Opinion, PRESENT, Place, Telling, Verdict},
    rules::IllFormed,
};

/// The sheet, and what leads to it.
pub const RULES: &str = "Rules";
/// What they are for.
pub const RULES_MEANING: &str = "Rules sort mail as it comes in, from the first to the last.";
/// Before there are any.
pub const NO_RULES: &str = "There are no rules yet.";
/// Until the worker has said which there are.
pub const RULES_LOADING: &str = "Asking for the rules …";
/// Makes one.
pub const NEW_RULE: &str = "New rule";
/// Makes one of the mail that is read.
pub const RULE_FROM_MAIL: &str = "Make a rule from this mail";
/// Changes one.
pub const EDIT_RULE: &str = "Edit rule";
/// The field of its name.
pub const RULE_NAME: &str = "Name of the rule";
/// Which conditions have to hold.
pub const RULE_WHEN: &str = "When";
/// Each of them.
pub const RULE_ALL: &str = "all of these hold";
/// One is enough.
pub const RULE_ANY: &str = "any of these holds";
/// One more condition.
pub const ADD_CONDITION: &str = "Add condition";
/// What is done then.
pub const RULE_THEN: &str = "Then";
/// One more action.
pub const ADD_ACTION: &str = "Add action";
/// Keeps it.
pub const SAVE_RULE: &str = "Save rule";
/// Leaves it as it was.
pub const BACK_TO_RULES: &str = "Back to the rules";
/// Says what the rule would do.
pub const TRY_RULE: &str = "Try it on this folder";
/// Says what all rules would do.
pub const TRY_RULES: &str = "Try them on this folder";
/// Ends that.
pub const STOP_TRYING: &str = "Stop";
/// Nothing would be done.
pub const NOTHING_MATCHES: &str = "Nothing in this folder would be changed.";
/// The mail that something would be done with.
pub const TRIED_MAIL: &str = "Mail that would be sorted";
/// How it is compared.
pub const RULE_COMPARES: &str = "How it is compared";
/// What it is compared with.
pub const RULE_VALUE: &str = "What it is compared with";
/// What is looked at.
pub const RULE_LOOKS_AT: &str = "What is looked at";
/// The name of a header field.
pub const RULE_FIELD: &str = "Header field";
/// What is to be done.
pub const RULE_DOES: &str = "What is done";
/// Into which folder, or with which tag.
pub const RULE_TARGET: &str = "With what";
/// A folder or a tag that is not there any more.
pub const RULE_TARGET_GONE: &str = "(it is gone)";
/// A rule whose conditions the form cannot show.
pub const RULE_IN_GROUPS: &str = "Its conditions are in groups, which cannot be edited here.";

/// What can be done with a mail.
pub const DO_MOVE: &str = "Move to";
/// A copy.
pub const DO_COPY: &str = "Copy to";
/// A tag.
pub const DO_TAG: &str = "Give the tag";
/// A star.
pub const DO_STAR: &str = "Give a star";
/// Read.
pub const DO_READ: &str = "Mark as read";
/// Junk.
pub const DO_JUNK: &str = "Treat as junk";
/// It stays there.
pub const DO_LEAVE: &str = "Leave on the server";
/// It goes there.
pub const DO_DELETE: &str = "Delete on the server once it is here";
/// No other rule.
pub const DO_STOP: &str = "Ask no further rules";

/// The junk filter.
pub const JUNK_FILTER: &str = "Junk filter";
/// How it learns.
pub const JUNK_MEANING: &str = "It learns on this device, from what you move to Junk and from mail that you have read and kept. \
     It moves what it takes for junk into Junk, and deletes nothing.";
/// It sorts what comes in.
pub const JUNK_SORTS: &str = "Sort new mail";
/// It forgets.
pub const JUNK_FORGET: &str = "Forget what it has learnt";
/// Asked before it does.
pub const JUNK_FORGET_SURE: &str = "Forget it now";
/// What it says of a mail.
pub const EXPLAIN_JUNK: &str = "What the junk filter says";
/// Until it has said so.
pub const JUNK_ASKING: &str = "Asking the junk filter …";
/// The words that weighed most.
pub const JUNK_WORDS: &str = "What weighed most";
/// Nothing it knows is in it.
pub const JUNK_NO_WORDS: &str = "Nothing in it tells either way.";
/// A column: the word.
pub const JUNK_WORD: &str = "Word";
/// A column: where it stands.
pub const JUNK_PLACE: &str = "Where";
/// A column: how much of the mail with it was junk.
pub const JUNK_SHARE: &str = "Seen in junk";

/// Carries out what was tried.
#[must_use]
pub fn sort_now(count: u32, saves: bool) -> String {
    let these = if count == 1 { "this one".to_owned() } else { format!("these {}", number(count)) };
    if saves { format!("Save, and sort {these} now") } else { format!("Sort {these} now") }
}

/// How far a trial is.
#[must_use]
pub fn trying(done: u32, total: u32) -> String {
    if total == 0 { "Looking …".to_owned() } else { format!("{} of {}", number(done), messages(total)) }
}

/// What came of it.
#[must_use]
pub fn tried(matched: u32, looked_at: u32) -> String {
    format!("{} of {} would be sorted.", number(matched), messages(looked_at))
}

/// A rule is asked.
#[must_use]
pub fn rule_is_on(name: &str) -> String {
    format!("{name}: on")
}

/// Changes it.
#[must_use]
pub fn edit_rule(name: &str) -> String {
    format!("Edit {name}")
}

/// It comes earlier.
#[must_use]
pub fn rule_up(name: &str) -> String {
    format!("Move {name} up")
}

/// Takes it away.
#[must_use]
pub fn remove_rule(name: &str) -> String {
    format!("Remove {name}")
}

/// It is away.
#[must_use]
pub fn rule_removed(name: &str) -> String {
    format!("“{name}” removed.")
}

/// A condition, by its place.
#[must_use]
pub fn condition_number(place: usize) -> String {
    format!("Condition {}", place + 1)
}

/// Takes it away.
#[must_use]
pub fn remove_condition(place: usize) -> String {
    format!("Remove condition {}", place + 1)
}

/// An action, by its place.
#[must_use]
pub fn action_number(place: usize) -> String {
    format!("Action {}", place + 1)
}

/// Takes it away.
#[must_use]
pub fn remove_action(place: usize) -> String {
    format!("Remove action {}", place + 1)
}

/// What a condition looks at.
#[must_use]
pub const fn what(what: What) -> &'static str {
    match what {
        What::Sender => "Sender",
        What::Recipient => "Recipient",
        What::Subject => "Subject",
        What::Body => "Text",
        What::Header => "Header field",
        What::List => "Mailing list",
        What::FileName => "Name of a file",
        What::Attachment => "Attachments",
        What::Size => "Size",
        What::Age => "Age",
        What::Account => "Account",
    }
}

/// How it is compared.
#[must_use]
pub const fn relation(what: What, relation: Relation) -> &'static str {
    match (what, relation) {
        (What::Attachment, Relation::IsNot) => "has none",
        (What::Attachment, _) => "has some",
        (What::Size, Relation::IsNot) => "at most … MB",
        (What::Size, _) => "larger than … MB",
        (What::Age, Relation::IsNot) => "at most … days",
        (What::Age, _) => "older than … days",
        (_, Relation::Contains) => "contains",
        (_, Relation::ContainsNot) => "does not contain",
        (_, Relation::Is) => "is",
        (_, Relation::IsNot) => "is not",
        (_, Relation::Begins) => "begins with",
        (_, Relation::Ends) => "ends with",
    }
}

/// Why a rule cannot be kept.
#[must_use]
pub const fn rule_fault(fault: RuleFault) -> &'static str {
    match fault {
        RuleFault::NoNumber => "Write a whole number for a size or an age, and choose an account.",
        RuleFault::IllFormed(fault) => match fault {
            IllFormed::NameEmpty => "Give the rule a name.",
            IllFormed::NameTooLong => "Give the rule a name of at most 200 characters.",
            IllFormed::NoAction => "Say what the rule is to do.",
            IllFormed::TooManyActions => "A rule does at most 20 things: make two of it.",
            IllFormed::Contradiction => "Two of the actions contradict each other: take one of them away.",
            IllFormed::GroupEmpty => "Say when the rule applies.",
            IllFormed::TooManyConditions => "A rule has at most 200 conditions: make two of it.",
            IllFormed::TooDeep => "The conditions are too deep in groups.",
            IllFormed::PatternEmpty => "Say what the text is compared with.",
            IllFormed::PatternTooLong => "A text is compared with at most 1,000 bytes.",
            IllFormed::FieldName => "No header field can have that name.",
            IllFormed::Damaged => "The stored rule is damaged: make it anew.",
        },
    }
}

/// What the filter has learnt.
#[must_use]
pub fn junk_learnt(good: u32, junk: u32) -> String {
    let learnt = format!("It has learnt from {} of junk and {} wanted.", messages(junk), number(good));
    if good >= FEWEST && junk >= FEWEST {
        learnt
    } else {
        format!("{learnt} It begins to sort when it knows {FEWEST} of each.")
    }
}

/// What the filter makes of a mail.
#[must_use]
pub fn verdict(verdict: &Verdict) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one, in percent")]
    let percent = (verdict.score.clamp(0.0, 1.0) * 100.0).round() as u32;
    match verdict.opinion {
        Opinion::Junk => format!("Junk, it says: {percent} of 100."),
        Opinion::Good => format!("Wanted, it says: {percent} of 100 for junk."),
        Opinion::Unsure => format!("It cannot tell: {percent} of 100 for junk."),
        Opinion::Untrained => format!("It has not learnt enough yet: it wants {FEWEST} mails of each kind."),
    }
}

/// What it was taught that a mail is.
#[must_use]
pub const fn taught(class: Class) -> &'static str {
    match class {
        Class::Good => "It has learnt from this mail that it is wanted.",
        Class::Junk => "It has learnt from this mail that it is junk.",
    }
}

/// A word that weighed, or what stands for one.
#[must_use]
pub fn telling(telling: &Telling) -> String {
    match telling.word.as_str() {
        PRESENT => "(is there)".to_owned(),
        MISSING => "(is missing)".to_owned(),
        CAPITALS => "(all capitals)".to_owned(),
        word => word.to_owned(),
    }
}

/// Where it stands.
#[must_use]
pub fn telling_place(place: &Place) -> String {
    match place {
        Place::Text => "Text".to_owned(),
        Place::Subject => "Subject".to_owned(),
        Place::Header(name) => {
            let mut letters = name.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
        }
        Place::Link => "Link".to_owned(),
        Place::Element => "HTML".to_owned(),
        Place::Piece => "File".to_owned(),
    }
}

/// In how much of what was learnt it was junk.
#[must_use]
pub fn share_of_junk(share: f32) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one, in percent")]
    let percent = (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    format!("{percent}%")
}
