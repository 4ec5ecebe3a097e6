//! A string whose known parts are blanked out, every byte in its place.
//!
//! Hidden are what is no placeholder although it looks like one, that is policy variables and the
//! expressions of the tools that policies pass through, and what has been found already.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{Layout, Parts};
use super::{Placeholder, Tier, Token};

/// Stands for a byte of a variable or an expression.
pub(super) const HIDDEN: char = '\u{1}';
/// Stands for a byte of a token that has been found.
pub(super) const TAKEN: char = '\u{2}';

/// Whether a search must not judge `c`: it is hidden, taken or a wildcard.
pub(super) const fn is_opaque(c: char) -> bool {
    matches!(c, HIDDEN | TAKEN | '*' | '?')
}

/// What is still to be seen of a string.
pub(super) struct Shown<'t> {
    pub(super) text: &'t str,
    layout: Option<&'t Layout>,
}

impl<'t> Shown<'t> {
    /// The fields, where it is an ARN.
    pub(super) fn parts(&self) -> Option<Parts<'t>> {
        self.layout.map(|layout| layout.parts(self.text))
    }
}

/// A string under search.
pub(super) struct Text<'t> {
    shown: Cow<'t, str>,
    /// Where its fields are, where it is an ARN.
    layout: Option<Layout>,
    found: Vec<Placeholder>,
}

impl<'t> Text<'t> {
    /// Hides the expressions of `text`.
    pub(super) fn new(text: &'t str) -> Self {
        let mut shown = Cow::Borrowed(text);
        // All expressions have a brace.
        if text.as_bytes().contains(&b'{') {
            blank(&mut shown, expressions(text).into_iter(), HIDDEN);
        }
        let layout = Layout::read(&shown);
        Self { shown, layout, found: Vec::new() }
    }

    /// Runs a search over what is still shown, keeps what it finds and hides it.
    pub(super) fn take(&mut self, tier: Tier, search: impl FnOnce(&Shown<'_>) -> Vec<Token>) {
        let mut tokens = search(&Shown { text: &self.shown, layout: self.layout.as_ref() });
        if tokens.is_empty() {
            return;
        }
        tokens.sort_by_key(|(range, _)| range.start);
        let mut end = 0;
        tokens.retain(|(range, _)| {
            // A search may find a token in two ways, or one around what was hidden.
            let is_new =
                range.start >= end && !range.is_empty() && !self.shown[range.clone()].contains([HIDDEN, TAKEN]);
            end = if is_new { range.end } else { end };
            is_new
        });
        blank(&mut self.shown, tokens.iter().map(|(range, _)| range.clone()), TAKEN);
        self.layout = Layout::read(&self.shown);
        self.found.extend(tokens.into_iter().map(|(range, kind)| Placeholder { range, kind, tier }));
    }

    /// Whether the text is letters and digits alone, and asks for nothing.
    pub(super) fn is_plain_word(&self) -> bool {
        self.shown != "SID" && self.shown.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// Whether anything was found yet.
    pub(super) const fn has_findings(&self) -> bool {
        !self.found.is_empty()
    }

    /// What was found, in the order of the text.
    pub(super) fn into_findings(mut self) -> Vec<Placeholder> {
        self.found.sort_unstable_by_key(|placeholder| placeholder.range.start);
        self.found
    }
}

/// Overwrites `ranges`, which are in order, with as many bytes of `with`.
fn blank(text: &mut Cow<'_, str>, mut ranges: impl Iterator<Item = Range<usize>>, with: char) {
    let Some(first) = ranges.next() else { return };
    let mut blanked = String::with_capacity(text.len());
    for range in std::iter::once(first).chain(ranges) {
        blanked.push_str(&text[blanked.len()..range.start]);
        blanked.extend(std::iter::repeat_n(with, range.len()));
    }
    blanked.push_str(&text[blanked.len()..]);
    *text = Cow::Owned(blanked);
}

/// The expressions in `text`. Of an expression with a placeholder inside, such as
/// `${aws:PrincipalTag/<key>}`, the parts around the placeholder.
fn expressions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(brace) = text[at..].find('{').map(|offset| at + offset) {
        let Some(len) = braced(&text[brace..]) else {
            at = brace + 1;
            continue;
        };
        let end = brace + len;
        let inner = &text[brace + 1..end - 1];
        let mut start = brace;
        let mut is_expression = inner.starts_with('%') || inner.starts_with("{resolve:");
        if let Some(sigil @ ('$' | '&' | '#')) = text[..brace].chars().next_back() {
            start -= 1;
            // `$${…}` is how Terraform writes `${…}` for somebody else to read.
            if sigil == '$' && text[..start].ends_with('$') {
                start -= 1;
                is_expression = true;
            }
            is_expression |= sigil == '&' || inner.starts_with('{') || !is_name(inner);
        }
        if is_expression {
            // What looks like a placeholder inside of a variable is one: a variable is made of
            // names alone. In the expressions of a language it would be an operator or an index.
            match inner.find(['<', '{', '[']) {
                Some(offset) if is_variable(&inner[..offset]) => {
                    at = brace + 1 + inner[..offset].trim_end_matches('$').len();
                    found.push(start..at);
                    let last = inner.rfind(['>', '}', ']']).map_or(end - 1, |offset| brace + 2 + offset);
                    found.push(last.max(at)..end);
                    continue;
                }
                _ => found.push(start..end),
            }
        }
        at = end;
    }
    // Those inside of a variable were found behind its end.
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// An expression is shorter than this many bytes.
const LONGEST: usize = 512;

/// The length of the expression that `text` begins with, inner braces counted.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().take(LONGEST).enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether the inside of `${…}` is a plain name, which nothing resolves in a policy. With the
/// default of a shell, `${NAME:-value}`, it is one too.
fn is_name(inner: &str) -> bool {
    let name = inner.split_once(":-").map_or(inner, |(name, _)| name).trim();
    !name.is_empty()
        && name.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '/'))
}

/// Whether the beginning of an expression is that of a policy variable: a prefix and a colon.
fn is_variable(inner: &str) -> bool {
    let name = inner.trim_start();
    name.contains(':')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'-' | b'_' | b'.' | b'$'))
}
