//! What a subject is about: its base (RFC 5256, section 2.1), in any language's mail.

/// Characters of a subject that are looked at, so that a forged one costs no more.
const LONGEST: usize = 1_000;

/// How mailers of the world begin the subject of a reply or a forward, case-folded. What Outlook,
/// Gmail, Thunderbird and others write; RFC 5256 itself knows the first three.
const REPLIES_AND_FORWARDS: [&str; 51] = [
    "re",
    "fw",
    "fwd", // English, and everywhere
    "aw",
    "wg", // German
    "sv",
    "vs",
    "vb",
    "vl", // Danish, Norwegian, Swedish, Finnish
    "antw",
    "doorst", // Dutch
    "r",
    "rif",
    "i", // Italian
    "res",
    "enc", // Portuguese
    "tr",
    "réf", // French
    "rv",  // Spanish
    "odp",
    "pd", // Polish
    "ynt",
    "i\u{307}lt",
    "ilt", // Turkish
    "vá",
    "továbbítás", // Hungarian
    "bls",
    "trs", // Indonesian
    "atb",
    "yml", // Welsh
    "απ",
    "σχετ",
    "πρθ", // Greek
    "отв",
    "ответ",
    "пересл", // Russian
    "відп",   // Ukrainian
    "רפ",
    "תגובה",
    "הועבר", // Hebrew
    "رد",
    "تحويل", // Arabic
    "回复",
    "答复",
    "转发", // Chinese, simplified
    "回覆",
    "答覆",
    "轉寄",
    "轉發", // Chinese, traditional
    "返信",
    "転送", // Japanese
];

/// What is left of a subject once everything is taken away that replying, forwarding and mailing
/// lists have put around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BaseSubject {
    /// The base, case-folded, with one blank for every run of white space; empty where the subject
    /// says nothing of its own.
    pub text: String,
    /// Whether the subject says that the mail is a reply or a forward.
    pub is_reply: bool,
}

/// Takes a decoded subject down to its base.
///
/// Beyond RFC 5256 a reply or forward may be marked in any of the languages above, with a counter
/// (`Re[2]:`, `Re(2):`, `Re^2:`, `Re2:`) and with a full-width colon.
pub fn base_subject(subject: &str) -> BaseSubject {
    let folded = fold(subject);
    let mut text = folded.as_str();
    let mut is_reply = false;
    loop {
        while let Some(rest) = text.strip_suffix("(fwd)") {
            text = rest.trim_end();
            is_reply = true;
        }
        loop {
            let (rest, last) = without_blobs(text);
            if let Some(rest) = without_mark(rest) {
                text = rest;
                is_reply = true;
                continue;
            }
            // Blobs go too, but never all that there is.
            text = if rest.is_empty() { last } else { rest };
            break;
        }
        match text.strip_prefix("[fwd:").and_then(|rest| rest.strip_suffix(']')) {
            Some(within) => text = within.trim(),
            None => return BaseSubject { text: text.to_owned(), is_reply },
        }
        is_reply = true;
    }
}

/// Without case, and with one blank for every run of white space. By way of upper case, for there are
/// letters that only it makes the same (ß and SS, ς and σ).
fn fold(subject: &str) -> String {
    let mut folded = String::with_capacity(subject.len().min(LONGEST));
    for character in subject.chars().take(LONGEST) {
        if character.is_whitespace() || character.is_control() {
            if !folded.ends_with(' ') && !folded.is_empty() {
                folded.push(' ');
            }
        } else if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
        } else {
            let upper = character.to_lowercase().flat_map(char::to_uppercase);
            folded.extend(upper.flat_map(char::to_lowercase));
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What follows the `[blobs]` at the beginning, and the last of them with all that follows.
fn without_blobs(text: &str) -> (&str, &str) {
    let (mut rest, mut last) = (text, text);
    while let Some(after) = without_blob(rest) {
        last = rest;
        rest = after;
    }
    (rest, last)
}

fn without_blob(text: &str) -> Option<&str> {
    let (within, rest) = text.strip_prefix('[')?.split_once(']')?;
    (!within.contains('[')).then(|| rest.trim_start())
}

/// What follows the mark of a reply or forward at the beginning.
fn without_mark(text: &str) -> Option<&str> {
    REPLIES_AND_FORWARDS.iter().find_map(|mark| {
        let rest = text.strip_prefix(mark)?.trim_start();
        let rest = without_blob(rest).or_else(|| without_counter(rest)).unwrap_or(rest);
        Some(rest.strip_prefix([':', '：'])?.trim_start())
    })
}

/// What follows a counter of replies.
fn without_counter(text: &str) -> Option<&str> {
    let is_digit = |character: char| character.is_ascii_digit();
    let bracketed = text.strip_prefix('(').or_else(|| text.strip_prefix('（'));
    let number = bracketed.or_else(|| text.strip_prefix('^')).unwrap_or(text);
    let rest = number.trim_start_matches(is_digit);
    if rest.len() == number.len() {
        return None;
    }
    let rest = if bracketed.is_some() { rest.strip_prefix([')', '）'])? } else { rest };
    Some(rest.trim_start())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BaseSubject, REPLIES_AND_FORWARDS, base_subject, fold};

    #[track_caller]
    fn assert_base(subject: &str, text: &str, is_reply: bool) {
        assert_eq!(base_subject(subject), BaseSubject { text: text.to_owned(), is_reply }, "{subject:?}");
    }

    #[test]
    fn a_subject_of_its_own_stays() {
        assert_base("", "", false);
        assert_base(" \t ", "", false);
        assert_base("  Lunch \t  on\r\n Friday ", "lunch on friday", false);
        assert_base("b (a)", "b (a)", false);
        assert_base("Regarding: lunch", "regarding: lunch", false);
        assert_base("Re lunch", "re lunch", false);
        assert_base("Ad: Re: x", "ad: re: x", false);
        assert_base("Re2 is a movie", "re2 is a movie", false);
        assert_base("STRASSE, ΣΊΣΥΦΟΣ", &base_subject("Straße, Σίσυφος").text, false);
    }

    #[test]
    fn what_replying_and_forwarding_put_around_it_goes() {
        for subject in [
            "Re: b",
            "RE : b",
            "re:b",
            "Fw: b",
            "FWD: b",
            "b (fwd)",
            "b(FwD) (fwd) ",
            "[Fwd: b]",
            "Re: [FWD: b]",
            "re: [fwd: [fwd: re: [fwd: b]]]",
            "[foo] Fwd: [bar] Re: fw: b (fWd)  (fwd)",
            "Re [list]: b",
            "[a][fwd: b]",
            "[fwd: b (fwd)]",
        ] {
            assert_base(subject, "b", true);
        }
        assert_base("Re:", "", true);
        assert_base("(fwd)", "", true);
    }

    #[test]
    fn what_lists_put_before_it_goes_unless_there_is_nothing_else() {
        assert_base("[list] b", "b", false);
        assert_base("[list][1/2] b [c]", "b [c]", false);
        assert_base("[xyz]", "[xyz]", false);
        assert_base("[list] [xyz]", "[xyz]", false);
        assert_base("[list] Re: [xyz]", "[xyz]", true);
        assert_base("[a [b] c", "[a [b] c", false);
        assert_base("[a", "[a", false);
    }

    #[test]
    fn every_language_replies_and_forwards() {
        for mark in [
            "Re",
            "FW",
            "Fwd",
            "AW",
            "WG",
            "SV",
            "VS",
            "VB",
            "Antw",
            "Doorst",
            "R",
            "RIF",
            "I",
            "RES",
            "ENC",
            "TR",
            "RV",
            "Odp",
            "PD",
            "YNT",
            "İLT",
            "ilt",
            "ΑΠ",
            "ΣΧΕΤ",
            "ΠΡΘ",
            "Отв",
            "ОТВЕТ",
            "Пересл",
            "回复",
            "回覆",
            "答复",
            "转发",
            "轉寄",
        ] {
            assert_base(&format!("{mark}: b"), "b", true);
            assert_base(&format!("{mark}：Re: b"), "b", true);
            assert_base(&format!("[list] {mark}[2]: {mark}: b"), "b", true);
        }
    }

    #[test]
    fn replies_are_counted_in_many_ways() {
        for subject in ["Re[2]: b", "Re (3): b", "Re(3):b", "RE^4: b", "Re2: b", "AW （5）： b", "Re[12] : b"]
        {
            assert_base(subject, "b", true);
        }
        assert_base("Re(x): b", "re(x): b", false);
        assert_base("Re(2: b", "re(2: b", false);
    }

    #[test]
    fn the_marks_are_folded_and_no_two_are_the_same() {
        for (at, mark) in REPLIES_AND_FORWARDS.iter().enumerate() {
            assert_eq!(&fold(mark), mark);
            assert!(!REPLIES_AND_FORWARDS[..at].contains(mark), "{mark} twice");
        }
    }

    #[test]
    fn what_is_folded_stays_so() {
        for character in '\0'..=char::MAX {
            let folded = fold(&character.to_string());
            assert_eq!(fold(&folded), folded, "{character:?}");
        }
        assert_eq!(fold("ẞß"), "ssss");
    }

    #[test]
    fn only_the_first_of_a_very_long_subject_counts() {
        let long = "x".repeat(super::LONGEST);
        assert_eq!(base_subject(&format!("{long}a")), base_subject(&format!("{long}b")));
        for part in ["[", "]", "[fwd:", "re:", "[a]", "re[", "(fwd)"] {
            base_subject(&part.repeat(1 << 18));
        }
    }

    /// A subject put together from what the rules look for.
    fn subject() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("re:"),
            Just("Fwd :"),
            Just("AW: "),
            Just("[list]"),
            Just("[fwd:"),
            Just("]"),
            Just("["),
            Just("(fwd)"),
            Just(" "),
            Just("(2)"),
            Just(":"),
            Just("：回复"),
            Just("İ"),
            Just("ß"),
            Just("word"),
        ];
        prop_oneof![proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat()), "\\PC{0,30}",]
    }

    proptest! {
        #[test]
        fn a_base_is_its_own_base(subject in subject()) {
            let base = base_subject(&subject);
            let again = base_subject(&base.text);
            prop_assert_eq!(again, BaseSubject { text: base.text, is_reply: false });
        }

        #[test]
        fn a_reply_to_anything_has_the_same_base(subject in subject()) {
            let reply = base_subject(&format!("Re: {subject}"));
            prop_assert!(reply.is_reply);
            prop_assert_eq!(reply.text, base_subject(&subject).text);
        }
    }
}
