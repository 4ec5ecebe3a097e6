//! One statement of a policy.

use super::{
    ActionEntry, Clause, Condition, ConditionKey, Meaning, PrincipalClause, PrincipalEntry, PrincipalKind, Reader,
    ResourceArn,
};
use crate::pattern::matches_ignore_case;
use crate::source::Span;
use crate::tree::{Member, Node, Object};
use crate::wording::{push_number, push_shortened};

/// The elements that a statement may have.
pub(crate) const ELEMENTS: &[&str] =
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// Whether a statement allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `"Effect": "Allow"`.
    Allow,
    /// `"Effect": "Deny"`.
    Deny,
}

/// A statement. Clauses are lists, because a broken statement may hold an element twice, or
/// beside its negation; a sound one has at most one of each.
#[derive(Debug)]
pub struct Statement<'d> {
    /// Its place among the statements, from 0.
    pub index: usize,
    /// The statement with its braces.
    pub node: &'d Node<'d>,
    /// Its members.
    pub object: &'d Object<'d>,
    /// The first `Sid`.
    pub sid: Option<&'d Member<'d>>,
    /// What the first `Effect` says, if that is one of the two words.
    pub effect: Option<Effect>,
    /// `Principal` and `NotPrincipal`.
    pub principals: Vec<PrincipalClause<'d>>,
    /// `Action` and `NotAction`.
    pub actions: Vec<Clause<'d, ActionEntry<'d>>>,
    /// `Resource` and `NotResource`.
    pub resources: Vec<Clause<'d>>,
    /// The resources that are ARNs with six fields.
    pub arns: Vec<ResourceArn<'d>>,
    /// The conditions, all of which must hold.
    pub conditions: Vec<Condition<'d>>,
    /// Elements that the grammar does not know.
    pub other: Vec<&'d Member<'d>>,
    /// Whether there are actions that are not sound: few statements have some.
    has_unsound_actions: bool,
}

impl<'d> Statement<'d> {
    pub(super) fn read(index: usize, node: &'d Node<'d>, reader: &Reader<'_, 'd>) -> Option<Self> {
        let object = node.as_object()?;
        let mut statement = Self {
            index,
            node,
            object,
            sid: object.get("Sid"),
            effect: None,
            principals: Vec::new(),
            actions: Vec::new(),
            resources: Vec::new(),
            arns: Vec::new(),
            conditions: Vec::new(),
            other: Vec::new(),
            has_unsound_actions: false,
        };
        statement.effect = match object.get("Effect").and_then(|member| member.value.as_str()) {
            Some("Allow") => Some(Effect::Allow),
            Some("Deny") => Some(Effect::Deny),
            _ => None,
        };
        for member in &object.members {
            match member.name() {
                "Sid" | "Effect" => {}
                "Principal" | "NotPrincipal" => statement.principals.push(PrincipalClause::read(member)),
                "Action" | "NotAction" => {
                    let mut last = None;
                    let clause = Clause::read(member, |entry| {
                        let entry = ActionEntry::read(entry, reader, &mut last);
                        statement.has_unsound_actions |= !entry.meaning.is_sound();
                        entry
                    });
                    statement.actions.push(clause);
                }
                "Resource" | "NotResource" => {
                    let clause = Clause::read(member, |entry| entry);
                    statement.arns.extend(clause.entries.iter().filter_map(|&entry| ResourceArn::read(entry, reader)));
                    statement.resources.push(clause);
                }
                "Condition" => statement.conditions.extend(Condition::read_all(member, reader)),
                _ => statement.other.push(member),
            }
        }
        Some(statement)
    }

    /// Whether the statement allows.
    pub fn is_allow(&self) -> bool {
        self.effect == Some(Effect::Allow)
    }

    /// Whether the statement denies.
    pub fn is_deny(&self) -> bool {
        self.effect == Some(Effect::Deny)
    }

    /// The action entries that grant nothing for sure, each with the clause it stands in.
    pub fn unsound_actions(&self) -> impl Iterator<Item = (&Clause<'d, ActionEntry<'d>>, &ActionEntry<'d>)> {
        let clauses = if self.has_unsound_actions { self.actions.as_slice() } else { &[] };
        let entries = clauses.iter().flat_map(|clause| clause.entries.iter().map(move |entry| (clause, entry)));
        entries.filter(|(_, entry)| !entry.meaning.is_sound())
    }

    /// The principals under a key of `Principal`; those of `NotPrincipal` are left out.
    pub fn principals_under(&self, kind: PrincipalKind<'d>) -> impl Iterator<Item = &PrincipalEntry<'d>> {
        let clauses = self.principals.iter().filter(|clause| !clause.negated);
        clauses.flat_map(|clause| &clause.entries).filter(move |entry| entry.kind == kind)
    }

    /// The condition keys, each with the condition it stands in.
    pub fn condition_keys(&self) -> impl Iterator<Item = (&Condition<'d>, &ConditionKey<'d>)> {
        self.conditions.iter().flat_map(|condition| condition.keys.iter().map(move |key| (condition, key)))
    }

    /// Whether the statement is about the action of this full name. Nothing where that hangs on
    /// entries which are not seen or not filled in.
    pub fn covers_action(&self, action: &str) -> Option<bool> {
        let clause = self.actions.first()?;
        if clause.entries.iter().any(|entry| matches_ignore_case(entry.as_str(), action)) {
            return Some(!clause.negated);
        }
        let unclear = |entry: &ActionEntry<'_>| matches!(entry.meaning, Meaning::Placeholder | Meaning::Variable);
        if clause.open || clause.entries.iter().any(unclear) { None } else { Some(clause.negated) }
    }

    /// Whether there may be conditions, or keys of them, that are not seen.
    pub fn has_unseen_conditions(&self) -> bool {
        let unseen = |member: &Member<'_>| member.value.as_object().is_none_or(|object| object.open);
        self.object.open
            || self.object.all("Condition").any(unseen)
            || self.conditions.iter().any(|condition| unseen(condition.member))
    }

    /// Whether it says something that cannot be read: elements that the grammar does not know, or
    /// elements, conditions and keys that are not seen.
    pub fn has_unseen_elements(&self) -> bool {
        !self.other.is_empty() || self.has_unseen_conditions()
    }

    /// How messages call the statement: by its Sid, else by its number.
    pub fn label(&self) -> String {
        let mut label = String::new();
        self.push_label(&mut label);
        label
    }

    /// Adds what [`label`](Self::label) says.
    pub fn push_label(&self, out: &mut String) {
        out.push_str("statement ");
        match self.sid.and_then(|sid| sid.value.as_str()) {
            Some(sid) if !sid.is_empty() => {
                out.push('"');
                push_shortened(out, sid, 40);
                out.push('"');
            }
            _ => push_number(out, self.index + 1),
        }
    }

    /// Where to point at the statement as a whole.
    pub fn span(&self) -> Span {
        self.node.span
    }
}
