//! Actions that none of the statement's resources fits.

use std::borrow::Cow;

use crate::arn::Arn;
use crate::catalogue::{Action, Resource, Status};
use crate::diagnostic::Severity;
use crate::pattern::{differ_before_wildcards, overlaps};
use crate::policy::{ActionEntry, Meaning, PolicyType, ResourceArn, Statement};
use crate::rule::{Context, rule};
use crate::wording::{count, enumerate, quote, readable_format, with_article};

rule!("resource-mismatch", Correctness, Warning, [], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let Some(resources) = resources(statement, cx) else { return };
    let [clause] = statement.actions.as_slice() else { return };
    if clause.negated {
        return;
    }
    let mut fitting = Fitting { resources: &resources, known: Vec::new() };
    let mut seen = 0;
    let mut unfit: Vec<(&ActionEntry<'_>, Action<'_>)> = Vec::new();
    for entry in &clause.entries {
        match &entry.meaning {
            Meaning::Action(action) if action.status() == Status::Documented => {
                seen += 1;
                if !fitting.takes(*action) {
                    unfit.push((entry, *action));
                }
            }
            Meaning::Pattern(pattern) => {
                seen += 1;
                let mut actions = pattern.actions();
                if !actions.any(|action| action.status() != Status::Documented || fitting.takes(action)) {
                    unfit.extend(pattern.actions().next().map(|action| (entry, action)));
                }
            }
            // What is not known, or not an action, is not judged.
            _ => seen += 1,
        }
    }
    if let [(first, action), ..] = unfit.as_slice() {
        report(statement, &resources, (first, *action), &unfit, seen, cx);
    }
}

/// The ARNs of a statement as patterns, field by field, or nothing where one of its resources could
/// be anything.
fn resources<'d>(statement: &Statement<'d>, cx: &Context<'_>) -> Option<Vec<[Cow<'d, str>; 5]>> {
    // A trust policy must not name resources at all.
    if cx.policy_type() == PolicyType::Trust {
        return None;
    }
    let [clause] = statement.resources.as_slice() else { return None };
    if clause.negated || clause.open {
        return None;
    }
    let arns = &statement.arns;
    // An ARN that names nothing fits nothing, and `invalid-arn-resource` says so.
    let sound = |resource: &ResourceArn<'_>| resource.format().is_some();
    if arns.is_empty() || arns.len() < clause.entries.len() || !arns.iter().all(sound) {
        return None;
    }
    let patterns = arns.iter().map(|resource| {
        let arn = &resource.arn;
        let mut fields = [&arn.partition, &arn.service, &arn.region, &arn.account, &arn.resource]
            .map(|field| resource.pattern(field));
        // What AWS offers to everybody has no account, whatever its format says.
        if fields[3].is_empty() && cx.catalogue().is_public_resource(&fields[1], &fields[4]) {
            fields[3] = Cow::Borrowed("*");
        }
        fields
    });
    Some(patterns.collect())
}

/// The resources of a statement, and the types that they were compared with.
struct Fitting<'r, 'd> {
    resources: &'r [[Cow<'r, str>; 5]],
    /// Whether one of the resources can be of the type. The actions of a statement mostly take the same.
    known: Vec<(Resource<'d>, bool)>,
}

impl<'d> Fitting<'_, 'd> {
    /// Whether one of the resources can be of a type that the action takes.
    ///
    /// An action that takes no type of resource is asked for with an ARN of the service's own choosing,
    /// which is not documented: `iam:ListRoles` goes by `arn:aws:iam::*:role/*` too. It fits everything.
    fn takes(&mut self, action: Action<'d>) -> bool {
        !action.takes_resources() || action.resources().any(|on| self.has(on.resource))
    }

    /// Whether one of them can be of this type. Fields are compared one by one: a wildcard of a
    /// policy does not reach over a colon of the first five.
    fn has(&mut self, resource: Resource<'d>) -> bool {
        if let Some(&(_, fits)) = self.known.iter().find(|(known, _)| *known == resource) {
            return fits;
        }
        let fits = resource.arn_patterns().enumerate().any(|(index, pattern)| {
            // Names of buckets hold no slash, so that an ARN of objects is none of their bucket; what else varies
            // can hold anything.
            let is_bucket = || resource.arns().nth(index).is_some_and(|format| format.ends_with(":${BucketName}"));
            let fits = |arn: &[Cow<'_, str>; 5]| fits_pattern(arn, pattern) && !(arn[4].contains('/') && is_bucket());
            self.resources.iter().any(fits)
        });
        self.known.push((resource, fits));
        fits
    }
}

/// Whether an ARN can be one of this pattern.
fn fits_pattern(arn: &[Cow<'_, str>; 5], pattern: &str) -> bool {
    // The last field tells most of them apart, and mostly by its first letters.
    if differ_before_wildcards(last_field(pattern), arn[4].as_bytes()) {
        return false;
    }
    let Some(Ok(format)) = Arn::parse(pattern) else { return false };
    let fields = [&format.partition, &format.service, &format.region, &format.account, &format.resource];
    let mut pairs = arn.iter().zip(fields).rev();
    pairs.all(|(field, pattern)| overlaps(field, pattern.text))
}

/// What stands behind the fifth colon.
fn last_field(pattern: &str) -> &[u8] {
    let mut colons = 0;
    let fifth = pattern.bytes().position(|byte| {
        colons += u8::from(byte == b':');
        colons == 5
    });
    fifth.map_or(&[], |fifth| &pattern.as_bytes()[fifth + 1..])
}

/// The formats of a type's ARNs, each with its pattern.
fn formats(resource: Resource<'_>) -> impl Iterator<Item = (&str, &str)> {
    resource.arns().zip(resource.arn_patterns())
}

/// The type of resource to name in the help: one whose ARNs begin as those of the statement do, if
/// there is one.
fn likeliest<'a>(action: Action<'a>, resources: &[[Cow<'_, str>; 5]]) -> Option<(Resource<'a>, &'a str)> {
    let all = || {
        action
            .resources()
            .flat_map(|on| formats(on.resource).map(move |(format, pattern)| (on.resource, format, pattern)))
    };
    let begins_alike = |pattern: &str| {
        let fields = || pattern.splitn(6, ':').skip(1).take(4);
        resources.iter().any(|arn| arn.iter().zip(fields()).all(|(field, pattern)| overlaps(field, pattern)))
    };
    let found = all().find(|(_, _, pattern)| begins_alike(pattern)).or_else(|| all().next());
    found.map(|(resource, format, _)| (resource, format))
}

fn report(
    statement: &Statement<'_>,
    resources: &[[Cow<'_, str>; 5]],
    (first, action): (&ActionEntry<'_>, Action<'_>),
    unfit: &[(&ActionEntry<'_>, Action<'_>)],
    seen: usize,
    cx: &mut Context<'_>,
) {
    let names: Vec<&str> = unfit.iter().map(|(entry, _)| entry.as_str()).collect();
    let what = if names.len() <= 3 { enumerate(&names, 3) } else { count(names.len(), "action") };
    let all = unfit.len() == seen;
    let consequence = match (all, statement.is_allow()) {
        (true, true) => ": it allows nothing",
        (true, false) => ": it denies nothing",
        _ => "",
    };
    let message = format!("no resource of {} fits {what}{consequence}", statement.label());
    let help = match likeliest(action, resources) {
        None => "Name a resource that it takes.".to_owned(),
        Some((resource, format)) => {
            let noun = with_article(resource.name());
            format!("{} takes {noun} ARN: {}.", quote(&action.to_string()), quote(&readable_format(format)))
        }
    };
    let others: Vec<_> = unfit[1..].iter().map(|(entry, _)| entry.span()).collect();
    let diagnostic = cx.report(first.span(), message);
    diagnostic.help(help);
    for span in others {
        diagnostic.label(span, "");
    }
    // Whether a name can hold a slash is known of buckets alone; elsewhere AWS takes some ARNs that
    // its reference does not list.
    let certain = unfit.iter().all(|(_, action)| action.service().prefix() == "s3");
    if !all && !certain {
        diagnostic.severity(Severity::Advice);
    }
}
