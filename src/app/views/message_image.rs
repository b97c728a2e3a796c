//! An image that stands between the texts of a message.

use yew::{AttrValue, Html, Properties, function_component, html};

use super::blob_address::use_blob_address;
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
    let address = use_blob_address(props.picture.clone());
    html! {
        <figure class="message-image">
            if let Some(address) = address {
                <img src={address} alt={&props.name} />
            }
            <figcaption>{ &props.name }</figcaption>
        </figure>
    }
}
