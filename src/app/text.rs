//! A plain body, split into what is drawn differently: quotes, the signature, links.

use crate::mail::{signatures, trailing_quote};

/// Lines of one kind, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What they are.
    pub kind: Kind,
    /// The lines, without their quote marks, joined by line feeds.
    pub text: String,
    /// Whether it belongs to the quoted mail at the end, which may be folded away: such blocks
    /// follow one another, and are one piece.
    pub folds: bool,
}

/// What a block of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The sender's own words.
    Own,
    /// Quoted so many times.
    Quote(u8),
    /// The signature, with its separator.
    Signature,
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// A link to this address, `http` or `https`.
    Link(&'a str),
}

/// Deeper quotes are drawn like these.
const DEEPEST: u8 = 6;

/// Splits a body into blocks.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    // What turns the order of letters has no use in a mail, but to make one address look like another.
    let text = &text.replace(['\u{202d}', '\u{202e}'], "");
    let fold = trailing_quote(text).unwrap_or_default();
    let mut blocks: Vec<(Kind, bool, Vec<&str>)> = Vec::new();
    let signatures = signatures(text);
    for (number, line) in text.lines().enumerate() {
        let folds = fold.contains(&number);
        let signed = signatures.iter().any(|lines| lines.contains(&number));
        let (depth, rest) = if signed { (0, line) } else { unquote(line) };
        let kind = match depth {
            _ if signed => Kind::Signature,
            0 => Kind::Own,
            depth => Kind::Quote(depth),
        };
        match blocks.last_mut() {
            Some((last, same, lines)) if *last == kind && *same == folds => lines.push(rest),
            _ => blocks.push((kind, folds, vec![rest])),
        }
    }
    let blocks = blocks.into_iter().map(|(kind, folds, lines)| Block { kind, folds, text: lines.join("\n") });
    blocks.filter(|block| !block.text.trim().is_empty()).collect()
}

/// Splits text at the web addresses in it.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(((before, address), after)) = next_address(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Words(before));
        }
        pieces.push(Piece::Link(address));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// Takes the quote marks off a line and counts them: `> > text` and `>>text` are both quoted twice.
fn unquote(line: &str) -> (u8, &str) {
    let (mut depth, mut rest) = (0_u8, line);
    while let Some(inner) = rest.strip_prefix('>') {
        depth = depth.saturating_add(1);
        let closer = inner.strip_prefix(' ').unwrap_or(inner);
        rest = closer;
    }
    (depth.min(DEEPEST), rest)
}

/// What stands before the first address, the address, and what follows.
fn next_address(text: &str) -> Option<((&str, &str), &str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("://")?;
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let start = at.checked_sub(scheme.len());
            start.and_then(|start| text.get(start..at)).is_some_and(|word| word.eq_ignore_ascii_case(scheme))
        });
        if let Some(scheme) = scheme {
            let (before, address) = text.split_at_checked(at - scheme.len())?;
            if !before.chars().next_back().is_some_and(char::is_alphanumeric) {
                let end = address.find(ends_address).unwrap_or(address.len());
                let address = trimmed(address.get(..end)?);
                if address.len() > scheme.len() + 3 {
                    return Some(((before, address), text.get(before.len() + address.len()..)?));
                }
            }
        }
        from = at + 3;
    }
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '`')
        // Marks of direction would show it in another order.
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Without the punctuation of the sentence around it; a closing bracket stays where the address
/// has opened it.
fn trimmed(address: &str) -> &str {
    let (mut round, mut square) = (surplus(address, '(', ')'), surplus(address, '[', ']'));
    address.trim_end_matches(|last| match last {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' => true,
        ')' => take_one(&mut round),
        ']' => take_one(&mut square),
        _ => false,
    })
}

/// Takes one of what is left, if anything is.
fn take_one(left: &mut usize) -> bool {
    let any = *left > 0;
    *left = left.saturating_sub(1);
    any
}

/// How many more closing brackets there are than opening ones.
fn surplus(text: &str, open: char, close: char) -> usize {
    text.matches(close).count().saturating_sub(text.matches(open).count())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Kind, Piece, blocks, pieces};

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        blocks(text).into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn quotes_and_signature_are_told_from_own_words() {
        let text = "Yes.\n\n> Coming?\n> > Perhaps\n>> not\nSee you\n-- \nAda\n> no quote\nBo";
        assert_eq!(
            kinds(text),
            [
                (Kind::Own, "Yes.\n".to_owned()),
                (Kind::Quote(1), "Coming?".to_owned()),
                (Kind::Quote(2), "Perhaps\nnot".to_owned()),
                (Kind::Own, "See you".to_owned()),
                (Kind::Signature, "-- \nAda\n> no quote\nBo".to_owned()),
            ]
        );
    }

    #[test]
    fn the_quoted_mail_at_the_end_is_one_piece() {
        let text = "Yes.\n-- \nAda\n\nBo wrote:\n> Coming?\n>> Perhaps\n-- \nA list";
        let blocks: Vec<(bool, Kind, String)> =
            blocks(text).into_iter().map(|block| (block.folds, block.kind, block.text)).collect();
        assert_eq!(
            blocks,
            [
                (false, Kind::Own, "Yes.".to_owned()),
                (false, Kind::Signature, "-- \nAda\n".to_owned()),
                (true, Kind::Own, "Bo wrote:".to_owned()),
                (true, Kind::Quote(1), "Coming?".to_owned()),
                (true, Kind::Quote(2), "Perhaps".to_owned()),
                (false, Kind::Signature, "-- \nA list".to_owned()),
            ]
        );
    }

    #[test]
    fn a_link_ends_before_the_sentence_does() {
        let text =
            "See https://example.org/a_(b), (http://x.example/?q=1). Not xhttp://no.example or http:// .";
        let links: Vec<&str> = pieces(text)
            .into_iter()
            .filter_map(|piece| if let Piece::Link(address) = piece { Some(address) } else { None })
            .collect();
        assert_eq!(links, ["https://example.org/a_(b)", "http://x.example/?q=1"]);
    }

    #[test]
    fn nothing_shows_an_address_in_another_order() {
        let [block] = blocks("\u{202e}https://evil.example/moc.knab.www//:sptth").try_into().expect("one");
        assert_eq!(block.text, "https://evil.example/moc.knab.www//:sptth");
        for mark in ["\u{202e}", "\u{2067}", "\u{200f}"] {
            let text = format!("https://evil.example/{mark}moc.knab");
            assert_eq!(pieces(&text).first(), Some(&Piece::Link("https://evil.example/")));
        }
    }

    proptest! {
        /// Whatever the text, the pieces put together again are the text.
        #[test]
        fn pieces_lose_nothing(text in "(https?://|[ a-z.)(<>é\n:/]|HTTP://){0,40}") {
            let joined: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece { Piece::Words(words) | Piece::Link(words) => words })
                .collect();
            prop_assert_eq!(joined, text);
        }

        /// Only web addresses become links.
        #[test]
        fn links_are_web_addresses(text in ".{0,60}(javascript|http|https|ftp|data)://?.{0,60}") {
            for piece in pieces(&text) {
                if let Piece::Link(address) = piece {
                    let lower = address.to_ascii_lowercase();
                    prop_assert!(lower.starts_with("http://") || lower.starts_with("https://"));
                }
            }
        }

        /// No block holds more than the body did.
        #[test]
        fn blocks_never_grow(text in "([> a\n-]|-- \n){0,60}") {
            let length: usize = blocks(&text).iter().map(|block| block.text.len()).sum();
            prop_assert!(length <= text.len());
        }
    }
}
