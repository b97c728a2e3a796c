//! The setting by which the relay's operator lets it reach a mail server, to be copied as it stands.
//!
//! `listed` is what the operator has listed so far, as `/config.json` tells it. Started with the new
//! setting alone, the relay would forget the rest.

use super::catalogue::say;
use crate::engine::problem::Peer;

/// Lets the relay reach a server.
#[must_use]
pub fn allow(peer: &Peer, listed: Option<&str>) -> String {
    with_the_rest(peer.to_string(), peer, listed)
}

/// Lets the relay reach a server in a private network.
#[must_use]
pub fn allow_inside(peer: &Peer, listed: Option<&str>) -> String {
    with_the_rest(format!("{}=<address of the server>:{}", peer.host, peer.port), peer, listed)
}

/// What is to be done with the setting below.
#[must_use]
pub fn whoever_runs_it(listed: Option<&str>) -> &'static str {
    match listed {
        Some(_) => say!("Whoever runs it has to start it with this setting."),
        None => say!("Whoever runs it has to add this to the setting it is started with."),
    }
}

/// The new entry comes first: it is what a reader looks for. One for the same server goes.
fn with_the_rest(entry: String, peer: &Peer, listed: Option<&str>) -> String {
    let same = peer.to_string();
    let rest = listed.unwrap_or_default().split(',');
    let rest = rest.filter(|pair| !pair.is_empty() && !pair.eq_ignore_ascii_case(&same));
    let entries: Vec<&str> = std::iter::once(entry.as_str()).chain(rest).collect();
    format!("RESTANTE_ALLOW={}", entries.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vm() -> Peer {
        Peer { host: "vm".to_owned(), port: 110 }
    }

    #[test]
    fn what_is_listed_stays_listed() {
        let listed = Some("pop.example.net:110,pop.example.org:995");
        assert_eq!(allow(&vm(), listed), "RESTANTE_ALLOW=vm:110,pop.example.net:110,pop.example.org:995");
        assert_eq!(allow(&vm(), Some("")), "RESTANTE_ALLOW=vm:110");
        assert!(whoever_runs_it(listed).contains("start"));
    }

    #[test]
    fn where_the_list_is_not_known_the_entry_is_to_be_added() {
        assert_eq!(allow(&vm(), None), "RESTANTE_ALLOW=vm:110");
        assert!(whoever_runs_it(None).contains("add"));
    }

    #[test]
    fn a_name_that_leads_inside_takes_its_own_place() {
        let setting = allow_inside(&vm(), Some("pop.example.org:995,VM:110"));
        assert_eq!(setting, "RESTANTE_ALLOW=vm=<address of the server>:110,pop.example.org:995");
    }
}
