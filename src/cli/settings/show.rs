//! The configuration in force, as `arnlint config` prints it.

use std::fmt::Write;

use serde::Serialize;

use super::Settings;
use crate::rule::{Category, Rule};
use crate::rules;
use crate::wording::loggable;

impl Settings {
    /// What is in force, as a configuration file that says all of it.
    pub(in crate::cli) fn show(&self, active: &[&'static Rule]) -> String {
        let mut text = String::new();
        let name = self.source.as_ref().map(|source| source.name());
        let _ = match name {
            Some(name) => writeln!(text, "# In force by {}:", loggable(name)),
            None => writeln!(text, "# No configuration file was found, so this is the default:"),
        };
        let fail_on = self.fail_on.unwrap_or_default();
        let _ = writeln!(text, "fail-on = {}", quoted(fail_on.name()));
        if let Some(baseline) = &self.baseline {
            let _ = writeln!(text, "baseline = {}", quoted(&baseline.to_string_lossy()));
        }
        if !self.known_services.is_empty() {
            let _ = writeln!(text, "known-services = {}", list(&self.known_services));
        }
        text.push_str("\n# What is in a comment is as the rules have it by themselves.\n[rules]\n");
        for rule in rules::all() {
            let is_active = active.iter().any(|active| active.name == rule.name);
            let _ = match self.levels.get(rule.name) {
                _ if !is_active => writeln!(text, "{} = \"off\"", rule.name),
                Some(Some(level)) => writeln!(text, "{} = {}", rule.name, quoted(level.name())),
                _ if rule.category == Category::Pedantic => {
                    writeln!(text, "{} = {}", rule.name, quoted(rule.severity.name()))
                }
                _ => writeln!(text, "# {} = {}", rule.name, quoted(rule.severity.name())),
            };
        }
        text
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut value = String::new();
    let _ = text.serialize(toml::ser::ValueSerializer::new(&mut value));
    value
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}
