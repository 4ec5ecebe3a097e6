//! Patterns of paths, as in .gitignore.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Patterns, from the folder of the configuration.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Patterns(Gitignore);

impl Patterns {
    /// Patterns that were [checked](check).
    pub(in crate::cli) fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            // Those that cannot be read were refused before.
            let _ = builder.add_line(None, plain(pattern));
        }
        Self(builder.build().unwrap_or_else(|_| Gitignore::empty()))
    }

    /// Whether nothing can fit, as there is no pattern.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a path, seen from the folder of the configuration, or a folder above it fits.
    pub(in crate::cli) fn fit(&self, path: &Path, is_folder: bool) -> bool {
        self.0.matched_path_or_any_parents(path, is_folder).is_ignore()
    }

    /// Whether a file or a folder fits by itself, whatever is above it.
    pub(in crate::cli) fn fit_itself(&self, path: &Path, is_folder: bool) -> bool {
        self.0.matched(path, is_folder).is_ignore()
    }
}

/// `./x` is `x` seen from the root, as everywhere else.
fn plain(pattern: &str) -> &str {
    pattern.strip_prefix('.').filter(|rest| rest.starts_with('/')).unwrap_or(pattern)
}

/// Says why a pattern is none.
pub(in crate::cli) fn check(pattern: &str) -> Result<(), String> {
    if pattern.split(['/', '\\']).any(|part| part == "..") {
        return Err("it leaves the folder of the configuration".to_owned());
    }
    if pattern.starts_with('#') {
        return Err("`#` begins a comment; write `\\#`".to_owned());
    }
    let added = GitignoreBuilder::new("").add_line(None, plain(pattern)).map(|_| ());
    added.map_err(|error| match error {
        ignore::Error::Glob { err, .. } => err,
        other => other.to_string(),
    })
}

/// Whether a pattern names one path.
pub(super) fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '[', '{', '!']) && !pattern.ends_with('/') && plain(pattern).contains('/')
}
