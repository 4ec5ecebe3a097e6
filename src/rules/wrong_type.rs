//! A value of a type that does not belong at its place.

use std::fmt::Display;

use crate::fix::{Edit, Fix};
use crate::policy::{Operator, Policy};
use crate::rule::{Context, rule};
use crate::tree::{Node, Value};

rule!("wrong-type", Correctness, Error, ["DATA_TYPE_MISMATCH"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some(object) = policy.object else {
        return root(policy.node, cx);
    };
    for member in &object.members {
        match member.name() {
            "Version" | "Id" => string(member.name(), &member.value, cx),
            "Statement" => each(&member.value, &mut |node| statement(node, cx)),
            _ => {}
        }
    }
}

/// A policy document that is no object.
fn root(node: &Node<'_>, cx: &mut Context<'_>) {
    let help = match &node.value {
        Value::Unknown => return,
        Value::Array(array) => {
            let policies =
                array.items.iter().filter_map(Node::as_object).any(|object| object.get("Statement").is_some());
            if policies {
                "Give each policy a file of its own, without the list around them."
            } else {
                "Put the statements into a policy: `{\"Version\": \"2012-10-17\", \"Statement\": […]}`."
            }
        }
        _ => "Write an object with `Version` and `Statement`.",
    };
    cx.report(node.span, format!("a policy is an object, this is {}", kind(&node.value)))
        .aws_code("DATA_TYPE_MISMATCH")
        .help(help);
}

fn statement(node: &Node<'_>, cx: &mut Context<'_>) {
    let Some(object) = expect_object("a statement", node, cx) else { return };
    for member in &object.members {
        let name = member.name();
        match name {
            "Sid" | "Effect" => string(name, &member.value, cx),
            "Action" | "NotAction" | "Resource" | "NotResource" => strings(name, &member.value, cx),
            "Principal" | "NotPrincipal" => principal(name, &member.value, cx),
            "Condition" => condition(&member.value, cx),
            _ => {}
        }
    }
}

fn principal(name: &str, node: &Node<'_>, cx: &mut Context<'_>) {
    match &node.value {
        Value::Object(object) => {
            for member in &object.members {
                strings(member.name(), &member.value, cx);
            }
        }
        Value::String(_) | Value::Template(_) | Value::Unknown => {}
        _ => report(node, &format!("`{name}` takes an object such as `{{\"AWS\": …}}`, or `\"*\"`"), cx),
    }
}

fn condition(node: &Node<'_>, cx: &mut Context<'_>) {
    let Some(operators) = expect_object("`Condition`", node, cx) else { return };
    for operator in &operators.members {
        // Where the name is no operator, that is what there is to mend.
        if compares_values(&operator.value) || Operator::parse(operator.name()).is_none() {
            continue;
        }
        let what = format_args!("the operator `{}`", operator.name());
        let Some(keys) = expect_object(what, &operator.value, cx) else {
            continue;
        };
        for key in &keys.members {
            each(&key.value, &mut |node| {
                if !is_value(node) {
                    report(node, "a condition value is a string, or a list of strings", cx);
                }
            });
        }
    }
}

/// Whether an operator has nothing but values under its keys.
fn compares_values(operator: &Node<'_>) -> bool {
    operator.as_object().is_some_and(|keys| {
        keys.members.iter().all(|key| match &key.value.value {
            Value::Array(array) => array.items.iter().all(is_value),
            _ => is_value(&key.value),
        })
    })
}

/// Whether a node can be one of the values of a condition key.
const fn is_value(node: &Node<'_>) -> bool {
    !matches!(node.value, Value::Null | Value::Array(_) | Value::Object(_))
}

fn expect_object<'n, 's>(
    what: impl Display,
    node: &'n Node<'s>,
    cx: &mut Context<'_>,
) -> Option<&'n crate::tree::Object<'s>> {
    match &node.value {
        Value::Object(object) => return Some(object),
        Value::Unknown => {}
        Value::String(_) if cx.policy().has_placeholder(node.span) => {}
        _ => report(node, &format!("{what} is an object"), cx),
    }
    None
}

fn strings(name: &str, node: &Node<'_>, cx: &mut Context<'_>) {
    each(node, &mut |node| {
        if !is_text(node) {
            no_strings(name, node, cx);
        }
    });
}

#[cold]
fn no_strings(name: &str, node: &Node<'_>, cx: &mut Context<'_>) {
    report(node, &format!("`{name}` takes a string, or a list of strings"), cx);
}

fn string(name: &str, node: &Node<'_>, cx: &mut Context<'_>) {
    if is_text(node) {
        return;
    }
    let quoted = match &node.value {
        Value::Number(number) => Some(format!("\"{number}\"")),
        Value::Bool(value) => Some(format!("\"{value}\"")),
        _ => None,
    };
    let edit = quoted.filter(|_| cx.is_verbatim()).map(|text| Edit::replace(node.span, text));
    let diagnostic = cx.report(node.span, format!("`{name}` takes a string, this is {}", kind(&node.value)));
    diagnostic.aws_code("DATA_TYPE_MISMATCH").help("Write a string.");
    if let Some(edit) = edit {
        diagnostic.help("Put it into quotes.").fix(Fix::risky("Put it into quotes", vec![edit]));
    }
}

fn report(node: &Node<'_>, expected: &str, cx: &mut Context<'_>) {
    let help = match &node.value {
        Value::Null => "Give it a value, or delete it: IAM takes no `null`.",
        Value::Array(_) => "Take the inner list apart.",
        _ => "Change it to that type.",
    };
    cx.report(node.span, format!("{expected}, this is {}", kind(&node.value)))
        .aws_code("DATA_TYPE_MISMATCH")
        .help(help);
}

/// The value itself, or each element where it is a list.
fn each<'n>(node: &'n Node<'_>, visit: &mut impl FnMut(&'n Node<'n>)) {
    match &node.value {
        Value::Array(array) => array.items.iter().for_each(visit),
        _ => visit(node),
    }
}

const fn is_text(node: &Node<'_>) -> bool {
    matches!(node.value, Value::String(_) | Value::Template(_) | Value::Unknown)
}

const fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) | Value::Template(_) => "a string",
        Value::Unknown => "unknown",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
