//! Words that read well, tried before any search.

use super::{Glob, Token};

/// How many words are tried at most.
const WORDS: usize = 4096;

/// What a wildcard for texts is replaced by. The last stands for a run of the fresh character.
const TEXTS: [&str; 5] = ["example", "", "a", "123456789012", "\0"];

/// How long the run is: longer than most of what `?` asks for.
const RUN: usize = 64;

/// Words made of the patterns by filling in their wildcards.
pub(super) fn words(unions: &[Vec<&Glob>], fresh: char) -> impl Iterator<Item = String> {
    const ALL: &[Token] = &[Token::Any { within: false }];
    let all = unions.is_empty().then_some(ALL);
    let patterns = unions.iter().flatten().map(|glob| glob.tokens()).chain(all);
    patterns.flat_map(move |tokens| variants(tokens, fresh)).take(WORDS)
}

fn variants(tokens: &[Token], fresh: char) -> impl Iterator<Item = String> {
    let texts = if tokens.iter().any(|token| matches!(token, Token::Any { .. })) { &TEXTS[..] } else { &TEXTS[..1] };
    let ones = if tokens.iter().any(|token| matches!(token, Token::One { .. })) { 2 } else { 1 };
    texts
        .iter()
        .flat_map(move |text| ['a', fresh].into_iter().take(ones).map(move |one| fill(tokens, text, one, fresh)))
}

fn fill(tokens: &[Token], text: &str, one: char, fresh: char) -> String {
    let mut word = String::with_capacity(tokens.len());
    for token in tokens {
        match token {
            Token::Char { c, .. } => word.push(*c),
            Token::One { .. } => word.push(one),
            Token::Any { .. } if text == "\0" => word.extend(std::iter::repeat_n(fresh, RUN)),
            Token::Any { .. } => word.push_str(text),
        }
    }
    word
}
