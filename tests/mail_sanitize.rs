//! The sanitiser, seen from outside: what it lets through is read again by a parser of its own.

mod reparse;

use proptest::prelude::*;
use restante::mail::{RemoteImages, SanitisedHtml, sanitise};

fn sanitised(html: &str) -> SanitisedHtml {
    sanitise(html, RemoteImages::Blocked, &mut |_| None)
}

fn document(html: &str) -> String {
    sanitised(html).document
}

/// Ways in that are known, of all the kinds we know.
const VECTORS: &[&str] = &[
    // Plain.
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' &#1; java&#x09;script:alert(1)'>x</a>",
    "<a href=\"&#x6A;avascript&colon;alert(1)\">x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,x></object><embed src=x>",
    "<form action=//evil><input name=q><button formaction=javascript:1>x</button></form>",
    "<base href=//evil><link rel=stylesheet href=//evil><meta http-equiv=refresh content=0;url=//evil>",
    "<isindex action=javascript:alert(1)><marquee onstart=alert(1)>x</marquee>",
    "<details open ontoggle=alert(1)><summary>x</summary>y</details>",
    "<video poster=//evil><source src=//evil onerror=alert(1)></video><audio src=//evil>",
    // Foreign content and what leads in and out of it.
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding=text/html><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg><foreignObject><iframe srcdoc='x'></iframe></foreignObject></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a><animate attributeName=href to=javascript:alert(1)>",
    // Elements whose content is read by other rules.
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<noembed><p title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<template><script>alert(1)</script></template><template shadowrootmode=open><style>*{}</style></template>",
    "<select><style></select><img src=x onerror=alert(1)></style></select>",
    "<plaintext><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>--><!--x--!><img src=x onerror=alert(1)><![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?><!DOCTYPE x [<!ENTITY y 'z'>]>",
    // Attributes that end where they should not.
    "<img alt=\"`><script>alert(1)</script>\"><img alt=``onerror=alert(1)>",
    "<p title='\"><script>alert(1)</script>'>x</p><p title=\"&lt;script&gt;\">y</p>",
    "<a\u{c}href\u{c}=\u{c}'javascript:alert(1)'>x</a><a/href='javascript:alert(1)'/onclick=alert(1)>x</a>",
    "<a name=body id=cookie><img name=getElementById id=x><form id=document><input name=parentNode></form>",
    // Fetches.
    "<img srcset='//evil 2x' lowsrc=//evil dynsrc=//evil longdesc=//evil usemap=#x>",
    "<table background=//evil><td background=//evil>x</table><body background=//evil>",
    "<input type=image src=//evil><image src=//evil><bgsound src=//evil><frameset><frame src=//evil></frameset>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='><img src='data:text/html,x'><img src=blob:x><img src=/x><img src=x>",
    "<a href=//evil ping=//evil>x</a><q cite=//evil>x</q><html manifest=//evil><head profile=//evil>",
    // CSS.
    "<p style='background:url(//evil)'><p style='background-image:\\75rl(//evil)'>x",
    "<p style=\"width:expression(alert(1));behavior:url(x);-moz-binding:url(x)\">x",
    "<p style='position:fixed;inset:0;z-index:9'>x<p style='list-style:url(//evil);content:url(//evil)'>",
    "<p style='color:red;/*';background:url(//evil)*/'>x",
    "<style>@import '//evil';@font-face{font-family:x;src:url(//evil)}p{background:url(//evil)}</style>",
    "<style>p{color:red}</style/><img src=x onerror=alert(1)><style><!--</style><script>alert(1)</script>-->",
    "<style>a[x='</style><script>alert(1)</script>']{color:red}</style>",
    "<style>\\3c/style\\3e\\3cscript\\3e{color:red}.\\3c/style\\3e{font-family:'\\3c/style>'}</style>",
    "<style media='screen){}</style><script>'>p{color:red}</style>",
    "<style type=text/xss>p{}</style><link rel=stylesheet href='data:text/css,*{}'>",
    // Misnesting.
    "<p><object><p>x</object><table><p>y<tr><td>z</table></p>",
    "<a href=http://a><object><a href=http://b>x</a></object></a>",
    "<table><script>alert(1)</script><a href=javascript:1>x<tr><td><table><td>y</table></table>",
    "<b><p><b><p></b></i></b><nobr><nobr>x<h1><h2>y<li><li><dd><dt>z",
];

#[test]
fn known_ways_in_are_closed() {
    for vector in VECTORS {
        for html in [
            vector.to_string(),
            format!("<div><table><tr><td>{vector}"),
            format!("<style>p{{}}</style>{vector}"),
        ] {
            let once = document(&html);
            let offences = reparse::offences(&once);
            assert!(offences.is_empty(), "{html}\ngave {once}\nwith {offences:?}");
            assert_eq!(document(&once), reparse::unmarked(&once), "twice is not once for {html}");
        }
    }
}

#[test]
fn newsletters_keep_their_looks() {
    let html = "<!DOCTYPE html><html lang=de><head><title>x</title><style type='text/css'>\
        @media screen and (max-width:600px){.w{width:100%!important}}</style></head>\
        <body bgcolor='#eeeeee' style='margin:0'><table width=600 cellpadding=0 bgcolor=white><tr>\
        <td align=center valign=top class=w style='font:12px Arial;mso-x:y'>\
        <font color=red face=Arial size=2>Hi</font> <a href='https://a.example/?b=1&c=2'>go</a></td></tr></table>";
    assert_eq!(
        document(html),
        "<style>@media screen and (max-width: 600px) {\n.w { width: 100% !important }\n}\n</style>\
        <div lang=\"de\" style=\"background-color: #eeeeee; margin: 0\">\
        <table width=\"600\" cellpadding=\"0\" bgcolor=\"white\"><tbody><tr>\
        <td align=\"center\" valign=\"top\" class=\"w\" style=\"font: 12px Arial\">\
        <font color=\"red\" face=\"Arial\" size=\"2\">Hi</font> \
        <a href=\"https://a.example/?b=1&amp;c=2\" target=\"_blank\" rel=\"noopener noreferrer\">go</a>\
        </td></tr></tbody></table></div>"
    );
}

/// Columns within columns take a browser longer than anybody waits, at a few hundred bytes.
#[test]
fn no_columns_of_text_stay() {
    let html = "<style>div { columns: 2 } p { column-count: 9; column-width: 1px; color: red }</style><p>x";
    assert_eq!(document(html), "<style>p { color: red }\n</style><p>x</p>");
}

#[test]
fn only_a_media_query_is_a_style_for_the_dark() {
    let of = |css: &str| sanitised(&format!("<style>{css}</style>x")).has_dark_style;
    assert!(of("@media (prefers-color-scheme: dark) { p { color: red } }"));
    assert!(of("@media screen { @media (prefers-color-scheme:dark) { p { color: red } } }"));
    assert!(!of("@media (prefers-color-scheme: light) { p { color: red } }"));
    assert!(!of("p { font-family: '@media prefers-color-scheme: dark' }"));
    assert!(!sanitised("<p>I like prefers-color-scheme: dark").has_dark_style);
}

#[test]
fn remote_images_are_counted_and_shown_on_demand() {
    let html = "<img src=http://a/1.png alt=one><img src=//a/2.png><p style='background:red url(http://a/3)'>x\
        <table background=https://a/4><td>y</table><img src=x.png><img src=cid:none><style>b{background:url(//a/5)}</style>";
    let blocked = sanitised(html);
    assert_eq!(blocked.blocked_remote, 5);
    assert!(!blocked.document.contains("//a"), "{}", blocked.document);
    assert!(blocked.document.contains("<img alt=\"one\">"), "{}", blocked.document);
    assert_eq!((blocked.blocked_trackers, blocked.trackers.len()), (0, 0));
    let shown = sanitise(html, RemoteImages::Shown, &mut |_| None);
    assert_eq!(shown.blocked_remote, 0);
    assert!(
        shown.document.contains("<img src=\"https://a/1.png\" alt=\"one\" referrerpolicy=\"no-referrer\">")
    );
    assert_eq!(shown.document.matches("https://a/").count(), 5, "{}", shown.document);
    assert!(!shown.document.contains("http://"));
}

#[test]
fn pictures_behind_the_words_stay_where_they_are_in_the_mail() {
    let png = "data:image/png;base64,aGk=";
    let html = format!(
        "<style>p {{ background: red url({png}) }}</style><table background='{png}'><td style=\"background-image: url('{png}')\">x"
    );
    let shown = document(&html);
    assert_eq!(shown.matches(png).count(), 3, "{shown}");
    for other in ["data:image/svg+xml;base64,aGk=", "data:text/html;base64,aGk=", "data:image/png,%3Csvg%3E"]
    {
        let shown = document(&html.replace(png, other));
        assert!(!shown.contains("data:"), "{shown}");
    }
}

#[test]
fn inline_images_are_looked_up_and_checked() {
    let png = "data:image/png;base64,aGk=";
    let mut asked = Vec::new();
    let html = sanitise("<img src='cid:a%40b'><img src=CID:c alt=gone>", RemoteImages::Blocked, &mut |id| {
        asked.push(id.to_owned());
        Some(if id == "a@b" { png.to_owned() } else { "javascript:alert(1)".to_owned() })
    });
    assert_eq!(asked, ["a@b", "c"]);
    assert_eq!(html.document, format!("<img src=\"{png}\"><img alt=\"gone\">"));
}

#[test]
fn depth_is_capped_and_content_kept() {
    for (open, close) in
        [("<div>", "</div>"), ("<b>", "</b>"), ("<table><tr><td>", ""), ("<blockquote><p>", "")]
    {
        let html = open.repeat(10_000) + "the end" + &close.repeat(10_000);
        let once = document(&html);
        assert!(once.contains("the end"), "{once}");
        assert!(reparse::offences(&once).is_empty());
        assert_eq!(document(&once), once);
    }
}

#[test]
fn a_document_without_words_or_images_says_so() {
    for (html, blank) in [
        ("<p> </p><script>x</script><style>p{color:red}</style>", true),
        ("<table><tr><td>x", false),
        ("<img alt=x>", false),
        ("<p style='background:url(//a/b)'>", false),
        ("<iframe src=//a/b></iframe>", true),
    ] {
        assert_eq!(sanitised(html).blank, blank, "{html}");
    }
}

#[test]
fn links_leave_in_a_window_of_their_own_and_places_stay() {
    assert_eq!(
        document("<a href=#x>down</a><a name=x>here</a><a href=tel:+1 target=_top rel=opener>call</a>"),
        "<a href=\"#x\">down</a><a id=\"x\">here</a>\
        <a href=\"tel:+1\" target=\"_blank\" rel=\"noopener noreferrer\">call</a>"
    );
}

/// Markup out of the pieces that parsers stumble over.
fn markup() -> impl Strategy<Value = String> {
    let names = "a abbr b blockquote body br button caption center col colgroup dd details div dl dt em font form \
        frameset h1 h2 head hr html i iframe img input li link main map marquee math mglyph mtext nobr noscript object ol \
        option p plaintext pre q ruby rp rt script section select span strong style summary svg foreignObject desc \
        table tbody td template textarea tfoot th thead title tr u ul video xmp o:p";
    let names: Vec<&'static str> = names.split_whitespace().collect();
    let name = proptest::sample::select(names);
    let attribute = proptest::sample::select(vec![
        "",
        " id=x",
        " class='a b'",
        " style='color:red;background:url(http://a/b)'",
        " style=\"font-family:'<b>'\"",
        " href=http://a/b",
        " href=javascript:x",
        " src=cid:x",
        " src=http://a/b",
        " onclick=x",
        " title='<p>&quot;`'",
        " name=y",
        " bgcolor=#fff",
        " width=10",
        " align=left",
        " lang=en",
        " type=hidden",
        " media=print",
        " encoding=text/html",
        " \u{b}=\0",
        " style='margin:-0.00001px 1e3em'",
        " colspan=2",
        " href=http://a@b.example",
        " href=https://www.other.example/x",
        " data-link=0",
        " role=link tabindex=0",
    ]);
    let text = proptest::sample::select(vec![
        "x",
        "www.bank.example",
        " ",
        "\n",
        "&lt;",
        "&#13;",
        "&amp;amp;",
        "\0",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<",
        "`",
        "\u{a0}",
        "p{color:red}",
        "@media print{",
        "}",
        "a>b,#c.d:hover{margin:0 auto!important;color:#fff}",
        "/*",
        "*/",
        "\\3c ",
        "\"",
        "'",
        "</style>",
    ]);
    let piece = prop_oneof![
        4 => (name.clone(), attribute.clone(), attribute).prop_map(|(name, one, two)| format!("<{name}{one}{two}>")),
        2 => name.prop_map(|name| format!("</{name}>")),
        2 => text.prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markup_comes_out_safe_and_stays_as_it_is(html in markup()) {
        let once = document(&html);
        let offences = reparse::offences(&once);
        prop_assert!(offences.is_empty(), "{once}\nwith {offences:?}");
        prop_assert_eq!(document(&once), reparse::unmarked(&once));
    }

    #[test]
    fn any_text_comes_out_safe_and_stays_as_it_is(html in "\\PC{0,200}|[<>/a-z='\" &;!-]{0,200}") {
        let once = document(&html);
        prop_assert!(reparse::offences(&once).is_empty(), "{}", once);
        prop_assert_eq!(document(&once), reparse::unmarked(&once));
    }

    #[test]
    fn any_style_sheet_comes_out_safe_and_stays_as_it_is(css in "[a-z0-9{}();:,.#@!'\"\\\\/*<> \n+~=%-]{0,120}") {
        let once = document(&format!("<style>{css}</style><p style=\"{}\">x", css.replace('"', "&quot;")));
        prop_assert!(reparse::offences(&once).is_empty(), "{}", once);
        prop_assert_eq!(document(&once), reparse::unmarked(&once));
    }
}
