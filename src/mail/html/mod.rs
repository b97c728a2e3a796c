//! HTML of a mail: as a tree, parsed as browsers parse it, at a cost that the sender cannot choose;
//! or, for its first words, merely without its tags.

mod census;
mod characters;
mod dom;
mod lines;
mod marks;
mod markup;
mod parse;
mod strip;
mod text;

pub(crate) use census::{Census, census};
pub(crate) use dom::{Content, Dom, Element, NodeId};
pub(crate) use marks::{Marks, marks};
pub(crate) use parse::parse;
pub(crate) use strip::strip;
pub(crate) use text::text;
