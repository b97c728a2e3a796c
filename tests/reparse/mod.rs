//! Reads sanitised HTML again with another tree than the sanitiser's, and says what is in it
//! that should not be. The lists are this file's own, so that a slip in the others shows.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

const ELEMENTS: &str = "a abbr acronym address article aside b bdi big blockquote br caption center cite code \
    col colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup \
    hr i img ins kbd li main mark menu nav nobr ol p pre q s samp section small span strike strong style sub \
    summary sup table tbody td tfoot th thead time tr tt u ul var wbr";

const ATTRIBUTES: &str = "abbr align alt background bgcolor border bordercolor cellpadding cellspacing class clear \
    color colspan compact data-link datetime dir face frame headers height href hspace id lang noshade nowrap open \
    referrerpolicy rel reversed role rowspan rules scope size span src start style summary tabindex target title type \
    valign value vspace width";

/// Everything in a document that could run, fetch, submit or hide; empty when it is safe.
pub(crate) fn offences(document: &str) -> Vec<String> {
    let mut offences = Vec::new();
    for scripting_enabled in [true, false] {
        let tree_builder = TreeBuilderOpts { scripting_enabled, ..TreeBuilderOpts::default() };
        let options = ParseOpts { tree_builder, ..ParseOpts::default() };
        let body = QualName::new(None, ns!(html), local_name!("body"));
        let fragment = parse_fragment(RcDom::default(), options.clone(), body, Vec::new(), scripting_enabled);
        inspect(fragment.one(document).document.clone(), &mut offences);
        inspect(parse_document(RcDom::default(), options).one(document).document.clone(), &mut offences);
    }
    offences
}

/// The same without the marks of doubtful links, which only the sanitiser may write.
pub(crate) fn unmarked(document: &str) -> String {
    let document = document.replace(" role=\"link\" tabindex=\"0\"", "");
    let mut parts = document.split(" data-link=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| done + part.split_once('"').expect("the number ends").1)
}

fn inspect(root: Handle, offences: &mut Vec<String>) {
    let mut next = vec![root];
    while let Some(node) = next.pop() {
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let known = ELEMENTS.split_whitespace().any(|one| one == &*name.local)
                    // The parser makes these by itself.
                    || matches!(&*name.local, "html" | "head" | "body");
                if !known || name.ns != ns!(html) {
                    offences.push(format!("element {name:?}"));
                }
                for attribute in attrs.borrow().iter() {
                    let (attribute, value) = (&*attribute.name.local, &*attribute.value);
                    if let Some(why) = attribute_offence(&name.local, attribute, value) {
                        offences.push(format!("{why}: {attribute}={value:?} on {}", name.local));
                    }
                }
                let has = |name: &str| attrs.borrow().iter().any(|one| &*one.name.local == name);
                if has("data-link") && has("href") {
                    offences.push("a doubtful link with an address".to_owned());
                }
                if has("data-link") != has("role") || has("role") != has("tabindex") {
                    offences.push("a doubtful link with half its marks".to_owned());
                }
                if &*name.local == "style" {
                    for child in node.children.borrow().iter() {
                        if let NodeData::Text { contents } = &child.data
                            && let Some(why) = css_offence(&contents.borrow())
                        {
                            offences.push(format!("{why} in style: {:?}", contents.borrow()));
                        }
                    }
                }
            }
            NodeData::Comment { contents } => offences.push(format!("comment {contents:?}")),
            NodeData::ProcessingInstruction { .. } | NodeData::Doctype { .. } => {
                offences.push("markup".into())
            }
            NodeData::Document | NodeData::Text { .. } => {}
        }
        next.extend(node.children.borrow().iter().cloned());
    }
}

fn attribute_offence(element: &str, name: &str, value: &str) -> Option<&'static str> {
    if !ATTRIBUTES.split_whitespace().any(|one| one == name) {
        return Some("attribute");
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| value.starts_with(prefix));
    match name {
        "style" => css_offence(value),
        "href" if element != "a" => Some("href"),
        "href" => (!starts(&["http://", "https://", "mailto:", "tel:", "#"])).then_some("scheme"),
        "src" if element != "img" => Some("src"),
        "src" | "background" => (!pictures().any(|data| value.starts_with(&data))).then_some("fetch"),
        "data-link" if element != "a" => Some("data-link"),
        "data-link" => (!value.bytes().all(|byte| byte.is_ascii_digit())).then_some("number"),
        "role" => (value != "link").then_some("role"),
        "tabindex" => (value != "0").then_some("tabindex"),
        "target" => (value != "_blank").then_some("target"),
        "rel" => (value != "noopener noreferrer").then_some("rel"),
        _ => None,
    }
}

/// What the addresses of images begin with that are in the document themselves.
fn pictures() -> impl Iterator<Item = String> {
    ["png", "jpeg", "gif", "webp", "avif", "bmp"].into_iter().map(|one| format!("data:image/{one};base64,"))
}

fn css_offence(css: &str) -> Option<&'static str> {
    let css = css.to_ascii_lowercase();
    let css = pictures().fold(css, |css, data| css.replace(&format!("url(\"{data}"), "\""));
    // Text within quotes is only text: fonts may be called anything.
    let outside: String = css.split('"').step_by(2).collect();
    // Declarations are written with a space after the colon; `.url:hover` is only a class.
    let known = [
        "url(",
        "image-set",
        "attr(",
        "var(",
        "env(",
        "expression(",
        "behavior: ",
        "-moz-binding: ",
        "@import",
        "@font-face",
        "@supports",
        "@namespace",
        " position: ",
        "{position: ",
        " content: ",
        "{content: ",
        "javascript:",
        "src: ",
        "filter: ",
        "element(",
        "progid",
    ];
    let outside = format!(" {outside}");
    if css.contains('<') {
        return Some("markup");
    }
    known.into_iter().find(|one| outside.contains(one))
}
