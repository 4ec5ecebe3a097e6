//! What was meant by a name that does not exist.

use arnlint::catalogue::Service;

use super::CATALOGUE;

#[test]
fn tells_which_action_was_meant() {
    let slips = [
        ("s3:GetObjects", "s3:GetObject"),
        ("s3:PutObejct", "s3:PutObject"),
        ("s3:ListBucketz", "s3:ListBucket"),
        ("s3:GetBucketLocaton", "s3:GetBucketLocation"),
        ("s3:PutObjectACLs", "s3:PutObjectAcl"),
        ("ec2:DescribeIntances", "ec2:DescribeInstances"),
        ("ec2:RunInstance", "ec2:RunInstances"),
        ("iam:PassRoles", "iam:PassRole"),
        ("iam:PasRole", "iam:PassRole"),
        ("dynamodb:GetItems", "dynamodb:GetItem"),
        ("kinesis:DescribeStreams", "kinesis:DescribeStream"),
        ("kinesis:ListStream", "kinesis:ListStreams"),
        ("lambda:InvokFunction", "lambda:InvokeFunction"),
        ("logs:CreateLogsGroup", "logs:CreateLogGroup"),
        ("sqs:SendMesage", "sqs:SendMessage"),
        ("sqs:RecieveMessage", "sqs:ReceiveMessage"),
        ("sns:Publsh", "sns:Publish"),
        ("kms:Decrpt", "kms:Decrypt"),
        ("kms:GenerateDateKey", "kms:GenerateDataKey"),
        ("sts:asumerole", "sts:AssumeRole"),
        ("ssm:GetParamter", "ssm:GetParameter"),
        ("ecr:GetAuthorisationToken", "ecr:GetAuthorizationToken"),
        ("glue:GetTabels", "glue:GetTables"),
        ("athena:StartQueryExection", "athena:StartQueryExecution"),
        ("firehose:PutRecordsBatch", "firehose:PutRecordBatch"),
    ];
    for (slip, meant) in slips {
        let (prefix, name) = slip.split_once(':').expect("a full name");
        let near = CATALOGUE.service(prefix).and_then(|service| service.nearest_action(name));
        assert_eq!(near.map(|action| action.to_string()).as_deref(), Some(meant), "{slip}");
    }
    for other in ["s3:Frobnicate", "s3:X", "kinesis:Invoke", "secretsmanager:GetSecret", "s3:"] {
        let (prefix, name) = other.split_once(':').expect("a full name");
        let near = CATALOGUE.service(prefix).and_then(|service| service.nearest_action(name));
        assert!(near.is_none(), "{other}: {near:?}");
    }
}

#[test]
fn tells_which_service_was_meant() {
    let slips = [
        ("s4:GetObject", "s3"),
        ("s33:GetObject", "s3"),
        ("kineses:GetRecords", "kinesis"),
        ("dynamo:GetItem", "dynamodb"),
        ("lamda:InvokeFunction", "lambda"),
        ("lamda:Frobnicate", "lambda"),
        ("log:PutLogEvents", "logs"),
        ("rout53:ListHostedZones", "route53"),
        ("cloudformaton:*", "cloudformation"),
        ("cloudformaton:Describe*", "cloudformation"),
        ("ecr-publc:GetAuthorizationToken", "ecr-public"),
        ("organisations:ListRoots", "organizations"),
        ("kafkacluster:Connect", "kafka-cluster"),
        // By what people call the service.
        ("elb:CreateLoadBalancer", "elasticloadbalancing"),
        ("elb:*", "elasticloadbalancing"),
        ("efs:ClientMount", "elasticfilesystem"),
        ("stepfunctions:StartExecution", "states"),
        ("step-functions:Start*", "states"),
        ("stepfunctions:Frobnicate", "states"),
        ("eventbridge:PutEvents", "events"),
        ("cloudwatchlogs:PutLogEvents", "logs"),
        ("cognito:ListUsers", "cognito-idp"),
        // By the only service that has such an action.
        ("cognito:AdminCreateUser", "cognito-idp"),
        ("emr:RunJobFlow", "elasticmapreduce"),
        ("ebridge:PutTargets", "events"),
    ];
    for (slip, meant) in slips {
        let (prefix, name) = slip.split_once(':').expect("a full name");
        let near = CATALOGUE.nearest_service(prefix, name).map(Service::prefix);
        assert_eq!(near, Some(meant), "{slip}");
    }
    for other in ["foo:Bar", "aws:GetObject", "alb:RegisterTargets", "admin:CreateUser", ":", "x:*", "alb:*", "s4:*"] {
        let (prefix, name) = other.split_once(':').expect("a full name");
        let near = CATALOGUE.nearest_service(prefix, name);
        assert!(near.is_none(), "{other}: {near:?}");
    }
}
