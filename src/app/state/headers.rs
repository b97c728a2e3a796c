//! All header fields of the open message.

use std::rc::Rc;

use super::{Dialog, Effect, State};
use crate::{engine::api::Request, mail::HeaderFields, store::MessageId};

/// The header fields on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderSheet {
    /// Whose.
    pub message: MessageId,
    /// `None` until the worker has sent them.
    pub headers: Option<Rc<HeaderFields>>,
    /// They were copied, or the browser refused that.
    pub copied: Option<bool>,
}

impl State {
    /// "All headers".
    pub(super) fn show_headers(&mut self) -> Vec<Effect> {
        let Some(message) = self.reader.as_ref().map(|reader| reader.id) else { return Vec::new() };
        self.dialog = Some(Dialog::Headers(HeaderSheet { message, headers: None, copied: None }));
        vec![Effect::Send(Request::Headers(message))]
    }

    pub(super) fn take_headers(&mut self, message: MessageId, headers: HeaderFields) {
        if let Some(Dialog::Headers(sheet)) = &mut self.dialog
            && sheet.message == message
        {
            sheet.headers = Some(Rc::new(headers));
        }
    }

    /// "Copy headers": a line each.
    pub(super) fn copy_headers(&self) -> Vec<Effect> {
        let Some(Dialog::Headers(HeaderSheet { headers: Some(headers), .. })) = &self.dialog else {
            return Vec::new();
        };
        let line = |field: &crate::mail::HeaderField| format!("{}: {}\n", field.name, field.value);
        vec![Effect::Copy(headers.fields.iter().map(line).collect())]
    }
}
