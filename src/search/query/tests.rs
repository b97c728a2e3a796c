use proptest::prelude::*;

use super::{Field, Now, Query, Test};
use crate::search::Document;

const NOW: Now = Now { seconds: 1_000_000, offset: 0 };

fn parse(typed: &str) -> Query {
    Query::parse(typed, NOW)
}

/// Words as "-field:term term*", filters as they are.
fn words(typed: &str) -> Vec<String> {
    let query = parse(typed);
    let word = |word: &super::Word| {
        let minus = if word.negated { "-" } else { "" };
        let field = if word.field == Field::Any { String::new() } else { format!("{:?}:", word.field) };
        let term = |term: &super::Term| format!("{}{}", term.text, if term.prefix { "*" } else { "" });
        let verify = if word.to_verify { "!" } else { "" };
        let terms: Vec<String> = word.terms.iter().map(term).collect();
        format!("{minus}{field}{}{verify}", terms.join(" "))
    };
    query.words.iter().map(word).collect()
}

fn tests(typed: &str) -> Vec<(bool, Test)> {
    parse(typed).filters.into_iter().map(|filter| (filter.negated, filter.test)).collect()
}

#[test]
fn words_and_phrases_are_read() {
    for (typed, read) in [
        ("Grüße Bo ", vec!["grusse", "bo"]),
        ("Grüße Bo", vec!["grusse", "bo*"]),
        ("wor* x ", vec!["wor*", "x"]),
        ("\"Two words\"", vec!["two words!"]),
        ("\"open end", vec!["open end!"]),
        ("“smart quotes” -\"not so\"", vec!["smart quotes!", "-not so!"]),
        ("\"one\"", vec!["one"]),
        ("e-mail ", vec!["e mail"]),
        ("e-mai", vec!["e mai*"]),
        ("-spam x ", vec!["-spam", "x"]),
        ("ada@example.org report.pdf ", vec!["ada.example.org*", "report.pdf*"]),
        ("東京都 山 ", vec!["東京 京都", "山*"]),
        ("第3回 ", vec!["第* 3 回*"]),
        (
            "from:Ada -to:\"Bo K\" Subject:x filename:y ",
            vec!["From:ada", "-To:bo k!", "Subject:x", "Attachment:y"],
        ),
        ("from: - !! \"\" * 👍", vec![]),
        ("http://example.org/x ", vec!["http example.org* x"]),
        ("before:soon is:odd ", vec!["before soon", "is odd"]),
    ] {
        assert_eq!(words(typed), read, "{typed}");
    }
}

#[test]
fn filters_are_read() {
    assert_eq!(
        tests("has:attachment -is:unread is:read IS:starred in:\"Sent mail\" account:a@b"),
        [
            (false, Test::Attachment),
            (true, Test::Unread),
            (true, Test::Unread),
            (false, Test::Starred),
            (false, Test::Folder("Sent mail".to_owned())),
            (false, Test::Account("a@b".to_owned())),
        ]
    );
    assert_eq!(
        tests("before:1970-01-02 after:1970 larger:1k smaller:1M after:1d"),
        [
            (false, Test::Before(86_400)),
            (false, Test::After(0)),
            (false, Test::Larger(1_024)),
            (false, Test::Smaller(1 << 20)),
            (false, Test::After(1_000_000 - 86_400)),
        ]
    );
}

#[test]
fn phrases_are_verified_in_their_field() {
    let document = Document {
        from: "Ada Lovell ada@example.org".to_owned(),
        subject: "The blue blanket".to_owned(),
        body: "It is\n> in the drawer, the blue one. 東京\n都".to_owned(),
        ..Document::default()
    };
    for (typed, holds) in [
        ("\"in the drawer\"", true),
        ("\"is in the\"", true),
        ("\"the drawer in\"", false),
        ("\"blue blanket\"", true),
        ("subject:\"blue blanket\"", true),
        ("subject:\"the drawer\"", false),
        ("from:\"ada lovell\" -\"red blanket\"", true),
        ("-\"blue blanket\"", false),
        ("\"東京都\"", true),
        ("\"blanket it\"", false),
    ] {
        let query = parse(typed);
        assert!(query.has_phrases());
        assert_eq!(query.verifies(&document), holds, "{typed}");
    }
    assert!(!parse("two words").has_phrases());
}

proptest! {
    #[test]
    fn anything_is_a_query(typed in "(\\PC|[a-z:\"* -]|from:|is:|before:){0,60}") {
        let query = parse(&typed);
        prop_assert!(query.words.iter().all(|word| !word.terms.is_empty() && !word.parts.is_empty()));
        prop_assert!(query.words.len() + query.filters.len() <= 50);
        let _ = query.verifies(&Document { body: typed, ..Document::default() });
    }
}
