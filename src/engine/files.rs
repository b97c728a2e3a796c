//! What pages ask about copies of mail as files, and about mail from files.

use futures::{
    FutureExt,
    future::{LocalBoxFuture, ready},
};

use super::{
    Engine,
    api::Request,
    platform::{Client, Platform},
    problem::Problem,
};

impl<P: Platform> Engine<P> {
    /// Does it. What it takes is deep: it is put aside here, so that every other request is as small as it was.
    pub(super) fn with_files(
        &self,
        client: Client,
        request: Request,
    ) -> LocalBoxFuture<'_, Result<(), Problem>> {
        match request {
            Request::SaveCopy { number, what, kind, folders } => {
                return self.save_copy(client, number, what, kind, folders).boxed_local();
            }
            Request::SaveMore(number) => return self.save_more(client, number).boxed_local(),
            Request::BringIn { number, files, to } => {
                return self.bring_in(client, number, files, to).map(Ok).boxed_local();
            }
            Request::StopSaving(number) => self.stop_saving(client, number),
            Request::Gives { number, bytes } => self.given(client, number, bytes),
            Request::StopBringingIn(number) => self.stop_bringing_in(client, number),
            _ => {}
        }
        ready(Ok(())).boxed_local()
    }
}
