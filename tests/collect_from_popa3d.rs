//! The engine collects from a real popa3d, which knows neither CAPA nor STLS nor AUTH and seldom says
//! more than `+OK` or `-ERR`.

mod native;

use native::reader::{Collected, Reader, run, sorted};
use restante::{
    engine::{api::Request, problem::Problem},
    store::{Account, Leave, Security, Server},
};
use restante_dovecot::mails;
use restante_popa3d::Popa3d;

fn account(popa3d: &Popa3d, security: Security) -> Account {
    let pop3 = Server { host: "localhost".to_owned(), port: popa3d.port(), security };
    Account::new("ada@example.org", Popa3d::USER, pop3).in_plaintext()
}

const fn well(messages: u32) -> Collected {
    Collected { messages, problem: None }
}

#[test]
fn everything_comes_once_and_is_deleted_when_it_is_wanted_so() {
    let Some(popa3d) = Popa3d::start().unwrap() else { return };
    run(async {
        let mut letters = mails::generate(31, 90).into_iter().map(|mail| mail.raw);
        let first: Vec<_> = letters.by_ref().take(60).collect();
        popa3d.deliver(&first).unwrap();
        let reader = Reader::new().await;
        let leaving = account(&popa3d, Security::None);
        assert_eq!(reader.save(&leaving, Popa3d::PASSWORD).await, well(60));
        assert!(sorted(reader.sources().await) == sorted(first.clone()), "every mail is byte-equal");

        assert_eq!(reader.collect().await, well(0));
        assert_eq!(popa3d.left().unwrap(), 60);

        let all = [first, letters.collect()].concat();
        popa3d.deliver(&all[60..]).unwrap();
        assert_eq!(reader.collect().await, well(30));
        assert!(sorted(reader.sources().await) == sorted(all.clone()), "what is new comes, and nothing else");

        reader.ask(Request::Persisted(true)).await;
        reader.save(&leaving.leaving(Leave::Nothing), Popa3d::PASSWORD).await;
        assert_eq!(popa3d.left().unwrap(), 0);
        assert_eq!(reader.collect().await, well(0));
        assert!(sorted(reader.sources().await) == sorted(all), "what is deleted there stays here");
    });
}

#[test]
fn a_wrong_password_is_named_though_it_says_nothing() {
    let Some(popa3d) = Popa3d::start().unwrap() else { return };
    run(async {
        let refused = Reader::new().await.save(&account(&popa3d, Security::None), "wrong").await;
        assert!(matches!(refused.problem, Some(Problem::PasswordRefused(..))), "{refused:?}");
    });
}

#[test]
fn it_hears_no_password_from_an_account_that_wants_tls() {
    let Some(popa3d) = Popa3d::start().unwrap() else { return };
    popa3d.deliver(mails::generate(32, 2).iter().map(|mail| &mail.raw)).unwrap();
    run(async {
        let reader = Reader::new().await;
        let refused = reader.save(&account(&popa3d, Security::StartTls), Popa3d::PASSWORD).await;
        assert!(refused.messages == 0 && refused.problem.is_some(), "{refused:?}");
        assert_eq!(reader.sources().await, Vec::<Vec<u8>>::new());
    });
}
