//! The colour by which an account's mail is told from that of others.

use yew::{Callback, Event, Html, classes, html};

use crate::app::{
    state::{ACCOUNT_COLOURS, AccountForm, Change, Msg},
    views::{folders::colour_class, on},
    words,
};

/// The colours to choose from, each with its name.
pub(super) fn colours(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let choices = (0..ACCOUNT_COLOURS).map(|colour| {
        html! {
            <label class="colour-choice">
                <input
                    type="radio"
                    name="account-colour"
                    value={colour.to_string()}
                    checked={form.colour == colour}
                    onchange={on::<Event>(dispatch, Msg::Form(Change::Colour(colour)))}
                />
                <span class={classes!("account-dot", colour_class(colour))} aria-hidden="true" />
                { words::account_colour(colour) }
            </label>
        }
    });
    html! {
        <section class="form-part" aria-labelledby="account-colour">
            <h3 id="account-colour">{ words::COLOUR }</h3>
            <div class="colour-choices" role="radiogroup" aria-labelledby="account-colour" aria-describedby="account-colour-hint">
                { for choices }
            </div>
            <p class="hint" id="account-colour-hint">{ words::COLOUR_HINT }</p>
        </section>
    }
}
