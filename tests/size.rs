//! How large policies are counted: one character below the quota and one above it, as IAM counts
//! for each type. Samples of that length do not fit on a page.

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::policy::PolicyType;
use arnlint::rules;
use arnlint::source::Source;

/// What is said of the size of the policies in a file.
fn findings(name: &str, text: &str, policy_type: PolicyType) -> Vec<(Option<&'static str>, String)> {
    let source = Source::new(name, text.as_bytes().to_vec()).expect("a small file");
    let rules = rules::all().iter().copied().filter(|rule| rule.name == "policy-too-large").collect();
    let checked = check(&source, &Config { policy_type: Some(policy_type), rules, ..Config::default() });
    checked.diagnostics.into_iter().map(|found| (found.aws_code, found.message)).collect()
}

/// A policy of so many characters, on several lines; `spread` of them are white space between
/// its elements.
fn policy(action: &str, characters: usize, spread: usize) -> String {
    let with = |name: &str| {
        let blanks = " ".repeat(spread - 1);
        format!(
            "{{\"Version\":\"2012-10-17\",\n{blanks}\"Statement\":{{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"{action}\",\"Resource\":\"{name}\"}}}}"
        )
    };
    let name = "ü".repeat(characters - with("").chars().count());
    with(&name)
}

#[test]
fn white_space_counts_where_aws_counts_it() {
    let cases = [
        (PolicyType::Identity, "s3:GetObject", 6_144, 40, None),
        (PolicyType::Boundary, "s3:GetObject", 6_144, 40, None),
        (PolicyType::Trust, "sts:AssumeRole", 2_048, 40, Some("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA")),
        (PolicyType::Session, "s3:GetObject", 2_048, 0, None),
        (PolicyType::Scp, "s3:GetObject", 10_240, 0, Some("POLICY_SIZE_EXCEEDS_SCP_QUOTA")),
        (PolicyType::Rcp, "s3:GetObject", 5_120, 0, Some("POLICY_SIZE_EXCEEDS_RCP_QUOTA")),
        (PolicyType::Endpoint, "s3:GetObject", 20_480, 0, None),
    ];
    for (policy_type, action, quota, free, code) in cases {
        let fits = policy(action, quota + free, 40);
        assert_eq!(findings("policy.json", &fits, policy_type), [], "{policy_type}");
        let found = findings("policy.json", &policy(action, quota + free + 1, 40), policy_type);
        assert_eq!(found.len(), 1, "{policy_type}");
        assert_eq!(found[0].0, code);
        assert!(found[0].1.contains(", 1 more than"), "{}", found[0].1);
    }
}

#[test]
fn above_every_quota_of_identity_policies_access_analyzer_speaks_too() {
    let found = findings("policy.json", &policy("s3:GetObject", 10_281, 40), PolicyType::Identity);
    let message =
        "the policy has 10,241 characters without white space, 1 more than any user, group or role takes (10,240)";
    assert_eq!(found, [(Some("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"), message.to_owned())]);
}

#[test]
fn a_resource_policy_has_the_quota_of_its_service() {
    let code = Some("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA");
    let found = |action: &str, characters: usize| {
        let found = findings("policy.json", &policy(action, characters, 40), PolicyType::Resource);
        found.first().map(|found| found.0)
    };
    // Most of the characters take two bytes, and bytes are what counts.
    assert_eq!(found("sqs:SendMessage", 4_300), Some(code));
    assert_eq!(found("sqs:SendMessage", 4_100), None);
    assert_eq!(found("kms:Decrypt", 15_000), None);
    assert_eq!(found("s3:GetObject", 15_000), Some(code));
    assert_eq!(found("sns:Publish", 30_000), None, "its quota is not known");
    assert_eq!(found("*", 15_000), Some(code));
}

#[test]
fn a_policy_in_a_page_is_measured_by_its_own_text() {
    let text = policy("s3:GetObject", 5_120, 40);
    let page = |text: &str| {
        let lines: Vec<String> = text.lines().map(|line| format!(">   {line}")).collect();
        format!("> - A policy:\n>\n>   ```json\n{}\n>   ```\n", lines.join("\n"))
    };
    assert_eq!(findings("page.md", &page(&text), PolicyType::Rcp), []);
    assert_eq!(findings("page.md", &page(&policy("s3:GetObject", 5_121, 40)), PolicyType::Rcp).len(), 1);
}
