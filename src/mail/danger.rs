//! What a file could do to whoever opens it.
//!
//! The name's ending counts, for by it the reader's computer chooses what opens the file; so do the
//! sender's media type and the file's own first bytes. The most dangerous of the three is told.

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::magic::Magic;
use super::zip::{Entries, entries};

/// Why a file had better not be opened without thought, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Danger {
    /// It pretends to be another kind of file: its name hides its ending, or its content runs, links or
    /// is a web page though its name says otherwise.
    Disguised,
    /// Opening it runs it: a program, a script, an installer.
    Runs,
    /// It leads somewhere else when opened: a shortcut.
    Shortcut,
    /// A document that may hold programs.
    Macros,
    /// A disk image: files in it are opened without the usual warnings.
    DiskImage,
    /// A web page: it can ask for passwords and run scripts in the browser.
    WebPage,
    /// An archive that cannot be looked into: one with a password, or of a kind that is not read here.
    Archive,
}

/// What is known of a file.
pub(crate) struct File<'f> {
    /// As the sender wrote it, decoded.
    pub(crate) raw_name: &'f str,
    /// As it is shown.
    pub(crate) name: &'f str,
    pub(crate) media_type: &'f str,
    pub(crate) magic: Magic,
}

impl File<'_> {
    /// `content` gives all of the file; none where it is too large to be looked through.
    pub(crate) fn danger(&self, content: impl FnOnce() -> Option<Vec<u8>>) -> Option<Danger> {
        let (ending, before) = endings(self.name);
        let by_name = of_ending(&ending);
        let by_content = self.of_content(&ending, content);
        let hides = self.raw_name.contains(['\u{202d}', '\u{202e}']);
        let doubled = by_name.is_some() && is_harmless(&before);
        let unlike = matches!(by_content, Some(Danger::Runs | Danger::Shortcut | Danger::WebPage))
            && by_name.is_none()
            && (is_harmless(&ending) || self.media_type.starts_with("image/"));
        if hides || unlike || (doubled && by_name != Some(Danger::Archive)) {
            return Some(Danger::Disguised);
        }
        // A list of what is in it says more of an archive than its name.
        let listed = by_name == Some(Danger::Archive) && self.magic == Magic::Zip;
        [
            by_name.filter(|_| !listed),
            of_type(self.media_type).filter(|_| by_name.is_none() && self.magic != Magic::Zip),
            by_content,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn of_content(&self, ending: &str, content: impl FnOnce() -> Option<Vec<u8>>) -> Option<Danger> {
        match self.magic {
            Magic::Program => Some(Danger::Runs),
            // With an ending it is text, or what that says.
            Magic::Script => ending.is_empty().then_some(Danger::Runs),
            Magic::Shortcut => Some(Danger::Shortcut),
            Magic::WebPage => Some(Danger::WebPage),
            Magic::DiskImage => Some(Danger::DiskImage),
            Magic::Archive => Some(Danger::Archive),
            Magic::Zip => of_zip(ending, content()),
            // Its parts are named in UTF-16.
            Magic::Compound => content().and_then(|content| {
                let name: Vec<u8> = "_VBA_PROJECT".encode_utf16().flat_map(u16::to_le_bytes).collect();
                memmem::find(&content, &name).map(|_| Danger::Macros)
            }),
            Magic::Shown(_) | Magic::Unknown => None,
        }
    }
}

fn of_zip(ending: &str, content: Option<Vec<u8>>) -> Option<Danger> {
    match content.as_deref().map(entries) {
        Some(Entries::Listed(names)) => {
            let macros = names.iter().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"));
            // The parts of a document are no files that anybody opens.
            let document = is_harmless(ending) && ending != "zip";
            let within = || names.iter().filter_map(|name| of_ending(&endings(name).0)).min();
            if macros {
                Some(Danger::Macros)
            } else if document {
                None
            } else {
                within()
            }
        }
        Some(Entries::Encrypted | Entries::Unreadable) | None => Some(Danger::Archive),
    }
}

/// The ending of a name and the one before it, in lower case; empty where there is none.
fn endings(name: &str) -> (String, String) {
    let mut pieces = name.trim_end_matches(['.', ' ']).rsplit('.');
    let next =
        |pieces: &mut std::str::RSplit<'_, char>| pieces.next().unwrap_or_default().trim().to_lowercase();
    let (last, before) = (next(&mut pieces), next(&mut pieces));
    match (name.contains('.'), pieces.next().is_some()) {
        (false, _) => (String::new(), String::new()),
        (true, false) => (last, String::new()),
        (true, true) => (last, before),
    }
}

/// Kinds of files that people take for harmless.
fn is_harmless(ending: &str) -> bool {
    matches!(
        ending,
        "txt"
            | "pdf"
            | "doc"
            | "docx"
            | "rtf"
            | "odt"
            | "xls"
            | "xlsx"
            | "ods"
            | "csv"
            | "ppt"
            | "pptx"
            | "pps"
            | "ppsx"
            | "odp"
            | "epub"
            | "jpg"
            | "jpeg"
            | "png"
            | "gif"
            | "webp"
            | "bmp"
            | "tif"
            | "tiff"
            | "heic"
            | "avif"
            | "mp3"
            | "m4a"
            | "wav"
            | "ogg"
            | "flac"
            | "mp4"
            | "m4v"
            | "mov"
            | "avi"
            | "mkv"
            | "webm"
            | "mpg"
            | "mpeg"
            | "ics"
            | "vcf"
            | "eml"
            | "msg"
            | "md"
            | "log"
            | "xml"
            | "json"
            | "zip"
    )
}

fn of_ending(ending: &str) -> Option<Danger> {
    Some(match ending {
        // Windows
        "exe" | "com" | "scr" | "pif" | "bat" | "cmd" | "msi" | "msix" | "msixbundle" | "msp" | "mst"
        | "appx" | "appxbundle" | "appinstaller" | "application" | "appref-ms" | "cpl" | "dll" | "sys"
        | "drv" | "ocx" | "hta" | "vb" | "vbs" | "vbe" | "js" | "jse" | "mjs" | "ws" | "wsf" | "wsh"
        | "wsc" | "sct" | "ps1" | "ps1xml" | "ps2" | "psc1" | "psm1" | "psd1" | "msh" | "msh1" | "mshxml"
        | "reg" | "inf" | "ins" | "isp" | "gadget" | "msc" | "chm" | "hlp" | "xll" | "wll" | "diagcab"
        | "settingcontent-ms" | "theme" | "themepack" | "mde" | "ade" | "adp" | "mda" | "mdb" | "accdb"
        | "accde" | "accda" | "job" | "shb" | "shs" | "ksh" | "xbap" | "prf" | "osd" => Danger::Runs,
        // Anywhere else
        "jar" | "jnlp" | "class" | "app" | "command" | "action" | "workflow" | "pkg" | "mpkg" | "scpt"
        | "applescript" | "terminal" | "tool" | "sh" | "bash" | "zsh" | "csh" | "fish" | "run" | "bin"
        | "out" | "elf" | "deb" | "rpm" | "apk" | "apks" | "xapk" | "aab" | "ipa" | "snap" | "flatpak"
        | "flatpakref" | "appimage" | "py" | "pyc" | "pyw" | "pyz" | "pl" | "rb" | "php" | "lua" | "tcl"
        | "mobileconfig" | "air" | "swf" | "crx" | "xpi" => Danger::Runs,
        "lnk" | "url" | "website" | "scf" | "rdp" | "desktop" | "webloc" | "inetloc" | "fileloc"
        | "library-ms" | "search-ms" | "searchconnector-ms" | "mad" | "maf" | "mag" | "mam" | "mapimail" => {
            Danger::Shortcut
        }
        "docm" | "dotm" | "xlsm" | "xltm" | "xlam" | "xlsb" | "xla" | "pptm" | "potm" | "ppam" | "ppsm"
        | "sldm" | "one" | "onepkg" | "slk" | "iqy" | "oqy" | "dqy" | "rqy" => Danger::Macros,
        "iso" | "img" | "vhd" | "vhdx" | "vmdk" | "vdi" | "dmg" | "toast" | "udf" | "wim" => {
            Danger::DiskImage
        }
        "html" | "htm" | "xhtml" | "xht" | "shtml" | "mht" | "mhtml" | "svg" | "svgz" | "xsl" | "xslt" => {
            Danger::WebPage
        }
        "zip" | "zipx" | "rar" | "7z" | "cab" | "ace" | "arj" | "lzh" | "lha" | "z" | "gz" | "tgz" | "bz"
        | "bz2" | "tbz" | "xz" | "txz" | "zst" | "tar" | "uue" | "xxe" | "r00" | "r01" | "001" | "alz"
        | "egg" => Danger::Archive,
        _ => return None,
    })
}

/// By the sender's media type, where the name tells nothing.
fn of_type(media_type: &str) -> Option<Danger> {
    Some(match media_type {
        "application/x-msdownload"
        | "application/x-msdos-program"
        | "application/x-dosexec"
        | "application/x-exe"
        | "application/vnd.microsoft.portable-executable"
        | "application/x-msi"
        | "application/x-ms-installer"
        | "application/hta"
        | "application/javascript"
        | "application/x-javascript"
        | "text/javascript"
        | "application/ecmascript"
        | "text/vbscript"
        | "application/x-sh"
        | "application/x-shellscript"
        | "text/x-sh"
        | "application/x-bat"
        | "text/x-python"
        | "application/x-python-code"
        | "application/java-archive"
        | "application/x-java-archive"
        | "application/x-java-jnlp-file"
        | "application/x-executable"
        | "application/x-elf"
        | "application/x-mach-binary"
        | "application/vnd.android.package-archive"
        | "application/x-debian-package"
        | "application/x-rpm"
        | "application/vnd.apple.installer+xml"
        | "application/x-apple-aspen-config" => Danger::Runs,
        "application/x-ms-shortcut"
        | "application/x-mswinurl"
        | "application/internet-shortcut"
        | "application/x-desktop" => Danger::Shortcut,
        _ if media_type.contains(".macroenabled") => Danger::Macros,
        "application/x-iso9660-image" | "application/x-apple-diskimage" | "application/x-virtualbox-vhd" => {
            Danger::DiskImage
        }
        "text/html" | "application/xhtml+xml" | "image/svg+xml" | "text/x-amp-html" => Danger::WebPage,
        "application/zip"
        | "application/x-zip-compressed"
        | "application/vnd.rar"
        | "application/x-rar-compressed"
        | "application/x-rar"
        | "application/x-7z-compressed"
        | "application/vnd.ms-cab-compressed"
        | "application/gzip"
        | "application/x-gzip"
        | "application/x-tar"
        | "application/x-bzip2"
        | "application/x-xz"
        | "application/x-ace-compressed" => Danger::Archive,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Danger, File};
    use crate::mail::file_name::safe;
    use crate::mail::magic::magic;
    use crate::mail::zip::zip;

    fn of(name: &str, media_type: &str, content: &[u8]) -> Option<Danger> {
        let shown = safe(Some(name), media_type);
        let file = File { raw_name: name, name: &shown, media_type, magic: magic(content) };
        file.danger(|| Some(content.to_vec()))
    }

    #[test]
    fn names_types_and_contents_are_all_asked() {
        const OCTETS: &str = "application/octet-stream";
        for (name, media_type, content, danger) in [
            ("a.pdf", "application/pdf", &b"%PDF-1.4"[..], None),
            ("a.txt", "text/plain", b"MZ is a code", None),
            ("a.exe", OCTETS, b"", Some(Danger::Runs)),
            ("a.EXE. .", OCTETS, b"", Some(Danger::Runs)),
            ("photo.jpg", "image/jpeg", b"MZ\x90\0", Some(Danger::Disguised)),
            ("photo.jpg.exe", OCTETS, b"", Some(Danger::Disguised)),
            ("photo.jpg            .exe", OCTETS, b"", Some(Danger::Disguised)),
            ("photo\u{202e}gpj.exe", OCTETS, b"", Some(Danger::Disguised)),
            ("photo\u{202e}gpj", OCTETS, b"", Some(Danger::Disguised)),
            ("invoice.pdf", "application/pdf", b"<html>", Some(Danger::Disguised)),
            ("invoice.html", "text/html", b"<html>", Some(Danger::WebPage)),
            ("logo", "image/svg+xml", b"<svg>", Some(Danger::Disguised)),
            ("logo.svg", "image/svg+xml", b"<svg>", Some(Danger::WebPage)),
            ("data", "application/x-msdownload", b"", Some(Danger::Runs)),
            ("data", OCTETS, b"\x7fELF", Some(Danger::Runs)),
            ("data", OCTETS, b"#!/bin/sh", Some(Danger::Runs)),
            ("data.txt", "text/plain", b"#!/bin/sh", None),
            ("link.lnk", OCTETS, b"", Some(Danger::Shortcut)),
            ("sheet.xlsm", OCTETS, b"", Some(Danger::Macros)),
            ("disk.iso", OCTETS, b"", Some(Danger::DiskImage)),
            ("a.rar", OCTETS, b"Rar!\x1a\x07\0", Some(Danger::Archive)),
            ("backup.tar.gz", OCTETS, b"\x1f\x8b", Some(Danger::Archive)),
            ("a.zip", "application/zip", b"PK\x03\x04damaged", Some(Danger::Archive)),
            ("2012.04.02 minutes", OCTETS, b"", None),
        ] {
            assert_eq!(of(name, media_type, content), danger, "{name:?} {media_type}");
        }
    }

    #[test]
    fn archives_are_as_dangerous_as_what_is_in_them() {
        let with = |names: &[&str]| {
            let files: Vec<_> = names.iter().map(|name| ((*name).to_owned(), vec![0])).collect();
            zip(&files, None).expect("small enough")
        };
        assert_eq!(of("a.zip", "application/zip", &with(&["a.txt", "b/c.pdf"])), None);
        assert_eq!(of("a.zip", "application/zip", &with(&["a.txt", "b/run.js"])), Some(Danger::Runs));
        assert_eq!(of("a.docx", "application/zip", &with(&["word/document.xml"])), None);
        assert_eq!(of("a.docx", "application/zip", &with(&["word/vbaProject.bin"])), Some(Danger::Macros));
        let mut locked = with(&["a.txt"]);
        let directory = memchr::memmem::find(&locked, b"PK\x01\x02").expect("a directory");
        locked[directory + 8] |= 1;
        assert_eq!(of("a.zip", "application/zip", &locked), Some(Danger::Archive));
    }
}
