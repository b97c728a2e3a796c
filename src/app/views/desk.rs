//! The page with mail on it: folders, list and message, side by side as far as there is room.

use std::rc::Rc;

use yew::{AttrValue, Callback, Html, classes, html};

use super::{
    alerts::{Alerts, PauseAlert},
    collecting::Collecting,
    deletions::Deletions,
    dialog::Dialog,
    files_bar::FilesBar,
    folders::Folders,
    icons::Icon,
    list_head,
    maildrop::MaildropScreen,
    mark::mark,
    message_list::{MessageList, indexes},
    on,
    reading_pane::{ReadingPane, more_items},
    repairs::RepairsBar,
    separator::Separator,
    storage::StorageScreen,
};
use crate::{
    app::{
        state::{Arrangement, Layout, Msg, OnSearch, Pane, State, Whom},
        words,
    },
    engine::api::Overview,
    store::{Bodies, FolderId, Wish},
};

/// Draws it.
pub(super) fn draw(state: &State, overview: &Rc<Overview>, dispatch: &Callback<Msg>) -> Html {
    let layout = state.layout;
    let class = match layout {
        Layout::Desk => "desk",
        Layout::Tablet => "desk tablet",
        Layout::Phone => "desk phone",
    };
    let several = overview.accounts.len() > 1;
    html! {
        <div {class}>
            if layout == Layout::Desk {
                <nav class="sidebar">{ sidebar(state, overview, dispatch) }</nav>
            }
            <main class="panes">
                if layout == Layout::Desk {
                    <Separator pane={Pane::Sidebar} dispatch={dispatch.clone()} />
                }
                <div class="tellings">
                    <Alerts
                        alerts={state.alerts.clone()}
                        pauses={pauses(state)}
                        accounts={several.then(|| overview.accounts.clone())}
                        config={state.config.clone()}
                        dispatch={dispatch.clone()}
                    />
                    <RepairsBar
                        damaged={state.damaged()}
                        repairs={state.repairs.clone()}
                        dispatch={dispatch.clone()}
                    />
                    <FilesBar
                        files={state.files.clone()}
                        overview={Rc::clone(overview)}
                        dispatch={dispatch.clone()}
                    />
                </div>
                if state.storage.is_some() {
                    { storage(state, overview, dispatch) }
                } else if state.maildrop.is_some() {
                    { maildrop(state, overview, dispatch) }
                } else {
                    { mail(state, overview, dispatch) }
                }
            </main>
            <Deletions
                deletions={state.deletions.clone()}
                done={state.done.clone()}
                overview={Rc::clone(overview)}
                dispatch={dispatch.clone()}
            />
            if state.drawer && layout != Layout::Desk {
                <Dialog label={words::FOLDERS} class="drawer" on_cancel={on(dispatch, Msg::Drawer(false))}>
                    <div class="sidebar">{ sidebar(state, overview, dispatch) }</div>
                </Dialog>
            }
        </div>
    }
}

fn pauses(state: &State) -> Vec<PauseAlert> {
    let waiting = state.pauses.iter().filter_map(|(id, reason)| {
        let account = state.account(*id)?;
        let (address, host) = (account.address.clone(), account.pop3.host.clone());
        Some(PauseAlert { account: *id, address, host, reason: *reason })
    });
    waiting.collect()
}

/// List and message.
fn mail(state: &State, overview: &Rc<Overview>, dispatch: &Callback<Msg>) -> Html {
    let layout = state.layout;
    let one_pane = layout == Layout::Phone;
    // What is done now is done with those that are chosen, and not with the open message.
    let selected = state.selection.count();
    let reader = state.reader.clone().filter(|_| selected == 0);
    let reading = reader.is_some();
    let wish = state.reader.as_ref().and_then(|reader| {
        let retired = reader.message.as_ref().is_some_and(|message| state.is_retired(message.account));
        if retired {
            return None;
        }
        let waits = state.goes_there(reader.id).then_some(Wish::Delete);
        waits.or(reader.message.as_ref().map(|message| message.wish))
    });
    html! {
        <>
            <div class={classes!("list-pane", (one_pane && reading).then_some("away"))}>
                { list_head::draw(state, overview, dispatch) }
                <MessageList
                    list={Rc::clone(&state.list)}
                    overview={Rc::clone(overview)}
                    open={state.reader.as_ref().map(|reader| reader.id)}
                    chosen={chosen_rows(state)}
                    choosing={!state.selection.is_empty()}
                    searched={state.list.view().and_then(|view| view.query.clone()).map(AttrValue::from)}
                    elsewhere={state.can_search_everywhere() && !state.search.everywhere()}
                    collecting={!state.collecting.is_empty()}
                    dispatch={dispatch.clone()}
                />
                if layout != Layout::Desk {
                    { collecting(state, overview, dispatch) }
                }
                if one_pane {
                    <div class="bottom-bar">
                        { folders_button(dispatch, "bar-button") }
                        { search_button(dispatch) }
                        { get_mail(state, dispatch, "bar-button") }
                    </div>
                }
            </div>
            if !one_pane {
                <Separator pane={list_size(state)} dispatch={dispatch.clone()} />
            }
            <ReadingPane
                {reader}
                {selected}
                {wish}
                muted={state.reader.as_ref().is_some_and(|reader| state.is_muted(reader.id))}
                coming={coming(state)}
                choice={state.list.total() > 0}
                zoom={state.zoom}
                more_items={more_items(Whom::Chosen, state)}
                archives={state.folders_to_move_to().contains(&FolderId::ARCHIVE)}
                tags={overview.tags.clone()}
                {layout}
                dispatch={dispatch.clone()}
            />
        </>
    }
}

/// Which of its sizes the list can be given.
fn list_size(state: &State) -> Pane {
    match state.preferences.arrangement {
        Arrangement::Vertical => Pane::ListWidth,
        Arrangement::Classic => Pane::ListHeight,
    }
}

/// The rows to draw that are chosen.
fn chosen_rows(state: &State) -> Vec<u32> {
    if state.selection.is_empty() {
        return Vec::new();
    }
    let is_chosen = |index: &u32| state.list.row(*index).is_some_and(|row| state.selection.contains(row.id));
    indexes(&state.list).into_iter().filter(is_chosen).collect()
}

/// The rest of the open message comes without being asked for: its account collects whole messages, and
/// is at it.
fn coming(state: &State) -> bool {
    let message = state.reader.as_ref().and_then(|reader| reader.message.as_ref());
    message.is_some_and(|message| {
        let whole =
            state.account(message.account).is_some_and(|account| account.extent.bodies == Bodies::Whole);
        whole && state.collecting.contains_key(&message.account)
    })
}

/// What waits on a server.
fn maildrop(state: &State, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let Some(maildrop) = &state.maildrop else { return Html::default() };
    let id = maildrop.account;
    let address = state.account(id).map(|account| account.address.clone()).unwrap_or_default();
    let listed = state.config.as_ref().and_then(|config| config.allow.clone());
    html! {
        <div class="maildrop-pane">
            <MaildropScreen
                maildrop={Rc::clone(maildrop)}
                going={state.going_from(id)}
                address={AttrValue::from(address)}
                listed={listed.map(AttrValue::from)}
                dispatch={dispatch.clone()}
            />
            if state.layout != Layout::Desk {
                { collecting(state, overview, dispatch) }
            }
        </div>
    }
}

/// What is stored here.
fn storage(state: &State, overview: &Rc<Overview>, dispatch: &Callback<Msg>) -> Html {
    let Some(storage) = &state.storage else { return Html::default() };
    html! {
        <div class="maildrop-pane">
            <StorageScreen
                storage={Rc::clone(storage)}
                overview={Rc::clone(overview)}
                kept={state.storage_kept}
                repairing={state.repairs.under.is_some()}
                dispatch={dispatch.clone()}
            />
            if state.layout != Layout::Desk {
                { collecting(state, overview, dispatch) }
            }
        </div>
    }
}

fn sidebar(state: &State, overview: &Rc<Overview>, dispatch: &Callback<Msg>) -> Html {
    let desk = state.layout == Layout::Desk;
    html! {
        <>
            <div class="brand">
                { mark("mark-small") }
                <span class="wordmark">{ words::APP }</span>
                if !desk {
                    <button
                        type="button"
                        class="icon-button"
                        aria-label={words::HIDE_FOLDERS}
                        title={words::HIDE_FOLDERS}
                        onclick={on(dispatch, Msg::Drawer(false))}
                    >
                        { Icon::X.draw() }
                    </button>
                }
            </div>
            if desk {
                { get_mail(state, dispatch, "button primary get-mail") }
            }
            <Folders
                overview={Rc::clone(overview)}
                folded={state.folded.clone()}
                current={state.folder().filter(|_| state.maildrop.is_none() && state.storage.is_none())}
                storage={state.storage.is_some()}
                collecting={state.activities()}
                dispatch={dispatch.clone()}
            />
        </>
    }
}

/// "Get mail"; while all accounts are being collected there is nothing more to get.
pub(super) fn get_mail(state: &State, dispatch: &Callback<Msg>, class: &'static str) -> Html {
    let under_way = |id| state.collecting.contains_key(id) && !state.pauses.contains_key(id);
    let busy = state.accounts().iter().all(|(id, _)| under_way(id) || state.is_retired(*id));
    html! {
        <button
            type="button"
            class={class}
            aria-disabled={busy.then_some("true")}
            title={words::GET_MAIL}
            onclick={on(dispatch, Msg::GetMail)}
        >
            { Icon::RefreshCw.draw() }<span class="button-label">{ words::GET_MAIL }</span>
        </button>
    }
}

pub(super) fn folders_button(dispatch: &Callback<Msg>, class: &'static str) -> Html {
    html! {
        <button type="button" {class} title={words::SHOW_FOLDERS} onclick={on(dispatch, Msg::Drawer(true))}>
            { Icon::Menu.draw() }<span class="button-label">{ words::SHOW_FOLDERS }</span>
        </button>
    }
}

fn search_button(dispatch: &Callback<Msg>) -> Html {
    html! {
        <button type="button" class="bar-button" title={words::SEARCH} onclick={on(dispatch, Msg::Search(OnSearch::Focus))}>
            { Icon::Search.draw() }<span class="button-label">{ words::SEARCH }</span>
        </button>
    }
}

/// Collecting, where the folders are out of sight.
fn collecting(state: &State, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let under_way = overview.accounts.iter().filter_map(|(id, account)| {
        let activity = state.activity(*id).filter(|_| !state.drawer)?;
        Some(html! {
            <Collecting
                key={id.0}
                id={*id}
                address={AttrValue::from(account.address.clone())}
                {activity}
                named=true
                dispatch={dispatch.clone()}
            />
        })
    });
    html! { <div class="collecting-strip">{ for under_way }</div> }
}
