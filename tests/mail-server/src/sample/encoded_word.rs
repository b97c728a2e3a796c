//! Header text beyond ASCII: encoded words (RFC 2047) and parameters (RFC 2231).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::SampleError;
use super::transfer::Charset;

/// Short enough to stand on the first line beside most field names. RFC 2047 allows 75.
const LONGEST_WORD: usize = 64;

/// The two ways to write bytes in an encoded word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    B,
    Q,
}

/// Text as encoded words, with spaces between; text in ASCII as it is.
pub(super) fn encode(text: &str, charset: &Charset, style: Style) -> Result<String, SampleError> {
    if text.is_ascii() {
        return Ok(text.to_owned());
    }
    let mut words: Vec<String> = Vec::new();
    let mut chunk = String::new();
    let mut current = String::new();
    for character in text.chars() {
        chunk.push(character);
        // Encoded anew each time, because ISO-2022-JP has to come back to ASCII in every word.
        let longer = word(&chunk, charset, style)?;
        if longer.len() > LONGEST_WORD {
            words.push(std::mem::take(&mut current));
            chunk.clear();
            chunk.push(character);
            current = word(&chunk, charset, style)?;
        } else {
            current = longer;
        }
    }
    words.push(current);
    Ok(words.join(" "))
}

fn word(text: &str, charset: &Charset, style: Style) -> Result<String, SampleError> {
    let bytes = charset.encode(text)?;
    Ok(match style {
        Style::B => format!("=?{}?B?{}?=", charset.label, STANDARD.encode(bytes)),
        Style::Q => format!("=?{}?Q?{}?=", charset.label, q(&bytes)),
    })
}

/// The Q encoding, with only what is allowed in a phrase too.
fn q(bytes: &[u8]) -> String {
    let encoded = bytes.iter().map(|&byte| match byte {
        b' ' => "_".to_owned(),
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'*' | b'+' | b'-' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("={byte:02X}"),
    });
    encoded.collect()
}

/// A parameter of Content-Type or Content-Disposition, in as many pieces as it needs, each to be
/// put after a semicolon.
pub(super) fn parameter(name: &str, value: &str) -> Vec<String> {
    if value.is_ascii() && value.len() < 60 {
        return vec![format!("{name}=\"{value}\"")];
    }
    let mut pieces = vec![String::new()];
    for byte in value.bytes() {
        let encoded = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        match pieces.last_mut() {
            Some(piece) if piece.len() + encoded.len() <= 50 => piece.push_str(&encoded),
            _ => pieces.push(encoded),
        }
    }
    match &pieces[..] {
        [whole] => vec![format!("{name}*=utf-8''{whole}")],
        _ => {
            let numbered = pieces.iter().enumerate().map(|(number, piece)| {
                let charset = if number == 0 { "utf-8''" } else { "" };
                format!("{name}*{number}*={charset}{piece}")
            });
            numbered.collect()
        }
    }
}
