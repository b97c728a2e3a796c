//! What the page does when something happens, without a browser.

mod accounts;
mod acting;
mod appearance;
mod attachments;
mod clock;
mod collecting;
mod commands;
mod files;
mod filing;
mod folders;
mod headers;
mod keys;
mod list;
mod maildrop;
mod notices;
mod palette;
mod reading;
mod report;
mod retention;
mod rules;
mod search;
mod selection;
mod senders;
mod storage;
mod trail;
mod undo;

use std::rc::Rc;

use super::{
    AccountForm, Appearance, Change, Chord, Command, Config, Conflict, Criterion, Deletion, Destination,
    Dialog, Does, Effect, Fault, Field, Figure, Focus, FolderPlace, Heard, KeyboardAt, Keys, Layout, Limit,
    List, Matcher, Msg, OnAccount, OnActing, OnAppearance, OnAttachments, OnFiling, OnFolders, OnKeys,
    OnMaildrop, OnPalette, OnPreferences, OnProbe, OnSearch, OnSelection, OnSender, Part, Press, Previewed,
    Quiet, Removal, Set, Span, State, Stroke, Visible, Whom,
};
use crate::{
    engine::{
        api::{
            Conversation, Folder, FolderCount, Marks, Message, Notice, Overview, Pause, ProbeStep, Probed,
            Probing, Progress, Request, Row, Rows, SenderImages, There, View,
        },
        problem::{Certificate, CertificateFault, Peer, Problem},
    },
    mail::{Attachment, Authenticity, Body, Preview, Reading, RemoteImages, Summary},
    store::{
        Account, AccountId, Filed, FolderId, Held, MessageId, Pin, Security, Server, SignIn, Uidl, Wish,
    },
};

const ADA: AccountId = AccountId(1);
const BO: AccountId = AccountId(2);

fn account(address: &str) -> Account {
    let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
    Account { name: "Somebody".to_owned(), ..Account::new(address, address, pop3) }
}

fn overview(accounts: &[(AccountId, &str)], unread: u32) -> Notice {
    let inboxes = accounts.iter().map(|(id, _)| Folder::Inbox(*id));
    let all = (accounts.len() > 1).then_some(Folder::AllInboxes);
    Notice::Overview(Overview {
        accounts: accounts.iter().map(|(id, address)| (*id, account(address))).collect(),
        folders: all
            .into_iter()
            .chain(inboxes)
            .map(|folder| FolderCount { folder, total: 9, unread })
            .collect(),
        ..Overview::default()
    })
}

fn form(state: &State) -> &AccountForm {
    match &state.dialog {
        Some(Dialog::Account(form)) => form,
        other => panic!("no account form but {other:?}"),
    }
}

fn typed(state: &mut State, field: Field, text: &str) {
    state.update(Msg::Form(Change::Typed(field, text.to_owned())));
}

/// The form for a new account, filled in as far as it has to be.
fn filled() -> State {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[], 0)));
    state.update(Msg::AddAccount);
    typed(&mut state, Field::Address, "ada@example.org");
    typed(&mut state, Field::Password, "secret");
    state
}

fn row(id: u64) -> Row {
    Row {
        id: MessageId(id),
        account: ADA,
        from: "Bo".to_owned(),
        subject: format!("No. {id}"),
        snippet: String::new(),
        date: 0,
        read: false,
        starred: false,
        filed: Filed::default(),
        attachments: 0,
        held: Held::Whole,
        size: 2_000,
        conversation: 1,
        marks: Marks::default(),
        others: Vec::new(),
        muted: false,
        there: There::OnServer,
    }
}

/// Rows of a folder whose newest message has the number `newest`; the numbers count down.
fn rows(newest: u64, total: u32, start: u32, count: u32) -> Rows {
    let ids = (u64::from(start)..u64::from((start + count).min(total))).map(|at| newest - at);
    Rows { view: View::of(Folder::Inbox(ADA)), found: None, total, start, rows: ids.map(row).collect() }
}

fn with_mail() -> State {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 9)));
    state.update(Msg::Notice(Notice::Rows(rows(500, 9, 0, 9))));
    state
}

fn sent(effects: &[Effect]) -> Vec<&Request> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(request) => Some(request),
            _ => None,
        })
        .collect()
}

#[test]
fn the_first_overview_ends_the_startup_and_opens_the_first_folder() {
    let mut state = State::new(Layout::Desk);
    let effects = state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 3)));
    assert!(matches!(effects.first(), Some(Effect::End(Span::Startup, _))), "{effects:?}");
    assert!(effects.contains(&Effect::Begin(Span::OpenFolder)));
    assert!(matches!(
        sent(&effects)[..],
        [Request::Rows { view: View { folder: Folder::Inbox(ADA), query: None, .. }, start: 0, .. }]
    ));
    assert_eq!(state.unread(), 3);

    let again = state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 2)));
    assert_eq!(again, []);
}

#[test]
fn unread_mail_is_counted_once_though_it_is_in_all_inboxes_too() {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    assert_eq!(state.unread(), 8);
    assert_eq!(state.folder(), Some(Folder::AllInboxes));
}

#[test]
fn what_the_browser_says_of_its_storage_is_told_to_the_worker() {
    let effects = State::new(Layout::Desk).update(Msg::StorageKept(true));
    assert_eq!(sent(&effects), [&Request::Persisted(true)]);
}

/// Deletes for good, here: asked for, told what goes, confirmed.
fn erased(state: &mut State, whom: Whom) -> Vec<Effect> {
    let effects = state.update(Msg::Act(OnActing::AskErase(whom)));
    let Some(Request::AskToErase(Some(messages))) = sent(&effects).first().copied() else {
        panic!("the worker is asked what goes: {effects:?}")
    };
    let notice = Notice::AsksToErase { messages: messages.clone(), there: 0, follows: false };
    assert_eq!(state.update(Msg::Notice(notice)), []);
    state.update(Msg::Act(OnActing::Erase { there: false }))
}
