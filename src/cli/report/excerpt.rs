//! The lines around a finding, cut to what fits a screen.
//!
//! The renderer is given a small text of its own, made of the lines that matter. Long lines are
//! cut to a window around what is pointed at, so a policy on one line of 100 KB costs as little as
//! any other, and what could steer a terminal is replaced. Line and column numbers stay those of
//! the file.

use std::borrow::Cow;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{Source, Span};
use crate::wording::{is_command, is_plain, loggable, may_have_command};

/// Characters of a line shown before and behind what is pointed at.
const MARGIN: usize = 40;

/// The lines of most excerpts.
const LINES: usize = 3;

/// The lines around some places of one or several sources. One serves for many findings, which come
/// one behind the other.
#[derive(Debug, Default)]
pub(super) struct Excerpt<'s> {
    /// The names of the sources.
    names: Vec<Cow<'s, str>>,
    text: String,
    lines: Vec<Line>,
    /// Whether all of it is printable ASCII, tabs, and the marks of what is cut off.
    is_plain: bool,
    /// The places, as bytes of `text`; nothing for a place outside of every window.
    places: Vec<Option<(usize, usize)>>,
}

#[derive(Debug)]
pub(super) struct Line {
    /// Which of the sources it is of.
    file: usize,
    /// Index of the line in the file, from 0.
    pub(super) index: usize,
    /// Bytes of the excerpt's text, with the line end.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Column of the window's first character, from 0, and how many bytes the cut mark takes.
    first_column: usize,
    mark: usize,
}

impl<'s> Excerpt<'s> {
    /// Takes the lines of the places in each source, the first of which is the one that must be seen,
    /// with a line of context before and behind. A place that spans lines is cut at the end of its
    /// first. The places are counted through all sources. What was taken before is no more.
    pub(super) fn fill(&mut self, sources: Vec<(&'s Source, Vec<Span>)>, width: usize) {
        self.names.clear();
        self.text.clear();
        self.lines.clear();
        self.places.clear();
        self.is_plain = true;
        for (source, mut places) in sources {
            let mut wanted: Vec<(usize, Span)> = Vec::with_capacity(LINES * places.len());
            for place in &mut places {
                let (index, line) = (source.line_index(place.start), source.line_at(place.start));
                *place = cut(*place, line);
                wanted.extend(source.line_before(line).map(|before| (index - 1, before)));
                wanted.push((index, line));
                wanted.extend(source.line_behind(line).map(|behind| (index + 1, behind)));
            }
            wanted.sort_unstable();
            wanted.dedup();
            let name = loggable(source.name());
            self.is_plain &= is_plain(&name);
            self.names.push(name);
            let first = self.places.len();
            self.places.resize(first + places.len(), None);
            for (index, line) in wanted {
                // What follows the last line end is a line only if something points there.
                let is_ghost = line.is_empty() && line.end as usize == source.text().len();
                if !is_ghost || places.iter().any(|place| place.start == line.start) {
                    self.push(source, index, line, &places, width, first);
                }
            }
        }
    }

    /// Where a place stands in the excerpt.
    pub(super) fn place(&self, index: usize) -> Option<(usize, usize)> {
        self.places[index]
    }

    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The text of a line, without its end.
    pub(super) fn text(&self, line: &Line) -> &str {
        &self.text[line.start..line.end - 1]
    }

    /// The name of the source of a line.
    pub(super) fn name(&self, line: &Line) -> Option<&str> {
        self.names.get(line.file).map(|name| &**name)
    }

    /// The line that holds a byte.
    pub(super) fn line_at(&self, offset: usize) -> Option<&Line> {
        self.lines.get(self.number_at(offset)?)
    }

    /// The column in the file, from 0, of a byte of a line.
    pub(super) fn column(&self, line: &Line, offset: usize) -> usize {
        let shown = self.text[line.start..offset].chars().count();
        line.first_column + shown - usize::from(line.mark > 0)
    }

    /// The first and the last of the lines that hold some bytes, of one source and with a line of
    /// context.
    pub(super) fn around(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let (first, last) = self.holding(start, end)?;
        Some(self.widened(first, last, 1, 1))
    }

    fn number_at(&self, offset: usize) -> Option<usize> {
        self.lines.partition_point(|line| line.start <= offset).checked_sub(1)
    }

    /// The first and the last of the lines that hold some bytes, if they are of one source.
    fn holding(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.number_at(start)?;
        let last = self.number_at(end.saturating_sub(1).max(start))?;
        (self.lines[first].file == self.lines[last].file).then_some((first, last))
    }

    /// The first and the last of some lines with as much context as there is.
    fn widened(&self, mut first: usize, mut last: usize, before: usize, after: usize) -> (usize, usize) {
        for _ in 0..before {
            if first > 0 && follows(&self.lines[first - 1], &self.lines[first]) {
                first -= 1;
            }
        }
        for _ in 0..after {
            if last + 1 < self.lines.len() && follows(&self.lines[last], &self.lines[last + 1]) {
                last += 1;
            }
        }
        (first, last)
    }

    /// Adds a line. The places are those of its source, the first of them the one of number `first`.
    fn push(&mut self, source: &Source, index: usize, line: Span, places: &[Span], width: usize, first: usize) {
        let text = source.slice(line);
        let focus = places.iter().find(|place| line.contains(**place)).map_or(line.start, |place| place.start);
        let shown = window(text, (focus - line.start) as usize, width);
        let host = |at: usize| line.start + u32::try_from(at).unwrap_or(u32::MAX);
        let start = self.text.len();
        if shown.start > 0 {
            self.text.push('…');
        }
        let mark = self.text.len() - start;
        // A mark at the end may go on behind it.
        let around = &text.as_bytes()[shown.start..text.len().min(shown.end + 1)];
        if is_plain(&text[shown.clone()]) && !may_have_command(around) {
            self.mark_plain(places, first, host(shown.start)..host(shown.end));
            self.text.push_str(&text[shown.clone()]);
        } else {
            let is_simple = |byte: u8| matches!(byte, b' '..=b'~' | b'\t');
            self.is_plain &= text[shown.clone()].bytes().all(is_simple) && !may_have_command(around);
            for (at, c) in text[shown.clone()].char_indices() {
                self.mark(places, first, host(shown.start + at), at == 0);
                self.text.push(if is_command(text, shown.start + at) { BOX } else { harmless(c) });
            }
        }
        self.close(places, first, line, host(shown.end));
        if shown.end < text.len() {
            self.text.push('…');
        }
        self.text.push('\n');
        let first_column = if shown.start == 0 { 0 } else { source.position(host(shown.start)).column as usize - 1 };
        let file = self.names.len() - 1;
        self.lines.push(Line { file, index, start, end: self.text.len(), first_column, mark });
    }

    /// Notes the places that start or end at a byte of the file.
    fn mark(&mut self, places: &[Span], number: usize, host: u32, first: bool) {
        let here = self.text.len();
        for (place, found) in places.iter().zip(&mut self.places[number..]) {
            if place.start == host || first && place.start < host && host < place.end {
                *found = Some((here, here));
            }
            if let Some((start, end)) = found
                && place.start < host
                && host <= place.end
            {
                *end = here.max(*start);
            }
        }
    }

    /// Notes the places that start in a window, or before it and go on in it, where it is shown byte
    /// by byte as it is.
    fn mark_plain(&mut self, places: &[Span], number: usize, window: Range<u32>) {
        let here = self.text.len();
        if window.is_empty() {
            return;
        }
        let shown = |host: u32| here + (host - window.start) as usize;
        for (place, found) in places.iter().zip(&mut self.places[number..]) {
            let begins = window.contains(&place.start);
            if begins || place.start < window.start && window.start < place.end {
                let start = shown(place.start.max(window.start));
                // Those that go on to its end get it where they are closed.
                *found = Some((start, shown(place.end.min(window.end - 1)).max(start)));
            }
        }
    }

    /// Ends the places that go on to the end of the window.
    fn close(&mut self, places: &[Span], number: usize, line: Span, window_end: u32) {
        let here = self.text.len();
        for (place, found) in places.iter().zip(&mut self.places[number..]) {
            if !(line.start <= place.start && place.start <= line.end && place.end >= window_end) {
                continue;
            }
            if place.start <= window_end && found.is_none() && place.start == window_end {
                *found = Some((here, here));
            }
            if let Some((_, end)) = found {
                *end = here;
            }
        }
    }
}

/// The bytes of a line that are shown: all, or a window around the byte `focus` where the line is
/// too long for the screen. Of a long line no more is looked at than is shown.
fn window(line: &str, focus: usize, width: usize) -> Range<usize> {
    let behind = |start: usize, chars: usize| line[start..].char_indices().nth(chars).map(|(at, _)| start + at);
    let before = |end: usize, chars: usize| line[..end].char_indices().nth_back(chars - 1).map_or(0, |(at, _)| at);
    let most = width + 2 * MARGIN;
    if line.len() <= most || behind(0, most).is_none() {
        return 0..line.len();
    }
    let shown = width.max(2 * MARGIN);
    let start = before(focus, MARGIN).min(before(line.len(), shown));
    start..behind(start, shown).unwrap_or(line.len())
}

/// A place, cut at the end of its first line.
fn cut(place: Span, line: Span) -> Span {
    let start = place.start.min(line.end);
    Span::new(start, place.end.min(line.end).max(start))
}

/// What is shown in place of what must not be.
const BOX: char = '\u{fffd}';

/// What could steer a terminal, or turn the text around, is shown as a box.
fn harmless(c: char) -> char {
    let steers = c != '\t' && c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if steers { BOX } else { c }
}

/// Whether one line stands right behind another.
fn follows(line: &Line, next: &Line) -> bool {
    line.file == next.file && line.index + 1 == next.index
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (first, last) = self.holding(span.offset(), span.offset() + span.len()).ok_or(MietteError::OutOfBounds)?;
        // The renderer asks for no context when it wants to know the column.
        let exact = before == 0 && after == 0;
        let column = if exact { self.column(&self.lines[first], span.offset()) } else { 0 };
        let (first, last) = self.widened(first, last, before, after);
        let range = if exact {
            span.offset()..span.offset() + span.len()
        } else {
            self.lines[first].start..self.lines[last].end
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.names[self.lines[first].file].clone().into_owned(),
            &self.text.as_bytes()[range.clone()],
            SourceSpan::new(range.start.into(), range.len()),
            self.lines[first].index,
            column,
            last - first + 1,
        )))
    }
}
