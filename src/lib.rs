//! arnlint reads AWS policies and says, at the exact place in the source, what is wrong with them.
//!
//! This library is the engine: no files, no threads, no terminal. What it does is one straight
//! line; each arrow is a function, each word a module:
//!
//! ```text
//! Source → Document → Policy → Diagnostic
//!        host       policy   check
//! ```
//!
//! [`host`] finds the policy documents of a [`source::Source`] and parses them into
//! [`tree::Node`]s whose every part knows its bytes. [`policy`] reads a document as a policy and
//! cannot fail. [`check`] runs the [`rules`] over it and is pure: the same source gives the same
//! [`diagnostic::Diagnostic`]s. [`fix`] turns those that carry a fix into new bytes.

#![forbid(unsafe_code)]

pub mod access;
pub mod arn;
pub mod bounds;
pub mod catalogue;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fix;
pub mod host;
pub mod json;
pub mod pattern;
pub mod placeholder;
pub mod policy;
pub mod rule;
pub mod rules;
pub mod source;
pub mod suppress;
pub mod template;
pub mod text_map;
pub mod tree;
mod verdict;
pub mod wording;
