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
    /// The entries of each of these services: the statement and the pattern of the name.
    listed: Vec<Vec<(usize, &'s str)>>,
    /// The entries whose wildcards reach over the colon: the statement and the whole entry.
    anywhere: Vec<(usize, &'s str)>,
    /// The first entry of each statement.
    firsts: Vec<Option<&'s str>>,
    /// Names without wildcards that no action has, and entries that are still to be filled in.
    written: Vec<&'s str>,
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
                        entries.listed[place].push((at, name));
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
    fn of_service(&self, prefix: &str) -> &[(usize, &'s str)] {
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
            let local = self.local(service.prefix());
            let marks: Vec<Vec<bool>> = local.iter().map(|view| view.marks(service)).collect();
            let mut about = Vec::with_capacity(local.len());
            for (place, action) in service.actions().enumerate() {
                if action.can_be_granted() {
                    about.clear();
                    about.extend(local.iter().zip(&marks).filter(|(_, marks)| marks[place]).map(|(view, _)| view.part));
                    classes.add(&about, Named::Known(action), &asked);
                }
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
        let is_asked = |place: usize| self.listed[place].iter().any(|&(at, _)| asked(at));
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
        for &(at, pattern) in self.of_service(&prefix.to_ascii_lowercase()) {
            is_listed[at] |= matches_ignore_case(pattern, short);
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
        let mut listed = self.of_service(prefix).iter().peekable();
        for (at, &part) in self.parts.iter().enumerate() {
            let mut names = Vec::new();
            while let Some(&&(_, name)) = listed.peek().filter(|(own, _)| *own == at) {
                names.push(name);
                listed.next();
            }
            let anywhere = self.anywhere.iter().filter(|(own, _)| *own == at);
            let whole: Vec<&str> = anywhere.map(|&(_, pattern)| pattern).collect();
            if part.negated || part.is_unclear || part.is_all || !names.is_empty() || !whole.is_empty() {
                let names = if part.is_all { vec!["*"] } else { names };
                views.push(View { part: at, negated: part.negated, names, whole, kind: part });
            }
        }
        views
    }

    /// What each statement says of the actions of a service that nobody knows yet, as patterns of
    /// full names. Statements that name known actions alone say nothing.
    pub(super) fn of_tomorrow(&self, prefix: &str) -> Vec<Tomorrow> {
        let views = self.local(prefix);
        let tomorrow = views.into_iter().map(|view| {
            let names = view.names.iter().filter(|name| is_pattern(name)).map(|name| format!("{prefix}:{name}"));
            let patterns = names.chain(view.whole.iter().map(|&pattern| pattern.to_owned())).collect();
            Tomorrow { part: view.part, negated: view.negated, is_unclear: view.kind.is_unclear, patterns }
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
            || self.of_service(prefix).iter().any(|&(own, name)| own == at && is_pattern(name))
    }

    /// The actions of a service that are spelt out, by their full names.
    pub(super) fn spelt_out(&self, prefix: &str) -> Vec<String> {
        let entries = self.of_service(prefix).iter();
        let names = entries.filter(|(_, name)| !is_pattern(name)).map(|(_, name)| format!("{prefix}:{name}"));
        names.collect()
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
struct View<'s> {
    part: usize,
    negated: bool,
    kind: Part,
    /// Patterns for the name alone.
    names: Vec<&'s str>,
    whole: Vec<&'s str>,
}

impl View<'_> {
    /// Whether it is about each action of a service, in order.
    fn marks(&self, service: Service<'_>) -> Vec<bool> {
        let count = service.action_count();
        if self.kind.is_unclear {
            return vec![true; count];
        }
        let mut marks = vec![self.negated; count];
        let mut mark = |action: Action<'_>| marks[service.place_of(action)] = !self.negated;
        for name in &self.names {
            if is_pattern(name) {
                service.matching(name).for_each(&mut mark);
            } else {
                service.action(name).into_iter().for_each(&mut mark);
            }
        }
        if !self.whole.is_empty() {
            let is_listed = |name: &str| self.whole.iter().any(|pattern| matches_ignore_case(pattern, name));
            service.actions().filter(|action| is_listed(&action.to_string())).for_each(&mut mark);
        }
        marks
    }
}
