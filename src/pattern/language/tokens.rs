//! Whether tokens take a text, or the tokens of another pattern.

use super::{Token, is_letter};

/// A text as tokens.
pub(super) fn of(text: &str) -> Vec<Token> {
    text.chars().map(|c| Token::Char { c, fold: false }).collect()
}

/// A text of tokens that are characters.
pub(super) fn text(tokens: &[Token]) -> String {
    tokens.iter().filter_map(|token| if let Token::Char { c, .. } = token { Some(*c) } else { None }).collect()
}

/// Whether all that `symbol` stands for may stand where `token` does, once.
#[inline]
fn takes(token: Token, symbol: Token) -> bool {
    match (token, symbol) {
        (Token::Any { within: false }, _) => true,
        (Token::Any { within: true }, Token::Char { c, .. }) => c != ':' && !is_letter(c),
        (Token::Any { within: true }, Token::One { within } | Token::Any { within }) => within,
        (Token::One { within }, Token::Char { c, .. }) => !(is_letter(c) || within && c == ':'),
        (Token::One { within: outer }, Token::One { within }) => within || !outer,
        (Token::Char { c, fold: true }, Token::Char { c: other, .. }) => c.eq_ignore_ascii_case(&other),
        (Token::Char { c, fold: false }, Token::Char { c: other, fold }) => {
            c == other && !(fold && c.is_ascii_alphabetic())
        }
        (Token::One { .. } | Token::Char { .. }, _) => false,
    }
}

/// Whether a token may stand for what a wildcard within a segment does not stand for.
pub(super) const fn takes_more(token: Token) -> bool {
    match token {
        Token::Char { c, .. } => c == ':' || is_letter(c),
        Token::One { within } | Token::Any { within } => !within,
    }
}

const fn is_any(token: Token) -> bool {
    matches!(token, Token::Any { .. })
}

/// Whether `pattern` takes all of `symbols`. Time is bounded by the product of the lengths.
pub(super) fn accepts(mut pattern: &[Token], mut symbols: &[Token]) -> bool {
    // Most patterns differ at an end, and sooner at the last one: what stands there is compared without
    // any bookkeeping.
    while let Some((&token, rest)) = pattern.split_last().filter(|(token, _)| !is_any(**token)) {
        match symbols.split_last() {
            Some((&symbol, others)) if takes(token, symbol) => (pattern, symbols) = (rest, others),
            _ => return false,
        }
    }
    while let Some((&token, rest)) = pattern.split_first().filter(|(token, _)| !is_any(**token)) {
        match symbols.split_first() {
            Some((&symbol, others)) if takes(token, symbol) => (pattern, symbols) = (rest, others),
            _ => return false,
        }
    }
    match pattern {
        [] => symbols.is_empty(),
        [Token::Any { within: false }] => true,
        [only] => symbols.iter().all(|&symbol| takes(*only, symbol)),
        _ if pattern.contains(&Token::Any { within: true }) => accepts_between(pattern, symbols),
        _ => accepts_greedily(pattern, symbols),
    }
}

/// Follows one place, with one to come back to: behind the last wildcard, which then takes one symbol
/// more. As each wildcard takes anything, what stands between two of them may as well stand where it
/// first fits.
fn accepts_greedily(pattern: &[Token], symbols: &[Token]) -> bool {
    let (mut p, mut s) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&symbol) = symbols.get(s) {
        match pattern.get(p) {
            Some(&token) if is_any(token) => {
                p += 1;
                star = Some((p, s));
            }
            Some(&token) if takes(token, symbol) => (p, s) = (p + 1, s + 1),
            _ => {
                let Some((behind, taken)) = star else { return false };
                (p, s) = (behind, taken + 1);
                star = Some((p, s));
            }
        }
    }
    pattern[p..].iter().all(|&token| is_any(token))
}

/// Follows all places in `pattern` at once.
fn accepts_between(pattern: &[Token], symbols: &[Token]) -> bool {
    let places = Places { pattern, since: since(pattern) };
    let (mut now, mut next) = (Vec::new(), Vec::new());
    places.enter(0, &mut now);
    for &symbol in symbols {
        next.clear();
        for &place in &now {
            match pattern.get(place) {
                Some(&token) if takes(token, symbol) => {
                    places.enter(if is_any(token) { place } else { place + 1 }, &mut next);
                }
                _ => {}
            }
        }
        if next.is_empty() {
            return false;
        }
        std::mem::swap(&mut now, &mut next);
    }
    now.last() == Some(&pattern.len())
}

/// For each place of a wildcard for texts, the first place whose further way is no wider than its.
fn since(pattern: &[Token]) -> Vec<usize> {
    let mut start = 0;
    let mut since = Vec::with_capacity(pattern.len());
    for (place, &token) in pattern.iter().enumerate() {
        since.push(if token == (Token::Any { within: false }) { 0 } else { start });
        if takes_more(token) {
            start = place + 1;
        }
    }
    since
}

struct Places<'a> {
    pattern: &'a [Token],
    since: Vec<usize>,
}

impl Places<'_> {
    /// Adds a place, and those behind it as long as wildcards may stand for nothing. Places come in
    /// rising order; one that is not above the last was added before. Places that lead nowhere else
    /// than a wildcard behind them are taken out.
    fn enter(&self, mut place: usize, places: &mut Vec<usize>) {
        loop {
            if places.last().is_none_or(|&last| last < place) {
                if self.pattern.get(place).is_some_and(|&token| is_any(token)) {
                    while places.last().is_some_and(|&last| last >= self.since[place]) {
                        places.pop();
                    }
                }
                places.push(place);
            }
            if !self.pattern.get(place).is_some_and(|&token| is_any(token)) {
                return;
            }
            place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_to_come_back_to_is_as_good_as_all_places() {
        const TOKENS: [Token; 4] = [
            Token::Char { c: 'a', fold: false },
            Token::Char { c: 'b', fold: true },
            Token::One { within: false },
            Token::Any { within: false },
        ];
        let words = |len: u32| {
            let digits = move |number: usize| (0..len).map(move |at| TOKENS[number / 4_usize.pow(at) % 4]);
            (0..4_usize.pow(len)).map(move |number| digits(number).collect::<Vec<Token>>())
        };
        for pattern in (0..=4).flat_map(words) {
            for symbols in (0..=4).flat_map(words) {
                let all = accepts_between(&pattern, &symbols);
                assert_eq!(accepts_greedily(&pattern, &symbols), all, "{pattern:?} {symbols:?}");
            }
        }
    }
}
