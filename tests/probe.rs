//! "Check now": what works with a server, step by step, without collecting or deleting anything.

mod native;

use std::net::TcpListener;

use native::{
    odd_server::{self, OddServer},
    reader::{Reader, run},
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::{
        api::{Notice, ProbeStep, Probed, Probing, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Password, Security, Store},
};

/// What a check came to.
#[derive(Debug)]
struct Checked {
    found: Vec<Probed>,
    failed: Option<(ProbeStep, Problem)>,
    waited: bool,
}

impl Checked {
    fn steps(&self) -> Vec<ProbeStep> {
        self.found.iter().map(Probed::step).collect()
    }
}

fn request(account: &Account, id: Option<AccountId>, password: Option<&str>) -> Request {
    let password = password.map(|password| Password(password.to_owned()));
    Request::Probe { number: 7, id, account: Box::new(account.clone()), password }
}

/// What was said of the check since; it has ended.
fn told(reader: &Reader) -> Checked {
    let mut checked = Checked { found: Vec::new(), failed: None, waited: false };
    let mut ended = false;
    for notice in reader.notices.take() {
        match notice {
            Notice::Probing(7, said) => match said {
                Probing::Waits => checked.waited = true,
                Probing::Found(found) => checked.found.push(found),
                Probing::Failed(step, problem) => checked.failed = Some((step, problem)),
                Probing::Ended => ended = true,
            },
            Notice::Problem(problem) => panic!("{problem:?}"),
            _ => {}
        }
    }
    assert!(ended, "it ends: {checked:?}");
    checked
}

async fn check(reader: &Reader, account: &Account, password: &str) -> Checked {
    reader.notices.take();
    reader.ask(request(account, None, Some(password))).await;
    told(reader)
}

fn settings(trial: &mut Trial) -> Account {
    match trial.account_with(|_| ()) {
        Request::SaveAccount { account, .. } => account,
        other => unreachable!("{other:?}"),
    }
}

/// Whichever way the connection is secured, each step is told in its order; nothing comes here, and nothing
/// goes there.
#[test]
fn all_works() {
    for security in [Security::None, Security::StartTls, Security::Tls] {
        run(async {
            let mut trial = Setup { security, ..Setup::default() }.begin().await;
            let mut account = settings(&mut trial);
            if security != Security::None {
                let untrusted = check(&trial.reader, &account, PASSWORD).await;
                let Some((ProbeStep::Tls, Problem::UntrustedCertificate(_, shown))) = untrusted.failed else {
                    panic!("{security:?}: {untrusted:?}");
                };
                trial.no_password_was_sent();
                account.pin = Some(shown.pin);
            }
            let checked = check(&trial.reader, &account, PASSWORD).await;
            assert_eq!(checked.failed, None, "{security:?}");
            assert_eq!(checked.steps(), ProbeStep::order(security), "{security:?}");
            let found = |step: ProbeStep| checked.found.iter().find(|found| found.step() == step).unwrap();
            match (security, found(ProbeStep::Tls)) {
                (Security::None, Probed::Unencrypted) => {}
                (Security::Tls | Security::StartTls, Probed::Tls(tls)) => {
                    assert!(tls.version.starts_with("TLS 1.") && tls.pinned, "{tls:?}");
                }
                (_, other) => panic!("{security:?}: {other:?}"),
            }
            assert!(matches!(found(ProbeStep::Greeting), Probed::Greeting(said) if !said.is_empty()));
            assert!(
                matches!(found(ProbeStep::Capabilities), Probed::Capabilities(lines) if !lines.is_empty())
            );
            let octets = trial.sent().iter().map(|raw| raw.len() as u64).sum();
            assert_eq!(found(ProbeStep::Waiting), &Probed::Waiting { messages: 6, octets });
            assert_eq!(found(ProbeStep::Uidl), &Probed::Uidl(true));
            assert_eq!(found(ProbeStep::Top), &Probed::Top(Some(true)));

            let kept = trial.reader.store().load().await.unwrap();
            assert!(kept.accounts().is_empty() && kept.briefs().next().is_none());
            trial.nothing_was_deleted();
            assert_eq!((trial.said("RETR").len(), trial.said("DELE").len()), (0, 0));
        });
    }
}

/// An account that is kept is checked with its own password, or with what stands in the form.
#[test]
fn a_wrong_password_is_refused_at_the_login() {
    run(async {
        let mut trial = Setup::default().begin().await;
        trial.collect().await;
        let account = settings(&mut trial);
        let id = Some(AccountId(1));
        trial.reader.notices.take();
        trial.reader.ask(request(&account, id, None)).await;
        assert_eq!(told(&trial.reader).failed, None);

        trial.reader.ask(request(&account, id, Some("wrong"))).await;
        let checked = told(&trial.reader);
        assert!(
            matches!(checked.failed, Some((ProbeStep::Login, Problem::PasswordRefused(..)))),
            "{checked:?}"
        );
        assert_eq!(checked.steps(), ProbeStep::order(Security::None)[..5]);
        // It was not kept.
        assert_eq!(trial.collect().await, Trial::well(0));
    });
}

#[test]
fn a_refused_port_is_told_from_a_relay_that_does_not_answer() {
    run(async {
        let reader = Reader::new().await;
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut account = odd_server::account(&OddServer::start(&[]).await, true);
        account.pop3.port = closed;
        let checked = check(&reader, &account, "x").await;
        assert_eq!(checked.found, [Probed::Relay]);
        assert!(matches!(checked.failed, Some((ProbeStep::Connection, Problem::Refused(_)))), "{checked:?}");
    });
}

/// Where TLS is wanted and there is none, no password goes out.
#[test]
fn without_tls_there_is_no_login() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        let mut account = odd_server::account(&server, true);
        account.pop3.security = Security::StartTls;
        let checked = check(&reader, &account, "x").await;
        assert_eq!(checked.steps(), [ProbeStep::Relay, ProbeStep::Connection, ProbeStep::Greeting]);
        assert!(matches!(checked.failed, Some((ProbeStep::Tls, Problem::NoStartTls(_)))), "{checked:?}");

        account.pop3.security = Security::Tls;
        let checked = check(&reader, &account, "x").await;
        assert_eq!(checked.steps(), [ProbeStep::Relay, ProbeStep::Connection]);
        assert!(matches!(checked.failed, Some((ProbeStep::Tls, Problem::Tls(..)))), "{checked:?}");
        assert_eq!((server.heard("USER"), server.heard("PASS")), (0, 0));
    });
}

/// What a server does not have is found, and is no failure.
#[test]
fn what_is_lacking_is_said() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        server.instead.borrow_mut().extend([("UIDL", "-ERR no\r\n"), ("STAT", "+OK 1 20\r\n")]);
        let checked = check(&Reader::new().await, &odd_server::account(&server, true), "x").await;
        assert_eq!(checked.failed, None);
        assert!(checked.found.contains(&Probed::Capabilities(Vec::new())));
        assert!(checked.found.ends_with(&[Probed::Uidl(false), Probed::Top(Some(false))]), "{checked:?}");
    });
}

/// It ends at once, wherever it is.
#[test]
fn it_can_be_stopped() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        server.silent_at.set("STAT");
        let reader = Reader::new().await;
        let stopping = async {
            while server.heard("STAT") == 0 {
                tokio::task::yield_now().await;
            }
            reader.ask(Request::StopProbe).await;
        };
        tokio::join!(reader.ask(request(&odd_server::account(&server, true), None, Some("x"))), stopping);
        let checked = told(&reader);
        assert_eq!(checked.failed, None);
        assert_eq!(checked.steps(), ProbeStep::order(Security::None)[..6]);
    });
}

/// A collecting that goes on is not disturbed: the check waits until it is over.
#[test]
fn it_waits_for_a_collecting() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        let account = odd_server::account(&server, true);
        reader.save(&account, "x").await;
        server.maildrop.borrow_mut().push(("2".to_owned(), odd_server::mail("b")));
        server.instead.borrow_mut().push(("STAT", "+OK 2 40\r\n"));
        server.held_at.set("RETR 2");
        let (before, logins) = (server.heard("RETR 2"), server.heard("PASS"));
        let checking = async {
            while server.heard("RETR 2") == before {
                tokio::task::yield_now().await;
            }
            let letting_go = async {
                let waits = |notice: &Notice| matches!(notice, Notice::Probing(7, Probing::Waits));
                while !reader.notices.borrow().iter().any(waits) {
                    tokio::task::yield_now().await;
                }
                assert_eq!(server.heard("PASS"), logins + 1, "nobody knocks beside the collecting");
                server.go_on.notify_one();
            };
            tokio::join!(reader.ask(request(&account, Some(AccountId(1)), None)), letting_go);
        };
        tokio::join!(reader.ask(Request::Collect(None)), checking);
        let collected = reader.notices.borrow().iter().find_map(|notice| match notice {
            Notice::Collected { messages, problem, .. } => Some((*messages, problem.clone())),
            _ => None,
        });
        assert_eq!(collected, Some((1, None)));
        let checked = told(&reader);
        assert!(checked.waited);
        assert_eq!(checked.failed, None);
        assert_eq!(checked.steps(), ProbeStep::order(Security::None));
    });
}
