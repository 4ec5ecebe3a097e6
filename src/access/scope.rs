//! A statement as a conjunction of atoms, each on one dimension of a request.
//!
//! All operators come down to three atoms on the set of values that a request has for a key: some
//! value fits, every value fits (also when there is none), and there is a value. Negation stays
//! among them.

use super::glob::{Written, glob, glob_of_arn, plain_arn, plain_glob};
use super::predicate::Predicate;
use super::space::{Atom, Dimension, Scope, Space};
use crate::catalogue::ValueType;
use crate::pattern::language::{Glob, Token};
use crate::policy::{
    Clause, Condition, ConditionKey, Entry, Family, KeyMeaning, Operator, Policy, PolicyType, PrincipalClause,
    SetOperator, Statement,
};
use crate::tree::{Node, Text, Value};

impl Space {
    /// What a statement asks, but for the action. Two things that are written alike are one, also
    /// when nobody can say what they mean.
    pub(super) fn scope(&mut self, statement: &Statement<'_>, policy: &Policy<'_>) -> Scope {
        let mut scope = Vec::new();
        if statement.actions.len() != 1 || statement.actions.iter().any(|clause| clause.open) {
            scope.push(self.element("", statement.node));
        }
        for element in &statement.other {
            scope.push(self.element(element.name(), &element.value));
        }
        if statement.has_unseen_conditions() {
            scope.push(self.element("", statement.node));
        }
        match statement.principals.as_slice() {
            [] => {}
            [clause] => scope.push(self.callers(clause, policy)),
            _ => scope.push(self.element("", statement.node)),
        }
        match statement.resources.as_slice() {
            [] if policy.policy_type == PolicyType::Trust => {}
            // Some services take it for what the policy is attached to, which is one thing.
            [] if policy.policy_type == PolicyType::Resource => scope.push(self.opaque("no Resource".to_owned())),
            [clause] if !clause.open => scope.push(self.resources(clause, policy)),
            _ => scope.push(self.element("", statement.node)),
        }
        scope.extend(self.conditions(statement, policy).into_iter().flatten());
        scope.sort_unstable();
        scope.dedup();
        scope
    }

    fn resources(&mut self, clause: &Clause<'_>, policy: &Policy<'_>) -> Atom {
        let variables = policy.has_variables();
        let globs = clause.entries.iter().map(|entry| {
            let written = Written { text: entry.as_str(), holes: policy.placeholders_in(entry.text), variables };
            glob(&written, true, false, self)
        });
        match globs.collect::<Option<Vec<Glob>>>() {
            Some(globs) => {
                let predicate = self.predicate(Predicate::text(globs));
                Atom::Any(Dimension::Resource, predicate, !clause.negated)
            }
            None => self.element(clause.name(), &clause.member.value),
        }
    }

    /// One resource as a scope of its own; nothing where it cannot be read.
    pub(super) fn resource(&mut self, entry: &Entry<'_>, policy: &Policy<'_>) -> Option<Atom> {
        let variables = policy.has_variables();
        let written = Written { text: entry.as_str(), holes: policy.placeholders_in(entry.text), variables };
        let glob = glob(&written, true, false, self)?;
        Some(Atom::Any(Dimension::Resource, self.predicate(Predicate::text(vec![glob])), true))
    }

    fn callers(&mut self, clause: &PrincipalClause<'_>, policy: &Policy<'_>) -> Atom {
        let is_hole = |text: &Text<'_>| !policy.placeholders_in(text).is_empty();
        match Predicate::callers(clause, is_hole) {
            Some(predicate) => Atom::Any(Dimension::Caller, self.predicate(predicate), !clause.negated),
            None => self.element(clause.member.name(), &clause.member.value),
        }
    }

    /// That the resource is of one of these formats. `*` is the resource of actions that take none.
    pub(super) fn resources_of(&mut self, formats: &[String]) -> Atom {
        let star = Glob::new(vec![Token::Char { c: '*', fold: false }]);
        let read = |format: &String| if format == "*" { star.clone() } else { plain_arn(format) };
        let globs = formats.iter().map(read).collect();
        Atom::Any(Dimension::Resource, self.predicate(Predicate::text(globs)), true)
    }

    /// That the action matches one of these patterns, or with `false` none.
    pub(super) fn action(&mut self, patterns: &[String], sign: bool) -> Atom {
        let globs = patterns.iter().map(|pattern| plain_glob(pattern, true)).collect();
        Atom::Any(Dimension::Action, self.predicate(Predicate::text(globs)), sign)
    }

    /// What each condition key of a statement asks, in their order.
    pub(super) fn conditions(&mut self, statement: &Statement<'_>, policy: &Policy<'_>) -> Vec<Scope> {
        let mut all = Vec::new();
        for (condition, key) in statement.condition_keys() {
            let atoms = self.condition(condition, key, policy);
            all.push(atoms.unwrap_or_else(|| vec![self.opaque_condition(condition, key)]));
        }
        all
    }

    /// The atoms of a condition on one key; nothing where it cannot be reasoned about.
    fn condition(
        &mut self,
        condition: &Condition<'_>,
        key: &ConditionKey<'_>,
        policy: &Policy<'_>,
    ) -> Option<Vec<Atom>> {
        let operator = condition.operator.filter(|_| !key.open)?;
        if matches!(key.meaning, KeyMeaning::Placeholder | KeyMeaning::Variable) {
            return None;
        }
        let key_type = key.meaning.key_type();
        let multivalued = key_type.is_some_and(|key_type| key_type.multivalued);
        let truth = key_type.is_some_and(|key_type| (key_type.value, key_type.alternative) == (ValueType::Bool, None));
        let index = self.key(key.name(), multivalued, truth);
        // Who writes a set operator on a key that nobody knows has a reason to.
        self.keys[index].multivalued |= key_type.is_none() && operator.set.is_some();
        let dimension = Dimension::Key(index);
        if operator.family() == Family::Null {
            if operator.set.is_some() || operator.if_exists {
                return None;
            }
            let mut wants = key.values.iter().map(|value| match value.as_str().to_ascii_lowercase().as_str() {
                "true" => Some(false),
                "false" => Some(true),
                _ => None,
            });
            // Values are alternatives: with both of them the condition always holds.
            let first = wants.next()??;
            let rest: Option<Vec<bool>> = wants.collect();
            let is_always = rest?.iter().any(|&want| want != first);
            return Some(if is_always { Vec::new() } else { vec![Atom::Present(dimension, first)] });
        }
        let predicate = self.values(operator, key, policy)?;
        let predicate = self.predicate(predicate);
        let sign = !operator.is_negated();
        let all = match (operator.set, multivalued) {
            (Some(SetOperator::ForAllValues), _) => true,
            (Some(SetOperator::ForAnyValue), true) if operator.if_exists => return None,
            (Some(SetOperator::ForAnyValue), true) => false,
            (None, true) => return None,
            (Some(SetOperator::ForAnyValue), false) => operator.if_exists,
            (None, false) => operator.if_exists || operator.is_negated(),
        };
        Some(vec![if all { Atom::All(dimension, predicate, sign) } else { Atom::Any(dimension, predicate, sign) }])
    }

    /// The union of the values of a condition.
    fn values(&mut self, operator: Operator, key: &ConditionKey<'_>, policy: &Policy<'_>) -> Option<Predicate> {
        let variables = policy.has_variables();
        let texts: Vec<String> = key.values.iter().map(|value| value.as_str().into_owned()).collect();
        let holes = |at: usize| key.values[at].text().map_or_else(Vec::new, |text| policy.placeholders_in(text));
        let globs = |space: &mut Self, read: &dyn Fn(&Written<'_>, &mut Self) -> Option<Glob>| {
            let globs = texts.iter().enumerate().map(|(at, text)| {
                let variables = variables && operator.family() != Family::Binary;
                read(&Written { text, holes: holes(at), variables }, space)
            });
            globs.collect::<Option<Vec<Glob>>>().map(Predicate::text)
        };
        match operator.family() {
            Family::String => {
                let fold = operator.comparison.name().contains("IgnoreCase");
                let wild = operator.comparison.has_wildcards();
                globs(self, &|written, space| glob(written, wild, fold, space))
            }
            Family::Arn => globs(self, &glob_of_arn),
            Family::Binary => globs(self, &|written, space| glob(written, false, false, space)),
            Family::Bool => Predicate::truths(&texts),
            Family::Numeric => Predicate::numbers(operator.comparison, &texts),
            Family::Date => Predicate::dates(operator.comparison, &texts),
            Family::IpAddress => Predicate::addresses(&texts),
            Family::Null => None,
        }
    }

    /// Whether a statement whose effect cannot be read allows.
    pub(super) fn effect(&mut self, statement: &Statement<'_>) -> Atom {
        match statement.object.get("Effect") {
            Some(effect) => self.element("Effect", &effect.value),
            None => self.opaque("Effect".to_owned()),
        }
    }

    /// A condition that is only known by how it is written.
    fn opaque_condition(&mut self, condition: &Condition<'_>, key: &ConditionKey<'_>) -> Atom {
        let (operator, name) = (condition.name().to_ascii_lowercase(), key.name().to_ascii_lowercase());
        let mut values: Vec<String> = key.values.iter().map(|value| value.as_str().into_owned()).collect();
        if key.open || values.is_empty() {
            return self.element(&format!("{operator}\n{name}"), &key.member.value);
        }
        values.sort_unstable();
        self.opaque(format!("{operator}\n{name}\n{}", values.join("\n")))
    }

    /// An element that is only known by how it is written.
    fn element(&mut self, name: &str, node: &Node<'_>) -> Atom {
        let mut text = format!("{name}:");
        if is_seen(node, &mut text) { self.opaque(text) } else { self.unseen() }
    }
}

/// Writes what a value says, but for its layout; whether all of it is seen.
fn is_seen(node: &Node<'_>, into: &mut String) -> bool {
    match &node.value {
        Value::Null => into.push_str("null"),
        Value::Bool(value) => into.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => into.push_str(number),
        Value::String(text) => into.push_str(&format!("{:?}", text.as_str())),
        Value::Template(_) | Value::Unknown => return false,
        Value::Array(array) => {
            into.push('[');
            let is_seen = array.items.iter().all(|item| {
                let seen = is_seen(item, into);
                into.push(',');
                seen
            });
            into.push(']');
            return is_seen && !array.open;
        }
        Value::Object(object) => {
            into.push('{');
            let is_seen = object.members.iter().all(|member| {
                into.push_str(&format!("{:?}:", member.name()));
                let seen = is_seen(&member.value, into);
                into.push(',');
                seen
            });
            into.push('}');
            return is_seen && !object.open;
        }
    }
    true
}
