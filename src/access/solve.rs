//! The search: is there a request that fits some scopes and none of some others?
//!
//! Dimensions are independent of each other, so a conjunction can be fulfilled when each of its
//! dimensions can. Every scope to stay out of must be broken in one of its atoms: one that is
//! broken already is dropped, one that can be broken in a single way is broken so, and among the
//! rest the search branches.

use std::collections::HashMap;

use super::predicate::Predicate;
use super::request::Caller;
use super::space::{Atom, Dimension, PredicateId, Scope, Space};
use super::value::{one_caller, one_value};
use crate::pattern::language::Found;

/// How much a search may cost: counts, never a time, so that the same input has the same answer on
/// every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    /// Branches that one question may take.
    steps: u32,
    /// States that the search for one text may visit.
    nodes: u32,
    /// What all questions together may cost, in the same units.
    total: u32,
}

impl Budget {
    /// The usual bounds of one question, and this one of all together.
    pub(super) const fn of(total: u32) -> Self {
        Self { steps: 20_000, nodes: 20_000, total }
    }
}

/// Why a question was left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Budget,
    /// A key is compared as text and as something else; its place in [`Space::keys`].
    Mixed(usize),
}

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

/// Values by dimension. A dimension that is missing may have any value.
pub(super) type Model = Vec<(Dimension, Values)>;

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
pub(super) struct Solver {
    known: HashMap<(Dimension, Demand), Found<Values>>,
    budget: Budget,
    /// Steps that the present question may still take.
    steps: u32,
    /// Why a branch was left undecided.
    stop: Option<Stop>,
}

impl Solver {
    pub(super) fn new(budget: Budget) -> Self {
        Self { known: HashMap::new(), budget, steps: 0, stop: None }
    }

    /// Why the last question was left open.
    pub(super) fn stop(&self) -> Stop {
        self.stop.unwrap_or(Stop::Budget)
    }

    /// Values that fit all of `inside` and none of `outside`.
    pub(super) fn solve(&mut self, space: &Space, inside: &[&Scope], outside: &[&Scope]) -> Found<Model> {
        self.steps = self.budget.steps.min(self.budget.total);
        self.stop = None;
        let asserted = |atom: &Atom| inside.iter().any(|scope| scope.binary_search(atom).is_ok());
        if outside.iter().any(|scope| scope.iter().all(asserted)) {
            return Found::No;
        }
        let mut search = Search { space, solver: self };
        let mut demands = Demands::new();
        for atom in inside.iter().copied().flatten() {
            if !search.demand(&mut demands, *atom) {
                return Found::No;
            }
        }
        match search.branch(demands, outside.to_vec()) {
            Some(values) => Found::Yes(values),
            None if self.stop.is_some() => Found::GaveUp,
            None => Found::No,
        }
    }

    /// Takes a cost from what is left; whether there was enough.
    pub(super) fn spend(&mut self, cost: u32) -> bool {
        let left = self.budget.total.checked_sub(cost);
        self.budget.total = left.unwrap_or(0);
        left.is_some()
    }
}

/// One question to a solver.
struct Search<'s, 'a> {
    space: &'a Space,
    solver: &'s mut Solver,
}

impl Search<'_, '_> {
    fn branch(&mut self, mut demands: Demands, mut outside: Vec<&Scope>) -> Option<Model> {
        loop {
            let mut narrowest: Option<(usize, Vec<Atom>)> = None;
            let mut forced = None;
            let mut rest = Vec::with_capacity(outside.len());
            for scope in outside {
                let mut ways = Vec::new();
                let mut is_broken = false;
                for &atom in scope {
                    if !self.takes(&demands, atom) {
                        is_broken = true;
                        break;
                    }
                    if self.takes(&demands, !atom) {
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
                if self.solver.steps == 0 || !self.solver.spend(1) {
                    self.solver.stop = Some(Stop::Budget);
                    return None;
                }
                self.solver.steps -= 1;
                let mut branch = demands.clone();
                self.demand(&mut branch, atom);
                if let Some(values) = self.branch(branch, outside.clone()) {
                    return Some(values);
                }
            }
            return None;
        }
    }

    /// Whether the atom's dimension could still be fulfilled with it, or that is not known.
    fn takes(&mut self, demands: &Demands, atom: Atom) -> bool {
        let dimension = atom.dimension();
        let mut demand = match demands.binary_search_by_key(&dimension, |&(known, _)| known) {
            Ok(at) => demands[at].1.clone(),
            Err(_) => Demand::default(),
        };
        demand.add(atom) && self.fulfil(dimension, demand) != Found::No
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
        demand.add(atom) && {
            let demand = demand.clone();
            self.fulfil(dimension, demand) != Found::No
        }
    }

    /// Values for all dimensions that are asked of.
    fn values(&mut self, demands: &Demands) -> Option<Model> {
        let mut all = Vec::with_capacity(demands.len());
        for (dimension, demand) in demands {
            match self.fulfil(*dimension, demand.clone()) {
                Found::Yes(values) => all.push((*dimension, values)),
                Found::No => return None,
                Found::GaveUp => {
                    self.solver.stop = Some(self.reason(*dimension, demand));
                    return None;
                }
            }
        }
        Some(all)
    }

    /// Why nothing is known of a demand.
    fn reason(&self, dimension: Dimension, demand: &Demand) -> Stop {
        let Dimension::Key(key) = dimension else { return Stop::Budget };
        let mut predicates = demand.any.iter().chain(&demand.all).map(|&(id, _)| &*self.space.predicates[id]);
        let is_text = |predicate: &&Predicate| matches!(predicate, Predicate::Text(_));
        let texts = predicates.clone().filter(is_text).count();
        if texts > 0 && predicates.any(|predicate| !is_text(&predicate)) { Stop::Mixed(key) } else { Stop::Budget }
    }

    fn fulfil(&mut self, dimension: Dimension, demand: Demand) -> Found<Values> {
        // What is asked of one dimension is compared as a whole, and kept.
        let cost = u32::try_from((demand.any.len() + demand.all.len()) / KEPT).unwrap_or(u32::MAX);
        if !self.solver.spend(cost) {
            return Found::GaveUp;
        }
        let question = (dimension, demand);
        if let Some(known) = self.solver.known.get(&question) {
            return known.clone();
        }
        let answer = self.find(dimension, &question.1);
        self.solver.known.insert(question, answer.clone());
        answer
    }

    fn find(&mut self, dimension: Dimension, demand: &Demand) -> Found<Values> {
        let both = || demand.any.iter().chain(&demand.all).copied();
        match dimension {
            Dimension::Opaque(_) => Found::Yes(Values::Holds(demand.present.unwrap_or(true))),
            Dimension::Caller => {
                let asked: Vec<_> = both().map(|(id, sign)| (&*self.space.predicates[id], sign)).collect();
                one_caller(&asked).map_or(Found::No, |caller| Found::Yes(Values::Caller(caller)))
            }
            Dimension::Action | Dimension::Resource => self.one(dimension, both()),
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

    fn one(&mut self, dimension: Dimension, literals: impl Iterator<Item = (PredicateId, bool)>) -> Found<Values> {
        let literals: Vec<(PredicateId, bool)> = literals.collect();
        // Whatever a predicate means: no value fits it and does not.
        if literals.iter().any(|&(id, sign)| literals.contains(&(id, !sign))) {
            return Found::No;
        }
        let mut asked: Vec<_> = literals.into_iter().map(|(id, sign)| (&*self.space.predicates[id], sign)).collect();
        if matches!(dimension, Dimension::Key(key) if self.space.keys[key].truth) {
            asked.push((&Predicate::Truth { yes: true, no: true }, true));
        }
        // Each pattern on one side may be held against each on the other before any is searched.
        let size = |sign: bool| {
            let globs = asked.iter().filter(|(_, own)| *own == sign).map(|(predicate, _)| predicate.size());
            globs.fold(0, u32::saturating_add).max(1)
        };
        if !self.solver.spend(size(true).saturating_mul(size(false)) / PAIRS) {
            return Found::GaveUp;
        }
        let allowed = self.solver.budget.nodes.min(self.solver.budget.total);
        let mut nodes = allowed;
        let found = one_value(&asked, &mut nodes);
        self.solver.spend(allowed - nodes);
        match found {
            Found::Yes(text) => Found::Yes(Values::Texts(vec![text])),
            Found::No => Found::No,
            Found::GaveUp => Found::GaveUp,
        }
    }
}

/// So many demands on one dimension cost as much as a state, each time that they are looked up.
const KEPT: usize = 8;

/// So many pairs of patterns, one held against the other, cost as much as a state.
const PAIRS: u32 = 16;

impl Demand {
    /// Adds an atom; whether that does not contradict at sight.
    fn add(&mut self, atom: Atom) -> bool {
        let (list, literal) = match atom {
            Atom::Present(_, sign) => {
                if self.present.is_some_and(|known| known != sign) {
                    return false;
                }
                self.present = Some(sign);
                return true;
            }
            Atom::Any(_, predicate, sign) => (&mut self.any, (predicate, sign)),
            Atom::All(_, predicate, sign) => (&mut self.all, (predicate, sign)),
        };
        if let Err(at) = list.binary_search(&literal) {
            list.insert(at, literal);
        }
        true
    }
}
