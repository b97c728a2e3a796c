//! The page with no account.

use yew::{Callback, Html, Properties, function_component, html};

use super::{alerts::Alerts, mark::mark, on};
use crate::app::{
    state::{Alert, Msg},
    words,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct FirstRunProps {
    /// The relay has a demo mailbox.
    pub(super) demo: bool,
    /// Its account is being made.
    pub(super) busy: bool,
    /// Problems.
    pub(super) alerts: Vec<Alert>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The mark, one sentence, and the ways to begin.
#[function_component]
pub(super) fn FirstRun(props: &FirstRunProps) -> Html {
    let FirstRunProps { demo, busy, alerts, dispatch } = props;
    html! {
        <main class="centred">
            <Alerts alerts={alerts.clone()} accounts={None} dispatch={dispatch.clone()} />
            <div class="first-run">
                { mark("mark-large") }
                <h1>{ words::APP }</h1>
                <p class="sentence">{ words::SENTENCE }</p>
                <div class="choices">
                    <button type="button" class="button primary" onclick={on(dispatch, Msg::AddAccount)}>
                        { words::ADD_ACCOUNT }
                    </button>
                    if *demo {
                        <button
                            type="button"
                            class="button"
                            aria-disabled={busy.then_some("true")}
                            onclick={on(dispatch, Msg::TryDemo)}
                        >
                            { words::TRY_DEMO }
                        </button>
                    }
                </div>
            </div>
        </main>
    }
}
