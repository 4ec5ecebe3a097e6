//! A string whose known parts are blanked out, every byte in its place.
//!
//! Hidden are what is no placeholder although it looks like one, that is policy variables and the
//! expressions of the tools that policies pass through, and what has been found already.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{Layout, Parts};
use super::signs::{Search, Signs};
use super::{Placeholder, Tier, Token};

/// Stands for a byte of a variable or an expression.
const HIDDEN: u8 = 1;
/// Stands for a byte of a token that has been found.
pub(super) const TAKEN: u8 = 2;

/// Whether a search must not judge `text`: a part of it is hidden, taken or a wildcard.
pub(super) fn is_opaque(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, HIDDEN | TAKEN | b'*' | b'?'))
}

/// What is still to be seen of a string.
pub(super) struct Shown<'t> {
    pub(super) text: &'t str,
    pub(super) signs: Signs,
    layout: Option<&'t Layout>,
}

impl<'t> Shown<'t> {
    /// The fields, where it is an ARN.
    pub(super) fn parts(&self) -> Option<Parts<'t>> {
        self.layout.map(|layout| Parts::new(self.text, layout))
    }
}

/// A string under search.
pub(super) struct Text<'t> {
    shown: Cow<'t, str>,
    signs: Signs,
    /// Where its fields are, where it is an ARN.
    layout: Option<Layout>,
    found: Vec<Placeholder>,
}

impl<'t> Text<'t> {
    /// Hides the expressions of `text`; nothing if it is one, as the values of conditions often are.
    #[inline]
    pub(super) fn new(text: &'t str, signs_of: impl Fn(&str) -> Signs) -> Option<Self> {
        if is_variable_alone(text) {
            return None;
        }
        let (mut shown, mut signs) = (Cow::Borrowed(text), signs_of(text));
        // All expressions have a brace, which is the sign of a delimited token as well.
        if signs.has(Search::Delimited) && text.as_bytes().contains(&b'{') {
            let mut expressions = expressions(text);
            if let Some(first) = expressions.next() {
                if first == (0..text.len()) {
                    return None;
                }
                blank(&mut shown, std::iter::once(first).chain(expressions), HIDDEN);
                signs = signs_of(&shown);
            }
        }
        let layout = Layout::read(&shown);
        Some(Self { shown, signs, layout, found: Vec::new() })
    }

    /// Runs a search as [`Self::take`] does, where the text has a sign of what it looks for.
    pub(super) fn take_if(&mut self, sign: Search, tier: Tier, search: impl FnOnce(&Shown<'_>) -> Vec<Token>) {
        if self.signs.has(sign) {
            self.take(tier, search);
        }
    }

    /// Runs a search over what is still shown, keeps what it finds and hides it.
    pub(super) fn take(&mut self, tier: Tier, search: impl FnOnce(&Shown<'_>) -> Vec<Token>) {
        let mut tokens = search(&Shown { text: &self.shown, signs: self.signs, layout: self.layout.as_ref() });
        if tokens.is_empty() {
            return;
        }
        tokens.sort_by_key(|(range, _)| range.start);
        let mut end = 0;
        tokens.retain(|(range, _)| {
            // A search may find a token in two ways, or one around what was hidden.
            let is_shown = !self.shown[range.clone()].bytes().any(|byte| matches!(byte, HIDDEN | TAKEN));
            let is_new = range.start >= end && !range.is_empty() && is_shown;
            end = if is_new { range.end } else { end };
            is_new
        });
        blank(&mut self.shown, tokens.iter().map(|(range, _)| range.clone()), TAKEN);
        self.layout = Layout::read(&self.shown);
        self.found.extend(tokens.into_iter().map(|(range, kind)| Placeholder { range, kind, tier }));
    }

    /// Whether anything was found yet.
    pub(super) const fn has_findings(&self) -> bool {
        !self.found.is_empty()
    }

    /// What was found, in the order of the text.
    #[inline]
    pub(super) fn into_findings(mut self) -> Vec<Placeholder> {
        if self.found.len() > 1 {
            self.found.sort_unstable_by_key(|placeholder| placeholder.range.start);
        }
        self.found
    }
}

/// Overwrites `ranges` with as many bytes of `with`.
fn blank(text: &mut Cow<'_, str>, ranges: impl Iterator<Item = Range<usize>>, with: u8) {
    let mut bytes = std::mem::take(text).into_owned().into_bytes();
    ranges.for_each(|range| bytes[range].fill(with));
    *text = Cow::Owned(String::from_utf8(bytes).expect("ranges of whole letters"));
}

/// The expressions in `text`. Of an expression with a placeholder inside, such as
/// `${aws:PrincipalTag/<key>}`, the parts around the placeholder.
pub(super) fn expressions(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    // The end of an expression whose beginning was the last one.
    let mut rest = None;
    std::iter::from_fn(move || {
        if rest.is_some() {
            return rest.take();
        }
        while let Some(brace) = bytes.get(at..)?.iter().position(|&byte| byte == b'{').map(|offset| at + offset) {
            let Some(len) = braced(&bytes[brace..]) else {
                at = brace + 1;
                continue;
            };
            let end = brace + len;
            let inner = &text[brace + 1..end - 1];
            at = end;
            let mut start = brace;
            let mut is_expression = inner.starts_with('%') || inner.starts_with("{resolve:");
            if let Some(sigil @ (b'$' | b'&' | b'#')) = bytes[..brace].last() {
                start -= 1;
                // `$${…}` is how Terraform writes `${…}` for somebody else to read.
                if *sigil == b'$' && bytes[..start].ends_with(b"$") {
                    start -= 1;
                    is_expression = true;
                }
                is_expression |= *sigil == b'&' || inner.starts_with('{') || !is_name(inner);
            }
            if !is_expression {
                continue;
            }
            // What looks like a placeholder inside of a variable is one: a variable is made of
            // names alone. In the expressions of a language it would be an operator or an index.
            let opening = inner.bytes().position(|byte| matches!(byte, b'<' | b'{' | b'['));
            if let Some(offset) = opening.filter(|&offset| is_variable(&inner[..offset])) {
                at = brace + 1 + inner[..offset].trim_end_matches('$').len();
                let last = inner.rfind(['>', '}', ']']).map_or(end - 1, |offset| brace + 2 + offset);
                rest = Some(last.max(at)..end);
                return Some(start..at);
            }
            return Some(start..end);
        }
        None
    })
}

/// Whether all of `text` is a policy variable as most are: [`expressions`] says the same of it, in more
/// steps.
pub(super) fn is_variable_alone(text: &str) -> bool {
    let [b'$', b'{', inner @ .., b'}'] = text.as_bytes() else { return false };
    let inner = &text[2..2 + inner.len()];
    inner.len() < LONGEST - 1 && is_variable(inner) && !is_name(inner)
}

/// An expression is shorter than this many bytes.
const LONGEST: usize = 512;

/// The length of the expression that `text` begins with, inner braces counted.
fn braced(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().take(LONGEST).enumerate() {
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
    let name = match inner.bytes().position(|byte| byte == b':') {
        Some(at) if inner[at + 1..].starts_with('-') => inner[..at].trim(),
        Some(_) => return false,
        None => inner.trim(),
    };
    !name.is_empty()
        && name.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '/'))
}

/// Whether the beginning of an expression is that of a policy variable: a prefix and a colon.
fn is_variable(inner: &str) -> bool {
    let name = inner.trim_start();
    name.contains(':') && name.bytes().all(|byte| OF_VARIABLES[usize::from(byte)])
}

/// What the names of variables are made of, and the sign of one inside of another.
static OF_VARIABLES: [bool; 256] = {
    let mut known = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        known[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'-' | b'_' | b'.' | b'$');
        byte += 1;
    }
    known
};
