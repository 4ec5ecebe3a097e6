//! The placeholders of a policy: which of its strings can hold one, and as what each is read.

use super::Operator;
use crate::catalogue::Catalogue;
use crate::placeholder::{self, Field, Placeholder};
use crate::source::Spanned;
use crate::tree::{Member, Node, Object, Text, Value};

/// A key that the grammar gives: the name of an element, of an operator, of a kind of principals.
const KEY: Field<'_> = Field::Keyword { element: "" };

/// The kinds of principals, which are no placeholders.
const PRINCIPALS: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];

/// The placeholders in all strings of a policy, in the order of the file.
pub(super) fn find_placeholders(root: &Node<'_>, catalogue: Catalogue<'_>) -> Vec<Spanned<Placeholder>> {
    let mut search = Search { catalogue, found: Vec::new() };
    if let Some(object) = root.as_object() {
        search.document(object);
    }
    search.found.sort_by_key(|placeholder| placeholder.span);
    search.found
}

/// A walk over the strings of a policy.
struct Search<'c> {
    catalogue: Catalogue<'c>,
    found: Vec<Spanned<Placeholder>>,
}

impl Search<'_> {
    fn document(&mut self, object: &Object<'_>) {
        for member in &object.members {
            match member.name() {
                "Version" => self.keyword(member, &["2012-10-17", "2008-10-17"]),
                "Id" => self.strings(&member.value, Field::Label),
                "Statement" => match &member.value.value {
                    Value::Array(array) => array.items.iter().for_each(|node| self.statement(node)),
                    _ => self.statement(&member.value),
                },
                _ => self.text(&member.key.value, KEY),
            }
        }
    }

    fn statement(&mut self, node: &Node<'_>) {
        // A string may stand for a whole statement.
        let Some(object) = node.as_object() else { return self.strings(node, Field::Keyword { element: "Statement" }) };
        for member in &object.members {
            match member.name() {
                "Sid" => self.strings(&member.value, Field::Label),
                "Effect" => self.keyword(member, &["Allow", "Deny"]),
                "Principal" | "NotPrincipal" => {
                    let kinds = member.value.as_object().map_or(&[][..], |object| &object.members);
                    for kind in kinds.iter().filter(|kind| !PRINCIPALS.contains(&kind.name())) {
                        self.text(&kind.key.value, KEY);
                    }
                    self.strings(&member.value, Field::Principal);
                }
                "Action" | "NotAction" => self.strings(&member.value, Field::Action),
                "Resource" | "NotResource" => self.strings(&member.value, Field::Resource),
                "Condition" => self.condition(&member.value),
                _ => self.text(&member.key.value, KEY),
            }
        }
    }

    fn condition(&mut self, node: &Node<'_>) {
        const CONDITION: Field<'_> = Field::Keyword { element: "Condition" };
        let Some(operators) = node.as_object() else { return self.strings(node, CONDITION) };
        for operator in &operators.members {
            // Names of operators are no placeholders either.
            if Operator::parse(operator.name()).is_none() {
                self.text(&operator.key.value, KEY);
            }
            let Some(keys) = operator.value.as_object() else {
                self.strings(&operator.value, CONDITION);
                continue;
            };
            for key in &keys.members {
                self.text(&key.key.value, Field::ConditionKey);
                self.strings(&key.value, Field::ConditionValue { key: key.name() });
            }
        }
    }

    /// The value of an element that takes nothing but `words`.
    fn keyword(&mut self, member: &Member<'_>, words: &[&str]) {
        if member.value.as_str().is_none_or(|value| !words.contains(&value)) {
            self.strings(&member.value, Field::Keyword { element: member.name() });
        }
    }

    /// All strings in a value.
    fn strings(&mut self, node: &Node<'_>, field: Field<'_>) {
        let items = match &node.value {
            Value::Array(array) => &array.items,
            _ => std::slice::from_ref(node),
        };
        for item in items {
            match &item.value {
                Value::String(text) => self.text(text, field),
                _ => item.walk(&mut |node| node.text().into_iter().for_each(|text| self.text(text, field))),
            }
        }
    }

    fn text(&mut self, text: &Text<'_>, field: Field<'_>) {
        let tokens = placeholder::find(text.as_str(), field, &self.catalogue);
        // Nearly no text has any.
        if !tokens.is_empty() {
            let tokens = tokens.into_iter();
            self.found.extend(tokens.map(|found| Spanned { span: text.span(found.range.clone()), value: found }));
        }
    }
}
