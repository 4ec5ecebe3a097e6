//! Which files to read.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use ignore::WalkBuilder;
use walkdir::WalkDir;

use crate::host::Format;

/// Something to check.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
        /// Whether the user named it, rather than a folder above it.
        named: bool,
    },
}

/// Why a path could not be searched.
#[derive(Debug)]
pub(super) enum Error {
    /// Nothing has this name; perhaps a sibling is meant.
    Missing(PathBuf, Option<PathBuf>),
    /// A folder or file could not be read.
    Unreadable(PathBuf, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path, Some(near)) => {
                write!(f, "no such file or directory: {} (did you mean {}?)", path.display(), near.display())
            }
            Self::Missing(path, None) => write!(f, "no such file or directory: {}", path.display()),
            Self::Unreadable(path, error) => write!(f, "cannot read {}: {}", path.display(), reason(error)),
        }
    }
}

impl std::error::Error for Error {}

/// An I/O error in plain words, without the number of the operating system.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        _ => error.to_string(),
    }
}

/// Folders of other people's files, left out also where no .gitignore says so.
const FOREIGN: &[&str] = &[".git", "node_modules", ".terraform", ".terragrunt-cache", ".serverless"];

/// All inputs below the paths, sorted, each once; and what could not be searched.
pub(super) fn discover(paths: &[PathBuf], no_ignore: bool) -> (Vec<Input>, Vec<Error>) {
    let mut inputs = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else {
            match path.metadata() {
                Ok(metadata) if metadata.is_dir() && no_ignore => walk_all(path, &mut inputs, &mut errors),
                Ok(metadata) if metadata.is_dir() => walk(path, &mut inputs, &mut errors),
                Ok(_) => inputs.push(Input::File { path: path.clone(), named: true }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    errors.push(Error::Missing(path.clone(), near(path)));
                }
                Err(error) => errors.push(Error::Unreadable(path.clone(), error)),
            }
        }
    }
    inputs.sort();
    inputs.dedup_by(|next, kept| match (next, kept) {
        (Input::File { path, named }, Input::File { path: kept, named: kept_named }) if path == kept => {
            *kept_named |= *named;
            true
        }
        (next, kept) => next == kept,
    });
    (inputs, errors)
}

/// Walks as git sees the folder.
fn walk(root: &Path, inputs: &mut Vec<Input>, errors: &mut Vec<Error>) {
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.depth() == 0 || !is_foreign(entry.file_name()))
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => take(entry.into_path(), inputs),
            Ok(_) => {}
            Err(error) => errors.push(unreadable(root, error)),
        }
    }
}

fn unreadable(root: &Path, error: ignore::Error) -> Error {
    let mut path = root.to_owned();
    let mut inner = &error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path.clone_from(at);
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            _ => break,
        }
    }
    let text = inner.to_string();
    Error::Unreadable(path, error.into_io_error().unwrap_or_else(|| io::Error::other(text)))
}

/// Walks over everything that is there.
fn walk_all(root: &Path, inputs: &mut Vec<Input>, errors: &mut Vec<Error>) {
    for entry in WalkDir::new(root) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => take(entry.into_path(), inputs),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let text = error.to_string();
                errors.push(Error::Unreadable(path, error.into_io_error().unwrap_or_else(|| io::Error::other(text))));
            }
        }
    }
}

fn is_foreign(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|name| FOREIGN.contains(&name))
}

fn take(path: PathBuf, inputs: &mut Vec<Input>) {
    let known = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| Format::of_name(name).is_some());
    if known {
        let path = path.strip_prefix("./").map(Path::to_owned).unwrap_or(path);
        inputs.push(Input::File { path, named: false });
    }
}

/// The sibling whose name is nearest to that of a path that does not exist.
fn near(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let parent = path.parent()?;
    let folder = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let siblings = folder.read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let (distance, sibling) = siblings.map(|sibling| (strsim::osa_distance(&sibling, name), sibling)).min()?;
    (distance <= (name.len() / 4).max(2)).then(|| parent.join(sibling))
}
