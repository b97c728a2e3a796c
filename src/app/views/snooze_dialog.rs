//! Asks until when messages are put off; and the times that a menu offers.

use js_sys::Date;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, function_component, html};

use super::{dialog::Dialog, icons::Icon, menu::Item, on};
use crate::{
    app::{
        state::{Msg, OnActing, Snoozing, Whom},
        words,
    },
    store::Until,
};

/// Mail that is put off comes back at this hour of the morning.
const MORNING: u32 = 8;
/// "Later today" is after so many hours.
const LATER: u32 = 3;

const FIELD_ID: &str = "snooze-until";
const REFUSED_ID: &str = "snooze-refused";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SnoozeDialogProps {
    /// What was typed.
    pub(super) snoozing: Snoozing,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog.
#[function_component]
pub(super) fn SnoozeDialog(props: &SnoozeDialogProps) -> Html {
    let SnoozeDialogProps { snoozing, dispatch } = props;
    let count = u32::try_from(snoozing.messages.len()).unwrap_or(u32::MAX);
    let oninput = dispatch.reform(|event: InputEvent| {
        Msg::Act(OnActing::SnoozeTyped(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let onsubmit = {
        let (dispatch, text) = (dispatch.clone(), snoozing.text.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            dispatch.emit(Msg::Act(OnActing::SnoozeUntil(to_come(&text))));
        }
    };
    html! {
        <Dialog label={words::snooze_some(count)} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <form {onsubmit} novalidate=true>
                <div class="dialog-body">
                    <h2>{ Icon::Clock.draw() }{ words::snooze_some(count) }</h2>
                    <div class="field">
                        <label for={FIELD_ID}>{ words::SNOOZE_UNTIL }</label>
                        <input
                            id={FIELD_ID}
                            type="datetime-local"
                            value={snoozing.text.clone()}
                            aria-invalid={snoozing.is_refused.then_some("true")}
                            aria-describedby={snoozing.is_refused.then_some(REFUSED_ID)}
                            autofocus=true
                            {oninput}
                        />
                        if snoozing.is_refused {
                            <p id={REFUSED_ID} class="fault" role="alert">{ words::SNOOZE_REFUSED }</p>
                        }
                    </div>
                </div>
                <div class="dialog-actions">
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button type="submit" class="button primary">{ words::SNOOZE }</button>
                </div>
            </form>
        </Dialog>
    }
}

/// The times that a menu offers, reckoned from now by the reader's clock.
pub(super) fn items(whom: Whom, snoozed: bool) -> Vec<Item> {
    let item = |label: &'static str, act: OnActing| Item {
        label: label.into(),
        icon: None,
        holds: None,
        msg: Msg::Act(act),
    };
    let until = |label, date: Date| {
        Until::at(seconds(&date)).map(|until| item(label, OnActing::Snooze(whom, Some(until))))
    };
    let back = snoozed.then(|| item(words::SNOOZE_BACK.text(), OnActing::Snooze(whom, None)));
    [
        until(words::SNOOZE_LATER.text(), later()),
        until(words::SNOOZE_TOMORROW.text(), morning(1)),
        until(words::SNOOZE_NEXT_WEEK.text(), next_monday()),
        Some(item(words::SNOOZE_PICK.text(), OnActing::AskSnooze(whom))),
        back,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn later() -> Date {
    let date = Date::new_0();
    date.set_hours(date.get_hours() + LATER);
    date
}

/// The morning after so many days.
fn morning(days: u32) -> Date {
    let date = Date::new_0();
    date.set_date(date.get_date() + days);
    date.set_hours(MORNING);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    date
}

fn next_monday() -> Date {
    let today = Date::new_0().get_day();
    morning((8 - today) % 7 + if today == 1 { 7 } else { 0 })
}

fn seconds(date: &Date) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds, far below 2^53")]
    let seconds = (date.get_time() / 1_000.0) as i64;
    seconds
}

/// What the field says, if it is a time to come.
fn to_come(text: &str) -> Option<i64> {
    let date = Date::new(&text.into());
    let is_to_come = date.get_time() > Date::now();
    is_to_come.then(|| seconds(&date))
}
