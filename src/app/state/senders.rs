//! Who wrote the open message, and what they may do: show images from elsewhere, lead elsewhere.

use super::{Dialog, Effect, State};
use crate::{
    engine::api::Request,
    mail::{Link, RemoteImages},
};

/// What the reader says or does about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnSender {
    /// "Show remote images".
    ShowImages,
    /// "Always for this sender", or no longer.
    AlwaysShowImages(bool),
    /// Whether the server that checked who wrote it is the reader's own.
    IsMyServer(bool),
    /// A link was followed that does not lead where it seems to.
    DoubtfulLink(Link),
}

impl State {
    pub(super) fn on_sender(&mut self, act: OnSender) -> Vec<Effect> {
        let Some(reader) = &self.reader else { return Vec::new() };
        let id = reader.id;
        match act {
            OnSender::ShowImages => {
                vec![Effect::Send(Request::Open { id, remote: RemoteImages::Shown })]
            }
            OnSender::AlwaysShowImages(always) => {
                vec![Effect::Send(Request::AlwaysShowImages { message: id, always })]
            }
            OnSender::IsMyServer(is_own) => {
                let message = reader.message.as_ref();
                let asked = message.and_then(|message| Some((message, message.asks_about.clone()?)));
                let Some((message, authserv_id)) = asked else { return Vec::new() };
                let (account, remote) = (message.account, message.remote);
                vec![
                    Effect::Send(Request::TrustServer { account, authserv_id, is_own }),
                    Effect::Send(Request::Open { id, remote }),
                ]
            }
            OnSender::DoubtfulLink(link) => {
                self.dialog = Some(Dialog::Link(link));
                Vec::new()
            }
        }
    }
}
