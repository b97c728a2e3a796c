//! What stands above the list: the search field, what the list shows, or what is chosen in it.

use yew::{AttrValue, Callback, Event, Html, html};

use super::{
    dates,
    desk::{folders_button, get_mail, move_items},
    icons::Icon,
    menu::{Item, Menu},
    on,
    reading_pane::move_menu,
    search_field::SearchField,
};
use crate::{
    app::{
        state::{Command, Layout, Msg, OnPreferences, OnSearch, OnSelection, State},
        words,
    },
    engine::api::{Folder, Order, Overview},
};

/// Draws it.
pub(super) fn draw(state: &State, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let Some(folder) = state.folder() else { return Html::default() };
    let search = &state.search;
    let tablet = state.layout == Layout::Tablet;
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
                { chosen(state, overview, dispatch) }
            } else {
                <div class="list-line">
                    if search.active() {
                        { place(state, folder, dispatch) }
                    } else {
                        { title(state, folder, overview) }
                    }
                    if !search.active() {
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
fn chosen(state: &State, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let button = |icon: Icon, label: &'static str, act: OnSelection| {
        html! {
            <button
                type="button"
                class="icon-button"
                aria-label={label}
                title={label}
                onclick={on(dispatch, Msg::Select(act))}
            >
                { icon.draw() }
            </button>
        }
    };
    html! {
        <div class="list-line chosen-line" role="toolbar" aria-label={words::CHOSEN_MESSAGES}>
            { button(Icon::X, words::CLEAR_CHOSEN, OnSelection::Clear) }
            <p class="chosen-count" role="status">{ words::selected(state.selection.count()) }</p>
            { button(Icon::MailOpen, words::MARK_READ, OnSelection::MarkRead(true)) }
            { button(Icon::Mail, words::MARK_UNREAD, OnSelection::MarkRead(false)) }
            { move_menu("move-chosen-menu", move_items(state, overview), dispatch) }
            { button(Icon::Trash, words::DELETE, OnSelection::Delete) }
        </div>
    }
}
