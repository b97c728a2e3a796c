//! Lists are sorted as the reader asks, and stay so as mail comes and goes; also where they are long.

mod native;

use std::{rc::Rc, time::Instant};

use native::{
    reader::{Reader, run},
    store::WatchedStore,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Folder, Order, Request, Row, View},
    mail::{Mailbox, Summary},
    store::{
        Account, AccountId, Change, Commit, Envelope, Filed, FolderId, Held, Maildrop, MaildropId, MessageId,
        Security, Server, Store, Uidl,
    },
};

const INBOX: Folder = Folder::Inbox(AccountId(1));

fn mail(from: &str, subject: &str, day: u8, words: usize) -> Vec<u8> {
    let text = "word ".repeat(words);
    format!(
        "From: {from}\r\nDate: {day} Nov 2026 08:00:00 +0000\r\nMessage-ID: <{day}@example.org>\r\n\
         Subject: {subject}\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

async fn listed(reader: &Reader, order: Order) -> Vec<Row> {
    let view = View { order, ..View::of(INBOX) };
    let rows = reader.windows(view, 0, 10_000).await.pop().expect("rows came");
    assert_eq!(rows.total as usize, rows.rows.len());
    rows.rows
}

/// The days of the mails, in this order.
async fn days(reader: &Reader, order: Order) -> Vec<i64> {
    let rows = listed(reader, order).await;
    rows.into_iter().map(|row| (row.date - 1_793_491_200).div_euclid(86_400) + 1).collect()
}

async fn four() -> Trial {
    let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
    trial.deliver(mail("Bo <bo@example.org>", "Picnic", 1, 10));
    trial.deliver(mail("Édith <e@example.org>", "Re: Lake", 2, 400));
    trial.deliver(mail("ada <ada@example.org>", "AW: picnic", 3, 200));
    trial.deliver(mail("\"Ada\" <other@example.org>", "", 4, 300));
    trial.collect().await;
    trial
}

#[test]
fn every_order_is_kept_as_mail_comes_and_goes() {
    run(async {
        let mut trial = four().await;
        let orders = [
            (Order::Newest, [4, 3, 2, 1], [5, 4, 3, 1]),
            (Order::Oldest, [1, 2, 3, 4], [1, 3, 4, 5]),
            (Order::Largest, [2, 4, 3, 1], [4, 3, 5, 1]),
            (Order::Smallest, [1, 3, 4, 2], [1, 5, 3, 4]),
            // Of one name, however it is written, the newest first.
            (Order::Sender, [4, 3, 1, 2], [4, 3, 1, 5]),
            (Order::SenderBackwards, [2, 1, 4, 3], [5, 1, 4, 3]),
            // What has no subject comes last.
            (Order::Subject, [2, 3, 1, 4], [5, 3, 1, 4]),
            (Order::SubjectBackwards, [3, 1, 2, 4], [3, 1, 5, 4]),
        ];
        for (order, before, _) in orders {
            assert_eq!(days(&trial.reader, order).await, before, "{order:?}");
        }
        let second = listed(&trial.reader, Order::Oldest).await[1].id;
        trial.deliver(mail("Zoë <zoe@example.org>", "Boats", 5, 100));
        trial.collect().await;
        trial.reader.ask(Request::Move { messages: vec![second], to: FolderId::ARCHIVE }).await;
        for (order, _, after) in orders {
            assert_eq!(days(&trial.reader, order).await, after, "{order:?}, kept up");
        }
        let first = listed(&trial.reader, Order::Oldest).await[0].id;
        trial.reader.ask(Request::Pin { messages: vec![first], pinned: true }).await;
        trial.restart().await;
        for (order, _, _) in orders {
            assert_eq!(days(&trial.reader, order).await[0], 1, "{order:?}: what is pinned stands first");
        }
    });
}

/// A reader with so many mails of a thousand senders, all in blocks.
async fn stocked(mails: u64) -> Reader {
    let store = Rc::new(WatchedStore::default());
    let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
    let account = Account::new("ada@example.org", "ada", pop3);
    let maildrop = Maildrop::of(AccountId(1), &account);
    let mut changes = vec![
        Change::AccountSaved { id: AccountId(1), account },
        Change::MaildropNamed { id: MaildropId(1), maildrop },
    ];
    changes.extend((1..=mails).map(|id| Change::Added(Box::new(envelope(id)))));
    store.commit(Commit { changes, ..Commit::default() }).await.unwrap();
    Reader::open(store, 1).await
}

fn envelope(id: u64) -> Envelope {
    let name = format!("Somebody {:03}", id.wrapping_mul(7_919) % 1_000);
    Envelope {
        id: MessageId(id),
        account: AccountId(1),
        maildrop: MaildropId(1),
        uidl: Uidl(id.to_string().into_bytes()),
        size: 1_000 + id % 977,
        held: Held::Whole,
        header: None,
        listed: 1,
        collected_at: 1_800_000_000 + i64::try_from(id).unwrap(),
        read: id.is_multiple_of(2),
        starred: false,
        filed: Filed::default(),
        summary: Summary {
            from: vec![Mailbox { name: Some(name), address: format!("{}@example.org", id % 1_000) }],
            subject: format!("Number {id}"),
            snippet: "The figures are in the third chapter, and the map is beside them.".to_owned(),
            ..Summary::default()
        },
    }
}

#[test]
fn a_hundred_thousand_are_sorted_by_their_senders() {
    run(async {
        let reader = stocked(100_000).await;
        for order in Order::OF_FOLDERS {
            let view = View { order, ..View::of(INBOX) };
            let began = Instant::now();
            let rows = reader.windows(view.clone(), 0, 100).await.pop().expect("rows came");
            let first = began.elapsed();
            let began = Instant::now();
            reader.windows(view, 50_000, 100).await;
            println!("100,000 by {order:?}: at first {first:?}, then {:?}", began.elapsed());
            assert_eq!((rows.total, rows.rows.len()), (100_000, 100));
            if order == Order::Sender {
                assert!(rows.rows.iter().all(|row| row.from == "Somebody 000"));
                assert!(rows.rows.is_sorted_by(|a, b| a.date >= b.date));
            }
        }
    });
}
