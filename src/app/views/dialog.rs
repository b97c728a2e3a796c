//! A dialog over the page: the browser's own `<dialog>`, which keeps the keyboard inside, makes the
//! rest of the page unreachable and gives the keyboard back where it was.

use web_sys::HtmlDialogElement;
use yew::{
    AttrValue, Callback, Children, Html, Properties, function_component, html, use_effect_with, use_node_ref,
};

use super::on;
use crate::app::{state::Msg, words};

/// What a dialog is made of.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct DialogProps {
    /// Its name.
    pub(super) label: AttrValue,
    /// `alertdialog` for what interrupts.
    #[prop_or(AttrValue::Static("dialog"))]
    pub(super) role: AttrValue,
    /// The id of the element that says what it is about.
    #[prop_or_default]
    pub(super) described_by: Option<AttrValue>,
    /// How it looks.
    #[prop_or_default]
    pub(super) class: AttrValue,
    /// Escape was pressed.
    pub(super) on_cancel: Callback<()>,
    /// What it holds.
    pub(super) children: Children,
}

/// What the end of a dialog that only shows something is made of.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct DialogEndProps {
    /// What else can be done with it.
    #[prop_or_default]
    pub(super) children: Children,
    /// Hears that it is closed.
    pub(super) dispatch: Callback<Msg>,
}

/// The end of a dialog: where the keyboard begins, at "Close".
#[function_component]
pub(super) fn DialogEnd(props: &DialogEndProps) -> Html {
    html! {
        <div class="dialog-actions">
            { props.children.clone() }
            <button type="button" class="button primary" autofocus=true onclick={on(&props.dispatch, Msg::CloseDialog)}>
                { words::CLOSE }
            </button>
        </div>
    }
}

/// Draws a dialog, open as long as it is drawn.
#[function_component]
pub(super) fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    let opened = node.clone();
    use_effect_with((), move |()| {
        let dialog = opened.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog
            && dialog.show_modal().is_err()
        {
            dialog.set_open(true);
        }
        move || {
            // Closed before it is taken away, so that the keyboard goes back to where it was.
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
    let on_cancel = props.on_cancel.clone();
    let own = node.clone();
    let cancelled = move |event: yew::Event| {
        // Events of dialogs within this one come by here too.
        if event.target().as_ref() == own.get().as_ref().map(AsRef::as_ref) {
            event.prevent_default();
            on_cancel.emit(());
        }
    };
    html! {
        <dialog
            ref={node}
            class={props.class.clone()}
            role={props.role.clone()}
            aria-label={props.label.clone()}
            aria-describedby={props.described_by.clone()}
            oncancel={cancelled}
        >
            { props.children.clone() }
        </dialog>
    }
}
