//! What one wrong character does to a text that was JSON.

use crate::corpus::{Dice, texts};
use crate::oracle::{Plain, apply_certain, assert_agrees, mend, mistakes, parse};

/// What a character is replaced by, and what is put before it.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    " ",
    "\n",
    "\r",
    "\t",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "/",
    "//",
    "/*",
    "#",
    "0",
    "1",
    "-",
    "+",
    ".",
    "e",
    "E",
    "t",
    "u",
    "\\u",
    "\\ud800",
    "…",
    "...",
    "{% a %}",
    "{{ a | b }}",
    "’",
    "”",
    "“",
    "é",
    "😀",
    "\u{a0}",
    "\u{feff}",
    "$",
    "<",
    "%",
    "=",
    "*",
    ";",
    "true",
    "null",
    "\"\"",
    "[]",
];

/// Each character of `text` deleted, replaced and with something before it; `dice` chooses by
/// what.
fn mutants(text: &str, dice: &mut Dice, mut each: impl FnMut(String)) {
    for (at, c) in text.char_indices() {
        let (before, behind) = (&text[..at], &text[at + c.len_utf8()..]);
        each(format!("{before}{behind}"));
        each(format!("{before}{}{behind}", PIECES[dice.roll(PIECES.len())]));
        each(format!("{before}{}{c}{behind}", PIECES[dice.roll(PIECES.len())]));
    }
}

#[test]
fn errors_are_empty_exactly_for_json() {
    let mut dice = Dice(1);
    let mut count = 0;
    for text in texts() {
        assert_agrees(&text);
        mutants(&text, &mut dice, |mutant| {
            assert_agrees(&mutant);
            count += 1;
        });
    }
    assert!(count > 10_000, "{count} mutants are too few");
}

/// The brackets, colons, commas and quotes that are not inside of a string.
fn structure(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let (mut inside, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        let is_quote = byte == b'"' && !escaped;
        escaped = byte == b'\\' && inside && !escaped;
        if is_quote || !inside && b"{}[]:,".contains(&byte) {
            places.push(at);
        }
        inside ^= is_quote;
    }
    places
}

#[test]
fn what_is_mended_for_certain_is_what_was_meant() {
    let mut dice = Dice(3);
    let mut restored = 0;
    for text in texts() {
        let Some(meant) = Plain::read(&text).map(|plain| plain.without_single_lists()) else { continue };
        for at in structure(&text) {
            let (before, behind) = (&text[..at], &text[at + 1..]);
            let mut wrong = || ["\"", "{", "}", "[", "]", ":", ",", "'"][dice.roll(8)];
            for mutant in [
                format!("{before}{behind}"),
                format!("{before}{}{behind}", wrong()),
                format!("{before}{}{}", wrong(), &text[at..]),
            ] {
                let mended = mend(&mutant);
                let read = Plain::read(&mended).filter(|_| mended != mutant);
                if let Some(read) = read {
                    assert_eq!(read.without_single_lists(), meant, "{mutant}\nbecomes\n{mended}");
                    restored += 1;
                }
            }
        }
    }
    assert!(restored > 500, "{restored} repairs are too few");
}

#[test]
fn certain_repairs_never_make_it_worse() {
    let mut dice = Dice(5);
    for text in texts() {
        mutants(&text, &mut dice, |once| {
            if dice_skips(&once) {
                return;
            }
            let repaired = apply_certain(&once);
            assert!(
                mistakes(&repaired) <= mistakes(&once),
                "{once}\nbecomes\n{repaired}\n{:?}",
                parse(&repaired).errors
            );
        });
    }
}

/// Three of four: each mutant is parsed twice here.
fn dice_skips(text: &str) -> bool {
    text.bytes().fold(0_u8, u8::wrapping_add) % 4 != 0
}
