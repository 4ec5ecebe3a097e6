//! What somebody may have meant.

/// The name that `written` is a slip of, if one is near enough.
pub(super) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |name: &str| strsim::osa_distance(&name.to_ascii_lowercase(), &written.to_ascii_lowercase());
    let (distance, name) = names.into_iter().map(|name| (distance(name), name)).min()?;
    (distance <= (written.chars().count() / 3).max(2)).then_some(name)
}

/// A question as a help.
pub(super) fn did_you_mean<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(written, names).map(|name| format!("Did you mean `{name}`?"))
}
