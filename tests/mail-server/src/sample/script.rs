//! Reading `mails/*.txt`: the written form of a mail.

use super::error::SampleError;

/// A mail as it is written in its file.
#[derive(Debug, Clone)]
pub(super) struct Script {
    /// The word after `===`.
    pub(super) name: String,
    /// The settings after the name.
    pub(super) settings: Settings,
    /// Header fields as written, in their order; continuation lines joined.
    pub(super) headers: Vec<(String, String)>,
    /// The text, one line a paragraph unless `text=` says otherwise.
    pub(super) text: String,
    /// What follows the text, one for every `+++` line.
    pub(super) sections: Vec<Section>,
    /// All of it, as it stands in the file.
    pub(super) source: String,
}

/// A `+++` line and what is below it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// `html`, `calendar`, `inline` or `attach`.
    pub(super) kind: String,
    pub(super) settings: Settings,
    pub(super) content: String,
}

/// Settings as `key=value` or `key="value with spaces"`.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings(Vec<(String, String)>);

impl Script {
    /// Reads all mails of a file.
    pub(super) fn parse_all(file: &str, text: &str) -> Result<Vec<Self>, SampleError> {
        let mut scripts = Vec::new();
        let mut blocks = text.split("\n=== ");
        // The first piece is what stands above the first mail: a remark on the file.
        let first = blocks.next().unwrap_or_default();
        let first = first.strip_prefix("=== ").into_iter();
        for block in first.chain(blocks) {
            scripts.push(Self::parse(block).map_err(|error| error.in_mail(&format!("in {file}")))?);
        }
        Ok(scripts)
    }

    fn parse(block: &str) -> Result<Self, SampleError> {
        let (control, rest) = block.split_once('\n').unwrap_or((block, ""));
        let (name, settings) = control.split_once(' ').unwrap_or((control, ""));
        let (head, body) = rest.split_once("\n\n").unwrap_or((rest.trim_end_matches('\n'), ""));
        let mut pieces = body.split("\n+++ ");
        let (text, first) = match pieces.next().unwrap_or_default() {
            whole if whole.starts_with("+++ ") => ("", whole.strip_prefix("+++ ")),
            text => (text, None),
        };
        let parse = || {
            Ok(Self {
                name: name.to_owned(),
                settings: Settings::parse(settings)?,
                headers: headers(head)?,
                text: text.trim_end_matches('\n').to_owned(),
                sections: first.into_iter().chain(pieces).map(Section::parse).collect::<Result<_, _>>()?,
                source: block.trim_end().to_owned(),
            })
        };
        parse().map_err(|error: SampleError| error.in_mail(name))
    }

    /// The header field of this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }
}

impl Section {
    fn parse(piece: &str) -> Result<Self, SampleError> {
        let (control, content) = piece.split_once('\n').unwrap_or((piece, ""));
        let (kind, settings) = control.split_once(' ').unwrap_or((control, ""));
        Ok(Self {
            kind: kind.to_owned(),
            settings: Settings::parse(settings)?,
            content: content.trim_end_matches('\n').to_owned(),
        })
    }
}

impl Settings {
    fn parse(text: &str) -> Result<Self, SampleError> {
        let mut settings = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (key, value) =
                rest.split_once('=').ok_or_else(|| SampleError::new(format!("`{rest}` is no key=value")))?;
            let (value, after) = match value.strip_prefix('"') {
                Some(quoted) => {
                    quoted.split_once('"').ok_or_else(|| SampleError::new("a quote is not closed"))?
                }
                None => value.split_once(' ').unwrap_or((value, "")),
            };
            settings.push((key.trim().to_owned(), value.to_owned()));
            rest = after.trim_start();
        }
        Ok(Self(settings))
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| &**value)
    }

    /// A setting that must be there.
    pub(super) fn need(&self, key: &str) -> Result<&str, SampleError> {
        self.get(key).ok_or_else(|| SampleError::new(format!("`{key}=` is missing")))
    }
}

fn headers(head: &str) -> Result<Vec<(String, String)>, SampleError> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        if let (true, Some((_, value))) = (line.starts_with(' '), headers.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (name, value) =
            line.split_once(':').ok_or_else(|| SampleError::new(format!("`{line}` is no header field")))?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    Ok(headers)
}
