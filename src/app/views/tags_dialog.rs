//! The sheet of tags: which the messages have, and what tags there are.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{
    Callback, Event, Html, InputEvent, Properties, SubmitEvent, TargetCast, classes, function_component, html,
};

use super::{
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    on,
};
use crate::{
    app::{
        state::{Msg, OnActing, OnTags, TAG_COLOURS, TagSheet},
        words,
    },
    engine::api::Overview,
    store::{Tag, TagId, Tags},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct TagsDialogProps {
    /// What was typed, and which are set.
    pub(super) sheet: TagSheet,
    /// The tags.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The sheet.
#[function_component]
pub(super) fn TagsDialog(props: &TagsDialogProps) -> Html {
    let TagsDialogProps { sheet, overview, dispatch } = props;
    let count = u32::try_from(sheet.messages.len()).unwrap_or(u32::MAX);
    let did = |act: OnTags| Msg::Act(OnActing::Tags(act));
    let typed = dispatch.reform(move |event: InputEvent| {
        did(OnTags::Typed(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let onsubmit = {
        let dispatch = dispatch.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            dispatch.emit(did(OnTags::Add));
        }
    };
    let full = overview.tags.len() >= usize::from(Tags::MOST);
    html! {
        <Dialog label={words::tags_of(count)} class="dialog tags" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ Icon::Tag.draw() }{ words::tags_of(count) }</h2>
                if overview.tags.is_empty() {
                    <p>{ words::NO_TAGS }</p>
                } else {
                    <ul class="tag-lines">
                        { for overview.tags.iter().map(|(id, tag)| line(*id, tag, sheet, count > 0, dispatch)) }
                    </ul>
                }
                if full {
                    <p class="hint">{ words::TAGS_FULL }</p>
                } else {
                    <form class="tag-new field" {onsubmit}>
                        <label for="tag-new">{ words::NEW_TAG }</label>
                        <input
                            id="tag-new"
                            type="text"
                            maxlength="60"
                            autocomplete="off"
                            autofocus=true
                            value={sheet.new.clone()}
                            oninput={typed}
                        />
                        <button type="submit" class="button">{ Icon::Plus.draw() }{ words::ADD_TAG }</button>
                    </form>
                }
            </div>
            <DialogEnd dispatch={dispatch.clone()} />
        </Dialog>
    }
}

fn line(id: TagId, tag: &Tag, sheet: &TagSheet, sets: bool, dispatch: &Callback<Msg>) -> Html {
    let did = |act: OnTags| Msg::Act(OnActing::Tags(act));
    let set = sheet.set.has(id);
    let renaming = sheet.renaming.as_ref().filter(|(of, _)| *of == id).map(|(_, text)| text.clone());
    let renamed = dispatch.reform(move |event: InputEvent| {
        did(OnTags::Renamed(id, event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let coloured = dispatch.reform(move |event: Event| {
        let colour = event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or_default();
        did(OnTags::Colour(id, colour))
    });
    let colours = (0..TAG_COLOURS).map(|colour| {
        html! {
            <option value={colour.to_string()} selected={colour == tag.colour}>{ words::tag_colour(colour) }</option>
        }
    });
    html! {
        <li key={id.0} class="tag-line">
            if sets {
                <input
                    type="checkbox"
                    checked={set}
                    aria-label={tag.name.clone()}
                    onchange={on(dispatch, did(OnTags::Set(id, !set)))}
                />
            }
            <span class={classes!("tag-dot", tag_class(tag.colour))} aria-hidden="true" />
            <input
                type="text"
                class="tag-name"
                maxlength="60"
                aria-label={words::name_of_tag(&tag.name)}
                value={renaming.unwrap_or_else(|| tag.name.clone())}
                oninput={renamed}
                onchange={on::<Event>(dispatch, did(OnTags::Keep))}
            />
            <select aria-label={words::colour_of_tag(&tag.name)} onchange={coloured}>{ for colours }</select>
            <button
                type="button"
                class="icon-button"
                aria-label={words::remove_tag(&tag.name)}
                title={words::remove_tag(&tag.name)}
                onclick={on(dispatch, did(OnTags::Remove(id)))}
            >
                { Icon::Trash.draw() }
            </button>
        </li>
    }
}

/// The class of a tag's colour.
pub(super) const fn tag_class(colour: u8) -> &'static str {
    match colour {
        0 => "tag-0",
        1 => "tag-1",
        2 => "tag-2",
        3 => "tag-3",
        4 => "tag-4",
        _ => "tag-5",
    }
}
