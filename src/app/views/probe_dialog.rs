//! What works with an account's server, a line for each step.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, function_component, html};

use super::{alerts::telling, dialog::Dialog, icons::Icon, on};
use crate::{
    app::{
        state::{Config, Msg, OnProbe, Probe},
        words,
    },
    engine::api::ProbeStep,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ProbeDialogProps {
    /// The check.
    pub(super) probe: Probe,
    /// What the relay may reach, as far as it told.
    pub(super) config: Option<Rc<Config>>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The steps, and what became of them.
#[function_component]
pub(super) fn ProbeDialog(props: &ProbeDialogProps) -> Html {
    let ProbeDialogProps { probe, config, dispatch } = props;
    let listed = config.as_ref().and_then(|config| config.allow.as_deref());
    let title = words::check_of(&probe.host);
    let over = probe.ended;
    // One button that changes: the keyboard stays on it.
    let (label, act) =
        if over { (words::CHECK_AGAIN, OnProbe::Again) } else { (words::STOP_CHECK, OnProbe::Stop) };
    let close = Msg::Probe(OnProbe::Close);
    html! {
        <Dialog label={title.clone()} class="dialog probe" on_cancel={on(dispatch, close.clone())}>
            <div class="dialog-body">
                <h2>{ title }</h2>
                <p class="muted" role="status">{ words::check_so_far(probe) }</p>
                <ol class="probe-steps" aria-label={words::CHECK_STEPS}>
                    { for ProbeStep::order(probe.security).map(|step| line(probe, step, listed)) }
                </ol>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" onclick={on(dispatch, Msg::Probe(act))}>
                    { if over { Icon::RefreshCw.draw() } else { Icon::Square.draw() } }{ label }
                </button>
                <button type="button" class="button primary" autofocus=true onclick={on(dispatch, close)}>
                    { words::CLOSE }
                </button>
            </div>
        </Dialog>
    }
}

fn line(probe: &Probe, step: ProbeStep, listed: Option<&str>) -> Html {
    let failed = probe.failed.as_ref().is_some_and(|(failed, _)| *failed == step);
    let found = probe.of(step);
    let (class, icon, said) = match found {
        _ if failed => ("failed", Icon::X, words::STEP_FAILED),
        Some(found) if words::lacks(found) => ("lacks", Icon::Info, words::STEP_LACKS),
        Some(_) => ("works", Icon::Check, words::STEP_WORKS),
        None if probe.under_way() == Some(step) => ("now", Icon::Ellipsis, words::STEP_NOW),
        None => ("open", Icon::Minus, words::STEP_OPEN),
    };
    html! {
        <li class={classes!("probe-step", class)}>
            <span class="probe-sign">{ icon.draw() }</span>
            <div class="probe-said">
                <p class="probe-name">{ words::step(step) }<span class="aloud">{ format!(": {said}") }</span></p>
                if failed {
                    { words::step_problem(probe, listed).as_ref().map(telling).unwrap_or_default() }
                } else if let Some(found) = found {
                    <p class="probe-found">{ words::probed(found) }</p>
                }
            </div>
        </li>
    }
}
