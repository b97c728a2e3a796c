//! Messages to be read: what the reader trusts decides what is said of their senders, and whether their
//! remote images are shown.

use super::{
    Engine,
    api::{Message, Notice, SenderImages},
    platform::{Client, Platform, To},
    problem::Problem,
    wishes::there,
};
use crate::{
    mail::{self, AuthenticationResults, Authenticity, Body, Reading, RemoteImages},
    store::{AccountId, Change, Commit, MessageId, Trust},
};

/// Servers judged for one account; a provider has some.
const MOST_SERVERS: usize = 64;
/// After so many servers that are not the reader's own, and none that is, nobody asks any more.
const MOST_REFUSED: usize = 8;
/// Bytes of a server's name.
const LONGEST_ID: usize = 255;

impl<P: Platform> Engine<P> {
    /// Sends a message to be read.
    pub(super) async fn open_message(
        &self,
        client: Client,
        id: MessageId,
        remote: RemoteImages,
    ) -> Result<(), Problem> {
        let (envelope, raw) = self.stored(id).await?;
        let trust = self.trust(envelope.account);
        let mut remote = remote;
        let mut reading = mail::read(&raw, remote);
        let (authenticity, sender_images) = judged(&reading, &trust);
        if remote == RemoteImages::Blocked && sender_images == SenderImages::Always && hides_images(&reading)
        {
            remote = RemoteImages::Shown;
            reading = mail::read(&raw, remote);
        }
        let checks = mail::trusted_outcomes(&reading.authentication, |id| is_own(&trust, id));
        let message = Message {
            id,
            account: envelope.account,
            date: envelope.date(),
            size: envelope.size,
            held: envelope.held,
            starred: envelope.starred,
            filed: envelope.filed,
            there: there(&self.contents.borrow(), &envelope.brief()),
            wish: self.wish_for(&envelope.brief()),
            remote,
            authenticity,
            checks: checks.into_iter().cloned().collect(),
            asks_about: asks_about(&reading.authentication, &trust),
            sender_images,
            reading,
        };
        self.platform.notify(To::One(client), Notice::Message(Box::new(message)));
        Ok(())
    }

    /// Keeps what the reader says of a server.
    pub(super) async fn trust_server(
        &self,
        account: AccountId,
        authserv_id: &str,
        is_own: bool,
    ) -> Result<(), Problem> {
        let authserv_id = authserv_id.to_lowercase();
        self.commit(|contents| {
            let trust = contents.trust(account).cloned().unwrap_or_default();
            let has_room = trust.servers.len() < MOST_SERVERS || trust.servers.contains_key(&authserv_id);
            let fits = has_room && !authserv_id.is_empty() && authserv_id.len() <= LONGEST_ID;
            let is_new = trust.servers.get(&authserv_id) != Some(&is_own);
            let changes = if contents.accounts().contains_key(&account) && fits && is_new {
                vec![Change::ServerJudged { account, authserv_id, is_own }]
            } else {
                vec![]
            };
            Commit { changes, ..Commit::default() }
        })
        .await
    }

    /// Keeps whether the images of a message's sender are shown. To show them it has to be proven to be
    /// theirs now; to show them no longer it has not.
    pub(super) async fn always_show_images(&self, message: MessageId, always: bool) -> Result<(), Problem> {
        let (envelope, raw) = self.stored(message).await?;
        let account = envelope.account;
        let reading = mail::read(&raw, RemoteImages::Blocked);
        let Some(address) = sender(&reading) else { return Ok(()) };
        self.commit(|contents| {
            let trust = contents.trust(account).cloned().unwrap_or_default();
            let may = !always || judged(&reading, &trust).1 != SenderImages::NotOffered;
            let changes = if may && trust.images_from.contains(&address) != always {
                vec![Change::ImagesWanted { account, address, always }]
            } else {
                vec![]
            };
            Commit { changes, ..Commit::default() }
        })
        .await
    }

    fn trust(&self, account: AccountId) -> Trust {
        self.contents.borrow().trust(account).cloned().unwrap_or_default()
    }
}

/// Whether a message is from whom it says, and what that means for its images.
fn judged(reading: &Reading, trust: &Trust) -> (Authenticity, SenderImages) {
    let authenticity =
        mail::authenticity(&reading.authentication, |id| is_own(trust, id), &reading.summary.from);
    let images = match (&authenticity, sender(reading)) {
        (Authenticity::Proven { .. }, Some(sender)) if trust.images_from.contains(&sender) => {
            SenderImages::Always
        }
        (Authenticity::Proven { .. }, Some(_)) => SenderImages::Offered,
        _ => SenderImages::NotOffered,
    };
    (authenticity, images)
}

/// The one who wrote a message; none where several did.
fn sender(reading: &Reading) -> Option<String> {
    match reading.summary.from.as_slice() {
        [one] if !one.address.is_empty() => Some(one.address.to_lowercase()),
        _ => None,
    }
}

fn is_own(trust: &Trust, authserv_id: &str) -> bool {
    trust.servers.get(authserv_id) == Some(&true)
}

/// Whether images that can be seen were left out.
fn hides_images(reading: &Reading) -> bool {
    reading.bodies.iter().any(|body| match body {
        Body::Html(html) => html.blocked_remote > html.blocked_trackers,
        Body::Text(_) | Body::Image { .. } | Body::Calendar(_) | Body::Card(_) | Body::Bounce(_) => false,
    })
}

/// The server to ask about. Only the topmost can be the reader's own; once one is known, only a
/// neighbour of it is worth a question: senders can write anything, in every mail something else.
fn asks_about(results: &[AuthenticationResults], trust: &Trust) -> Option<String> {
    let id = &results.first()?.authserv_id;
    if id.is_empty() || id.len() > LONGEST_ID || trust.servers.contains_key(id) {
        return None;
    }
    let mut own = trust.servers.iter().filter(|&(_, &is_own)| is_own).map(|(id, _)| id).peekable();
    let is_worth_it = match own.peek() {
        Some(_) => own.any(|known| are_neighbours(known, id)),
        None => trust.servers.len() < MOST_REFUSED,
    };
    (is_worth_it && trust.servers.len() < MOST_SERVERS).then(|| id.clone())
}

/// `mx1.example.org` and `mx2.example.org`
fn are_neighbours(one: &str, other: &str) -> bool {
    let above =
        |id: &str| id.split_once('.').map(|(_, above)| above.to_owned()).filter(|above| above.contains('.'));
    above(one).is_some_and(|shared| above(other) == Some(shared))
}
