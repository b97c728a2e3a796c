//! An image that stands between the texts of a message.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};
use yew::{AttrValue, Html, Properties, function_component, html, use_effect_with, use_state_eq};

use crate::app::state::Picture;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageImageProps {
    /// What the file is called.
    pub(super) name: AttrValue,
    /// The image; `None` until it has come.
    pub(super) picture: Option<Picture>,
}

/// The image, or its name until it is there. Within `img` no image runs a script, whatever it is.
#[function_component]
pub(super) fn MessageImage(props: &MessageImageProps) -> Html {
    let address = use_state_eq(|| None::<AttrValue>);
    let set = address.setter();
    use_effect_with(props.picture.clone(), move |picture| {
        let made = picture.as_ref().and_then(address_of);
        set.set(made.clone().map(AttrValue::from));
        move || {
            if let Some(made) = made {
                // An address that is gone already needs no removing.
                let _ = Url::revoke_object_url(&made);
            }
        }
    });
    html! {
        <figure class="message-image">
            if let Some(address) = (*address).clone() {
                <img src={address} alt={&props.name} />
            }
            <figcaption>{ &props.name }</figcaption>
        </figure>
    }
}

fn address_of(picture: &Picture) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(&picture.media_type);
    let parts = Array::of1(&Uint8Array::from(&*picture.bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
