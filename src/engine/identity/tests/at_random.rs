//! What a server lists against what is known, at random.

use proptest::prelude::*;

use super::*;

/// A maildrop at random: which messages, called what. Each message is a letter; its header and octets
/// are its own.
fn maildrop() -> impl Strategy<Value = Vec<(u8, Option<String>)>> {
    let name = prop::option::weighted(0.9, prop::sample::select(vec!["a", "b", "c", "1", "2", "3", "4"]));
    let letters = prop::sample::subsequence((0..8_u8).collect::<Vec<_>>(), 0..6).prop_shuffle();
    letters.prop_flat_map(move |letters| {
        let count = letters.len();
        (Just(letters), prop::collection::vec(name.clone(), count)).prop_map(|(letters, names)| {
            letters.into_iter().zip(names.into_iter().map(|name| name.map(str::to_owned))).collect()
        })
    })
}

fn octets(letter: u8) -> u64 {
    1_000 + u64::from(letter) * 3_000
}

/// However names come, go and change places: each message is collected once, none is taken for
/// another, and the second look at the same listing finds all of it known.
fn each_is_collected_once(
    drops: &[Vec<(u8, Option<String>)>],
    octets: fn(u8) -> u64,
) -> Result<(), TestCaseError> {
    let mut contents = Contents::default();
    let mut here = BTreeSet::new();
    for drop in drops.iter().flat_map(|drop| [drop, drop]) {
        let listing: Vec<Listed> = drop
            .iter()
            .zip(1..)
            .map(|((letter, name), number)| listed(number, octets(*letter), name.as_deref()))
            .collect();
        let letters: Vec<u8> = drop.iter().map(|(letter, _)| *letter).collect();
        let mut settled = settle(&contents, &listing, &letters);
        write(&mut contents, std::mem::take(&mut settled.found_out));
        let mut names = HashSet::new();
        for (told, &letter) in settled.told.iter().zip(&letters) {
            prop_assert_ne!(told.is, Is::Unsure);
            prop_assert_eq!(told.is == Is::Known, here.contains(&letter), "{}: {:?}", letter, told);
            let known = Known::new(&contents, DROP);
            let bearing = &settled.bearings[told.number as usize - 1];
            let name = told.name.clone();
            let name = name.unwrap_or_else(|| settled.matcher.name(known, bearing, digest(letter)));
            prop_assert!(names.insert(name.clone()), "{:?} is the name of two", name);
            if told.is == Is::New {
                collected(&mut contents, name.clone(), digest(letter), octets(letter));
                here.insert(letter);
            }
            prop_assert_eq!(contents.name(DROP, &name).and_then(|name| name.header), Some(digest(letter)));
        }
    }
    prop_assert_eq!(contents.briefs().count(), here.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn each_message_is_collected_once(drops in prop::collection::vec(maildrop(), 1..5)) {
        each_is_collected_once(&drops, octets)?;
    }

    /// The same where names are message numbers behind something, and all messages have the same octets.
    /// They come in some order, and go when they like; a name that stands alone shows no counting, unless it
    /// counts from one.
    #[test]
    fn each_message_is_collected_once_whose_names_count(
        before in prop::sample::select(vec!["", "msg", "UID5-", "7."]),
        width in prop::sample::select(vec![0_usize, 4]),
        ahead in 0..3_usize,
        steps in prop::collection::vec((prop::collection::vec(any::<bool>(), 40), 0..6_u8), 1..6),
    ) {
        let mut waiting: Vec<u8> = Vec::new();
        let mut next = 0..;
        let drops: Vec<Vec<(u8, Option<String>)>> = steps.into_iter().map(|(stay, come)| {
            let mut stay = stay.into_iter();
            waiting.retain(|_| stay.next() == Some(true));
            let least = if ahead == 0 { 0 } else { 2_usize.saturating_sub(waiting.len()) };
            waiting.extend(next.by_ref().take(usize::from(come).max(least)));
            let name = |at: usize| format!("{before}{:0width$}", at + 1 + ahead);
            waiting.iter().enumerate().map(|(at, letter)| (*letter, Some(name(at)))).collect()
        }).collect();
        each_is_collected_once(&drops, |_| 100)?;
    }
}

#[test]
fn a_name_that_passes_from_one_message_to_another_that_had_none_again() {
    let a = || Some("a".to_owned());
    each_is_collected_once(&[vec![(7, a())], vec![(4, a())], vec![(7, None)]], octets).unwrap();
}
