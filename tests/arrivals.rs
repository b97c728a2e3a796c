//! What the reader is told of when mail has come.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Notice, Request},
    store::FolderId,
};

fn mail(id: &str, answers: &str, day: u8) -> Vec<u8> {
    // What answers the same belongs together, be that missing.
    let answers = if answers == "none" { format!("none-{id}") } else { answers.to_owned() };
    format!(
        "From: Ada <ada@example.org>\r\nDate: {day} Nov 2026 08:00:00 +0000\r\nMessage-ID: <{id}@example.org>\r\n\
         References: <{answers}@example.org>\r\nSubject: {id}\r\n\r\nText of {id}.\r\n"
    )
    .into_bytes()
}

/// What was told when these had come: how many, and the newest of them.
async fn told(trial: &mut Trial, mails: &[Vec<u8>]) -> Vec<(u32, Vec<String>)> {
    for raw in mails {
        trial.deliver(raw.clone());
    }
    trial.reader.notices.take();
    trial.reader.ask(Request::Collect(None)).await;
    let notices = trial.reader.notices.take().into_iter();
    let told = notices.filter_map(|notice| match notice {
        Notice::Arrived { messages, newest, .. } => {
            Some((messages, newest.into_iter().map(|row| row.subject).collect()))
        }
        _ => None,
    });
    told.collect()
}

#[test]
fn what_comes_is_told_once_and_what_nobody_waits_for_is_not() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.deliver(mail("a", "none", 1));
        trial.deliver(mail("b", "none", 2));
        trial.collect().await;
        assert_eq!(told(&mut trial, &[]).await, []);
        let one = [mail("c", "none", 3)];
        assert_eq!(told(&mut trial, &one).await, [(1, vec!["c".to_owned()])]);
        let seven: Vec<Vec<u8>> = (4..11).map(|day| mail(&day.to_string(), "none", day)).collect();
        let newest = ["10", "9", "8", "7", "6"].map(str::to_owned).to_vec();
        assert_eq!(told(&mut trial, &seven).await, [(7, newest)]);

        let rows = trial.reader.rows().await;
        let a = rows.iter().find(|row| row.subject == "a").expect("it is here").id;
        trial.reader.ask(Request::Mute { messages: vec![a], muted: true }).await;
        let muted_and_not = [mail("d", "a", 12), mail("e", "b", 13)];
        assert_eq!(told(&mut trial, &muted_and_not).await, [(1, vec!["e".to_owned()])]);
        let muted = [mail("f", "a", 14)];
        assert_eq!(told(&mut trial, &muted).await, []);
        let all = trial.reader.rows().await.into_iter().map(|row| row.id).collect();
        trial.reader.ask(Request::Move { messages: all, to: FolderId::ARCHIVE }).await;
        assert_eq!(told(&mut trial, &[mail("g", "b", 15)]).await, [(1, vec!["g".to_owned()])]);
    });
}
