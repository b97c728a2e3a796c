//! File names of strangers, made fit for any file system.

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::display;

/// Characters of a name, its ending included.
const LONGEST: usize = 120;
/// Characters of an ending that are kept when a name is cut.
const LONGEST_ENDING: usize = 12;

/// A safe file name: no folder, nothing invisible or reserved, never empty.
///
/// `media_type` gives the ending of a file that came without a name.
pub(crate) fn safe(name: Option<&str>, media_type: &str) -> String {
    let decoded = decoded(name.unwrap_or_default());
    let last = decoded.rsplit(['/', '\\']).next().unwrap_or_default();
    // Everything that draws nothing goes first, joiners too: "invoice.pdf<U+202E>exe".
    let visible: String = last.chars().filter(|c| !matches!(c, '\u{200c}' | '\u{200d}')).collect();
    let line = display::line(&visible, usize::MAX);
    let reserved = |c: char| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c };
    let name: String = line.chars().map(reserved).collect();
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
fn decoded(name: &str) -> String {
    let value =
        match MessageStream::new(format!("{}\n", name.replace('\n', " ")).as_bytes()).parse_unstructured() {
            HeaderValue::Text(text) if name.contains("=?") => Some(text.into_owned()),
            _ => None,
        };
    value.unwrap_or_else(|| name.to_owned())
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending =
        name.rsplit_once('.').map(|(_, ending)| ending).filter(|one| one.chars().count() <= LONGEST_ENDING);
    let room = LONGEST - ending.map_or(0, |ending| ending.chars().count() + 1);
    let stem: String = name.chars().take(room).collect();
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
            .is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
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
            ("invoice.pdf                         .exe", "invoice.pdf .exe"),
            ("a\0b\r\nc.txt", "ab c.txt"),
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
    }
}
