//! How messages put values and figures into words.

use std::borrow::Cow;

use memchr::{memchr, memchr2_iter};

/// `text` in backticks for a message: on one line, printable, and shortened in the middle.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_quoted(&mut out, text);
    out
}

/// The characters of a quoted text that a message shows.
const QUOTED: usize = 80;

/// Adds what [`quote`] says.
pub fn push_quoted(out: &mut String, text: &str) {
    push_quoted_by(out, |out| out.push_str(text));
}

/// Adds what [`quote`] says of the text that `push` adds.
pub fn push_quoted_by(out: &mut String, push: impl FnOnce(&mut String)) {
    out.push('`');
    let start = out.len();
    push(out);
    if out.len() - start > QUOTED || !is_plain(&out[start..]) {
        let text = out.split_off(start);
        out.push_str(&shorten(&printable(&text), QUOTED));
    }
    out.push('`');
}

/// `text` in backticks for a help: whole, so that it can be copied.
pub fn quote_whole(text: &str) -> String {
    format!("`{}`", printable(text))
}

/// `text` with what would disturb a terminal or a line of output written as an escape.
pub fn printable(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { escaped(text, |_, c| is_odd(c)) }
}

/// `text` with what would disturb a terminal, a line of output or the log of a CI server written
/// as an escape.
pub fn loggable(text: &str) -> Cow<'_, str> {
    if is_plain_or_cut(text) && !may_have_command(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    escaped(text, |at, c| is_odd(c) || matches!(c, '#' | ':') && is_command(text, at))
}

/// Whether a text is of such characters alone as nothing takes offence at. Most are.
pub fn is_plain(text: &str) -> bool {
    // Of a few bytes at once nobody asks which one it is, so they are looked at together.
    let all = |bytes: &[u8]| bytes.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    let (blocks, rest) = text.as_bytes().as_chunks::<16>();
    blocks.iter().all(|block| all(block)) && all(rest)
}

/// Whether a text is plain but for the mark of what is left out.
pub fn is_plain_or_cut(text: &str) -> bool {
    is_plain(text) || text.split('…').all(is_plain)
}

#[inline]
fn is_odd(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

fn escaped(text: &str, is_escaped: impl Fn(usize, char) -> bool) -> Cow<'_, str> {
    if !text.char_indices().any(|(at, c)| is_escaped(at, c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_escaped(at, c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a command of a CI server begins at a byte of a text. Azure and GitHub take `##vso[` and
/// `##[` for one anywhere in a line, and GitHub `::` where a line begins, as it may behind a blank.
pub fn is_command(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    rest.starts_with("##vso[")
        || rest.starts_with("##[")
        || rest.starts_with("::") && !text[..at].ends_with(|c: char| !c.is_whitespace())
}

/// Whether a command of a CI server can begin anywhere in a text, whatever stands before it.
pub fn may_have_command(bytes: &[u8]) -> bool {
    let is_double = |at: usize| bytes.get(at + 1) == Some(&bytes[at]);
    // At the start, or behind a blank.
    let is_apart = |at: usize| at == 0 || bytes[at - 1].is_ascii_whitespace();
    has_double(bytes) && memchr2_iter(b'#', b':', bytes).any(|at| is_double(at) && (bytes[at] == b'#' || is_apart(at)))
}

/// Whether two signs that are alike begin what could be a command: no command begins otherwise. The
/// single colons of an ARN need no look each then.
fn has_double(bytes: &[u8]) -> bool {
    // Without a branch, so that many bytes are looked at together.
    let is_double = |(&a, &b): (&u8, &u8)| u8::from(a == b) & (u8::from(a == b'#') | u8::from(a == b':'));
    bytes.iter().zip(bytes.get(1..).unwrap_or_default()).fold(0, |found, pair| found | is_double(pair)) != 0
}

/// `text` cut in the middle to at most `limit` characters.
pub fn shorten(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(4 * limit));
    push_shortened(&mut out, text, limit);
    out
}

/// Adds what [`shorten`] says.
pub fn push_shortened(out: &mut String, text: &str, limit: usize) {
    let count = if text.len() <= limit { 0 } else { text.chars().count() };
    if count <= limit {
        out.push_str(text);
        return;
    }
    let head = limit.div_ceil(2);
    let tail = limit - head - 1;
    out.extend(text.chars().take(head).chain(['…']).chain(text.chars().skip(count - tail)));
}

/// `things` as a list for a sentence: `a, b and c`, at most `limit` of them and a count.
pub fn enumerate(things: &[impl AsRef<str>], limit: usize) -> String {
    let mut out = String::new();
    push_enumerated(&mut out, things, limit, |out, thing| out.push_str(thing.as_ref()));
    out
}

/// Adds what [`enumerate`] says of things that `push` adds.
pub fn push_enumerated<T>(out: &mut String, things: &[T], limit: usize, push: impl Fn(&mut String, &T)) {
    let shown = things.len().min(limit);
    let left = things.len() - shown;
    for (at, thing) in things[..shown].iter().enumerate() {
        let is_last = at + 1 == shown && left == 0;
        out.push_str(if at == 0 {
            ""
        } else if is_last {
            " and "
        } else {
            ", "
        });
        push_quoted_by(out, |out| push(out, thing));
    }
    if left > 0 {
        out.push_str(" and ");
        push_number(out, left);
        out.push_str(" more");
    }
}

/// `1 action`, `3 actions`.
pub fn count(n: usize, noun: &str) -> String {
    // Longer numbers are rare.
    let mut out = String::with_capacity(noun.len() + 5);
    push_count(&mut out, n, noun);
    out
}

/// Adds what [`count`] says.
pub fn push_count(out: &mut String, n: usize, noun: &str) {
    push_number(out, n);
    out.push(' ');
    out.push_str(noun);
    if n != 1 {
        out.push('s');
    }
}

/// Adds a number in digits.
pub fn push_number(out: &mut String, number: usize) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b"0123456789"[number % 10]));
}

/// A number with its thousands set apart: `10,240`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `a stream`, `an instance`.
pub fn with_article(noun: &str) -> String {
    [article(noun), noun].concat()
}

/// The article of a noun, with the blank behind it.
pub fn article(noun: &str) -> &'static str {
    match noun.as_bytes().first() {
        Some(b'a' | b'e' | b'i' | b'o' | b'A' | b'E' | b'I' | b'O') => "an ",
        _ => "a ",
    }
}

/// The format of an ARN with its variables as a reader knows them: `<account>` for `${Account}`.
pub fn readable_format(format: &str) -> String {
    let mut out = String::with_capacity(format.len());
    push_readable_format(&mut out, format);
    out
}

/// Adds what [`readable_format`] says.
pub fn push_readable_format(out: &mut String, format: &str) {
    let mut rest = format;
    while let Some((before, behind)) = memchr(b'$', rest.as_bytes()).map(|at| (&rest[..at], &rest[at + 1..])) {
        out.push_str(before);
        let inner = behind.strip_prefix('{').unwrap_or_default();
        let Some(end) = memchr(b'}', inner.as_bytes()) else {
            out.push('$');
            rest = behind;
            continue;
        };
        match &inner[..end] {
            "Partition" => out.push_str("aws"),
            "Region" => out.push_str("<region>"),
            "Account" => out.push_str("<account>"),
            name => {
                out.push('<');
                out.push_str(name);
                out.push('>');
            }
        }
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
}
