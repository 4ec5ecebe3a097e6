//! The values of a policy as the specification reads them for one request.

use super::request::Request;
use crate::policy::{Comparison, Family, IpRange, Operator, VariableForm, seconds_of, variables};

/// A piece of a pattern whose variables are filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Char(char),
    One,
    Any,
}

/// Why a text has no pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// A variable of it has no value, so it matches nothing.
    Nothing,
    /// Nobody knows what stands there.
    Unknown,
}

/// The pieces of a text.
pub(super) fn pieces(text: &str, wild: bool, fill: bool, request: &Request) -> Result<Vec<Piece>, Unread> {
    let mut pieces = Vec::new();
    let plain = |text: &str, pieces: &mut Vec<Piece>| pieces.extend(text.chars().map(Piece::Char));
    let written = |text: &str, pieces: &mut Vec<Piece>| {
        pieces.extend(text.chars().map(|c| match c {
            '*' if wild => Piece::Any,
            '?' if wild => Piece::One,
            c => Piece::Char(c),
        }));
    };
    let mut at = 0;
    for variable in variables(text).filter(|_| fill) {
        written(&text[at..variable.range.start], &mut pieces);
        at = variable.range.end;
        match variable.form {
            VariableForm::Escape => plain(&text[variable.range.start + 2..at - 1], &mut pieces),
            VariableForm::Sound { name, default } => {
                let values = request.context.get(&name.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
                match (values, default) {
                    ([value], _) => plain(value, &mut pieces),
                    ([], Some(default)) => plain(default, &mut pieces),
                    ([], None) => return Err(Unread::Nothing),
                    _ => return Err(Unread::Unknown),
                }
            }
            _ => return Err(Unread::Unknown),
        }
    }
    written(&text[at..], &mut pieces);
    Ok(pieces)
}

/// Whether the pieces match the whole of a text.
pub(super) fn matches(pieces: &[Piece], text: &str, fold: bool) -> bool {
    let text: Vec<char> = text.chars().collect();
    let same = |a: char, b: char| a == b || fold && a.eq_ignore_ascii_case(&b);
    // Which prefixes of the text the pieces so far match.
    let mut reached: Vec<bool> = (0..=text.len()).map(|length| length == 0).collect();
    for piece in pieces {
        let mut next = vec![false; text.len() + 1];
        for length in 0..=text.len() {
            next[length] = match piece {
                Piece::Any => reached[length] || length > 0 && next[length - 1],
                Piece::One => length > 0 && reached[length - 1],
                Piece::Char(c) => length > 0 && reached[length - 1] && same(*c, text[length - 1]),
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// What one value of a condition asks of one value of a request.
#[derive(Debug)]
pub(super) enum Test {
    /// It matches nothing.
    Nothing,
    Text {
        pieces: Vec<Piece>,
        fold: bool,
    },
    /// The six fields of an ARN, each by itself.
    Arn(Vec<Vec<Piece>>),
    Number {
        comparison: Comparison,
        than: f64,
    },
    Instant {
        comparison: Comparison,
        than: f64,
    },
    Truth(bool),
    Address(IpRange),
}

/// The test of a value; nothing where it cannot be read.
pub(super) fn test(operator: Operator, value: &str, fill: bool, request: &Request) -> Option<Test> {
    let comparison = operator.comparison;
    match operator.family() {
        Family::String => {
            let fold = comparison.name().ends_with("IgnoreCase");
            or_nothing(
                pieces(value, comparison.has_wildcards(), fill, request).map(|pieces| Test::Text { pieces, fold }),
            )
        }
        Family::Arn => {
            let fields: Vec<&str> = value.splitn(6, ':').collect();
            // A colon of a variable is none between fields.
            if fields.iter().take(5).any(|field| field.contains("${")) && fill {
                return None;
            }
            let read = |text: &str| pieces(text, true, fill, request);
            or_nothing(if fields.len() == 6 {
                fields.iter().map(|field| read(field)).collect::<Result<_, _>>().map(Test::Arn)
            } else {
                read(value).map(|pieces| Test::Text { pieces, fold: false })
            })
        }
        Family::Binary => Some(Test::Text { pieces: value.chars().map(Piece::Char).collect(), fold: false }),
        Family::Numeric => number(value).map(|than| Test::Number { comparison, than }),
        Family::Date => seconds_of(value).map(|than| Test::Instant { comparison, than }),
        Family::Bool => truth(value).map(Test::Truth),
        Family::IpAddress => IpRange::parse(value).map(Test::Address),
        Family::Null => None,
    }
}

fn or_nothing(test: Result<Test, Unread>) -> Option<Test> {
    match test {
        Ok(test) => Some(test),
        Err(Unread::Nothing) => Some(Test::Nothing),
        Err(Unread::Unknown) => None,
    }
}

impl Test {
    pub(super) fn fits(&self, value: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Text { pieces, fold } => matches(pieces, value, *fold),
            Self::Arn(fields) => {
                let given: Vec<&str> = value.splitn(6, ':').collect();
                given.len() == 6 && fields.iter().zip(given).all(|(pieces, field)| matches(pieces, field, false))
            }
            Self::Number { comparison, than } => number(value).is_some_and(|value| compares(*comparison, value, *than)),
            Self::Instant { comparison, than } => {
                seconds_of(value).is_some_and(|value| compares(*comparison, value, *than))
            }
            Self::Truth(wanted) => truth(value) == Some(*wanted),
            Self::Address(range) => IpRange::parse(value).is_some_and(|value| range.contains(value)),
        }
    }
}

/// Negated comparisons are turned round by the caller.
#[allow(clippy::float_cmp, reason = "equal is what is written equal")]
fn compares(comparison: Comparison, value: f64, than: f64) -> bool {
    match comparison {
        Comparison::NumericLessThan | Comparison::DateLessThan => value < than,
        Comparison::NumericLessThanEquals | Comparison::DateLessThanEquals => value <= than,
        Comparison::NumericGreaterThan | Comparison::DateGreaterThan => value > than,
        Comparison::NumericGreaterThanEquals | Comparison::DateGreaterThanEquals => value >= than,
        _ => value == than,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
