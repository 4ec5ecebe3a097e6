//! An action that the reference once listed.

use crate::catalogue::Status;
use crate::policy::{Meaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("retired-action", Correctness, Warning, ["INVALID_ACTION", "INVALID_SERVICE_IN_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (_, entry) in statement.unsound_actions() {
        match &entry.meaning {
            Meaning::Action(action) => {
                let Status::Retired { last_documented } = action.status() else { continue };
                let date = cx.catalogue().date();
                cx.report(
                    entry.span(),
                    format!(
                        "{} left the AWS reference between {last_documented} and {}",
                        quote(entry.as_str()),
                        month(date)
                    ),
                )
                .aws_code("INVALID_ACTION")
                .help("Remove it, unless an old stack still needs it.");
            }
            Meaning::LegacyService(legacy) => {
                let Some(last_documented) = legacy.last_documented() else { continue };
                let date = cx.catalogue().date();
                let message = format!(
                    "the service of {} left the AWS reference between {last_documented} and {}",
                    quote(entry.as_str()),
                    month(date)
                );
                let diagnostic = cx.report(entry.span(), message);
                diagnostic.help("Remove it, unless an old stack still needs it.");
                if !legacy.is_accepted() {
                    diagnostic.aws_code("INVALID_SERVICE_IN_ACTION");
                }
            }
            _ => {}
        }
    }
}

/// Year and month of a date.
fn month(date: &str) -> &str {
    date.get(..7).unwrap_or(date)
}
