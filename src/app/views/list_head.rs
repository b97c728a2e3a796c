//! What stands above the list: the search field, what the list shows, or what is chosen in it.

use yew::{AttrValue, Callback, Event, Html, html};

use super::{
    dates,
    desk::{folders_button, get_mail},
    icons::Icon,
    menu::{Item, Menu},
    on,
    reading_pane::more_items,
    search_field::SearchField,
};
use crate::{
    app::{
        state::{
            Command, Criterion, Layout, Msg, OnActing, OnFiles, OnFolders, OnPreferences, OnSearch,
            OnSelection, Source, State, Whom,
        },
        words,
    },
    engine::api::{Folder, Order, Overview},
    store::FolderId,
};

/// Draws it.
pub(super) fn draw(state: &State, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let Some(folder) = state.folder() else { return Html::default() };
    let search = &state.search;
    let tablet = state.layout == Layout::Tablet;
    let is_trash = folder == Folder::Of(FolderId::TRASH);
    let empties = is_trash && !search.active() && state.list.total() > 0;
    // There is no room for all of the signs: one is in the menu of the folder.
    let crowded = tablet || empties;
    html! {
        <div class="list-head">
            <div class="search-line">
                if tablet {
                    { folders_button(dispatch, "icon-button") }
                }
                <SearchField
                    text={AttrValue::from(search.text().to_owned())}
                    completions={search.completions()}
                    chosen={search.chosen()}
                    keys={slash(state)}
                    dispatch={dispatch.clone()}
                />
                if tablet {
                    { get_mail(state, dispatch, "icon-button") }
                }
            </div>
            if !state.selection.is_empty() {
                <h1 class="aloud">{ words::folder_name(folder, overview).to_owned() }</h1>
                { chosen(state, dispatch) }
            } else {
                <div class="list-line">
                    if search.active() {
                        { place(state, folder, dispatch) }
                    } else {
                        { title(state, folder, overview) }
                    }
                    // Beside the two places of a search a tablet has no room for it.
                    if !(tablet && search.active() && state.can_search_everywhere()) {
                        { this_list(state, crowded, dispatch) }
                    }
                    if empties {
                        <button
                            type="button"
                            class="button small empty-trash"
                            onclick={on(dispatch, Msg::Act(OnActing::AskEmptyTrash))}
                        >
                            { words::EMPTY_TRASH }
                        </button>
                    }
                    { some(state, dispatch) }
                    if !search.active() && !crowded && state.list.found().is_none() {
                        { gather(state.preferences.gathered, dispatch) }
                    }
                    { sort(search.order(), search.active(), dispatch) }
                </div>
            }
            <div class="found-notes" role="status">{ notes(state) }</div>
        </div>
    }
}

/// The key that leads to the search field is the one it shows, and there is a keyboard.
fn slash(state: &State) -> bool {
    let keys = state.keys.chords(Command::Search);
    state.layout == Layout::Desk && keys.iter().any(|chord| chord.to_string() == "/")
}

/// The folder and its figures.
fn title(state: &State, folder: Folder, overview: &Overview) -> Html {
    let count = overview.folders.iter().find(|count| count.folder == folder);
    let (total, unread) = count.map_or((0, 0), |count| (count.total, count.unread));
    // What is found is counted a moment later: the list knows it already.
    let shown = state.list.view().filter(|view| view.folder == folder && state.list.found().is_some());
    let total = shown.map_or(total, |_| state.list.total());
    let address = match folder {
        Folder::Inbox(id) if overview.accounts.len() > 1 => {
            state.account(id).map(|account| account.address.clone())
        }
        Folder::Inbox(_) | Folder::AllInboxes | Folder::Of(_) | Folder::Snoozed => None,
    };
    html! {
        <>
            <div class="list-title">
                <h1>{ words::folder_name(folder, overview).to_owned() }</h1>
                if let Some(address) = address {
                    <p>{ address }</p>
                }
            </div>
            <p class="list-figures">{ words::folder_figures(total, unread) }</p>
        </>
    }
}

/// What is done with the folder that is open, or with what was found.
fn this_list(state: &State, crowded: bool, dispatch: &Callback<Msg>) -> Html {
    let searching = state.search.active();
    let item = |label: &'static str, icon: Icon, msg: Msg| Item {
        label: label.into(),
        icon: Some(icon),
        holds: None,
        msg,
    };
    let mut items = Vec::new();
    if searching {
        items.push(item(words::SAVE_SEARCH.text(), Icon::FolderPlus, Msg::Folders(OnFolders::SaveSearch)));
    }
    if let Some(id) = state.own_folder().filter(|_| !searching) {
        items.push(item(words::EDIT_FOLDER.text(), Icon::Pencil, Msg::Folders(OnFolders::Edit(id))));
        items.push(item(words::REMOVE_FOLDER.text(), Icon::Trash, Msg::Folders(OnFolders::Remove(id))));
    }
    items.push(item(words::SAVE_COPY.text(), Icon::Download, Msg::Files(OnFiles::AskSave(Source::List))));
    if !searching {
        items.push(item(words::IMPORT.text(), Icon::Inbox, Msg::Files(OnFiles::AskImport(Vec::new()))));
    }
    if crowded && !searching {
        let gathered = OnPreferences::Gathered(!state.preferences.gathered);
        let label = words::command(Command::Conversations);
        items.push(item(label, Icon::Conversations, Msg::Preferences(gathered)));
    }
    let label = if searching { words::THIS_SEARCH } else { words::THIS_FOLDER }.text();
    html! {
        <Menu
            id="folder-menu"
            {label}
            title={label}
            icon={Icon::Ellipsis}
            class="icon-button"
            {items}
            dispatch={dispatch.clone()}
        />
    }
}

/// Where is searched, and how much was found.
fn place(state: &State, folder: Folder, dispatch: &Callback<Msg>) -> Html {
    let choice = |everywhere: bool, label: String| {
        // It is heard from the one that is chosen, and not from the other.
        let onchange = on::<Event>(dispatch, Msg::Search(OnSearch::Everywhere(everywhere)));
        html! {
            <label class="choice">
                <input type="radio" name="search-place" checked={state.search.everywhere() == everywhere} {onchange} />
                <span>{ label }</span>
            </label>
        }
    };
    let view = state.list.view().filter(|view| view.query.is_some());
    let total = view.map(|_| state.list.total());
    html! {
        <>
            if state.can_search_everywhere() {
                <h1 class="aloud">{ words::in_folder(folder) }</h1>
                <div class="choice-group" role="radiogroup" aria-label={words::SEARCH_WHERE}>
                    { choice(false, words::in_folder(folder)) }
                    { choice(true, words::IN_ALL_MAIL.to_owned()) }
                </div>
            } else {
                <h1 class="list-place">{ words::in_folder(folder) }</h1>
            }
            <p class="list-figures" aria-hidden="true">{ total.map(words::found).unwrap_or_default() }</p>
            <span class="aloud" role="status">{ total.map(words::found_aloud).unwrap_or_default() }</span>
        </>
    }
}

/// What has to be said of how it was found.
fn notes(state: &State) -> Html {
    let found = state.list.found().filter(|_| state.search.active());
    let Some(found) = found else { return Html::default() };
    html! {
        <>
            if found.forgiven && state.list.total() > 0 {
                <p>{ words::CLOSE_MATCHES }</p>
            }
            if let Some(back_to) = found.reaches {
                <p>{ words::reaches(&dates::day(back_to)) }</p>
            }
        </>
    }
}

fn sort(order: Order, searching: bool, dispatch: &Callback<Msg>) -> Html {
    let item = |this: Order| Item {
        label: words::order(this).into(),
        icon: None,
        holds: Some(order == this),
        msg: Msg::Search(OnSearch::Sort(this)),
    };
    let best = searching.then_some(Order::Relevance);
    let items: Vec<Item> = best.into_iter().chain(Order::OF_FOLDERS).map(item).collect();
    html! {
        <Menu
            id="sort-menu"
            label={words::SORT_BY}
            title={format!("{}: {}", words::SORT_BY, words::order(order))}
            icon={Icon::ArrowDownWideNarrow}
            class="icon-button sort-button"
            {items}
            dispatch={dispatch.clone()}
        />
    }
}

/// Chooses some of the list, by what they are.
fn some(state: &State, dispatch: &Callback<Msg>) -> Html {
    if state.list.total() == 0 {
        return Html::default();
    }
    let item = |label: &'static str, act: OnSelection| Item {
        label: label.into(),
        icon: None,
        holds: None,
        msg: Msg::Select(act),
    };
    let by = |label, criterion| item(label, OnSelection::By(criterion));
    let sender = state.can_choose_sender();
    let items = [
        Some(item(words::SELECT_ALL.text(), OnSelection::All)),
        Some(by(words::SELECT_UNREAD.text(), Criterion::Unread)),
        Some(by(words::SELECT_READ.text(), Criterion::Read)),
        Some(by(words::SELECT_STARRED.text(), Criterion::Starred)),
        Some(by(words::SELECT_ATTACHMENTS.text(), Criterion::Attachments)),
        Some(by(words::SELECT_LARGE.text(), Criterion::Large)),
        Some(by(words::SELECT_OLD.text(), Criterion::OlderThanAMonth)),
        Some(by(words::SELECT_VERY_OLD.text(), Criterion::OlderThanAYear)),
        sender.then(|| by(words::SELECT_SENDER.text(), Criterion::Sender)),
    ];
    html! {
        <Menu
            id="select-menu"
            label={words::SELECT_SOME}
            title={words::SELECT_SOME}
            icon={Icon::ListChecks}
            class="icon-button"
            items={items.into_iter().flatten().collect::<Vec<_>>()}
            dispatch={dispatch.clone()}
        />
    }
}

/// One row for each conversation, or for each mail.
fn gather(gathered: bool, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button
            type="button"
            class="icon-button sort-button"
            aria-label={words::CONVERSATIONS}
            aria-pressed={if gathered { "true" } else { "false" }}
            title={words::CONVERSATIONS_HINT}
            onclick={on(dispatch, Msg::Preferences(OnPreferences::Gathered(!gathered)))}
        >
            { Icon::Conversations.draw() }
        </button>
    }
}

/// How many are chosen, and what can be done with them.
fn chosen(state: &State, dispatch: &Callback<Msg>) -> Html {
    let archives = state.folders_to_move_to().contains(&FolderId::ARCHIVE);
    let button = |icon: Icon, label: &'static str, msg: Msg| {
        html! {
            <button
                type="button"
                class="icon-button"
                aria-label={label}
                title={label}
                onclick={on(dispatch, msg)}
            >
                { icon.draw() }
            </button>
        }
    };
    html! {
        <div class="list-line chosen-line" role="toolbar" aria-label={words::CHOSEN_MESSAGES}>
            { button(Icon::X, words::CLEAR_CHOSEN.text(), Msg::Select(OnSelection::Clear)) }
            <p class="chosen-count" role="status">{ words::selected(state.selection.count()) }</p>
            if archives {
                { button(Icon::Archive, words::ARCHIVE.text(), Msg::MoveTo(FolderId::ARCHIVE)) }
            }
            { button(Icon::Trash, words::DELETE.text(), Msg::Act(OnActing::Delete(Whom::Chosen))) }
            { button(Icon::FolderInput, words::MOVE_TO.text(), Msg::Act(OnActing::AskFolder { whom: Whom::Chosen, copies: false })) }
            if state.layout == Layout::Desk {
                { button(Icon::MailOpen, words::MARK_READ.text(), Msg::Select(OnSelection::MarkRead(true))) }
                { button(Icon::Mail, words::MARK_UNREAD.text(), Msg::Select(OnSelection::MarkRead(false))) }
            }
            <Menu
                id="chosen-menu"
                label={words::MORE}
                title={words::MORE}
                icon={Icon::Ellipsis}
                class="icon-button"
                items={more_items(Whom::Chosen, state)}
                dispatch={dispatch.clone()}
            />
        </div>
    }
}
