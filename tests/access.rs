//! What the search says of two policies, against all requests of a small world.

mod common;

use std::collections::BTreeMap;

use arnlint::access::{Caller, Comparison, Request, allows, new_access};
use arnlint::catalogue::Catalogue;
use arnlint::host::{self, Extracted};
use arnlint::policy::{Policy, PolicyType};
use arnlint::source::Source;
use common::Dice;

/// The actions of the small world: all that its patterns match are alike but for these.
const ACTIONS: &[&str] = &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];

const ACTION_ENTRIES: &[&str] =
    &["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:Get*", "s3:*Object", "s3:*", "*", "s3:?utObject"];

/// Keys with the values that they may have, and the operators for them.
type Key = (&'static str, &'static [&'static [&'static str]], &'static [&'static str], &'static [&'static str]);

/// The first set of values is none at all.
const KEYS: &[Key] = &[
    (
        "aws:PrincipalTag/team",
        &[&[], &["a"], &["b"], &["ab"], &["A"], &["q"]],
        &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "Null"],
        &["a", "b", "a*", "?", "*b", "ab"],
    ),
    (
        "aws:TagKeys",
        &[&[], &["a"], &["b"], &["a", "b"], &["ab"], &["q"], &["a", "q"], &["b", "q"], &["a", "b", "q"]],
        &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "Null"],
        &["a", "b", "a*", "?", "*b"],
    ),
    (
        "s3:max-keys",
        &[&[], &["0"], &["1"], &["1.5"], &["2"], &["2.5"], &["3"], &["4"]],
        &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals", "NumericLessThanEquals"],
        &["1", "2", "3"],
    ),
    (
        "aws:SourceIp",
        &[
            &[],
            &["10.0.0.1"],
            &["10.0.0.2"],
            &["10.0.1.0"],
            &["9.255.255.255"],
            &["8.8.8.8"],
            &["2001:db8::1"],
            &["::1"],
        ],
        &["IpAddress", "NotIpAddress"],
        &["10.0.0.0/24", "10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "2001:db8::/32", "::/0"],
    ),
    ("aws:SecureTransport", &[&[], &["true"], &["false"]], &["Bool", "Null"], &["true", "false"]),
];

/// A policy and what it was read from.
fn with_policies<T>(texts: [&str; 2], ask: impl for<'d> FnOnce(&Policy<'d>, &Policy<'d>) -> T) -> T {
    let sources = texts.map(|text| Source::new("policy.json", text.as_bytes().to_vec()).expect("small"));
    let documents: Vec<Extracted<'_>> = sources.iter().map(|source| host::extract(source, true)).collect();
    let read = |at: usize| Policy::read(&documents[at].documents[0], PolicyType::Identity, Catalogue::embedded());
    ask(&read(0), &read(1))
}

fn compare(old: &str, new: &str) -> Comparison {
    with_policies([old, new], |old, new| new_access(old, new, Catalogue::embedded()))
}

/// Policies of one to three statements over two of the keys.
struct Generator {
    dice: Dice,
    keys: [usize; 2],
}

impl Generator {
    fn policy(&mut self) -> String {
        let count = 1 + self.dice.below(3);
        let statements: Vec<String> = (0..count).map(|at| self.statement(at)).collect();
        format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "))
    }

    fn statement(&mut self, at: usize) -> String {
        let effect = if at == 0 || self.dice.chance(60) { "Allow" } else { "Deny" };
        let not_action = if self.dice.chance(15) { "Not" } else { "" };
        let not_resource = if self.dice.chance(15) { "Not" } else { "" };
        let actions = self.some(2, |dice| dice.pick(ACTION_ENTRIES).to_owned());
        let resources = self.some(2, |dice| {
            let length = dice.below(4);
            (0..length).map(|_| dice.pick(&['a', 'b', '*', '?', 'a', 'b', '*'])).collect()
        });
        let mut text = format!(
            r#"{{"Effect": "{effect}", "{not_action}Action": [{actions}], "{not_resource}Resource": [{resources}]"#
        );
        let mut conditions: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
        for _ in 0..self.dice.below(3) {
            let (key, _, operators, values) = KEYS[self.keys[self.dice.below(2)]];
            let operator = self.dice.pick(operators);
            let (operator, values) = if operator == "Null" {
                (operator.to_owned(), self.some(1, |dice| dice.pick(&["true", "false"]).to_owned()))
            } else {
                let set = match (key, self.dice.below(4)) {
                    ("aws:TagKeys", 0 | 1) | (_, 0) => "ForAllValues:",
                    ("aws:TagKeys", _) | (_, 1) => "ForAnyValue:",
                    _ => "",
                };
                let if_exists = if set.is_empty() && self.dice.chance(30) { "IfExists" } else { "" };
                (format!("{set}{operator}{if_exists}"), self.some(2, |dice| dice.pick(values).to_owned()))
            };
            conditions.entry(operator).or_default().insert(key, values);
        }
        if !conditions.is_empty() {
            let operators: Vec<String> = conditions
                .iter()
                .map(|(operator, keys)| {
                    let keys: Vec<String> =
                        keys.iter().map(|(key, values)| format!(r#""{key}": [{values}]"#)).collect();
                    format!(r#""{operator}": {{{}}}"#, keys.join(", "))
                })
                .collect();
            text.push_str(&format!(r#", "Condition": {{{}}}"#, operators.join(", ")));
        }
        text + "}"
    }

    fn some(&mut self, most: usize, mut draw: impl FnMut(&mut Dice) -> String) -> String {
        let count = 1 + self.dice.below(most);
        let drawn: Vec<String> = (0..count).map(|_| format!("\"{}\"", draw(&mut self.dice))).collect();
        drawn.join(", ")
    }
}

/// All requests of the small world.
fn requests(keys: [usize; 2]) -> Vec<Request> {
    let mut words = vec![String::new()];
    for length in 0..3 {
        let longer: Vec<String> = words
            .iter()
            .filter(|word| word.len() == length)
            .flat_map(|word| ["a", "b", "q"].map(|letter| format!("{word}{letter}")))
            .collect();
        words.extend(longer);
    }
    let mut all = Vec::new();
    for action in ACTIONS {
        for resource in &words {
            for first in KEYS[keys[0]].1 {
                for second in KEYS[keys[1]].1 {
                    let mut context = BTreeMap::new();
                    for (key, values) in [(keys[0], first), (keys[1], second)] {
                        if !values.is_empty() {
                            let values = values.iter().map(|&value| value.to_owned()).collect();
                            context.insert(KEYS[key].0.to_ascii_lowercase(), values);
                        }
                    }
                    let caller = Caller::Anonymous;
                    all.push(Request { caller, action: (*action).to_owned(), resource: resource.clone(), context });
                }
            }
        }
    }
    all
}

/// Every request that one policy allows and the other does not is of an action that the search
/// names. What it names is replayed by the search itself. More pairs: `ARNLINT_PAIRS=300000`.
#[test]
fn no_grant_is_missed() {
    let pairs: u64 = std::env::var("ARNLINT_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(300);
    let (mut granted, mut doubtful) = (0, 0);
    for pair in 0..pairs {
        let mut dice = Dice(pair);
        let first = dice.below(KEYS.len());
        let keys = [first, (first + 1 + dice.below(KEYS.len() - 1)) % KEYS.len()];
        let mut generator = Generator { dice, keys };
        let (old, new) = (generator.policy(), generator.policy());
        with_policies([&old, &new], |old_policy, new_policy| {
            let comparison = new_access(old_policy, new_policy, Catalogue::embedded());
            doubtful += usize::from(!comparison.doubts.is_empty());
            granted += usize::from(!comparison.grants.is_empty());
            let is_named =
                |action: &str| comparison.grants.iter().any(|grant| grant.actions.iter().any(|one| one == action));
            let open: Vec<&&str> = ACTIONS.iter().filter(|action| !is_named(action)).collect();
            for request in requests(keys).iter().filter(|request| open.contains(&&request.action.as_str())) {
                let is_new = allows(new_policy, request) == Some(true) && allows(old_policy, request) == Some(false);
                assert!(!is_new, "pair {pair}\n{old}\n{new}\n{request:?}");
            }
        });
    }
    assert_eq!(doubtful, 0, "of {pairs} pairs");
    assert!(granted * 4 > usize::try_from(pairs).expect("few"), "{granted} of {pairs} pairs differ");
    println!("{pairs} pairs, {granted} with new access");
}

/// The actions that an Allow with these elements grants beyond another one, and whether there are
/// doubts.
fn beyond(old: &str, new: &str) -> (Vec<String>, bool) {
    let policy =
        |elements: &str| format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {elements}}}]}}"#);
    let comparison = compare(&policy(old), &policy(new));
    let actions = comparison.grants.into_iter().flat_map(|grant| grant.actions).collect();
    (actions, !comparison.doubts.is_empty())
}

#[test]
fn variables_stand_for_one_unknown_value() {
    let on = |resource: &str| format!(r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/{resource}""#);
    let (all, user, name) = (on("*"), on("${aws:username}/*"), on("kim/*"));
    let found = || (vec!["s3:GetObject".to_owned()], false);
    let nothing = || (Vec::new(), false);
    assert_eq!(beyond(&all, &user), nothing());
    assert_eq!(beyond(&user, &user), nothing());
    assert_eq!(beyond(&user, &all), found());
    assert_eq!(beyond(&name, &user), found());
    assert_eq!(beyond(&user, &on("${aws:userid}/*")), found());
    // Without a name the default stands there: the search only tries what a name would do.
    assert_eq!(beyond(&user, &on("${aws:username, 'x'}/*")), (Vec::new(), true));
    assert_eq!(beyond(&user, &name), found());
}

#[test]
fn callers_are_told_apart() {
    let to = |principal: &str| format!(r#""Principal": {principal}, "Action": "s3:GetObject", "Resource": "*""#);
    let role = to(r#"{"AWS": "arn:aws:iam::464622532012:role/deploy"}"#);
    let session = to(r#"{"AWS": "arn:aws:sts::464622532012:assumed-role/deploy/ci"}"#);
    let account = to(r#"{"AWS": "464622532012"}"#);
    let service = to(r#"{"Service": "ec2.amazonaws.com"}"#);
    let (both, everyone) = (to(r#"{"AWS": "464622532012", "Service": "ec2.amazonaws.com"}"#), to(r#""*""#));
    for (old, new) in
        [(&role, &account), (&session, &role), (&account, &service), (&service, &both), (&both, &everyone)]
    {
        assert_eq!(beyond(old, new).0, ["s3:GetObject"], "{old} {new}");
        assert!(!beyond(old, new).1);
    }
    for (old, new) in [(&account, &role), (&role, &session), (&both, &account), (&everyone, &both), (&role, &role)] {
        assert_eq!(beyond(old, new), (Vec::new(), false), "{old} {new}");
    }
}

#[test]
fn equal_conditions_that_nobody_can_read_cancel() {
    let with = |value: &str| {
        format!(
            r#""Action": "s3:GetObject", "Resource": "*", "Condition": {{"StringIs": {{"aws:userid": "{value}"}}}}"#
        )
    };
    assert_eq!(beyond(&with("a"), &with("a")), (Vec::new(), false));
    assert_eq!(beyond(&with("a"), &with("b")), (Vec::new(), true));
}

#[test]
fn a_dropped_deny_is_access() {
    let allow = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
    let deny = r#"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}"#;
    let policy =
        |statements: &[&str]| format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "));
    let comparison = compare(&policy(&[deny, allow]), &policy(&[allow]));
    assert_eq!(comparison.grants.len(), 1);
    assert_eq!(comparison.grants[0].actions, ["s3:DeleteBucket"]);
    assert!(compare(&policy(&[allow]), &policy(&[allow, deny])).is_empty());
}
