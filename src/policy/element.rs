//! The elements of the grammar, and what a writer meant by a key that is none of them.

use super::statement::ELEMENTS;
use crate::tree::Object;

/// The elements that a policy document may have.
pub const DOCUMENT_ELEMENTS: &[&str] = &["Version", "Id", "Statement"];

/// The elements that a statement may have.
pub const STATEMENT_ELEMENTS: &[&str] = ELEMENTS;

/// The elements that `object` does not have.
pub fn absent_elements(object: &Object<'_>, elements: &[&'static str]) -> Vec<&'static str> {
    elements.iter().copied().filter(|element| object.get(element).is_none()).collect()
}

/// The absent element that `name` is a near miss of: the same but for case, for an `s` at the
/// end, or for two slips.
pub fn meant_element(name: &str, absent: &[&'static str]) -> Option<&'static str> {
    let lower = name.trim().to_ascii_lowercase();
    let limit = if lower.len() < 5 { 1 } else { 2 };
    absent
        .iter()
        .map(|&element| (strsim::osa_distance(&lower, &element.to_ascii_lowercase()), element))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, element)| element)
}

/// Whether `name` can be read as `meant` alone: one slip at most, or another case.
pub fn is_plain_slip(name: &str, meant: &str) -> bool {
    strsim::osa_distance(&name.trim().to_ascii_lowercase(), &meant.to_ascii_lowercase()) <= 1
}

/// Whether some key of `object` is a near miss of `element`.
pub fn is_meant(element: &str, object: &Object<'_>, elements: &[&'static str]) -> bool {
    let absent = absent_elements(object, elements);
    object
        .members
        .iter()
        .filter(|member| !elements.contains(&member.name()))
        .any(|member| meant_element(member.name(), &absent) == Some(element))
}
