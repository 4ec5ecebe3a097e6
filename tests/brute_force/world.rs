//! Small worlds: what a pair of policies talks about, and all requests there are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use arnlint::access::Caller;
use arnlint::catalogue::{Catalogue, Reference};
use arnlint::pattern::matches;
use arnlint::policy::PolicyType;

use crate::keys::{KEYS, Key, TEAM, TLS, VARIABLE_KEYS};

/// The one reader of data/ and the one writer of the blob.
#[path = "../../src/catalogue/compile/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of it is used")]
mod compile;

/// The actions that all worlds know.
const ACTIONS: &[&str] = &["s3:DeleteObject", "s3:GetObject", "s3:PutObject", "sqs:SendMessage"];

/// The reference with the actions of the worlds alone. A comparison goes through all of them, and
/// 22,000 would take most of its time.
static BLOB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut data = compile::read_data(&data).expect("data/ can be read");
    for (prefix, service) in &mut data.services {
        service.actions.retain(|_, action| ACTIONS.contains(&format!("{prefix}:{}", action.name).as_str()));
    }
    data.services.retain(|_, service| !service.actions.is_empty());
    let (mut blob, pool) = compile::write_blob(&data).expect("it can be written");
    blob.extend(pool.as_bytes());
    blob
});

pub(crate) fn catalogue() -> Catalogue<'static> {
    static REFERENCE: LazyLock<Reference<'_>> = LazyLock::new(|| Reference::read(&BLOB).expect("a catalogue"));
    Catalogue::of(&REFERENCE)
}

/// Principals by their kinds. What is called `example` is what the search makes up.
pub(crate) const PRINCIPALS: &[(&str, &str)] = &[
    ("AWS", "*"),
    ("AWS", "464622532012"),
    ("AWS", "arn:aws:iam::464622532012:root"),
    ("AWS", "arn:aws:iam::464622532012:user/kim"),
    ("AWS", "arn:aws:iam::464622532012:user/example"),
    ("AWS", "arn:aws:iam::464622532012:role/deploy"),
    ("AWS", "arn:aws:iam::464622532012:role/ops/deploy"),
    ("AWS", "arn:aws:iam::464622532012:role/audit"),
    ("AWS", "arn:aws:sts::464622532012:assumed-role/deploy/ci"),
    ("AWS", "arn:aws:sts::464622532012:assumed-role/deploy/example"),
    ("AWS", "arn:aws:sts::464622532012:federated-user/kim"),
    ("AWS", "830192746510"),
    ("AWS", "arn:aws:iam::830192746510:role/deploy"),
    ("AWS", "arn:aws-cn:iam::830192746510:user/kim"),
    ("AWS", "arn:aws:iam::999999999999:root"),
    ("Service", "ec2.amazonaws.com"),
    ("Service", "sns.amazonaws.com"),
    ("Service", "example.amazonaws.com"),
    ("Federated", "cognito-identity.amazonaws.com"),
    ("Federated", "arn:aws:iam::464622532012:saml-provider/example"),
    ("CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"),
];

/// Callers that no principal names by itself.
const STRANGERS: &[(&str, &str)] = &[
    ("AWS", "arn:aws:iam::464622532012:user/max"),
    ("AWS", "arn:aws:iam::464622532012:role/other"),
    ("AWS", "arn:aws:sts::464622532012:assumed-role/deploy/x"),
    ("AWS", "arn:aws:sts::464622532012:assumed-role/audit/ci"),
    ("AWS", "arn:aws:sts::464622532012:assumed-role/deploys/ci"),
    ("AWS", "arn:aws:iam::830192746510:user/max"),
    ("AWS", "arn:aws:sts::830192746510:assumed-role/deploy/ci"),
    ("AWS", "arn:aws:iam::571390284615:user/max"),
    ("AWS", "571390284615"),
    ("AWS", "arn:aws:iam::999999999999:user/max"),
    ("Service", "sqs.amazonaws.com"),
    ("Federated", "accounts.google.com"),
    ("CanonicalUser", "0000"),
];

/// What the policies of a pair may say, and what there is to ask of them.
pub(crate) struct World {
    pub(crate) policy_type: PolicyType,
    /// Whether nothing may be left open.
    pub(crate) is_decided: bool,
    pub(crate) actions: &'static [&'static str],
    /// What the names of resources are made of.
    pub(crate) pieces: &'static [&'static str],
    /// Keys of which each pair uses some.
    pub(crate) keys: &'static [Key],
    /// How many of them.
    pub(crate) uses: usize,
    resources: Vec<String>,
    pub(crate) callers: Vec<Caller>,
}

impl World {
    /// Identity policies with conditions of all types.
    pub(crate) fn of_conditions() -> Self {
        Self {
            policy_type: PolicyType::Identity,
            is_decided: true,
            actions: ACTIONS,
            pieces: &["a", "b", "*", "?", "a", "b", "*"],
            keys: KEYS,
            uses: 2,
            resources: words(&["a", "b", "q"], 3),
            callers: vec![Caller::Anonymous],
        }
    }

    /// Resource policies.
    pub(crate) fn of_principals() -> Self {
        let caller = |&(kind, name): &(&str, &str)| match kind {
            "AWS" => Caller::Aws(name.to_owned()),
            "Service" => Caller::Service(name.to_owned()),
            "Federated" => Caller::Federated(name.to_owned()),
            _ => Caller::CanonicalUser(name.to_owned()),
        };
        let named = PRINCIPALS.iter().filter(|(_, name)| *name != "*").chain(STRANGERS);
        Self {
            policy_type: PolicyType::Resource,
            is_decided: true,
            actions: ACTIONS,
            pieces: &["a", "*", "*"],
            keys: &[TEAM, TLS],
            uses: 1,
            resources: words(&["a", "q"], 1),
            callers: named.map(caller).chain([Caller::Anonymous]).collect(),
        }
    }

    /// Identity policies with variables.
    pub(crate) fn of_variables() -> Self {
        let mut resources = words(&["a", "b"], 2);
        resources.extend(["*", "a*", "a:b", "ba:b", "A", "B", "?", "a?"].map(str::to_owned));
        Self {
            policy_type: PolicyType::Identity,
            is_decided: false,
            actions: &["s3:GetObject", "s3:PutObject"],
            pieces: &[
                "a",
                "b",
                "*",
                "?",
                "*",
                "${aws:username}",
                "${aws:username}",
                "${aws:PrincipalTag/team}",
                "${aws:username, 'a'}",
                "${*}",
            ],
            keys: VARIABLE_KEYS,
            uses: 2,
            resources,
            callers: vec![Caller::Anonymous],
        }
    }

    /// All contexts that policies with these texts tell apart.
    pub(crate) fn contexts(&self, texts: [&str; 2]) -> Vec<BTreeMap<String, Vec<String>>> {
        let mut all = vec![BTreeMap::new()];
        for key in self.keys.iter().filter(|key| texts.iter().any(|text| text.contains(key.name))) {
            for index in 0..all.len() {
                for values in key.values {
                    let mut context: BTreeMap<_, _> = all[index].clone();
                    context.insert(key.name.to_ascii_lowercase(), values.iter().map(ToString::to_string).collect());
                    all.push(context);
                }
            }
        }
        all
    }

    /// The resources that policies with these texts tell apart, if they have no variables.
    pub(crate) fn resources(&self, texts: [&str; 2]) -> Vec<&str> {
        let entries = |text: &'_ str| -> Vec<String> {
            let lists = text.split("Resource\": [").skip(1).filter_map(|rest| rest.split(']').next());
            lists.flat_map(|list| list.split(", ")).map(|entry| entry.trim_matches('"').to_owned()).collect()
        };
        let entries: Vec<String> = texts.into_iter().flat_map(entries).collect();
        let mut seen = BTreeSet::new();
        let is_new = |word: &&str| {
            let matching: Vec<bool> = entries.iter().map(|entry| matches(entry, word)).collect();
            seen.insert(matching) || entries.iter().any(|entry| entry.contains('$'))
        };
        self.resources.iter().map(String::as_str).filter(is_new).collect()
    }
}

/// All words of up to so many letters.
fn words(letters: &[&str], longest: usize) -> Vec<String> {
    let mut words = vec![String::new()];
    for length in 0..longest {
        let last: Vec<String> = words.iter().filter(|word| word.chars().count() == length).cloned().collect();
        words.extend(last.iter().flat_map(|word| letters.iter().map(move |letter| format!("{word}{letter}"))));
    }
    words
}
