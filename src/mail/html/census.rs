//! Which elements an HTML document has and where it leads, in one pass and without a tree.

use std::collections::BTreeSet;

use super::characters::characters;
use super::markup::{self, Markup};
use super::strip::{after_raw, is_raw};

/// Bytes of an element's name or of an address; longer ones do not count.
const LONGEST: usize = 2_000;

/// What a document has, each once and in order of the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Census {
    /// Names of elements, in lower case.
    pub(crate) elements: BTreeSet<String>,
    /// What `href`, `src`, `action` and `background` name.
    pub(crate) addresses: BTreeSet<String>,
}

/// Counts what is in a document; at most so many elements and so many addresses.
pub(crate) fn census(html: &str, most: usize) -> Census {
    let mut found = Census::default();
    let mut rest = html;
    while let Some((_, after)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        let (markup, after) = markup::read(after);
        rest = after;
        let Markup::Start(tag) = markup else { continue };
        let name = tag.name.to_ascii_lowercase();
        if is_raw(&name) {
            rest = after_raw(rest, &name);
        }
        if name.len() <= LONGEST && found.elements.len() < most {
            found.elements.insert(name);
        }
        let address = tag.address.filter(|address| address.len() <= LONGEST);
        if let Some(address) = address.filter(|_| found.addresses.len() < most) {
            found.addresses.insert(characters(address.trim()).into_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::census;

    #[test]
    fn elements_and_addresses_are_found_once() {
        let html = "<P>a<a HREF='http://x.example/?a=1&amp;b=2'>b</a><p><img alt=y src=cid:1 href=z>\
            <script>if (a<b) '<u>'</script><!-- <i> --><td background=\"b.png\">";
        let found = census(html, 100);
        assert_eq!(found.elements.into_iter().collect::<Vec<_>>(), ["a", "img", "p", "script", "td"]);
        assert_eq!(
            found.addresses.into_iter().collect::<Vec<_>>(),
            ["b.png", "cid:1", "http://x.example/?a=1&b=2"]
        );
        assert_eq!(census("<a><b><c>", 2).elements.len(), 2);
    }
}
