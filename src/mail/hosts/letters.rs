//! How a host name looks: whether its letters are of one script, and whether that script is used to
//! write what looks like another name (after UTS 39, cut down to what a name may honestly hold).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a host looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Looks {
    /// What it is.
    Plain,
    /// Another host, this one.
    Like(String),
    /// A label has letters of several scripts.
    Mixed,
    /// A label has characters that no name of a known script has.
    Odd,
}

/// Scripts that names are registered in. One that is not here is odd, which costs its readers a
/// question and nobody else an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Digits and hyphens: of no script.
    Common,
    Latin,
    /// Latin letters that are told from plain ones by very little.
    LatinRare,
    Greek,
    Cyrillic,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    /// Chinese characters, kana, bopomofo and hangul are written together.
    EastAsian,
    /// Each of the blocks of 128 from Devanagari to Myanmar, by its number.
    Indic(u32),
    Unknown,
}

/// How a host looks, spelt in its own letters.
pub(crate) fn looks(unicode: &str) -> Looks {
    if unicode.is_ascii() {
        return Looks::Plain;
    }
    let top = unicode.rsplit('.').next().unwrap_or_default();
    let mut plain = Vec::new();
    let mut is_like = false;
    for label in unicode.split('.') {
        let mut script = Script::Common;
        for character in label.chars() {
            match (script, of(character)) {
                (_, Script::Unknown) => return Looks::Odd,
                (_, Script::Common) => {}
                (Script::Common, of) => script = of,
                (Script::Latin, Script::LatinRare) => script = Script::LatinRare,
                (Script::LatinRare, Script::Latin) => {}
                (script, of) if script == of => {}
                _ => return Looks::Mixed,
            }
        }
        let skeleton = skeleton(label);
        let deceives = match script {
            Script::LatinRare => top != "vn",
            Script::Common | Script::Latin => false,
            // Under a top-level domain of its own script nobody expects Latin letters.
            _ => skeleton.is_ascii() && top.is_ascii(),
        };
        is_like |= deceives;
        plain.push(if deceives { skeleton } else { label.to_owned() });
    }
    if is_like { Looks::Like(plain.join(".")) } else { Looks::Plain }
}

/// A name with every letter that looks like a plain one replaced by that, and without marks.
pub(crate) fn skeleton(label: &str) -> String {
    let like = |c: char| LIKE.iter().find(|(_, others)| others.contains(c)).map_or(c, |&(plain, _)| plain);
    label.nfd().filter(|&c| !is_combining_mark(c)).map(like).collect()
}

/// Letters that look like this plain one, in lower case.
const LIKE: &[(char, &str)] = &[
    ('a', "аαɑ"),
    ('b', "ьвβЬ"),
    ('c', "сςϲ"),
    ('d', "ԁ"),
    ('e', "еєεҽ"),
    ('g', "ցɡ"),
    ('h', "һнհ"),
    ('i', "іιı"),
    ('j', "јյϳ"),
    ('k', "кκ"),
    ('l', "ӏ"),
    ('m', "м"),
    ('n', "пոηռ"),
    ('o', "оοօσ"),
    ('p', "рρ"),
    ('q', "ԛզգ"),
    ('r', "г"),
    ('s', "ѕտ"),
    ('t', "тτ"),
    ('u', "υսц"),
    ('v', "ѵν"),
    ('w', "ԝшωաѡ"),
    ('x', "хχ"),
    ('y', "уγүყ"),
    ('z', "ʐ"),
    ('3', "зვ"),
];

fn of(character: char) -> Script {
    match character {
        '0'..='9' | '-' | '_' => Script::Common,
        // A dotless i, and kra, are plain letters at a glance.
        '\u{131}' | '\u{138}' => Script::LatinRare,
        // And so are those with a dot or a hook below, which Vietnamese has many of.
        '\u{1e00}'..='\u{1eff}' => Script::LatinRare,
        'a'..='z'
        | '\u{df}'..='\u{f6}'
        | '\u{f8}'..='\u{17f}'
        | '\u{1a1}'
        | '\u{1b0}'
        | '\u{218}'..='\u{21b}'
        | '\u{259}' => Script::Latin,
        '\u{370}'..='\u{3ff}' => Script::Greek,
        '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}' => Script::Cyrillic,
        '\u{561}'..='\u{587}' => Script::Armenian,
        '\u{10d0}'..='\u{10fa}' => Script::Georgian,
        '\u{5d0}'..='\u{5ea}' => Script::Hebrew,
        '\u{620}'..='\u{669}' | '\u{66e}'..='\u{6d3}' | '\u{6f0}'..='\u{6fc}' => Script::Arabic,
        '\u{900}'..='\u{109f}' => Script::Indic(u32::from(character) >> 7),
        '\u{1780}'..='\u{17ff}' => Script::Indic(u32::from(character) >> 7),
        '\u{3005}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'
        | '\u{3105}'..='\u{312f}' => Script::EastAsian,
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{20000}'..='\u{2ebe0}' => Script::EastAsian,
        _ => Script::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Looks, looks};

    #[test]
    fn honest_names_are_plain() {
        for host in [
            "www.example.org",
            "bücher.example",
            "strømsø.example",
            "smörgåsbord-24.example",
            "пример.рф",
            "правительство.рф",
            "президент.example",
            "παράδειγμα.example",
            "例え.example",
            "東京タワー.example",
            "한국어.example",
            "उदाहरण.example",
            "דוגמה.example",
            "مثال.example",
            "việtnam.vn",
            // A short word of Russian under a domain of Russian.
            "сосо.рф",
        ] {
            assert_eq!(looks(host), Looks::Plain, "{host}");
        }
    }

    #[test]
    fn names_in_the_clothes_of_others_are_told() {
        for (host, like) in [
            ("аррӏе.example", "apple.example"),
            ("www.раураӏ.example", "www.paypal.example"),
            ("ορο.example", "opo.example"),
            ("ạpple.example", "apple.example"),
            ("bıng.example", "bing.example"),
        ] {
            assert_eq!(looks(host), Looks::Like(like.to_owned()), "{host}");
        }
        for mixed in
            ["pаypal.example", "googlе.example", "exαmple.example", "exampleノ.example", "דוгמה.example"]
        {
            assert_eq!(looks(mixed), Looks::Mixed, "{mixed}");
        }
        for odd in
            ["a⁄b.example", "ᏚᏢᎬᎬᎠ.example", "ɡoogle.example", "x\u{301}.example", "🐟.example", "ꓮꓑ.example"]
        {
            assert_eq!(looks(odd), Looks::Odd, "{odd}");
        }
    }
}
