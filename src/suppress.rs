//! Findings that somebody has decided to live with: by a comment in the file, by an entry of the
//! configuration, or by a baseline.
//!
//! A decision is about a rule, and never about more than one file; whoever made it said why.
//! Decisions that match nothing are findings themselves.

use std::collections::HashSet;

use crate::check::{Checked, fingerprint_of_text};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Ground, Severity, Suppressed};
use crate::rules;
use crate::source::{Source, Span};
use crate::wording::{count, quote};

/// The rule about decisions that match nothing.
pub const UNUSED: &str = "unused-ignore";

/// An entry of the configuration for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rule whose findings it is about.
    pub rule: &'static str,
    /// The `Sid` of the statement that it is about; nothing for the whole file.
    pub sid: Option<String>,
    /// Why the findings are fine.
    pub reason: String,
}

/// What a source holds its findings against.
#[derive(Default)]
pub struct Decisions<'d> {
    /// The entries that are about the file.
    pub entries: Vec<&'d Entry>,
    /// Whether the baseline knows a finding of the file by its fingerprint.
    pub baseline: Option<&'d dyn Fn(u64) -> bool>,
}

/// A comment: `arnlint-ignore RULE, RULE: REASON`.
struct Comment {
    span: Span,
    rules: Vec<&'static str>,
    reason: String,
    /// The document that it is about; nothing for all of them.
    policy: Option<usize>,
    used: Vec<bool>,
}

/// Why a comment is none that could be used.
struct Unread {
    message: String,
    help: String,
}

/// Moves the findings that are to be lived with to [`Checked::suppressed`], and adds a finding for
/// each comment that matched nothing. Says of each entry whether it was used.
pub fn suppress(source: &Source, checked: &mut Checked, decisions: &Decisions<'_>, config: &Config<'_>) -> Vec<bool> {
    if checked.comments.is_empty() && decisions.entries.is_empty() && decisions.baseline.is_none() {
        // Nobody has decided anything.
        if runs(config, UNUSED) {
            sort(&mut checked.diagnostics);
        }
        return Vec::new();
    }
    let mut comments = Vec::new();
    let mut unread = Vec::new();
    for &span in &checked.comments {
        match read(source, span, checked) {
            Ok(comment) => comments.push(comment),
            Err(fault) => unread.push((span, fault)),
        }
    }
    let mut used = vec![false; decisions.entries.len()];
    for diagnostic in std::mem::take(&mut checked.diagnostics) {
        match ground(&diagnostic, &mut comments, decisions, &mut used) {
            Some(ground) => checked.suppressed.push(Suppressed { diagnostic, ground }),
            None => checked.diagnostics.push(diagnostic),
        }
    }
    if runs(config, UNUSED) {
        let unread =
            unread.into_iter().map(|(span, fault)| report(span, fault.message, fault.help, Severity::Warning, config));
        let unused = comments.iter().filter_map(|comment| unused(comment, source, config));
        let mut found: Vec<Diagnostic> = unread.chain(unused).collect();
        name(&mut found, source);
        checked.diagnostics.append(&mut found);
        sort(&mut checked.diagnostics);
    }
    used
}

/// Brings what the policies of a file have in order together with what its comments have.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| (a.span.start, a.rule).cmp(&(b.span.start, b.rule)));
}

/// Whether a rule ran, so that its silence says something.
pub fn runs(config: &Config<'_>, rule: &str) -> bool {
    config.rules.iter().any(|active| active.name == rule)
}

/// A finding about a decision, as bad as the configuration says, else as given.
pub fn report(span: Span, message: String, help: String, severity: Severity, config: &Config<'_>) -> Diagnostic {
    let severity = config.levels.get(UNUSED).copied().unwrap_or(severity);
    let mut diagnostic = Diagnostic::new(UNUSED, severity, span, message);
    diagnostic.help(help);
    diagnostic
}

/// Gives findings about the decisions of a file their fingerprints: by what they say and where,
/// and of equal ones each its own.
pub fn name(diagnostics: &mut [Diagnostic], source: &Source) {
    let mut taken = HashSet::new();
    for diagnostic in diagnostics {
        let text = format!("{} {}", diagnostic.message, source.slice(diagnostic.span));
        diagnostic.fingerprint = fingerprint_of_text(UNUSED, &text);
        while !taken.insert(diagnostic.fingerprint) {
            diagnostic.fingerprint = fingerprint_of_text(UNUSED, &diagnostic.fingerprint.to_string());
        }
    }
}

fn ground(
    diagnostic: &Diagnostic,
    comments: &mut [Comment],
    decisions: &Decisions<'_>,
    used: &mut [bool],
) -> Option<Ground> {
    let of_policy = |comment: &Comment| comment.policy.is_none_or(|policy| Some(policy) == diagnostic.policy);
    // All that match are used: none of them can go without another taking its place.
    let mut found = None;
    for comment in comments.iter_mut().filter(|comment| of_policy(comment)) {
        for (rule, used) in comment.rules.iter().zip(&mut comment.used) {
            if *rule == diagnostic.rule {
                *used = true;
                found.get_or_insert_with(|| Ground::Comment(comment.reason.clone()));
            }
        }
    }
    for (entry, used) in decisions.entries.iter().zip(used) {
        let is_meant = entry.sid.is_none() || entry.sid.as_deref() == diagnostic.sid.as_deref();
        if entry.rule == diagnostic.rule && is_meant {
            *used = true;
            found.get_or_insert_with(|| Ground::Entry(entry.reason.clone()));
        }
    }
    let known = decisions.baseline.is_some_and(|knows| knows(diagnostic.fingerprint));
    found.or(known.then_some(Ground::Baseline))
}

fn read(source: &Source, span: Span, checked: &Checked) -> Result<Comment, Unread> {
    let usage = || "Write `arnlint-ignore RULE: REASON`, or `arnlint-ignore-file` for the whole page.".to_owned();
    let text = source.slice(span);
    let start = text.find("arnlint-ignore").unwrap_or(0);
    let text = text[start..].trim_end_matches("-->").trim_end_matches("*/}").trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_file = match word {
        "arnlint-ignore" => false,
        "arnlint-ignore-file" => true,
        _ => return Err(Unread { message: format!("{} is no word of arnlint", quote(word)), help: usage() }),
    };
    let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let names: Vec<&str> = names.split([',', ' ', '\t', '\n', '\r']).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Err(Unread { message: "this ignore names no rule".to_owned(), help: usage() });
    }
    let find = |name: &&str| {
        rules::find(name).map(|rule| rule.name).ok_or_else(|| Unread {
            message: format!("no rule is called {}, so this ignore is not used", quote(name)),
            help: "`arnlint rules` lists them.".to_owned(),
        })
    };
    let rules: Vec<&'static str> = names.iter().map(find).collect::<Result<_, _>>()?;
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        let help = format!("Say behind a colon why it is fine: `{word} {}: REASON`.", names.join(", "));
        return Err(Unread { message: "this ignore has no reason, so it is not used".to_owned(), help });
    }
    let behind = || checked.policies.iter().position(|policy| policy.span.start >= span.end);
    let policy = if is_file { None } else { Some(behind().unwrap_or(checked.policies.len())) };
    let used = vec![false; rules.len()];
    Ok(Comment { span, rules, reason, policy, used })
}

/// The finding about a comment of whose rules some matched nothing, though they ran.
fn unused(comment: &Comment, source: &Source, config: &Config<'_>) -> Option<Diagnostic> {
    let left = comment.rules.iter().zip(&comment.used).filter(|&(rule, used)| !used && runs(config, rule));
    let left: Vec<(Span, &str)> = left.map(|(rule, _)| (place(comment.span, rule, source), *rule)).collect();
    let &(first, name) = left.first()?;
    let what = match left.len() {
        1 => quote(name),
        n => count(n, "rule"),
    };
    if comment.rules.len() == 1 {
        let message = format!("this ignore of {what} matched nothing");
        return Some(report(
            comment.span,
            message,
            "Delete it: the finding is gone.".to_owned(),
            Severity::Warning,
            config,
        ));
    }
    let mut diagnostic = report(
        first,
        format!("this ignore of {what} matched nothing"),
        "Delete what is gone.".to_owned(),
        Severity::Warning,
        config,
    );
    for &(span, _) in &left[1..] {
        diagnostic.label(span, "and nothing of this");
    }
    Some(diagnostic)
}

/// Where a comment names a rule.
fn place(comment: Span, rule: &str, source: &Source) -> Span {
    let text = source.slice(comment);
    let is_whole = |at: usize| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !text[..at].ends_with(is_part) && !text[at + rule.len()..].starts_with(is_part)
    };
    let at = text.match_indices(rule).map(|(at, _)| at).find(|&at| is_whole(at));
    at.map_or(comment, |at| {
        let start = comment.start as usize + at;
        Span::from_range(start..start + rule.len())
    })
}
