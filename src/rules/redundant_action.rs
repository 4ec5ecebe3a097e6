//! An action that another entry of the same list matches already.

use crate::catalogue::Service;
use crate::fix::Fix;
use crate::pattern::{Case, covers_ignore_case, is_pattern, is_wildcard};
use crate::policy::{ActionEntry, Entry, Meaning, Redundancy, Statement};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::tree::Node;
#[cfg(test)]
use crate::tree::{Text, Value};
use crate::wording::{count, enumerate, quote};

rule!("redundant-action", Style, Advice, ["REDUNDANT_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for clause in statement.actions.iter().filter(|clause| may_repeat(&clause.entries)) {
        let entries: Vec<Entry<'_>> =
            clause.entries.iter().filter(|entry| !is_broken(entry)).map(|entry| entry.entry).collect();
        for redundancy in Redundancy::find(&entries, Case::Ignored, covers_ignore_case) {
            report(&redundancy, &clause.member.value, cx);
        }
    }
}

/// Whether nobody can tell what an entry is about, so that it is left out.
fn is_broken(entry: &ActionEntry<'_>) -> bool {
    matches!(entry.meaning, Meaning::Placeholder | Meaning::Malformed(_))
}

/// Names beyond the catalogue that are held against each other before their list is searched.
const UNKNOWN: usize = 16;

/// Pairs of a pattern and another entry that are held against each other before their list is searched.
const PAIRS: usize = 16_384;

/// Whether one entry can match what another one matches. A no is always right, and what most lists
/// get: names that the catalogue has are told apart by their places in it, and a pattern of a service
/// covers entries of that service alone. What is neither such a name nor such a pattern is searched.
fn may_repeat(entries: &[ActionEntry<'_>]) -> bool {
    if entries.len() < 2 {
        return false;
    }
    // A bit that several places share: one that was set before need not mean the same place.
    let (mut seen, mut may_be_seen) = ([0_u64; 16], false);
    let (mut patterns, mut unknown) = (0, 0);
    for entry in entries {
        match &entry.meaning {
            Meaning::Action(action) => {
                let (word, bit) = (&mut seen[action.index() / 64 % 16], 1 << (action.index() % 64));
                may_be_seen |= *word & bit != 0;
                *word |= bit;
            }
            Meaning::Pattern(..) => patterns += 1,
            Meaning::UnknownAction(..) | Meaning::UnknownService(_) | Meaning::LegacyService(_)
                if unknown < UNKNOWN && !is_pattern(entry.as_str()) =>
            {
                unknown += 1;
            }
            _ if is_broken(entry) => {}
            _ => return true,
        }
    }
    entries.len().saturating_mul(patterns) > PAIRS
        || may_be_seen && known_repeat(entries)
        || unknown > 1 && unknown_repeat(entries)
        || patterns > 0 && patterns_cover(entries)
}

/// Whether an action of the catalogue stands there twice.
fn known_repeat(entries: &[ActionEntry<'_>]) -> bool {
    let mut places = Vec::with_capacity(entries.len());
    places.extend(entries.iter().filter_map(|entry| match &entry.meaning {
        Meaning::Action(action) => Some(action.index()),
        _ => None,
    }));
    places.sort_unstable();
    places.windows(2).any(|pair| pair[0] == pair[1])
}

/// Whether a name beyond the catalogue stands there twice.
fn unknown_repeat(entries: &[ActionEntry<'_>]) -> bool {
    let is_known = |entry: &ActionEntry<'_>| matches!(entry.meaning, Meaning::Action(_) | Meaning::Pattern(..));
    let unknown = entries.iter().enumerate().filter(|(_, entry)| !is_known(entry) && !is_broken(entry));
    unknown.clone().any(|(at, one)| {
        let mut earlier = unknown.clone().take_while(|(other, _)| *other < at);
        earlier.any(|(_, other)| other.as_str().eq_ignore_ascii_case(one.as_str()))
    })
}

/// Whether a pattern of a service covers another entry of that service.
fn patterns_cover(entries: &[ActionEntry<'_>]) -> bool {
    entries.iter().enumerate().any(|(at, entry)| {
        let Meaning::Pattern(service, name) = &entry.meaning else { return false };
        // Most names begin with another letter.
        let letter = name.bytes().next().filter(|&byte| !is_wildcard(byte)).map(|byte| byte.to_ascii_lowercase());
        let start = entry.as_str().len() - name.len();
        let may_cover = |other: &ActionEntry<'_>| {
            let begins = |letter| other.as_str().as_bytes().get(start).map(u8::to_ascii_lowercase) == Some(letter);
            service_of(other) == Some(*service) && letter.is_none_or(begins)
        };
        let others = entries.iter().enumerate().filter(|(other, entry)| *other != at && may_cover(entry));
        others.map(|(_, other)| other.as_str()).any(|other| covers_ignore_case(entry.as_str(), other))
    })
}

fn service_of<'d>(entry: &ActionEntry<'d>) -> Option<Service<'d>> {
    match entry.meaning {
        Meaning::Action(action) => Some(action.service()),
        Meaning::Pattern(service, _) | Meaning::UnknownAction(service, _) => Some(service),
        _ => None,
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

#[test]
fn a_list_that_cannot_repeat_has_nothing_redundant() {
    const ENTRIES: &[&str] = &[
        "s3:GetObject",
        "S3:getobject",
        "s3:GetObjectAcl",
        "s3:Get*",
        "s3:Get*Acl",
        "s3:*Acl",
        "s3:*",
        "s3:PutObject",
        "s3:GetObjekt",
        "s3:getobjekt",
        "s3:Gat*",
        "sqs:*",
        "sqs:GetQueueUrl",
        "squid:GetObject",
        "squid:Get*",
        "*",
        "s*:Get*",
        "s3:GetBucket",
        "s3: Get*",
    ];
    let catalogue = crate::catalogue::Catalogue::embedded();
    let nodes: Vec<Node<'_>> = ENTRIES
        .iter()
        .map(|text| Node { value: Value::String(Text::verbatim(*text, 0)), span: Span::new(0, 1) })
        .collect();
    let read = |node| {
        let text = Node::text(node).unwrap();
        ActionEntry { entry: Entry { node, text }, meaning: Meaning::of(text.as_str(), catalogue) }
    };
    let all: Vec<ActionEntry<'_>> = nodes.iter().map(read).collect();
    for one in &all {
        for two in &all {
            for three in &all {
                let entries = [one, two, three].map(Clone::clone);
                let sound: Vec<Entry<'_>> =
                    entries.iter().filter(|entry| !is_broken(entry)).map(|entry| entry.entry).collect();
                let found = Redundancy::find(&sound, Case::Ignored, covers_ignore_case);
                assert!(may_repeat(&entries) || found.is_empty(), "{sound:?}");
            }
        }
    }
}
