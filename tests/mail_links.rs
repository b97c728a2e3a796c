//! Links and trackers, seen from outside: where a link really leads, what is said before it is
//! followed, and what stays out when images are shown.

mod reparse;

use proptest::prelude::*;
use restante::mail::{Doubt, Link, RemoteImages, SanitisedHtml, Tracker, TrackerKind, judge_link, sanitise};

fn sanitised(html: &str) -> SanitisedHtml {
    sanitise(html, RemoteImages::Blocked, &mut |_| None)
}

fn shown(html: &str) -> SanitisedHtml {
    sanitise(html, RemoteImages::Shown, &mut |_| None)
}

fn doubts(target: &str, words: &str) -> Vec<Doubt> {
    judge_link(target, words).expect("a link").doubts
}

fn other(shown: &str) -> Vec<Doubt> {
    vec![Doubt::OtherHost { shown: shown.to_owned() }]
}

#[test]
fn sound_links_are_followed_unasked() {
    for (target, words) in [
        ("https://www.example.org/a", "read on"),
        ("https://www.example.org/a", "www.example.org"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://login.example.org/", "Example.org"),
        ("https://example.org/", "blog.example.org"),
        ("http://example.org:8080/", "example.org:8080"),
        ("https://xn--bcher-kva.example/", "www.bücher.example"),
        ("https://bücher.example/", "bücher.example"),
        ("https://пример.рф/", "пример.рф"),
        ("https://a.example/", "version 1.2.3 of node.js, e.g. report.pdf"),
        ("mailto:ada@example.org?subject=x", "ada@example.org"),
        ("mailto:ada@example.org", "write to Ada"),
        ("mailto:ada%40example.org", "ADA@example.org."),
        ("mailto:o'hara@example.org", "o'hara@example.org"),
        ("mailto:?to=ada@example.org&cc=bo@example.org", "ada@example.org"),
        ("https://ada.github.io/x", "ada.github.io"),
        ("https://github.io/", "github.io"),
        ("https://bank.co.uk/", "www.bank.co.uk"),
        ("https://bank.com/", "Bank.com’s offer"),
        ("https://bank.com/", "Bank.com's offer"),
        ("https://bank.com/", "[https://bank.com/x]"),
        ("https://bank.com/", "see:bank.com/x?a=b.example"),
        ("tel:+1234", "+1234"),
        ("https://example.org/?to=a@b.example", "example.org"),
    ] {
        assert_eq!(doubts(target, words), [], "{target} as {words}");
    }
}

#[test]
fn words_that_name_another_place_are_told() {
    for (target, words, named) in [
        ("https://evil.example/www.bank.example", "www.bank.example", "www.bank.example"),
        ("https://evil.example/", "https://bank.example/login", "bank.example"),
        ("https://bank.example.evil.example/", "bank.example", "bank.example"),
        ("https://evil.example/", "Log in at bank.com now", "bank.com"),
        ("https://evil.example/", "www․bank․example", "www.bank.example"),
        ("https://evil.example/", "ｂａｎｋ。com", "bank.com"),
        ("https://evil.example/", "b\u{200b}ank\u{ad}.com", "bank.com"),
        ("https://mybank.com/", "bank.com", "bank.com"),
        ("https://evil.example/", "help@bank.example", "help@bank.example"),
        ("mailto:eve@evil.example", "help@bank.example", "help@bank.example"),
        ("mailto:eve@bank.example", "help@bank.example", "help@bank.example"),
        ("mailto:eve@evil.example", "www.bank.example", "www.bank.example"),
        ("https://evil.example/", "пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("mailto:ada@bank.com?to=evil@evil.example", "ada@bank.com", "ada@bank.com"),
        ("mailto:ada@bank.com?subject=x&BCC=evil%40evil.example", "ada@bank.com", "ada@bank.com"),
        ("mailto:ada@bank.com,evil@evil.example", "bank.com", "bank.com"),
        ("mailto:?c%63=evil@evil.example", "ada@bank.com", "ada@bank.com"),
        ("https://com/", "bank.com", "bank.com"),
        ("https://co.uk/", "bank.co.uk", "bank.co.uk"),
        ("https://evil.github.io/", "github.io", "github.io"),
        ("https://evil.co.uk/", "www.co.uk", "www.co.uk"),
        ("https://evil.example/", "https:⁄⁄bank.com/login", "bank.com"),
        ("https://evil.example/", "https∶//bank.com", "bank.com"),
        ("https://evil.example/", "bank.com⁄login", "bank.com"),
        ("https://evil.example/", "bank.соm", "bank.xn--m-0tbi"),
        ("https://evil.example/", "[bank.com]", "bank.com"),
        ("https://evil.example/", "✓bank.com✓", "bank.com"),
        ("https://evil.example/", "‹bank.com›", "bank.com"),
        ("https://evil.example/", "bank.com’s", "bank.com"),
        ("https://evil.example/", "bank.com's", "bank.com"),
        ("https://evil.example/", "//bank.com/login", "bank.com"),
        ("https://evil.example/", "url=https://bank.com/", "bank.com"),
        ("https://evil.example/", "go:bank.com/x", "bank.com"),
        ("https://evil.example/", "ba\u{200d}nk.com", "bank.com"),
        ("https://evil.example/", "bank‐online.com", "bank-online.com"),
        ("https://evil.example/", "E-Mail:help@bank.example", "help@bank.example"),
    ] {
        assert_eq!(doubts(target, words), other(named), "{target} as {words}");
    }
}

#[test]
fn addresses_that_look_like_others_are_told() {
    let like = |host: &str| vec![Doubt::LooksLike { host: host.to_owned() }];
    assert_eq!(doubts("https://аррӏе.example/", "offer"), like("apple.example"));
    assert_eq!(doubts("https://xn--80ak6aa92e.com/", "offer"), like("apple.com"));
    assert_eq!(doubts("https://pаypal.example/", "offer"), [Doubt::MixedScripts]);
    assert_eq!(doubts("https://a⁄b.example/", "offer"), [Doubt::OddLetters]);
    let user = |shown: &str| vec![Doubt::UserInfo { shown: shown.to_owned() }];
    assert_eq!(doubts("https://bank.example@evil.example/", "offer"), user("bank.example"));
    assert_eq!(doubts("https://bank.example:443@evil.example/", "offer"), user("bank.example:443"));
    assert_eq!(doubts("https://@evil.example/", "offer"), user(""));
    for numeric in
        ["http://127.0.0.1/", "http://0x7f.1/", "http://3232235777/", "http://[::1]/", "http://１２７.1/"]
    {
        assert_eq!(doubts(numeric, "offer"), [Doubt::Numeric], "{numeric}");
    }
}

#[test]
fn an_address_in_plain_text_speaks_for_itself() {
    let plain = |address: &str| judge_link(address, address).map(|link| link.doubts);
    assert_eq!(plain("https://example.org/a?b=www.other.example#c"), Some(vec![]));
    assert_eq!(plain("http://bücher.example/"), Some(vec![]));
    assert_eq!(plain("https://archive.example/x,https://www.other.example/"), Some(vec![]));
    let user = Doubt::UserInfo { shown: "bank.example".to_owned() };
    assert_eq!(plain("https://bank.example@evil.example/"), Some(vec![user]));
    assert_eq!(plain("https://evil.example\\@bank.example/"), None);
}

#[test]
fn a_doubtful_link_has_no_address_in_the_document() {
    let html = sanitised(
        "<a href='https://evil.example/x' style='color:red'>www.<b>bank</b>.example</a> \
        <a href=https://a.example>fine</a> <a href='https://x@b.example/'><img alt='Our offer'></a>",
    );
    assert_eq!(
        html.document,
        "<a data-link=\"0\" style=\"color: red\" role=\"link\" tabindex=\"0\">www.<b>bank</b>.example</a> \
        <a href=\"https://a.example\" target=\"_blank\" rel=\"noopener noreferrer\">fine</a> \
        <a data-link=\"1\" role=\"link\" tabindex=\"0\"><img alt=\"Our offer\"></a>"
    );
    assert_eq!(
        html.links,
        [
            Link {
                text: "www.bank.example".to_owned(),
                target: "https://evil.example/x".to_owned(),
                host: "evil.example".to_owned(),
                spelt: None,
                doubts: other("www.bank.example"),
            },
            Link {
                text: "Our offer".to_owned(),
                target: "https://x@b.example/".to_owned(),
                host: "b.example".to_owned(),
                spelt: None,
                doubts: vec![Doubt::UserInfo { shown: "x".to_owned() }],
            },
        ]
    );
    assert!(reparse::offences(&html.document).is_empty());
    // Read again as a mail of somebody it is a doubtful link no more, and no sound one either.
    assert_eq!(sanitised(&html.document).document, reparse::unmarked(&html.document));
}

#[test]
fn no_mail_can_mark_a_link_itself() {
    for html in [
        "<a data-link=0 role=link tabindex=0 href=https://a.example>x</a>",
        "<a href=https://a.example data-link=7>x</a><a data-link=0>y</a>",
        "<p data-link=0 role=link tabindex=0>x",
        "<a data-link=0\" data-link=1>x</a>",
    ] {
        let html = sanitised(html);
        assert!(!html.document.contains("data-link") && !html.document.contains("role"), "{}", html.document);
        assert_eq!(html.links, []);
    }
}

#[test]
fn what_a_reader_sees_of_a_link_is_what_is_judged() {
    let evil = |inner: &str| sanitised(&format!("<a href=https://evil.example/>{inner}</a>")).links.len();
    for named in [
        "<span>www.</span><font color=red>bank</font>.<i>example</i>",
        "<div>pay at</div><div>bank.com</div>",
        "<img alt='www.bank.example'>",
        "<table><tr><td>x<td>bank.com</table>",
        "&#119;ww.bank.example",
        "ba<wbr>nk.com",
        &format!("{}bank.com", "\u{200b}&nbsp;".repeat(3_000)),
    ] {
        assert_eq!(evil(named), 1, "{named}");
    }
    assert_eq!(evil("<style>www.bank.example</style><script>bank.com</script>offer"), 0);
    assert_eq!(evil("<p>Bank<p>.<p>Come in"), 0, "three lines");
    assert_eq!(sanitised("<a title='https://bank.example/' href=https://evil.example/>x</a>").links.len(), 1);
}

/// What a style makes of the words: it joins lines, hides what stands between, turns the order.
#[test]
fn words_are_judged_as_styles_may_show_them() {
    let links = |html: &str| sanitised(html).links.len();
    for inner in [
        "bank.c<div style='display:inline'>om</div>",
        "bank.<div style='display:inline;text-transform:lowercase'>Com</div>",
        "<style>b{display:none}</style>ba<b> </b>nk.<b> </b>com",
        "<style>@media screen{p i.x{font-size:0}}</style>bank.com<i class='y X'>.evil.example</i>",
        "bank.com<i style='opacity:0'>.evil.example</i>",
        "bank.c<span style='font-size:0'> </span>om",
        "bank.<img alt=q>com",
        "bank.<img>com",
        "bank.c<br style='display:none'>om",
        "<span style='float:right'>com</span>bank.",
        "<table dir=rtl><tr><td>com<td>bank.</table>",
        "<table><tr><td>bank.<td>com</table>",
        "<style>i{word-spacing:-1em}</style>bank.<i> </i>com",
    ] {
        assert_eq!(links(&format!("<a href=https://evil.example/>{inner}</a>")), 1, "{inner}");
    }
    // The reader is led to the end of another's name.
    for inner in ["payp<b style='display:none'> </b>al.com", "payp<div style='display:inline'>al.com</div>"] {
        assert_eq!(links(&format!("<a href=https://al.com/>{inner}</a>")), 1, "{inner}");
    }
    let two = "<a href=https://evil.example/>bank.</a><a href=https://evil.example/>com</a>";
    assert_eq!(links(two), 2, "neighbours");
    assert_eq!(links(&two.replace("><a", "> <a")), 2);
    assert_eq!(links(&two.replace("><a", ">and<a")), 0);
}

#[test]
fn links_of_honest_mail_stay_sound_however_they_are_designed() {
    for html in [
        "<a href=https://bank.com/><b>Bank.com</b>’s offer</a>",
        "<a href=https://bank.com/>Visit<br>bank.com</a>",
        "<a href=https://bank.com/><div>Visit</div><div>bank.com</div></a>",
        "<a href=https://bank.com/><b>Visit</b> <b>bank.com</b></a>",
        "<a href=https://shop.example/><h3>New shoes.</h3><p>In our shop now. To the sale.</p></a>",
        "<a href=https://shop.example/>Read more.</a> <a href=https://shop.example/>Is it new?</a>",
        "<table><tr><td><a href=https://a.example/>www.a.example</a><td><a href=https://b.example/>b.example</a></table>",
        "<style>@media print{.x{display:none}}</style><a href=https://a.example/><i class=x>To</i> the shop</a>",
        "<a href=https://a.example/><img alt='Our shop'>Go to the shop</a>",
        "<a href=https://a.example/><img></a><a href=https://b.example/>b.example</a>",
        "<a href=https://a.example/>News </a><a href=https://b.example/>b.example</a>",
        "<a href=https://a.example/>News/Events: e.g. Dr. No, 12:30, v1.2</a>",
    ] {
        assert_eq!(sanitised(html).links, [], "{html}");
    }
}

/// What appears beside the pointer is words of a link, too.
#[test]
fn a_title_that_names_a_place_stays_only_on_a_sound_link() {
    for html in [
        "<a href=https://evil.example/><span title='https://bank.com'>x</span></a>",
        "<a href=https://evil.example/><img src=cid:x title='https://bank.com'></a>",
        "<span title='https://bank.com'><a href=https://evil.example/>x</a></span>",
        "<table title='https://bank.com'><tr><td><a href=https://evil.example/>x</a></table>",
        "<abbr title='https://bank.com'><a href=https://evil.example/>x</a></abbr>",
        "<a href=https://evil.example/><abbr title='https://bank.com'>x</abbr></a>",
        // Of one that leads elsewhere, by a bare number or nowhere.
        "<a href=https://evil.example/ title='https://bank.com'>x</a>",
        "<a href=http://192.0.2.7/ title='http://192.0.2.7/'>x</a>",
        "<a href=javascript:0 title='https://bank.com'>x</a>",
        "<a href='#there' title='https://bank.com'>x</a>",
    ] {
        let html = sanitised(html);
        assert!(!html.document.contains("title="), "{}", html.document);
    }
    let html =
        sanitised("<abbr title='Post Office Protocol'>POP</abbr><a title=Shop href=https://a.example/>x</a>");
    assert_eq!(html.document.matches("title=").count(), 2);
    assert_eq!(html.links, []);
    let html = sanitised("<a href=https://bank.example/ title='https://bank.example/'>x</a>");
    assert_eq!((html.document.matches("title=").count(), html.links.len()), (1, 0));
}

#[test]
fn nothing_turns_the_direction_of_letters() {
    for html in [
        "<a href=https://evil.example/><bdo dir=rtl>moc.knab.www//:sptth</bdo></a>",
        "<bdo dir=rtl><a href=https://evil.example/>moc.knab.www//:sptth</a></bdo>",
        "<p style='unicode-bidi:bidi-override;direction:rtl'>moc.knab</p>",
        "<p style='unicode-bidi: Isolate-Override'>moc.knab</p>",
        "<style>a{unicode-bidi:bidi-override}</style><a href=https://evil.example/>moc.knab</a>",
    ] {
        let document = sanitised(html).document;
        assert!(!document.contains("bdo") && !document.contains("override"), "{document}");
    }
}

#[test]
fn many_links_and_links_within_links_cost_little_and_fail_closed() {
    let nested = "<a href=https://a.example><table><tr><td>".repeat(300) + &"www.bank.example ".repeat(2_000);
    let many = "<a href=https://a.example>bank.com</a>".repeat(5_000);
    for html in [nested.clone(), nested.repeat(20), many] {
        let begun = std::time::Instant::now();
        let html = sanitised(&html);
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
        assert!(html.links.len() <= 200);
        assert!(!html.document.contains("href"), "all of them are doubtful");
    }
}

fn tracker(host: &str, kind: TrackerKind, times: u32) -> Tracker {
    Tracker { host: host.to_owned(), kind, times }
}

const TRACKED: &str = "<img src=https://pictures.example/1.png width=600 height=200>\
    <img src=https://Count.example/o?x width=1 height=1><img src=//count.example/o?y height=1px>\
    <img src=https://hide.example/x style='display:none;background:url(https://hide.example/z)'>\
    <img src=https://shop.example/wf/open?upn=x>\
    <p style='background:url(https://t.yesware.com/x)'>Words</p>\
    <style>p{background:url(https://t.yesware.com/y)}</style>";

#[test]
fn trackers_are_named_among_what_is_blocked() {
    let html = sanitised(TRACKED);
    assert_eq!((html.blocked_remote, html.blocked_trackers), (8, 6));
    let mut named = html.trackers.clone();
    named.sort_by(|one, other| one.host.cmp(&other.host));
    assert_eq!(
        named,
        [
            tracker("count.example", TrackerKind::Tiny, 2),
            tracker("hide.example", TrackerKind::Hidden, 1),
            tracker("shop.example", TrackerKind::Known, 1),
            tracker("t.yesware.com", TrackerKind::Known, 2),
        ]
    );
}

#[test]
fn trackers_stay_out_when_images_are_shown() {
    let html = shown(TRACKED);
    assert_eq!((html.blocked_remote, html.blocked_trackers), (6, 6));
    assert_eq!(html.document.matches("https://").count(), 2, "{}", html.document);
    assert!(html.document.contains(
        "<img src=\"https://pictures.example/1.png\" width=\"600\" height=\"200\" referrerpolicy=\"no-referrer\">"
    ));
    for host in ["count.example", "shop.example", "yesware.com", "hide.example/x"] {
        assert!(!html.document.contains(host), "{host} in {}", html.document);
    }
}

#[test]
fn a_mail_with_nothing_but_a_tracker_is_blank() {
    assert!(sanitised("<p></p><img src=https://a.example/x width=1 height=1>").blank);
    assert!(!sanitised("<p></p><img src=https://a.example/x>").blank);
    assert!(!sanitised("<p style='background:url(https://a.example/x)'>").blank);
}

#[test]
fn only_some_trackers_are_named_and_all_are_counted() {
    let html: String =
        (0..100).map(|n| format!("<img width=1 height=1 src=https://t{n}.example/x>")).collect();
    let html = sanitised(&html);
    assert_eq!((html.blocked_trackers, html.trackers.len()), (100, 16));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the address, the host that is told is ASCII and the one that the target asks; a sound
    /// link has no user name.
    #[test]
    fn what_is_told_is_what_is_asked(
        host in "[a-zа-яä@:.%0-9ｅ。-]{0,20}|([a-z]{1,5}\\.){1,3}[a-z]{2}",
        path in "[/?#][a-z@:/.]{0,20}|",
        words in "[a-z.@/: ]{0,30}|\\PC{0,20}",
    ) {
        if let Some(link) = judge_link(&format!("https://{host}{path}"), &words) {
            prop_assert!(link.host.is_ascii() && !link.host.is_empty());
            let after = link.target.strip_prefix("https://").expect("https");
            let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
            let asked = authority.rsplit('@').next().unwrap_or_default();
            prop_assert!(asked == link.host || asked.starts_with(&format!("{}:", link.host)), "{link:?}");
            prop_assert!(!link.doubts.is_empty() || !authority.contains('@'), "{link:?}");
            let again = judge_link(&link.target, &words);
            prop_assert_eq!(again, Some(link));
        }
    }

    /// A link that is shown as another name is never followed unasked.
    #[test]
    fn a_link_shown_as_another_host_is_doubtful(
        one in "[a-z]{3,9}\\.(com|org|de|example)",
        other in "[a-z]{3,9}\\.(net|fr|test)",
        prefix in "(https?://|www\\.|)",
        before in "([a-z]{1,5} ){0,3}",
    ) {
        let html = sanitised(&format!("<a href='https://{other}/'>{before}{prefix}{one}</a>"));
        prop_assert_eq!(html.links.len(), 1);
        prop_assert!(!html.document.contains("href"));
    }
}
