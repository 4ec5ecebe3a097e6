//! All questions of one comparison: those about the actions of today, class by class, and those
//! about actions that AWS may add, service by service.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::action_class::{Class, Entries, Named, Tomorrow};
use super::blame::{self, near_miss};
use super::compare::{Comparison, Doubt, Grant};
use super::question::{Answer, Part, Questions, Reason};
use super::request::Request;
use super::space::{Scope, Space, with};
use crate::catalogue::Catalogue;
use crate::pattern::matches_ignore_case;

/// Statements of one policy beyond which nothing is asked.
const STATEMENTS: usize = 512;

/// Classes of actions beyond which nothing is asked.
const CLASSES: usize = 4_096;

/// A service that nobody knows yet.
pub(super) const UNKNOWN_SERVICE: &str = "example";

/// A statement and a class of actions for which the answer was yes.
pub(super) struct Found<'c> {
    pub(super) part: usize,
    pub(super) actions: Rc<[Named<'c>]>,
    /// The other parts that the question hung on, each with what it asks.
    pub(super) others: Vec<(usize, Scope)>,
    pub(super) shown: Shown,
}

/// A request that shows a cause.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) witness: Request,
    /// What it was looked for in: what the statement asks, and where the cause is one thing, what of
    /// the old side it fits.
    pub(super) inside: Scope,
}

/// The answer for one class, with a witness for each cause.
#[derive(Clone)]
enum Known {
    Yes(Vec<Shown>),
    No,
    Open(Reason),
}

impl Known {
    /// The same answer for another action; nothing where it does not hold for that.
    fn of(&self, part: usize, action: &str, questions: &Questions<'_, '_>) -> Option<Self> {
        let Self::Yes(shown) = self else { return Some(self.clone()) };
        let mut shown = shown.clone();
        for shown in &mut shown {
            action.clone_into(&mut shown.witness.action);
        }
        shown.iter().all(|shown| questions.holds(part, &shown.witness)).then_some(Self::Yes(shown))
    }
}

/// A statement and actions for which there was no answer.
struct Open {
    part: usize,
    actions: Vec<String>,
    reason: Reason,
}

/// The questions of one comparison, and the answers so far.
pub(super) struct Run<'p, 'd, 'c> {
    pub(super) questions: Questions<'p, 'd>,
    catalogue: Catalogue<'c>,
    found: Vec<Found<'c>>,
    open: Vec<Open>,
    future: Vec<Grant>,
}

impl<'p: 'c, 'd, 'c> Run<'p, 'd, 'c> {
    pub(super) fn new(questions: Questions<'p, 'd>, catalogue: Catalogue<'c>) -> Self {
        Self { questions, catalogue, found: Vec::new(), open: Vec::new(), future: Vec::new() }
    }

    fn part(&self, at: usize) -> &Part<'p, 'd> {
        &self.questions.parts[at]
    }

    fn is_asked(&self, at: usize) -> bool {
        self.part(at).is_new && self.part(at).is_allow
    }

    fn entries(&self) -> Entries<'p> {
        Entries::of(self.questions.parts.iter().map(|part| part.statement), |_| true)
    }

    fn is_too_large(&self) -> bool {
        let count = |is_new: bool| self.questions.parts.iter().filter(|part| part.is_new == is_new).count();
        count(true) > STATEMENTS || count(false) > STATEMENTS
    }

    /// Asks about the actions that there are, as far as they are wanted.
    pub(super) fn today(&mut self, is_wanted: impl Fn(&Named<'_>) -> bool) {
        let entries = self.entries();
        let asked = |at: usize| self.is_asked(at);
        let classes = if self.is_too_large() { None } else { entries.classes(asked, self.catalogue, CLASSES) };
        let Some(classes) = classes else { return self.give_up(Reason::Budget) };
        // Most classes ask what another one asked before, of another action.
        let mut known: HashMap<(usize, Vec<usize>), Known> = HashMap::new();
        for Class { statements, mut actions } in classes {
            actions.retain(&is_wanted);
            let Some(first) = actions.iter().min_by_key(|action| action.rank()) else { continue };
            let action = first.to_string();
            let actions: Rc<[Named<'_>]> = actions.into();
            for part in statements.iter().copied().filter(|&at| self.is_asked(at)).collect::<Vec<usize>>() {
                let others = self.questions.others(part, &statements);
                let key = (part, others);
                let scopes = || key.1.iter().map(|&at| (at, self.part(at).scope.clone())).collect();
                let others: Vec<(usize, Scope)> = scopes();
                let before = match known.get(&key) {
                    Some(Known::Yes(all)) if !all.iter().all(|shown| self.questions.afford(&shown.witness)) => {
                        Some(Known::Open(Reason::Budget))
                    }
                    known => known.and_then(|known| known.of(part, &action, &self.questions)),
                };
                let answer = before.unwrap_or_else(|| self.ask(part, &others, &action));
                match answer.clone() {
                    Known::Yes(all) => self.found.extend(all.into_iter().map(|shown| {
                        let (actions, others) = (Rc::clone(&actions), others.clone());
                        Found { part, actions, others, shown }
                    })),
                    Known::No => {}
                    Known::Open(reason) => {
                        let actions = actions.iter().map(Named::to_string).collect();
                        self.open.push(Open { part, actions, reason });
                    }
                }
                known.insert(key, answer);
            }
        }
    }

    fn ask(&mut self, part: usize, others: &[(usize, Scope)], action: &str) -> Known {
        let own = self.part(part).scope.clone();
        match self.questions.ask(part, &own, others, action) {
            Answer::Yes(witness) => {
                let shown = Shown { witness, inside: own };
                Known::Yes(blame::one_for_each_cause(part, shown, others, &mut self.questions))
            }
            Answer::No => Known::No,
            Answer::Open(reason) => Known::Open(reason),
        }
    }

    /// Leaves everything open.
    pub(super) fn give_up(&mut self, reason: Reason) {
        let first = (0..self.questions.parts.len()).find(|&at| self.is_asked(at));
        self.open.extend(first.map(|part| Open { part, actions: Vec::new(), reason }));
    }

    /// Asks about actions that AWS may add later: of each service that is spelt out, and of one
    /// that nobody knows yet.
    pub(super) fn tomorrow(&mut self) {
        if self.is_too_large() {
            return;
        }
        let entries = self.entries();
        let mut prefixes: Vec<&str> = entries.prefixes().collect();
        prefixes.push(UNKNOWN_SERVICE);
        let of_service = |prefix| (prefix, entries.of_tomorrow(prefix), entries.spelt_out(prefix));
        let by_prefix: Vec<(&str, Vec<Tomorrow>, Vec<String>)> = prefixes.into_iter().map(of_service).collect();
        for part in (0..self.questions.parts.len()).filter(|&at| self.is_asked(at)).collect::<Vec<usize>>() {
            self.tomorrow_of(part, &by_prefix);
        }
    }

    fn tomorrow_of(&mut self, part: usize, by_prefix: &[(&str, Vec<Tomorrow>, Vec<String>)]) {
        // What grants an action of today in the same way needs no second finding.
        let said = self.found.iter().filter(|found| found.part == part).flat_map(|found| found.actions.iter());
        let said: Vec<String> = said.map(Named::to_string).collect();
        if !said.is_empty() && self.part(part).statement.actions.iter().any(|clause| clause.negated) {
            return;
        }
        let mut known_said: HashMap<String, bool> = HashMap::new();
        let mut is_said = |pattern: &String| {
            let is_said = || said.iter().any(|action| matches_ignore_case(pattern, action));
            *known_said.entry(pattern.clone()).or_insert_with(is_said)
        };
        let mut granted: Option<Request> = None;
        let mut patterns: Vec<String> = Vec::new();
        // Most services ask what another one asked before.
        let mut known: HashMap<Vec<Tomorrow>, Answer> = HashMap::new();
        let mut open: BTreeMap<Reason, Vec<String>> = BTreeMap::new();
        for (prefix, views, spelt_out) in by_prefix {
            let Some(own) = views.iter().find(|view| view.part == part).filter(|view| !view.is_unclear) else {
                continue;
            };
            let mut own = own.clone();
            own.patterns.retain(|pattern| own.negated || !is_said(pattern));
            if !own.negated && own.patterns.is_empty() {
                continue;
            }
            let all: Vec<Tomorrow> = std::iter::once(&own).chain(views).map(|view| view.of_any(prefix)).collect();
            let answer = match known.get(&all).filter(|_| all.iter().all(Tomorrow::is_of_any)) {
                Some(answer) => answer.clone(),
                None => self.ask_tomorrow(&own, prefix, views, spelt_out),
            };
            // A no may be owed to the names that are spelt out here.
            if spelt_out.is_empty() || matches!(answer, Answer::Yes(_)) {
                known.insert(all, answer.clone());
            }
            match answer {
                Answer::Yes(witness) => {
                    let shown = own.shown(prefix);
                    let action = witness.action.split_once(':').map_or("", |(_, name)| name);
                    let action = format!("{prefix}:{action}");
                    let matching = |pattern: &String| own.negated || matches_ignore_case(pattern, &action);
                    patterns.extend(shown.into_iter().filter(matching));
                    granted.get_or_insert(witness);
                }
                Answer::No => {}
                Answer::Open(reason) => open.entry(reason).or_default().extend(own.shown(prefix)),
            }
        }
        let mut seen = Vec::new();
        patterns.retain(|pattern| {
            !seen.contains(pattern) && {
                seen.push(pattern.clone());
                true
            }
        });
        if let Some(witness) = granted {
            let is_meant = |entry: &str| patterns.iter().any(|pattern| pattern.eq_ignore_ascii_case(entry));
            self.future.push(Grant {
                statement: self.part(part).at,
                places: blame::entries_that(self.part(part).statement, is_meant),
                actions: patterns,
                near: near_miss(self.questions.old, &witness),
                witness,
                idle: Vec::new(),
                is_idle: false,
                is_future: true,
            });
        }
        for (reason, actions) in open {
            if !self.open.iter().any(|known| known.part == part && known.reason == reason) {
                self.open.push(Open { part, actions, reason });
            }
        }
    }

    fn ask_tomorrow(&mut self, own: &Tomorrow, prefix: &str, views: &[Tomorrow], spelt_out: &[String]) -> Answer {
        let about: Vec<usize> = views.iter().map(|view| view.part).collect();
        let counted = self.questions.others(own.part, &about);
        let counted = views.iter().filter(|view| counted.contains(&view.part));
        let Questions { parts, space, .. } = &mut self.questions;
        let mut scope_of = |view: &Tomorrow| view.scope(&parts[view.part].scope, space);
        let others: Vec<(usize, Scope)> = counted.map(|view| (view.part, scope_of(view))).collect();
        let scope = scope_of(own);
        let mut scope = with(&scope, space.action(&[format!("{prefix}:*")], true));
        // The name must be new; few patterns match known names alone.
        let mut known: Vec<String> = spelt_out.to_vec();
        for _ in 0..4 {
            if !known.is_empty() {
                scope = with(&scope, self.questions.space.action(&known, false));
            }
            match self.questions.ask(own.part, &scope, &others, "") {
                Answer::Yes(witness) if self.catalogue.action(&witness.action).is_some() => known.push(witness.action),
                answer => return answer,
            }
        }
        Answer::Open(Reason::Budget)
    }

    /// The answers, one for each cause.
    pub(super) fn comparison(self) -> Comparison {
        let Self { mut questions, found, open, future, .. } = self;
        let mut grants = blame::by_cause(found, &mut questions);
        grants.extend(future);
        let mut doubts: BTreeMap<(usize, Reason), Vec<String>> = BTreeMap::new();
        for Open { part, actions, reason } in open {
            doubts.entry((part, reason)).or_default().extend(actions);
        }
        let doubts = doubts.into_iter().map(|((part, reason), actions)| {
            let part = &questions.parts[part];
            let is_meant =
                |entry: &str| actions.iter().any(|action| action == entry || matches_ignore_case(entry, action));
            Doubt { statement: part.at, places: blame::entries_that(part.statement, is_meant), actions, reason }
        });
        Comparison { grants, doubts: doubts.collect() }
    }
}

impl Tomorrow {
    /// What its statement, with this scope, asks of a request whose action is not known yet.
    pub(super) fn scope(&self, scope: &Scope, space: &mut Space) -> Scope {
        if self.is_unclear || self.patterns.is_empty() {
            return scope.clone();
        }
        with(scope, space.action(&self.patterns, !self.negated))
    }

    /// The same without the name of its service.
    fn of_any(&self, prefix: &str) -> Self {
        let of_any = |pattern: &String| match pattern.strip_prefix(prefix) {
            Some(rest) if rest.starts_with(':') => rest.to_owned(),
            _ => pattern.clone(),
        };
        Self { patterns: self.patterns.iter().map(of_any).collect(), ..self.clone() }
    }

    /// Whether it says the same of any service.
    fn is_of_any(&self) -> bool {
        self.patterns.iter().all(|pattern| pattern == "*" || pattern.starts_with(':'))
    }

    /// How the actions are called of which a finding speaks.
    fn shown(&self, prefix: &str) -> Vec<String> {
        match (self.negated, prefix) {
            (true, UNKNOWN_SERVICE) => vec!["*".to_owned()],
            (true, _) => vec![format!("{prefix}:*")],
            (false, _) => self.patterns.clone(),
        }
    }
}
