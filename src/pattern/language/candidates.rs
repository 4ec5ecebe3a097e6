//! Words that read well, tried before any search.

use super::{Glob, Token};

/// How many words are tried at most.
const WORDS: usize = 4096;

/// What a wildcard for texts is replaced by. The last stands for a run of the fresh character.
const TEXTS: [&str; 5] = ["example", "", "a", "123456789012", "\0"];

/// How long the run is: longer than most of what `?` asks for.
const RUN: usize = 64;

/// Words made of the patterns by filling in their wildcards, each with the place of a union that it fits:
/// that of its pattern.
pub(super) fn words(unions: &[Vec<&Glob>], fresh: char) -> impl Iterator<Item = (usize, Vec<Token>)> {
    const ALL: &[Token] = &[Token::Any { within: false }];
    let all = unions.is_empty().then_some((0, ALL));
    let globs = unions.iter().enumerate().flat_map(|(at, union)| union.iter().map(move |glob| (at, glob.tokens())));
    let words = move |(at, tokens)| variants(tokens, fresh).map(move |word| (at, word));
    globs.chain(all).flat_map(words).take(WORDS)
}

fn variants(tokens: &[Token], fresh: char) -> impl Iterator<Item = Vec<Token>> {
    let texts = if tokens.iter().any(|token| matches!(token, Token::Any { .. })) { &TEXTS[..] } else { &TEXTS[..1] };
    let ones = if tokens.iter().any(|token| matches!(token, Token::One { .. })) { 2 } else { 1 };
    texts
        .iter()
        .flat_map(move |text| ['a', fresh].into_iter().take(ones).map(move |one| fill(tokens, text, one, fresh)))
}

fn fill(tokens: &[Token], text: &str, one: char, fresh: char) -> Vec<Token> {
    let char = |c: char| Token::Char { c, fold: false };
    let mut word = Vec::with_capacity(tokens.len() + text.len());
    for token in tokens {
        match token {
            Token::Char { c, .. } => word.push(char(*c)),
            Token::One { .. } => word.push(char(one)),
            Token::Any { .. } if text == "\0" => word.extend(std::iter::repeat_n(char(fresh), RUN)),
            Token::Any { .. } => word.extend(text.chars().map(char)),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_fits_the_union_of_its_pattern() {
        const TOKENS: [Token; 6] = [
            Token::Char { c: 'a', fold: false },
            Token::Char { c: 'B', fold: true },
            Token::One { within: false },
            Token::One { within: true },
            Token::Any { within: false },
            Token::Any { within: true },
        ];
        for place in 0..TOKENS.len().pow(3) {
            let glob = Glob::new([1, 6, 36].map(|step| TOKENS[place / step % 6]).to_vec());
            for (at, word) in words(&[vec![], vec![&glob]], 'x') {
                assert_eq!(at, 1);
                assert!(super::super::tokens::accepts(glob.tokens(), &word), "{glob:?} {word:?}");
            }
        }
    }
}
