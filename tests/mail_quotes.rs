//! The quoted mail at the end of a reply is folded; what a mail is about stays open.

use proptest::prelude::*;
use restante::mail::{RemoteImages, SanitisedHtml, sanitise, sanitise_and_fold};

fn open(html: &str) -> SanitisedHtml {
    sanitise(html, RemoteImages::Blocked, &mut |_| None)
}

fn folded(html: &str) -> String {
    sanitise_and_fold(html, RemoteImages::Blocked, &mut |_| None).document
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
        format!("<div>Yes.<br>{FOLD}{quote}</details><div>-- <br>Bo</div></div>")
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
fn nothing_of_a_senders_passes_for_the_fold() {
    let forged = "<body class='a restante-quote'><details class='Restante-Quote b' open><summary>x</summary>\
        hidden</details><div class=restante-quote>y";
    let document = folded(forged);
    assert!(!document.to_ascii_lowercase().contains("restante-quote"), "{document}");
    assert!(document.contains("<details class=\"b\" open"), "{document}");
}

proptest! {
    /// Whatever is folded, the document is the one without the fold, but for the fold's own tags;
    /// and it is read back as it was written.
    #[test]
    fn folding_changes_nothing_else(
        html in "(<p>|</p>|<div>|</div>|<blockquote type=cite>|<blockquote>|</blockquote>|<table>|<td>|</table>|<form>|\
            |<a>|<b>|<li>|<pre>|<hr>|<br>|<img alt=x>|Yes\\.|Ada wrote:|> Hi|-- |<div class=gmail_quote>|<div id=divRplyFwdMsg>|\
            |From: a<br>Sent: 1<br>To: b<br>|<details>|<summary>|\n| ){0,24}"
    ) {
        let (plain, fold) = (open(&html).document, folded(&html));
        let again = open(&fold).document;
        prop_assert_eq!(&again, &fold.replace("<details class=\"restante-quote\">", "<details>"));
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
