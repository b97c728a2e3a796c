//! Mail that is more than its text: invitations, contact cards, reports, and files that are not what
//! they seem.

use std::process::Command;

use restante::mail::{
    Action, Answer, Body, Bounce, Calendar, CalendarMethod, Card, Danger, Frequency, Place, Preview, Reading,
    Reason, RemoteImages, Zone, all_attachments, attachment, message_file_name, preview_text, read,
};

fn reading(raw: &str) -> Reading {
    read(raw.as_bytes(), RemoteImages::Blocked)
}

fn calendar(content: &str) -> Calendar {
    let raw = format!("Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n{content}");
    let found = reading(&raw).bodies.into_iter().find_map(|body| match body {
        Body::Calendar(calendar) => Some(calendar),
        _ => None,
    });
    found.expect("a calendar")
}

fn cards(content: &str) -> Vec<Card> {
    let raw = format!("Content-Type: text/vcard; charset=utf-8\r\n\r\n{content}");
    let bodies = reading(&raw).bodies.into_iter();
    bodies.filter_map(|body| if let Body::Card(card) = body { Some(card) } else { None }).collect()
}

fn bounce(raw: &str) -> Option<Bounce> {
    reading(raw).bodies.into_iter().find_map(|body| match body {
        Body::Bounce(bounce) => Some(bounce),
        _ => None,
    })
}

const BERLIN: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\n\
    TZOFFSETTO:+0200\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nDTSTART:19701025T030000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

#[test]
fn an_invitation_says_what_when_where_and_who() {
    let found = calendar(&format!(
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n{BERLIN}BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Proofs\\, chapter \r\n 3\r\n\
         DTSTART;TZID=Europe/Berlin:20240701T093000\r\nDTEND;TZID=Europe/Berlin:20240701T103000\r\n\
         LOCATION:Room\u{202e} 5\r\nORGANIZER;CN=\"Ada L.\":MAILTO:ada@example.org\r\n\
         ATTENDEE;PARTSTAT=ACCEPTED;CN=Bo:mailto:bo@example.org\r\n\
         ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:cy@example.org\r\n\
         RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20241231T000000Z\r\n\
         DESCRIPTION:One\\nTwo\r\nURL:javascript:alert(1)\r\n\
         BEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ));
    assert_eq!(found.method, CalendarMethod::Request);
    let [event] = found.events.as_slice() else { panic!("one event: {found:?}") };
    assert_eq!((event.summary.as_str(), event.location.as_str()), ("Proofs, chapter 3", "Room 5"));
    assert_eq!((event.description.as_str(), &event.url), ("One\nTwo", &None));
    let (start, end) = (event.start.as_ref().expect("a start"), event.end.as_ref().expect("an end"));
    assert_eq!((start.year, start.month, start.day, start.time), (2024, 7, 1, Some((9, 30))));
    assert_eq!(start.zone, Zone::Named("Europe/Berlin".into()));
    assert_eq!((start.utc, end.utc), (Some(1_719_819_000), Some(1_719_822_600)));
    let organiser = event.organiser.as_ref().expect("an organiser");
    assert_eq!((organiser.name.as_str(), organiser.address.as_str()), ("Ada L.", "ada@example.org"));
    let answers: Vec<_> = event.attendees.iter().map(|one| (one.answer, one.optional)).collect();
    assert_eq!(answers, [(Answer::Accepted, false), (Answer::None, true)]);
    let rule = event.recurrence.as_ref().expect("a rule");
    assert!(rule.understood);
    assert_eq!((rule.frequency, rule.interval), (Some(Frequency::Weekly), 2));
    assert_eq!(rule.weekdays, [(0, 0), (0, 2)]);
    assert_eq!(rule.until.as_ref().and_then(|until| until.utc), Some(1_735_603_200));
}

#[test]
fn the_clock_is_that_of_the_zone_on_that_day() {
    let utc = |zones: &str, start: &str| {
        let event =
            format!("BEGIN:VCALENDAR\n{zones}BEGIN:VEVENT\nDTSTART{start}\nEND:VEVENT\nEND:VCALENDAR\n");
        calendar(&event).events[0].start.as_ref().and_then(|start| start.utc)
    };
    let berlin = |local: &str| utc(BERLIN, &format!(";TZID=Europe/Berlin:{local}"));
    assert_eq!(berlin("20240331T010000"), Some(1_711_843_200), "an hour before summer time");
    assert_eq!(berlin("20240331T040000"), Some(1_711_850_400), "an hour after it began");
    assert_eq!(berlin("20241027T040000"), Some(1_729_998_000), "winter again");
    assert_eq!(utc("", ":20240101T000000Z"), Some(1_704_067_200));
    assert_eq!(utc("", ";TZID=Europe/Berlin:20240101T000000"), None, "the file does not say");
    assert_eq!(utc("", ":20240101T000000"), None, "the same time everywhere");
    let ended = "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nTZOFFSETTO:-0500\nDTSTART:20060101T000000\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nTZOFFSETTO:-0400\nDTSTART:20060402T020000\n\
        RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z\nEND:DAYLIGHT\n\
        BEGIN:STANDARD\nTZOFFSETTO:-0500\nDTSTART:20061029T020000\nEND:STANDARD\nEND:VTIMEZONE\n";
    assert_eq!(utc(ended, ";TZID=X:20060501T000000"), Some(1_146_456_000));
    assert_eq!(utc(ended, ";TZID=X:20080501T000000"), Some(1_209_618_000));
}

#[test]
fn whole_days_durations_and_tasks_are_read() {
    let found = calendar(
        "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20240228\nDTEND;VALUE=DATE:20240301\n\
         STATUS:CANCELLED\nRRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO\nEND:VEVENT\nBEGIN:VEVENT\n\
         DTSTART:20240228T233000Z\nDURATION:PT1H\nEND:VEVENT\nBEGIN:VTODO\nDUE;VALUE=DATE:20240301\nSUMMARY:Do\nEND:VTODO\n",
    );
    assert_eq!(found.method, CalendarMethod::Cancel);
    let dates: Vec<_> = found
        .events
        .iter()
        .map(|event| event.end.as_ref().map(|end| (end.month, end.day, end.time)).expect("an end"))
        .collect();
    assert_eq!(dates, [(2, 29, None), (2, 29, Some((0, 30))), (3, 1, None)]);
    assert!(found.events[0].cancelled && found.events[2].task);
    assert!(!found.events[0].recurrence.as_ref().expect("a rule").understood);
}

#[test]
fn an_invitation_that_comes_twice_is_shown_once_and_can_be_saved() {
    let event = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n";
    let raw = format!(
        "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n\
         --a\n\nCome!\n--a\nContent-Type: text/html\n\n<p>Come!\n--a\nContent-Type: text/calendar; method=REQUEST\n\n{event}\
         --a--\n--m\nContent-Type: application/ics; name=invite.ics\nContent-Disposition: attachment\n\n{event}--m--\n"
    );
    let reading = reading(&raw);
    let [Body::Calendar(calendar), Body::Html(_)] = reading.bodies.as_slice() else {
        panic!("{:?}", reading.bodies)
    };
    let (_, saved) = attachment(raw.as_bytes(), calendar.attachment).expect("a file");
    assert!(saved.starts_with(b"BEGIN:VCALENDAR"));
    let plain = reading.plain.expect("both alternatives");
    assert!(matches!(plain.as_slice(), [Body::Calendar(_), Body::Text(text)] if text.trim() == "Come!"));
}

#[test]
fn contact_cards_are_read_in_all_versions() {
    let cards = cards(
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:L=C3=B8v;Ada;;Dr.;\n\
         TEL;CELL;VOICE:+47 1\nEMAIL;INTERNET:ada@example.org\nADR;WORK:;;Street 1;Oslo;;0150;Norway\nEND:VCARD\n\
         BEGIN:VCARD\nVERSION:4.0\nFN:Bo\u{202e}\nitem1.ORG:Example;Press\nTEL;VALUE=uri;TYPE=\"work,fax\":tel:+1\n\
         URL:javascript:x\nURL:https://example.org/\nNOTE:a\\nb\nPHOTO:data:image/png;base64,AAAA\nEND:VCARD\n\
         BEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n",
    );
    let [ada, bo] = cards.as_slice() else { panic!("{cards:?}") };
    assert_eq!((ada.name.as_str(), ada.phones[0].place), ("Dr. Ada Løv", Place::Mobile));
    assert_eq!(
        (ada.addresses[0].value.as_str(), ada.addresses[0].place),
        ("Street 1, Oslo, 0150, Norway", Place::Work)
    );
    assert_eq!(ada.emails[0].value, "ada@example.org");
    assert_eq!(
        (bo.name.as_str(), bo.organisation.as_str(), bo.note.as_str()),
        ("Bo", "Example, Press", "a\nb")
    );
    assert_eq!((bo.phones[0].value.as_str(), bo.phones[0].place), ("+1", Place::Fax));
    assert_eq!(bo.urls.iter().map(|url| url.value.as_str()).collect::<Vec<_>>(), ["https://example.org/"]);
}

#[test]
fn a_report_says_who_did_not_get_the_mail_and_why() {
    let raw = concat!(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n",
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n",
        "Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.0.0\r\n",
        "Remote-MTA: dns; mail.example.org\r\n",
        "Diagnostic-Code: smtp; 550 5.1.1 <ada@example.org>:\r\n    Recipient address rejected\r\n\r\n\r\n",
        "Final-Recipient: rfc822;bo@example.org\r\nAction: delayed\r\nStatus: 4.2.2 (full)\r\n",
        "Will-Retry-Until: Thu, 1 Jan 1970 00:01:00 +0000\r\n",
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Proofs\r\n\r\nHi\r\n--b--\r\n"
    );
    let found = bounce(raw).expect("a report");
    assert_eq!(found.reporter, "mx.example.net");
    let [ada, bo] = found.recipients.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (ada.address.as_str(), ada.action, ada.reason),
        ("ada@example.org", Action::Failed, Reason::NoSuchMailbox)
    );
    assert_eq!(ada.server, "mail.example.org");
    assert_eq!(ada.said, "550 5.1.1 <ada@example.org>: Recipient address rejected");
    assert_eq!((bo.action, bo.reason, bo.until), (Action::Delayed, Reason::MailboxFull, Some(60)));
    let reading = reading(raw);
    assert!(matches!(reading.bodies.as_slice(), [Body::Bounce(_), Body::Text(text)] if text == "Sorry."));
    let returned = reading.attachments.iter().find(|file| Some(file.index) == found.returned);
    assert_eq!(returned.map(|file| file.name.as_str()), Some("Proofs.eml"));
}

#[test]
fn reports_for_people_alone_are_understood_where_their_form_is_known() {
    let qmail = "From: MAILER-DAEMON@example.net\n\nHi. This is the qmail-send program at example.net.\n\
        I'm afraid I wasn't able to deliver your message.\n\n<ada@example.org>:\n192.0.2.1 does not like recipient.\n\
        Remote host said: 550 no such user\n\n<bo@example.org>:\nmailbox full (#5.2.2)\n\n\
        --- Below this line is a copy of the message.\n\n<not@example.org>:\nx\n";
    let found = bounce(qmail).expect("a report");
    let reasons: Vec<_> = found.recipients.iter().map(|one| (one.address.as_str(), one.reason)).collect();
    assert_eq!(
        reasons,
        [("ada@example.org", Reason::NoSuchMailbox), ("bo@example.org", Reason::MailboxFull)]
    );
    let exim = "X-Failed-Recipients: ada@example.org\n\nThe following address(es) failed:\n\n  ada@example.org\n    \
        host mx.example.org [192.0.2.1]: 550 relay access denied\n\n------ copy ------\n";
    let found = bounce(exim).expect("a report");
    assert_eq!(found.recipients[0].reason, Reason::Refused);
    assert_eq!(bounce("Subject: Hi. This is the qmail-send program\n\nHow are you?\n"), None);
}

#[test]
fn what_a_file_is_called_and_what_it_is_are_both_looked_at() {
    let part = |name: &str, kind: &str, content: &str| {
        format!(
            "--b\nContent-Type: {kind}\nContent-Disposition: attachment; filename=\"{name}\"\n\n{content}\n"
        )
    };
    let raw = [
        "Subject: Files\nDate: Mon, 1 Jul 2024 09:30:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n"
            .to_owned(),
        part("../photo.jpg        .exe", "image/jpeg", "x"),
        part("photo.jpg", "image/jpeg", "MZ\u{0}\u{0}"),
        part("page.html", "text/html", "<script>x</script>"),
        part("drawing.svg", "image/svg+xml", "<svg onload=x>"),
        part("notes.txt", "text/plain; charset=iso-8859-1", "caf\u{e9}"),
        part("report.pdf", "application/octet-stream", "%PDF-1.7"),
        part("picture", "application/octet-stream", "GIF89a"),
        part("notes.txt", "text/plain", "again"),
        "--b--\n".to_owned(),
    ]
    .concat();
    let raw: Vec<u8> = raw.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let files = read(&raw, RemoteImages::Blocked).attachments;
    let seen: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.danger, file.preview)).collect();
    assert_eq!(
        seen,
        [
            ("photo.jpg.exe", Some(Danger::Disguised), Preview::None),
            ("photo.jpg", Some(Danger::Disguised), Preview::None),
            ("page.html", Some(Danger::WebPage), Preview::None),
            ("drawing.svg", Some(Danger::WebPage), Preview::None),
            ("notes.txt", None, Preview::Text),
            ("report.pdf", None, Preview::Pdf),
            ("picture", None, Preview::Image),
            ("notes.txt", None, Preview::Text),
        ]
    );
    assert_eq!(files[0].stem_and_ending(), ("photo.jpg", ".exe"));
    for file in &files {
        let safe = ["image/gif", "application/pdf", "text/plain;charset=utf-8", "application/octet-stream"];
        assert!(safe.contains(&file.shown_as.as_str()), "{file:?}");
        assert_eq!(preview_text(&raw, file.index).is_some(), file.preview == Preview::Text, "{file:?}");
    }
    assert_eq!(preview_text(&raw, files[4].index), Some(("café".to_owned(), true)));
    assert_eq!(message_file_name("Re: a/b"), "Re_ a-b.eml");

    let archive = all_attachments(&raw).expect("small enough");
    let listed = with_python(
        &archive,
        "import sys, zipfile, io\nz = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
        assert z.testzip() is None\nfor i in z.infolist(): print(i.filename, i.file_size, i.date_time)",
    );
    if let Some(listed) = listed {
        let lines: Vec<&str> = listed.lines().collect();
        assert_eq!(lines.len(), 8, "{listed}");
        assert_eq!(lines[4], "notes.txt 4 (2024, 7, 1, 9, 30, 0)");
        assert_eq!(lines[7], "notes (2).txt 5 (2024, 7, 1, 9, 30, 0)");
    }
}

/// What a Python program prints that is given these bytes; none where there is no Python.
fn with_python(input: &[u8], program: &str) -> Option<String> {
    use std::io::Write as _;
    use std::process::Stdio;
    let started =
        Command::new("python3").args(["-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = started else {
        println!("skipped: no python3 to read the archive with");
        return None;
    };
    python.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    let output = python.wait_with_output().expect("it ends");
    assert!(output.status.success(), "Python reads the archive");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}
