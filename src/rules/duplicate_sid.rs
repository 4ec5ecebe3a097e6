//! A Sid that several statements have.

use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{Policy, PolicyType};
use crate::rule::{Context, rule};
use crate::tree::Node;
use crate::wording::{count, quote};

rule!("duplicate-sid", Correctness, Error, ["UNIQUE_SIDS_REQUIRED", "UNIQUE_SIDS_RECOMMENDED"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let members = policy.statements.iter().filter_map(|statement| statement.sid);
    let mut nodes: Vec<(&str, &Node<'_>)> = members
        .filter_map(|member| member.value.as_str().filter(|sid| !sid.is_empty()).map(|sid| (sid, &member.value)))
        .collect();
    // In the order of the file where they are the same.
    nodes.sort_by_key(|&(sid, _)| sid);
    if nodes.windows(2).all(|pair| pair[0].0 != pair[1].0) {
        return;
    }
    // Filled in, they may differ.
    nodes.retain(|(_, node)| !policy.has_placeholder(node.span));
    let is_taken = |sid: &str| nodes.binary_search_by_key(&sid, |&(taken, _)| taken).is_ok();
    for group in nodes.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let same: Vec<&Node<'_>> = group.iter().map(|&(_, node)| node).collect();
        report(group[0].0, &same, is_taken, cx);
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
