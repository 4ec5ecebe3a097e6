//! The questions: what does one policy grant that another does not, and which statements are for
//! nothing.

use std::collections::BTreeMap;

use super::action_class::{Class, classes};
use super::evaluate::allows;
use super::glob::variable_of;
use super::request::{Caller, Request};
use super::scope::{Dimension, Scope, Space};
use super::solve::{Solver, Values};
use crate::catalogue::Catalogue;
use crate::pattern::language::{Found, is_letter};
use crate::policy::{Policy, Statement};

/// What one policy grants and another does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What is granted, by statement and action. Each was replayed.
    pub grants: Vec<Grant>,
    /// What could not be decided.
    pub doubts: Vec<Doubt>,
}

/// Access that a statement of the new policy grants and the old policy does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The place of the statement in [`Policy::statements`].
    pub statement: usize,
    /// The actions, by their full names.
    pub actions: Vec<String>,
    /// A request with the first of the actions that the one policy allows and the other does not.
    pub witness: Request,
}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The place of the statement in [`Policy::statements`].
    pub statement: usize,
    /// The actions, by their full names.
    pub actions: Vec<String>,
}

impl Comparison {
    /// Whether nothing is granted, for sure.
    pub fn is_empty(&self) -> bool {
        self.grants.is_empty() && self.doubts.is_empty()
    }
}

/// What `new` grants and `old` does not, over the actions that the catalogue knows and those that
/// `new` spells out.
///
/// ```
/// use arnlint::access::new_access;
/// use arnlint::catalogue::Catalogue;
/// use arnlint::host;
/// use arnlint::policy::{Policy, PolicyType};
/// use arnlint::source::Source;
///
/// let policy = |resource: &str| {
///     let text = format!(
///         r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "{resource}"}}}}"#
///     );
///     Source::new("policy.json", text.into_bytes()).unwrap()
/// };
/// let (old, new) = (policy("arn:aws:s3:::logs/*"), policy("arn:aws:s3:::*"));
/// let (old, new) = (host::extract(&old, true), host::extract(&new, true));
/// let catalogue = Catalogue::embedded();
/// let old = Policy::read(&old.documents[0], PolicyType::Identity, catalogue);
/// let new = Policy::read(&new.documents[0], PolicyType::Identity, catalogue);
///
/// let comparison = new_access(&old, &new, catalogue);
/// assert_eq!(comparison.grants[0].actions, ["s3:GetObject"]);
/// assert!(new_access(&new, &old, catalogue).is_empty());
/// ```
pub fn new_access<'d>(old: &Policy<'d>, new: &Policy<'d>, catalogue: Catalogue<'_>) -> Comparison {
    let mut space = Space::default();
    let sides: [(&Policy<'d>, bool); 2] = [(new, true), (old, false)];
    let all: Vec<Part<'_, 'd>> = sides
        .iter()
        .flat_map(|&(policy, is_new)| policy.statements.iter().map(move |statement| (policy, statement, is_new)))
        .map(|(policy, statement, is_new)| Part { statement, scope: space.scope(statement, policy), is_new })
        .collect();
    let mut solver = Solver::new(&space);
    let mut comparison = Comparison::default();
    for (at, part) in all.iter().enumerate().filter(|(_, part)| part.is_new && !part.statement.is_deny()) {
        let others =
            all.iter().enumerate().filter(|&(other, one)| other != at && !(one.is_new && one.statement.is_allow()));
        let parts: Vec<&Part<'_, 'd>> = std::iter::once(part).chain(others.map(|(_, one)| one)).collect();
        let statements: Vec<&Statement<'d>> = parts.iter().map(|part| part.statement).collect();
        for Class { statements, actions } in classes(&statements, catalogue) {
            let about: Vec<&Part<'_, 'd>> = statements.iter().skip(1).map(|&at| parts[at]).collect();
            let replay = |request: &Request| allows(new, request) == Some(true) && allows(old, request) == Some(false);
            let index = part.statement.index;
            match granted(part, &about, &actions[0], &mut solver, &space, replay) {
                Found::Yes(witness) => comparison.grants.push(Grant { statement: index, actions, witness }),
                Found::No => {}
                Found::GaveUp => comparison.doubts.push(Doubt { statement: index, actions }),
            }
        }
    }
    comparison
}

/// A statement of either side.
struct Part<'p, 'd> {
    statement: &'p Statement<'d>,
    scope: Scope,
    is_new: bool,
}

/// A request of this action that the statement lets through and the old side does not: none of its
/// Allows fits, or one of its Denies does.
fn granted(
    part: &Part<'_, '_>,
    about: &[&Part<'_, '_>],
    action: &str,
    solver: &mut Solver<'_>,
    space: &Space,
    replay: impl Fn(&Request) -> bool,
) -> Found<Request> {
    // An effect that nobody can read may be either: as an Allow of the old side and as a Deny of
    // the new one it takes nothing away for sure, and its scope is never met for sure.
    let denies: Vec<&Scope> =
        about.iter().filter(|one| one.is_new && one.statement.is_deny()).map(|one| &one.scope).collect();
    let old = |allows: bool| {
        let one_side = about.iter().filter(move |one| !one.is_new && one.statement.is_allow() == allows);
        one_side.map(|one| &one.scope)
    };
    let allowed: Vec<&Scope> = denies.iter().copied().chain(old(true)).collect();
    let denied = old(false).map(|scope| (vec![&part.scope, scope], &denies));
    let questions = std::iter::once((vec![&part.scope], &allowed)).chain(denied);
    let mut doubt = false;
    for (inside, outside) in questions {
        match solver.solve(&inside, outside) {
            Found::Yes(values) => {
                let request = request(action, values, space);
                if replay(&request) {
                    return Found::Yes(request);
                }
                doubt = true;
            }
            Found::No => {}
            Found::GaveUp => doubt = true,
        }
    }
    if doubt { Found::GaveUp } else { Found::No }
}

/// The Denies, by their places, that together take back all that an Allow grants over the actions
/// of the catalogue; nothing where anything is left, or that is not known.
pub fn shadows<'d>(policy: &Policy<'d>, statement: &Statement<'d>, catalogue: Catalogue<'_>) -> Option<Vec<usize>> {
    let denies: Vec<&Statement<'d>> = policy.statements.iter().filter(|one| one.is_deny()).collect();
    if !statement.is_allow() || denies.is_empty() {
        return None;
    }
    let mut space = Space::default();
    let statements: Vec<&Statement<'d>> = std::iter::once(statement).chain(denies).collect();
    let scopes: Vec<Scope> = statements.iter().map(|one| space.scope(one, policy)).collect();
    let mut solver = Solver::new(&space);
    // What grants nothing by itself is no matter of the Denies.
    if solver.solve(&[&scopes[0]], &[]) == Found::No {
        return None;
    }
    let mut used = Vec::new();
    let classes = classes(&statements, catalogue);
    for class in &classes {
        let outside: Vec<&Scope> = class.statements.iter().skip(1).map(|&at| &scopes[at]).collect();
        // The first class that is left ends it, and so does most policies' first.
        if outside.is_empty() || solver.solve(&[&scopes[0]], &outside) != Found::No {
            return None;
        }
        let alone =
            class.statements.iter().skip(1).find(|&&at| solver.solve(&[&scopes[0]], &[&scopes[at]]) == Found::No);
        match alone {
            Some(&at) => used.push(statements[at].index),
            None => used.extend(class.statements.iter().skip(1).map(|&at| statements[at].index)),
        }
    }
    used.sort_unstable();
    used.dedup();
    (!classes.is_empty()).then_some(used)
}

/// The conditions, by their places in [`Statement::condition_keys`], that no request can meet
/// together: as few as there are, in order. Nothing where there is such a request, or that is not
/// known.
pub fn contradiction(policy: &Policy<'_>, statement: &Statement<'_>) -> Option<Vec<usize>> {
    let mut space = Space::default();
    let conditions = space.conditions(statement, policy);
    let mut solver = Solver::new(&space);
    let mut core: Vec<usize> = (0..conditions.len()).collect();
    let mut impossible = |core: &[usize]| {
        let scopes: Vec<&Scope> = core.iter().map(|&at| &conditions[at]).collect();
        solver.solve(&scopes, &[]) == Found::No
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

/// The request that the values make. A variable has the value of its key, where that has one, and
/// else one that nothing else has.
fn request(action: &str, values: Vec<(Dimension, Values)>, space: &Space) -> Request {
    let mut request = Request {
        caller: Caller::Aws("arn:aws:iam::999999999999:user/example".to_owned()),
        action: action.to_owned(),
        resource: "*".to_owned(),
        context: BTreeMap::new(),
    };
    for (dimension, value) in values {
        match (dimension, value) {
            (Dimension::Resource, Values::Texts(mut texts)) => request.resource = texts.pop().unwrap_or_default(),
            (Dimension::Key(key), Values::Texts(texts)) => {
                request.context.insert(space.keys[key].name.clone(), texts);
            }
            (_, Values::Caller(caller)) => request.caller = caller,
            _ => {}
        }
    }
    let letters = |text: &str| text.chars().filter(|&c| is_letter(c)).collect::<Vec<char>>();
    let mut used: Vec<char> = letters(&request.resource);
    used.extend(request.context.values().flatten().flat_map(|text| letters(text)));
    used.sort_unstable();
    used.dedup();
    for letter in used {
        let index = variable_of(letter);
        let Some(variable) = space.variables.get(index) else { continue };
        let fresh = || vec![format!("example{index}")];
        let value =
            request.context.entry(variable.key.clone()).or_insert_with(fresh).first().cloned().unwrap_or_default();
        let fill = |text: &mut String| *text = text.replace(letter, &value);
        fill(&mut request.resource);
        request.context.values_mut().flatten().for_each(fill);
    }
    request
}
