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

/// Steps of looking for a way to match, and ways that are weighed against each other.
const STEPS: usize = 20_000;
const WAYS: usize = 32;

/// A part of a string with placeholders.
enum Piece {
    Char(char),
    /// `*` of the template: any text.
    Any,
    /// `?` of the template.
    One,
    Hole(usize),
}

/// What the placeholders of a blank stand for when all of it is `text`. Where that can be read in
/// several ways, the one in which most values fit.
pub(super) fn captures(
    blank: &Blank<'_>,
    slots: &[Slot],
    text: &str,
    catalogue: Catalogue<'_>,
) -> Option<Vec<Capture>> {
    let pieces = pieces(blank);
    let is_whole = matches!(pieces.as_slice(), [Piece::Hole(_)]);
    let mut search =
        Search { pieces: &pieces, slots, text, is_whole, steps: STEPS, found: Vec::new(), captures: Vec::new() };
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

fn pieces(blank: &Blank<'_>) -> Vec<Piece> {
    let text = blank.place.text.as_str();
    let mut pieces = Vec::new();
    let mut at = 0;
    let literal = |text: &str, pieces: &mut Vec<Piece>| {
        pieces.extend(text.chars().map(|c| match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            c => Piece::Char(c),
        }));
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
    pieces: &'s [Piece],
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
            Some(Piece::Char(c)) if rest.starts_with(*c) => self.run(piece + 1, at + c.len_utf8()),
            None | Some(Piece::Char(_)) => {}
            Some(Piece::One) => {
                if let Some(c) = rest.chars().next() {
                    self.run(piece + 1, at + c.len_utf8());
                }
            }
            Some(Piece::Any) => {
                let ends = rest.char_indices().map(|(offset, _)| offset).chain([rest.len()]);
                ends.for_each(|offset| self.run(piece + 1, at + offset));
            }
            Some(&Piece::Hole(slot)) => self.hole(piece, slot, at),
        }
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
        let text = self.text;
        for (offset, c) in text[at..].char_indices() {
            if !self.may_hold(slot, c) {
                return;
            }
            let range = at..at + offset + c.len_utf8();
            self.captures.push(Capture { slot, range: range.clone() });
            self.run(piece + 1, range.end);
            self.captures.pop();
        }
    }

    /// Whether a value of a slot can have this character, where it is not all of the string.
    fn may_hold(&self, slot: usize, c: char) -> bool {
        let slot = &self.slots[slot];
        match slot.kind {
            _ if self.is_whole => true,
            Kind::Account | Kind::Region | Kind::Partition => !matches!(c, ':' | '/'),
            _ => c != ':' || slot.name.to_ascii_lowercase().contains("arn"),
        }
    }
}
