//! Where the configuration is.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::super::{input, paths};

/// The names of the file, the first of which counts in a folder that has several.
const NAMES: &[&str] = &["arnlint.toml", ".arnlint.toml"];

/// The file of Python projects, in which the configuration is one table of many.
const PYPROJECT: &str = "pyproject.toml";

/// The nearest file from the current folder upwards, as far as the repository goes.
pub(super) fn nearest() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    for folder in up_to_root(&current) {
        if let Some(path) = NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file()) {
            return Some(path);
        }
        let path = folder.join(PYPROJECT);
        if path.is_file() {
            // Somebody else says what is wrong with a project that is none of our business.
            let text = read(&path).unwrap_or_default();
            if text.contains("arnlint") && table(&DeTable::parse_recoverable(&text).0.into_inner(), &path).is_some() {
                return Some(path);
            }
        }
    }
    None
}

/// The folders from this one up to the root of its repository.
fn up_to_root(folder: &Path) -> impl Iterator<Item = &Path> {
    let root = folder.ancestors().position(|folder| folder.join(".git").exists());
    folder.ancestors().take(root.map_or(usize::MAX, |root| root + 1))
}

/// The root of the repository that the current folder is in; the current folder outside of one.
pub(in crate::cli) fn root() -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    let root = current.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned);
    root.unwrap_or(current)
}

pub(super) fn read(path: &Path) -> Result<String, String> {
    let shown = paths::from_here(path);
    input::text(path, input::LARGEST_SETTINGS).map_err(|reason| format!("cannot read {}: {reason}", shown.display()))
}

/// The table of a file that is ours, and where it begins.
pub(super) fn table<'t>(root: &'t DeTable<'t>, path: &Path) -> Option<(&'t DeTable<'t>, Range<usize>)> {
    if path.file_name().is_none_or(|name| name != PYPROJECT) {
        return Some((root, 0..0));
    }
    let tool = root.get("tool")?.get_ref().as_table()?;
    let ours = tool.get("arnlint")?;
    Some((ours.get_ref().as_table()?, ours.span()))
}
