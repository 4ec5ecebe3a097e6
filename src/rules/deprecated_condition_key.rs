//! A condition key that another one has taken the place of.

use crate::diagnostic::Severity;
use crate::policy::Statement;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("deprecated-condition-key", Correctness, Warning, ["DEPRECATED_GLOBAL_CONDITION_KEY"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (_, key) in statement.condition_keys() {
        // Where a policy names principals, the key is an error: see `unsupported-condition-key`.
        if key.is("aws:ARN") && !cx.policy_type().needs_principal() {
            cx.report(key.span(), format!("{} is deprecated: `aws:PrincipalArn` has taken its place", quote(key.name())))
                .aws_code("DEPRECATED_GLOBAL_CONDITION_KEY")
                .help("Use `aws:PrincipalArn`, which holds the ARN of a role where this holds that of its session; the name of the session is at the end of `aws:userid`.");
        } else if key.is("aws:SourceOwner") {
            // It stands in the policy that Amazon SNS gives every new topic.
            cx.report(key.span(), format!("{} is deprecated: only Amazon SNS still fills it", quote(key.name())))
                .severity(Severity::Advice)
                .help("Use `aws:SourceAccount` for the services that publish, and `aws:PrincipalAccount` for callers in an account.");
        }
    }
}
