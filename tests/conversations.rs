//! Messages that belong together are found together, in whatever order they come, after a restart, and
//! without those that were deleted.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Conversation, Notice, Request},
    store::MessageId,
};

fn mail(id: &str, answers: &[&str], subject: &str, day: u8) -> Vec<u8> {
    let references: String = answers.iter().map(|id| format!(" <{id}@example.org>")).collect();
    format!(
        "From: Ada <ada@example.org>\r\nDate: {day} Nov 2026 08:00:00 +0000\r\nMessage-ID: <{id}@example.org>\r\n\
         References:{references}\r\nSubject: {subject}\r\n\r\nText of {id}.\r\n"
    )
    .into_bytes()
}

async fn of_subject(trial: &Trial, subject: &str) -> MessageId {
    let rows = trial.reader.rows().await;
    rows.iter().find(|row| row.subject == subject).expect("it was collected").id
}

async fn conversation(trial: &Trial, message: MessageId) -> Conversation {
    let pick = |notice| match notice {
        Notice::Conversation(conversation) => Some(conversation),
        _ => None,
    };
    trial.reader.answer(Request::Conversation(message), pick).await
}

/// `0 Plan 1 Re: Plan`: depths and subjects.
async fn drawn(trial: &Trial, message: MessageId) -> String {
    let conversation = conversation(trial, message).await;
    assert_eq!(conversation.message, message);
    assert_eq!(conversation.total as usize, conversation.rows.len());
    let row = |(depth, row): &(u32, restante::engine::api::Row)| format!("{depth} {}", row.subject);
    conversation.rows.iter().map(row).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_conversation_is_whole_in_whatever_order_it_comes() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.reader.gather_conversations().await;
        trial.deliver(mail("c", &["a", "b"], "Aw: Re: Plan", 3));
        trial.deliver(mail("x", &[], "Something else", 4));
        trial.collect().await;
        let last = of_subject(&trial, "Aw: Re: Plan").await;
        assert_eq!(drawn(&trial, last).await, "0 Aw: Re: Plan");

        trial.deliver(mail("b", &["a"], "Re: Plan", 2));
        trial.deliver(mail("a", &[], "Plan", 1));
        trial.collect().await;
        const WHOLE: &str = "0 Plan, 1 Re: Plan, 2 Aw: Re: Plan";
        assert_eq!(drawn(&trial, last).await, WHOLE);
        let sizes = async |trial: &Trial| -> Vec<(String, u32)> {
            trial.reader.rows().await.into_iter().map(|row| (row.subject, row.conversation)).collect()
        };
        let known = sizes(&trial).await;
        let expected = [("Something else", 1), ("Aw: Re: Plan", 3), ("Re: Plan", 3), ("Plan", 3)];
        assert_eq!(known, expected.map(|(subject, size)| (subject.to_owned(), size)));

        trial.restart().await;
        assert!(sizes(&trial).await.iter().all(|(_, size)| *size == 0), "nobody knows yet");
        trial.reader.gather_conversations().await;
        assert_eq!(sizes(&trial).await, known);
        assert_eq!(drawn(&trial, last).await, WHOLE);

        let middle = of_subject(&trial, "Re: Plan").await;
        trial.reader.ask(Request::Delete(vec![middle])).await;
        assert_eq!(drawn(&trial, last).await, "0 Plan, 1 Aw: Re: Plan");
    });
}

#[test]
fn a_long_conversation_is_shown_around_the_message() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        for number in 0..500 {
            let before = format!("m{}", number - 1);
            let answers: &[&str] = if number == 0 { &[] } else { &[&before] };
            trial.deliver(mail(&format!("m{number}"), answers, &format!("No {number}"), 1));
        }
        trial.collect().await;
        trial.reader.gather_conversations().await;
        for asked in [0, 250, 499] {
            let message = of_subject(&trial, &format!("No {asked}")).await;
            let Conversation { total, rows, .. } = conversation(&trial, message).await;
            assert_eq!((total, rows.len()), (500, 200));
            assert!(rows.iter().any(|(depth, row)| row.id == message && *depth == asked), "{asked}");
        }
    });
}
