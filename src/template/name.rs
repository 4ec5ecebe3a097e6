//! What AWS allows in names, where a placeholder is the whole name of a resource. The limits are
//! those of the services' API references.

use std::ops::Range;

use super::place::{Element, Place};
use crate::arn::Arn;

/// What the names of one type of resources look like.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Names {
    /// The service, as ARNs spell it.
    service: &'static str,
    /// What stands before the name in an ARN; empty for buckets.
    prefix: &'static str,
    /// What it is called in a message.
    pub(super) what: &'static str,
    /// The fewest and the most characters.
    pub(super) length: (usize, usize),
    /// Characters besides letters and digits.
    signs: &'static str,
    /// Whether there may be capitals.
    capitals: bool,
}

impl Names {
    /// Why `text` can be no such name.
    pub(super) fn refuse(&self, text: &str) -> Option<String> {
        let odd = text.chars().find(|&c| {
            let is_letter = c.is_ascii_lowercase() || c.is_ascii_digit() || self.capitals && c.is_ascii_uppercase();
            !is_letter && !self.signs.contains(c)
        });
        let count = text.chars().count();
        let (least, most) = self.length;
        if let Some(odd) = odd {
            Some(format!("{} has no {odd:?} in its name", self.what))
        } else if count < least || count > most {
            Some(format!("the name of {} has {least} to {most} characters, not {count}", self.what))
        } else {
            None
        }
    }
}

macro_rules! names {
    ($($service:literal $prefix:literal $what:literal $least:literal $most:literal $signs:literal $capitals:literal),* $(,)?) => {
        &[$(Names {
            service: $service, prefix: $prefix, what: $what, length: ($least, $most), signs: $signs, capitals: $capitals,
        }),*]
    };
}

#[rustfmt::skip]
static NAMES: &[Names] = names![
    "dynamodb" "table/" "a table" 3 255 "_.-" true,
    "ecr" "repository/" "a repository" 2 256 "._/-" false,
    "ecs" "cluster/" "a cluster" 1 255 "_-" true,
    "eks" "cluster/" "a cluster" 1 100 "_-" true,
    "es" "domain/" "a domain" 3 28 "-" false,
    "firehose" "deliverystream/" "a delivery stream" 1 64 "_.-" true,
    "iam" "group/" "a group" 1 512 "_+=,.@-/" true,
    "iam" "policy/" "a policy" 1 512 "_+=,.@-/" true,
    "iam" "role/" "a role" 1 512 "_+=,.@-/" true,
    "iam" "user/" "a user" 1 512 "_+=,.@-/" true,
    "kinesis" "stream/" "a stream" 1 128 "_.-" true,
    "lambda" "function:" "a function" 1 140 "_-:$" true,
    "logs" "log-group:" "a log group" 1 512 "_./#-" true,
    "s3" "" "a bucket" 3 63 ".-" false,
    "secretsmanager" "secret:" "a secret" 1 519 "/_+=.@-" true,
    "sns" "" "a topic" 1 256 "_.-" true,
    "sqs" "" "a queue" 1 80 "_.-" true,
    "states" "stateMachine:" "a state machine" 1 80 "_-" true,
];

/// Whether `text` is what stands before the names of some type of resources.
pub(super) fn is_type(service: &str, text: &str) -> bool {
    NAMES.iter().any(|names| names.service == service && names.prefix == text)
}

/// What the name may look like that a token stands for: where it is all of the name.
pub(super) fn names_at(place: &Place<'_>, range: &Range<usize>) -> Option<&'static Names> {
    if !matches!(place.element, Element::Resource { .. } | Element::Value { .. } | Element::Principal { .. }) {
        return None;
    }
    let text = place.text.as_str();
    let Some(Ok(arn)) = Arn::parse(text) else { return None };
    let front = text.get(arn.resource.range.start..range.start)?;
    let behind = &text[range.end..];
    let names = NAMES.iter().find(|names| names.service == arn.service.text && names.prefix == front)?;
    let is_whole = behind.is_empty() || behind.starts_with('/') && names.service != "iam" || behind.starts_with(':');
    is_whole.then_some(names)
}
