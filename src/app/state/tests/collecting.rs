//! Collecting, and what goes wrong with it.

use super::*;

#[test]
fn a_problem_becomes_an_alert_until_the_account_is_collected_again() {
    let mut state = with_mail();
    assert!(sent(&state.update(Msg::GetMail)).contains(&&Request::Collect(None)));
    assert_eq!(state.update(Msg::GetMail), [], "all accounts are being collected");
    let problem = Some(Problem::RelayLost);
    let ended = Notice::Collected { account: ADA, messages: 120, bytes: 1, milliseconds: 1, problem };
    let effects = state.update(Msg::Notice(ended));
    assert!(
        matches!(&effects[..], [Effect::End(Span::Collect(ADA), figures)] if figures.len() == 3),
        "{effects:?}"
    );
    assert_eq!((state.alerts.len(), state.alerts[0].stored), (1, 120));

    let number = state.alerts[0].number;
    assert!(sent(&state.update(Msg::TryAgain(number))).contains(&&Request::Collect(Some(ADA))));
    assert!(state.alerts.is_empty());
    assert_eq!(state.collecting.get(&ADA), Some(&Progress::Connecting));
}

fn doubtful() -> (State, Pin) {
    let mut state = with_mail();
    let pin = Pin([7; 32]);
    let certificate =
        Certificate { fingerprint: "AB:CD".to_owned(), pin, fault: CertificateFault::UnknownIssuer };
    let peer = Peer { host: "pop.example.org".to_owned(), port: 995 };
    let problem = Some(Problem::UntrustedCertificate(peer, certificate));
    state.update(Msg::EditAccount(ADA));
    let ended = Notice::Collected { account: ADA, messages: 0, bytes: 0, milliseconds: 1, problem };
    state.update(Msg::Notice(ended));
    (state, pin)
}

#[test]
fn an_untrusted_certificate_is_asked_about_once_no_dialog_is_open() {
    let (mut state, pin) = doubtful();
    assert_eq!(state.doubt(), None);
    state.update(Msg::CloseDialog);
    assert_eq!(state.doubt().map(|doubt| doubt.certificate.pin), Some(pin));
    let effects = state.update(Msg::Trust(true));
    assert_eq!(sent(&effects), [&Request::Trust { account: ADA, pin }]);
    assert_eq!(state.doubt(), None);
}

#[test]
fn a_certificate_that_was_not_trusted_leaves_an_alert_and_sends_nothing() {
    let (mut state, _) = doubtful();
    state.update(Msg::CloseDialog);
    assert_eq!(state.update(Msg::Trust(false)), []);
    assert!(matches!(state.alerts[0].problem, Problem::UntrustedCertificate(..)));
}
