//! A resource that another entry of the same list covers already.

use crate::fix::Fix;
use crate::pattern::{self, Case};
use crate::policy::{Entry, Redundancy, Statement, has_variable};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::tree::Node;
use crate::wording::{count, enumerate, quote};

rule!("redundant-resource", Style, Advice, ["REDUNDANT_RESOURCE"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for clause in statement.resources.iter().filter(|clause| clause.entries.len() > 1) {
        for redundancy in Redundancy::find(&clause.entries, Case::Counts, covers) {
            report(&redundancy, &clause.member.value, cx);
        }
    }
}

/// Whether `outer` covers `inner` whatever their policy variables are: `${*}` is no wildcard, and
/// what `${aws:username}` will be has another length than its name.
fn covers(outer: &str, inner: &str) -> bool {
    let counts_characters = || outer.contains('?') && has_variable(inner);
    let has_escape = || has_variable(outer) && (outer.contains("${*}") || outer.contains("${?}"));
    pattern::covers(outer, inner) && !has_escape() && !counts_characters()
}

fn report(redundancy: &Redundancy<'_>, list: &Node<'_>, cx: &mut Context<'_>) {
    let Redundancy { cover, covered, all, is_repetition } = redundancy;
    let names: Vec<&str> = covered.iter().map(Entry::as_str).collect();
    let cover_name = quote(cover.as_str());
    let (message, label) = match names.as_slice() {
        [_] if *is_repetition => (format!("{cover_name} stands twice in one list"), ""),
        _ if *is_repetition => (format!("{cover_name} stands {} times in one list", all.len()), ""),
        [only] => (format!("{} adds nothing: {cover_name} covers it", quote(only)), "covers it"),
        _ => (format!("{} add nothing: {cover_name} covers them", count(names.len(), "resource")), "covers them"),
    };
    let covered: Vec<Span> = covered.iter().map(Entry::span).collect();
    let edits = cx.remove_elements(list, &covered);
    let fix = edits.map(|edits| Fix::safe("Delete what adds nothing", edits));
    let diagnostic = cx.report(all[0].span(), message);
    diagnostic.aws_code("REDUNDANT_RESOURCE").fix = fix;
    diagnostic.help(match (is_repetition, cover.as_str()) {
        (true, _) => "Keep the first.".to_owned(),
        (false, "*") => format!("Delete {}; or delete `*`, where these alone are meant.", enumerate(&names, 4)),
        (false, _) => format!("Delete {}.", enumerate(&names, 4)),
    });
    for (index, entry) in all.iter().enumerate() {
        let is_cover = entry.span() == cover.span() && !is_repetition;
        if is_cover || index > 0 {
            diagnostic.label(entry.span(), if is_cover { label } else { "" });
        }
    }
}
