//! The documented template: a page (or a file) that says how a policy is to look, with
//! placeholders for what every reader fills in; and whether a policy still is that template.
//!
//! ```text
//! page → Form → bind → rows → instance → compare
//!        slots  values          filled   access
//! ```
//!
//! A [`Template`] is read from a source: each policy of it is a [`Form`] with its [`Slot`]s, of
//! which the sentences of the page say what belongs there. [`conform`] finds out with what a
//! policy has filled them, fills the form in the same way, and asks [`crate::access`] what either
//! of the two grants beyond the other. [`fill`] writes a form with values of the user's own.

mod bind;
mod choice;
mod conform;
mod declare;
mod fill;
mod instance;
mod lack;
mod name;
mod nearest;
mod pattern;
mod place;
mod prose;
mod repair;
mod row;
mod slot;
mod value;

pub use conform::{Conformance, Finding, Missing, conform};
pub use declare::Declaration;
pub use fill::{Filled, fill};
pub use slot::{Certainty, Slot};
pub use value::Unfit;

use std::ops::Range;
use std::sync::Arc;

use place::{Place, places};
use prose::Prose;

use crate::catalogue::Catalogue;
use crate::policy::{Document, PolicyType, infer_type};
use crate::source::{Source, Span};
use crate::tree::{Node, Text};

/// A page with policies that readers copy and fill in.
#[derive(Debug)]
pub struct Template<'d> {
    /// The page.
    pub source: Arc<Source>,
    /// Its policies, in order.
    pub forms: Vec<Form<'d>>,
}

/// One policy of a template.
#[derive(Debug)]
pub struct Form<'d> {
    /// The policy as it stands in the page.
    pub document: &'d Document<'d>,
    /// The type that it shows.
    pub policy_type: PolicyType,
    /// Its placeholders, in the order of their first places.
    pub slots: Vec<Slot>,
    /// Its tree, without the mistakes that leave no doubt.
    root: Node<'d>,
    /// The strings that hold placeholders.
    blanks: Vec<Blank<'d>>,
    /// Which entries of `Statement` the page says are needed only sometimes.
    optional: Vec<bool>,
    /// How many strings it has.
    places: usize,
}

/// A string of a form that holds placeholders.
#[derive(Clone, Debug)]
struct Blank<'d> {
    place: Place<'d>,
    /// Where in the text placeholders stand, in order, and which.
    holes: Vec<(Range<usize>, usize)>,
}

impl<'d> Template<'d> {
    /// Reads the policies that were found in a page.
    pub fn read(source: &Arc<Source>, documents: &'d [Document<'d>], catalogue: Catalogue<'_>) -> Self {
        let spans: Vec<Span> = documents.iter().map(Document::span).collect();
        let prose = Prose::read(source, &spans);
        let candidates = declare::candidates(&prose);
        let mut budget = declare::BUDGET;
        let read = |document: &'d Document<'d>| Form::read(source, document, &prose, &candidates, catalogue);
        let mut forms: Vec<Form<'d>> = documents.iter().map(read).collect();
        let names: Vec<String> = forms.iter().flat_map(|form| &form.slots).map(|slot| slot.name.clone()).collect();
        for form in &mut forms {
            slot::declare(&mut form.slots, &names, &prose, form.document.span(), &mut budget);
        }
        Self { source: Arc::clone(source), forms }
    }
}

impl<'d> Form<'d> {
    fn read(
        source: &Source,
        document: &'d Document<'d>,
        prose: &Prose,
        candidates: &[String],
        catalogue: Catalogue<'_>,
    ) -> Self {
        let policy_type = document.policy_type.unwrap_or_else(|| infer_type(&document.root, source.name()));
        let root = repair::repaired(&document.root, catalogue);
        let all = places(&root);
        let count = all.len();
        let (known, _) = slot::read(all.clone(), candidates, catalogue);
        // A token is one wherever it stands, also where it could be something else.
        let tokens = known.iter().filter(|slot| slot.stands_out()).map(|slot| slot.token.clone());
        let candidates: Vec<String> = tokens.chain(candidates.iter().cloned()).take(declare::CANDIDATES).collect();
        let (mut slots, blanks) = slot::read(all, &candidates, catalogue);
        slot::add_bare(&mut slots, document, source);
        let optional = optional(&root, prose);
        Self { document, policy_type, slots, root, blanks, optional, places: count }
    }

    /// The slot of this name, or written like this.
    pub fn slot(&self, name: &str) -> Option<usize> {
        slot::find(&self.slots, name)
    }

    /// The entry of `Statement` at a place of the page, from 0.
    pub fn statement_at(&self, place: Span) -> Option<usize> {
        place::statements(&self.root).iter().position(|node| node.span == place)
    }

    /// Whether the page says that a statement is needed only sometimes.
    fn is_optional(&self, statement: usize) -> bool {
        self.optional.get(statement).copied().unwrap_or_default()
    }
}

/// Sentences about what is optional are no more than this.
const OPTIONAL: usize = 64;

/// Which statements the page calls optional: by their Sid, or by every action of theirs.
fn optional(root: &Node<'_>, prose: &Prose) -> Vec<bool> {
    let sentences: Vec<&str> = prose
        .sentences()
        .iter()
        .map(|sentence| &prose.text()[sentence.clone()])
        .filter(|sentence| declare::is_optional(sentence))
        .take(OPTIONAL)
        .collect();
    let is_named = |name: &str| sentences.iter().any(|sentence| declare::occurrences(sentence, name).next().is_some());
    let statements = place::statements(root).iter().map(|statement| {
        let Some(object) = statement.as_object() else { return false };
        let sid = object.get("Sid").and_then(|member| member.text()).map(Text::as_str);
        if sid.is_some_and(|sid| !sid.is_empty() && is_named(sid)) {
            return true;
        }
        let mut actions = Vec::new();
        if let Some(member) = object.get("Action") {
            member.value.walk(&mut |node| actions.extend(node.as_str()));
        }
        !actions.is_empty() && actions.iter().all(|action| is_named(action))
    });
    statements.collect()
}
