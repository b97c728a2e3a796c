//! The report card of an account's server, on the screen and as text for a bug report.

use super::catalogue::{Word, count, say};
use super::{FINGERPRINT, NO_TLS, STARTTLS, TLS};
use crate::{
    engine::api::{Expiry, Quirk, Report},
    store::Security,
};

/// The card, and what opens it.
pub const REPORT: Word = Word("Server report");
/// Copies it.
pub const COPY_REPORT: Word = Word("Copy report");
/// It was copied.
pub const COPIED: Word = Word("Copied.");
/// The browser would not copy it.
pub const NOT_COPIED: Word =
    Word("The browser did not allow it. The report is selected: copy it with the keyboard.");
/// Said while the worker is asked.
pub const REPORT_LOADING: Word = Word("Gathering what is known");
/// What the card is good for.
pub const REPORT_HINT: Word = Word("No password or token is in it; it can go into a bug report as it is.");
/// A line of the card.
pub const REPORT_SERVER: Word = Word("Server");
/// A line of the card.
pub const REPORT_SECURITY: Word = Word("Security");
/// A line of the card.
pub const REPORT_GREETING: Word = Word("Greeting");
/// A line of the card.
pub const REPORT_CERTIFICATE: Word = Word("Certificate");
/// A line of the card.
pub const REPORT_LOGIN: Word = Word("Login");
/// A line of the card.
pub const REPORT_BEFORE: Word = Word("Announced before the login");
/// A line of the card.
pub const REPORT_AFTER: Word = Word("Announced after the login");
/// A line of the card.
pub const REPORT_EXPIRE: Word = Word("Deletes by itself");
/// A line of the card.
pub const REPORT_DELAY: Word = Word("Between two logins");
/// A line of the card.
pub const REPORT_QUIRKS: Word = Word("What had to be worked around");
/// A line of the card.
pub const REPORT_TRANSCRIPT: Word = Word("The last session");
/// Nothing had to be worked around.
pub const NO_QUIRKS: Word = Word("Nothing so far");
/// There is no transcript.
pub const NO_TRANSCRIPT: Word = Word("None yet. Get mail once, then look again.");
/// It is not known yet.
pub const NOT_KNOWN: Word = Word("Not known yet");
/// The reader trusts the certificate, no authority does.
pub const PINNED: Word = Word("Trusted by you, not by a public authority");

/// How a connection is secured.
#[must_use]
pub fn security(security: Security) -> &'static str {
    match security {
        Security::Tls => TLS.text(),
        Security::StartTls => STARTTLS.text(),
        Security::None => NO_TLS.text(),
    }
}

/// The lines of the card that hold a value each, by their names.
#[must_use]
pub fn report_lines(report: &Report) -> Vec<(Word, Vec<String>)> {
    let tls = report.tls.as_ref();
    let secured = match tls {
        Some(tls) => format!("{}: {}, {}", security(report.security), tls.version, tls.suite),
        None => security(report.security).to_owned(),
    };
    let mut lines = vec![(REPORT_SERVER, vec![report.server.to_string()]), (REPORT_SECURITY, vec![secured])];
    if let Some(tls) = tls {
        let pinned = tls.pinned.then(|| PINNED.to_owned());
        let fingerprint = format!("{FINGERPRINT} {}", tls.fingerprint);
        lines.push((REPORT_CERTIFICATE, std::iter::once(fingerprint).chain(pinned).collect()));
    }
    let known = |text: &str| vec![super::or(text, NOT_KNOWN.text()).to_owned()];
    lines.push((REPORT_GREETING, known(&report.greeting)));
    lines.push((REPORT_LOGIN, known(report.login.as_deref().unwrap_or_default())));
    lines.push((REPORT_BEFORE, announced(report.before_login.as_deref())));
    lines.push((REPORT_AFTER, announced(report.after_login.as_deref())));
    lines.push((REPORT_EXPIRE, vec![expiry(report.expire)]));
    lines.push((REPORT_DELAY, vec![login_delay(report.login_delay)]));
    let quirks = report.quirks.iter().map(|kind| quirk(*kind).to_owned());
    lines.push((
        REPORT_QUIRKS,
        if report.quirks.is_empty() { vec![NO_QUIRKS.to_owned()] } else { quirks.collect() },
    ));
    lines
}

/// The whole card as text.
#[must_use]
pub fn report_text(report: &Report) -> String {
    let mut text = format!("{}: {REPORT}\n", super::APP);
    for (name, values) in report_lines(report) {
        text.push_str(&format!("\n{name}: {}", values.join("\n    ")));
    }
    text.push_str(&format!("\n\n{REPORT_TRANSCRIPT}:\n{}\n", transcript(report)));
    text
}

/// The last session.
#[must_use]
pub fn transcript(report: &Report) -> String {
    if report.transcript.is_empty() { NO_TRANSCRIPT.to_owned() } else { report.transcript.join("\n") }
}

fn announced(capabilities: Option<&[String]>) -> Vec<String> {
    match capabilities {
        None => vec![NOT_KNOWN.to_owned()],
        Some([]) => vec![say!("Nothing").to_owned()],
        Some(lines) => vec![lines.join(", ")],
    }
}

fn expiry(expire: Option<Expiry>) -> String {
    match expire {
        None => say!("Does not say").to_owned(),
        Some(Expiry::Never) => say!("Never, it says").to_owned(),
        Some(Expiry::Days(0)) => say!("Announces 0 days; not believed").to_owned(),
        Some(Expiry::Days(days)) => {
            count!(days, "After 1 day, it says", "After {count} days, it says")
        }
    }
}

fn login_delay(seconds: Option<u32>) -> String {
    match seconds {
        None => say!("No pause that it speaks of").to_owned(),
        Some(0) => say!("No pause").to_owned(),
        Some(seconds) => count!(seconds, "1 second", "{count} seconds"),
    }
}

/// Something that had to be worked around.
#[must_use]
pub fn quirk(quirk: Quirk) -> &'static str {
    match quirk {
        Quirk::NoCapa => say!("It does not know CAPA, so what it can do was found out by trying."),
        Quirk::CapaHangs => say!("It does not answer CAPA at all: it is not asked again."),
        Quirk::PipeliningBroken => {
            say!("It says that it takes several commands at once and answers them wrongly: one at a time.")
        }
        Quirk::PipeliningUnannounced => say!("It takes several commands at once without saying so."),
        Quirk::NoUidl => {
            say!("It has no UIDL: messages are told apart by their headers, and none is deleted there.")
        }
        Quirk::UidlMissing => say!("It gives some messages no name, or none that is valid."),
        Quirk::UidlDuplicate => say!("It gives several messages the same name."),
        Quirk::UidlReused => say!("It gave the name of one message to another."),
        Quirk::UidlChanged => say!("It gave messages that were known new names."),
        Quirk::NoTop => say!("It refuses TOP: headers come with the whole message only."),
        Quirk::TopDiffers => {
            say!("TOP and RETR show different headers: messages are told apart by what RETR shows.")
        }
        Quirk::WrongOctets => say!("Its sizes are wrong."),
        Quirk::ListingsDisagree => say!("STAT, LIST and UIDL do not agree."),
        Quirk::BareLf => say!("It ends lines with LF alone."),
        Quirk::DoubledCr => say!("It ends lines with CR CR LF."),
        Quirk::GluedDot => say!("It ended a message without a line of its own for the final dot."),
        Quirk::HangsUpOnRefusal => say!("It hangs up instead of saying that a password is wrong."),
        Quirk::ExpireZero => say!("It announces that it deletes mail at once (EXPIRE 0), and does not."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::{api::TlsReport, problem::Peer},
        store::AccountId,
    };

    fn report() -> Report {
        Report {
            account: AccountId(1),
            server: Peer { host: "pop.example.org".to_owned(), port: 995 },
            security: Security::Tls,
            greeting: "+OK ready".to_owned(),
            before_login: Some(vec!["SASL PLAIN".to_owned(), "TOP".to_owned()]),
            after_login: None,
            tls: Some(TlsReport {
                version: "TLS 1.3".to_owned(),
                suite: "TLS13_CHACHA20_POLY1305_SHA256".to_owned(),
                fingerprint: "AB:CD".to_owned(),
                pinned: true,
            }),
            login: Some("AUTH PLAIN".to_owned()),
            expire: Some(Expiry::Days(0)),
            login_delay: Some(900),
            quirks: vec![Quirk::ExpireZero],
            transcript: vec!["C: CAPA".to_owned(), "S: +OK".to_owned()],
        }
    }

    #[test]
    fn the_text_holds_all_that_is_on_the_card() {
        let text = report_text(&report());
        for part in [
            "pop.example.org:995",
            "TLS: TLS 1.3, TLS13",
            "AB:CD",
            PINNED.text(),
            "+OK ready",
            "AUTH PLAIN",
            "SASL PLAIN, TOP",
            "Announces 0 days; not believed",
            "900 seconds",
            "(EXPIRE 0)",
            "C: CAPA\nS: +OK",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        let empty = Report {
            greeting: String::new(),
            before_login: None,
            tls: None,
            login: None,
            expire: None,
            login_delay: None,
            quirks: Vec::new(),
            transcript: Vec::new(),
            ..report()
        };
        let lines = report_lines(&empty);
        assert!(lines.iter().all(|(name, values)| !values.is_empty() && !name.is_empty()));
        assert!(lines.contains(&(REPORT_QUIRKS, vec![NO_QUIRKS.to_owned()])));
        assert!(lines.contains(&(REPORT_GREETING, vec![NOT_KNOWN.to_owned()])));
        assert!(report_text(&empty).contains(NO_TRANSCRIPT.text()));
    }
}
