//! The text of one Authentication-Results field (RFC 8601, section 2.2), read so that nothing a sender
//! can get into it (in a comment, a quoted string, an address) counts as a result.

use super::{AuthenticationResults, Method, Outcome, Verdict};
use crate::mail::hosts;

/// Bytes of a field. One that is longer is not read at all: cut off, it might say something else.
const LONGEST: usize = 16 << 10;
/// Comments within one another.
const DEEPEST: usize = 16;
/// Outcomes of one field.
const MOST_OUTCOMES: usize = 50;
/// Bytes of an authserv-id: a host name, mostly.
const LONGEST_ID: usize = 255;

/// What stands between white space and comments.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// Its content, without the quotes: it is a value and never a name.
    Quoted(String),
    Semicolon,
    Equals,
}

/// Reads a field; none where it cannot be understood for sure.
pub(super) fn read(value: &[u8]) -> Option<AuthenticationResults> {
    let text = String::from_utf8_lossy(value.get(..).filter(|value| value.len() <= LONGEST)?);
    let tokens = tokens(&text)?;
    let mut statements = tokens.split(|token| *token == Token::Semicolon).peekable();
    // Some servers leave their name out and begin with a result at once.
    let names_itself = statements.peek().is_some_and(|first| !first.contains(&Token::Equals));
    let authserv_id = match (names_itself, statements.peek().and_then(|first| first.first())) {
        (true, Some(Token::Word(id) | Token::Quoted(id))) if id.len() <= LONGEST_ID => {
            crate::mail::display::address(id).to_lowercase()
        }
        (true, _) => return None,
        (false, _) => String::new(),
    };
    let outcomes =
        statements.skip(usize::from(names_itself)).filter_map(outcome).take(MOST_OUTCOMES).collect();
    Some(AuthenticationResults { authserv_id, hop: 0, outcomes })
}

/// `method=result reason="..." ptype.property=value ...`
fn outcome(statement: &[Token]) -> Option<Outcome> {
    let mut rest = matches!(statement, [Token::Word(_), Token::Equals, ..]).then_some(statement)?;
    let (name, value) = next_pair(&mut rest)?;
    let verdict = verdict(value?)?;
    let name = name.split('/').next().unwrap_or_default();
    let method = match name {
        "spf" => Method::Spf,
        "dkim" => Method::Dkim,
        "dmarc" => Method::Dmarc,
        "arc" => Method::Arc,
        _ => Method::Other,
    };
    let mut of: Option<(usize, Option<String>)> = None;
    while let Some((name, value)) = next_pair(&mut rest) {
        // The first of them that is there; of the same twice, which one holds is not known.
        let rank = match (method, name.as_str()) {
            (Method::Spf, "smtp.mailfrom" | "smtp.mail") => 0,
            (Method::Dkim, "header.d") => 0,
            (Method::Dkim, "header.i") => 1,
            (Method::Dmarc, "header.from") => 0,
            _ => continue,
        };
        let domain = value.and_then(domain);
        of = match of {
            Some((known, domain)) if known < rank => Some((known, domain)),
            Some((known, before)) if known == rank => {
                Some((rank, before.filter(|one| Some(one) == domain.as_ref())))
            }
            _ => Some((rank, domain)),
        };
    }
    Some(Outcome { method, verdict, of: of.and_then(|(_, domain)| domain) })
}

/// Takes the next `name=value`, whatever stands before it; the name in lower case. An address may have
/// been taken apart at the quotes of its local part: all that touches is one value.
fn next_pair<'t>(rest: &mut &'t [Token]) -> Option<(String, Option<&'t Token>)> {
    loop {
        let (first, after) = rest.split_first()?;
        *rest = after;
        if let (Token::Word(name), [Token::Equals, after @ ..]) = (first, after) {
            let value = after.first().filter(|value| matches!(value, Token::Word(_) | Token::Quoted(_)));
            *rest = after.get(usize::from(value.is_some())..).unwrap_or_default();
            return Some((name.to_ascii_lowercase(), value));
        }
    }
}

fn verdict(value: &Token) -> Option<Verdict> {
    let Token::Word(word) = value else { return None };
    Some(match word.to_ascii_lowercase().as_str() {
        "pass" => Verdict::Pass,
        "fail" | "hardfail" => Verdict::Fail,
        "softfail" => Verdict::SoftFail,
        "neutral" => Verdict::Neutral,
        "none" => Verdict::None,
        "temperror" | "error" => Verdict::TempError,
        "permerror" | "unknown" => Verdict::PermError,
        "policy" => Verdict::Policy,
        _ => return None,
    })
}

/// The domain of `domain`, `@domain` or `local@domain`.
fn domain(value: &Token) -> Option<String> {
    let (Token::Word(value) | Token::Quoted(value)) = value else { return None };
    let value = value.trim_start_matches('<').trim_end_matches('>');
    hosts::ascii(value.rsplit_once('@').map_or(value, |(_, domain)| domain))
}

/// Takes a field apart; none where a quoted string or a comment does not end.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ';' => tokens.push(Token::Semicolon),
            '=' => tokens.push(Token::Equals),
            '(' => skip_comment(&mut characters)?,
            '"' => {
                let mut content = String::new();
                loop {
                    match characters.next()? {
                        '"' => break,
                        '\\' => content.push(characters.next()?),
                        '\r' | '\n' => {}
                        other => content.push(other),
                    }
                }
                // `"a b"@example.org` is one value.
                while let Some(next) = characters.next_if(|&c| is_word(c)) {
                    content.push(next);
                }
                tokens.push(Token::Quoted(content));
            }
            c if c.is_whitespace() => {}
            c => {
                let mut word = String::from(c);
                while let Some(next) = characters.next_if(|&c| is_word(c)) {
                    word.push(next);
                }
                // Within a value there may be equals signs (header.b); after a name there is one.
                if let Some(Token::Equals) = tokens.last() {
                    while let Some(next) = characters.next_if(|&c| is_word(c) || c == '=') {
                        word.push(next);
                    }
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Some(tokens)
}

const fn is_word(character: char) -> bool {
    !matches!(character, ';' | '=' | '(' | ')' | '"' | ' ' | '\t' | '\r' | '\n')
}

fn skip_comment(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<()> {
    let mut depth = 1;
    while depth > 0 {
        match characters.next()? {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => drop(characters.next()?),
            _ => {}
        }
        if depth > DEEPEST {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read;
    use crate::mail::{Method, Outcome, Verdict};

    fn outcomes(field: &str) -> Vec<(Method, Verdict, Option<String>)> {
        let outcome = |one: Outcome| (one.method, one.verdict, one.of);
        read(field.as_bytes()).expect("a field").outcomes.into_iter().map(outcome).collect()
    }

    fn of(method: Method, verdict: Verdict, of: &str) -> (Method, Verdict, Option<String>) {
        (method, verdict, Some(of.to_owned()))
    }

    #[test]
    fn fields_are_read_as_servers_write_them() {
        let field = " mx.example.org;\r\n\tdkim=pass header.i=@shop.example header.s=s1 header.b=Ab=c/+;\r\n \
            dkim=fail (bad; dkim=pass) reason=\"x; y\" header.d=Other.Example header.i=@sub.other.example;\r\n \
            spf=pass (mx.example.org: domain of bounce@shop.example designates 192.0.2.1 as permitted sender) \
            smtp.mailfrom=bounce@shop.example;\r\n \
            dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=shop.example; iprev=pass policy.iprev=192.0.2.1";
        assert_eq!(
            outcomes(field),
            [
                of(Method::Dkim, Verdict::Pass, "shop.example"),
                of(Method::Dkim, Verdict::Fail, "other.example"),
                of(Method::Spf, Verdict::Pass, "shop.example"),
                of(Method::Dmarc, Verdict::Pass, "shop.example"),
                (Method::Other, Verdict::Pass, None),
            ]
        );
        let id = |field: &str| read(field.as_bytes()).map(|field| field.authserv_id);
        assert_eq!(id("MX.Example.org 1; none").as_deref(), Some("mx.example.org"));
        assert_eq!(id("(x) \"mx.example.org\" (y); none").as_deref(), Some("mx.example.org"));
        assert_eq!(id("spf=pass smtp.mailfrom=a.example; dkim=none").as_deref(), Some(""));
        assert_eq!(id("").as_deref(), None);
        assert_eq!(outcomes("mx; none"), []);
        assert_eq!(
            outcomes("mx; dkim/1 = pass header.d=a.example"),
            [of(Method::Dkim, Verdict::Pass, "a.example")]
        );
    }

    #[test]
    fn what_a_sender_put_into_a_field_is_no_result() {
        for field in [
            "mx; spf=fail smtp.mailfrom=\"a; dkim=pass header.d=bank.example \"@evil.example",
            "mx; spf=fail (helo ; dkim=pass header.d=bank.example) smtp.mailfrom=x@evil.example",
            "mx; spf=fail (a \\) ; dkim=pass (nested) header.d=bank.example) smtp.mailfrom=x@evil.example",
            "mx; spf=fail reason=\"\\\"; dkim=pass header.d=bank.example\" smtp.mailfrom=evil.example",
        ] {
            assert_eq!(outcomes(field), [of(Method::Spf, Verdict::Fail, "evil.example")], "{field}");
        }
        // Twice the same property: nobody knows which one was checked.
        assert_eq!(
            outcomes("mx; dkim=pass header.d=bank.example header.d=evil.example"),
            [(Method::Dkim, Verdict::Pass, None)]
        );
        assert_eq!(
            outcomes("mx; \"dkim\"=pass header.d=a.example; dkim=\"pass\"; dkim=passed; =pass; dkim="),
            []
        );
        for field in [
            "mx; dkim=pass (open header.d=a.example",
            "mx; dkim=pass \"open",
            "mx; dkim=pass ((((((((((((((((((",
        ] {
            assert_eq!(read(field.as_bytes()), None, "{field}");
        }
        assert_eq!(read(format!("mx; dkim=pass {}", "x".repeat(20_000)).as_bytes()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_field_is_read_without_a_panic(field in "([a-z.@=;()\"\\\\ \r\n\t/-]|pass|dkim|header.d|\\PC){0,120}") {
            if let Some(field) = read(field.as_bytes()) {
                prop_assert!(field.outcomes.len() <= 50);
                for of in field.outcomes.into_iter().filter_map(|one| one.of) {
                    prop_assert!(of.is_ascii());
                }
            }
        }

        /// A comment or a quoted value, whatever it holds, gives no result of its own.
        #[test]
        fn what_is_wrapped_says_nothing(inner in "([a-z.@=; ()\"\\\\-]|; dkim=pass header.d=bank.example){0,60}") {
            let escaped: String = inner.chars().flat_map(|c| match c {
                '(' | ')' | '"' | '\\' => vec!['\\', c],
                c => vec![c],
            }).collect();
            for field in [
                format!("mx; spf=fail ({escaped}) smtp.mailfrom=evil.example"),
                format!("mx; spf=fail reason=\"{escaped}\" smtp.mailfrom=evil.example"),
            ] {
                prop_assert_eq!(outcomes(&field), [of(Method::Spf, Verdict::Fail, "evil.example")]);
            }
        }
    }
}
