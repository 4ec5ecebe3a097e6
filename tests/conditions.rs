//! What condition keys and operators are taken for.

use arnlint::catalogue::{Catalogue, ValueType};
use arnlint::policy::{Comparison, KeyMeaning, Operator, SetOperator};

fn meaning(name: &str) -> &'static str {
    match KeyMeaning::of(name, Catalogue::embedded()) {
        KeyMeaning::Placeholder => "placeholder",
        KeyMeaning::Variable => "variable",
        KeyMeaning::Malformed => "malformed",
        KeyMeaning::MissingTag => "missing tag",
        KeyMeaning::Global(_) => "global",
        KeyMeaning::Service(_) => "service",
        KeyMeaning::Provider(_) => "provider",
        KeyMeaning::UnknownGlobal => "unknown global",
        KeyMeaning::Unknown(_) => "unknown",
        KeyMeaning::UnknownService(_) => "unknown service",
        KeyMeaning::LegacyService(_) => "legacy",
    }
}

#[test]
fn keys_are_what_they_name() {
    let cases = [
        ("aws:SourceIp", "global"),
        ("AWS:sourceip", "global"),
        ("aws:ResourceTag/team", "global"),
        ("aws:ResourceTag/shop:team", "global"),
        ("aws:ResourceTag", "missing tag"),
        ("aws:RequestTag/", "missing tag"),
        ("s3:ExistingObjectTag", "missing tag"),
        ("aws:ResourceTag/${aws:PrincipalTag/team}", "variable"),
        ("aws:ResourceTags/team", "unknown global"),
        ("aws:TagKeys/team", "unknown global"),
        ("s3:prefix", "service"),
        ("S3:Prefix", "service"),
        ("s3:prefixes", "unknown"),
        ("ec2:Attribute", "service"),
        ("kms:EncryptionContext:aws:s3:arn", "service"),
        ("kms:EncryptionContext", "unknown"),
        ("codebuild:secondarySources/docs.location", "service"),
        // Keys that another service takes under a prefix of its own.
        ("catalog:ChangeType", "service"),
        ("identitycenter:ApplicationArn", "service"),
        ("cognito-identity-unauth:AccountId", "service"),
        // A key of the table of global keys alone.
        ("ec2:SourceInstanceARN", "global"),
        ("deepracer:UserToken", "legacy"),
        ("kmz:ViaService", "unknown service"),
        ("SAML:aud", "provider"),
        ("token.actions.githubusercontent.com/orders-shop:sub", "provider"),
        ("oidc.eks.eu-west-1.amazonaws.com/id/6F2A:aud", "provider"),
        ("${PROVIDER}:sub", "variable"),
        ("PrincipalOrgID", "malformed"),
        ("s3:", "malformed"),
        (":prefix", "malformed"),
        ("s3 x:prefix", "malformed"),
        ("", "malformed"),
    ];
    for (name, expected) in cases {
        assert_eq!(meaning(name), expected, "{name}");
    }
}

#[test]
fn the_longest_form_of_a_key_counts() {
    let key_type = |name| KeyMeaning::of(name, Catalogue::embedded()).key_type().expect("a type");
    assert!(key_type("events:Metadata/order").multivalued);
    assert!(!key_type("events:Metadata/order/Matcher").multivalued);
}

#[test]
fn claims_have_types_where_these_are_known() {
    let key_type = |name| KeyMeaning::of(name, Catalogue::embedded()).key_type();
    assert_eq!(key_type("accounts.google.com:google/organization_number").map(|it| it.value), Some(ValueType::Numeric));
    assert!(key_type("saml:edupersonaffiliation").is_some_and(|it| it.multivalued));
    assert!(key_type("login.orders-shop.net:sub").is_some_and(|it| !it.multivalued));
    assert!(key_type("login.orders-shop.net:amr").is_some_and(|it| it.multivalued));
    assert_eq!(key_type("login.orders-shop.net:groups"), None);
}

#[test]
fn near_misses_lead_to_the_key_that_was_meant() {
    let near = |name| Catalogue::embedded().nearest_condition_key(name);
    for (name, expected) in [
        ("s3:prefixes", "s3:prefix"),
        ("aws:SourceIp ", "aws:SourceIp"),
        ("aws:ResourceTag:team", "aws:ResourceTag/team"),
        ("aws:PrincipleTag/team", "aws:PrincipalTag/team"),
        ("s3:SecureTransport", "aws:SecureTransport"),
        ("kmz:ViaService", "kms:ViaService"),
        ("PrincipalOrgID", "aws:PrincipalOrgID"),
        ("kms:EncryptionContext", "kms:EncryptionContext:${EncryptionContextKey}"),
    ] {
        assert_eq!(near(name).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(near("aws:Nothing"), None);
}

#[test]
fn operators_are_read_in_their_parts() {
    let all = Operator::parse("forallvalues:STRINGLIKEifexists").expect("an operator");
    let (set, comparison, if_exists) = (all.set, all.comparison, all.if_exists);
    assert_eq!((set, comparison, if_exists), (Some(SetOperator::ForAllValues), Comparison::StringLike, true));
    for name in ["", "IfExists", "StringMatches", "ForAll:StringLike", "StringLike:IfExists", "StringLike "] {
        assert_eq!(Operator::parse(name), None, "{name}");
    }
}
