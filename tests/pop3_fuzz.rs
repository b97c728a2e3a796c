//! The fuzz target for POP3 responses, on a stable compiler: its seeds, and what proptest thinks of.

#[path = "fuzz/pop3_responses.rs"]
mod pop3_responses;

use std::{fs, path::Path};

use proptest::prelude::*;

#[test]
fn seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds/pop3_responses");
    let seeds: Vec<_> = fs::read_dir(folder).unwrap().map(|seed| seed.unwrap().path()).collect();
    assert!(seeds.len() >= 5, "{seeds:?}");
    for seed in seeds {
        pop3_responses::check(&fs::read(seed).unwrap());
    }
}

/// The words that libFuzzer is given too.
fn words() -> Vec<Vec<u8>> {
    let dictionary = include_str!("fuzz/pop3.dict");
    let word = |line: &str| {
        let text = line.trim_matches('"').replace("\\x0d", "\r").replace("\\x0a", "\n");
        text.into_bytes()
    };
    dictionary.lines().map(word).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn inputs(
        commands in proptest::collection::vec(any::<u8>(), 0..16),
        lengths in proptest::collection::vec(any::<u8>(), 0..16),
        talk in proptest::collection::vec(
            prop_oneof![
                3 => prop::sample::select(words()),
                2 => Just(b"\r\n".to_vec()),
                1 => proptest::collection::vec(any::<u8>(), 0..20),
            ],
            0..60,
        ),
    ) {
        let count = |bytes: &[u8]| vec![u8::try_from(bytes.len()).unwrap()];
        pop3_responses::check(
            &[count(&commands), commands, count(&lengths), lengths, talk.concat()].concat(),
        );
    }
}
