//! How far a copy is that is being saved, or mail that is being brought in, and what it came to.

use std::rc::Rc;

use yew::{Callback, Html, Properties, function_component, html};

use super::{icons::Icon, long_work::LongWork, on};
use crate::{
    app::{
        state::{CameTo, Files, Msg, OnFiles},
        words,
    },
    engine::api::Overview,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct FilesBarProps {
    /// What goes on, and what it came to.
    pub(super) files: Files,
    /// The folders that there are.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// Nothing, where nothing goes on.
#[function_component]
pub(super) fn FilesBar(props: &FilesBarProps) -> Html {
    let FilesBarProps { files, overview, dispatch } = props;
    html! {
        <>
            if let Some(copy) = &files.saving {
                <LongWork
                    text={words::saving(copy.done, copy.total)}
                    name={words::SAVING_COPY}
                    done={u64::from(copy.done)}
                    total={copy.total.map(u64::from)}
                    stop_name={words::STOP_SAVING}
                    on_stop={on(dispatch, Msg::Files(OnFiles::StopSaving))}
                />
            }
            if let Some(bringing) = &files.bringing {
                <LongWork
                    text={words::importing(&bringing.brought, bringing.size)}
                    name={words::IMPORTING}
                    done={bringing.brought.read}
                    total={bringing.size}
                    stop_name={words::STOP_IMPORTING}
                    on_stop={on(dispatch, Msg::Files(OnFiles::StopImport))}
                />
            }
            if let Some(came_to) = &files.came_to {
                { told(came_to, overview, dispatch) }
            }
        </>
    }
}

fn told(came_to: &CameTo, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let (class, role, icon) = match came_to {
        CameTo::NotSaved => ("alert", "alert", Icon::TriangleAlert),
        CameTo::Saved { .. } | CameTo::Brought { .. } => ("alert done", "status", Icon::Info),
    };
    let said = words::came_to(came_to, overview);
    let Some((first, others)) = said.split_first() else { return Html::default() };
    html! {
        <div {class} {role}>
            { icon.draw() }
            <div class="alert-body">
                <div class="alert-text">
                    <p class="telling-what">{ first.clone() }</p>
                    { for others.iter().map(|said| html! { <p class="telling-next">{ said.clone() }</p> }) }
                </div>
            </div>
            <button
                type="button"
                class="icon-button"
                aria-label={words::DISMISS}
                title={words::DISMISS}
                onclick={on(dispatch, Msg::Files(OnFiles::Dismiss))}
            >
                { Icon::X.draw() }
            </button>
        </div>
    }
}
