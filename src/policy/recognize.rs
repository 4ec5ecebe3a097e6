//! Is this document an AWS policy? Other systems use the same grammar; they are left alone.

use crate::tree::{Array, Node, Object, Value};

/// What a document turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ours {
    /// An AWS policy, or meant to be one.
    Yes,
    /// Something else that looks like one; the text names it.
    LookAlike(&'static str),
    /// Nothing of the kind.
    No,
}

/// The keys by which a statement is known. The `Statement` of a web ACL has none of them.
const STATEMENT_KEYS: &[&str] =
    &["Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Sid"];

/// Whether text that does not parse is about a policy at all.
pub fn mentions_a_policy(text: &str) -> bool {
    text.contains("Statement") && text.contains("Effect")
}

/// Tells whether the document at `root` is an AWS policy.
pub fn recognize(root: &Node<'_>) -> Ours {
    let Some(object) = root.as_object() else { return Ours::No };
    let Some(member) = statement_member(object) else { return Ours::No };
    let single;
    let items = match &member.value.value {
        Value::Array(Array { items, .. }) => items.as_slice(),
        _ => {
            single = std::slice::from_ref(&member.value);
            single
        }
    };
    let statements: Vec<&Object<'_>> = items.iter().filter_map(Node::as_object).collect();
    let version = object.get("Version").and_then(|member| member.value.as_str());
    let known_version = version.is_some_and(|version| version.starts_with("20"));
    let looks_right = statements
        .iter()
        .any(|statement| statement.members.iter().any(|member| STATEMENT_KEYS.contains(&member.name())));
    // A policy that was pasted into the list of another one is still meant to be a policy.
    let nested = statements.iter().any(|statement| statement.get("Statement").is_some());
    if !looks_right && !(known_version && (nested || statements.is_empty())) {
        return Ours::No;
    }
    look_alike(version, &statements).map_or(Ours::Yes, Ours::LookAlike)
}

/// `Statement`, or a near miss of it in a document that has the version of a policy.
fn statement_member<'o, 's>(object: &'o Object<'s>) -> Option<&'o crate::tree::Member<'s>> {
    object.get("Statement").or_else(|| {
        object.get("Version")?;
        object.members.iter().find(|member| {
            let name = member.name().to_ascii_lowercase();
            name == "statement" || name == "statements"
        })
    })
}

fn look_alike(version: Option<&str>, statements: &[&Object<'_>]) -> Option<&'static str> {
    let any_key = |key: &str| statements.iter().any(|statement| statement.get(key).is_some());
    if any_key("DataIdentifier") {
        return Some("a data protection policy of CloudWatch Logs or SNS");
    }
    let strings = |keys: &[&str]| -> Vec<&str> {
        let members = statements.iter().flat_map(|statement| &statement.members);
        let mut found = Vec::new();
        for member in members.filter(|member| keys.contains(&member.name())) {
            member.value.walk(&mut |node| found.extend(node.as_str()));
        }
        found
    };
    let actions = strings(&["Action", "NotAction"]);
    let resources = strings(&["Resource", "NotResource"]);
    let any_resource = |prefix: &str| resources.iter().any(|resource| resource.starts_with(prefix));
    if !actions.is_empty() && actions.iter().all(|action| action.starts_with("Update:"))
        || any_resource("LogicalResourceId/")
    {
        return Some("a stack policy of CloudFormation");
    }
    if any_resource("acs:") || version == Some("1") && !any_resource("arn:aws") {
        return Some("a policy of Alibaba Cloud");
    }
    if any_resource("arn:minio:") || actions.iter().any(|action| action.starts_with("admin:")) {
        return Some("a policy of MinIO");
    }
    None
}
