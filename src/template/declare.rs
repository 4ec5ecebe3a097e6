//! What the sentences of a page declare: that a token is to be replaced, and by what.

use std::ops::Range;

use super::prose::{Prose, floor, squeezed};
use crate::source::Span;

/// What a page says of a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// What belongs in its place, in the words of the page: `the AWS region`. Nothing where the
    /// page only says that it is to be replaced.
    pub what: Option<String>,
    /// The sentence.
    pub span: Span,
}

/// Words that ask the reader to replace something.
const VERBS: &[&str] = &[
    "change",
    "changing",
    "edit",
    "enter",
    "fill",
    "insert",
    "modify",
    "replace",
    "replaced",
    "replacing",
    "set",
    "specify",
    "substitute",
    "substituted",
    "substituting",
    "swap",
    "update",
    "updating",
];

/// The verbs behind which the name of what is replaced comes at once.
const TAKES_NAME: &[&str] =
    &["change", "changing", "replace", "replacing", "substitute", "substituting", "swap", "update", "updating"];

/// What stands between a token and what it is replaced with.
const WITH: &[&str] = &["with", "by", "to", "for"];

/// Words that can stand between a verb and the token it is about.
const FILLERS: &[&str] = &[
    "all",
    "any",
    "both",
    "each",
    "every",
    "example",
    "in",
    "occurrence",
    "occurrences",
    "of",
    "placeholder",
    "placeholders",
    "string",
    "text",
    "the",
    "token",
    "value",
    "values",
    "variable",
    "variables",
    "word",
];

/// A description is no longer than this many characters.
const LONGEST: usize = 120;

/// What belongs in a place is said within so many bytes of the verb.
const REACH: usize = 512;

/// How many texts of a page are looked for in its policies, and how many names end a description.
pub(super) const CANDIDATES: usize = 256;

/// How many bytes are read to find out what a page says of all of its placeholders.
pub(super) const BUDGET: usize = 400_000_000;

/// Where a sentence speaks of a token.
struct Mention {
    range: Range<usize>,
    is_loose: bool,
}

/// The best declaration of the token that is written `token` and called `name`; `all` are the
/// names of the page, which end each other's descriptions. The nearer of two to `near` counts.
/// Nothing where the `budget` of bytes is spent.
pub(super) fn declaration(
    prose: &Prose,
    token: &str,
    name: &str,
    all: &[&str],
    near: Span,
    budget: &mut usize,
) -> Option<Declaration> {
    let all = &all[..all.len().min(CANDIDATES)];
    *budget = budget.saturating_sub(4 * prose.text().len());
    // The squeezed text has all that the text has.
    if *budget == 0 || !prose.squeezed().contains(&squeezed(name)) && !prose.text().contains(token) {
        return None;
    }
    let mut best: Option<(u8, u32, Declaration)> = None;
    for sentence in prose.sentences() {
        for mention in mentions(prose, sentence, token, name) {
            *budget = budget.saturating_sub((all.len() + 8) * sentence.len());
            if *budget == 0 {
                break;
            }
            let verb = verb_before(prose.text(), sentence, mention.range.start);
            let what = what(prose, sentence, &mention.range, verb.is_some(), all);
            let quality = match (verb.is_some(), what.is_some(), mention.is_loose) {
                (true, true, false) => 4,
                (false, true, false) => 3,
                (true, true, true) => 2,
                (true, false, _) => 1,
                _ => continue,
            };
            let span = prose.span(sentence.clone());
            let distance =
                if span.start >= near.end { span.start - near.end } else { near.start.saturating_sub(span.end) };
            let is_better =
                best.as_ref().is_none_or(|(known, far, _)| (quality, u32::MAX - distance) > (*known, u32::MAX - far));
            if is_better {
                best = Some((quality, distance, Declaration { what, span }));
            }
        }
    }
    best.map(|(_, _, declaration)| declaration)
}

/// The texts that the page asks to replace, whatever they look like: `us-west-2`, `productionapp`.
pub(super) fn candidates(prose: &Prose) -> Vec<String> {
    let text = prose.text();
    let mut found: Vec<String> = Vec::new();
    for sentence in prose.sentences() {
        for (verb, word) in words(text, sentence) {
            if !TAKES_NAME.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                continue;
            }
            let Some(with) = with_behind(text, verb.end..sentence.end) else { continue };
            let between = verb.end..with.start;
            let marked: Vec<Range<usize>> = prose.marked_in(&between).collect();
            if marked.is_empty() {
                let fillers = leading_fillers(&text[between.clone()]);
                let name = text[between.start + fillers..between.end].trim();
                // `change the stream to …` is about a stream, not about the word.
                let is_word = !is_distinct(name) && is_thing(&text[between.start..between.start + fillers]);
                if !name.contains(char::is_whitespace) && !is_word {
                    found.push(name.to_owned());
                }
            }
            found.extend(marked.into_iter().map(|run| text[run].trim().to_owned()));
        }
    }
    found.retain(|name| name.len() > 1 && name.chars().any(char::is_alphanumeric));
    found.sort_unstable();
    found.dedup();
    found.truncate(CANDIDATES);
    found
}

/// Whether what comes next is a thing by its name, rather than a word: the fillers before it end with
/// an article or the like.
fn is_thing(fillers: &str) -> bool {
    let last = fillers.split_whitespace().next_back().unwrap_or_default().to_ascii_lowercase();
    matches!(last.as_str(), "the" | "any" | "all" | "both" | "each" | "every" | "in" | "of")
}

/// Whether a sentence says that something is needed only sometimes.
pub(super) fn is_optional(sentence: &str) -> bool {
    let sentence = sentence.to_ascii_lowercase();
    [
        "optional",
        "only if",
        "only needed",
        "only required",
        "if you use",
        "if you want",
        "if you do not",
        "if you don't",
        "if your",
        "you can delete",
        "you can remove",
        "you may remove",
        "not needed",
        "when using",
        "if using",
    ]
    .iter()
    .any(|sign| sentence.contains(sign))
}

/// Where a sentence speaks of a token: by its text, else by its name, else by a name that differs
/// in case, hyphens and underscores alone. A name that could be any word must be set off, or stand
/// behind the verb.
fn mentions(prose: &Prose, sentence: &Range<usize>, token: &str, name: &str) -> Vec<Mention> {
    let text = &prose.text()[sentence.clone()];
    let exact = |needle: &str, is_sure: bool| {
        let found = occurrences(text, needle).map(|at| sentence.start + at..sentence.start + at + needle.len());
        let fits =
            |range: &Range<usize>| is_sure || prose.is_marked(range) || follows_verb(prose.text(), sentence, range);
        found.filter(fits).map(|range| Mention { range, is_loose: false }).collect::<Vec<Mention>>()
    };
    let mut found = exact(token, token != name || is_distinct(name));
    if found.is_empty() && token != name {
        found = exact(name, is_distinct(name));
    }
    let is_one_word = !name.contains(['-', '_', ' ']);
    if found.is_empty() && !is_one_word {
        let needle = squeezed(name);
        let all = occurrences(&prose.squeezed()[sentence.clone()], &needle)
            .map(|at| sentence.start + at..sentence.start + at + needle.len());
        found = all.map(|range| Mention { range, is_loose: true }).collect();
    }
    found
}

/// Whether a name stands out of a sentence by itself.
fn is_distinct(name: &str) -> bool {
    let capitals = name.chars().filter(char::is_ascii_uppercase).count();
    capitals > 1
        || name.contains(['_', '-', '$', '<', '{', '[', '*', '%'])
        || name.contains(|c: char| c.is_ascii_digit())
}

/// Where `needle` stands in `text` and is no part of a longer name.
pub(super) fn occurrences<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let joins = |c: char| matches!(c, '-' | '_');
    text.match_indices(needle).map(|(at, _)| at).filter(move |&at| {
        let (before, behind) = (&text[..at], &text[at + needle.len()..]);
        let touches_before = before.ends_with(is_part) && needle.starts_with(is_part)
            || before.trim_end_matches(joins).len() < before.len() && before.trim_end_matches(joins).ends_with(is_part);
        let touches_behind = behind.starts_with(is_part) && needle.ends_with(is_part)
            || behind.trim_start_matches(joins).len() < behind.len()
                && behind.trim_start_matches(joins).starts_with(is_part);
        !needle.is_empty() && !touches_before && !touches_behind
    })
}

/// The words of a sentence.
fn words<'t>(text: &'t str, sentence: &Range<usize>) -> Vec<(Range<usize>, &'t str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text[sentence.clone()].char_indices().chain([(sentence.len(), ' ')]) {
        match (c.is_alphabetic(), start) {
            (true, None) => start = Some(sentence.start + at),
            (false, Some(begin)) => {
                found.push((begin..sentence.start + at, &text[begin..sentence.start + at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The last verb of a sentence before `at`.
fn verb_before(text: &str, sentence: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let is_verb = |word: &str| VERBS.iter().any(|known| known.eq_ignore_ascii_case(word));
    words(text, &(sentence.start..at)).into_iter().rev().find(|(_, word)| is_verb(word)).map(|(range, _)| range)
}

/// Whether nothing but fillers stands between a verb and what follows it.
fn follows_verb(text: &str, sentence: &Range<usize>, range: &Range<usize>) -> bool {
    verb_before(text, sentence, range.start).is_some_and(|verb| {
        let between = &text[verb.end..range.start];
        leading_fillers(between) >= between.trim_end_matches(|c: char| !c.is_alphanumeric()).len()
    })
}

/// How much of the beginning of `text` is filler words and what stands between them.
fn leading_fillers(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        let word = rest[blank..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let is_whole = rest[blank + word.len()..].starts_with(char::is_whitespace);
        if word.is_empty() || !is_whole || !FILLERS.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            return at + blank;
        }
        at += blank + word.len();
    }
}

/// The first `with`, `by` or `to` in a range.
fn with_behind(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let is_with = |word: &str| WITH.iter().any(|known| known.eq_ignore_ascii_case(word));
    let spaced = |range: &Range<usize>| {
        text[..range.start].ends_with(char::is_whitespace) && text[range.end..].starts_with(char::is_whitespace)
    };
    let reach = range.start..floor(text, range.end.min(range.start + REACH));
    words(text, &reach).into_iter().find(|(range, word)| is_with(word) && spaced(range)).map(|(range, _)| range)
}

/// What a sentence says that belongs in the place of the token at `range`.
fn what(prose: &Prose, sentence: &Range<usize>, range: &Range<usize>, has_verb: bool, all: &[&str]) -> Option<String> {
    let text = prose.text();
    let closers = |c: char| matches!(c, '"' | '\'' | '`' | '”' | '’' | ')' | '>' | '}' | ']');
    let behind = text[range.end..sentence.end].trim_start_matches(closers);
    let is_first = !text[sentence.start..range.start].contains(|c: char| c.is_alphanumeric());
    let definition = defined(behind.trim_start(), is_first);
    let start = match definition {
        Some(rest) => sentence.end - rest.len(),
        None if has_verb => {
            let with = with_behind(text, range.end..sentence.end)?;
            if verb_before(text, &(range.end..sentence.end), with.start).is_some() {
                return None;
            }
            with.end
        }
        None => return None,
    };
    let rest =
        text[start..sentence.end].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | ':' | '-'));
    let end = ends(rest, all);
    let trimmed = rest[..end].trim().trim_end_matches([',', ';', ':', '|', '.']).trim();
    let is_said = trimmed.chars().filter(|c| c.is_alphabetic()).count() > 1;
    is_said.then(|| crate::wording::shorten(trimmed, LONGEST))
}

/// What stands behind a sign that a description follows. A colon or `=` inside of code is none; `with`
/// is one for an item of a list that some sentence before it asks to replace.
fn defined(behind: &str, is_first: bool) -> Option<&str> {
    let signs = ["|", "–", "—", "- ", "is ", "are ", "stands for ", "represents ", "refers to "];
    let code_signs = ["::", ":", "="];
    let is_open = |rest: &&str| rest.starts_with(|c: char| c.is_whitespace() || c == '|') || rest.is_empty();
    signs
        .iter()
        .find_map(|sign| behind.strip_prefix(sign))
        .or_else(|| code_signs.iter().find_map(|sign| behind.strip_prefix(sign).filter(is_open)))
        .or_else(|| behind.strip_prefix("with ").filter(|_| is_first))
}

/// Where a description ends: before the next token of the page, a cell of a table, or what is set
/// apart by a semicolon.
fn ends(rest: &str, all: &[&str]) -> usize {
    let mut end = rest.len();
    for sign in [";", " | ", ", if ", ", If ", ", and replace ", " and replace ", ", replace "] {
        end = end.min(rest.find(sign).unwrap_or(end));
    }
    // `, and <another> with …`, be it a placeholder or not.
    for (at, sign) in rest.match_indices(" and ") {
        let mut behind = rest[at + sign.len()..].split_whitespace();
        if behind.next().is_some() && behind.next() == Some("with") {
            end = end.min(at);
        }
    }
    for name in all.iter().filter(|name| is_distinct(name)) {
        for at in occurrences(rest, name) {
            // `, and <token> with …`
            let front = rest[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
            let front = front.strip_suffix("and").or_else(|| front.strip_suffix("then")).unwrap_or(front);
            if front.len() < rest[..at].trim_end().len() {
                end = end.min(front.len());
            }
        }
    }
    end
}
