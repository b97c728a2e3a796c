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

#[test]
fn what_is_in_a_folder_stands_below_it_until_it_is_folded() {
    let mut state = with_folders();
    let mut overview = Overview::clone(state.overview.as_ref().unwrap());
    let ada = FolderId(18);
    overview.own.push((ada, OwnFolder { account: Some(ADA), ..folder("Ada's", None) }));
    overview.folders.push(FolderCount { folder: Folder::Of(ada), total: 0, unread: 0 });
    let seen = |overview: &Overview, state: &State| -> Vec<(Folder, usize, Option<bool>)> {
        let branches = overview.branches(&state.folded).into_iter();
        branches.map(|branch| (branch.count.folder, branch.depth, branch.folded)).collect()
    };
    let inbox = (Folder::Inbox(ADA), 0, Some(false));
    let unfolded =
        [inbox, (Folder::Of(ada), 1, None), (Folder::Of(BOATS), 0, Some(false)), (Folder::Of(OARS), 1, None)];
    assert_eq!(seen(&overview, &state), unfolded);
    let effects = acts(&mut state, OnFolders::Fold(Folder::Of(BOATS), true));
    assert_eq!(effects, [Effect::KeepFolded("#/folder/16".to_owned())]);
    assert_eq!(seen(&overview, &state), [inbox, unfolded[1], (Folder::Of(BOATS), 0, Some(true))]);

    // What was kept is read whatever it holds.
    acts(&mut state, OnFolders::Folded("#/inbox/1 nonsense #/storage #/folder/17".to_owned()));
    assert_eq!(
        seen(&overview, &state),
        [
            (Folder::Inbox(ADA), 0, Some(true)),
            (Folder::Of(BOATS), 0, Some(false)),
            (Folder::Of(OARS), 1, None)
        ]
    );
}

#[test]
fn folders_that_are_in_each_other_are_not_shown_for_ever() {
    let state = with_folders();
    let mut overview = Overview::clone(state.overview.as_ref().unwrap());
    overview.own[0].1.parent = Some(OARS);
    assert_eq!(overview.branches(&state.folded).len(), 1, "what is nowhere is nowhere to be seen");
}

#[test]
fn a_search_is_saved_so_that_it_finds_the_same() {
    let mut state = with_folders();
    assert_eq!(Command::SaveSearch.msg(&state, KeyboardAt::List), None);
    let search = |state: &mut State, text: &str| {
        state.update(Msg::Search(OnSearch::Typed { text: text.to_owned(), cursor: 0, at: 0.0 }));
    };
    let saved = |state: &mut State| {
        acts(state, OnFolders::SaveSearch);
        match sent(&acts(state, OnFolders::Save))[..] {
            [Request::SaveFolder { id: None, folder }] => {
                (folder.name.clone(), folder.query.clone().unwrap())
            }
            ref other => panic!("{other:?}"),
        }
    };
    search(&mut state, " figs ");
    let address = state.account(ADA).unwrap().address.clone();
    assert_eq!(saved(&mut state), ("figs".to_owned(), format!("in:inbox account:\"{address}\" figs")));
    state.update(Msg::Search(OnSearch::Everywhere(true)));
    assert_eq!(saved(&mut state).1, "figs");
    state.update(Msg::OpenFolder(Folder::Of(OARS)));
    search(&mut state, "figs");
    assert_eq!(saved(&mut state).1, "in:\"Oars\" figs");
    state.update(Msg::OpenFolder(Folder::Of(FolderId::JUNK)));
    search(&mut state, "figs");
    assert_eq!(saved(&mut state).1, "in:junk figs");

    acts(&mut state, OnFolders::SaveSearch);
    acts(&mut state, OnFolders::Searched("  ".to_owned()));
    assert_eq!(acts(&mut state, OnFolders::Save), []);
    assert!(matches!(&state.dialog, Some(Dialog::Folder(form)) if form.is_refused));
}
