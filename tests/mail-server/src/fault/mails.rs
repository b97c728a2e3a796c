//! Mails that quirks bring along.

use std::iter;

/// The beginning of the huge mail, by which it is known; the rest is made while it is sent.
pub(super) const HUGE_HEAD: &[u8] = b"From: Quarry <quarry@example.org>\r\nSubject: Huge\r\n\
    Date: Mon, 06 Jan 2025 10:00:00 +0000\r\nMessage-ID: <huge@example.org>\r\n\r\n";

/// The last bytes of the mail that ends without a line end, by which it is known.
pub(super) const GLUED_END: &[u8] = b"and this is its last byte";

/// How long the lines of the huge mail are, in octets.
const HUGE_LINE: u64 = 80;

/// How many lines of the huge mail are made at once.
const AT_ONCE: usize = 800;

/// The mail of [`Quirk::Huge`](super::Quirk::Huge) with at least so many octets, in pieces of whole
/// lines.
pub fn huge_mail(octets: u64) -> impl Iterator<Item = Vec<u8>> {
    iter::once(HUGE_HEAD.to_vec()).chain(huge_lines(octets))
}

/// How many octets that mail really has.
pub(super) fn huge_octets(octets: u64) -> u64 {
    HUGE_HEAD.len() as u64 + huge_line_count(octets) * HUGE_LINE
}

/// What follows its beginning.
pub(super) fn huge_lines(octets: u64) -> impl Iterator<Item = Vec<u8>> {
    let count = huge_line_count(octets);
    (0..count).step_by(AT_ONCE).map(move |first| {
        let mut piece = Vec::new();
        for number in first..(first + AT_ONCE as u64).min(count) {
            let line = format!("{number:>16}{:<62}\r\n", " of a mail that nobody wants to hold twice");
            piece.extend_from_slice(line.as_bytes());
        }
        piece
    })
}

fn huge_line_count(octets: u64) -> u64 {
    octets.saturating_sub(HUGE_HEAD.len() as u64).div_ceil(HUGE_LINE)
}

/// A mail that tries to end itself and to speak for the server.
pub(super) fn lf_dot_lf() -> Vec<u8> {
    let forged = "Subject: Forged\n\nNobody sent this.\n.\n-ERR forged\n";
    mail("Smuggler", &format!("Before the dot.\n.\n+OK 55 octets\n{forged}\r\nStill the same mail.\r\n"))
}

/// A mail that is sent without its last line end.
pub(super) fn glued_dot() -> Vec<u8> {
    [&mail("Unfinished", "Its last line has no end, ")[..], GLUED_END, b"\r\n"].concat()
}

/// A mail with NULs.
pub(super) fn nuls() -> Vec<u8> {
    [b"X-Hole: a\0b\r\n", &mail("Hollow", "a\0b\r\n\0\r\n\0\0\0 three of them\r\nX\0\r\n")[..]].concat()
}

/// A mail whose lines were given a CR once too often.
pub(super) fn cr_cr_lf() -> Vec<u8> {
    let right = mail("Twice returned", "First line.\r\n.A dot.\r\n\r\nLast line.\r\n");
    right
        .split_inclusive(|&byte| byte == b'\n')
        .flat_map(|line| {
            let line = line.strip_suffix(b"\r\n").unwrap_or(line);
            [line, b"\r\r\n"].concat()
        })
        .collect()
}

/// A mail with long lines.
pub(super) fn long_line(bytes: usize) -> Vec<u8> {
    let words = |bytes: usize| "restante ".bytes().cycle().take(bytes);
    let mut mail = b"From: Drone <drone@example.org>\r\nSubject: One long line\r\nX-Long: ".to_vec();
    mail.extend(words(bytes.min(200_000)));
    mail.extend_from_slice(b".\r\n\r\n");
    mail.extend(words(bytes));
    mail.extend_from_slice(b".\r\nAfter it.\r\n");
    mail
}

/// A mail with a header of 100 kB, whose date and subject stand at its end.
pub(super) fn long_header() -> Vec<u8> {
    let mut mail = b"From: Clerk <clerk@example.org>\r\n".to_vec();
    for number in 0..400 {
        let stamp = format!("X-Stamp-{number}:{}\r\n", format!("\r\n\t{number:0>60}").repeat(4));
        mail.extend_from_slice(stamp.as_bytes());
    }
    mail.extend_from_slice(b"Subject: After all the stamps\r\n\r\nThe letter itself.\r\n");
    mail
}

/// A small mail, another one for each number.
pub(super) fn small(number: usize) -> Vec<u8> {
    let (day, hour, minute) = (number / 1440 % 28 + 1, number / 60 % 24, number % 60);
    format!(
        "From: Sparrow <sparrow@example.org>\r\nSubject: Crumb {number}\r\n\
         Date: {day:02} Feb 2025 {hour:02}:{minute:02}:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\r\n\
         This is crumb {number}.\r\n"
    )
    .into_bytes()
}

fn mail(subject: &str, body: &str) -> Vec<u8> {
    let name = subject.replace(' ', "-");
    format!(
        "From: {subject} <{name}@example.org>\r\nSubject: {subject}\r\nDate: Mon, 06 Jan 2025 09:00:00 +0000\r\n\
         Message-ID: <{name}@example.org>\r\n\r\n{body}"
    )
    .into_bytes()
}
