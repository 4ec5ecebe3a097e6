//! Draws findings of which every text is ASCII, as nearly all are, in the way of the renderer that
//! takes any text. What the renderer makes of such a finding is known beforehand: each letter takes
//! a column, and nothing has to be found out about it. A test holds the two together.

use super::excerpt::{Excerpt, Line};
use super::full::{Mark, Rendered};
use crate::cli::style::Style;
use crate::diagnostic::Severity;
use crate::wording::{is_plain_or_cut, push_number};

/// What drawings are made of.
struct Characters {
    bar: &'static str,
    upright: &'static str,
    broken: &'static str,
    arrow: &'static str,
    top: &'static str,
    bottom: &'static str,
    /// What lines are drawn of, [`RUN`] times.
    line: &'static str,
    /// Where a line has its label.
    joint: &'static str,
    error: &'static str,
    warning: &'static str,
    advice: &'static str,
}

/// How many signs are drawn at once.
const RUN: usize = 64;

/// Signs of which many are drawn.
const BLANKS: &str = "                                                                ";

const _: () = assert!(BLANKS.len() == RUN && ASCII.line.len() == RUN && UNICODE.line.len() == RUN * "─".len());

const UNICODE: Characters = Characters {
    bar: "─",
    upright: "│",
    broken: "·",
    arrow: "▲",
    top: "╭",
    bottom: "╰",
    line: "────────────────────────────────────────────────────────────────",
    joint: "┬",
    error: "×",
    warning: "⚠",
    advice: "☞",
};

const ASCII: Characters = Characters {
    bar: "-",
    upright: "|",
    broken: ":",
    arrow: "^",
    top: ",",
    bottom: "`",
    line: "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    joint: "|",
    error: "x",
    warning: "!",
    advice: ">",
};

/// What begins a colour, and what ends each of them.
struct Colors {
    error: &'static str,
    warning: &'static str,
    advice: &'static str,
    link: &'static str,
    number: &'static str,
    /// Those of the places, in turn.
    places: [&'static str; 3],
    end: &'static str,
}

const ANSI: Colors = Colors {
    error: "\u{1b}[31m",
    warning: "\u{1b}[33m",
    advice: "\u{1b}[36m",
    link: "\u{1b}[36;1;4m",
    number: "\u{1b}[2m",
    places: ["\u{1b}[35;1m", "\u{1b}[33;1m", "\u{1b}[32;1m"],
    end: "\u{1b}[0m",
};

const NONE: Colors = Colors { error: "", warning: "", advice: "", link: "", number: "", places: [""; 3], end: "" };

/// The columns before a message and before a help, and those that are left free at the end of each.
const BEFORE_MESSAGE: usize = 4;
const BEFORE_HELP: usize = 8;
const FREE: usize = 2;

/// The columns of a tab stop.
const TAB: usize = 4;

pub(super) struct Pen {
    characters: &'static Characters,
    colors: &'static Colors,
    width: usize,
}

/// The lines of an excerpt that are drawn in one piece, and the bytes of it that they are drawn for.
struct Piece {
    lines: (usize, usize),
    start: usize,
    end: usize,
}

impl Pen {
    pub(super) fn new(style: Style) -> Self {
        let characters = if style.unicode { &UNICODE } else { &ASCII };
        Self { characters, colors: if style.color { &ANSI } else { &NONE }, width: style.width }
    }

    /// Adds the drawing of a finding. Says whether it could: if not, nothing is added.
    pub(super) fn draw(&self, rendered: &Rendered<'_>, out: &mut String) -> bool {
        let before = out.len();
        let is_drawn = !rendered.is_linked && rendered.excerpt.is_plain() && self.parts(rendered, out).is_some();
        if !is_drawn {
            out.truncate(before);
        }
        is_drawn
    }

    fn parts(&self, rendered: &Rendered<'_>, out: &mut String) -> Option<()> {
        let (color, icon) = match rendered.diagnostic.severity {
            Severity::Error => (self.colors.error, self.characters.error),
            Severity::Warning => (self.colors.warning, self.characters.warning),
            Severity::Advice => (self.colors.advice, self.characters.advice),
        };
        let end = self.colors.end;
        push_all(out, &[color, rendered.diagnostic.rule, " ", rendered.diagnostic.severity.name(), end, "\n\n"]);
        push_all(out, &["  ", color, icon, end, " "]);
        let width = self.width.checked_sub(BEFORE_MESSAGE + FREE)?;
        wrap(out, &rendered.message, width, &["\n  ", color, self.characters.upright, end, " "])?;
        out.push('\n');
        self.excerpt(rendered, out)?;
        if let Some(help) = &rendered.help {
            push_all(out, &[self.colors.advice, "  help: ", end]);
            wrap(out, help, self.width.checked_sub(BEFORE_HELP + FREE)?, &["\n        "])?;
            out.push('\n');
        }
        Some(())
    }

    /// The lines around the places of a finding, in as many pieces as lie apart.
    fn excerpt(&self, rendered: &Rendered<'_>, out: &mut String) -> Option<()> {
        let excerpt = rendered.excerpt;
        let mut marks: Vec<&Mark<'_>> = rendered.marks.iter().collect();
        marks.sort_by_key(|mark| mark.start);
        if !marks.iter().all(|mark| mark.text.as_deref().is_none_or(is_plain_or_cut)) {
            return None;
        }
        let mut last: Option<Piece> = None;
        for mark in &marks {
            let next = Piece { lines: excerpt.around(mark.start, mark.end)?, start: mark.start, end: mark.end };
            last = match last {
                None => Some(next),
                Some(piece) => match piece.with(&next, excerpt) {
                    Some(both) => Some(both),
                    None => {
                        self.piece(excerpt, &piece, &marks, out)?;
                        Some(next)
                    }
                },
            };
        }
        last.map_or(Some(()), |piece| self.piece(excerpt, &piece, &marks, out))
    }

    fn piece(&self, excerpt: &Excerpt<'_>, piece: &Piece, marks: &[&Mark<'_>], out: &mut String) -> Option<()> {
        let Characters { bar, upright, top, bottom, .. } = self.characters;
        let (first, last) = piece.lines;
        let lines = &excerpt.lines()[first..=last];
        let digits = (lines.last()?.index + 1).checked_ilog10()? as usize + 1;
        let mut own = marks.iter().filter(|mark| piece.start <= mark.start && mark.end <= piece.end);
        let chief = own.clone().find(|mark| mark.is_primary).or_else(|| own.next())?;
        let line = excerpt.line_at(chief.start)?;
        pad(out, digits + 2);
        push_all(out, &[top, bar, "[", self.colors.link, excerpt.name(line)?, ":"]);
        push_number(out, line.index + 1);
        out.push(':');
        push_number(out, excerpt.column(line, chief.start) + 1);
        push_all(out, &[self.colors.end, "]\n"]);
        for line in lines {
            let number = line.index + 1;
            push_all(out, &[" ", self.colors.number]);
            pad(out, digits - number.checked_ilog10()? as usize - 1);
            push_number(out, number);
            push_all(out, &[self.colors.end, " ", upright, " "]);
            push_text(out, excerpt.text(line));
            out.push('\n');
            self.marks(excerpt, line, digits, marks, out);
        }
        pad(out, digits + 2);
        push_all(out, &[bottom, bar, bar, bar, bar, "\n"]);
        Some(())
    }

    /// Underlines the places in a line, and says below what there is to say of them.
    fn marks(&self, excerpt: &Excerpt<'_>, line: &Line, digits: usize, marks: &[&Mark<'_>], out: &mut String) {
        let colors = self.colors.places.iter().cycle();
        let own =
            || marks.iter().zip(colors.clone()).filter(|(mark, _)| line.start <= mark.start && mark.end < line.end);
        if own().next().is_none() {
            return;
        }
        let Characters { bar, upright, broken, arrow, bottom, line: dashes, joint, .. } = self.characters;
        let end = self.colors.end;
        let text = excerpt.text(line);
        let mut middles = Vec::new();
        let mut highest = 0;
        margin(digits, broken, out);
        for (mark, color) in own() {
            let start = columns(&text[..mark.start - line.start]).max(highest);
            let is_empty = mark.start == mark.end;
            let behind = if is_empty { start + 1 } else { columns(&text[..mark.end - line.start]).max(start + 1) };
            let middle = usize::midpoint(start, behind);
            out.push_str(color);
            pad(out, start.saturating_sub(highest));
            repeat(out, dashes, middle - start);
            match (is_empty, &mark.text) {
                (true, _) => out.push_str(arrow),
                (_, Some(_)) => out.push_str(joint),
                (_, None) => repeat(out, dashes, 1),
            }
            repeat(out, dashes, behind - middle - 1);
            out.push_str(end);
            highest = highest.max(behind);
            middles.push((*mark, *color, middle));
        }
        out.push('\n');
        for (mark, color, _) in middles.iter().rev() {
            let Some(said) = &mark.text else { continue };
            margin(digits, broken, out);
            let mut at = 1;
            for (other, other_color, middle) in &middles {
                pad(out, (middle + 1).saturating_sub(at));
                at = at.max(middle + 1);
                if other.is_like(mark) {
                    push_all(out, &[color, bottom, bar, bar, " ", color, said, end, end, "\n"]);
                    break;
                }
                push_all(out, &[other_color, upright, end]);
                at += 1;
            }
        }
    }
}

impl Piece {
    /// Both in one, where they touch.
    fn with(&self, next: &Self, excerpt: &Excerpt) -> Option<Self> {
        let lines = excerpt.lines();
        let behind = lines[self.lines.0].index + (self.lines.1 - self.lines.0 + 1);
        if behind < lines[next.lines.0].index {
            return None;
        }
        let end = self.end.max(next.end);
        Some(Self { lines: excerpt.around(self.start, end)?, start: self.start, end })
    }
}

/// Adds a text, broken between its words into lines of at most `width` columns, each but the first
/// behind `rest`. A word that is longer is broken itself.
fn wrap(out: &mut String, text: &str, width: usize, rest: &[&str]) -> Option<()> {
    if !is_plain_or_cut(text) || text.starts_with(' ') || text.ends_with(' ') || width == 0 {
        return None;
    }
    let mut left = text;
    while let Some(limit) = behind(left, width) {
        // What ends a line is the last blank that fits, or stands right behind it.
        let blank = memchr::memrchr(b' ', &left.as_bytes()[..=limit]);
        let (line, more) = left.split_at(blank.unwrap_or(limit));
        out.push_str(line.trim_end_matches(' '));
        push_all(out, rest);
        left = more.trim_start_matches(' ');
    }
    out.push_str(left);
    Some(())
}

/// Where a text goes on behind as many columns; nothing where it does not.
fn behind(text: &str, columns: usize) -> Option<usize> {
    if text.len() <= columns {
        None
    } else if text.as_bytes()[..=columns].is_ascii() {
        Some(columns)
    } else {
        text.char_indices().nth(columns).map(|(at, _)| at)
    }
}

/// The columns of a text of a plain excerpt.
fn columns(text: &str) -> usize {
    if memchr::memchr(b'\t', text.as_bytes()).is_none() {
        // The mark of a cut takes one, too.
        return text.chars().count();
    }
    text.chars().fold(0, |column, c| column + if c == '\t' { TAB - column % TAB } else { 1 })
}

/// Adds the text of a line, with blanks for tabs.
fn push_text(out: &mut String, text: &str) {
    let mut at = 0;
    for tab in memchr::memchr_iter(b'\t', text.as_bytes()) {
        out.push_str(&text[at..tab]);
        pad(out, TAB - columns(&text[..tab]) % TAB);
        at = tab + 1;
    }
    out.push_str(&text[at..]);
}

/// What stands in place of the number of a line.
fn margin(digits: usize, broken: &str, out: &mut String) {
    pad(out, digits + 2);
    push_all(out, &[broken, " "]);
}

fn push_all(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

fn pad(out: &mut String, blanks: usize) {
    repeat(out, BLANKS, blanks);
}

/// Adds so many of the signs of which `run` has [`RUN`].
fn repeat(out: &mut String, run: &str, count: usize) {
    let mut left = count;
    while left > 0 {
        let some = left.min(RUN);
        out.push_str(&run[..some * (run.len() / RUN)]);
        left -= some;
    }
}
