//! Which words look like the name of a host to a reader: those that end as such names end.

/// The top-level domains of countries (ISO 3166 and what goes with it), each followed by a space.
const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt \
    bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk \
    fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it \
    je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp \
    mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa \
    re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to \
    tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/// Others that a reader knows as such, and those kept for examples. One that is missing is still
/// known by `www.` or `https://` before the name.
const OTHERS: &str = "com net org edu gov mil int info biz name pro coop aero museum jobs mobi travel app dev page \
    web bank insurance finance money pay credit loan cash shop store online site website xyz club top live life news \
    blog cloud email mail tech digital host link click support help center services solutions systems group company \
    agency media network space world today zone one global international vip work works team social chat games art \
    design photo studio software tools london berlin paris tokyo nyc africa asia eus cat example test";

/// The same in letters of their own.
const IN_OWN_LETTERS: &str = "рф бел укр срб мкд мон қаз бг ею ελ ευ 中国 中國 香港 台湾 台灣 新加坡 한국 भारत ไทย საქ հայ \
    السعودية مصر امارات ایران москва дети онлайн сайт орг ком 公司 网络 みんな";

/// Domains below which everybody can have a name (of the public suffix list, those known best).
const SHARED: &str = "appspot.com azurewebsites.net blogspot.com cloudfront.net firebaseapp.com fly.dev \
    github.io gitlab.io glitch.me herokuapp.com myshopify.com netlify.app onrender.com pages.dev readthedocs.io \
    repl.co s3.amazonaws.com surge.sh tumblr.com vercel.app web.app webflow.io weebly.com wixsite.com wordpress.com \
    workers.dev";

/// Second levels of countries below which names are given out: `co.uk`, `com.au`.
const SECOND: &str = "ac co com edu gov ltd me mil net nom or org plc sch";

/// Whether strangers have their names below this one, in lower case.
pub(super) fn is_shared(name: &str) -> bool {
    let has = |list: &str, one: &str| list.split_whitespace().any(|listed| listed == one);
    has(SHARED, name)
        || name.split_once('.').is_some_and(|(second, top)| has(SECOND, second) && has(COUNTRIES, top))
}

/// Whether a name, in lower case, looks like that of a host.
pub(super) fn is_domain(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let Some((rest, top)) = name.rsplit_once('.') else { return false };
    let top = top.strip_prefix("xn--").map_or(top, |_| "example");
    let is_known =
        [COUNTRIES, OTHERS, IN_OWN_LETTERS].iter().any(|list| list.split_whitespace().any(|one| one == top));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() || matches!(c, '-' | '_'))
    };
    is_known && rest.split('.').all(is_label)
}
