//! Policy variables: `${aws:username}` and its like, which IAM fills in for each request.

use std::ops::Range;

use memchr::memchr;

/// A `${…}` in a text, and its bytes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable<'t> {
    /// From the `$` to behind the brace; to where it breaks off when there is no brace.
    pub range: Range<usize>,
    /// What it is.
    pub form: VariableForm<'t>,
}

/// What a `${…}` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableForm<'t> {
    /// `${*}`, `${?}` or `${$}`: the character itself.
    Escape,
    /// A condition key, and what is filled in when the request has no value for it.
    Sound {
        /// The name: a condition key.
        name: &'t str,
        /// The default, without its quotes.
        default: Option<&'t str>,
    },
    /// Nothing between the braces.
    Empty,
    /// White space in the name or around it.
    Blank,
    /// No `}` before the end of the text or the next `${`.
    MissingBrace,
    /// A default that does not stand in single quotes.
    MissingQuote,
    /// No condition key: a placeholder such as `${NAME}`, or the language of another tool, such as
    /// `${AWS::Region}` and `${NAME:-default}`.
    Foreign,
}

impl Variable<'_> {
    /// Whether IAM replaces it by something that depends on the request.
    pub const fn varies(&self) -> bool {
        matches!(self.form, VariableForm::Sound { .. })
    }
}

/// Whether a text holds a variable, of whatever form.
pub fn has_variable(text: &str) -> bool {
    next_opening(text, 0).is_some()
}

/// The first `${` from `at` on. Few texts have a dollar sign at all, and one byte is found sooner
/// than two.
fn next_opening(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut rest = at;
    // Many texts are a star, and most variables have nothing behind them.
    while rest + 1 < bytes.len() {
        let dollar = rest + memchr(b'$', &bytes[rest..])?;
        if bytes.get(dollar + 1) == Some(&b'{') {
            return Some(dollar);
        }
        rest = dollar + 1;
    }
    None
}

/// The variables of a text, in order.
pub fn variables(text: &str) -> impl Iterator<Item = Variable<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = next_opening(text, at)?;
        let body = start + 2;
        let next = next_opening(text, body).unwrap_or(text.len());
        let Some(len) = text[body..next].bytes().position(|byte| byte == b'}') else {
            at = next;
            let end = body + text[body..next].trim_end().len();
            return Some(Variable { range: start..end, form: VariableForm::MissingBrace });
        };
        at = body + len + 1;
        Some(Variable { range: start..at, form: form(&text[body..body + len]) })
    })
}

fn form(body: &str) -> VariableForm<'_> {
    if matches!(body, "*" | "?" | "$") {
        return VariableForm::Escape;
    }
    // Most are a name alone, without blanks.
    if body.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') && is_key(body) {
        return VariableForm::Sound { name: body, default: None };
    }
    let (name, default) = split_at_byte(body, b',').map_or((body, None), |(name, default)| (name, Some(default)));
    let key = name.trim();
    if !is_key(key) {
        return if body.trim().is_empty() { VariableForm::Empty } else { VariableForm::Foreign };
    }
    if key.len() < name.len() || has_space(key) {
        return VariableForm::Blank;
    }
    match default {
        None => VariableForm::Sound { name, default: None },
        Some(default) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            quoted.map_or(VariableForm::MissingQuote, |default| VariableForm::Sound { name, default: Some(default) })
        }
    }
}

/// Whether this could be a condition key: `prefix:name`, where the prefix is that of a service or
/// the host of an identity provider.
fn is_key(name: &str) -> bool {
    let Some((prefix, rest)) = split_at_byte(name, b':') else { return false };
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    !prefix.is_empty() && prefix.bytes().all(sound) && rest.starts_with(char::is_alphanumeric)
}

/// What stands before and behind a byte of ASCII, which is soon found in texts as short as these.
pub(super) fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|other| other == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Whether a text holds white space, which is none of the characters of ASCII that can be seen.
fn has_space(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_graphic()) && text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<VariableForm<'_>> {
        variables(text).map(|variable| variable.form).collect()
    }

    #[test]
    fn forms_of_variables() {
        let sound = |name, default| VariableForm::Sound { name, default };
        assert_eq!(forms("a/${aws:username}/b"), [sound("aws:username", None)]);
        assert_eq!(forms("${aws:PrincipalTag/team, 'shared}"), [VariableForm::MissingQuote]);
        assert_eq!(forms("${aws:PrincipalTag/team,'a, b'}"), [sound("aws:PrincipalTag/team", Some("a, b"))]);
        assert_eq!(forms("${*}${?}${$}"), [VariableForm::Escape; 3]);
        assert_eq!(forms("${ aws:username }${aws:user name}"), [VariableForm::Blank; 2]);
        assert_eq!(forms("${}${ }"), [VariableForm::Empty; 2]);
        assert_eq!(forms("${aws:username/${aws:userid}"), [VariableForm::MissingBrace, sound("aws:userid", None)]);
        assert_eq!(forms("${cognito-identity.amazonaws.com:sub}").len(), 1);
    }

    #[test]
    fn what_other_tools_fill_in_is_no_variable() {
        for text in
            ["${NAME}", "${ team }", "${AWS::Region}", "${NAME:-x}", "${var.a ? \"b:c\" : d}", "${join(\":\", a)}"]
        {
            assert_eq!(forms(text), [VariableForm::Foreign], "{text}");
        }
    }
}
