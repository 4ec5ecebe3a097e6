//! An `Effect` that is neither of the two words.

use crate::fix::{Edit, Fix};
use crate::policy::Statement;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("invalid-effect", Correctness, Error, ["INVALID_EFFECT"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for member in statement.object.all("Effect") {
        let Some(effect) = member.value.as_str() else { continue };
        if matches!(effect, "Allow" | "Deny") || cx.policy().has_placeholder(member.value.span) {
            continue;
        }
        let word = ["Allow", "Deny"].into_iter().find(|word| word.eq_ignore_ascii_case(effect.trim()));
        let near = ["Allow", "Deny"]
            .into_iter()
            .find(|word| strsim::osa_distance(&word.to_ascii_lowercase(), &effect.trim().to_ascii_lowercase()) <= 2);
        let editable = cx.is_editable(&member.value);
        let diagnostic = cx.report(member.value.span, format!("{} is not an effect", quote(effect)));
        diagnostic.aws_code("INVALID_EFFECT");
        match (word, near) {
            (Some(word), _) => {
                diagnostic.help(format!("Write {}: case and blanks count.", quote(word)));
                if editable {
                    let edit = Edit::replace(member.value.span, format!("\"{word}\""));
                    diagnostic.fix(Fix::safe(format!("Write {}", quote(word)), vec![edit]));
                }
            }
            (None, Some(near)) => {
                diagnostic.help(format!("Did you mean {}? There are two effects: `Allow` and `Deny`.", quote(near)));
            }
            (None, None) => {
                diagnostic.help("Write `Allow` or `Deny`.");
            }
        }
    }
}
