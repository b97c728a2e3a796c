//! The mail code over corpora that others have made, which are not part of this repository.
//!
//! Where they are absent the tests say so and pass.

mod corpora;
mod reparse;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use corpora::Corpus;
use restante::mail::{
    Body, Reading, RemoteImages, leaves, read, sanitise, summarise, trailing_quote, unfold,
};

/// Median, 95th percentile and maximum.
fn spread(mut times: Vec<Duration>) -> [Duration; 3] {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    [at(50), at(95), at(100)]
}

#[test]
#[ignore = "corpora; run by make test-long"]
fn real_mail_is_read_and_never_blank() {
    let Some(corpus) = Corpus::unpack("spamassassin") else { return };
    let files = corpus.files("data");
    let mails: Vec<_> =
        files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    assert_eq!(mails.len(), 6_046);
    let (mut reading_times, mut summary_times) = (Vec::new(), Vec::new());
    let (mut html, mut blocked, mut blank) = (0, 0, Vec::new());
    let (mut senderless, mut dateless) = (Vec::new(), Vec::new());
    for path in mails {
        let raw = std::fs::read(path).expect("a mail");
        let start = Instant::now();
        let summary = summarise(&raw);
        summary_times.push(start.elapsed());
        let start = Instant::now();
        let reading = read(&raw, RemoteImages::Blocked);
        reading_times.push(start.elapsed());
        assert_eq!(summary, reading.summary, "{}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for body in &reading.bodies {
            if let Body::Html(document) = body {
                html += 1;
                blocked += document.blocked_remote;
                let offences = reparse::offences(&document.document);
                assert!(offences.is_empty(), "{name}: {offences:?}");
                let again = sanitise(&document.document, RemoteImages::Blocked, &mut |_| None);
                // Our own marks and the class that folds are no sender's to give.
                let first = reparse::unmarked(&document.document)
                    .replace("<details class=\"restante-quote\">", "<details>")
                    .replace(" class=\"restante-signature\"", "");
                assert_eq!(again.document, first, "{name}: twice is not once");
            }
        }
        let images = |body: &Body| match body {
            Body::Html(html) => !html.blank,
            Body::Text(_) => false,
            Body::Image { .. } | Body::Calendar(_) | Body::Bounce(_) | Body::Card(_) => true,
        };
        let shows = !reading.text.trim().is_empty() || reading.bodies.iter().any(images);
        if !shows && reading.attachments.is_empty() {
            blank.push(name.clone());
        }
        if summary.from.iter().all(|from| !from.address.contains('@')) {
            senderless.push(name.clone());
        }
        if summary.date.is_none() {
            dateless.push(name);
        }
    }
    println!("summarise: median, p95, max {:?}", spread(summary_times));
    println!("read: median, p95, max {:?}", spread(reading_times));
    println!("{html} HTML bodies, {blocked} remote images blocked");
    println!("blank: {} {blank:?}", blank.len());
    println!("without a sender's address: {} {senderless:?}", senderless.len());
    println!("without a date: {} {dateless:?}", dateless.len());
    // A frameset, an iframe and an unclosed comment around everything: blank in any browser, too.
    assert!(blank.len() <= 3, "{blank:?}");
    assert!(senderless.len() <= 3, "{senderless:?}");
    assert!(dateless.len() <= 1, "{dateless:?}");
}

/// Subject, senders, date and leaves as Python's `email` reads them; `python-email/compare.py` explains
/// each class of disagreement, and fails where there is another.
#[test]
#[ignore = "corpora; run by make test-long"]
fn disagreements_with_pythons_email_are_explained() {
    let Some(corpus) = Corpus::unpack("spamassassin") else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python-email/compare.py");
    let started = Command::new("python3").arg(script).stdin(Stdio::piped()).spawn();
    let Ok(mut python) = started else {
        println!("skipped: no python3 to compare with");
        return;
    };
    let mut questions = python.stdin.take().expect("a pipe");
    for path in corpus.files("data").iter().filter(|path| path.extension().is_some_and(|one| one == "txt")) {
        let raw = std::fs::read(path).expect("a mail");
        let summary = summarise(&raw);
        let from: Vec<_> =
            summary.from.iter().map(|one| (one.name.as_deref().unwrap_or_default(), &one.address)).collect();
        let leaves: Vec<_> = leaves(&raw).into_iter().map(|leaf| (leaf.media_type, leaf.size)).collect();
        let said = serde_json::json!({
            "file": path, "subject": summary.subject, "from": from, "date": summary.date, "leaves": leaves,
        });
        writeln!(questions, "{said}").expect("Python listens");
    }
    drop(questions);
    assert!(python.wait().expect("it ends").success(), "a disagreement that is not explained");
}

#[test]
#[ignore = "corpora; run by make test-long"]
fn the_torture_test_has_all_its_leaves() {
    let Some(corpus) = Corpus::unpack("mime-torture") else { return };
    let raw = corpus.read("mime-torture/mime-torture");
    let leaves = leaves(&raw);
    for leaf in &leaves {
        println!("{} {}", leaf.media_type, leaf.size);
    }
    assert_eq!(leaves.len(), 30);
    assert!(leaves.iter().all(|leaf| leaf.size > 0));
    let reading = read(&raw, RemoteImages::Blocked);
    assert!(reading.complete);
    assert_eq!(reading.summary.subject, "Multi-media mail demonstration");
}

/// The words that stay open of a reply's text, and of its HTML; none where nothing is folded.
fn left_open(reading: &Reading) -> [Option<String>; 2] {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = trailing_quote(&reading.text).map(|fold| {
        let open = reading.text.lines().enumerate().filter(|(number, _)| !fold.contains(number));
        words(&open.map(|(_, line)| line).collect::<Vec<_>>().join("\n"))
    });
    let mut rich = None;
    for body in &reading.bodies {
        if let Body::Html(html) = body
            && let Some((before, rest)) = html.document.split_once("<details class=\"restante-quote\">")
        {
            let after = rest.rsplit_once("</details>").expect("it is closed").1;
            let content = before.rsplit_once("</style>").map_or(before, |(_, content)| content);
            let html = format!("Content-Type: text/html\r\n\r\n{content} {after}");
            rich = Some(words(&read(html.as_bytes(), RemoteImages::Blocked).text));
        }
    }
    [text, rich]
}

/// What the sender wrote, and nothing else, stays open, but for two: in `yandex_ru.html` and in the HTML of
/// `reply-quotations-share-block.eml` the line above the quote shares an element with the answer, and stays
/// with it. `thunderbird.eml` answers below the quote: folding it would hide what the answer is to.
#[test]
#[ignore = "corpora; run by make test-long"]
fn replies_of_many_mailers_fold_where_the_quoted_mail_begins() {
    let Some(corpus) = Corpus::unpack("quotes") else { return };
    const SHORT: &str = "Hi. I am fine. Thanks, Alex";
    let (hello, fine) = (Some("Hello"), Some(SHORT));
    let inquiry = "Hi Katharine. Sounds great.";
    for (name, text, rich) in [
        ("OLK_SRC_BODY_SECTION.html", Some("Reply"), Some("Reply")),
        ("html_replies/gmail.html", fine, fine),
        ("html_replies/hotmail.html", fine, fine),
        ("html_replies/mail_ru.html", fine, fine),
        ("html_replies/ms_outlook_2003.html", fine, fine),
        ("html_replies/ms_outlook_2007.html", fine, fine),
        ("html_replies/ms_outlook_2010.html", fine, fine),
        ("html_replies/thunderbird.html", fine, fine),
        ("html_replies/windows_mail.html", fine, fine),
        (
            "html_replies/yandex_ru.html",
            fine,
            Some("Hi. I am fine. Thanks, Alex 26.06.2014, 14:41, \"Alexander L\" <abc@example.com>:"),
        ),
        ("reply-quotations-share-block.eml", Some(inquiry), Some(inquiry)),
        ("reply-separated-by-hr.html", Some("Hi there Bob"), Some("Hi there Bob")),
        ("standard_replies/android.eml", hello, hello),
        ("standard_replies/aol.eml", hello, hello),
        ("standard_replies/apple_mail.eml", hello, None),
        ("standard_replies/apple_mail_2.eml", hello, None),
        ("standard_replies/comcast.eml", hello, hello),
        ("standard_replies/gmail.eml", hello, hello),
        ("standard_replies/hotmail.eml", hello, hello),
        ("standard_replies/iphone.eml", Some("Hello Sent from my iPhone"), None),
        ("standard_replies/outlook.eml", hello, Some("Allo! Follow up MIME!")),
        (
            "standard_replies/sparrow.eml",
            Some("Hello -- xxx Sent with Sparrow (http://www.sparrowmailapp.com/?sig)"),
            Some("Hello -- xxx Sent with Sparrow"),
        ),
        ("standard_replies/thunderbird.eml", None, None),
        ("standard_replies/yahoo.eml", hello, None),
    ] {
        let mut raw = corpus.read(&format!("quotes/fixtures/{name}"));
        if name.ends_with(".html") {
            raw = [b"Content-Type: text/html; charset=utf-8\r\n\r\n", &raw[..]].concat();
        }
        for (found, expected) in left_open(&read(&raw, RemoteImages::Blocked)).into_iter().zip([text, rich]) {
            let same = match (found.as_deref(), expected) {
                (Some(found), Some(expected)) if expected == inquiry => found.starts_with(inquiry),
                (found, expected) => found == expected,
            };
            assert!(same, "{name}: {found:?} stays open, not {expected:?}");
        }
    }
}

#[test]
#[ignore = "corpora; run by make test-long"]
fn flowed_text_unfolds_as_others_unfold_it() {
    let Some(corpus) = Corpus::unpack("flowed") else { return };
    let text = |path| String::from_utf8(corpus.read(path)).expect("UTF-8").replace("\r\n", "\n");
    assert_eq!(unfold(&text("flowed/format-flowed.txt"), false), text("flowed/format-flowed-unfolded.txt"));
}

#[test]
#[ignore = "corpora; run by make test-long"]
fn nothing_of_the_collected_vectors_comes_through() {
    let Some(corpus) = Corpus::unpack("xss") else { return };
    let source = String::from_utf8(corpus.read("xss/dompurify-expect.mjs")).expect("UTF-8");
    let purify = strings_after(&source, "\"payload\":", '"');
    let source = String::from_utf8(corpus.read("xss/h5sc-items.js")).expect("UTF-8");
    let cheatsheet = strings_after(&source, "'data'", '\'');
    println!("{} and {} vectors", purify.len(), cheatsheet.len());
    assert!(purify.len() >= 223 && cheatsheet.len() >= 149);
    for vector in purify.iter().chain(&cheatsheet) {
        let once = sanitise(vector, RemoteImages::Blocked, &mut |_| None).document;
        let offences = reparse::offences(&once);
        assert!(offences.is_empty(), "{vector}\ngave {once}\nwith {offences:?}");
        let twice = sanitise(&once, RemoteImages::Blocked, &mut |_| None).document;
        assert_eq!(twice, reparse::unmarked(&once), "twice is not once for {vector}");
    }
}

/// The string literals of a JavaScript source that follow a key.
fn strings_after(source: &str, key: &str, quote: char) -> Vec<String> {
    let values = source.split(key).skip(1);
    let literal = |value: &str| {
        let start =
            value.find(quote).filter(|&start| value[..start].trim_matches([' ', ':', '\n']).is_empty())?;
        let mut text = String::new();
        let mut rest = value[start + 1..].chars();
        loop {
            match rest.next()? {
                '\\' => match rest.next()? {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'b' => text.push('\u{8}'),
                    'f' => text.push('\u{c}'),
                    'v' => text.push('\u{b}'),
                    '0' => text.push('\0'),
                    escape @ ('x' | 'u') => {
                        let digits: String = rest.by_ref().take(if escape == 'x' { 2 } else { 4 }).collect();
                        let code = u32::from_str_radix(&digits, 16).ok()?;
                        text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                    }
                    other => text.push(other),
                },
                end if end == quote => return Some(text),
                other => text.push(other),
            }
        }
    };
    values.filter_map(literal).collect()
}
