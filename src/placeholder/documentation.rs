//! Values that AWS and others use in documentation: account ids, ids with `EXAMPLE` in them, names
//! that begin with `my`, hosts and addresses that are set aside. They are valid, and may be real.

use std::sync::LazyLock;

use regex::Regex;

use super::blank::{Shown, is_opaque};
use super::signs::Search;
use super::vocabulary::{Nouns, begins_with_noun, mentions};
use super::{Facts, Kind, Token};
use crate::arn::Field;

/// Ids, hosts (RFC 2606) and addresses (RFC 5737, RFC 3849) of documentation.
static VALUES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          [A-Za-z0-9_-]* EXAMPLE [A-Za-z0-9_-]*
        | (?: [A-Za-z0-9-]+ \. )* example \. (?: com | org | net | edu )
        | [0-9a-f-]* example [0-9a-f-]* [0-9] (?: [0-9a-f-]* example | [0-9a-f-]* )
        | [0-9a-f-]* [0-9] [0-9a-f-]* example
        | (?: h | o | ou | p | r ) - example [a-z0-9-]*
        | (?: 192\.0\.2 | 198\.51\.100 | 203\.0\.113 ) \. [0-9]{1,3} (?: /[0-9]{1,2} )?
        | 2001:0?db8: [0-9a-fA-F:]* (?: /[0-9]{1,3} )?
        | 1234abcd-12ab-34cd-56ef-1234567890ab
        | [a-z]+-1234567890abcdef0 | [a-z]+-0123456789abcdef0?
        ",
    )
    .expect("a valid pattern")
});

/// What the values are known by.
const KNOWN_BY: &[&str] =
    &["example", "192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "2001:0db8:", "1234abcd-", "456789"];

/// The account ids, ids, hosts and addresses of documentation in `text`.
pub(super) fn find_values(shown: &Shown<'_>) -> Vec<Token> {
    let text = shown.text;
    let mut found = accounts(text);
    if shown.signs.has(Search::Values) && KNOWN_BY.iter().any(|sign| mentions(text, sign)) {
        let ids = VALUES.find_iter(text).filter(|id| {
            let touches = |c: char| c.is_ascii_alphanumeric();
            !text[..id.start()].ends_with(touches) && !text[id.end()..].starts_with(touches)
        });
        found.extend(ids.map(|id| {
            // The labels behind a wildcard say nothing alone: `*-beta.example.com`.
            let start = if text[..id.start()].ends_with('*') && id.as_str().contains(".example.") {
                id.start() + id.as_str().find("example.").unwrap_or_default()
            } else {
                id.start()
            };
            (start..id.end(), Kind::Other)
        }));
    }
    found
}

/// The numbers of 12 digits that nobody would have by chance.
fn accounts(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // Whatever 12 bytes in a row there are, one of them is looked at.
    let mut at = 11;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            let start = bytes[..at].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |before| before + 1);
            let len = bytes[at..].iter().position(|byte| !byte.is_ascii_digit());
            let end = len.map_or(bytes.len(), |len| at + len);
            let touches = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
            let stands_alone = !touches(bytes[..start].last()) && !touches(bytes.get(end));
            if end - start == 12 && stands_alone && is_made_up(&bytes[start..end]) {
                found.push((start..end, Kind::Account));
            }
            at = end;
        }
        at += 12;
    }
    found
}

/// Whether the digits of an account id count up or down, or repeat each other.
fn is_made_up(digits: &[u8]) -> bool {
    let steps = |by: u8| digits.windows(2).take_while(|pair| (pair[0] - b'0' + by) % 10 == pair[1] - b'0').count();
    let runs = |len: usize| digits.chunks(len).all(|run| run.iter().all(|digit| *digit == run[0]));
    let repeats = |len: usize| digits.windows(len + 1).all(|part| part[0] == part[len]);
    // Up, down, or the same digit nearly all the way.
    steps(1) > 7 || steps(9) > 7 || steps(0) > 8 || runs(3) || runs(4) || repeats(4) || repeats(3)
}

/// The names of documentation in `text`: `my-bucket`, `ExampleRole`, `test-topic`.
pub(super) fn find_names(shown: &Shown<'_>, facts: &impl Facts) -> Vec<Token> {
    let (service, resource) = match shown.parts() {
        Some(parts) => (parts.service(), parts.resource()),
        None => ("", Field { text: shown.text, range: 0..shown.text.len() }),
    };
    let mut start = resource.range.start;
    let mut found = Vec::new();
    for segment in resource.text.split(['/', ':', ' ', '@', ',']) {
        let name = segment.trim_end_matches(['*', '?']).trim_end_matches('-');
        let range = start..start + name.len();
        start += segment.len() + 1;
        if is_example(name) && !is_opaque(name) && !facts.is_arn_word(service, name) {
            found.push((range, Kind::Name));
        }
    }
    found
}

/// Whether a name begins as the names of examples do. What follows must begin a word, or be a
/// noun; behind `test` there must be nouns alone, because tests are real as well.
fn is_example(name: &str) -> bool {
    let rest = |word: &str| name.strip_prefix(word).filter(|rest| !rest.is_empty());
    let my = rest("my").or_else(|| rest("My")).filter(|_| !name[2..].starts_with("SQL"));
    let example = || rest("doc-example").or_else(|| rest("example")).or_else(|| rest("Example"));
    let is_word = |rest: &str| {
        rest.starts_with(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit()) || begins_with_noun(rest)
    };
    if let Some(rest) = my.or_else(example) {
        return is_word(rest);
    }
    let test = rest("test").or_else(|| rest("Test")).filter(|rest| is_word(rest));
    test.is_some_and(|rest| Nouns::read(rest).is_some_and(|nouns| nouns.count > 0))
}
