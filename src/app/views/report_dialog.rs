//! The report card of an account's server.

use yew::{Callback, Html, Properties, function_component, html};

use super::{
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    on,
};
use crate::{
    app::{
        state::{Msg, ReportCard},
        words,
    },
    engine::api::Report,
};

/// The id of the element that holds the whole card.
pub(in crate::app) const REPORT_ID: &str = "report";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ReportDialogProps {
    /// The card.
    pub(super) card: ReportCard,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The card and a button to copy it.
#[function_component]
pub(super) fn ReportDialog(props: &ReportDialogProps) -> Html {
    let ReportDialogProps { card, dispatch } = props;
    html! {
        <Dialog label={words::REPORT} class="dialog report" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ words::REPORT }</h2>
                if let Some(report) = &card.report {
                    <p class="muted">{ words::REPORT_HINT }</p>
                    { draw(report) }
                } else {
                    <p class="muted" role="status">{ words::REPORT_LOADING }</p>
                }
            </div>
            <DialogEnd dispatch={dispatch.clone()}>
                <p class="copied" role="status">
                    { card.copied.map(|copied| if copied { words::COPIED } else { words::NOT_COPIED }) }
                </p>
                if card.report.is_some() {
                    <button type="button" class="button" onclick={on(dispatch, Msg::CopyReport)}>
                        { Icon::Copy.draw() }{ words::COPY_REPORT }
                    </button>
                }
            </DialogEnd>
        </Dialog>
    }
}

fn draw(report: &Report) -> Html {
    let lines = words::report_lines(report).into_iter().map(|(name, values)| {
        let values = values.into_iter().map(|value| html! { <dd>{ value }</dd> });
        html! { <div><dt>{ name }</dt>{ for values }</div> }
    });
    html! {
        <div id={REPORT_ID}>
            <dl class="report-lines">{ for lines }</dl>
            <h3 id="report-transcript">{ words::REPORT_TRANSCRIPT }</h3>
            <pre tabindex="0" aria-labelledby="report-transcript">{ words::transcript(report) }</pre>
        </div>
    }
}
