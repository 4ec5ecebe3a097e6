//! What a rule is: a value with a name, a page and a function.

use crate::bounds::Judgement;
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fix::{self, Edit, Fix, KeyPlace};
use crate::policy::{Condition, ConditionKey, Document, Policy, PolicyType, Statement};
use crate::source::{Source, Span};
use crate::tree::{Member, Node, Value};

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Does IAM take it, and does it do what it says?
    Correctness,
    /// Placeholders, and conformance to a documented template.
    Template,
    /// Does it grant more than is wise?
    Security,
    /// Redundancy and better ways.
    Style,
    /// Off until asked for.
    Pedantic,
}

impl Category {
    /// All of them, in the order of reports.
    pub const ALL: &[Self] = &[Self::Correctness, Self::Template, Self::Security, Self::Style, Self::Pedantic];

    /// The word that pages and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Template => "template",
            Self::Security => "security",
            Self::Style => "style",
            Self::Pedantic => "pedantic",
        }
    }
}

/// A rule. Rules hold no state and take no options.
#[derive(Debug)]
pub struct Rule {
    /// Its kebab-case name, which reads as "allow *name*".
    pub name: &'static str,
    /// What it is about.
    pub category: Category,
    /// How bad its findings are, unless one says otherwise.
    pub severity: Severity,
    /// The issue codes of IAM Access Analyzer that its findings can carry.
    pub aws_codes: &'static [&'static str],
    /// Its page, front matter and all.
    pub page: &'static str,
    /// What runs it.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The document, broken as it may be.
    Document(fn(&Document<'_>, &mut Context<'_>)),
    /// The policy as a whole.
    Policy(fn(&Policy<'_>, &mut Context<'_>)),
    /// Each statement by itself.
    Statement(fn(&Statement<'_>, &mut Context<'_>)),
    /// Nothing by itself: what it is about is found where findings are set aside.
    Engine,
}

/// Declares the rule of a file: its name, what it is, and the function that runs it. The page
/// `rules/<name>.md` must exist.
macro_rules! rule {
    ($name:literal, $category:ident, $severity:ident, [$($code:literal),* $(,)?], $check:ident $(($function:path))?) => {
        /// The rule of this file; its page says what it is for.
        pub(crate) static RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: $name,
            category: $crate::rule::Category::$category,
            severity: $crate::diagnostic::Severity::$severity,
            aws_codes: &[$($code),*],
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $name, ".md")),
            check: $crate::rule::Check::$check $(($function))?,
        };
    };
}
pub(crate) use rule;

/// What a rule may ask, and where it says what it found.
pub struct Context<'a> {
    pub(crate) rule: &'static Rule,
    pub(crate) source: &'a Source,
    pub(crate) document: &'a Document<'a>,
    pub(crate) policy: &'a Policy<'a>,
    pub(crate) catalogue: Catalogue<'a>,
    pub(crate) judgement: &'a Judgement<'a>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many findings there may be.
    pub(crate) room: usize,
    /// The last finding for which there was no room, and how many there were.
    pub(crate) left_out: Option<(Diagnostic, usize)>,
}

impl<'a> Context<'a> {
    /// Files a finding at `span`; what comes back is there to be decorated.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        debug_assert!(self.source.text().get(span.range()).is_some(), "{}: {span:?} is no text", self.rule.name);
        let diagnostic = Diagnostic::new(self.rule.name, self.rule.severity, span, message);
        if self.diagnostics.len() >= self.room {
            let count = self.left_out.take().map_or(0, |(_, count)| count) + 1;
            return &mut self.left_out.insert((diagnostic, count)).0;
        }
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    /// The policy under review.
    pub fn policy(&self) -> &'a Policy<'a> {
        self.policy
    }

    /// Its type.
    pub fn policy_type(&self) -> PolicyType {
        self.policy.policy_type
    }

    /// What AWS has.
    pub fn catalogue(&self) -> Catalogue<'a> {
        self.catalogue
    }

    /// What the policy is held against, and how it compares.
    pub fn judgement(&self) -> &'a Judgement<'a> {
        self.judgement
    }

    /// The text under a span, as it stands in the file.
    pub fn source_text(&self, span: Span) -> &'a str {
        self.source.slice(span)
    }

    /// Whether the JSON of the document stands in the file as it is, so that a fix may edit it.
    pub fn is_verbatim(&self) -> bool {
        self.document.verbatim
    }

    /// The edit that gives a member another key, where the document can be edited.
    pub fn rename(&self, member: &Member<'_>, name: &str) -> Option<Edit> {
        let editable = self.document.verbatim && self.source_text(member.key.span).starts_with('"');
        editable.then(|| Edit::replace(member.key.span, format!("\"{name}\"")))
    }

    /// Where a condition key stands among what surrounds it, for a fix that moves or removes it;
    /// nothing where the document cannot be edited.
    pub fn key_place<'t>(
        &self,
        statement: &'t Statement<'_>,
        condition: &'t Condition<'_>,
        key: &'t ConditionKey<'_>,
    ) -> Option<KeyPlace<'t>> {
        let mut elements = statement.object.all("Condition");
        let element = elements.find(|element| element.value.span.contains(condition.member.span()))?;
        self.document.verbatim.then_some(KeyPlace {
            statement: statement.node,
            condition: element,
            operator: condition.member,
            key: key.member,
        })
    }

    /// The edits that take elements, given in order, out of a list; nothing where the document
    /// cannot be edited.
    pub fn remove_elements(&self, list: &Node<'_>, removed: &[Span]) -> Option<Vec<Edit>> {
        if self.document.verbatim { fix::remove_elements(self.source, list, removed) } else { None }
    }

    /// The fix that takes an entry that says nothing out of a list with others.
    pub fn without_entry(&self, list: &Node<'_>, entry: Span) -> Option<Fix> {
        let has_others = matches!(&list.value, Value::Array(array) if array.items.len() > 1);
        let edits = if has_others { self.remove_elements(list, &[entry]) } else { None };
        edits.map(|edits| Fix::safe("Delete the empty entry", edits))
    }

    /// The edit that takes a member out of its object; nothing where the document cannot be edited.
    pub fn remove_member(&self, object: &Node<'_>, member: &Member<'_>) -> Option<Edit> {
        if self.document.verbatim { fix::remove_member(self.source, object, member) } else { None }
    }

    /// Whether the token of a node may be replaced as a whole.
    pub fn is_editable(&self, node: &Node<'_>) -> bool {
        self.document.verbatim && self.source_text(node.span).starts_with('"')
    }
}

/// The fields of a page's front matter, in order.
pub fn front_matter(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let body = page.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or("", |(head, _)| head);
    body.lines().filter_map(|line| line.split_once(':')).map(|(key, value)| (key.trim(), value.trim()))
}

impl Rule {
    /// A field of the page's front matter; empty where it is missing.
    pub fn page_field(&self, field: &str) -> &'static str {
        front_matter(self.page).find(|&(key, _)| key == field).map_or("", |(_, value)| value)
    }

    /// The page without its front matter.
    pub fn page_text(&self) -> &'static str {
        self.page
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or(self.page, |(_, text)| text.trim_start())
    }
}
