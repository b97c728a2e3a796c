//! Words that carry figures or names.

use super::{Remedy, bytes, folder_label, number, problem, row_label, title};
use crate::{
    engine::{
        api::{Folder, Marks, Row, There},
        problem::{Certificate, CertificateFault, Peer, Problem},
    },
    store::{AccountId, MessageId, Pin},
};

fn peer() -> Peer {
    Peer { host: "pop.example.org".to_owned(), port: 995 }
}

fn certificate() -> Certificate {
    Certificate { fingerprint: "AB:CD".to_owned(), pin: Pin([0; 32]), fault: CertificateFault::Expired }
}

/// One of each kind, with what its words must name.
fn problems() -> Vec<(Problem, &'static str)> {
    let said = || "its own words".to_owned();
    vec![
        (Problem::RelayUnreachable, "relay"),
        (Problem::RelayLost, "relay"),
        (Problem::RelayBusy, "relay"),
        (Problem::NotAllowed(peer()), "relay"),
        (Problem::PrivateAddress(peer()), "relay"),
        (Problem::UnknownHost(peer()), "pop.example.org"),
        (Problem::Refused(peer()), "pop.example.org"),
        (Problem::TimedOut(peer()), "pop.example.org"),
        (Problem::ConnectionLost(peer()), "pop.example.org"),
        (Problem::UntrustedCertificate(peer(), certificate()), "certificate"),
        (Problem::CertificateChanged(peer(), certificate()), "certificate"),
        (Problem::Tls(peer(), said()), "TLS"),
        (Problem::NoStartTls(peer()), "TLS"),
        (Problem::PasswordRefused(peer(), said()), "password"),
        (Problem::MailboxInUse(peer(), said()), "mailbox is in use"),
        (Problem::ServerRefused(peer(), said()), "pop.example.org"),
        (Problem::NotPop3(peer(), said()), "POP3"),
        (Problem::StorageFull, "storage"),
        (Problem::Storage(said()), "storage"),
        (Problem::StoreIsNewer, "storage"),
        (Problem::StoreHandedOver, "storage"),
        (Problem::DeletionRefused(peer()), "storage"),
        (Problem::DeletionDoubted(peer()), "Check and repair"),
        (Problem::NoSuchMessage, "message"),
        (Problem::NothingThere, "address"),
    ]
}

#[test]
fn every_problem_names_the_culprit_and_a_next_step() {
    for (kind, culprit) in problems() {
        let told = problem(&kind, 0, None);
        let words = format!("{}. {}", told.what, told.next);
        assert!(words.contains(culprit), "{kind:?}: {words}");
        assert!(told.next.ends_with('.'), "{kind:?}: {words}");
        let only_told = matches!(kind, Problem::NoSuchMessage | Problem::NothingThere);
        assert!(!told.remedies.is_empty() || only_told, "{kind:?}: nothing can be done");
        assert!(!words.contains("its own words"), "{kind:?}: the server's words belong into the details");
    }
}

#[test]
fn the_servers_own_words_and_fingerprints_stand_in_the_details() {
    let told = problem(&Problem::MailboxInUse(peer(), " [IN-USE] locked ".to_owned()), 0, None);
    assert_eq!(told.details.as_deref(), Some("[IN-USE] locked"));
    assert_eq!(problem(&Problem::PasswordRefused(peer(), String::new()), 0, None).details, None);
    let changed = problem(&Problem::CertificateChanged(peer(), certificate()), 0, None);
    assert_eq!(changed.details.as_deref(), Some("SHA-256 fingerprint AB:CD"));
    assert_eq!(changed.remedies, [Remedy::AccountSettings], "an alarm offers neither trust nor another try");
}

#[test]
fn a_server_that_is_not_allowed_comes_with_the_exact_setting() {
    let told = problem(&Problem::NotAllowed(peer()), 0, None);
    assert_eq!(told.setting.as_deref(), Some("RESTANTE_ALLOW=pop.example.org:995"));
    let told = problem(&Problem::PrivateAddress(peer()), 0, Some("pop.example.org:995,pop.example.net:110"));
    let setting = "RESTANTE_ALLOW=pop.example.org=<address of the server>:995,pop.example.net:110";
    assert_eq!(told.setting.as_deref(), Some(setting), "what is set already would change nothing");
}

#[test]
fn a_session_that_broke_says_what_is_safe() {
    let told = problem(&Problem::ConnectionLost(peer()), 1_200, None);
    assert_eq!(told.what, "pop.example.org closed the connection after 1,200 messages");
    assert_eq!(told.next, "They are safe here. Try again to go on from there.");
    assert_eq!(problem(&Problem::RelayLost, 0, None).what, "The relay broke the connection");
}

#[test]
fn figures_are_easy_to_read() {
    assert_eq!([0, 999, 1_000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    let sizes = [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1 KB"), (1_250, "1.3 KB")];
    let larger = [(999_499, "999 KB"), (999_500, "1 MB"), (1_234_567, "1.2 MB"), (123_900_000, "124 MB")];
    for (size, words) in sizes.into_iter().chain(larger).chain([(5_000_000_000, "5 GB")]) {
        assert_eq!(bytes(size), words, "{size}");
    }
    assert!(bytes(u64::MAX).ends_with(" GB"));
}

#[test]
fn names_for_those_who_hear_the_page_begin_with_what_matters() {
    assert_eq!(title(0, None), "Restante");
    assert_eq!(title(12, Some("Inbox")), "(12) Inbox – Restante");
    let inbox = Folder::Inbox(AccountId(1));
    assert_eq!(
        folder_label(super::folder(inbox), Some("you@example.org"), 12),
        "Inbox you@example.org 12 unread"
    );
    assert_eq!(folder_label(super::folder(Folder::AllInboxes), None, 0), "All inboxes");
    let mut row = Row {
        id: MessageId(1),
        account: AccountId(1),
        from: "Ada".to_owned(),
        subject: String::new(),
        snippet: "…".to_owned(),
        date: 0,
        read: false,
        starred: false,
        filed: crate::store::Filed::default(),
        attachments: 2,
        held: crate::store::Held::Whole,
        size: 2_000,
        conversation: 1,
        marks: Marks::default(),
        others: Vec::new(),
        muted: false,
        there: There::OnServer,
    };
    assert_eq!(row_label(&row, "9:41", None, &[]), "Unread, Ada, (no subject), 9:41, 2 attachments");
    row.read = true;
    assert_eq!(
        row_label(&row, "9:41", Some("you@example.org"), &[]),
        "Ada, (no subject), 9:41, 2 attachments, you@example.org"
    );
    row.held = crate::store::Held::Header;
    assert_eq!(row_label(&row, "9:41", None, &[]), "Ada, (no subject), 9:41, 2 attachments, header only");
}
