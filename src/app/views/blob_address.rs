//! The address of bytes that are shown, for as long as they are.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};
use yew::{AttrValue, hook, use_effect_with, use_state_eq};

use crate::app::state::Picture;

/// An address of the picture, once there is one; it is good while the component is drawn with it.
#[hook]
pub(super) fn use_blob_address(picture: Option<Picture>) -> Option<AttrValue> {
    let address = use_state_eq(|| None::<AttrValue>);
    let set = address.setter();
    use_effect_with(picture, move |picture| {
        let made = picture.as_ref().and_then(address_of);
        set.set(made.clone().map(AttrValue::from));
        move || {
            if let Some(made) = made {
                // An address that is gone already needs no removing.
                let _ = Url::revoke_object_url(&made);
            }
        }
    });
    (*address).clone()
}

fn address_of(picture: &Picture) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(&picture.media_type);
    let parts = Array::of1(&Uint8Array::from(&*picture.bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
