//! What a policy says of one request: a table of elements, operators and missing keys.

mod common;

use std::collections::BTreeMap;

use arnlint::access::{Caller, Request, allows};
use arnlint::catalogue::Catalogue;
use arnlint::host;
use arnlint::policy::{Policy, PolicyType};
use arnlint::source::Source;

/// What a policy with this text says of a request.
fn says(text: &str, policy_type: PolicyType, request: &Request) -> Option<bool> {
    let source = Source::new("policy.json", text.as_bytes().to_vec()).expect("small");
    let extracted = host::extract(&source, true);
    allows(&Policy::read(&extracted.documents[0], policy_type, Catalogue::embedded()), request)
}

/// `s3:GetObject` on an object, with these values of condition keys: `key=a,b`.
fn request(context: &[&str]) -> Request {
    let context: BTreeMap<String, Vec<String>> = context
        .iter()
        .map(|pair| pair.split_once('=').expect("a key and values"))
        .map(|(key, values)| (key.to_ascii_lowercase(), values.split(',').map(str::to_owned).collect()))
        .collect();
    let caller = Caller::Aws("arn:aws:iam::464622532012:user/kim".to_owned());
    Request { caller, action: "s3:GetObject".to_owned(), resource: "arn:aws:s3:::logs/2026/a.gz".to_owned(), context }
}

/// What an Allow of everything with this condition says.
fn condition(condition: &str, context: &[&str]) -> Option<bool> {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}}}"#
    );
    says(&text, PolicyType::Identity, &request(context))
}

/// What an Allow with these elements says.
fn statement(elements: &str, context: &[&str]) -> Option<bool> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {elements}}}}}"#);
    says(&text, PolicyType::Resource, &request(context))
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn actions_and_resources() {
    for (elements, expected) in [
        (r#""Action": "s3:GetObject", "Resource": "*""#, YES),
        (r#""Action": "S3:getobject", "Resource": "*""#, YES),
        (r#""Action": ["s3:PutObject", "s3:Get*"], "Resource": "arn:aws:s3:::logs/*""#, YES),
        (r#""Action": "s3:?etObject", "Resource": "arn:aws:s3:::*.gz""#, YES),
        (r#""Action": "s3:PutObject", "Resource": "*""#, NO),
        (r#""NotAction": "s3:PutObject", "Resource": "*""#, YES),
        (r#""NotAction": "s3:*", "Resource": "*""#, NO),
        (r#""Action": "*", "Resource": "arn:aws:s3:::logs/2026/A*""#, NO),
        (r#""Action": "*", "NotResource": "arn:aws:s3:::logs/2025/*""#, YES),
        (r#""Action": "*", "NotResource": ["arn:aws:s3:::x", "arn:aws:s3:::logs/*"]"#, NO),
        (r#""Action": "*""#, None),
        (r#""Resource": "*""#, None),
        // What does not matter is not asked for.
        (r#""Action": "s3:PutObject""#, NO),
        (r#""Action": "*", "NotAction": "*", "Resource": "*""#, None),
    ] {
        assert_eq!(statement(elements, &[]), expected, "{elements}");
    }
}

/// A placeholder may turn out as anything, and what stands around it stays.
#[test]
fn placeholders() {
    for (elements, expected) in [
        (r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/*""#, None),
        (r#""Action": "s3:GetObject", "Resource": ["arn:aws:s3:::<bucket>/*", "*"]"#, YES),
        (r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::<bucket>/2025/*""#, NO),
        (r#""Action": "s3:GetObject", "Resource": "arn:aws:kinesis:REGION:ACCOUNT-ID:stream/*""#, NO),
        (r#""Action": "s3:GetObject", "NotResource": "arn:aws:s3:::<bucket>/*""#, None),
        (r#""Action": "s3:<ACTION>", "Resource": "*""#, None),
        (r#""Action": "ec2:<ACTION>", "Resource": "*""#, NO),
        (r#""Principal": {"AWS": "<account>"}, "Action": "*", "Resource": "*""#, None),
        (r#""Principal": {"Service": "<service>"}, "Action": "*", "Resource": "*""#, NO),
    ] {
        assert_eq!(statement(elements, &[]), expected, "{elements}");
    }
    let team = r#""StringEquals": {"aws:PrincipalTag/team": "<team>"}"#;
    assert_eq!(condition(team, &["aws:PrincipalTag/team=ops"]), None);
    assert_eq!(condition(team, &[]), NO);
    assert_eq!(
        condition(r#""StringLike": {"aws:PrincipalTag/team": "dev-<team>"}"#, &["aws:PrincipalTag/team=ops"]),
        NO
    );
}

#[test]
fn variables() {
    let resource = |resource: &str, context: &[&str]| {
        statement(&format!(r#""Action": "*", "Resource": "arn:aws:s3:::logs/{resource}""#), context)
    };
    assert_eq!(resource("${aws:PrincipalTag/year}/*", &["aws:principaltag/year=2026"]), YES);
    assert_eq!(resource("${aws:PrincipalTag/year}/*", &["aws:principaltag/year=2025"]), NO);
    assert_eq!(resource("${aws:PrincipalTag/year}/*", &[]), NO);
    assert_eq!(resource("${aws:PrincipalTag/year, '2026'}/*", &[]), YES);
    // The value's own wildcards are none, and neither are the escapes.
    assert_eq!(resource("${aws:PrincipalTag/year}/*", &["aws:principaltag/year=20*"]), NO);
    assert_eq!(resource("20${*}/*", &[]), NO);
    assert_eq!(resource("20${NAME}/*", &[]), None);
    let old = r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::logs/${aws:username}/*"}}"#;
    assert_eq!(says(old, PolicyType::Identity, &request(&["aws:username=2026"])), NO);
}

#[test]
fn denies_win() {
    let policy = |deny: &str| {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Deny", {deny}}}, {{"Effect": "Allow", "Action": "*", "Resource": "*"}}]}}"#
        );
        says(&text, PolicyType::Identity, &request(&[]))
    };
    assert_eq!(policy(r#""Action": "s3:*", "Resource": "*""#), NO);
    assert_eq!(policy(r#""Action": "s3:Put*", "Resource": "*""#), YES);
    assert_eq!(policy(r#""Action": "s3:*", "Resource": "*", "Condition": {"Equals": {"aws:userid": "x"}}"#), None);
    assert_eq!(policy(r#""Action": "s3:Put*", "Resource": "*", "Condition": {"Equals": {"aws:userid": "x"}}"#), YES);
}

#[test]
fn callers() {
    let user = "arn:aws:iam::464622532012:user/kim";
    let session = "arn:aws:sts::464622532012:assumed-role/deploy/ci";
    let aws = |arn: &str| Caller::Aws(arn.to_owned());
    let service = |name: &str| Caller::Service(name.to_owned());
    for (principal, caller, expected) in [
        (r#""Principal": "*""#, Caller::Anonymous, YES),
        (r#""Principal": {"AWS": "*"}"#, aws(user), YES),
        (r#""Principal": {"AWS": "464622532012"}"#, aws(user), YES),
        (r#""Principal": {"AWS": "arn:aws:iam::464622532012:root"}"#, aws(session), YES),
        (r#""Principal": {"AWS": "arn:aws:iam::464622532012:root"}"#, Caller::Anonymous, NO),
        (r#""Principal": {"AWS": "arn:aws:iam::464622532012:user/kim"}"#, aws(user), YES),
        (r#""Principal": {"AWS": "arn:aws:iam::464622532012:user/kim"}"#, aws(session), NO),
        (r#""Principal": {"AWS": "arn:aws:iam::464622532012:role/ops/deploy"}"#, aws(session), YES),
        (r#""Principal": {"AWS": "arn:aws:iam::464622532012:role/dep"}"#, aws(session), NO),
        (r#""Principal": {"Service": "ec2.amazonaws.com"}"#, service("ec2.amazonaws.com"), YES),
        (r#""Principal": {"Service": "ec2.amazonaws.com"}"#, service("sns.amazonaws.com"), NO),
        (r#""NotPrincipal": {"AWS": "464622532012"}"#, aws(user), NO),
        (r#""NotPrincipal": {"AWS": "464622532012"}"#, service("sns.amazonaws.com"), YES),
        (r#""Principal": {"AWS": "arn:aws:iam::*:user/kim"}"#, aws(user), None),
    ] {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {principal}, "Action": "*", "Resource": "*"}}}}"#
        );
        let request = Request { caller, ..request(&[]) };
        assert_eq!(says(&text, PolicyType::Resource, &request), expected, "{principal} {:?}", request.caller);
    }
}

/// For each operator: a value that fits, one that does not, and a missing key; then the same with
/// `IfExists` for the missing one.
#[test]
fn operators_on_single_values() {
    for (operator, key, listed, fits, misses, missing) in [
        ("StringEquals", "aws:userid", "a", "a", "A", NO),
        ("StringNotEquals", "aws:userid", "a", "b", "a", YES),
        ("StringEqualsIgnoreCase", "aws:userid", "a", "A", "b", NO),
        ("StringNotEqualsIgnoreCase", "aws:userid", "a", "b", "A", YES),
        ("StringLike", "aws:userid", "a*", "ab", "b", NO),
        ("StringEquals", "aws:userid", "a*", "a*", "ab", NO),
        ("StringNotLike", "aws:userid", "a*", "b", "ab", YES),
        ("NumericEquals", "s3:max-keys", "10", "10.0", "11", NO),
        ("NumericNotEquals", "s3:max-keys", "10", "11", "10", YES),
        ("NumericLessThan", "s3:max-keys", "10", "9.5", "10", NO),
        ("NumericLessThanEquals", "s3:max-keys", "10", "10", "11", NO),
        ("NumericGreaterThan", "s3:max-keys", "10", "11", "10", NO),
        ("NumericGreaterThanEquals", "s3:max-keys", "10", "10", "9", NO),
        ("DateEquals", "aws:CurrentTime", "2026-11-24T00:00:00Z", "2026-11-24", "2026-11-25", NO),
        ("DateNotEquals", "aws:CurrentTime", "2026-11-24T00:00:00Z", "2026-11-25", "2026-11-24", YES),
        ("DateLessThan", "aws:CurrentTime", "2026-11-24T00:00:00Z", "2026-11-24T01:00:00+02:00", "2026-11-24", NO),
        ("DateLessThanEquals", "aws:CurrentTime", "2026-11-24", "2026-11-24", "2026-11-25", NO),
        ("DateGreaterThan", "aws:CurrentTime", "2026-11-24", "2026-11-25", "2026-11-24", NO),
        ("DateGreaterThanEquals", "aws:CurrentTime", "2026-11-24", "2026-11-24", "2026-11-23", NO),
        ("Bool", "aws:SecureTransport", "True", "true", "false", NO),
        ("BinaryEquals", "aws:userid", "QQ==", "QQ==", "qq==", NO),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", "10.2.3.4", "11.0.0.1", NO),
        ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", "2001:db8::1", "10.2.3.4", YES),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", "2001:db8::1", "2001:db9::1", NO),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:t*", "arn:aws:sns:eu-west-1:1:t:x", "arn:aws:sns:x:t", NO),
        ("ArnEquals", "aws:SourceArn", "arn:aws:sns:*:1:t", "arn:aws:sns:a:1:t", "arn:aws:sns:a:b:1:t", NO),
        ("ArnNotEquals", "aws:SourceArn", "arn:aws:sns:*:1:t", "arn:aws:sns:a:2:t", "arn:aws:sns:a:1:t", YES),
        ("ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:1:t", "arn:aws:sns:a:2:t", "arn:aws:sns:a:1:t", YES),
    ] {
        let written =
            |prefix: &str, suffix: &str| format!(r#""{prefix}{operator}{suffix}": {{"{key}": ["{listed}"]}}"#);
        let with = |value: &str| format!("{key}={value}");
        for prefix in ["", "ForAnyValue:", "ForAllValues:"] {
            let text = written(prefix, "");
            assert_eq!(condition(&text, &[&with(fits)]), YES, "{text} {fits}");
            assert_eq!(condition(&text, &[&with(misses)]), NO, "{text} {misses}");
        }
        assert_eq!(condition(&written("", ""), &[]), missing, "{operator}");
        assert_eq!(condition(&written("ForAllValues:", ""), &[]), YES, "{operator}");
        assert_eq!(condition(&written("ForAnyValue:", ""), &[]), NO, "{operator}");
        let if_exists = written("", "IfExists");
        assert_eq!(condition(&if_exists, &[]), YES, "{if_exists}");
        assert_eq!(condition(&if_exists, &[&with(fits)]), YES, "{if_exists}");
        assert_eq!(condition(&if_exists, &[&with(misses)]), NO, "{if_exists}");
    }
}

#[test]
fn operators_on_several_values() {
    let keys = r#"{"aws:TagKeys": ["team", "cost*"]}"#;
    for (operator, values, expected) in [
        ("ForAllValues:StringLike", "aws:TagKeys=team,costs", YES),
        ("ForAllValues:StringLike", "aws:TagKeys=team,owner", NO),
        ("ForAnyValue:StringLike", "aws:TagKeys=team,owner", YES),
        ("ForAnyValue:StringLike", "aws:TagKeys=owner", NO),
        ("ForAllValues:StringNotLike", "aws:TagKeys=owner,place", YES),
        ("ForAllValues:StringNotLike", "aws:TagKeys=owner,team", NO),
        ("ForAnyValue:StringNotLike", "aws:TagKeys=owner,team", YES),
        ("ForAnyValue:StringNotLike", "aws:TagKeys=team", NO),
        ("ForAllValues:StringLikeIfExists", "aws:TagKeys=team", YES),
        // Nobody says what these do.
        ("StringLike", "aws:TagKeys=team", None),
        ("ForAnyValue:StringLikeIfExists", "aws:TagKeys=team", None),
    ] {
        assert_eq!(condition(&format!(r#""{operator}": {keys}"#), &[values]), expected, "{operator} {values}");
    }
}

#[test]
fn what_cannot_be_read_is_unknown() {
    for text in [
        r#""StringEqual": {"aws:userid": "a"}"#,
        r#""NumericEquals": {"s3:max-keys": "many"}"#,
        r#""DateEquals": {"aws:CurrentTime": "today"}"#,
        r#""IpAddress": {"aws:SourceIp": "10.0.0"}"#,
        r#""Bool": {"aws:SecureTransport": "yes"}"#,
        r#""Null": {"aws:userid": "maybe"}"#,
        r#""ForAllValues:Null": {"aws:TagKeys": "true"}"#,
        r#""StringEquals": {"aws:userid": "${NAME}"}"#,
    ] {
        assert_eq!(condition(text, &["aws:userid=b", "s3:max-keys=1", "aws:SourceIp=::1"]), None, "{text}");
    }
    assert_eq!(condition(r#""Null": {"aws:userid": "true"}"#, &[]), YES);
    assert_eq!(condition(r#""Null": {"aws:userid": "false"}"#, &[]), NO);
    assert_eq!(condition(r#""Null": {"aws:userid": [true, false]}"#, &[]), YES);
    assert_eq!(condition(r#""Null": {"aws:userid": false}"#, &["aws:userid=x"]), YES);
}
