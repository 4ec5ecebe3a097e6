//! Patterns against brute force: every short text over a small alphabet.

use arnlint::pattern::{covers, covers_ignore_case, is_pattern, matches, matches_ignore_case, overlaps};
use proptest::prelude::*;

/// All texts over `a`, `b`, `c` of up to this many letters. Two letters stand in the patterns; the
/// third is the one that no pattern names.
fn texts(longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last.iter().flat_map(|text| ["a", "b", "c"].map(|letter| format!("{text}{letter}"))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// The specification of matching: one letter after the other.
fn plainly(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) if plainly(rest, text) => true,
        ([b'*', ..], [_, tail @ ..]) => plainly(pattern, tail),
        ([b'?', rest @ ..], [_, tail @ ..]) => plainly(rest, tail),
        ([letter, rest @ ..], [first, tail @ ..]) => letter == first && plainly(rest, tail),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn matching_is_what_it_says(pattern in "[ab?*]{0,6}", text in "[abc]{0,8}") {
        prop_assert_eq!(matches(&pattern, &text), plainly(pattern.as_bytes(), text.as_bytes()));
    }

    #[test]
    fn covering_is_never_claimed_wrongly(outer in "[ab?*]{0,5}", inner in "[ab?*]{0,5}") {
        if covers(&outer, &inner) {
            for text in texts(6) {
                prop_assert!(!matches(&inner, &text) || matches(&outer, &text), "{} {} {}", outer, inner, text);
            }
        }
    }

    #[test]
    fn patterns_of_stars_are_covered_exactly(outer in "[ab*]{0,5}", inner in "[ab*]{0,5}") {
        let all = texts(6).iter().all(|text| !matches(&inner, text) || matches(&outer, text));
        prop_assert_eq!(covers(&outer, &inner), all, "{} {}", outer, inner);
    }

    #[test]
    fn overlapping_is_exact(a in "[ab?*]{0,4}", b in "[ab?*]{0,4}") {
        // Two patterns of four tokens that overlap do so in a text of seven letters at most.
        let some = texts(7).iter().any(|text| matches(&a, text) && matches(&b, text));
        prop_assert_eq!(overlaps(&a, &b), some, "{} {}", a, b);
    }

    #[test]
    fn characters_of_several_bytes_are_letters_too(outer in "[ab?*]{0,5}", inner in "[ab?*]{0,5}") {
        let wide = |pattern: &str| pattern.replace('a', "é").replace('b', "😀");
        prop_assert_eq!(covers(&wide(&outer), &wide(&inner)), covers(&outer, &inner), "{} {}", outer, inner);
        prop_assert_eq!(overlaps(&wide(&outer), &wide(&inner)), overlaps(&outer, &inner), "{} {}", outer, inner);
    }

    #[test]
    fn covering_without_case_is_that_of_small_letters(outer in "[abAB?*]{0,5}", inner in "[abAB?*]{0,5}") {
        let small = covers(&outer.to_ascii_lowercase(), &inner.to_ascii_lowercase());
        prop_assert_eq!(covers_ignore_case(&outer, &inner), small, "{} {}", outer, inner);
    }

    #[test]
    fn everything_covers_and_overlaps_itself(pattern in "[ab?*é]{0,8}") {
        prop_assert!(covers(&pattern, &pattern) && overlaps(&pattern, &pattern));
    }
}

#[test]
fn a_character_is_one_character() {
    assert!(matches("donn?es", "données") && matches("?", "é") && !matches("??", "é"));
    assert!(overlaps("donn?es", "donn*es") && overlaps("é?", "?é") && !overlaps("é", "??"));
}

#[test]
fn case_counts_only_where_it_should() {
    assert!(matches_ignore_case("get*", "GetObject") && !matches("get*", "GetObject"));
    assert!(covers_ignore_case("s3:GET*", "s3:GetObject") && !covers("s3:GET*", "s3:GetObject"));
    assert!(is_pattern("a?") && is_pattern("*") && !is_pattern("arn:aws:s3:::orders"));
}

#[test]
fn stars_do_not_explode() {
    let pattern = "*a".repeat(2_000);
    let text = "a".repeat(1_999) + "b";
    assert!(!matches(&pattern, &text));
    assert!(!overlaps(&(pattern.clone() + "c"), &text));
    assert!(covers(&pattern, &pattern));
}
