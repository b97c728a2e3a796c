//! HTML of a mail as a tree, parsed as browsers parse it, at a cost that the sender cannot choose.

mod dom;
mod parse;
mod text;

pub(crate) use dom::{Content, Dom, Element, NodeId};
pub(crate) use parse::parse;
pub(crate) use text::{Hidden, text};
