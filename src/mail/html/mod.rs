//! HTML of a mail: as a tree, parsed as browsers parse it, at a cost that the sender cannot choose;
//! or, for its first words, merely without its tags.

mod census;
mod characters;
mod dom;
mod fold;
mod lines;
mod markup;
mod parse;
mod strip;
mod text;

pub(crate) use census::{Census, census};
pub(crate) use dom::{Content, Dom, Element, NodeId};
pub(crate) use fold::{Fold, trailing_quote};
pub(crate) use parse::parse;
pub(crate) use strip::strip;
pub(crate) use text::text;
