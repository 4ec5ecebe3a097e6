//! Which type a policy has when nobody said.

use super::{PolicyType, STATEMENT_ELEMENTS};
use crate::tree::{Node, Object, Value};

/// The type that a document shows: with principals it is a trust policy when every action is one
/// of `sts`, else a resource policy; without principals it is an identity policy. The name of the
/// file can say more, where the document does not speak against it.
pub fn infer_type(root: &Node<'_>, file_name: &str) -> PolicyType {
    let shown = shown_type(root);
    let told = told_type(file_name).filter(|told| told.needs_principal() == shown.needs_principal());
    told.unwrap_or(shown)
}

/// Words that tell the type when they stand in the name of a file or of its folder.
const TELLING: &[(&[&str], PolicyType)] = &[
    (&["scp"], PolicyType::Scp),
    (&["scps"], PolicyType::Scp),
    (&["service", "control"], PolicyType::Scp),
    (&["rcp"], PolicyType::Rcp),
    (&["rcps"], PolicyType::Rcp),
    (&["resource", "control"], PolicyType::Rcp),
    (&["trust"], PolicyType::Trust),
    (&["assume", "role"], PolicyType::Trust),
    (&["assumerole"], PolicyType::Trust),
    (&["boundary"], PolicyType::Boundary),
    (&["boundaries"], PolicyType::Boundary),
    (&["session", "policy"], PolicyType::Session),
    (&["vpce"], PolicyType::Endpoint),
    (&["endpoint", "policy"], PolicyType::Endpoint),
];

/// The letters that the first of telling words begin with, a bit each. Other words need not be held
/// against all of them.
const INITIALS: u32 = {
    let mut letters = 0;
    let mut at = 0;
    while at < TELLING.len() {
        letters |= initial(TELLING[at].0[0]);
        at += 1;
    }
    letters
};

/// The bit of the letter that a word begins with, in either case; none for other signs.
const fn initial(word: &str) -> u32 {
    match word.as_bytes() {
        [first, ..] if first.is_ascii_alphabetic() => 1 << (first.to_ascii_lowercase() - b'a'),
        _ => 0,
    }
}

/// The type that the name of a file tells, or else that of the folder it is in. The earlier in the
/// list, the more its words tell.
fn told_type(file_name: &str) -> Option<PolicyType> {
    file_name.rsplit(['/', '\\']).take(2).find_map(|part| {
        let mut words = part.split(|c: char| !c.is_ascii_alphanumeric());
        let mut first = TELLING.len();
        while let Some(word) = words.next() {
            if INITIALS & initial(word) == 0 {
                continue;
            }
            let holds = |(wanted, _): &(&[&str], _)| {
                let mut behind = words.clone();
                let mut goes_on = |wanted: &&str| behind.next().is_some_and(|word| word.eq_ignore_ascii_case(wanted));
                let (begin, rest) = wanted.split_first().unwrap_or((&"", &[]));
                word.eq_ignore_ascii_case(begin) && rest.iter().all(&mut goes_on)
            };
            first = TELLING[..first].iter().position(holds).unwrap_or(first);
        }
        TELLING.get(first).map(|&(_, told)| told)
    })
}

fn shown_type(root: &Node<'_>) -> PolicyType {
    let items = match root.as_object().and_then(|object| object.get("Statement")).map(|member| &member.value) {
        Some(Node { value: Value::Array(array), .. }) => &*array.items,
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    let statements = || items.iter().filter_map(Node::as_object);
    if !statements().any(has_principal) {
        return PolicyType::Identity;
    }
    let mut actions = statements().flat_map(actions).peekable();
    // A resource control policy about `sts` is about everybody, and names resources.
    let about_all = statements().any(is_about_all);
    if actions.peek().is_some() && actions.all(is_sts) && !about_all { PolicyType::Trust } else { PolicyType::Resource }
}

/// Near misses of the key count: the writer had a principal in mind.
fn has_principal(statement: &Object<'_>) -> bool {
    statement.members.iter().any(|member| {
        let name = member.name();
        if matches!(name, "Principal" | "NotPrincipal") {
            return true;
        }
        // Far too short or too long for a slip, or an element itself.
        if name.len().abs_diff("principal".len()) > 2 || STATEMENT_ELEMENTS.contains(&name) {
            return false;
        }
        strsim::osa_distance(&name.to_ascii_lowercase(), "principal") <= 2
    })
}

fn is_about_all(statement: &Object<'_>) -> bool {
    let everybody = statement.get("Principal").is_some_and(|member| member.value.as_str() == Some("*"));
    everybody && (statement.get("Resource").is_some() || statement.get("NotResource").is_some())
}

fn actions<'o>(statement: &'o Object<'_>) -> impl Iterator<Item = &'o str> {
    let clauses = statement.all("Action").chain(statement.all("NotAction"));
    let entries = clauses.flat_map(|member| match &member.value.value {
        Value::Array(array) => &*array.items,
        _ => std::slice::from_ref(&member.value),
    });
    entries.filter_map(Node::as_str)
}

fn is_sts(action: &str) -> bool {
    action.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("sts:"))
}
