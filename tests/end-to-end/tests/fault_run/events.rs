//! Reading the server's log.

use restante_mail_server::fault::{Event, Seen};

/// The command of a command line.
pub(super) fn verb(line: &str) -> String {
    line.split(' ').next().unwrap_or_default().to_owned()
}

/// Whether there were sessions, and all are closed.
pub(super) fn is_over(events: &[Event]) -> bool {
    let count = |seen: &Seen| events.iter().filter(|event| event.seen == *seen).count();
    count(&Seen::Connected) > 0 && count(&Seen::Connected) == count(&Seen::Closed)
}

/// Whether every session came to the end that clients wish for.
pub(super) fn ended_with_quit(events: &[Event]) -> bool {
    let connected = events.iter().filter(|event| event.seen == Seen::Connected).count();
    let quits = events.iter().filter(|event| event.seen == Seen::Command("QUIT".to_owned())).count();
    quits == connected
}
