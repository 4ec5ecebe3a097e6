//! The keys of the configuration: one table, by which it is checked, described and written out.

/// A key and what belongs behind it.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_required: bool,
    /// What it is for, as a sentence.
    pub(super) about: &'static str,
    /// A value, as it is written.
    pub(super) example: &'static str,
}

/// What belongs behind a key.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// `true` or `false`.
    Flag,
    /// A number from 1.
    Number,
    /// Any text that is not empty.
    Text,
    /// A path, from the folder of the file.
    Path,
    /// A pattern of paths, as in .gitignore.
    Pattern,
    /// Several of them.
    Patterns,
    /// Prefixes of services.
    Prefixes,
    /// The name of a rule.
    Rule,
    /// Names of rules and of categories.
    Rules,
    /// Patterns of actions.
    Actions,
    /// Patterns of ARNs.
    Resources,
    /// A type of policies.
    PolicyType,
    /// A severity that fails a run, or `never`.
    FailOn,
    /// Names of rules, each with a severity or `off`.
    Levels,
    /// Tables with these keys.
    Tables(&'static [Key]),
}

/// The words for what fails a run.
pub(super) const FAIL_ON: &[&str] = &["error", "warning", "advice", "never"];

/// The words for what becomes of a rule.
pub(super) const LEVELS: &[&str] = &["off", "advice", "warning", "error"];

const fn key(name: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Key {
    Key { name, shape, is_required: false, about, example }
}

const fn required(name: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Key {
    Key { name, shape, is_required: true, about, example }
}

/// The keys of the file.
pub(super) const ROOT: &[Key] = &[
    key(
        "exclude",
        Shape::Patterns,
        "Files and folders that are left out, with the patterns of .gitignore.",
        r#"["vendor/", "*.generated.json"]"#,
    ),
    key(
        "select",
        Shape::Rules,
        "The rules to run, by name or category, in place of all that are not pedantic.",
        r#"["correctness", "template", "broad-action"]"#,
    ),
    key("pedantic", Shape::Flag, "Whether pedantic rules run too.", "true"),
    key(
        "fail-on",
        Shape::FailOn,
        "The severity from which findings fail a run: \"error\", \"warning\", \"advice\" or \"never\".",
        r#""warning""#,
    ),
    key(
        "baseline",
        Shape::Path,
        "The file with the findings that are known and let be.",
        r#"".arnlint-baseline.json""#,
    ),
    key(
        "known-services",
        Shape::Prefixes,
        "Prefixes of services that the AWS reference does not list.",
        r#"["private-service"]"#,
    ),
    key("rules", Shape::Levels, "The severity of single rules: \"off\", \"advice\", \"warning\" or \"error\".", ""),
    key("ignore", Shape::Tables(IGNORE), "Findings to live with, each with the reason why.", ""),
    key("policy-type", Shape::Tables(POLICY_TYPE), "The type of the policies below some paths.", ""),
    key(
        "template",
        Shape::Tables(TEMPLATE),
        "The documented template that the policies below some paths are made from.",
        "",
    ),
    key("forbid", Shape::Tables(FORBID), "Access that no policy below some paths is to grant.", ""),
    key("ceiling", Shape::Tables(CEILING), "A policy beyond which none below some paths is to grant.", ""),
];

const PATHS: &str = "The files it is about, with the patterns of .gitignore.";

const IGNORE: &[Key] = &[
    required("rule", Shape::Rule, "The rule whose findings it is about.", r#""broad-resource""#),
    required("path", Shape::Pattern, PATHS, r#""policies/deploy.json""#),
    key("sid", Shape::Text, "The Sid of the statement; without it, the whole file.", r#""Bootstrap""#),
    required("reason", Shape::Text, "Why the findings are fine.", r#""CDK names its buckets by itself""#),
];

const POLICY_TYPE: &[Key] = &[
    required("paths", Shape::Patterns, PATHS, r#"["org/scp/"]"#),
    required("type", Shape::PolicyType, "The type of policy.", r#""scp""#),
];

const TEMPLATE: &[Key] = &[
    required("document", Shape::Path, "The page with the template.", r#""docs/kinesis-permissions.md""#),
    key("policy", Shape::Number, "Which policy of the page, from 1; without it, the nearest.", "2"),
    required("paths", Shape::Patterns, PATHS, r#"["policies/streams/"]"#),
];

const FORBID: &[Key] = &[
    key("name", Shape::Text, "What messages call it.", r#""no new keys""#),
    key(
        "actions",
        Shape::Actions,
        "The actions, with `*` and `?` for any; without it, all.",
        r#"["iam:CreateAccessKey"]"#,
    ),
    key("resources", Shape::Resources, "The resources, as ARNs or `*`; without it, all.", r#"["*"]"#),
    key("paths", Shape::Patterns, "The files it is about; without it, all.", r#"["policies/"]"#),
];

const CEILING: &[Key] = &[
    required("policy", Shape::Path, "The file with the policy.", r#""ceilings/ci.json""#),
    key("paths", Shape::Patterns, "The files it is about; without it, all.", r#"["ci/"]"#),
];
