//! Attached files, made rather than stored.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::SampleError;
use super::transfer::Transfer;
use super::{drawing, pdf, tune};

/// A file to attach.
pub(super) struct Attachment {
    pub(super) mime_type: String,
    pub(super) bytes: Vec<u8>,
    pub(super) transfer: Transfer,
}

/// Makes what `as=` asks for out of the lines below it: `pdf`, `zip`, `tune`, `drawing:NAME`, or
/// the lines themselves under a MIME type of their own.
pub(super) fn make(kind: &str, content: &str) -> Result<Attachment, SampleError> {
    let binary = |mime_type: &str, bytes| Attachment {
        mime_type: mime_type.to_owned(),
        bytes,
        transfer: Transfer::Base64,
    };
    Ok(match kind.split_once(':') {
        Some(("drawing", name)) => binary("image/png", drawing::png(name)?),
        _ => match kind {
            "pdf" => binary("application/pdf", pdf::page(content)),
            "zip" => binary("application/zip", archive(content)?),
            "tune" => binary("audio/wav", tune::wav(content)?),
            mime_type if mime_type.contains('/') => {
                let bytes = content.as_bytes().to_vec();
                let charset = if mime_type.starts_with("text/") { "; charset=utf-8" } else { "" };
                let transfer = Transfer::fitting(&bytes);
                Attachment { mime_type: format!("{mime_type}{charset}"), bytes, transfer }
            }
            _ => return Err(SampleError::new(format!("as={kind} is not known"))),
        },
    })
}

/// A zip archive of text files; `# NAME` begins each.
fn archive(content: &str) -> Result<Vec<u8>, SampleError> {
    let fault = |error: &dyn std::fmt::Display| SampleError::new(format!("zip: {error}"));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for line in content.split_inclusive('\n') {
        match line.strip_prefix("# ") {
            Some(name) => zip.start_file(name.trim_end(), options).map_err(|error| fault(&error))?,
            None => zip.write_all(line.as_bytes()).map_err(|error| fault(&error))?,
        }
    }
    Ok(zip.finish().map_err(|error| fault(&error))?.into_inner())
}
