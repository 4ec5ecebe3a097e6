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

/// The type that the name of a file tells, or else that of the folder it is in.
fn told_type(file_name: &str) -> Option<PolicyType> {
    file_name.rsplit(['/', '\\']).take(2).find_map(|part| {
        let part = part.to_ascii_lowercase();
        let words: Vec<&str> = part.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let holds = |wanted: &[&str]| words.windows(wanted.len()).any(|window| window == wanted);
        TELLING.iter().find(|(wanted, _)| holds(wanted)).map(|&(_, told)| told)
    })
}

fn shown_type(root: &Node<'_>) -> PolicyType {
    let statements = root.as_object().and_then(|object| object.get("Statement")).map(|member| &member.value);
    let statements = match statements.map(|node| &node.value) {
        Some(Value::Array(array)) => array.items.iter().filter_map(Node::as_object).collect(),
        Some(Value::Object(object)) => vec![object],
        _ => Vec::new(),
    };
    if !statements.iter().any(|statement| has_principal(statement)) {
        return PolicyType::Identity;
    }
    let mut actions = statements.iter().flat_map(|statement| actions(statement)).peekable();
    // A resource control policy about `sts` is about everybody, and names resources.
    let about_all = statements.iter().any(|statement| is_about_all(statement));
    if actions.peek().is_some() && actions.all(is_sts) && !about_all { PolicyType::Trust } else { PolicyType::Resource }
}

/// Near misses of the key count: the writer had a principal in mind.
fn has_principal(statement: &Object<'_>) -> bool {
    statement.members.iter().any(|member| {
        let name = member.name();
        if matches!(name, "Principal" | "NotPrincipal") {
            return true;
        }
        // Far too short for a slip, or an element itself.
        if name.len() < "principal".len() - 2 || STATEMENT_ELEMENTS.contains(&name) {
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
    statement.all("Action").chain(statement.all("NotAction")).flat_map(|member| match &member.value.value {
        Value::Array(array) => array.items.iter().filter_map(Node::as_str).collect(),
        _ => member.value.as_str().into_iter().collect::<Vec<_>>(),
    })
}

fn is_sts(action: &str) -> bool {
    action.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("sts:"))
}
