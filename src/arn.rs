//! Amazon resource names: six fields between colons.

use std::ops::Range;

/// A field of an ARN, and its bytes in the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'t> {
    /// The text of the field.
    pub text: &'t str,
    /// Its bytes in the text of the ARN.
    pub range: Range<usize>,
}

/// The colon-separated fields of a text, at most six: the last one keeps its colons.
pub type Fields<'t> = Vec<Field<'t>>;

/// An ARN with all its fields: `arn:partition:service:region:account:resource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn<'t> {
    /// `aws`, `aws-cn`…
    pub partition: Field<'t>,
    /// `s3`, `iam`…
    pub service: Field<'t>,
    /// The region, often empty.
    pub region: Field<'t>,
    /// The account id, often empty.
    pub account: Field<'t>,
    /// Everything behind the fifth colon.
    pub resource: Field<'t>,
}

impl<'t> Arn<'t> {
    /// Splits `text` at the first five colons that do not stand in a policy variable or another
    /// bracketed token. Gives back the fields there are when they are fewer than six, and `None`
    /// when the text does not begin with `arn:`.
    pub fn parse(text: &'t str) -> Option<Result<Self, Fields<'t>>> {
        if !text.starts_with("arn:") {
            return None;
        }
        let (colons, count) = split(text);
        let field = |start: usize, end: usize| Field { text: &text[start..end], range: start..end };
        let [first, second, third, fourth, fifth] = colons;
        if count < colons.len() {
            let starts = std::iter::once(0).chain(colons[..count].iter().map(|colon| colon + 1));
            let ends = colons[..count].iter().copied().chain([text.len()]);
            return Some(Err(starts.zip(ends).map(|(start, end)| field(start, end)).collect()));
        }
        Some(Ok(Self {
            partition: field(first + 1, second),
            service: field(second + 1, third),
            region: field(third + 1, fourth),
            account: field(fourth + 1, fifth),
            resource: field(fifth + 1, text.len()),
        }))
    }
}

/// The colons between the fields of a text that begins as ARNs do, where it has all of them.
pub(crate) fn colons(text: &str) -> Option<[usize; 5]> {
    let (colons, count) = split(text);
    (count == colons.len()).then_some(colons)
}

/// The first five colons outside of brackets, and how many there are.
#[inline]
fn split(text: &str) -> ([usize; 5], usize) {
    let bytes = text.as_bytes();
    let mut colons = [0; 5];
    let mut count = 0;
    let mut at = 0;
    while at < bytes.len() && count < colons.len() {
        let byte = bytes[at];
        if STOPS[usize::from(byte)] {
            if byte == b':' {
                colons[count] = at;
                count += 1;
            } else {
                at += bracketed(&bytes[at..]).map_or(0, |len| len - 1);
            }
        }
        at += 1;
    }
    (colons, count)
}

/// The bytes at which the search for colons stops.
static STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b':' as usize] = true;
    stops[b'{' as usize] = true;
    stops[b'<' as usize] = true;
    stops[b'[' as usize] = true;
    stops
};

/// A bracketed token is shorter than this many bytes.
const LONGEST: usize = 512;

/// The length of the bracketed token that `bytes` begin with, the same brackets inside it
/// counted: `{{name}}` and `${aws:PrincipalTag/${tag}}` are one. A bracket that is
/// not closed begins nothing.
#[cold]
fn bracketed(bytes: &[u8]) -> Option<usize> {
    let open = *bytes.first()?;
    let close = match open {
        b'{' => b'}',
        b'<' => b'>',
        _ => b']',
    };
    let mut depth = 0_usize;
    for (at, &byte) in bytes.iter().take(LONGEST).enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}
