//! An Allow on `*` of actions that could be kept to some resources.

use crate::catalogue::{AccessLevel, Action, ActionSet};
use crate::diagnostic::Severity;
use crate::policy::{Meaning, PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::wording::{count, push_enumerated, push_quoted, readable_format, with_article};

rule!("broad-resource", Security, Warning, [], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    // In a resource policy `*` is the resource it is attached to, and a policy that only limits
    // grants nothing on it.
    if !statement.is_allow() || cx.policy_type() != PolicyType::Identity {
        return;
    }
    let star = statement
        .resources
        .iter()
        .filter(|clause| !clause.negated)
        .find_map(|clause| clause.entries.iter().find(|entry| entry.as_str() == "*"));
    let Some(star) = star else { return };
    let mut actions = scopable_actions(statement);
    let is_changing = actions.iter().any(|action| changes(action.level()));
    let what = if is_changing {
        actions.retain(|action| changes(action.level()));
        "write action"
    } else {
        "read or list action"
    };
    if actions.is_empty() {
        return;
    }
    let message = format!("{} allows {} on every resource", statement.label(), count(actions.len(), what));
    let help = help(&actions);
    let diagnostic = cx.report(star.span(), message);
    diagnostic.help(help);
    if !is_changing || !statement.conditions.is_empty() {
        diagnostic.severity(Severity::Advice);
    }
}

/// The actions of a statement that take a resource, each once. An action that every resource type
/// passes by is right on `*`. `*` and `NotAction` are another rule's business.
fn scopable_actions<'d>(statement: &Statement<'d>) -> Vec<Action<'d>> {
    let entries = statement.actions.iter().filter(|clause| !clause.negated).flat_map(|clause| &clause.entries);
    let mut actions = Vec::new();
    let mut seen = ActionSet::default();
    let mut take = |action: Action<'d>| {
        if action.takes_resources() && seen.insert(action) && !has_own_rule(action) {
            actions.push(action);
        }
    };
    for entry in entries {
        match &entry.meaning {
            Meaning::Action(action) => take(*action),
            Meaning::Pattern(service, name) => service.matching(name).for_each(&mut take),
            _ => {}
        }
    }
    actions
}

/// Whether a rule of its own knows what narrows this action.
fn has_own_rule(action: Action<'_>) -> bool {
    action.service().prefix() == "iam" && matches!(action.name(), "PassRole" | "CreateServiceLinkedRole")
}

const fn changes(level: AccessLevel) -> bool {
    matches!(level, AccessLevel::Write | AccessLevel::Permissions | AccessLevel::Tagging)
}

/// Names up to three actions that take the same resource as the first one, and its ARN.
fn help(actions: &[Action<'_>]) -> String {
    let Some(resource) = actions[0].resources().next().map(|on| on.resource) else { return String::new() };
    let service = actions[0].service();
    let is_same = |action: &Action<'_>| action.service() == service && action.takes(resource);
    let same: Vec<Action<'_>> = actions.iter().copied().filter(is_same).collect();
    let others = actions.len() - same.len();
    let mut help = String::with_capacity(SENTENCE);
    push_enumerated(&mut help, &same, 3);
    help.push_str(if same.len() == 1 { " takes " } else { " take " });
    help.push_str(&with_article(resource.name()));
    help.push_str(" ARN: ");
    push_quoted(&mut help, &readable_format(resource.arns().next().unwrap_or("*")));
    help.push('.');
    match others {
        0 => {}
        1 => help.push_str(" The other action can be scoped too."),
        others => help.push_str(&format!(" The other {} can be scoped too.", count(others, "action"))),
    }
    help
}

/// Room for what is said most, in bytes.
const SENTENCE: usize = 256;
