//! Notices when a script of somebody else's runs.

use std::collections::BTreeSet;

use restante_end_to_end::Browser;
use serde_json::json;

/// In every document that scripts may run in, whoever calls `alert` and the like tells the page, which
/// writes down the frame it came from.
const ALARM: &str = "
    if (window === top) {
        window.restanteRan = new Set();
        window.restanteRanLast = 0;
        addEventListener('message', ({ data, source }) => {
            if (data !== 'restante:ran') return;
            let inner = source;
            while (inner && inner !== window && inner.parent !== window) inner = inner.parent;
            const frames = [...document.querySelectorAll('iframe')];
            restanteRan.add(frames.find(frame => frame.contentWindow === inner)?.id ?? 'the page itself');
            restanteRanLast = performance.now();
        });
    }
    const tell = () => { top.postMessage('restante:ran', '*') };
    window.alert = window.confirm = window.prompt = window.print = tell;
";

/// Does whatever an event could be made of to all that is in frames, and gives those in which a script ran,
/// when no more come for a while.
const PROVOKE: &str = "
    const [patience] = arguments;
    const links = ['http:', 'https:', 'mailto:'];
    const provoke = (element, view) => {
        element.focus?.({ preventScroll: true });
        for (const type of ['mouseover', 'mouseenter', 'mousemove', 'mousedown', 'mouseup', 'mouseout']) {
            element.dispatchEvent(new MouseEvent(type, { bubbles: true, view }));
        }
        // To follow a link is no script.
        if (links.includes(element.closest('a, area')?.protocol)) return;
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view }));
    };
    for (const frame of document.querySelectorAll('iframe')) {
        for (const element of frame.contentDocument?.querySelectorAll('*') ?? []) {
            provoke(element, frame.contentWindow ?? window);
        }
    }
    const began = performance.now();
    return new Promise(done => {
        const look = () => {
            const quiet = performance.now() - Math.max(restanteRanLast, began) > patience;
            if (quiet) done([...restanteRan]); else setTimeout(look, 20);
        };
        look();
    });
";

/// Sets the alarm in every document that is loaded from now on.
pub(crate) async fn set(browser: &Browser) {
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": ALARM })).await;
    // Even when a vector has opened a window in front of it.
    browser.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await;
}

/// Provokes whatever is in the page's frames, and gives the names of the frames in which a script has run
/// since the page was loaded, when for so many milliseconds none more did.
pub(crate) async fn provoke(browser: &Browser, patience: u32) -> BTreeSet<String> {
    let ran = browser.script(PROVOKE, vec![json!(patience)]).await;
    let ran = ran.as_array().expect("names");
    ran.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}
