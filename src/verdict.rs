//! How findings about access are put into words.

use crate::access::{Caller, Comparison, Doubt, Grant, Limit, Limited, NearMiss, Reason};
use crate::bounds::Reference;
use crate::diagnostic::{Diagnostic, Evidence, Severity};
use crate::policy::{Entry, Policy, Statement};
use crate::rule::Context;
use crate::source::Span;
use crate::template::{Slot, Template};
use crate::wording::{enumerate, quote, quote_whole};

/// Actions that a message names.
const ACTIONS: usize = 3;

/// Condition keys that a message names.
const KEYS: usize = 5;

/// How a file is called in a message.
pub(crate) fn name_of(reference: &Reference<'_>) -> String {
    quote(reference.source.name())
}

/// What a grant is of: `` `s3:GetObject` and 3 more on `arn:aws:s3:::logs/*` ``, with what of the
/// witness makes the difference.
pub(crate) fn access(grant: &Grant, policy: &Policy<'_>) -> String {
    let actions = enumerate(&grant.actions, ACTIONS);
    let statement = &policy.statements[grant.statement];
    format!("{actions}{}{}", on(grant, statement), difference(grant, statement))
}

/// On which resources: those of the statement, where all of them are meant, else the witness's.
fn on(grant: &Grant, statement: &Statement<'_>) -> String {
    let [clause] = statement.resources.as_slice() else { return String::new() };
    let is_limited = matches!(&grant.near, NearMiss::Limited { limits, .. }
        if limits.iter().any(|limit| limit.element == Limited::Resource));
    if is_limited || clause.negated {
        return format!(" on {}", quote(&grant.witness.resource));
    }
    let entries: Vec<&str> = clause.entries.iter().map(Entry::as_str).collect();
    match entries.as_slice() {
        [one] => format!(" on {}", quote(one)),
        _ if entries.contains(&"*") => " on `*`".to_owned(),
        _ => format!(" on {}", enumerate(&entries, 1)),
    }
}

/// What of the witness the other policy minds, besides the resource.
fn difference(grant: &Grant, statement: &Statement<'_>) -> String {
    let NearMiss::Limited { limits, .. } = &grant.near else { return String::new() };
    let words = limits.iter().filter_map(|limit| match &limit.element {
        Limited::Resource => None,
        Limited::Caller => Some(format!("by {}", who(&grant.witness.caller))),
        Limited::Condition(key) => Some(match grant.witness.context.get(&key.to_ascii_lowercase()) {
            None => format!("without {}", quote(key)),
            Some(values) => format!("with {} = {}", quote(&spelt(key, statement)), enumerate(values, ACTIONS)),
        }),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { String::new() } else { format!(" {}", listed(&words)) }
}

/// Some of the words, and how many are left.
fn listed(words: &[String]) -> String {
    let left = words.len().saturating_sub(KEYS);
    let shown = words[..words.len() - left].join(", ");
    if left == 0 { shown } else { format!("{shown} and {left} more") }
}

fn who(caller: &Caller) -> String {
    if *caller == Caller::Anonymous { "anybody".to_owned() } else { quote_whole(&caller.to_string()) }
}

/// A condition key as the statement spells it.
fn spelt(key: &str, statement: &Statement<'_>) -> String {
    let own = statement.condition_keys().find(|(_, own)| own.is(key)).map(|(_, own)| own.name());
    own.unwrap_or(key).to_owned()
}

/// Files a finding about a grant, with its places and what it is founded on.
pub(crate) fn report<'c>(grant: &Grant, message: String, cx: &'c mut Context<'_>) -> &'c mut Diagnostic {
    let (span, further) = split(&grant.places, cx.policy().statements[grant.statement].span());
    let witness = (!grant.is_future).then(|| grant.witness.clone());
    let message =
        if grant.is_idle { format!("{message} (the reference knows no such resource for it)") } else { message };
    let diagnostic = cx.report(span, message);
    diagnostic.evidence(Evidence { actions: grant.actions.clone(), witness });
    if grant.is_idle || grant.is_future {
        diagnostic.severity(Severity::Advice);
    }
    for &place in further {
        diagnostic.label(place, "and this");
    }
    diagnostic
}

fn split(places: &[Span], otherwise: Span) -> (Span, &[Span]) {
    match places {
        [first, further @ ..] => (*first, further),
        [] => (otherwise, &[]),
    }
}

/// Points at what in the other policy comes nearest to granting it.
pub(crate) fn point(diagnostic: &mut Diagnostic, grant: &Grant, reference: &Reference<'_>) {
    let statements = &reference.policy.statements;
    match &grant.near {
        NearMiss::Nothing => {}
        NearMiss::Denied { statement } => {
            diagnostic.related(&reference.source, statements[*statement].span(), "denied here");
        }
        NearMiss::Limited { limits, .. } => {
            for Limit { element, place } in limits {
                let message = match element {
                    Limited::Resource => format!("{} is limited to these resources here", quote(&grant.actions[0])),
                    Limited::Caller => format!("{} is limited to these principals here", quote(&grant.actions[0])),
                    Limited::Condition(_) => "only under this condition here".to_owned(),
                };
                diagnostic.related(&reference.source, *place, message);
            }
        }
    }
}

/// How a user is asked to replace a placeholder of a template, in the words of its page.
pub(crate) fn replace(slot: &Slot, template: &Template<'_>) -> String {
    let place = slot.declaration.as_ref().map(|declaration| declaration.span).or_else(|| slot.places.first().copied());
    let line = place.map_or_else(String::new, |span| {
        format!(" ({}:{})", template.source.name(), template.source.position(span.start).line)
    });
    format!("Replace {} with {}{line}.", slot.token, slot.description())
}

/// Points at what a template says of a placeholder, else at the placeholder.
pub(crate) fn point_at_slot(diagnostic: &mut Diagnostic, slot: &Slot, template: &Template<'_>) {
    let said = slot.declaration.as_ref().map(|declaration| (declaration.span, "the template says so here"));
    let place = said.or_else(|| Some((*slot.places.first()?, "the placeholder of the template")));
    if let Some((span, message)) = place {
        diagnostic.related(&template.source, span, message);
    }
}

/// The number of a statement of a template, from 1, by its place.
pub(crate) fn number_in(template: &Template<'_>, form: usize, place: Span) -> usize {
    template.forms[form].statement_at(place).map_or(1, |index| index + 1)
}

/// One request that shows it, as a sentence.
pub(crate) fn example(grant: &Grant, policy: &Policy<'_>) -> String {
    let statement = &policy.statements[grant.statement];
    let witness = &grant.witness;
    let mut text = format!("For example: {}", quote_whole(&witness.action));
    if !statement.resources.is_empty() {
        text.push_str(&format!(" on {}", quote_whole(&witness.resource)));
    }
    if !statement.principals.is_empty() {
        text.push_str(&format!(" by {}", who(&witness.caller)));
    }
    let keys = witness.context.iter().map(|(key, values)| {
        let key = policy
            .statements
            .iter()
            .flat_map(Statement::condition_keys)
            .find(|(_, own)| own.is(key))
            .map_or(key.as_str(), |(_, own)| own.name());
        format!("{} = {}", quote_whole(key), enumerate(values, ACTIONS))
    });
    let keys: Vec<String> = keys.collect();
    if !keys.is_empty() {
        text.push_str(&format!(" with {}", listed(&keys)));
    }
    text + "."
}

/// Files what could not be decided. `what` ends the sentence "could not tell whether … allows …".
pub(crate) fn doubts(
    comparison: &Comparison,
    reference: Option<&Reference<'_>>,
    what: impl Fn(&str) -> String,
    cx: &mut Context<'_>,
) {
    for doubt in &comparison.doubts {
        let statement = &cx.policy().statements[doubt.statement];
        let (span, further) = split(&doubt.places, statement.span());
        let actions = if doubt.actions.is_empty() { "anything".to_owned() } else { enumerate(&doubt.actions, ACTIONS) };
        let message = format!(
            "could not tell whether {} allows {}: {}",
            statement.label(),
            what(&actions),
            reason(doubt, reference, cx)
        );
        let further = further.to_vec();
        let diagnostic = cx.report(span, message);
        diagnostic.help(if reference.is_some() {
            "Compare the two policies by eye there."
        } else {
            "Look at the statement by eye."
        });
        diagnostic.evidence(Evidence { actions: doubt.actions.clone(), witness: None });
        for place in further {
            diagnostic.label(place, "and this");
        }
        match (&doubt.reason, reference) {
            (Reason::Unread { in_old: true, place } | Reason::Placeholder { in_old: true, place }, Some(reference)) => {
                diagnostic.related(&reference.source, *place, "it hangs on this");
            }
            (Reason::Unread { in_old: false, place } | Reason::Placeholder { in_old: false, place }, _) => {
                diagnostic.label(*place, "it hangs on this");
            }
            _ => {}
        }
    }
}

fn reason(doubt: &Doubt, reference: Option<&Reference<'_>>, cx: &Context<'_>) -> String {
    let text = |in_old: bool, place: Span| match reference.filter(|_| in_old) {
        Some(reference) => reference.source.slice(place).to_owned(),
        None => cx.source_text(place).to_owned(),
    };
    match &doubt.reason {
        Reason::Budget => "there is too much to look through".to_owned(),
        Reason::Variable(name) => format!("it hangs on the value of {}", quote(&format!("${{{name}}}"))),
        Reason::Mixed(key) => format!("{} is compared as text and as something else", quote(key)),
        Reason::OtherType => "one of the two names principals, the other does not".to_owned(),
        Reason::Placeholder { in_old, place } => {
            format!("{} is still a placeholder", quote(&text(*in_old, *place)))
        }
        Reason::Unread { in_old, place } => {
            let text = text(*in_old, *place);
            let text: Vec<&str> = text.split_whitespace().collect();
            format!("nobody can tell what {} means here", quote(&text.join(" ")))
        }
    }
}
