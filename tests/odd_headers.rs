//! Messages that cannot be told by the header that TOP shows: they have none. Nothing
//! is doubled.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::store::Account;
use restante_mail_server::Quirk;

/// Mails whose first lines are no fields.
const HEADERLESS: [&[u8]; 3] = [
    b"\r\nHello there, no header.\r\n",
    b"This line is no field\r\nSubject: garbage\r\n\r\nHello there.\r\n",
    b"Status: RO\r\n\r\nA server wrote all of this header.\r\n",
];

async fn with_headerless(setup: Setup) -> Trial {
    let mut trial = setup.begin().await;
    HEADERLESS.iter().for_each(|raw| trial.deliver(raw.to_vec()));
    trial
}

/// Without a name, such a mail is known by its content, which only RETR has.
#[test]
fn a_mail_without_header_and_name_is_collected_once() {
    run(async {
        let mut trial = with_headerless(Setup::of([Quirk::NoUidl])).await;
        trial.deliver(b"Subject: x\r\n\r\nHello\r\n".to_vec());
        assert_eq!(trial.collect().await, trial.all());
        for _ in 0..3 {
            assert_eq!(trial.collect().await, Trial::well(0));
        }
        trial.everything_is_here_once().await;
    });
}

/// New mail on a server without names is no sign of a server that lists by batches.
#[test]
fn without_names_one_session_is_enough() {
    run(async {
        let mut trial = Setup::of([Quirk::NoUidl]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.deliver(b"Subject: x\r\n\r\nHello\r\n".to_vec());
        let before = trial.last_session();
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.last_session(), before + 1);
    });
}

/// A header of nothing is not kept in the place of a message.
#[test]
fn a_mail_without_header_comes_whole_where_headers_are_enough() {
    run(async {
        let headers = |account: &mut Account| account.extent.bodies = restante::store::Bodies::HeadersOnly;
        let setup = Setup { around: 0, account: headers, ..Setup::default() };
        let mut trial = with_headerless(setup).await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        assert_eq!(trial.collect().await, Trial::well(0));
    });
}
