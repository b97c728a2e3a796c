//! The files that come with a mail.

use serde::{Deserialize, Serialize};

use super::bodies::{Plan, Preference};
use super::danger::{Danger, File};
use super::decode;
use super::file_name;
use super::magic::{self, Magic};
use super::parts::{Kind, Part, Structure};
use super::reading::charset_of;
use super::zip;

/// Bytes of a file that is looked through for what is in it; of a larger one only the beginning is.
const LARGEST_SEARCHED: usize = 8 << 20;
/// Bytes of all files of a mail that are looked through.
const MOST_SEARCHED: usize = 24 << 20;
/// Bytes of text that are previewed.
const LONGEST_PREVIEW: usize = 1 << 20;

/// A file that comes with a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What [`attachment`] knows it by.
    pub index: u32,
    /// A safe file name: no folder, no control or bidirectional characters, never empty.
    pub name: String,
    /// "type/subtype" in lower case, as the sender says. It proves nothing about the content.
    pub media_type: String,
    /// Bytes of the decoded content.
    pub size: u64,
    /// Whether it is shown in the text already.
    pub inline: bool,
    /// Why it had better not be opened without thought.
    pub danger: Option<Danger>,
    /// How it may be shown.
    pub preview: Preview,
    /// The media type to show it as, by its own first bytes; "application/octet-stream" where it may not
    /// be shown. Nothing else may be the type of a Blob or of a `data:` URL: HTML would be a page of
    /// the app's own origin.
    pub shown_as: String,
}

impl Attachment {
    /// The name before its ending, and the ending with its dot, which is empty where there is none. To be
    /// drawn apart, so that the ending is never cut off nor moved by the direction of the name's letters.
    #[must_use]
    pub fn stem_and_ending(&self) -> (&str, &str) {
        match self.name.rfind('.').and_then(|dot| self.name.split_at_checked(dot)) {
            Some((stem, ending)) if !stem.is_empty() && ending.len() <= 12 => (stem, ending),
            _ => (&self.name, ""),
        }
    }
}

/// How a file may be shown. HTML and SVG never are: they may run scripts in whatever shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preview {
    /// Not at all.
    None,
    /// In an `img`.
    Image,
    /// As the text that [`preview_text`] gives.
    Text,
    /// In an `audio`.
    Audio,
    /// In a `video`.
    Video,
    /// In a tab of its own.
    Pdf,
}

/// A file that [`read`](super::read) listed for the same mail, and its content. Of the rest of the mail
/// no more is read than where its parts are; so nothing is said of whether a text shows the file.
pub fn attachment(raw: &[u8], index: u32) -> Option<(Attachment, Vec<u8>)> {
    let structure = Structure::parse(raw);
    let number = usize::try_from(index).ok()?;
    let listed = Plan::new(&structure, Preference::Rich).files.contains(&number);
    let part = structure.parts.get(number).filter(|_| listed)?;
    let file = one(&structure, number, false, &mut { MOST_SEARCHED })?;
    Some((file, part.decoded().into_owned()))
}

/// The characters of a file that is previewed as text, at most 1 MiB of them, with line ends as `\n`;
/// and whether that is all.
pub fn preview_text(raw: &[u8], index: u32) -> Option<(String, bool)> {
    let structure = Structure::parse(raw);
    let part = structure.parts.get(usize::try_from(index).ok()?)?;
    let magic = magic::magic(&part.head(magic::LOOKED_AT));
    let name = name(&structure, usize::try_from(index).ok()?)?;
    if part.kind != Kind::Leaf || preview(part, &name, magic).0 != Preview::Text {
        return None;
    }
    let content = part.decoded();
    let mut text = decode::text(&content, charset_of(part, &content).as_deref());
    let whole = text.len() <= LONGEST_PREVIEW;
    text.truncate(text.floor_char_boundary(LONGEST_PREVIEW));
    Some((text, whole))
}

/// All files that [`read`](super::read) lists for a mail, in one ZIP file. Nothing where they are more
/// than such a file can hold.
pub fn all_attachments(raw: &[u8]) -> Option<Vec<u8>> {
    let structure = Structure::parse(raw);
    let plan = Plan::new(&structure, Preference::Rich);
    let file = |&number: &usize| {
        let part = structure.parts.get(number).filter(|part| part.kind != Kind::Multipart)?;
        Some((name(&structure, number)?, part.decoded().into_owned()))
    };
    let files: Vec<_> = plan.files.iter().filter_map(file).collect();
    let date = structure.parts.first().and_then(|message| message.headers.date("date"));
    zip::zip(&files, date)
}

/// The file name to save a message under, as the bytes that it came as.
pub fn message_file_name(subject: &str) -> String {
    file_name::of_message(subject)
}

/// The files of these parts.
pub(crate) fn describe(
    structure: &Structure<'_>,
    files: &[usize],
    inline: impl Fn(usize) -> bool,
) -> Vec<Attachment> {
    let mut room = MOST_SEARCHED;
    files.iter().filter_map(|&file| one(structure, file, inline(file), &mut room)).collect()
}

fn one(structure: &Structure<'_>, number: usize, inline: bool, room: &mut usize) -> Option<Attachment> {
    let part = structure.parts.get(number)?;
    let name = name(structure, number)?;
    let size = part.encoding.decoded_size(part.body);
    let is_message = part.kind == Kind::Message;
    let magic = if is_message { Magic::Unknown } else { magic::magic(&part.head(magic::LOOKED_AT)) };
    let raw_name = file_name::decoded(part.file_name().unwrap_or_default());
    let content = || {
        let fits = size <= LARGEST_SEARCHED.min(*room);
        *room -= if fits { size } else { 0 };
        fits.then(|| part.decoded().into_owned())
    };
    let danger =
        File { raw_name: &raw_name, name: &name, media_type: &part.media_type, magic }.danger(content);
    let (preview, shown_as) = preview(part, &name, magic);
    let shown = danger.is_none() && !is_message;
    Some(Attachment {
        index: u32::try_from(number).ok()?,
        media_type: part.media_type.clone(),
        size: size as u64,
        inline,
        danger,
        preview: if shown { preview } else { Preview::None },
        shown_as: if shown { shown_as } else { OCTETS }.to_owned(),
        name,
    })
}

const OCTETS: &str = "application/octet-stream";

/// How a file may be shown, and as what media type: by its bytes, and for text by what it is called.
fn preview(part: &Part<'_>, name: &str, magic: Magic) -> (Preview, &'static str) {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match magic {
        Magic::Shown("application/pdf") => (Preview::Pdf, "application/pdf"),
        Magic::Shown(media_type) if media_type.starts_with("image/") => (Preview::Image, media_type),
        Magic::Shown(media_type) if media_type.starts_with("audio/") => (Preview::Audio, media_type),
        // The container is the same for sound alone.
        Magic::Shown("video/mp4") if part.media_type.starts_with("audio/") => (Preview::Audio, "audio/mp4"),
        Magic::Shown("video/webm") if part.media_type.starts_with("audio/") => (Preview::Audio, "audio/webm"),
        Magic::Shown(media_type) => (Preview::Video, media_type),
        Magic::Unknown | Magic::Script if is_text(&part.media_type, &ending) => {
            (Preview::Text, "text/plain;charset=utf-8")
        }
        _ => (Preview::None, OCTETS),
    }
}

fn is_text(media_type: &str, ending: &str) -> bool {
    let by_type = media_type.starts_with("text/")
        && !matches!(media_type, "text/html" | "text/rtf" | "text/xml")
        || matches!(
            media_type,
            "application/json" | "message/delivery-status" | "message/disposition-notification"
        );
    let by_ending = matches!(
        ending,
        "txt"
            | "text"
            | "md"
            | "csv"
            | "tsv"
            | "log"
            | "json"
            | "yaml"
            | "yml"
            | "toml"
            | "ini"
            | "conf"
            | "diff"
            | "patch"
            | "ics"
            | "vcf"
            | "asc"
            | "pem"
            | "crt"
            | "srt"
            | "tex"
            | "bib"
    );
    by_type || by_ending
}

/// The safe name of a file.
pub(crate) fn name(structure: &Structure<'_>, number: usize) -> Option<String> {
    let part = structure.parts.get(number)?;
    if part.file_name().is_none()
        && let Some(subject) = subject_of(structure, part)
    {
        return Some(file_name::of_message(&subject));
    }
    Some(file_name::safe(part.file_name(), &part.media_type))
}

/// A forwarded message without a file name is known by its subject.
fn subject_of(structure: &Structure<'_>, part: &Part<'_>) -> Option<String> {
    let message = structure.parts.get(*part.children.first()?).filter(|_| part.kind == Kind::Message)?;
    message.headers.text("subject").filter(|subject| !subject.trim().is_empty())
}
