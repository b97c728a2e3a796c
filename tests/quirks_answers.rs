//! What servers say beside messages: greetings, status lines, line ends, capabilities.

mod native;

use native::{
    reader::{Collected, run},
    trial::{Setup, Trial, problem},
};
use restante::{
    engine::{
        api::{Expiry, Notice, Report, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Bodies},
};
use restante_mail_server::Quirk;

/// Everything is collected and deleted as from any server.
async fn makes_no_difference(quirks: impl IntoIterator<Item = Quirk>) {
    let mut trial = Setup::deleting(quirks).begin().await;
    assert_eq!(trial.collect().await, trial.all());
    trial.everything_is_here_once().await;
    trial.nothing_was_deleted_too_early();
    assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
    assert_eq!(trial.collect().await, Trial::well(0));
}

/// So much mail that the headers of the newest come before all else, where the server takes several
/// commands at once and has TOP, and is known to.
const MUCH: Quirk = Quirk::Huge(400_000);

/// A trial that has collected from a server with much mail.
async fn with_much_mail(quirks: impl IntoIterator<Item = Quirk>) -> Trial {
    let mut trial = Setup::of(quirks.into_iter().chain([MUCH])).begin().await;
    assert_eq!(trial.collect().await, trial.all());
    trial
}

/// What the reader is shown of the server.
async fn report(trial: &Trial) -> Report {
    let pick = |notice| match notice {
        Notice::Report(report) => Some(*report),
        _ => None,
    };
    trial.reader.answer(Request::Report(AccountId(1)), pick).await
}

/// The password is asked for, in words that the server may have chosen badly.
async fn a_wrong_password_is_called_one(quirk: Quirk) {
    let mut trial = Setup { password: "crumb".to_owned(), ..Setup::of([quirk]) }.begin().await;
    let problem = problem(trial.collect().await);
    assert!(matches!(&problem, Problem::PasswordRefused(peer, _) if *peer == trial.peer()), "{problem:?}");
    trial.nothing_was_deleted();
}

#[test]
fn bare_ok() {
    run(makes_no_difference([Quirk::BareOk]));
}

#[test]
fn plus_err() {
    run(makes_no_difference([Quirk::PlusErr]));
    run(a_wrong_password_is_called_one(Quirk::PlusErr));
}

/// A refused password is not taken for a maildrop in use because “lock” stands somewhere.
#[test]
fn prose_in_status_lines() {
    run(makes_no_difference([Quirk::Prose]));
    run(a_wrong_password_is_called_one(Quirk::Prose));
}

/// The one about the maildrop in use is known by its words where there is no code.
#[test]
fn prose_about_a_maildrop_in_use() {
    run(async {
        let setup = Setup::of([Quirk::Prose, Quirk::InUse(2)]);
        let mut trial = Setup { haste: 60, ..setup }.begin().await;
        let collected = trial.collect_until_well(3).await;
        assert_eq!(collected, trial.all());
        trial.everything_is_here_once().await;
    });
    // It is called so, too, when the patience is at its end.
    run(async {
        let setup = Setup::of([Quirk::Prose, Quirk::InUse(100)]);
        let mut trial = Setup { haste: 100, ..setup }.begin().await;
        let problem = problem(trial.collect().await);
        assert!(matches!(&problem, Problem::MailboxInUse(peer, _) if *peer == trial.peer()), "{problem:?}");
    });
}

/// A server that ends all lines in LF is understood. Mail is kept as it came.
#[test]
fn lf_only() {
    run(async {
        let mut trial = Setup::deleting([Quirk::LfOnly]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once_as(|raw| line_ends(raw, b"\n")).await;
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
    });
}

/// A final dot before CR CR LF is one.
#[test]
fn cr_cr_lf_everywhere() {
    run(async {
        let setup = Setup::deleting([Quirk::CrCrLf]);
        let mut trial = Setup { haste: 30, ..setup }.begin().await;
        let shown = {
            let mut plain = Setup::of([]).begin().await;
            plain.collect().await;
            plain.subjects().await
        };
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once_as(|raw| line_ends(raw, b"\n")).await;
        assert_eq!(trial.subjects().await, shown);
    });
    // Nor is a long header that ends so taken for one that was cut.
    run(async {
        let account = |account: &mut Account| account.extent.bodies = Bodies::HeadersOnly;
        let setup = Setup::of([Quirk::CrCrLf, Quirk::LongLine(40_000)]);
        let mut trial = Setup { account, ..setup }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!(trial.said("RETR"), Vec::<String>::new());
    });
}

/// Whatever the lines end in, they end in `end`.
fn line_ends(raw: &[u8], end: &[u8]) -> Vec<u8> {
    let lines = raw.split_inclusive(|&byte| byte == b'\n');
    lines
        .flat_map(|line| {
            let bare = line.strip_suffix(b"\n").unwrap_or(line);
            let text = bare.iter().rposition(|&byte| byte != b'\r').map_or(&[][..], |at| &bare[..=at]);
            [text, if bare.len() < line.len() { end } else { b"" }].concat()
        })
        .collect()
}

/// The server's own words are told; nobody is asked for a password, and none is sent.
#[test]
fn err_as_greeting() {
    run(async {
        let mut trial = Setup::of([Quirk::GreetingRefuses]).begin().await;
        let words = "too many connections, try again later".to_owned();
        let refused = Some(Problem::ServerRefused(trial.peer(), words));
        assert_eq!(trial.collect().await, Collected { messages: 0, problem: refused });
        trial.no_password_was_sent();
        trial.server.misbehave([]);
        assert_eq!(trial.collect().await, trial.all());
    });
}

#[test]
fn silence_as_greeting() {
    run(async {
        let mut trial = Setup { haste: 60, ..Setup::of([Quirk::GreetingSilent]) }.begin().await;
        let silent = Some(Problem::TimedOut(trial.peer()));
        assert_eq!(trial.collect().await, Collected { messages: 0, problem: silent });
        trial.no_password_was_sent();
        trial.server.misbehave([]);
        assert_eq!(trial.collect().await, trial.all());
    });
}

#[test]
fn capa_refused() {
    run(makes_no_difference([Quirk::CapaRefused]));
}

/// A server that goes dumb on CAPA is collected from without it, and not asked again next time.
#[test]
fn capa_hanging() {
    run(async {
        let mut trial = Setup { haste: 60, ..Setup::deleting([Quirk::CapaHangs]) }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        let asked = trial.said("CAPA").len();
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.said("CAPA").len(), asked, "the second time nobody waits for it");
    });
}

/// What is announced after the login is made use of.
#[test]
fn capa_with_more_after_login() {
    run(makes_no_difference([Quirk::CapaGrowsAfterLogin]));
    run(async {
        let trial = with_much_mail([Quirk::CapaGrowsAfterLogin]).await;
        assert_ne!(trial.said("TOP"), Vec::<String>::new());
        assert_eq!(trial.said("STAT").len(), 1, "only asked together with others");
    });
}

/// What was announced before the login does not hold after it.
#[test]
fn capa_with_less_after_login() {
    run(async {
        let trial = with_much_mail([Quirk::CapaShrinksAfterLogin]).await;
        assert_eq!(trial.said("TOP"), Vec::<String>::new());
    });
    run(async {
        let quirks = [Quirk::CapaShrinksAfterLogin, Quirk::BreaksPipelines];
        let mut trial = Setup { haste: 60, ..Setup::deleting(quirks) }.begin().await;
        assert_eq!(trial.collect_until_well(3).await, trial.all());
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
    });
}

/// What is remembered of a server is not held against it: when it tells something new after the login, it
/// is asked before the next one, too.
#[test]
fn capa_changing_from_one_session_to_another() {
    run(async {
        let mut trial = Setup::of([]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.server.misbehave([Quirk::CapaUnknown]);
        for _ in 0..2 {
            assert_eq!(trial.collect().await, Trial::well(0));
        }
        let told = report(&trial).await.before_login.unwrap();
        assert!(told.iter().any(|line| line == "X-MOON-PHASE WAXING"), "{told:?}");
        let asked = trial.said("CAPA").len();
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.said("CAPA").len(), asked + 1, "by now it is known");
    });
}

/// The known ones among these capabilities are made use of: SASL, TOP, PIPELINING.
async fn are_understood(quirk: Quirk) {
    let trial = with_much_mail([quirk]).await;
    assert_eq!(report(&trial).await.login.as_deref(), Some("AUTH PLAIN"));
    assert_ne!(trial.said("TOP"), Vec::<String>::new());
}

#[test]
fn lower_case_capabilities() {
    run(makes_no_difference([Quirk::CapaLowerCase]));
    run(are_understood(Quirk::CapaLowerCase));
}

/// One that nobody knows is none of those whose names it begins with.
#[test]
fn unknown_capabilities() {
    run(makes_no_difference([Quirk::CapaUnknown]));
    run(are_understood(Quirk::CapaUnknown));
    run(async {
        let trial = with_much_mail([Quirk::CapaUnknown, Quirk::TopRefused]).await;
        assert_eq!(trial.said("TOP"), Vec::<String>::new(), "TOPLESS is not TOP");
    });
}

/// It says what `EXPIRE NEVER` does.
#[test]
fn expirenever() {
    run(makes_no_difference([Quirk::ExpireNever]));
    run(async {
        let mut trial = Setup::of([Quirk::ExpireNever]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!(report(&trial).await.expire, Some(Expiry::Never));
    });
}

/// What the server announces of keeping mail is shown, and not believed: what is there is there, and
/// the next session knows it by its name, without looking at it again.
#[test]
fn expire_0_announced_and_not_meant() {
    run(async {
        let mut trial = Setup::of([Quirk::ExpireZero]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
        assert_eq!(trial.said("DELE"), Vec::<String>::new());
        assert_eq!(trial.said("TOP"), Vec::<String>::new());
        assert_eq!(report(&trial).await.expire, Some(Expiry::Days(0)));
    });
    run(makes_no_difference([Quirk::ExpireZero]));
}
