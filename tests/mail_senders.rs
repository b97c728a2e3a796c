//! Who wrote a mail, seen from outside: names that lie, answers that go elsewhere, lists, and what the
//! reader's own server found out.

use proptest::prelude::*;
use restante::mail::{
    Authenticity, Mailbox, MailingList, Method, Posting, Reading, RemoteImages, Verdict, authenticity, read,
    trusted_outcomes,
};

fn reading(header: &str) -> Reading {
    read(format!("{header}\r\n\r\nHello\r\n").as_bytes(), RemoteImages::Blocked)
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: Some(name.to_owned()), address: address.to_owned() }
}

#[test]
fn a_name_that_holds_another_address_is_told() {
    for (name, told) in [
        ("help@bank.example", Some("help@bank.example")),
        ("Bank <help@bank.example>", Some("help@bank.example")),
        ("\"help@bank.example\" via Eve", Some("help@bank.example")),
        ("Write to: help@bank.example!", Some("help@bank.example")),
        ("ｈｅｌｐ＠ｂａｎｋ.example", Some("help@bank.example")),
        ("help@bänk.example", Some("help@bänk.example")),
        ("Eve@Evil.example", None),
        ("Eve (eve@evil.example)", None),
        ("eve@evil.example, help@bank.example", Some("help@bank.example")),
        ("Eve @ Evil Inc.", None),
        ("@eve", None),
        ("Eve", None),
    ] {
        assert_eq!(mailbox(name, "eve@evil.example").other_address_in_name().as_deref(), told, "{name}");
    }
    assert_eq!(Mailbox { name: None, address: "a@b.example".to_owned() }.other_address_in_name(), None);
}

#[test]
fn every_mailbox_of_from_is_there_and_fit_to_be_shown() {
    let reading = reading(
        "From: \"Ba\u{202e}nk\u{200b}\u{7}\" <a@a.example>, b@b.example\r\nFrom: =?utf-8?q?C=E2=80=AE=0AD?= <c@c.example>",
    );
    assert_eq!(
        reading.summary.from,
        [
            mailbox("Bank", "a@a.example"),
            Mailbox { name: None, address: "b@b.example".to_owned() },
            mailbox("C D", "c@c.example"),
        ]
    );
}

#[test]
fn answers_and_senders_are_told_where_they_differ_from_the_writer() {
    let plain =
        reading("From: Ada <ada@example.org>\r\nReply-To: ADA@example.org\r\nSender: ada@Example.org");
    assert_eq!((plain.reply_to, plain.sender), (vec![], None));
    let other = reading(
        "From: Ada <ada@example.org>\r\nReply-To: ada@example.org, eve@evil.example\r\nSender: x@y.example",
    );
    assert_eq!(other.reply_to.len(), 2);
    assert_eq!(other.sender.map(|sender| sender.address).as_deref(), Some("x@y.example"));
}

#[test]
fn a_list_says_what_it_is_and_how_to_leave_it() {
    let list = reading(
        "List-Id: =?utf-8?q?Small_M=C3=A4ps?= <small-maps.lists.example>\r\n\
         List-Post: <mailto:small-maps@lists.example> (not for questions <mailto:x@y.example>)\r\n\
         List-Unsubscribe: (click <https://no.example>) <https://lists.example/u?\r\n a=1>,\r\n <mailto:u@lists.example?subject=x>, <ftp://x>\r\n\
         List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\
         List-Archive: <javascript:alert(1)>, <http://lists.example/old>",
    )
    .list;
    assert_eq!(
        list,
        Some(MailingList {
            name: Some("Small Mäps".to_owned()),
            id: Some("small-maps.lists.example".to_owned()),
            posting: Posting::To("mailto:small-maps@lists.example".to_owned()),
            unsubscribe: vec![
                "https://lists.example/u?a=1".to_owned(),
                "mailto:u@lists.example?subject=x".to_owned()
            ],
            one_click: true,
            archive: vec!["http://lists.example/old".to_owned()],
        })
    );
    let list = |header: &str| reading(header).list.expect("a list");
    assert_eq!(list("List-Post: NO (closed)").posting, Posting::Closed);
    assert_eq!(list("List-Id: maps.example").id.as_deref(), Some("maps.example"));
    let no_https =
        "List-Unsubscribe: <mailto:a@b.example>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click";
    assert!(!list(no_https).one_click);
    assert_eq!(reading("Subject: x\r\nList-Help: <mailto:a@b.example>").list, None);
}

const OWN: &str = "mx.example.net";

fn proven(header: &str) -> Authenticity {
    let reading = reading(header);
    authenticity(&reading.authentication, |id| id == OWN, &reading.summary.from)
}

fn is_proven(header: &str) -> bool {
    matches!(proven(header), Authenticity::Proven { .. })
}

#[test]
fn what_the_readers_own_server_says_counts() {
    let with = |results: &str| format!("Authentication-Results: {results}\r\nFrom: Ada <ada@Example.org>");
    let domain = || Authenticity::Proven { domain: "example.org".to_owned() };
    for results in [
        "mx.example.net; dmarc=pass header.from=example.org",
        "MX.example.net; dmarc=pass (p=none) header.from=Example.ORG; dkim=fail header.d=example.org",
        "mx.example.net 1; dkim=pass header.d=example.org",
        "mx.example.net; dkim=pass header.i=@example.org header.b=a=b",
        "mx.example.net; dkim=fail header.d=other.example; dkim=pass header.d=example.org; dmarc=none",
        "mx.example.net; spf=pass smtp.mailfrom=bounce@example.org",
    ] {
        assert_eq!(proven(&with(results)), domain(), "{results}");
    }
    for (results, expected) in [
        (
            "mx.example.net; dmarc=fail header.from=example.org; dkim=pass header.d=example.org",
            Authenticity::Failed,
        ),
        ("mx.example.net; spf=fail smtp.mailfrom=example.org", Authenticity::Failed),
        ("mx.example.net; spf=softfail smtp.mailfrom=example.org", Authenticity::Unknown),
        ("mx.example.net; dkim=fail header.d=example.org", Authenticity::Unknown),
        ("mx.example.net; dkim=pass header.d=evil.example", Authenticity::Unknown),
        ("mx.example.net; dkim=pass header.d=notexample.org", Authenticity::Unknown),
        ("mx.example.net; dkim=pass header.d=evil.example.org", Authenticity::Unknown),
        ("mx.example.net; dkim=pass header.d=org", Authenticity::Unknown),
        ("mx.example.net; dmarc=pass header.from=evil.example", Authenticity::Unknown),
        ("mx.example.net; spf=pass smtp.helo=example.org", Authenticity::Unknown),
        ("mx.example.net; arc=pass header.d=example.org", Authenticity::Unknown),
        ("mx.example.net; none", Authenticity::Unknown),
        ("other.example; dmarc=pass header.from=example.org", Authenticity::Unknown),
        ("dmarc=pass header.from=example.org", Authenticity::Unknown),
        ("mx.example.net; dmarc=pass header.from=example.org (", Authenticity::Unknown),
    ] {
        assert_eq!(proven(&with(results)), expected, "{results}");
    }
}

#[test]
fn a_domain_above_speaks_for_the_one_below_and_not_the_other_way_round() {
    let from = |domain: &str, signer: &str| {
        is_proven(&format!("Authentication-Results: {OWN}; dkim=pass header.d={signer}\r\nFrom: a@{domain}"))
    };
    assert!(from("mail.example.org", "example.org"));
    assert!(!from("example.org", "mail.example.org"));
}

#[test]
fn all_who_wrote_have_to_be_of_the_domain() {
    let results = "Authentication-Results: mx.example.net; dmarc=pass header.from=example.org";
    assert!(is_proven(&format!("{results}\r\nFrom: a@example.org, b@EXAMPLE.org")));
    assert!(!is_proven(&format!("{results}\r\nFrom: a@example.org, b@bank.example")));
    assert!(!is_proven(&format!("{results}\r\nFrom: a@example.org\r\nFrom: b@bank.example")));
    assert!(!is_proven(&format!("{results}\r\nFrom: Ada")));
    assert!(!is_proven(results));
    assert!(!is_proven(&format!("{results}\r\nFrom: =?utf-8?q?a=40example.org?= <b@bank.example>")));
}

/// A sender can write fields, but only below those of the reader's server.
#[test]
fn what_a_sender_wrote_does_not_count() {
    let forged = "Authentication-Results: mx.example.net; dmarc=pass header.from=bank.example; \
        dkim=pass header.d=bank.example; spf=pass smtp.mailfrom=bank.example";
    let from = "From: Bank <help@bank.example>";
    for (own, expected) in [
        // Right below what the server wrote.
        ("Authentication-Results: mx.example.net; dkim=none; spf=neutral", Authenticity::Unknown),
        ("Authentication-Results: mx.example.net; dmarc=fail header.from=bank.example", Authenticity::Failed),
        // Another server, or nobody knows who.
        ("Authentication-Results: filter.example; spf=none", Authenticity::Unknown),
        ("Authentication-Results: (", Authenticity::Unknown),
        ("Authentication-Results: spf=none", Authenticity::Unknown),
        // Another hop.
        (
            "Authentication-Results: mx.example.net; x=pass\r\nReceived: from evil.example by mx.example.net; x",
            Authenticity::Unknown,
        ),
    ] {
        assert_eq!(proven(&format!("{own}\r\n{forged}\r\n{from}")), expected, "{own}");
    }
}

/// A sender can write fields right below those of the reader's server, in its name, of checks that it did
/// not do: which of several fields are its own cannot be told, but for the first.
#[test]
fn only_the_first_field_counts() {
    let reading = reading(
        "Authentication-Results: mx.example.net; dkim=pass header.d=evil.example; spf=softfail\r\n\
         Authentication-Results: mx.example.net; dmarc=pass header.from=bank.example\r\n\
         From: a@bank.example",
    );
    let outcomes = trusted_outcomes(&reading.authentication, |id| id == OWN);
    let said: Vec<_> = outcomes.iter().map(|one| (one.method, one.verdict, one.of.as_deref())).collect();
    assert_eq!(
        said,
        [(Method::Dkim, Verdict::Pass, Some("evil.example")), (Method::Spf, Verdict::SoftFail, None)]
    );
    for own in [
        "spf=softfail smtp.mailfrom=evil.example",
        "spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example",
        "none",
    ] {
        for forged in ["dmarc=pass header.from=bank.example", "arc=pass; dmarc=pass header.from=bank.example"]
        {
            let results = format!("{OWN}; {own}\r\nAuthentication-Results: {OWN}; {forged}");
            assert!(
                !is_proven(&format!("Authentication-Results: {results}\r\nFrom: a@bank.example")),
                "{results}"
            );
        }
    }
}

/// DMARC that does not say of whom proves nobody: an address can be read in two ways.
#[test]
fn whom_a_check_proves_has_to_be_said() {
    assert!(!is_proven(&format!("Authentication-Results: {OWN}; dmarc=pass\r\nFrom: a@bank.example")));
}

#[test]
fn an_address_in_quotes_is_one() {
    for from in ["<\"a@bank.example> \"@evil.example>", "Bank <\"a@bank.example> \"@evil.example>"] {
        let header = format!("From: {from}");
        for mailbox in &reading(&header).summary.from {
            let domain = mailbox.address.rsplit_once('@').map(|(_, domain)| domain);
            assert_ne!(domain, Some("bank.example"), "{mailbox:?} of {from}");
        }
        let results = format!("Authentication-Results: {OWN}; dmarc=pass header.from=bank.example\r\n");
        assert!(!is_proven(&format!("{results}{header}")), "{from}");
    }
    let plain = reading("From: \"Ada <x@y.example>\" <\"ada b\"@example.org>, <\"c@d\"@example.org>");
    let addresses: Vec<&str> = plain.summary.from.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(addresses, ["\"adab\"@example.org", "\"c@d\"@example.org"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a sender writes into the header, of whatever checks, below a field of the reader's server that says nothing
    /// was proven, nothing is proven.
    #[test]
    fn nothing_below_the_servers_own_words_proves_anything(
        lines in proptest::collection::vec(
            "(Authentication-Results|Received|From|X): [a-z.@=;()\"\\\\ -]{0,30}(mx.example.net; (dmarc|dkim|spf)=pass header.(from|d)=bank.example)?",
            0..6,
        ),
        own in "mx.example.net; (dmarc=none; dkim=none; spf=none|spf=none|dkim=pass header.d=evil.example|none)",
    ) {
        let header = format!("Authentication-Results: {own}\r\n{}\r\nFrom: help@bank.example", lines.join("\r\n"));
        prop_assert!(!is_proven(&header));
    }

    /// Any header is read without a panic, and its lists lead nowhere but out.
    #[test]
    fn any_header_is_read(header in "((List-(Id|Post|Unsubscribe)|Authentication-Results|Reply-To|From|Sender):[ <>a-z:/@.,;=()\"\r\n\\\\-]{0,60}\r\n){0,6}") {
        let reading = reading(&header);
        for address in reading.list.into_iter().flat_map(|list| list.unsubscribe) {
            prop_assert!(["http:", "https:", "mailto:"].iter().any(|scheme| address.starts_with(scheme)));
        }
    }
}
