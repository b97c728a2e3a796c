//! Asks whether a certificate that nobody vouches for shall be trusted.

use yew::{Callback, Html, Properties, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::app::{
    state::{Doubt, Msg},
    words,
};

/// What it asks about.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct CertificateDialogProps {
    /// The certificate, and who showed it.
    pub(super) doubt: Doubt,
    /// Hears the answer.
    pub(super) dispatch: Callback<Msg>,
}

/// The question. The keyboard begins at "Cancel": trust is never given by a key too many.
#[function_component]
pub(super) fn CertificateDialog(props: &CertificateDialogProps) -> Html {
    let CertificateDialogProps { doubt, dispatch } = props;
    html! {
        <Dialog
            label={words::UNTRUSTED}
            role="alertdialog"
            described_by="certificate-why"
            class="dialog certificate"
            on_cancel={on(dispatch, Msg::Trust(false))}
        >
            <div class="dialog-body">
                <h2>{ Icon::ShieldAlert.draw() }{ words::UNTRUSTED }</h2>
                <p class="peer">{ doubt.peer.to_string() }</p>
                <p id="certificate-why">{ words::certificate_fault(&doubt.peer, doubt.certificate.fault) }</p>
                <h3>{ words::FINGERPRINT }</h3>
                <p class="fingerprint">{ pairs(&doubt.certificate.fingerprint) }</p>
                <p class="muted">{ words::TRUST_ADVICE }</p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" onclick={on(dispatch, Msg::Trust(true))}>
                    { words::TRUST }
                </button>
                <button type="button" class="button primary" autofocus=true onclick={on(dispatch, Msg::Trust(false))}>
                    { words::CANCEL }
                </button>
            </div>
        </Dialog>
    }
}

/// The fingerprint, which may break only between its pairs; copied, it is one piece.
fn pairs(fingerprint: &str) -> Html {
    let pieces = fingerprint.split_inclusive(':').map(|pair| html! { <>{ pair.to_owned() }<wbr /></> });
    html! { <>{ for pieces }</> }
}
