//! An action entry that does not have the form `service:Name`.

use crate::catalogue::Action;
use crate::fix::{Edit, Fix};
use crate::policy::{ActionEntry, Clause, Malformed, Meaning, Statement};
use crate::rule::{Context, rule};
use crate::tree::Value;
use crate::wording::{count, enumerate, quote};

rule!("malformed-action", Correctness, Error, ["INVALID_ACTION", "INVALID_SERVICE_IN_ACTION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (clause, entry) in statement.unsound_actions() {
        if let Meaning::Malformed(malformed) = &entry.meaning {
            report(malformed, entry, clause, cx);
        }
    }
}

fn report(malformed: &Malformed, entry: &ActionEntry<'_>, clause: &Clause<'_, ActionEntry<'_>>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    let action = quote(text);
    let repaired = malformed.repaired();
    let (message, at) = match malformed {
        Malformed::Empty => ("the action is empty: IAM refuses the policy".to_owned(), None),
        Malformed::Blank { at, .. } => {
            (format!("space {} in action {action}: IAM matches nothing with it", whereabouts(text, at.start)), Some(at))
        }
        Malformed::DoubleColon { at, .. } => {
            (format!("more than one colon in action {action}: IAM matches nothing with it"), Some(at))
        }
        Malformed::RepeatedPrefix { at, .. } => {
            (format!("the service stands twice in action {action}: IAM matches nothing with it"), Some(at))
        }
        Malformed::Glued { parts } => (format!("{} in one string: {action}", count(parts.len(), "action")), None),
        Malformed::WrongSeparator { at, .. } => {
            (format!("{} where the colon belongs in action {action}", quote(&text[at.clone()])), Some(at))
        }
        Malformed::Stray { at, .. } => {
            (format!("stray {} in action {action}: IAM matches nothing with it", quote(&text[at.clone()])), Some(at))
        }
        Malformed::NoService => (format!("action {action} names no service"), None),
        Malformed::NoName => (format!("action {action} names a service and nothing in it"), None),
        Malformed::ResourceName => (format!("{action} is the name of a resource, not an action"), None),
        Malformed::Character { at } => {
            (format!("{} does not belong in action {action}", quote(&text[at.clone()])), Some(at))
        }
    };
    let code = access_analyzer_code(text, cx);
    let (help, fix) = remedy(malformed, entry, clause, cx);
    let label = match (at, repaired) {
        (Some(at), Some(repaired)) => {
            Some((entry.entry.text.span(at.clone()), format!("{}: {}", instruction(malformed), quote(repaired))))
        }
        (Some(at), None) => Some((entry.entry.text.span(at.clone()), String::new())),
        _ => None,
    };
    let diagnostic = cx.report(entry.span(), message);
    diagnostic.aws_code(code).help(help);
    if let Some((span, text)) = label {
        diagnostic.label(span, text);
    }
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}

/// Where in an action a blank stands, in words.
fn whereabouts(text: &str, at: usize) -> &'static str {
    if text[..at].trim().is_empty() {
        "at the start"
    } else if text[at..].trim().is_empty() {
        "at the end"
    } else if text[..at].ends_with(':') {
        "after the colon"
    } else if text[at..].trim_start().starts_with(':') {
        "before the colon"
    } else {
        "inside"
    }
}

const fn instruction(malformed: &Malformed) -> &'static str {
    match malformed {
        Malformed::Blank { .. } => "delete the space",
        Malformed::DoubleColon { .. } => "keep one colon",
        Malformed::RepeatedPrefix { .. } => "delete the repetition",
        Malformed::WrongSeparator { .. } => "write a colon",
        _ => "delete it",
    }
}

/// What to do, and the fix where the result is known to be an action.
fn remedy(
    malformed: &Malformed,
    entry: &ActionEntry<'_>,
    clause: &Clause<'_, ActionEntry<'_>>,
    cx: &Context<'_>,
) -> (String, Option<Fix>) {
    let text = entry.as_str();
    let editable = cx.is_editable(entry.entry.node);
    if let Malformed::Glued { parts } = malformed {
        let known = parts.iter().all(|part| Meaning::of(part, cx.catalogue()).is_sound());
        let list = parts.iter().map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join(", ");
        let in_list = matches!(clause.member.value.value, Value::Array(_));
        let list = if in_list { list } else { format!("[{list}]") };
        let fix = (known && editable)
            .then(|| Fix::safe("Give each action a string of its own", vec![Edit::replace(entry.span(), list)]));
        return (format!("Give each action a string of its own: {}.", enumerate(parts, 3)), fix);
    }
    if let Some(repaired) = malformed.repaired() {
        let meaning = Meaning::of(repaired, cx.catalogue());
        let fix = (meaning.is_sound() && editable).then(|| {
            Fix::safe(
                format!("Write {}", quote(repaired)),
                vec![Edit::replace(entry.span(), format!("\"{repaired}\""))],
            )
        });
        return (describe(repaired, &meaning), fix);
    }
    let help = match malformed {
        Malformed::Empty => {
            let help = "Delete the entry, or name an action.".to_owned();
            return (help, cx.without_entry(&clause.member.value, entry.span()));
        }
        Malformed::NoService => no_service(text, cx),
        Malformed::NoName => {
            format!("Name an action, or {} for every action of the service.", quote(&format!("{text}*")))
        }
        Malformed::ResourceName => "Move it to `Resource` and name the actions here.".to_owned(),
        _ => "Write `service:Name`, with letters and digits, and `*` or `?` as wildcards.".to_owned(),
    };
    (help, None)
}

/// What the repaired action matches.
fn describe(repaired: &str, meaning: &Meaning<'_>) -> String {
    match meaning {
        Meaning::Pattern(pattern) => {
            let names: Vec<&str> = pattern.actions().map(Action::name).collect();
            let examples = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
            let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
            format!("{} matches {}: {examples}{more}.", quote(repaired), count(names.len(), "action"))
        }
        Meaning::Action(action) => format!("Write {}.", quote(&action.to_string())),
        Meaning::UnknownAction(service, name) | Meaning::UnmatchedPattern(service, name) => {
            let near = service.nearest_action(name).map(|near| format!(" Did you mean {}?", quote(&near.to_string())));
            format!(
                "Mend it; {} is then still no action of {}.{}",
                quote(repaired),
                quote(service.prefix()),
                near.unwrap_or_default()
            )
        }
        _ => format!("Write {}.", quote(repaired)),
    }
}

/// The services that have an action of this name.
fn no_service(text: &str, cx: &Context<'_>) -> String {
    let name = text.trim_start_matches(':');
    let candidates: Vec<String> = cx.catalogue().services_with(name).map(|action| action.to_string()).collect();
    match candidates.as_slice() {
        [] => "Write `service:Name`, for example `s3:GetObject`.".to_owned(),
        [only] => format!("Did you mean {}?", quote(only)),
        several => format!("Write the service first: {}.", enumerate(several, 3)),
    }
}

/// Access Analyzer looks at what stands before the first colon: is that a service?
fn access_analyzer_code(text: &str, cx: &Context<'_>) -> &'static str {
    let known = text.split_once(':').is_some_and(|(prefix, _)| cx.catalogue().service(prefix).is_some());
    if known { "INVALID_ACTION" } else { "INVALID_SERVICE_IN_ACTION" }
}
