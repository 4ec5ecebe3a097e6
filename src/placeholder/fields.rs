//! Fields with a form of their own: the partition, service, region and account of an ARN, and
//! conditions on accounts, regions and organizations. What stands there and cannot have that form
//! needs no vocabulary to be a placeholder.

use std::ops::Range;

use super::blank::{Shown, TAKEN, is_opaque};
use super::{Facts, Field, Kind, Token, kind_of, vocabulary};
use crate::arn::{self, Arn};

/// The fields of an ARN that this module and the search for words look at.
pub(super) struct Parts<'t> {
    /// The field before the service, which AWS guides write as one token with its `arn:`.
    pub(super) partition: Option<arn::Field<'t>>,
    pub(super) service: arn::Field<'t>,
    pub(super) region: arn::Field<'t>,
    pub(super) account: arn::Field<'t>,
    pub(super) resource: arn::Field<'t>,
}

/// Where the fields of an ARN are: those of its [`Parts`].
pub(super) struct Layout {
    partition: Option<Range<usize>>,
    fields: [Range<usize>; 4],
}

impl Layout {
    pub(super) fn read(text: &str) -> Option<Self> {
        // An ARN begins so, or with a token for its beginning.
        if !matches!(text.as_bytes().first(), Some(&(b'a' | TAKEN))) {
            return None;
        }
        let Parts { partition, service, region, account, resource } = Parts::read(text)?;
        Some(Self {
            partition: partition.map(|field| field.range),
            fields: [service.range, region.range, account.range, resource.range],
        })
    }

    /// The fields of the text that was read.
    pub(super) fn parts<'t>(&self, text: &'t str) -> Parts<'t> {
        let field = |range: &Range<usize>| arn::Field { text: &text[range.clone()], range: range.clone() };
        let [service, region, account, resource] = &self.fields;
        Parts {
            partition: self.partition.as_ref().map(field),
            service: field(service),
            region: field(region),
            account: field(account),
            resource: field(resource),
        }
    }
}

impl<'t> Parts<'t> {
    /// Reads `text` as an ARN, or as the end of one behind a placeholder for its beginning:
    /// `{arn-prefix}iam::…`.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        match Arn::parse(text) {
            Some(Ok(Arn { partition, service, region, account, resource })) => {
                Some(Self { partition: Some(partition), service, region, account, resource })
            }
            Some(Err(_)) => None,
            None => Self::read_tail(text),
        }
    }

    /// Reads an ARN whose first fields are one placeholder, which has been found.
    fn read_tail(text: &'t str) -> Option<Self> {
        let start = text.len() - text.trim_start_matches(char::from(TAKEN)).len();
        if start == 0 {
            return None;
        }
        let mut at = start;
        let mut fields = text[start..].splitn(4, ':').map(|field| {
            let range = at..at + field.len();
            at = range.end + 1;
            arn::Field { text: field, range }
        });
        Some(Self {
            partition: None,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        })
    }

    /// What a token that begins at `at` stands for by its field alone.
    pub(super) fn kind_at(&self, at: usize) -> Option<Kind> {
        let is_in = |field: &arn::Field<'_>| field.range.contains(&at);
        if self.partition.as_ref().is_some_and(is_in) {
            Some(Kind::Partition)
        } else if is_in(&self.region) {
            Some(Kind::Region)
        } else if is_in(&self.account) {
            Some(Kind::Account)
        } else {
            None
        }
    }

    /// Whether this is the ARN of a bucket or of an object in one.
    pub(super) fn is_bucket(&self) -> bool {
        self.service.text == "s3" && self.region.text.is_empty() && self.account.text.is_empty()
    }
}

/// The fields of `text` that are still to be filled in.
pub(super) fn find(shown: &Shown<'_>, field: Field<'_>, facts: &impl Facts) -> Vec<Token> {
    if let Some(parts) = shown.parts() {
        return in_arn(&parts, facts);
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

fn in_arn(parts: &Parts<'_>, facts: &impl Facts) -> Vec<Token> {
    let mut found = Vec::new();
    let service = parts.service.text;
    if let Some(partition) = &parts.partition {
        let (value, range) = trimmed(partition.text, partition.range.start);
        // Other clouds have partitions of their own: only the word itself is a placeholder.
        if vocabulary::mentions(value, "partition") && is_word(value) && !facts.is_partition(value) {
            found.push((range, Kind::Partition));
        }
    }
    let (value, range) = trimmed(service, parts.service.range.start);
    if vocabulary::is_blank_service(value) && is_word(value) {
        found.push((range, Kind::Name));
    }
    let (value, range) = trimmed(parts.region.text, parts.region.range.start);
    if is_word(value) && !is_number(value) && !is_region(value, facts) && !is_shifted(service, value, facts) {
        found.push((range, Kind::Region));
    }
    let (value, range) = trimmed(parts.account.text, parts.account.range.start);
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
