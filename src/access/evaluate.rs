//! The specification: what a policy says of one request, by plain recursion over the policy. It
//! shares no code with the search, which is held against it.
//!
//! An answer is `None` where it hangs on what is not seen, not understood or not filled in. What
//! does not matter does not make an answer unknown: a statement about another action does not
//! apply, whatever its conditions, and a resource of S3 is none of Kinesis, whatever its
//! placeholders stand for.

use super::reading::{Pattern, Unread, opened, test};
use super::request::{Caller, Request};
use crate::pattern::matches_ignore_case;
use crate::policy::{
    ActionEntry, Condition, ConditionKey, Effect, Family, KeyMeaning, Policy, PolicyType, PrincipalClause,
    PrincipalEntry, PrincipalKind, SetOperator, Statement,
};
use crate::source::Span;

/// Whether the policy allows the request: some Allow applies, and no Deny.
pub fn allows(policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let some = |effect: Effect| {
        any(policy.statements.iter().map(|statement| match statement.effect.map(|own| own == effect) {
            Some(false) => Some(false),
            has_effect => both(has_effect, applies(statement, policy, request)),
        }))
    };
    both(some(Effect::Allow), not(some(Effect::Deny)))
}

/// Whether the statement's elements fit the request. Its effect does not count.
pub fn applies(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let unseen = if statement.has_unseen_elements() { None } else { Some(true) };
    // What does not fit is mostly the action, and then nothing else is looked at.
    let elements = [action, resource, caller].into_iter().map(|element| element(statement, policy, request));
    let conditions = statement.condition_keys().map(|(condition, key)| meets(condition, key, policy, request));
    all(elements.chain([unseen]).chain(conditions))
}

/// The first place on which it hangs whether the policy allows the request; nothing where that is
/// known.
pub(super) fn unclear(policy: &Policy<'_>, request: &Request) -> Option<Span> {
    if allows(policy, request).is_some() {
        return None;
    }
    let unclear = |statement: &&Statement<'_>| {
        statement.effect.is_none() && applies(statement, policy, request) != Some(false)
            || applies(statement, policy, request).is_none()
    };
    let statement = policy.statements.iter().find(unclear)?;
    let elements = [
        (action(statement, policy, request), statement.actions.first().map(|clause| clause.member.value.span)),
        (resource(statement, policy, request), statement.resources.first().map(|clause| clause.member.value.span)),
        (caller(statement, policy, request), statement.principals.first().map(|clause| clause.member.value.span)),
    ];
    let conditions = statement
        .condition_keys()
        .map(|(condition, key)| (meets(condition, key, policy, request), Some(key.member.span())));
    let other = statement.other.first().map(|member| (None, Some(member.key.span)));
    let mut places = elements.into_iter().chain(conditions).chain(other);
    let place = places.find(|(answer, place)| answer.is_none() && place.is_some()).and_then(|(_, place)| place);
    Some(place.unwrap_or_else(|| statement.span()))
}

pub(super) fn action(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let [clause] = statement.actions.as_slice() else { return None };
    let unseen = clause.open.then_some(None);
    let names = |entry: &ActionEntry<'_>| {
        let holes = policy.placeholders_in(entry.entry.text);
        let fits = matches_ignore_case(&opened(entry.as_str(), &holes), &request.action);
        if fits && !holes.is_empty() { None } else { Some(fits) }
    };
    let listed = any(clause.entries.iter().map(names).chain(unseen));
    if clause.negated { not(listed) } else { listed }
}

pub(super) fn resource(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let clause = match statement.resources.as_slice() {
        [] if policy.policy_type == PolicyType::Trust => return Some(true),
        [clause] => clause,
        _ => return None,
    };
    let unseen = clause.open.then_some(None);
    let fits = |text: &str, holes: &[_]| match Pattern::read(text, holes, true, policy.has_variables(), request) {
        Ok(pattern) => pattern.fits(&request.resource, false),
        Err(Unread::Nothing) => Some(false),
        Err(Unread::Unknown) => None,
    };
    let entries = clause.entries.iter().map(|entry| fits(entry.as_str(), &policy.placeholders_in(entry.text)));
    let listed = any(entries.chain(unseen));
    if clause.negated { not(listed) } else { listed }
}

pub(super) fn caller(statement: &Statement<'_>, policy: &Policy<'_>, request: &Request) -> Option<bool> {
    let clause: &PrincipalClause<'_> = match statement.principals.as_slice() {
        [] => return Some(true),
        [clause] => clause,
        _ => return None,
    };
    let unseen = clause.open.then_some(None);
    let fits = |entry: &PrincipalEntry<'_>| {
        let answer = is_caller(entry, &request.caller);
        // It names one of its kind, and nobody knows which.
        let has_holes = !policy.placeholders_in(entry.entry.text).is_empty();
        if has_holes && is_of_kind(entry.kind, &request.caller) { None } else { answer }
    };
    let listed = any(clause.entries.iter().map(fits).chain(unseen));
    if clause.negated { not(listed) } else { listed }
}

const fn is_of_kind(kind: PrincipalKind<'_>, caller: &Caller) -> bool {
    matches!(
        (kind, caller),
        (PrincipalKind::Bare | PrincipalKind::Unknown(_), _)
            | (PrincipalKind::Aws, Caller::Aws(_) | Caller::Anonymous)
            | (PrincipalKind::Service, Caller::Service(_))
            | (PrincipalKind::Federated, Caller::Federated(_))
            | (PrincipalKind::CanonicalUser, Caller::CanonicalUser(_))
    )
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
pub(super) fn meets(
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    policy: &Policy<'_>,
    request: &Request,
) -> Option<bool> {
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
        let holes = value.text().map_or_else(Vec::new, |text| policy.placeholders_in(text));
        tests.push(test(operator, &value.as_str(), &holes, policy.has_variables(), request)?);
    }
    let fits = |value: &String| {
        let listed = any(tests.iter().map(|test| test.fits(value)));
        if operator.is_negated() { not(listed) } else { listed }
    };
    let (some, every) = (any(has.iter().map(fits)), all(has.iter().map(fits)));
    match (operator.set, several) {
        (Some(SetOperator::ForAllValues), _) => every,
        (None, true) => None,
        (Some(SetOperator::ForAnyValue), true) if operator.if_exists => None,
        _ if operator.if_exists => every,
        (Some(SetOperator::ForAnyValue), _) => some,
        (None, false) => {
            if operator.is_negated() {
                every
            } else {
                some
            }
        }
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
