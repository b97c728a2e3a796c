//! Saved searches are folders that show what is found in all mail, with counts that follow what happens.

mod native;

use std::time::Duration;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Act, Folder, FolderCount, Notice, Order, Request, View},
        problem::{FilingFault, Problem},
    },
    store::{FolderId, MessageId, OwnFolder},
};

fn mail(subject: &str, text: &str) -> Vec<u8> {
    format!(
        "From: ada@example.org\r\nDate: 1 Nov 2026 08:00:00 +0000\r\nSubject: {subject}\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

async fn save(trial: &Trial, id: Option<FolderId>, query: &str) -> FolderId {
    let query = Some(query.to_owned());
    let folder = OwnFolder { name: "Figs".to_owned(), parent: None, account: None, query };
    let pick = |notice| match notice {
        Notice::Done { act: Act::FolderSaved(id), .. } => Some(id),
        _ => None,
    };
    trial.reader.answer(Request::SaveFolder { id, folder }, pick).await
}

async fn subjects(trial: &Trial, view: View) -> Vec<String> {
    let rows = trial.reader.windows(view, 0, 100).await.pop().expect("rows came");
    assert_eq!(rows.total as usize, rows.rows.len());
    rows.rows.into_iter().map(|row| row.subject).collect()
}

/// Waits until it is said that a folder has so many messages, and so many of them unread.
async fn counted(trial: &Trial, folder: FolderId, wanted: (u32, u32)) {
    let is_told = async {
        loop {
            trial.reader.notices.take();
            trial.reader.greet();
            let counts = trial.reader.notices.take().into_iter().filter_map(|notice| match notice {
                Notice::Overview(overview) => Some(overview.folders),
                _ => None,
            });
            let is_it = |count: &FolderCount| {
                count.folder == Folder::Of(folder) && (count.total, count.unread) == wanted
            };
            if counts.flatten().any(|count| is_it(&count)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        () = trial.reader.keep_order() => unreachable!(),
        () = is_told => {}
    }
}

#[test]
fn what_is_found_is_in_the_folder_and_counted() {
    run(async {
        let mut trial = Setup { around: 0, haste: 1_000, ..Setup::default() }.begin().await;
        for (subject, text) in [("One", "blue figs"), ("Two", "figs that are blue"), ("Three", "plums")] {
            trial.deliver(mail(subject, text));
        }
        trial.collect().await;
        let figs = save(&trial, None, "figs").await;
        let view = View { order: Order::Subject, ..View::of(Folder::Of(figs)) };
        assert_eq!(subjects(&trial, view.clone()).await, ["One", "Two"]);
        counted(&trial, figs, (2, 2)).await;

        // A search in it, all of it by one key, and rows that nobody gathers.
        assert_eq!(subjects(&trial, View { query: Some("two".to_owned()), ..view.clone() }).await, ["Two"]);
        let ranged = |notice| match notice {
            Notice::Range { messages, .. } => Some(messages),
            _ => None,
        };
        let all: Vec<MessageId> =
            trial.reader.answer(Request::Range { view: view.clone(), from: None, to: None }, ranged).await;
        assert_eq!(all.len(), 2);
        assert_eq!(subjects(&trial, View { gathered: true, ..view.clone() }).await, ["One", "Two"]);

        // What is put away is not in it, what comes is, and a phrase is looked for in the mails themselves.
        trial.reader.ask(Request::MarkRead { messages: all.clone(), read: true }).await;
        counted(&trial, figs, (2, 0)).await;
        trial.reader.ask(Request::Move { messages: all[..1].to_vec(), to: FolderId::TRASH }).await;
        counted(&trial, figs, (1, 0)).await;
        trial.deliver(mail("Four", "more blue figs"));
        trial.collect().await;
        counted(&trial, figs, (2, 1)).await;
        save(&trial, Some(figs), "\"blue figs\"").await;
        assert_eq!(subjects(&trial, view.clone()).await, ["Four"]);
        counted(&trial, figs, (1, 1)).await;

        // It is there after a restart; nothing can be filed in it.
        trial.restart().await;
        assert_eq!(subjects(&trial, view).await, ["Four"]);
        let refusal = trial.reader.refusal(Request::Move { messages: all, to: figs }).await;
        assert_eq!(refusal, Some(Problem::Filing(FilingFault::NoSuchFolder)));
    });
}
