//! An action that another entry of the same list matches already.

use crate::catalogue::ActionSet;
use crate::fix::Fix;
use crate::pattern::{Case, covers_ignore_case};
use crate::policy::{ActionEntry, Entry, Meaning, Redundancy, Statement};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::tree::Node;
use crate::wording::{count, enumerate, quote};

rule!("redundant-action", Style, Advice, ["REDUNDANT_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for clause in statement.actions.iter().filter(|clause| may_repeat(&clause.entries)) {
        let broken = |entry: &ActionEntry<'_>| matches!(entry.meaning, Meaning::Placeholder | Meaning::Malformed(_));
        let entries: Vec<Entry<'_>> =
            clause.entries.iter().filter(|entry| !broken(entry)).map(|entry| entry.entry).collect();
        for redundancy in Redundancy::find(&entries, Case::Ignored, covers_ignore_case) {
            report(&redundancy, &clause.member.value, cx);
        }
    }
}

/// Whether one entry can match what another one matches. A no is always right, and what most lists
/// get: where all that they match is known, they must have an action in common.
fn may_repeat(entries: &[ActionEntry<'_>]) -> bool {
    if entries.len() < 2 {
        return false;
    }
    // Most lists name actions alone, whose bits several places in the catalogue share.
    let mut bits = [0_u64; 16];
    let is_apart = |entry: &ActionEntry<'_>| {
        let Meaning::Action(action) = entry.meaning else { return false };
        let (word, bit) = (&mut bits[action.index() / 64 % 16], 1 << (action.index() % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    };
    if entries.iter().all(is_apart) {
        return false;
    }
    let mut seen = ActionSet::default();
    entries.iter().any(|entry| match &entry.meaning {
        Meaning::Action(action) => !action.can_be_granted() || !seen.insert(*action),
        Meaning::Pattern(pattern) => pattern.actions().any(|action| !seen.insert(action)),
        _ => true,
    })
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
