//! What the reader trusts: servers that say who wrote a mail, and senders whose images are shown.

mod native;

use native::{
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Message, Notice, Request, SenderImages},
    mail::{Authenticity, Body, RemoteImages, SanitisedHtml},
    store::{AccountId, MessageId, Store},
};

const ID: AccountId = AccountId(1);

/// A mail of this sender, of which the server says this.
fn mail(subject: &str, from: &str, says: &str) -> Vec<u8> {
    format!(
        "Authentication-Results: {says}\r\nFrom: {from}\r\nSubject: {subject}\r\nContent-Type: text/html\r\n\r\n\
        <p>Hello<img src=https://pictures.example/1.png><img src=https://count.example/1 width=1 height=1>\r\n"
    )
    .into_bytes()
}

const PASS: &str = "mx1.provider.example; dmarc=pass header.from=shop.example";
const SHOP: &str = "Shop <News@Shop.example>";

async fn trial(mails: &[(&str, &str, &str)]) -> Trial {
    let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
    for (subject, from, says) in mails {
        trial.deliver(mail(subject, from, says));
    }
    trial.collect().await;
    trial
}

async fn id(trial: &Trial, subject: &str) -> MessageId {
    trial.reader.rows().await.into_iter().find(|row| row.subject == subject).expect("a row").id
}

async fn answer<S: Store>(reader: &Reader<S>, request: Request) -> Message {
    let message = |notice| match notice {
        Notice::Message(message) => Some(*message),
        _ => None,
    };
    reader.answer(request, message).await
}

async fn open(trial: &Trial, subject: &str) -> Message {
    answer(&trial.reader, Request::open(id(trial, subject).await)).await
}

async fn trust(trial: &Trial, server: &str, is_own: bool) {
    trial.reader.ask(Request::TrustServer { account: ID, authserv_id: server.to_owned(), is_own }).await;
}

async fn always(trial: &Trial, subject: &str, always: bool) -> Message {
    let message = id(trial, subject).await;
    answer(&trial.reader, Request::AlwaysShowImages { message, always }).await
}

fn html(message: &Message) -> &SanitisedHtml {
    match message.reading.bodies.as_slice() {
        [Body::Html(html)] => html,
        other => panic!("{other:?}"),
    }
}

fn shows_images(message: &Message) -> bool {
    let shows = html(message).document.contains("https://pictures.example/1.png");
    assert_eq!(shows, message.remote == RemoteImages::Shown, "the frame fits what is in it");
    assert!(!html(message).document.contains("count.example"), "a tracker is never fetched");
    shows
}

#[test]
fn a_server_counts_once_the_reader_has_confirmed_it() {
    run(async {
        let trial = trial(&[("one", SHOP, PASS)]).await;
        let message = open(&trial, "one").await;
        assert_eq!(message.authenticity, Authenticity::Unknown);
        assert_eq!(message.asks_about.as_deref(), Some("mx1.provider.example"));
        assert_eq!((message.checks.len(), message.sender_images), (0, SenderImages::NotOffered));

        trust(&trial, "MX1.provider.example", true).await;
        let message = open(&trial, "one").await;
        assert_eq!(message.authenticity, Authenticity::Proven { domain: "shop.example".to_owned() });
        assert_eq!(message.asks_about, None);
        assert_eq!((message.checks.len(), message.sender_images), (1, SenderImages::Offered));

        trust(&trial, "mx1.provider.example", false).await;
        let message = open(&trial, "one").await;
        assert_eq!((message.authenticity, message.asks_about), (Authenticity::Unknown, None));
    });
}

/// Senders can write any name: the reader is not asked about each.
#[test]
fn only_what_may_be_the_readers_own_server_is_asked_about() {
    run(async {
        let trial = trial(&[
            ("own", SHOP, PASS),
            ("neighbour", SHOP, "mx2.provider.example; dmarc=pass header.from=shop.example"),
            ("forged", SHOP, "mx.evil.example; dmarc=pass header.from=shop.example"),
        ])
        .await;
        assert_eq!(open(&trial, "forged").await.asks_about.as_deref(), Some("mx.evil.example"));
        trust(&trial, "mx1.provider.example", true).await;
        assert_eq!(open(&trial, "forged").await.asks_about, None);
        assert_eq!(open(&trial, "neighbour").await.asks_about.as_deref(), Some("mx2.provider.example"));
        trust(&trial, "mx1.provider.example", false).await;
        for n in 0..8 {
            trust(&trial, &format!("mx{n}.refused.example"), false).await;
        }
        assert_eq!(open(&trial, "forged").await.asks_about, None, "enough was refused");
    });
}

#[test]
fn images_are_shown_when_they_are_asked_for_and_only_then() {
    run(async {
        let trial = trial(&[("one", "Eve <eve@evil.example>", "mx1.provider.example; none")]).await;
        let id = id(&trial, "one").await;
        let message = open(&trial, "one").await;
        assert!(!shows_images(&message));
        assert_eq!((html(&message).blocked_remote, html(&message).blocked_trackers), (2, 1));
        let message = answer(&trial.reader, Request::Open { id, remote: RemoteImages::Shown }).await;
        assert!(shows_images(&message));
        assert!(!shows_images(&open(&trial, "one").await), "the next time they are not");
    });
}

#[test]
fn a_senders_images_are_always_shown_where_it_is_proven_to_be_the_sender() {
    run(async {
        let trial = trial(&[
            ("proven", SHOP, PASS),
            ("again", "news@shop.example", PASS),
            ("colleague", "other@shop.example", PASS),
            ("unproven", SHOP, "mx1.provider.example; dmarc=none"),
            ("failed", SHOP, "mx1.provider.example; dmarc=fail header.from=shop.example"),
            ("forged", SHOP, "mx.evil.example; dmarc=pass header.from=shop.example"),
            ("two", "news@shop.example, b@shop.example", PASS),
        ])
        .await;
        // Not proven: nothing is kept.
        assert_eq!(always(&trial, "proven", true).await.sender_images, SenderImages::NotOffered);
        trust(&trial, "mx1.provider.example", true).await;
        assert!(!shows_images(&open(&trial, "proven").await));
        assert_eq!(always(&trial, "unproven", true).await.sender_images, SenderImages::NotOffered);
        assert!(!shows_images(&open(&trial, "proven").await));

        let message = always(&trial, "proven", true).await;
        assert!(shows_images(&message));
        assert_eq!(message.sender_images, SenderImages::Always);
        assert!(shows_images(&open(&trial, "again").await));
        for other in ["colleague", "unproven", "failed", "forged", "two"] {
            assert!(!shows_images(&open(&trial, other).await), "{other}");
        }

        // It is kept, and can be taken back, also by a mail that proves nothing.
        let kept = trial.reader.store().load().await.unwrap();
        assert!(kept.trust(ID).unwrap().images_from.contains("news@shop.example"));
        let message = always(&trial, "unproven", false).await;
        assert!(!shows_images(&message));
        assert!(!shows_images(&open(&trial, "proven").await));
    });
}

#[test]
fn what_was_trusted_goes_with_its_account() {
    run(async {
        let trial = trial(&[("one", SHOP, PASS)]).await;
        trust(&trial, "mx1.provider.example", true).await;
        trial.reader.ask(Request::RemoveAccount(ID)).await;
        trust(&trial, "mx1.provider.example", true).await;
        assert_eq!(trial.reader.store().load().await.unwrap().trust(ID), None);
    });
}
