//! Tokens that only their words give away: `bucket-name`, `TABLE_NAME`, `region`. Real names can
//! be made of the same words, so where a string is free to hold any name they are not looked for.

use std::ops::Range;

use super::blank::{Shown, is_opaque};
use super::fields::{Parts, ends_with, is_number, trimmed};
use super::signs::{Search, Signs};
use super::vocabulary::{Nouns, is_blank_service, is_made_of, may_ask, mentions, words};
use super::{Facts, Field, Kind, Token, buckets, kind_in, kind_of};

/// Resources whose names are paths or otherwise free, and the noun without which a name of theirs
/// says nothing: a parameter may well be called `db/username`, an index `customer-id`.
const FREE_NAMES: &[(&str, &str)] =
    &[("dynamodb", "name"), ("logs", "log"), ("s3", "object"), ("secretsmanager", "secret"), ("ssm", "parameter")];

/// Words that name nothing when the rest of a string is a template as well.
const BARE: &[&str] =
    &["method", "name", "path", "prefix", "specifier", "stage", "suffix", "username", "verb", "version"];

/// Names that AWS and its guides keep for documentation, where no capital can give them away.
const RESERVED: &[&str] = &["DOC-EXAMPLE-", RESERVED_SMALL];
const RESERVED_SMALL: &str = "amzn-s3-demo-";

/// The words of a label that stands for a region or a service in the name of a host.
const OF_LABELS: &[&str] =
    &["aws", "bucket", "code", "current", "destination", "home", "id", "my", "name", "source", "target", "the", "your"];

/// The generic names in `text`. `is_template` says that it holds another placeholder.
pub(super) fn find(shown: &Shown<'_>, field: Field<'_>, facts: &impl Facts, is_template: bool) -> Vec<Token> {
    if let Some(parts) = shown.parts() {
        return in_arn(parts, shown.signs, facts, is_template);
    }
    let text = shown.text;
    // The keys of tags are any words at all.
    if matches!(field, Field::ConditionValue { key } if ends_with(key, ":tagkeys")) {
        return Vec::new();
    }
    let (value, range) = trimmed(text, 0);
    if is_condition(field) {
        if let Some(repository) = value.strip_prefix("repo:") {
            let names = repository.split(':').next().unwrap_or_default();
            return in_subject(repository, names, range.end - repository.len(), OF_REPOSITORIES);
        }
        if let Some(account) = value.strip_prefix("system:serviceaccount:") {
            return in_subject(account, account, range.end - account.len(), OF_SERVICE_ACCOUNTS);
        }
        // Whatever else is found in a value shouts or asks.
        if !shown.signs.has(Search::Capitals) && !may_ask(value) {
            return Vec::new();
        }
    }
    if value.is_empty() || is_opaque(value) || value.contains(['.', '/', ':']) {
        return in_capitals(value, range.start, is_condition(field));
    }
    let found = match field {
        // No noun is an ARN or an account id.
        Field::Resource | Field::Principal => {
            (Nouns::read(value).is_some() || value.ends_with("ARN") || value.ends_with("Arn")) && !is_number(value)
        }
        Field::ConditionValue { key } if ends_with(key, "arn") => Nouns::read(value).is_some_and(Nouns::asks),
        Field::ConditionValue { .. } => is_blank_value(value),
        Field::Action | Field::ConditionKey | Field::Keyword { .. } | Field::Label => false,
    };
    if found {
        return vec![(range, kind_of(value, kind_in(field, true)))];
    }
    in_capitals(value, range.start, is_condition(field))
}

/// The hosts `service.region.amazonaws.com` in `text` whose service or region is not filled in.
pub(super) fn in_hosts(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    if !mentions(text, "region") && !mentions(text, "service") {
        return found;
    }
    let mut behind = 0;
    for (end, _) in text.match_indices(".amazonaws.") {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let mut start = behind + text[behind..end].trim_end_matches(is_name).len();
        behind = end;
        for label in text[start..end].split('.') {
            let range = start..start + label.len();
            start = range.end + 1;
            if is_made_of(label, &["region"], OF_LABELS) {
                found.push((range, Kind::Region));
            } else if is_blank_service(label) && text[range.end..end].split('.').skip(1).all(is_like_a_region) {
                found.push((range, Kind::Principal));
            }
        }
    }
    found
}

/// What can stand behind the service of a host: `eu-west-1`, or a word for it. `eks` in
/// `service.eks.amazonaws.com` is the service itself, and `service` a name that it gives.
fn is_like_a_region(label: &str) -> bool {
    is_made_of(label, &["region"], OF_LABELS)
        || label.contains('-') && label.ends_with(|c: char| c.is_ascii_digit())
        || label.chars().any(|c| !c.is_ascii_lowercase())
}

/// The whole of `text`, if it shouts where a word of the grammar belongs. A version is a date, hence
/// no word at all; an effect or a name in capitals is more likely a slip of case.
pub(super) fn in_keyword(text: &str, element: &str) -> Vec<Token> {
    // Nobody shouts in small letters.
    if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let (value, range) = trimmed(text, 0);
    let in_capitals = value.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_' | b' '));
    let is_blank = in_capitals
        && match element {
            "Version" => value.len() > 2,
            "" => false,
            _ => value == "VALUE" || value.eq_ignore_ascii_case(element),
        }
        || is_shout(value) && (Nouns::read(value).is_some_and(Nouns::asks) || ends_asking(value));
    if is_blank { vec![(range, kind_in(Field::Keyword { element }, true))] } else { Vec::new() }
}

/// The shouts in the free text `text` that can only ask.
pub(super) fn in_label(text: &str) -> Vec<Token> {
    let (value, range) = trimmed(text, 0);
    if value == "SID" {
        return vec![(range, Kind::Other)];
    }
    in_capitals(text, 0, true)
}

/// Words that name neither an owner nor a repository of GitHub.
const OF_REPOSITORIES: &[&str] = &["github", "org", "organization", "owner", "repo", "repository", "user", "username"];

/// Words that name neither a namespace of Kubernetes nor a service account in one.
const OF_SERVICE_ACCOUNTS: &[&str] = &["namespace", "sa", "service", "serviceaccount"];

/// The tokens in the subject `text` of a provider, `ORG/REPO:ref:refs/heads/main`, whose `names` at
/// its beginning may be made of the words `needed`.
fn in_subject(text: &str, names: &str, start: usize, needed: &[&str]) -> Vec<Token> {
    let mut found = in_capitals(text, start, true);
    let mut at = start;
    for part in names.split(['/', ':']).take(2) {
        let range = at..at + part.len();
        at = range.end + 1;
        let is_new = found.iter().all(|(token, _)| token.end <= range.start || token.start >= range.end);
        if is_new && is_made_of(part, needed, &["account", "id", "k8s", "name", "project", "source", "the", "your"]) {
            found.push((range, Kind::Other));
        }
    }
    found
}

fn is_condition(field: Field<'_>) -> bool {
    matches!(field, Field::ConditionValue { .. })
}

fn in_arn(parts: Parts<'_>, signs: Signs, facts: &impl Facts, mut is_template: bool) -> Vec<Token> {
    let service = parts.service();
    let noun = || FREE_NAMES.iter().find_map(|(free, noun)| (*free == service).then_some(*noun));
    let mut found = Vec::new();
    let resource = parts.resource();
    let (start, resource) = (resource.range.start, resource.text);
    // The secret behind a name says nothing of how the name ends.
    let may_skip = !signs.has(Search::Shouts) && service != "secretsmanager";
    let mut behind = 0;
    for (index, segment) in resource.as_bytes().split(|byte| matches!(byte, b'/' | b':')).enumerate() {
        let at = behind;
        behind += segment.len() + 1;
        let segment = &resource[at..at + segment.len()];
        if matches!(segment, "" | "*") {
            continue;
        }
        let is_bucket = index == 0 && parts.is_bucket();
        if may_skip && !is_template && is_ordinary(segment, is_bucket, signs) {
            continue;
        }
        let (name, range) = name_of(segment, start + at, service);
        // A template may well begin with `pipelineName/stageName`; the keys of policies of scaling are many.
        let is_key = (!is_template || service == "autoscaling") && is_key(name, resource, range.start - start);
        if name.is_empty() || is_key {
            continue;
        }
        let tokens = if RESERVED.iter().any(|reserved| name.starts_with(reserved)) {
            vec![(range, Kind::Name)]
        } else if is_bucket {
            let is_pattern = segment.len() > range.end - range.start;
            buckets::find(name, range, is_pattern).into_iter().collect()
        } else if !is_opaque(name) && is_blank_name(name, noun(), is_template) {
            vec![(range, kind_of(name, Kind::Name))]
        } else {
            let shouts = in_capitals(name, range.start, false);
            let is_whole = segment.len() == resource.len();
            if is_template && shouts.is_empty() { bare_nouns(name, range, is_whole.then_some(service)) } else { shouts }
        };
        // Few segments come so far, and the look-up is the dearest question.
        if !tokens.is_empty() && !facts.is_arn_word(service, name) {
            is_template = true;
            found.extend(tokens);
        }
    }
    found
}

/// Whether a segment without a shout in it holds no token, if no other part of its ARN does.
fn is_ordinary(segment: &str, is_bucket: bool, signs: Signs) -> bool {
    let has_capitals = signs.has(Search::Capitals) && segment.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_odd = if is_bucket {
        has_capitals || buckets::is_odd(segment)
    } else {
        has_capitals && !segment.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    // A name may begin behind blanks.
    let begins_plainly = segment.as_bytes().first().is_none_or(u8::is_ascii_graphic);
    begins_plainly && !is_odd && !segment.starts_with(RESERVED_SMALL) && !may_ask(segment)
}

/// What a service calls its resources, where nothing else stands in their ARNs.
const KINDS: &[(&str, &str)] = &[("codecommit", "repository"), ("sns", "topic"), ("sqs", "queue")];

/// Single nouns that stand for a name in a template: the kind of all that `service` has, where the
/// name is all of the resource, and nouns in capitals, as in `role/tenant-ENVIRONMENT`.
fn bare_nouns(name: &str, range: Range<usize>, service: Option<&str>) -> Vec<Token> {
    let is_kind = service.is_some_and(|service| KINDS.contains(&(service, name)));
    if is_kind || is_described(name) {
        return vec![(range, kind_of(name, Kind::Name))];
    }
    if !name.contains(|c: char| c.is_ascii_lowercase()) && words(name).nth(1).is_some() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = range.start;
    for part in name.split(['-', '_', '.']) {
        let range = at..at + part.len();
        at = range.end + 1;
        // Short ones are abbreviations, which names are full of.
        let is_abbreviation = part.len() < 4 || matches!(part, "HTTP" | "OIDC" | "SAML" | "UUID");
        if !is_abbreviation && part.bytes().all(|byte| byte.is_ascii_uppercase()) && Nouns::read(part).is_some() {
            found.push((range, kind_of(part, Kind::Name)));
        }
    }
    found
}

/// Whether a name is a sentence about one: `role-with-permissions-to-read-the-lake`.
fn is_described(name: &str) -> bool {
    let has = |known: &[&str]| words(name).any(|word| known.contains(&word));
    name.len() > 24 && has(&["a", "an", "the"]) && has(&["to", "used", "with"])
}

/// The part of a segment that is a name: without blanks, the wildcards at its end and, in the ARN
/// of a secret, the six characters that AWS adds.
fn name_of<'t>(segment: &'t str, start: usize, service: &str) -> (&'t str, Range<usize>) {
    let (mut name, mut range) = trimmed(segment, start);
    let pattern = name.len();
    name = name.trim_end_matches(['*', '?']);
    // `name-??????` leaves room for what AWS adds; the hyphen is none of the name's.
    if name.len() + 1 < pattern {
        name = name.trim_end_matches('-');
    }
    if let Some((front, added)) = name.rsplit_once('-').filter(|_| service == "secretsmanager") {
        let is_random = added.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        if is_random && added.len() == 6 && added.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            name = front;
        }
    }
    range.end = range.start + name.len();
    (name, range)
}

/// Whether the name at `start` of a resource is a key in camel case with its value behind a slash,
/// as in `…:autoScalingGroupName/web`. No list of formats has all of them.
fn is_key(name: &str, resource: &str, start: usize) -> bool {
    resource[..start].ends_with(':')
        && resource[start + name.len()..].starts_with('/')
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.contains(|c: char| c.is_ascii_uppercase())
}

/// Whether a segment of a resource stands for a name. `noun` is that of a free name.
fn is_blank_name(name: &str, noun: Option<&str>, is_template: bool) -> bool {
    // Ids of organizations, which documentation makes up.
    if name.trim_start_matches(|c: char| c.is_ascii_lowercase()).starts_with("-example") {
        return false;
    }
    let Some(nouns) = Nouns::read(name) else { return false };
    let last = words(name).last().unwrap_or_default();
    if is_template && BARE.iter().any(|bare| bare.eq_ignore_ascii_case(last)) {
        return true;
    }
    nouns.asks() && (is_template || noun.is_none_or(|noun| mentions(name, noun)) || asks_for_account(name))
        // A shout of nouns: `SOURCE-QUEUE`.
        || nouns.count > 1 && is_shout(name)
}

/// Tokens of two or more words in capitals inside of a name, `logs-ACCOUNT_ID`. What they say
/// must be nouns alone in the value of a condition, where many a constant looks like them.
pub(super) fn in_capitals(text: &str, start: usize, is_condition: bool) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_uppercase()) {
        let begin = at + offset;
        let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let run = &text[begin..text[begin..].find(|c: char| !is_part(c)).map_or(text.len(), |len| begin + len)];
        at = begin + run.len();
        let cut = text[at..].starts_with(|c: char| c.is_ascii_lowercase());
        // `KMS-Key` is no word in capitals behind its hyphen.
        let token = if cut { run.rfind(['-', '_']).map_or("", |end| &run[..end]) } else { run };
        let token = token.trim_end_matches(['-', '_']);
        if text[..begin].ends_with(|c: char| c.is_ascii_alphanumeric()) || !is_shout(token) {
            continue;
        }
        let nouns = Nouns::read(token);
        let asks = nouns.is_some_and(Nouns::asks)
            || begins_asking(token)
            || !is_condition && (nouns.is_some_and(|nouns| nouns.count > 1) || ends_asking(token));
        if asks {
            found.push((start + begin..start + begin + token.len(), kind_of(token, Kind::Name)));
        }
    }
    found
}

/// Whether a name is two words or more in capitals with a mark between them.
fn is_shout(name: &str) -> bool {
    name.contains(['-', '_']) && words(name).count() > 1 && !name.contains(|c: char| c.is_ascii_lowercase())
}

/// Whether the last word of a shout asks for something: `PRODUCT_ORG_ID`, `CHANGE-ME`.
fn ends_asking(name: &str) -> bool {
    words(name).last().is_some_and(|word| matches!(word, "ARN" | "ID" | "NAME" | "NUMBER" | "HERE" | "ME"))
}

/// Whether the first word of a shout says `your` in another language: `SEU_BUCKET`, `VOTRE-ORG`.
fn begins_asking(name: &str) -> bool {
    let yours = ["DEIN", "DEINE", "IHR", "IHRE", "SEU", "SUA", "TU", "VOTRE"];
    words(name).next().is_some_and(|word| yours.contains(&word))
}

/// Whether the whole value of a condition stands for one. Tag keys such as `cluster-name` and
/// `KmsKeyId` are values as well, so it must shout, or ask for an account or an organization.
fn is_blank_value(value: &str) -> bool {
    (is_shout(value) && (asks_for_account(value) || Nouns::read(value).is_some_and(Nouns::asks)))
        || value.contains(['-', '_']) && asks_for_account(value)
}

/// Whether a name ends in `account-id`, `org_id` and the like.
fn asks_for_account(name: &str) -> bool {
    let mut last = ["", ""];
    for word in words(name) {
        last = [last[1], word];
    }
    let is = |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    is(last[0], &["account", "acct", "org", "organization"]) && is(last[1], &["id", "number"])
        || is(last[1], &["accountid"])
}
