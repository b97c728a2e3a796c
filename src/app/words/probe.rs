//! "Check now": what works with an account's server, step by step.

use super::catalogue::{Word, say};
use super::{Telling, bytes, messages, number, problem};
use crate::{
    app::state::Probe,
    engine::api::{ProbeStep, Probed},
};

/// Asks for the check.
pub const CHECK_NOW: Word = Word("Check now");
/// What it does.
pub const CHECK_HINT: Word =
    Word("Goes to the server with what stands here, and says what works. Collects nothing.");
/// Asks for it once more.
pub const CHECK_AGAIN: Word = Word("Check again");
/// Ends it.
pub const STOP_CHECK: Word = Word("Stop");
/// The steps.
pub const CHECK_STEPS: Word = Word("Steps");
/// A step that is done, for who cannot see its sign.
pub const STEP_WORKS: Word = Word("works");
/// A step that is done and found a lack.
pub const STEP_LACKS: Word = Word("note");
/// A step that failed.
pub const STEP_FAILED: Word = Word("failed");
/// A step that is being taken.
pub const STEP_NOW: Word = Word("being checked");
/// A step that was not come to.
pub const STEP_OPEN: Word = Word("not checked");

/// The head of the check.
#[must_use]
pub fn check_of(host: &str) -> String {
    say!("Check of {host}", host)
}

/// A step.
#[must_use]
pub fn step(step: ProbeStep) -> &'static str {
    match step {
        ProbeStep::Relay => say!("Relay"),
        ProbeStep::Connection => say!("Connection"),
        ProbeStep::Tls => say!("Encryption"),
        ProbeStep::Greeting => say!("Greeting"),
        ProbeStep::Capabilities => say!("Capabilities"),
        ProbeStep::Login => say!("Login"),
        ProbeStep::Waiting => say!("Mailbox"),
        ProbeStep::Uidl => say!("Names (UIDL)"),
        ProbeStep::Top => say!("Headers alone (TOP)"),
    }
}

/// What a step found.
#[must_use]
pub fn probed(found: &Probed) -> String {
    match found {
        Probed::Relay => say!("The relay answers.").to_owned(),
        Probed::Connection => say!("The name was found, and the server takes connections.").to_owned(),
        Probed::Tls(tls) if tls.pinned => {
            say!(
                "{version}; you trust the certificate, no public authority vouches for it.",
                version = tls.version
            )
        }
        Probed::Tls(tls) => say!("{version}; the certificate is trusted.", version = tls.version),
        Probed::Unencrypted => {
            say!("None: the relay and every network on the way can read your password and your mail.")
                .to_owned()
        }
        Probed::Greeting(said) if said.trim().is_empty() => say!("It greets without a word.").to_owned(),
        Probed::Greeting(said) => say!("It says “{words}”.", words = said.trim()),
        Probed::Capabilities(lines) if lines.is_empty() => {
            say!("It does not say what it can do; that is found out by trying.").to_owned()
        }
        Probed::Capabilities(lines) => lines.join(", "),
        Probed::Login(method) if method.is_empty() => say!("Accepted.").to_owned(),
        Probed::Login(method) => say!("Accepted, with {method}.", method),
        Probed::Waiting { messages: 0, .. } => say!("It is empty.").to_owned(),
        Probed::Waiting { messages: waiting, octets } => {
            let waiting = messages(u32::try_from(*waiting).unwrap_or(u32::MAX));
            format!("{waiting}, {}.", bytes(*octets))
        }
        Probed::Uidl(true) => say!("It names messages: each is collected once.").to_owned(),
        Probed::Uidl(false) => {
            say!("It names no messages: they are told apart by their headers, and none is deleted there.")
                .to_owned()
        }
        Probed::Top(Some(true)) => say!("It shows headers without the rest.").to_owned(),
        Probed::Top(Some(false)) => {
            say!("It does not show headers alone: they come with whole messages.").to_owned()
        }
        Probed::Top(None) => say!("Not tried: there is no message to try it with.").to_owned(),
    }
}

/// Whether what a step found is nothing to be glad of.
#[must_use]
pub fn lacks(found: &Probed) -> bool {
    match found {
        Probed::Unencrypted | Probed::Uidl(false) | Probed::Top(Some(false)) => true,
        Probed::Capabilities(lines) => lines.is_empty(),
        _ => false,
    }
}

/// Why a step failed, and what to do about it.
#[must_use]
pub fn step_problem(probe: &Probe, listed: Option<&str>) -> Option<Telling> {
    probe.failed.as_ref().map(|(_, failed)| problem(failed, 0, listed))
}

/// How far it is, in a line.
#[must_use]
pub fn check_so_far(probe: &Probe) -> String {
    if probe.waits {
        return say!("Mail is being collected from it. The check begins when that is over.").to_owned();
    }
    if let Some((failed, _)) = &probe.failed {
        return say!("{step}: failed. Nothing was collected or deleted.", step = step(*failed));
    }
    if let Some(now) = probe.under_way() {
        let steps = ProbeStep::order(probe.security);
        let at = steps.iter().position(|step| *step == now).unwrap_or_default() + 1;
        let count = |count: usize| number(u32::try_from(count).unwrap_or(u32::MAX));
        return say!(
            "Step {at} of {total}: {now}",
            at = count(at),
            total = count(steps.len()),
            now = step(now)
        );
    }
    if probe.all_works() {
        say!("It works. Nothing was collected or deleted.").to_owned()
    } else {
        say!("Stopped. Nothing was collected or deleted.").to_owned()
    }
}
