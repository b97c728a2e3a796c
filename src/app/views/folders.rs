//! The folders and, below them, the accounts they belong to.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{
    AttrValue, Callback, Html, KeyboardEvent, MouseEvent, Properties, TargetCast, classes,
    function_component, html, use_node_ref,
};

use super::{
    collecting::Collecting,
    dragging,
    icons::Icon,
    menu::{Item as MenuItem, Menu},
    on,
};
use crate::{
    app::{
        state::{
            ACCOUNT_COLOURS, Activity, Branch, Msg, OnAccount, OnFolders, OnKeys, OnMaildrop, OnPreferences,
            OnProbe, OnRules, OnStorage,
        },
        words,
    },
    engine::api::{Folder, Overview},
    store::{Account, AccountId, FolderId},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct FoldersProps {
    /// Accounts and folders.
    pub(super) overview: Rc<Overview>,
    /// Folders of which those in them are not shown.
    pub(super) folded: BTreeSet<Folder>,
    /// The folder on the screen.
    pub(super) current: Option<Folder>,
    /// What is stored here is on the screen.
    pub(super) storage: bool,
    /// How far each account's collecting is.
    pub(super) collecting: BTreeMap<AccountId, Activity>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The tree of folders, and the list of accounts.
#[function_component]
pub(super) fn Folders(props: &FoldersProps) -> Html {
    let FoldersProps { overview, folded, current, storage, collecting, dispatch } = props;
    let tree = use_node_ref();
    let together = overview.folders.iter().any(|count| count.folder == Folder::AllInboxes);
    let branches = overview.branches(folded);
    let is_seen = branches.iter().any(|branch| *current == Some(branch.count.folder));
    let items = branches.iter().enumerate().map(|(place, branch)| {
        let chosen = *current == Some(branch.count.folder);
        let reachable = if is_seen { chosen } else { place == 0 };
        item(overview, *branch, Item { chosen, reachable, together }, dispatch)
    });
    let root = tree.clone();
    let own = current.filter(|folder| matches!(folder, Folder::Of(id) if overview.own_folder(*id).is_some()));
    let heard = dispatch.clone();
    let shown = branches.clone();
    let onkeydown = move |event: KeyboardEvent| {
        // On the folder that is open.
        if let (Some(Folder::Of(id)), true) = (own, is_on_chosen(&event)) {
            let act = match event.key().as_str() {
                "F2" => Some(OnFolders::Edit(id)),
                "Delete" => Some(OnFolders::Remove(id)),
                _ => None,
            };
            if let Some(act) = act {
                event.prevent_default();
                event.stop_propagation();
                heard.emit(Msg::Folders(act));
                return;
            }
        }
        if let Some(root) = root.cast::<Element>() {
            let folder = walk(&root, &event).and_then(|at| shown.get(at).copied());
            if let Some(Branch { count, folded: Some(folded), .. }) = folder {
                heard.emit(Msg::Folders(OnFolders::Fold(count.folder, !folded)));
            }
        }
    };
    let accounts = overview
        .accounts
        .iter()
        .map(|(id, account)| draw_account(overview, *id, account, collecting.get(id).copied(), dispatch));
    html! {
        <>
            <div ref={tree} class="tree" role="tree" aria-label={words::FOLDERS} {onkeydown}>{ for items }</div>
            <section class="accounts" aria-label={words::ACCOUNTS}>
                { for accounts }
                <button
                    type="button"
                    class="quiet-button"
                    onclick={on(dispatch, Msg::Folders(OnFolders::New))}
                >
                    { Icon::Folder.draw() }{ words::NEW_FOLDER }
                </button>
                <button type="button" class="quiet-button" onclick={on(dispatch, Msg::AddAccount)}>
                    { Icon::Plus.draw() }{ words::ADD_ACCOUNT }
                </button>
                <button
                    type="button"
                    class="quiet-button"
                    aria-current={storage.then_some("page")}
                    onclick={on(dispatch, Msg::Storage(OnStorage::Open))}
                >
                    { Icon::HardDrive.draw() }{ words::STORAGE }
                </button>
                <button type="button" class="quiet-button" onclick={on(dispatch, Msg::Rules(OnRules::Show))}>
                    { Icon::FolderInput.draw() }{ words::RULES }
                </button>
                <button type="button" class="quiet-button" onclick={on(dispatch, Msg::Keys(OnKeys::Show))}>
                    { Icon::Keyboard.draw() }{ words::SHORTCUTS }
                </button>
                <button
                    type="button"
                    class="quiet-button"
                    onclick={on(dispatch, Msg::Preferences(OnPreferences::Open))}
                >
                    { Icon::Palette.draw() }{ words::APPEARANCE }
                </button>
            </section>
        </>
    }
}

struct Item {
    chosen: bool,
    reachable: bool,
    together: bool,
}

fn item(overview: &Overview, branch: Branch, item: Item, dispatch: &Callback<Msg>) -> Html {
    let Branch { count, depth, folded } = branch;
    let place = match count.folder {
        Folder::Inbox(id) => overview.accounts.iter().position(|(known, _)| *known == id),
        Folder::AllInboxes | Folder::Of(_) | Folder::Snoozed => None,
    };
    let account = place.filter(|_| item.together).and_then(|place| overview.accounts.get(place));
    let retired = account.is_some_and(|(id, _)| overview.is_retired(*id));
    let address = account.map(|(_, account)| account.address.as_str());
    let called = address.map(|address| words::address_of_account(address, retired));
    let name = words::folder_name(count.folder, overview).to_owned();
    let is_search = matches!(count.folder, Folder::Of(id) if overview.own_folder(id).is_some_and(|own| own.query.is_some()));
    let icon = if is_search { Icon::Search } else { folder_icon(count.folder) };
    let to = dragging::place(count.folder, is_search);
    let open = on(dispatch, Msg::OpenFolder(count.folder));
    html! {
        <div
            key={format!("{:?}", count.folder)}
            class="folder"
            role="treeitem"
            aria-level={(depth + 1).to_string()}
            aria-expanded={folded.map(|folded| if folded { "false" } else { "true" })}
            aria-selected={if item.chosen { "true" } else { "false" }}
            aria-label={words::folder_label(&name, called.as_deref(), count.unread)}
            tabindex={if item.reachable { "0" } else { "-1" }}
            onclick={open}
            ondragover={to.is_some().then(|| Callback::from(dragging::over))}
            ondragleave={to.is_some().then(|| Callback::from(dragging::leave))}
            ondrop={to.map(|to| dragging::drop_into(dispatch, to))}
        >
            { icon.draw() }
            <span class="folder-name">
                { name }
                if retired {
                    { " " }<span class="retired">{ words::RETIRED }</span>
                }
                if let Some(address) = address {
                    { " " }<span class="folder-address">{ address.to_owned() }</span>
                }
            </span>
            if count.unread > 0 {
                { " " }<span class="count">{ words::number(count.unread) }</span>
            }
            if let Some(folded) = folded {
                { fold(count.folder, folded, dispatch) }
            }
        </div>
    }
}

/// What the mouse folds with; the keyboard has its arrows.
fn fold(folder: Folder, folded: bool, dispatch: &Callback<Msg>) -> Html {
    let onclick = dispatch.reform(move |event: MouseEvent| {
        event.stop_propagation();
        Msg::Folders(OnFolders::Fold(folder, !folded))
    });
    html! { <span class="folder-fold" aria-hidden="true" {onclick}>{ Icon::ChevronDown.draw() }</span> }
}

/// What a folder looks like in small.
pub(super) fn folder_icon(folder: Folder) -> Icon {
    match folder {
        Folder::Inbox(_) | Folder::Of(FolderId::INBOX) => Icon::Inbox,
        Folder::AllInboxes => Icon::Layers,
        Folder::Snoozed => Icon::Clock,
        Folder::Of(FolderId::DRAFTS) => Icon::File,
        Folder::Of(FolderId::OUTBOX | FolderId::SENT) => Icon::Send,
        Folder::Of(FolderId::ARCHIVE) => Icon::Archive,
        Folder::Of(FolderId::JUNK) => Icon::OctagonAlert,
        Folder::Of(FolderId::TRASH) => Icon::Trash,
        Folder::Of(_) => Icon::Folder,
    }
}

fn draw_account(
    overview: &Overview,
    id: AccountId,
    account: &Account,
    activity: Option<Activity>,
    dispatch: &Callback<Msg>,
) -> Html {
    let address = AttrValue::from(account.address.clone());
    let retired = overview.is_retired(id);
    let settings = words::account_settings_of(&address, retired);
    html! {
        <div key={id.0} class="account">
            <div class="account-line">
                <span class={classes!("account-dot", colour_of(overview, id))} aria-hidden="true" />
                <span class="account-address" title={&address}>
                    { &address }
                    if retired {
                        { " " }<span class="retired">{ words::RETIRED }</span>
                    }
                </span>
                <button
                    type="button"
                    class="icon-button"
                    aria-label={settings}
                    title={if retired { words::SET_UP_AGAIN } else { words::ACCOUNT_SETTINGS }}
                    onclick={on(dispatch, Msg::EditAccount(id))}
                >
                    { Icon::Settings.draw() }
                </button>
                { menu(overview, id, &address, dispatch) }
            </div>
            if let Some(activity) = activity {
                <Collecting {id} {address} {activity} dispatch={dispatch.clone()} />
            }
        </div>
    }
}

/// The id of an account's menu.
pub(in crate::app) fn account_menu_id(id: AccountId) -> String {
    format!("account-menu-{}", id.0)
}

fn menu(overview: &Overview, id: AccountId, address: &str, dispatch: &Callback<Msg>) -> Html {
    let item =
        |label: &'static str, icon, msg| MenuItem { label: label.into(), icon: Some(icon), holds: None, msg };
    let mut items = if overview.is_retired(id) {
        vec![item(words::SET_UP_AGAIN.text(), Icon::RefreshCw, Msg::EditAccount(id))]
    } else {
        vec![
            item(words::MAILDROP.text(), Icon::Server, Msg::Maildrop(OnMaildrop::Open(id))),
            item(words::CHECK_NOW.text(), Icon::ListChecks, Msg::Probe(OnProbe::Account(id))),
            item(words::REPORT.text(), Icon::ClipboardList, Msg::ShowReport(id)),
        ]
    };
    for (up, label, icon) in
        [(true, words::MOVE_UP, Icon::ArrowUp), (false, words::MOVE_DOWN, Icon::ArrowDown)]
    {
        let moves = overview.neighbour(id, up).is_some();
        items.extend(moves.then(|| item(label.text(), icon, Msg::Account(OnAccount::Move { id, up }))));
    }
    items.push(item(words::REMOVE_ACCOUNT.text(), Icon::Trash, Msg::Account(OnAccount::AskRemoval(id))));
    html! {
        <Menu
            id={account_menu_id(id)}
            label={words::account_menu_for(address)}
            title={words::MORE}
            icon={Icon::Ellipsis}
            class="icon-button"
            {items}
            dispatch={dispatch.clone()}
        />
    }
}

/// The class of an account's colour.
pub(super) fn colour_of(overview: &Overview, id: AccountId) -> &'static str {
    colour_class(overview.colour(id, ACCOUNT_COLOURS))
}

/// The class of a colour.
pub(super) const fn colour_class(colour: u8) -> &'static str {
    match colour {
        0 => "account-0",
        1 => "account-1",
        2 => "account-2",
        3 => "account-3",
        4 => "account-4",
        _ => "account-5",
    }
}

fn is_on_chosen(event: &KeyboardEvent) -> bool {
    let item = event.target_dyn_into::<HtmlElement>();
    item.is_some_and(|item| item.get_attribute("aria-selected").as_deref() == Some("true"))
}

/// Moves the keyboard within the tree; Enter and Space choose. Gives the place of a folder that is to be
/// folded, or unfolded.
fn walk(root: &Element, event: &KeyboardEvent) -> Option<usize> {
    let items = root.query_selector_all("[role=treeitem]").ok()?;
    let items: Vec<HtmlElement> =
        (0..items.length()).filter_map(|at| items.item(at)?.dyn_into().ok()).collect();
    let here = event.target_dyn_into::<HtmlElement>();
    let here = items.iter().position(|item| Some(item) == here.as_ref());
    let on = here.and_then(|at| items.get(at));
    let expanded = on.and_then(|item| item.get_attribute("aria-expanded"));
    let level = |item: &HtmlElement| item.get_attribute("aria-level").and_then(|level| level.parse().ok());
    let is_mirrored = gloo::utils::document_element().get_attribute("dir").as_deref() == Some("rtl");
    let (next, folds) = match event.key().as_str() {
        "ArrowDown" => (here.map_or(Some(0), |at| at.checked_add(1)), false),
        "ArrowUp" => (here.and_then(|at| at.checked_sub(1)), false),
        "Home" => (Some(0), false),
        "End" => (items.len().checked_sub(1), false),
        // Inwards: what is folded is unfolded, what is not leads on to the first folder in it.
        key @ ("ArrowRight" | "ArrowLeft") if (key == "ArrowRight") != is_mirrored => {
            match expanded.as_deref() {
                Some("false") => (None, true),
                Some(_) => (here.and_then(|at| at.checked_add(1)), false),
                None => (None, false),
            }
        }
        // Outwards: the other way round.
        "ArrowRight" | "ArrowLeft" if expanded.as_deref() == Some("true") => (None, true),
        "ArrowRight" | "ArrowLeft" => {
            let depth: Option<u32> = on.and_then(level);
            let before = items.iter().take(here.unwrap_or_default());
            let mut above = before.enumerate().filter(|(_, item)| level(item) < depth);
            (above.next_back().map(|(at, _)| at), false)
        }
        "Enter" | " " => {
            event.prevent_default();
            if let Some(item) = on {
                item.click();
            }
            return None;
        }
        _ => return None,
    };
    event.prevent_default();
    if let Some(item) = next.and_then(|at| items.get(at)) {
        // What cannot take the keyboard leaves it where it is.
        let _ = item.focus();
    }
    here.filter(|_| folds)
}
