//! Reading mail, seen from outside: from raw bytes to what the list and the reading pane show.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use restante::mail::{
    Attachment, Body, Mailbox, Preview, Reading, RemoteImages, attachment, read, summarise,
};

fn reading(raw: &str) -> Reading {
    read(raw.as_bytes(), RemoteImages::Blocked)
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: Some(name).filter(|name| !name.is_empty()).map(str::to_owned),
        address: address.to_owned(),
    }
}

fn texts(reading: &Reading) -> Vec<&str> {
    let mut texts = Vec::new();
    for body in &reading.bodies {
        if let Body::Text(text) = body {
            texts.push(text.trim_end());
        }
    }
    texts
}

fn document(reading: &Reading) -> &str {
    for body in &reading.bodies {
        if let Body::Html(html) = body {
            return &html.document;
        }
    }
    panic!("no HTML body in {:?}", reading.bodies)
}

#[test]
fn a_summary_holds_what_the_list_and_the_threads_need() {
    let raw = concat!(
        "Received: from a by b; Thu, 1 Jan 1970 00:01:00 +0000\r\n",
        "Received: from c by a; Thu, 1 Jan 1970 00:00:30 +0000\r\n",
        "From: =?UTF-8?Q?Ad=C3=A9la_L.?= <ada@example.org>\r\n",
        "To: \"Bo, K.\" <bo@example.org>, Friends: c@example.org, d@example.org;\r\n",
        "Cc: e@example.org\r\nSubject: =?utf-8?B?Y2Fmw6k=?= =?utf-8?B?IQ==?= today\r\n",
        "Date: Thu, 1 Jan 1970 00:00:10 +0000\r\nMessage-ID: <3@x>\r\nIn-Reply-To: <2@x>\r\n",
        "References: <1@x>\r\n\t<2@x>\r\n\r\nSee you\r\nthere.\r\n"
    );
    let summary = summarise(raw.as_bytes());
    assert_eq!(summary.from, [mailbox("Adéla L.", "ada@example.org")]);
    assert_eq!(
        summary.to,
        [mailbox("Bo, K.", "bo@example.org"), mailbox("", "c@example.org"), mailbox("", "d@example.org")]
    );
    assert_eq!(summary.cc, [mailbox("", "e@example.org")]);
    assert_eq!(summary.subject, "café! today");
    assert_eq!((summary.date, summary.received), (Some(10), Some(60)));
    assert_eq!(summary.message_id.as_deref(), Some("3@x"));
    assert_eq!(
        (summary.in_reply_to, summary.references),
        (vec!["2@x".into()], vec!["1@x".into(), "2@x".into()])
    );
    assert_eq!(summary.snippet, "See you there.");
    assert_eq!(summary.attachments, 0);
}

#[test]
fn names_and_subjects_cannot_disturb_what_stands_around_them() {
    let raw = "From: \"Bank\u{202e}\u{200f}\" <a\u{202e}@b.c>\nSubject: =?utf-8?Q?a=00=1B[31m=E2=80=AEb=0D=0Ac?=\n\n";
    let summary = summarise(raw.as_bytes());
    assert_eq!(summary.from, [mailbox("Bank", "a@b.c")]);
    assert_eq!(summary.subject, "a[31mb c");
}

#[test]
fn the_best_alternative_is_shown_and_the_plain_one_kept_as_text() {
    let raw = concat!(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n",
        "--b\nContent-Type: text/html\n\n<p>rich<script>x</script>\n",
        "--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--b--\n"
    );
    let reading = reading(raw);
    assert_eq!(reading.bodies.len(), 1);
    assert_eq!(document(&reading), "<p>rich</p>");
    assert_eq!(reading.text, "plain");
    assert_eq!(reading.summary.snippet, "plain");
    let names: Vec<_> = reading.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["attachment.ics"]);
    assert!(reading.complete);
}

#[test]
fn texts_and_images_that_follow_one_another_stay_apart() {
    let raw = concat!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n",
        "--b\nContent-Type: image/png; name=map.png\nContent-Disposition: inline\n",
        "Content-Transfer-Encoding: base64\n\naGk=\n--b\n\ntwo\n",
        "--b\nContent-Type: text/html\n\n</div><b>three</b>\n--b--\n"
    );
    let reading = reading(raw);
    assert_eq!(texts(&reading), ["one", "two"]);
    assert_eq!(document(&reading).trim_end(), "<b>three</b>");
    let index = reading.attachments[0].index;
    assert_eq!(reading.bodies[1], Body::Image { attachment: index });
    let file = Attachment {
        index,
        name: "map.png".into(),
        media_type: "image/png".into(),
        size: 2,
        inline: true,
        danger: None,
        preview: Preview::None,
        shown_as: "application/octet-stream".into(),
    };
    assert_eq!(reading.attachments, [file]);
    let alone = Attachment { inline: false, ..reading.attachments[0].clone() };
    assert_eq!(attachment(raw.as_bytes(), index), Some((alone, b"hi".to_vec())));
    assert_eq!(reading.text, "one\n\ntwo\n\nthree");
}

#[test]
fn inline_images_of_pixels_are_put_where_they_belong() {
    let part = |id: &str, kind: &str| {
        format!("--b\nContent-Type: {kind}\nContent-ID: <{id}>\nContent-Transfer-Encoding: base64\n\naGk=\n")
    };
    let raw = [
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n".to_owned(),
        "<img src=cid:a@x><img src=cid:b alt=drawing><img src=cid:c alt=missing>\n".to_owned(),
        part("a@x", "image/png"),
        part("b", "image/svg+xml"),
        part("unused", "image/gif"),
        "--b--\n".to_owned(),
    ];
    let raw = raw.concat();
    let reading = reading(&raw);
    assert_eq!(
        document(&reading).trim_end(),
        "<img src=\"data:image/png;base64,aGk=\"><img alt=\"drawing\"><img alt=\"missing\">"
    );
    let inline: Vec<_> =
        reading.attachments.iter().map(|file| (file.media_type.as_str(), file.inline)).collect();
    assert_eq!(inline, [("image/png", true), ("image/svg+xml", false), ("image/gif", false)]);
    assert_eq!(reading.summary.attachments, 0, "pictures of the text are no attachments of the list");
}

#[test]
fn inline_images_stop_at_their_cap() {
    let image = "QUFB".repeat(1 << 20);
    let html: String = (0..20).map(|_| "<img src=cid:a alt=again>").collect();
    let raw = format!(
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n{html}\n--b\n\
        Content-Type: image/png\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\n{image}\n--b--\n"
    );
    let reading = reading(&raw);
    assert_eq!(document(&reading).matches("data:image/png").count(), 2, "3 MiB each, 8 MiB in all");
    assert_eq!(document(&reading).matches("alt=\"again\"").count(), 20);
}

#[test]
fn flowed_text_is_unfolded() {
    let raw = "Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nHel \r\nlo\r\n> quo \r\n> ted\r\n";
    assert_eq!(texts(&reading(raw)), ["Hello\n> quoted"]);
}

#[test]
fn forwarded_mail_is_one_file() {
    let raw = concat!(
        "Subject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nlook\n--b\nContent-Type: message/rfc822\n\n",
        "Subject: Lunch / menu\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ninner\n",
        "--c\nContent-Type: application/pdf; name=x.pdf\n\npdf\n--c--\n--b--\n"
    );
    let reading = reading(raw);
    assert_eq!(texts(&reading), ["look"]);
    assert_eq!(reading.attachments.len(), 1);
    assert_eq!(reading.attachments[0].name, "Lunch - menu.eml");
    let (_, forwarded) =
        attachment(raw.as_bytes(), reading.attachments[0].index).expect("the forwarded mail");
    assert!(forwarded.starts_with(b"Subject: Lunch") && forwarded.ends_with(b"--c--"));
    assert_eq!(reading.summary.attachments, 1);
}

#[test]
fn a_file_that_does_not_exist_is_none() {
    assert_eq!(attachment(b"Subject: x\n\nbody", 7), None);
    assert_eq!(attachment(b"", u32::MAX), None);
    assert_eq!(attachment(b"Subject: x\n\nbody", 0), None, "the text is no file");
}

#[test]
fn an_empty_plain_text_gives_way_to_the_html() {
    let raw = concat!(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n",
        "--b\nContent-Type: text/html; charset=utf-8\n\n<div hidden>x</div><p>Caf\u{e9}</p>\n--b--\n"
    );
    let reading = reading(raw);
    assert_eq!(reading.text, "Café");
    assert_eq!(reading.summary.snippet, "x Café");
}

#[test]
fn a_multipart_without_its_boundary_shows_its_source() {
    let raw = "Content-Type: multipart/alternative; boundary=a\n\n--b\n\nwords\n--b--\n";
    assert_eq!(texts(&reading(raw)), ["--b\n\nwords\n--b--"]);
}

#[test]
fn the_snippet_skips_style_fillers_and_quotes() {
    let raw = format!(
        "Content-Type: text/html\n\n<style>p{{}}</style><title>t</title><div style='display:none'>Big sale{}</div>\
        <p>All shoes</p><blockquote>old</blockquote>",
        "&zwnj;&nbsp;&#847;&#8203;".repeat(100)
    );
    assert_eq!(summarise(raw.as_bytes()).snippet, "Big sale All shoes");
}

#[test]
fn the_snippet_is_found_however_far_down_it_begins() {
    let snippet = |raw: String| summarise(raw.as_bytes()).snippet;
    let quote = "> what was asked, at length\n".repeat(500);
    assert_eq!(snippet(format!("Subject: x\n\nOn Monday Ada wrote:\n{quote}\nYes.\n")), "Yes.");
    let style = "td { color: red }\n".repeat(5_000);
    let html = |body: &str| format!("Content-Type: text/html\n\n<style>{style}</style>{body}");
    assert_eq!(snippet(html("<p>Hello <b>Bo</b>")), "Hello Bo");
    assert_eq!(snippet(html("<img src=x>")), "");
    let links = format!("https://a.example/{}\n", "x".repeat(70)).repeat(100);
    assert_eq!(snippet(format!("Subject: x\n\n{links}Come and see\n")), "Come and see");
}

#[test]
fn a_long_snippet_is_the_same_whatever_stands_below_it() {
    for words in ["word ", "mot\u{e9} ", "Καλημέρα ", "手紙は ", "👩\u{200d}🚀"] {
        for charset in ["", "Content-Type: text/plain; charset=utf-8\n"] {
            // Wherever a look at the text ends, in the middle of a character too.
            for before in 0..5 {
                let words = format!("{}{}", "-".repeat(before), words.repeat(100));
                let whole = summarise(format!("{charset}\n{words}").as_bytes()).snippet;
                assert!((158..=161).contains(&whole.chars().count()), "{whole}");
                assert!(whole.strip_suffix('…').is_some_and(|whole| words.starts_with(whole)), "{whole}");
                let longer = format!("{charset}\n{}", words.repeat(100));
                assert_eq!(summarise(longer.as_bytes()).snippet, whole);
            }
        }
    }
}

#[test]
fn hostile_mail_is_read_within_its_caps() {
    let multipart = |boundary: &str| format!("Content-Type: multipart/mixed; boundary={boundary}\n\n");
    let deep = (0..1_000).map(|n| format!("{}--{n}\n", multipart(&n.to_string()))).collect::<String>();
    let unmatched = format!("{}{}", multipart("b"), format!("--b\n{}x\n", multipart("none")).repeat(10_000));
    let continued = (0..200_000).map(|n| format!(";\n a*{n}=x")).collect::<String>();
    for (name, raw) in [
        ("nested parts", deep),
        ("nested messages", "Content-Type: message/rfc822\n\n".repeat(100_000)),
        ("many parts", format!("{}{}", multipart("b"), "--b\n\nx\n".repeat(10_000))),
        ("unmatched boundaries", unmatched),
        ("one header of 20 MB", format!("Subject: {}\n\nx", "word ".repeat(4 << 20))),
        ("one recipient list of 20 MB", format!("To: {}\n\nx", "a@b.c, ".repeat(3 << 20))),
        ("one parameter list", format!("Content-Type: text/plain{continued}\n\nx")),
        ("many headers", format!("{}\nx", "Subject: x\n".repeat(500_000))),
        ("comments in comments", format!("From: {}\n\nx", "(".repeat(1 << 20))),
        ("encoded words", format!("Subject: {}\n\nx", "=?utf-8?q?".repeat(1 << 18))),
        ("dashes", format!("{}{}", multipart("b"), "--\n".repeat(1 << 20))),
        ("markup that never ends", format!("Content-Type: text/html\n\n<style>{}", "</styl".repeat(1 << 18))),
        ("names of characters", format!("Content-Type: text/html\n\n{}", "&notanything".repeat(1 << 17))),
    ] {
        let start = Instant::now();
        let reading = reading(&raw);
        let size = postcard::to_stdvec(&reading.summary).expect("a summary is serialisable").len();
        assert!(size < 256 << 10, "{name}: a summary of {size} bytes");
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}

/// Mail out of the pieces that parsers stumble over.
fn mail() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&'static [u8]> = vec![
        b"From ",
        b"From:",
        b"To: ",
        b"Cc:\t",
        b"Subject: ",
        b"Date: ",
        b"Received: ",
        b"References: ",
        b"Message-ID:",
        b"Content-Type: ",
        b"multipart/mixed; ",
        b"multipart/alternative;",
        b"multipart/related; start=\"<x>\";",
        b"message/rfc822",
        b"text/html; charset=",
        b"text/plain; format=flowed; delsp=yes",
        b"image/png",
        b"boundary=b",
        b"boundary=\"b\"",
        b"--b\r\n",
        b"--b--\r\n",
        b"--b",
        b"\r\n",
        b"\n",
        b"\n\n",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b"\r",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Content-ID: <x>\n",
        b"Content-Disposition: attachment; filename=",
        b"name*0*=utf-8''%41",
        b";name*1=b",
        b"name*=x'y'%zz",
        b"aGk=",
        b"=41=\r\n",
        b"=?utf-8?Q?=41?=",
        b"=?gb2312?B?xOO6w?=",
        b"=?x?",
        b"\"",
        b"\\",
        b"(",
        b")",
        b"<",
        b">",
        b"@",
        b",",
        b";",
        b":",
        b"a",
        b"<img src=cid:x>",
        b"<p>",
        b"\xff\xfe",
        b"\xc3",
        b"\0",
        b"Mon, 3 May 2021 25:61:61 +9999",
        b"1 ",
        b"Jan ",
        b"99999999999",
        b"utf-7",
        b"utf-16",
        b"iso-2022-jp",
        b"big5",
        b"+AGE-",
        b"\x1b$B",
        b"> ",
        b"-- \n",
        b"=",
        b"*",
        b"'",
        b"%",
        b"/",
        b"?",
    ];
    let piece = prop_oneof![
        8 => proptest::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn check(raw: &[u8]) -> Result<(), TestCaseError> {
    let reading = read(raw, RemoteImages::Blocked);
    prop_assert_eq!(&reading.summary, &summarise(raw));
    for file in &reading.attachments {
        let (alone, content) = attachment(raw, file.index).expect("it is listed");
        prop_assert_eq!(content.len() as u64, file.size, "{:?}", file);
        prop_assert_eq!(&Attachment { inline: file.inline, ..alone }, file);
        let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | '\u{202a}'..='\u{202e}');
        prop_assert!(!file.name.is_empty() && !file.name.contains(odd), "{:?}", file.name);
    }
    let bytes = postcard::to_stdvec(&reading).expect("a reading is serialisable");
    prop_assert_eq!(postcard::from_bytes::<Reading>(&bytes).expect("and back"), reading);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mail_is_read(raw in mail()) {
        check(&raw)?;
    }

    #[test]
    fn any_bytes_are_read(raw in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&raw)?;
    }

    #[test]
    fn any_field_is_read(
        name in proptest::sample::select(vec!["From", "Subject", "Date", "References", "Content-Type", "Content-Disposition", "Received"]),
        value in "[a-z0-9@<>()\\[\\]\\\\\"'=?*%;:,./+ \t_-]{0,80}|\\PC{0,40}",
    ) {
        check(format!("{name}: {value}\r\n\r\nx").as_bytes())?;
    }
}
