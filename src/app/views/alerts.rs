//! Problems: who, what it means, the next step, and what can be done about it here.

use std::rc::Rc;

use yew::{Callback, Html, Properties, function_component, html};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{Alert, Config, Msg},
        words::{self, Remedy, Telling},
    },
    store::{Account, AccountId},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct AlertsProps {
    /// The problems, oldest first.
    pub(super) alerts: Vec<Alert>,
    /// The accounts, where each problem should say whose it is.
    pub(super) accounts: Option<Vec<(AccountId, Account)>>,
    /// What the relay says of itself, where a problem can be about an account.
    #[prop_or_default]
    pub(super) config: Option<Rc<Config>>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// All problems, each an alert.
#[function_component]
pub(super) fn Alerts(props: &AlertsProps) -> Html {
    let AlertsProps { alerts, accounts, config, dispatch } = props;
    let listed = config.as_ref().and_then(|config| config.allow.as_deref());
    let drawn = alerts.iter().map(|alert| {
        let accounts = accounts.as_deref().unwrap_or_default();
        let account = accounts.iter().find(|(id, _)| Some(*id) == alert.account);
        draw(alert, account.map(|(_, account)| account.address.as_str()), listed, dispatch)
    });
    html! { <div class="alerts">{ for drawn }</div> }
}

fn draw(alert: &Alert, address: Option<&str>, listed: Option<&str>, dispatch: &Callback<Msg>) -> Html {
    let told = words::problem(&alert.problem, alert.stored, listed);
    let remedies = told.remedies.iter().filter_map(|remedy| {
        let (label, msg) = match remedy {
            Remedy::TryAgain => {
                alert.account?;
                (words::TRY_AGAIN, Msg::TryAgain(alert.number))
            }
            Remedy::AccountSettings => (words::ACCOUNT_SETTINGS, Msg::EditAccount(alert.account?)),
            Remedy::Reload => (words::RELOAD, Msg::Reload),
        };
        Some(html! {
            <button type="button" class="button small" onclick={on(dispatch, msg)}>{ label }</button>
        })
    });
    html! {
        <div key={alert.number} class="alert" role="alert">
            { Icon::TriangleAlert.draw() }
            <div class="alert-body">
                <div class="alert-text">
                    if let Some(address) = address {
                        <p class="alert-account">{ address.to_owned() }</p>
                    }
                    { telling(&told) }
                </div>
                <div class="alert-remedies">{ for remedies }</div>
            </div>
            <button
                type="button"
                class="icon-button"
                aria-label={words::DISMISS}
                title={words::DISMISS}
                onclick={on(dispatch, Msg::Dismiss(alert.number))}
            >
                { Icon::X.draw() }
            </button>
        </div>
    }
}

/// The words of a problem.
pub(super) fn telling(told: &Telling) -> Html {
    html! {
        <>
            <p class="telling-what">{ &told.what }{ "." }</p>
            <p class="telling-next">{ &told.next }</p>
            if let Some(setting) = &told.setting {
                { relay_setting(setting) }
            }
            if let Some(details) = &told.details {
                <details>
                    <summary>{ words::DETAILS }</summary>
                    <p class="telling-details">{ details }</p>
                </details>
            }
        </>
    }
}

/// A setting of the relay, which may break only between names, addresses and ports; copied, it is one
/// piece.
pub(super) fn relay_setting(setting: &str) -> Html {
    let pieces =
        setting.split_inclusive(['=', ':', ',']).map(|piece| html! { <>{ piece.to_owned() }<wbr /></> });
    html! { <p><code class="setting">{ for pieces }</code></p> }
}
