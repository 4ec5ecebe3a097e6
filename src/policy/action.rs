//! Entries of `Action` and `NotAction`, and what they mean to IAM.

use std::ops::Range;

use memchr::memchr;

use super::clause::Entry;
use super::variable::has_variable;
use super::{Reader, has_placeholder};
use crate::catalogue::{Action, ActionPattern, Catalogue, LegacyPrefix, Service};
use crate::pattern::{is_pattern, matches_ignore_case};
use crate::source::Span;

/// An action entry with its meaning.
#[derive(Clone, Debug)]
pub struct ActionEntry<'d> {
    /// The string.
    pub entry: Entry<'d>,
    /// What it names.
    pub meaning: Meaning<'d>,
}

/// What an action entry names, as far as the catalogue knows.
#[derive(Clone, Debug)]
pub enum Meaning<'a> {
    /// `*`: every action of every service.
    All,
    /// A part of it is still to be filled in.
    Placeholder,
    /// It holds a policy variable, which IAM takes literally here.
    Variable,
    /// It does not have the form `service:Name`.
    Malformed(Malformed),
    /// The service is a pattern.
    ServicePattern,
    /// No service has this prefix.
    UnknownService(&'a str),
    /// A service that the reference no longer lists, or never did.
    LegacyService(LegacyPrefix<'a>),
    /// One action that the catalogue knows, in whatever status.
    Action(Action<'a>),
    /// A name that its service does not have.
    UnknownAction(Service<'a>, &'a str),
    /// A pattern over the names of a service.
    Pattern(ActionPattern<'a, 'a>),
    /// A pattern that no action of its service matches.
    UnmatchedPattern(Service<'a>, &'a str),
}

/// In which way an action entry is not of the form `service:Name`. Ranges are bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The empty string.
    Empty,
    /// White space in the entry.
    Blank {
        /// The first run of white space.
        at: Range<usize>,
        /// The entry without white space.
        repaired: String,
    },
    /// Two colons or more in a row.
    DoubleColon {
        /// The colons.
        at: Range<usize>,
        /// The entry with one colon.
        repaired: String,
    },
    /// `s3:s3:GetObject`.
    RepeatedPrefix {
        /// The second prefix with its colon.
        at: Range<usize>,
        /// The entry with one prefix.
        repaired: String,
    },
    /// Several actions in one string.
    Glued {
        /// The actions.
        parts: Vec<String>,
    },
    /// Another character stands where the colon belongs.
    WrongSeparator {
        /// The character.
        at: Range<usize>,
        /// The entry with a colon there.
        repaired: String,
    },
    /// A stray character before or behind the action.
    Stray {
        /// The character or characters.
        at: Range<usize>,
        /// The entry without them.
        repaired: String,
    },
    /// A name without a service.
    NoService,
    /// A service without a name.
    NoName,
    /// A resource name where an action belongs.
    ResourceName,
    /// A character that no action has.
    Character {
        /// The character.
        at: Range<usize>,
    },
}

impl Malformed {
    /// The text to write instead, where there is one.
    pub fn repaired(&self) -> Option<&str> {
        match self {
            Self::Blank { repaired, .. }
            | Self::DoubleColon { repaired, .. }
            | Self::RepeatedPrefix { repaired, .. }
            | Self::WrongSeparator { repaired, .. }
            | Self::Stray { repaired, .. } => Some(repaired),
            _ => None,
        }
    }
}

impl<'d> ActionEntry<'d> {
    /// Reads an entry; `last` is the service of the one before it, mostly of this one too.
    pub(super) fn read(entry: Entry<'d>, reader: &Reader<'_, 'd>, last: &mut Option<Service<'d>>) -> Self {
        let meaning = if has_placeholder(reader.placeholders, entry.span()) {
            Meaning::Placeholder
        } else {
            Meaning::find(entry.text.as_str(), reader.catalogue, last)
        };
        Self { entry, meaning }
    }

    /// Whether it names this action, or is a pattern that matches it.
    #[inline]
    pub fn covers(&self, action: Action<'_>) -> bool {
        match &self.meaning {
            Meaning::All => true,
            Meaning::Action(named) => *named == action,
            Meaning::Pattern(pattern) => pattern.matches(action),
            _ => matches_ignore_case(self.as_str(), &action.to_string()),
        }
    }

    /// Where in the catalogue all stands that it matches, or that an entry which matches it can: anywhere, if
    /// that is not known. Nothing where it is broken.
    #[inline]
    pub(super) fn places(&self) -> Option<Range<usize>> {
        match &self.meaning {
            Meaning::Action(action) => Some(action.index()..action.index() + 1),
            Meaning::Pattern(pattern) => Some(pattern.places()),
            Meaning::UnknownAction(service, _) | Meaning::UnmatchedPattern(service, _) => Some(service.action_range()),
            Meaning::LegacyService(_) | Meaning::UnknownService(_) => {
                // A place that only what has the same prefix is sure to have.
                let prefix = self.as_str().bytes().take_while(|&byte| byte != b':');
                let mix = |place: usize, byte: u8| place * 31 % 1_000_003 + usize::from(byte.to_ascii_lowercase());
                let place = prefix.fold(0, mix);
                Some(place..place + 1)
            }
            Meaning::Placeholder | Meaning::Malformed(_) => None,
            _ => Some(0..usize::MAX),
        }
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        self.entry.as_str()
    }

    /// The bytes of the string with its quotes.
    pub fn span(&self) -> Span {
        self.entry.span()
    }
}

impl<'a> Meaning<'a> {
    /// What `text` means as an action.
    pub fn of(text: &'a str, catalogue: Catalogue<'a>) -> Self {
        Self::find(text, catalogue, &mut None)
    }

    fn find(text: &'a str, catalogue: Catalogue<'a>, last: &mut Option<Service<'a>>) -> Self {
        // Nearly every entry is one, and then all else that is asked of it is answered.
        if let Some(action) = catalogue.action(text) {
            return Self::Action(action);
        }
        if !text.is_empty() && text.bytes().all(|byte| byte == b'*') {
            return Self::All;
        }
        if has_variable(text) {
            return Self::Variable;
        }
        let Some((prefix, name)) = well_formed(text) else {
            return Self::Malformed(diagnose(text, catalogue));
        };
        if is_pattern(prefix) {
            return Self::ServicePattern;
        }
        *last = last.filter(|last| last.prefix().eq_ignore_ascii_case(prefix)).or_else(|| catalogue.service(prefix));
        let Some(service) = *last else {
            return catalogue.legacy_prefix(prefix).map_or(Self::UnknownService(prefix), Self::LegacyService);
        };
        if is_pattern(name) {
            let pattern = service.pattern(name);
            return if pattern.actions().next().is_some() {
                Self::Pattern(pattern)
            } else {
                Self::UnmatchedPattern(service, name)
            };
        }
        Self::UnknownAction(service, name)
    }

    /// Whether it grants something that the catalogue knows or that may exist.
    pub fn is_sound(&self) -> bool {
        matches!(self, Self::All | Self::ServicePattern | Self::Pattern(..))
            || matches!(self, Self::Action(action) if action.can_be_granted())
    }
}

/// Prefix and name of an entry that has the form of an action.
fn well_formed(text: &str) -> Option<(&str, &str)> {
    let colon = memchr(b':', text.as_bytes())?;
    let (prefix, name) = (&text[..colon], &text[colon + 1..]);
    let word = |text: &str| !text.is_empty() && text.bytes().all(is_action_byte);
    (word(prefix) && word(name)).then_some((prefix, name))
}

fn is_action_byte(byte: u8) -> bool {
    ACTION_BYTES[usize::from(byte)]
}

/// The bytes that an action can have on either side of its colon.
static ACTION_BYTES: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        bytes[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*' | b'?' | b'.');
        byte += 1;
    }
    bytes
};

/// Finds out what is wrong with an entry that is not well formed. The order is that of certainty.
fn diagnose(text: &str, catalogue: Catalogue<'_>) -> Malformed {
    if text.trim().is_empty() {
        return Malformed::Empty;
    }
    if text.starts_with("arn:") {
        return Malformed::ResourceName;
    }
    glued(text, catalogue)
        .or_else(|| blank(text))
        .or_else(|| double_colon(text))
        .or_else(|| repeated_prefix(text))
        .or_else(|| stray(text))
        .or_else(|| wrong_separator(text, catalogue))
        .unwrap_or_else(|| match text.split_once(':') {
            None if text.bytes().all(is_action_byte) => Malformed::NoService,
            Some(("", name)) if !name.is_empty() && name.bytes().all(is_action_byte) => Malformed::NoService,
            Some((prefix, "")) if !prefix.is_empty() && prefix.bytes().all(is_action_byte) => Malformed::NoName,
            _ => Malformed::Character { at: first_odd_character(text) },
        })
}

fn glued(text: &str, catalogue: Catalogue<'_>) -> Option<Malformed> {
    let parts: Vec<&str> = text
        .split(|c: char| matches!(c, ',' | ';' | '|') || is_blank(c))
        .map(|part| part.trim_matches(['"', '\'']))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 && parts.iter().all(|part| well_formed(part).is_some()) {
        return Some(Malformed::Glued { parts: parts.into_iter().map(str::to_owned).collect() });
    }
    // Nothing between them: `ec2:DescribeAec2:DescribeB`.
    let (prefix, rest) = text.split_once(':')?;
    let (name, last) = rest.split_once(':')?;
    let service = catalogue.service(prefix)?;
    let first = (1..name.len()).find(|&at| {
        name.is_char_boundary(at) && catalogue.service(&name[at..]).is_some() && service.action(&name[..at]).is_some()
    })?;
    let (first, second) = (format!("{prefix}:{}", &name[..first]), format!("{}:{last}", &name[first..]));
    well_formed(&second).is_some().then(|| Malformed::Glued { parts: vec![first, second] })
}

fn blank(text: &str) -> Option<Malformed> {
    let start = text.find(is_blank)?;
    let len = text[start..].find(|c| !is_blank(c)).unwrap_or(text.len() - start);
    let repaired: String = text.chars().filter(|&c| !is_blank(c)).collect();
    well_formed(&repaired).is_some().then_some(Malformed::Blank { at: start..start + len, repaired })
}

fn double_colon(text: &str) -> Option<Malformed> {
    let start = text.find("::")?;
    let len = text[start..].find(|c| c != ':').unwrap_or(text.len() - start);
    let repaired = format!("{}:{}", &text[..start], &text[start + len..]);
    well_formed(&repaired).is_some().then_some(Malformed::DoubleColon { at: start..start + len, repaired })
}

fn repeated_prefix(text: &str) -> Option<Malformed> {
    let (first, rest) = text.split_once(':')?;
    let (second, _) = rest.split_once(':')?;
    let at = first.len() + 1..first.len() + second.len() + 2;
    (first.eq_ignore_ascii_case(second) && well_formed(rest).is_some())
        .then(|| Malformed::RepeatedPrefix { at, repaired: rest.to_owned() })
}

fn stray(text: &str) -> Option<Malformed> {
    let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '*' | '?'));
    let repaired = text.trim_matches(odd);
    let start = text.find(repaired).filter(|_| well_formed(repaired).is_some())?;
    let at = if start > 0 { 0..start } else { repaired.len()..text.len() };
    Some(Malformed::Stray { at, repaired: repaired.to_owned() })
}

fn wrong_separator(text: &str, catalogue: Catalogue<'_>) -> Option<Malformed> {
    if text.contains(':') {
        return None;
    }
    text.char_indices().filter(|&(_, c)| !c.is_ascii_alphanumeric() && c != '*').find_map(|(at, c)| {
        let service = catalogue.service(&text[..at])?;
        let name = &text[at + c.len_utf8()..];
        let repaired = format!("{}:{name}", &text[..at]);
        let known = well_formed(&repaired).is_some() && service.matching(name).next().is_some();
        known.then_some(Malformed::WrongSeparator { at: at..at + c.len_utf8(), repaired })
    })
}

/// The first character that an action cannot have: of several colons, the second.
fn first_odd_character(text: &str) -> Range<usize> {
    let mut colons = 0;
    let odd = text.char_indices().find(|&(_, c)| {
        colons += usize::from(c == ':');
        if c == ':' { colons > 1 } else { !c.is_ascii() || !is_action_byte(c as u8) }
    });
    odd.map_or(0..text.len(), |(at, c)| at..at + c.len_utf8())
}

/// White space, and the invisible characters that come along when text is copied from a page.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
