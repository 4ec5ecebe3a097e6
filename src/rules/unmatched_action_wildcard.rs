//! A pattern over action names that no action matches.

use crate::diagnostic::Severity;
use crate::policy::{Meaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unmatched-action-wildcard", Correctness, Error, ["INVALID_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (_, entry) in statement.unsound_actions() {
        let Meaning::UnmatchedPattern(service, name) = entry.meaning else { continue };
        let literal = name.replace(['*', '?'], "");
        let near =
            service.nearest_action(&literal).map(|near| format!(" The nearest is {}.", quote(&near.to_string())));
        let help = format!(
            "The reference of {} lists {} of {}, and none fits.{}",
            cx.catalogue().date(),
            crate::wording::count(service.actions().filter(|action| action.can_be_granted()).count(), "action"),
            quote(service.prefix()),
            near.unwrap_or_default()
        );
        let diagnostic =
            cx.report(entry.span(), format!("{} matches no action of {}", quote(entry.as_str()), service.name()));
        diagnostic.aws_code("INVALID_ACTION").help(help);
        // Denying what does not exist does no harm.
        if statement.is_deny() {
            diagnostic.severity(Severity::Warning);
        }
    }
}
