//! HTML without its tags, in one pass and without a tree: for the first words of a mail.
//!
//! What comes out is text and only ever shown as such, so that nothing depends on its being read
//! as browsers read it. Of markup that is broken so that a parser would mend it, line ends may
//! differ and words be lost.

use super::characters::characters;
use super::markup::{self, Markup};
use super::text::{Writer, is_left_out};

/// The text of a document or of its beginning, in lines as [`text`](super::text) makes them.
///
/// Elements that their style hides are kept: newsletters write the line that a message list should
/// show into one.
pub(crate) fn strip(html: &str) -> String {
    let mut writer = Writer::default();
    // The element that is left out with all within it, and how many of its name are open.
    let mut left_out: Option<(String, usize)> = None;
    let mut rest = html;
    while !rest.is_empty() {
        let (text, after) = rest.split_at_checked(rest.find('<').unwrap_or(rest.len())).unwrap_or((rest, ""));
        if left_out.is_none() {
            writer.write(&characters(text));
        }
        let (markup, after) = markup::read(after);
        rest = after;
        match (markup, &mut left_out) {
            (Markup::Start(tag), Some((name, open))) if tag.name.eq_ignore_ascii_case(name) => *open += 1,
            (Markup::End(end), Some((name, open))) if end.eq_ignore_ascii_case(name) => {
                *open -= 1;
                if *open == 0 {
                    left_out = None;
                }
            }
            (_, Some(_)) | (Markup::Ignored, None) => {}
            (Markup::Text(text), None) => writer.write(text),
            (Markup::Start(tag), None) => {
                let name = tag.name.to_ascii_lowercase();
                if is_raw(&name) {
                    rest = after_raw(rest, &name);
                } else if is_left_out(&name) || (is_foreign(&name) && !tag.closes_itself) {
                    left_out = Some((name, 1));
                } else {
                    writer.enter(&name, tag.alt.map(characters).as_deref());
                }
            }
            // What browsers make of it.
            (Markup::End(end), None) if end.eq_ignore_ascii_case("br") => writer.enter("br", None),
            (Markup::End(end), None) => writer.leave(&end.to_ascii_lowercase()),
        }
    }
    writer.finish()
}

/// Elements whose content is no markup, and is left out here.
pub(super) fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "title" | "textarea" | "iframe" | "noembed" | "noframes" | "noscript")
}

fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// What follows the content of an element that is no markup, from its end tag on.
pub(super) fn after_raw<'x>(html: &'x str, name: &str) -> &'x str {
    let ends = |(at, _): (usize, &str)| {
        let end = html.get(at..)?;
        let after = end.get(2..)?.split_at_checked(name.len())?;
        let tag = after.0.eq_ignore_ascii_case(name)
            && after.1.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        tag.then_some(end)
    };
    html.match_indices("</").find_map(ends).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::strip;
    use crate::mail::html::{parse, text};

    #[test]
    fn the_text_is_that_of_the_tree() {
        for html in [
            "<style>p{}</style><p>One\n two</p><div>three<br>four</div><blockquote>old\
                <blockquote>older</blockquote></blockquote><ul><li>a<li>b</ul>",
            "a <b> b</b>c<i>d</i> \n e",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            "<DIV>one</DIV>two<img alt='a &lt;map&gt;' src=x>",
            "<title>a<b></title><SCRIPT>if (a<b) '</scripty>'</script >x<textarea></p></textarea>y",
            "a<!-- <p>b --> c<!-->d<!--->e<![if x]>f<?php echo 1>g</ p>h</>i",
            "1 < 2 <3 a<b",
            "<p title='a>b' class=\"c>d\" x=y/>one</p><hr/>two",
            "<svg><title>a</title><text>b</text></svg>c<svg/>d<select><option>e</select>f",
            "<object><object>a</object>b</object>c",
            "&lt;p&gt; &amp;amp; &nbsp;x&nbspy &copy;&copy1 &#8211;&#150;&#x41&#X42; &nosuch; &notit; & &;&#;&#x;",
            "a</br>b</p>c",
            "<p",
            "a<!--",
            "a<a href='x>b",
        ] {
            assert_eq!(strip(html), text(&parse(html).0), "{html}");
        }
    }

    #[test]
    fn what_is_hidden_is_kept() {
        assert_eq!(strip("<div style='display:none'>peek</div><p hidden>a</p>boo"), "peek\n\na\n\nboo");
    }

    proptest! {
        #[test]
        fn text_alone_is_read_as_the_tree_reads_it(html in "[a-zA-Z&;#0-9 x.]{0,40}") {
            prop_assert_eq!(strip(&html), text(&parse(&html).0));
        }

        #[test]
        fn anything_is_stripped(html in "([<>/!?='\"&;# -]|\\PC|<style|</style>|<svg|<img alt=){0,60}") {
            strip(&html);
        }
    }
}
