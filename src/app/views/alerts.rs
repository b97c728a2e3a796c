//! Problems: who, what it means, the next step, and what can be done about it here.

use std::rc::Rc;

use yew::{Callback, Html, Properties, function_component, html};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{Alert, Config, Msg, OnStorage},
        words::{self, Remedy, Telling},
    },
    engine::api::Pause,
    store::{Account, AccountId},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct AlertsProps {
    /// The problems, oldest first.
    pub(super) alerts: Vec<Alert>,
    /// What collecting waits for.
    #[prop_or_default]
    pub(super) pauses: Vec<PauseAlert>,
    /// The accounts, where each problem should say whose it is.
    pub(super) accounts: Option<Vec<(AccountId, Account)>>,
    /// What the relay says of itself, where a problem can be about an account.
    #[prop_or_default]
    pub(super) config: Option<Rc<Config>>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// A collecting that waits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PauseAlert {
    /// Whose.
    pub(super) account: AccountId,
    /// Its address.
    pub(super) address: String,
    /// Its server.
    pub(super) host: String,
    /// Why.
    pub(super) reason: Pause,
}

/// All problems, each an alert.
#[function_component]
pub(super) fn Alerts(props: &AlertsProps) -> Html {
    let AlertsProps { alerts, pauses, accounts, config, dispatch } = props;
    let listed = config.as_ref().and_then(|config| config.allow.as_deref());
    let drawn = alerts.iter().map(|alert| {
        let accounts = accounts.as_deref().unwrap_or_default();
        let account = accounts.iter().find(|(id, _)| Some(*id) == alert.account);
        draw(alert, account.map(|(_, account)| account.address.as_str()), listed, dispatch)
    });
    let waiting = pauses.iter().map(|pause| draw_pause(pause, accounts.is_some(), dispatch));
    html! { <div class="alerts">{ for waiting }{ for drawn }</div> }
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
            Remedy::FreeSpace => (words::FREE_SPACE, Msg::Storage(OnStorage::Open)),
            Remedy::Check => (words::CHECK, Msg::Storage(OnStorage::Check)),
            Remedy::CollectAgain(id) => (words::WISH_AGAIN, Msg::Storage(OnStorage::CollectAgain(*id))),
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

/// Says once why nothing comes; how long that lasts is counted where collecting is shown.
fn draw_pause(pause: &PauseAlert, named: bool, dispatch: &Callback<Msg>) -> Html {
    let (what, next) = words::pause(pause.reason, &pause.host);
    let id = pause.account;
    html! {
        <div key={format!("pause {}", id.0)} class="alert pause" role="alert">
            { Icon::Info.draw() }
            <div class="alert-body">
                <div class="alert-text">
                    if named {
                        <p class="alert-account">{ &pause.address }</p>
                    }
                    <p class="telling-what">{ what }{ "." }</p>
                    <p class="telling-next">{ next }</p>
                </div>
                if pause.reason != Pause::LoginDelay {
                    <div class="alert-remedies">
                        <button type="button" class="button small" onclick={on(dispatch, Msg::TryNow(id))}>
                            { words::TRY_AGAIN }
                        </button>
                    </div>
                }
            </div>
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
