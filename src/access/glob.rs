//! Texts of a policy as globs. Where policy variables count, each is a letter of its own.

use super::scope::Space;
use crate::pattern::language::{Glob, Token, is_letter};
use crate::policy::{VariableForm, variables};

/// How a text is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// Whether `*` and `?` are wildcards.
    pub(super) wild: bool,
    /// Whether the case of ASCII letters does not count.
    pub(super) fold: bool,
    /// Whether policy variables are filled in.
    pub(super) variables: bool,
}

/// The glob of a text; nothing where what stands in `${…}` is no variable.
pub(super) fn glob(text: &str, reading: Reading, space: &mut Space) -> Option<Glob> {
    let mut tokens = Vec::new();
    read(text, reading, false, space, &mut tokens)?;
    Some(Glob::new(tokens))
}

/// The glob of an ARN, whose wildcards stay inside the first five fields. A text with fewer is one
/// field. Nothing where a variable stands among the first five, whose value may hold colons.
pub(super) fn glob_of_arn(text: &str, variables: bool, space: &mut Space) -> Option<Glob> {
    let reading = Reading { wild: true, fold: false, variables };
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    if fields.iter().take(5).any(|field| field.contains("${")) {
        return None;
    }
    let [first @ .., last] = fields.as_slice() else { return None };
    if fields.len() < 6 {
        return glob(text, reading, space);
    }
    let mut tokens = Vec::new();
    for field in first {
        read(field, reading, true, space, &mut tokens)?;
        tokens.push(Token::Char { c: ':', fold: false });
    }
    read(last, reading, false, space, &mut tokens)?;
    Some(Glob::new(tokens))
}

fn read(text: &str, reading: Reading, within: bool, space: &mut Space, tokens: &mut Vec<Token>) -> Option<()> {
    let plain = |text: &str, wild: bool, tokens: &mut Vec<Token>| {
        tokens.extend(text.chars().map(|c| match c {
            '*' if wild => Token::Any { within },
            '?' if wild => Token::One { within },
            c => Token::Char { c, fold: reading.fold },
        }));
    };
    // A letter of ours in the text of a policy would pass for a variable.
    if text.contains(is_letter) {
        return None;
    }
    let mut at = 0;
    for variable in variables(text).filter(|_| reading.variables) {
        plain(&text[at..variable.range.start], reading.wild, tokens);
        match variable.form {
            VariableForm::Escape => plain(&text[variable.range.start + 2..variable.range.end - 1], false, tokens),
            VariableForm::Sound { name, default } => {
                let c = letter(space.variable(name, default))?;
                tokens.push(Token::Char { c, fold: false });
            }
            _ => return None,
        }
        at = variable.range.end;
    }
    plain(&text[at..], reading.wild, tokens);
    Some(())
}

/// The letter of a variable; there are 65,000.
fn letter(index: usize) -> Option<char> {
    u32::try_from(index).ok().and_then(|index| char::from_u32(FIRST + index)).filter(|&c| is_letter(c))
}

/// The variable of a letter.
pub(super) fn variable_of(letter: char) -> usize {
    (u32::from(letter) - FIRST) as usize
}

/// The first letter.
const FIRST: u32 = 0x10_0000;
