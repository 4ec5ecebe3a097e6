//! What the search says of two policies, by examples. `brute_force` holds it against all requests.

use arnlint::access::{Comparison, new_access};
use arnlint::catalogue::Catalogue;
use arnlint::host::{self, Extracted};
use arnlint::policy::{Policy, PolicyType};
use arnlint::source::Source;

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
    // Without a name the default stands there.
    assert_eq!(beyond(&user, &on("${aws:username, 'x'}/*")), found());
    // With a name the two are the same; without one only the first says something.
    assert_eq!(beyond(&on("${aws:username, 'x'}/*"), &user), (Vec::new(), true));
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

/// What the search makes up may be what the policies name.
#[test]
fn a_made_up_caller_may_be_named() {
    let to = |principal: &str| format!(r#""Principal": {principal}, "Action": "s3:GetObject", "Resource": "*""#);
    let (one, account) = (to(r#"{"AWS": "arn:aws:iam::464622532012:user/example"}"#), to(r#"{"AWS": "464622532012"}"#));
    assert_eq!(beyond(&one, &account), (vec!["s3:GetObject".to_owned()], false));
}

/// A request whose tag is the name of the user but for its case.
#[test]
fn a_variable_has_a_case() {
    let with = |operator: &str| {
        format!(
            r#""Action": "s3:GetObject", "Resource": "*", "Condition": {{"{operator}": {{"aws:PrincipalTag/team": "${{aws:username}}"}}}}"#
        )
    };
    assert_ne!(beyond(&with("StringEquals"), &with("StringEqualsIgnoreCase")), (Vec::new(), false));
}

/// A request whose tag holds a colon, so that its topic is one of another account.
#[test]
fn a_variable_may_hold_colons() {
    let with = |operator: &str, region: &str| {
        format!(
            r#""Action": "s3:GetObject", "Resource": "*", "Condition": {{"{operator}": {{"aws:SourceArn": "arn:aws:sns:{region}:464622532012:t"}}}}"#
        )
    };
    let (old, new) = (with("ArnLike", "*"), with("StringLike", "${aws:PrincipalTag/team}"));
    assert_ne!(beyond(&old, &new), (Vec::new(), false));
}

/// The first of the actions is granted by another statement, which says nothing of the second.
#[test]
fn no_action_is_granted_for_another_one() {
    let old =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}"#;
    let new = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*",
         "Condition": {"StringIs": {"aws:userid": "a"}}}]}"#;
    let comparison = compare(old, new);
    let granted = |action: &str| comparison.grants.iter().any(|grant| grant.actions.iter().any(|one| one == action));
    assert!(granted("s3:GetObject") && !granted("s3:PutObject"), "{comparison:?}");
}

/// Equal placeholders are equal, and what they stand for is not guessed.
#[test]
fn placeholders_stand_for_one_unknown_text() {
    let on = |resource: &str| format!(r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::{resource}""#);
    let nothing = || (Vec::new(), false);
    let open = || (Vec::new(), true);
    assert_eq!(beyond(&on("<bucket>/*"), &on("<bucket>/*")), nothing());
    assert_eq!(beyond(&on("<bucket>/*"), &on("<bucket>/a/*")), nothing());
    assert_eq!(beyond(&on("*"), &on("<bucket>/*")), nothing());
    assert_eq!(beyond(&on("<bucket>/*"), &on("logs/*")), open());
    assert_eq!(beyond(&on("logs/*"), &on("<bucket>/*")), open());
    assert_eq!(beyond(&on("<bucket>/*"), &on("<other>/*")), open());
    assert_eq!(beyond(&on("<bucket>/a"), &on("logs/b")).0, ["s3:GetObject"]);
    let by = |principal: &str| format!(r#""Principal": {principal}, {}"#, on("logs/*"));
    let (account, role) =
        (by(r#"{"AWS": "arn:aws:iam::<account>:root"}"#), by(r#"{"AWS": "arn:aws:iam::<account>:role/ci"}"#));
    assert_eq!(beyond(&account, &role), nothing());
    assert_eq!(beyond(&account, &by(r#"{"AWS": "464622532012"}"#)), open());
    assert_eq!(beyond(&account, &by(r#"{"Service": "ec2.amazonaws.com"}"#)).0, ["s3:GetObject"]);
}

/// What cannot be read is never taken for granted, nor for equal.
#[test]
fn broken_statements_are_open() {
    let whole = r#""Action": "s3:GetObject", "Resource": "*""#;
    for broken in [
        r#""Resource": "*""#,
        r#""Action": "s3:GetObject", "NotAction": "ec2:*", "Resource": "*""#,
        r#""Action": "s3:GetObject", "Resource": "*", "Conditions": {"Bool": {"aws:SecureTransport": "true"}}"#,
        r#""Action": "s3:GetObject", "Resource": "*", "Condition": {"StringIs": {"aws:userid": "a"}}"#,
        r#""Action": "s3:GetObject""#,
    ] {
        assert_eq!(beyond(broken, broken), (Vec::new(), false), "{broken}");
        assert_eq!(beyond(broken, whole), (Vec::new(), true), "{broken}");
    }
    let policy =
        |effect: &str| format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", {whole}}}]}}"#);
    assert!(compare(&policy("allow"), &policy("allow")).is_empty());
    assert!(compare(&policy("Allow"), &policy("allow")).is_empty());
    assert!(!compare(&policy("allow"), &policy("Allow")).doubts.is_empty());
    assert!(!compare(&policy("Deny"), &policy("allow")).doubts.is_empty());
}
