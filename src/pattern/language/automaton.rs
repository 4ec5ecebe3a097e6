//! The automata of many patterns, side by side in one row of bits.
//!
//! A pattern has one position before each character it asks for and one at its end. A wildcard for
//! texts is no position of its own: it lets the position where it stands stay.

use std::collections::{BTreeSet, HashMap};

use super::tokens::takes_more;
use super::{Glob, Token, is_letter};

/// Positions that are reached: those bits of a word of the row that are set. A state is a list of
/// such cells in rising order, without empty ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Cell {
    word: usize,
    bits: u64,
}

/// What a state is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// No word that leads here can be continued to one that fits.
    Dead,
    /// The word that leads here does not fit.
    Alive,
    /// It does.
    Fits,
}

/// How characters are treated by wildcards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Plain,
    Colon,
    Letter,
}

pub(super) struct Automaton {
    /// How many unions there are.
    unions: usize,
    /// The characters that words are made of.
    alphabet: Vec<(char, Class)>,
    words: Vec<Word>,
    /// By character and word: the positions that ask for this character.
    named: Vec<u64>,
    /// By bit: the first position that can be forgotten once this one is reached, as whatever
    /// leads from there to here can also be read while staying here.
    since: Vec<usize>,
}

/// 64 positions of one pattern.
#[derive(Clone, Copy, Default)]
struct Word {
    /// The union that the pattern belongs to; none if words must not match it.
    union: Option<usize>,
    /// Positions that ask for any character, or for any but a colon.
    one: u64,
    one_within: u64,
    /// Positions that can stay, or stay while there is no colon.
    stay: u64,
    stay_within: u64,
    /// The end of the pattern.
    end: u64,
}

impl Automaton {
    /// The automata of these patterns.
    pub(super) fn new(unions: &[Vec<&Glob>], negative: &[&Glob], fresh: Option<char>) -> Self {
        let positive =
            unions.iter().enumerate().flat_map(|(union, globs)| globs.iter().map(move |glob| (Some(union), *glob)));
        let globs: Vec<(Option<usize>, &Glob)> = positive.chain(negative.iter().map(|glob| (None, *glob))).collect();
        let chars = alphabet(globs.iter().flat_map(|(_, glob)| glob.tokens()));
        // The fresh one comes first: a word shows it wherever any character would do.
        let alphabet: Vec<(char, Class)> = fresh.into_iter().chain(chars).map(|c| (c, class(c))).collect();
        let rows = alphabet.iter().enumerate().map(|(row, &(c, _))| (c, row)).collect();
        let count: usize = globs.iter().map(|(_, glob)| words(glob)).sum();
        let named = vec![0; alphabet.len() * count];
        let mut automaton = Self {
            unions: unions.len(),
            alphabet,
            words: Vec::with_capacity(count),
            named,
            since: vec![0; count * 64],
        };
        for (union, glob) in globs {
            automaton.add(union, glob, &rows, count);
        }
        automaton
    }

    fn add(&mut self, union: Option<usize>, glob: &Glob, rows: &HashMap<char, usize>, count: usize) {
        let base = self.words.len() * 64;
        self.words.extend(std::iter::repeat_n(Word { union, ..Word::default() }, words(glob)));
        let mut at = base;
        // The position from which on nothing can have been read that stands in no segment.
        let mut start = base;
        for token in glob.tokens() {
            let bit = 1 << (at % 64);
            let word = &mut self.words[at / 64];
            match *token {
                Token::Any { within: false } => {
                    word.stay |= bit;
                    self.since[at] = base;
                    start = at + 1;
                    continue;
                }
                Token::Any { within: true } => {
                    if word.stay & bit == 0 {
                        word.stay_within |= bit;
                        self.since[at] = start;
                    }
                    continue;
                }
                Token::One { within: true } => word.one_within |= bit,
                Token::One { within: false } => word.one |= bit,
                Token::Char { c, fold } => {
                    let other = if fold { swap_case(c) } else { c };
                    for row in [c, other].iter().filter_map(|c| rows.get(c)) {
                        self.named[row * count + at / 64] |= bit;
                    }
                }
            }
            at += 1;
            if takes_more(*token) {
                start = at;
            }
        }
        self.words[at / 64].end = 1 << (at % 64);
    }

    /// The state before any character.
    pub(super) fn start(&self) -> Vec<Cell> {
        let mut state = Vec::new();
        let mut first = true;
        for (word, properties) in self.words.iter().enumerate() {
            if std::mem::replace(&mut first, properties.end != 0) {
                state.push(Cell { word, bits: 1 });
            }
        }
        self.reduce(&mut state);
        state
    }

    /// Lists the characters that lead out of `state`, by their numbers: one of those that are alike.
    pub(super) fn ways(&self, state: &[Cell], ways: &mut Vec<usize>) {
        ways.clear();
        let mut seen = [false; 3];
        for (row, &(_, class)) in self.alphabet.iter().enumerate() {
            let is_named = state.iter().any(|cell| self.named[row * self.words.len() + cell.word] & cell.bits != 0);
            // Characters of a class that nothing asks for here are all alike.
            if is_named || !std::mem::replace(&mut seen[class as usize], true) {
                ways.push(row);
            }
        }
    }

    /// The character with this number.
    pub(super) fn char(&self, row: usize) -> char {
        self.alphabet[row].0
    }

    /// Where a character leads.
    pub(super) fn step(&self, state: &[Cell], row: usize, next: &mut Vec<Cell>) {
        let class = self.alphabet[row].1;
        let named = &self.named[row * self.words.len()..];
        next.clear();
        for &Cell { word, bits } in state {
            let properties = &self.words[word];
            let (ones, stays) = match class {
                Class::Plain => (properties.one | properties.one_within, properties.stay | properties.stay_within),
                Class::Colon => (properties.one, properties.stay),
                Class::Letter => (0, properties.stay),
            };
            let moved = bits & (named[word] | ones);
            add(next, word, (moved << 1) | (bits & stays));
            add(next, word + 1, moved >> 63);
        }
        self.reduce(next);
    }

    /// Takes out what no longer matters: positions that others stand for, and the other patterns
    /// of a union of which one matches whatever follows.
    fn reduce(&self, state: &mut Vec<Cell>) {
        for index in (0..state.len()).rev() {
            let Cell { word, bits } = state[index];
            let mut stays = bits & (self.words[word].stay | self.words[word].stay_within);
            while stays != 0 {
                let bit = stays.ilog2() as usize;
                clear(&mut state[..=index], self.since[word * 64 + bit], word * 64 + bit);
                stays &= state[index].bits & !(1 << bit);
            }
        }
        state.retain(|cell| cell.bits != 0);
        let mut index = 0;
        while let Some(&Cell { word, bits }) = state.get(index) {
            let union = self.words[word].union;
            if union.is_some() && bits & self.words[word].end & self.words[word].stay != 0 {
                state.retain(|cell| cell.word == word || self.words[cell.word].union != union);
                index = state.partition_point(|cell| cell.word <= word);
            } else {
                index += 1;
            }
        }
    }

    /// What a state is worth.
    pub(super) fn worth(&self, state: &[Cell]) -> Worth {
        let (mut alive, mut ended) = (0, 0);
        let (mut last_alive, mut last_ended) = (None, None);
        let mut refused = false;
        for cell in state {
            let word = &self.words[cell.word];
            let at_end = cell.bits & word.end != 0;
            if word.union.is_none() {
                if at_end && word.stay & word.end != 0 {
                    return Worth::Dead;
                }
                refused |= at_end;
                continue;
            }
            // The patterns of a union stand side by side.
            if last_alive != word.union {
                last_alive = word.union;
                alive += 1;
            }
            if at_end && last_ended != word.union {
                last_ended = word.union;
                ended += 1;
            }
        }
        if alive < self.unions {
            Worth::Dead
        } else if ended < self.unions || refused {
            Worth::Alive
        } else {
            Worth::Fits
        }
    }
}

/// Adds bits to the last cell or behind it.
fn add(state: &mut Vec<Cell>, word: usize, bits: u64) {
    match state.last_mut() {
        _ if bits == 0 => {}
        Some(last) if last.word == word => last.bits |= bits,
        _ => state.push(Cell { word, bits }),
    }
}

/// Clears the bits from `low` up to `high`, which lies in the last cell.
fn clear(state: &mut [Cell], low: usize, high: usize) {
    for cell in state.iter_mut().rev() {
        let first = cell.word * 64;
        if first + 64 <= low {
            return;
        }
        let below = |bit: usize| if bit >= first + 64 { u64::MAX } else { (1 << bit.saturating_sub(first)) - 1 };
        cell.bits &= !(below(high) & !below(low));
    }
}

/// How many words the positions of a pattern take.
fn words(glob: &Glob) -> usize {
    glob.tokens().iter().filter(|token| !matches!(token, Token::Any { .. })).count() / 64 + 1
}

const fn class(c: char) -> Class {
    match c {
        ':' => Class::Colon,
        c if is_letter(c) => Class::Letter,
        _ => Class::Plain,
    }
}

const fn swap_case(c: char) -> char {
    if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

/// Characters of each kind that the tokens tell apart, but for those that none of them names.
fn alphabet<'a>(tokens: impl Iterator<Item = &'a Token>) -> BTreeSet<char> {
    let (mut exact, mut folded) = (BTreeSet::new(), BTreeSet::new());
    for token in tokens {
        match *token {
            Token::Char { c, fold: false } => _ = exact.insert(c),
            Token::Char { c, fold: true } => _ = folded.insert(c.to_ascii_lowercase()),
            Token::One { within: true } | Token::Any { within: true } => _ = exact.insert(':'),
            Token::One { within: false } | Token::Any { within: false } => {}
        }
    }
    // Both cases matter only where another token asks for one of them.
    let upper: Vec<char> = folded.intersection(&exact).map(char::to_ascii_uppercase).collect();
    exact.extend(folded);
    exact.extend(upper);
    exact
}

/// A character that no token names in either case, and that is no colon and no letter of a variable.
pub(super) fn fresh<'a>(patterns: impl Iterator<Item = &'a [Token]>) -> Option<char> {
    // Nearly all that tokens name is ASCII, a bit for each.
    let (mut ascii, mut further) = (0_u128, BTreeSet::new());
    for token in patterns.flatten() {
        match token {
            Token::Char { c, .. } if c.is_ascii() => ascii |= 1 << u32::from(c.to_ascii_lowercase()),
            Token::Char { c, .. } => _ = further.insert(*c),
            Token::One { .. } | Token::Any { .. } => {}
        }
    }
    let is_named = |c: char| if c.is_ascii() { ascii >> u32::from(c) & 1 == 1 } else { further.contains(&c) };
    let readable = ('a'..='z').rev().cycle().skip(2).take(26).chain('0'..='9').chain(['-', '_', '.', '~']);
    let others = ('\u{a1}'..='\u{fffff}').filter(|c| !c.is_control());
    readable.chain(others).find(|&c| !is_named(c))
}
