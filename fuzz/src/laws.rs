//! What must hold of all findings.

use std::collections::HashSet;
use std::sync::Arc;

use arnlint::catalogue::Catalogue;
use arnlint::check::{Checked, check as check_with};
use arnlint::config::Config;
use arnlint::diagnostic::Diagnostic;
use arnlint::host;
use arnlint::rules;
use arnlint::source::{Source, Span};
use arnlint::suppress::{Decisions, suppress};
use arnlint::template::{Template, fill};
use arnlint::tree::{Node, Text, Value};

/// What all rules find in a source, without what its comments set aside.
pub(crate) fn check(source: &Source) -> Checked {
    let config = Config { rules: rules::all().to_vec(), ..Config::default() };
    let mut checked = check_with(source, &config);
    suppress(source, &mut checked, &Decisions::default(), &config);
    checked
}

/// The findings are well-formed, and a second look finds the same.
pub(crate) fn sound(source: &Source, checked: &Checked) {
    findings(source, checked);
    let again = self::check(source);
    assert_eq!(format!("{checked:?}"), format!("{again:?}"), "a second look finds something else");
}

/// The findings are well-formed.
pub(crate) fn findings(source: &Source, checked: &Checked) {
    for span in checked.policies.iter().map(|policy| policy.span).chain(checked.comments.iter().copied()) {
        place(source, span);
    }
    let mut names = HashSet::new();
    for diagnostic in all(checked) {
        finding(source, diagnostic);
        assert!(diagnostic.policy.is_none_or(|index| index < checked.policies.len()), "{diagnostic:?}");
        assert!(names.insert(diagnostic.fingerprint), "another has the fingerprint of {diagnostic:?}");
    }
    // Findings about comments stand among those about policies.
    let of_policies = checked.diagnostics.iter().filter(|diagnostic| diagnostic.policy.is_some());
    assert!(of_policies.is_sorted_by_key(|found| (found.policy, found.span.start)), "{:?}", checked.diagnostics);
}

/// The findings, and those that are set aside.
pub(crate) fn all(checked: &Checked) -> impl Iterator<Item = &Diagnostic> {
    checked.diagnostics.iter().chain(checked.suppressed.iter().map(|suppressed| &suppressed.diagnostic))
}

fn finding(source: &Source, diagnostic: &Diagnostic) {
    assert!(rules::find(diagnostic.rule).is_some(), "{diagnostic:?}");
    assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "{diagnostic:?}");
    assert!(diagnostic.help.as_ref().is_none_or(|help| !help.is_empty()), "{diagnostic:?}");
    place(source, diagnostic.span);
    diagnostic.labels.iter().for_each(|label| place(source, label.span));
    diagnostic.related.iter().for_each(|related| place(&related.source, related.span));
    if let Some(fix) = &diagnostic.fix {
        fix.edits.iter().for_each(|edit| place(source, edit.span));
        assert!(!fix.edits.is_empty() && !fix.title.is_empty(), "{diagnostic:?}");
        let mut spans: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
        spans.sort_unstable();
        assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "a byte is edited twice: {diagnostic:?}");
    }
}

/// Every value of every policy stands in the file, and text that is said to stand there as it is
/// does.
pub(crate) fn documents(source: &Source) {
    let text = |text: &Text<'_>, span: Span| {
        let content = text.content_span();
        place(source, content);
        assert!(span.contains(content), "{content:?} is not within {span:?}");
        assert!(!text.is_verbatim() || source.slice(content) == text.as_str(), "{text:?} stands elsewhere");
    };
    for document in host::extract(source, false).documents {
        place(source, document.span());
        document.errors.iter().for_each(|error| place(source, error.span));
        document.root.walk(&mut |node: &Node<'_>| {
            place(source, node.span);
            match &node.value {
                Value::String(value) => text(value, node.span),
                Value::Object(object) => {
                    object.members.iter().for_each(|member| text(&member.key.value, member.key.span));
                }
                _ => {}
            }
        });
    }
}

/// A page can be read as a template: its placeholders stand in it, and can be filled in.
pub(crate) fn template(source: &Arc<Source>) {
    let catalogue = Catalogue::embedded();
    let extracted = host::extract(source, false);
    let template = Template::read(source, &extracted.documents, catalogue);
    for form in &template.forms {
        for slot in &form.slots {
            assert!(!slot.token.is_empty(), "{slot:?}");
            slot.places.iter().for_each(|span| place(source, *span));
            slot.declaration.iter().for_each(|declaration| place(source, declaration.span));
        }
        for value in ["orders", "\"é\\", "{\"a\": []}"] {
            assert!(fill(form, catalogue, |_| Some(value.to_owned())).missing.is_empty(), "{:?}", form.slots);
        }
        assert_eq!(fill(form, catalogue, |_| None).missing.len(), form.slots.len());
    }
}

/// A place begins and ends between two characters of the file.
fn place(source: &Source, span: Span) {
    assert!(span.start <= span.end, "{span:?}");
    assert!(source.text().get(span.range()).is_some(), "{span:?} is no text of {}", source.name());
    let (start, end) = (source.position(span.start), source.position(span.end));
    assert!((start.line, start.column) <= (end.line, end.column), "{span:?}");
}
