//! The specification: what a policy says of one request, by plain recursion over the policy. It
//! shares no code with the search, which is held against it.
//!
//! An answer is `None` where it hangs on what is not seen or not understood. What does not matter
//! does not make an answer unknown: a statement about another action does not apply, whatever its
//! conditions.

use super::reading::{Unread, matches, pieces, test};
use super::request::{Caller, Request};
use crate::pattern::matches_ignore_case;
use crate::policy::{
    Condition, ConditionKey, Effect, Family, KeyMeaning, Meaning, Policy, PolicyType, PrincipalClause, PrincipalEntry,
    PrincipalKind, SetOperator, Statement,
};

/// Whether the policy allows the request: some Allow applies, and no Deny.
pub fn allows(policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let some = |effect: Effect| {
        any(policy.statements.iter().map(|statement| {
            let has_effect = statement.effect.map(|own| own == effect);
            both(has_effect, applies(statement, policy, request))
        }))
    };
    both(some(Effect::Allow), not(some(Effect::Deny)))
}

/// Whether the statement's elements fit the request. Its effect does not count.
pub fn applies(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let is_open = !statement.other.is_empty() || policy.has_placeholder(statement.span());
    let unseen = if is_open || statement.has_unseen_conditions() { None } else { Some(true) };
    let conditions = statement.condition_keys().map(|(condition, key)| meets(condition, key, policy, request));
    let elements =
        [action(statement, request), resource(statement, policy, request), caller(statement, request), unseen];
    all(elements.into_iter().chain(conditions))
}

fn action(statement: &Statement<'_>, request: &Request) -> Option<bool> {
    let [clause] = statement.actions.as_slice() else { return None };
    let unseen = clause.open.then_some(None);
    let listed = any(clause
        .entries
        .iter()
        .map(|entry| match entry.meaning {
            Meaning::Placeholder => None,
            _ => Some(matches_ignore_case(entry.as_str(), &request.action)),
        })
        .chain(unseen));
    if clause.negated { not(listed) } else { listed }
}

fn resource(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let clause = match statement.resources.as_slice() {
        [] if policy.policy_type == PolicyType::Trust => return Some(true),
        [clause] => clause,
        _ => return None,
    };
    let unseen = clause.open.then_some(None);
    let fits = |text: &str| match pieces(text, true, policy.has_variables(), request) {
        Ok(pieces) => Some(matches(&pieces, &request.resource, false)),
        Err(Unread::Nothing) => Some(false),
        Err(Unread::Unknown) => None,
    };
    let listed = any(clause.entries.iter().map(|entry| fits(entry.as_str())).chain(unseen));
    if clause.negated { not(listed) } else { listed }
}

fn caller(statement: &Statement<'_>, request: &Request) -> Option<bool> {
    let clause: &PrincipalClause<'_> = match statement.principals.as_slice() {
        [] => return Some(true),
        [clause] => clause,
        _ => return None,
    };
    let unseen = clause.open.then_some(None);
    let listed = any(clause.entries.iter().map(|entry| is_caller(entry, &request.caller)).chain(unseen));
    if clause.negated { not(listed) } else { listed }
}

fn is_caller(entry: &PrincipalEntry<'_>, caller: &Caller) -> Option<bool> {
    let text = entry.as_str();
    match (entry.kind, caller) {
        (PrincipalKind::Bare | PrincipalKind::Aws, _) if text == "*" => Some(true),
        (PrincipalKind::Bare | PrincipalKind::Unknown(_), _) => None,
        _ if text.contains(['*', '?', '$']) => None,
        (PrincipalKind::Service, Caller::Service(name))
        | (PrincipalKind::Federated, Caller::Federated(name))
        | (PrincipalKind::CanonicalUser, Caller::CanonicalUser(name)) => Some(text == name),
        (PrincipalKind::Aws, Caller::Aws(who)) => is_aws(text, who),
        _ => Some(false),
    }
}

/// Whether an entry of `"AWS"` is about a caller: of its account, itself, or a session of its role.
fn is_aws(text: &str, who: &str) -> Option<bool> {
    let account = who.split(':').nth(4).unwrap_or(who);
    if text.len() == 12 && text.chars().all(|c| c.is_ascii_digit()) {
        return Some(text == account);
    }
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, "", owner, name] = fields.as_slice() else { return None };
    if (*service, *name) == ("iam", "root") {
        return Some(*owner == account);
    }
    let role = name.strip_prefix("role/").filter(|_| *service == "iam").and_then(|path| path.rsplit('/').next());
    let session = role.map(|role| format!("arn:{partition}:sts::{owner}:assumed-role/{role}/"));
    Some(text == who || session.is_some_and(|session| who.starts_with(&session)))
}

/// Whether the request meets a condition on one key.
fn meets(condition: &Condition<'_>, key: &ConditionKey<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let operator = condition
        .operator
        .filter(|_| !key.open && !matches!(key.meaning, KeyMeaning::Placeholder | KeyMeaning::Variable))?;
    let has = request.context.get(&key.name().to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
    if operator.family() == Family::Null {
        if operator.set.is_some() || operator.if_exists {
            return None;
        }
        return any(key.values.iter().map(|value| match value.as_str().to_ascii_lowercase().as_str() {
            "true" => Some(has.is_empty()),
            "false" => Some(!has.is_empty()),
            _ => None,
        }));
    }
    let several = key.meaning.key_type().is_some_and(|key_type| key_type.multivalued);
    // A value that cannot be read makes the whole condition unknown, whatever else is listed.
    let mut tests = Vec::new();
    for value in &key.values {
        tests.push(test(operator, &value.as_str(), policy.has_variables(), request)?);
    }
    let fits = |value: &String| tests.iter().any(|test| test.fits(value)) != operator.is_negated();
    let (some, every) = (has.iter().any(fits), has.iter().all(fits));
    match (operator.set, several) {
        (Some(SetOperator::ForAllValues), _) => Some(every),
        (None, true) => None,
        (Some(SetOperator::ForAnyValue), true) if operator.if_exists => None,
        _ if operator.if_exists => Some(every),
        (Some(SetOperator::ForAnyValue), _) => Some(some),
        (None, false) => Some(if operator.is_negated() { every } else { some }),
    }
}

fn not(answer: Option<bool>) -> Option<bool> {
    answer.map(|answer| !answer)
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    all([a, b])
}

/// Whether all hold: no as soon as one does not, and unknown if that hangs on one.
fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    not(any(answers.into_iter().map(not)))
}

/// Whether one holds: yes as soon as one does, and unknown if that hangs on one.
fn any(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut found = Some(false);
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => found = None,
        }
    }
    found
}
