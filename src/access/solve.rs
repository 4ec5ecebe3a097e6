//! The search: is there a request that fits some scopes and none of some others?
//!
//! Dimensions are independent of each other, so a conjunction can be fulfilled when each of its
//! dimensions can. Every scope to stay out of must be broken in one of its atoms: one that is
//! broken already is dropped, one that can be broken in a single way is broken so, and among the
//! rest the search branches.

use std::collections::HashMap;

use super::predicate::Predicate;
use super::request::Caller;
use super::scope::{Atom, Dimension, PredicateId, Scope, Space};
use super::value::{one_caller, one_value};
use crate::pattern::language::Found;

/// Branches that one search may take.
const STEPS: u32 = 20_000;

/// Values that fulfil a conjunction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// There is none, and none is needed.
    Missing,
    Texts(Vec<String>),
    Caller(Caller),
    /// A dimension that nobody can look into holds.
    Holds(bool),
}

/// What is asked of one dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Demand {
    present: Option<bool>,
    any: Vec<(PredicateId, bool)>,
    all: Vec<(PredicateId, bool)>,
}

/// What is asked of a request, by dimension, in the order of the dimensions.
type Demands = Vec<(Dimension, Demand)>;

/// A search over one space. What it learnt of single dimensions is kept for the next one.
#[derive(Debug)]
pub(super) struct Solver<'s> {
    space: &'s Space,
    known: HashMap<(Dimension, Demand), Found<Values>>,
    steps: u32,
    /// Whether a branch was left because it could not be decided.
    doubt: bool,
}

impl<'s> Solver<'s> {
    pub(super) fn new(space: &'s Space) -> Self {
        Self { space, known: HashMap::new(), steps: 0, doubt: false }
    }

    /// Values by dimension that fit all of `inside` and none of `outside`. A dimension that is
    /// missing from the answer may have any value.
    pub(super) fn solve(&mut self, inside: &[&Scope], outside: &[&Scope]) -> Found<Vec<(Dimension, Values)>> {
        self.steps = STEPS;
        self.doubt = false;
        let mut demands = Demands::new();
        for atom in inside.iter().copied().flatten() {
            if !self.demand(&mut demands, *atom) {
                return Found::No;
            }
        }
        match self.search(demands, outside.to_vec()) {
            Some(values) => Found::Yes(values),
            None if self.doubt => Found::GaveUp,
            None => Found::No,
        }
    }

    fn search(&mut self, mut demands: Demands, mut outside: Vec<&Scope>) -> Option<Vec<(Dimension, Values)>> {
        loop {
            let mut narrowest: Option<(usize, Vec<Atom>)> = None;
            let mut forced = None;
            let mut rest = Vec::with_capacity(outside.len());
            for scope in outside {
                let mut ways = Vec::new();
                let mut is_broken = false;
                for &atom in scope {
                    let mut with = demands.clone();
                    if !self.demand(&mut with, atom) {
                        is_broken = true;
                        break;
                    }
                    let mut without = demands.clone();
                    if self.demand(&mut without, !atom) {
                        ways.push(!atom);
                    }
                }
                if is_broken {
                    continue;
                }
                match ways.as_slice() {
                    [] => return None,
                    // It counts as broken from here on, also where that cannot be seen again.
                    [only] if forced.is_none() => {
                        forced = Some(*only);
                        continue;
                    }
                    _ => {}
                }
                if narrowest.as_ref().is_none_or(|(_, fewest)| ways.len() < fewest.len()) {
                    narrowest = Some((rest.len(), ways));
                }
                rest.push(scope);
            }
            outside = rest;
            if let Some(atom) = forced {
                self.demand(&mut demands, atom);
                continue;
            }
            let Some((index, ways)) = narrowest else { return self.values(&demands) };
            outside.remove(index);
            for atom in ways {
                if self.steps == 0 {
                    self.doubt = true;
                    return None;
                }
                self.steps -= 1;
                let mut branch = demands.clone();
                self.demand(&mut branch, atom);
                if let Some(values) = self.search(branch, outside.clone()) {
                    return Some(values);
                }
            }
            return None;
        }
    }

    /// Adds an atom; whether its dimension can still be fulfilled, or that is not known.
    fn demand(&mut self, demands: &mut Demands, atom: Atom) -> bool {
        let dimension = atom.dimension();
        let at = match demands.binary_search_by_key(&dimension, |&(known, _)| known) {
            Ok(at) => at,
            Err(at) => {
                demands.insert(at, (dimension, Demand::default()));
                at
            }
        };
        let demand = &mut demands[at].1;
        let list = match atom {
            Atom::Present(_, sign) => {
                if demand.present.is_some_and(|known| known != sign) {
                    return false;
                }
                demand.present = Some(sign);
                None
            }
            Atom::Any(_, predicate, sign) => Some((&mut demand.any, (predicate, sign))),
            Atom::All(_, predicate, sign) => Some((&mut demand.all, (predicate, sign))),
        };
        if let Some((list, literal)) = list
            && let Err(at) = list.binary_search(&literal)
        {
            list.insert(at, literal);
        }
        let demand = demand.clone();
        self.fulfil(dimension, &demand) != Found::No
    }

    /// Values for all dimensions that are asked of.
    fn values(&mut self, demands: &Demands) -> Option<Vec<(Dimension, Values)>> {
        let mut all = Vec::with_capacity(demands.len());
        for (dimension, demand) in demands {
            match self.fulfil(*dimension, demand) {
                Found::Yes(values) => all.push((*dimension, values)),
                Found::No => return None,
                Found::GaveUp => {
                    self.doubt = true;
                    return None;
                }
            }
        }
        Some(all)
    }

    fn fulfil(&mut self, dimension: Dimension, demand: &Demand) -> Found<Values> {
        let question = (dimension, demand.clone());
        if let Some(known) = self.known.get(&question) {
            return known.clone();
        }
        let answer = self.find(dimension, demand);
        self.known.insert(question, answer.clone());
        answer
    }

    fn find(&self, dimension: Dimension, demand: &Demand) -> Found<Values> {
        let both = || demand.any.iter().chain(&demand.all).copied();
        match dimension {
            Dimension::Opaque(_) => Found::Yes(Values::Holds(demand.present.unwrap_or(true))),
            Dimension::Caller => {
                let asked: Vec<_> = both().map(|(id, sign)| (&self.space.predicates[id], sign)).collect();
                one_caller(&asked).map_or(Found::No, |caller| Found::Yes(Values::Caller(caller)))
            }
            Dimension::Resource => self.one(dimension, both()),
            Dimension::Key(key) => {
                if demand.any.is_empty() && demand.present != Some(true) {
                    return Found::Yes(Values::Missing);
                }
                if demand.present == Some(false) {
                    return Found::No;
                }
                if !self.space.keys[key].multivalued || demand.any.len() < 2 {
                    return self.one(dimension, both());
                }
                // Each demand for some value gets one of its own, and all fit what is asked of all.
                let mut texts = Vec::new();
                for &some in &demand.any {
                    match self.one(dimension, std::iter::once(some).chain(demand.all.iter().copied())) {
                        Found::Yes(Values::Texts(mut one)) => texts.append(&mut one),
                        other => return other,
                    }
                }
                texts.sort_unstable();
                texts.dedup();
                Found::Yes(Values::Texts(texts))
            }
        }
    }

    fn one(&self, dimension: Dimension, literals: impl Iterator<Item = (PredicateId, bool)>) -> Found<Values> {
        let literals: Vec<(PredicateId, bool)> = literals.collect();
        // Whatever a predicate means: no value fits it and does not.
        if literals.iter().any(|&(id, sign)| literals.contains(&(id, !sign))) {
            return Found::No;
        }
        let mut asked: Vec<_> = literals.into_iter().map(|(id, sign)| (&self.space.predicates[id], sign)).collect();
        if matches!(dimension, Dimension::Key(key) if self.space.keys[key].truth) {
            asked.push((&Predicate::Truth { yes: true, no: true }, true));
        }
        match one_value(&asked) {
            Found::Yes(text) => Found::Yes(Values::Texts(vec![text])),
            Found::No => Found::No,
            Found::GaveUp => Found::GaveUp,
        }
    }
}
