//! Newsletters look the same before and after they were made safe.
//!
//! Before: what the sender wrote, as the document that it is, with its own doctype, `html` and `body`; no
//! script runs in it, and nothing is fetched. After: what the sanitiser made of it, in the frame's document.
//!
//! What the app decides is the same on both sides: the letters that are taken where a mail names none, and
//! the margin around it, which is the `html` element's before and the `body`'s after. Were it not, none of
//! these newsletters would be within the limit, and 6 to 62% of them differ: a browser sets 8 pixels around
//! a page and takes letters with serifs, the frame sets 24 and takes those of the app, and so hardly a line
//! stands where it stood.

use base64::{Engine, prelude::BASE64_STANDARD};
use restante::mail::{RemoteImages, sanitise};
use restante_end_to_end::{Browser, Options, screenshots};
use serde_json::json;

use crate::{
    picture::{Picture, Place},
    sections::{Section, sections},
};

/// The document of the frame.
const FRAME: &str = include_str!("../../../../www/message.html");

/// So much of a picture may look different.
const MOST: f64 = 0.02;

/// A pixel looks different if one of its colours differs by more than this.
const TOLERANCE: u8 = 16;

/// So many pixels of a picture are neither white nor its background at least: it is not empty.
const FEWEST_DRAWN: f64 = 0.03;

/// Shows a mail before and after, side by side in frames as wide as told, and gives their height.
const SHOW: &str = "
    const [frame, written, sanitised, width] = arguments;
    document.documentElement.style.background = '#fff';
    document.body.style.cssText = 'margin: 0';
    document.body.replaceChildren();
    const show = (left, source) => new Promise(done => {
        const element = document.createElement('iframe');
        element.style.cssText = `position: absolute; top: 0; border: 0; background: #fff; height: 100px;
            width: ${width}px; left: ${left}px`;
        element.sandbox = 'allow-same-origin';
        element.onload = () => done(element);
        element.srcdoc = source;
        document.body.append(element);
    });
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (async () => {
        const [before, after] = [await show(0, written), await show(width + 20, frame)];
        const [raw, safe] = [before.contentDocument, after.contentDocument];
        const style = raw.createElement('style');
        // What holds of the element that stands for the mail's own body holds of that body anyway.
        const rules = [...safe.styleSheets[0].cssRules].map(rule => rule.cssText);
        style.textContent = rules.filter(rule => !rule.startsWith(':where(body')).join(' ');
        safe.body.innerHTML = sanitised;
        const { padding, backgroundColor } = getComputedStyle(safe.body);
        style.textContent += `html { padding: ${padding}; background: #fff linear-gradient(
            ${backgroundColor}, ${backgroundColor}) } body { padding: 0 }`;
        raw.head.prepend(style);
        if (raw.body.text) raw.body.style.color ||= raw.body.text;
        await Promise.all([...raw.images, ...safe.images].map(image => image.decode().catch(() => {})));
        const heights = [raw, safe].map(inside => Math.ceil(inside.documentElement.getBoundingClientRect().height));
        for (const frame of [before, after]) frame.style.height = `${Math.max(...heights)}px`;
        await drawn();
        return heights;
    })();
";

/// How one template fared at one width.
struct Result {
    name: String,
    heights: (u64, u64),
    differing: f64,
    drawn: f64,
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
async fn compare(browser: &Browser, template: &Section, width: usize, read: &str) -> Result {
    let name = format!("{}-{width}", template.name.replace(' ', "-"));
    let sanitised = sanitise(read, RemoteImages::Blocked, &mut |_| None);
    assert!(sanitised.complete && !sanitised.blank, "{name}");
    let arguments = vec![json!(FRAME), json!(template.text), json!(sanitised.document), json!(width)];
    let heights = browser.script(SHOW, arguments).await;
    let heights = (heights[0].as_u64().expect("a height"), heights[1].as_u64().expect("a height"));
    let height = usize::try_from(heights.0.max(heights.1)).expect("of a screen");
    let clip = json!({ "x": 0, "y": 0, "width": 2 * width + 20, "height": height, "scale": 1 });
    let params = json!({ "clip": clip, "captureBeyondViewport": true });
    let shot = browser.devtools("Page.captureScreenshot", params).await;
    let png = BASE64_STANDARD.decode(shot["data"].as_str().expect("a picture")).expect("in Base64");
    if read == template.text {
        let folder = screenshots().join("fidelity");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{name}.png")), &png).expect("written");
    }
    let picture = Picture::read(&png);
    assert_eq!((picture.width, picture.height), (2 * width + 20, height), "{name}");
    let before = Place { left: 0, top: 0, right: width, bottom: height };
    let after = Place { left: width + 20, right: 2 * width + 20, ..before };
    let (differing, drawn) = picture.compare(before, after, TOLERANCE);
    let all = (width * height) as f64;
    Result { name, heights, differing: differing as f64 / all, drawn: drawn as f64 / all }
}

#[tokio::test(flavor = "multi_thread")]
async fn newsletters_look_as_they_were_written() {
    let templates = sections(include_str!("templates.html"));
    assert_eq!(templates.len(), 30);
    let flags = vec!["--hide-scrollbars".to_owned(), "--host-resolver-rules=MAP * ~NOTFOUND".to_owned()];
    let options = Options { window: (1340, 900), flags, ..Options::default() };
    Browser::run("fidelity", options, async |browser| {
        browser.go("about:blank").await;
        let mut results = Vec::new();
        for template in &templates {
            results.push(compare(browser, template, 640, template.text).await);
            if template.text.contains("@media") {
                results.push(compare(browser, template, 390, template.text).await);
            }
        }
        for Result { name, heights, differing, drawn } in &results {
            let (differing, drawn) = (100.0 * differing, 100.0 * drawn);
            println!(
                "{differing:6.2}% of {name} differ ({} / {} px high, {drawn:.0}% drawn)",
                heights.0, heights.1
            );
        }
        let failed: Vec<&str> =
            results.iter().filter(|one| one.differing > MOST).map(|one| one.name.as_str()).collect();
        let empty: Vec<&str> =
            results.iter().filter(|one| one.drawn < FEWEST_DRAWN).map(|one| one.name.as_str()).collect();
        assert!(empty.is_empty(), "nothing to be seen: {empty:?}");
        assert!(failed.is_empty(), "they look different: {failed:?}");

        // The measure is not blind: this is what it says of a sanitiser that keeps no styles.
        let mut told = 0;
        for template in &templates {
            let bare = template.text.replace(" style=", " title=");
            let bare = bare.replace("<style", "<template").replace("</style", "</template");
            told += usize::from(compare(browser, template, 640, &bare).await.differing > MOST);
        }
        println!("{told} of {} would look different without their styles", templates.len());
        assert!(told * 10 >= templates.len() * 8, "{told} are told apart");
    })
    .await;
}
