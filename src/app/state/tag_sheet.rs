//! The sheet on which messages are given tags, and tags are made, renamed, coloured and taken away.

use std::rc::Rc;

use super::{Dialog, Effect, State, Whom};
use crate::{
    engine::api::Request,
    store::{MessageId, Tag, TagId, Tags},
};

/// Colours that a tag can have.
pub const TAG_COLOURS: u8 = 6;

/// The sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagSheet {
    /// The messages that are given tags; none where only the tags themselves are changed.
    pub messages: Rc<Vec<MessageId>>,
    /// The tags that they have, all of them.
    pub set: Tags,
    /// The name of the next tag.
    pub new: String,
    /// The tag whose name is being changed, and what stands in its field.
    pub renaming: Option<(TagId, String)>,
}

/// What is done on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnTags {
    /// It is asked for, for these.
    Show(Option<Whom>),
    /// The messages are given this tag, or it is taken from them.
    Set(TagId, bool),
    /// What stands in the field for the next one.
    Typed(String),
    /// "Add".
    Add,
    /// What stands in the field of one.
    Renamed(TagId, String),
    /// It is left: the name holds.
    Keep,
    /// It has this colour now.
    Colour(TagId, u8),
    /// "Remove".
    Remove(TagId),
}

impl State {
    pub(super) fn on_tags(&mut self, act: OnTags) -> Vec<Effect> {
        let Some(overview) = self.overview.clone() else { return Vec::new() };
        if let OnTags::Show(whom) = act {
            let messages = Rc::new(whom.map(|whom| self.meant(whom)).unwrap_or_default());
            let set = whom.map(|whom| self.filed(whom).1.tags).unwrap_or_default();
            self.dialog = Some(Dialog::Tags(TagSheet { messages, set, ..TagSheet::default() }));
            return Vec::new();
        }
        let Some(Dialog::Tags(sheet)) = &mut self.dialog else { return Vec::new() };
        if let OnTags::Set(tag, set) = act {
            sheet.set = sheet.set.with(tag, set);
            let messages = Rc::unwrap_or_clone(Rc::clone(&sheet.messages));
            return self.tag(messages, tag, set);
        }
        sheet.on(act, &overview.tags).map(Effect::Send).into_iter().collect()
    }
}

impl TagSheet {
    fn on(&mut self, act: OnTags, tags: &[(TagId, Tag)]) -> Option<Request> {
        let known = |id: TagId| tags.iter().find(|(known, _)| *known == id).map(|(_, tag)| tag.clone());
        match act {
            OnTags::Show(_) | OnTags::Set(..) => None,
            OnTags::Typed(text) => {
                self.new = text;
                None
            }
            OnTags::Add => {
                let name = self.new.trim().to_owned();
                if name.is_empty() || tags.len() >= usize::from(Tags::MOST) {
                    return None;
                }
                self.new.clear();
                let colour = u8::try_from(tags.len()).unwrap_or_default() % TAG_COLOURS;
                Some(Request::SaveTag { id: None, tag: Tag { name, colour } })
            }
            OnTags::Renamed(id, name) => {
                self.renaming = Some((id, name));
                None
            }
            OnTags::Keep => {
                let (id, name) = self.renaming.take()?;
                let tag = known(id)?;
                let name = name.trim().to_owned();
                let is_new = !name.is_empty() && name != tag.name;
                is_new.then_some(Request::SaveTag { id: Some(id), tag: Tag { name, ..tag } })
            }
            OnTags::Colour(id, colour) => {
                let tag = known(id)?;
                Some(Request::SaveTag { id: Some(id), tag: Tag { colour, ..tag } })
            }
            OnTags::Remove(id) => Some(Request::RemoveTag(id)),
        }
    }
}
