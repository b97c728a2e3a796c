//! LANG: the language of a server's status lines (RFC 6856, section 3).

/// A language in the server's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Its tag, as LANG takes it.
    pub tag: LanguageTag,
    /// Its name, in itself.
    pub name: String,
}

/// A language tag (RFC 5646), or `*` for the server's own choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Takes the tag if a command line can carry it.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let subtag = |subtag: &str| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        (tag == "*" || tag.split('-').all(subtag)).then(|| Self(tag.to_owned()))
    }

    /// The tag itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads the body of the answer to LANG without argument. A line that holds no tag is passed over.
pub(super) fn languages(body: &[u8]) -> Vec<Language> {
    body.split(|&byte| byte == b'\n')
        .filter_map(|line| {
            let line = super::status::readable(line);
            let (tag, name) = line.split_once(' ').unwrap_or((&line, ""));
            Some(Language { tag: LanguageTag::parse(tag)?, name: name.trim().to_owned() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_languages() {
        let body = "en English\r\nfr fran\u{e7}ais\r\nde-AT\r\n\r\n?? broken\r\n";
        let languages = languages(body.as_bytes());
        let read: Vec<_> =
            languages.iter().map(|language| (language.tag.as_str(), language.name.as_str())).collect();
        assert_eq!(read, [("en", "English"), ("fr", "fran\u{e7}ais"), ("de-AT", "")]);
    }

    #[test]
    fn a_tag_cannot_smuggle_a_command() {
        for tag in ["", "en us", "en\r\nQUIT", "-", "en-", "toolongsubtag", "\u{e9}"] {
            assert_eq!(LanguageTag::parse(tag), None, "{tag:?}");
        }
        assert!(LanguageTag::parse("*").is_some() && LanguageTag::parse("zh-Hant-TW").is_some());
    }
}
