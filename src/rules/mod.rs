//! The rules, in the order of the alphabet. A rule is one file here and one page in `rules/`.

use crate::rule::{Category, Rule};

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
    broad_condition_value,
    broad_pass_role,
    broad_resource,
    broad_service_linked_role,
    condition_equivalent_to_null,
    condition_type_mismatch,
    conflicting_elements,
    confused_deputy,
    contradictory_condition,
    deleted_principal,
    deprecated_condition_key,
    documentation_value,
    duplicate_key,
    duplicate_sid,
    dynamodb_attributes_without_select,
    empty_element,
    exceeds_ceiling,
    forbidden_access,
    imprecise_ip_range,
    invalid_arn_account,
    invalid_arn_region,
    invalid_arn_resource,
    invalid_condition_value,
    invalid_effect,
    invalid_federated_principal,
    invalid_json,
    invalid_principal,
    invalid_service_principal,
    invalid_sid,
    invalid_version,
    lost_access,
    malformed_action,
    malformed_arn,
    malformed_variable,
    mismatched_assume_action,
    missing_element,
    missing_paired_condition,
    missing_set_operator,
    missing_tag_key,
    missing_version,
    needless_set_operator,
    new_access,
    not_principal_allow,
    null_if_exists,
    policy_too_large,
    principal_in_identity_policy,
    private_ip_address,
    public_access,
    rcp_missing_condition,
    redundant_action,
    redundant_condition,
    redundant_principal,
    redundant_resource,
    redundant_statement,
    resource_mismatch,
    retired_action,
    s3_prefix_in_negative_condition,
    shadowed_statement,
    string_operator_on_arn_key,
    template_extra_access,
    template_missing_access,
    template_placeholder_left,
    template_value_invalid,
    template_value_mismatch,
    unconfirmed_audience_claim,
    undecided_access,
    unknown_action,
    unknown_arn_service,
    unknown_condition_key,
    unknown_condition_operator,
    unknown_element,
    unknown_partition,
    unknown_service,
    unmatched_action_wildcard,
    unreplaced_placeholder,
    unrestricted_oidc_provider,
    unsupported_action,
    unsupported_condition_key,
    unsupported_in_rcp,
    unsupported_in_scp,
    unsupported_in_trust_policy,
    unsupported_resource,
    unsupported_tag_condition,
    unsupported_variable,
    untrustworthy_condition_key,
    unused_ignore,
    wildcard_in_principal,
    wildcard_service,
    wildcard_without_like,
    wrong_type,
}

/// The rules that a name stands for: one, or those of a category.
pub fn selected(name: &str) -> Option<Vec<&'static Rule>> {
    let category = Category::ALL.iter().find(|category| category.name() == name);
    let of = |category: &Category| all().iter().copied().filter(|rule| rule.category == *category).collect();
    category.map(of).or_else(|| Some(vec![find(name)?]))
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().binary_search_by(|rule| rule.name.cmp(name)).ok().map(|at| all()[at])
}
