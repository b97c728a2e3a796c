//! Copies of mail as files, and mail from files.

use super::*;
use crate::{
    app::state::{CameTo, OnFiles, Source},
    engine::api::{Brought, BroughtTo, Copied, FileKind, Offered, Saving},
};

fn on(state: &mut State, act: OnFiles) -> Vec<Effect> {
    state.update(Msg::Files(act))
}

fn said(state: &mut State, number: u32, saving: Saving) -> Vec<Effect> {
    state.update(Msg::Notice(Notice::Saving(number, saving)))
}

fn piece(messages: u32, is_last: bool) -> Saving {
    Saving::Piece { bytes: vec![1, 2], messages, missing: 0, is_last }
}

/// The open folder is being saved, and the worker has said how much that is.
fn saving() -> (State, u32) {
    let mut state = with_mail();
    on(&mut state, OnFiles::AskSave(Source::List));
    on(&mut state, OnFiles::Kind(FileKind::Zip));
    let effects = on(&mut state, OnFiles::Save);
    let [Effect::OpenFile { number, name }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((name.as_str(), &state.dialog), ("Inbox.zip", &None));
    let number = *number;
    let effects = on(&mut state, OnFiles::Opened(number, true));
    let [Request::SaveCopy { what: Copied::View(view), kind: FileKind::Zip, folders, .. }] =
        sent(&effects)[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((view.folder, folders[0].as_str()), (Folder::Inbox(ADA), "Inbox"));
    let begun = Saving::Begun { messages: 5, bytes: 100, headers_only: 2 };
    assert_eq!(sent(&said(&mut state, number, begun)), [&Request::SaveMore(number)]);
    (state, number)
}

#[test]
fn the_next_piece_is_asked_for_when_the_one_before_is_written() {
    let (mut state, number) = saving();
    let effects = said(&mut state, number, piece(3, false));
    assert_eq!(effects, [Effect::WriteFile { number, bytes: vec![1, 2].into() }]);
    assert_eq!(state.files.saving.as_ref().unwrap().done, 3);
    assert_eq!(sent(&on(&mut state, OnFiles::Written(number, true))), [&Request::SaveMore(number)]);
    said(&mut state, number, piece(5, true));
    assert_eq!(on(&mut state, OnFiles::Written(number, true)), [Effect::CloseFile(number)]);
    on(&mut state, OnFiles::Closed(number, true));
    assert_eq!(state.files.saving, None);
    assert_eq!(state.files.came_to, Some(CameTo::Saved { messages: 5, headers_only: 2, missing: 0 }));
    on(&mut state, OnFiles::Dismiss);
    assert_eq!(state.files.came_to, None);
}

#[test]
fn it_is_stopped_by_the_reader_and_by_a_full_disk() {
    for is_full in [false, true] {
        let (mut state, number) = saving();
        said(&mut state, number, piece(3, false));
        let act = if is_full { OnFiles::Written(number, false) } else { OnFiles::StopSaving };
        let effects = on(&mut state, act);
        assert_eq!(effects, [Effect::Send(Request::StopSaving(number)), Effect::DropFile(number)]);
        assert_eq!(state.files.came_to.is_some(), is_full, "who has stopped it need not be told");
        // What was on its way is nobody's.
        assert_eq!(said(&mut state, number, piece(5, true)), []);
        assert_eq!(on(&mut state, OnFiles::Written(number, true)), []);
    }
    let mut state = with_mail();
    on(&mut state, OnFiles::AskSave(Source::Everything));
    on(&mut state, OnFiles::Save);
    assert_eq!(on(&mut state, OnFiles::Opened(1, false)), [], "no file was chosen");
    assert_eq!(state.files.saving, None);
}

#[test]
fn those_that_are_chosen_are_saved_by_the_same_command() {
    let mut state = with_mail();
    let of = |state: &State| Command::SaveCopy.msg(state, KeyboardAt::List);
    assert_eq!(of(&state), Some(Msg::Files(OnFiles::AskSave(Source::List))));
    state.update(Msg::Select(OnSelection::ToggleCursor));
    let msg = of(&state).unwrap();
    state.update(msg);
    let effects = on(&mut state, OnFiles::Save);
    assert!(
        matches!(&effects[..], [Effect::OpenFile { name, .. }] if name == "1 message.mbox"),
        "{effects:?}"
    );
    assert_eq!(of(&state), None, "one at a time");
}

#[test]
fn files_are_read_as_the_worker_asks_until_the_reader_stops_it() {
    let mut state = with_mail();
    on(&mut state, OnFiles::AskImport(Vec::new()));
    assert_eq!(on(&mut state, OnFiles::Import), [], "there are no files");
    assert!(matches!(&state.dialog, Some(Dialog::Import(form)) if form.is_refused));
    let files = vec![Offered { name: "a.mbox".to_owned(), size: 9 }];
    on(&mut state, OnFiles::Chose(files.clone()));
    let effects = on(&mut state, OnFiles::Import);
    let to = BroughtTo { account: ADA, folder: FolderId::INBOX };
    assert_eq!(sent(&effects), [&Request::BringIn { number: 1, files, to }]);
    assert_eq!(Command::Import.msg(&state, KeyboardAt::List), None, "one at a time");

    let wants = Msg::Notice(Notice::Wants { number: 1, file: 0, from: 2, to: 9 });
    assert_eq!(state.update(wants.clone()), [Effect::ReadFile { number: 1, file: 0, from: 2, to: 9 }]);
    let effects = on(&mut state, OnFiles::Read(1, Some(vec![7].into())));
    assert_eq!(sent(&effects), [&Request::Gives { number: 1, bytes: Some(vec![7]) }]);
    on(&mut state, OnFiles::StopImport);
    assert_eq!(sent(&state.update(wants)), [&Request::StopBringingIn(1)]);
    let brought = Brought { messages: 3, ..Brought::default() };
    let problem = Some(Problem::Stopped);
    let ended = Notice::BroughtIn { number: 1, brought: brought.clone(), problem: problem.clone() };
    assert_eq!(state.update(Msg::Notice(ended)), [Effect::UseFiles(false)]);
    assert_eq!(state.files.bringing, None);
    assert_eq!(state.files.came_to, Some(CameTo::Brought { brought, to: FolderId::INBOX, problem }));
}
