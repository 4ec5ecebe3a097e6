//! A list, an object or a Sid with nothing in it.

use crate::fix::Fix;
use crate::policy::{Condition, ConditionKey, PrincipalClause, SetOperator, Statement};
use crate::rule::{Context, rule};
use crate::tree::{Member, Node, Value};
use crate::wording::quote;

rule!(
    "empty-element",
    Style,
    Advice,
    [
        "EMPTY_ARRAY_ACTION",
        "EMPTY_ARRAY_RESOURCE",
        "EMPTY_ARRAY_PRINCIPAL",
        "EMPTY_ARRAY_CONDITION",
        "EMPTY_ARRAY_CONDITION_FORALLVALUES",
        "EMPTY_ARRAY_CONDITION_FORANYVALUE",
        "EMPTY_ARRAY_CONDITION_IFEXISTS",
        "EMPTY_OBJECT_CONDITION",
        "EMPTY_OBJECT_PRINCIPAL",
        "EMPTY_SID_VALUE",
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if let Some(sid) = statement.sid.filter(|sid| sid.value.as_str() == Some("")) {
        needless(sid, statement.node, "EMPTY_SID_VALUE", "the Sid is empty", cx);
    }
    let actions = statement.actions.iter().map(|clause| (clause.member, "EMPTY_ARRAY_ACTION", "action"));
    let resources = statement.resources.iter().map(|clause| (clause.member, "EMPTY_ARRAY_RESOURCE", "resource"));
    for (member, code, noun) in actions.chain(resources).filter(|(member, ..)| is_empty_list(&member.value)) {
        let consequence = if member.name().starts_with("Not") {
            format!("the statement is about every {noun}")
        } else {
            format!("the statement is about no {noun}")
        };
        cx.report(member.value.span, format!("{} is empty: {consequence}", quote(member.name())))
            .aws_code(code)
            .help(format!("Name the {noun}s that are meant, or delete the statement."));
    }
    for clause in &statement.principals {
        principal(clause, cx);
    }
    for member in statement.object.all("Condition").filter(|member| is_empty_object(&member.value)) {
        needless(member, statement.node, "EMPTY_OBJECT_CONDITION", "the condition is empty, and always true", cx);
    }
    for condition in &statement.conditions {
        conditions(condition, statement, cx);
    }
}

/// What says nothing can go.
fn needless(member: &Member<'_>, object: &Node<'_>, code: &'static str, message: &str, cx: &mut Context<'_>) {
    let edit = cx.remove_member(object, member);
    let fix = edit.map(|edit| Fix::safe(format!("Delete {}", quote(member.name())), vec![edit]));
    let diagnostic = cx.report(member.value.span, message);
    diagnostic.aws_code(code).help(format!("Delete {}.", quote(member.name()))).fix = fix;
}

fn principal(clause: &PrincipalClause<'_>, cx: &mut Context<'_>) {
    let node = &clause.member.value;
    let consequence = if clause.negated { "the statement is about everybody" } else { "the statement is about nobody" };
    let help = "Name the principals that are meant, or delete the statement.";
    if is_empty_object(node) {
        cx.report(node.span, format!("{} is empty: {consequence}", quote(clause.member.name())))
            .aws_code("EMPTY_OBJECT_PRINCIPAL")
            .help(help);
    }
    let Some(kinds) = node.as_object() else { return };
    for kind in kinds.members.iter().filter(|kind| is_empty_list(&kind.value)) {
        cx.report(kind.value.span, format!("{} names no principal", quote(kind.name())))
            .aws_code("EMPTY_ARRAY_PRINCIPAL")
            .help(format!("Name the principals that are meant, or delete {}.", quote(kind.name())));
    }
}

fn conditions(condition: &Condition<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    if is_empty_object(&condition.member.value)
        && let Some(element) = statement.object.get("Condition")
    {
        let message = format!("{} compares nothing, and is always true", quote(condition.name()));
        needless(condition.member, &element.value, "EMPTY_OBJECT_CONDITION", &message, cx);
    }
    for key in condition.keys.iter().filter(|key| is_empty_list(&key.member.value)) {
        values(condition, key, cx);
    }
}

/// A key without values: what that comes to is up to the operator.
fn values(condition: &Condition<'_>, key: &ConditionKey<'_>, cx: &mut Context<'_>) {
    let Some(operator) = condition.operator else { return };
    let name = quote(key.name());
    let absent =
        format!("Name its values; if the key is to be absent, write `\"Null\": {{\"{}\": \"true\"}}`.", key.name());
    let (code, consequence, help) = match operator.set {
        Some(SetOperator::ForAllValues) => {
            ("EMPTY_ARRAY_CONDITION_FORALLVALUES", "the condition is true where the request has no such key", absent)
        }
        Some(SetOperator::ForAnyValue) => {
            ("EMPTY_ARRAY_CONDITION_FORANYVALUE", "the condition is never true", "Name its values.".to_owned())
        }
        None if operator.if_exists => {
            ("EMPTY_ARRAY_CONDITION_IFEXISTS", "the condition is true where the request has no such key", absent)
        }
        None => (
            "EMPTY_ARRAY_CONDITION",
            "there is nothing to compare it with",
            "Name its values, or delete it.".to_owned(),
        ),
    };
    cx.report(key.member.value.span, format!("{name} has no values: {consequence}")).aws_code(code).help(help);
}

fn is_empty_list(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Array(array) if array.items.is_empty() && !array.open)
}

fn is_empty_object(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Object(object) if object.members.is_empty() && !object.open)
}
