//! The same laws on inputs that are drawn anew in every run: policies of random words, and files
//! with a byte too many, too few or changed.

use std::fs;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::{common, fuzz};

/// What the kept inputs of a target hold.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    common::files(&format!("fuzz/corpus/{target}")).iter().map(|path| fs::read(path).expect("the input")).collect()
}

/// The kept inputs of a target, each with a few bytes changed.
fn wounded(target: &str) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\"'\\{}[]:,<>`-\n #&;$*?".to_vec())];
    let wound = (any::<Index>(), byte, 0..3_u8);
    (prop::sample::select(seeds(target)), prop::collection::vec(wound, 1..4)).prop_map(|(mut bytes, wounds)| {
        for (at, byte, what) in wounds {
            let at = at.index(bytes.len() + 1);
            match what {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                _ if at < bytes.len() => _ = bytes.remove(at),
                _ => {}
            }
        }
        bytes
    })
}

/// The bytes that random words are chosen by.
fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 60..600)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_of_findings_lie_in_the_file(bytes in wounded("host")) {
        fuzz::host::run(&bytes);
    }

    #[test]
    fn findings_keep_their_names(bytes in choices()) {
        fuzz::check::run(&bytes);
    }

    #[test]
    fn repairs_end_and_do_no_harm(bytes in choices()) {
        fuzz::fix::run(&bytes);
    }

    #[test]
    fn configurations_say_what_they_are_read_as(bytes in wounded("config")) {
        fuzz::config::run(&bytes);
    }
}
