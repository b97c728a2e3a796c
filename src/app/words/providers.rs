//! What a provider wants before mail can be collected.

use super::catalogue::say;
use crate::app::state::{Need, Preset};

/// Stands above what is to be done.
#[must_use]
pub fn needs_of(preset: &Preset) -> String {
    say!("What {name} wants", name = preset.name)
}

/// One thing that a provider wants.
#[must_use]
pub fn need(preset: &Preset, need: Need) -> String {
    let name = preset.name;
    match need {
        Need::SwitchOn => say!("Switch POP3 on in the settings of {name}, on its own site.", name),
        Need::AppPassword => {
            say!(
                "{name} takes an app password here, not the one you log in with. Make one in its security settings.",
                name
            )
        }
        Need::MailPassword => {
            say!(
                "{name} wants the password for mail programs. Set it in the customer centre; it is not the one you log in with.",
                name
            )
        }
        Need::Code => {
            say!(
                "{name} wants an authorisation code in place of the password. It shows one when you switch POP3 on.",
                name
            )
        }
        Need::Token => {
            say!(
                "{name} takes no password from mail programs, only an OAuth access token. Paste one; it is good for about an hour.",
                name
            )
        }
        Need::PaidPlan => say!("{name} offers POP3 with its paid plans only.", name),
        Need::Batches => {
            say!(
                "{name} hands out mail in batches, the oldest first, and each message to one program only. Restante goes on until nothing is left.",
                name
            )
        }
        Need::NoPop3 => say!(
            "{name} has no POP3, so Restante cannot collect from it. Forwarding to another mailbox can help.",
            name
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::AccountForm;

    #[test]
    fn every_need_names_the_provider_and_ends_as_a_sentence() {
        let needs = [
            Need::SwitchOn,
            Need::AppPassword,
            Need::MailPassword,
            Need::Code,
            Need::Token,
            Need::PaidPlan,
            Need::Batches,
            Need::NoPop3,
        ];
        let mut form = AccountForm::new();
        form.address = "ada@gmail.com".to_owned();
        let preset = form.preset().expect("Gmail is known");
        for kind in needs {
            let said = need(preset, kind);
            assert!(said.contains("Gmail") && said.ends_with('.'), "{said}");
        }
    }
}
