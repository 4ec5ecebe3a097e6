//! Patterns of IAM: `*` stands for any text, `?` for any one character.

mod groups;
pub mod language;

use std::cmp::Ordering;

use memchr::{memchr, memchr2};

pub use groups::{Case, Group, groups};

/// Whether a text holds a wildcard.
pub fn is_pattern(text: &str) -> bool {
    memchr2(b'*', b'?', text.as_bytes()).is_some()
}

/// Whether a byte of a pattern stands for others.
pub(crate) const fn is_wildcard(byte: u8) -> bool {
    matches!(byte, b'*' | b'?')
}

/// Whether `pattern` matches the whole of `text`, letter by letter.
pub fn matches(pattern: &str, text: &str) -> bool {
    matches_in_case::<false>(pattern, text)
}

/// Whether `pattern` matches the whole of `text` when ASCII letters are compared without case, as
/// IAM compares actions.
pub fn matches_ignore_case(pattern: &str, text: &str) -> bool {
    matches_in_case::<true>(pattern, text)
}

fn matches_in_case<const FOLD: bool>(pattern: &str, text: &str) -> bool {
    let Some((pattern, text)) = without_ends::<FOLD>(pattern, text) else { return false };
    match pattern.as_bytes() {
        [] => text.is_empty(),
        b"*" => true,
        bytes => holds_parts::<FOLD>(bytes, text.as_bytes())
            .unwrap_or_else(|| matches_by(bytes, text.as_bytes(), is_same_byte::<FOLD>)),
    }
}

/// A pattern from its first wildcard to its last one, and what of a text, or of another pattern, stands there.
/// Nothing where they differ before or behind that, as most do.
#[inline]
fn without_ends<'p, 't, const FOLD: bool>(pattern: &'p str, text: &'t str) -> Option<(&'p str, &'t str)> {
    let (mut p, mut t) = (pattern.as_bytes(), text.as_bytes());
    while let Some((&byte, rest)) = p.split_first().filter(|(byte, _)| !is_wildcard(**byte)) {
        match t.split_first() {
            Some((&own, others)) if is_same_byte::<FOLD>(byte, own) => (p, t) = (rest, others),
            _ => return None,
        }
    }
    let start = pattern.len() - p.len();
    while let Some((&byte, rest)) = p.split_last().filter(|(byte, _)| !is_wildcard(**byte)) {
        match t.split_last() {
            Some((&own, others)) if is_same_byte::<FOLD>(byte, own) => (p, t) = (rest, others),
            _ => return None,
        }
    }
    Some((&pattern[start..start + p.len()], &text[start..start + t.len()]))
}

#[inline]
const fn is_same_byte<const FOLD: bool>(a: u8, b: u8) -> bool {
    if FOLD { a.eq_ignore_ascii_case(&b) } else { a == b }
}

/// The order of two texts when ASCII letters are compared without case: that of their lower-case bytes.
pub fn compare_ignore_case(a: &[u8], b: &[u8]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        // Most letters are the same as they stand.
        if a != b {
            let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
            if a != b {
                return a.cmp(&b);
            }
        }
    }
    a.len().cmp(&b.len())
}

/// Goes through both with one place to come back to: behind the last `*`, which then takes one
/// character more. Time is bounded by the product of the lengths, whatever the pattern.
fn matches_by(pattern: &[u8], text: &[u8], same: impl Fn(u8, u8) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(b'?') => {
                p += 1;
                t += char_len(text[t]);
            }
            Some(&byte) if same(byte, text[t]) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((behind, taken)) = star else { return false };
                let next = taken + char_len(text[taken]);
                star = Some((behind, next));
                (p, t) = (behind, next);
            }
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

/// The length of the UTF-8 character that begins with this byte.
const fn char_len(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

/// Whether every text that `inner` matches is matched by `outer` too, letter by letter.
///
/// A yes is always right. For patterns such as `?*` beside `*a`, where a wildcard of one would
/// have to be weighed against a letter of the other, the answer is no although it could be yes.
pub fn covers(outer: &str, inner: &str) -> bool {
    covers_in_case::<false>(outer, inner)
}

/// The same with ASCII letters compared without case.
pub fn covers_ignore_case(outer: &str, inner: &str) -> bool {
    covers_in_case::<true>(outer, inner)
}

fn covers_in_case<const FOLD: bool>(outer: &str, inner: &str) -> bool {
    let Some((outer, inner)) = without_ends::<FOLD>(outer, inner) else { return false };
    match outer.as_bytes() {
        [] => inner.is_empty(),
        b"*" => true,
        _ if has_single(outer) || has_single(inner) => {
            let same = |a: char, b: char| if FOLD { a.eq_ignore_ascii_case(&b) } else { a == b };
            covers_by(&canonical(outer), &canonical(inner), same)
        }
        bytes => holds_parts::<FOLD>(bytes, inner.as_bytes()).unwrap_or(false),
    }
}

/// Whether a text holds the wildcard for one character.
fn has_single(text: &str) -> bool {
    memchr(b'?', text.as_bytes()).is_some()
}

/// Whether a pattern from star to star matches a text, or covers another pattern: what stands between its stars
/// has to stand in that in its order, each where it first fits. Nothing where it has another wildcard.
fn holds_parts<const FOLD: bool>(mut pattern: &[u8], mut text: &[u8]) -> Option<bool> {
    let same = |a: &[u8], b: &[u8]| if FOLD { a.eq_ignore_ascii_case(b) } else { a == b };
    while let Some(end) = pattern.iter().position(|&byte| is_wildcard(byte)) {
        if pattern[end] != b'*' {
            return None;
        }
        let part = &pattern[..end];
        if let Some(&begin) = part.first() {
            // Most windows begin with another byte, also when the bit of the case is left out.
            let begins = |byte: u8| (byte ^ begin) & !0x20 == 0;
            let found = text.windows(end).position(|window| begins(window[0]) && same(part, window));
            let Some(at) = found else { return Some(false) };
            text = &text[at + end..];
        }
        pattern = &pattern[end + 1..];
    }
    Some(true)
}

/// Whether two patterns have different bytes before the first wildcard of either, so that no text fits both.
#[inline]
pub fn differ_before_wildcards(a: &[u8], b: &[u8]) -> bool {
    let is_wildcard = |byte: u8| matches!(byte, b'*' | b'?');
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return !is_wildcard(a[at]) && !is_wildcard(b[at]);
        }
        if is_wildcard(a[at]) {
            return false;
        }
        at += 1;
    }
    false
}

/// Whether some text is matched by both patterns, letter by letter.
pub fn overlaps(a: &str, b: &str) -> bool {
    if a == b || a == "*" || b == "*" {
        return true;
    }
    // Most others that are compared differ before any wildcard.
    if differ_before_wildcards(a.as_bytes(), b.as_bytes()) {
        return false;
    }
    if a.is_ascii() && b.is_ascii() {
        overlaps_by(a.as_bytes(), b.as_bytes(), u8::into)
    } else {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        overlaps_by(&a, &b, |c| c)
    }
}

/// Takes off what stands before the first `*` and behind the last one, where it fits together.
/// After that one pattern begins with a star and one ends with a star.
fn overlaps_by<T: Copy>(mut a: &[T], mut b: &[T], c: impl Fn(T) -> char + Copy) -> bool {
    let is_star = |token: T| c(token) == '*';
    let meet = |x: T, y: T| c(x) == '?' || c(y) == '?' || c(x) == c(y);
    while let (Some((&x, rest_a)), Some((&y, rest_b))) = (a.split_first(), b.split_first()) {
        if is_star(x) || is_star(y) {
            break;
        }
        if !meet(x, y) {
            return false;
        }
        (a, b) = (rest_a, rest_b);
    }
    while let (Some((&x, rest_a)), Some((&y, rest_b))) = (a.split_last(), b.split_last()) {
        if is_star(x) || is_star(y) {
            break;
        }
        if !meet(x, y) {
            return false;
        }
        (a, b) = (rest_a, rest_b);
    }
    let has_star = |pattern: &[T]| pattern.iter().any(|&token| is_star(token));
    match (has_star(a), has_star(b)) {
        // Each star has room for what the other pattern asks for between its own ends.
        (true, true) => true,
        (true, false) => takes(a, b, is_star, meet),
        (false, true) => takes(b, a, is_star, meet),
        (false, false) => a.is_empty() && b.is_empty(),
    }
}

/// Whether a pattern with stars meets one without, whose `?` are characters of any kind.
fn takes<T: Copy>(pattern: &[T], text: &[T], is_star: impl Fn(T) -> bool, meet: impl Fn(T, T) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(&token) if is_star(token) => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(&token) if meet(token, text[t]) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((behind, taken)) = star else { return false };
                star = Some((behind, taken + 1));
                (p, t) = (behind, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|&token| is_star(token))
}

/// The pattern with each run of wildcards in one order: as many `?` as there are, then one `*`.
fn canonical(pattern: &str) -> Vec<char> {
    let mut tokens = Vec::with_capacity(pattern.len());
    let mut star = false;
    for c in pattern.chars() {
        match c {
            '*' => star = true,
            '?' => tokens.push('?'),
            c => {
                if std::mem::take(&mut star) {
                    tokens.push('*');
                }
                tokens.push(c);
            }
        }
    }
    if star {
        tokens.push('*');
    }
    tokens
}

/// Matches the characters of one pattern with another: only `*` takes a `*`, and `?` takes one
/// character that stands for one.
fn covers_by(outer: &[char], inner: &[char], same: impl Fn(char, char) -> bool) -> bool {
    let (mut o, mut i) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while i < inner.len() {
        let token = inner[i];
        match outer.get(o) {
            Some('*') => {
                star = Some((o + 1, i));
                o += 1;
            }
            Some(&wanted) if token != '*' && (wanted == '?' || token != '?' && same(wanted, token)) => {
                o += 1;
                i += 1;
            }
            _ => {
                let Some((behind, taken)) = star else { return false };
                star = Some((behind, taken + 1));
                (o, i) = (behind, taken + 1);
            }
        }
    }
    outer[o..].iter().all(|&token| token == '*')
}
