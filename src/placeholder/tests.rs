//! One line for each convention that must be found and each trap that must not.

use super::Field::{Action, ConditionKey, Principal, Resource};
use super::{Facts, Field, Kind, Tier, find};

/// The little of AWS that the strings below need.
pub(super) struct World;

impl Facts for World {
    fn is_partition(&self, text: &str) -> bool {
        matches!(text, "aws" | "aws-cn")
    }

    fn is_region(&self, text: &str) -> bool {
        matches!(text, "eu-west-1" | "us-east-2" | "cn-north-1")
    }

    fn is_arn_word(&self, service: &str, word: &str) -> bool {
        let words: &[&str] = match service {
            "ec2" => &["instance", "security-group", "subnet"],
            "lambda" => &["function"],
            "logs" => &["log-group", "log-stream"],
            "organizations" => &["account"],
            _ => &[],
        };
        words.contains(&word)
    }
}

const VALUE: Field<'_> = Field::ConditionValue { key: "aws:PrincipalTag/crew" };
const ACCOUNT: Field<'_> = Field::ConditionValue { key: "AWS:SourceAccount" };
const ARN: Field<'_> = Field::ConditionValue { key: "aws:SourceArn" };
const REGION: Field<'_> = Field::ConditionValue { key: "aws:RequestedRegion" };
const ORG: Field<'_> = Field::ConditionValue { key: "aws:PrincipalOrgID" };
const SUBJECT: Field<'_> = Field::ConditionValue { key: "token.actions.githubusercontent.com:sub" };
const KEYS: Field<'_> = Field::ConditionValue { key: "aws:TagKeys" };

#[track_caller]
fn check(tier: Tier, table: &[(Field<'_>, &str, &[&str])]) {
    for (field, text, expected) in table {
        let found = find(text, *field, &World);
        let tokens: Vec<&str> =
            found.iter().filter(|found| found.tier == tier).map(|found| &text[found.range.clone()]).collect();
        assert_eq!(tokens, *expected, "in {text:?} as {field:?}");
        assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "in {text:?}");
    }
}

#[test]
fn delimiters() {
    check(
        Tier::Unreplaced,
        &[
            (Resource, "<lake arn>", &["<lake arn>"]),
            (Resource, "arn:aws:s3:::< lake >/*", &["< lake >"]),
            (Resource, "arn:aws:sqs:<here: a region>:<owner>:jobs", &["<here: a region>", "<owner>"]),
            (Resource, "arn:aws:s3:::<<lake>>/raw", &["<<lake>>"]),
            (Principal, "<<the arn of the reader", &["<<the arn of the reader"]),
            (Resource, "arn:aws:s3:::{lake}/{{ day }}/[[hour]]", &["{lake}", "{{ day }}", "[[hour]]"]),
            (Resource, "arn:aws:s3:::{{lake]]/raw", &["{{lake]]"]),
            (Resource, "{{lake]]/${aws:userid}/x", &["{{lake]]"]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:[jobs of today]", &["[jobs of today]"]),
            (Resource, "arn:aws:s3:::acme-lake/[optional] folder/*", &["[optional] folder"]),
            (VALUE, "sqs.%HOME_REGION%.amazonaws.com", &["%HOME_REGION%"]),
            (Resource, "arn:aws:s3:::*** lake ***/*", &["*** lake ***"]),
            (Resource, "arn:aws:ssm:eu-west-1:864213579021:parameter/**TOKEN\\_PATH**", &["**TOKEN\\_PATH**"]),
            (VALUE, "vpce-xxxxxxxx", &["xxxxxxxx"]),
            (VALUE, "vpce-xxx", &["xxx"]),
            (VALUE, "maxxxed-out", &[]),
            (Resource, "arn:aws:sqs:*:************:jobs", &["************"]),
            (VALUE, "xxx.xxx.xxx.xxx/xx", &["xxx.xxx.xxx.xxx/xx"]),
            (ARN, "arn:aws:kms:eu-west-1:864213579021:key/XXXXXXXX-XXXX-XXXX", &["XXXXXXXX-XXXX-XXXX"]),
            (Action, "<service>:List*", &["<service>"]),
            (ConditionKey, "aws:ResourceTag/{crew}", &["{crew}"]),
            // Unclosed, empty of letters, or something else's.
            (Resource, "arn:aws:s3:::acme<lake/raw", &[]),
            (VALUE, "[a-z0-9]*", &[]),
            (VALUE, "<*>", &[]),
            (VALUE, "{\"a\": 1}", &[]),
            (Resource, "arn:aws:execute-api:eu-west-1:864213579021:q1w2e3r4t5/live/GET/{proxy+}", &[]),
            (Resource, "arn:aws:s3:::acme-lake/**/raw/**", &[]),
            (Resource, "arn:aws:s3:::acme-lake/%C3%A9t%C3%A9/*", &[]),
            (VALUE, "née-<équipe>", &["<équipe>"]),
        ],
    );
}

#[test]
fn variables() {
    check(
        Tier::Unreplaced,
        &[
            (Resource, "arn:aws:s3:::${LAKE}/${day}", &["${LAKE}", "${day}"]),
            (Resource, "arn:aws:s3:::${LAKE:-acme}/x", &["${LAKE:-acme}"]),
            (Principal, "arn:aws:iam::'$OWNER_ACCOUNT':root", &["'$OWNER_ACCOUNT'"]),
            (VALUE, "crew:$CREW/$(name)", &["$CREW", "$(name)"]),
            (ConditionKey, "${ISSUER}:sub", &["${ISSUER}"]),
            (ConditionKey, "aws:ResourceTag/${Crew}", &["${Crew}"]),
            (VALUE, "${aws:PrincipalTag/<crew>}", &["<crew>"]),
            (VALUE, "${aws:PrincipalTag/${CREW}}/x", &["${CREW}"]),
            (VALUE, "${aws:PrincipalTag/${var.crew}}/<x>", &["<x>"]),
            // Variables of policies.
            (Resource, "arn:aws:s3:::acme-lake/${aws:username}/*", &[]),
            (VALUE, "${ aws:PrincipalTag/crew }", &[]),
            (VALUE, "${aws:username, 'nobody'}${*}${?}${$}", &[]),
            (VALUE, "${issuer.acme.net:sub}", &[]),
            (ConditionKey, "aws:ResourceTag/${aws:userid}", &[]),
            // Expressions of CloudFormation, Terraform, GitHub, the Serverless Framework, Liquid.
            (Resource, "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Jobs.Name}", &[]),
            (Resource, "{{resolve:ssm:lake}}", &[]),
            (Resource, "arn:aws:s3:::${var.lake}-${join(\"-\", [a, b])}/$${aws:userid}", &[]),
            (Resource, "arn:aws:s3:::&{aws:userid}/${{ env.LAKE }}/#{AWS::Region}", &[]),
            (VALUE, "{% if crew %}", &[]),
            // Real words behind a dollar.
            (Resource, "arn:aws:ssm:*:*:automation-definition/Acme:$DEFAULT", &[]),
            (Resource, "arn:aws:lambda:*:*:function:acme:$LATEST", &[]),
            (Resource, "arn:aws:lambda:*:*:function:acme:$LATEST/*", &[]),
            (Resource, "arn:aws:iot:eu-west-1:864213579021:topic/$aws/things/*", &[]),
        ],
    );
}

#[test]
fn fields() {
    check(
        Tier::Unreplaced,
        &[
            (Resource, "arn:aws:sqs:our-home:the-owner:jobs", &["our-home", "the-owner"]),
            (Resource, "arn:partition:sqs:Region1:*:jobs", &["partition", "Region1"]),
            (Resource, "arn:aws:service-name:eu-west-1::jobs", &["service-name"]),
            (Principal, "arn:aws:iam::1234567890123:root", &["1234567890123"]),
            (Principal, "arn:aws:iam::86421357902:root", &[]),
            (Resource, "arn:aws:sqs:eu-west-1:4711:jobs", &[]),
            (Resource, "arn:aws:sqs:eu-west-1:123:jobs", &["123"]),
            (Principal, "12345678012", &["12345678012"]),
            (Resource, "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/*", &[]),
            (Principal, "arn:aws:iam::8642-1357-9021:root", &["8642-1357-9021"]),
            (Principal, "arn:aws:iam::8642XXXXXXXX:root", &["8642XXXXXXXX"]),
            (Principal, "8642135790", &[]),
            (Principal, "1231231231", &["1231231231"]),
            (Resource, "arn:aws:sns:region:account-id", &["region", "account-id"]),
            (Resource, "{prefix-of-arns}sqs:my-region:864213579021:jobs", &["{prefix-of-arns}", "my-region"]),
            (ACCOUNT, "OwnerOfLake", &["OwnerOfLake"]),
            (ORG, "OurOrganization", &["OurOrganization"]),
            (REGION, "home-region", &["home-region"]),
            // Real ones, wrong ones, and fields that a missing colon has moved.
            (Resource, "arn:aws-cn:sqs:cn-north-1:864213579021:jobs", &[]),
            (Resource, "arn:minio:s3:::lake", &[]),
            (Resource, "arn:aws:sqs:eu-wset-1:864213579021:jobs", &[]),
            (Resource, "arn:aws:iam::aws:policy/ReadOnlyAccess", &[]),
            (Principal, "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2", &[]),
            (Resource, "arn:aws:sqs:eu-*-1:8642*:jobs", &[]),
            (Resource, "arn:aws:sqs:${aws:RequestedRegion}:${aws:PrincipalAccount}:jobs", &[]),
            (Resource, "arn:aws:lambda:eu-west-1:function:resize:live", &[]),
            (ACCOUNT, "864213579021", &[]),
            (ACCOUNT, "true", &[]),
            (ORG, "o-q1w2e3r4t5", &[]),
            (REGION, "eu-west-1", &[]),
        ],
    );
}

#[test]
fn buckets() {
    check(
        Tier::Unreplaced,
        &[
            (Resource, "arn:aws:s3:::LakeOfAcme/*", &["LakeOfAcme"]),
            (Resource, "arn:aws:s3:::acme_lake/*", &["acme_lake"]),
            (Resource, "arn:aws:s3:::source-bucket-2", &["source-bucket-2"]),
            (Resource, "arn:aws:s3:::amzn-s3-demo-lake/*", &["amzn-s3-demo-lake"]),
            (
                Resource,
                "arn:aws:s3-outposts:*:864213579021:outpost/op-1/bucket/DOC-EXAMPLE-LAKE",
                &["DOC-EXAMPLE-LAKE"],
            ),
            (Resource, "arn:aws:s3:::acme-lake-PRODUCT_ORG_ID/*", &["PRODUCT_ORG_ID"]),
            (Resource, "arn:aws:s3:::acme-lake-account-id/*", &["account-id"]),
            (Resource, "arn:aws:s3:::acme-lake-REGION/*", &["REGION"]),
            (Resource, "arn:aws:s3:::NAME.acme.net/*", &["NAME"]),
            (Resource, "arn:aws:s3:::acme-lake-bucket/*", &[]),
            (Resource, "arn:aws:s3:::AWSLAKE_*/*", &[]),
            (Resource, "arn:aws:s3:::aws-glue-*", &[]),
            (Resource, "arn:aws:s3:::acme-region-lake/user-id/key-name", &[]),
        ],
    );
}

#[test]
fn words() {
    check(
        Tier::Unreplaced,
        &[
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:queue-name", &["queue-name"]),
            (
                Resource,
                "arn:aws:dynamodb:eu-west-1:864213579021:table/TABLE_NAME/index/index-name*",
                &["TABLE_NAME", "index-name"],
            ),
            (Resource, "arn:aws:iam::864213579021:role/iamRoleName", &["iamRoleName"]),
            (Resource, "arn:aws:secretsmanager:*:864213579021:secret:the_secret_name-a1B2c3", &["the_secret_name"]),
            (Resource, "arn:aws:secretsmanager:*:864213579021:secret:the-secret-name-??????", &["the-secret-name"]),
            (Resource, "arn:aws:sqs:region:864213579021:name", &["region", "name"]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:SOURCE-QUEUE", &["SOURCE-QUEUE"]),
            (Resource, "TopicArn", &["TopicArn"]),
            (Resource, "theJobsQARN", &["theJobsQARN"]),
            (Principal, "ROLE_ARN", &["ROLE_ARN"]),
            (Principal, "sqs.region-code.amazonaws.com", &["region-code"]),
            (Principal, "SERVICE-NAME.amazonaws.com", &["SERVICE-NAME"]),
            (ConditionKey, "oidc.eks.aws-region.amazonaws.com/id/8F:sub", &["aws-region"]),
            (ARN, "topicArn", &["topicArn"]),
            (VALUE, "owner-account-id", &["owner-account-id"]),
            (VALUE, "TAG_VALUE", &["TAG_VALUE"]),
            (Resource, "arn:aws:imagebuilder:*:864213579021:component/component-name/1.0.0", &["component-name"]),
            (
                Resource,
                "arn:aws:s3:::destination-bucket/destination-prefix/*",
                &["destination-bucket", "destination-prefix"],
            ),
            (Resource, "arn:aws:s3:::specific-bucket/", &["specific-bucket"]),
            (Principal, "s3.source-bucket-region.amazonaws.com", &["source-bucket-region"]),
            (Resource, "arn:aws:sns:REGION:864213579021:topic", &["REGION", "topic"]),
            (Resource, "arn:aws:iam::ACCOUNT:role/ROLE", &["ACCOUNT", "ROLE"]),
            (Resource, "arn:aws:iam::ACCOUNT:role/tenant-ENVIRONMENT-*", &["ACCOUNT", "ENVIRONMENT"]),
            (
                Resource,
                "arn:aws:iam::owner:role/role-that-is-used-to-read-the-lake",
                &["owner", "role-that-is-used-to-read-the-lake"],
            ),
            (SUBJECT, "repo:ORG/REPO:ref:refs/heads/main", &["ORG", "REPO"]),
            (SUBJECT, "repo:SEU_ORG/lake:*", &["SEU_ORG"]),
            (SUBJECT, "system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT", &["NAMESPACE", "SERVICE_ACCOUNT"]),
            // Literals of ARN formats, keys inside of resources, names that are free.
            (Resource, "arn:aws:logs:eu-west-1:864213579021:log-group:/acme/web:log-stream:*", &[]),
            (Resource, "arn:aws:iam::${OWNER}:role/acme-API-reader", &["${OWNER}"]),
            (Resource, "arn:aws:rds:eu-west-1:864213579021:cluster:DB-1", &[]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:REPORT-QUEUE", &[]),
            (Resource, "arn:aws:sns:eu-west-1:864213579021:topic", &[]),
            (SUBJECT, "repo:data-team/pipeline:*", &[]),
            (SUBJECT, "repo:IBM/watson:*", &[]),
            (SUBJECT, "system:serviceaccount:default:web-service-account", &[]),
            (Resource, "arn:aws:autoscaling:*:*:scalingPolicy:*:resource/web:policyName/*", &[]),
            (Resource, "arn:aws:ssm:eu-west-1:864213579021:parameter/web/db/username", &[]),
            (Resource, "arn:aws:dynamodb:eu-west-1:864213579021:table/Orders/index/customer-id", &[]),
            (Resource, "arn:aws:iam::864213579021:role/DEPLOY-ROLE", &[]),
            (Resource, "arn:aws:servicequotas:*:*:ec2/L-12AB34CD", &[]),
            (Resource, "arn:aws:iam::*:role/*image-builder*", &[]),
            (Resource, "execute-api:/live/GET/pets", &[]),
            (Resource, "acme-lake", &[]),
            (Principal, "servicecatalog.amazonaws.com", &[]),
            (Principal, "accounts.google.com", &[]),
            // Tag keys and constants.
            (VALUE, "ClusterName", &[]),
            (VALUE, "eks:cluster-name", &[]),
            (VALUE, "KmsKeyId", &[]),
            (VALUE, "EXPORT_TO_S3", &[]),
            (VALUE, "SYMMETRIC_DEFAULT", &[]),
            (VALUE, "REST-HEADER", &[]),
            (KEYS, "ACCOUNT_ID", &[]),
        ],
    );
}

#[test]
fn instructions() {
    check(
        Tier::Unreplaced,
        &[
            (Resource, "arn:aws:s3:::acme/your-prefix/*", &["your-prefix"]),
            (Resource, "arn:aws:s3:::lake-YOUR_ACCOUNT_ID-eu-west-1/*", &["YOUR_ACCOUNT_ID"]),
            (VALUE, "yourTeamName@*", &["yourTeamName"]),
            (Resource, "arn:aws:s3:::yourbucket/*", &["yourbucket"]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:replace-with-queue", &["replace-with-queue"]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:CHANGE_ME", &["CHANGE_ME"]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:insert queue arn here", &["insert queue arn here"]),
            (Resource, "arn:aws:synthetics:*:*:canary:name-of-the-canary", &["name-of-the-canary"]),
            (Resource, "arn:aws:s3:::lake-of-acme(change me)/*", &["(change me)"]),
            (Resource, "the ARN of the queue, in any region", &["the ARN of the queue, in any region"]),
            (
                Principal,
                "account of a caller such as arn:aws:iam::Owner:user/u ",
                &["account of a caller such as arn:aws:iam::Owner:user/u "],
            ),
            (Resource, "arn:aws:s3:::yourkit-artifacts/*", &[]),
            (Resource, "arn:aws:dynamodb:eu-west-1:864213579021:table/insert-orders", &[]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:data-center-changes", &[]),
            (Resource, "arn:aws:elasticbeanstalk:eu-west-1:864213579021:application/First Enterprise Shop", &[]),
        ],
    );
}

#[test]
fn documentation() {
    check(
        Tier::Documentation,
        &[
            (Principal, "123456789012", &["123456789012"]),
            (Resource, "arn:aws:sqs:eu-west-1:333344445555:jobs", &["333344445555"]),
            (Resource, "arn:aws:sqs:eu-west-1:777777777777:jobs", &["777777777777"]),
            (Resource, "arn:aws:s3:::acme-210987654321-lake", &["210987654321"]),
            (Resource, "arn:aws:s3:::my-lake/*", &["my-lake"]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:ExampleJobs", &["ExampleJobs"]),
            (Resource, "arn:aws:sns:eu-west-1:864213579021:test-topic", &["test-topic"]),
            (Resource, "arn:aws:iam::864213579021:user/AIDAQ1W2E3R4EXAMPLE", &["AIDAQ1W2E3R4EXAMPLE"]),
            (VALUE, "o-exampleorg42", &["o-exampleorg42"]),
            (
                Resource,
                "arn:aws:organizations::864213579021:policy/o-exampleorgid/p-examplepolicyid1",
                &["o-exampleorgid", "p-examplepolicyid1"],
            ),
            (VALUE, "https://shop.example.com/*", &["shop.example.com"]),
            (VALUE, "*-blue.example.org", &["example.org"]),
            (VALUE, "198.51.100.0/24", &["198.51.100.0/24"]),
            (VALUE, "2001:db8::/32", &["2001:db8::/32"]),
            (
                ARN,
                "arn:aws:kms:*:864213579021:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                &["1234abcd-12ab-34cd-56ef-1234567890ab"],
            ),
            // Numbers of real accounts, and names that only begin alike.
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:jobs", &[]),
            (Resource, "arn:aws:rds:eu-west-1:864213579021:db:mysql-prod", &[]),
            (Resource, "arn:aws:rds:eu-west-1:864213579021:db:MySQLProd", &[]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:mystery", &[]),
            (Resource, "arn:aws:sqs:eu-west-1:864213579021:test-blue", &[]),
            (VALUE, "counterexample.company", &[]),
            (VALUE, "10.1.2.0/24", &[]),
        ],
    );
}

#[test]
fn kinds() {
    let kinds = |text, field| find(text, field, &World).into_iter().map(|found| found.kind).collect::<Vec<_>>();
    assert_eq!(
        kinds("arn:${OUR_PARTITION}:sqs:<r>:{{owner}}:[jobs]", Resource),
        [Kind::Partition, Kind::Region, Kind::Account, Kind::Name],
    );
    assert_eq!(kinds("arn:aws:sqs:here:owner:jobs", Resource), [Kind::Region, Kind::Account]);
    assert_eq!(kinds("<reader>", Principal), [Kind::Principal]);
    assert_eq!(kinds("<crew>", VALUE), [Kind::Other]);
    assert_eq!(kinds("<account of crew>", VALUE), [Kind::Account]);
}

#[test]
fn unclosed_brackets_cost_nothing() {
    for text in [
        "{".repeat(20_000),
        format!("arn:{}", "{<[".repeat(20_000)),
        "${".repeat(20_000),
        "<[".repeat(20_000),
        "arn:aws:s3:::".repeat(10_000),
    ] {
        assert!(find(&text, Resource, &World).is_empty());
    }
    assert_eq!(find(&"{a}".repeat(20_000), Resource, &World).len(), 20_000);
}

const SID: Field<'_> = Field::Label;
const VERSION: Field<'_> = Field::Keyword { element: "Version" };
const EFFECT: Field<'_> = Field::Keyword { element: "Effect" };
const KEYWORD: Field<'_> = Field::Keyword { element: "" };

#[test]
fn labels_and_keywords() {
    check(
        Tier::Unreplaced,
        &[
            (VERSION, "<version>", &["<version>"]),
            (VERSION, "VERSION", &["VERSION"]),
            (VERSION, "YYYY-MM-DD", &["YYYY-MM-DD"]),
            (VERSION, "xxxx-xx-xx", &["xxxx-xx-xx"]),
            (EFFECT, "{{ effect }}", &["{{ effect }}"]),
            (EFFECT, "EFFECT", &["EFFECT"]),
            (KEYWORD, "<Operator>IfExists", &["<Operator>"]),
            (KEYWORD, "OPERATOR_NAME", &["OPERATOR_NAME"]),
            (SID, "Allow{{Crew}}", &["{{Crew}}"]),
            (SID, "Crew${CREW}ReadsLake", &["${CREW}"]),
            (SID, "Statement-ACCOUNT_ID", &["ACCOUNT_ID"]),
            (SID, "YOUR_SID", &["YOUR_SID"]),
            (SID, "SID", &["SID"]),
            // Dates, slips of case, and words that somebody chose.
            (VERSION, "2012-10-18", &[]),
            (VERSION, "v1", &[]),
            (EFFECT, "ALLOW", &[]),
            (EFFECT, "Alow", &[]),
            (KEYWORD, "EFFECT", &[]),
            (KEYWORD, "STRING_EQUALS", &[]),
            (KEYWORD, "SERVICE", &[]),
            (SID, "Allow access for Key Administrators", &[]),
            (SID, "AllowYourTeam", &[]),
            (SID, "Replace this with your own", &[]),
            (SID, "__default_statement_ID", &[]),
            (SID, "DENY_ACCOUNT_CHANGES", &[]),
            (SID, "[Production] Read", &[]),
            (SID, "bucket-name", &[]),
        ],
    );
}
