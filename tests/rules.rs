//! Rules: what they find in a mail, what they want of it, and that nothing ill-formed becomes one.

use proptest::prelude::*;
use restante::mail::{Summary, summarise};
use restante::rules::{
    About, Action, Condition, DEEPEST, FieldName, How, IllFormed, MOST_CONDITIONS, Needs, Of, Pattern, Rule,
    Rules, Subject,
};

const RAW: &str = "Received: from a by b; Fri, 01 Jan 2021 00:00:00 +0000\r\n\
    From: Zo\u{eb} Stra\u{df}e <zoe@news.example>\r\nTo: Ann <ann@x.example>\r\nCc: bob@x.example\r\n\
    Subject: =?utf-8?q?Caf=C3=A9?= meeting\r\nX-Mailer: Bulk 2\r\nX-Mailer: Other\r\n\
    List-Id: The news <news.list.example>\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\n\r\nThe quick\r\nbrown fox\r\n\
    --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=Bill.PDF\r\n\r\nx\r\n--b--\r\n";
const ARRIVED: i64 = 1_609_459_200;
const DAY: i64 = 86_400;

fn about() -> About {
    About { account: 3, is_whole: true, size: 1_000, now: ARRIVED + 10 * DAY }
}

fn text(of: Of, how: How, pattern: &str) -> Condition {
    Condition::Text(of, how, Pattern::new(pattern).expect("a pattern"))
}

fn header(name: &str) -> Of {
    Of::Header(FieldName::new(name).expect("a name"))
}

fn rule(condition: Condition, actions: &[Action]) -> Rule {
    Rule::new("rule", condition, actions.to_vec()).expect("well-formed")
}

/// Whether it holds of the mail above, at hand whole, with its header, and as a line of the list.
fn holds(condition: &Condition) -> [Option<bool>; 3] {
    let summary = summarise(RAW.as_bytes());
    let head = RAW.split_once("\r\n\r\n").expect("a header").0;
    [
        condition.holds(&Subject::whole(about(), &summary, RAW.as_bytes())),
        condition.holds(&Subject::with_header(about(), &summary, head.as_bytes())),
        condition.holds(&Subject::new(about(), &summary)),
    ]
}

#[test]
fn texts_are_found_without_regard_to_case_and_accents() {
    for (of, how, pattern, found) in [
        (Of::Sender, How::Contains, "ZOE STRASSE", true),
        (Of::Sender, How::Is, "zoe@news.example", true),
        (Of::Sender, How::Is, "news.example", false),
        (Of::Sender, How::EndsWith, "@news.example", true),
        (Of::Recipient, How::Is, "bob@x.example", true),
        (Of::Recipient, How::BeginsWith, "ann", true),
        (Of::Recipient, How::Contains, "zoe", false),
        (Of::Subject, How::BeginsWith, "cafe", true),
        (Of::Subject, How::Is, "cafe", false),
    ] {
        assert_eq!(holds(&text(of.clone(), how, pattern)), [Some(found); 3], "{of:?} {how:?} {pattern}");
    }
    for (of, how, pattern, found) in [
        (header("x-mailer"), How::Is, "other", true),
        (header("X-MAILER:"), How::BeginsWith, "bulk", true),
        (header("x-none"), How::Contains, "x", false),
        (Of::ListId, How::Is, "news.list.example", true),
    ] {
        assert_eq!(
            holds(&text(of.clone(), how, pattern)),
            [Some(found), Some(found), None],
            "{of:?} {pattern}"
        );
    }
    for (of, how, pattern, found) in [
        (Of::Body, How::Contains, "quick brown", true),
        (Of::Body, How::Contains, "lazy", false),
        (Of::AttachmentName, How::EndsWith, ".pdf", true),
    ] {
        assert_eq!(holds(&text(of.clone(), how, pattern)), [Some(found), None, None], "{of:?} {pattern}");
    }
}

#[test]
fn what_is_no_text_is_compared_as_a_number() {
    for (condition, found) in [
        (Condition::LargerThan(999), true),
        (Condition::LargerThan(1_000), false),
        (Condition::OlderThan(9), true),
        (Condition::OlderThan(10), false),
        (Condition::HasAttachment, true),
        (Condition::Account(3), true),
        (Condition::Account(4), false),
    ] {
        assert_eq!(holds(&condition), [Some(found); 3], "{condition:?}");
    }
    let undated = Summary::default();
    assert_eq!(Condition::OlderThan(0).holds(&Subject::new(about(), &undated)), None);
}

#[test]
fn what_cannot_be_decided_decides_nothing() {
    let body = || text(Of::Body, How::Contains, "quick");
    let (yes, no) = (|| Condition::Account(3), || Condition::Account(4));
    for (condition, decided) in [
        (Condition::Not(Box::new(body())), None),
        (Condition::All(vec![body(), yes()]), None),
        (Condition::All(vec![body(), no()]), Some(false)),
        (Condition::Any(vec![body(), yes()]), Some(true)),
        (Condition::Any(vec![body(), no()]), None),
    ] {
        assert_eq!(holds(&condition)[2], decided, "{condition:?}");
    }
    // A header does not tell what files come with it.
    let summary = summarise(RAW.as_bytes());
    for condition in [Condition::HasAttachment, Condition::Not(Box::new(Condition::HasAttachment))] {
        let of_header = About { is_whole: false, ..about() };
        assert_eq!(condition.holds(&Subject::new(of_header, &summary)), None);
        assert!(condition.wants_whole());
    }
    let rules = Rules(vec![rule(Condition::Not(Box::new(body())), &[Action::DeleteOnServer])]);
    let summary = summarise(RAW.as_bytes());
    assert!(rules.judge(&Subject::new(about(), &summary)).actions.is_empty());
}

#[test]
fn the_first_rule_decides_and_a_stop_ends_it() {
    let always = || Condition::Account(3);
    let rules = Rules(vec![
        rule(Condition::Account(4), &[Action::Junk, Action::Stop]),
        rule(always(), &[Action::Junk]).enabled(false),
        rule(always(), &[Action::Tag(1), Action::Move(20)]),
        rule(always(), &[Action::Junk, Action::Tag(1), Action::Tag(2), Action::LeaveOnServer]),
        rule(always(), &[Action::DeleteOnServer, Action::Copy(21), Action::Stop]),
        rule(always(), &[Action::Star]),
    ]);
    let summary = summarise(RAW.as_bytes());
    let outcome = rules.judge(&Subject::new(about(), &summary));
    assert_eq!(outcome.rules, [2, 3, 4]);
    assert_eq!(
        outcome.actions,
        [Action::Tag(1), Action::Move(20), Action::Tag(2), Action::LeaveOnServer, Action::Copy(21)]
    );
}

#[test]
fn how_much_has_to_be_read_is_known_beforehand() {
    let of = |conditions: Vec<Condition>| {
        Rules(conditions.into_iter().map(|one| rule(one, &[Action::Star])).collect()).needs()
    };
    let list = || Condition::Not(Box::new(text(Of::ListId, How::Is, "x")));
    assert_eq!(of(vec![]), None);
    assert_eq!(of(vec![Condition::HasAttachment, text(Of::Sender, How::Is, "x")]), Some(Needs::Summary));
    assert_eq!(of(vec![Condition::HasAttachment, list()]), Some(Needs::Header));
    assert_eq!(of(vec![Condition::Any(vec![list(), text(Of::Body, How::Is, "x")])]), Some(Needs::Whole));
    let disabled = Rules(vec![rule(list(), &[Action::Star]).enabled(false)]);
    assert_eq!(disabled.needs(), None);
}

#[test]
fn a_mail_suggests_its_list_and_else_its_sender() {
    let summary = summarise(RAW.as_bytes());
    let by_list = Rule::from_mail(&summary, RAW.as_bytes(), Action::Move(20)).expect("a rule");
    assert_eq!(
        (by_list.name(), by_list.condition()),
        ("The news", &text(Of::ListId, How::Is, "news.list.example"))
    );
    let by_sender = Rule::from_mail(&summary, b"", Action::Move(20)).expect("a rule");
    assert_eq!(by_sender.condition(), &text(Of::Sender, How::Is, "zoe@news.example"));
    assert_eq!(by_sender.actions(), [Action::Move(20)]);
    for suggested in [by_list, by_sender] {
        assert_eq!(holds(suggested.condition())[0], Some(true), "it finds the mail that it was made from");
    }
    assert_eq!(Rule::from_mail(&Summary::default(), b"", Action::Junk), None);
}

#[test]
fn what_is_ill_formed_says_why() {
    let new = |name: &str, condition, actions: &[Action]| Rule::new(name, condition, actions.to_vec()).err();
    let fine = || Condition::HasAttachment;
    let deep = |levels| (1..levels).fold(fine(), |inner, _| Condition::Not(Box::new(inner)));
    assert_eq!(new("a", deep(DEEPEST), &[Action::Stop]), None);
    for (why, found) in [
        (IllFormed::NameEmpty, new("  ", fine(), &[Action::Star])),
        (IllFormed::NameTooLong, new(&"é".repeat(201), fine(), &[Action::Star])),
        (IllFormed::NoAction, new("a", fine(), &[])),
        (IllFormed::TooManyActions, new("a", fine(), &[Action::Star; 21])),
        (IllFormed::Contradiction, new("a", fine(), &[Action::Move(1), Action::Junk])),
        (IllFormed::Contradiction, new("a", fine(), &[Action::LeaveOnServer, Action::DeleteOnServer])),
        (IllFormed::GroupEmpty, new("a", Condition::Any(vec![]), &[Action::Star])),
        (
            IllFormed::TooManyConditions,
            new("a", Condition::All(vec![fine(); MOST_CONDITIONS]), &[Action::Star]),
        ),
        (IllFormed::TooDeep, new("a", deep(DEEPEST + 1), &[Action::Star])),
    ] {
        assert_eq!(found, Some(why));
        assert!(!why.to_string().is_empty());
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let of = prop_oneof![
        Just(Of::Sender),
        Just(Of::Recipient),
        Just(Of::Subject),
        Just(header("x-mailer")),
        Just(Of::ListId),
        Just(Of::Body),
        Just(Of::AttachmentName)
    ];
    let how = prop_oneof![Just(How::Contains), Just(How::Is), Just(How::BeginsWith), Just(How::EndsWith)];
    let leaf = prop_oneof![
        (of, how, "[a-z.@]{1,3}").prop_map(|(of, how, pattern)| text(of, how, &pattern)),
        (0..2_000_u64).prop_map(Condition::LargerThan),
        (0..20_u32).prop_map(Condition::OlderThan),
        Just(Condition::HasAttachment),
        (2..5_u32).prop_map(Condition::Account),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(Condition::All),
            several.prop_map(Condition::Any),
            inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_stored_is_what_was_made(condition in condition(), enabled in any::<bool>()) {
        let rules = Rules(vec![rule(condition, &[Action::Tag(7), Action::Move(99)]).enabled(enabled)]);
        let bytes = postcard::to_stdvec(&rules).expect("bytes");
        prop_assert_eq!(&postcard::from_bytes::<Rules>(&bytes).expect("rules"), &rules);
        let json = serde_json::to_string(&rules).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Rules>(&json).expect("rules"), rules);
    }

    /// What is needed is enough, and knowing more never changes what was decided.
    #[test]
    fn what_is_needed_is_enough(condition in condition()) {
        let [whole, head, line] = holds(&condition);
        prop_assert!(whole.is_some());
        prop_assert!(head.is_none() || head == whole);
        prop_assert!(line.is_none() || line == whole);
        match condition.needs() {
            Needs::Summary => prop_assert_eq!(line, whole),
            Needs::Header => prop_assert_eq!(head, whole),
            Needs::Whole => {}
        }
    }

    #[test]
    fn any_bytes_are_rules_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..40_usize) {
        if let Ok(rules) = postcard::from_bytes::<Rules>(&bytes) {
            let summary = summarise(RAW.as_bytes());
            prop_assert!(rules.judge(&Subject::new(about(), &summary)).rules.len() <= rules.0.len());
        }
        // Damage to what was rules once gets further.
        let deep = (0..6).fold(Condition::HasAttachment, |inner, _| Condition::All(vec![inner]));
        let mut stored = postcard::to_stdvec(&Rules(vec![rule(deep, &[Action::Star])])).expect("bytes");
        let length = stored.len();
        for (place, byte) in bytes.iter().take(3).enumerate() {
            stored[(at + place) % length] = *byte;
        }
        if let Ok(rules) = postcard::from_bytes::<Rules>(&stored) {
            for rule in &rules.0 {
                let again = Rule::new(rule.name(), rule.condition().clone(), rule.actions().to_vec());
                prop_assert!(again.is_ok(), "{:?}", again);
            }
        }
    }

    #[test]
    fn no_depth_of_groups_overflows(levels in 1..50_000_usize) {
        // A rule named "a" whose condition is so many groups of one, each within the one before.
        let mut bytes = vec![1, 1, b'a'];
        bytes.extend(postcard::to_stdvec(&(u32::try_from(levels).unwrap())).unwrap());
        bytes.extend([0, 1].repeat(levels));
        bytes.extend([1, 3, 1]);
        prop_assert!(postcard::from_bytes::<Rules>(&bytes).is_err());
    }
}
