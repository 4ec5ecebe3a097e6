//! A breadth-first search over what all patterns have read.

use std::{collections::HashSet, rc::Rc};

use super::{
    Found,
    automaton::{Automaton, Cell, Worth},
};

/// So many cells of a state make it count as one more.
const LARGE: usize = 8;

/// A state that was visited, and how it was reached: the node before it and the number of the
/// character.
struct Node {
    state: Rc<[Cell]>,
    from: Option<(usize, usize)>,
}

struct Search<'a> {
    automaton: &'a Automaton,
    nodes: &'a mut u32,
    visited: Vec<Node>,
    seen: HashSet<Rc<[Cell]>>,
}

/// A shortest word that fits.
pub(super) fn search(automaton: &Automaton, nodes: &mut u32) -> Found<String> {
    let mut search = Search { automaton, nodes, visited: Vec::new(), seen: HashSet::new() };
    if let Some(found) = search.visit(&automaton.start(), None) {
        return found;
    }
    let (mut next, mut ways) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(node) = search.visited.get(at) {
        let state = Rc::clone(&node.state);
        automaton.ways(&state, &mut ways);
        for &row in &ways {
            automaton.step(&state, row, &mut next);
            if let Some(found) = search.visit(&next, Some((at, row))) {
                return found;
            }
        }
        at += 1;
    }
    Found::No
}

impl Search<'_> {
    /// Takes note of a state that was not seen before. An answer ends the search.
    fn visit(&mut self, state: &[Cell], from: Option<(usize, usize)>) -> Option<Found<String>> {
        let worth = self.automaton.worth(state);
        if worth == Worth::Dead || self.seen.contains(state) {
            return None;
        }
        let cost = u32::try_from(1 + state.len() / LARGE).unwrap_or(u32::MAX);
        let Some(left) = self.nodes.checked_sub(cost) else {
            *self.nodes = 0;
            return Some(Found::GaveUp);
        };
        *self.nodes = left;
        let state: Rc<[Cell]> = state.into();
        self.seen.insert(Rc::clone(&state));
        self.visited.push(Node { state, from });
        (worth == Worth::Fits).then(|| Found::Yes(self.word()))
    }

    /// The word that leads to the last node.
    fn word(&self) -> String {
        let mut word = Vec::new();
        let mut node = self.visited.last();
        while let Some((at, row)) = node.and_then(|node| node.from) {
            word.push(self.automaton.char(row));
            node = self.visited.get(at);
        }
        word.iter().rev().collect()
    }
}
