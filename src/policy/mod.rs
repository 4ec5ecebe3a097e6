//! A document read as a policy: the domain model that rules look at.
//!
//! Reading is total. It cannot fail, rejects nothing and invents nothing: what is missing is
//! `None`, what is broken is left out (the rules that look at the tree report it), and what
//! cannot be seen makes its list or object *open*.

mod action;
mod clause;
mod condition;
mod date;
mod document;
mod element;
mod form;
mod guard;
mod home;
mod identity;
mod infer;
mod ip;
mod literal;
mod placeholders;
mod presence;
mod principal;
mod provider;
mod reach;
mod recognize;
mod redundancy;
mod resource;
mod size;
mod statement;
mod variable;

pub use action::{ActionEntry, Malformed, Meaning};
pub use clause::{Clause, Entry};
pub use condition::{Comparison, Condition, ConditionKey, ConditionValue, Family, KeyMeaning, Operator, SetOperator};
pub use date::{date_of_epoch, seconds_of};
pub use document::{Document, PolicyType};
pub use element::{DOCUMENT_ELEMENTS, STATEMENT_ELEMENTS, absent_elements, is_meant, is_plain_slip, meant_element};
pub use form::Form;
pub use guard::Guard;
pub use home::reaches_service;
pub use identity::{Identity, Role, is_account_id};
pub use infer::infer_type;
pub use ip::IpRange;
pub use presence::Outcome;
pub use principal::{PrincipalClause, PrincipalEntry, PrincipalKind};
pub use provider::{GITHUB, Provider, WEB_IDENTITY_HOSTS};
pub use reach::{Reach, Unbounded};
pub use recognize::{Ours, mentions_a_policy, recognize};
pub use redundancy::Redundancy;
pub use resource::ResourceArn;
pub use size::Counted;
pub use statement::{Effect, Statement};
pub use variable::{Variable, VariableForm, has_variable, variables};

use std::ops::Range;

use crate::arn::Arn;
use crate::catalogue::Catalogue;
use crate::placeholder::{self, Placeholder};
use crate::source::{Span, Spanned};
use crate::tree::{Member, Node, Object, Text, Value};
use placeholders::find_placeholders;

/// A policy: `'d` is the document it was read from and the catalogue it was read with.
#[derive(Debug)]
pub struct Policy<'d> {
    /// The whole document.
    pub node: &'d Node<'d>,
    /// The document's object; nothing where the root is something else.
    pub object: Option<&'d Object<'d>>,
    /// What kind of policy this is taken to be.
    pub policy_type: PolicyType,
    /// The first `Version` element.
    pub version: Option<&'d Member<'d>>,
    /// The first `Statement` element.
    pub statement: Option<&'d Member<'d>>,
    /// The statements that are objects, in order. Their `index` counts all of them.
    pub statements: Vec<Statement<'d>>,
    /// Elements of the document that the grammar does not know.
    pub other: Vec<&'d Member<'d>>,
    /// The placeholders in the policy's strings, in the order of the file.
    pub placeholders: Vec<Spanned<Placeholder>>,
}

impl<'d> Policy<'d> {
    /// Reads a document as a policy of the given type.
    pub fn read(document: &'d Document<'_>, policy_type: PolicyType, catalogue: Catalogue<'d>) -> Self {
        let node: &'d Node<'d> = &document.root;
        Self::with_placeholders(node, policy_type, catalogue, find_placeholders(node, catalogue))
    }

    /// Reads a tree in which every text means what it says: nothing in it is a placeholder.
    pub fn read_literally(node: &'d Node<'d>, policy_type: PolicyType, catalogue: Catalogue<'d>) -> Self {
        Self::with_placeholders(node, policy_type, catalogue, Vec::new())
    }

    fn with_placeholders(
        node: &'d Node<'d>,
        policy_type: PolicyType,
        catalogue: Catalogue<'d>,
        placeholders: Vec<Spanned<Placeholder>>,
    ) -> Self {
        let object = node.as_object();
        let first = |name| object.and_then(|object| object.get(name));
        let statement = first("Statement");
        let reader = Reader { catalogue, placeholders: &placeholders };
        let items = match statement.map(|member| &member.value) {
            Some(Node { value: Value::Array(array), .. }) => &*array.items,
            Some(single) => std::slice::from_ref(single),
            None => &[],
        };
        let statements =
            items.iter().enumerate().filter_map(|(index, node)| Statement::read(index, node, &reader)).collect();
        let other = object.map_or_else(Vec::new, |object| {
            object.members.iter().filter(|member| !DOCUMENT_ELEMENTS.contains(&member.name())).collect()
        });
        Self { node, object, policy_type, version: first("Version"), statement, statements, other, placeholders }
    }

    /// Whether `span` holds a token that is still to be replaced, or lies inside one.
    pub fn has_placeholder(&self, span: Span) -> bool {
        has_placeholder(&self.placeholders, span)
    }

    /// The tokens under `span` that are still to be replaced.
    pub fn placeholders_under(&self, span: Span) -> impl Iterator<Item = Span> {
        unreplaced(&self.placeholders, span).map(|found| found.span)
    }

    /// The tokens of a text that are still to be replaced, as bytes of the text.
    pub fn placeholders_in(&self, text: &Text<'_>) -> Vec<Range<usize>> {
        unreplaced(&self.placeholders, text.content_span()).map(|found| found.value.range.clone()).collect()
    }

    /// Whether this is a resource policy of an S3 bucket: every resource it names is a bucket, or an
    /// object in one.
    pub fn is_bucket_policy(&self) -> bool {
        let mut entries = self
            .statements
            .iter()
            .flat_map(|statement| &statement.resources)
            .flat_map(|clause| &clause.entries)
            .peekable();
        self.policy_type == PolicyType::Resource
            && entries.peek().is_some()
            && entries.all(|entry| {
                matches!(Arn::parse(entry.as_str()), Some(Ok(arn))
                    if arn.service.text == "s3" && arn.region.text.is_empty() && arn.account.text.is_empty())
            })
    }

    /// The strings in which IAM fills in policy variables: resources and the values of conditions.
    pub fn variable_strings(&self) -> impl Iterator<Item = (&'d Node<'d>, &'d Text<'d>)> {
        self.statements.iter().flat_map(|statement| {
            let resources = statement.resources.iter().flat_map(|clause| &clause.entries);
            let keys = statement.conditions.iter().flat_map(|condition| &condition.keys);
            let values = keys.flat_map(|key| &key.values);
            let values = values.filter_map(|value| Some((value.node, value.text()?)));
            resources.map(|entry| (entry.node, entry.text)).chain(values)
        })
    }

    /// Whether policy variables such as `${aws:username}` are replaced in this policy.
    pub fn has_variables(&self) -> bool {
        self.version.and_then(|member| member.value.as_str()) == Some("2012-10-17")
    }
}

/// What the parts of a policy are read with.
struct Reader<'r, 'd> {
    catalogue: Catalogue<'d>,
    placeholders: &'r [Spanned<Placeholder>],
}

#[inline]
fn has_placeholder(placeholders: &[Spanned<Placeholder>], span: Span) -> bool {
    // Most policies have none.
    !placeholders.is_empty() && unreplaced(placeholders, span).next().is_some()
}

/// The tokens under `span` that are still to be replaced. The list is sorted and its tokens do not
/// overlap, so those under a span stand together.
fn unreplaced(placeholders: &[Spanned<Placeholder>], span: Span) -> impl Iterator<Item = &Spanned<Placeholder>> {
    let first = placeholders.partition_point(|found| found.span.end <= span.start);
    placeholders[first..]
        .iter()
        .take_while(move |found| found.span.start < span.end)
        .filter(|found| found.value.tier == placeholder::Tier::Unreplaced)
}
