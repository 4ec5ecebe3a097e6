//! What a value of `AWS` in a `Principal` names.

use crate::arn::Arn;
use crate::pattern;

/// An account, or somebody in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity<'t> {
    /// `*`: everybody.
    Everyone,
    /// An account, by its id or by the ARN of its root.
    Account(&'t str),
    /// A user.
    User,
    /// A role.
    Role(Role<'t>),
    /// A session of a role.
    Session(Role<'t>),
    /// A user that signed in elsewhere and has a session of its own.
    FederatedUser,
    /// The user behind an origin access identity of CloudFront.
    OriginAccessIdentity,
    /// The id of a role, perhaps with the name of a session behind it.
    RoleId,
    /// The id of a user.
    UserId,
    /// The id of something else, or the canonical id of an account.
    OtherId,
}

/// A role, without its path: an account has one role of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Role<'t> {
    /// The partition of its ARN.
    pub partition: &'t str,
    /// The account it is in.
    pub account: &'t str,
    /// Its name.
    pub name: &'t str,
}

impl<'t> Identity<'t> {
    /// What `text` names; nothing where it has no form that IAM takes.
    pub fn parse(text: &'t str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Everyone);
        }
        if is_account_id(text) {
            return Some(Self::Account(text));
        }
        match Arn::parse(text) {
            Some(Ok(arn)) => Self::of_arn(&arn),
            Some(Err(_)) => None,
            None => Self::of_id(text),
        }
        .filter(|_| !pattern::is_pattern(text))
    }

    fn of_arn(arn: &Arn<'t>) -> Option<Self> {
        let (partition, account, resource) = (arn.partition.text, arn.account.text, arn.resource.text);
        if !arn.region.text.is_empty() || partition.is_empty() {
            return None;
        }
        let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
        if account == "cloudfront" && arn.service.text == "iam" && kind == "user" {
            return Some(Self::OriginAccessIdentity);
        }
        if !is_account_id(account) {
            return None;
        }
        let last = name.rsplit('/').next().unwrap_or("");
        match (arn.service.text, kind) {
            ("iam", "root") if resource == "root" => Some(Self::Account(account)),
            ("iam", "user") if !last.is_empty() => Some(Self::User),
            ("iam", "role") if !last.is_empty() => Some(Self::Role(Role { partition, account, name: last })),
            ("sts", "assumed-role") => {
                let (role, session) = name.split_once('/')?;
                (!role.is_empty() && !session.is_empty()).then_some(Self::Session(Role {
                    partition,
                    account,
                    name: role,
                }))
            }
            ("sts", "federated-user") if !name.is_empty() => Some(Self::FederatedUser),
            _ => None,
        }
    }

    /// Ids that IAM makes begin with four letters that tell of what; S3 knows accounts by 64
    /// hexadecimal digits.
    fn of_id(text: &str) -> Option<Self> {
        let id = text.split(':').next().unwrap_or(text);
        let is_unique_id = id.len() >= 20
            && id.starts_with('A')
            && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if is_unique_id {
            return Some(match &id[..4] {
                "AROA" => Self::RoleId,
                "AIDA" => Self::UserId,
                _ => Self::OtherId,
            });
        }
        let is_canonical_id = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_canonical_id.then_some(Self::OtherId)
    }
}

/// Whether `text` is the id of an account: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
