//! Policies that others are compared with.

use std::path::Path;
use std::sync::Arc;

use super::input;
use super::input::Opened;
use crate::catalogue::Catalogue;
use crate::host::Extracted;
use crate::policy::{Document, Policy, PolicyType, infer_type};
use crate::source::Source;

/// Whether standard input is meant.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The file that holds a policy.
pub(super) fn read(path: &Path) -> Result<Arc<Source>, String> {
    let source = if is_stdin(path) {
        input::read("<stdin>", Ok(None))
    } else {
        input::read(&path.to_string_lossy(), Opened::of(path).map(Some))
    };
    source.map(Arc::new)
}

/// The one policy of a source. What cannot be parsed cannot be compared.
pub(super) fn policy<'d>(
    source: &Source,
    extracted: &'d Extracted<'_>,
    policy_type: Option<PolicyType>,
    catalogue: Catalogue<'d>,
) -> Result<Policy<'d>, String> {
    let name = source.name();
    let document: &Document<'_> = match extracted.documents.as_slice() {
        [document] => document,
        [] => return Err(format!("no policy found in {name}")),
        all => return Err(format!("{name} holds {} policies, and only one can be compared", all.len())),
    };
    if document.encoding.is_some() {
        return Err(format!("{name} is no text that JSON allows: arnlint check {name} says more"));
    }
    if let Some(error) = document.errors.first() {
        let at = source.position(error.span.start);
        return Err(format!("{name}:{}:{} is no JSON: arnlint check {name} says more", at.line, at.column));
    }
    let policy_type = policy_type.or(document.policy_type).unwrap_or_else(|| infer_type(&document.root, source.name()));
    Ok(Policy::read(document, policy_type, catalogue))
}
