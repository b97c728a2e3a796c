//! The quoted mail at the end of a reply is folded; what a mail is about stays open.

use proptest::prelude::*;
use restante::mail::{Marked, RemoteImages, SanitisedHtml, sanitise, sanitise_and_mark};

fn open(html: &str) -> SanitisedHtml {
    sanitise(html, RemoteImages::Blocked, &mut |_| None)
}

fn folded(html: &str) -> String {
    sanitise_and_mark(html, RemoteImages::Blocked, Marked::SignaturesAndQuote, &mut |_| None).document
}

const FOLD: &str = "<details class=\"restante-quote\"><summary></summary>";

#[test]
fn the_quoted_mail_at_the_end_is_folded_in_the_same_serialisation() {
    let attribution = "<div class=\"gmail_attr\">On Monday Ada wrote:</div>";
    let quote = "<blockquote class=\"gmail_quote\">Hi</blockquote>";
    assert_eq!(
        folded(&format!("<p>Yes.</p><div class=gmail_quote>{attribution}{quote}</div>")),
        format!("<p>Yes.</p>{FOLD}<div class=\"gmail_quote\">{attribution}{quote}</div></details>")
    );
    assert_eq!(
        folded(&format!("<div>Yes.<br>{quote}<div>-- <br>Bo</div></div>")),
        format!(
            "<div>Yes.<br>{FOLD}{quote}</details><div class=\"restante-signature\"><div>-- <br>Bo</div></div></div>"
        )
    );
    assert_eq!(
        folded("Yes.<br><hr><b>From:</b> Ada<br><b>Sent:</b> today<br><b>To:</b> Bo<p>Hi</p><div>Ho"),
        format!(
            "Yes.<br>{FOLD}<hr><b>From:</b> Ada<br><b>Sent:</b> today<br><b>To:</b> Bo<p>Hi</p><div>Ho</div></details>"
        )
    );
}

#[test]
fn what_a_mail_is_about_is_never_folded() {
    let cite = |words: &str| format!("<blockquote type=cite>{words}</blockquote>");
    for html in [
        cite("only a quote"),
        format!("<img src=x>{}", cite("only a quote")),
        format!("<p style='display:none'>nothing to see</p>{}", cite("only a quote")),
        format!("{}<p>Yes.</p>", cite("Hi")),
        format!("<p>Yes.</p>{}<p>No.</p>{}<p>Perhaps.</p>", cite("Hi"), cite("Ho")),
        "<p>Own words,<blockquote>set in".to_owned(),
        "FYI<div class=moz-forward-container>From: Ada<br>Date: x<br>To: Bo<br>Hi".to_owned(),
        "FYI<p>---------- Forwarded message ---------<br>From: Ada<br>Date: x<br>To: Bo<p>Hi".to_owned(),
    ] {
        assert!(!folded(&html).contains("restante-quote"), "{html}");
    }
}

#[test]
fn nothing_of_a_senders_passes_for_a_mark() {
    let forged = "<body class='a restante-quote'><details class='Restante-Quote b' open><summary>x</summary>\
        hidden</details><div class=restante-quote>y<p class='c Restante-Signature'>z";
    let document = folded(forged);
    assert!(!document.to_ascii_lowercase().contains("restante-"), "{document}");
    assert!(document.contains("<details class=\"b\" open"), "{document}");
}

/// Without the elements that hold signatures, which hold no element of their own kind.
fn unsigned(document: &str) -> String {
    let mut unsigned = String::new();
    let mut rest = document;
    while let Some((before, after)) = rest.split_once(" class=\"restante-signature\">") {
        let (before, name) = before.rsplit_once('<').expect("a tag");
        unsigned.push_str(before);
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        let mut depth = 0;
        let end = after.match_indices('<').find(|&(at, _)| {
            let tag = &after[at..];
            if tag.starts_with(&close) {
                depth -= 1;
            } else if tag.strip_prefix(&open).is_some_and(|tag| tag.starts_with(['>', ' '])) {
                depth += 1;
            }
            depth < 0
        });
        let (end, _) = end.expect("it is closed");
        unsigned.push_str(&after[..end]);
        rest = &after[end + close.len()..];
    }
    unsigned + rest
}

#[test]
fn signatures_are_muted_in_the_same_serialisation() {
    let muted = |html: &str| folded(html).replace(" class=\"restante-signature\"", " MUTED");
    for (html, written) in [
        (
            "<div>Yes.</div><br><span class=gmail_signature_prefix>-- </span><br>\
             <div class=gmail_signature data-smartmail=gmail_signature><div>Ada</div></div>",
            "<div>Yes.</div><br><div MUTED><span class=\"gmail_signature_prefix\">-- </span><br>\
             <div class=\"gmail_signature\"><div>Ada</div></div></div>",
        ),
        ("Yes.<div data-smartmail=gmail_signature>Ada</div>", "Yes.<div MUTED><div>Ada</div></div>"),
        (
            "<p>Yes.<pre class=moz-signature cols=72>-- \nAda</pre>",
            "<p>Yes.</p><div MUTED><pre class=\"moz-signature\">-- \nAda</pre></div>",
        ),
        (
            "Yes.<div id=AppleMailSignature>Sent from my iPhone</div><div><br>On Monday Bo wrote:</div>\
             <blockquote type=cite>Hi</blockquote>",
            "Yes.<div MUTED><div id=\"AppleMailSignature\">Sent from my iPhone</div></div>",
        ),
        (
            "<div>Yes.</div><div id=Signature><p>Ada</p></div>",
            "<div>Yes.</div><div MUTED><div id=\"Signature\"><p>Ada</p></div></div>",
        ),
        (
            "<div>Yes.<br>--<br>Ada<br><b>London</b></div>",
            "<div>Yes.<br><div MUTED>--<br>Ada<br><b>London</b></div></div>",
        ),
        ("<p>Yes.<br>--<br>Ada</p>", "<p>Yes.<br><span MUTED>--<br>Ada</span></p>"),
        (
            "<p>Yes.</p><p>Von meinem iPhone gesendet</p>",
            "<p>Yes.</p><div MUTED><p>Von meinem iPhone gesendet</p></div>",
        ),
    ] {
        let muted = muted(html);
        let above_the_quote = muted.split_once("<details").map_or(muted.as_str(), |(above, _)| above);
        assert_eq!(above_the_quote, written);
    }
}

#[test]
fn a_body_is_never_muted() {
    let long = "So it goes on, and on. ".repeat(80);
    for html in [
        "<div class=gmail_signature>all there is</div>".to_owned(),
        "<div id=Signature><p>my answer, below which I sign</p></div>".to_owned(),
        format!("Hi<div id=Signature>Ada<p>{long}</p></div>"),
        "Yes.<div id=Signature>Ada<div id=divRplyFwdMsg>From: Bo</div>Hi</div>".to_owned(),
        "Yes.<div class=gmail_signature>Ada<blockquote type=cite>Hi</blockquote>No.</div>".to_owned(),
        format!("Yes.<br>--<br>{long}"),
        "<p>--</p><p>Ada</p>".to_owned(),
        "<p style=display:none>Yes.</p><p>--</p><p>Ada</p>".to_owned(),
        "Yes.<blockquote type=cite>Hi<br>-- <br>Bo</blockquote>No.".to_owned(),
        "<table><tr><td>One<tr><td>--<tr><td>Two</table>".to_owned(),
    ] {
        assert!(!folded(&html).contains("restante-signature"), "{html}");
    }
}

#[test]
fn a_mail_that_is_passed_on_ends_the_signature() {
    let html =
        "FYI<p>--<br>Ada</p><p>---------- Forwarded message ---------<br>From: Bo<br>Date: x<br>To: Ada<p>Hi";
    let signed = sanitise_and_mark(html, RemoteImages::Blocked, Marked::Signatures, &mut |_| None).document;
    assert!(
        signed.starts_with("FYI<div class=\"restante-signature\"><p>--<br>Ada</p></div><p>-----"),
        "{signed}"
    );
    assert!(!signed.contains("restante-quote"), "{signed}");
}

proptest! {
    /// Whatever is folded and muted, the document is the one without that, but for the marks' own tags;
    /// and it is read back as it was written.
    #[test]
    fn marking_changes_nothing_else(
        html in "(<p>|</p>|<div>|</div>|<blockquote type=cite>|<blockquote>|</blockquote>|<table>|<td>|</table>|<form>|\
            |<a>|<b>|<li>|<pre>|<hr>|<br>|<img alt=x>|Yes\\.|Ada wrote:|> Hi|-- |<div>-- <br>|Sent from my iPhone|<div class=gmail_signature>|<span class=gmail_signature>|</span>|<p id=Signature>|<div class=gmail_quote>|<div id=divRplyFwdMsg>|\
            |From: a<br>Sent: 1<br>To: b<br>|<details>|<summary>|\n| ){0,24}"
    ) {
        let (plain, marked) = (open(&html).document, folded(&html));
        let again = open(&marked).document;
        let unmarked = marked.replace("<details class=\"restante-quote\">", "<details>");
        prop_assert_eq!(&again, &unmarked.replace(" class=\"restante-signature\"", ""));
        let fold = unsigned(&marked);
        if let Some((before, rest)) = fold.split_once(FOLD) {
            prop_assert!(!rest.contains(FOLD));
            let mut ends = rest.match_indices("</details>");
            let same = ends.any(|(at, end)| format!("{before}{}{}", &rest[..at], &rest[at + end.len()..]) == plain);
            prop_assert!(same, "{fold} is not {plain}");
        } else {
            prop_assert_eq!(fold, plain);
        }
    }
}
