//! Which statements of a policy are about an action.

use super::within::STATEMENTS;
use crate::catalogue::Action;
use crate::policy::{ActionEntry, Meaning, Statement};

/// So many actions that stand together are told apart at sight, and so many blocks of them.
const PLACES: usize = 64;
const BLOCKS: usize = 32;

/// The action entries of some statements, by action. What is said after the first [`STATEMENTS`] is left out.
pub(super) struct Listing<'p, 'd> {
    statements: &'p [Statement<'d>],
    /// By the place of an action, and by the block that it stands in: the statements that may spell it out,
    /// a bit for each.
    named: [u128; PLACES],
    blocks: [u128; BLOCKS],
    /// All entries that are no known action, each with its statement.
    others: Vec<(usize, &'p ActionEntry<'d>)>,
    /// The statements that are about all that they do not list.
    negated: u128,
    /// Those that may be about anything.
    unclear: u128,
}

impl<'p, 'd> Listing<'p, 'd> {
    pub(super) fn of(statements: &'p [Statement<'d>]) -> Self {
        let (named, blocks) = ([0; PLACES], [0; BLOCKS]);
        let mut listing = Self { statements, named, blocks, others: Vec::new(), negated: 0, unclear: 0 };
        for (at, statement) in statements.iter().enumerate().take(STATEMENTS) {
            let bit = 1 << at;
            let [clause] = statement.actions.as_slice() else {
                listing.unclear |= bit;
                continue;
            };
            listing.unclear |= if clause.open { bit } else { 0 };
            listing.negated |= if clause.negated { bit } else { 0 };
            for entry in &clause.entries {
                match entry.meaning {
                    Meaning::Action(action) => {
                        listing.named[action.index() % PLACES] |= bit;
                        listing.blocks[action.index() / PLACES % BLOCKS] |= bit;
                    }
                    _ => listing.others.push((at, entry)),
                }
            }
        }
        listing
    }

    /// Those of the asked statements that can be about an action, whatever else they say.
    pub(super) fn about(&self, action: Action<'_>, asked: u128) -> u128 {
        let is_it = |entry: &ActionEntry<'_>| matches!(entry.meaning, Meaning::Action(named) if named == action);
        let spells_out =
            |&at: &usize| self.statements[at].actions.iter().any(|clause| clause.entries.iter().any(is_it));
        let named = self.named[action.index() % PLACES] & self.blocks[action.index() / PLACES % BLOCKS];
        let named = places(named & asked).filter(spells_out);
        let others = self.others.iter().filter(|(_, entry)| entry.covers(action)).map(|&(at, _)| at);
        ((bits(named) | bits(others)) ^ self.negated | self.unclear) & asked
    }
}

/// A bit for each of some places, which are below [`STATEMENTS`].
#[inline]
pub(super) fn bits(places: impl Iterator<Item = usize>) -> u128 {
    places.fold(0, |all, at| all | 1 << at)
}

/// The places of some bits, in order.
pub(super) fn places(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (at < u128::BITS).then_some(at as usize)
    })
}
