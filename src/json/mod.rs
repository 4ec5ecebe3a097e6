//! The JSON parser: it goes on behind every mistake, and every piece of the tree knows its bytes.
//!
//! Text without mistakes is accepted exactly when it is JSON. For the rest the parser follows
//! what the writer meant where that is clear, marks as unknown or open what is not, and says what
//! was wrong as [`SyntaxError`]s without words: the rule `invalid-json` words them.

mod blank;
mod parser;
mod plain;
mod quotes;
mod recovery;
mod report;
mod stray;
mod string;
mod words;

use crate::source::Span;
use crate::text_map::TextMap;
use crate::tree::Node;

/// How deep objects and lists may nest. What is deeper is skipped, without using the stack.
pub const MAX_DEPTH: usize = 127;

/// How many values a text may have. They take many times their length in memory, and no policy has
/// a thousandth of them.
pub const MAX_VALUES: usize = 5_000_000;

/// After so many different mistakes the text is not worth more: it is probably not JSON at all.
pub const MAX_ERRORS: usize = 50;

/// What came of a text.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// The first value of the text, as far as it could be read.
    pub root: Option<Node<'s>>,
    /// What is wrong, in the order of the text.
    pub errors: Vec<SyntaxError>,
    /// The comments, which JSON does not have: each is part of an error too.
    pub comments: Vec<Span>,
}

/// A mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub fault: Fault,
    /// Where.
    pub span: Span,
    /// A second place that explains it: where something should have ended, what comes next.
    pub related: Option<Span>,
    /// The edits that mend it, at this place and at all `repeats`.
    pub repair: Vec<Repair>,
    /// Whether the repair is the only sensible one and keeps what was meant.
    pub certain: bool,
    /// Further places with the same mistake.
    pub repeats: Vec<Span>,
}

/// A replacement of the bytes under `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// What to write there.
    pub text: String,
}

/// What can be wrong with a text that should be JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text holds nothing but white space and comments.
    Empty,
    /// `// …`, `# …` or `/* … */`.
    Comment,
    /// A comma before a closing bracket. `key` is the member whose list or object it is.
    TrailingComma {
        /// The key of the member that is closed, if it has one.
        key: Option<String>,
    },
    /// A comma with nothing before it.
    ExtraComma,
    /// No comma between two elements or members; `related` is the next one.
    MissingComma,
    /// No colon between a key and its value.
    MissingColon,
    /// A key with nothing behind its colon.
    MissingValue {
        /// The key.
        key: String,
    },
    /// A string among the members of an object that has no colon and no value.
    StrayString {
        /// The string.
        text: String,
    },
    /// A bracket that is not closed before `related`; the span is the bracket.
    Unclosed {
        /// `{` or `[`.
        bracket: char,
        /// The key of its member, if it has one.
        key: Option<String>,
    },
    /// Brackets that are not closed before the end of the text; the span is the innermost.
    UnclosedAtEnd {
        /// `{` or `[`, the innermost.
        bracket: char,
        /// The key of its member, if it has one.
        key: Option<String>,
        /// How many.
        count: usize,
    },
    /// A closing bracket that closes nothing, or another kind of bracket.
    WrongBracket {
        /// The bracket.
        bracket: char,
    },
    /// A string that does not end on its line.
    UnterminatedString,
    /// A line break inside a string.
    LineBreakInString,
    /// A control character inside a string, such as a tab.
    ControlCharacter,
    /// A backslash before a character that has no escape.
    BadEscape,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// `'…'`.
    SingleQuotes,
    /// `“…”` and the like.
    TypographicQuotes,
    /// A word where a string belongs.
    BareWord {
        /// The word.
        text: String,
    },
    /// A word with a `"` behind it and none before it.
    UnopenedString {
        /// The word.
        text: String,
    },
    /// `True`, `None`, `undefined`: the words of other languages.
    ForeignLiteral {
        /// The word.
        text: String,
        /// How JSON writes it.
        json: &'static str,
    },
    /// A placeholder where a value, an element or a member belongs.
    Placeholder {
        /// The placeholder.
        text: String,
    },
    /// `...` for what was left out.
    Ellipsis,
    /// `{% … %}`, the tag of a template: what it makes is not seen.
    TemplateTag,
    /// A number that JSON does not have: `01`, `1.`, `+1`.
    BadNumber {
        /// The number.
        text: String,
    },
    /// A line number that was printed along.
    LineNumber,
    /// A space that is none in JSON, such as U+00A0.
    OddSpace,
    /// Text that belongs nowhere.
    Unexpected {
        /// The text.
        text: String,
    },
    /// A second document behind the first.
    SecondDocument,
    /// More than [`MAX_DEPTH`] levels.
    TooDeep,
    /// [`MAX_ERRORS`] mistakes; the rest was not read.
    TooManyErrors,
    /// [`MAX_VALUES`] values; the rest was not read.
    TooManyValues,
}

impl Fault {
    /// Whether one message is enough for all places with this mistake.
    fn folds(&self) -> bool {
        matches!(
            self,
            Self::Comment
                | Self::ControlCharacter
                | Self::BadEscape
                | Self::SingleQuotes
                | Self::TypographicQuotes
                | Self::LineBreakInString
                | Self::Ellipsis
                | Self::TemplateTag
                | Self::LineNumber
                | Self::OddSpace
                | Self::TooDeep
        )
    }
}

/// Parses `text`, the text that a host holds; `map` leads from its bytes to those of the host
/// file, whose text is `host`. Never panics, and takes time in proportion to the text.
///
/// ```
/// use arnlint::{json, text_map::TextMap};
///
/// let text = r#"{"Action": ["s3:Get*",]}"#;
/// let parsed = json::parse(text, text, &TextMap::linear(0, 24));
/// assert_eq!(parsed.errors[0].fault, json::Fault::TrailingComma { key: Some("Action".into()) });
/// assert!(parsed.root.is_some());
/// ```
pub fn parse<'s>(host: &'s str, text: &str, map: &TextMap) -> Parsed<'s> {
    parser::Parser::new(host, text, map).run()
}
