//! The values of a policy as the specification reads them for one request.

use std::borrow::Cow;
use std::ops::Range;

use super::request::Request;
use crate::policy::{Comparison, Family, IpRange, Operator, VariableForm, seconds_of, variables};

/// A text of a policy as a pattern, its variables filled in.
#[derive(Debug)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    /// Whether placeholders stand in it, as any text.
    has_holes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Char(char),
    One,
    Any,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// A variable of it has no value, so it matches nothing.
    Nothing,
    /// Nobody knows what stands there.
    Unknown,
}

/// A text with `*` where placeholders stand. The holes are bytes of the text, in order.
pub(super) fn opened<'t>(text: &'t str, holes: &[Range<usize>]) -> Cow<'t, str> {
    if holes.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut opened = String::with_capacity(text.len());
    let mut at = 0;
    for hole in holes {
        opened.push_str(&text[at..hole.start]);
        opened.push('*');
        at = hole.end;
    }
    Cow::Owned(opened + &text[at..])
}

impl Pattern {
    /// Reads a text. With `wild` its `*` and `?` are wildcards, with `fill` its policy variables
    /// are filled in. Placeholders are bytes of the text, in order, and stand for any text.
    pub(super) fn read(
        text: &str,
        holes: &[Range<usize>],
        wild: bool,
        fill: bool,
        request: &Request,
    ) -> Result<Self, Unread> {
        let mut pattern = Self { pieces: Vec::new(), has_holes: !holes.is_empty() };
        let mut at = 0;
        for hole in holes {
            pattern.take(&text[at..hole.start], wild, fill, request)?;
            pattern.pieces.push(Piece::Any);
            at = hole.end;
        }
        pattern.take(&text[at..], wild, fill, request)?;
        Ok(pattern)
    }

    fn take(&mut self, text: &str, wild: bool, fill: bool, request: &Request) -> Result<(), Unread> {
        let plain = |text: &str, pieces: &mut Vec<Piece>| pieces.extend(text.chars().map(Piece::Char));
        let written = |text: &str, pieces: &mut Vec<Piece>| {
            pieces.extend(text.chars().map(|c| match c {
                '*' if wild => Piece::Any,
                '?' if wild => Piece::One,
                c => Piece::Char(c),
            }));
        };
        let pieces = &mut self.pieces;
        let mut at = 0;
        for variable in variables(text).filter(|_| fill) {
            written(&text[at..variable.range.start], pieces);
            at = variable.range.end;
            match variable.form {
                VariableForm::Escape => plain(&text[variable.range.start + 2..at - 1], pieces),
                VariableForm::Sound { name, default } => {
                    let values = request.context.get(&name.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
                    match (values, default) {
                        ([value], _) => plain(value, pieces),
                        ([], Some(default)) => plain(default, pieces),
                        ([], None) => return Err(Unread::Nothing),
                        _ => return Err(Unread::Unknown),
                    }
                }
                _ => return Err(Unread::Unknown),
            }
        }
        written(&text[at..], pieces);
        Ok(())
    }

    /// Whether it matches the whole of a text; nothing where that hangs on a placeholder.
    pub(super) fn fits(&self, text: &str, fold: bool) -> Option<bool> {
        match matches(&self.pieces, text, fold) {
            true if self.has_holes => None,
            fits => Some(fits),
        }
    }
}

/// Whether the pieces match the whole of a text.
fn matches(pieces: &[Piece], text: &str, fold: bool) -> bool {
    let same = |a: char, b: char| a == b || fold && a.eq_ignore_ascii_case(&b);
    let mut rest = text.chars();
    let mut at = 0;
    // What stands before the first wildcard has to stand there.
    while let Some(Piece::Char(c)) = pieces.get(at) {
        if !rest.next().is_some_and(|own| same(*c, own)) {
            return false;
        }
        at += 1;
    }
    let (pieces, text): (&[Piece], Vec<char>) = (&pieces[at..], rest.collect());
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
        pattern: Pattern,
        fold: bool,
    },
    /// The six fields of an ARN, each by itself.
    Arn(Vec<Pattern>),
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
pub(super) fn test(
    operator: Operator,
    value: &str,
    holes: &[Range<usize>],
    fill: bool,
    request: &Request,
) -> Option<Test> {
    let comparison = operator.comparison;
    match operator.family() {
        Family::String => {
            let fold = comparison.name().ends_with("IgnoreCase");
            let pattern = Pattern::read(value, holes, comparison.has_wildcards(), fill, request);
            or_nothing(pattern.map(|pattern| Test::Text { pattern, fold }))
        }
        Family::Arn => {
            let fields: Vec<&str> = value.splitn(6, ':').collect();
            let last = fields.last().map_or(0, |last| value.len() - last.len());
            // A colon of a variable or a placeholder is none between fields.
            let is_unclear = fields.len() == 6 && holes.first().is_some_and(|hole| hole.start < last)
                || fields.iter().take(5).any(|field| field.contains("${")) && fill;
            if is_unclear {
                return None;
            }
            let read = |text: &str, holes: &[_]| Pattern::read(text, holes, true, fill, request);
            or_nothing(
                if let [first @ .., rest] = fields.as_slice()
                    && fields.len() == 6
                {
                    let holes: Vec<Range<usize>> =
                        holes.iter().map(|hole| hole.start - last..hole.end - last).collect();
                    let fields = first.iter().map(|field| read(field, &[])).chain([read(rest, &holes)]);
                    fields.collect::<Result<_, _>>().map(Test::Arn)
                } else {
                    read(value, holes).map(|pattern| Test::Text { pattern, fold: false })
                },
            )
        }
        Family::Binary => {
            let pattern = Pattern::read(value, holes, false, false, request);
            or_nothing(pattern.map(|pattern| Test::Text { pattern, fold: false }))
        }
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
    /// Whether a value fits; nothing where that hangs on a placeholder.
    pub(super) fn fits(&self, value: &str) -> Option<bool> {
        Some(match self {
            Self::Nothing => false,
            Self::Text { pattern, fold } => return pattern.fits(value, *fold),
            Self::Arn(fields) => {
                let given: Vec<&str> = value.splitn(6, ':').collect();
                let fits: Vec<Option<bool>> =
                    fields.iter().zip(&given).map(|(pattern, field)| pattern.fits(field, false)).collect();
                if given.len() != 6 || fits.contains(&Some(false)) {
                    return Some(false);
                }
                return if fits.contains(&None) { None } else { Some(true) };
            }
            Self::Number { comparison, than } => number(value).is_some_and(|value| compares(*comparison, value, *than)),
            Self::Instant { comparison, than } => {
                seconds_of(value).is_some_and(|value| compares(*comparison, value, *than))
            }
            Self::Truth(wanted) => truth(value) == Some(*wanted),
            Self::Address(range) => IpRange::parse(value).is_some_and(|value| range.contains(value)),
        })
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
