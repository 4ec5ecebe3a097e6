//! Fields with a form of their own: the partition, service, region and account of an ARN, and
//! conditions on accounts, regions and organizations. What stands there and cannot have that form
//! needs no vocabulary to be a placeholder.

use std::ops::Range;

use super::blank::{Shown, TAKEN, is_opaque};
use super::{Facts, Field, Kind, Token, kind_of, vocabulary};
use crate::arn::{self, Arn};

/// Where the fields of an ARN begin.
pub(super) struct Layout {
    /// The field before the service, which AWS guides write as one token with its `arn:`.
    partition: Option<usize>,
    /// The service, the region, the account and the resource.
    others: [usize; 4],
}

impl Layout {
    /// Reads `text` as an ARN, or as the end of one behind a placeholder for its beginning:
    /// `{arn-prefix}iam::…`.
    #[inline]
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.starts_with("arn:") {
            let [first, second, third, fourth, fifth] = arn::colons(text)?;
            return Some(Self { partition: Some(first + 1), others: [second + 1, third + 1, fourth + 1, fifth + 1] });
        }
        // The first fields are one placeholder, which has been found.
        let start = text.bytes().take_while(|&byte| byte == TAKEN).count();
        if start == 0 {
            return None;
        }
        let mut colons = text.match_indices(':').map(|(colon, _)| colon + 1);
        Some(Self { partition: None, others: [start, colons.next()?, colons.next()?, colons.next()?] })
    }
}

/// The fields of an ARN that this module and the search for words look at.
#[derive(Clone, Copy)]
pub(super) struct Parts<'t> {
    text: &'t str,
    layout: &'t Layout,
}

impl<'t> Parts<'t> {
    /// The fields of a text that has this layout.
    pub(super) const fn new(text: &'t str, layout: &'t Layout) -> Self {
        Self { text, layout }
    }

    fn partition(self) -> Option<arn::Field<'t>> {
        Some(self.field(self.layout.partition?, self.layout.others[0]))
    }

    pub(super) fn service(self) -> &'t str {
        self.field(self.layout.others[0], self.layout.others[1]).text
    }

    fn region(self) -> arn::Field<'t> {
        self.field(self.layout.others[1], self.layout.others[2])
    }

    fn account(self) -> arn::Field<'t> {
        self.field(self.layout.others[2], self.layout.others[3])
    }

    pub(super) fn resource(self) -> arn::Field<'t> {
        self.field(self.layout.others[3], self.text.len() + 1)
    }

    /// The field between two places, of which the second is behind its colon.
    fn field(self, start: usize, behind: usize) -> arn::Field<'t> {
        let range = start..behind - 1;
        arn::Field { text: &self.text[range.clone()], range }
    }

    /// What a token that begins at `at` stands for by its field alone.
    pub(super) fn kind_at(self, at: usize) -> Option<Kind> {
        let is_in = |field: arn::Field<'_>| field.range.contains(&at);
        if self.partition().is_some_and(is_in) {
            Some(Kind::Partition)
        } else if is_in(self.region()) {
            Some(Kind::Region)
        } else if is_in(self.account()) {
            Some(Kind::Account)
        } else {
            None
        }
    }

    /// Whether this is the ARN of a bucket or of an object in one.
    pub(super) fn is_bucket(self) -> bool {
        self.service() == "s3" && self.region().text.is_empty() && self.account().text.is_empty()
    }
}

/// The fields of `text` that are still to be filled in.
pub(super) fn find(shown: &Shown<'_>, field: Field<'_>, facts: &impl Facts) -> Vec<Token> {
    if let Some(parts) = shown.parts() {
        return in_arn(parts, facts);
    }
    let text = shown.text;
    if let Some(Err(fields)) = Arn::parse(text) {
        return in_short_arn(&fields);
    }
    let (value, range) = trimmed(text, 0);
    // The operator `Null` compares with these whatever the key is.
    if matches!(value, "true" | "false") {
        return Vec::new();
    }
    if !is_word(value) {
        return Vec::new();
    }
    let kind = match field {
        Field::Principal if value.len() != 12 && is_made_up(value) => Kind::Account,
        Field::ConditionValue { key } if ends_with(key, "account") && !key.contains('/') && !is_account(value) => {
            Kind::Account
        }
        Field::ConditionValue { key } if ends_with(key, "orgid") && !value.starts_with("o-") => Kind::Other,
        Field::ConditionValue { key } if ends_with(key, "region") && vocabulary::mentions(value, "region") => {
            Kind::Region
        }
        _ => return Vec::new(),
    };
    vec![(range, kind)]
}

fn in_arn(parts: Parts<'_>, facts: &impl Facts) -> Vec<Token> {
    let mut found = Vec::new();
    let service = parts.service();
    if let Some(partition) = parts.partition() {
        let (value, range) = trimmed(partition.text, partition.range.start);
        // Other clouds have partitions of their own: only the word itself is a placeholder.
        if vocabulary::mentions(value, "partition") && is_word(value) && !facts.is_partition(value) {
            found.push((range, Kind::Partition));
        }
    }
    let (value, range) = trimmed(service, parts.layout.others[0]);
    if vocabulary::is_blank_service(value) && is_word(value) {
        found.push((range, Kind::Name));
    }
    let region = parts.region();
    let (value, range) = trimmed(region.text, region.range.start);
    if is_word(value) && !is_number(value) && !is_region(value, facts) && !is_shifted(service, value, facts) {
        found.push((range, Kind::Region));
    }
    let account = parts.account();
    let (value, range) = trimmed(account.text, account.range.start);
    if is_account(value) {
        return found;
    }
    let is_slip = is_number(value) && !is_made_up(value);
    // Integrations of API Gateway name a service there: `arn:aws:apigateway:eu-west-1:lambda:path/…`.
    if is_word(value)
        && !is_slip
        && service != "apigateway"
        && !is_region(value, facts)
        && !is_shifted(service, value, facts)
    {
        found.push((range, Kind::Account));
    }
    found
}

/// An ARN without all its fields does not say which is which, except by their words.
fn in_short_arn(fields: &arn::Fields<'_>) -> Vec<Token> {
    let blank = fields.iter().skip(3).filter_map(|field| {
        let (value, range) = trimmed(field.text, field.range.start);
        let is = |needed: &[&str]| {
            vocabulary::is_made_of(value, needed, &["aws", "code", "id", "my", "name", "number", "the", "your"])
        };
        if is(&["region"]) {
            Some((range, Kind::Region))
        } else if is(&["account", "accountid"]) {
            Some((range, Kind::Account))
        } else {
            None
        }
    });
    blank.collect()
}

/// A region, or what was meant to be one: a wrong region is no placeholder. `aws-region-1` is.
fn is_region(value: &str, facts: &impl Facts) -> bool {
    let host = value.split('.').next().unwrap_or_default();
    let looks_right = || {
        let (first, rest) = host.split_once('-')?;
        let (_, last) = rest.rsplit_once('-')?;
        let is_right = matches!(first.len(), 2..=4)
            && first.bytes().all(|byte| byte.is_ascii_lowercase())
            && last.starts_with(|c: char| c.is_ascii_digit());
        (is_right && !vocabulary::mentions(value, "region")).then_some(())
    };
    looks_right().is_some() || host == "global" || facts.is_region(host)
}

/// An account id, or a word that AWS itself writes in the place of one.
fn is_account(value: &str) -> bool {
    (value.len() == 12 && is_number(value)) || matches!(value, "aws" | "cloudfront" | "amazon" | "aws-marketplace")
}

/// Whether a field holds what belongs in the resource, because a colon is missing before it.
fn is_shifted(service: &str, value: &str, facts: &impl Facts) -> bool {
    value.contains('/') || (facts.is_arn_word(service, value) && kind_of(value, Kind::Other) == Kind::Other)
}

/// Whether a value can be judged: it is not empty and all of it is seen.
fn is_word(value: &str) -> bool {
    !value.is_empty() && !is_opaque(value)
}

/// Whether a number was made up to stand for an account id: it is `123`, counts upwards nearly all
/// the way, or repeats itself. Another number of the wrong length is a slip, and no placeholder; so
/// is one that is too short to tell.
fn is_made_up(value: &str) -> bool {
    let digits = value.as_bytes();
    if !is_number(value) || digits.len() < 6 {
        return value == "123";
    }
    let goes_on = |pair: &&[u8]| pair[0] == pair[1] || (pair[0] - b'0' + 1) % 10 == pair[1] - b'0';
    let (steps, all) = (digits.windows(2).filter(goes_on).count(), digits.len() - 1);
    // In a long number one slip in four steps is still no chance.
    let counts = if all < 8 { steps == all } else { steps * 4 >= all * 3 };
    counts || (2..=4).any(|period| digits.len() > period && digits[period..] == digits[..digits.len() - period])
}

pub(super) fn is_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// `text`, which begins at `start`, without the blanks around it.
pub(super) fn trimmed(text: &str, start: usize) -> (&str, Range<usize>) {
    // Nearly none has any.
    if let [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] | [] = text.as_bytes() {
        return (text, start..start + text.len());
    }
    let value = text.trim();
    let start = start + (text.len() - text.trim_start().len());
    (value, start..start + value.len())
}

/// Whether `key` ends with `suffix`, which is in lower case.
pub(super) fn ends_with(key: &str, suffix: &str) -> bool {
    let tail = key.len().checked_sub(suffix.len()).and_then(|start| key.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(suffix))
}
