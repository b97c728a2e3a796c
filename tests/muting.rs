//! A muted conversation: what comes to it is read already and stays where it is, also after a restart, and
//! until it is muted no longer.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Act, Notice, Request, Row, Undo},
    store::MessageId,
};

fn mail(id: &str, answers: &[&str], day: u8) -> Vec<u8> {
    let references: String = answers.iter().map(|id| format!(" <{id}@example.org>")).collect();
    format!(
        "From: Ada <ada@example.org>\r\nDate: {day} Nov 2026 08:00:00 +0000\r\nMessage-ID: <{id}@example.org>\r\n\
         References:{references}\r\nSubject: About {id}\r\n\r\nText of {id}.\r\n"
    )
    .into_bytes()
}

async fn row(trial: &Trial, id: &str) -> Row {
    let subject = format!("About {id}");
    trial.reader.rows().await.into_iter().find(|row| row.subject == subject).expect("it is in the inbox")
}

async fn mute(trial: &Trial, message: MessageId, muted: bool) -> (Act, Undo) {
    let pick = |notice| match notice {
        Notice::Done { act, undo } => Some((act, undo)),
        _ => None,
    };
    trial.reader.answer(Request::Mute { messages: vec![message], muted }, pick).await
}

/// Whether it is read, and muted.
async fn state(trial: &Trial, id: &str) -> (bool, bool) {
    let row = row(trial, id).await;
    (row.read, row.muted)
}

#[test]
fn what_comes_to_a_muted_conversation_is_read_already() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.reader.gather_conversations().await;
        trial.deliver(mail("a", &[], 1));
        trial.deliver(mail("b", &["a"], 2));
        trial.deliver(mail("x", &[], 3));
        trial.collect().await;
        let (act, _) = mute(&trial, row(&trial, "b").await.id, true).await;
        assert_eq!(act, Act::Muted(true));
        assert_eq!(state(&trial, "a").await, (false, true), "what was there is as unread as it was");
        assert_eq!(state(&trial, "x").await, (false, false));

        // An answer to another mail of it, and one to what nobody here has seen; conversations are not
        // gathered any more.
        trial.restart().await;
        trial.deliver(mail("c", &["a"], 4));
        trial.deliver(mail("y", &["x"], 5));
        trial.collect().await;
        assert_eq!(state(&trial, "c").await, (true, true));
        assert_eq!(state(&trial, "y").await, (false, false));
        // An answer that names only an answer that came later.
        let all = trial.reader.rows().await.into_iter().map(|row| row.id).collect();
        trial.reader.ask(Request::Delete(all)).await;
        trial.restart().await;
        trial.deliver(mail("d", &["c"], 6));
        trial.collect().await;
        assert_eq!(state(&trial, "d").await, (true, true), "though all that it answers was deleted");
    });
}

#[test]
fn muting_is_undone_and_ends() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.reader.gather_conversations().await;
        trial.deliver(mail("a", &[], 1));
        trial.collect().await;
        let a = row(&trial, "a").await.id;
        let (_, undo) = mute(&trial, a, true).await;
        assert_eq!(state(&trial, "a").await, (false, true));
        trial.reader.ask(Request::Undo(undo)).await;
        assert_eq!(state(&trial, "a").await, (false, false));

        mute(&trial, a, true).await;
        trial.deliver(mail("b", &["a"], 2));
        trial.collect().await;
        assert_eq!(state(&trial, "b").await, (true, true));
        // The conversation is meant, whichever of its mails says so.
        mute(&trial, row(&trial, "b").await.id, false).await;
        trial.deliver(mail("c", &["a", "b"], 3));
        trial.collect().await;
        assert_eq!(state(&trial, "a").await, (false, false));
        assert_eq!(state(&trial, "c").await, (false, false));
    });
}
