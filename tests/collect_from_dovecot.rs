//! The engine collects from a real Dovecot over TCP: implicit TLS, STLS and plain; a certificate
//! nobody vouches for is asked about and pinned; another one is an alarm; nothing is deleted
//! before it is durable.

mod native;

use native::reader::{Collected, Reader, run, sorted};
use restante::{
    engine::{
        api::{Notice, Pause, Progress, Request},
        problem::{Certificate, CertificateFault, Problem},
    },
    store::{Account, AccountId, Leave, Pin, Security, Server},
};
use restante_dovecot::{
    Dovecot, Options,
    mails::{self, Mail},
};

fn account(dovecot: &Dovecot, security: Security) -> Account {
    let port = if security == Security::Tls { dovecot.pop3s() } else { dovecot.pop3() };
    let pop3 = Server { host: "localhost".to_owned(), port, security };
    Account::new("ada@example.org", Dovecot::USER, pop3).in_plaintext()
}

fn dovecot(options: Options, mails: &[Mail]) -> Dovecot {
    let mut dovecot = Dovecot::start(options).unwrap();
    dovecot.deliver(mails.iter().map(|mail| &mail.raw)).unwrap();
    dovecot
}

fn untrusted(collected: Collected) -> Certificate {
    match collected {
        Collected { messages: 0, problem: Some(Problem::UntrustedCertificate(_, certificate)) } => {
            certificate
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_nobody_vouches_for_is_asked_about_pinned_and_collected_from() {
    run(async {
        let mails = mails::generate(1, 120);
        let dovecot = dovecot(Options::default(), &mails);
        for security in [Security::Tls, Security::StartTls] {
            let reader = Reader::new().await;
            let certificate = untrusted(reader.save(&account(&dovecot, security), Dovecot::PASSWORD).await);
            assert_eq!(certificate.fingerprint, dovecot.fingerprint(), "{security:?}");
            assert_eq!(certificate.fault, CertificateFault::UnknownIssuer);

            reader.ask(Request::Trust { account: AccountId(1), pin: certificate.pin }).await;
            assert_eq!(reader.collected(), Collected { messages: 120, problem: None });
            let sent = sorted(mails.iter().map(|mail| mail.raw.clone()).collect());
            assert!(sorted(reader.sources().await) == sent, "{security:?}: every mail is byte-equal");

            assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
            assert_eq!(dovecot.left().unwrap(), 120);
        }
    });
}

#[test]
fn a_certificate_is_named_by_its_fault() {
    run(async {
        let cases = [
            (restante_dovecot::Certificate::Expired, CertificateFault::Expired),
            (restante_dovecot::Certificate::WrongName, CertificateFault::WrongName),
        ];
        for (kind, fault) in cases {
            let dovecot = dovecot(Options { certificate: kind, ..Options::default() }, &[]);
            let reader = Reader::new().await;
            let refused = untrusted(reader.save(&account(&dovecot, Security::Tls), Dovecot::PASSWORD).await);
            assert_eq!(refused.fault, fault);
            reader.ask(Request::Trust { account: AccountId(1), pin: refused.pin }).await;
            assert_eq!(reader.collected(), Collected { messages: 0, problem: None });
        }
    });
}

#[test]
fn a_changed_key_is_an_alarm_and_hears_no_password() {
    run(async {
        let mut dovecot = dovecot(Options::default(), &mails::generate(2, 3));
        let reader = Reader::new().await;
        let certificate = untrusted(reader.save(&account(&dovecot, Security::Tls), Dovecot::PASSWORD).await);
        reader.ask(Request::Trust { account: AccountId(1), pin: certificate.pin }).await;
        assert_eq!(reader.collected().messages, 3);

        assert!(dovecot.logged().contains("Login: user="));

        dovecot.replace_certificate(restante_dovecot::Certificate::Localhost).unwrap();
        match reader.collect().await.problem {
            Some(Problem::CertificateChanged(_, changed)) => {
                assert_eq!(changed.fingerprint, dovecot.fingerprint());
                assert_ne!(changed.pin, certificate.pin);
            }
            other => panic!("{other:?}"),
        }
        // The log began anew with the certificate.
        assert!(!dovecot.logged().contains("Login: user="));
    });
}

#[test]
fn a_pin_for_another_server_is_forgotten_with_it() {
    run(async {
        let dovecot = dovecot(Options::default(), &[]);
        let reader = Reader::new().await;
        let pinned = Account { pin: Some(Pin([7; 32])), ..account(&dovecot, Security::Tls) };
        assert!(matches!(
            reader.save(&pinned, Dovecot::PASSWORD).await.problem,
            Some(Problem::CertificateChanged(..))
        ));
        let server = Server { port: dovecot.pop3(), security: Security::StartTls, ..pinned.pop3.clone() };
        let moved = Account { pop3: server, ..pinned };
        reader.ask(Request::SaveAccount { id: Some(AccountId(1)), account: moved, password: None }).await;
        untrusted(reader.collected());
    });
}

#[test]
fn mail_is_deleted_on_the_server_only_when_it_is_safe_here() {
    run(async {
        let mails = mails::generate(3, 40);
        let dovecot = dovecot(Options::default(), &mails);
        let reader = Reader::new().await;
        let account = account(&dovecot, Security::None).leaving(Leave::Nothing);

        let refused = reader.save(&account, Dovecot::PASSWORD).await;
        assert_eq!(refused.messages, 40);
        assert!(matches!(refused.problem, Some(Problem::DeletionRefused(_))), "{refused:?}");
        assert_eq!(dovecot.left().unwrap(), 40);

        reader.ask(Request::Persisted(true)).await;
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert_eq!(dovecot.left().unwrap(), 0);
        assert_eq!(reader.sources().await.len(), 40);
    });
}

#[test]
fn a_wrong_password_is_named() {
    run(async {
        let dovecot = dovecot(Options::default(), &[]);
        let reader = Reader::new().await;
        let refused = reader.save(&account(&dovecot, Security::None), "wrong").await;
        assert!(matches!(refused.problem, Some(Problem::PasswordRefused(..))), "{refused:?}");
    });
}

/// “Get mail” says that it waits, and goes on when the other session is over.
#[test]
fn a_maildrop_that_is_in_use_is_waited_for() {
    run(async {
        let dovecot = dovecot(Options { lock_session: true, ..Options::default() }, &mails::generate(4, 2));
        let holder = restante_dovecot::Session::log_in(&dovecot).unwrap();
        let reader = Reader::new().await;
        let account = account(&dovecot, Security::None);
        let is_waiting = |notice: &Notice| {
            let in_use = |progress: &_| matches!(progress, Progress::Waiting { reason: Pause::InUse, .. });
            matches!(notice, Notice::Progress { progress, .. } if in_use(progress))
        };
        let lets_go = async {
            while !reader.notices.borrow().iter().any(is_waiting) {
                tokio::task::yield_now().await;
            }
            drop(holder);
        };
        let (collected, ()) = tokio::join!(reader.save(&account, Dovecot::PASSWORD), lets_go);
        assert_eq!(collected, Collected { messages: 2, problem: None });
    });
}
