//! What is stored here: a screen in place of list and message.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::{Callback, Html, Properties, function_component, html, use_effect_with, use_node_ref};

use super::{icons::Icon, mark::mark, on};
use crate::{
    app::{
        state::{Estimate, Msg, OnFiles, OnStorage, Promise, Source, Storage},
        words,
    },
    engine::api::{Folder, Overview, Taken, Usage},
};

/// The id of the title.
pub(in crate::app) const STORAGE_TITLE_ID: &str = "storage-title";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct StorageScreenProps {
    /// What is known of the storage.
    pub(super) storage: Rc<Storage>,
    /// Whose mail it is.
    pub(super) overview: Rc<Overview>,
    /// The browser has promised to keep it.
    pub(super) kept: bool,
    /// Something is being repaired already.
    pub(super) repairing: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The screen.
#[function_component]
pub(super) fn StorageScreen(props: &StorageScreenProps) -> Html {
    let StorageScreenProps { storage, overview, kept, repairing, dispatch } = props;
    html! {
        <section class="maildrop" aria-labelledby={STORAGE_TITLE_ID}>
            { header(storage, dispatch) }
            <div class="storage">
                { device(storage, *kept, dispatch) }
                if let Some(usage) = &storage.usage {
                    { by_account(usage, overview) }
                    { by_folder(usage, overview) }
                    { free_space(usage, overview, dispatch) }
                    { by_year(usage) }
                } else {
                    <div class="empty">{ mark("mark-waiting") }<p>{ words::STORAGE_ASKING }</p></div>
                }
                <section class="storage-part">
                    <h2>{ words::COPIES }</h2>
                    <p class="muted">{ words::COPIES_WHY }</p>
                    <ul class="storage-ways">
                        <li>{ files_button(Icon::Download, words::SAVE_EVERYTHING.text(), OnFiles::AskSave(Source::Everything), dispatch) }</li>
                        <li>{ files_button(Icon::Inbox, words::IMPORT.text(), OnFiles::AskImport(Vec::new()), dispatch) }</li>
                    </ul>
                </section>
                <section class="storage-part">
                    <h2>{ words::CHECK_TITLE }</h2>
                    <p class="muted">{ words::CHECK_HOW }</p>
                    { button(Icon::ShieldCheck, words::CHECK.text(), OnStorage::Check, *repairing, dispatch) }
                </section>
                <section class="storage-part">
                    <h2>{ words::ERASE_EVERYTHING }</h2>
                    <p class="muted">{ words::ERASE_EVERYTHING_HOW }</p>
                    <button
                        type="button"
                        class="button danger"
                        onclick={on(dispatch, Msg::Storage(OnStorage::AskToErase))}
                    >
                        { Icon::Trash.draw() }{ words::ERASE_EVERYTHING }
                    </button>
                </section>
            </div>
        </section>
    }
}

fn header(storage: &Storage, dispatch: &Callback<Msg>) -> Html {
    let all = storage.usage.as_ref().map(|usage| sum(&usage.folders));
    html! {
        <header class="maildrop-header">
            <button
                type="button"
                class="icon-button"
                aria-label={words::BACK_TO_MAIL}
                title={words::BACK_TO_MAIL}
                onclick={on(dispatch, Msg::Storage(OnStorage::Close))}
            >
                { Icon::ArrowLeft.draw() }
            </button>
            <div class="maildrop-title">
                <h1 id={STORAGE_TITLE_ID} tabindex="-1">{ words::STORAGE }</h1>
            </div>
            <p class="maildrop-figures">{ for all.map(words::taken) }</p>
        </header>
    }
}

fn sum<T>(rows: &[(T, Taken)]) -> Taken {
    rows.iter().fold(Taken::default(), |sum, (_, taken)| Taken {
        messages: sum.messages.saturating_add(taken.messages),
        bytes: sum.bytes.saturating_add(taken.bytes),
    })
}

/// What the browser says.
fn device(storage: &Storage, kept: bool, dispatch: &Callback<Msg>) -> Html {
    let asked = storage.promise == Promise::Asked;
    html! {
        <section class="storage-part">
            <h2>{ words::ON_THIS_DEVICE }</h2>
            if let Some(Estimate { used, quota }) = storage.estimate {
                <p>{ words::estimate(used, quota) }</p>
                <Bar of={Share { part: used, whole: quota }} />
            }
            if kept {
                <div class="note" role="status">
                    { Icon::ShieldCheck.draw() }
                    <div>
                        <p class="note-title">{ words::STORAGE_KEPT }</p>
                        <p>{ words::STORAGE_KEPT_MEANS }</p>
                    </div>
                </div>
            } else {
                <div class="note warn" role="status">
                    { Icon::ShieldAlert.draw() }
                    <div>
                        <p class="note-title">{ words::STORAGE_NOT_KEPT }</p>
                        <p>{ words::STORAGE_NOT_KEPT_MEANS }</p>
                        if storage.promise == Promise::Refused {
                            <p>{ words::STORAGE_REFUSED }</p>
                        }
                        <button
                            type="button"
                            class="button small"
                            aria-disabled={asked.then_some("true")}
                            onclick={on(dispatch, Msg::Storage(OnStorage::AskToKeep))}
                        >
                            { words::ASK_TO_KEEP }
                        </button>
                    </div>
                </div>
            }
        </section>
    }
}

/// Where there is more than one.
fn by_account(usage: &Usage, overview: &Overview) -> Html {
    if usage.accounts.len() < 2 {
        return Html::default();
    }
    let rows = usage.accounts.iter().filter_map(|(id, taken)| {
        let (_, account) = overview.accounts.iter().find(|(known, _)| known == id)?;
        let name = html! { { account.address.clone() } };
        Some((id.0.to_string(), name, Some(taken.messages), taken.bytes))
    });
    chart(words::BY_ACCOUNT.text(), words::COLUMN_ACCOUNT.text(), rows.collect())
}

fn by_folder(usage: &Usage, overview: &Overview) -> Html {
    let rows = usage.folders.iter().map(|(folder, taken)| {
        let name = html! {
            <>
                { words::folder_name(*folder, overview).to_owned() }
                if let Some(address) = address(*folder, overview) {
                    <span class="folder-address">{ address }</span>
                }
            </>
        };
        (format!("{folder:?}"), name, Some(taken.messages), taken.bytes)
    });
    let index =
        usage.index.map(|octets| ("index".to_owned(), html! { { words::SEARCH_INDEX } }, None, octets));
    chart(words::BY_FOLDER.text(), words::COLUMN_FOLDER.text(), rows.chain(index).collect())
}

fn address(folder: Folder, overview: &Overview) -> Option<String> {
    let Folder::Inbox(id) = folder else { return None };
    overview.accounts.iter().find(|(known, _)| *known == id).map(|(_, account)| account.address.clone())
}

fn by_year(usage: &Usage) -> Html {
    if usage.years.is_empty() {
        return Html::default();
    }
    let rows = usage.years.iter().map(|(year, taken)| {
        (year.to_string(), html! { { year.to_string() } }, Some(taken.messages), taken.bytes)
    });
    chart(words::BY_YEAR.text(), words::COLUMN_YEAR.text(), rows.collect())
}

/// Key, name, messages, octets.
type ChartRow = (String, Html, Option<u32>, u64);

/// A table with a bar in each row: as long as the row's part of the largest.
fn chart(title: &'static str, of: &'static str, rows: Vec<ChartRow>) -> Html {
    let whole = rows.iter().map(|(.., octets)| *octets).max().unwrap_or_default();
    let drawn = rows.into_iter().map(|(key, name, messages, octets)| {
        html! {
            <tr {key}>
                <th scope="row">{ name }</th>
                <td>{ for messages.map(words::number) }</td>
                <td>{ words::bytes(octets) }</td>
                <td aria-hidden="true"><Bar of={Share { part: octets, whole }} /></td>
            </tr>
        }
    });
    html! {
        <section class="storage-part">
            <table class="chart">
                <caption>{ title }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ of }</th>
                        <th scope="col">{ words::COLUMN_MESSAGES }</th>
                        <th scope="col">{ words::COLUMN_SIZE }</th>
                        <td aria-hidden="true" />
                    </tr>
                </thead>
                <tbody>{ for drawn }</tbody>
            </table>
        </section>
    }
}

/// What leads to room, and what deleting means on the servers.
fn free_space(usage: &Usage, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let way = |key: String, label: String, msg: Msg, taken: String| {
        html! {
            <li {key}>
                <button type="button" class="button" onclick={on(dispatch, msg)}>{ label }</button>
                <span class="muted">{ taken }</span>
            </li>
        }
    };
    // What nobody wants comes first.
    let unwanted = usage
        .folders
        .iter()
        .filter(|(folder, taken)| matches!(folder, Folder::Of(id) if id.is_put_away()) && taken.messages > 0);
    let unwanted = unwanted.map(|(folder, taken)| {
        let name = words::folder_name(*folder, overview).to_owned();
        way(format!("{folder:?}"), name, Msg::OpenFolder(*folder), words::taken(*taken))
    });
    let large = (usage.large.messages > 0).then(|| {
        let taken = words::large(usage.large, usage.large_there);
        way("large".to_owned(), words::SELECT_LARGE.to_owned(), Msg::Storage(OnStorage::Large), taken)
    });
    let older = usage.older.iter().filter(|(_, taken)| taken.messages > 0).map(|(years, taken)| {
        let msg = Msg::Storage(OnStorage::Older(*years));
        way(years.to_string(), words::older(*years), msg, words::taken(*taken))
    });
    let means = overview.accounts.iter().map(|(id, account)| {
        html! { <li key={id.0}>{ words::deleting_means(&account.address, account.retention) }</li> }
    });
    html! {
        <section class="storage-part">
            <h2>{ words::FREE_SPACE }</h2>
            <p class="muted">{ words::FREE_SPACE_HOW }</p>
            <ul class="storage-ways">
                { for unwanted }
                { for large }
                <li key="largest">
                    <button
                        type="button"
                        class="button"
                        onclick={on(dispatch, Msg::Storage(OnStorage::Largest))}
                    >
                        { words::LARGEST }
                    </button>
                </li>
                { for older }
            </ul>
            <ul class="storage-means muted">{ for means }</ul>
        </section>
    }
}

fn button(icon: Icon, label: &'static str, act: OnStorage, idle: bool, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button
            type="button"
            class="button"
            aria-disabled={idle.then_some("true")}
            onclick={on(dispatch, Msg::Storage(act))}
        >
            { icon.draw() }{ label }
        </button>
    }
}

fn files_button(icon: Icon, label: &'static str, act: OnFiles, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button type="button" class="button" onclick={on(dispatch, Msg::Files(act))}>
            { icon.draw() }{ label }
        </button>
    }
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    part: u64,
    whole: u64,
}

#[derive(Debug, PartialEq, Properties)]
struct BarProps {
    of: Share,
}

/// A bar; the figure stands beside it in words.
#[function_component]
fn Bar(props: &BarProps) -> Html {
    let bar = use_node_ref();
    let drawn = bar.clone();
    use_effect_with(props.of, move |Share { part, whole }| {
        #[expect(clippy::cast_precision_loss, reason = "only a bar's length")]
        let part = if *whole == 0 { 0.0 } else { (*part as f64 / *whole as f64).min(1.0) };
        // A `style` attribute would be stopped by the page's own policy.
        if let Some(bar) = drawn.cast::<HtmlElement>() {
            let _ = bar.style().set_property("--part", &part.to_string());
        }
    });
    html! { <div ref={bar} class="bar" aria-hidden="true" /> }
}
