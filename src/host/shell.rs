//! What a shell, or Terraform, makes of a heredoc and of text in quotes.
//!
//! Variables stay as they are written: on a page they are what the reader replaces.

use std::ops::Range;

use super::block::Block;

/// How the bytes of a text stand for others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// Not at all.
    None,
    /// Those of a heredoc whose word has no quotes.
    Heredoc,
    /// Those of a heredoc of Terraform.
    Terraform,
    /// Those of the shell in single quotes: the text goes on behind a variable.
    Single,
    /// Those of the shell in double quotes.
    Double,
    /// Those of a string of JSON.
    Json,
}

/// The beginning of a heredoc.
pub(super) struct Heredoc<'t> {
    /// The word that ends it.
    pub(super) word: &'t str,
    escapes: Escapes,
}

impl<'t> Heredoc<'t> {
    /// The heredoc that the `<<` at `at` begins: `<<EOF`, `<<-EOF`, `<<~EOF`, `<<'EOF'`, `<<"EOF"`.
    pub(super) fn at(text: &'t str, at: usize) -> Option<Self> {
        let rest = text[at..].strip_prefix("<<")?;
        let rest = rest.strip_prefix(['-', '~']).unwrap_or(rest).trim_start_matches([' ', '\t']);
        let bare = rest.trim_start_matches(['\'', '"', '\\']);
        let word = &bare[..bare.bytes().take_while(|&byte| is_name(byte)).count()];
        if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let is_plain = bare.len() == rest.len();
        let is_terraform = text[..at].trim_end_matches([' ', '\t']).ends_with(['=', '(', '?', ':']);
        let escapes = match (is_plain, is_terraform) {
            (true, true) => Escapes::Terraform,
            (true, false) => Escapes::Heredoc,
            (false, _) => Escapes::None,
        };
        Some(Self { word, escapes })
    }
}

/// Text in quotes that opens an object.
pub(super) struct Argument {
    content: Range<usize>,
    /// Behind the closing quote.
    pub(super) end: usize,
    escapes: Escapes,
}

impl Argument {
    /// The argument that the quote at `at` opens.
    pub(super) fn at(text: &str, at: usize) -> Option<Self> {
        let before = text[..at].chars().next_back();
        if !before.is_none_or(|c| c.is_whitespace() || matches!(c, '=' | '(' | ':' | ',' | '[' | '{')) {
            return None;
        }
        let start = at + 1;
        let object = text[start..].trim_start_matches([' ', '\t', '\r', '\n']).strip_prefix('{')?;
        let object = object.trim_start_matches([' ', '\t', '\r', '\n']);
        if text.as_bytes()[at] == b'\'' {
            let end = object.starts_with('"').then(|| end_of_single(text, start))?;
            return Some(Self { content: start..end, end: text.len().min(end + 1), escapes: Escapes::Single });
        }
        let is_json = text[..at].trim_end_matches([' ', '\t']).ends_with("\":");
        // The line breaks of a policy in a string of JSON are escapes too.
        if !(object.starts_with("\\\"") || is_json && object.starts_with("\\n")) {
            return None;
        }
        let end = end_of_double(text, start);
        let escapes = if is_json { Escapes::Json } else { Escapes::Double };
        Some(Self { content: start..end, end: text.len().min(end + 1), escapes })
    }

    /// What stands between the quotes.
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.content.clone()]
    }
}

/// The body of a heredoc as the program behind it gets it.
pub(super) fn unescape_heredoc(block: &Block, body: Range<usize>, heredoc: &Heredoc<'_>) -> Block {
    decode(block, body, heredoc.escapes)
}

/// The argument as the command gets it.
pub(super) fn unquote(block: &Block, argument: &Argument) -> Block {
    decode(block, argument.content.clone(), argument.escapes)
}

fn decode(block: &Block, range: Range<usize>, escapes: Escapes) -> Block {
    let text = &block.text;
    let sign = match escapes {
        Escapes::None => return block.cut(range),
        Escapes::Terraform => '$',
        Escapes::Single => '\'',
        _ => '\\',
    };
    let mut decoded = Block::default();
    let mut run = range.start;
    while let Some(found) = text[run..range.end].find(sign) {
        let at = run + found;
        let (len, plain) = unit(&text[at..range.end], escapes);
        decoded.push_piece(block, run..at);
        match plain {
            Some(plain) => decoded.push_decoded(plain, block.span(at..at + len)),
            None => decoded.push_piece(block, at..at + len),
        }
        run = at + len;
    }
    decoded.push_piece(block, run..range.end);
    decoded
}

/// The length of what `rest` begins with, and what it stands for if not for itself.
fn unit(rest: &str, escapes: Escapes) -> (usize, Option<&str>) {
    if escapes == Escapes::Terraform {
        return if rest.starts_with("$${") { (2, Some("$")) } else { (1, None) };
    }
    if escapes == Escapes::Single {
        return splice(rest).unwrap_or((1, None));
    }
    let Some(next) = rest[1..].chars().next() else { return (1, None) };
    let itself = &rest[1..=next.len_utf8()];
    let plain = match (escapes, next) {
        (_, '\\') | (Escapes::Heredoc, '$' | '`') | (Escapes::Double, '$' | '`' | '"') | (Escapes::Json, '"' | '/') => {
            itself
        }
        (Escapes::Json, 'n') => "\n",
        (Escapes::Json, 'r') => "\r",
        (Escapes::Json, 't') => "\t",
        // The shell joins the lines.
        (Escapes::Heredoc | Escapes::Double, '\n') => "",
        _ => return (1, None),
    };
    (1 + next.len_utf8(), Some(plain))
}

/// A variable between two pieces of one argument, from the quote that closes the first piece to
/// the one that opens the next: `'$X'`, `'"$X"'`. With quotes around it, only the variable is
/// text, as the quotes would end a string of JSON. `'\''` is a quote.
fn splice(rest: &str) -> Option<(usize, Option<&str>)> {
    if rest.starts_with("'\\''") {
        return Some((4, Some("'")));
    }
    let behind = rest.strip_prefix('\'')?;
    let is_quoted = behind.starts_with('"');
    let variable = &behind[usize::from(is_quoted)..];
    let len = variable_len(variable)?;
    let close = if is_quoted { "\"'" } else { "'" };
    variable[len..].starts_with(close).then(|| {
        let whole = 1 + usize::from(is_quoted) + len + close.len();
        (whole, is_quoted.then(|| &variable[..len]))
    })
}

/// The length of `$X`, `${…}` or `$(…)` on one line.
fn variable_len(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('$')?;
    let close = match rest.as_bytes().first()? {
        b'{' => b'}',
        b'(' => b')',
        _ => {
            let len = rest.bytes().take_while(|&byte| is_name(byte)).count();
            return (len > 0).then_some(1 + len);
        }
    };
    // What is longer is no variable of a page.
    let len = rest.bytes().take(200).take_while(|&byte| byte != b'\n').position(|byte| byte == close)?;
    Some(len + 2)
}

/// The place of the closing quote; the end of the text where there is none.
fn end_of_single(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(len) = text[at..].find('\'') {
        at += len;
        match splice(&text[at..]) {
            Some((len, _)) => at += len,
            None => return at,
        }
    }
    text.len()
}

fn end_of_double(text: &str, start: usize) -> usize {
    let mut is_escaped = false;
    let end = text[start..].bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |len| start + len)
}

/// What the names of variables and the words of heredocs are made of.
pub(super) const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
