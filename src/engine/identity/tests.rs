//! What a server lists against what is known, case by case.

mod at_random;

use super::*;
use crate::{
    engine::session::Listing,
    mail::Summary,
    protocol::pop3::Totals,
    store::{AccountId, Change, Envelope, Filed, Held, MessageId},
};

const DROP: MaildropId = MaildropId(1);

fn uidl(name: &str) -> Uidl {
    Uidl(name.as_bytes().to_vec())
}

fn digest(letter: u8) -> HeaderDigest {
    HeaderDigest([letter; 16])
}

fn listed(number: MessageNumber, octets: u64, name: Option<&str>) -> Listed {
    Listed { number, octets, uidl: name.map(uidl) }
}

fn collected(contents: &mut Contents, name: Uidl, header: HeaderDigest, octets: u64) {
    let id = contents.next_message();
    contents.apply(Change::Added(Box::new(Envelope {
        id,
        account: AccountId(1),
        maildrop: DROP,
        uidl: name,
        size: octets,
        held: Held::Whole,
        header: Some(header),
        listed: octets,
        collected_at: 1_800_000_000,
        read: false,
        starred: false,
        filed: Filed::default(),
        summary: Summary::default(),
    })));
}

/// Messages that were collected: name, the letter that stands for the header, octets.
fn known(names: &[(&str, u8, u64)]) -> Contents {
    let mut contents = Contents::default();
    for &(name, letter, octets) in names {
        collected(&mut contents, uidl(name), digest(letter), octets);
    }
    contents
}

fn looked_at(contents: &Contents, listed: &[Listed]) -> Vec<MessageNumber> {
    Maildrop::new(listed, Known::new(contents, DROP), &Headers::new()).to_look_at()
}

/// Settles with the headers that are asked for, which `letters` has by number.
fn settle(contents: &Contents, listed: &[Listed], letters: &[u8]) -> Settled {
    let known = Known::new(contents, DROP);
    let header = |number: MessageNumber| letters.get(number as usize - 1).map(|&letter| digest(letter));
    let mut seen = Headers::new();
    loop {
        let maildrop = Maildrop::new(listed, known, &seen);
        let to_look_at = maildrop.to_look_at();
        if to_look_at.is_empty() {
            return maildrop.settle();
        }
        seen.extend(to_look_at.into_iter().map(|number| (number, header(number))));
    }
}

/// What was found out is written.
fn write(contents: &mut Contents, found_out: Vec<Finding>) {
    let changes: Vec<Change> =
        found_out.into_iter().filter_map(|finding| finding.change(Known::new(contents, DROP))).collect();
    changes.into_iter().for_each(|change| contents.apply(change));
}

fn is(settled: &Settled) -> Vec<Is> {
    settled.told.iter().map(|told| told.is).collect()
}

#[test]
fn a_name_that_fits_is_enough() {
    let contents = known(&[("a", b'A', 100), ("b", b'B', 200)]);
    let listing = [listed(1, 100, Some("a")), listed(2, 200, Some("b")), listed(3, 300, Some("c"))];
    assert_eq!(looked_at(&contents, &listing), Vec::<MessageNumber>::new());
    let settled = settle(&contents, &listing, &[]);
    assert_eq!(is(&settled), [Is::Known, Is::Known, Is::New]);
    assert!(settled.told.iter().all(|told| told.deletable && !told.seen));
    assert_eq!((settled.found_out, settled.quirks), (vec![], BTreeSet::new()));
}

#[test]
fn a_name_with_other_octets_is_looked_at() {
    let contents = known(&[("a", b'A', 100), ("b", b'B', 200)]);
    let listing = [listed(1, 101, Some("a")), listed(2, 201, Some("b"))];
    assert_eq!(looked_at(&contents, &listing), [2, 1]);
    let settled = settle(&contents, &listing, b"AX");
    assert_eq!(is(&settled), [Is::Known, Is::New]);
    assert_eq!(settled.quirks, BTreeSet::from([Quirk::UidlReused]));
    match &settled.found_out[..] {
        [Finding::Renamed { from, .. }, Finding::Resized { uidl: named, listed }] => {
            assert_eq!((named, *listed), (&uidl("a"), 101));
            assert_eq!(*from, uidl("b"), "what had the name stays known");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_gone_and_is_listed_is_looked_at() {
    let mut contents = known(&[("a", b'A', 100), ("b", b'B', 100)]);
    let uidls = vec![uidl("a"), uidl("b")];
    contents.apply(Change::Wished { maildrop: DROP, uidls, wish: Wish::Gone });
    let listing = [listed(1, 100, Some("a")), listed(2, 100, Some("b"))];
    assert_eq!(looked_at(&contents, &listing), [2, 1]);
    assert_eq!(is(&settle(&contents, &listing, b"AX")), [Is::Known, Is::New]);
}

#[test]
fn numbers_are_no_names() {
    let contents = known(&[("1", b'A', 100), ("2", b'B', 100), ("3", b'C', 100)]);
    // The first was deleted by somebody else, and one came.
    let listing = [listed(1, 100, Some("1")), listed(2, 100, Some("2")), listed(3, 100, Some("3"))];
    assert_eq!(looked_at(&contents, &listing), [3, 2, 1]);
    let settled = settle(&contents, &listing, b"BCD");
    assert_eq!(is(&settled), [Is::Known, Is::Known, Is::New]);
    assert_eq!(settled.quirks, BTreeSet::from([Quirk::UidlReused]));
    let mut contents = contents;
    write(&mut contents, settled.found_out);
    let header = |name| contents.name(DROP, &uidl(name)).and_then(|name| name.header);
    assert_eq!([header("1"), header("2")], [Some(digest(b'B')), Some(digest(b'C'))]);
    assert_eq!(contents.message(MessageId(2)).map(|message| message.uidl), Some(uidl("1")));
}

/// Names that count are believed while the last of them holds.
#[test]
fn names_that_count_are_put_to_the_test() {
    let contents = known(&[("m1", b'A', 100), ("m2", b'B', 100), ("m3", b'C', 100)]);
    let listing = [
        listed(1, 100, Some("m1")),
        listed(2, 100, Some("m2")),
        listed(3, 100, Some("m3")),
        listed(4, 9, Some("m4")),
    ];
    assert_eq!(looked_at(&contents, &listing), [3]);
    let settled = settle(&contents, &listing, b"ABCD");
    assert_eq!(is(&settled), [Is::Known, Is::Known, Is::Known, Is::New]);
    assert_eq!((settled.found_out, settled.quirks), (vec![], BTreeSet::new()));
    let settled = settle(&contents, &listing, b"ACDE");
    assert_eq!(is(&settled), [Is::Known, Is::Known, Is::New, Is::New]);
    assert_eq!(settled.quirks, BTreeSet::from([Quirk::UidlReused]));
    // Without headers names are all there is.
    assert_eq!(is(&settle(&contents, &listing, &[])), [Is::Known, Is::Known, Is::Known, Is::New]);
}

/// What is found out of a name is written to it as it is by then.
#[test]
fn what_was_wished_since_is_not_overwritten() {
    let mut contents = known(&[("a", b'A', 100)]);
    let wished = |contents: &Contents, name| contents.name(DROP, &uidl(name)).map(|name| name.wish);
    contents.apply(Change::Wished { maildrop: DROP, uidls: vec![uidl("a")], wish: Wish::Delete });
    write(&mut contents, vec![Finding::CameInVain { uidl: uidl("a") }]);
    write(&mut contents, vec![Finding::Resized { uidl: uidl("a"), listed: 101 }]);
    assert_eq!(wished(&contents, "a"), Some(Wish::Delete));

    let name = Name { message: None, listed: 100, header: Some(digest(b'C')), since: 0, wish: Wish::Keep };
    contents.apply(Change::Named { maildrop: DROP, uidl: uidl("c"), name });
    let of = |letter| Finding::Unwished { uidl: uidl("c"), listed: 100, header: Some(digest(letter)) };
    write(&mut contents, vec![of(b'B')]);
    assert_eq!(wished(&contents, "c"), Some(Wish::Keep), "it is for another message than the one before");
    write(&mut contents, vec![of(b'C')]);
    assert_eq!(wished(&contents, "c"), Some(Wish::Policy));
}

#[test]
fn names_that_change_places_are_not_lost() {
    let mut contents = known(&[("1", b'A', 100), ("2", b'B', 100), ("3", b'C', 100)]);
    let listing = [listed(1, 100, Some("1")), listed(2, 100, Some("2")), listed(3, 100, Some("3"))];
    let settled = settle(&contents, &listing, b"CAB");
    assert_eq!(is(&settled), [Is::Known; 3]);
    write(&mut contents, settled.found_out);
    for (name, letter) in [("1", b'C'), ("2", b'A'), ("3", b'B')] {
        let name = contents.name(DROP, &uidl(name)).unwrap();
        assert_eq!(name.header, Some(digest(letter)));
        let message = contents.message(name.message.unwrap()).unwrap();
        assert_eq!(message.header, Some(digest(letter)));
    }
    assert_eq!(contents.names_of(DROP).count(), 3);
}

#[test]
fn when_all_names_are_new_all_are_looked_at_the_newest_first() {
    let contents = known(&[("a", b'A', 100), ("b", b'B', 200)]);
    let listing = [listed(1, 110, Some("x")), listed(2, 220, Some("y")), listed(3, 300, Some("z"))];
    assert_eq!(looked_at(&contents, &listing), [3, 2, 1]);
    let settled = settle(&contents, &listing, b"ABC");
    assert_eq!(is(&settled), [Is::Known, Is::Known, Is::New]);
    assert_eq!(settled.quirks, BTreeSet::from([Quirk::UidlChanged]));
    let renamed = |from: &str, to: &str| Finding::Renamed { from: uidl(from), to: uidl(to) };
    assert_eq!(settled.found_out, [renamed("a", "x"), renamed("b", "y")]);
}

#[test]
fn when_some_are_lost_only_what_has_their_octets_is_looked_at() {
    let contents = known(&[("a", b'A', 100), ("b", b'B', 200)]);
    let listing = [listed(1, 200, Some("b")), listed(2, 100, Some("x")), listed(3, 300, Some("z"))];
    assert_eq!(looked_at(&contents, &listing), [2]);
    assert_eq!(is(&settle(&contents, &listing, b"BAC")), [Is::Known, Is::Known, Is::New]);
}

/// What was deleted is not waited for: where nothing stays on the server no header is asked for.
#[test]
fn what_is_gone_is_not_lost() {
    let mut contents = known(&[("a", b'A', 100)]);
    contents.apply(Change::Wished { maildrop: DROP, uidls: vec![uidl("a")], wish: Wish::Gone });
    assert_eq!(looked_at(&contents, &[listed(1, 100, Some("x"))]), Vec::<MessageNumber>::new());
}

/// Two messages of one header: to take one for the other would lose it.
#[test]
fn one_header_and_another_size_is_another_message() {
    let contents = known(&[("a", b'A', 10_000)]);
    assert_eq!(is(&settle(&contents, &[listed(1, 90_000, Some("x"))], b"A")), [Is::New]);
    assert_eq!(is(&settle(&contents, &[listed(1, 10_300, Some("x"))], b"A")), [Is::Known]);
    let twice = [listed(1, 10_000, Some("x")), listed(2, 10_000, Some("y"))];
    assert_eq!(is(&settle(&contents, &twice, b"AA")), [Is::Known, Is::New]);
}

#[test]
fn a_name_of_several_is_kept_with_the_header() {
    let contents = known(&[("u", b'A', 100)]);
    let listing = [listed(1, 100, Some("u")), listed(2, 100, Some("u")), listed(3, 100, Some("u"))];
    assert_eq!(looked_at(&contents, &listing), [3, 2, 1]);
    let mut settled = settle(&contents, &listing, b"BAB");
    assert_eq!(is(&settled), [Is::New, Is::Known, Is::New]);
    assert_eq!(settled.quirks, BTreeSet::from([Quirk::UidlDuplicate]));
    assert!(settled.told.iter().all(|told| !told.deletable));
    let names: Vec<Uidl> = settled.told.iter().filter_map(|told| told.name.clone()).collect();
    let hex = "42".repeat(16);
    assert_eq!(names, [uidl(&format!("u\0{hex}")), uidl("u"), uidl(&format!("u\0{hex}\x002"))]);
    let another = settled.matcher.name(Known::new(&contents, DROP), &settled.bearings[0], digest(b'B'));
    assert_eq!(another, uidl(&format!("u\0{hex}\x003")));
}

/// Names that were given before headers were looked at.
#[test]
fn a_name_of_several_with_a_count_is_known_again() {
    let contents = known(&[("u", b'A', 100), ("u\x002", b'B', 100)]);
    let both = [listed(1, 100, Some("u")), listed(2, 100, Some("u"))];
    assert_eq!(is(&settle(&contents, &both, b"BA")), [Is::Known; 2]);
    let left = [listed(1, 100, Some("u"))];
    let settled = settle(&contents, &left, b"B");
    assert_eq!((is(&settled), settled.told[0].deletable), (vec![Is::Known], false));
    assert_eq!(settled.found_out, []);
}

#[test]
fn what_has_no_name_is_kept_by_its_header_and_stays() {
    let nobody = Contents::default();
    let listing = [listed(1, 100, None), listed(2, 100, None)];
    assert_eq!(looked_at(&nobody, &listing), Vec::<MessageNumber>::new(), "there is nothing it could be");
    let hex = "41".repeat(16);
    let contents = known(&[(&format!("\0{hex}"), b'A', 100)]);
    assert_eq!(looked_at(&contents, &listing), [2, 1]);
    let settled = settle(&contents, &listing, b"BA");
    assert_eq!(is(&settled), [Is::New, Is::Known]);
    assert!(settled.told.iter().all(|told| !told.deletable));
    // It gets a name after all.
    let settled = settle(&contents, &[listed(1, 100, Some("a"))], b"A");
    assert_eq!((is(&settled), settled.told[0].name.clone()), (vec![Is::Known], Some(uidl("a"))));
}

/// A server that shows no headers: what is in doubt has to be fetched, and is known then.
#[test]
fn without_headers_what_is_in_doubt_is_found_out_by_fetching() {
    let mut contents = known(&[("a", b'A', 100), ("b", b'B', 200)]);
    let listing = [listed(1, 101, Some("a")), listed(2, 200, Some("x"))];
    let mut settled = settle(&contents, &listing, &[]);
    assert_eq!(is(&settled), [Is::Unsure; 2]);
    let found =
        settled.matcher.recognise(Known::new(&contents, DROP), &settled.bearings[0], digest(b'A'), true);
    assert_eq!((found.is, found.name), (Is::Known, Some(uidl("a"))));
    let found =
        settled.matcher.recognise(Known::new(&contents, DROP), &settled.bearings[1], digest(b'B'), true);
    assert_eq!((found.is, found.name), (Is::Known, Some(uidl("x"))));
    let (renamed, _) = settled.matcher.renamed(Known::new(&contents, DROP));
    write(&mut contents, renamed);
    assert!(contents.name(DROP, &uidl("x")).is_some() && contents.name(DROP, &uidl("b")).is_none());
}

#[test]
fn a_name_that_was_only_wished_for_is_new() {
    let mut contents = Contents::default();
    let name = Name { message: None, listed: 100, header: None, since: 0, wish: Wish::Keep };
    contents.apply(Change::Named { maildrop: DROP, uidl: uidl("a"), name });
    assert_eq!(is(&settle(&contents, &[listed(1, 100, Some("a"))], b"A")), [Is::New]);
    assert_eq!(is(&settle(&contents, &[listed(1, 100, Some("b"))], b"A")), [Is::New]);
}

/// An order holds for the message that was chosen; another that comes to have its name is just new.
#[test]
fn what_has_the_name_of_what_was_chosen_is_not_ordered_away() {
    for (named, chosen, header, octets) in
        [("a", 100, Some(digest(b'A')), 101), ("a", 100, None, 101), ("1", 100, None, 100)]
    {
        let mut contents = Contents::default();
        let name = Name { message: None, listed: chosen, header, since: 0, wish: Wish::Delete };
        contents.apply(Change::Named { maildrop: DROP, uidl: uidl(named), name });
        let settled = settle(&contents, &[listed(1, octets, Some(named))], b"B");
        assert_eq!(is(&settled), [Is::New]);
        write(&mut contents, settled.found_out);
        assert_eq!(contents.name(DROP, &uidl(named)).unwrap().wish, Wish::Policy, "{named} {header:?}");
    }
}

#[test]
fn listings_are_put_together() {
    let listing = Listing {
        uidls: Some(vec![(1, Some(uidl("a"))), (3, None), (3, Some(uidl("again")))]),
        sizes: Some(vec![(1, 10), (2, 20)]),
        totals: Some(Totals { messages: 9, octets: 30 }),
    };
    let maildrop = super::listed(listing);
    assert_eq!(maildrop, [listed(1, 10, Some("a")), listed(2, 20, None), listed(3, 0, None)]);
}
