//! The placeholders of a template, for `template show`.

use serde::Serialize;

use super::json::{Place, place_in};
use crate::cli::args::RulesFormat;
use crate::source::Span;
use crate::template::{Certainty, Slot, Template};
use crate::wording::{count, loggable};

#[derive(Serialize)]
struct Report<'r> {
    schema_version: u32,
    document: &'r str,
    policies: Vec<Entry<'r>>,
}

#[derive(Serialize)]
struct Entry<'r> {
    policy: usize,
    policy_type: &'static str,
    line: u32,
    placeholders: Vec<Placeholder<'r>>,
}

#[derive(Serialize)]
struct Placeholder<'r> {
    token: &'r str,
    name: &'r str,
    kind: &'static str,
    certainty: &'static str,
    description: &'r str,
    declared: Option<Place>,
    places: Vec<Place>,
}

pub(in crate::cli) fn template(template: &Template<'_>, format: RulesFormat) -> String {
    match format {
        RulesFormat::Text => text(template),
        RulesFormat::Json => json(template),
    }
}

fn text(template: &Template<'_>) -> String {
    let mut out = String::new();
    let source = &template.source;
    for (index, form) in template.forms.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let line = source.position(form.document.span().start).line;
        let slots = count(form.slots.len(), "placeholder");
        out.push_str(&format!(
            "policy {} ({}), {}:{line}, {slots}\n",
            index + 1,
            form.policy_type,
            loggable(source.name())
        ));
        let width = |text: &dyn Fn(&Slot) -> usize| form.slots.iter().map(text).max().unwrap_or_default();
        let tokens = width(&|slot| loggable(&slot.token).chars().count());
        let kinds = width(&|slot| slot.kind.name().len());
        for slot in &form.slots {
            let lines: Vec<u32> = slot.places.iter().map(|place| source.position(place.start).line).collect();
            let mut lines: Vec<String> = lines.iter().map(u32::to_string).collect();
            lines.dedup();
            let said = slot.declaration.as_ref().map_or_else(String::new, |declaration| {
                format!(", said in line {}", source.position(declaration.span.start).line)
            });
            let noun = if lines.len() == 1 { "line" } else { "lines" };
            out.push_str(&format!(
                "  {:tokens$}  {:kinds$}  {} ({noun} {}{said})\n",
                loggable(&slot.token),
                slot.kind.name(),
                loggable(slot.description()),
                lines.join(", "),
            ));
        }
    }
    out
}

fn json(template: &Template<'_>) -> String {
    let place = |span: Span| place_in(&template.source, span);
    let policies = template.forms.iter().enumerate().map(|(index, form)| Entry {
        policy: index,
        policy_type: form.policy_type.name(),
        line: template.source.position(form.document.span().start).line,
        placeholders: form
            .slots
            .iter()
            .map(|slot| Placeholder {
                token: &slot.token,
                name: &slot.name,
                kind: slot.kind.name(),
                certainty: match slot.certainty {
                    Certainty::Token => "placeholder",
                    Certainty::Declared => "declared",
                    Certainty::Documentation => "documentation-value",
                },
                description: slot.description(),
                declared: slot.declaration.as_ref().map(|declaration| place(declaration.span)),
                places: slot.places.iter().map(|&span| place(span)).collect(),
            })
            .collect(),
    });
    let report = Report { schema_version: 1, document: template.source.name(), policies: policies.collect() };
    let text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text + "\n"
}
