//! An Allow of every action.

use crate::diagnostic::Severity;
use crate::policy::{ActionEntry, Clause, Meaning, PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::wording::enumerate;

rule!("broad-action", Security, Warning, [], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    // In a resource policy the resource is given; in an SCP, a boundary or an endpoint policy an
    // Allow of everything is how one says that nothing is taken away here.
    if !statement.is_allow() || cx.policy_type() != PolicyType::Identity {
        return;
    }
    let everywhere = statement
        .resources
        .iter()
        .any(|clause| !clause.negated && clause.entries.iter().any(|entry| entry.as_str() == "*"));
    let conditional = !statement.conditions.is_empty();
    for clause in &statement.actions {
        if clause.negated {
            if everywhere {
                not_action(statement, clause, conditional, cx);
            }
            continue;
        }
        for entry in clause.entries.iter().filter(|entry| matches!(entry.meaning, Meaning::All)) {
            if everywhere {
                let diagnostic = cx.report(entry.span(), "every action on every resource is administrator access");
                diagnostic.help("Name the services, or attach AdministratorAccess where that is meant.");
                if !conditional {
                    diagnostic.severity(Severity::Error);
                }
            } else {
                cx.report(
                    entry.span(),
                    format!("{} allows every action of every service on its resources", statement.label()),
                )
                .help("Name the services and the actions that the resources are for.");
            }
        }
    }
}

fn not_action(
    statement: &Statement<'_>,
    clause: &Clause<'_, ActionEntry<'_>>,
    conditional: bool,
    cx: &mut Context<'_>,
) {
    let exceptions: Vec<&str> = clause.entries.iter().map(ActionEntry::as_str).collect();
    let label = statement.label();
    let message = format!("{label} allows everything but {} on every resource", enumerate(&exceptions, 3));
    let diagnostic = cx.report(clause.member.key.span, message);
    diagnostic.help(
        "Name the actions in `Action`: with `NotAction` each action that AWS adds is allowed the day it appears.",
    );
    if conditional {
        diagnostic.severity(Severity::Advice);
    }
}
