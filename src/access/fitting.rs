//! Whether an action takes a resource that it is granted on. `s3:ListBucket` on an object is no
//! access: nobody ever makes such a request.

use std::collections::HashMap;

use super::action_class::Named;
use super::question::{Answer, Questions};
use super::request::Request;
use super::run::Found;
use super::space::with;
use crate::pattern::matches;

/// The partition that most policies are for.
const USUAL: &[&str] = &["aws"];

/// The partitions for which policies are written apart.
const OTHERS: &[&str] = &["aws-cn", "aws-us-gov"];

/// What a found class of actions is granted on, asked once for actions that take the same.
pub(super) struct Fitting<'f, 'c> {
    found: &'f Found<'c>,
    known: HashMap<Vec<&'c str>, (Fit, Option<Request>)>,
}

/// Whether an action takes one of the resources: the less, the better it does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It does, or that is not known.
    Yes,
    /// It does in another partition than the usual one alone.
    Elsewhere,
    No,
}

impl<'f, 'c> Fitting<'f, 'c> {
    pub(super) fn of(found: &'f Found<'c>) -> Self {
        Self { found, known: HashMap::new() }
    }

    /// Whether the action takes one of the resources, with a request on such a one where it had to be
    /// looked for.
    pub(super) fn fit(&mut self, action: &Named<'c>, questions: &mut Questions<'_, '_>) -> (Fit, Option<Request>) {
        let Named::Known(known) = action else { return (Fit::Yes, None) };
        let statement = questions.parts[self.found.part].statement;
        let names_all = statement
            .resources
            .iter()
            .any(|clause| !clause.negated && clause.entries.iter().any(|entry| entry.as_str() == "*"));
        if statement.resources.is_empty() || names_all && self.found.others.is_empty() {
            return (Fit::Yes, None);
        }
        let mut patterns: Vec<&'c str> = known.resources().flat_map(|on| on.resource.arn_patterns()).collect();
        if !known.resources().any(|on| on.required) {
            patterns.push("*");
        }
        if let Some(fit) = self.known.get(&patterns) {
            return fit.clone();
        }
        let witness = &self.found.shown.witness;
        let resource = &witness.resource;
        let formats: Vec<&str> = known.resources().flat_map(|on| on.resource.arns()).collect();
        let is_bucket = formats.iter().any(|format| format.ends_with(":::${BucketName}"))
            && !formats.iter().any(|format| format.contains(":::${BucketName}/"));
        let is_object = resource.starts_with("arn:aws:s3:::") && resource.contains('/');
        let is_arn = resource.starts_with("arn:aws:") && !(is_bucket && is_object);
        let is_own = |pattern: &&str| {
            if *pattern == "*" { resource == "*" } else { is_arn && matches(pattern, resource) }
        };
        let fit = if patterns.iter().any(is_own) {
            (Fit::Yes, None)
        } else {
            self.ask(action, &patterns, is_bucket, questions)
        };
        self.known.insert(patterns, fit.clone());
        fit
    }

    /// Looks for a request in the usual partition first, and then in any other.
    fn ask(
        &self,
        action: &Named<'_>,
        patterns: &[&str],
        is_bucket: bool,
        questions: &mut Questions<'_, '_>,
    ) -> (Fit, Option<Request>) {
        for (partitions, fit) in [(USUAL, Fit::Yes), (OTHERS, Fit::Elsewhere)] {
            let formats = partitions.iter().flat_map(|partition| {
                patterns.iter().map(move |pattern| match pattern.strip_prefix("arn:*:") {
                    Some(rest) => format!("arn:{partition}:{rest}"),
                    None => (*pattern).to_owned(),
                })
            });
            let atom = questions.space.resources_of(&formats.collect::<Vec<String>>());
            let mut inside = with(&self.found.shown.inside, atom);
            if is_bucket {
                // The name of a bucket holds no slash: what has one is an object.
                let objects = questions.space.resources_of(&["arn:*:s3:::*/*".to_owned()]);
                inside = with(&inside, !objects);
            }
            match questions.ask(self.found.part, &inside, &self.found.others, &action.to_string()) {
                Answer::Yes(witness) => return (fit, Some(witness)),
                Answer::Open(_) => return (fit, None),
                Answer::No => {}
            }
        }
        (Fit::No, None)
    }
}
