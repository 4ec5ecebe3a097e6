//! The report for people: each finding with the source around it.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic as MietteDiagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity,
    SourceCode, ThemeCharacters, ThemeStyles,
};

use super::draw::Pen;
use super::excerpt::Excerpt;
use super::{FileReport, Format, Summary, is_fixable, url};
use crate::cli::style::Style;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules;
use crate::source::{Source, Span};
use crate::wording::loggable;

/// The bytes that most findings do not take.
const USUAL: usize = 640;

/// Labels beyond this many are counted, not drawn.
const LABELS: usize = 5;

pub(super) struct Full {
    pen: Pen,
    /// Draws what the pen does not.
    handler: GraphicalReportHandler,
    style: Style,
    /// Whether the figures of the run come last.
    has_figures: bool,
}

impl Full {
    pub(super) fn new(style: Style, has_figures: bool) -> Self {
        Self { pen: Pen::new(style), handler: handler(style), style, has_figures }
    }
}

impl Format for Full {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let diagnostics = &file.checked.diagnostics;
        let mut text = String::with_capacity(USUAL * diagnostics.len());
        let mut excerpt = Excerpt::default();
        for diagnostic in diagnostics {
            let rendered = Rendered::new(&file.source, diagnostic, self.style, &mut excerpt);
            if !self.pen.draw(&rendered, &mut text) {
                render(&self.handler, &rendered, &mut text);
            }
            text.push('\n');
        }
        out.write_all(text.as_bytes())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        summary.line().filter(|_| self.has_figures).map_or(Ok(()), |line| writeln!(out, "{line}"))
    }
}

/// Mistakes in a file that is none of those that are checked, each drawn by itself.
pub(in crate::cli) fn faults(
    source: &Source,
    faults: impl Iterator<Item = (Span, String, Option<String>)>,
    style: Style,
) -> Vec<String> {
    let handler = handler(style);
    let draw = |(span, message, help): (Span, String, Option<String>)| {
        let mut diagnostic = Diagnostic::new("configuration", Severity::Error, span, message);
        diagnostic.help = help;
        let mut text = String::new();
        render(&handler, &Rendered::new(source, &diagnostic, style, &mut Excerpt::default()), &mut text);
        text
    };
    faults.map(draw).collect()
}

fn handler(style: Style) -> GraphicalReportHandler {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_links(style.links)
        .with_link_display_text("")
        .with_context_lines(1)
        .with_width(style.width)
        // Names and ARNs are full of hyphens and slashes, and a reader wants to copy them.
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn render(handler: &GraphicalReportHandler, rendered: &Rendered<'_>, out: &mut String) {
    let before = out.len();
    if handler.render_report(out, rendered).is_err() {
        // Writing to a string does not fail; a renderer that gives up must not hide the finding.
        out.truncate(before);
        out.push_str(&format!("{}: {rendered}\n", rendered.diagnostic.rule));
    }
}

/// A finding in the words of the renderer.
#[derive(Debug)]
pub(super) struct Rendered<'d> {
    pub(super) diagnostic: &'d Diagnostic,
    pub(super) message: Cow<'d, str>,
    pub(super) help: Option<Cow<'d, str>>,
    pub(super) excerpt: &'d Excerpt<'d>,
    pub(super) marks: Vec<Mark<'d>>,
    pub(super) is_linked: bool,
}

/// A place in the excerpt, and what is said there.
#[derive(Debug)]
pub(super) struct Mark<'d> {
    pub(super) text: Option<Cow<'d, str>>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_primary: bool,
}

impl<'d> Mark<'d> {
    fn new(text: Option<Cow<'d, str>>, (start, end): (usize, usize)) -> Self {
        Self { text, start, end, is_primary: false }
    }

    /// Whether both say the same of one place.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.text, self.start, self.end) == (&other.text, other.start, other.end)
    }
}

impl<'d> Rendered<'d> {
    /// A finding with what is shown of its sources, which `excerpt` takes.
    fn new<'s>(source: &'s Source, diagnostic: &'s Diagnostic, style: Style, excerpt: &'d mut Excerpt<'s>) -> Self
    where
        's: 'd,
    {
        let drawn = diagnostic.labels.len().min(LABELS);
        let places: Vec<Span> =
            std::iter::once(diagnostic.span).chain(diagnostic.labels[..drawn].iter().map(|label| label.span)).collect();
        let shown = &diagnostic.related[..diagnostic.related.len().min(LABELS)];
        let own = places.len();
        let mut sources: Vec<(&'s Source, Vec<Span>)> = vec![(source, places)];
        for related in shown.chunk_by(|a, b| Arc::ptr_eq(&a.source, &b.source)) {
            sources.push((&related[0].source, related.iter().map(|related| related.span).collect()));
        }
        excerpt.fill(sources, style.width);
        // A label inside the primary span explains it: its text goes where the caret is.
        let explains = |span: Span| diagnostic.span.contains(span);
        let own_text = diagnostic.labels[..drawn]
            .iter()
            .find(|label| explains(label.span) && !label.message.is_empty())
            .map(|label| loggable(&label.message));
        let mut marks = Vec::new();
        let mut elsewhere = Vec::new();
        if let Some(place) = excerpt.place(0) {
            marks.push(Mark { is_primary: true, ..Mark::new(own_text, place) });
        }
        for (index, label) in diagnostic.labels[..drawn].iter().enumerate() {
            if explains(label.span) {
                continue;
            }
            match excerpt.place(index + 1) {
                Some(place) => {
                    let text = (!label.message.is_empty()).then(|| loggable(&label.message));
                    marks.push(Mark::new(text, place));
                }
                None => {
                    let at = source.position(label.span.start);
                    elsewhere.push(format!("({}:{}: {})", at.line, at.column, loggable(&label.message)));
                }
            }
        }
        for (index, related) in shown.iter().enumerate() {
            if let Some(place) = excerpt.place(own + index) {
                marks.push(Mark::new(Some(loggable(&related.message)), place));
            }
        }
        let left = diagnostic.labels.len() + diagnostic.related.len() - drawn - shown.len();
        if left > 0 {
            elsewhere.push(format!("(and {left} more places)"));
        }
        let mut help = diagnostic.help.as_deref().map(loggable);
        let fixable = is_fixable(diagnostic).then(|| "Fixable with --fix.".to_owned());
        for more in elsewhere.into_iter().chain(fixable) {
            help = Some(help.map_or(more.clone(), |help| [&*help, &more].join(" ")).into());
        }
        Self { diagnostic, message: loggable(&diagnostic.message), help, excerpt, marks, is_linked: style.links }
    }
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for Rendered<'_> {}

impl MietteDiagnostic for Rendered<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{} {}", self.diagnostic.rule, self.diagnostic.severity)))
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let rule = rules::find(self.diagnostic.rule).filter(|_| self.is_linked)?;
        Some(Box::new(url(rule.name)))
    }

    fn severity(&self) -> Option<MietteSeverity> {
        Some(match self.diagnostic.severity {
            Severity::Error => MietteSeverity::Error,
            Severity::Warning => MietteSeverity::Warning,
            Severity::Advice => MietteSeverity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.marks.is_empty()).then_some(self.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().map(|mark| {
            let (text, place) = (mark.text.as_deref().map(str::to_owned), (mark.start, mark.end - mark.start));
            if mark.is_primary {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            }
        })))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fix::{Applicability, Fix};

    const TEXT: &str = "[a-z:#{}\"$ ]{0,30}(…|[a-z]{60}|  )?[a-z:# ]{0,60}";

    fn style() -> impl Strategy<Value = Style> {
        let width = prop_oneof![Just(40), Just(61), Just(100)];
        let parts = (any::<bool>(), any::<bool>(), width);
        parts.prop_map(|(color, unicode, width)| Style { color, unicode, links: false, width })
    }

    fn lines() -> impl Strategy<Value = String> {
        prop::collection::vec("\t{0,2}[a-z\"{}:# \t]{0,40}([a-z]{200}|\t|é)?[a-z#:]{0,9}\r?", 0..14)
            .prop_map(|lines| lines.join("\n"))
    }

    fn finding() -> impl Strategy<Value = Diagnostic> {
        let severity = prop_oneof![Just(Severity::Error), Just(Severity::Warning), Just(Severity::Advice)];
        let span = || (0_u32..400, 0_u32..30).prop_map(|(start, len)| Span::new(start, start + len));
        let labels = prop::collection::vec((span(), prop_oneof!["", TEXT]), 0..4);
        let parts = (severity, span(), TEXT, labels, prop::option::of(TEXT), any::<bool>());
        parts.prop_map(|(severity, span, message, labels, help, is_fixable)| {
            let mut found = Diagnostic::new("malformed-action", severity, span, message);
            found.help = help;
            for (span, message) in labels {
                found.label(span, message);
            }
            if is_fixable {
                let (title, edits) = (String::new(), Vec::new());
                found.fix(Fix { title, applicability: Applicability::Safe, edits });
            }
            found
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_pen_draws_what_the_renderer_draws(text in lines(), mut found in finding(), style in style()) {
            let source = Source::new("a/policy.json", text.into()).expect("a small file");
            let fit = |span: Span| {
                let end = u32::try_from(source.text().len()).expect("a small file");
                let boundary = |at: u32| (0..=at.min(end)).rev().find(|&at| source.text().is_char_boundary(at as usize));
                Span::new(boundary(span.start).unwrap_or(0), boundary(span.end).unwrap_or(0))
            };
            found.span = fit(found.span);
            found.labels.iter_mut().for_each(|label| label.span = fit(label.span));
            let mut excerpt = Excerpt::default();
            let rendered = Rendered::new(&source, &found, style, &mut excerpt);
            let mut drawn = String::new();
            if Pen::new(style).draw(&rendered, &mut drawn) {
                let mut expected = String::new();
                render(&handler(style), &rendered, &mut expected);
                prop_assert_eq!(drawn, expected);
            } else {
                let is_ascii = source.text().is_ascii() && !found.message.contains(|c: char| !c.is_ascii());
                let has_edge = |text: &str| text.is_empty() || text.starts_with(' ') || text.ends_with(' ');
                let texts = || std::iter::once(&rendered.message).chain(&rendered.help);
                prop_assert!(!is_ascii || source.text().contains(['#', ':', '\r']) || texts().any(|text| has_edge(text)));
            }
        }
    }
}
