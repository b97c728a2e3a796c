//! File names of strangers, made fit for any file system.

use super::display;
use super::encoded_words;

/// Characters of a name, its ending included.
const LONGEST: usize = 120;
/// Characters of an ending that are kept when a name is cut.
const LONGEST_ENDING: usize = 12;

/// Bytes of a name: file systems allow 255, and a number may be added.
const LONGEST_IN_BYTES: usize = 240;

/// A safe file name: no folder, nothing invisible or reserved, no space before its ending, never
/// empty.
///
/// `media_type` gives the ending of a file that came without a name.
pub(crate) fn safe(name: Option<&str>, media_type: &str) -> String {
    let decoded = decoded(name.unwrap_or_default());
    named(&decoded, media_type)
}

/// As [`safe`], of a name that is decoded.
fn named(decoded: &str, media_type: &str) -> String {
    let last = decoded.rsplit(['/', '\\']).next().unwrap_or_default();
    // Everything that draws nothing goes first, joiners too: "invoice.pdf<U+202E>exe".
    let visible: String = last.chars().filter(|c| !matches!(c, '\u{200c}' | '\u{200d}')).collect();
    let line = display::line(&visible, usize::MAX);
    // Among them what only looks like a dot or a slash.
    let reserved = |c: char| {
        let dot = matches!(c, '\u{2024}' | '\u{fe52}' | '\u{ff0e}');
        let slash = matches!(c, '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{ff0f}' | '\u{2216}' | '\u{ff3c}');
        if dot || slash || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
    };
    let mut name: String = line.chars().map(reserved).collect();
    // "invoice.pdf      .exe" is no PDF.
    while let Some(at) = name.find(" .") {
        name.remove(at);
    }
    // A leading dot hides a file, a trailing one is lost on Windows.
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() {
        return match ending_for(media_type) {
            Some(ending) => format!("attachment.{ending}"),
            None => "attachment".to_owned(),
        };
    }
    let name = shortened(name);
    if is_device(&name) { format!("_{name}") } else { name }
}

/// RFC 2231 is for names, but many mailers use the encoded words of RFC 2047.
pub(crate) fn decoded(name: &str) -> String {
    if name.contains("=?") { encoded_words::decode(name) } else { name.to_owned() }
}

/// The file name of a message as it came, by its subject.
pub(crate) fn of_message(subject: &str) -> String {
    // A subject is no path: its slashes part words.
    let subject = subject.replace(['/', '\\'], "-");
    let subject = subject.trim_matches(|c: char| c == '.' || c.is_whitespace());
    match subject.is_empty() {
        true => "message.eml".to_owned(),
        false => named(&format!("{subject}.eml"), "message/rfc822"),
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST && name.len() <= LONGEST_IN_BYTES {
        return name.to_owned();
    }
    let ending =
        name.rsplit_once('.').map(|(_, ending)| ending).filter(|one| one.chars().count() <= LONGEST_ENDING);
    let room = LONGEST - ending.map_or(0, |ending| ending.chars().count() + 1);
    let mut stem: String = name.chars().take(room).collect();
    let bytes = LONGEST_IN_BYTES.saturating_sub(ending.map_or(0, str::len) + 1);
    stem.truncate(stem.floor_char_boundary(bytes));
    let stem = stem.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    match ending {
        Some(ending) => format!("{stem}.{ending}"),
        None => stem.to_owned(),
    }
}

/// Names that Windows keeps for devices, with whatever ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |port: &str| {
        stem.strip_prefix(port)
            .is_some_and(|number| matches!(number, "\u{b9}" | "\u{b2}" | "\u{b3}") || is_digit(number))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

fn is_digit(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn ending_for(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/vcard" | "text/x-vcard" => "vcf",
        "text/csv" => "csv",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/pgp-signature" => "asc",
        "application/pkcs7-signature" => "p7s",
        "message/rfc822" | "message/global" => "eml",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn names_cannot_leave_their_folder_or_lie_about_their_ending() {
        for (given, name) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\x.dll", "x.dll"),
            ("a/", "attachment"),
            ("..", "attachment"),
            (".bashrc", "bashrc"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("invoice.pdf                         .exe", "invoice.pdf.exe"),
            ("a\0b\r\nc.txt", "ab c.txt"),
            ("invoice.exe . . ", "invoice.exe"),
            ("scan\u{2024}pdf", "scan_pdf"),
            ("com\u{b9}.txt", "_com\u{b9}.txt"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            ("what?.txt. ", "what_.txt"),
            ("=?utf-8?Q?caf=C3=A9=2Ftea.txt?=", "tea.txt"),
            ("naïve 日本.txt", "naïve 日本.txt"),
            ("\u{200d}\u{2060}", "attachment"),
        ] {
            assert_eq!(safe(Some(given), "application/x-unknown"), name, "{given:?}");
        }
        assert_eq!(safe(None, "image/png"), "attachment.png");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = safe(Some(&format!("{}.pdf", "x".repeat(500))), "application/pdf");
        assert!(name.len() == 120 && name.ends_with("x.pdf"), "{name}");
        let name = safe(Some(&format!("{}.pdf", "日".repeat(100))), "application/pdf");
        assert!(name.len() <= 240 && name.ends_with("日.pdf"), "{name}");
    }

    #[test]
    fn a_message_is_named_by_its_subject() {
        for (subject, name) in [
            ("Re: proofs 3/4", "Re_ proofs 3-4.eml"),
            ("", "message.eml"),
            ("...", "message.eml"),
            ("a\u{202e}lme.exe", "almE.exe.eml"),
            ("NUL", "_NUL.eml"),
            ("Proofs: chapter 3/4", "Proofs_ chapter 3-4.eml"),
            ("../../etc\\passwd\u{202e}", "-..-etc-passwd.eml"),
            ("\u{2026}", "\u{2026}.eml"),
        ] {
            assert_eq!(super::of_message(subject).to_lowercase(), name.to_lowercase());
        }
        let long = super::of_message(&"\u{e4}".repeat(200));
        assert!(long.len() <= 240 && long.ends_with("\u{e4}.eml"), "{long}");
    }
}
