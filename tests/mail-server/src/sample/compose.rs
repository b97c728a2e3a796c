//! From a letter to the bytes of a mail: header and MIME structure (RFC 2045, 2046, 2387).

use super::encoded_word::{self, Style};
use super::error::SampleError;
use super::script::Section;
use super::thread::Letter;
use super::transfer::{Charset, Transfer};
use super::{attachment, flowed, header, html, placeholder};

/// A part of the MIME tree.
struct Part {
    /// Content-Type and what goes with it, with line ends.
    header: String,
    body: Vec<u8>,
}

/// How the texts of a mail travel.
struct Wire {
    charset: Charset,
    transfer: Option<Transfer>,
}

/// The mail as it lies in the maildrop.
pub(super) fn raw(letter: &Letter<'_>) -> Result<Vec<u8>, SampleError> {
    let settings = &letter.script.settings;
    let wire = Wire {
        charset: Charset::named(settings.get("charset").unwrap_or("utf-8"))?,
        transfer: settings.get("encoding").map(Transfer::named).transpose()?,
    };
    let style = match settings.get("words") {
        Some("B") => Style::B,
        None | Some("Q") => Style::Q,
        Some(other) => return Err(SampleError::new(format!("words={other} is neither B nor Q"))),
    };
    let mut out = letter.trace()?.into_bytes();
    out.extend_from_slice(fields(letter, &wire.charset, style)?.as_bytes());
    if settings.get("raw") == Some("yes") {
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&wire.charset.encode(&lines(&letter.text))?);
    } else {
        let body = body(letter, &wire)?;
        out.extend_from_slice(b"MIME-Version: 1.0\r\n");
        out.extend_from_slice(body.header.as_bytes());
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&body.body);
    }
    Ok(out)
}

fn fields(letter: &Letter<'_>, charset: &Charset, style: Style) -> Result<String, SampleError> {
    let mut out = String::new();
    let mut put = |name: &str, value: &str| -> Result<(), SampleError> {
        out.push_str(&header::field(name, value, charset, style)?);
        Ok(())
    };
    put("Date", &letter.date()?)?;
    put("From", &letter.from)?;
    put("To", &letter.to)?;
    if letter.script.header("Subject").is_some() || !letter.subject.is_empty() {
        put("Subject", &letter.subject)?;
    }
    put("Message-ID", &letter.message_id)?;
    if let Some(parent) = letter.references.last() {
        put("In-Reply-To", parent)?;
        put("References", &letter.references.join(" "))?;
    }
    for (name, value) in &letter.script.headers {
        if !["From", "To", "Subject", "Return-Path"].contains(&name.as_str()) {
            put(name, &placeholder::fill(value, letter.sent, None)?)?;
        }
    }
    Ok(out)
}

/// Alternatives inside, related pictures around the HTML, attachments outermost.
fn body(letter: &Letter<'_>, wire: &Wire) -> Result<Part, SampleError> {
    let script = letter.script;
    let mut alternatives = Vec::new();
    let html_only = script.text.is_empty() && script.sections.iter().any(|section| section.kind == "html");
    if !html_only {
        alternatives.push(text(letter, wire)?);
    }
    let (mut inline, mut attached, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for section in &script.sections {
        let content = placeholder::fill(&section.content, letter.sent, None)?;
        match section.kind.as_str() {
            "html" => pages.push(leaf("text/html", &lines(&content), wire)?),
            "calendar" => {
                let method = section.settings.need("method")?;
                let mime_type = format!("text/calendar; method={method}");
                pages.push(leaf(&mime_type, &lines(&content), wire)?);
            }
            "inline" => inline.push(file(section, &content, "inline")?),
            "attach" => attached.push(file(section, &content, "attachment")?),
            other => return Err(SampleError::new(format!("+++ {other} is not known"))),
        }
    }
    if let Some(layout) = script.settings.get("html") {
        let twin = html::twin(layout, &letter.subject, &letter.text)?;
        pages.insert(0, leaf("text/html", &lines(&twin), wire)?);
    }
    if !inline.is_empty() {
        if pages.is_empty() {
            return Err(SampleError::new("has +++ inline, but no HTML to show it in"));
        }
        inline.insert(0, pages.remove(0));
        pages.insert(0, multipart("related; type=\"text/html\"", &script.name, "r", inline));
    }
    alternatives.append(&mut pages);
    let whole = one_or_many("alternative", &script.name, "a", alternatives)?;
    attached.insert(0, whole);
    one_or_many("mixed", &script.name, "m", attached)
}

fn text(letter: &Letter<'_>, wire: &Wire) -> Result<Part, SampleError> {
    match letter.script.settings.get("text").unwrap_or("flowed") {
        "flowed" => {
            let part = leaf("text/plain; format=flowed", &flowed::flow(&letter.text), wire)?;
            Ok(part)
        }
        "hard" => leaf("text/plain", &flowed::hard(&letter.text), wire),
        "as-is" => leaf("text/plain", &lines(&letter.text), wire),
        other => Err(SampleError::new(format!("text={other} is not known"))),
    }
}

fn leaf(mime_type: &str, text: &str, wire: &Wire) -> Result<Part, SampleError> {
    let bytes = wire.charset.encode(text)?;
    let transfer = wire.transfer.unwrap_or_else(|| Transfer::fitting(&bytes));
    let (mime_type, parameters) = mime_type.split_once(';').unwrap_or((mime_type, ""));
    let parameters = if parameters.is_empty() { String::new() } else { format!(";{parameters}") };
    Ok(Part {
        header: format!(
            "Content-Type: {mime_type}; charset={}{parameters}\r\nContent-Transfer-Encoding: {}\r\n",
            wire.charset.label,
            transfer.name()
        ),
        body: transfer.encode(&bytes),
    })
}

fn file(section: &Section, content: &str, disposition: &str) -> Result<Part, SampleError> {
    let name = section.settings.need("name")?;
    let made = attachment::make(section.settings.need("as")?, &lines(content))?;
    let transfer = made.transfer;
    let mut header = format!("Content-Type: {}", made.mime_type);
    for parameter in encoded_word::parameter("name", name) {
        header.push_str(&format!(";\r\n\t{parameter}"));
    }
    header.push_str(&format!("\r\nContent-Transfer-Encoding: {}", transfer.name()));
    header.push_str(&format!("\r\nContent-Disposition: {disposition}"));
    for parameter in encoded_word::parameter("filename", name) {
        header.push_str(&format!(";\r\n\t{parameter}"));
    }
    header.push_str("\r\n");
    if let Some(id) = section.settings.get("cid") {
        header.push_str(&format!("Content-ID: <{id}>\r\n"));
    }
    Ok(Part { header, body: transfer.encode(&made.bytes) })
}

fn one_or_many(subtype: &str, name: &str, mark: &str, mut parts: Vec<Part>) -> Result<Part, SampleError> {
    match parts.len() {
        1 => parts.pop().ok_or_else(|| SampleError::new("has no body")),
        _ => Ok(multipart(subtype, name, mark, parts)),
    }
}

fn multipart(subtype: &str, name: &str, mark: &str, parts: Vec<Part>) -> Part {
    // "=_" cannot appear in quoted-printable or base64 (RFC 2045, section 6.7).
    let boundary = format!("=_{mark}_{name}");
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\n{}\r\n", part.header).as_bytes());
        body.extend_from_slice(&part.body);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Part { header: format!("Content-Type: multipart/{subtype};\r\n\tboundary=\"{boundary}\"\r\n"), body }
}

/// The lines of a file, with the line ends of mail.
fn lines(text: &str) -> String {
    text.lines().map(|line| format!("{line}\r\n")).collect()
}
