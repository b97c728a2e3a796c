//! A text, split into what a search hit and what it did not.

use std::ops::Range;

/// The parts of a text in its order, each with whether it is a hit. Places that are not in the text, or in
/// the middle of a character, hit nothing.
#[must_use]
pub fn split<'t>(text: &'t str, hits: &[Range<usize>]) -> Vec<(bool, &'t str)> {
    let mut parts = Vec::new();
    let mut done = 0;
    for hit in hits {
        let (Some(before), Some(part)) = (text.get(done..hit.start), text.get(hit.clone())) else { continue };
        parts.extend([(false, before), (true, part)].into_iter().filter(|(_, part)| !part.is_empty()));
        done = hit.end;
    }
    let rest = text.get(done..).unwrap_or_default();
    if !rest.is_empty() {
        parts.push((false, rest));
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hits_are_set_apart() {
        assert_eq!(
            split("a map, maps", &[2..5, 7..10]),
            [(false, "a "), (true, "map"), (false, ", "), (true, "map"), (false, "s")]
        );
        assert_eq!(split("map", &[]), [(false, "map")]);
        assert_eq!(split("", &[0..0, 0..0]), []);
    }

    #[test]
    fn places_that_cannot_be_are_passed_over() {
        assert_eq!(split("éa", &[1..2, 2..3]), [(false, "é"), (true, "a")]);
        #[expect(clippy::reversed_empty_ranges, reason = "it must not come to harm")]
        let wrong = [0..9, 2..1, 1..2, 0..1];
        assert_eq!(split("abc", &wrong), [(false, "a"), (true, "b"), (false, "c")]);
    }

    proptest! {
        #[test]
        fn nothing_of_the_text_is_lost(
            text in "\\PC{0,20}",
            hits in prop::collection::vec((0_usize..40, 0_usize..40), 0..6),
        ) {
            let hits: Vec<Range<usize>> = hits.into_iter().map(|(start, end)| start..end).collect();
            let parts: Vec<&str> = split(&text, &hits).into_iter().map(|(_, part)| part).collect();
            prop_assert_eq!(parts.concat(), text);
        }
    }
}
