//! The reader's own folders.

use super::*;
use crate::store::OwnFolder;

const BOATS: FolderId = FolderId(16);
const OARS: FolderId = FolderId(17);

fn acts(state: &mut State, act: OnFolders) -> Vec<Effect> {
    state.update(Msg::Folders(act))
}

fn folder(name: &str, parent: Option<FolderId>) -> OwnFolder {
    OwnFolder { name: name.to_owned(), parent, account: None, query: None }
}

/// With two folders, one in the other.
fn with_folders() -> State {
    let mut state = with_mail();
    let mut overview = Overview::clone(state.overview.as_ref().unwrap());
    overview.own = vec![(BOATS, folder("Boats", None)), (OARS, folder("Oars", Some(BOATS)))];
    let counts = [BOATS, OARS].map(|id| FolderCount { folder: Folder::Of(id), total: 0, unread: 0 });
    overview.folders.extend(counts);
    state.update(Msg::Notice(Notice::Overview(overview)));
    state
}

#[test]
fn a_folder_is_made_and_needs_a_name() {
    let mut state = with_folders();
    acts(&mut state, OnFolders::New);
    assert_eq!(acts(&mut state, OnFolders::Save), []);
    assert!(matches!(&state.dialog, Some(Dialog::Folder(form)) if form.is_refused));
    acts(&mut state, OnFolders::Named(" Sails ".to_owned()));
    acts(&mut state, OnFolders::Place(FolderPlace::In(OARS)));
    let request = Request::SaveFolder { id: None, folder: folder("Sails", Some(OARS)) };
    assert_eq!(sent(&acts(&mut state, OnFolders::Save)), [&request]);
    assert_eq!(state.dialog, None);
}

#[test]
fn a_folder_is_renamed_and_cannot_be_put_into_itself() {
    let mut state = with_folders();
    acts(&mut state, OnFolders::Edit(BOATS));
    let Some(Dialog::Folder(form)) = &state.dialog else { panic!("{:?}", state.dialog) };
    let overview = state.overview.as_ref().unwrap();
    assert_eq!(form.places(overview), [FolderPlace::Shared, FolderPlace::Of(ADA)]);
    acts(&mut state, OnFolders::Place(FolderPlace::Of(ADA)));
    let folder = OwnFolder { account: Some(ADA), ..folder("Boats", None) };
    let effects = acts(&mut state, OnFolders::Save);
    assert_eq!(sent(&effects), [&Request::SaveFolder { id: Some(BOATS), folder }]);
}

#[test]
fn a_folder_that_is_removed_is_left_first() {
    let mut state = with_folders();
    state.update(Msg::OpenFolder(Folder::Of(OARS)));
    assert_eq!(state.own_folder(), Some(OARS));
    let remove = Command::RemoveFolder.msg(&state, KeyboardAt::Elsewhere).unwrap();
    let effects = state.update(remove);
    assert!(sent(&effects).contains(&&Request::RemoveFolder(OARS)), "{effects:?}");
    assert_eq!(state.own_folder(), None);
    assert_eq!(
        Command::RemoveFolder.msg(&state, KeyboardAt::Elsewhere),
        None,
        "no folder of their own is open"
    );
}
