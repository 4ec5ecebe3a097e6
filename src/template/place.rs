//! The strings of a policy that can hold a placeholder, each with what it is there; and trees with
//! other strings in their places.

use std::collections::HashMap;

use crate::arn::Arn;
use crate::catalogue::Catalogue;
use crate::placeholder::{self, Field, Placeholder};
use crate::source::{Span, Spanned};
use crate::tree::{Array, Member, Node, Object, Text, Value};

/// What a string of a policy is. Names of operators, keys and kinds of principals are in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// `Version`, `Id`, or the `Sid` or `Effect` of a statement.
    Label(&'static str),
    Action {
        negated: bool,
    },
    Resource {
        negated: bool,
    },
    Principal {
        negated: bool,
        kind: String,
    },
    /// A condition key.
    Key {
        operator: String,
    },
    /// A value of a condition.
    Value {
        operator: String,
        key: String,
    },
}

impl Element {
    /// Whether more than one value makes a statement narrower.
    pub(super) fn is_negative(&self) -> bool {
        match self {
            Self::Action { negated } | Self::Resource { negated } | Self::Principal { negated, .. } => *negated,
            Self::Value { operator, .. } | Self::Key { operator } => operator.contains("not"),
            Self::Label(_) => false,
        }
    }

    fn field(&self) -> Field<'_> {
        match self {
            Self::Label(element @ ("Version" | "Effect")) => Field::Keyword { element },
            Self::Label(_) => Field::Label,
            Self::Action { .. } => Field::Action,
            Self::Resource { .. } => Field::Resource,
            Self::Principal { .. } => Field::Principal,
            Self::Key { .. } => Field::ConditionKey,
            Self::Value { key, .. } => Field::ConditionValue { key },
        }
    }

    /// The placeholders of a text at this place.
    pub(super) fn placeholders(&self, text: &str, catalogue: Catalogue<'_>) -> Vec<Placeholder> {
        // The words of the grammar are no placeholders.
        let is_word = matches!(text, "2012-10-17" | "2008-10-17" | "Allow" | "Deny");
        if is_word { Vec::new() } else { placeholder::find(text, self.field(), &catalogue) }
    }
}

/// A string of a policy.
#[derive(Clone, Debug)]
pub(super) struct Place<'d> {
    pub(super) element: Element,
    /// The statement it stands in, counted among all entries of `Statement`.
    pub(super) statement: Option<usize>,
    /// The string with its quotes.
    pub(super) span: Span,
    pub(super) text: Text<'d>,
}

/// The statements of a policy, with their places in the list.
pub(super) fn statements<'n, 'd>(root: &'n Node<'d>) -> &'n [Node<'d>] {
    let member = root.as_object().and_then(|object| object.get("Statement"));
    match member.map(|member| &member.value) {
        Some(Node { value: Value::Array(array), .. }) => &array.items,
        Some(single) => std::slice::from_ref(single),
        None => &[],
    }
}

/// The strings of a policy, in the order of the file.
pub(super) fn places<'d>(root: &Node<'d>) -> Vec<Place<'d>> {
    let mut found = Vec::new();
    let mut take = |element: &Element, statement: Option<usize>, node: &Node<'d>| {
        node.walk(&mut |node| {
            if let Value::String(text) = &node.value {
                found.push(Place { element: element.clone(), statement, span: node.span, text: text.clone() });
            }
        });
    };
    for name in ["Version", "Id"] {
        if let Some(member) = root.as_object().and_then(|object| object.get(name)) {
            take(&Element::Label(name), None, &member.value);
        }
    }
    for (index, statement) in statements(root).iter().enumerate() {
        for member in statement.as_object().map_or(&[][..], |object| &object.members) {
            let negated = member.name().starts_with("Not");
            match member.name() {
                "Sid" => take(&Element::Label("Sid"), Some(index), &member.value),
                "Effect" => take(&Element::Label("Effect"), Some(index), &member.value),
                "Action" | "NotAction" => take(&Element::Action { negated }, Some(index), &member.value),
                "Resource" | "NotResource" => take(&Element::Resource { negated }, Some(index), &member.value),
                "Principal" | "NotPrincipal" => match &member.value.value {
                    Value::Object(object) => object.members.iter().for_each(|member| {
                        let element = Element::Principal { negated, kind: member.name().to_ascii_lowercase() };
                        take(&element, Some(index), &member.value);
                    }),
                    _ => take(&Element::Principal { negated, kind: String::new() }, Some(index), &member.value),
                },
                "Condition" => {
                    let operators = member.value.as_object().map_or(&[][..], |object| &object.members);
                    for operator in operators {
                        let keys = operator.value.as_object().map_or(&[][..], |object| &object.members);
                        let operator = operator.name().to_ascii_lowercase();
                        for key in keys {
                            let name = Node { span: key.key.span, value: Value::String(key.key.value.clone()) };
                            take(&Element::Key { operator: operator.clone() }, Some(index), &name);
                            let key_name = key.name().to_ascii_lowercase();
                            let element = Element::Value { operator: operator.clone(), key: key_name };
                            take(&element, Some(index), &key.value);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found.sort_by_key(|place| place.span);
    found
}

/// The partition that all ARNs of some strings are in; nothing where they name none, or several.
pub(super) fn partition_of(places: &[Place<'_>]) -> Option<String> {
    let mut found: Option<&str> = None;
    for arn in places.iter().filter_map(|place| Arn::parse(place.text.as_str())?.ok()) {
        if found.is_some_and(|known| known != arn.partition.text) {
            return None;
        }
        found = Some(arn.partition.text);
    }
    found.filter(|partition| partition.starts_with("aws")).map(str::to_owned)
}

/// What stands in the place of strings, by the places of these. Where it is several, they become a
/// list, or entries of the one that is there.
pub(super) type Changes<'d> = HashMap<Span, Vec<Text<'d>>>;

/// A tree with some of its strings changed. Everything keeps its place in the file.
pub(super) fn rewritten<'d>(node: &Node<'d>, changes: &Changes<'d>) -> Node<'d> {
    let value = match &node.value {
        Value::String(_) => match changes.get(&node.span).map(Vec::as_slice) {
            Some([text]) => Value::String(text.clone()),
            Some(texts) => Value::Array(Array { items: strings(node.span, texts).into(), open: false }),
            None => node.value.clone(),
        },
        Value::Array(array) => {
            let items = array.items.iter().flat_map(|item| match changes.get(&item.span) {
                Some(texts) if item.text().is_some() => strings(item.span, texts),
                _ => vec![rewritten(item, changes)],
            });
            Value::Array(Array { items: items.collect(), open: array.open })
        }
        Value::Object(object) => {
            let members = object.members.iter().map(|member| {
                let key = changes.get(&member.key.span).and_then(|texts| texts.first());
                let key = key
                    .map_or_else(|| member.key.clone(), |text| Spanned { span: member.key.span, value: text.clone() });
                Member { key, value: rewritten(&member.value, changes) }
            });
            Value::Object(Object { members: members.collect(), open: object.open })
        }
        other => other.clone(),
    };
    Node { span: node.span, value }
}

fn strings<'d>(span: Span, texts: &[Text<'d>]) -> Vec<Node<'d>> {
    texts.iter().map(|text| Node { span, value: Value::String(text.clone()) }).collect()
}

/// A text that stands in the place of a whole string.
pub(super) fn replaced<'d>(place: &Text<'_>, by: &str) -> Text<'d> {
    let whole = 0..place.as_str().len();
    spliced(place, &[(whole, by)])
}

/// A text with other words in some of its ranges, which are in order; each knows the place of what
/// it stands for.
pub(super) fn spliced<'d>(text: &Text<'_>, pieces: &[(std::ops::Range<usize>, &str)]) -> Text<'d> {
    use crate::text_map::Segment;
    let mut value = String::new();
    let mut segments = Vec::new();
    let mut push = |piece: &str, host: Span, value: &mut String| {
        if !piece.is_empty() {
            let decoded = Span::from_range(value.len()..value.len() + piece.len());
            segments.push(Segment { decoded: decoded.start, decoded_len: decoded.len(), host });
            value.push_str(piece);
        }
    };
    let mut at = 0;
    for (range, by) in pieces {
        push(&text.as_str()[at..range.start], text.span(at..range.start), &mut value);
        push(by, text.span(range.clone()), &mut value);
        at = range.end;
    }
    push(&text.as_str()[at..], text.span(at..text.as_str().len()), &mut value);
    if value.is_empty() { Text::verbatim("", text.content_span().start) } else { Text::mapped(value, segments) }
}
