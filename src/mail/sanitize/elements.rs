//! Which HTML elements are kept, which are unwrapped and which go with all they hold.

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Written, with the attributes that are allowed on it.
    Kept,
    /// Its content is written without it.
    Unwrapped,
    /// Nothing of it is written.
    Dropped,
}

pub(super) fn fate(name: &str) -> Fate {
    match name {
        "a" | "abbr" | "acronym" | "address" | "article" | "aside" | "b" | "bdi" | "big" | "blockquote"
        | "br" | "caption" | "center" | "cite" | "code" | "col" | "colgroup" | "dd" | "del" | "details"
        | "dfn" | "dir" | "div" | "dl" | "dt" | "em" | "figcaption" | "figure" | "font" | "footer" | "h1"
        | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "i" | "img" | "ins" | "kbd"
        | "li" | "main" | "mark" | "menu" | "nav" | "nobr" | "ol" | "p" | "pre" | "q" | "s" | "samp"
        | "section" | "small" | "span" | "strike" | "strong" | "sub" | "summary" | "sup" | "table"
        | "tbody" | "td" | "tfoot" | "th" | "thead" | "time" | "tr" | "tt" | "u" | "ul" | "var" | "wbr" => {
            Fate::Kept
        }
        // Their content is not prose, or is read by another parser than the one that read it here:
        // that difference is what mutation attacks live on.
        "applet" | "area" | "audio" | "base" | "basefont" | "bgsound" | "canvas" | "command" | "datalist"
        | "embed" | "frame" | "frameset" | "head" | "iframe" | "image" | "input" | "keygen" | "link"
        | "map" | "math" | "meta" | "noembed" | "noframes" | "noscript" | "object" | "optgroup"
        | "option" | "param" | "plaintext" | "script" | "select" | "slot" | "source" | "style" | "svg"
        | "template" | "textarea" | "title" | "track" | "video" | "xml" | "xmp" => Fate::Dropped,
        // A `bdo` shows letters in another order than they are read here: an address would be another.
        // Forms lose their shell and keep their words; so do elements that nobody knows.
        _ => Fate::Unwrapped,
    }
}

pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "wbr")
}

#[cfg(test)]
mod tests {
    use super::{Fate, fate, is_void};

    #[test]
    fn void_elements_are_kept_ones() {
        for name in ["br", "col", "hr", "img", "wbr"] {
            assert!(is_void(name) && fate(name) == Fate::Kept, "{name}");
        }
        assert_eq!(fate("o:p"), Fate::Unwrapped);
        assert_eq!(fate("script"), Fate::Dropped);
    }
}
