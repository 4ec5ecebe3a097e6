//! What a resource control policy cannot hold.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{ActionEntry, Meaning, PolicyType, PrincipalClause, PrincipalKind, Statement};
use crate::rule::{Context, rule};
use crate::wording::{count, quote};

rule!(
    "unsupported-in-rcp",
    Correctness,
    Error,
    ["RCP_SYNTAX_ERROR_ALLOW", "RCP_SYNTAX_ERROR_NOTACTION", "RCP_SYNTAX_ERROR_ACTION", "RCP_SYNTAX_ERROR_PRINCIPAL",],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type() != PolicyType::Rcp {
        return;
    }
    if statement.is_allow() {
        allow(statement, cx);
    } else {
        for clause in statement.principals.iter().filter(|clause| !is_everybody(clause)) {
            principal(clause, cx);
        }
    }
    for clause in statement.actions.iter().filter(|clause| clause.negated) {
        cx.report(clause.member.key.span, "a resource control policy takes no `NotAction`")
            .aws_code("RCP_SYNTAX_ERROR_NOTACTION")
            .help("Name the actions that are denied in `Action`; `s3:*` is every action of a service.");
    }
    actions(statement, cx);
}

fn is_everybody(clause: &PrincipalClause<'_>) -> bool {
    clause.open || !clause.negated && clause.member.value.as_str() == Some("*")
}

/// An Allow has one shape: everything, as in the policy that AWS attaches by itself.
fn allow(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let narrow = statement.principals.iter().any(|clause| !is_everybody(clause))
        || statement
            .resources
            .iter()
            .any(|clause| clause.negated || !clause.open && clause.entries.iter().any(|entry| entry.as_str() != "*"))
        || statement.object.get("Condition").is_some();
    let everything = statement.actions.iter().flat_map(|clause| &clause.entries).all(|entry| entry.as_str() == "*");
    let label = statement.label();
    if narrow {
        cx.report(statement.span(), format!("{label} allows some access: a resource control policy only takes away"))
            .aws_code("RCP_SYNTAX_ERROR_ALLOW")
            .help("Turn it around: deny what is not to be, with `Effect` `Deny` and a condition that says for whom.");
    } else if !everything {
        cx.report(
            statement.span(),
            format!("{label} allows some actions: Organizations takes none but `Deny` from you"),
        )
        .severity(Severity::Warning)
        .help("Delete it: RCPFullAccess, which is attached by itself, allows everything.");
    }
}

fn principal(clause: &PrincipalClause<'_>, cx: &mut Context<'_>) {
    let name = clause.member.name();
    // `{"AWS": "*"}` is everybody too, in a form that is not taken here.
    let everybody = !clause.negated
        && !clause.entries.is_empty()
        && clause.entries.iter().all(|entry| entry.kind == PrincipalKind::Aws && entry.entry.as_str() == "*");
    let fix = (everybody && cx.is_verbatim())
        .then(|| Fix::safe("Write `\"*\"`", vec![Edit::replace(clause.member.value.span, "\"*\"")]));
    let message = if clause.negated {
        "a resource control policy takes no `NotPrincipal`".to_owned()
    } else {
        format!("the {} of a resource control policy is `\"*\"` and nothing else", quote(name))
    };
    let diagnostic = cx.report(clause.member.key.span, message);
    diagnostic.aws_code("RCP_SYNTAX_ERROR_PRINCIPAL").fix = fix;
    diagnostic.help(if everybody {
        "Write `\"Principal\": \"*\"`."
    } else {
        "Write `\"Principal\": \"*\"`, and say for whom it is by a condition such as `\"ArnNotLike\": {\"aws:PrincipalArn\": …}`."
    });
}

/// Actions of services that no resource control policy reaches, one finding for each service.
fn actions(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let mut unreached: BTreeMap<&str, Vec<&ActionEntry<'_>>> = BTreeMap::new();
    for entry in statement.actions.iter().filter(|clause| !clause.negated).flat_map(|clause| &clause.entries) {
        match &entry.meaning {
            Meaning::All if statement.is_deny() => report(
                &[entry],
                "a Deny of a resource control policy names its services: `*` is refused".to_owned(),
                "Name them, as `s3:*`.".to_owned(),
                cx,
            ),
            Meaning::ServicePattern => report(
                &[entry],
                format!("{} has a wildcard in its service", quote(entry.as_str())),
                "Name the services, each with its actions.".to_owned(),
                cx,
            ),
            Meaning::Action(action) if !action.service().supports_rcp() => {
                unreached.entry(action.service().prefix()).or_default().push(entry);
            }
            Meaning::Pattern(pattern) if !pattern.service().supports_rcp() => {
                unreached.entry(pattern.service().prefix()).or_default().push(entry);
            }
            Meaning::UnknownAction(service, _) | Meaning::UnmatchedPattern(service, _) if !service.supports_rcp() => {
                unreached.entry(service.prefix()).or_default().push(entry);
            }
            _ => {}
        }
    }
    for (prefix, entries) in unreached {
        let what = match entries.as_slice() {
            [only] => quote(only.as_str()),
            several => format!("these {}", count(several.len(), "action")),
        };
        let message = format!("resource control policies do not reach {}", quote(prefix));
        let help = format!(
            "Deny {what} in a service control policy. AWS adds services from time to time; this is the list of {}.",
            cx.catalogue().date()
        );
        report(&entries, message, help, cx);
    }
}

fn report(entries: &[&ActionEntry<'_>], message: String, help: String, cx: &mut Context<'_>) {
    let diagnostic = cx.report(entries[0].span(), message);
    diagnostic.aws_code("RCP_SYNTAX_ERROR_ACTION").help(help);
    for entry in &entries[1..] {
        diagnostic.label(entry.span(), "");
    }
}
