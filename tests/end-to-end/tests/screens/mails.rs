//! The mails of the tour: one of each kind that is drawn in its own way.

/// What the mails are called in the pictures' names, newest first.
pub(crate) const NAMES: [&str; 7] = ["designed", "files", "text", "invitation", "bounce", "reply", "empty"];

/// A link of the second mail that is asked about.
pub(crate) const DECEIVING: &str = "http://bank.example@evil.example/login";

/// All of them, in the order of [`NAMES`].
pub(crate) fn all() -> Vec<Vec<u8>> {
    vec![
        mail(
            20,
            "Authentication-Results: mx.example.org; dmarc=pass header.from=shop.example\r\n\
             From: Kettle Shop <news@shop.example>\r\nSubject: New kettles this week\r\n\
             List-Id: Shop news <news.shop.example>\r\nList-Unsubscribe: <https://shop.example/leave>\r\n",
            "text/html; charset=utf-8",
            "<table width=\"100%\" bgcolor=\"#eeeeff\"><tr><td align=center style=\"padding:32px\">\
             <h1 style=\"color:#222255\">Kettles</h1><img src=\"https://shop.example/kettle.png\" alt=\"A kettle\">\
             <img src=\"https://count.mailtrack.io/open.gif\" width=1 height=1><p>All are <b>20% off</b>.</p>\
             <p><a href=\"https://evil.example/\">https://www.shop.example/</a></p></td></tr></table>",
        ),
        mail(
            19,
            "From: \"service@bank.example\" <mallory@evil.example>\r\nReply-To: drop@evil.example\r\n\
             Subject: Two files for you\r\n",
            "multipart/mixed; boundary=b",
            &format!(
                "--b\r\nContent-Type: text/plain\r\n\r\nDear reader,\r\n\r\nsee {DECEIVING} and https://example.org/.\r\n\
                 --b\r\nContent-Type: text/plain; name=list.txt\r\nContent-Disposition: attachment\r\n\r\nOne\r\nTwo\r\n\
                 --b\r\nContent-Type: application/octet-stream; name=\"invoice\u{202e}fdp.exe\"\r\n\
                 Content-Disposition: attachment\r\n\r\nMZ\r\n--b--"
            ),
        ),
        mail(
            18,
            "From: Ada Lovelace <ada@example.org>\r\nCc: Bo <bo@example.org>\r\nSubject: Proofs for chapter 3\r\n\
             Message-ID: <proofs@example.org>\r\n",
            "text/plain; charset=utf-8",
            "The figures are in, and they are good.\r\n\r\nSee you on Monday,\r\nAda\r\n\r\n-- \r\nAda Lovelace\r\nEngines Ltd",
        ),
        mail(
            17,
            "From: Ada Lovelace <ada@example.org>\r\nSubject: Invitation: Picnic\r\n",
            "text/calendar; method=REQUEST; charset=utf-8",
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n\
             SUMMARY:Picnic by the river\r\nDTSTART:20261114T110000Z\r\nDTEND:20261114T140000Z\r\nLOCATION:Blue bridge\r\n\
             ORGANIZER;CN=Ada:mailto:ada@example.org\r\nATTENDEE;CN=Bo:mailto:bo@example.org\r\n\
             DESCRIPTION:Bring the blue blanket.\r\nEND:VEVENT\r\nEND:VCALENDAR",
        ),
        mail(
            16,
            "From: Mail Delivery System <mailer-daemon@mx.example.org>\r\nSubject: Undelivered Mail Returned to Sender\r\n",
            "multipart/report; report-type=delivery-status; boundary=b",
            "--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system. I'm sorry.\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
             Final-Recipient: rfc822; nobody@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n--b--",
        ),
        mail(
            15,
            "From: Bo <bo@example.org>\r\nSubject: Re: Proofs for chapter 3\r\nIn-Reply-To: <proofs@example.org>\r\n\
             References: <proofs@example.org>\r\n",
            "text/html",
            "<p>I have read them.</p><div class=gmail_quote>On Monday Ada wrote:<blockquote>The figures are in.</blockquote></div>",
        ),
        mail(14, "From: Cy <cy@example.org>\r\nSubject:\r\n", "text/plain", ""),
    ]
}

/// Each is a day older than the one before.
fn mail(day: u32, head: &str, kind: &str, body: &str) -> Vec<u8> {
    let id = if head.contains("Message-ID") {
        String::new()
    } else {
        format!("Message-ID: <{day}@example.org>\r\n")
    };
    format!(
        "{head}To: reader@example.org\r\nDate: {day:02} Oct 2026 10:00:00 +0000\r\n{id}MIME-Version: 1.0\r\n\
         Content-Type: {kind}\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}
