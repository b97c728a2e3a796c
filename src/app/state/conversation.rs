//! The conversation around the message being read.

use std::rc::Rc;

use super::{Effect, Focus, Reader, Span, State};
use crate::{
    engine::api::{Conversation, Request},
    store::MessageId,
};

impl State {
    /// Asks for the conversation of the message being read, unless its row says that there is none, or
    /// none that is not known.
    pub(super) fn ask_for_conversation(&self) -> Option<Effect> {
        let reader = self.reader.as_ref()?;
        let total = self.list.find(reader.id).map_or(0, |(_, row)| row.conversation);
        let known = reader.conversation.as_ref().map_or(1, |conversation| conversation.total);
        (total != known).then_some(Effect::Send(Request::Conversation(reader.id)))
    }

    pub(super) fn take_conversation(&mut self, conversation: Conversation) {
        let of_it = |reader: &&mut Reader| reader.id == conversation.message;
        if let Some(reader) = self.reader.as_mut().filter(of_it) {
            reader.conversation = Some(Rc::new(conversation));
        }
    }

    /// Another message of the conversation is opened.
    pub(super) fn open_beside(&mut self, id: MessageId) -> Vec<Effect> {
        let Some(reader) = self.reader.as_ref().filter(|reader| reader.id != id) else { return Vec::new() };
        let conversation = reader.conversation.clone();
        if let Some((index, _)) = self.list.find(id) {
            let list = Rc::make_mut(&mut self.list);
            list.point(index);
            list.mark(|marked| marked == id, true);
        }
        let rows = conversation.iter().flat_map(|conversation| &conversation.rows);
        let was_read = rows.filter(|(_, row)| row.id == id).all(|(_, row)| row.read);
        // It stands in the same conversation: what is known of that stays until the worker says it anew.
        self.reader = Some(Reader { conversation, beside: true, ..Reader::of(id) });
        let mut effects = vec![
            Effect::Drop(Span::OpenMessage),
            Effect::Begin(Span::OpenMessage),
            Effect::Send(Request::open(id)),
            Effect::Send(Request::Conversation(id)),
            Effect::Focus(Focus::Message),
        ];
        if !was_read {
            effects.push(Effect::Send(Request::MarkRead { messages: vec![id], read: true }));
        }
        effects
    }
}
