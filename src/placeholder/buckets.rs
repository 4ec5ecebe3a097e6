//! Tokens in the name of a bucket, where fewer letters are allowed than in other names.

use std::ops::Range;

use super::blank::is_opaque;
use super::vocabulary::{Nouns, is_made_of, mentions};
use super::words::in_capitals;
use super::{Kind, Token, kind_of};

/// What tells one bucket from another in a template, but not in the world.
#[rustfmt::skip]
const OF_BUCKETS: &[&str] = &[
    "a", "another", "b", "dest", "destination", "input", "output", "s3", "some", "source", "specific", "src", "target",
    "the", "this",
];

/// The token in the name of a bucket, which knows neither capitals nor underscores. The names
/// that a pattern matches may be older than that.
pub(super) fn find(name: &str, range: Range<usize>, is_pattern: bool) -> Vec<Token> {
    let capitals = in_capitals(name, range.start, false);
    let is_inside =
        capitals.iter().any(|(part, _)| name[..part.start - range.start].contains(|c: char| c.is_ascii_lowercase()));
    if is_inside || is_opaque(name) {
        return capitals;
    }
    let is_impossible = name.contains(|c: char| c.is_ascii_uppercase() || matches!(c, '_' | ' '));
    let is_blank =
        name == "name" || Nouns::read(name).is_some_and(Nouns::asks) || is_made_of(name, &["bucket"], OF_BUCKETS);
    let shouted = shouted_parts(name, range.start);
    if is_impossible && !is_blank && !shouted.is_empty() {
        return shouted;
    }
    if is_blank || is_impossible && !is_pattern {
        return vec![(range, kind_of(name, Kind::Name))];
    }
    // What a bucket's name is made unique with: `logs-region-account-id`, `code-username`.
    let ending =
        ["-region-account-id", "-account-id-region", "-aws-account-id", "-account-id", "-username", "-user-name"];
    let ending = ending.iter().find(|ending| name.ends_with(**ending));
    ending.map_or_else(Vec::new, |ending| vec![(range.end - ending.len() + 1..range.end, kind_of(ending, Kind::Name))])
}

/// The words in capitals of a bucket's name that is sound but for them: `lake-REGION`, `NAME.acme.net`.
fn shouted_parts(name: &str, start: usize) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = start;
    for part in name.split(['-', '.']) {
        let range = at..at + part.len();
        at = range.end + 1;
        if part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') {
            found.push((range, kind_of(part, Kind::Name)));
        } else if part.contains(|c: char| c.is_ascii_uppercase() || matches!(c, '_' | ' ')) {
            return Vec::new();
        }
    }
    // Shouts next to each other are one, which stands for the whole name or is found as such.
    let is_apart = found.windows(2).all(|pair| pair[0].0.end + 1 < pair[1].0.start);
    if is_apart && name.contains(|c: char| c.is_ascii_lowercase()) { found } else { Vec::new() }
}

/// Whether a name without capitals must be looked at: without any of these signs, a token in it
/// could only end as names do that ask for one.
pub(super) fn is_odd(name: &str) -> bool {
    name.bytes().any(|byte| matches!(byte, b'_' | b' ')) || mentions(name, "bucket") || mentions(name, "region")
}
