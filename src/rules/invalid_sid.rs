//! A Sid with characters that IAM does not take.

use std::collections::HashSet;

use crate::fix::{Edit, Fix};
use crate::policy::{Policy, PolicyType};
use crate::rule::{Context, rule};
use crate::tree::Node;
use crate::wording::quote;

rule!("invalid-sid", Correctness, Error, ["UNSUPPORTED_SID"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    // Services that keep policies of their own take more: key policies are full of blanks.
    let strict = [PolicyType::Identity, PolicyType::Boundary, PolicyType::Session, PolicyType::Scp, PolicyType::Rcp];
    if !strict.contains(&policy.policy_type) {
        return;
    }
    let nodes = policy.statements.iter().filter_map(|statement| statement.sid).map(|member| &member.value);
    let mut taken: Option<HashSet<String>> = None;
    for node in nodes.clone() {
        let Some(sid) = node.as_str() else { continue };
        if sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            continue;
        }
        // The characters of a placeholder go with it.
        let tokens = node.text().map_or_else(Vec::new, |text| policy.placeholders_in(text));
        let is_left = |at: usize| {
            let behind = tokens.partition_point(|token| token.end <= at);
            tokens.get(behind).is_none_or(|token| at < token.start)
        };
        let odd = sid.char_indices().find(|&(at, c)| !c.is_ascii_alphanumeric() && is_left(at));
        let Some((_, odd)) = odd else { continue };
        let taken = taken.get_or_insert_with(|| nodes.clone().filter_map(Node::as_str).map(str::to_owned).collect());
        report(sid, odd, node, taken, cx);
    }
}

fn report(sid: &str, odd: char, node: &Node<'_>, taken: &mut HashSet<String>, cx: &mut Context<'_>) {
    let what = if odd.is_whitespace() { "a space".to_owned() } else { quote(&odd.to_string()) };
    // Without its letters of other scripts, a Sid says something else.
    let is_whole = sid.is_ascii() && !cx.policy().has_placeholder(node.span);
    let name = is_whole.then(|| camel_case(sid)).filter(|name| !name.is_empty() && !taken.contains(name));
    let edit =
        name.as_ref().filter(|_| cx.is_editable(node)).map(|name| Edit::replace(node.span, format!("\"{name}\"")));
    let message = format!("{what} in the Sid {}: IAM takes letters and digits alone", quote(sid));
    let diagnostic = cx.report(node.span, message);
    diagnostic.aws_code("UNSUPPORTED_SID");
    diagnostic.help(match &name {
        Some(name) => format!("Write {}.", quote(name)),
        None => "Write a Sid of letters and digits, or delete it.".to_owned(),
    });
    if let (Some(name), Some(edit)) = (name, edit) {
        diagnostic.fix(Fix::safe(format!("Write {}", quote(&name)), vec![edit]));
        taken.insert(name);
    }
}

/// The words of a text run together, each with a capital.
fn camel_case(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.fold(String::new(), |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.extend(letters);
        name
    })
}
