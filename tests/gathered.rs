//! A folder with one row for each conversation: how many there are, what a row says of its mails, and which
//! mails something is done with.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Folder, Notice, Order, Request, Row, Rows, View},
    store::{AccountId, FolderId, MessageId},
};

const INBOX: Folder = Folder::Inbox(AccountId(1));

fn mail(id: &str, from: &str, answers: &[&str], subject: &str, day: u8) -> Vec<u8> {
    let references: String = answers.iter().map(|id| format!(" <{id}@example.org>")).collect();
    format!(
        "From: {from} <{from}@example.org>\r\nDate: {day} Nov 2026 08:00:00 +0000\r\n\
         Message-ID: <{id}@example.org>\r\nReferences:{references}\r\nSubject: {subject}\r\n\r\nText of {id}.\r\n"
    )
    .into_bytes()
}

fn view(folder: Folder, order: Order) -> View {
    View { order, gathered: true, ..View::of(folder) }
}

async fn rows(trial: &Trial, folder: Folder, order: Order) -> Rows {
    trial.reader.windows(view(folder, order), 0, 100).await.pop().expect("rows came")
}

/// `Ada, Bo: Re: Plan (2)`
async fn said(trial: &Trial, folder: Folder, order: Order) -> Vec<String> {
    let rows = rows(trial, folder, order).await;
    assert_eq!(rows.total as usize, rows.rows.len());
    let say = |row: &Row| {
        let unread = if row.read { "" } else { "* " };
        format!("{unread}{}: {} ({})", row.from, row.subject, row.others.len() + 1)
    };
    rows.rows.iter().map(say).collect()
}

/// Ada's plan with two answers, and something else between them.
async fn talked() -> Trial {
    let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
    trial.reader.gather_conversations().await;
    trial.deliver(mail("a", "Ada", &[], "Plan", 1));
    trial.deliver(mail("b", "Bo", &["a"], "Re: Plan", 2));
    trial.deliver(mail("x", "Cy", &[], "Something else", 3));
    trial.deliver(mail("c", "Ada", &["a", "b"], "Re: Plan", 4));
    trial.collect().await;
    trial
}

#[test]
fn a_conversation_is_one_row_and_stands_where_its_first_mail_would() {
    run(async {
        let mut trial = talked().await;
        assert_eq!(
            said(&trial, INBOX, Order::Newest).await,
            ["* Ada, Bo: Re: Plan (3)", "* Cy: Something else (1)"]
        );
        let all = rows(&trial, INBOX, Order::Newest).await.rows;
        let mut whole = vec![all[0].id];
        whole.extend(&all[0].others);

        // Read is what is read wholly.
        trial.reader.ask(Request::MarkRead { messages: whole[..2].to_vec(), read: true }).await;
        assert_eq!(said(&trial, INBOX, Order::Newest).await[0], "* Ada, Bo: Re: Plan (3)");
        trial.reader.ask(Request::MarkRead { messages: whole.clone(), read: true }).await;
        assert_eq!(said(&trial, INBOX, Order::Newest).await[0], "Ada, Bo: Re: Plan (3)");

        // An answer brings it back, and names come in the order in which they wrote.
        trial.deliver(mail("y", "Di", &["x"], "Re: Something else", 5));
        trial.collect().await;
        assert_eq!(
            said(&trial, INBOX, Order::Newest).await,
            ["* Cy, Di: Re: Something else (2)", "Ada, Bo: Re: Plan (3)"]
        );
        assert_eq!(
            said(&trial, INBOX, Order::Oldest).await,
            ["Ada, Bo: Re: Plan (3)", "* Cy, Di: Re: Something else (2)"]
        );

        // What is elsewhere is no part of the row.
        trial.reader.ask(Request::Move { messages: vec![whole[0]], to: FolderId::ARCHIVE }).await;
        assert_eq!(said(&trial, INBOX, Order::Newest).await[1], "Ada, Bo: Re: Plan (2)");
        assert_eq!(said(&trial, Folder::Of(FolderId::ARCHIVE), Order::Newest).await, ["Ada: Re: Plan (1)"]);

        trial.restart().await;
        assert_eq!(rows(&trial, INBOX, Order::Newest).await.total, 4, "nobody knows yet");
        trial.reader.gather_conversations().await;
        assert_eq!(rows(&trial, INBOX, Order::Newest).await.total, 2);
    });
}

#[test]
fn a_range_of_conversations_names_all_their_mails() {
    run(async {
        let mut trial = talked().await;
        trial.deliver(mail("z", "Ed", &[], "The last", 9));
        trial.collect().await;
        let all = rows(&trial, INBOX, Order::Newest).await.rows;
        let ask = async |from: Option<MessageId>, to: Option<MessageId>| {
            let request = Request::Range { view: view(INBOX, Order::Newest), from, to };
            let pick = |notice| match notice {
                Notice::Range { messages, others, .. } => Some((messages, others)),
                _ => None,
            };
            trial.reader.answer(request, pick).await
        };
        let ids: Vec<MessageId> = all.iter().map(|row| row.id).collect();
        let others = vec![(ids[1], all[1].others.clone())];
        assert_eq!(all[1].others.len(), 2);
        assert_eq!(ask(None, None).await, (ids.clone(), others.clone()));
        assert_eq!(ask(Some(ids[2]), Some(ids[1])).await, (ids[1..].to_vec(), others));
        assert_eq!(ask(Some(ids[2]), None).await, (ids[2..].to_vec(), Vec::new()));
    });
}

#[test]
fn many_names_are_the_first_and_the_last() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.reader.gather_conversations().await;
        for (day, name) in (1..).zip(["Ada", "Bo", "Cy", "Di", "Ed"]) {
            let answers: &[&str] = if day == 1 { &[] } else { &["Ada"] };
            trial.deliver(mail(name, name, answers, "Plan", day));
        }
        trial.collect().await;
        assert_eq!(said(&trial, INBOX, Order::Newest).await, ["* Ada, …, Di, Ed: Plan (5)"]);
    });
}
