//! How paths are called.

use std::path::{Component, Path, PathBuf};

/// The path as it is written from the current folder, where that is no longer than the whole.
pub(super) fn from_here(path: &Path) -> PathBuf {
    let Ok(current) = std::env::current_dir() else { return path.to_owned() };
    if !path.is_absolute() {
        return path.to_owned();
    }
    let shared = current.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = current.components().count() - shared;
    let is_near = path.components().take(shared).any(|part| matches!(part, Component::Normal(_)));
    if !is_near {
        return path.to_owned();
    }
    let ups = std::iter::repeat_n(Component::ParentDir, up);
    ups.chain(path.components().skip(shared)).collect()
}

/// The path without `.` and `..`, as far as its text goes.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
        plain
    })
}
