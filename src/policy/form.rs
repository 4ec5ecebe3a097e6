//! Keys whose values all have one form: regions, ids of networks, ARNs of KMS keys.

use super::condition::ConditionKey;
use crate::arn::Arn;
use crate::catalogue::Catalogue;

/// The form that every value of a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `eu-west-1`.
    Region,
    /// `vpc-` and an id.
    Vpc,
    /// `vpce-` and an id.
    VpcEndpoint,
    /// The ARN of a KMS key, whatever the request named the key by.
    KmsKey,
}

/// The keys of each form. The reference knows them as strings and ARNs alone.
const KEYS: &[(&str, Form)] = &[
    ("aws:RequestedRegion", Form::Region),
    ("ec2:Region", Form::Region),
    ("kms:PrimaryRegion", Form::Region),
    ("kms:ReplicaRegion", Form::Region),
    ("aws:SourceVpc", Form::Vpc),
    ("aws:Ec2InstanceSourceVpc", Form::Vpc),
    ("aws:SourceVpce", Form::VpcEndpoint),
    ("s3:x-amz-server-side-encryption-aws-kms-key-id", Form::KmsKey),
    ("s3express:x-amz-server-side-encryption-aws-kms-key-id", Form::KmsKey),
    ("s3tables:KMSKeyArn", Form::KmsKey),
    ("s3vectors:kmsKeyArn", Form::KmsKey),
    ("secretsmanager:KmsKeyArn", Form::KmsKey),
];

impl ConditionKey<'_> {
    /// The form of its values, where all have one.
    pub fn form(&self) -> Option<Form> {
        KEYS.iter().find(|(name, _)| self.is(name)).map(|&(_, form)| form)
    }
}

impl Form {
    /// Whether a text without wildcards has the form. A region must be one that is known.
    pub fn fits(self, text: &str, catalogue: Catalogue<'_>) -> bool {
        match self {
            Self::Region => catalogue.regions().any(|region| region == text),
            Self::Vpc => is_id(text, "vpc-"),
            Self::VpcEndpoint => is_id(text, "vpce-"),
            Self::KmsKey => is_kms_key(text, catalogue),
        }
    }
}

/// Whether this is the prefix and then 8 or 17 letters and digits.
fn is_id(text: &str, prefix: &str) -> bool {
    let sound = |id: &str| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.strip_prefix(prefix).is_some_and(|id| matches!(id.len(), 8 | 17) && sound(id))
}

fn is_kms_key(text: &str, catalogue: Catalogue<'_>) -> bool {
    let Some(Ok(arn)) = Arn::parse(text) else { return false };
    let account = arn.account.text;
    arn.service.text == "kms"
        && catalogue.is_partition(arn.partition.text)
        && !arn.region.text.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && arn.resource.text.strip_prefix("key/").is_some_and(|id| !id.is_empty())
}
