//! CSS declarations along an allow-list, by a real tokenizer: what is written is never what was
//! read, but tokens that were understood, written anew. A declaration with anything unknown in it
//! is left out as a whole.

use std::ops::Range;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, Token,
};

use super::css_properties::is_known;
use super::remote::Remote;
use super::url::{Image, image};

/// Functions and parentheses within one another.
const DEEPEST: usize = 8;
/// Numbers beyond this are no lengths of a mail.
const LARGEST: f32 = 1_000_000.0;

/// A refusal; why does not matter, since nothing of it is shown.
pub(super) type Refused = ParseError<()>;

pub(super) fn refused() -> Refused {
    ParseError::custom(())
}

/// The declarations of a `style` attribute that may stay.
pub(super) fn declarations(css: &str, remote: &mut Remote) -> String {
    block(&mut Parser::new(css), remote)
}

/// The declarations of a block that may stay, as "name: value; name: value".
pub(super) fn block(input: &mut Parser<'_>, remote: &mut Remote) -> String {
    let mut declarations = Declarations { remote };
    let mut kept: Vec<String> = Vec::new();
    for Declaration { instead, text } in RuleBodyParser::new(input, &mut declarations).filter_map(Result::ok)
    {
        kept.extend(instead.filter(|instead| kept.last() != Some(instead)));
        kept.push(text);
    }
    kept.join("; ")
}

/// A declaration that stays.
struct Declaration {
    /// What holds in a browser that does not know [`NO_REFERRER`], and drops all of the other.
    instead: Option<String>,
    text: String,
}

/// What stands behind the address of an image from elsewhere. Chromium fetches the images of style sheets
/// with the referrer, whatever the document and its frame say of that.
const NO_REFERRER: &str = "referrer-policy(no-referrer)";

/// A colour of an HTML attribute, as CSS; none where it is no plain colour.
pub(super) fn legacy_colour(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value.strip_prefix('#').unwrap_or(value);
    if matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(format!("#{digits}"));
    }
    (!value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| value.to_owned())
}

struct Declarations<'a> {
    remote: &'a mut Remote,
}

impl<'i> DeclarationParser<'i> for Declarations<'_> {
    type Declaration = Declaration;
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<Declaration, Refused> {
        let name = name.to_ascii_lowercase();
        if !is_known(&name) {
            return Err(refused());
        }
        let mut value = Value {
            out: String::new(),
            images: holds_images(&name),
            left_out: Vec::new(),
            fetched: Vec::new(),
            remote: &*self.remote,
        };
        value.tokens(input, 0)?;
        if value.out.is_empty() {
            return Err(refused());
        }
        if misleads(&name, &value.out) {
            return Err(refused());
        }
        let Value { out, left_out, fetched, .. } = value;
        left_out.iter().for_each(|url| self.remote.left_out(url, None));
        let instead = (!fetched.is_empty()).then(|| format!("{name}: {}", without(&out, &fetched)));
        Ok(Declaration { instead, text: format!("{name}: {out}") })
    }
}

/// Whether a declaration shows letters in another order, or takes the space from between words: what is
/// seen would be another text than the one that links are judged by.
fn misleads(name: &str, value: &str) -> bool {
    match name {
        "unicode-bidi" => value.to_ascii_lowercase().contains("override"),
        "word-spacing" => value.contains('-'),
        _ => false,
    }
}

impl<'i> AtRuleParser<'i> for Declarations<'_> {
    type Prelude = ();
    type AtRule = Declaration;
    type Error = ();
}

impl<'i> QualifiedRuleParser<'i> for Declarations<'_> {
    type Prelude = ();
    type QualifiedRule = Declaration;
    type Error = ();
}

impl<'i> RuleBodyItemParser<'i, Declaration, ()> for Declarations<'_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

/// A value being written.
struct Value<'a> {
    out: String,
    images: bool,
    /// Images left out, to be counted if the declaration stays.
    left_out: Vec<String>,
    /// Where images stand that are fetched from elsewhere, in order.
    fetched: Vec<Range<usize>>,
    remote: &'a Remote,
}

impl Value<'_> {
    /// Writes tokens with one space between, which means the same in every value.
    fn push(&mut self, token: &str) {
        if !self.out.is_empty() && !self.out.ends_with('(') && token != "," && token != ")" {
            self.out.push(' ');
        }
        self.out.push_str(token);
    }

    fn tokens(&mut self, input: &mut Parser<'_>, depth: usize) -> Result<(), Refused> {
        while let Ok(token) = input.next() {
            let token = token.clone();
            match &token {
                Token::Ident(name) => {
                    let name = identifier(name)?;
                    // What still needs an escape is no keyword: "red\9" of old is a hack.
                    if name.contains('\\') {
                        return Err(refused());
                    }
                    self.push(&name);
                }
                Token::Hash(name) | Token::IDHash(name) => {
                    let colour = matches!(name.len(), 3 | 4 | 6 | 8)
                        && name.bytes().all(|byte| byte.is_ascii_hexdigit());
                    if !colour {
                        return Err(refused());
                    }
                    self.push(&format!("#{name}"));
                }
                Token::QuotedString(text) => self.push(&quoted(text)),
                Token::Number { value, .. } => self.push(&number(*value)?),
                Token::Percentage { unit_value, .. } => {
                    self.push(&format!("{}%", number(unit_value * 100.0)?))
                }
                Token::Dimension { value, unit, .. } => self.push(&dimension(*value, unit)?),
                Token::Comma => self.push(","),
                Token::Delim(sign @ ('/' | '+' | '-' | '*')) => self.push(sign.encode_utf8(&mut [0; 4])),
                Token::Delim('!') if depth == 0 => {
                    input.expect_ident_matching("important")?;
                    input.expect_exhausted()?;
                    self.push("!important");
                }
                Token::UnquotedUrl(url) => self.url(url)?,
                Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                    let url = input.parse_nested_block(address)?;
                    self.url(&url)?;
                }
                Token::Function(name) if depth < DEEPEST => {
                    let name = name.to_ascii_lowercase();
                    if !FUNCTIONS.contains(&name.as_str()) {
                        return Err(refused());
                    }
                    self.push(&format!("{name}("));
                    input.parse_nested_block(|input| self.tokens(input, depth + 1))?;
                    self.push(")");
                }
                Token::ParenthesisBlock if (1..DEEPEST).contains(&depth) => {
                    self.push("(");
                    input.parse_nested_block(|input| self.tokens(input, depth + 1))?;
                    self.push(")");
                }
                _ => return Err(refused()),
            }
        }
        Ok(())
    }

    /// An image that is left out becomes `none`, so that the colour beside it stays.
    fn url(&mut self, url: &str) -> Result<(), Refused> {
        if !self.images {
            return Err(refused());
        }
        match image(url) {
            Some(Image::Data(url)) => self.push(&format!("url({})", quoted(&url))),
            Some(Image::Remote(url)) if self.remote.lets(&url, None) => {
                let written = format!("url({} {NO_REFERRER})", quoted(&url));
                self.push(&written);
                self.fetched.push(self.out.len() - written.len()..self.out.len());
            }
            Some(Image::Remote(url)) => {
                self.left_out.push(url);
                self.push("none");
            }
            _ => self.push("none"),
        }
        Ok(())
    }
}

/// The value with `none` in the place of these images.
fn without(value: &str, images: &[Range<usize>]) -> String {
    let (mut out, mut from) = (String::with_capacity(value.len()), 0);
    for image in images {
        out.push_str(value.get(from..image.start).unwrap_or_default());
        out.push_str("none");
        from = image.end;
    }
    out.push_str(value.get(from..).unwrap_or_default());
    out
}

/// What stands in `url(...)`: an address, and nothing else of how it is fetched than what is written anyway.
fn address(input: &mut Parser<'_>) -> Result<String, Refused> {
    let address = input.expect_string()?.to_string();
    if !input.is_exhausted() {
        input.expect_function_matching("referrer-policy")?;
        input.parse_nested_block(|input| Ok::<_, Refused>(input.expect_ident_matching("no-referrer")?))?;
    }
    Ok(address)
}

/// An identifier, everything but letters, digits, `-` and `_` escaped; `<` never stays.
pub(super) fn identifier(name: &str) -> Result<String, Refused> {
    let mut out = String::new();
    let letters = name.trim_start_matches('-');
    let digit = letters.starts_with(|c: char| c.is_ascii_digit());
    if letters.is_empty() || (digit && letters.len() < name.len()) || name.starts_with("--") {
        return Err(refused());
    }
    for (place, character) in name.chars().enumerate() {
        let plain = character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        if (place == 0 && digit) || !(plain || character >= '\u{a1}') {
            escape(&mut out, character);
        } else {
            out.push(character);
        }
    }
    Ok(out)
}

/// A string in quotes that closes nowhere else, neither as CSS nor as HTML.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        if character.is_control() || matches!(character, '"' | '\'' | '\\' | '<' | '>' | '&') {
            escape(&mut out, character);
        } else {
            out.push(character);
        }
    }
    out.push('"');
    out
}

fn escape(out: &mut String, character: char) {
    out.push_str(&format!("\\{:x} ", u32::from(character)));
}

/// A number with at most four decimals, without exponent.
pub(super) fn number(value: f32) -> Result<String, Refused> {
    if !value.is_finite() || value.abs() > LARGEST {
        return Err(refused());
    }
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Ok(if matches!(text, "-0" | "") { "0".to_owned() } else { text.to_owned() })
}

/// No vh and its like: the frame is as high as its content, which would then grow with it.
const UNITS: &[&str] = &[
    "px", "em", "rem", "ex", "ch", "pt", "pc", "in", "cm", "mm", "q", "vw", "fr", "deg", "grad", "rad",
    "turn", "dpi", "dpcm", "dppx", "x",
];

pub(super) fn dimension(value: f32, unit: &str) -> Result<String, Refused> {
    let unit = unit.to_ascii_lowercase();
    if UNITS.contains(&unit.as_str()) { Ok(number(value)? + &unit) } else { Err(refused()) }
}

/// Colours, sums and gradients: functions that make values of values.
const FUNCTIONS: &[&str] = &[
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color-mix",
    "calc",
    "min",
    "max",
    "clamp",
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "minmax",
    "repeat",
];

fn holds_images(property: &str) -> bool {
    matches!(property, "background" | "background-image" | "list-style" | "list-style-image")
}

#[cfg(test)]
mod tests {
    use super::declarations;
    use crate::mail::RemoteImages;
    use crate::mail::sanitize::{SanitisedHtml, remote::Remote};

    fn kept(css: &str) -> String {
        declarations(css, &mut Remote::new(RemoteImages::Blocked))
    }

    #[test]
    fn looks_stay_as_they_are() {
        for css in [
            "color: #ff0000; background-color: rgb(1, 2, 3)",
            "font-family: \"Gill Sans\", Arial, sans-serif",
            "margin: 0 auto; padding: 1.5em 2%; width: 600px !important",
            "background: linear-gradient(to right, red 0%, #fff 100%)",
            "width: calc(100% - (2 * 10px)); font: 12px / 1.5 Georgia",
        ] {
            assert_eq!(kept(css), css);
        }
    }

    #[test]
    fn what_is_not_known_goes_as_a_whole_declaration() {
        for css in [
            "position: fixed",
            "position:absolute;top:0",
            "behavior:url(x.htc)",
            "-moz-binding:url(x)",
            "--x: red",
            "width: expression(alert(1))",
            "wi\\64th: expression(1)",
            "color: var(--x)",
            "width: attr(x)",
            "background: image-set('a.png' 1x)",
            "color: red\\9",
            "content: 'x'",
            "color: url(x)",
            "background: url(x y",
            "filter: progid:DXImageTransform.Microsoft.Alpha(opacity=1)",
            "height: 100vh",
            "animation: x 1s",
            "transform: scale(9)",
            "z-index: 9",
            "cursor: url(x), auto",
            "src: url(x)",
            "color: red; }",
            "@import url(x)",
            "color: \"a\nb\"",
            "width: 1e9px",
            "transition: 1s",
            "mso-hide: all",
            "unicode-bidi: bidi-override",
            "unicode-bidi: Isolate-Override !important",
            "word-spacing: -1em",
            "word-spacing: calc(0px - 1em)",
        ] {
            let rest = kept(css);
            assert!(rest.is_empty() || rest == "color: red", "{css} left {rest}");
        }
        assert_eq!(kept("color: red; x: y; text-align: center"), "color: red; text-align: center");
    }

    #[test]
    fn escapes_are_resolved_before_they_are_judged() {
        assert_eq!(kept("c\\6f lor: r\\65 d"), "color: red");
        assert_eq!(kept("background: u\\72l(http://a/x)"), "background: none");
        assert_eq!(
            kept("font-family: '</style><script>'"),
            "font-family: \"\\3c /style\\3e \\3c script\\3e \""
        );
    }

    #[test]
    fn remote_images_are_counted_and_the_colour_beside_them_stays() {
        let mut remote = Remote::new(RemoteImages::Blocked);
        let css = "background:#123456 url('http://a/x.png') no-repeat;color:url(http://a/y)";
        assert_eq!(declarations(css, &mut remote), "background: #123456 none no-repeat");
        let mut html = SanitisedHtml::default();
        remote.tell(&mut html);
        assert_eq!((html.blocked_remote, html.blocked_trackers), (1, 0));
        let mut remote = Remote::new(RemoteImages::Shown);
        let css = "background-image: url(//a/x')y.png)";
        assert_eq!(declarations(css, &mut remote), "");
        let css = "background-image: url(//a/x.png)";
        let shown =
            "background-image: none; background-image: url(\"https://a/x.png\" referrer-policy(no-referrer))";
        assert_eq!(declarations(css, &mut remote), shown);
        assert_eq!(declarations(shown, &mut remote), shown, "twice is once");
        let css = "background: #eee url(//a/x.png), url(//a/y.png) !important; color: red";
        assert_eq!(
            declarations(css, &mut remote),
            "background: #eee none, none !important; background: #eee url(\"https://a/x.png\" \
             referrer-policy(no-referrer)), url(\"https://a/y.png\" referrer-policy(no-referrer)) !important; \
             color: red"
        );
        for other in ["referrer-policy(unsafe-url)", "cross-origin(use-credentials)", "x"] {
            assert_eq!(declarations(&format!("background: url('//a/x.png' {other})"), &mut remote), "");
        }
        let css = "background-image: url(//a/wf/open?x)";
        assert_eq!(declarations(css, &mut remote), "background-image: none");
    }
}
