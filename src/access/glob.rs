//! Texts of a policy as globs. Each unknown text in one, a policy variable or a placeholder, is a
//! letter of its own.

use std::ops::Range;

use super::space::{Letter, Space, Unknown};
use crate::pattern::language::{Glob, Token, is_letter};
use crate::policy::{VariableForm, variables};

/// A text as it is written.
#[derive(Debug)]
pub(super) struct Written<'t> {
    pub(super) text: &'t str,
    /// Where placeholders stand in it, in order.
    pub(super) holes: Vec<Range<usize>>,
    /// Whether policy variables are filled in.
    pub(super) variables: bool,
}

/// The glob of a text; nothing where what stands in `${…}` is no variable. With `wild` its `*` and
/// `?` are wildcards, with `fold` the case of ASCII letters does not count.
pub(super) fn glob(written: &Written<'_>, wild: bool, fold: bool, space: &mut Space) -> Option<Glob> {
    let mut reader = Reader { written, wild, fold, within: false, space, tokens: Vec::new() };
    reader.read(0..written.text.len())?;
    Some(Glob::new(reader.tokens))
}

/// The glob of a pattern with nothing to fill in.
pub(super) fn plain_glob(text: &str, fold: bool) -> Glob {
    let token = |c: char| match c {
        '*' => Token::Any { within: false },
        '?' => Token::One { within: false },
        c => Token::Char { c, fold },
    };
    Glob::new(text.chars().map(token).collect())
}

/// The glob of an ARN with nothing to fill in, as there are some: without colons in its first five
/// fields. A text with fewer is one field.
pub(super) fn plain_arn(text: &str) -> Glob {
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let last = if fields.len() == 6 { text.len() - fields[5].len() } else { 0 };
    let token = |(at, c): (usize, char)| match c {
        '*' => Token::Any { within: at < last },
        '?' => Token::One { within: at < last },
        c => Token::Char { c, fold: false },
    };
    Glob::new(text.char_indices().map(token).collect())
}

/// The glob of an ARN, whose wildcards stay inside the first five fields. A text with fewer is one
/// field. Nothing where something unknown stands among the first five, which may hold colons.
pub(super) fn glob_of_arn(written: &Written<'_>, space: &mut Space) -> Option<Glob> {
    let fields: Vec<&str> = written.text.splitn(6, ':').collect();
    if written.variables && fields.iter().take(5).any(|field| field.contains("${")) {
        return None;
    }
    if fields.len() < 6 {
        return glob(written, true, false, space);
    }
    let last = written.text.len() - fields[5].len();
    if written.holes.first().is_some_and(|hole| hole.start < last) {
        return None;
    }
    let mut reader = Reader { written, wild: true, fold: false, within: true, space, tokens: Vec::new() };
    reader.read(0..last)?;
    reader.within = false;
    reader.read(last..written.text.len())?;
    Some(Glob::new(reader.tokens))
}

struct Reader<'r, 't> {
    written: &'r Written<'t>,
    wild: bool,
    fold: bool,
    /// Whether wildcards stand for no colons.
    within: bool,
    space: &'r mut Space,
    tokens: Vec<Token>,
}

impl Reader<'_, '_> {
    /// Reads a part of the text that cuts no placeholder.
    fn read(&mut self, part: Range<usize>) -> Option<()> {
        let text = self.written.text;
        // A letter of ours in the text of a policy would pass for something unknown.
        if text.contains(is_letter) {
            return None;
        }
        let mut at = part.start;
        for hole in self.written.holes.iter().filter(|hole| part.contains(&hole.start)) {
            self.fill(&text[at..hole.start])?;
            self.letter(Unknown::Placeholder(text[hole.clone()].to_owned()))?;
            at = hole.end;
        }
        self.fill(&text[at..part.end])
    }

    fn fill(&mut self, text: &str) -> Option<()> {
        let mut at = 0;
        for variable in variables(text).filter(|_| self.written.variables) {
            self.plain(&text[at..variable.range.start], self.wild);
            match variable.form {
                VariableForm::Escape => self.plain(&text[variable.range.start + 2..variable.range.end - 1], false),
                VariableForm::Sound { name, default } => self.letter(Unknown::Variable {
                    key: name.to_ascii_lowercase(),
                    default: default.map(str::to_owned),
                })?,
                _ => return None,
            }
            at = variable.range.end;
        }
        self.plain(&text[at..], self.wild);
        Some(())
    }

    fn plain(&mut self, text: &str, wild: bool) {
        let (fold, within) = (self.fold, self.within);
        self.tokens.extend(text.chars().map(|c| match c {
            '*' if wild => Token::Any { within },
            '?' if wild => Token::One { within },
            c => Token::Char { c, fold },
        }));
    }

    fn letter(&mut self, unknown: Unknown) -> Option<()> {
        let c = self.space.letter(Letter { unknown, fold: self.fold })?;
        self.tokens.push(Token::Char { c, fold: false });
        Some(())
    }
}
