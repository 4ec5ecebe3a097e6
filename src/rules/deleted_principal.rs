//! The id of a user or role, which IAM leaves behind where that was deleted.

use crate::policy::{Identity, PrincipalKind, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "deleted-principal",
    Correctness,
    Warning,
    ["INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !cx.policy_type().names_principals() {
        return;
    }
    let entries = statement.principals.iter().flat_map(|clause| &clause.entries);
    for entry in entries.filter(|entry| entry.kind == PrincipalKind::Aws) {
        let (what, code) = match Identity::parse(entry.as_str()) {
            Some(Identity::RoleId) => ("role", "INVALID_ROLE_REFERENCE"),
            Some(Identity::UserId) => ("user", "INVALID_USER_REFERENCE"),
            _ => continue,
        };
        if cx.policy().has_placeholder(entry.span()) {
            continue;
        }
        cx.report(
            entry.span(),
            format!("{} is the id of a {what}: IAM shows it where the {what} was deleted", quote(entry.as_str())),
        )
        .aws_code(code)
        .help(format!(
            "Delete it, or write the ARN `arn:aws:iam::<account>:{what}/<name>`: a new {what} of the same name has another id."
        ));
    }
}
