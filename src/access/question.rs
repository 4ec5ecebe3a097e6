//! One question to two policies: does a statement of the new one grant an action, on a request
//! that a guard lets through, which the old one does not?

use super::evaluate::{allows, applies, unclear};
use super::request::Request;
use super::solve::{Budget, Model, Solver, Stop, Values};
use super::space::{Atom, Dimension, Scope, Space, Unknown, with};
use super::witness::requests;
use crate::pattern::language::Found;
use crate::policy::{Policy, Statement};
use crate::source::Span;

/// A statement of either side, as an Allow or as a Deny. One whose effect cannot be read is both.
#[derive(Debug)]
pub(super) struct Part<'p, 'd> {
    pub(super) policy: &'p Policy<'d>,
    pub(super) statement: &'p Statement<'d>,
    /// Its place in [`Policy::statements`].
    pub(super) at: usize,
    pub(super) is_new: bool,
    pub(super) is_allow: bool,
    pub(super) scope: Scope,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A request that was replayed.
    Yes(Request),
    No,
    Open(Reason),
}

/// Why it could not be decided what a policy grants.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The policies are too large, or their patterns too entangled.
    Budget,
    /// It hangs on the value of this policy variable.
    Variable(String),
    /// This key is compared as text and as something else.
    Mixed(String),
    /// One of the policies names principals, the other does not.
    OtherType,
    /// A token still has to be filled in.
    Placeholder {
        /// Whether it stands in the old policy.
        in_old: bool,
        /// Where.
        place: Span,
    },
    /// Something cannot be read.
    Unread {
        /// Whether it stands in the old policy.
        in_old: bool,
        /// Where.
        place: Span,
    },
}

/// Two policies, one of which may be missing, and what is known of them so far.
#[derive(Debug)]
pub(super) struct Questions<'p, 'd> {
    pub(super) old: Option<&'p Policy<'d>>,
    pub(super) new: &'p Policy<'d>,
    pub(super) parts: Vec<Part<'p, 'd>>,
    pub(super) space: Space,
    /// What a request has to fit besides.
    pub(super) guard: Scope,
    solver: Solver,
    /// How many entries and how much text there is to look through for a request.
    entries: usize,
    text: usize,
}

/// What all questions of one comparison may cost.
const TOTAL: u32 = 200_000;

/// So many entries of policies, looked at for a request, cost as much as a step.
const ENTRIES: usize = 16;

/// Texts of requests are shorter, but for those that nobody makes; beyond, so many pairs of a letter
/// of the policies and one of the request cost as much as a step.
const LONG: usize = 512;
const CELLS: usize = 8_192;

/// How many entries a statement has.
fn size(statement: &Statement<'_>) -> usize {
    let actions: usize = statement.actions.iter().map(|clause| clause.entries.len()).sum();
    let resources: usize = statement.resources.iter().map(|clause| clause.entries.len()).sum();
    let values: usize = statement.condition_keys().map(|(_, key)| key.values.len()).sum();
    1 + actions + resources + values
}

impl<'p, 'd> Questions<'p, 'd> {
    pub(super) fn new(old: Option<&'p Policy<'d>>, new: &'p Policy<'d>) -> Self {
        let mut space = Space::default();
        let mut parts = Vec::new();
        for (policy, is_new) in [(Some(new), true), (old, false)] {
            let Some(policy) = policy else { continue };
            for (at, statement) in policy.statements.iter().enumerate() {
                let scope = space.scope(statement, policy);
                let mut part = |is_allow: bool, scope: Scope| {
                    parts.push(Part { policy, statement, at, is_new, is_allow, scope });
                };
                if statement.effect.is_some() {
                    part(statement.is_allow(), scope);
                } else {
                    let allows = space.effect(statement);
                    part(true, with(&scope, allows));
                    part(false, with(&scope, !allows));
                }
            }
        }
        let entries = parts.iter().map(|part| size(part.statement)).sum();
        let text = parts.iter().map(|part| part.statement.span().len() as usize).sum();
        Self { old, new, parts, space, guard: Scope::new(), solver: Solver::new(Budget::of(TOTAL)), entries, text }
    }

    /// The parts that a question about `part` hangs on, among those that are about its action.
    pub(super) fn others(&self, part: usize, about: &[usize]) -> Vec<usize> {
        let counts = |&at: &usize| at != part && !(self.parts[at].is_new && self.parts[at].is_allow);
        about.iter().copied().filter(counts).collect()
    }

    /// Whether a part grants a request of this action, inside of a scope, and the old side does not.
    /// `others` are the parts that are about the action, each with what it asks, also of the action.
    pub(super) fn ask(&mut self, part: usize, scope: &Scope, others: &[(usize, Scope)], action: &str) -> Answer {
        let parts = &self.parts;
        let of = |is_new: bool, is_allow: bool| -> Vec<&Scope> {
            let fits = |at: usize| (parts[at].is_new, parts[at].is_allow) == (is_new, is_allow);
            others.iter().filter(|(at, _)| fits(*at)).map(|(_, scope)| scope).collect()
        };
        let (denied_now, denied_then) = (of(true, false), of(false, false));
        let mut allowed = denied_now.clone();
        allowed.extend(of(false, true));
        let mut questions = vec![(vec![scope], &allowed)];
        questions.extend(denied_then.iter().map(|&denied| (vec![scope, denied], &denied_now)));
        let mut open = None;
        for (mut inside, outside) in questions {
            inside.push(&self.guard);
            match self.solver.solve(&self.space, &inside, outside) {
                Found::No => {}
                Found::GaveUp => {
                    open.get_or_insert(match self.solver.stop() {
                        Stop::Budget => Reason::Budget,
                        Stop::Mixed(key) => Reason::Mixed(self.space.keys[key].name.clone()),
                    });
                }
                Found::Yes(model) => {
                    let requests = requests(action, &model, &self.space);
                    let affordable = requests.iter().take_while(|request| self.afford(request)).count();
                    let tried = &requests[..affordable];
                    match tried.iter().find(|request| self.holds(part, request)) {
                        Some(request) => return Answer::Yes(request.clone()),
                        None if affordable < requests.len() => open = open.or(Some(Reason::Budget)),
                        None => {
                            open.get_or_insert(self.reason(&model, &requests));
                        }
                    }
                }
            }
        }
        open.map_or(Answer::No, Answer::Open)
    }

    /// Pays for another look at a request; whether there was enough.
    pub(super) fn afford(&mut self, request: &Request) -> bool {
        // Each letter of a long text is held against each of a pattern.
        let longest = request.context.values().flatten().map(String::len).fold(request.resource.len(), usize::max);
        let cells = self.text.saturating_mul(longest.saturating_sub(LONG));
        let cost = 1 + self.entries / ENTRIES + cells / CELLS;
        self.solver.spend(u32::try_from(cost).unwrap_or(u32::MAX))
    }

    /// Whether a request passes the guard, a part of the new side grants it, and the old side does not.
    pub(super) fn holds(&self, part: usize, request: &Request) -> bool {
        let part = &self.parts[part];
        applies(part.statement, part.policy, request) == Some(true)
            && self.guard.iter().all(|&atom| self.space.holds(atom, request))
            && allows(self.new, request) == Some(true)
            && self.old.is_none_or(|old| allows(old, request) == Some(false))
    }

    /// Why what was found could not be replayed.
    fn reason(&self, model: &Model, requests: &[Request]) -> Reason {
        for request in requests {
            for (in_old, policy) in [(false, Some(self.new)), (true, self.old)] {
                let Some(policy) = policy else { continue };
                let Some(place) = unclear(policy, request) else { continue };
                return match policy.placeholders_under(place).next() {
                    Some(token) => Reason::Placeholder { in_old, place: token },
                    None => Reason::Unread { in_old, place },
                };
            }
        }
        let texts = model.iter().filter_map(|(_, values)| match values {
            Values::Texts(texts) => Some(texts),
            _ => None,
        });
        let letters = texts.flatten().flat_map(|text| text.chars()).filter_map(|letter| self.space.meaning(letter));
        let all = self.space.letters.iter().map(|letter| &letter.unknown);
        let name = letters.chain(all).find_map(|unknown| match unknown {
            Unknown::Variable { key, .. } => Some(key.clone()),
            Unknown::Placeholder(_) => None,
        });
        name.map_or(Reason::Budget, Reason::Variable)
    }
}

impl Space {
    /// Whether a request fits an atom; what nobody can look into does not.
    fn holds(&self, atom: Atom, request: &Request) -> bool {
        let values = |dimension: Dimension| match dimension {
            Dimension::Action => std::slice::from_ref(&request.action),
            Dimension::Resource => std::slice::from_ref(&request.resource),
            Dimension::Key(key) => request.context.get(&self.keys[key].name).map_or(&[][..], Vec::as_slice),
            Dimension::Caller | Dimension::Opaque(_) => &[],
        };
        match atom {
            Atom::Any(Dimension::Caller, id, sign) | Atom::All(Dimension::Caller, id, sign) => {
                self.predicates[id].names(&request.caller) == sign
            }
            Atom::Any(dimension, id, sign) => {
                values(dimension).iter().any(|value| self.predicates[id].fits(value) == sign)
            }
            Atom::All(dimension, id, sign) => {
                values(dimension).iter().all(|value| self.predicates[id].fits(value) == sign)
            }
            Atom::Present(dimension, sign) => values(dimension).is_empty() != sign,
        }
    }
}
