//! What a page says besides its policies, as plain sentences: without the marks of Markdown,
//! `AsciiDoc`, reStructuredText or HTML, every character knowing its byte in the file.

use std::ops::Range;

use crate::source::{Source, Span};

/// The sentences of a page.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    /// For each byte of the text, the byte of the file that its character begins at.
    bytes: Vec<u32>,
    /// Runs that the page sets off: in backticks, in italics, in quotes; in the order of their ends.
    marked: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    squeezed: String,
}

/// What is looked for in one line or one sentence is no farther away than this: pages can be one
/// line of megabytes.
const LONGEST: usize = 4096;

/// Elements of HTML inside of a line. Those that set a run off, and those that do not.
const MARKS: &[&str] = &["b", "code", "em", "i", "kbd", "mark", "samp", "span", "strong", "tt", "var"];
const INLINE: &[&str] = &["a", "font", "small", "sub", "sup", "u"];

/// Elements of HTML that end a sentence.
const BLOCKS: &[&str] = &[
    "blockquote",
    "body",
    "br",
    "div",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];

/// Elements of HTML that what comes next explains: a term, a cell of a table.
const TERMS: &[&str] = &["dt", "td", "th"];

/// Entities of HTML that stand for characters which placeholders are made of.
const ENTITIES: &[(&str, char)] = &[
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&amp;", '&'),
    ("&#x27;", '\''),
    ("&#39;", '\''),
    ("&nbsp;", ' '),
];

impl Prose {
    /// Reads what stands outside of `documents`, which are in order.
    pub(super) fn read(source: &Source, documents: &[Span]) -> Self {
        let mut prose = Self::default();
        let mut at = source.content_start();
        for document in documents {
            let start = (document.start as usize).max(at);
            prose.take(source.text(), at..start);
            prose.end_block();
            at = (document.end as usize).max(at);
        }
        prose.take(source.text(), at..source.text().len());
        prose.end_block();
        prose.sentences = prose.split();
        prose.squeezed = squeezed(&prose.text);
        prose
    }

    /// The plain text, [`squeezed`].
    pub(super) fn squeezed(&self) -> &str {
        &self.squeezed
    }

    /// The plain text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the file that a range of the text came from.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.bytes.get(range.start).copied().unwrap_or_default();
        let Some(last) = range.end.checked_sub(1).filter(|&last| last >= range.start) else { return Span::at(start) };
        let width = self.text[..range.end].chars().next_back().map_or(1, char::len_utf8);
        let end = self.bytes.get(last).copied().unwrap_or(start) + u32::try_from(width).unwrap_or(1);
        Span::new(start, end)
    }

    /// Whether a range is set off from the sentence around it.
    pub(super) fn is_marked(&self, range: &Range<usize>) -> bool {
        let quoted = self.text[..range.start].ends_with(['"', '\'', '“', '‘'])
            && self.text[range.end..].starts_with(['"', '\'', '”', '’']);
        let first = self.marked.partition_point(|run| run.end < range.end);
        let mut runs = self.marked[first..].iter().take_while(|run| run.end <= range.end + 4);
        quoted || runs.any(|run| run.start <= range.start && run.len() <= range.len() + 4)
    }

    /// The runs that are set off inside of a range.
    pub(super) fn marked_in(&self, range: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let (start, end) = (range.start, range.end);
        let first = self.marked.partition_point(|run| run.end <= start);
        self.marked[first..].iter().take_while(move |run| run.end <= end).filter(move |run| start <= run.start).cloned()
    }

    /// The sentences, in order.
    pub(super) fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    fn split(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        let mut chars = self.text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let is_end = match c {
                '\n' => true,
                '.' | '!' | '?' => {
                    chars.peek().is_none_or(|&(_, next)| next.is_whitespace())
                        && !is_abbreviation(&self.text[start..at])
                }
                _ => false,
            };
            if is_end {
                let sentence = self.text[start..at].trim();
                if !sentence.is_empty() {
                    let begin = start + (self.text[start..at].len() - self.text[start..at].trim_start().len());
                    found.push(begin..begin + floor(sentence, LONGEST));
                }
                start = at + c.len_utf8();
            }
        }
        found
    }

    /// Reads a part of the file line by line.
    fn take(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        for line in text[range].split_inclusive('\n') {
            let content = line.trim_end();
            let indent = content.len() - content.trim_start().len();
            let (start, is_new) = after_bullet(content, indent);
            if is_new || content.is_empty() {
                self.end_block();
            }
            self.line(&content[start..], at + start);
            self.push(' ', at + content.len());
            at += line.len();
        }
    }

    fn line(&mut self, line: &str, base: usize) {
        // Where runs that are still open began: by backticks, by stars, by underscores, by elements.
        let mut open: [Option<usize>; 4] = [None; 4];
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            let rest = &line[at..];
            let before = line[..at].chars().next_back();
            let width = match c {
                '\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                    if let Some(next) = rest[1..].chars().next() {
                        self.push(next, base + at + 1);
                    }
                    2
                }
                '`' => {
                    self.toggle(&mut open[0]);
                    rest.bytes().take_while(|&byte| byte == b'`').count()
                }
                '*' | '_' => {
                    let run = rest.chars().take_while(|&next| next == c).count();
                    let behind = rest[run..].chars().next();
                    if run <= 2 && is_emphasis(c, before, behind, open[if c == '*' { 1 } else { 2 }].is_some()) {
                        self.toggle(&mut open[if c == '*' { 1 } else { 2 }]);
                    } else {
                        (0..run).for_each(|more| self.push(c, base + at + more));
                    }
                    run
                }
                '<' => self.tag(rest, base + at, &mut open[3]).unwrap_or_else(|| {
                    self.push(c, base + at);
                    1
                }),
                '&' => match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
                    Some(&(entity, character)) => {
                        self.push(character, base + at);
                        entity.len()
                    }
                    None => {
                        self.push(c, base + at);
                        1
                    }
                },
                // The role of a run in AsciiDoc.
                '[' if rest.starts_with("[.") => within(rest, ']').map_or(1, |end| end + 1),
                // A link: its text alone.
                '[' if link(rest).is_some() => 1,
                ']' if rest.starts_with("](") => within(rest, ')').map_or(1, |end| end + 1),
                _ => {
                    self.push(c, base + at);
                    c.len_utf8()
                }
            };
            at += width;
        }
    }

    /// Reads a tag that is one of HTML; how long it is.
    fn tag(&mut self, rest: &str, at: usize, open: &mut Option<usize>) -> Option<usize> {
        let len = within(rest, '>')? + 1;
        let inner = rest[1..len - 1].trim_start_matches('/').trim_end_matches('/');
        let name = inner.split(char::is_whitespace).next().unwrap_or_default();
        let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(BLOCKS) {
            self.end_block();
        } else if is(TERMS) || is(&["dd"]) {
            // A new cell is explained by what follows, and not what ends the row.
            if rest.starts_with("</") && is(TERMS) {
                (0..3).for_each(|sign| self.push([' ', '|', ' '][sign], at));
            }
        } else if is(MARKS) {
            self.toggle(open);
        } else if !is(INLINE) {
            return None;
        }
        Some(len)
    }

    /// Begins or ends a run that is set off.
    fn toggle(&mut self, open: &mut Option<usize>) {
        match open.take() {
            Some(start) if start < self.text.len() => self.marked.push(start..self.text.len()),
            Some(_) => {}
            None => *open = Some(self.text.len()),
        }
    }

    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.bytes.resize(self.text.len(), Span::from_range(at..at).start);
    }

    /// What comes next begins a sentence.
    fn end_block(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            let last = self.bytes.last().copied().unwrap_or_default();
            self.push('\n', last as usize);
        }
    }
}

/// Where the text of a line begins behind marks of quotes, lists, headings and tables, and whether
/// there are any.
fn after_bullet(line: &str, indent: usize) -> (usize, bool) {
    let mut at = indent;
    let mut is_new = false;
    loop {
        let rest = &line[at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let len = match rest.as_bytes() {
            // What is fenced is no part of the sentence before it.
            [b'`', b'`', b'`', ..] | [b'~', b'~', b'~', ..] | [b'-', b'-', b'-', b'-', ..] => return (at, true),
            [b'>' | b'|' | b'-' | b'*' | b'+' | b'.', b' ', ..] => 2,
            [b'#' | b'=', ..] => rest.len() - rest.trim_start_matches(['#', '=']).len(),
            _ if (1..4).contains(&digits) && matches!(rest.as_bytes()[digits..], [b'.' | b')', b' ', ..]) => digits + 2,
            _ => return (at, is_new),
        };
        is_new = true;
        at += len;
        at += line[at..].len() - line[at..].trim_start().len();
    }
}

/// Whether stars or underscores set something off, rather than being a part of a name.
fn is_emphasis(mark: char, before: Option<char>, behind: Option<char>, is_open: bool) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if is_open {
        !(is_space(before) || mark == '_' && is_word(behind))
    } else {
        !is_space(behind) && !is_word(before) && behind != Some('"')
    }
}

/// The length of the link that `rest` begins with.
fn link(rest: &str) -> Option<usize> {
    let close = 1 + rest.bytes().skip(1).take(LONGEST).position(|byte| matches!(byte, b'[' | b']'))?;
    (rest[close..].starts_with("](") && within(&rest[close..], ')').is_some()).then_some(close)
}

/// Where a character stands that is not far away.
fn within(rest: &str, sign: char) -> Option<usize> {
    rest[..floor(rest, LONGEST)].find(sign)
}

/// The last place for a text to be cut that is not behind `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// A text in which names are the same that differ in case, hyphens, blanks and underscores alone: as
/// long as it was.
pub(super) fn squeezed(text: &str) -> String {
    text.to_ascii_lowercase().replace(['_', ' '], "-")
}

/// Whether a full stop behind `text` ends no sentence.
fn is_abbreviation(text: &str) -> bool {
    ["e.g", "i.e", "etc", "vs", "No"]
        .iter()
        .any(|known| text.strip_suffix(known).is_some_and(|front| !front.ends_with(|c: char| c.is_alphanumeric())))
}
