//! Placeholder tokens in one string of a policy: what the author of a template left for its
//! reader to replace, and the values that only belong in documentation.
//!
//! A string goes through a line of searches, from the surest to the most cautious:
//!
//! ```text
//! blank → delimiters → fields → instructions → words → documentation
//! ```
//!
//! `blank` hides policy variables and the expressions of other tools. Every later search hides
//! what it has found from those behind it, which therefore never report a byte twice. No search
//! knows where in a file its string stands, nor what a rule says of its findings. In an ordinary
//! string nearly none runs: `signs` tells by a single walk which of them can find anything.

mod blank;
mod buckets;
mod delimiters;
mod documentation;
mod fields;
mod instructions;
mod signs;
mod vocabulary;
mod words;

#[cfg(test)]
mod guards;
#[cfg(test)]
mod tests;

use std::ops::Range;

use blank::Text;
use signs::{Search, Signs};

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An account id.
    Account,
    /// A region.
    Region,
    /// A partition.
    Partition,
    /// A whole principal.
    Principal,
    /// The name or id of a resource, or a part of it.
    Name,
    /// The version of the policy language.
    Version,
    /// An effect.
    Effect,
    /// Anything else.
    Other,
}

impl Kind {
    /// The word that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Region => "region",
            Self::Partition => "partition",
            Self::Principal => "principal",
            Self::Name => "name",
            Self::Version => "version",
            Self::Effect => "effect",
            Self::Other => "other",
        }
    }
}

/// How sure it is that the token must be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The token means nothing to AWS, or nothing that its author can have meant.
    Unreplaced,
    /// The token is valid, but known from documentation: `123456789012`, `my-bucket`.
    Documentation,
}

/// Where in a policy a string stands.
#[derive(Clone, Copy, Debug)]
pub enum Field<'a> {
    /// An entry of `Action` or `NotAction`.
    Action,
    /// An entry of `Resource` or `NotResource`.
    Resource,
    /// An entry of `Principal` or `NotPrincipal`.
    Principal,
    /// A value of a condition.
    ConditionValue {
        /// The condition key it is compared with.
        key: &'a str,
    },
    /// The condition key itself.
    ConditionKey,
    /// A word of the grammar: a value of `Version` or `Effect`, what stands for a whole statement
    /// or condition, and the names of elements, operators and kinds of principals.
    Keyword {
        /// The element whose value it is; empty for a name.
        element: &'a str,
    },
    /// Free text that only tells what something is for: `Id`, `Sid`.
    Label,
}

/// A token and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The bytes of the token in the text that was searched.
    pub range: Range<usize>,
    /// What it stands for.
    pub kind: Kind,
    /// How sure that is.
    pub tier: Tier,
}

/// What the searches must know about AWS.
pub trait Facts {
    /// Whether `text` is a partition, such as `aws-cn`.
    fn is_partition(&self, text: &str) -> bool;
    /// Whether `text` is a region of any partition, or fits the pattern of one.
    fn is_region(&self, text: &str) -> bool;
    /// Whether `word` stands literally in the ARN formats of a service, as `log-group` does in
    /// those of `logs`.
    fn is_arn_word(&self, service: &str, word: &str) -> bool;
}

/// A token that a search has found.
type Token = (Range<usize>, Kind);

/// The placeholders of `text`: in order, none overlapping another.
#[inline]
pub fn find(text: &str, field: Field<'_>, facts: &impl Facts) -> Vec<Placeholder> {
    match field {
        // Nearly no action has any, and policies are full of them.
        Field::Action if !signs::may_be_delimited(text) => Vec::new(),
        _ => search(text, field, facts, Signs::of),
    }
}

fn search(text: &str, field: Field<'_>, facts: &impl Facts, signs_of: impl Fn(&str) -> Signs) -> Vec<Placeholder> {
    let is_plain = match field {
        // Most labels are letters and digits alone, and without a mark nothing asks but this word.
        Field::Label => text != "SID" && text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        _ => text == "*",
    };
    if is_plain {
        return Vec::new();
    }
    let Some(mut text) = Text::new(text, signs_of) else { return Vec::new() };
    text.take_if(Search::Delimited, Tier::Unreplaced, |shown| delimiters::find(shown.text, field));
    match field {
        Field::Action => {}
        Field::Keyword { element } => {
            text.take_if(Search::Crosses, Tier::Unreplaced, |shown| delimiters::find_crosses(shown.text, field));
            text.take(Tier::Unreplaced, |shown| words::in_keyword(shown.text, element));
        }
        // Its words are its author's: only who shouts asks for others.
        Field::Label => {
            let shouts =
                |shown: &str, token: &Token| !shown[token.0.clone()].contains(|c: char| c.is_ascii_lowercase());
            text.take_if(Search::Instructions, Tier::Unreplaced, |shown| {
                let orders = instructions::find(shown, field).into_iter();
                orders.filter(|token| shouts(shown.text, token)).collect()
            });
            text.take(Tier::Unreplaced, |shown| words::in_label(shown.text));
        }
        Field::ConditionKey => {
            text.take_if(Search::Hosts, Tier::Unreplaced, |shown| words::in_hosts(shown.text));
            text.take(Tier::Documentation, documentation::find_values);
        }
        Field::Resource | Field::Principal | Field::ConditionValue { .. } => {
            text.take(Tier::Unreplaced, |shown| fields::find(shown, field, facts));
            text.take_if(Search::Crosses, Tier::Unreplaced, |shown| delimiters::find_crosses(shown.text, field));
            text.take_if(Search::Sentences, Tier::Unreplaced, |shown| instructions::find_sentence(shown.text, field));
            text.take_if(Search::Instructions, Tier::Unreplaced, |shown| instructions::find(shown, field));
            text.take_if(Search::Hosts, Tier::Unreplaced, |shown| words::in_hosts(shown.text));
            let is_template = text.has_findings();
            text.take(Tier::Unreplaced, |shown| words::find(shown, field, facts, is_template));
            text.take(Tier::Documentation, documentation::find_values);
            text.take_if(Search::Names, Tier::Documentation, |shown| documentation::find_names(shown, facts));
        }
    }
    text.into_findings()
}

/// What a token stands for by its own words, or else `otherwise`.
fn kind_of(token: &str, otherwise: Kind) -> Kind {
    let has = |word| vocabulary::mentions(token, word);
    if has("account") {
        Kind::Account
    } else if has("region") {
        Kind::Region
    } else if has("partition") {
        Kind::Partition
    } else {
        otherwise
    }
}

/// What a token without telling words stands for in `field`: `whole` says whether it is the
/// whole string.
fn kind_in(field: Field<'_>, whole: bool) -> Kind {
    match field {
        Field::Principal if whole => Kind::Principal,
        Field::Resource | Field::Principal => Kind::Name,
        Field::Keyword { element: "Version" } => Kind::Version,
        Field::Keyword { element: "Effect" } => Kind::Effect,
        Field::Action | Field::ConditionValue { .. } | Field::ConditionKey | Field::Keyword { .. } | Field::Label => {
            Kind::Other
        }
    }
}
