//! A statement as a conjunction of atoms, each on one dimension of a request.
//!
//! All operators come down to three atoms on the set of values that a request has for a key: some
//! value fits, every value fits (also when there is none), and there is a value. Negation stays
//! among them.

use std::collections::HashMap;

use super::glob::{Reading, glob, glob_of_arn};
use super::predicate::Predicate;
use crate::catalogue::ValueType;
use crate::pattern::language::Glob;
use crate::policy::{
    Condition, ConditionKey, Family, Operator, Policy, PolicyType, PrincipalClause, SetOperator, Statement,
};

/// One coordinate of a request. The action is none: it is fixed before the search begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Dimension {
    Resource,
    Caller,
    /// A condition key, by its place in [`Space::keys`].
    Key(usize),
    /// Something that cannot be reasoned about, and holds or does not.
    Opaque(usize),
}

/// A predicate on one value, by its place in [`Space::predicates`].
pub(super) type PredicateId = usize;

/// What a statement asks of one dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    /// Some value fits the predicate, or with `false` does not.
    Any(Dimension, PredicateId, bool),
    /// Every value fits it, or with `false` none does.
    All(Dimension, PredicateId, bool),
    /// There is a value.
    Present(Dimension, bool),
}

impl Atom {
    pub(super) const fn dimension(self) -> Dimension {
        match self {
            Self::Any(dimension, ..) | Self::All(dimension, ..) | Self::Present(dimension, _) => dimension,
        }
    }
}

impl std::ops::Not for Atom {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Any(dimension, predicate, sign) => Self::All(dimension, predicate, !sign),
            Self::All(dimension, predicate, sign) => Self::Any(dimension, predicate, !sign),
            Self::Present(dimension, sign) => Self::Present(dimension, !sign),
        }
    }
}

/// All that a statement asks, but for the action.
pub(super) type Scope = Vec<Atom>;

/// A condition key.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name in lower case.
    pub(super) name: String,
    /// Whether a request can hold several values of it.
    pub(super) multivalued: bool,
    /// Whether its values are `true` and `false` alone.
    pub(super) truth: bool,
}

/// A policy variable.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Variable {
    /// The condition key that it stands for, in lower case.
    pub(super) key: String,
    /// What stands there where a request has no value.
    pub(super) default: Option<String>,
}

/// The dimensions and predicates that some statements talk about. Equal ones are one.
#[derive(Debug, Default)]
pub(super) struct Space {
    pub(super) keys: Vec<Key>,
    pub(super) predicates: Vec<Predicate>,
    /// The policy variables, each of which is a letter of its own.
    pub(super) variables: Vec<Variable>,
    ids: HashMap<Predicate, PredicateId>,
    opaque: HashMap<String, usize>,
    unseen: usize,
}

impl Space {
    /// What a statement asks. Two conditions on one thing that are written alike are one, also
    /// when nobody can say what they mean.
    pub(super) fn scope(&mut self, statement: &Statement<'_>, policy: &Policy<'_>) -> Scope {
        let variables = policy.has_variables();
        let mut scope = Vec::new();
        let has_action = statement.actions.len() == 1 && statement.actions.iter().all(|clause| !clause.open);
        // Whatever is misspelt or still to be filled in may turn out as anything.
        let is_open = !statement.other.is_empty() || policy.has_placeholder(statement.span());
        if is_open || statement.effect.is_none() || statement.has_unseen_conditions() || !has_action {
            scope.push(self.unseen());
        }
        match statement.principals.as_slice() {
            [] => {}
            [clause] => scope.push(self.callers(clause)),
            _ => scope.push(self.unseen()),
        }
        match statement.resources.as_slice() {
            [] if policy.policy_type == PolicyType::Trust => {}
            [clause] if !clause.open => {
                let globs = clause
                    .entries
                    .iter()
                    .map(|entry| glob(entry.as_str(), Reading { wild: true, fold: false, variables }, self));
                match globs.collect::<Option<Vec<Glob>>>() {
                    Some(globs) => {
                        let predicate = self.predicate(Predicate::text(globs));
                        scope.push(Atom::Any(Dimension::Resource, predicate, !clause.negated));
                    }
                    None => scope.push(self.unseen()),
                }
            }
            _ => scope.push(self.unseen()),
        }
        scope.extend(self.conditions(statement, policy).into_iter().flatten());
        scope.sort_unstable();
        scope.dedup();
        scope
    }

    /// What each condition key of a statement asks, in their order.
    pub(super) fn conditions(&mut self, statement: &Statement<'_>, policy: &Policy<'_>) -> Vec<Scope> {
        let variables = policy.has_variables();
        let mut all = Vec::new();
        for (condition, key) in statement.condition_keys() {
            let atoms = self.condition(condition, key, variables);
            all.push(atoms.unwrap_or_else(|| vec![self.opaque(condition, key)]));
        }
        all
    }

    fn callers(&mut self, clause: &PrincipalClause<'_>) -> Atom {
        match Predicate::callers(clause) {
            Some(predicate) => Atom::Any(Dimension::Caller, self.predicate(predicate), !clause.negated),
            None => self.unseen(),
        }
    }

    /// The atoms of a condition on one key; nothing where it cannot be reasoned about.
    fn condition(&mut self, condition: &Condition<'_>, key: &ConditionKey<'_>, variables: bool) -> Option<Vec<Atom>> {
        let operator = condition.operator.filter(|_| !key.open)?;
        let name = key.name().to_ascii_lowercase();
        if name.contains("${") || matches!(key.meaning, crate::policy::KeyMeaning::Placeholder) {
            return None;
        }
        let key_type = key.meaning.key_type();
        let multivalued = key_type.is_some_and(|key_type| key_type.multivalued);
        let truth = key_type.is_some_and(|key_type| (key_type.value, key_type.alternative) == (ValueType::Bool, None));
        let index = self.keys.iter().position(|known| known.name == name).unwrap_or_else(|| {
            self.keys.push(Key { name, multivalued, truth });
            self.keys.len() - 1
        });
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
        let predicate = self.values(operator, key, variables)?;
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
    fn values(&mut self, operator: Operator, key: &ConditionKey<'_>, variables: bool) -> Option<Predicate> {
        let texts: Vec<String> = key.values.iter().map(|value| value.as_str().into_owned()).collect();
        match operator.family() {
            Family::String => {
                let fold = operator.comparison.name().contains("IgnoreCase");
                let reading = Reading { wild: operator.comparison.has_wildcards(), fold, variables };
                let globs = texts.iter().map(|text| glob(text, reading, self));
                globs.collect::<Option<_>>().map(Predicate::text)
            }
            Family::Arn => {
                let globs = texts.iter().map(|text| glob_of_arn(text, variables, self));
                globs.collect::<Option<_>>().map(Predicate::text)
            }
            Family::Binary => {
                let globs = texts.iter().map(|text| glob(text, Reading::default(), self));
                globs.collect::<Option<_>>().map(Predicate::text)
            }
            Family::Bool => Predicate::truths(&texts),
            Family::Numeric => Predicate::numbers(operator.comparison, &texts),
            Family::Date => Predicate::dates(operator.comparison, &texts),
            Family::IpAddress => Predicate::addresses(&texts),
            Family::Null => None,
        }
    }

    /// The place of a variable, new or known. With another default it is another one.
    pub(super) fn variable(&mut self, name: &str, default: Option<&str>) -> usize {
        let variable = Variable { key: name.to_ascii_lowercase(), default: default.map(str::to_owned) };
        self.variables.iter().position(|known| *known == variable).unwrap_or_else(|| {
            self.variables.push(variable);
            self.variables.len() - 1
        })
    }

    /// The place of a predicate, new or known.
    fn predicate(&mut self, predicate: Predicate) -> PredicateId {
        if let Some(&id) = self.ids.get(&predicate) {
            return id;
        }
        let id = self.predicates.len();
        self.ids.insert(predicate.clone(), id);
        self.predicates.push(predicate);
        id
    }

    /// A condition that is only known by how it is written.
    fn opaque(&mut self, condition: &Condition<'_>, key: &ConditionKey<'_>) -> Atom {
        if key.open {
            return self.unseen();
        }
        let mut values: Vec<String> = key.values.iter().map(|value| value.as_str().into_owned()).collect();
        values.sort_unstable();
        let (operator, name) = (condition.name().to_ascii_lowercase(), key.name().to_ascii_lowercase());
        let text = format!("{operator}\n{name}\n{}", values.join("\n"));
        let next = self.opaque.len() + self.unseen;
        let index = *self.opaque.entry(text).or_insert(next);
        Atom::Present(Dimension::Opaque(index), true)
    }

    /// Something that equals nothing else.
    fn unseen(&mut self) -> Atom {
        self.unseen += 1;
        Atom::Present(Dimension::Opaque(self.opaque.len() + self.unseen - 1), true)
    }
}
