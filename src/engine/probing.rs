//! "Check now": what works with a server, step by step. Nothing is collected, kept or deleted, and whoever has
//! the maildrop open is left alone.

use std::pin::pin;

use futures::{
    channel::oneshot,
    future::{Either, select},
};

use super::{
    Engine,
    api::{Notice, ProbeStep, Probing},
    platform::{Client, Platform, To},
    problem::Problem,
    session::Session,
};
use crate::store::{Account, AccountId, Maildrop, Password};

/// Nobody's id: settings that are checked need not be any account's yet.
const NOBODY: AccountId = AccountId(0);

impl<P: Platform> Engine<P> {
    /// Checks these settings until that is over, or stopped.
    pub(super) async fn probe(
        &self,
        client: Client,
        number: u32,
        id: Option<AccountId>,
        account: &Account,
        password: Option<Password>,
    ) {
        let (stop, stopped) = oneshot::channel();
        // The one before ends with this.
        self.probes.borrow_mut().insert(client, (number, stop));
        let tell = |said| self.platform.notify(To::One(client), Notice::Probing(number, said));
        let work = async {
            if let Err((step, problem)) = self.probe_in_turn(id, account, password, &tell).await {
                tell(Probing::Failed(step, problem));
            }
        };
        if let Either::Left(_) = select(pin!(work), stopped).await {
            self.probes.borrow_mut().retain(|of, (last, _)| (*of, *last) != (client, number));
        }
        tell(Probing::Ended);
    }

    async fn probe_in_turn(
        &self,
        id: Option<AccountId>,
        account: &Account,
        password: Option<Password>,
        tell: &dyn Fn(Probing),
    ) -> Result<(), (ProbeStep, Problem)> {
        let secret = match (password, id) {
            (Some(password), _) => password.0,
            (None, Some(id)) => self.password(id).await.map_err(|problem| (ProbeStep::Login, problem))?,
            (None, None) => String::new(),
        };
        let _turn = self.turn_at(NOBODY, account, || tell(Probing::Waits)).await;
        let known = {
            let contents = self.contents.borrow();
            id.and_then(|id| contents.maildrop(&Maildrop::of(id, account)))
        };
        let known = known.map(|maildrop| self.log(maildrop)).unwrap_or_default();
        Session::probe(&self.platform, account, &secret, &known, &|found| tell(Probing::Found(found))).await
    }
}
