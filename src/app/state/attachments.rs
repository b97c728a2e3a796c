//! The files of the open message: saved, or looked at.

use super::{Dialog, Effect, Picture, Previewed, State};
use crate::{engine::api::Request, mail::Preview, store::MessageId};

/// What the reader does with attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnAttachments {
    /// "Save": which one.
    Save(u32),
    /// "Save all".
    SaveAll,
    /// "Show": which one.
    Show(u32),
}

impl State {
    pub(super) fn on_attachments(&mut self, act: OnAttachments) -> Vec<Effect> {
        let Some(reader) = &mut self.reader else { return Vec::new() };
        let message = reader.id;
        match act {
            OnAttachments::Save(index) => {
                reader.saving.insert(index);
                vec![Effect::Send(Request::Attachment { message, index })]
            }
            OnAttachments::SaveAll => vec![Effect::Send(Request::AllAttachments(message))],
            OnAttachments::Show(index) => {
                let mut files = reader.message.iter().flat_map(|message| &message.reading.attachments);
                let Some(file) = files.find(|file| file.index == index).cloned() else { return Vec::new() };
                let request = match file.preview {
                    Preview::None => return Vec::new(),
                    Preview::Text => Request::AttachedText { message, index },
                    Preview::Image | Preview::Audio | Preview::Video | Preview::Pdf => {
                        reader.previewing = Some(index);
                        Request::Attachment { message, index }
                    }
                };
                self.dialog = Some(Dialog::Preview(Box::new(file), Previewed::Coming));
                vec![Effect::Send(request)]
            }
        }
    }

    /// An attachment came: to be saved or shown if that was asked for, else to be drawn in the message.
    pub(super) fn take_attachment(
        &mut self,
        message: MessageId,
        index: u32,
        name: String,
        picture: Picture,
    ) -> Vec<Effect> {
        let Some(reader) = self.reader.as_mut().filter(|reader| reader.id == message) else {
            return Vec::new();
        };
        if reader.saving.remove(&index) {
            return vec![Effect::Save { name, bytes: picture.bytes }];
        }
        if reader.previewing == Some(index) {
            reader.previewing = None;
            self.preview(index, Previewed::File(picture));
            return Vec::new();
        }
        reader.images.insert(index, picture);
        Vec::new()
    }

    pub(super) fn take_attached_text(&mut self, message: MessageId, index: u32, text: &str, whole: bool) {
        if self.reader.as_ref().is_some_and(|reader| reader.id == message) {
            self.preview(index, Previewed::Text(text.into(), whole));
        }
    }

    fn preview(&mut self, index: u32, previewed: Previewed) {
        if let Some(Dialog::Preview(file, shown)) = &mut self.dialog
            && file.index == index
        {
            *shown = previewed;
        }
    }
}
