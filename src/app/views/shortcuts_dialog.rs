//! The sheet of keys: what they are, which set holds, and how to change them.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use yew::{
    Callback, Html, KeyboardEvent, Properties, function_component, html, use_effect_with, use_node_ref,
};

use super::{
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    key_caps::{caps_of, chord, chords},
    key_listener::{composes, stroke},
    on,
    select::Select,
};
use crate::app::{
    state::{Command, Group, Keys, Msg, OnKeys, Recording, Set, Shortcuts},
    words,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ShortcutsDialogProps {
    /// Which keys ask for which commands.
    pub(super) keys: Rc<Keys>,
    /// What is being changed.
    pub(super) shortcuts: Shortcuts,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The id of the button that changes the keys of a command.
pub(in crate::app) fn change_id(command: Command) -> String {
    format!("keys-of-{}", command.name())
}

/// The sheet.
#[function_component]
pub(super) fn ShortcutsDialog(props: &ShortcutsDialogProps) -> Html {
    let ShortcutsDialogProps { keys, shortcuts, dispatch } = props;
    let off = keys.set() == Set::Off;
    let groups = Group::ALL.into_iter().filter_map(|group| {
        let its = Command::ALL.into_iter().filter(|command| command.group() == group);
        let rows: Vec<Html> = its
            .filter(|command| !off || !Keys::always(*command).is_empty())
            .map(|command| row(keys, command, shortcuts.recording, dispatch))
            .collect();
        (!rows.is_empty()).then(|| {
            html! { <section><h3>{ words::group(group) }</h3><dl>{ for rows }</dl></section> }
        })
    });
    let options = Set::ALL.into_iter().map(|set| (set.name().into(), words::key_set(set).into()));
    let on_choose =
        dispatch.reform(|name: String| Msg::Keys(OnKeys::Choose(Set::named(&name).unwrap_or_default())));
    html! {
        <Dialog label={words::SHORTCUTS} class="dialog shortcuts" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body" tabindex="0">
                <h2>{ words::SHORTCUTS }</h2>
                <Select
                    id="key-set"
                    label={words::KEY_SET}
                    options={options.collect::<Vec<_>>()}
                    value={keys.set().name()}
                    hint={words::key_set_hint(keys.set())}
                    {on_choose}
                />
                <div class="key-groups">{ for groups }{ in_list() }</div>
            </div>
            <DialogEnd dispatch={dispatch.clone()}>
                if keys.has_own() {
                    <button type="button" class="button" onclick={on(dispatch, Msg::Keys(OnKeys::ResetAll))}>
                        { words::RESET_ALL }
                    </button>
                }
            </DialogEnd>
        </Dialog>
    }
}

fn row(keys: &Keys, command: Command, recording: Option<Recording>, dispatch: &Callback<Msg>) -> Html {
    let its = keys.chords(command);
    let recording = recording.filter(|recording| recording.command == command);
    let button = |icon: Icon, id: Option<String>, label: String, title: &'static str, act: OnKeys| {
        html! {
            <button
                type="button"
                {id}
                class="icon-button"
                aria-label={label}
                {title}
                onclick={on(dispatch, Msg::Keys(act))}
            >
                { icon.draw() }
            </button>
        }
    };
    html! {
        <div key={command.name()} class="key-row">
            <dt>{ words::command(command) }</dt>
            <dd>
                if its.is_empty() {
                    <span class="key-between">{ words::NO_KEYS }</span>
                }
                { chords(&its) }
            </dd>
            if keys.set() != Set::Off {
                <dd class="key-tools">
                    if keys.is_own(command) {
                        { button(Icon::Undo, None, words::reset_keys_of(command), words::RESET.text(), OnKeys::Reset(command)) }
                    }
                    { button(
                        Icon::Pencil,
                        Some(change_id(command)),
                        words::change_keys_of(command),
                        words::CHANGE.text(),
                        OnKeys::Change(command),
                    ) }
                </dd>
            }
            if let Some(recording) = recording {
                <dd class="key-recorder"><Recorder {recording} dispatch={dispatch.clone()} /></dd>
            }
        </div>
    }
}

/// What the list does with keys that no set changes.
fn in_list() -> Html {
    let rows = words::LIST_KEYS.iter().map(|(what, caps)| {
        html! {
            <div key={what.text()} class="key-row"><dt>{ what.text() }</dt><dd>{ caps_of(caps.iter().copied()) }</dd></div>
        }
    });
    html! { <section><h3>{ words::KEYS_IN_LIST }</h3><dl>{ for rows }</dl></section> }
}

/// What the recorder shows.
#[derive(Debug, PartialEq, Properties)]
struct RecorderProps {
    recording: Recording,
    dispatch: Callback<Msg>,
}

/// Takes new keys. Enter saves them and Escape leaves, for neither can be one of them.
#[function_component]
fn Recorder(props: &RecorderProps) -> Html {
    let RecorderProps { recording, dispatch } = props;
    let node = use_node_ref();
    let begun = node.clone();
    use_effect_with((), move |()| {
        if let Some(field) = begun.cast::<web_sys::HtmlElement>() {
            // What cannot take the keyboard leaves it where it is.
            let _ = field.focus();
        }
    });
    let owner = recording.conflict.and_then(|conflict| conflict.owner());
    let can_save = recording.chord.is_some() && (recording.conflict.is_none() || owner.is_some());
    let onkeydown = {
        let (dispatch, settled) =
            (dispatch.clone(), recording.chord.is_some() && recording.conflict.is_none());
        move |event: KeyboardEvent| {
            let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            let act = match key.key().as_str() {
                "Tab" => return,
                _ if composes(key) => return,
                "Escape" => Some(OnKeys::Leave),
                "Enter" => settled.then_some(OnKeys::Save),
                _ => stroke(key).map(OnKeys::Pressed),
            };
            key.prevent_default();
            key.stop_propagation();
            if let Some(act) = act {
                dispatch.emit(Msg::Keys(act));
            }
        }
    };
    let save = owner.map_or_else(|| words::SAVE.to_owned(), words::take_keys_from);
    html! {
        <div class="recorder">
            <p id="recorder-hint">{ words::PRESS_KEYS }</p>
            <div
                ref={node}
                class="recorder-keys"
                tabindex="0"
                role="application"
                aria-label={words::NEW_KEYS}
                aria-describedby="recorder-hint"
                {onkeydown}
            >
                if let Some(pressed) = recording.chord {
                    { chord(pressed) }
                } else {
                    <span class="key-between">{ words::WAITING_FOR_KEYS }</span>
                }
            </div>
            <p class="fault" role="status">{ recording.conflict.map(words::conflict) }</p>
            <div class="recorder-actions">
                <button type="button" class="button small" onclick={on(dispatch, Msg::Keys(OnKeys::Leave))}>
                    { words::CANCEL }
                </button>
                if can_save {
                    <button type="button" class="button small primary" onclick={on(dispatch, Msg::Keys(OnKeys::Save))}>
                        { save }
                    </button>
                }
            </div>
        </div>
    }
}
