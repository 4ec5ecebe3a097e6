//! A role that whoever has a token of an OIDC provider may assume.

use crate::diagnostic::Severity;
use crate::policy::{
    Condition, ConditionKey, ConditionValue, Family, GITHUB, KeyMeaning, PolicyType, PrincipalEntry, PrincipalKind,
    Provider, Statement,
};
use crate::rule::{Context, rule};
use crate::wording::{count, quote, quote_whole};

rule!(
    "unrestricted-oidc-provider",
    Security,
    Warning,
    [
        "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
        "MISSING_GITHUB_REPO_CONDITION_KEY",
        "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED"
    ],
    Statement(check)
);

/// The claims of GitHub that say from which repository a token comes, besides the subject.
const REPOSITORY_CLAIMS: &[&str] = &["job_workflow_ref", "repository", "repository_id"];

/// The claims of GitHub that say from which branch, tag or workflow file a token comes.
const BRANCH_CLAIMS: &[&str] = &["job_workflow_ref", "ref"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let applies = cx.policy_type() == PolicyType::Trust && statement.is_allow();
    if !applies || statement.covers_action("sts:AssumeRoleWithWebIdentity") != Some(true) {
        return;
    }
    // A key that is still to be filled in may be that of any provider.
    let unclear = |key: &ConditionKey<'_>| matches!(key.meaning, KeyMeaning::Placeholder | KeyMeaning::Variable);
    if statement.object.open || statement.condition_keys().any(|(_, key)| unclear(key)) {
        return;
    }
    for entry in statement.principals_under(PrincipalKind::Federated) {
        let Some(issuer) = Provider::parse(entry.as_str()).and_then(Provider::issuer) else { continue };
        if cx.policy().has_placeholder(entry.span()) {
            continue;
        }
        if issuer == GITHUB {
            github(statement, entry, cx);
        } else if !statement.condition_keys().any(|(_, key)| claim(key, issuer).is_some()) {
            cx.report(entry.span(), format!("whoever has a token of {} can assume this role", quote(issuer)))
                .aws_code("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL")
                .help(format!(
                    "Add a condition on the subject: {}.",
                    quote_whole(&format!("\"StringEquals\": {{\"{issuer}:sub\": \"<subject>\"}}"))
                ));
        }
    }
}

/// The claim of this issuer's tokens that a condition key is about.
fn claim<'k>(key: &ConditionKey<'k>, issuer: &str) -> Option<&'k str> {
    let name = key.name();
    let prefix = name.get(..issuer.len())?;
    let claim = name.get(issuer.len()..)?.strip_prefix(':')?;
    prefix.eq_ignore_ascii_case(issuer).then_some(claim)
}

fn github(statement: &Statement<'_>, entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let restricts = |condition: &Condition<'_>, key: &ConditionKey<'_>, claims: &[&str]| {
        condition.operator.is_some_and(|operator| {
            operator.family() == Family::String && !operator.is_negated() && !operator.if_exists
        }) && claim(key, GITHUB).is_some_and(|claim| claims.iter().any(|known| claim.eq_ignore_ascii_case(known)))
    };
    let any = |claims: &[&str]| statement.condition_keys().any(|(condition, key)| restricts(condition, key, claims));
    let has_repository = any(REPOSITORY_CLAIMS);
    let has_branch = any(BRANCH_CLAIMS);
    let mut subjects =
        statement.condition_keys().filter(|(condition, key)| restricts(condition, key, &["sub"])).peekable();
    if subjects.peek().is_none() && !has_repository {
        cx.report(entry.span(), "a workflow of any repository on GitHub can assume this role")
            .aws_code("MISSING_GITHUB_REPO_CONDITION_KEY")
            .help(format!(
                "Add a condition on the subject: {}.",
                quote_whole(&format!(
                    "\"StringEquals\": {{\"{GITHUB}:sub\": \"repo:<owner>/<repository>:ref:refs/heads/<branch>\"}}"
                ))
            ));
        return;
    }
    for (condition, key) in subjects {
        let wildcards = condition.operator.is_some_and(|operator| operator.comparison.has_wildcards());
        let open: Vec<(&ConditionValue<'_>, Open<'_>)> = key
            .values
            .iter()
            .filter(|value| !cx.policy().has_placeholder(value.span()))
            .filter_map(|value| Some((value, openness(value.text()?.as_str(), wildcards)?)))
            .filter(|(_, open)| match open {
                Open::Repository(_) => !has_repository,
                _ => !has_branch,
            })
            .collect();
        for what in ["repository", "branch", "environment"] {
            let group: Vec<_> = open.iter().filter(|(_, open)| open.what() == what).collect();
            report(&group, cx);
        }
    }
}

/// What a subject of GitHub leaves open.
#[derive(Clone, Copy)]
enum Open<'t> {
    /// The repository; the text is the owner, where that is fixed.
    Repository(Option<&'t str>),
    /// The branch; the text is the repository.
    Branch(&'t str),
    /// The branch, but not the environment.
    BranchOfEnvironment,
}

impl Open<'_> {
    const fn what(self) -> &'static str {
        match self {
            Self::Repository(_) => "repository",
            Self::Branch(_) => "branch",
            Self::BranchOfEnvironment => "environment",
        }
    }
}

/// What `subject` leaves open; nothing where it says enough, or is of a form made by the owner.
fn openness(subject: &str, wildcards: bool) -> Option<Open<'_>> {
    let open = |text: &str| wildcards && text.contains(['*', '?']);
    if subject.contains("${") || (!wildcards && subject.contains(['*', '?'])) {
        return None;
    }
    let Some(rest) = subject.strip_prefix("repo:") else {
        return (open(subject) && pattern_reaches_all(subject)).then_some(Open::Repository(None));
    };
    let (repository, context) = rest.split_once(':').unwrap_or((rest, ""));
    let (owner, name) = repository.split_once('/').unwrap_or((repository, ""));
    if open(owner) {
        return Some(Open::Repository(None));
    }
    if open(name) || name.is_empty() {
        return Some(Open::Repository(Some(owner)));
    }
    let branch = context.strip_prefix("ref:refs/heads/").or_else(|| context.strip_prefix("ref:refs/tags/"));
    match branch {
        Some(branch) if !branch.starts_with(['*', '?']) || !open(branch) => None,
        None if context.starts_with("environment:") && !open(context) => Some(Open::BranchOfEnvironment),
        _ => Some(Open::Branch(repository)),
    }
}

/// Whether a pattern can match the subject of any repository: `*`, `re*`.
fn pattern_reaches_all(pattern: &str) -> bool {
    let literal = pattern.split(['*', '?']).next().unwrap_or("");
    "repo:".starts_with(literal)
}

/// One finding for the values of a key that leave the same open.
fn report(group: &[&(&ConditionValue<'_>, Open<'_>)], cx: &mut Context<'_>) {
    let Some(&&(first, open)) = group.first() else { return };
    let text = first.as_str();
    let others = group.len() - 1;
    let message = match open {
        Open::Repository(_) if others > 0 => format!("{} leave the repository open", count(group.len(), "subject")),
        _ if others > 0 => format!("{} leave the branch open", count(group.len(), "subject")),
        Open::Repository(None) => format!("{} leaves the owner open: strangers can assume this role", quote(&text)),
        Open::Repository(Some(owner)) => {
            format!("{} fits every repository that {} has or makes", quote(&text), quote(owner))
        }
        Open::Branch(repository) => {
            format!("{} names no branch: whoever can push to {} can assume this role", quote(&text), quote(repository))
        }
        Open::BranchOfEnvironment => format!("{} leaves the branch to the rules of the environment", quote(&text)),
    };
    let help = match open {
        Open::Repository(_) => {
            "Name owner, repository and branch: `repo:<owner>/<repository>:ref:refs/heads/<branch>`.".to_owned()
        }
        Open::Branch(repository) => {
            format!("Name the branch: {}.", quote_whole(&format!("repo:{repository}:ref:refs/heads/main")))
        }
        Open::BranchOfEnvironment => format!(
            "Protect the environment, or add a condition on the branch: {}.",
            quote_whole(&format!("\"{GITHUB}:ref\": \"refs/heads/main\""))
        ),
    };
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED").help(help);
    if matches!(open, Open::BranchOfEnvironment) {
        // An environment can have rules of its own about who may use it.
        diagnostic.severity(Severity::Advice);
    }
    for (value, _) in &group[1..] {
        diagnostic.label(value.span(), "");
    }
}
