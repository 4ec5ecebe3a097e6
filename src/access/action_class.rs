//! Actions that the same statements are about are one question.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Service};
use crate::pattern::{is_pattern, matches_ignore_case};
use crate::policy::Statement;

/// Actions, and which of the statements are about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// Places among the statements that were given.
    pub(super) statements: Vec<usize>,
    /// Full names, in the order of the reference. Never empty.
    pub(super) actions: Vec<String>,
}

/// The classes of all actions that the first statement is about, known ones and those that are
/// spelt out. The rest only tell them apart.
pub(super) fn classes(statements: &[&Statement<'_>], catalogue: Catalogue<'_>) -> Vec<Class> {
    let Some(first) = statements.first() else { return Vec::new() };
    let mut classes: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
    for service in catalogue.services() {
        let views: Vec<View<'_>> = statements.iter().map(|statement| View::of(statement, service)).collect();
        if !views[0].can_apply() {
            continue;
        }
        for action in service.actions() {
            if views[0].applies(action.name()) {
                let about = (0..views.len()).filter(|&at| views[at].applies(action.name())).collect();
                classes.entry(about).or_default().push(format!("{}:{}", service.prefix(), action.name()));
            }
        }
    }
    for name in first.actions.iter().filter(|clause| !clause.negated).flat_map(|clause| &clause.entries) {
        let name = name.as_str();
        if !is_pattern(name) && name.contains(':') && catalogue.action(name).is_none() {
            let about = (0..statements.len()).filter(|&at| applies(statements[at], name)).collect();
            classes.entry(about).or_default().push(name.to_owned());
        }
    }
    classes.into_iter().map(|(statements, actions)| Class { statements, actions }).collect()
}

fn applies(statement: &Statement<'_>, name: &str) -> bool {
    let [clause] = statement.actions.as_slice() else { return false };
    clause.entries.iter().any(|entry| matches_ignore_case(entry.as_str(), name)) != clause.negated
}

/// The entries of a statement that can match actions of one service.
struct View<'s> {
    negated: bool,
    /// Patterns for the name alone; `*` where the entry is a bare star.
    names: Vec<&'s str>,
    /// Entries whose wildcards reach over the colon.
    whole: Vec<&'s str>,
    prefix: &'s str,
}

impl<'s> View<'s> {
    fn of(statement: &'s Statement<'_>, service: Service<'s>) -> Self {
        let mut view = Self { negated: true, names: Vec::new(), whole: Vec::new(), prefix: service.prefix() };
        let [clause] = statement.actions.as_slice() else {
            // No action, or two answers: nothing is known of the statement.
            view.negated = false;
            return view;
        };
        view.negated = clause.negated;
        for entry in &clause.entries {
            match entry.as_str().split_once(':') {
                Some((prefix, name)) if prefix.eq_ignore_ascii_case(view.prefix) => view.names.push(name),
                Some((prefix, _)) if !is_pattern(prefix) => {}
                None if entry.as_str() == "*" => view.names.push("*"),
                _ => view.whole.push(entry.as_str()),
            }
        }
        view
    }

    /// Whether it can be about any action of the service.
    fn can_apply(&self) -> bool {
        self.negated || !self.names.is_empty() || !self.whole.is_empty()
    }

    fn applies(&self, name: &str) -> bool {
        let is_listed = self.names.iter().any(|pattern| matches_ignore_case(pattern, name))
            || !self.whole.is_empty() && {
                let full = format!("{}:{name}", self.prefix);
                self.whole.iter().any(|pattern| matches_ignore_case(pattern, &full))
            };
        is_listed != self.negated
    }
}
