//! An action whose prefix no service has.

use crate::catalogue::Service;
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{Meaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unknown-service", Correctness, Error, ["INVALID_SERVICE_IN_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (_, entry) in statement.unsound_actions() {
        let Meaning::UnknownService(prefix) = entry.meaning else { continue };
        let date = cx.catalogue().date();
        let name = &entry.as_str()[prefix.len() + 1..];
        let near = cx.catalogue().nearest_service(prefix, name).map(Service::prefix);
        let known = |near: &str| Meaning::of(&format!("{near}:{name}"), cx.catalogue()).is_sound();
        let fix = near
            .filter(|near| known(near) && entry.entry.text.is_verbatim() && cx.is_editable(entry.entry.node))
            .map(|near| {
                let edit = Edit::replace(entry.entry.text.span(0..prefix.len()), near);
                Fix::risky(format!("Write {}", quote(&format!("{near}:{name}"))), vec![edit])
            });
        let help = match near {
            Some(near) if known(near) => format!("Did you mean {}?", quote(&format!("{near}:{name}"))),
            Some(near) => format!("Did you mean the service {}?", quote(near)),
            None => format!(
                "The reference of {date} lists no such service; look for the prefix on the service's page of the Service Authorization Reference."
            ),
        };
        let diagnostic = cx.report(entry.span(), format!("no AWS service has the prefix {}", quote(prefix)));
        diagnostic.aws_code("INVALID_SERVICE_IN_ACTION").help(help).label(entry.entry.text.span(0..prefix.len()), "");
        // Denying what does not exist does no harm.
        if statement.is_deny() {
            diagnostic.severity(Severity::Warning);
        }
        if let Some(fix) = fix {
            diagnostic.fix(fix);
        }
    }
}
