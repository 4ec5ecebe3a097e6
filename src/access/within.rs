//! Questions about the statements of one policy: which of them are for nothing.

use std::cell::OnceCell;

use super::action_class::{Entries, Tomorrow};
use super::run::UNKNOWN_SERVICE;
use super::solve::{Budget, Solver};
use super::space::{Scope, Space, with};
use crate::catalogue::Catalogue;
use crate::pattern::language::Found;
use crate::pattern::matches;
use crate::policy::{Entry, Policy, Statement};

/// What all questions about one policy may cost.
const TOTAL: u32 = 50_000;

/// Classes of actions beyond which nothing is asked.
const CLASSES: usize = 1_024;

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
    /// Once they are needed, as most policies never do.
    entries: OnceCell<Entries<'p>>,
    space: Space,
    /// What each statement asks, once it is needed.
    scopes: Vec<Option<Scope>>,
    solver: Solver,
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
            entries: OnceCell::new(),
            space: Space::default(),
            scopes: vec![None; policy.statements.len()],
            solver: Solver::new(Budget::of(TOTAL)),
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
        let others: Vec<usize> = others.iter().copied().filter(|&at| at != statement).collect();
        // Most statements are alone with their first resource, or with their first action.
        let sample = self.sample(statement);
        let taking: Vec<usize> = others.iter().copied().filter(|&at| self.may_take(at, &sample)).collect();
        if taking.is_empty() {
            return None;
        }
        let (_, about) = self.entries().first(statement, self.catalogue)?;
        let near = among(&about, &others);
        let is_covered = taking.iter().any(|at| near.contains(at)) && self.lies_within(statement, &near);
        if !is_covered || self.lies_within(statement, &[]) {
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

    /// A request that fits the statement, as far as one can be made up at sight.
    fn sample(&self, statement: usize) -> Sample {
        let statement = &self.policy.statements[statement];
        let resource = match statement.resources.as_slice() {
            [clause] if !clause.negated => clause.entries.first().map(Entry::as_str),
            _ => None,
        };
        let resource = resource.filter(|text| !text.contains("${") && !self.policy.has_placeholder(statement.span()));
        let resource = resource.map(|text| text.replace('*', "example").replace('?', "e"));
        let has_context = statement.condition_keys().any(|(condition, key)| condition.needs(key));
        Sample { resource, is_bare: !has_context && !statement.has_unseen_conditions() }
    }

    /// Whether a statement could be about the sample. A no is always right.
    fn may_take(&self, statement: usize, sample: &Sample) -> bool {
        let statement = &self.policy.statements[statement];
        let needs_context = statement.condition_keys().any(|(condition, key)| condition.needs(key));
        if sample.is_bare && needs_context {
            return false;
        }
        let (Some(resource), [clause]) = (&sample.resource, statement.resources.as_slice()) else { return true };
        let is_known = !clause.open && !self.policy.has_placeholder(clause.member.span());
        let matches = |entry: &Entry<'_>| entry.as_str().contains("${") || matches(entry.as_str(), resource);
        !is_known || clause.negated || clause.entries.iter().any(matches)
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
        let mut prefixes: Vec<String> = self.entries().prefixes().into_iter().map(str::to_owned).collect();
        prefixes.push(UNKNOWN_SERVICE.to_owned());
        self.read(others);
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

/// What is known of a request that fits a statement.
struct Sample {
    resource: Option<String>,
    /// Whether it fits without any condition key.
    is_bare: bool,
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
