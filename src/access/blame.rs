//! Who grants it, and what the old policy says instead: from answers to causes.

use std::collections::{BTreeMap, HashSet};

use super::action_class::Named;
use super::compare::Grant;
use super::evaluate::{action, applies, caller, meets, resource};
use super::fitting::{Fit, Fitting};
use super::question::{Answer, Part, Questions};
use super::request::Request;
use super::run::{Found, Shown};
use super::space::{Dimension, Scope, with, with_all};
use super::witness::polish;
use crate::pattern::{matches, matches_ignore_case};
use crate::policy::{ActionEntry, ConditionKey, ConditionValue, Entry, Policy, Statement};
use crate::source::Span;

/// How near a policy comes to granting a request that it does not grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NearMiss {
    /// No statement of it allows the action, or there is no policy.
    Nothing,
    /// A statement allows it, and this Deny takes it back.
    Denied {
        /// The place of the Deny in [`Policy::statements`].
        statement: usize,
    },
    /// A statement allows the action, but not this request.
    Limited {
        /// The place of the statement in [`Policy::statements`].
        statement: usize,
        /// What the request does not fit, in the order of the statement. Never empty.
        limits: Vec<Limit>,
    },
}

/// A part of a statement that a request does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is.
    pub element: Limited,
    /// The element, or the condition key with its values.
    pub place: Span,
}

/// The parts of a statement that limit whom and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limited {
    /// `Resource` or `NotResource`.
    Resource,
    /// `Principal` or `NotPrincipal`.
    Caller,
    /// This condition key, as it is written.
    Condition(String),
}

/// Statements of the old side, and things that its nearest one asks, that are looked at by themselves.
const STATEMENTS: usize = 8;
const DIMENSIONS: usize = 6;

/// Entries of a statement beyond which all of them are blamed.
const ENTRIES: usize = 64;

/// Actions of one cause for which it is looked up whether they take what they are granted on.
const WEIGHED: usize = 64;

/// Changes that may make a request read better, besides leaving out keys.
const POLISHING: usize = 8;

/// Answers of one cause that are asked again for each entry.
const ASKED: usize = 4;

/// How near a policy comes to granting a request.
pub(super) fn near_miss(policy: Option<&Policy<'_>>, request: &Request) -> NearMiss {
    let Some(policy) = policy else { return NearMiss::Nothing };
    let mut nearest: Option<(usize, Vec<Limit>)> = None;
    for (at, statement) in policy.statements.iter().enumerate().filter(|(_, statement)| statement.is_allow()) {
        if action(statement, policy, request) != Some(true) {
            continue;
        }
        let limits = limits(statement, policy, request);
        if nearest.as_ref().is_none_or(|(_, fewest)| limits.len() < fewest.len()) {
            nearest = Some((at, limits));
        }
    }
    match nearest {
        None => NearMiss::Nothing,
        Some((statement, limits)) if !limits.is_empty() => NearMiss::Limited { statement, limits },
        Some(_) => {
            let denies =
                |statement: &Statement<'_>| statement.is_deny() && applies(statement, policy, request) == Some(true);
            policy
                .statements
                .iter()
                .position(denies)
                .map_or(NearMiss::Nothing, |statement| NearMiss::Denied { statement })
        }
    }
}

fn limits(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Vec<Limit> {
    let resources = statement.resources.first().map(|clause| clause.member.span());
    let callers = statement.principals.first().map(|clause| clause.member.span());
    let elements = [
        (Limited::Resource, resource(statement, policy, request), resources),
        (Limited::Caller, caller(statement, policy, request), callers),
    ];
    let conditions = statement.condition_keys().map(|(condition, key)| {
        let limited = Limited::Condition(key.name().to_owned());
        (limited, meets(condition, key, policy, request), Some(key.member.span()))
    });
    let all = elements.into_iter().chain(conditions);
    all.filter(|(_, answer, _)| *answer != Some(true))
        .map(|(element, _, place)| Limit { element, place: place.unwrap_or_else(|| statement.span()) })
        .collect()
}

/// Requests that the new side alone grants, one for each thing by which the old side keeps them out:
/// what its nearest statement asks, and its Denies. The one that was found where there is no such
/// thing by itself.
pub(super) fn one_for_each_cause(
    part: usize,
    shown: Shown,
    others: &[(usize, Scope)],
    questions: &mut Questions<'_, '_>,
) -> Vec<Shown> {
    let near = near_miss(questions.old, &shown.witness);
    if near == NearMiss::Nothing {
        return vec![shown];
    }
    let mut inside: Vec<Scope> = Vec::new();
    let of_old = |is_allow: bool| {
        let parts = &questions.parts;
        let wanted = move |&&(at, _): &&(usize, Scope)| !parts[at].is_new && parts[at].is_allow == is_allow;
        others.iter().filter(wanted).take(STATEMENTS)
    };
    if let NearMiss::Limited { statement, .. } = near
        && let Some((_, near)) = of_old(true).find(|(at, _)| questions.parts[*at].at == statement)
    {
        let mut dimensions: Vec<Dimension> = near.iter().map(|atom| atom.dimension()).collect();
        dimensions.dedup();
        dimensions.truncate(DIMENSIONS);
        for dimension in dimensions {
            let rest = near.iter().copied().filter(|atom| atom.dimension() != dimension);
            inside.push(with_all(&shown.inside, rest));
        }
    }
    for (_, deny) in of_old(false) {
        let both = |allow: &Scope| with_all(&shown.inside, allow.iter().chain(deny).copied());
        inside.extend(of_old(true).map(|(_, allow)| both(allow)));
    }
    let mut causes: Vec<(Cause, Shown)> = Vec::new();
    for inside in inside {
        if !questions.afford(&shown.witness) {
            break;
        }
        let Answer::Yes(witness) = questions.ask(part, &inside, others, &shown.witness.action) else { continue };
        let near = near_miss(questions.old, &witness);
        let is_single = !matches!(&near, NearMiss::Limited { limits, .. } if limits.len() > 1);
        let cause = Cause::of(part, &near);
        if is_single && !causes.iter().any(|(known, _)| *known == cause) {
            causes.push((cause, Shown { witness, inside }));
        }
    }
    if causes.is_empty() { vec![shown] } else { causes.into_iter().map(|(_, shown)| shown).collect() }
}

/// What tells one cause from another: a Deny of the old policy whatever it let go, else the
/// statement and what limited it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Statement(usize, Vec<Limited>),
    Deny(usize),
}

impl Cause {
    fn of(part: usize, near: &NearMiss) -> Self {
        match near {
            NearMiss::Nothing => Self::Statement(part, Vec::new()),
            NearMiss::Denied { statement } => Self::Deny(*statement),
            NearMiss::Limited { limits, .. } => {
                Self::Statement(part, limits.iter().map(|limit| limit.element.clone()).collect())
            }
        }
    }
}

/// One grant for each cause.
pub(super) fn by_cause(found: Vec<Found<'_>>, questions: &mut Questions<'_, '_>) -> Vec<Grant> {
    let mut causes: BTreeMap<Cause, Vec<(Found<'_>, NearMiss)>> = BTreeMap::new();
    for one in found {
        let near = near_miss(questions.old, &one.shown.witness);
        causes.entry(Cause::of(one.part, &near)).or_default().push((one, near));
    }
    causes.into_values().map(|all| grant(&all, questions)).collect()
}

/// The grant of some answers with one cause. Actions that take none of the resources are set apart
/// where there are others.
fn grant(all: &[(Found<'_>, NearMiss)], questions: &mut Questions<'_, '_>) -> Grant {
    let each = all.iter().enumerate().flat_map(|(at, (found, _))| found.actions.iter().map(move |action| (at, action)));
    let mut actions: Vec<(usize, &Named<'_>)> = each.collect();
    actions.sort_by_key(|(_, action)| action.rank());
    let mut seen = HashSet::new();
    actions.retain(|(_, action)| seen.insert(action.to_string()));
    let mut fitting: Vec<Fitting<'_, '_>> = all.iter().map(|(found, _)| Fitting::of(found)).collect();
    let weighed: Vec<(Fit, Option<Request>)> =
        actions.iter().take(WEIGHED).map(|&(at, action)| fitting[at].fit(action, questions)).collect();
    let best = weighed.iter().map(|(fit, _)| fit.clone()).min().unwrap_or(Fit::No);
    let is_best = |at: usize| weighed.get(at).is_none_or(|(fit, _)| *fit == best);
    let of = |wanted: bool| (0..actions.len()).filter(move |&at| is_best(at) == wanted);
    let lead = of(true).next().unwrap_or(0);
    let (first, near) = &all[actions[lead].0];
    let names: Vec<String> = of(true).map(|at| actions[at].1.to_string()).collect();
    let places = places(all, first, near, &names, questions);
    let statement = questions.parts[first.part].statement;
    let can_polish = (0..first.shown.witness.context.len() + POLISHING).all(|_| questions.afford(&first.shown.witness));
    let shows = |request: &Request| {
        questions.holds(first.part, request) && Cause::of(0, near) == Cause::of(0, &near_miss(questions.old, request))
    };
    let found = weighed.get(lead).and_then(|(_, witness)| witness.as_ref()).filter(|witness| shows(witness));
    let witness = found.unwrap_or(&first.shown.witness).clone();
    let witness = if can_polish { polish(witness, actions[lead].1, statement, shows) } else { witness };
    Grant {
        statement: questions.parts[first.part].at,
        idle: of(false).map(|at| actions[at].1.to_string()).collect(),
        actions: names,
        near: near_miss(questions.old, &witness),
        witness,
        places,
        is_idle: best == Fit::No && actions.len() <= WEIGHED,
        is_future: false,
    }
}

/// The places that grant it.
fn places(
    all: &[(Found<'_>, NearMiss)],
    first: &Found<'_>,
    near: &NearMiss,
    names: &[String],
    questions: &mut Questions<'_, '_>,
) -> Vec<Span> {
    let statement = questions.parts[first.part].statement;
    let of_actions =
        || entries_that(statement, |entry| names.iter().any(|name| name == entry || matches_ignore_case(entry, name)));
    let NearMiss::Limited { limits, .. } = near else { return of_actions() };
    match limits.as_slice() {
        [Limit { element: Limited::Resource, .. }] => {
            of_resources(all, first.part, questions).unwrap_or_else(of_actions)
        }
        [Limit { element: Limited::Caller, .. }] => {
            statement.principals.first().map_or_else(of_actions, |clause| vec![clause.member.value.span])
        }
        _ => {
            let is_limit = |name: &str| {
                limits
                    .iter()
                    .any(|limit| matches!(&limit.element, Limited::Condition(key) if key.eq_ignore_ascii_case(name)))
            };
            let keys = statement.condition_keys().filter(|(_, key)| is_limit(key.name()));
            let same: Vec<Span> = keys.flat_map(|(_, key)| values_that_fit(key, &first.shown.witness)).collect();
            if same.is_empty() { of_actions() } else { same }
        }
    }
}

/// The values of a condition that let the request through; all of it where that cannot be told.
fn values_that_fit(key: &ConditionKey<'_>, request: &Request) -> Vec<Span> {
    let given = request.context.get(&key.name().to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
    let fits = |value: &&ConditionValue<'_>| given.iter().any(|given| matches(&value.as_str(), given));
    let fitting: Vec<Span> = key.values.iter().filter(fits).map(ConditionValue::span).collect();
    if fitting.is_empty() || fitting.len() == key.values.len() { vec![key.member.span()] } else { fitting }
}

/// The action entries that are meant, or the element where that is all of them or none.
pub(super) fn entries_that(statement: &Statement<'_>, is_meant: impl Fn(&str) -> bool) -> Vec<Span> {
    let Some(clause) = statement.actions.first() else { return vec![statement.span()] };
    if clause.negated {
        return vec![clause.member.key.span];
    }
    let meant: Vec<Span> =
        clause.entries.iter().filter(|entry| is_meant(entry.as_str())).map(ActionEntry::span).collect();
    if meant.is_empty() || meant.len() == clause.entries.len() { vec![clause.member.value.span] } else { meant }
}

/// The resource entries by which one of the answers is yes.
fn of_resources(all: &[(Found<'_>, NearMiss)], part: usize, questions: &mut Questions<'_, '_>) -> Option<Vec<Span>> {
    let Part { policy, statement, .. } = questions.parts[part];
    let [clause] = statement.resources.as_slice() else { return None };
    if clause.negated {
        return Some(vec![clause.member.key.span]);
    }
    if clause.entries.len() == 1 || clause.entries.len() > ENTRIES {
        return Some(vec![clause.member.value.span]);
    }
    let grants = |entry: &&Entry<'_>| {
        let Some(atom) = questions.space.resource(entry, policy) else { return false };
        let mut asked = all.iter().map(|(found, _)| found).filter(|found| found.part == part).take(ASKED);
        asked.any(|found| {
            let inside = with(&found.shown.inside, atom);
            matches!(questions.ask(part, &inside, &found.others, &found.shown.witness.action), Answer::Yes(_))
        })
    };
    let blamed: Vec<Span> = clause.entries.iter().filter(grants).map(Entry::span).collect();
    let is_all = blamed.is_empty() || blamed.len() == clause.entries.len();
    Some(if is_all { vec![clause.member.value.span] } else { blamed })
}
