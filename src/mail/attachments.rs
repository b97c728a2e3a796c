//! The files that come with a mail.

use serde::{Deserialize, Serialize};

use super::file_name;
use super::parts::{Kind, Part, Structure};

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
}

/// The content of a file that [`read`](super::read) listed for the same mail.
pub fn attachment(raw: &[u8], index: u32) -> Option<Vec<u8>> {
    let structure = Structure::parse(raw);
    let part = structure.parts.get(usize::try_from(index).ok()?)?;
    (part.kind != Kind::Multipart).then(|| part.decoded().into_owned())
}

pub(crate) fn describe(structure: &Structure<'_>, number: usize, inline: bool) -> Option<Attachment> {
    let part = structure.parts.get(number)?;
    Some(Attachment {
        index: u32::try_from(number).ok()?,
        name: name(structure, number)?,
        media_type: part.media_type.clone(),
        size: part.encoding.decoded_size(part.body) as u64,
        inline,
    })
}

/// The safe name of a file.
pub(crate) fn name(structure: &Structure<'_>, number: usize) -> Option<String> {
    let part = structure.parts.get(number)?;
    let subject = subject_of(structure, part);
    Some(file_name::safe(part.file_name().or(subject.as_deref()), &part.media_type))
}

/// A forwarded message without a file name is known by its subject.
fn subject_of(structure: &Structure<'_>, part: &Part<'_>) -> Option<String> {
    let message = structure.parts.get(*part.children.first()?).filter(|_| part.kind == Kind::Message)?;
    // A subject is no path: its slashes part words.
    let subject = message.headers.text("subject")?.replace(['/', '\\'], "-");
    Some(format!("{}.eml", subject.trim())).filter(|name| name != ".eml")
}
