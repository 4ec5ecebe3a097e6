//! Policies in a text of another kind: a shell session, a program of Terraform, an HTTP request.
//!
//! Such a text is read once, from its start to its end. Where it may be a program that only looks
//! like JSON we stay silent: a wrong error costs more than a policy that is not seen.

use std::collections::HashMap;

use super::Extracted;
use super::block::Block;
use super::braces::Braces;
use super::shell::{self, Argument, Heredoc};
use crate::json::Fault;
use crate::source::Source;

/// Takes the policies that a block holds somewhere: in heredocs, in arguments of commands, and as
/// objects that begin a line.
pub(super) fn read<'s>(block: &Block, source: &'s Source, extracted: &mut Extracted<'s>) {
    Reader::new(block, source, extracted).run();
}

struct Reader<'b, 's, 'e> {
    block: &'b Block,
    text: &'b str,
    source: &'s Source,
    extracted: &'e mut Extracted<'s>,
    /// Made when the first object wants it.
    braces: Option<Braces>,
    /// The lines that hold one word, which may end a heredoc.
    words: Option<HashMap<&'b str, Vec<usize>>>,
    /// Up to where text in single and in double quotes has been looked at.
    quoted: [usize; 2],
    /// Up to where objects have been looked at: what is inside of one that is no policy is part
    /// of the same thing.
    objects: usize,
    /// The end of the line that is being read.
    line_end: usize,
    /// The end of the last line that began a heredoc: one on a line is enough.
    heredoc_line: usize,
}

impl<'b, 's, 'e> Reader<'b, 's, 'e> {
    fn new(block: &'b Block, source: &'s Source, extracted: &'e mut Extracted<'s>) -> Self {
        Self {
            block,
            text: &block.text,
            source,
            extracted,
            braces: None,
            words: None,
            quoted: [0; 2],
            objects: 0,
            line_end: 0,
            heredoc_line: 0,
        }
    }

    fn run(mut self) {
        if !self.text.contains("tatement") {
            return;
        }
        let bytes = self.text.as_bytes();
        let mut at = 0;
        // Whether nothing but blanks stands before this place on its line.
        let mut fresh = true;
        let mut behind_tag = false;
        while let Some(&byte) = bytes.get(at) {
            if at >= self.line_end {
                self.line_end = self.text[at..].find('\n').map_or(bytes.len(), |len| at + len + 1);
            }
            let is_tag = matches!(bytes.get(at + 1), Some(b'%' | b'{'));
            let next = match byte {
                b'{' if (fresh || behind_tag) && !is_tag => self.object(at, behind_tag),
                b'<' if bytes[at..].starts_with(b"<<") => self.heredoc(at),
                b'\'' | b'"' => self.argument(at),
                _ => None,
            };
            match byte {
                b'\n' => (fresh, behind_tag) = (true, false),
                b'}' if at > 0 && bytes[at - 1] == b'%' => behind_tag = true,
                b' ' | b'\t' | b'\r' => {}
                _ => (fresh, behind_tag) = (false, false),
            }
            if let Some(next) = next {
                (fresh, behind_tag) = (self.text[..next].ends_with('\n'), false);
                at = next.max(at + 1);
            } else {
                at += 1;
            }
        }
    }

    /// An object that begins a line, or stands behind a tag of a template, and goes to the end of
    /// a line. Gives the place behind it.
    fn object(&mut self, at: usize, behind_tag: bool) -> Option<usize> {
        if at < self.objects {
            return None;
        }
        let text = self.text;
        let close = self.braces.get_or_insert_with(|| Braces::of(text)).closing(at)?;
        let end = close + 1;
        self.objects = end;
        let rest = text[end..].trim_start_matches([' ', '\t', '\r']);
        let ends_a_line = rest.is_empty() || rest.starts_with(['\n', '#']) || rest.starts_with("{%");
        let is_expression = !behind_tag && goes_on_below(&text[..at]);
        let inside = &text[at + 1..end];
        let begins_like_json = inside.trim_start().starts_with(['"', '\u{201c}', '/', '#']);
        let is_policy = ends_a_line
            && !is_expression
            && begins_like_json
            && self.block.cut(at..end).read_policy(self.source, self.extracted, is_no_program);
        is_policy.then_some(end)
    }

    /// A heredoc whose body is a document. Gives the place of its last line.
    fn heredoc(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        if self.heredoc_line == self.line_end {
            return None;
        }
        let heredoc = Heredoc::at(text, at)?;
        let words = self.words.get_or_insert_with(|| lines_of_one_word(text));
        let ends = words.get(heredoc.word)?;
        let end = *ends.get(ends.partition_point(|&end| end < self.line_end))?;
        self.heredoc_line = self.line_end;
        let body = self.line_end..end;
        if !opens_with_a_bracket(&text[body.clone()]) {
            return None;
        }
        if text[body.clone()].contains("tatement") {
            shell::unescape_heredoc(self.block, body, &heredoc).read_documents(self.source, self.extracted);
        }
        Some(end)
    }

    /// An argument in quotes that is an object. Gives the place behind it.
    fn argument(&mut self, at: usize) -> Option<usize> {
        let kind = usize::from(self.text.as_bytes()[at] == b'"');
        if at < self.quoted[kind] {
            return None;
        }
        let argument = Argument::at(self.text, at)?;
        self.quoted[kind] = argument.end;
        if !argument.text(self.text).contains("tatement") {
            return None;
        }
        let content = shell::unquote(self.block, &argument);
        let is_whole = |fault: &Fault| {
            is_no_program(fault) && !matches!(fault, Fault::UnclosedAtEnd { .. } | Fault::UnterminatedString)
        };
        content.read_policy(self.source, self.extracted, is_whole).then_some(argument.end)
    }
}

/// Whether the mistake is one of JSON, rather than a sign that the text is a program.
fn is_no_program(fault: &Fault) -> bool {
    !matches!(
        fault,
        Fault::BareWord { .. }
            | Fault::ForeignLiteral { .. }
            | Fault::SingleQuotes
            | Fault::UnopenedString { .. }
            | Fault::Unexpected { .. }
    )
}

/// Whether the text before an object is the beginning of an expression: `policy =`, `dumps(`.
fn goes_on_below(before: &str) -> bool {
    let before = before.trim_end();
    let is_key = before.strip_suffix(':').is_some_and(|key| key.ends_with(['"', '\'']));
    is_key || before.ends_with(['=', '(', '[', '{', ',', '+', '\\']) || before.ends_with("return")
}

/// Whether a body begins like a document. Only its first lines are looked at: it can be as long
/// as the text.
fn opens_with_a_bracket(body: &str) -> bool {
    let mut lines = body.lines().take(8).map(str::trim);
    let first = lines.find(|line| !(line.is_empty() || line.starts_with("//") || line.starts_with('#')));
    first.is_some_and(|line| line.starts_with(['{', '[']))
}

fn lines_of_one_word(text: &str) -> HashMap<&str, Vec<usize>> {
    let mut words: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let word = line.trim();
        if !word.is_empty() && word.bytes().all(shell::is_name) {
            words.entry(word).or_default().push(start);
        }
        start += line.len();
    }
    words
}
