//! "Check now": what works with an account's server, step by step.

use super::{Telling, bytes, messages, number, problem};
use crate::{
    app::state::Probe,
    engine::api::{ProbeStep, Probed},
};

/// Asks for the check.
pub const CHECK_NOW: &str = "Check now";
/// What it does.
pub const CHECK_HINT: &str =
    "Goes to the server with what stands here, and says what works. Collects nothing.";
/// Asks for it once more.
pub const CHECK_AGAIN: &str = "Check again";
/// Ends it.
pub const STOP_CHECK: &str = "Stop";
/// The steps.
pub const CHECK_STEPS: &str = "Steps";
/// A step that is done, for who cannot see its sign.
pub const STEP_WORKS: &str = "works";
/// A step that is done and found a lack.
pub const STEP_LACKS: &str = "note";
/// A step that failed.
pub const STEP_FAILED: &str = "failed";
/// A step that is being taken.
pub const STEP_NOW: &str = "being checked";
/// A step that was not come to.
pub const STEP_OPEN: &str = "not checked";

/// The head of the check.
#[must_use]
pub fn check_of(host: &str) -> String {
    format!("Check of {host}")
}

/// A step.
#[must_use]
pub const fn step(step: ProbeStep) -> &'static str {
    match step {
        ProbeStep::Relay => "Relay",
        ProbeStep::Connection => "Connection",
        ProbeStep::Tls => "Encryption",
        ProbeStep::Greeting => "Greeting",
        ProbeStep::Capabilities => "Capabilities",
        ProbeStep::Login => "Login",
        ProbeStep::Waiting => "Mailbox",
        ProbeStep::Uidl => "Names (UIDL)",
        ProbeStep::Top => "Headers alone (TOP)",
    }
}

/// What a step found.
#[must_use]
pub fn probed(found: &Probed) -> String {
    match found {
        Probed::Relay => "The relay answers.".to_owned(),
        Probed::Connection => "The name was found, and the server takes connections.".to_owned(),
        Probed::Tls(tls) if tls.pinned => {
            format!("{}; you trust the certificate, no public authority vouches for it.", tls.version)
        }
        Probed::Tls(tls) => format!("{}; the certificate is trusted.", tls.version),
        Probed::Unencrypted => {
            "None: the relay and every network on the way can read your password and your mail.".to_owned()
        }
        Probed::Greeting(said) if said.trim().is_empty() => "It greets without a word.".to_owned(),
        Probed::Greeting(said) => format!("It says “{}”.", said.trim()),
        Probed::Capabilities(lines) if lines.is_empty() => {
            "It does not say what it can do; that is found out by trying.".to_owned()
        }
        Probed::Capabilities(lines) => lines.join(", "),
        Probed::Login(method) if method.is_empty() => "Accepted.".to_owned(),
        Probed::Login(method) => format!("Accepted, with {method}."),
        Probed::Waiting { messages: 0, .. } => "It is empty.".to_owned(),
        Probed::Waiting { messages: waiting, octets } => {
            let waiting = messages(u32::try_from(*waiting).unwrap_or(u32::MAX));
            format!("{waiting}, {}.", bytes(*octets))
        }
        Probed::Uidl(true) => "It names messages: each is collected once.".to_owned(),
        Probed::Uidl(false) => {
            "It names no messages: they are told apart by their headers, and none is deleted there."
                .to_owned()
        }
        Probed::Top(Some(true)) => "It shows headers without the rest.".to_owned(),
        Probed::Top(Some(false)) => {
            "It does not show headers alone: they come with whole messages.".to_owned()
        }
        Probed::Top(None) => "Not tried: there is no message to try it with.".to_owned(),
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
        return "Mail is being collected from it. The check begins when that is over.".to_owned();
    }
    if let Some((failed, _)) = &probe.failed {
        return format!("{}: failed. Nothing was collected or deleted.", step(*failed));
    }
    if let Some(now) = probe.under_way() {
        let steps = ProbeStep::order(probe.security);
        let at = steps.iter().position(|step| *step == now).unwrap_or_default() + 1;
        let count = |count: usize| number(u32::try_from(count).unwrap_or(u32::MAX));
        return format!("Step {} of {}: {}", count(at), count(steps.len()), step(now));
    }
    if probe.all_works() {
        "It works. Nothing was collected or deleted.".to_owned()
    } else {
        "Stopped. Nothing was collected or deleted.".to_owned()
    }
}
