//! A table of the configuration, held against its keys.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::forbid;
use super::super::near::did_you_mean;
use super::keys::{FAIL_ON, Key, LEVELS, Shape};
use super::pattern;
use crate::catalogue::Catalogue;
use crate::policy::PolicyType;
use crate::rule::Category;
use crate::rules;
use crate::source::Span;
use crate::wording::quote;

/// A mistake in the configuration.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// A table and what it may hold. Once it was [checked](Self::check) without a fault, each key has
/// what belongs there.
#[derive(Clone, Copy)]
pub(super) struct Section<'t> {
    table: &'t DeTable<'t>,
    keys: &'static [Key],
    /// Where the table begins.
    pub(super) span: Span,
}

type Node<'t> = Spanned<DeValue<'t>>;

impl<'t> Section<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, keys: &'static [Key], span: Span) -> Self {
        Self { table, keys, span }
    }

    /// Says everything that is wrong with the table.
    pub(super) fn check(self, name: &str, catalogue: Catalogue<'_>, faults: &mut Vec<Fault>) {
        for (written, value) in self.table {
            let Some(key) = self.keys.iter().find(|key| key.name == written.get_ref()) else {
                let names = || self.keys.iter().map(|key| key.name);
                let all = || format!("The keys here are {}.", names().collect::<Vec<_>>().join(", "));
                let help = did_you_mean(written.get_ref(), names()).unwrap_or_else(all);
                faults.push(fault(written.span(), format!("unknown key {}", quote(written.get_ref())), help));
                continue;
            };
            check_value(key, value, catalogue, faults);
        }
        for key in self.keys.iter().filter(|key| key.is_required && !self.table.contains_key(key.name)) {
            let message = format!("{name} needs `{}`", key.name);
            faults.push(Fault { span: self.span, message, help: Some(key.about.to_owned()) });
        }
    }

    fn value(self, name: &str) -> Option<&'t DeValue<'t>> {
        debug_assert!(self.keys.iter().any(|key| key.name == name), "{name} is in the table of keys");
        self.table.get(name).map(Spanned::get_ref)
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.value(name)?.as_bool()
    }

    pub(super) fn number(self, name: &str) -> Option<usize> {
        self.value(name)?.as_integer().and_then(|number| number.as_str().parse().ok())
    }

    pub(super) fn text(self, name: &str) -> Option<&'t str> {
        self.value(name)?.as_str()
    }

    pub(super) fn texts(self, name: &str) -> Vec<String> {
        let list = self.value(name).and_then(DeValue::as_array);
        list.into_iter().flatten().filter_map(|item| Some(item.get_ref().as_str()?.to_owned())).collect()
    }

    /// The members of a table whose keys are names.
    pub(super) fn pairs(self, name: &str) -> Vec<(&'t str, &'t str)> {
        let table = self.value(name).and_then(DeValue::as_table);
        let pair = |(key, value): (&'t Spanned<_>, &'t Node<'t>)| -> Option<(&'t str, &'t str)> {
            let key: &'t std::borrow::Cow<'t, str> = key.get_ref();
            Some((key.as_ref(), value.get_ref().as_str()?))
        };
        table.into_iter().flatten().filter_map(pair).collect()
    }

    pub(super) fn sections(self, name: &str) -> Vec<Self> {
        let key = self.keys.iter().find(|key| key.name == name);
        let Some(Key { shape: Shape::Tables(keys), .. }) = key else { return Vec::new() };
        let list = self.value(name).and_then(DeValue::as_array);
        list.into_iter().flatten().filter_map(|item| section(item, keys)).collect()
    }
}

fn section<'t>(item: &'t Node<'t>, keys: &'static [Key]) -> Option<Section<'t>> {
    Some(Section::new(item.get_ref().as_table()?, keys, Span::from_range(item.span())))
}

fn fault(span: std::ops::Range<usize>, message: String, help: impl Into<Option<String>>) -> Fault {
    Fault { span: Span::from_range(span), message, help: help.into() }
}

fn check_value(key: &Key, value: &Node<'_>, catalogue: Catalogue<'_>, faults: &mut Vec<Fault>) {
    let mut wrong = |what: &str, help: Option<String>| {
        faults.push(fault(value.span(), format!("`{}` takes {what}", key.name), help));
    };
    match key.shape {
        Shape::Flag if !value.get_ref().is_bool() => wrong("`true` or `false`", None),
        Shape::Number => {
            let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse::<usize>().ok());
            if number.is_none_or(|number| number == 0) {
                wrong("a number from 1", None);
            }
        }
        Shape::Levels => match value.get_ref().as_table() {
            None => wrong("a table with the names of rules", None),
            Some(table) => check_levels(table, faults),
        },
        Shape::Tables(keys) => match value.get_ref().as_array() {
            Some(list) if list.iter().all(|item| item.get_ref().is_table()) => {
                let name = format!("[[{}]]", key.name);
                list.iter()
                    .filter_map(|item| section(item, keys))
                    .for_each(|section| section.check(&name, catalogue, faults));
            }
            _ => {
                let off = "To switch a rule off, write `rule-name = \"off\"` below `[rules]`.".to_owned();
                wrong(&format!("tables: `[[{}]]`", key.name), (key.name == "ignore").then_some(off));
            }
        },
        Shape::Text | Shape::Path | Shape::Pattern | Shape::Rule | Shape::PolicyType | Shape::FailOn => {
            match value.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() => check_text(key, text, value, catalogue, faults),
                Some(_) => wrong("a text that is not empty", None),
                None => wrong("a text", None),
            }
        }
        Shape::Patterns | Shape::Prefixes | Shape::Rules | Shape::Actions | Shape::Resources => {
            let Some(list) = value.get_ref().as_array() else { return wrong("a list of texts", None) };
            for item in list {
                match item.get_ref().as_str() {
                    Some(text) if !text.trim().is_empty() => check_text(key, text, item, catalogue, faults),
                    _ => {
                        faults.push(fault(item.span(), format!("`{}` takes texts that are not empty", key.name), None));
                    }
                }
            }
        }
        Shape::Flag => {}
    }
}

fn check_text(key: &Key, text: &str, value: &Node<'_>, catalogue: Catalogue<'_>, faults: &mut Vec<Fault>) {
    let mut wrong = |message: String, help: Option<String>| faults.push(fault(value.span(), message, help));
    match key.shape {
        Shape::Pattern | Shape::Patterns => {
            if let Err(reason) = pattern::check(text) {
                wrong(format!("{} is no pattern: {reason}", quote(text)), None);
            }
        }
        Shape::Rule if rules::find(text).is_none() => {
            wrong(format!("no rule is called {}", quote(text)), rule_help(text, &[]));
        }
        Shape::Rules if rules::selected(text).is_none() => {
            let categories: Vec<&str> = Category::ALL.iter().map(|category| category.name()).collect();
            wrong(format!("no rule and no category is called {}", quote(text)), rule_help(text, &categories));
        }
        Shape::PolicyType if text.parse::<PolicyType>().is_err() => {
            let names: Vec<&str> = PolicyType::ALL.iter().map(|known| known.name()).collect();
            wrong(format!("{} is no type of policy", quote(text)), help_of(text, &names));
        }
        Shape::FailOn if !FAIL_ON.contains(&text) => {
            wrong(format!("{} is no value of `{}`", quote(text), key.name), help_of(text, FAIL_ON));
        }
        Shape::Actions => {
            if let Err(unknown) = forbid::exists(text, catalogue) {
                let help = unknown.near.map(|near| format!("Did you mean `{near}`?"));
                wrong(format!("no action is called {}", quote(text)), help);
            }
        }
        Shape::Resources if !forbid::is_resource(text) => {
            wrong(format!("{} is neither an ARN nor `*`", quote(text)), None);
        }
        _ => {}
    }
}

fn check_levels(table: &DeTable<'_>, faults: &mut Vec<Fault>) {
    for (name, level) in table {
        if rules::find(name.get_ref()).is_none() {
            let message = format!("no rule is called {}", quote(name.get_ref()));
            faults.push(fault(name.span(), message, rule_help(name.get_ref(), &[])));
        }
        let text = level.get_ref().as_str().unwrap_or_default();
        if !LEVELS.contains(&text) {
            let message = format!("{} is no severity of a rule", quote(text));
            faults.push(fault(level.span(), message, help_of(text, LEVELS)));
        }
    }
}

fn rule_help(text: &str, more: &[&str]) -> Option<String> {
    let names = rules::all().iter().map(|rule| rule.name).chain(more.iter().copied());
    did_you_mean(text, names).or_else(|| Some("`arnlint rules` lists them.".to_owned()))
}

fn help_of(text: &str, names: &[&str]) -> Option<String> {
    did_you_mean(text, names.iter().copied()).or_else(|| Some(format!("Write one of {}.", names.join(", "))))
}
