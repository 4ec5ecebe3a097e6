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
    documentation_value,
    duplicate_key,
    duplicate_sid,
    empty_element,
    invalid_arn_account,
    invalid_arn_region,
    invalid_arn_resource,
    invalid_effect,
    invalid_json,
    invalid_sid,
    invalid_version,
    malformed_action,
    malformed_arn,
    missing_element,
    missing_version,
    policy_too_large,
    principal_in_identity_policy,
    redundant_action,
    redundant_resource,
    redundant_statement,
    resource_mismatch,
    retired_action,
    unknown_action,
    unknown_arn_service,
    unknown_element,
    unknown_partition,
    unknown_service,
    unmatched_action_wildcard,
    unreplaced_placeholder,
    unsupported_action,
    unsupported_resource,
    wildcard_service,
    wrong_type,
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().binary_search_by(|rule| rule.name.cmp(name)).ok().map(|at| all()[at])
}
