//! Accounts.

use super::*;

#[test]
fn the_address_proposes_server_and_user_until_the_reader_knows_better() {
    let mut state = filled();
    assert_eq!(
        (form(&state).host.as_str(), form(&state).user.as_str()),
        ("pop.example.org", "ada@example.org")
    );
    typed(&mut state, Field::Host, "mail.example.net");
    typed(&mut state, Field::Address, "ada@example.com");
    assert_eq!(
        (form(&state).host.as_str(), form(&state).user.as_str()),
        ("mail.example.net", "ada@example.com")
    );
    typed(&mut state, Field::Host, "");
    typed(&mut state, Field::Address, "ada@example.se");
    assert_eq!(form(&state).host, "pop.example.se");
}

#[test]
fn the_port_follows_the_security_until_the_reader_changes_it() {
    let mut state = filled();
    assert_eq!(form(&state).port, "995");
    state.update(Msg::Form(Change::Security(Security::StartTls)));
    assert_eq!(form(&state).port, "110");
    typed(&mut state, Field::Port, "8110");
    state.update(Msg::Form(Change::Security(Security::Tls)));
    assert_eq!(form(&state).port, "8110");
}

#[test]
fn a_field_is_found_wrong_once_it_is_left_and_an_empty_one_once_it_is_saved() {
    let mut state = filled();
    typed(&mut state, Field::Port, "99999");
    typed(&mut state, Field::User, "");
    assert_eq!(form(&state).fault(Field::Port), None);
    state.update(Msg::Form(Change::Left(Field::Port)));
    state.update(Msg::Form(Change::Left(Field::User)));
    assert_eq!(form(&state).fault(Field::Port), Some(Fault::NoPort));
    assert_eq!(form(&state).fault(Field::User), None);
    assert_eq!(state.update(Msg::SaveAccount), [Effect::Focus(Focus::Field(Field::Port))]);
    assert_eq!(form(&state).fault(Field::User), Some(Fault::Empty));
}

#[test]
fn saving_the_first_account_asks_the_browser_to_keep_the_storage() {
    let mut state = filled();
    let effects = state.update(Msg::SaveAccount);
    let [Request::SaveAccount { id: None, account, password: Some(password) }] = sent(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(account.pop3.host, "pop.example.org");
    assert_eq!(account.retention.leave, crate::store::Leave::All);
    assert_eq!(password.0, "secret");
    assert!(effects.contains(&Effect::KeepStorage));

    let effects = state.update(Msg::Notice(Notice::AccountSaved(ADA)));
    assert!(effects.contains(&Effect::Rename(Span::SaveAccount, Span::Collect(ADA))));
    assert_eq!(state.dialog, None);
}

#[test]
fn a_double_click_saves_once() {
    let mut state = filled();
    assert_eq!(sent(&state.update(Msg::SaveAccount)).len(), 1);
    assert_eq!(state.update(Msg::SaveAccount), []);
}

#[test]
fn a_password_left_empty_is_not_sent_when_an_account_is_changed() {
    let mut state = with_mail();
    state.update(Msg::EditAccount(ADA));
    typed(&mut state, Field::Name, "Ada L.");
    let effects = state.update(Msg::SaveAccount);
    let [Request::SaveAccount { id: Some(ADA), account, password: None }] = sent(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(account.name, "Ada L.");
}

#[test]
fn an_account_is_removed_only_when_that_was_confirmed() {
    let mut state = with_mail();
    state.update(Msg::EditAccount(ADA));
    state.update(Msg::AskRemoval);
    assert_eq!(state.update(Msg::Remove(Removal::Cancel)), []);
    assert!(state.dialog.is_some());
    state.update(Msg::AskRemoval);
    assert!(sent(&state.update(Msg::Remove(Removal::WithMail))).contains(&&Request::RemoveAccount(ADA)));
    assert_eq!(state.dialog, None);
    state.update(Msg::Notice(overview(&[], 0)));
    assert_eq!((state.folder(), state.list.total()), (None, 0));
}

#[test]
fn a_form_that_could_not_be_saved_stays_open_and_says_why() {
    let mut state = filled();
    state.update(Msg::SaveAccount);
    state.update(Msg::Notice(Notice::Problem(Problem::StorageFull)));
    assert_eq!(form(&state).problem, Some(Problem::StorageFull));
    assert!(state.alerts.is_empty());
    assert_eq!(sent(&state.update(Msg::SaveAccount)).len(), 1, "it can be tried again");
}

#[test]
fn a_known_provider_brings_its_server_its_user_name_and_what_it_needs() {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::AddAccount);
    state.update(Msg::Form(Change::Security(Security::StartTls)));
    typed(&mut state, Field::Address, "ada@web.de");
    let web = form(&state);
    assert_eq!((web.host.as_str(), web.user.as_str()), ("pop3.web.de", "ada"));
    assert_eq!(web.security, Security::StartTls, "chosen by the reader");
    typed(&mut state, Field::Address, "ada@outlook.com");
    assert_eq!(form(&state).sign_in, SignIn::Token, "it takes nothing else");
    typed(&mut state, Field::Address, "ada@icloud.com");
    assert_eq!((form(&state).host.as_str(), form(&state).sign_in), ("", SignIn::Password));
    state.update(Msg::Form(Change::SignIn(SignIn::Token)));
    typed(&mut state, Field::Address, "ada@gmail.com");
    assert_eq!(form(&state).sign_in, SignIn::Token, "chosen by the reader");
}

#[test]
fn recent_mode_goes_before_the_user_name_once() {
    let mut state = filled();
    typed(&mut state, Field::Address, "ada@gmail.com");
    state.update(Msg::Form(Change::Recent(true)));
    state.update(Msg::Form(Change::Recent(true)));
    assert_eq!(form(&state).user, "recent:ada@gmail.com");
    assert!(form(&state).recent());
    state.update(Msg::Form(Change::Recent(false)));
    assert_eq!(form(&state).user, "ada@gmail.com");
}

/// An account without TLS on another machine, whose server would have to hear the password.
fn unencrypted() -> State {
    let mut state = State::new(Layout::Desk);
    let mut plain = account("ada@example.org");
    plain.pop3.security = Security::None;
    let overview = Overview { accounts: vec![(ADA, plain)], ..Overview::default() };
    state.update(Msg::Notice(Notice::Overview(overview)));
    let peer = Peer { host: "pop.example.org".to_owned(), port: 110 };
    let problem = Some(Problem::TlsRequired(peer, String::new()));
    state.update(Msg::Notice(Notice::Collected {
        account: ADA,
        messages: 0,
        bytes: 0,
        milliseconds: 1,
        problem,
    }));
    state
}

#[test]
fn a_password_goes_unencrypted_to_another_machine_only_when_that_was_confirmed() {
    let mut state = unencrypted();
    assert!(state.unencrypted().is_some() && state.alerts.is_empty());
    let effects = state.update(Msg::SendUnencrypted(true));
    let [Request::SaveAccount { id: Some(ADA), account, password: None }] = sent(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert!(account.consent.plaintext && !account.consent.apop);
    assert_eq!(state.unencrypted(), None);
    assert_eq!(state.update(Msg::SendUnencrypted(true)), [], "nothing was asked");
}

#[test]
fn a_no_leaves_an_alert_and_sends_nothing() {
    let mut state = unencrypted();
    assert_eq!(state.update(Msg::SendUnencrypted(false)), []);
    assert!(matches!(state.alerts[0].problem, Problem::TlsRequired(..)));
}

#[test]
fn saving_asks_nothing_and_consents_to_nothing() {
    let mut state = filled();
    state.update(Msg::Form(Change::Security(Security::None)));
    let effects = state.update(Msg::SaveAccount);
    let [Request::SaveAccount { account, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(account.consent, crate::store::Consent::default());
}

#[test]
fn a_server_on_the_relays_own_machine_needs_no_consent() {
    let mut state = filled();
    typed(&mut state, Field::Host, "localhost");
    state.update(Msg::Form(Change::Security(Security::None)));
    state.update(Msg::Form(Change::Apop(true)));
    let effects = state.update(Msg::SaveAccount);
    let [Request::SaveAccount { account, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert!(account.consent.plaintext && account.consent.apop);
}

#[test]
fn a_consent_holds_for_its_host_and_not_with_tls() {
    let mut plain = account("ada@example.org").in_plaintext();
    plain.pop3.security = Security::None;
    let mut form = AccountForm::of(ADA, &plain);
    assert!(form.account().unwrap().consent.plaintext, "given before");
    form.change(Change::Typed(Field::Host, "pop.example.net".to_owned()));
    assert!(!form.account().unwrap().consent.plaintext, "another host");
    form.change(Change::Typed(Field::Host, "POP.example.org".to_owned()));
    form.change(Change::Security(Security::Tls));
    assert!(!form.account().unwrap().consent.plaintext, "TLS needs none");
}

const CONFIG: &str = r#"{"version":"1","build":"x","reachable":["pop.example.org:995"],"demo":{
    "address":"you@demo.invalid","password":"open","pop3":{"host":"demo.invalid","port":995,"security":"tls"},
    "smtp":{"host":"demo.invalid","port":465,"security":"tls"},
    "spki_sha256":"00ff000000000000000000000000000000000000000000000000000000000001"}}"#;

#[test]
fn the_demo_mailbox_becomes_an_account_with_its_pin() {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[], 0)));
    assert_eq!(state.update(Msg::TryDemo), [], "nothing is known of a demo yet");
    state.update(Msg::Config(serde_json::from_str(CONFIG).unwrap()));
    let effects = state.update(Msg::TryDemo);
    let [Request::SaveAccount { id: None, account, password }] = sent(&effects)[..] else {
        panic!("{effects:?}")
    };
    let mut pin = [0; 32];
    (pin[1], pin[31]) = (0xff, 1);
    assert_eq!(account.pin, Some(Pin(pin)));
    assert_eq!(
        (account.user.as_str(), password.as_ref().map(|password| password.0.as_str())),
        ("you@demo.invalid", Some("open"))
    );
    assert_eq!(state.update(Msg::TryDemo), [], "once is enough");
}

#[test]
fn what_the_relay_reaches_is_compared_as_hosts_are() {
    let config: Config = serde_json::from_str(CONFIG).unwrap();
    assert!(config.reaches("POP.example.org ", 995));
    assert!(config.reaches("demo.invalid", 995));
    assert!(!config.reaches("pop.example.org", 110));
    assert!(Config::default().reaches("pop.example.org", 110), "a relay that does not tell is not doubted");
    assert_eq!(serde_json::from_str::<Config>(r#"{"demo":null}"#).unwrap(), Config::default());
}

#[test]
fn accounts_change_places_and_their_inboxes_with_them() {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.net")], 1)));
    let inboxes = |state: &State| -> Vec<Folder> {
        state.overview.as_ref().unwrap().folders.iter().map(|count| count.folder).collect()
    };
    assert_eq!(state.update(Msg::Account(OnAccount::Move { id: ADA, up: true })), []);
    let effects = state.update(Msg::Account(OnAccount::Move { id: BO, up: true }));
    assert_eq!(
        effects,
        [Effect::Send(Request::OrderAccounts(vec![BO, ADA])), Effect::Focus(Focus::AccountMenu(BO))]
    );
    assert_eq!(state.accounts().iter().map(|(id, _)| *id).collect::<Vec<_>>(), [BO, ADA]);
    assert_eq!(inboxes(&state), [Folder::AllInboxes, Folder::Inbox(BO), Folder::Inbox(ADA)]);
    state.update(Msg::Account(OnAccount::Move { id: BO, up: false }));
    assert_eq!(inboxes(&state), [Folder::AllInboxes, Folder::Inbox(ADA), Folder::Inbox(BO)]);
    // The palette says them in the same order.
    state.update(Msg::Account(OnAccount::Move { id: ADA, up: false }));
    state.update(Msg::Palette(OnPalette::Open(KeyboardAt::Elsewhere)));
    let Some(Dialog::Palette(palette)) = &state.dialog else { panic!("no palette") };
    let accounts: Vec<AccountId> = palette
        .entries
        .iter()
        .filter_map(|entry| match entry.does {
            Does::Account(id) => Some(id),
            _ => None,
        })
        .collect();
    assert_eq!(accounts, [BO, ADA]);
}

#[test]
fn a_colour_is_kept_with_the_account_and_a_new_one_gets_a_free_one() {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.net")], 1)));
    let colours = [ADA, BO].map(|id| state.colour(id));
    state.update(Msg::AddAccount);
    assert!(!colours.contains(&form(&state).colour), "{colours:?}");

    state.update(Msg::EditAccount(BO));
    assert_eq!(form(&state).colour, state.colour(BO));
    state.update(Msg::Form(Change::Colour(4)));
    state.update(Msg::SaveAccount);
    let effects = state.update(Msg::Notice(Notice::AccountSaved(BO)));
    let coloured = Effect::Send(Request::ColourAccount { account: BO, colour: 4 });
    assert!(effects.contains(&coloured), "{effects:?}");

    // Unchanged, nothing is said of it.
    state.update(Msg::EditAccount(ADA));
    state.update(Msg::SaveAccount);
    let effects = state.update(Msg::Notice(Notice::AccountSaved(ADA)));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send(Request::ColourAccount { .. }))));
}

#[test]
fn an_account_is_retired_and_set_up_again_with_a_password() {
    let mut state = with_mail();
    state.update(Msg::Account(OnAccount::AskRemoval(ADA)));
    assert_eq!(state.dialog, Some(Dialog::RemoveAccount(ADA)));
    assert_eq!(state.update(Msg::Remove(Removal::Cancel)), []);
    assert_eq!(state.dialog, None);
    state.update(Msg::Account(OnAccount::AskRemoval(ADA)));
    let effects = state.update(Msg::Remove(Removal::KeepMail));
    assert!(sent(&effects).contains(&&Request::RetireAccount(ADA)), "{effects:?}");

    let Notice::Overview(told) = overview(&[(BO, "bo@example.net"), (ADA, "ada@example.org")], 0) else {
        unreachable!()
    };
    state.update(Msg::Notice(Notice::Overview(Overview { retired: vec![ADA], ..told })));
    // It is not collected from, and stays behind the others.
    let effects = state.update(Msg::GetMail);
    assert!(effects.contains(&Effect::Begin(Span::Collect(BO))));
    assert!(!effects.contains(&Effect::Begin(Span::Collect(ADA))));
    assert_eq!(state.update(Msg::Account(OnAccount::Move { id: ADA, up: true })), []);

    state.update(Msg::EditAccount(ADA));
    assert_eq!(form(&state).address, "ada@example.org");
    assert_eq!(state.update(Msg::SaveAccount), [Effect::Focus(Focus::Field(Field::Password))]);
    typed(&mut state, Field::Password, "secret");
    let effects = state.update(Msg::SaveAccount);
    let saved =
        |request: &&Request| matches!(request, Request::SaveAccount { id: Some(ADA), password: Some(_), .. });
    assert!(sent(&effects).iter().any(saved), "{effects:?}");
}

#[test]
fn a_check_shows_its_steps_and_is_stopped_with_its_dialog() {
    let mut state = filled();
    // What cannot be checked is asked for first.
    typed(&mut state, Field::Host, "not a host");
    assert_eq!(state.update(Msg::Probe(OnProbe::Form)), [Effect::Focus(Focus::Field(Field::Host))]);
    typed(&mut state, Field::Host, "pop.example.org");
    let effects = state.update(Msg::Probe(OnProbe::Form));
    let [Request::Probe { number, id: None, account, password: Some(_) }] = sent(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(account.pop3.host, "pop.example.org");
    let shown = |state: &State| form(state).probe.clone().unwrap();
    assert_eq!(shown(&state).under_way(), Some(ProbeStep::Relay));
    let said = |state: &mut State, number: u32, said: Probing| {
        state.update(Msg::Notice(Notice::Probing(number, said)));
    };
    said(&mut state, *number, Probing::Found(Probed::Relay));
    // Of an earlier one.
    said(&mut state, number.wrapping_sub(1), Probing::Ended);
    assert_eq!(shown(&state).under_way(), Some(ProbeStep::Connection));
    let refused = Problem::Refused(Peer { host: "pop.example.org".to_owned(), port: 995 });
    said(&mut state, *number, Probing::Failed(ProbeStep::Connection, refused));
    said(&mut state, *number, Probing::Ended);
    assert_eq!((shown(&state).under_way(), shown(&state).all_works()), (None, false));

    let again = state.update(Msg::Probe(OnProbe::Again));
    assert!(matches!(sent(&again)[..], [Request::Probe { number: next, .. }] if next != number));
    assert_eq!(state.update(Msg::Probe(OnProbe::Close)), [Effect::Send(Request::StopProbe)]);
    assert_eq!(form(&state).probe, None);

    let mut state = with_mail();
    let effects = state.update(Msg::Probe(OnProbe::Account(ADA)));
    let of_ada = |request: &&Request| matches!(request, Request::Probe { id: Some(ADA), password: None, .. });
    assert!(sent(&effects).iter().all(of_ada), "{effects:?}");
    state.update(Msg::Probe(OnProbe::Close));
    assert_eq!(state.dialog, None);
}
