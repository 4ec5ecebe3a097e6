//! Which resource policies strangers can use.

use arnlint::access::public;
use arnlint::catalogue::Catalogue;
use arnlint::host;
use arnlint::policy::{Policy, PolicyType};
use arnlint::source::Source;

/// The actions that these statements, each without its braces, grant to strangers.
fn granted(statements: &[&str]) -> Vec<String> {
    let statements: Vec<String> = statements.iter().map(|statement| format!("{{{statement}}}")).collect();
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(","));
    let source = Source::new("policy.json", text.into_bytes()).expect("small");
    let extracted = host::extract(&source, true);
    let policy = Policy::read(&extracted.documents[0], PolicyType::Resource, Catalogue::embedded());
    public(&policy, Catalogue::embedded()).grants.into_iter().flat_map(|grant| grant.actions).collect()
}

/// An Allow for a principal, with the rest of its elements.
fn allow(principal: &str, rest: &str) -> String {
    format!(
        r#""Effect": "Allow", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"{rest}"#
    )
}

fn condition(condition: &str) -> String {
    format!(r#", "Condition": {{{condition}}}"#)
}

#[test]
fn principals() {
    for principal in [r#""*""#, r#"{"AWS": "*"}"#, r#"{"AWS": ["464622532012", "*"]}"#] {
        assert_eq!(granted(&[&allow(principal, "")]), ["s3:GetObject"], "{principal}");
    }
    for principal in [
        r#"{"AWS": "464622532012"}"#,
        r#"{"AWS": "arn:aws:iam::464622532012:role/reader"}"#,
        r#"{"AWS": "999999999999"}"#,
        r#"{"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"}"#,
        r#"{"Service": "cloudtrail.amazonaws.com"}"#,
        r#"{"Federated": "cognito-identity.amazonaws.com"}"#,
        r#"{"AWS": "<account>"}"#,
    ] {
        assert!(granted(&[&allow(principal, "")]).is_empty(), "{principal}");
    }
    let but =
        r#""Effect": "Allow", "NotPrincipal": {"AWS": "464622532012"}, "Action": "s3:GetObject", "Resource": "*""#;
    assert_eq!(granted(&[but]), ["s3:GetObject"]);
}

#[test]
fn conditions_that_strangers_do_not_meet() {
    for fixed in [
        r#""StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
        r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
        r#""StringEquals": {"aws:PrincipalAccount": ["464622532012", "111111111111"]}"#,
        r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::464622532012:role/*"}"#,
        r#""ArnLike": {"aws:SourceArn": "arn:aws:sns:*:464622532012:*"}"#,
        r#""ArnEquals": {"aws:SourceArn": "arn:aws:s3:::uploads"}"#,
        r#""StringEquals": {"aws:SourceAccount": "464622532012"}"#,
        r#""StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}"#,
        r#""StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}"#,
        r#""StringLike": {"aws:userid": "AROAJ4QWEXAMPLEEXAMPLE:*"}"#,
        r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
        r#""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}"#,
        r#""Bool": {"aws:PrincipalIsAWSService": "true"}"#,
        r#""StringEquals": {"aws:SourceVpce": "<endpoint>"}"#,
        r#""StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}"#,
        r#""StringEquals": {"s3:DataAccessPointAccount": "464622532012"}"#,
    ] {
        assert!(granted(&[&allow(r#""*""#, &condition(fixed))]).is_empty(), "{fixed}");
    }
}

#[test]
fn conditions_that_anybody_meets() {
    for open in [
        r#""StringLike": {"aws:SourceVpc": "vpc-*"}"#,
        r#""StringEqualsIfExists": {"aws:SourceVpce": "vpce-1a2b3c4d"}"#,
        r#""StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}"#,
        r#""ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
        r#""ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}"#,
        r#""StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}"#,
        r#""StringEquals": {"aws:userid": "${aws:username}"}"#,
        r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#,
        r#""IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}"#,
        r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
        r#""StringLike": {"aws:Referer": "https://app.example.com/*"}"#,
        r#""StringEquals": {"aws:UserAgent": "ours"}"#,
        r#""StringEquals": {"aws:PrincipalTag/team": "ops"}"#,
        r#""Bool": {"aws:SecureTransport": "true"}"#,
        r#""Bool": {"aws:PrincipalIsAWSService": "false"}"#,
        r#""Null": {"aws:PrincipalOrgID": "true"}"#,
        r#""DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}"#,
    ] {
        assert_eq!(granted(&[&allow(r#""*""#, &condition(open))]), ["s3:GetObject"], "{open}");
    }
}

#[test]
fn a_deny_keeps_strangers_out() {
    let allow = allow(r#""*""#, "");
    let deny = |rest: &str| format!(r#""Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"{rest}"#);
    for kept in [
        r#""StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}"#,
        r#""StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
        r#""StringNotEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}"#,
        r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
    ] {
        assert!(granted(&[&allow, &deny(&condition(kept))]).is_empty(), "{kept}");
    }
    for open in [
        r#""Bool": {"aws:SecureTransport": "false"}"#,
        r#""StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}"#,
        r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
    ] {
        assert_eq!(granted(&[&allow, &deny(&condition(open))]), ["s3:GetObject"], "{open}");
    }
}
