//! What mail servers say about who sent a mail: Authentication-Results (RFC 8601).
//!
//! Anybody can write such a field, a sender included. So only what the reader's own server wrote
//! counts: the topmost field, and that only under the name that the reader confirmed.

use serde::{Deserialize, Serialize};

use super::envelope::Mailbox;
use super::headers::Headers;
use super::hosts;

mod field;

/// Fields that are read, from the top; the reader's own server has written the first.
const MOST_FIELDS: usize = 20;

/// One Authentication-Results field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthenticationResults {
    /// Who says so, in lower case; empty where the field does not tell.
    pub authserv_id: String,
    /// How many Received fields stand above: 0 for what was written after the last hop.
    pub hop: u32,
    /// What was found, in the order of the field; at most 50.
    pub outcomes: Vec<Outcome>,
}

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The check.
    pub method: Method,
    /// Its result.
    pub verdict: Verdict,
    /// The domain that was checked, in ASCII: who signed (DKIM), who sent (SPF), who wrote (DMARC).
    pub of: Option<String>,
}

/// A check of who sent a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    /// The server that sent it may send for its envelope's domain (RFC 7208).
    Spf,
    /// A domain signed it (RFC 6376).
    Dkim,
    /// One of the two is for the domain of From (RFC 7489).
    Dmarc,
    /// What earlier servers found, vouched for by them (RFC 8617).
    Arc,
    /// Something else.
    Other,
}

/// What a check came to (RFC 8601, section 2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It does not, and the domain asks for mercy.
    SoftFail,
    /// The domain says neither.
    Neutral,
    /// There was nothing to check.
    None,
    /// It could not be checked now.
    TempError,
    /// What there is cannot be understood.
    PermError,
    /// It holds, and is not accepted here.
    Policy,
}

/// Whether a mail is from whom it says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Authenticity {
    /// Nobody whom the reader trusts has said so, or otherwise.
    #[default]
    Unknown,
    /// The reader's server says that it is from this domain, which all addresses of From have.
    Proven {
        /// The domain of From, in ASCII.
        domain: String,
    },
    /// The reader's server says that it is not from where it says.
    Failed,
}

/// All such fields of a message, from the top.
pub(super) fn results(headers: &Headers<'_>) -> Vec<AuthenticationResults> {
    let mut hop = 0;
    let mut results = Vec::new();
    for (name, value) in headers.fields() {
        if name.eq_ignore_ascii_case(b"received") {
            hop += 1;
        } else if name.eq_ignore_ascii_case(b"authentication-results") && results.len() < MOST_FIELDS {
            // One that cannot be read keeps its place: what is below it is not the topmost.
            let read = field::read(value).unwrap_or_default();
            results.push(AuthenticationResults { hop, ..read });
        }
    }
    results
}

/// What the reader's own server found: the outcomes of the topmost field, if it is of a server that is
/// trusted. A server may add several fields; but what stands below its first may be a sender's, also in
/// its name and of a check that it did not do.
#[must_use]
pub fn trusted_outcomes(
    results: &[AuthenticationResults],
    is_trusted: impl Fn(&str) -> bool,
) -> Vec<&Outcome> {
    let own = results.first().filter(|first| !first.authserv_id.is_empty() && is_trusted(&first.authserv_id));
    own.into_iter().flat_map(|own| &own.outcomes).collect()
}

/// Whether a mail is from whom it says, by what the reader's own server found.
///
/// DMARC decides where it was checked. Else a signature or an SPF pass counts that is for the domain
/// of From or one above it. (Relaxed alignment would also let a domain below speak for the one above
/// it, which takes the public suffix list to be safe.)
#[must_use]
pub fn authenticity(
    results: &[AuthenticationResults],
    is_trusted: impl Fn(&str) -> bool,
    from: &[Mailbox],
) -> Authenticity {
    let outcomes = trusted_outcomes(results, is_trusted);
    let Some(domain) = common_domain(from) else {
        // Who wrote is not told, or several did of whom at most one can be proven.
        let fails = outcomes.iter().any(|one| one.method == Method::Dmarc && one.verdict == Verdict::Fail);
        return if fails { Authenticity::Failed } else { Authenticity::Unknown };
    };
    let dmarc = || outcomes.iter().filter(|one| one.method == Method::Dmarc);
    if dmarc().any(|one| one.verdict == Verdict::Fail) {
        return Authenticity::Failed;
    }
    let mut passes = dmarc().filter(|one| one.verdict == Verdict::Pass).peekable();
    if passes.peek().is_some() {
        let is_ours = passes.all(|one| one.of.as_ref() == Some(&domain));
        return if is_ours { Authenticity::Proven { domain } } else { Authenticity::Unknown };
    }
    let aligned = |method: Method, verdict: Verdict| {
        outcomes.iter().any(|one| {
            (one.method, one.verdict) == (method, verdict)
                && one.of.as_ref().is_some_and(|of| of.contains('.') && hosts::is_within(&domain, of))
        })
    };
    if aligned(Method::Dkim, Verdict::Pass) || aligned(Method::Spf, Verdict::Pass) {
        Authenticity::Proven { domain }
    } else if aligned(Method::Spf, Verdict::Fail) {
        // A signature that does not hold is as good as none (RFC 6376, section 6.1): lists break them.
        Authenticity::Failed
    } else {
        Authenticity::Unknown
    }
}

/// The domain of all these mailboxes, in ASCII; none where they have several, or none.
fn common_domain(from: &[Mailbox]) -> Option<String> {
    let mut domains = from.iter().map(|one| domain_of(&one.address));
    let first = domains.next()??;
    domains.all(|domain| domain.as_ref() == Some(&first)).then_some(first)
}

/// The domain of an address, in ASCII.
fn domain_of(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    if local.is_empty() { None } else { hosts::ascii(domain) }
}
