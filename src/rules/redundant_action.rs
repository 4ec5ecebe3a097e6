//! An action that another entry of the same list matches already.

use crate::fix::Fix;
use crate::policy::{Entry, Redundancy, Statement};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::tree::Node;
use crate::wording::{count, enumerate, quote};

rule!("redundant-action", Style, Advice, ["REDUNDANT_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for clause in &statement.actions {
        for redundancy in Redundancy::of_actions(&clause.entries) {
            report(&redundancy, &clause.member.value, cx);
        }
    }
}

fn report(redundancy: &Redundancy<'_>, list: &Node<'_>, cx: &mut Context<'_>) {
    let Redundancy { cover, covered, all, is_repetition } = redundancy;
    let names: Vec<&str> = covered.iter().map(Entry::as_str).collect();
    let cover_name = quote(cover.as_str());
    let (message, label) = match names.as_slice() {
        [_] if *is_repetition => (format!("{cover_name} stands twice in one list"), ""),
        _ if *is_repetition => (format!("{cover_name} stands {} times in one list", all.len()), ""),
        [only] => (format!("{} adds nothing: {cover_name} matches it", quote(only)), "matches it"),
        _ => (format!("{} add nothing: {cover_name} matches them", count(names.len(), "action")), "matches them"),
    };
    let covered: Vec<Span> = covered.iter().map(Entry::span).collect();
    let edits = cx.remove_elements(list, &covered);
    let fix = edits.map(|edits| Fix::safe("Delete what adds nothing", edits));
    let diagnostic = cx.report(all[0].span(), message);
    diagnostic.aws_code("REDUNDANT_ACTION").fix = fix;
    diagnostic.help(if *is_repetition {
        "Keep the first.".to_owned()
    } else {
        format!("Delete {}.", enumerate(&names, 4))
    });
    for (index, entry) in all.iter().enumerate() {
        let is_cover = entry.span() == cover.span() && !is_repetition;
        if is_cover || index > 0 {
            diagnostic.label(entry.span(), if is_cover { label } else { "" });
        }
    }
}
