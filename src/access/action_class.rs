//! Actions that the same statements are about are one question.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use crate::catalogue::{AccessLevel, Action, Catalogue, Service};
use crate::pattern::{is_pattern, matches_ignore_case};
use crate::policy::{ActionEntry, Meaning, Statement};

/// An action that exists, or one that a policy names all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named<'a> {
    Known(Action<'a>),
    Written(&'a str),
}

/// Actions, and which of the statements are about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class<'a> {
    /// Places among the statements that were given, in order.
    pub(super) statements: Vec<usize>,
    /// In the order of the reference. Never empty.
    pub(super) actions: Vec<Named<'a>>,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(action) => action.fmt(f),
            Self::Written(name) => f.write_str(name),
        }
    }
}

impl Named<'_> {
    /// How much is at stake: less is more.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Known(action) => match action.level() {
                AccessLevel::Permissions => 0,
                AccessLevel::Write => 1,
                AccessLevel::Tagging => 2,
                AccessLevel::Read => 3,
                AccessLevel::List => 4,
            },
            Self::Written(_) => 1,
        }
    }
}

/// The action entries of some statements, by service.
pub(super) struct Entries<'s> {
    parts: Vec<Part>,
    /// The services that are spelt out, by their prefixes in lower case: the place in `listed`.
    services: BTreeMap<Cow<'s, str>, usize>,
    /// The entries of each of these services, in the order of the statements.
    listed: Vec<Vec<Listed<'s>>>,
    /// The entries whose wildcards reach over the colon: the statement and the whole entry.
    anywhere: Vec<(usize, &'s str)>,
    /// The first entry of each statement.
    firsts: Vec<Option<&'s str>>,
    /// Names without wildcards that no action has, and entries that are still to be filled in.
    written: Vec<&'s str>,
}

/// An entry about the actions of one service.
#[derive(Clone, Copy)]
struct Listed<'s> {
    /// The place of its statement.
    part: usize,
    /// The pattern of the name.
    name: &'s str,
    meaning: &'s Meaning<'s>,
}

#[derive(Clone, Copy)]
struct Part {
    negated: bool,
    /// Whether nobody can tell what it is about, so that it may be about anything.
    is_unclear: bool,
    /// Whether an entry of it is every action.
    is_all: bool,
}

impl<'s> Entries<'s> {
    /// The entries of some statements, but for those that are not `asked` about.
    pub(super) fn of<'d: 's>(
        statements: impl IntoIterator<Item = &'s Statement<'d>>,
        asked: impl Fn(&ActionEntry<'_>) -> bool,
    ) -> Self {
        let mut entries = Self {
            parts: Vec::new(),
            services: BTreeMap::new(),
            listed: Vec::new(),
            anywhere: Vec::new(),
            firsts: Vec::new(),
            written: Vec::new(),
        };
        // The prefix of the last entry as it is written, which is mostly that of the next one too.
        let mut last: Option<(&str, usize)> = None;
        for (at, statement) in statements.into_iter().enumerate() {
            let first = statement.actions.first().and_then(|clause| clause.entries.first());
            entries.firsts.push(first.map(ActionEntry::as_str));
            let [clause] = statement.actions.as_slice() else {
                entries.parts.push(Part { negated: false, is_unclear: true, is_all: false });
                continue;
            };
            let mut part = Part { negated: clause.negated, is_unclear: clause.open, is_all: false };
            for entry in clause.entries.iter().filter(|entry| asked(entry)) {
                let text = entry.as_str();
                match text.split_once(':') {
                    Some((prefix, name)) if last.is_some_and(|(last, _)| last == prefix) || !is_pattern(prefix) => {
                        let known = last.filter(|(last, _)| *last == prefix);
                        let place = known.map_or_else(|| entries.place(prefix), |(_, place)| place);
                        last = Some((prefix, place));
                        entries.listed[place].push(Listed { part: at, name, meaning: &entry.meaning });
                    }
                    None if text == "*" => part.is_all = true,
                    _ => entries.anywhere.push((at, text)),
                }
                let is_written = match &entry.meaning {
                    Meaning::Action(action) => !action.can_be_granted(),
                    Meaning::Placeholder => true,
                    _ => !is_pattern(text) && text.contains(':'),
                };
                if is_written {
                    entries.written.push(text);
                }
            }
            entries.parts.push(part);
        }
        entries
    }

    /// The place in `listed` of the service with this prefix.
    fn place(&mut self, prefix: &'s str) -> usize {
        let is_small = !prefix.bytes().any(|byte| byte.is_ascii_uppercase());
        let prefix = if is_small { Cow::Borrowed(prefix) } else { Cow::Owned(prefix.to_ascii_lowercase()) };
        let place = *self.services.entry(prefix).or_insert(self.listed.len());
        if place == self.listed.len() {
            self.listed.push(Vec::new());
        }
        place
    }

    /// The entries of the service with this prefix, in lower case.
    fn of_service(&self, prefix: &str) -> &[Listed<'s>] {
        self.services.get(prefix).map_or(&[], |&place| &self.listed[place])
    }

    /// The classes of all actions that a statement of `asked` is about: those that can be granted,
    /// and those that are spelt out. Nothing where there are more than `most`.
    pub(super) fn classes<'a>(
        &self,
        asked: impl Fn(usize) -> bool,
        catalogue: Catalogue<'a>,
        most: usize,
    ) -> Option<Vec<Class<'a>>>
    where
        's: 'a,
    {
        let mut classes = Classes::default();
        for service in self.services(&asked, catalogue) {
            let views = self.local(service.prefix());
            let all: Vec<Action<'a>> = service.actions().filter(|action| action.can_be_granted()).collect();
            let of_asked: Vec<Vec<bool>> =
                views.iter().filter(|view| asked(view.part)).map(|view| view.marks(&all)).collect();
            let is_asked = |&place: &usize| of_asked.iter().any(|marks| marks[place]);
            let actions: Vec<Action<'a>> = (0..all.len()).filter(is_asked).map(|place| all[place]).collect();
            let marks: Vec<(usize, Vec<bool>)> = views.iter().map(|view| (view.part, view.marks(&actions))).collect();
            let mut about = Vec::with_capacity(views.len());
            for (place, action) in actions.into_iter().enumerate() {
                about.clear();
                about.extend(marks.iter().filter(|(_, marks)| marks[place]).map(|&(part, _)| part));
                classes.add(&about, Named::Known(action), &asked);
            }
        }
        let mut seen = BTreeSet::new();
        for &name in &self.written {
            if seen.insert(name.to_ascii_lowercase()) {
                classes.add(&self.about(name), Named::Written(name), &asked);
            }
        }
        (classes.all.len() <= most).then_some(classes.all)
    }

    /// How many times [`classes`](Self::classes) holds an action against a statement.
    pub(super) fn cost(&self, asked: impl Fn(usize) -> bool, catalogue: Catalogue<'_>) -> usize {
        let actions = self.services(&asked, catalogue).into_iter().map(Service::action_count);
        actions.sum::<usize>().saturating_mul(self.parts.len())
    }

    /// The services with actions that a statement of `asked` can be about, in order.
    fn services<'a>(&self, asked: &impl Fn(usize) -> bool, catalogue: Catalogue<'a>) -> Vec<Service<'a>> {
        let reaches_all = |(at, part): (usize, &Part)| asked(at) && (part.negated || part.is_unclear || part.is_all);
        if self.parts.iter().enumerate().any(reaches_all) || self.anywhere.iter().any(|&(at, _)| asked(at)) {
            return catalogue.services().collect();
        }
        let is_asked = |place: usize| self.listed[place].iter().any(|entry| asked(entry.part));
        let spelt_out = self.services.iter().filter(|&(_, &place)| is_asked(place));
        spelt_out.filter_map(|(prefix, _)| catalogue.service(prefix)).collect()
    }

    /// An action that a statement is about, by its full name, and all statements that are about it,
    /// in order.
    pub(super) fn first(&self, at: usize, catalogue: Catalogue<'_>) -> Option<(String, Vec<usize>)> {
        let part = self.parts[at];
        let listed = self.firsts[at].filter(|_| !part.negated && !part.is_unclear);
        let name = match listed {
            Some(entry) if !is_pattern(entry) => entry.to_owned(),
            Some(entry) if entry.contains(':') => {
                let (prefix, name) = entry.split_once(':').unwrap_or_default();
                let service = if is_pattern(prefix) {
                    catalogue.services().find(|service| matches_ignore_case(prefix, service.prefix()))?
                } else {
                    catalogue.service(prefix)?
                };
                service.matching(name).next()?.to_string()
            }
            _ => {
                let services = catalogue.services().flat_map(|service| service.matching("*"));
                services.map(|action| action.to_string()).find(|name| self.about(name).contains(&at))?
            }
        };
        let about = self.about(&name);
        Some((name, about))
    }

    /// The statements that are about the action of this full name, in order.
    fn about(&self, name: &str) -> Vec<usize> {
        let (prefix, short) = name.split_once(':').unwrap_or((name, ""));
        let mut is_listed: Vec<bool> = self.parts.iter().map(|part| part.is_all).collect();
        for entry in self.of_service(&prefix.to_ascii_lowercase()) {
            is_listed[entry.part] |= matches_ignore_case(entry.name, short);
        }
        for &(at, pattern) in &self.anywhere {
            is_listed[at] |= matches_ignore_case(pattern, name);
        }
        let applies = |at: &usize| self.parts[*at].is_unclear || is_listed[*at] != self.parts[*at].negated;
        (0..self.parts.len()).filter(applies).collect()
    }

    /// The statements that can be about actions of a service.
    fn local(&self, prefix: &str) -> Vec<View<'_>> {
        let mut views: Vec<View<'_>> = Vec::new();
        let mut rest = self.of_service(prefix);
        for (at, &kind) in self.parts.iter().enumerate() {
            let (names, further) = rest.split_at(rest.iter().take_while(|entry| entry.part == at).count());
            rest = further;
            let anywhere = self.anywhere.iter().filter(|(own, _)| *own == at);
            let whole: Vec<&str> = anywhere.map(|&(_, pattern)| pattern).collect();
            if kind.negated || kind.is_unclear || kind.is_all || !names.is_empty() || !whole.is_empty() {
                views.push(View { part: at, kind, names, whole });
            }
        }
        views
    }

    /// What each statement says of the actions of a service that nobody knows yet, as patterns of
    /// full names. Statements that name known actions alone say nothing.
    pub(super) fn of_tomorrow(&self, prefix: &str) -> Vec<Tomorrow> {
        let views = self.local(prefix);
        let tomorrow = views.into_iter().map(|view| {
            let listed = view.names.iter().map(|entry| entry.name).filter(|name| !view.kind.is_all && is_pattern(name));
            let names = view.kind.is_all.then_some("*").into_iter().chain(listed);
            let patterns = names.map(|name| format!("{prefix}:{name}"));
            let patterns = patterns.chain(view.whole.iter().map(|&pattern| pattern.to_owned())).collect();
            Tomorrow { part: view.part, negated: view.kind.negated, is_unclear: view.kind.is_unclear, patterns }
        });
        tomorrow.filter(|one| one.negated || one.is_unclear || !one.patterns.is_empty()).collect()
    }

    /// Whether a statement can be about actions of a service that nobody knows yet.
    pub(super) fn may_gain(&self, at: usize, prefix: &str) -> bool {
        let part = self.parts[at];
        part.negated
            || part.is_unclear
            || part.is_all
            || self.anywhere.iter().any(|&(own, _)| own == at)
            || self.of_service(prefix).iter().any(|entry| entry.part == at && is_pattern(entry.name))
    }

    /// The actions of a service that are spelt out, by their full names.
    pub(super) fn spelt_out(&self, prefix: &str) -> Vec<String> {
        let names = self.of_service(prefix).iter().map(|entry| entry.name).filter(|name| !is_pattern(name));
        names.map(|name| format!("{prefix}:{name}")).collect()
    }

    /// The prefixes of the services that are spelt out, in order.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(Cow::as_ref)
    }
}

/// What a statement says of actions that are not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tomorrow {
    /// Its place among the statements.
    pub(super) part: usize,
    pub(super) negated: bool,
    pub(super) is_unclear: bool,
    pub(super) patterns: Vec<String>,
}

#[derive(Default)]
struct Classes<'a> {
    places: HashMap<Vec<usize>, usize>,
    all: Vec<Class<'a>>,
    /// The place of the action before, whose class is often that of the next one too.
    last: Option<usize>,
}

impl<'a> Classes<'a> {
    fn add(&mut self, about: &[usize], action: Named<'a>, asked: impl Fn(usize) -> bool) {
        if !about.iter().any(|&at| asked(at)) {
            return;
        }
        let last = self.last.filter(|&place| self.all[place].statements == about);
        if let Some(place) = last.or_else(|| self.places.get(about).copied()) {
            self.all[place].actions.push(action);
            self.last = Some(place);
        } else {
            self.places.insert(about.to_vec(), self.all.len());
            self.all.push(Class { statements: about.to_vec(), actions: vec![action] });
        }
    }
}

/// The entries of a statement that can match actions of one service.
struct View<'v> {
    part: usize,
    kind: Part,
    /// Entries of the service alone.
    names: &'v [Listed<'v>],
    whole: Vec<&'v str>,
}

impl View<'_> {
    /// Whether it is about each of some actions of the service, which stand in their order.
    fn marks(&self, actions: &[Action<'_>]) -> Vec<bool> {
        let Part { negated, is_unclear, is_all } = self.kind;
        let mut marks = vec![is_unclear || is_all != negated; actions.len()];
        if is_unclear || is_all {
            return marks;
        }
        let at = |index: usize| actions.partition_point(|action| action.index() < index);
        for entry in self.names {
            let range = match entry.meaning {
                Meaning::Action(named) => at(named.index())..at(named.index() + 1),
                Meaning::Pattern(pattern) => at(pattern.places().start)..at(pattern.places().end),
                _ => 0..actions.len(),
            };
            for (mark, &action) in marks[range.clone()].iter_mut().zip(&actions[range]) {
                let is_listed = match entry.meaning {
                    Meaning::Action(_) => true,
                    Meaning::Pattern(pattern) => pattern.matches(action),
                    _ => matches_ignore_case(entry.name, action.name()),
                };
                if is_listed {
                    *mark = !negated;
                }
            }
        }
        if !self.whole.is_empty() {
            let is_listed = |name: &str| self.whole.iter().any(|pattern| matches_ignore_case(pattern, name));
            for (mark, _) in marks.iter_mut().zip(actions).filter(|(_, action)| is_listed(&action.to_string())) {
                *mark = !negated;
            }
        }
        marks
    }
}
