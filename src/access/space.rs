//! What some statements talk about: the coordinates of a request, the predicates on their values,
//! and what stands for something that nobody can look into. Equal ones are one.

use std::collections::HashMap;
use std::rc::Rc;

use super::predicate::Predicate;
use crate::pattern::language::is_letter;

/// One coordinate of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Dimension {
    /// Asked only of actions that AWS may add; those of today are fixed before the search begins.
    Action,
    Resource,
    Caller,
    /// A condition key, by its place in [`Space::keys`].
    Key(usize),
    /// Something that cannot be reasoned about, and holds or does not.
    Opaque(usize),
}

/// A predicate on one value, by its place in [`Space::predicates`].
pub(super) type PredicateId = usize;

/// What a statement asks of one dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    /// Some value fits the predicate, or with `false` does not.
    Any(Dimension, PredicateId, bool),
    /// Every value fits it, or with `false` none does.
    All(Dimension, PredicateId, bool),
    /// There is a value.
    Present(Dimension, bool),
}

impl Atom {
    pub(super) const fn dimension(self) -> Dimension {
        match self {
            Self::Any(dimension, ..) | Self::All(dimension, ..) | Self::Present(dimension, _) => dimension,
        }
    }
}

impl std::ops::Not for Atom {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Any(dimension, predicate, sign) => Self::All(dimension, predicate, !sign),
            Self::All(dimension, predicate, sign) => Self::Any(dimension, predicate, !sign),
            Self::Present(dimension, sign) => Self::Present(dimension, !sign),
        }
    }
}

/// A conjunction of atoms, sorted and without repetitions.
pub(super) type Scope = Vec<Atom>;

/// A scope with one atom more.
pub(super) fn with(scope: &Scope, atom: Atom) -> Scope {
    with_all(scope, [atom])
}

/// A scope with further atoms.
pub(super) fn with_all(scope: &Scope, atoms: impl IntoIterator<Item = Atom>) -> Scope {
    let mut scope = scope.clone();
    scope.extend(atoms);
    scope.sort_unstable();
    scope.dedup();
    scope
}

/// A condition key.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name in lower case.
    pub(super) name: String,
    /// Whether a request can hold several values of it.
    pub(super) multivalued: bool,
    /// Whether its values are `true` and `false` alone.
    pub(super) truth: bool,
}

/// A letter of a text, which stands for one that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Letter {
    pub(super) unknown: Unknown,
    /// Whether its case does not count. With and without case it is not the same letter.
    pub(super) fold: bool,
}

/// What a letter stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unknown {
    /// The value of a condition key.
    Variable {
        /// Its name in lower case.
        key: String,
        /// What stands there where a request has no value.
        default: Option<String>,
    },
    /// What somebody will put in the place of a token.
    Placeholder(String),
}

/// The dimensions and predicates that some statements talk about.
#[derive(Debug, Default)]
pub(super) struct Space {
    pub(super) keys: Vec<Key>,
    pub(super) predicates: Vec<Rc<Predicate>>,
    /// The unknown texts, each of which is a letter of its own.
    pub(super) letters: Vec<Letter>,
    /// How many things there are that cannot be reasoned about.
    opaque: usize,
    ids: HashMap<Rc<Predicate>, PredicateId>,
    key_ids: HashMap<String, usize>,
    letter_ids: HashMap<Letter, usize>,
    opaque_ids: HashMap<String, usize>,
}

impl Space {
    /// The dimension of a key, and its place among the keys.
    pub(super) fn key(&mut self, name: &str, multivalued: bool, truth: bool) -> usize {
        let name = name.to_ascii_lowercase();
        let next = self.keys.len();
        let index = *self.key_ids.entry(name.clone()).or_insert(next);
        if index == next {
            self.keys.push(Key { name, multivalued, truth });
        }
        index
    }

    /// The place of a predicate, new or known.
    pub(super) fn predicate(&mut self, predicate: Predicate) -> PredicateId {
        let (predicate, next) = (Rc::new(predicate), self.predicates.len());
        let id = *self.ids.entry(Rc::clone(&predicate)).or_insert(next);
        if id == next {
            self.predicates.push(predicate);
        }
        id
    }

    /// The letter of an unknown text, new or known; nothing where there are none left.
    pub(super) fn letter(&mut self, letter: Letter) -> Option<char> {
        let next = self.letters.len();
        let index = *self.letter_ids.entry(letter.clone()).or_insert(next);
        if index == next {
            self.letters.push(letter);
        }
        u32::try_from(index).ok().and_then(|index| char::from_u32(FIRST + index)).filter(|&c| is_letter(c))
    }

    /// What a letter stands for.
    pub(super) fn meaning(&self, letter: char) -> Option<&Unknown> {
        self.letters.get(place(letter)?).map(|letter| &letter.unknown)
    }

    /// Something that is only known by how it is written: what is written alike is one thing.
    pub(super) fn opaque(&mut self, text: String) -> Atom {
        let next = self.opaque;
        let index = *self.opaque_ids.entry(text).or_insert(next);
        self.opaque += usize::from(index == next);
        Atom::Present(Dimension::Opaque(index), true)
    }

    /// Something that equals nothing else.
    pub(super) fn unseen(&mut self) -> Atom {
        self.opaque += 1;
        Atom::Present(Dimension::Opaque(self.opaque - 1), true)
    }
}

/// The place of a letter among the letters of a space.
pub(super) fn place(letter: char) -> Option<usize> {
    u32::from(letter).checked_sub(FIRST).map(|index| index as usize)
}

/// The first letter.
const FIRST: u32 = 0x10_0000;
