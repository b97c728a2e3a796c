//! The demo mailbox is what `mails/README.md` promises: every mail parses, and nothing moves
//! between two starts but the dates.

use std::collections::HashSet;

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use restante_mail_server::sample::{self, Sample};
use time::{Duration, OffsetDateTime};

fn samples() -> Vec<Sample> {
    sample::mails(OffsetDateTime::now_utc()).unwrap()
}

fn parsed(sample: &Sample) -> Message<'_> {
    MessageParser::default().parse(&sample.raw).unwrap_or_else(|| panic!("{} does not parse", sample.name))
}

fn named(name: &str) -> Sample {
    samples().into_iter().find(|sample| sample.name == name).unwrap_or_else(|| panic!("{name} is gone"))
}

#[test]
fn there_are_about_two_hundred_and_no_two_alike() {
    let samples = samples();
    assert!((190..=230).contains(&samples.len()), "{}", samples.len());
    let uidls: HashSet<&str> = samples.iter().map(|sample| &*sample.uidl).collect();
    assert_eq!(uidls.len(), samples.len());
    let texts: HashSet<String> =
        samples.iter().map(|sample| parsed(sample).body_text(0).unwrap_or_default().into_owned()).collect();
    assert_eq!(texts.len(), samples.len(), "two mails have the same text");
}

#[test]
fn the_uidls_do_not_depend_on_the_time_of_the_start() {
    let now = OffsetDateTime::now_utc();
    let uidls = |now| {
        let mut uidls: Vec<(String, String)> =
            sample::mails(now).unwrap().into_iter().map(|sample| (sample.name, sample.uidl)).collect();
        uidls.sort();
        uidls
    };
    assert_eq!(uidls(now), uidls(now + Duration::days(100)));
}

#[test]
fn at_any_hour_of_the_day_answers_follow_and_nothing_comes_from_the_future() {
    let midnight = OffsetDateTime::now_utc().replace_time(time::Time::MIDNIGHT);
    for hour in [0, 1, 5, 12, 20, 23] {
        let now = midnight + Duration::hours(hour) + Duration::minutes(1);
        let samples = sample::mails(now).unwrap();
        assert!(samples.iter().all(|sample| sample.sent < now), "at {now}");
        let day = samples.iter().filter(|sample| now - sample.sent < Duration::DAY).count();
        assert!(day >= 5, "only {day} mails of the last day at {now}");
        let oldest = now - samples[0].sent;
        assert!((500..600).contains(&oldest.whole_days()), "{oldest}");
    }
}

#[test]
fn every_mail_has_the_header_fields_that_it_should() {
    for sample in samples() {
        let mail = parsed(&sample);
        let name = &sample.name;
        let date = mail.date().unwrap_or_else(|| panic!("{name} has no date"));
        assert!(date.is_valid(), "{name}: {date}");
        assert_eq!(date.to_timestamp(), sample.sent.unix_timestamp(), "{name}");
        let from = mail.from().and_then(|from| from.first()).unwrap_or_else(|| panic!("{name} has no From"));
        assert!(from.address().is_some_and(|address| address.contains('@')), "{name}: {from:?}");
        assert!(mail.to().is_some() || name == "odd-undisclosed", "{name} has no To");
        assert!(mail.message_id().is_some_and(|id| id.starts_with(&**name)), "{name}");
        assert_eq!(
            mail.subject().is_none(),
            ["odd-no-subject", "odd-empty-subject"].contains(&&**name),
            "{name}"
        );
    }
}

#[test]
fn every_text_is_read_in_its_charset() {
    for sample in samples() {
        let mail = parsed(&sample);
        for part in &mail.parts {
            assert!(!part.is_encoding_problem, "{}: transfer encoding", sample.name);
            let text = part.text_contents().unwrap_or_default();
            assert!(!text.contains('\u{fffd}'), "{}: {text}", sample.name);
        }
        let header = format!("{:?} {:?}", mail.subject(), mail.from());
        assert!(!header.contains('\u{fffd}') && !header.contains("=?"), "{}: {header}", sample.name);
    }
    for (name, word) in [
        ("ru-1", "Здравствуйте"),
        ("ja-1", "木版画"),
        ("ja-3", "山小屋"),
        ("zh-1", "一叶舟"),
        ("zh-2", "春茶"),
        ("ko-1", "자전거"),
        ("tr-1", "kayısı reçeli"),
        ("th-2", "มะม่วง"),
        ("el-1", "λεμονιά"),
        ("house-1", "l’idée"),
    ] {
        let sample = named(name);
        let text = parsed(&sample).body_text(0).unwrap().into_owned();
        assert!(text.contains(word), "{name}: {text}");
    }
}

#[test]
fn the_bytes_are_those_of_mail() {
    for sample in samples() {
        let name = &sample.name;
        assert!(sample.raw.ends_with(b"\r\n"), "{name}");
        for line in sample.raw.split_inclusive(|&byte| byte == b'\n') {
            assert!(line.ends_with(b"\r\n"), "{name} has a bare LF");
            assert!(!line[..line.len() - 2].contains(&b'\r'), "{name} has a bare CR");
            assert!(line.len() <= 1000, "{name} has a line of {} octets", line.len());
        }
        let header = sample.raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        assert!(sample.raw[..header].is_ascii(), "{name} has a header beyond ASCII");
        assert!(!String::from_utf8_lossy(&sample.raw).contains("{{"), "{name} has a placeholder left");
    }
}

#[test]
fn the_picnic_is_one_conversation() {
    let picnic: Vec<Sample> =
        samples().into_iter().filter(|sample| sample.name.starts_with("picnic-")).collect();
    assert_eq!(picnic.len(), 8, "nine, and one of them is Robin's own");
    for sample in picnic.iter().skip(1) {
        let mail = parsed(sample);
        let references = match mail.references() {
            HeaderValue::Text(one) => vec![one.to_string()],
            HeaderValue::TextList(many) => many.iter().map(ToString::to_string).collect(),
            other => panic!("{}: {other:?}", sample.name),
        };
        assert_eq!(
            references.first().map(String::as_str),
            Some("picnic-1@kessler.example.net"),
            "{}",
            sample.name
        );
        let parent = mail.in_reply_to().as_text().map(str::to_owned);
        assert_eq!(references.last().cloned(), parent, "{}", sample.name);
    }
    let last = named("picnic-5");
    assert!(parsed(&last).references().as_text_list().unwrap().iter().any(|id| id.contains("picnic-4@demo")));
}

#[test]
fn attachments_are_what_they_say() {
    let first_bytes = |name: &str, file: &str| {
        let sample = named(name);
        let mail = parsed(&sample);
        let part = mail
            .attachments()
            .find(|part| part.attachment_name() == Some(file))
            .unwrap_or_else(|| panic!("{name} has no {file}"));
        part.contents().to_vec()
    };
    assert!(first_bytes("picnic-9", "evening, drifting.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    let pdf = first_bytes("energy-bill", "Headland Power - bill.pdf");
    assert!(pdf.starts_with(b"%PDF-1.4") && pdf.ends_with(b"%%EOF\n"));
    assert!(first_bytes("odd-zip", "three poems.zip").starts_with(b"PK\x03\x04"));
    assert!(first_bytes("choir-7", "The Lamp in the Window, altos.wav").starts_with(b"RIFF"));
    assert!(first_bytes("odd-vcard", "Céleste Aubry.vcf").starts_with(b"BEGIN:VCARD\r\n"));
    let recipe =
        "Großmutters Zwetschgenkuchen – so wie sie ihn machte, wenn niemand zusah, mit zu viel Zimt.txt";
    assert!(first_bytes("odd-filename", recipe).starts_with(b"Ein Pfund Mehl"));
    assert!((1_000_000..1_200_000).contains(&named("choir-7").raw.len()));
}

#[test]
fn remote_pictures_and_inline_pictures_are_there_to_be_told_apart() {
    let sample = named("almanac-52");
    let html = parsed(&sample).body_html(0).unwrap().into_owned();
    assert!(html.contains("https://track.tidewater.example.org/open.gif"));
    let sample = named("kettle-12");
    let mail = parsed(&sample);
    assert!(mail.body_html(0).unwrap().contains("cid:kettle@slow-kettle.example.com"));
    assert!(mail.parts.iter().any(|part| part.content_id() == Some("kettle@slow-kettle.example.com")));
}

#[test]
fn the_phishing_specimen_says_that_it_is_one() {
    let sample = named("odd-phishing");
    let mail = parsed(&sample);
    assert!(mail.body_text(0).unwrap().contains("This is a specimen."));
    assert!(mail.body_html(0).unwrap().contains("This is a specimen."));
}

#[test]
fn all_domains_are_reserved_for_examples() {
    for sample in samples() {
        let text = String::from_utf8_lossy(&sample.raw);
        for word in text.split("https://").skip(1) {
            let host = word.split(['/', '"', ' ', ')', '\r', '<', '?']).next().unwrap_or_default();
            // Quoted-printable may break a link in the middle.
            let host = host.trim_end_matches('=');
            let reserved = ["example.org", "example.net", "example.com", ".invalid"];
            let broken = text.contains("quoted-printable") && word.contains("=\r\n");
            assert!(reserved.iter().any(|end| host.ends_with(end)) || broken, "{}: {host}", sample.name);
        }
    }
}
