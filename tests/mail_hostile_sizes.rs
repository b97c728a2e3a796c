//! Mail of absurd shape and size is read within bounds, and shown as far as it goes.
//!
//! Four times the mail may take about four times as long, never sixteen: what grows faster is what a
//! hostile sender would look for. Growth is compared, not seconds, so that a slow machine says the
//! same; mail so small that nothing can be measured counts as a fiftieth of a second.

use std::time::{Duration, Instant};

use restante::app::text::blocks;
use restante::mail::{Body, Reading, RemoteImages, attachment, leaves, read};

/// A mail of a size.
type Mail = Box<dyn Fn(usize) -> String>;

const SMALLEST: Duration = Duration::from_millis(20);

/// The quickest of a few readings.
fn time(raw: &[u8]) -> Duration {
    let once = || {
        let start = Instant::now();
        // The page folds texts before it draws them.
        for body in read(raw, RemoteImages::Shown).bodies {
            if let Body::Text(text) = body {
                let _ = blocks(&text);
            }
        }
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default().max(SMALLEST)
}

fn assert_linear(name: &str, mail: impl Fn(usize) -> String, size: usize) {
    let (small, large) = (mail(size), mail(4 * size));
    let mut growth = 0.0;
    // Others use the machine, too: one fair comparison is enough.
    for _ in 0..4 {
        growth = time(large.as_bytes()).as_secs_f64() / time(small.as_bytes()).as_secs_f64();
        if growth < 10.0 {
            break;
        }
    }
    assert!(growth < 10.0, "{name}: four times the mail takes {growth:.1} times as long");
    let reading = read(large.as_bytes(), RemoteImages::Blocked);
    let kept = postcard::to_stdvec(&reading).expect("a reading is serialisable").len();
    assert!(kept < 3 * large.len() + (1 << 20), "{name}: {kept} bytes of {}", large.len());
}

fn multipart(boundary: &str) -> String {
    format!("Content-Type: multipart/mixed; boundary={boundary}\n\n--{boundary}\n")
}

#[test]
fn time_and_memory_grow_with_the_mail_and_no_faster() {
    let html = |content: String| format!("Content-Type: text/html\n\n{content}");
    let calendar = |content: String| {
        format!("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n{content}")
    };
    let zone = "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nDTSTART:20000101T000000\n";
    let cases: [(&str, Mail, usize); 22] = [
        ("nested parts", Box::new(|n| (0..n).map(|n| multipart(&n.to_string())).collect()), 1_000),
        ("many parts", Box::new(|n| multipart("b") + &"\nx\n--b\n".repeat(n)), 10_000),
        ("nested messages", Box::new(|n| "Content-Type: message/rfc822\n\n".repeat(n)), 10_000),
        ("a long subject", Box::new(|n| format!("Subject: {}\n\nx", "word ".repeat(n))), 1 << 20),
        ("encoded words", Box::new(|n| format!("Subject: {}\n\nx", "=?utf-8?b?w6k=?= ".repeat(n))), 1 << 18),
        ("recipients", Box::new(|n| format!("To: {}\n\nx", "a@b.c, ".repeat(n))), 1 << 19),
        ("quotes", Box::new(|n| "\nOn 1 May 2012 at 10:00 Ada wrote:\n> x\n\n".repeat(n)), 1 << 15),
        ("separators", Box::new(|n| format!("\nhi\n{}", "-- \nx\n".repeat(n))), 1 << 14),
        (
            "separators of HTML",
            Box::new(move |n| html(format!("hi<br>{}", "-- <br>x<br>".repeat(n)))),
            1 << 12,
        ),
        (
            "images of one declaration",
            Box::new(move |n| {
                let urls: String = (0..n).map(|n| format!("url(//a/{n}),")).collect();
                html(format!("<style>a{{background:{urls}url(//a)}}</style>x"))
            }),
            1 << 12,
        ),
        ("copied headers", Box::new(|n| "\nFrom: x\nDate: x\n".repeat(n)), 1 << 15),
        ("blank lines above a quote", Box::new(|n| format!("\nYes.\n{}> x", "\n".repeat(n))), 1 << 18),
        (
            "nested quotes",
            Box::new(move |n| html(format!("x{}", "<blockquote type=cite>x".repeat(n)))),
            1 << 13,
        ),
        (
            "many quotes",
            Box::new(move |n| html("x<br>Ada wrote:<blockquote>x</blockquote>".repeat(n))),
            1 << 12,
        ),
        (
            "lines of preformatted text",
            Box::new(move |n| html(format!("<pre>x{}", "\n> x".repeat(n)))),
            1 << 16,
        ),
        (
            "times of a calendar",
            Box::new(move |n| calendar("DTSTART;TZID=x:20240101T000000\n".repeat(n))),
            1 << 13,
        ),
        (
            "changes of a clock",
            Box::new(move |n| {
                let changes = format!("{zone}RDATE:{}\n", "20010101T000000,".repeat(n)).repeat(20);
                calendar(changes + &"DTSTART;TZID=x:20240101T000000\n".repeat(n))
            }),
            1 << 10,
        ),
        ("attendees", Box::new(move |n| calendar("ATTENDEE;CN=x:mailto:x@y\n".repeat(n))), 1 << 13),
        ("a folded line", Box::new(move |n| calendar(format!("DESCRIPTION:x{}", "\n x".repeat(n)))), 1 << 16),
        (
            "cards",
            Box::new(|n| {
                format!("Content-Type: text/vcard\n\n{}", "BEGIN:VCARD\nFN:x\nEND:VCARD\n".repeat(n))
            }),
            1 << 13,
        ),
        (
            "a report",
            Box::new(|n| {
                let recipients = "Final-Recipient: rfc822;a@b.c\nStatus: 5.1.1\n\n".repeat(n);
                let report = "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n";
                format!("{report}{recipients}--b--\n")
            }),
            1 << 12,
        ),
        (
            "archives that say they hold much",
            Box::new(|n| {
                let part =
                    "\nContent-Type: application/zip\n\nPK\x03\x04PK\x05\x06\0\0\0\0zzzzzzzzzzzz\0\0\n--b";
                format!("Content-Type: multipart/mixed; boundary=b\n\n--b{}", part.repeat(n))
            }),
            200,
        ),
    ];
    for (name, mail, size) in cases {
        assert_linear(name, mail, size);
    }
}

fn reading(raw: &str) -> Reading {
    read(raw.as_bytes(), RemoteImages::Blocked)
}

#[test]
fn what_is_nested_a_thousand_deep_is_shown_as_far_as_it_goes() {
    let deep: String = (0..1_000).map(|n| multipart(&n.to_string())).collect();
    let reading = reading(&format!("Subject: deep\n{deep}\nthe end\n"));
    assert_eq!(reading.summary.subject, "deep");
    assert!(!reading.complete, "and says that there is more");
    assert!(!reading.bodies.is_empty());
}

#[test]
fn of_ten_thousand_parts_the_first_are_shown() {
    let parts: String = (0..10_000).map(|n| format!("\npart {n}\n--b\n")).collect();
    let raw = multipart("b") + &parts;
    let reading = reading(&raw);
    assert!(!reading.complete);
    let first = reading.bodies.first();
    assert!(matches!(first, Some(Body::Text(text)) if text.trim() == "part 0"), "{first:?}");
    assert!(reading.bodies.len() >= 50 && reading.bodies.len() + reading.attachments.len() <= 1_000);
    assert_eq!(leaves(raw.as_bytes()).len(), 999);
}

#[test]
fn a_size_that_is_only_said_is_not_believed() {
    let raw = "Content-Length: 1073741824\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
        Content-Type: application/octet-stream; size=1073741824\n\
        Content-Disposition: attachment; filename=x.bin; size=1073741824\nContent-Length: 1073741824\n\nhi\n--b\n\
        Content-Type: message/external-body; access-type=ftp; size=1073741824\n\nContent-Type: text/plain\n\n--b--\n";
    let reading = reading(raw);
    let file = reading.attachments.iter().find(|file| file.name == "x.bin").expect("a file");
    assert_eq!(file.size, 2);
    assert_eq!(attachment(raw.as_bytes(), file.index), Some((file.clone(), b"hi".to_vec())));
}

#[test]
fn a_header_of_twenty_megabytes_hides_neither_the_text_nor_the_other_fields() {
    let raw = format!("X-Long: {}\nSubject: short\n\nThe text\n", "word ".repeat(4 << 20));
    let reading = reading(&raw);
    assert_eq!(reading.summary.subject, "short");
    assert!(matches!(reading.bodies.as_slice(), [Body::Text(text)] if text == "The text\n"));
}
