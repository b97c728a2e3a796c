//! `style` elements, rule by rule: selectors and media queries of known tokens, declarations
//! along the allow-list, everything written anew. Of the at-rules only `@media` stays.

use cssparser::{
    AtRuleParser, CowRcStr, ParseError, Parser, ParserState, QualifiedRuleParser, StyleSheetParser, Token,
};

use super::css::{self, Refused, refused};
use super::layout::Layout;
use super::remote::Remote;

/// Media queries within one another, that of the element included.
const DEEPEST: usize = 4;
/// Blocks and functions of a selector within one another.
const DEEPEST_SELECTOR: usize = 4;

/// Appends the rules of a style sheet that may stay, within its `media` attribute if it has one, and
/// tells `layout` of them.
pub(super) fn write(css: &str, media: &str, remote: &mut Remote, layout: &mut Layout, out: &mut String) {
    let mut rules = Rules { remote, layout, depth: 0 };
    if media.trim().is_empty() || media.trim().eq_ignore_ascii_case("all") {
        out.push_str(&rules.all(&mut Parser::new(css)));
    } else if let Ok(query) = media_query(&mut Parser::new(media)) {
        rules.depth = 1;
        let inner = rules.all(&mut Parser::new(css));
        if !inner.is_empty() {
            out.push_str(&format!("@media {query} {{\n{inner}}}\n"));
        }
    }
}

struct Rules<'a> {
    remote: &'a mut Remote,
    layout: &'a mut Layout,
    depth: usize,
}

impl Rules<'_> {
    fn all(&mut self, input: &mut Parser<'_>) -> String {
        StyleSheetParser::new(input, self).filter_map(Result::ok).collect()
    }
}

impl<'i> QualifiedRuleParser<'i> for Rules<'_> {
    type Prelude = String;
    type QualifiedRule = String;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, Refused> {
        let mut out = String::new();
        selector(input, &mut out, 0)?;
        let out = out.trim();
        if out.is_empty() { Err(refused()) } else { Ok(out.to_owned()) }
    }

    fn parse_block(
        &mut self,
        selector: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<String, Refused> {
        let declarations = css::block(input, self.remote);
        if declarations.is_empty() {
            Err(refused())
        } else {
            self.layout.rule(&selector, &declarations);
            Ok(format!("{selector} {{ {declarations} }}\n"))
        }
    }
}

impl<'i> AtRuleParser<'i> for Rules<'_> {
    type Prelude = String;
    type AtRule = String;
    type Error = ();

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<String, Refused> {
        if name.eq_ignore_ascii_case("media") { media_query(input) } else { Err(refused()) }
    }

    fn parse_block(
        &mut self,
        query: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<String, Refused> {
        if self.depth >= DEEPEST {
            return Err(refused());
        }
        self.depth += 1;
        let rules = self.all(input);
        self.depth -= 1;
        if rules.is_empty() { Err(refused()) } else { Ok(format!("@media {query} {{\n{rules}}}\n")) }
    }
}

/// Writes a media query list; conditions are `(name)` and `(name: value)`.
fn media_query(input: &mut Parser<'_>) -> Result<String, Refused> {
    let mut out = String::new();
    media_tokens(input, &mut out, 0)?;
    if out.is_empty() { Err(refused()) } else { Ok(out) }
}

fn media_tokens(input: &mut Parser<'_>, out: &mut String, depth: usize) -> Result<(), Refused> {
    while let Ok(token) = input.next() {
        let token = token.clone();
        let written = match &token {
            Token::Ident(name) => css::identifier(name)?,
            Token::Number { value, .. } if depth > 0 => css::number(*value)?,
            Token::Dimension { value, unit, .. } if depth > 0 => css::dimension(*value, unit)?,
            Token::Delim('/') if depth > 0 => "/".to_owned(),
            Token::Colon if depth > 0 => ":".to_owned(),
            Token::Comma if depth == 0 => ",".to_owned(),
            Token::ParenthesisBlock if depth < DEEPEST_SELECTOR => {
                let mut inner = String::new();
                input.parse_nested_block(|input| media_tokens(input, &mut inner, depth + 1))?;
                format!("({inner})")
            }
            _ => return Err(refused()),
        };
        if !out.is_empty() && !matches!(token, Token::Comma | Token::Colon) {
            out.push(' ');
        }
        out.push_str(&written);
    }
    Ok(())
}

/// Writes a selector list. White space is a combinator here, so it stays where it was.
fn selector(input: &mut Parser<'_>, out: &mut String, depth: usize) -> Result<(), Refused> {
    // A comment parts two tokens and is not written: they must not grow together.
    let mut parted = false;
    while let Ok(token) = input.next_including_whitespace_and_comments() {
        let token = token.clone();
        match &token {
            Token::Comment(_) => {
                parted = true;
                continue;
            }
            Token::WhiteSpace(_) => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                parted = false;
                continue;
            }
            _ if parted && !(out.is_empty() || out.ends_with([' ', ','])) => return Err(refused()),
            Token::Ident(name) => out.push_str(&css::identifier(name)?),
            Token::IDHash(name) => out.push_str(&format!("#{}", css::identifier(name)?)),
            Token::Delim(sign @ ('.' | '>' | '+' | '~' | '*')) => out.push(*sign),
            Token::Colon => out.push(':'),
            Token::Comma => out.push(','),
            // In :nth-child(2n+1) the signs count.
            Token::Number { value, has_sign, .. } if depth > 0 => {
                out.push_str(if *has_sign && *value >= 0.0 { "+" } else { "" });
                out.push_str(&css::number(*value)?);
            }
            Token::Dimension { value, unit, has_sign, .. } if depth > 0 && nth(unit) => {
                out.push_str(if *has_sign && *value >= 0.0 { "+" } else { "" });
                out.push_str(&format!("{}{unit}", css::number(*value)?));
            }
            Token::Function(name) if depth < DEEPEST_SELECTOR && is_function(name) => {
                out.push_str(&name.to_ascii_lowercase());
                out.push('(');
                input.parse_nested_block(|input| selector(input, out, depth + 1))?;
                out.push(')');
            }
            Token::SquareBracketBlock => {
                out.push('[');
                input.parse_nested_block(|input| attribute(input, out))?;
                out.push(']');
            }
            _ => return Err(refused()),
        }
        parted = false;
    }
    Ok(())
}

/// `n`, and `n-1` as the tokenizer gives it.
fn nth(unit: &str) -> bool {
    let rest = unit.strip_prefix(['n', 'N']).unwrap_or("x");
    rest.is_empty()
        || rest.strip_prefix('-').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn attribute(input: &mut Parser<'_>, out: &mut String) -> Result<(), Refused> {
    let name = input.expect_ident()?.clone();
    out.push_str(&css::identifier(&name)?);
    let Ok(token) = input.next().cloned() else { return Ok(()) };
    out.push_str(match token {
        Token::Delim('=') => "=",
        Token::IncludeMatch => "~=",
        Token::DashMatch => "|=",
        Token::PrefixMatch => "^=",
        Token::SuffixMatch => "$=",
        Token::SubstringMatch => "*=",
        _ => return Err(refused()),
    });
    let value = input.expect_ident_or_string()?.clone();
    out.push_str(&css::quoted(&value));
    input.expect_exhausted().map_err(ParseError::from)
}

fn is_function(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "not" | "is" | "where" | "nth-child" | "nth-last-child" | "nth-of-type" | "nth-last-of-type" | "lang"
    )
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::mail::RemoteImages;
    use crate::mail::sanitize::{layout::Layout, remote::Remote};

    fn kept(css: &str, media: &str) -> String {
        let mut out = String::new();
        write(css, media, &mut Remote::new(RemoteImages::Blocked), &mut Layout::default(), &mut out);
        out.replace('\n', " ").trim_end().to_owned()
    }

    #[test]
    fn rules_and_media_queries_stay() {
        for css in [
            "p { color: red }",
            "u + .body a[href], #x>td:nth-child(2n+1) * { margin: 0 }",
            "@media only screen and (max-width: 600px), print { td[class=\"w\"] { width: 100% !important } }",
        ] {
            assert_eq!(kept(css, "").replace("  ", " "), css);
        }
        assert_eq!(kept("<!-- /* a */ p /* b */ > i{color:red} -->", ""), "p > i { color: red }");
        assert_eq!(kept("a{color:red}", "screen"), "@media screen { a { color: red } }");
    }

    #[test]
    fn what_fetches_breaks_out_or_is_not_known_goes() {
        for css in [
            "@import 'x';",
            "@import url(http://a/x);",
            "@font-face { font-family: x; src: url(x) }",
            "@supports (x: y) { p { color: red } }",
            "@namespace url(x);",
            "@keyframes x { from { color: red } }",
            "a/**/b { color: red }",
            "a { position: fixed }",
            "a::part(x) { color: red }",
            "a|b { color: red }",
            "@media (width <= 9px) { p { color: red } }",
            "a { } b { }",
            "</style><img src=x onerror=y> { color: red }",
            "@media screen { @import 'x'; }",
            "@charset 'x';",
            "@layer a { p { color: red } }",
            "@media a { @media b { @media c { @media d { @media e { p { color: red } } } } } }",
        ] {
            assert_eq!(kept(css, ""), "", "{css}");
        }
        assert_eq!(kept("a{color:red}", "x;y"), "");
    }

    #[test]
    fn nothing_written_can_end_the_element() {
        let css = ".a\\3c \\2f style\\3e , [x='</style>'] { font-family: '</style>' }";
        let out = kept(css, "");
        assert!(!out.is_empty() && !out.contains(['<', '>']), "{out}");
    }
}
