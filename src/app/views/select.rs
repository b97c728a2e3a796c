//! A list to choose from. It shows what holds: a choice that has to be confirmed first does not show
//! before that.

use web_sys::HtmlSelectElement;
use yew::{
    AttrValue, Callback, Event, Html, Properties, TargetCast, function_component, html, use_effect,
    use_node_ref,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SelectProps {
    /// Its id on the page.
    pub(super) id: AttrValue,
    /// Its name.
    pub(super) label: AttrValue,
    /// What can be chosen, as values and words.
    pub(super) options: Vec<(AttrValue, AttrValue)>,
    /// The value that holds.
    pub(super) value: AttrValue,
    /// What there is to say of it.
    #[prop_or_default]
    pub(super) hint: Option<AttrValue>,
    /// Hears the value that was chosen.
    pub(super) on_choose: Callback<String>,
}

/// The list with its name and its hint.
#[function_component]
pub(super) fn Select(props: &SelectProps) -> Html {
    let SelectProps { id, label, options, value, hint, on_choose } = props;
    let node = use_node_ref();
    let (drawn, holds) = (node.clone(), value.clone());
    use_effect(move || {
        if let Some(select) = drawn.cast::<HtmlSelectElement>() {
            select.set_value(&holds);
        }
    });
    let (holds, on_choose) = (value.clone(), on_choose.clone());
    let onchange = move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let chosen = select.value();
        select.set_value(&holds);
        on_choose.emit(chosen);
    };
    let hint_id = AttrValue::from(format!("{id}-hint"));
    let drawn = options.iter().map(|(option, words)| {
        html! { <option value={option.clone()} selected={option == value}>{ words }</option> }
    });
    html! {
        <div class={format!("field {id}")}>
            <label for={id.clone()}>{ label }</label>
            <select
                ref={node}
                id={id.clone()}
                aria-describedby={hint.is_some().then(|| hint_id.clone())}
                {onchange}
            >
                { for drawn }
            </select>
            if let Some(hint) = hint {
                <p class="hint" id={hint_id}>{ hint }</p>
            }
        </div>
    }
}
