//! Is this document an AWS policy? Other systems use the same grammar; they are left alone.

use crate::tree::{Node, Object, Value};

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
    let items = match &member.value.value {
        Value::Array(array) => &*array.items,
        _ => std::slice::from_ref(&member.value),
    };
    let statements = || items.iter().filter_map(Node::as_object);
    let version = object.get("Version").and_then(|member| member.value.as_str());
    let known_version = version.is_some_and(|version| version.starts_with("20"));
    let looks_right =
        statements().any(|statement| statement.members.iter().any(|member| STATEMENT_KEYS.contains(&member.name())));
    // A policy that was pasted into the list of another one is still meant to be a policy.
    let nested = || statements().any(|statement| statement.get("Statement").is_some());
    if !looks_right && !(known_version && (statements().next().is_none() || nested())) {
        return Ours::No;
    }
    look_alike(version, statements).map_or(Ours::Yes, Ours::LookAlike)
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

fn look_alike<'n, 's: 'n, I: Iterator<Item = &'n Object<'s>>>(
    version: Option<&str>,
    statements: impl Fn() -> I,
) -> Option<&'static str> {
    if statements().any(|statement| statement.get("DataIdentifier").is_some()) {
        return Some("a data protection policy of CloudWatch Logs or SNS");
    }
    let (mut has_actions, mut are_updates, mut has_admin) = (false, true, false);
    let (mut has_logical_id, mut has_acs, mut has_minio, mut has_aws) = (false, false, false, false);
    for member in statements().flat_map(|statement| &statement.members) {
        let read_action = |action: &str| {
            has_actions = true;
            // Most strings of a policy are actions, and most begin otherwise.
            match action.as_bytes().first() {
                Some(b'U') => are_updates &= action.starts_with("Update:"),
                Some(b'a') => {
                    are_updates = false;
                    has_admin |= action.starts_with("admin:");
                }
                _ => are_updates = false,
            }
        };
        // Most resources are ARNs of AWS.
        let read_resource = |resource: &str| {
            if resource.starts_with("arn:aws") {
                has_aws = true;
                return;
            }
            has_logical_id |= resource.starts_with("LogicalResourceId/");
            has_acs |= resource.starts_with("acs:");
            has_minio |= resource.starts_with("arn:minio:");
        };
        match member.name() {
            "Action" | "NotAction" => each_string(&member.value, read_action),
            "Resource" | "NotResource" => each_string(&member.value, read_resource),
            _ => {}
        }
    }
    if has_actions && are_updates || has_logical_id {
        return Some("a stack policy of CloudFormation");
    }
    if has_acs || version == Some("1") && !has_aws {
        return Some("a policy of Alibaba Cloud");
    }
    if has_minio || has_admin {
        return Some("a policy of MinIO");
    }
    None
}

fn each_string(node: &Node<'_>, mut read: impl FnMut(&str)) {
    let entries = match &node.value {
        Value::Array(array) => &*array.items,
        _ => std::slice::from_ref(node),
    };
    for entry in entries {
        match entry.as_str() {
            Some(text) => read(text),
            None => entry.walk(&mut |node| node.as_str().into_iter().for_each(&mut read)),
        }
    }
}
