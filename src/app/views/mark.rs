//! The mark: a round postmark with an R, and two wavy cancel lines.

use yew::{Html, html};

/// Draws it; decoration, with no name of its own.
pub(super) fn mark(class: &'static str) -> Html {
    html! {
        <svg class={class} viewBox="0 0 104 64" fill="none" stroke="currentColor" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false">
            <circle cx="32" cy="32" r="29" stroke-width="3.5" />
            <circle cx="32" cy="32" r="22.5" stroke-width="1.5" />
            <path d="M25.5 43V21.5h8.2a6.4 6.4 0 0 1 0 12.8h-8.2m8.6 0L41 43" stroke-width="4.5" />
            <path d="M67 26.5c4.5-5 8-5 12 0s7.5 5 12 0 6.5-4.5 10-2.5M67 39.5c4.5-5 8-5 12 0s7.5 5 12 0 6.5-4.5 10-2.5" stroke-width="3.5" />
        </svg>
    }
}
