//! A resource that does not have the form of an ARN.

use memchr::memchr_iter;

use crate::arn::{Arn, Fields};
use crate::fix::{Edit, Fix};
use crate::policy::{Entry, Meaning, PolicyType, ResourceArn, Statement};
use crate::rule::{Context, rule};
use crate::wording::{count, quote};

rule!("malformed-arn", Correctness, Error, ["INVALID_ARN_PREFIX", "MISSING_ARN_FIELD"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    // A trust policy must not name resources at all.
    if cx.policy_type() == PolicyType::Trust {
        return;
    }
    // Both lists are in the order of the file.
    let mut arns = statement.arns.iter().peekable();
    for entry in statement.resources.iter().flat_map(|clause| &clause.entries) {
        match arns.next_if(|resource| std::ptr::eq(resource.entry.node, entry.node)) {
            Some(resource) => with_all_fields(resource, cx),
            None => without_all_fields(statement, entry, cx),
        }
    }
}

fn with_all_fields(resource: &ResourceArn<'_>, cx: &mut Context<'_>) {
    let entry = &resource.entry;
    let text = entry.as_str();
    let is_seen = |at: usize| !cx.policy().placeholders_in(entry.text).iter().any(|token| token.contains(&at));
    let head = resource.arn.resource.range.start;
    if let Some(at) = inner(text).filter(|&at| is_seen(at)) {
        nested(entry, at, cx);
    } else if let Some((at, place)) = blank(text, head).filter(|&(at, _)| is_seen(at)) {
        stray_blank(entry, at, place, head, cx);
    }
}

fn without_all_fields(statement: &Statement<'_>, entry: &Entry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    // What is still to be filled in can bring its own colons.
    if needs_no_arn(text) || cx.policy().has_placeholder(entry.span()) {
        return;
    }
    match Arn::parse(text) {
        Some(Err(fields)) => too_few(entry, &fields, cx),
        _ => no_arn(statement, entry, cx),
    }
}

/// Where an ARN begins inside of another: by a letter that few other words have.
fn inner(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // Behind the first field, where that letter is the sixth.
    let mut places = memchr_iter(b'w', bytes.get(9..)?).map(|at| at + 4);
    places.find(|&at| bytes[at..].starts_with(b"arn:aws"))
}

/// An ARN was pasted behind the start of another.
fn nested(entry: &Entry<'_>, at: usize, cx: &mut Context<'_>) {
    let text = entry.as_str();
    let again = &text[at..];
    let whole = matches!(Arn::parse(again), Some(Ok(_)));
    let help = if whole { format!("Keep one: {}.", quote(again)) } else { "Keep one of the two.".to_owned() };
    let fix = (whole && cx.is_editable(entry.node) && entry.text.is_verbatim())
        .then(|| Fix::risky("Delete the outer ARN", vec![Edit::replace(entry.text.span(0..at), "")]));
    let diagnostic = cx.report(entry.span(), format!("an ARN stands inside another in {}", quote(text)));
    diagnostic.label(entry.text.span(at..text.len()), "the second begins here").help(help);
    diagnostic.fix = fix;
}

fn stray_blank(entry: &Entry<'_>, at: usize, place: &str, head: usize, cx: &mut Context<'_>) {
    let text = entry.as_str();
    let fields = text[..head].chars().filter(|c| !c.is_whitespace());
    let repaired: String = fields.chain(text[head..].trim().chars()).collect();
    let fix = (cx.is_editable(entry.node) && entry.text.is_verbatim()).then(|| {
        let edit = Edit::replace(entry.span(), format!("\"{repaired}\""));
        let title = format!("Write {}", quote(&repaired));
        // A blank that is left in the resource may be the next thing to go.
        if repaired.contains(char::is_whitespace) {
            Fix::risky(title, vec![edit])
        } else {
            Fix::safe(title, vec![edit])
        }
    });
    let diagnostic =
        cx.report(entry.span(), format!("space {place} of ARN {}: IAM matches nothing with it", quote(text)));
    diagnostic.label(entry.text.span(at..at + 1), "delete the space").help(format!("Write {}.", quote(&repaired)));
    diagnostic.fix = fix;
}

/// `*`, patterns made of wildcards alone (another rule's business), a policy variable as a whole,
/// and the short form that API Gateway takes.
fn needs_no_arn(text: &str) -> bool {
    (!text.is_empty() && text.chars().all(|c| matches!(c, '*' | '?')))
        || text.starts_with("${")
        || text.starts_with("execute-api:/")
}

fn no_arn(statement: &Statement<'_>, entry: &Entry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    let trimmed = text.trim();
    let (help, repaired) = if trimmed.is_empty() {
        ("Name a resource, or `*`.".to_owned(), None)
    } else if matches!(Arn::parse(trimmed), Some(Ok(_))) || trimmed == "*" {
        (format!("Write {} without the space.", quote(trimmed)), Some((trimmed.to_owned(), true)))
    } else if trimmed.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:")) {
        ("Write `arn:` in lower case: ARNs are compared with case.".to_owned(), None)
    } else if let Some(rest) = trimmed.strip_prefix("aws:arn:") {
        (format!("An ARN begins with `arn:aws:`, not `aws:arn:`: {}.", quote(&format!("arn:aws:{rest}"))), None)
    } else if let Some(bucket) =
        bucket_path(trimmed.strip_prefix("s3://").unwrap_or(trimmed)).filter(|_| is_about_s3(statement))
    {
        let arn = format!("arn:aws:s3:::{bucket}");
        (format!("Did you mean {}?", quote(&arn)), Some((arn, false)))
    } else {
        ("Write an ARN, `arn:partition:service:region:account:resource`, or `*`.".to_owned(), None)
    };
    let fix = repaired.filter(|_| cx.is_editable(entry.node)).map(|(text, safe)| {
        let edit = vec![Edit::replace(entry.span(), format!("\"{text}\""))];
        let title = format!("Write {}", quote(&text));
        if safe { Fix::safe(title, edit) } else { Fix::risky(title, edit) }
    });
    let list = statement.resources.iter().map(|clause| &clause.member.value);
    let mut list = list.filter(|list| trimmed.is_empty() && list.span.contains(entry.span()));
    let fix = fix.or_else(|| cx.without_entry(list.next()?, entry.span()));
    let message = if trimmed.is_empty() {
        "the resource is empty: IAM refuses the policy".to_owned()
    } else {
        format!("resource {} is not an ARN: IAM refuses the policy", quote(text))
    };
    let diagnostic = cx.report(entry.span(), message);
    diagnostic.aws_code("INVALID_ARN_PREFIX").help(help);
    diagnostic.fix = fix;
}

fn too_few(entry: &Entry<'_>, fields: &Fields<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    let repaired = with_missing_fields(fields);
    let help = match &repaired {
        Some(repaired) => format!("Did you mean {}?", quote(repaired)),
        None => "An ARN has the form `arn:partition:service:region:account:resource`; fields that do not apply stay empty between their colons.".to_owned(),
    };
    let fix = repaired.filter(|_| cx.is_editable(entry.node)).map(|repaired| {
        Fix::risky(format!("Write {}", quote(&repaired)), vec![Edit::replace(entry.span(), format!("\"{repaired}\""))])
    });
    let diagnostic = cx.report(
        entry.span(),
        format!("ARN {} has {} where there must be 6", quote(text), count(fields.len(), "field")),
    );
    diagnostic.aws_code("MISSING_ARN_FIELD").help(help);
    diagnostic.fix = fix;
}

/// The ARN that was meant where the service leaves fields empty: `arn:aws:s3:bucket` lost two
/// colons, `arn:aws:iam:123456789012:role/x` one.
fn with_missing_fields(fields: &Fields<'_>) -> Option<String> {
    let [_, partition, service, rest @ ..] = fields.as_slice() else { return None };
    let texts: Vec<&str> = rest.iter().map(|field| field.text).collect();
    let partition = if partition.text.is_empty() { "aws" } else { partition.text };
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    match (service.text, texts.as_slice()) {
        ("s3", [bucket] | ["", bucket]) if !bucket.is_empty() => Some(format!("arn:{partition}:s3:::{bucket}")),
        ("iam", [account, resource]) if is_account(account) => {
            Some(format!("arn:{partition}:iam::{account}:{resource}"))
        }
        _ => None,
    }
}

/// A blank where an ARN can have none: in the fields before the resource, or at either end.
fn blank(text: &str, head: usize) -> Option<(usize, &'static str)> {
    // Without a branch, so that many bytes are looked at together.
    if text.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic()) {
        return None;
    }
    let at = text[..head].find(char::is_whitespace).map(|at| (at, "in the fields"));
    at.or_else(|| {
        let trimmed = text.trim_end().len();
        (trimmed < text.len()).then_some((trimmed, "at the end"))
    })
    .or_else(|| text[head..].starts_with(char::is_whitespace).then_some((head, "before the resource")))
}

/// What could be a bucket and a path in it.
fn bucket_path(text: &str) -> Option<&str> {
    let bucket = text.split('/').next()?;
    let fits = (3..=63).contains(&bucket.len())
        && bucket
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'*'));
    fits.then_some(text)
}

fn is_about_s3(statement: &Statement<'_>) -> bool {
    let mut entries = statement.actions.iter().flat_map(|clause| &clause.entries).peekable();
    entries.peek().is_some()
        && entries.all(|entry| match &entry.meaning {
            Meaning::Action(action) => action.service().prefix() == "s3",
            Meaning::Pattern(pattern) => pattern.service().prefix() == "s3",
            Meaning::UnknownAction(service, _) => service.prefix() == "s3",
            _ => false,
        })
}
