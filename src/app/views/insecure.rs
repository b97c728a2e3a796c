//! Instead of the app, where the page was opened without a secure connection.

use yew::{Html, function_component, html};

use super::mark::mark;
use crate::app::words;

/// Says so, and what to do.
#[function_component]
pub(super) fn Insecure() -> Html {
    let location = gloo::utils::window().location();
    let secure = location.host().map(|host| format!("https://{host}/")).ok();
    html! {
        <main class="centred">
            <div class="first-run" role="alert">
                { mark("mark-large") }
                <h1>{ words::INSECURE_TITLE }</h1>
                <p>{ words::INSECURE_TEXT }</p>
                <p>{ words::INSECURE_NEXT }</p>
                if let Some(address) = secure {
                    <p><a class="button primary" href={address}>{ words::INSECURE_LINK }</a></p>
                }
            </div>
        </main>
    }
}
