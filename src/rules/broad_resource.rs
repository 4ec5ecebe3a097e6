//! An Allow on `*` of actions that could be kept to some resources.

use crate::catalogue::{AccessLevel, Action, ActionSet, Catalogue, Service};
use crate::diagnostic::Severity;
use crate::policy::{Meaning, PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::wording::{article, push_count, push_enumerated, push_quoted_by, push_readable_format};

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
    let Some(Scopable { actions, is_changing }) = Scopable::of(statement, cx.catalogue()) else { return };
    let what = if is_changing { "write action" } else { "read or list action" };
    let mut message = String::with_capacity(SENTENCE / 2);
    statement.push_label(&mut message);
    message.push_str(" allows ");
    push_count(&mut message, actions.len(), what);
    message.push_str(" on every resource");
    let help = help(&actions);
    let diagnostic = cx.report(star.span(), message);
    diagnostic.help(help);
    if !is_changing || !statement.conditions.is_empty() {
        diagnostic.severity(Severity::Advice);
    }
}

/// Actions that could be kept to some resources, each once.
struct Scopable<'d> {
    /// Those that change something, where there are such; else all.
    actions: Vec<Action<'d>>,
    is_changing: bool,
}

impl<'d> Scopable<'d> {
    /// The actions of a statement that take a resource. An action that every resource type passes by is
    /// right on `*`. `*` and `NotAction` are another rule's business.
    fn of(statement: &Statement<'d>, catalogue: Catalogue<'_>) -> Option<Self> {
        let iam = catalogue.service("iam");
        let mut found = Self { actions: Vec::with_capacity(16), is_changing: false };
        let mut seen = ActionSet::default();
        let mut take = |action: Action<'d>| {
            let is_change = changes(action.level());
            if action.takes_resources() && (is_change || !found.is_changing) && seen.insert(action) {
                found.take(action, is_change, iam);
            }
        };
        let clauses = statement.actions.iter().filter(|clause| !clause.negated);
        for entry in clauses.flat_map(|clause| &clause.entries) {
            match &entry.meaning {
                Meaning::Action(action) => take(*action),
                Meaning::Pattern(pattern) => pattern.actions().for_each(&mut take),
                _ => {}
            }
        }
        (!found.actions.is_empty()).then_some(found)
    }

    fn take(&mut self, action: Action<'d>, is_change: bool, iam: Option<Service<'_>>) {
        // What narrows these, rules of their own know.
        if iam.is_some_and(|iam| iam == action.service())
            && matches!(action.name(), "PassRole" | "CreateServiceLinkedRole")
        {
            return;
        }
        if is_change && !self.is_changing {
            self.is_changing = true;
            self.actions.clear();
        }
        self.actions.push(action);
    }
}

const fn changes(level: AccessLevel) -> bool {
    matches!(level, AccessLevel::Write | AccessLevel::Permissions | AccessLevel::Tagging)
}

/// Names up to three actions that take the same resource as the first one, and its ARN.
fn help(actions: &[Action<'_>]) -> String {
    let Some(resource) = actions[0].resources().next().map(|on| on.resource) else { return String::new() };
    let service = actions[0].service();
    let is_same = |action: &Action<'_>| action.service() == service && action.takes(resource);
    let mut same: Vec<Action<'_>> = Vec::with_capacity(actions.len());
    same.extend(actions.iter().copied().filter(is_same));
    let mut help = String::with_capacity(SENTENCE);
    push_enumerated(&mut help, &same, 3, |out, action| action.push_to(out));
    help.push_str(if same.len() == 1 { " takes " } else { " take " });
    help.extend([article(resource.name()), resource.name(), " ARN: "]);
    push_quoted_by(&mut help, |out| push_readable_format(out, resource.arns().next().unwrap_or("*")));
    help.push('.');
    match actions.len() - same.len() {
        0 => {}
        1 => help.push_str(" The other action can be scoped too."),
        others => {
            help.push_str(" The other ");
            push_count(&mut help, others, "action");
            help.push_str(" can be scoped too.");
        }
    }
    help
}

/// Room for what is said most, in bytes.
const SENTENCE: usize = 256;
