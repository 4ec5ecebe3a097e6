//! A policy with more characters than AWS takes.

use crate::diagnostic::Severity;
use crate::policy::{Counted, Meaning, Policy, PolicyType};
use crate::rule::{Context, rule};
use crate::wording::thousands;

rule!(
    "policy-too-large",
    Correctness,
    Warning,
    [
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    ],
    Policy(check)
);

struct Quota {
    limit: usize,
    counted: Counted,
    code: Option<&'static str>,
    severity: Severity,
    /// What has the quota, for the message.
    owner: &'static str,
    help: &'static str,
}

/// The policy of a managed policy and of a permissions boundary, which is one.
const MANAGED: usize = 6_144;

/// The usual quota of the policy of a resource, in bytes.
const USUAL: usize = 20_480;

/// The quotas of services for the policies of their resources, in bytes.
/// <https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html>
const RESOURCE_QUOTAS: &[(&str, usize, &str)] = &[
    ("dynamodb", 20_480, "the policy of a table can have"),
    ("glue", 10_240, "the policy of a data catalogue can have"),
    ("kms", 32_768, "the policy of a key can have"),
    ("lambda", 20_480, "the policy of a function can have"),
    ("s3", 20_480, "the policy of a bucket can have"),
    ("sqs", 8_192, "the policy of a queue can have"),
];

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if policy.object.is_none() {
        return;
    }
    // However it is counted, a policy has no more characters than bytes.
    let most = if cx.is_verbatim() { policy.node.span.len() as usize } else { usize::MAX };
    let of_service;
    let quotas = match policy.policy_type {
        PolicyType::Resource => {
            let is_short = most <= USUAL && RESOURCE_QUOTAS.iter().all(|&(_, limit, _)| most <= limit);
            of_service = if is_short { None } else { resource_quota(policy) };
            of_service.as_slice()
        }
        other => quotas(other),
    };
    // Those of one type all count alike.
    let mut size = None;
    for quota in quotas.iter().filter(|quota| most > quota.limit) {
        let size = *size.get_or_insert_with(|| cx.document.length(quota.counted, cx.source));
        if size > quota.limit {
            report(quota, size, cx);
            return;
        }
    }
}

fn report(quota: &Quota, size: usize, cx: &mut Context<'_>) {
    let Quota { limit, counted, owner, .. } = *quota;
    let unit = match counted {
        Counted::Bare => "characters without white space",
        Counted::Characters => "characters",
        Counted::Bytes => "bytes",
    };
    let (figure, over) = (thousands(size), thousands(size - limit));
    let message = format!("the policy has {figure} {unit}, {over} more than {owner} ({})", thousands(limit));
    let bare = if counted == Counted::Bare { size } else { cx.document.length(Counted::Bare, cx.source) };
    let help = if bare <= limit {
        format!("Take out the white space before it is sent: it has {} characters then.", thousands(bare))
    } else {
        quota.help.to_owned()
    };
    let diagnostic = cx.report(cx.policy().node.span, message);
    diagnostic.severity(quota.severity).help(help).aws_code = quota.code;
}

const fn quota(limit: usize, counted: Counted, owner: &'static str, help: &'static str) -> Quota {
    Quota { limit, counted, code: None, severity: Severity::Warning, owner, help }
}

const SPLIT: &str = "Take statements out into a second policy, or put patterns in place of long lists.";
const PATTERNS: &str = "Put patterns in place of long lists, and delete what is redundant.";

const IDENTITY: &[Quota] = &[
    Quota {
        code: Some("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
        ..quota(10_240, Counted::Bare, "any user, group or role takes", SPLIT)
    },
    Quota {
        severity: Severity::Advice,
        ..quota(
            MANAGED,
            Counted::Bare,
            "a managed policy can have",
            "Split it, unless it is the inline policy of a role: those have 10,240 characters together.",
        )
    },
];

const BOUNDARY: &[Quota] = &[quota(MANAGED, Counted::Bare, "a permissions boundary can have", PATTERNS)];

const SESSION: &[Quota] = &[quota(2_048, Counted::Characters, "a session policy can have", PATTERNS)];

const TRUST: &[Quota] = &[Quota {
    code: Some("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA"),
    ..quota(
        2_048,
        Counted::Bare,
        "a trust policy can have",
        "Shorten it, or have the quota of the account raised: up to 8,192 characters are possible.",
    )
}];

const SCP: &[Quota] = &[Quota {
    code: Some("POLICY_SIZE_EXCEEDS_SCP_QUOTA"),
    severity: Severity::Error,
    ..quota(10_240, Counted::Characters, "a service control policy can have", SPLIT)
}];

const RCP: &[Quota] = &[Quota {
    code: Some("POLICY_SIZE_EXCEEDS_RCP_QUOTA"),
    severity: Severity::Error,
    ..quota(5_120, Counted::Characters, "a resource control policy can have", SPLIT)
}];

const ENDPOINT: &[Quota] = &[quota(20_480, Counted::Characters, "an endpoint policy can have", PATTERNS)];

/// The quotas of a type, the largest first: only one is reported. Those of the policies of resources
/// hang on the service.
const fn quotas(policy_type: PolicyType) -> &'static [Quota] {
    match policy_type {
        PolicyType::Identity => IDENTITY,
        PolicyType::Boundary => BOUNDARY,
        PolicyType::Session => SESSION,
        PolicyType::Trust => TRUST,
        PolicyType::Scp => SCP,
        PolicyType::Rcp => RCP,
        PolicyType::Endpoint => ENDPOINT,
        PolicyType::Resource => &[],
    }
}

fn resource_quota(policy: &Policy<'_>) -> Option<Quota> {
    let (limit, owner) = resource_limit(policy)?;
    let code = Some("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA");
    Some(Quota { code, ..quota(limit, Counted::Bytes, owner, PATTERNS) })
}

/// The quota of the one service that the policy is about; the usual one where it is about several
/// or all; nothing where the service has one that is not known.
fn resource_limit(policy: &Policy<'_>) -> Option<(usize, &'static str)> {
    let clauses = policy.statements.iter().flat_map(|statement| &statement.actions);
    let mut prefixes = clauses.flat_map(|clause| &clause.entries).map(|entry| match &entry.meaning {
        Meaning::Action(action) => Some(action.service().prefix()),
        Meaning::Pattern(pattern) => Some(pattern.service().prefix()),
        _ => None,
    });
    let usual = Some((USUAL, "a resource policy can usually have"));
    let Some(prefix) = prefixes.next().flatten() else { return usual };
    if prefixes.any(|other| other != Some(prefix)) {
        return usual;
    }
    RESOURCE_QUOTAS.iter().find(|(service, ..)| *service == prefix).map(|&(_, limit, owner)| (limit, owner))
}
