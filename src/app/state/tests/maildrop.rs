//! The screen "Messages on the server".

use super::*;
use crate::{
    engine::api::{Look, Survey, Surveyed},
    store::{Leave, Retention},
};

fn name(number: u32) -> Uidl {
    Uidl(format!("uidl-{number}").into_bytes())
}

fn survey(numbers: &[u32]) -> Survey {
    let message = |number: &u32| Surveyed {
        number: *number,
        name: name(*number),
        octets: 1_000,
        here: None,
        heading: None,
        wish: Wish::Policy,
        goes: *number < 3,
        deletable: *number != 4,
    };
    let messages: Vec<Surveyed> = numbers.iter().map(message).collect();
    Survey { octets: 1_000 * messages.len() as u64, messages, retention: Retention::default() }
}

fn tell(state: &mut State, result: Result<Survey, Problem>) -> Vec<Effect> {
    state.update(Msg::Notice(Notice::Survey { account: ADA, result }))
}

fn act(state: &mut State, act: OnMaildrop) -> Vec<Effect> {
    state.update(Msg::Maildrop(act))
}

fn collected(state: &mut State) -> Vec<Effect> {
    let ended = Notice::Collected { account: ADA, messages: 0, bytes: 0, milliseconds: 1, problem: None };
    state.update(Msg::Notice(ended))
}

fn open() -> State {
    let mut state = with_mail();
    let effects = act(&mut state, OnMaildrop::Open(ADA));
    let [Request::Survey { account: ADA, retention: None, headers: 200 }] = sent(&effects)[..] else {
        panic!("{effects:?}")
    };
    tell(&mut state, Ok(survey(&[5, 4, 3, 2, 1])));
    state
}

#[test]
fn what_waits_there_is_asked_for_and_shown() {
    let state = open();
    let maildrop = state.maildrop.unwrap();
    assert_eq!((maildrop.total(), maildrop.asking, maildrop.going()), (5, false, (2, 2_000)));
    assert!(maildrop.lacks_headers());
    assert_eq!(maildrop.message(0).unwrap().number, 5);
}

#[test]
fn what_is_chosen_is_collected_or_kept_at_once() {
    let mut state = open();
    act(&mut state, OnMaildrop::Choose(0, true));
    act(&mut state, OnMaildrop::Choose(2, true));
    act(&mut state, OnMaildrop::Choose(0, false));
    let effects = act(&mut state, OnMaildrop::Do(Wish::Keep));
    let request = Request::OnServer { account: ADA, names: vec![name(3)], wish: Wish::Keep, look: None };
    assert_eq!(sent(&effects), [&request]);
    let maildrop = state.maildrop.as_ref().unwrap();
    assert_eq!((maildrop.chosen(), maildrop.message(2).unwrap().wish), (0, Wish::Keep));
    assert_eq!(sent(&collected(&mut state)).len(), 0, "nothing that is shown has become old");

    act(&mut state, OnMaildrop::ChooseAll(true));
    let effects = act(&mut state, OnMaildrop::Do(Wish::CollectAgain));
    assert!(
        matches!(sent(&effects)[..], [Request::OnServer { names, .. }] if names.len() == 5),
        "{effects:?}"
    );
    assert!(matches!(sent(&collected(&mut state))[..], [Request::Survey { .. }]), "it looks again");
}

#[test]
fn a_deletion_waits_until_undo_has_passed_wherever_the_reader_is_by_then() {
    let mut state = open();
    act(&mut state, OnMaildrop::ChooseAll(true));
    let effects = act(&mut state, OnMaildrop::Do(Wish::Delete));
    let [Effect::Later(10_000, number)] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(state.going_from(ADA).len(), 4, "one cannot be told from others, and stays");
    act(&mut state, OnMaildrop::Close);
    assert_eq!(state.maildrop, None);
    let effects = state.update(Msg::CarryOut(number));
    let names = [5, 3, 2, 1].map(name).to_vec();
    assert_eq!(sent(&effects), [&Request::OnServer { account: ADA, names, wish: Wish::Delete, look: None }]);
}

#[test]
fn a_deletion_on_the_screen_is_followed_by_what_is_left() {
    let mut state = open();
    act(&mut state, OnMaildrop::Choose(0, true));
    let effects = act(&mut state, OnMaildrop::Do(Wish::Delete));
    let [Effect::Later(_, number)] = effects[..] else { panic!("{effects:?}") };
    let effects = state.update(Msg::CarryOut(number));
    let look = Some(Look { retention: None, headers: 200 });
    let request = Request::OnServer { account: ADA, names: vec![name(5)], wish: Wish::Delete, look };
    assert_eq!(effects, [Effect::Send(request)]);
    assert_eq!(act(&mut state, OnMaildrop::Again), [], "it is being asked");
    tell(&mut state, Ok(survey(&[3, 2, 1])));
    assert_eq!(state.maildrop.as_ref().unwrap().total(), 3);
    assert_eq!(sent(&collected(&mut state)).len(), 0, "nothing that is shown has become old");
}

#[test]
fn a_deletion_that_was_undone_is_never_sent() {
    let mut state = open();
    act(&mut state, OnMaildrop::Choose(4, true));
    let effects = act(&mut state, OnMaildrop::Do(Wish::Delete));
    let [Effect::Later(10_000, number)] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(state.update(Msg::Undo(number)), []);
    assert!(state.going_from(ADA).is_empty());
    assert_eq!(state.update(Msg::CarryOut(number)), []);
}

#[test]
fn a_new_survey_keeps_what_was_chosen_by_name() {
    let mut state = open();
    act(&mut state, OnMaildrop::Choose(1, true));
    let effects = act(&mut state, OnMaildrop::MoreHeaders);
    assert!(matches!(sent(&effects)[..], [Request::Survey { headers: 1_000, .. }]), "{effects:?}");
    assert_eq!(act(&mut state, OnMaildrop::Again), [], "it is being asked");
    tell(&mut state, Ok(survey(&[6, 5, 4])));
    let maildrop = state.maildrop.unwrap();
    assert!(maildrop.is_chosen(2) && maildrop.chosen() == 1);
}

#[test]
fn a_survey_that_failed_says_why_and_keeps_what_was_shown() {
    let mut state = open();
    act(&mut state, OnMaildrop::Again);
    tell(&mut state, Err(Problem::RelayLost));
    let maildrop = state.maildrop.as_ref().unwrap();
    assert_eq!((maildrop.problem.as_ref(), maildrop.total()), (Some(&Problem::RelayLost), 5));
    assert_eq!(sent(&act(&mut state, OnMaildrop::Again)).len(), 1);
}

#[test]
fn an_untrusted_certificate_is_asked_about_and_then_it_looks_again() {
    let mut state = with_mail();
    act(&mut state, OnMaildrop::Open(ADA));
    let certificate =
        Certificate { fingerprint: "AB".to_owned(), pin: Pin([7; 32]), fault: CertificateFault::Expired };
    let peer = Peer { host: "pop.example.org".to_owned(), port: 995 };
    tell(&mut state, Err(Problem::UntrustedCertificate(peer, certificate)));
    assert!(state.doubt().is_some());
    state.update(Msg::Trust(true));
    assert!(matches!(sent(&collected(&mut state))[..], [Request::Survey { .. }]));
}

#[test]
fn settings_are_tried_out_and_the_form_is_as_it_was_afterwards() {
    let mut state = with_mail();
    state.update(Msg::StorageKept(true));
    state.update(Msg::EditAccount(ADA));
    state.update(Msg::Form(Change::Limit(Limit::Newest)));
    typed(&mut state, Field::Newest, "none");
    assert_eq!(act(&mut state, OnMaildrop::Try), [Effect::Focus(Focus::Field(Field::Newest))]);
    typed(&mut state, Field::Newest, "2");
    let before = form(&state).clone();
    let effects = act(&mut state, OnMaildrop::Try);
    let trial = Some(Retention { leave: Leave::Newest(2), follow: false });
    assert!(matches!(sent(&effects)[..], [Request::Survey { retention, .. }] if *retention == trial));
    assert_eq!(state.dialog, None);
    state.update(Msg::GoBack);
    assert_eq!(form(&state), &before);
}

#[test]
fn few_rows_are_drawn_however_many_there_are() {
    let mut state = open();
    let numbers: Vec<u32> = (1..=50_000).rev().collect();
    tell(&mut state, Ok(survey(&numbers)));
    act(&mut state, OnMaildrop::Look(Visible { first: 20_000, count: 25 }));
    assert_eq!(act(&mut state, OnMaildrop::Step(u32::MAX)), [Effect::RevealOnServer(49_999)]);
    assert_eq!(state.maildrop.unwrap().drawn(), 19_992..20_033);
}

#[test]
fn another_folder_or_a_removed_account_leaves_the_screen() {
    let mut state = open();
    state.update(Msg::OpenFolder(Folder::Inbox(ADA)));
    assert_eq!(state.maildrop, None);
    act(&mut state, OnMaildrop::Open(ADA));
    state.update(Msg::Notice(overview(&[(BO, "bo@example.org")], 0)));
    assert_eq!(state.maildrop, None);
}
