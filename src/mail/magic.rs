//! What a file is by its first bytes, whatever its name and its sender say.

/// Bytes of a file that are looked at.
pub(crate) const LOOKED_AT: usize = 4 << 10;

/// What the first bytes of a file say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Magic {
    /// A kind that a browser shows, by its media type.
    Shown(&'static str),
    /// A program or a library.
    Program,
    /// Text that some systems run.
    Script,
    /// A Windows shortcut.
    Shortcut,
    /// HTML or SVG.
    WebPage,
    /// A ZIP file, which documents of Office are, too.
    Zip,
    /// The container of old documents of Office.
    Compound,
    /// An archive that is not looked into.
    Archive,
    /// A disk image.
    DiskImage,
    /// None of these.
    Unknown,
}

/// By the first bytes of a file.
pub(crate) fn magic(head: &[u8]) -> Magic {
    let at = |offset: usize, bytes: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(bytes));
    let starts = |bytes: &[u8]| at(0, bytes);
    if let Some(shown) = image(head).or_else(|| sound_or_film(head)) {
        return Magic::Shown(shown);
    }
    let programs: [&[u8]; 6] = [
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ];
    // Text may begin with these two letters, but has no zeros.
    let dos = starts(b"MZ") && head.get(..64).unwrap_or(head).contains(&0);
    if dos || programs.iter().any(|bytes| starts(bytes)) {
        return Magic::Program;
    }
    let archives: [&[u8]; 9] = [
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ\0",
        b"MSCF\0\0\0\0",
        b"\x28\xb5\x2f\xfd",
        b"\x1f\x9d",
        b"!<arch>\n",
    ];
    if starts(b"#!/") || starts(b"#! /") {
        Magic::Script
    } else if starts(b"%PDF-") {
        Magic::Shown("application/pdf")
    } else if starts(b"L\0\0\0\x01\x14\x02\0") {
        Magic::Shortcut
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        Magic::Zip
    } else if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Magic::Compound
    } else if archives.iter().any(|bytes| starts(bytes)) || at(257, b"ustar") || at(7, b"**ACE**") {
        Magic::Archive
    } else if starts(b"vhdxfile") || starts(b"conectix") || starts(b"KDMV") {
        Magic::DiskImage
    } else if is_web_page(head) {
        Magic::WebPage
    } else {
        Magic::Unknown
    }
}

fn image(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => Some("image/avif"),
        // The size of its header follows: 40 and more.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, _, _, _, _, 12 | 40 | 108 | 124, 0, 0, 0, ..] => {
            Some("image/bmp")
        }
        _ => None,
    }
}

fn sound_or_film(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'I', b'D', b'3', 2..=4, ..] | [0xff, 0xe2 | 0xe3 | 0xf2 | 0xf3 | 0xfa | 0xfb, ..] => {
            Some("audio/mpeg")
        }
        [b'f', b'L', b'a', b'C', ..] => Some("audio/flac"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'O', b'g', b'g', b'S', ..] => {
            Some(if memchr::memmem::find(head, b"\x80theora").is_some() { "video/ogg" } else { "audio/ogg" })
        }
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A' | b'B', ..] => Some("audio/mp4"),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
            let brands: [&[u8]; 8] = [b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"qt  ", b"3gp", b"MSNV"];
            brands.iter().any(|one| brand.starts_with(one)).then_some("video/mp4")
        }
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("video/webm"),
        _ => None,
    }
}

/// Whether a browser that guesses would take it for HTML or SVG.
fn is_web_page(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // UTF-16 has a zero beside each letter.
    let letters: Vec<u8> = head.iter().copied().filter(|&byte| byte != 0).take(1 << 10).collect();
    let text = String::from_utf8_lossy(&letters)
        .trim_start_matches(['\u{fffd}', ' ', '\t', '\r', '\n'])
        .to_ascii_lowercase();
    let starts = ["<!doctype html", "<html", "<head", "<script", "<body", "<iframe", "<svg", "<meta"];
    let xml = text.starts_with("<?xml") || text.starts_with("<!doctype");
    starts.iter().any(|one| text.starts_with(one))
        || (xml && ["<svg", "<html", "<xsl:"].iter().any(|one| text.contains(one)))
}

#[cfg(test)]
mod tests {
    use super::{Magic, magic};

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (head, expected) in [
            (&b"MZ\x90\0\x03"[..], Magic::Program),
            (b"MZ is a code of land", Magic::Unknown),
            (b"#!/bin/sh\n", Magic::Script),
            (b"\x89PNG\r\n\x1a\n", Magic::Shown("image/png")),
            (b"BM and so on, as a text", Magic::Unknown),
            (b"%PDF-1.7", Magic::Shown("application/pdf")),
            (b"\xef\xbb\xbf\n <HTML>", Magic::WebPage),
            (b"\xff\xfe<\0s\0v\0g\0", Magic::WebPage),
            (b"<?xml version='1.0'?>\n<svg xmlns=''>", Magic::WebPage),
            (b"<?xml version='1.0'?>\n<invoice>", Magic::Unknown),
            (b"\0\0\0\x18ftypmp42", Magic::Shown("video/mp4")),
            (b"\0\0\0\x18ftypavif", Magic::Shown("image/avif")),
            (b"", Magic::Unknown),
        ] {
            assert_eq!(magic(head), expected, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
