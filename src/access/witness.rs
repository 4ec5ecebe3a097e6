//! From the values that a search found to a request that can be replayed, and from there to one
//! that reads well.

use std::collections::{BTreeMap, HashSet};

use super::action_class::Named;
use super::request::{Caller, Request};
use super::solve::{Model, Values};
use super::space::{Dimension, Space, Unknown, place};
use crate::pattern::language::{Glob, Token, is_letter};
use crate::policy::{Clause, Statement};

/// Requests that are tried for one answer of the search.
const ATTEMPTS: usize = 24;

/// Variables that are looked into for one answer, and patterns that are held against its texts.
const VARIABLES: usize = 8;
const PATTERNS: usize = 1_024;

/// How often a capture may go on to the next token.
const MOVES: u32 = 2_000;

/// The requests that the values may make: they differ in what the policy variables are.
pub(super) fn requests(action: &str, model: &Model, space: &Space) -> Vec<Request> {
    let mut base = Request {
        caller: Caller::Aws("arn:aws:iam::999999999999:user/example".to_owned()),
        action: action.to_owned(),
        resource: "*".to_owned(),
        context: BTreeMap::new(),
    };
    for (dimension, value) in model {
        match (dimension, value) {
            (Dimension::Action, Values::Texts(texts)) => base.action = texts.concat(),
            (Dimension::Resource, Values::Texts(texts)) => base.resource = texts.concat(),
            (Dimension::Key(key), Values::Texts(texts)) => {
                base.context.insert(space.keys[*key].name.clone(), texts.clone());
            }
            (_, Values::Caller(caller)) => base.caller = caller.clone(),
            _ => {}
        }
    }
    let mut attempts = vec![base.clone()];
    for (at, (key, is_used)) in open_keys(&base, space).into_iter().enumerate() {
        let values = match (at < VARIABLES, is_used) {
            (true, _) => values(&key, &base, space),
            (false, true) => vec![Some(fresh(&key))],
            (false, false) => break,
        };
        let with = |request: &Request, value: &Option<String>| {
            let mut request = request.clone();
            if let Some(value) = value {
                request.context.insert(key.clone(), vec![value.clone()]);
            }
            request
        };
        attempts = values.iter().flat_map(|value| attempts.iter().map(move |request| with(request, value))).collect();
        attempts.truncate(ATTEMPTS);
    }
    for request in &mut attempts {
        fill(request, space);
    }
    attempts
}

/// The keys of variables for which the search found no value, and whether the request hangs on them:
/// those come first.
fn open_keys(request: &Request, space: &Space) -> Vec<(String, bool)> {
    let texts = std::iter::once(&request.resource).chain(request.context.values().flatten());
    let used: HashSet<usize> = texts.flat_map(|text| text.chars()).filter_map(place).collect();
    let mut keys: BTreeMap<&String, bool> = BTreeMap::new();
    for (at, letter) in space.letters.iter().enumerate() {
        if let Unknown::Variable { key, .. } = &letter.unknown
            && !request.context.contains_key(key)
        {
            *keys.entry(key).or_default() |= used.contains(&at);
        }
    }
    let mut keys: Vec<(String, bool)> = keys.into_iter().map(|(key, is_used)| (key.clone(), is_used)).collect();
    keys.sort_by_key(|&(_, is_used)| !is_used);
    keys
}

/// A value that nothing else has.
fn fresh(key: &str) -> String {
    format!("example-{}", key.replace([':', '/'], "-"))
}

/// What a variable may be: something that nothing else is, what patterns ask of it, or missing.
fn values(key: &str, request: &Request, space: &Space) -> Vec<Option<String>> {
    let mut values = vec![Some(fresh(key)), None];
    let texts = || std::iter::once(&request.resource).chain(request.context.values().flatten());
    for (index, letter) in space.letters.iter().enumerate() {
        let Unknown::Variable { key: own, default } = &letter.unknown else { continue };
        if own != key {
            continue;
        }
        values.extend(default.iter().map(|default| Some(default.clone())));
        for glob in space.predicates.iter().filter_map(|predicate| predicate.globs()).flatten().take(PATTERNS) {
            for text in texts() {
                if let Some(value) = capture(glob, text, index) {
                    values.push(Some(value));
                }
            }
        }
    }
    let mut seen = Vec::new();
    values.retain(|value| {
        !seen.contains(value) && value.as_deref() != Some("") && {
            seen.push(value.clone());
            true
        }
    });
    values
}

/// What the letter is when the glob matches the text.
fn capture(glob: &Glob, text: &str, letter: usize) -> Option<String> {
    let is_own = |c: char| place(c) == Some(letter);
    if !glob.tokens().iter().any(|token| matches!(token, Token::Char { c, .. } if is_own(*c))) {
        return None;
    }
    let text: Vec<char> = text.chars().collect();
    let mut capture = Capture { text: &text, is_own: &is_own, moves: MOVES, found: None };
    capture.go(glob.tokens(), 0).then_some(())?;
    capture.found.map(|found| found.into_iter().collect())
}

struct Capture<'c> {
    text: &'c [char],
    is_own: &'c dyn Fn(char) -> bool,
    moves: u32,
    found: Option<Vec<char>>,
}

impl Capture<'_> {
    fn go(&mut self, tokens: &[Token], at: usize) -> bool {
        let Some(left) = self.moves.checked_sub(1) else { return false };
        self.moves = left;
        let rest = &self.text[at..];
        match tokens.split_first() {
            None => rest.is_empty(),
            Some((Token::Any { .. }, tokens)) => (at..=self.text.len()).any(|end| self.go(tokens, end)),
            Some((Token::One { .. }, tokens)) => !rest.is_empty() && self.go(tokens, at + 1),
            Some((&Token::Char { c, .. }, tokens)) if (self.is_own)(c) => match self.found.clone() {
                Some(known) => rest.starts_with(&known) && self.go(tokens, at + known.len()),
                None => (at + 1..=self.text.len()).any(|end| {
                    self.found = Some(self.text[at..end].to_vec());
                    let goes = self.go(tokens, end);
                    if !goes {
                        self.found = None;
                    }
                    goes
                }),
            },
            Some((&Token::Char { c, .. }, tokens)) if is_letter(c) => {
                (at..=self.text.len()).any(|end| self.go(tokens, end))
            }
            Some((&Token::Char { c, .. }, tokens)) => {
                rest.first().is_some_and(|own| own.eq_ignore_ascii_case(&c)) && self.go(tokens, at + 1)
            }
        }
    }
}

/// Puts the values of variables, and the tokens of placeholders, in the place of their letters.
fn fill(request: &mut Request, space: &Space) {
    let text_of = |letter: char, context: &BTreeMap<String, Vec<String>>| match space.meaning(letter) {
        Some(Unknown::Variable { key, default }) => match context.get(key) {
            Some(values) => values.first().cloned(),
            None => default.clone(),
        },
        Some(Unknown::Placeholder(text)) => Some(text.clone()),
        None => None,
    };
    let context = request.context.clone();
    let fill = |text: &mut String| {
        // The value of a variable may be made of another one's letter.
        for _ in 0..4 {
            let Some(letter) = text.chars().find(|&c| is_letter(c)) else { return };
            *text = text.replace(letter, &text_of(letter, &context).unwrap_or_default());
        }
    };
    fill(&mut request.resource);
    request.context.values_mut().flatten().for_each(fill);
}

/// A request that says the same with less: without keys that do not matter, and on a resource of
/// the kind that the action takes. `holds` is whether a request still shows what it is to show.
pub(super) fn polish(
    mut request: Request,
    action: &Named<'_>,
    statement: &Statement<'_>,
    holds: impl Fn(&Request) -> bool,
) -> Request {
    let other = Request { action: action.to_string(), ..request.clone() };
    if holds(&other) {
        request = other;
    }
    for key in request.context.keys().cloned().collect::<Vec<String>>() {
        let mut less = request.clone();
        less.context.remove(&key);
        if holds(&less) {
            request = less;
        }
    }
    let strangers = [Caller::Anonymous, Caller::Aws("arn:aws:iam::999999999999:user/example".to_owned())];
    // Policies without principals do not look at the caller.
    for caller in strangers.into_iter().filter(|_| !statement.principals.is_empty()) {
        let nicer = Request { caller, ..request.clone() };
        if holds(&nicer) {
            request = nicer;
            break;
        }
    }
    for resource in resources(action, statement) {
        let nicer = Request { resource, ..request.clone() };
        if holds(&nicer) {
            return nicer;
        }
    }
    let nicer = Request { resource: plausible(&request.resource), ..request.clone() };
    if holds(&nicer) {
        request = nicer;
    }
    let mut nicer = request.clone();
    nicer.context.values_mut().flatten().for_each(|value| *value = plausible(value));
    if holds(&nicer) { nicer } else { request }
}

/// An ARN with a region and an account for the words that the search puts there.
fn plausible(arn: &str) -> String {
    let mut fields: Vec<&str> = arn.splitn(6, ':').collect();
    if fields.len() == 6 && fields[0] == "arn" {
        for (at, usual) in [(1, "aws"), (3, "eu-west-1"), (4, "999999999999")] {
            if fields[at].ends_with("example") {
                fields[at] = usual;
            }
        }
    }
    fields.join(":")
}

/// Resources of the kinds that an action takes, where the statement does not name any itself.
fn resources(action: &Named<'_>, statement: &Statement<'_>) -> Vec<String> {
    let Named::Known(known) = action else { return Vec::new() };
    let names_all = |clause: &Clause<'_>| clause.negated || clause.entries.iter().any(|entry| entry.as_str() == "*");
    if !statement.resources.iter().any(names_all) {
        return Vec::new();
    }
    let mut all: Vec<String> = known.resources().flat_map(|on| on.resource.arns()).map(instance).collect();
    if all.is_empty() {
        all.push("*".to_owned());
    }
    all
}

/// An ARN of a format: `arn:${Partition}:s3:::${BucketName}` with examples filled in.
fn instance(format: &str) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once("${") {
        text.push_str(before);
        let Some((name, after)) = behind.split_once('}') else { break };
        text.push_str(match name {
            "Partition" => "aws",
            "Region" => "eu-west-1",
            "Account" => "999999999999",
            _ => "example",
        });
        rest = after;
    }
    text + rest
}
