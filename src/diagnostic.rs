//! What arnlint says: one type for all rules. Renderers take it, they never parse text back.

use std::fmt;
use std::sync::Arc;

use crate::access::Request;
use crate::fix::Fix;
use crate::policy::PolicyType;
use crate::source::{Source, Span};

/// How bad a finding is. Ordered: advice, warning, error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Style, redundancy, a better way.
    Advice,
    /// Likely a mistake, or more access than is wise.
    Warning,
    /// IAM refuses it, or it silently does not do what it says, or it is not filled in.
    Error,
}

impl Severity {
    /// The word that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A further place, and what to say there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place. Inside the primary span it explains; outside it is blamed too.
    pub span: Span,
    /// What to say there; may be empty.
    pub message: String,
}

/// A place in another file that explains the finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// The file.
    pub source: Arc<Source>,
    /// The place, in bytes of that file.
    pub span: Span,
    /// What to say there.
    pub message: String,
}

/// What a finding about access is founded on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The actions it is about, by their full names: what matters most comes first.
    pub actions: Vec<String>,
    /// A request that shows it; nothing where it could not be decided.
    pub witness: Option<Request>,
}

/// A finding that somebody has decided to live with.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// What the decision stands on.
    pub ground: Ground,
}

/// What a decision to live with a finding stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A comment in the file, with its reason.
    Comment(String),
    /// An entry of the configuration, with its reason.
    Entry(String),
    /// The baseline knows it.
    Baseline,
}

/// A step from the root of a document to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member with this key.
    Key(Arc<str>),
    /// The element with this index.
    Index(usize),
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The name of its rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The issue code of IAM Access Analyzer, where it has one for this fault.
    pub aws_code: Option<&'static str>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// The smallest place that is wrong, in bytes of the file.
    pub span: Span,
    /// Further places.
    pub labels: Vec<Label>,
    /// Places in other files.
    pub related: Vec<Related>,
    /// What it is founded on, where it is about access.
    pub evidence: Option<Box<Evidence>>,
    /// What to do, as sentences.
    pub help: Option<String>,
    /// The repair, where there is one.
    pub fix: Option<Fix>,
    /// Which document of the file it is about, from 0; nothing where it is about none.
    pub policy: Option<usize>,
    /// The type of that policy.
    pub policy_type: Option<PolicyType>,
    /// The `Sid` of the statement that it is about. This and what follows is there where
    /// [`Config::identifies`](crate::config::Config::identifies) says so.
    pub sid: Option<Arc<str>>,
    /// The way from the root of the document to the place.
    pub path: Vec<Step>,
    /// Stays the same when the file is reformatted or lines move.
    pub fingerprint: u64,
}

impl Diagnostic {
    /// A finding at a place, with nothing else to say yet.
    pub fn new(rule: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity,
            aws_code: None,
            message: message.into(),
            span,
            labels: Vec::new(),
            related: Vec::new(),
            evidence: None,
            help: None,
            fix: None,
            policy: None,
            policy_type: None,
            sid: None,
            path: Vec::new(),
            fingerprint: 0,
        }
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a place.
    pub fn label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds a place in another file.
    pub fn related(&mut self, source: &Arc<Source>, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { source: Arc::clone(source), span, message: message.into() });
        self
    }

    /// Says what it is founded on.
    pub fn evidence(&mut self, evidence: Evidence) -> &mut Self {
        self.evidence = Some(Box::new(evidence));
        self
    }

    /// Offers a repair.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(fix);
        self
    }

    /// Names the code of Access Analyzer.
    pub fn aws_code(&mut self, code: &'static str) -> &mut Self {
        self.aws_code = Some(code);
        self
    }

    /// Says another severity than the rule's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}
