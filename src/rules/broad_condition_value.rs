//! A wildcard or a variable in a value that is there to keep strangers out.

use std::ops::Range;

use crate::diagnostic::Severity;
use crate::policy::{Condition, ConditionKey, ConditionValue, Guard, Statement, variables};
use crate::rule::{Context, rule};
use crate::tree::Text;
use crate::wording::quote;

rule!(
    "broad-condition-value",
    Security,
    Error,
    ["WILDCARD_USAGE_TOO_PERMISSIVE", "VARIABLE_USAGE_TOO_PERMISSIVE"],
    Statement(check)
);

/// How many characters must stand before a wildcard for the subject to be pinned to somebody.
const PINNED: usize = 6;

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        if !condition.operator.is_some_and(|operator| operator.comparison.has_wildcards()) {
            continue;
        }
        for key in &condition.keys {
            let Some(guard) = key.guard() else { continue };
            for &value in &key.values {
                if let Some(text) = value.text().filter(|_| !cx.policy().has_placeholder(value.span())) {
                    review(condition, key, guard, value, text, cx);
                }
            }
        }
    }
}

fn review(
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    guard: Guard,
    value: ConditionValue<'_>,
    text: &Text<'_>,
    cx: &mut Context<'_>,
) {
    let pieces = pieces(text.as_str());
    let broad: Vec<&Piece> = pieces
        .iter()
        .filter(|piece| match guard {
            Guard::Id => true,
            Guard::UserId => !is_harmless_in_user_id(text.as_str(), &piece.range),
            Guard::Subject => piece.literal_before < PINNED,
        })
        .collect();
    if let Some(piece) = broad.iter().find(|piece| !piece.is_variable) {
        let shown = quote(text.as_str());
        let message = match guard {
            Guard::Id | Guard::UserId => format!(
                "the wildcard in {shown} takes in ids of strangers: those in {} are handed out at random",
                quote(key.name())
            ),
            Guard::Subject => {
                format!("fewer than {PINNED} characters before a wildcard in {shown}: subjects of others fit too")
            }
        };
        // What stands before the first wildcard pins the subject down, or nothing does. An issuer of
        // one's own vouches for no strangers.
        let is_open = piece.range == pieces[0].range && cx.catalogue().knows_provider(key.name());
        let diagnostic = cx.report(value.span(), message);
        diagnostic
            .aws_code("WILDCARD_USAGE_TOO_PERMISSIVE")
            .label(text.span(piece.range.clone()), "this wildcard")
            .help(help(guard));
        if guard == Guard::Subject && !is_open {
            diagnostic.severity(Severity::Warning);
        }
    }
    for piece in broad.iter().filter(|piece| piece.is_variable) {
        let variable = quote(&text.as_str()[piece.range.clone()]);
        let message = format!("{} lets in whatever {variable} holds", quote(condition.name()));
        cx.report(text.span(piece.range.clone()), message)
            .aws_code("VARIABLE_USAGE_TOO_PERMISSIVE")
            .help("Compare the variable with `StringEquals`, or name the values in full.");
    }
}

const fn help(guard: Guard) -> &'static str {
    match guard {
        Guard::Id => "Name each id in full.",
        Guard::UserId => {
            "Name the id before the colon in full, with a wildcard behind it alone: `AROAQ3EGP7JZRJ5WPOFHX:*`."
        }
        Guard::Subject => "Write out whose it is: the organization and the repository, say, before the wildcard.",
    }
}

/// A wildcard or variable of a value.
struct Piece {
    range: Range<usize>,
    is_variable: bool,
    /// How many characters stand between it and the piece before, or the start.
    literal_before: usize,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let filled_in: Vec<(Range<usize>, bool)> =
        variables(text).map(|variable| (variable.range.clone(), variable.varies())).collect();
    let wildcards = text
        .match_indices(['*', '?'])
        .map(|(at, _)| at..at + 1)
        .filter(|range| !filled_in.iter().any(|(taken, _)| taken.contains(&range.start)));
    let mut ranges: Vec<(Range<usize>, bool)> = wildcards.map(|range| (range, false)).collect();
    ranges.extend(filled_in.iter().filter(|(_, varies)| *varies).map(|(range, _)| (range.clone(), true)));
    ranges.sort_by_key(|(range, _)| range.start);
    let mut end = 0;
    for (range, is_variable) in ranges {
        let literal_before = text[end..range.start].chars().count();
        end = range.end;
        pieces.push(Piece { range, is_variable, literal_before });
    }
    pieces
}

/// `AROAEXAMPLEID:*` and `*:alice`: behind the colon, or all that stands before it.
fn is_harmless_in_user_id(text: &str, range: &Range<usize>) -> bool {
    text.match_indices(':')
        .map(|(at, _)| at)
        .find(|at| !variables(text).any(|variable| variable.range.contains(at)))
        .is_some_and(|colon| range.start > colon || *range == (0..colon))
}
