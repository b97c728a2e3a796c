//! Finding things by role and name where there is no DevTools protocol: WebDriver says of an element what
//! its role and its name are, but not which elements have them.

use fantoccini::elements::Element;
use serde_json::{Value, json};

use crate::Browser;

/// The elements that can have a role by themselves; those that are not shown left out.
const CANDIDATES: &str = "
    const own = {
        alert: '', alertdialog: '', article: 'article', banner: 'header', button: 'button, summary, input',
        cell: 'td', checkbox: 'input', combobox: 'select, input', dialog: 'dialog', form: 'form',
        heading: 'h1, h2, h3, h4, h5, h6', image: 'img, svg', img: 'img, svg', link: 'a[href]', list: 'ul, ol',
        listbox: 'select, datalist', listitem: 'li', main: 'main', navigation: 'nav', option: 'option',
        progressbar: 'progress', radio: 'input', region: 'section', row: 'tr', searchbox: 'input',
        spinbutton: 'input', status: 'output', table: 'table', textbox: 'input, textarea',
    };
    const selectors = arguments[0].split(' ')
        .flatMap(role => [`[role~=${role}]`, own[role] ?? '']).filter(Boolean);
    return [...document.querySelectorAll(selectors.join(', '))]
        .filter(element => element.checkVisibility() && !element.closest('[inert], [aria-hidden=true]'));
";

impl Browser {
    /// The elements of this role, or one of several, whose name fits.
    pub(crate) async fn with_role(&self, role: &str, fits: impl Fn(&str) -> bool) -> Vec<Element> {
        let candidates = self.try_script(CANDIDATES, vec![json!(role)]).await.unwrap_or_default();
        let mut found = Vec::new();
        for reference in candidates.as_array().map(Vec::as_slice).unwrap_or_default() {
            let Some(id) = reference.as_object().and_then(|object| object.values().next()?.as_str()) else {
                continue;
            };
            // What has gone meanwhile has neither.
            let said =
                async |what| self.ask(format!("element/{id}/computed{what}")).await.unwrap_or(Value::Null);
            let has_role = |one: &str| {
                // A field for a password has no role by the specification.
                role.split(' ').any(|role| role == one || (one.is_empty() && role == "textbox"))
            };
            let is_one = said("role").await.as_str().is_some_and(has_role);
            if is_one && said("label").await.as_str().is_some_and(&fits) {
                found.push(Element::from_element_id(self.client().clone(), id.to_owned().into()));
            }
        }
        found
    }
}
