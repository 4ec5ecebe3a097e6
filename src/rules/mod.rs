//! The rules, in the order of the alphabet. A rule is one file here and one page in `rules/`.

use crate::rule::Rule;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// All rules, sorted by name.
        pub fn all() -> &'static [&'static Rule] {
            static RULES: &[&Rule] = &[$(&$module::RULE),*];
            RULES
        }
    };
}

rules! {
    broad_action,
    broad_pass_role,
    broad_resource,
    broad_service_linked_role,
    conflicting_elements,
    confused_deputy,
    deleted_principal,
    documentation_value,
    duplicate_key,
    duplicate_sid,
    empty_element,
    invalid_arn_account,
    invalid_arn_region,
    invalid_arn_resource,
    invalid_effect,
    invalid_federated_principal,
    invalid_json,
    invalid_principal,
    invalid_service_principal,
    invalid_sid,
    invalid_version,
    malformed_action,
    malformed_arn,
    mismatched_assume_action,
    missing_element,
    missing_version,
    not_principal_allow,
    policy_too_large,
    principal_in_identity_policy,
    redundant_action,
    redundant_principal,
    redundant_resource,
    redundant_statement,
    resource_mismatch,
    retired_action,
    unconfirmed_audience_claim,
    unknown_action,
    unknown_arn_service,
    unknown_element,
    unknown_partition,
    unknown_service,
    unmatched_action_wildcard,
    unreplaced_placeholder,
    unrestricted_oidc_provider,
    unsupported_action,
    unsupported_in_trust_policy,
    unsupported_resource,
    wildcard_in_principal,
    wildcard_service,
    wrong_type,
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().binary_search_by(|rule| rule.name.cmp(name)).ok().map(|at| all()[at])
}
