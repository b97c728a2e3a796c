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

fn waiting() -> State {
    let mut state = with_mail();
    state.update(Msg::GetMail);
    for progress in
        [Progress::Waiting { reason: Pause::InUse, until: 100 }, Progress::Connecting, Progress::Listing]
    {
        state.update(Msg::Notice(Notice::Progress { account: ADA, progress }));
    }
    state
}

#[test]
fn a_pause_is_shown_until_the_collecting_goes_on() {
    let mut state = waiting();
    assert_eq!(state.pauses.get(&ADA), Some(&Pause::InUse), "the next try may end as the last one did");
    let fetching = Progress::Fetching { done: 0, total: 1, bytes: 0, total_bytes: 1 };
    state.update(Msg::Notice(Notice::Progress { account: ADA, progress: fetching }));
    assert!(state.pauses.is_empty());
}

#[test]
fn whoever_does_not_want_to_wait_tries_again_at_once() {
    for msg in [Msg::TryNow(ADA), Msg::GetMail] {
        let mut state = waiting();
        assert_eq!(sent(&state.update(msg.clone())), [&Request::Stop(ADA)]);
        assert_eq!(state.update(msg), [], "once is enough");
        let problem = Some(Problem::MailboxInUse(
            Peer { host: "pop.example.org".to_owned(), port: 995 },
            String::new(),
        ));
        let ended = Notice::Collected { account: ADA, messages: 0, bytes: 0, milliseconds: 1, problem };
        assert_eq!(sent(&state.update(Msg::Notice(ended))), [&Request::Collect(Some(ADA))]);
        assert!(state.alerts.is_empty() && state.pauses.is_empty());
        assert_eq!(state.collecting.get(&ADA), Some(&Progress::Connecting));
    }
}

/// Looking into a maildrop, say, ends without a word of its own.
#[test]
fn a_pause_ends_with_what_had_to_wait() {
    let mut state = waiting();
    state.update(Msg::Notice(going_on(&[ADA])));
    assert_eq!(state.pauses.get(&ADA), Some(&Pause::InUse));
    assert_eq!(state.update(Msg::Notice(going_on(&[]))), [Effect::Drop(Span::Collect(ADA))]);
    assert!(state.pauses.is_empty() && state.collecting.is_empty());

    let mut state = waiting();
    assert_eq!(sent(&state.update(Msg::TryNow(ADA))), [&Request::Stop(ADA)]);
    assert_eq!(sent(&state.update(Msg::Notice(going_on(&[])))), [&Request::Collect(Some(ADA))]);
    assert!(state.pauses.is_empty());
    assert_eq!(state.collecting.get(&ADA), Some(&Progress::Connecting));
}

/// One account, and whose mail is being collected.
fn going_on(collecting: &[AccountId]) -> Notice {
    match overview(&[(ADA, "ada@example.org")], 0) {
        Notice::Overview(overview) => {
            Notice::Overview(Overview { collecting: collecting.to_vec(), ..overview })
        }
        other => other,
    }
}
