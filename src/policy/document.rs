//! A policy document as a host found it, and the kinds of policy there are.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::json::SyntaxError;
use crate::source::{EncodingFault, Span};
use crate::tree::Node;

/// One policy document of a source: what a person would call one policy.
#[derive(Debug)]
pub struct Document<'s> {
    /// The tree of the document, as far as it could be read.
    pub root: Node<'s>,
    /// What is wrong with its syntax.
    pub errors: Vec<SyntaxError>,
    /// What is wrong with the encoding of its file, if that keeps it from being read.
    pub encoding: Option<EncodingFault>,
    /// The type that the host knows the policy to have.
    pub policy_type: Option<PolicyType>,
    /// Whether the text under the spans is the JSON that IAM gets, so that it can be edited.
    pub verbatim: bool,
    /// The text that was parsed: that of the file, or what a host has decoded.
    pub text: Cow<'s, str>,
}

impl Document<'_> {
    /// The bytes of the document in its file.
    pub fn span(&self) -> Span {
        self.root.span
    }
}

/// The kinds of policy, in the words of IAM Access Analyzer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyType {
    /// Attached to a user, group or role.
    Identity,
    /// Attached to a resource: a bucket, a key, a queue.
    Resource,
    /// Says who may assume a role.
    Trust,
    /// Service control policy of an organization.
    Scp,
    /// Resource control policy of an organization.
    Rcp,
    /// Attached to a VPC endpoint.
    Endpoint,
    /// Passed when a session is made.
    Session,
    /// Permissions boundary of a user or role.
    Boundary,
}

impl PolicyType {
    /// All of them, in the order in which they are documented.
    pub const ALL: &[Self] = &[
        Self::Identity,
        Self::Resource,
        Self::Trust,
        Self::Scp,
        Self::Rcp,
        Self::Endpoint,
        Self::Session,
        Self::Boundary,
    ];

    /// The name that flags, pages and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Endpoint => "endpoint",
            Self::Session => "session",
            Self::Boundary => "boundary",
        }
    }

    /// Whether a statement must say whom it is about.
    pub const fn needs_principal(self) -> bool {
        matches!(self, Self::Resource | Self::Trust | Self::Rcp | Self::Endpoint)
    }

    /// Whether a statement says by name whom it is about. The principal of an RCP is everybody.
    pub const fn names_principals(self) -> bool {
        matches!(self, Self::Resource | Self::Trust | Self::Endpoint)
    }

    /// Whether a statement must name resources. A trust policy is about its role alone.
    pub const fn needs_resource(self) -> bool {
        !matches!(self, Self::Trust)
    }

    /// Whether an Allow of this policy grants access by itself, rather than limiting what other
    /// policies may grant.
    pub const fn grants(self) -> bool {
        matches!(self, Self::Identity | Self::Resource | Self::Trust)
    }
}

impl fmt::Display for PolicyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PolicyType {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|policy_type| policy_type.name() == name).ok_or(())
    }
}
