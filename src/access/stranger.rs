//! Strangers: callers that a resource policy knows nothing about.

use super::predicate::{CallerPattern, Order, Predicate, account_of};
use super::request::Caller;
use super::space::{Atom, Dimension, Scope, Space, Unknown};
use crate::pattern::language::{Glob, Token};
use crate::policy::IpRange;

/// Condition keys, in lower case, whose values somebody else cannot choose. A condition on a fixed
/// value of one keeps strangers out; S3's definition of "public" lists most of them.
const TRUSTED: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "kms:calleraccount",
    "lambda:eventsourcetoken",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Variables whose values are those of the resource, which no stranger shares.
const OF_THE_RESOURCE: &[&str] = &["aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"];

/// Ranges with shorter prefixes are as good as everywhere, by S3's definition.
const BROAD_V4: u8 = 8;
const BROAD_V6: u8 = 32;

/// What a request of a stranger fits, given what the statements of a policy ask.
pub(super) fn guard(scopes: &[Scope], space: &mut Space) -> Scope {
    let used = |dimension: Dimension, space: &Space| {
        let atoms = scopes.iter().flatten().filter(|atom| atom.dimension() == dimension);
        let ids = atoms.filter_map(|atom| match atom {
            Atom::Any(_, id, _) | Atom::All(_, id, _) => Some(*id),
            Atom::Present(..) => None,
        });
        ids.map(|id| Predicate::clone(&space.predicates[id])).collect::<Vec<Predicate>>()
    };
    let stranger = Predicate::Callers(vec![CallerPattern::Stranger(accounts(&used(Dimension::Caller, space)))]);
    let mut guard = vec![Atom::Any(Dimension::Caller, space.predicate(stranger), true)];
    for key in 0..space.keys.len() {
        if !TRUSTED.contains(&space.keys[key].name.as_str()) {
            continue;
        }
        let dimension = Dimension::Key(key);
        let used = used(dimension, space);
        let all: Vec<Predicate> = used.iter().filter_map(|predicate| fixed(predicate, space)).collect();
        for fixed in all {
            guard.push(Atom::All(dimension, space.predicate(fixed), false));
        }
    }
    guard.sort_unstable();
    guard.dedup();
    guard
}

/// The accounts that the policy names.
fn accounts(used: &[Predicate]) -> Vec<String> {
    let mut accounts = Vec::new();
    for predicate in used {
        let Predicate::Callers(patterns) = predicate else { continue };
        accounts.extend(patterns.iter().filter_map(|pattern| match pattern {
            CallerPattern::Account(account) => Some(account.clone()),
            CallerPattern::Role { arn, .. } | CallerPattern::One(Caller::Aws(arn)) => Some(account_of(arn).to_owned()),
            _ => None,
        }));
    }
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

/// The values of a predicate that are fixed.
fn fixed(predicate: &Predicate, space: &Space) -> Option<Predicate> {
    match predicate {
        Predicate::Text(globs) => {
            let fixed: Vec<Glob> = globs.iter().filter(|glob| is_fixed(glob, space)).cloned().collect();
            (!fixed.is_empty()).then(|| Predicate::text(fixed))
        }
        Predicate::Address(ranges) => {
            let narrow =
                |range: &&String| IpRange::parse(range).is_some_and(|range| !range.is_broader_than(BROAD_V4, BROAD_V6));
            let narrow: Vec<String> = ranges.iter().filter(narrow).cloned().collect();
            (!narrow.is_empty()).then_some(Predicate::Address(narrow))
        }
        Predicate::Truth { .. } => Some(Predicate::Truth { yes: true, no: false }),
        Predicate::Number(pairs) => {
            let equal: Vec<_> = pairs.iter().copied().filter(|(order, _)| *order == Order::Equal).collect();
            (!equal.is_empty()).then_some(Predicate::Number(equal))
        }
        Predicate::Callers(_) => None,
    }
}

/// Whether a value says who it is: it has no wildcards, or is an ARN with an account, or an
/// organization or a unique id and what is below it.
fn is_fixed(glob: &Glob, space: &Space) -> bool {
    let fill = |token: &Token| match token {
        // What is still to be filled in will be a value.
        Token::Char { c, .. } => match space.meaning(*c) {
            Some(Unknown::Placeholder(_)) => '_',
            Some(Unknown::Variable { key, .. }) if OF_THE_RESOURCE.contains(&key.as_str()) => '_',
            Some(Unknown::Variable { .. }) => '*',
            None => *c,
        },
        _ => '*',
    };
    let text: String = glob.tokens().iter().map(fill).collect();
    let is_literal = |text: &str| !text.is_empty() && !text.contains('*');
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let has_account = fields.len() == 6 && fields[0] == "arn" && is_literal(fields[4]);
    let head = |end: char| text.split_once(end).is_some_and(|(head, _)| is_literal(head));
    is_literal(&text) || has_account || text.starts_with("o-") && head('/') || text.starts_with("ARO") && head(':')
}
