//! Questions about the statements of one policy: which of them are for nothing.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::action_class::{Entries, Tomorrow};
use super::listing::{Listing, bits, places};
use super::run::UNKNOWN_SERVICE;
use super::sample::{Context, Sample, may_take, sample_action, sample_resources, sampled};
use super::solve::{Budget, Solver};
use super::space::{Scope, Space, with};
use crate::catalogue::Catalogue;
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

/// Statements of one policy beyond which nothing is asked: there is a bit for each of them.
pub(super) const STATEMENTS: usize = 128;

/// So many actions, each held against a statement, cost as much as a state of a search.
const HELD: usize = 256;

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
    listing: Listing<'p, 'd>,
    space: Space,
    /// What each statement asks, once it is needed.
    scopes: BTreeMap<usize, Scope>,
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
            listing: Listing::of(&policy.statements),
            space: Space::default(),
            scopes: BTreeMap::new(),
            solver: Solver::new(Budget::of(TOTAL)),
            steps: Cell::new(STEPS),
        }
    }

    /// The entries of all statements, as far as they say something of what this one is about.
    fn entries(&self, statement: usize) -> Entries<'p> {
        let own = match self.policy.statements[statement].actions.as_slice() {
            [clause] if !clause.open && !clause.negated => {
                clause.entries.iter().fold(0, |all, entry| all | services(entry))
            }
            _ => u64::MAX,
        };
        Entries::of(&self.policy.statements, |entry| own & services(entry) != 0)
    }

    /// Whether all that a statement is about, some of the others are about too, whatever their
    /// effects: an Allow covered by Denies allows nothing, and one covered by Allows adds nothing.
    /// Statements are called by their places in [`Policy::statements`].
    ///
    /// Nothing where it is not covered, or that is not known, or where no request fits it anyway.
    pub fn covered_by(&mut self, statement: usize, others: &[usize]) -> Option<Cover> {
        if self.policy.statements.len() > STATEMENTS {
            return None;
        }
        let taking = self.alike(statement, others);
        if taking.is_empty() {
            return None;
        }
        let others: Vec<usize> = others.iter().copied().filter(|&at| at != statement).collect();
        let entries = self.entries(statement);
        let (_, about) = entries.first(statement, self.catalogue)?;
        let near = among(&about, &others);
        let is_covered = taking.iter().any(|at| near.contains(at)) && self.lies_within(statement, &near);
        if !is_covered || self.lies_within(statement, &[]) {
            return None;
        }
        let cost = entries.cost(|at| at == statement, self.catalogue) / HELD;
        if !self.solver.spend(u32::try_from(cost).unwrap_or(u32::MAX)) {
            return None;
        }
        let classes = entries.classes(|at| at == statement, self.catalogue, CLASSES)?;
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
        let holds_later = self.covers_later(statement, &others, &entries);
        Some(Cover { by, holds_later })
    }

    /// Those of the others that could be about the first request that fits the statement; none where
    /// a request that can be made up at sight is about none of them, as there is for most statements.
    fn alike(&self, at: usize, others: &[usize]) -> Vec<usize> {
        let statement = &self.policy.statements[at];
        let others = bits(others.iter().copied().filter(|&other| other != at));
        // Most statements are about actions of their own: what is asked beyond them waits.
        let actions = sampled(statement).filter_map(sample_action).take(ACTIONS);
        let mut listing: Vec<u128> = Vec::new();
        for action in actions {
            let about = self.listing.about(action, others);
            if about == 0 {
                return Vec::new();
            }
            listing.push(about);
        }
        let context = Context::of(statement, self.policy);
        let context = context.as_ref();
        let mut resources = sample_resources(statement).take(RESOURCES);
        let resource = resources.next();
        let first = Sample { resource: resource.as_deref(), context };
        let mut taking: Vec<usize> = places(listing.first().copied().unwrap_or(others)).collect();
        taking.retain(|&other| self.may_take(other, first));
        if taking.is_empty() {
            return taking;
        }
        let resources: Vec<Option<String>> = resources.chain(resource).map(Some).chain([None]).collect();
        let all_taken = listing.iter().all(|&listing| {
            resources.iter().all(|resource| {
                let sample = Sample { resource: resource.as_deref(), context };
                places(listing).any(|other| self.may_take(other, sample))
            })
        });
        if all_taken { taking } else { Vec::new() }
    }

    /// Whether a statement could be about the sample, its action aside. A no is always right.
    fn may_take(&self, at: usize, sample: Sample<'_, '_>) -> bool {
        may_take(&self.policy.statements[at], self.policy, sample, &self.steps)
    }

    fn covers(&mut self, statement: usize, others: &[usize], classes: &[Vec<usize>]) -> bool {
        // Many classes hang on the same of the others.
        let asked: BTreeSet<Vec<usize>> = classes.iter().map(|about| among(about, others)).collect();
        !asked.contains(&Vec::new()) && asked.iter().all(|others| self.lies_within(statement, others))
    }

    fn read(&mut self, statements: &[usize]) {
        for &at in statements {
            let scope = || self.space.scope(&self.policy.statements[at], self.policy);
            self.scopes.entry(at).or_insert_with(scope);
        }
    }

    /// Whether no request, whatever its action, fits the statement and none of the others.
    fn lies_within(&mut self, statement: usize, others: &[usize]) -> bool {
        self.read(others);
        self.read(&[statement]);
        let Some(inside) = self.scopes.get(&statement) else { return false };
        let outside: Vec<&Scope> = others.iter().filter_map(|at| self.scopes.get(at)).collect();
        self.solver.solve(&self.space, &[inside], &outside) == Found::No
    }

    /// Whether the others cover the statement also where an action is not known yet.
    fn covers_later(&mut self, statement: usize, others: &[usize], entries: &Entries<'_>) -> bool {
        let prefixes = entries.prefixes().filter(|prefix| entries.may_gain(statement, prefix));
        let mut prefixes: Vec<String> = prefixes.map(str::to_owned).collect();
        if entries.may_gain(statement, UNKNOWN_SERVICE) {
            prefixes.push(UNKNOWN_SERVICE.to_owned());
        }
        prefixes.iter().all(|prefix| {
            let mut views = entries.of_tomorrow(prefix);
            views.retain(|view| view.part == statement || others.contains(&view.part));
            self.read(&views.iter().map(|view| view.part).collect::<Vec<_>>());
            let Some(own) = views.iter().find(|view| view.part == statement) else { return true };
            let scopes = &self.scopes;
            let space = &mut self.space;
            let mut scope_of = |view: &Tomorrow| scopes.get(&view.part).map(|scope| view.scope(scope, space));
            let Some(inside) = scope_of(own) else { return false };
            let outside = views.iter().filter(|view| view.part != statement).filter_map(scope_of);
            let outside: Vec<Scope> = outside.collect();
            let inside = with(&inside, self.space.action(&[format!("{prefix}:*")], true));
            self.solver.solve(&self.space, &[&inside], &outside.iter().collect::<Vec<_>>()) == Found::No
        })
    }
}

/// The services that an entry can be about, as bits that several of them share: all bits where that
/// cannot be told.
fn services(entry: &ActionEntry<'_>) -> u64 {
    let service = match &entry.meaning {
        Meaning::Action(action) => action.service(),
        Meaning::Pattern(pattern) => pattern.service(),
        _ => return u64::MAX,
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::policy::PolicyType;
    use crate::text_map::TextMap;

    const RESOURCES: &[&str] = &[
        r#""Resource": "*""#,
        r#""Resource": "arn:aws:s3:::a/*""#,
        r#""Resource": ["arn:aws:s3:::a/b?", "arn:aws:s3:::b/b"]"#,
        r#""Resource": "arn:aws:s3:::a/${aws:username}""#,
        r#""NotResource": "arn:aws:s3:::a/*""#,
        r#""NotResource": ["arn:aws:s3:::a/${aws:username}", "arn:aws:s3:::b/b"]"#,
    ];

    const CONDITIONS: &[&str] = &[
        "",
        r#""StringEquals": {"aws:RequestTag/x": ["a", "b"]}"#,
        r#""StringLike": {"aws:requesttag/x": "a*"}"#,
        r#""StringNotEquals": {"aws:RequestTag/x": "a"}"#,
        r#""StringNotLike": {"aws:RequestTag/x": "a*"}"#,
        r#""StringEqualsIfExists": {"aws:RequestTag/x": "b"}"#,
        r#""StringEquals": {"aws:RequestTag/x": "a"}, "StringNotEquals": {"aws:RequestTag/x": "b"}"#,
        r#""StringLike": {"aws:SecureTransport": "*"}"#,
        r#""StringEquals": {"aws:SecureTransport": ["true", "false"]}"#,
        r#""Null": {"aws:RequestTag/x": "true"}"#,
        r#""ForAnyValue:StringEquals": {"aws:TagKeys": "a"}"#,
        r#""ForAnyValue:StringLike": {"aws:TagKeys": ["a*", "b"]}"#,
        r#""ForAllValues:StringEquals": {"aws:TagKeys": "b"}"#,
        r#""StringEquals": {"aws:TagKeys": "a"}"#,
        r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:::a*"}"#,
        r#""ArnNotEquals": {"aws:SourceArn": "arn:aws:s3:::ab"}"#,
        r#""StringLike": {"aws:SourceArn": "arn:aws:*:::a*"}"#,
    ];

    #[test]
    fn what_is_told_apart_at_sight_is_not_covered() {
        let mut statements = Vec::new();
        for resource in RESOURCES {
            for condition in CONDITIONS {
                statements.push(format!(
                    r#"{{"Effect": "Allow", "Action": "s3:GetObject", {resource}, "Condition": {{{condition}}}}}"#
                ));
            }
        }
        assert!(statements.len() <= STATEMENTS);
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "));
        let parsed = json::parse(&text, &text, &TextMap::linear(0, u32::try_from(text.len()).unwrap()));
        let (root, catalogue) = (parsed.root.unwrap(), Catalogue::embedded());
        let policy = Policy::read_literally(&root, PolicyType::Identity, catalogue);
        let mut within = Within::new(&policy, catalogue);
        within.solver = Solver::new(Budget::of(u32::MAX));
        let mut apart = 0;
        for one in 0..statements.len() {
            for other in (0..statements.len()).filter(|&other| other != one) {
                if within.alike(one, &[other]).is_empty() {
                    apart += 1;
                    let is_covered = within.lies_within(one, &[other]) && !within.lies_within(one, &[]);
                    assert!(!is_covered, "{} lies within {}", statements[one], statements[other]);
                }
            }
        }
        assert!(apart > statements.len() * statements.len() / 2);
    }
}
