//! A `${…}` that was to be a policy variable, and is none.

use crate::catalogue::Catalogue;
use crate::fix::{Applicability, Edit, Fix};
use crate::policy::{Policy, Variable, VariableForm, variables};
use crate::rule::{Context, rule};
use crate::tree::Text;
use crate::wording::quote;

rule!(
    "malformed-variable",
    Correctness,
    Error,
    ["MISSING_BRACE_IN_VARIABLE", "MISSING_QUOTE_IN_VARIABLE", "UNSUPPORTED_SPACE_IN_VARIABLE", "EMPTY_VARIABLE"],
    Policy(check)
);

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if !policy.has_variables() {
        return;
    }
    policy.variable_strings().for_each(|(_, text)| {
        for variable in variables(text.as_str()) {
            review(text, &variable, cx);
        }
    });
}

fn review(text: &Text<'_>, variable: &Variable<'_>, cx: &mut Context<'_>) {
    let written = &text.as_str()[variable.range.clone()];
    let shown = || quote(written);
    let (code, message, help) = match variable.form {
        VariableForm::Escape | VariableForm::Sound { .. } | VariableForm::Foreign => return,
        VariableForm::Empty => (
            "EMPTY_VARIABLE",
            format!("{} names no variable", shown()),
            "Name a condition key, for example `${aws:username}`, or delete it.",
        ),
        VariableForm::Blank => (
            "UNSUPPORTED_SPACE_IN_VARIABLE",
            format!("space in the variable {}: IAM fills in nothing", shown()),
            "Name a key without spaces: a tag whose key has some cannot be a variable.",
        ),
        VariableForm::MissingBrace => (
            "MISSING_BRACE_IN_VARIABLE",
            format!("the variable that begins with {} is not closed", shown()),
            "Insert `}` behind its name.",
        ),
        VariableForm::MissingQuote => (
            "MISSING_QUOTE_IN_VARIABLE",
            format!("the default in {} does not stand in single quotes", shown()),
            "Put the default in single quotes.",
        ),
    };
    let span = text.span(variable.range.clone());
    let repair = repair(written, variable.form, cx.catalogue());
    // What is not closed runs on behind the name, where a placeholder is none of its business.
    let is_key = variable.form == VariableForm::MissingBrace && repair.is_some();
    if !is_key && cx.policy().has_placeholder(span) {
        return;
    }
    let help = repair.as_ref().map_or_else(|| help.to_owned(), |(text, _)| format!("Write {}.", quote(text)));
    let fix = repair.filter(|_| cx.is_verbatim() && text.is_verbatim()).map(|(repaired, applicability)| {
        Fix::new(applicability, format!("Write {}", quote(&repaired)), vec![Edit::replace(span, repaired)])
    });
    let diagnostic = cx.report(span, message);
    diagnostic.aws_code(code).help(help);
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}

/// The text to write instead, where it shows what was meant.
fn repair(written: &str, form: VariableForm<'_>, catalogue: Catalogue<'_>) -> Option<(String, Applicability)> {
    let body = written.strip_prefix("${")?;
    match form {
        VariableForm::Blank => {
            let body = body.strip_suffix('}')?;
            let (name, default) = body.split_at(body.find(',').unwrap_or(body.len()));
            let name = name.trim();
            let whole = !name.contains(char::is_whitespace);
            whole.then(|| (format!("${{{name}{default}}}"), Applicability::Safe))
        }
        VariableForm::MissingQuote => {
            let (name, default) = body.strip_suffix('}')?.split_once(',')?;
            let default = default.trim();
            let default = default.strip_prefix('\'').unwrap_or(default);
            let default = default.strip_suffix('\'').unwrap_or(default);
            (!default.contains('\'')).then(|| (format!("${{{name}, '{default}'}}"), Applicability::Safe))
        }
        VariableForm::MissingBrace => {
            let end = name_end(body, catalogue)?;
            Some((format!("${{{}}}{}", &body[..end], &body[end..]), Applicability::Unsafe))
        }
        _ => None,
    }
}

/// Where the name ends at the start of a text: behind a key that is known, or behind the tag.
fn name_end(text: &str, catalogue: Catalogue<'_>) -> Option<usize> {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.' | '/');
    let run = &text[..text.find(|c| !sound(c)).unwrap_or(text.len())];
    let ends = run.match_indices('/').map(|(at, _)| at).chain([run.len()]);
    ends.filter(|&end| end > 0).find(|&end| catalogue.global_key(&run[..end]).is_some())
}
