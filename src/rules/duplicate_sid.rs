//! A Sid that several statements have.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{Policy, PolicyType};
use crate::rule::{Context, rule};
use crate::tree::Node;
use crate::wording::{count, quote};

rule!("duplicate-sid", Correctness, Error, ["UNIQUE_SIDS_REQUIRED", "UNIQUE_SIDS_RECOMMENDED"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let mut nodes: BTreeMap<&str, Vec<&Node<'_>>> = BTreeMap::new();
    for member in policy.statements.iter().filter_map(|statement| statement.sid) {
        // Filled in, they may differ.
        if policy.has_placeholder(member.value.span) {
            continue;
        }
        if let Some(sid) = member.value.as_str().filter(|sid| !sid.is_empty()) {
            nodes.entry(sid).or_default().push(&member.value);
        }
    }
    let is_taken = |sid: &str| nodes.contains_key(sid);
    for (sid, nodes) in nodes.iter().filter(|(_, nodes)| nodes.len() > 1) {
        report(sid, nodes, is_taken, cx);
    }
}

fn report(sid: &str, nodes: &[&Node<'_>], is_taken: impl Fn(&str) -> bool, cx: &mut Context<'_>) {
    let attached_to_resource = matches!(cx.policy_type(), PolicyType::Resource | PolicyType::Endpoint);
    let fix = nodes.iter().all(|node| cx.is_editable(node)).then(|| {
        let names = (2..).map(|number| format!("{sid}{number}")).filter(|name| !is_taken(name));
        let later = nodes[1..].iter().zip(names);
        let edits = later.map(|(node, name)| Edit::insert(node.span.end - 1, &name[sid.len()..])).collect();
        Fix::safe("Number the later ones", edits)
    });
    let sids = count(nodes.len(), "statement");
    let diagnostic = if attached_to_resource {
        let diagnostic = cx.report(nodes[0].span, format!("{sids} have the Sid {}", quote(sid)));
        diagnostic
            .aws_code("UNIQUE_SIDS_RECOMMENDED")
            .severity(Severity::Warning)
            .help("Give each its own: some services refuse the policy, and a report that names the Sid means either.")
    } else {
        let message = format!("{sids} have the Sid {}: the policy is refused", quote(sid));
        cx.report(nodes[0].span, message).aws_code("UNIQUE_SIDS_REQUIRED").help("Give each its own, or delete them.")
    };
    diagnostic.fix = fix;
    for node in &nodes[1..] {
        diagnostic.label(node.span, "again here");
    }
}
