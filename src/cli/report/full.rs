//! The report for people: each finding with the source around it.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic as MietteDiagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity,
    SourceCode, ThemeCharacters, ThemeStyles,
};

use super::excerpt::Excerpt;
use super::{FileReport, Format, Summary, is_fixable, url};
use crate::cli::style::Style;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules;
use crate::source::{Source, Span};
use crate::wording::{is_plain, loggable};

/// Labels beyond this many are counted, not drawn.
const LABELS: usize = 5;

pub(super) struct Full {
    handler: GraphicalReportHandler,
    /// The same for texts that are broken into lines already: what most are made of, letters and
    /// blanks of ASCII, is broken sooner than what can be anything.
    plain: GraphicalReportHandler,
    style: Style,
    /// Whether the figures of the run come last.
    has_figures: bool,
}

impl Full {
    pub(super) fn new(style: Style, has_figures: bool) -> Self {
        Self { handler: handler(style), plain: handler(style).with_wrap_lines(false), style, has_figures }
    }
}

impl Format for Full {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        for diagnostic in &file.checked.diagnostics {
            text.clear();
            let mut rendered = Rendered::new(&file.source, diagnostic, self.style);
            let handler = if rendered.wrap(self.style.width) { &self.plain } else { &self.handler };
            render(handler, &rendered, &mut text);
            writeln!(out, "{text}")?;
        }
        Ok(())
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
        render(&handler, &Rendered::new(source, &diagnostic, style), &mut text);
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

/// The columns of a line that the renderer leaves to a message and to a help: what stands before
/// them, and two at its end.
const AROUND_MESSAGE: usize = 6;
const AROUND_HELP: usize = 10;

/// A text of printable ASCII, broken between its words into lines of at most `width` columns, as the
/// renderer would do it; nothing where that takes more than this.
fn wrapped(text: &str, width: usize) -> Option<String> {
    if !is_plain(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split(' ') {
        if word.is_empty() || word.len() > width {
            return None;
        }
        if column > 0 {
            let fits = column + 1 + word.len() <= width;
            out.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        out.push_str(word);
        column += word.len();
    }
    Some(out)
}

/// A finding in the words of the renderer.
#[derive(Debug)]
struct Rendered<'d> {
    diagnostic: &'d Diagnostic,
    message: String,
    help: Option<String>,
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
    is_linked: bool,
}

impl<'d> Rendered<'d> {
    fn new(source: &Source, diagnostic: &'d Diagnostic, style: Style) -> Self {
        let drawn = diagnostic.labels.len().min(LABELS);
        let places: Vec<Span> =
            std::iter::once(diagnostic.span).chain(diagnostic.labels[..drawn].iter().map(|label| label.span)).collect();
        let shown = &diagnostic.related[..diagnostic.related.len().min(LABELS)];
        let own = places.len();
        let mut sources: Vec<(&Source, Vec<Span>)> = vec![(source, places)];
        for related in shown.chunk_by(|a, b| Arc::ptr_eq(&a.source, &b.source)) {
            sources.push((&related[0].source, related.iter().map(|related| related.span).collect()));
        }
        let excerpt = Excerpt::new(&sources, style.width);
        // A label inside the primary span explains it: its text goes where the caret is.
        let explains = |span: Span| diagnostic.span.contains(span);
        let own_text = diagnostic.labels[..drawn]
            .iter()
            .find(|label| explains(label.span) && !label.message.is_empty())
            .map(|label| loggable(&label.message).into_owned());
        let mut labels = Vec::new();
        let mut elsewhere = Vec::new();
        if let Some(place) = excerpt.place(0) {
            labels.push(LabeledSpan::new_primary_with_span(own_text, place));
        }
        for (index, label) in diagnostic.labels[..drawn].iter().enumerate() {
            if explains(label.span) {
                continue;
            }
            match excerpt.place(index + 1) {
                Some(place) => {
                    let text = (!label.message.is_empty()).then(|| loggable(&label.message).into_owned());
                    labels.push(LabeledSpan::new_with_span(text, place));
                }
                None => {
                    let at = source.position(label.span.start);
                    elsewhere.push(format!("({}:{}: {})", at.line, at.column, loggable(&label.message)));
                }
            }
        }
        for (index, related) in shown.iter().enumerate() {
            if let Some(place) = excerpt.place(own + index) {
                labels.push(LabeledSpan::new_with_span(Some(loggable(&related.message).into_owned()), place));
            }
        }
        let left = diagnostic.labels.len() + diagnostic.related.len() - drawn - shown.len();
        if left > 0 {
            elsewhere.push(format!("(and {left} more places)"));
        }
        let help = diagnostic.help.as_deref().map(|help| loggable(help).into_owned());
        let fixable = is_fixable(diagnostic).then(|| "Fixable with --fix.".to_owned());
        let help: Vec<String> = help.into_iter().chain(elsewhere).chain(fixable).collect();
        Self {
            diagnostic,
            message: loggable(&diagnostic.message).into_owned(),
            help: (!help.is_empty()).then(|| help.join(" ")),
            excerpt,
            labels,
            is_linked: style.links,
        }
    }
}

impl Rendered<'_> {
    /// Breaks its texts into lines; whether that could be done here.
    fn wrap(&mut self, width: usize) -> bool {
        let Some(message) = wrapped(&self.message, width.saturating_sub(AROUND_MESSAGE)) else { return false };
        let help = self.help.as_deref().map(|help| wrapped(help, width.saturating_sub(AROUND_HELP)));
        if help.as_ref().is_some_and(Option::is_none) {
            return false;
        }
        (self.message, self.help) = (message, help.flatten());
        true
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
        (!self.labels.is_empty()).then_some(&self.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
