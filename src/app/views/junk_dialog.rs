//! What the junk filter makes of a message, and the words that weighed most.

use yew::{Callback, Html, Properties, function_component, html};

use super::{
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    on,
};
use crate::{
    app::{
        state::{Explanation, Msg},
        words,
    },
    junk::{Opinion, Telling, Verdict},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct JunkDialogProps {
    /// Which message, and what is said of it.
    pub(super) explanation: Explanation,
    /// Hears that it is closed.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog.
#[function_component]
pub(super) fn JunkDialog(props: &JunkDialogProps) -> Html {
    let JunkDialogProps { explanation, dispatch } = props;
    html! {
        <Dialog label={words::EXPLAIN_JUNK} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ Icon::OctagonAlert.draw() }{ words::EXPLAIN_JUNK }</h2>
                if let Some((verdict, taught)) = &explanation.verdict {
                    <p role="status">{ words::verdict(verdict) }</p>
                    if let Some(class) = taught {
                        <p class="muted">{ words::taught(*class) }</p>
                    }
                    { weighed(verdict) }
                } else {
                    <p class="muted" role="status">{ words::JUNK_ASKING }</p>
                }
            </div>
            <DialogEnd dispatch={dispatch.clone()} />
        </Dialog>
    }
}

fn weighed(verdict: &Verdict) -> Html {
    if verdict.opinion == Opinion::Untrained {
        return Html::default();
    }
    if verdict.words.is_empty() {
        return html! { <p>{ words::JUNK_NO_WORDS }</p> };
    }
    html! {
        <>
            <h3 id="junk-words">{ words::JUNK_WORDS }</h3>
            <table class="junk-words" aria-labelledby="junk-words">
                <thead>
                    <tr>
                        <th scope="col">{ words::JUNK_WORD }</th>
                        <th scope="col">{ words::JUNK_PLACE }</th>
                        <th scope="col">{ words::JUNK_SHARE }</th>
                    </tr>
                </thead>
                <tbody>{ for verdict.words.iter().map(row) }</tbody>
            </table>
        </>
    }
}

fn row(telling: &Telling) -> Html {
    let side = if telling.junk >= 0.5 { "tells-junk" } else { "tells-good" };
    html! {
        <tr>
            <td dir="auto">{ words::telling(telling) }</td>
            <td>{ words::telling_place(&telling.place) }</td>
            <td class={side}>{ words::share_of_junk(telling.junk) }</td>
        </tr>
    }
}
