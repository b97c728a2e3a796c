//! Finding things by role and accessible name, as the browser computes them for screen readers.

use std::time::Duration;

use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use crate::{Browser, Kind, PATIENCE, until};

/// The property under which an element is handed from the DevTools protocol to WebDriver.
const HANDOVER: &str = "restanteEndToEndHandover";

/// What an accessible name has to be like.
#[derive(Debug, Clone, Copy)]
pub enum Name<'a> {
    /// Exactly this.
    Is(&'a str),
    /// It begins with this.
    Begins(&'a str),
    /// Anything.
    Any,
}

impl Name<'_> {
    fn fits(self, name: &str) -> bool {
        match self {
            Self::Is(whole) => name.trim() == whole,
            Self::Begins(start) => name.trim_start().starts_with(start),
            Self::Any => true,
        }
    }
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(whole: &'a str) -> Self {
        Self::Is(whole)
    }
}

/// Something of the accessibility tree.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    role: String,
    name: String,
    backend: u64,
}

impl Browser {
    /// The thing of this role (or one of several, with spaces between) and name that is there now.
    pub async fn see(&self, role: &str, name: impl Into<Name<'_>>) -> Option<Element> {
        self.see_all(role, name).await.into_iter().next()
    }

    /// All things of this role and name that are there now, in the page's order.
    pub async fn see_all(&self, role: &str, name: impl Into<Name<'_>>) -> Vec<Element> {
        let name = name.into();
        if self.kind() == Kind::Firefox {
            return self.with_role(role, |found| name.fits(found)).await;
        }
        let mut elements = Vec::new();
        for node in self.tree().await {
            if role.split(' ').any(|role| role == node.role) && name.fits(&node.name) {
                elements.extend(self.element(node.backend).await);
            }
        }
        elements
    }

    /// Waits for the thing of this role (or one of several) and name.
    ///
    /// # Panics
    /// When it does not come; then with all that is there.
    pub async fn find<'a>(&self, role: &str, name: impl Into<Name<'a>>) -> Element {
        self.find_within(PATIENCE, role, name).await
    }

    /// As [`Self::find`], for what takes longer.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn find_within<'a>(
        &self,
        patience: Duration,
        role: &str,
        name: impl Into<Name<'a>>,
    ) -> Element {
        let name = name.into();
        let mut there = Vec::new();
        let seen = tokio::time::timeout(patience, async {
            loop {
                if let Some(element) = self.see(role, name).await {
                    return element;
                }
                there = self.tree().await;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        match seen.await {
            Ok(element) => element,
            Err(_) => panic!("no {role} named {name:?}; there are:\n{}", outline(&there)),
        }
    }

    /// Waits until there is nothing of this role and name any more.
    ///
    /// # Panics
    /// When it stays longer than `patience`.
    pub async fn gone<'a>(&self, patience: Duration, role: &str, name: impl Into<Name<'a>>) {
        let name = name.into();
        let look = async || self.see(role, name).await.is_none().then_some(());
        until(&format!("the {role} named {name:?} is gone"), patience, look).await;
    }

    /// Waits for the thing and clicks on it, where a hand would: what covers it must go first.
    ///
    /// # Panics
    /// When it does not come, or stays covered.
    pub async fn click<'a>(&self, role: &str, name: impl Into<Name<'a>>) {
        let name = name.into();
        self.find(role, name).await;
        until(&format!("the {role} named {name:?} is clicked"), PATIENCE, async || {
            self.see(role, name).await?.click().await.ok()
        })
        .await;
    }

    /// Waits until the thing of this role and name is there with its text, and gives the text: what is
    /// just being faded in has none yet.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn read<'a>(&self, role: &str, name: impl Into<Name<'a>>) -> String {
        let name = name.into();
        self.find(role, name).await;
        until(&format!("the {role} named {name:?} has a text"), PATIENCE, async || {
            let text = self.see(role, name).await?.text().await.ok()?;
            (!text.trim().is_empty()).then_some(text)
        })
        .await
    }

    /// Waits for an alert whose text holds all these words, in whatever case, and gives its text.
    ///
    /// # Panics
    /// When there is none; then with the alerts that are there.
    pub async fn alert(&self, patience: Duration, words: &[&str]) -> String {
        let mut seen = Vec::new();
        let found = tokio::time::timeout(patience, async {
            loop {
                seen = self.alerts().await;
                let fits = |text: &&String| {
                    let text = text.to_lowercase();
                    words.iter().all(|word| text.contains(&word.to_lowercase()))
                };
                if let Some(text) = seen.iter().find(fits) {
                    return text.clone();
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        match found.await {
            Ok(text) => text,
            Err(_) => panic!("no alert with {words:?}; there are: {seen:#?}"),
        }
    }

    /// The texts of the alerts that are there now.
    pub async fn alerts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.see_all("alert alertdialog", Name::Any).await {
            texts.extend(element.text().await.ok().filter(|text| !text.trim().is_empty()));
        }
        texts
    }

    async fn tree(&self) -> Vec<Node> {
        // While the page is changing there may be none: then nothing is there yet.
        let tree = self.try_devtools("Accessibility.getFullAXTree", json!({})).await.unwrap_or_default();
        let nodes = tree["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        nodes.iter().filter_map(node).collect()
    }

    /// WebDriver's name for a node of the DevTools protocol.
    async fn element(&self, backend: u64) -> Option<Element> {
        let resolved =
            self.try_devtools("DOM.resolveNode", json!({ "backendNodeId": backend })).await.ok()?;
        let hand_over = json!({
            "objectId": resolved["object"]["objectId"],
            "functionDeclaration": format!("function() {{ globalThis.{HANDOVER} = this }}"),
        });
        self.try_devtools("Runtime.callFunctionOn", hand_over).await.ok()?;
        let take =
            format!("const element = window.{HANDOVER}; delete window.{HANDOVER}; return element ?? null");
        let reference = self.try_script(&take, Vec::new()).await.ok()?;
        let id = reference.as_object()?.values().next()?.as_str()?.to_owned();
        Some(Element::from_element_id(self.client().clone(), ElementRef::from(id)))
    }
}

fn node(node: &Value) -> Option<Node> {
    if node["ignored"] == true {
        return None;
    }
    Some(Node {
        role: node["role"]["value"].as_str()?.to_owned(),
        name: node["name"]["value"].as_str().unwrap_or_default().to_owned(),
        backend: node["backendDOMNodeId"].as_u64()?,
    })
}

fn outline(nodes: &[Node]) -> String {
    let lines = nodes
        .iter()
        .filter(|node| !matches!(node.role.as_str(), "StaticText" | "InlineTextBox" | "generic" | "none"))
        .map(|node| format!("  {} {:?}\n", node.role, node.name));
    lines.take(120).collect()
}
