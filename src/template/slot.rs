//! The placeholders of a form: learnt from its own strings, and from sentences of the page that
//! ask to replace what no rule would take for one.

use std::collections::HashMap;
use std::ops::Range;

use super::declare::{self, Declaration};
use super::place::{Element, Place};
use super::prose::{Prose, squeezed};
use super::{Blank, name};
use crate::arn::Arn;
use crate::catalogue::Catalogue;
use crate::json::Fault;
use crate::placeholder::{Kind, Tier};
use crate::policy::Document;
use crate::source::{Source, Span};

/// How a placeholder is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It is a value that is known from documentation, and the page does not speak of it.
    Documentation,
    /// The page asks to replace it.
    Declared,
    /// It can be nothing else.
    Token,
}

/// A placeholder of a form, wherever it stands.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The token as it stands in the policy: `<your-bucket>`.
    pub token: String,
    /// Its name without what sets it off: `your-bucket`.
    pub name: String,
    /// What it stands for.
    pub kind: Kind,
    /// How it is known.
    pub certainty: Certainty,
    /// What the page says of it.
    pub declaration: Option<Declaration>,
    /// Where it stands in the page.
    pub places: Vec<Span>,
    /// Whether it is all of the strings that it stands in.
    pub is_whole: bool,
    /// What names may look like where it stands.
    pub(super) names: Option<&'static name::Names>,
}

impl Slot {
    /// A slot that stands nowhere yet.
    fn new(token: &str, kind: Kind, certainty: Certainty) -> Self {
        Self {
            token: token.to_owned(),
            name: bare(token).to_owned(),
            kind,
            certainty,
            declaration: None,
            places: Vec::new(),
            is_whole: true,
            names: None,
        }
    }

    /// What belongs in its place, as the page says it, else by its kind.
    pub fn description(&self) -> &str {
        let said = self.declaration.as_ref().and_then(|declaration| declaration.what.as_deref());
        said.unwrap_or(match self.kind {
            Kind::Account => "an account id of 12 digits",
            Kind::Region => "an AWS region",
            Kind::Partition => "a partition",
            Kind::Principal => "a principal",
            Kind::Name if self.is_whole => "the ARN of a resource",
            Kind::Name => "the name of a resource",
            Kind::Version => "the version `2012-10-17`",
            Kind::Effect => "`Allow` or `Deny`",
            Kind::Other => "a value of your own",
        })
    }

    /// Whether the token can be nothing else wherever it stands.
    pub(super) fn stands_out(&self) -> bool {
        self.certainty == Certainty::Token
            && (self.token != self.name || self.token.chars().any(|c| c.is_ascii_uppercase()))
    }

    /// Whether a policy that still holds the token has not been filled in there.
    pub(super) fn is_left(&self, catalogue: Catalogue<'_>) -> bool {
        match self.certainty {
            Certainty::Token => true,
            Certainty::Documentation => false,
            // Somebody lives in the region that the page was written in.
            Certainty::Declared => catalogue.region(&self.token).is_none() && !catalogue.is_partition(&self.token),
        }
    }
}

/// A token without what sets it off.
pub(super) fn bare(token: &str) -> &str {
    let name = token.trim_matches(|c: char| {
        matches!(c, '<' | '>' | '{' | '}' | '[' | ']' | '*' | '%' | '\'' | '"') || c.is_whitespace()
    });
    let name = name.strip_prefix('$').unwrap_or(name).trim_start_matches(['{', '(']).trim_end_matches([')', '}']);
    if name.is_empty() { token } else { name }
}

/// The slots of some strings, and where they stand in them. `candidates` are texts that the page asks
/// to replace.
pub(super) fn read<'d>(
    places: Vec<Place<'d>>,
    candidates: &[String],
    catalogue: Catalogue<'_>,
) -> (Vec<Slot>, Vec<Blank<'d>>) {
    let mut slots: Vec<Slot> = Vec::new();
    let mut blanks = Vec::new();
    let mut known_tokens: HashMap<String, usize> = HashMap::new();
    for place in places {
        let mut holes: Vec<(Range<usize>, usize)> = Vec::new();
        for token in tokens(&place, candidates, catalogue) {
            let text = &place.text.as_str()[token.range.clone()];
            let is_whole = token.range.len() == place.text.as_str().len();
            let known = known_tokens.get(text).or_else(|| known_tokens.get(bare(text)));
            let slot = known.copied().unwrap_or_else(|| {
                known_tokens.insert(text.to_owned(), slots.len());
                known_tokens.entry(bare(text).to_owned()).or_insert(slots.len());
                slots.push(Slot::new(text, token.kind, token.certainty));
                slots.len() - 1
            });
            let known = &mut slots[slot];
            known.certainty = known.certainty.max(token.certainty);
            known.places.push(place.text.span(token.range.clone()));
            known.is_whole &= is_whole;
            if known.kind == Kind::Other
                || matches!(known.kind, Kind::Name)
                    && matches!(token.kind, Kind::Account | Kind::Region | Kind::Partition)
            {
                known.kind = token.kind;
            }
            known.names = known.names.or_else(|| name::names_at(&place, &token.range));
            holes.push((token.range, slot));
        }
        if !holes.is_empty() {
            blanks.push(Blank { place, holes });
        }
    }
    (slots, blanks)
}

/// A token in a string.
struct Token {
    range: Range<usize>,
    kind: Kind,
    certainty: Certainty,
}

/// The tokens of a string, in order. What can be nothing else counts more than what the page
/// declares, and that more than what is known from documentation.
fn tokens(place: &Place<'_>, candidates: &[String], catalogue: Catalogue<'_>) -> Vec<Token> {
    let text = place.text.as_str();
    let mut found: Vec<Token> = Vec::new();
    let mut take = |token: Token| {
        if found.iter().all(|known| token.range.end <= known.range.start || known.range.end <= token.range.start) {
            found.push(token);
        }
    };
    let all = place.element.placeholders(text, catalogue);
    for token in all.iter().filter(|token| token.tier == Tier::Unreplaced) {
        // `<ARN of the role of the account>` is not the account.
        let is_whole = token.range.len() == text.len();
        let says_arn = text[token.range.clone()].split(|c: char| !c.is_alphabetic()).any(|word| word == "ARN");
        let kind = match &place.element {
            Element::Principal { .. } if is_whole && says_arn => Kind::Principal,
            _ => token.kind,
        };
        take(Token { range: token.range.clone(), kind, certainty: Certainty::Token });
    }
    if is_free(&place.element) {
        for candidate in candidates.iter().filter(|candidate| !is_code(candidate)) {
            for at in declare::occurrences(text, candidate) {
                let range = at..at + candidate.len();
                if is_of_service(place, &range) {
                    continue;
                }
                take(Token { kind: kind_of(place, &range, catalogue), range, certainty: Certainty::Declared });
            }
        }
    }
    for token in all.iter().filter(|token| token.tier == Tier::Documentation) {
        take(Token { range: token.range.clone(), kind: token.kind, certainty: Certainty::Documentation });
    }
    found.sort_by_key(|token| token.range.start);
    found
}

/// Whether an author can have written a value of his own here.
fn is_free(element: &Element) -> bool {
    !matches!(element, Element::Action { .. } | Element::Label("Version" | "Effect"))
}

/// What no page asks to replace in one place alone: actions, keys, whole wildcards.
fn is_code(text: &str) -> bool {
    let is_action = text.split_once(':').is_some_and(|(prefix, name)| {
        !name.contains([':', '/']) && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    is_action || text.chars().all(|c| !c.is_alphanumeric()) || matches!(text, "Allow" | "Deny" | "arn" | "aws")
}

/// Whether a range is a part of an ARN that the service decides on: its name, or the type of a
/// resource. A page that speaks of `kinesis` or of a `stream` asks nobody to replace these.
fn is_of_service(place: &Place<'_>, range: &Range<usize>) -> bool {
    let text = place.text.as_str();
    let Some(Ok(arn)) = Arn::parse(text) else { return false };
    let (service, resource) = (&arn.service, &arn.resource.range);
    let is_type = range.start == resource.start
        && name::is_type(service.text, text.get(range.start..range.end + 1).unwrap_or_default());
    is_type || service.range.start <= range.start && range.end <= service.range.end
}

/// What a declared text stands for, by where it stands and what it looks like.
fn kind_of(place: &Place<'_>, range: &Range<usize>, catalogue: Catalogue<'_>) -> Kind {
    let text = &place.text.as_str()[range.clone()];
    if catalogue.region(text).is_some() {
        return Kind::Region;
    }
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Kind::Account;
    }
    if let Some(Ok(arn)) = Arn::parse(place.text.as_str()) {
        let is_in = |field: &crate::arn::Field<'_>| field.range.start <= range.start && range.end <= field.range.end;
        if is_in(&arn.region) {
            return Kind::Region;
        } else if is_in(&arn.account) {
            return Kind::Account;
        } else if is_in(&arn.partition) {
            return Kind::Partition;
        }
    }
    match &place.element {
        Element::Principal { .. } if range.len() == place.text.as_str().len() => Kind::Principal,
        Element::Resource { .. } | Element::Principal { .. } => Kind::Name,
        _ => Kind::Other,
    }
}

/// Adds the placeholders that stand outside of strings.
pub(super) fn add_bare(slots: &mut Vec<Slot>, document: &Document<'_>, source: &Source) {
    for error in document.errors.iter().filter(|error| matches!(error.fault, Fault::Placeholder { .. })) {
        let token = source.slice(error.span);
        let slot = find_token(slots, token).unwrap_or_else(|| {
            slots.push(Slot::new(token, Kind::Other, Certainty::Token));
            slots.len() - 1
        });
        slots[slot].places.push(error.span);
    }
}

/// Gives each slot what the page says of it. `names` are those of all policies of the page.
pub(super) fn declare(slots: &mut [Slot], names: &[String], prose: &Prose, document: Span, budget: &mut usize) {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    for slot in slots.iter_mut() {
        slot.declaration = declare::declaration(prose, &slot.token, &slot.name, &names, document, budget);
        if slot.declaration.is_some() {
            slot.certainty = slot.certainty.max(Certainty::Declared);
        }
    }
}

/// The slot of a token: written the same, or with other marks around the same name.
fn find_token(slots: &[Slot], token: &str) -> Option<usize> {
    slots.iter().position(|slot| slot.token == token).or_else(|| slots.iter().position(|slot| slot.name == bare(token)))
}

/// The slot that a user calls `name`: as it is written, by its bare name, or where that is one slot,
/// whatever the case and the marks between its words.
pub(super) fn find(slots: &[Slot], name: &str) -> Option<usize> {
    let squeezed = |text: &str| squeezed(bare(text));
    find_token(slots, name).or_else(|| {
        let wanted = squeezed(name);
        let mut fitting = (0..slots.len()).filter(|&at| squeezed(&slots[at].name) == wanted);
        fitting.next().filter(|_| fitting.next().is_none())
    })
}
