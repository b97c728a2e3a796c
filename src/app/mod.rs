//! The page.
//!
//! | module | what it is |
//! | --- | --- |
//! | `state` | what the page knows, and the one function that changes it: a message in, effects out |
//! | `words` | every word the reader sees |
//! | `text` | a plain body, split into what is drawn differently |
//! | `marks` | a text, split into what a search hit and what it did not |
//! | `ink` | what of a text leaves a trace on its paper |
//! | `effects` | what the state asks the browser to do: the worker, focus, files, measures |
//! | `views` | what is drawn, one file a thing |
//!
//! The first five know nothing of a browser and are tested on the host.

pub mod ink;
pub mod marks;
pub mod state;
pub mod text;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod effects;
#[cfg(target_arch = "wasm32")]
mod views;

/// Draws the page into the document's body, in the reader's language; called once, in a window.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        effects::speak().await;
        yew::Renderer::<views::Page>::new().render();
    });
}
