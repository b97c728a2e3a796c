//! What is damaged, how far its repair is, and what that came to.

use yew::{Callback, Html, Properties, function_component, html};

use super::{alerts::telling, icons::Icon, long_work::LongWork, on};
use crate::{
    app::{
        state::{Msg, OnStorage, Repairs},
        words,
    },
    engine::{
        api::{Checking, Damaged, Repaired},
        problem::Problem,
    },
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct RepairsBarProps {
    /// What cannot be read.
    pub(super) damaged: Damaged,
    /// What is being done about it, or was.
    pub(super) repairs: Repairs,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// Nothing, where nothing is damaged and nothing goes on.
#[function_component]
pub(super) fn RepairsBar(props: &RepairsBarProps) -> Html {
    let RepairsBarProps { damaged, repairs, dispatch } = props;
    if let Some(checking) = repairs.under {
        let Checking { done, total } = checking;
        return html! {
            <LongWork
                text={words::checking(checking)}
                name={words::CHECKING}
                done={u64::from(done)}
                total={(total > 0).then_some(u64::from(total))}
                stop_name={words::STOP_CHECKING}
                on_stop={(total > 0).then(|| on(dispatch, Msg::Storage(OnStorage::Stop)))}
            />
        };
    }
    html! {
        <>
            if let Some(result) = &repairs.result {
                { came_to(result, dispatch) }
            }
            if let Some((what, next)) = words::damaged(*damaged) {
                <div class="alert" role="alert">
                    { Icon::TriangleAlert.draw() }
                    <div class="alert-body">
                        <div class="alert-text">
                            <p class="telling-what">{ what }{ "." }</p>
                            <p class="telling-next">{ next }</p>
                        </div>
                        <div class="alert-remedies">
                            { remedy(*damaged, dispatch) }
                        </div>
                    </div>
                </div>
            }
        </>
    }
}

fn remedy(damaged: Damaged, dispatch: &Callback<Msg>) -> Html {
    let (label, msg) = if damaged.records > 0 {
        (words::CHECK, Msg::Storage(OnStorage::Check))
    } else if damaged.messages == 0 && damaged.newer > 0 {
        (words::RELOAD, Msg::Reload)
    } else if damaged.messages > 0 {
        (words::REPAIR, Msg::Storage(OnStorage::Repair))
    } else {
        (words::REPAIR, Msg::Storage(OnStorage::Check))
    };
    html! { <button type="button" class="button small" onclick={on(dispatch, msg)}>{ label }</button> }
}

fn came_to(result: &Result<Repaired, Problem>, dispatch: &Callback<Msg>) -> Html {
    let (class, role, icon, text) = match result {
        Ok(repaired) => {
            let text = html! { <p>{ words::repaired(repaired) }</p> };
            ("alert done", "status", Icon::Info, text)
        }
        Err(problem) => ("alert", "alert", Icon::TriangleAlert, telling(&words::problem(problem, 0, None))),
    };
    html! {
        <div {class} {role}>
            { icon.draw() }
            <div class="alert-body"><div class="alert-text">{ text }</div></div>
            <button
                type="button"
                class="icon-button"
                aria-label={words::DISMISS}
                title={words::DISMISS}
                onclick={on(dispatch, Msg::Storage(OnStorage::Dismiss))}
            >
                { Icon::X.draw() }
            </button>
        </div>
    }
}
