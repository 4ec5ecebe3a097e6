//! A string with placeholders held against a string of a policy.

use std::ops::Range;

use super::Blank;
use super::slot::Slot;
use crate::catalogue::Catalogue;
use crate::placeholder::Kind;

/// What a placeholder stands for in one string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Capture {
    pub(super) slot: usize,
    pub(super) range: Range<usize>,
}

/// Steps of looking for a way to match, and ways that are weighed against each other. A step is a
/// choice: what is written out is read at once.
const STEPS: usize = 20_000;
const WAYS: usize = 32;

/// Steps for all strings that a template is held against, so far as each has a few.
const ALL_STEPS: usize = 20_000_000;
const LEAST_STEPS: usize = 100;

/// No string of a policy that AWS takes is longer than this.
const LONGEST: usize = 8_192;

/// Strings with more choices than this are not looked into: every choice is a call more.
const CHOICES: usize = 256;

/// A part of a string with placeholders.
enum Piece<'b> {
    Literal(&'b str),
    /// `*` of the template: any text.
    Any,
    /// `?` of the template.
    One,
    Hole(usize),
}

/// The steps for each of `pairs` of strings.
pub(super) fn steps(pairs: usize) -> usize {
    (ALL_STEPS / pairs.max(1)).clamp(LEAST_STEPS, STEPS)
}

/// What the placeholders of a blank stand for when all of it is `text`. Where that can be read in
/// several ways, the one in which most values fit.
pub(super) fn captures(
    blank: &Blank<'_>,
    slots: &[Slot],
    text: &str,
    steps: usize,
    catalogue: Catalogue<'_>,
) -> Option<Vec<Capture>> {
    if text.len() > LONGEST {
        return None;
    }
    let pieces = pieces(blank);
    let choices = pieces.iter().filter(|piece| !matches!(piece, Piece::Literal(_))).count();
    // Most strings are ruled out by how they begin.
    let begins = !matches!(pieces.first(), Some(Piece::Literal(literal)) if !text.starts_with(literal));
    if choices > CHOICES || !begins {
        return None;
    }
    let is_whole = matches!(pieces.as_slice(), [Piece::Hole(_)]);
    let mut search = Search { pieces: &pieces, slots, text, is_whole, steps, found: Vec::new(), captures: Vec::new() };
    search.run(0, 0);
    let fits = |capture: &Capture| slots[capture.slot].refuse(&text[capture.range.clone()], None, catalogue).is_none();
    let count = |way: &Vec<Capture>| way.iter().filter(|capture| fits(capture)).count();
    // The first of the best: placeholders take as little as they can.
    let mut best: Option<(usize, Vec<Capture>)> = None;
    for way in search.found {
        let fitting = count(&way);
        if best.as_ref().is_none_or(|(known, _)| fitting > *known) {
            best = Some((fitting, way));
        }
    }
    best.map(|(_, way)| way)
}

fn pieces<'b>(blank: &'b Blank<'_>) -> Vec<Piece<'b>> {
    let text = blank.place.text.as_str();
    let mut pieces = Vec::new();
    let mut at = 0;
    let literal = |text: &'b str, pieces: &mut Vec<Piece<'b>>| {
        for part in text.split_inclusive(['*', '?']) {
            let plain = part.trim_end_matches(['*', '?']);
            if !plain.is_empty() {
                pieces.push(Piece::Literal(plain));
            }
            match part[plain.len()..].chars().next() {
                // Several stars in a row say what one says.
                Some('*') if matches!(pieces.last(), Some(Piece::Any)) => {}
                Some('*') => pieces.push(Piece::Any),
                Some(_) => pieces.push(Piece::One),
                None => {}
            }
        }
    };
    for (range, slot) in &blank.holes {
        literal(&text[at..range.start], &mut pieces);
        pieces.push(Piece::Hole(*slot));
        at = range.end;
    }
    literal(&text[at..], &mut pieces);
    pieces
}

struct Search<'s> {
    pieces: &'s [Piece<'s>],
    slots: &'s [Slot],
    text: &'s str,
    is_whole: bool,
    steps: usize,
    found: Vec<Vec<Capture>>,
    captures: Vec<Capture>,
}

impl Search<'_> {
    fn run(&mut self, piece: usize, at: usize) {
        if self.steps == 0 || self.found.len() >= WAYS {
            return;
        }
        self.steps -= 1;
        let rest = &self.text[at..];
        match self.pieces.get(piece) {
            None if rest.is_empty() => self.found.push(self.captures.clone()),
            Some(Piece::Literal(literal)) if rest.starts_with(literal) => self.run(piece + 1, at + literal.len()),
            None | Some(Piece::Literal(_)) => {}
            Some(Piece::One) => {
                if let Some(c) = rest.chars().next() {
                    self.run(piece + 1, at + c.len_utf8());
                }
            }
            Some(Piece::Any) => {
                for at in self.ends(piece, at, rest.len()) {
                    self.run(piece + 1, at);
                }
            }
            Some(&Piece::Hole(slot)) => self.hole(piece, slot, at),
        }
    }

    /// Where a part that can have up to `longest` bytes can end: before what follows it.
    fn ends(&mut self, piece: usize, at: usize, longest: usize) -> Vec<usize> {
        let text = self.text;
        let is_end = |end: &usize| match self.pieces.get(piece + 1) {
            None => *end == text.len(),
            Some(Piece::Literal(literal)) => text[*end..].starts_with(literal),
            Some(_) => true,
        };
        let bounds = text[at..at + longest].char_indices().map(|(offset, _)| at + offset).chain([at + longest]);
        let ends: Vec<usize> = bounds.filter(is_end).collect();
        self.steps = self.steps.saturating_sub(longest / 64);
        ends
    }

    fn hole(&mut self, piece: usize, slot: usize, at: usize) {
        if let Some(known) = self.captures.iter().find(|capture| capture.slot == slot) {
            let value = &self.text[known.range.clone()];
            if self.text[at..].starts_with(value) {
                let range = at..at + value.len();
                self.captures.push(Capture { slot, range: range.clone() });
                self.run(piece + 1, range.end);
                self.captures.pop();
            }
            return;
        }
        let longest = self.longest(slot, &self.text[at..]);
        for end in self.ends(piece, at, longest).into_iter().filter(|&end| end > at) {
            self.captures.push(Capture { slot, range: at..end });
            self.run(piece + 1, end);
            self.captures.pop();
        }
    }

    /// How much of a text a value of a slot can take, where it is not all of the string.
    fn longest(&self, slot: usize, rest: &str) -> usize {
        let slot = &self.slots[slot];
        let end = match slot.kind {
            _ if self.is_whole => None,
            Kind::Account | Kind::Region | Kind::Partition => rest.find([':', '/']),
            _ if slot.name.to_ascii_lowercase().contains("arn") => None,
            _ => rest.find(':'),
        };
        end.unwrap_or(rest.len())
    }
}
