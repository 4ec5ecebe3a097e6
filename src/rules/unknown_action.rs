//! An action that its service does not have.

use crate::catalogue::{Action, Service, Status};
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{ActionEntry, Meaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!("unknown-action", Correctness, Error, ["INVALID_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (_, entry) in statement.unsound_actions() {
        let diagnostic = match &entry.meaning {
            Meaning::UnknownAction(service, name) => unknown(entry, *service, name, cx),
            Meaning::Action(action) if action.status() == Status::ApiOperation => operation(entry, *action, cx),
            _ => continue,
        };
        diagnostic.aws_code("INVALID_ACTION");
        // Denying what does not exist does no harm.
        if statement.is_deny() {
            diagnostic.severity(Severity::Warning);
        }
    }
}

fn unknown<'c>(
    entry: &ActionEntry<'_>,
    service: Service<'_>,
    name: &str,
    cx: &'c mut Context<'_>,
) -> &'c mut crate::diagnostic::Diagnostic {
    let near = service.nearest_action(name).map(|near| near.to_string());
    let help = near.as_ref().map_or_else(
        || {
            format!(
                "The reference of {} lists no such action of {}; newer than that?",
                cx.catalogue().date(),
                quote(service.name())
            )
        },
        |near| format!("Did you mean {}?", quote(near)),
    );
    let fix = near.filter(|_| cx.is_editable(entry.entry.node)).map(|near| {
        Fix::risky(format!("Write {}", quote(&near)), vec![Edit::replace(entry.span(), format!("\"{near}\""))])
    });
    let diagnostic = cx.report(entry.span(), format!("{} is not an IAM action", quote(entry.as_str())));
    diagnostic.fix = fix;
    diagnostic.help(help)
}

fn operation<'c>(
    entry: &ActionEntry<'_>,
    action: Action<'_>,
    cx: &'c mut Context<'_>,
) -> &'c mut crate::diagnostic::Diagnostic {
    let grants: Vec<&str> = action.authorised_by().collect();
    let help = if grants.is_empty() {
        "Look up the action that authorises it on the service's page of the Service Authorization Reference.".to_owned()
    } else {
        format!("It is authorised by {}{}.", enumerate(&grants, 3), on_what(&grants, cx))
    };
    let fix = match grants.as_slice() {
        [only] if cx.is_editable(entry.entry.node) => {
            Some(Fix::risky(format!("Write {}", quote(only)), vec![Edit::replace(entry.span(), format!("\"{only}\""))]))
        }
        _ => None,
    };
    let diagnostic =
        cx.report(entry.span(), format!("{} is an API operation, not an IAM action", quote(entry.as_str())));
    diagnostic.fix = fix;
    diagnostic.help(help)
}

/// The types of resources that the one action takes, where they are few enough to name.
fn on_what(grants: &[&str], cx: &Context<'_>) -> String {
    let [only] = grants else { return String::new() };
    let Some(action) = cx.catalogue().action(only) else { return String::new() };
    let resources: Vec<&str> = action.resources().map(|on| on.resource.name()).collect();
    match resources.as_slice() {
        [] => " on `*`".to_owned(),
        [only] => format!(" on the {only} ARN"),
        [first, second] => format!(" on the {first} or {second} ARN"),
        _ => String::new(),
    }
}
