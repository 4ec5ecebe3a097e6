//! A tag condition that does not say which tag.

use crate::policy::{KeyMeaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("missing-tag-key", Correctness, Error, ["MISSING_TAG_KEY_IN_CONDITION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (_, key) in statement.condition_keys() {
        if !matches!(key.meaning, KeyMeaning::MissingTag) {
            continue;
        }
        let stem = key.name().trim_end_matches('/');
        cx.report(key.span(), format!("{} names no tag: no request has a value for it", quote(key.name())))
            .aws_code("MISSING_TAG_KEY_IN_CONDITION")
            .help(format!("Write the key of the tag behind a slash: `{stem}/<tag key>`."));
    }
}
