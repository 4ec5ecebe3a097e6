//! What a resource policy is attached to.

use super::{Meaning, Policy, PolicyType};
use crate::catalogue::Action;

impl<'d> Policy<'d> {
    /// The service whose resource a resource policy is attached to, by the third field of its
    /// ARNs; nothing where the policy does not show it, or is none of a resource.
    ///
    /// The resources of the policy say it, when they are all of one service; where bucket and key
    /// are mixed up, one sign of S3 is enough, because bucket policies are the ones that people
    /// mix things up in.
    pub fn home_service(&self) -> Option<&'d str> {
        if self.policy_type != PolicyType::Resource {
            return None;
        }
        let mut resources: Vec<&'d str> = self
            .statements
            .iter()
            .flat_map(|statement| &statement.arns)
            .map(|resource| resource.arn.service.text)
            .collect();
        resources.sort_unstable();
        resources.dedup();
        let mut actions = self
            .statements
            .iter()
            .flat_map(|statement| &statement.actions)
            .flat_map(|clause| &clause.entries)
            .filter_map(|entry| match &entry.meaning {
                Meaning::Action(action) => Some(action.service().prefix()),
                Meaning::Pattern(pattern) => Some(pattern.service().prefix()),
                _ => None,
            })
            .peekable();
        match resources.as_slice() {
            [] => None,
            _ if resources.contains(&"s3") => Some("s3"),
            _ if actions.peek().is_some() && actions.all(|service| service == "s3") => Some("s3"),
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Whether an action can be asked for on a resource whose ARN has this in its third field.
pub fn reaches_service(action: Action<'_>, service: &str) -> bool {
    action.service().prefix() == service
        || action
            .resources()
            .flat_map(|on| on.resource.arns())
            .any(|format| format.split(':').nth(2).is_some_and(|field| field == service || field.contains("${")))
}
