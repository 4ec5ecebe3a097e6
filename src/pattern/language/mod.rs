//! A word that some patterns match and others do not.

mod automaton;
mod candidates;
mod search;
mod tokens;

use automaton::Automaton;

/// A pattern as a sequence of tokens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glob {
    tokens: Vec<Token>,
}

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Token {
    /// This character. With `fold` ASCII letters are compared without case.
    Char {
        /// The character.
        c: char,
        /// Whether the other case of an ASCII letter will do.
        fold: bool,
    },
    /// Any one character that is no letter of a variable ([`is_letter`]).
    One {
        /// Whether it is no colon.
        within: bool,
    },
    /// Any text.
    Any {
        /// Whether it has no colons, and no letters of variables, whose values may have some.
        within: bool,
    },
}

/// Whether a character stands for the unknown value of a policy variable: those of the second
/// private plane do.
pub const fn is_letter(c: char) -> bool {
    matches!(c, '\u{100000}'..='\u{10fffd}')
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// There is one.
    Yes(T),
    /// There is none.
    No,
    /// The search took more steps than it may.
    GaveUp,
}

impl Glob {
    /// A pattern of these tokens.
    pub fn new(tokens: Vec<Token>) -> Self {
        Self { tokens }
    }

    /// Its tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether it matches the whole of `text`.
    pub fn matches(&self, text: &str) -> bool {
        tokens::accepts(&self.tokens, &tokens::of(text))
    }

    /// Whether its tokens take those of `inner` one by one, and with them every text that `inner`
    /// matches. A yes is always right; `?*` does not take `*?`.
    fn covers(&self, inner: &Self) -> bool {
        tokens::accepts(&self.tokens, &inner.tokens)
    }
}

/// A glob costs as much as so many tokens, and so many of these as much as a state.
const WEIGHT: usize = 16;
const COST: usize = 1_024;

/// A word that matches a glob of every union in `positive`, and none of `negative`. `nodes` is how
/// many words may be tried and states of the search visited at most; what is left is put back. With
/// very many globs in play a word or a state counts as several.
///
/// A word is made of any characters that are no letters of variables, and of those letters that a
/// token names.
pub fn witness(positive: &[&[Glob]], negative: &[&Glob], nodes: &mut u32) -> Found<String> {
    let unions: Vec<Vec<&Glob>> = positive
        .iter()
        .map(|union| union.iter().filter(|glob| !negative.iter().any(|other| other.covers(glob))).collect())
        .collect();
    if unions.iter().any(Vec::is_empty) {
        return Found::No;
    }
    // Whether a word fits, which may be known of one union.
    let fits = |word: &[Token], known: Option<usize>| {
        let takes = |glob: &&Glob| tokens::accepts(&glob.tokens, word);
        !negative.iter().any(takes)
            && unions.iter().enumerate().all(|(at, union)| known == Some(at) || union.iter().any(takes))
    };
    let fresh = automaton::fresh(unions.iter().flatten().chain(negative).map(|glob| glob.tokens()));
    // Each word is held against each glob.
    let tokens = unions.iter().flatten().chain(negative).map(|glob| WEIGHT + glob.tokens.len());
    let cost = u32::try_from(1 + tokens.sum::<usize>() / COST).unwrap_or(u32::MAX);
    for (union, word) in candidates::words(&unions, fresh.unwrap_or('x')) {
        let Some(left) = nodes.checked_sub(cost) else {
            *nodes = 0;
            return Found::GaveUp;
        };
        *nodes = left;
        if fits(&word, Some(union)) {
            return Found::Yes(tokens::text(&word));
        }
    }
    match search::search(&Automaton::new(&unions, negative, fresh), nodes) {
        // What the automata claim is held against the definition.
        Found::Yes(word) if !fits(&tokens::of(&word), None) => {
            debug_assert!(false, "{word:?} does not fit");
            Found::GaveUp
        }
        found => found,
    }
}
