//! Tokens that speak to the reader: `your-bucket-name`, `replace-with-role`, and whole sentences
//! in the place of an ARN.

use std::sync::LazyLock;

use regex::Regex;

use super::blank::{Shown, is_opaque};
use super::fields::trimmed;
use super::{Field, Token, kind_in, kind_of, vocabulary};

/// What orders begin with. Those that name a thing need no word to the reader behind them.
const VERBS: &[&str] = &["insert", "enter", "specify", "replace", "change"];
const NAMING: &[&str] = &["insert", "enter", "specify"];

/// Words that make a verb an order.
const ADDRESS: &[&str] = &["here", "me", "the", "this", "with", "your"];

/// A token that gives an order. What stands before and behind it is looked at afterwards.
static INSTRUCTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          YOUR (?: [_\ -]? [A-Z0-9]+ )+ (?-u:\b)
        | (?: your | Your | YOUR ) [A-Za-z0-9_\ -]*
        | (?i-u: insert | enter | replace | change | specify ) [_\ -]? (?i-u: me | your | with | the | this )
          (?: [_\ -] [A-Za-z0-9_\ -]* )?
        | (?i-u: insert | enter | specify ) (?: [_\ -] [A-Za-z0-9]+ )+
        | (?i-u: name | arn | id )s? [_\ -] (?i-u: of ) [_\ -] [A-Za-z0-9_\ -]+
        | [A-Za-z0-9]+ (?: [_\ -] [A-Za-z0-9]+ )* [_\ -] (?i-u: here )
        ",
    )
    .expect("a valid pattern")
});

/// Words by which a sentence shows that it describes what belongs in its place.
static DESCRIPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: ^ | [^A-Za-z0-9] )
        (?i-u: arns? | your | insert | enter | replace | specify | provide | names? | ids? | identifiers?
          | principals? | accounts? | buckets? | roles? | resources? | keys? )
        (?: [^A-Za-z0-9] | $ )
        ",
    )
    .expect("a valid pattern")
});

/// The instructions in `text`.
pub(super) fn find(shown: &Shown<'_>, field: Field<'_>) -> Vec<Token> {
    let text = shown.text;
    let start = shown.parts().map_or(0, |parts| parts.resource().range.start);
    if may_instruct(&text[start..]) { find_in(text, start, field) } else { Vec::new() }
}

/// Whether the expression can match: resources are called `changeSet` and `replace-root-volume-task`,
/// and it takes long to compile.
pub(super) fn may_instruct(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_mark = |byte: &u8| matches!(byte, b'-' | b'_' | b' ');
    let is_order = |verb: &str, at: usize| {
        let behind = &bytes[at + verb.len()..];
        let is_apart = behind.first().is_some_and(is_mark);
        let object = &behind[usize::from(is_apart)..];
        let begins = |word: &&str| object.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
        !bytes[..at].last().is_some_and(u8::is_ascii_alphanumeric)
            && (is_apart && NAMING.contains(&verb) || ADDRESS.iter().any(begins))
    };
    // The name of something, as in `name-of-the-canary`.
    let is_of = |at: usize| {
        bytes[..at].last().is_some_and(is_mark)
            && bytes.get(at + 2).is_some_and(is_mark)
            && vocabulary::may_ask(&text[..at - 1])
    };
    vocabulary::mentions(text, "your")
        || vocabulary::places(text, "here").any(|at| bytes[..at].last().is_some_and(is_mark))
        || vocabulary::places(text, "of").any(is_of)
        || VERBS.iter().any(|verb| vocabulary::places(text, verb).any(|at| is_order(verb, at)))
}

/// The instructions in `text` from `start` on.
pub(super) fn find_in(text: &str, start: usize, field: Field<'_>) -> Vec<Token> {
    let shown = &text[start..];
    let found = INSTRUCTION.find_iter(shown).filter_map(|token| {
        let end = token.start() + token.as_str().trim_end_matches(['-', '_', ' ']).len();
        let token = &shown[token.start()..end];
        let range = start + end - token.len()..start + end;
        let (before, behind) = (&text[..range.start], &text[range.end..]);
        if !is_instruction(token, before, behind) {
            return None;
        }
        // Parentheses around an order go with it: `lake(change me)`.
        let in_parentheses = before.ends_with('(') && behind.starts_with(')');
        let range = if in_parentheses { range.start - 1..range.end + 1 } else { range };
        Some((range, kind_of(token, kind_in(field, token.len() == text.len()))))
    });
    found.collect()
}

/// The whole of `text`, if it is a sentence where an ARN or a principal belongs. Its blanks belong to
/// it: all of it goes.
pub(super) fn find_sentence(text: &str, field: Field<'_>) -> Vec<Token> {
    if !matches!(field, Field::Resource | Field::Principal) || !text.trim().contains(' ') {
        return Vec::new();
    }
    let (value, _) = trimmed(text, 0);
    let is_arn = value.starts_with("arn:") || value.contains(',') && value.contains(":arn:");
    let words = value.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).count();
    let is_shown = !is_opaque(value);
    if !is_arn && words > 2 && is_shown && DESCRIPTION.is_match(value) {
        vec![(0..text.len(), kind_in(field, true))]
    } else {
        Vec::new()
    }
}

/// Whether a match is an instruction and not a part of a word such as `center`, nor the name of a
/// thing such as `insert-orders`.
fn is_instruction(token: &str, before: &str, behind: &str) -> bool {
    let touches = |c: char| c.is_ascii_alphanumeric();
    if before.ends_with(touches) || behind.starts_with(touches) {
        return false;
    }
    let starts = |word: &str| token.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if starts("your") {
        let is_shout = token.starts_with("YOUR");
        let rest = &token[4..];
        // `yourbucket`, but neither `yours` nor `yourkit`.
        let runs_on = rest.starts_with(|c: char| c.is_ascii_lowercase() || is_shout && c.is_ascii_uppercase());
        return !rest.is_empty() && (!runs_on || vocabulary::begins_with_noun(rest));
    }
    let is_addressed =
        vocabulary::words(token).any(|word| ADDRESS.iter().any(|known| known.eq_ignore_ascii_case(word)));
    if is_addressed || NAMING.iter().all(|&verb| !starts(verb)) {
        return true;
    }
    // Without a word to the reader, the verb must be followed by nouns alone: `insert-bucket-name`.
    let object = token.find(['-', '_', ' ']).map_or("", |at| &token[at..]);
    vocabulary::Nouns::read(object).is_some_and(vocabulary::Nouns::asks)
}
