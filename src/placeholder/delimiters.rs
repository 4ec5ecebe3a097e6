//! Tokens that their delimiters give away, and variables that nobody resolved.

use std::sync::LazyLock;

use regex::{Regex, bytes};

use super::fields::{Layout, Parts};
use super::{Field, Token, kind_in, kind_of};

/// One alternative for each convention. The closing brackets of a double pair may be of another
/// kind, because people mix them up. Over bytes it compiles sooner; a match
/// begins and ends with ASCII all the same.
static DELIMITED: LazyLock<bytes::Regex> = LazyLock::new(|| {
    bytes::Regex::new(
        r#"(?x-u)
          <<+ [^<>]+ >>+
        | <   [^<>]+ >
        | ^<< [^<>]+ $
        | '\$\{ [^{}]+ \}' | \$\{ [^{}]+ \}
        | '\$[A-Z][A-Z0-9_]{2,}' | \$[A-Z][A-Z0-9_]{2,}
        | \$\( [A-Za-z_][A-Za-z0-9_.-]* \)
        | \{\ ?\{ [^{}\[\]":,+%\x01]+ (?: \}\ ?\} | \]\] )
        | \#?\{   [^{}\[\]":,+%\x01]+ \}
        | \[\[    [^{}\[\]":,^\x01]+  (?: \]\] | \}\} )
        | \[(?:optional|Optional|OPTIONAL)\]\ [A-Za-z_-]+
        | \[      [^{}\[\]":,^\x01]+ \]
        | %[A-Z][A-Z0-9_-]{2,}%
        | \*{3,}[^*]*\*{3,}
        | \*\*[A-Z][A-Z0-9_\\-]*\*\*
        "#,
    )
    .expect("a valid pattern")
});

/// Runs of crosses, and addresses made of them.
static CROSSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          x{1,3}(?:\.x{1,3}){3}(?:/x{1,2})?
        | X{1,3}(?:\.X{1,3}){3}(?:/X{1,2})?
        | y{1,3}(?:\.y{1,3}){3}(?:/y{1,2})?
        | x{3,}(?:-x{2,})* | X{3,}(?:-X{2,})* | y{6,} | Y{6,}
        ",
    )
    .expect("a valid pattern")
});

/// The delimited tokens and the unresolved variables of `text`.
pub(super) fn find(text: &str, field: Field<'_>) -> Vec<Token> {
    let layout = Layout::read(text);
    let found = DELIMITED.find_iter(text.as_bytes()).map(|found| found.range()).filter(|range| {
        let token = &text[range.clone()];
        // The default version of a document and the latest one of a function are real.
        let is_version = matches!(token, "$DEFAULT" | "$LATEST");
        let is_escaped = token.starts_with('$') && text[..range.start].ends_with('$');
        // Who writes for people sets words in brackets: `[Production] Read`.
        let is_aside = matches!(field, Field::Label) && token.starts_with('[') && !token.starts_with("[[");
        (has_letter(token) || is_mask(token)) && !is_aside && !is_character_class(token) && !is_version && !is_escaped
    });
    let found = found.map(|range| {
        let of_field = layout.as_ref().and_then(|layout| Parts::new(text, layout).kind_at(range.start));
        let of_words = || kind_of(&text[range.clone()], kind_in(field, range.len() == text.len()));
        let kind = of_field.unwrap_or_else(of_words);
        (range, kind)
    });
    found.collect()
}

/// The crosses that stand for something: `vpce-xxxxxxxx`, `xxx.xxx.xxx.xxx`.
pub(super) fn find_crosses(text: &str, field: Field<'_>) -> Vec<Token> {
    let tokens = CROSSES.find_iter(text).filter(|token| {
        // Three of them are little: they must stand alone, as in `vpce-xxx`.
        let touches = |c: char| c.is_alphanumeric();
        token.len() > 3 || !text[..token.start()].ends_with(touches) && !text[token.end()..].starts_with(touches)
    });
    tokens.map(|token| (token.range(), kind_in(field, token.len() == text.len()))).collect()
}

/// Whether a token holds a letter at all: `[1]` and `<*>` are no names.
fn has_letter(token: &str) -> bool {
    token.chars().any(char::is_alphabetic)
}

/// Whether a token is a row of stars that hides something, as in `arn:aws:sqs:*:************:jobs`.
fn is_mask(token: &str) -> bool {
    token.len() >= 6 && token.bytes().all(|byte| byte == b'*')
}

/// Whether a token is a set of characters such as `[a-z0-9]`.
fn is_character_class(token: &str) -> bool {
    token.starts_with('[') && ["a-z", "A-Z", "0-9", "a-f", "A-F"].iter().any(|range| token.contains(range))
}
