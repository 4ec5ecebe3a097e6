//! A resource part that no ARN of its service has.

use std::ops::Range;

use crate::arn::Field;
use crate::catalogue::{ArnFormat, Catalogue};
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{Entry, PolicyType, ResourceArn, Statement};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!("invalid-arn-resource", Correctness, Error, ["INVALID_ARN_RESOURCE"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    // A trust policy must not name resources at all.
    if cx.policy_type() == PolicyType::Trust {
        return;
    }
    for entry in statement.resources.iter().flat_map(|clause| &clause.entries) {
        if is_bare_wildcard(entry.as_str()) {
            bare_wildcard(entry, cx);
        }
    }
    for resource in &statement.arns {
        if resource.format().is_some() || !resource.has_known_service() {
            continue;
        }
        let Field { text, range } = &resource.arn.resource;
        let sound = !text.is_empty() && *text == text.trim();
        if sound && !cx.policy().has_placeholder(resource.entry.text.span(range.clone())) {
            no_format(resource, cx);
        }
    }
}

/// Wildcards alone, in another way than `*`.
fn is_bare_wildcard(text: &str) -> bool {
    text != "*" && !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'*' | b'?'))
}

/// IAM takes it, and Access Analyzer does not.
fn bare_wildcard(entry: &Entry<'_>, cx: &mut Context<'_>) {
    let everything = !entry.as_str().contains('?');
    let fix = (everything && cx.is_editable(entry.node))
        .then(|| Fix::safe("Write `*`", vec![Edit::replace(entry.span(), "\"*\"")]));
    let diagnostic = cx.report(entry.span(), format!("resource {} is neither `*` nor an ARN", quote(entry.as_str())));
    diagnostic
        .aws_code("INVALID_ARN_RESOURCE")
        .severity(Severity::Warning)
        .help("Write `*` for every resource, or an ARN.");
    diagnostic.fix = fix;
}

fn no_format(resource: &ResourceArn<'_>, cx: &mut Context<'_>) {
    let (name, service) = (resource.arn.resource.text, resource.arn.service.text);
    let catalogue = cx.catalogue();
    let meant = meant_type(name, service, catalogue);
    let text = &resource.entry.text;
    let start = resource.arn.resource.range.start;
    let fix = meant.as_ref().filter(|_| cx.is_editable(resource.entry.node) && text.is_verbatim()).map(|meant| {
        let edit = Edit::replace(text.span(start + meant.at.start..start + meant.at.end), meant.word);
        Fix::risky(format!("Write {}", quote(meant.word)), vec![edit])
    });
    let longer = is_too_short(name, service, catalogue);
    let help = match &meant {
        _ if longer => format!("It ends too early; did you mean {}?", quote(&format!("{name}/*"))),
        Some(meant) => format!("Did you mean {}?", quote(&format!("{}{}", meant.word, &name[meant.at.end..]))),
        None => format!("The ARNs of {} end in {}.", quote(service), examples(service, catalogue)),
    };
    let literal = resource.is_literal(&resource.arn.resource);
    let message = format!("no ARN of {} ends in {}: it matches no resource", quote(service), quote(name));
    let diagnostic = cx.report(resource.entry.span(), message);
    diagnostic.help(help).label(text.span(resource.arn.resource.range.clone()), "");
    diagnostic.fix = fix;
    // Access Analyzer looks at names without wildcards alone, and lets those pass that only stop
    // before the end of a format.
    if literal && longer {
        diagnostic.severity(Severity::Warning);
    } else if literal {
        diagnostic.aws_code("INVALID_ARN_RESOURCE");
    } else {
        diagnostic.severity(Severity::Advice);
    }
}

/// Whether a format goes on where the name stops: `stack/orders`, which lacks the id of the stack.
fn is_too_short(name: &str, service: &str, catalogue: Catalogue<'_>) -> bool {
    catalogue.arn_formats(service).any(|format| format.fits(&format!("{name}/x")))
}

/// The word that a format has where the ARN has another.
struct Meant<'a> {
    word: &'a str,
    /// The bytes of the resource part to write it over.
    at: Range<usize>,
}

/// The format that fits when the first word of the ARN is mended, if there is only one such word.
fn meant_type<'a>(name: &str, service: &str, catalogue: Catalogue<'a>) -> Option<Meant<'a>> {
    let len = name.find(['/', ':', '*', '?', '$']).filter(|&len| len > 0)?;
    let word = &name[..len];
    let slip = |known: &str| {
        let distance = strsim::osa_distance(&known.to_ascii_lowercase(), &word.to_ascii_lowercase());
        known != word && distance <= 2 && distance < word.len()
    };
    let mut words: Vec<&'a str> = catalogue
        .arn_formats(service)
        .filter_map(|format| {
            let pattern = format.resource();
            let known = &pattern[..pattern.find(['/', ':', '*'])?];
            let mended = format!("{known}{}", &name[len..]);
            (slip(known) && format.fits(&mended)).then_some(known)
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    match words.as_slice() {
        [only] => Some(Meant { word: only, at: 0..len }),
        _ => None,
    }
}

fn examples(service: &str, catalogue: Catalogue<'_>) -> String {
    let mut patterns: Vec<&str> = catalogue.arn_formats(service).map(ArnFormat::resource).collect();
    patterns.sort_unstable();
    patterns.dedup();
    enumerate(&patterns, 3)
}
