//! Policies in the literal blocks and code directives of a reStructuredText page.

use super::lines::{self, Line};
use super::{Extracted, comment};
use crate::source::Source;

/// The directives whose content is text to show.
const CODE: &[&str] = &["code-block", "code", "sourcecode", "parsed-literal", "prompt"];

/// What a line says about those below it that are indented deeper.
enum Below {
    /// They are a literal block.
    Literal,
    /// They are options of a directive, and then a literal block.
    Directive,
    /// They are a comment.
    Comment,
    /// They are a part of the page.
    Page,
}

pub(super) fn extract(source: &Source) -> Extracted<'_> {
    let mut extracted = Extracted::default();
    let lines = lines::of(source);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let below = below(*line);
        let rest = &lines[at..];
        let is_block = match below {
            Below::Page => false,
            // Text right behind `::` is none of it.
            Below::Literal => rest.first().is_some_and(|line| line.is_blank()),
            Below::Directive | Below::Comment => true,
        };
        if !is_block {
            continue;
        }
        let len = lines::deeper(rest, line.indent() + bullet_len(line.content()));
        if matches!(below, Below::Comment) {
            let start = line.start + line.indent() + bullet_len(line.content());
            let last = rest[..len].last().unwrap_or(line);
            comment::push(source, start..last.start + last.text.trim_end().len(), start + "..".len(), &mut extracted);
        } else {
            let is_directive = matches!(below, Below::Directive);
            let options = rest[..len].iter().take_while(|line| is_directive && is_option(line.content())).count();
            lines::block(source, &rest[options..len], str::len).read(source, &mut extracted);
        }
        at += len;
    }
    extracted
}

fn below(line: Line<'_>) -> Below {
    let text = line.content();
    let text = &text[bullet_len(text)..];
    let Some(markup) = text.strip_prefix("..") else {
        return if text.ends_with("::") { Below::Literal } else { Below::Page };
    };
    let markup = match markup.strip_prefix([' ', '\t']) {
        Some(markup) => markup.trim_start(),
        None if markup.is_empty() => return Below::Comment,
        None => return Below::Page,
    };
    match markup.split_once("::") {
        Some((name, _)) if CODE.contains(&name.trim_end()) => Below::Directive,
        // Other directives hold parts of the page; targets, footnotes and substitutions nothing.
        Some((name, _)) if name.starts_with('|') || name.bytes().all(is_name) => Below::Page,
        _ if markup.starts_with(['_', '[', '|']) => Below::Page,
        _ => Below::Comment,
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_:+.".contains(&byte)
}

/// `:linenos:`, `:caption: policy.json`.
fn is_option(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|option| option.contains(':'))
}

/// The length of what makes a line an item of a list, as far as its text is indented by it.
fn bullet_len(text: &str) -> usize {
    let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'#').count();
    let sign = match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        _ => return 0,
    };
    let rest = &text[sign..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if blanks == 0 { 0 } else { sign + blanks }
}
