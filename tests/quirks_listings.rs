//! What servers list: UIDL is the truth, and it lies. Whatever is in a maildrop is here once, and
//! nothing is deleted there by a name that may mean something else.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante_mail_server::{Quirk, fault::Octets};

/// All comes, whatever the numbers say, and comes once; what is deleted is here.
async fn is_seen_through(quirks: impl IntoIterator<Item = Quirk> + Clone) {
    let mut trial = Setup::of(quirks.clone()).begin().await;
    assert_eq!(trial.collect().await, trial.all());
    assert_eq!(trial.collect().await, Trial::well(0));
    trial.everything_is_here_once().await;
    trial.nothing_was_deleted();

    let mut trial = Setup::deleting(quirks).begin().await;
    for _ in 0..3 {
        trial.collect().await;
        trial.nothing_is_lost_or_doubled().await;
    }
    trial.everything_is_here_once().await;
    trial.deliver(b"Subject: One more\r\n\r\nIt came later.\r\n".to_vec());
    trial.collect().await;
    trial.everything_is_here_once().await;
    trial.nothing_was_deleted_too_early();
}

#[test]
fn octet_counts_of_zero() {
    run(is_seen_through([Quirk::WrongOctets(Octets::Zero)]));
}

#[test]
fn octet_counts_that_are_too_small() {
    run(is_seen_through([Quirk::WrongOctets(Octets::TooFew)]));
}

#[test]
fn octet_counts_that_are_too_large() {
    run(is_seen_through([Quirk::WrongOctets(Octets::TooMany)]));
}

/// They are shown as they are.
#[test]
fn octet_counts_over_32_bits() {
    run(is_seen_through([Quirk::WrongOctets(Octets::Over32Bits)]));
    run(async {
        let mut trial = Setup::of([Quirk::WrongOctets(Octets::Over32Bits)]).begin().await;
        trial.collect().await;
        let survey = trial.reader.survey(0).await;
        let mut shown: Vec<u64> = survey.messages.iter().map(|waits| waits.octets).collect();
        shown.reverse();
        let octets = trial.sent().iter().map(|raw| raw.len() as u64 + (1 << 32)).collect::<Vec<_>>();
        assert_eq!((survey.octets, shown), (octets.iter().sum(), octets));
    });
}

/// That there is no number for STAT's sum does not even cost another session.
#[test]
fn octet_counts_that_no_sum_holds() {
    run(is_seen_through([Quirk::WrongOctets(Octets::Largest)]));
    run(async {
        let mut trial = Setup::of([Quirk::WrongOctets(Octets::Largest)]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!((trial.said("STAT").len(), trial.last_session()), (1, 1));
    });
}

#[test]
fn stat_that_disagrees_with_list_and_uidl() {
    run(is_seen_through([Quirk::StatDisagrees]));
}

/// A message that UIDL has and LIST has not is there.
#[test]
fn list_that_lacks_a_message() {
    run(is_seen_through([Quirk::ListLacksOne]));
}

/// A message that LIST has and UIDL has not is known by its header, and stays on the server.
#[test]
fn uidl_that_lacks_a_message() {
    run(is_seen_through([Quirk::UidlLacksOne]));
}

/// Messages without names are known by their headers, which TOP has, and none is deleted.
#[test]
fn no_uidl() {
    run(async {
        let mut trial = Setup::deleting([Quirk::NoUidl]).begin().await;
        assert_eq!(trial.collect().await.messages, trial.all().messages);
        trial.everything_is_here_once().await;
        assert_eq!(trial.collect().await.messages, 0);
        trial.deliver(b"Subject: One more\r\n\r\nIt came later.\r\n".to_vec());
        let before = trial.said("RETR").len();
        assert_eq!(trial.collect().await.messages, 1);
        assert_eq!(trial.said("RETR").len() - before, 1, "what is here is not fetched again");
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

/// Then their raw bytes are all there is to know them by.
#[test]
fn no_uidl_and_no_top() {
    run(async {
        let mut trial = Setup::deleting([Quirk::NoUidl, Quirk::TopRefused]).begin().await;
        for _ in 0..3 {
            trial.collect().await;
        }
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

/// A header that the server changes each time it is asked is the same header.
#[test]
fn no_uidl_and_another_x_uidl_each_time() {
    run(async {
        let mut trial = Setup::of([Quirk::NoUidl, Quirk::AddsXUidl]).begin().await;
        for _ in 0..3 {
            trial.collect().await;
        }
        let bare = |raw: &[u8]| {
            let rest =
                raw.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"X-UIDL: "));
            rest.flatten().copied().collect()
        };
        trial.everything_is_here_once_as(bare).await;
    });
}

/// Nor is a message another one for the blank lines at its end, where it has to be fetched to be known.
#[test]
fn no_uidl_no_top_and_other_blank_lines_each_time() {
    run(async {
        let quirks = [Quirk::NoUidl, Quirk::TopRefused, Quirk::AddsBlankLines];
        let mut trial = Setup::of(quirks).begin().await;
        for _ in 0..3 {
            trial.collect().await;
        }
        assert_eq!(trial.said("RETR").len(), 3 * trial.sent().len());
        trial.everything_is_here_once_as(|raw| raw.trim_ascii_end().to_vec()).await;
    });
}

/// Both messages of one name come, and neither is deleted by it.
#[test]
fn duplicate_uidls() {
    run(async {
        let mut trial = Setup::deleting([Quirk::DuplicateUidls]).begin().await;
        assert_eq!(trial.collect().await.messages, trial.all().messages);
        assert_eq!(trial.collect().await.messages, 0);
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

/// When one of two is gone, the other is still the one it was.
#[test]
fn duplicate_uidls_of_which_one_vanishes() {
    run(async {
        let mut trial = Setup::of([Quirk::DuplicateUidls]).begin().await;
        assert_eq!(trial.collect().await.messages, trial.all().messages);
        trial.server.remove(&trial.server.uidls()[0]);
        trial.collect().await;
        trial.everything_is_here_once().await;
    });
}

/// The mirror of it: a name that meant one message means two, or another one where the first was
/// deleted.
#[test]
fn a_uidl_that_becomes_a_duplicate() {
    run(async {
        for deletes in [false, true] {
            let setup = Setup { deletes, ..Setup::of([Quirk::DuplicateUidls]) };
            let mut trial = Setup { around: 0, ..setup }.begin().await;
            for subject in ["First", "Second", "Third"] {
                trial.deliver(format!("Subject: {subject}\r\n\r\nOne of a pair.\r\n").into_bytes());
                trial.collect().await;
                trial.nothing_is_lost_or_doubled().await;
            }
            trial.everything_is_here_once().await;
        }
    });
}

/// What is no name is not made one: only the message whose name is just a long one goes by it.
#[test]
fn malformed_uidls() {
    run(is_seen_through([Quirk::MalformedUidls]));
    run(async {
        let mut trial = Setup::deleting([Quirk::MalformedUidls]).begin().await;
        trial.collect().await;
        trial.everything_is_here_once().await;
        assert_eq!((trial.said("DELE"), trial.sent().len()), (vec!["DELE 4".to_owned()], 6));
    });
}

/// Message numbers as names: what comes after a deletion has the name of what was deleted. It is
/// new all the same, and must not be deleted unseen.
#[test]
fn reused_uidls() {
    run(async {
        let mut trial = Setup::deleting([Quirk::ReusedUidls]).begin().await;
        trial.collect().await;
        trial.everything_is_here_once().await;
        for subject in ["A new one", "And another, longer than the first"] {
            trial.deliver(format!("Subject: {subject}\r\n\r\n{}\r\n", subject.repeat(40)).into_bytes());
        }
        for _ in 0..2 {
            trial.collect().await;
            trial.nothing_is_lost_or_doubled().await;
        }
        trial.everything_is_here_once().await;
    });
}

/// The same where mail stays on the server and another program has deleted some.
#[test]
fn reused_uidls_of_mail_that_stays() {
    run(async {
        let mut trial = Setup::of([Quirk::ReusedUidls]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.server.remove(&trial.server.uidls()[0]);
        trial.deliver(b"Subject: In its place\r\n\r\nWith a name that is not its own.\r\n".to_vec());
        for _ in 0..2 {
            trial.collect().await;
            trial.everything_is_here_once().await;
        }
    });
}

/// Messages are known again by their headers before any is fetched again.
#[test]
fn all_uidls_changed() {
    run(async {
        let mut trial = Setup::of([Quirk::UidlsChange]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        let fetched = trial.said("RETR").len();
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
        assert_eq!(trial.said("RETR").len(), fetched, "nothing was fetched again");
        trial.deliver(b"Subject: One more\r\n\r\nIt came later.\r\n".to_vec());
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.everything_is_here_once().await;
    });
}

/// Also when the session broke that had collected some of them.
#[test]
fn all_uidls_changed_after_a_cut() {
    run(async {
        let cut = Quirk::CutInRetrieval { nth: 4, bytes: 50 };
        let mut trial = Setup::deleting([Quirk::UidlsChange, cut]).begin().await;
        trial.collect().await;
        trial.nothing_is_lost_or_doubled().await;
        trial.server.misbehave([Quirk::UidlsChange]);
        trial.collect().await;
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
    });
}

/// What is not listed this time may be listed the next.
#[test]
fn a_message_that_comes_and_goes() {
    run(async {
        let mut trial = Setup::of([Quirk::OldestComesAndGoes]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        for _ in 0..4 {
            assert_eq!(trial.collect().await, Trial::well(0));
        }
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

/// A server that shows a few messages at a time, and never again those that were retrieved. Gmail's is
/// known by its name: one "Get mail" brings all.
#[test]
fn batches() {
    run(async {
        let setup = Setup { around: 5, ..Setup::of([Quirk::Batches(3)]) };
        let mut trial = Setup { account: |account| account.pop3.host = "pop.gmail.com".to_owned(), ..setup }
            .begin()
            .await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        // The last two sessions: one with the last message, one that found nothing more.
        assert_eq!(trial.last_session(), 5);
        trial.nothing_was_deleted();
    });
}

/// Others are found out when what was collected is not shown again.
#[test]
fn batches_of_a_server_that_nobody_knows() {
    run(async {
        let mut trial = Setup { around: 5, ..Setup::of([Quirk::Batches(3)]) }.begin().await;
        assert_eq!(trial.collect().await, Trial::well(3));
        assert_eq!(trial.collect().await, Trial::well(7));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

/// A server whose messages are all deleted once they are here shows no batches.
#[test]
fn one_session_is_enough_where_nothing_is_left() {
    run(async {
        let mut trial = Setup::deleting([]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.deliver(b"Subject: One more\r\n\r\nIt came later.\r\n".to_vec());
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.last_session(), 2);
        assert_eq!(trial.said("TOP"), Vec::<String>::new(), "there is nothing that it could be");
    });
}

/// Numbers shift from session to session; names hold.
#[test]
fn messages_that_appear_and_vanish_between_two_sessions() {
    run(async {
        let mut trial = Setup::of([]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.server.remove(&trial.server.uidls()[1]);
        trial.deliver(b"Subject: One more\r\n\r\nIt came later.\r\n".to_vec());
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.server.remove(&trial.server.uidls()[0]);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
    });
}
