//! Questions about the statements of one policy: which of them are for nothing.

use std::cell::{Cell, OnceCell};

use super::action_class::{Entries, Tomorrow};
use super::run::UNKNOWN_SERVICE;
use super::sample::{Context, Sample, may_take, sample_actions, sample_resources};
use super::solve::{Budget, Solver};
use super::space::{Scope, Space, with};
use crate::catalogue::{Action, Catalogue, Service};
use crate::pattern::language::Found;
use crate::policy::{ActionEntry, Meaning, Policy, Statement};

/// What all questions about one policy may cost.
const TOTAL: u32 = 50_000;

/// What telling statements apart at sight may cost, in pairs of bytes.
const STEPS: usize = 500_000_000;

/// Classes of actions beyond which nothing is asked.
const CLASSES: usize = 1_024;

/// Actions of one statement that are looked at before anything is asked.
const ACTIONS: usize = 16;

/// Resources of one statement that are looked at before anything is asked.
const RESOURCES: usize = 8;

/// So many actions, each held against a statement, cost as much as a state of a search.
const HELD: usize = 256;

/// Statements of one policy beyond which nothing is asked.
const STATEMENTS: usize = 128;

/// The statements of a policy, for questions that are about several of them. What all questions
/// together may cost is bounded; beyond that nothing is covered.
///
/// ```
/// use arnlint::access::Within;
/// use arnlint::catalogue::Catalogue;
/// use arnlint::host;
/// use arnlint::policy::{Policy, PolicyType};
/// use arnlint::source::Source;
///
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"},
///     {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/2026/*"}]}"#;
/// let source = Source::new("policy.json", text.into()).unwrap();
/// let extracted = host::extract(&source, true);
/// let catalogue = Catalogue::embedded();
/// let policy = Policy::read(&extracted.documents[0], PolicyType::Identity, catalogue);
///
/// let mut within = Within::new(&policy, catalogue);
/// assert_eq!(within.covered_by(1, &[0]).unwrap().by, [0]);
/// assert!(within.covered_by(0, &[1]).is_none());
/// ```
pub struct Within<'p, 'd> {
    policy: &'p Policy<'d>,
    catalogue: Catalogue<'p>,
    /// The services whose actions each statement can be about, as bits that several of them share.
    services: Vec<u64>,
    /// Once they are needed, as most policies never do.
    entries: OnceCell<Entries<'p>>,
    space: Space,
    /// What each statement asks, once it is needed.
    scopes: Vec<Option<Scope>>,
    solver: Solver,
    /// How many pairs of bytes may still be looked at to tell statements apart at sight.
    steps: Cell<usize>,
}

/// Statements that together are about all that another one is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Their places in [`Policy::statements`]: as few as there are, in order.
    pub by: Vec<usize>,
    /// Whether that will hold for actions that AWS adds later, too.
    pub holds_later: bool,
}

impl<'p, 'd> Within<'p, 'd> {
    /// Reads the statements of a policy.
    pub fn new(policy: &'p Policy<'d>, catalogue: Catalogue<'p>) -> Self {
        Self {
            policy,
            catalogue,
            services: policy.statements.iter().map(services).collect(),
            entries: OnceCell::new(),
            space: Space::default(),
            scopes: vec![None; policy.statements.len()],
            solver: Solver::new(Budget::of(TOTAL)),
            steps: Cell::new(STEPS),
        }
    }

    fn entries(&self) -> &Entries<'p> {
        let policy = self.policy;
        self.entries.get_or_init(|| Entries::of(&policy.statements.iter().collect::<Vec<_>>()))
    }

    /// Whether all that a statement is about, some of the others are about too, whatever their
    /// effects: an Allow covered by Denies allows nothing, and one covered by Allows adds nothing.
    /// Statements are called by their places in [`Policy::statements`].
    ///
    /// Nothing where it is not covered, or that is not known, or where no request fits it anyway.
    pub fn covered_by(&mut self, statement: usize, others: &[usize]) -> Option<Cover> {
        if self.scopes.len() > STATEMENTS {
            return None;
        }
        let taking = self.alike(statement, others);
        if taking.is_empty() {
            return None;
        }
        let others: Vec<usize> = others.iter().copied().filter(|&at| at != statement).collect();
        let (_, about) = self.entries().first(statement, self.catalogue)?;
        let near = among(&about, &others);
        let is_covered = taking.iter().any(|at| near.contains(at)) && self.lies_within(statement, &near);
        if !is_covered || self.lies_within(statement, &[]) {
            return None;
        }
        let cost = self.entries().cost(|at| at == statement, self.catalogue) / HELD;
        if !self.solver.spend(u32::try_from(cost).unwrap_or(u32::MAX)) {
            return None;
        }
        let classes = self.entries().classes(|at| at == statement, self.catalogue, CLASSES)?;
        let classes: Vec<Vec<usize>> = classes.into_iter().map(|class| class.statements).collect();
        let one = among(&near, &taking).into_iter().find(|&at| self.covers(statement, &[at], &classes));
        let by = match one {
            Some(one) => vec![one],
            None if others.len() > 1 && self.covers(statement, &others, &classes) => {
                let mut by = others.clone();
                for at in others.iter().rev() {
                    let rest: Vec<usize> = by.iter().copied().filter(|one| one != at).collect();
                    if self.covers(statement, &rest, &classes) {
                        by = rest;
                    }
                }
                by
            }
            None => return None,
        };
        let holds_later = self.covers_later(statement, &others);
        Some(Cover { by, holds_later })
    }

    /// Those of the others that could be about the first request that fits the statement; none where
    /// a request that can be made up at sight is about none of them, as there is for most statements.
    fn alike(&self, at: usize, others: &[usize]) -> Vec<usize> {
        let statement = &self.policy.statements[at];
        let context = Context::of(statement, self.policy);
        let context = context.as_ref();
        let resources = || sample_resources(statement);
        let (action, resource) = (sample_actions(statement).next(), resources().next());
        let first = Sample { action, resource: resource.as_deref(), context };
        let others = || others.iter().copied().filter(|&other| other != at);
        let taking: Vec<usize> = others().filter(|&other| self.may_take(other, first)).collect();
        if taking.is_empty() {
            return taking;
        }
        let is_taken = |sample: Sample<'_, '_>| others().any(|other| self.may_take(other, sample));
        let resources: Vec<String> = resources().take(RESOURCES).collect();
        let all_taken = sample_actions(statement).take(ACTIONS).all(|action| {
            let with = |resource| Sample { action: Some(action), resource, context };
            resources.iter().all(|resource| is_taken(with(Some(resource)))) && is_taken(with(None))
        });
        if all_taken { taking } else { Vec::new() }
    }

    /// Whether a statement could be about the sample. A no is always right.
    fn may_take(&self, at: usize, sample: Sample<'_, '_>) -> bool {
        sample.action.is_none_or(|action| self.may_list(at, action))
            && may_take(&self.policy.statements[at], self.policy, sample, &self.steps)
    }

    /// Whether a statement can be about an action, whatever the rest of it says. A no is always right.
    fn may_list(&self, statement: usize, action: Action<'_>) -> bool {
        if self.services[statement] & bit(action.service()) == 0 {
            return false;
        }
        let [clause] = self.policy.statements[statement].actions.as_slice() else { return true };
        clause.open || clause.entries.iter().any(|entry| entry.covers(action)) != clause.negated
    }

    fn covers(&mut self, statement: usize, others: &[usize], classes: &[Vec<usize>]) -> bool {
        classes.iter().all(|about| {
            let others = among(about, others);
            !others.is_empty() && self.lies_within(statement, &others)
        })
    }

    fn read(&mut self, statements: &[usize]) {
        for &at in statements {
            if self.scopes[at].is_none() {
                self.scopes[at] = Some(self.space.scope(&self.policy.statements[at], self.policy));
            }
        }
    }

    /// Whether no request, whatever its action, fits the statement and none of the others.
    fn lies_within(&mut self, statement: usize, others: &[usize]) -> bool {
        self.read(others);
        self.read(&[statement]);
        let Some(inside) = &self.scopes[statement] else { return false };
        let outside: Vec<&Scope> = others.iter().filter_map(|&at| self.scopes[at].as_ref()).collect();
        self.solver.solve(&self.space, &[inside], &outside) == Found::No
    }

    /// Whether the others cover the statement also where an action is not known yet.
    fn covers_later(&mut self, statement: usize, others: &[usize]) -> bool {
        let entries = self.entries();
        let prefixes = entries.prefixes().into_iter().filter(|prefix| entries.may_gain(statement, prefix));
        let mut prefixes: Vec<String> = prefixes.map(str::to_owned).collect();
        if entries.may_gain(statement, UNKNOWN_SERVICE) {
            prefixes.push(UNKNOWN_SERVICE.to_owned());
        }
        if !prefixes.is_empty() {
            self.read(others);
        }
        prefixes.iter().all(|prefix| {
            let views = self.entries().of_tomorrow(prefix);
            let Some(own) = views.iter().find(|view| view.part == statement) else { return true };
            let scopes = &self.scopes;
            let space = &mut self.space;
            let mut scope_of = |view: &Tomorrow| scopes[view.part].as_ref().map(|scope| view.scope(scope, space));
            let Some(inside) = scope_of(own) else { return false };
            let outside = views.iter().filter(|view| others.contains(&view.part)).filter_map(scope_of);
            let outside: Vec<Scope> = outside.collect();
            let inside = with(&inside, self.space.action(&[format!("{prefix}:*")], true));
            self.solver.solve(&self.space, &[&inside], &outside.iter().collect::<Vec<_>>()) == Found::No
        })
    }
}

/// The services whose actions a statement can be about: all bits where that cannot be told.
fn services(statement: &Statement<'_>) -> u64 {
    let [clause] = statement.actions.as_slice() else { return u64::MAX };
    if clause.open || clause.negated {
        return u64::MAX;
    }
    let of_entry = |entry: &ActionEntry<'_>| match &entry.meaning {
        Meaning::Action(action) => bit(action.service()),
        Meaning::Pattern(pattern) => bit(pattern.service()),
        _ => u64::MAX,
    };
    clause.entries.iter().map(of_entry).fold(0, |all, one| all | one)
}

fn bit(service: Service<'_>) -> u64 {
    1 << (service.number() % 64)
}

/// Those of the statements that are among others.
fn among(statements: &[usize], others: &[usize]) -> Vec<usize> {
    statements.iter().copied().filter(|at| others.contains(at)).collect()
}

/// The conditions, by their places in [`Statement::condition_keys`], that no request can meet
/// together: as few as there are, in order. Nothing where there is such a request, or that is not
/// known.
pub fn contradiction(policy: &Policy<'_>, statement: &Statement<'_>) -> Option<Vec<usize>> {
    let mut space = Space::default();
    let conditions = space.conditions(statement, policy);
    let mut solver = Solver::new(Budget::of(TOTAL));
    let mut core: Vec<usize> = (0..conditions.len()).collect();
    let mut impossible = |core: &[usize]| {
        let scopes: Vec<&Scope> = core.iter().map(|&at| &conditions[at]).collect();
        solver.solve(&space, &scopes, &[]) == Found::No
    };
    if core.len() < 2 || !impossible(&core) {
        return None;
    }
    for at in (0..core.len()).rev() {
        let mut rest = core.clone();
        rest.remove(at);
        if impossible(&rest) {
            core = rest;
        }
    }
    Some(core)
}
