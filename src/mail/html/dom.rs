//! The tree that html5ever builds: nodes in one list, linked by number.
//!
//! Linked rather than nested, so that dropping a deep tree does not recurse and moving a node
//! among a hundred thousand siblings costs no more than among two.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

/// A node's place in the list.
pub(crate) type NodeId = usize;

/// What the parser holds on to: the node and, since it asks for it all the time, its name.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    id: NodeId,
    name: Rc<QualName>,
}

/// An element's name and attributes.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: Rc<QualName>,
    pub(crate) attributes: Vec<Attribute>,
    /// Where a template keeps its children: a fragment outside the tree.
    template: Option<NodeId>,
}

impl Element {
    /// The local name of an HTML element; none for SVG and MathML.
    pub(crate) fn html_name(&self) -> Option<&str> {
        (self.name.ns == ns!(html)).then_some(&*self.name.local)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let one = self.attributes.iter().find(|one| one.name.ns == ns!() && &*one.name.local == name);
        one.map(|one| &*one.value)
    }
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Content {
    /// The document, or the content of a template.
    Root,
    Element(Element),
    Text(StrTendril),
    /// A comment or a processing instruction: its text is not kept.
    Ignored,
}

#[derive(Debug)]
struct Node {
    content: Content,
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
}

/// A parsed document.
#[derive(Debug, Default)]
pub(crate) struct Dom {
    nodes: Vec<Node>,
}

impl Dom {
    pub(crate) const DOCUMENT: NodeId = 0;

    pub(crate) fn content(&self, id: NodeId) -> &Content {
        self.nodes.get(id).map_or(&Content::Ignored, |node| &node.content)
    }

    pub(crate) fn element(&self, id: NodeId) -> Option<&Element> {
        match self.content(id) {
            Content::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id)?.first
    }

    pub(crate) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id)?.next
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id)?.parent
    }

    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.first_child(id), |&child| self.next_sibling(child))
    }

    fn add(&mut self, content: Content) -> NodeId {
        let node = Node { content, parent: None, previous: None, next: None, first: None, last: None };
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn detach(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(id) else { return };
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        if let Some(node) = previous.and_then(|id| self.nodes.get_mut(id)) {
            node.next = next;
        }
        if let Some(node) = next.and_then(|id| self.nodes.get_mut(id)) {
            node.previous = previous;
        }
        if let Some(node) = parent.and_then(|id| self.nodes.get_mut(id)) {
            if previous.is_none() {
                node.first = next;
            }
            if next.is_none() {
                node.last = previous;
            }
        }
    }

    /// Puts a node among the children of `parent`, before `next` or at the end.
    fn insert(&mut self, id: NodeId, parent: NodeId, next: Option<NodeId>) {
        self.detach(id);
        let previous = match next {
            Some(next) => self.nodes.get(next).and_then(|node| node.previous),
            None => self.nodes.get(parent).and_then(|node| node.last),
        };
        if let Some(node) = self.nodes.get_mut(id) {
            (node.parent, node.previous, node.next) = (Some(parent), previous, next);
        }
        if let Some(node) = previous.and_then(|id| self.nodes.get_mut(id)) {
            node.next = Some(id);
        }
        if let Some(node) = next.and_then(|id| self.nodes.get_mut(id)) {
            node.previous = Some(id);
        }
        if let Some(node) = self.nodes.get_mut(parent) {
            if previous.is_none() {
                node.first = Some(id);
            }
            if next.is_none() {
                node.last = Some(id);
            }
        }
    }

    fn insert_text(&mut self, text: &StrTendril, parent: NodeId, next: Option<NodeId>) {
        let before = match next {
            Some(next) => self.nodes.get(next).and_then(|node| node.previous),
            None => self.nodes.get(parent).and_then(|node| node.last),
        };
        let before = before.and_then(|id| self.nodes.get_mut(id)).map(|node| &mut node.content);
        if let Some(Content::Text(before)) = before {
            before.push_tendril(text);
        } else {
            let id = self.add(Content::Text(text.clone()));
            self.insert(id, parent, next);
        }
    }
}

/// Builds a [`Dom`] as html5ever tells it to, and counts the work.
#[derive(Debug)]
pub(crate) struct Builder {
    dom: RefCell<Dom>,
    document: Handle,
    moved: Cell<usize>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let mut dom = Dom::default();
        let id = dom.add(Content::Root);
        Self { document: handle(id), dom: RefCell::new(dom), moved: Cell::new(0) }
    }

    /// Nodes made and moved so far.
    pub(crate) fn work(&self) -> usize {
        self.dom.borrow().nodes.len() + self.moved.get()
    }
}

/// A handle for a node that is no element.
fn handle(id: NodeId) -> Handle {
    Handle { id, name: Rc::new(QualName::new(None, ns!(), local_name!(""))) }
}

impl TreeSink for Builder {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.document.clone()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let name = Rc::new(name);
        let mut dom = self.dom.borrow_mut();
        let template = flags.template.then(|| dom.add(Content::Root));
        let element = Element { name: Rc::clone(&name), attributes, template };
        Handle { id: dom.add(Content::Element(element)), name }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        handle(self.dom.borrow_mut().add(Content::Ignored))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        handle(self.dom.borrow_mut().add(Content::Ignored))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let mut dom = self.dom.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => dom.insert(node.id, parent.id, None),
            NodeOrText::AppendText(text) => dom.insert_text(&text, parent.id, None),
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, before: &Handle, child: NodeOrText<Handle>) {
        let placed = self.dom.borrow().nodes.get(element.id).is_some_and(|node| node.parent.is_some());
        if placed {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let template = self.dom.borrow().element(target.id).and_then(|element| element.template);
        handle(template.unwrap_or(target.id))
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        let mut dom = self.dom.borrow_mut();
        let Some(parent) = dom.nodes.get(sibling.id).and_then(|node| node.parent) else { return };
        match node {
            NodeOrText::AppendNode(node) => dom.insert(node.id, parent, Some(sibling.id)),
            NodeOrText::AppendText(text) => dom.insert_text(&text, parent, Some(sibling.id)),
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        let mut dom = self.dom.borrow_mut();
        let node = dom.nodes.get_mut(target.id).map(|node| &mut node.content);
        if let Some(Content::Element(element)) = node {
            for attribute in attributes {
                if !element.attributes.iter().any(|one| one.name == attribute.name) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.dom.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        let mut dom = self.dom.borrow_mut();
        while let Some(child) = dom.first_child(node.id) {
            dom.insert(child, parent.id, None);
            self.moved.set(self.moved.get() + 1);
        }
    }
}
