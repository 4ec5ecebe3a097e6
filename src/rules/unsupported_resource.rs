//! A resource that a resource policy cannot be about.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unsupported-resource", Correctness, Error, ["UNSUPPORTED_RESOURCE_ARN_IN_POLICY"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some(home) = policy.home_service() else { return };
    for resource in policy.statements.iter().flat_map(|statement| &statement.arns) {
        let service = resource.arn.service.text;
        // A service that does not exist is another rule's business.
        if service == home || !resource.is_literal(&resource.arn.service) || !cx.catalogue().is_arn_service(service) {
            continue;
        }
        let text = &resource.entry.text;
        cx.report(
            resource.entry.span(),
            format!(
                "a policy of {} is about its own resource, and {} is one of {}",
                quote(home),
                quote(text.as_str()),
                quote(service)
            ),
        )
        .aws_code("UNSUPPORTED_RESOURCE_ARN_IN_POLICY")
        .help(format!("Name the resource that the policy is attached to: an ARN of {}.", quote(home)));
    }
}
