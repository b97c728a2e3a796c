//! Looking into a maildrop: what waits there, and what would become of it. Nothing is collected and
//! nothing deleted.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    pin::pin,
};

use futures::future::{Either, select};

use super::{
    Engine,
    api::{Heading, Survey, Surveyed},
    collect::{Looked, Visit, Way},
    identity::{Is, was_met},
    inbox::sender,
    platform::Platform,
    problem::Problem,
    retention::Place,
    turns::Prepared,
};
use crate::{
    mail::{self, HeaderDigest, Summary},
    protocol::pop3::MessageNumber,
    store::{AccountId, Contents, Held, MaildropId, MessageId, Name, Retention, Uidl},
};

/// Octets and headers of what was surveyed last, by name: what a reader chose there is found again, or
/// it is not what they chose.
pub(super) type Seen = HashMap<Uidl, (u64, Option<HeaderDigest>)>;

impl<P: Platform> Engine<P> {
    /// Opens the maildrop when nobody else has it open, and says what is in it.
    pub(super) async fn survey(
        &self,
        id: AccountId,
        retention: Option<Retention>,
        headers: u32,
    ) -> Result<Survey, Problem> {
        let turn = self.turn(id, false).await;
        let Prepared { account, maildrop, secret, log } = self.prepare(id).await?;
        let tell = |progress| self.tell_besides(id, progress);
        let way = Way { account: &account, maildrop, secret: &secret, log: &log, tell: &tell };
        let visit = match select(pin!(Visit::begin(self, way)), turn.stop.clone()).await {
            Either::Left((visit, _)) => visit,
            // An empty survey would say that nothing waits there.
            Either::Right(_) => return Err(Problem::Stopped),
        };
        self.remember(id, maildrop, &log).await?;
        let mut visit = visit?;
        visit.keep_names().await?;
        let retention = retention.unwrap_or(account.retention);
        let looking = async {
            let looked = self.look_at_new(&mut visit, headers).await?;
            let goes = visit.would_go(&account, retention, &looked).await?;
            Ok::<_, Problem>((looked, goes))
        };
        let (looked, goes) = match select(pin!(looking), turn.stop.clone()).await {
            Either::Left((found, _)) => found?,
            Either::Right(_) => return Err(Problem::Stopped),
        };
        let survey = self.tell_survey(&visit, retention, &looked, &goes);
        visit.session.leave();
        Ok(survey)
    }

    /// What was surveyed last under this name.
    pub(super) fn surveyed(&self, maildrop: MaildropId, uidl: &Uidl) -> Option<(u64, Option<HeaderDigest>)> {
        self.surveyed.borrow().get(&maildrop)?.get(uidl).copied()
    }

    /// The headers of the newest that are not here.
    async fn look_at_new(&self, visit: &mut Visit<'_, P>, headers: u32) -> Result<Looked, Problem> {
        let is_new = |place: Place| !matches!(place, Place::Here(..));
        let mut numbers: Vec<MessageNumber> =
            visit.lots().into_iter().filter(|lot| is_new(lot.place)).map(|lot| lot.number).collect();
        numbers.reverse();
        numbers.truncate(usize::try_from(headers).unwrap_or(usize::MAX));
        let mut looked = Looked::new();
        visit
            .look(&numbers, |number, header| {
                let seen = header.map(|header| (mail::summarise(header), mail::header_digest(header)));
                looked.extend(seen.map(|seen| (number, seen)));
            })
            .await?;
        Ok(looked)
    }

    fn tell_survey(
        &self,
        visit: &Visit<'_, P>,
        retention: Retention,
        looked: &Looked,
        goes: &HashSet<MessageNumber>,
    ) -> Survey {
        let contents = self.contents.borrow();
        let mut seen = Seen::new();
        let mut messages: Vec<Surveyed> = Vec::with_capacity(visit.told.len());
        for told in &visit.told {
            let look = looked.get(&told.number);
            // What has no name yet gets one when it is collected; until then it cannot be spoken of.
            let name = told.name.clone().unwrap_or_else(|| Uidl(format!("\0{}", told.number).into_bytes()));
            let known =
                contents.name(visit.maildrop, &name).filter(|name| told.is == Is::Known || !was_met(name));
            let here = known.and_then(|name| here(&contents, name));
            let heading = match (&here, look) {
                (Some((id, _)), _) => contents.message(*id).map(|envelope| heading(&envelope.summary)),
                (None, Some((summary, _))) => Some(heading(summary)),
                (None, None) => None,
            };
            seen.insert(name.clone(), (told.octets, look.map(|(_, digest)| *digest)));
            messages.push(Surveyed {
                number: told.number,
                octets: told.octets,
                here,
                heading,
                wish: known.map(|name| name.wish).unwrap_or_default(),
                goes: goes.contains(&told.number),
                deletable: told.deletable && told.is != Is::Unsure,
                name,
            });
        }
        messages.sort_unstable_by_key(|waits| Reverse(waits.number));
        self.surveyed.borrow_mut().insert(visit.maildrop, seen);
        let octets = messages.iter().fold(0, |sum: u64, message| sum.saturating_add(message.octets));
        Survey { octets, messages, retention }
    }
}

fn here(contents: &Contents, name: &Name) -> Option<(MessageId, Held)> {
    let brief = contents.brief(name.message?)?;
    Some((brief.id, brief.held))
}

fn heading(summary: &Summary) -> Heading {
    Heading {
        from: sender(summary),
        subject: summary.subject.clone(),
        date: summary.date.or(summary.received),
    }
}
