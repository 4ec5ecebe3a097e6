//! Which files to read.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use ignore::WalkBuilder;
use walkdir::WalkDir;

use super::args::ScopeArgs;
use super::inputs::{FolderNumber, Inputs};
use super::settings::{Patterns, Settings, check_pattern};
use crate::host::Format;

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
        io::ErrorKind::StorageFull => "no space left on the device".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidData => "it is no UTF-8".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error ").next().unwrap_or_default().to_owned()
        }
    }
}

/// Folders of other people's files, left out also where no .gitignore says so.
const FOREIGN: &[&str] = &[".git", "node_modules", ".terraform", ".terragrunt-cache", ".serverless"];

/// Which files are left out.
#[derive(Clone)]
struct Exclusion {
    /// The patterns of the configuration, and the folder that they are seen from.
    configured: (Patterns, PathBuf),
    /// Those of the command line, seen from the current folder.
    named: (Patterns, PathBuf),
}

impl Exclusion {
    /// Whether nothing is left out.
    fn is_empty(&self) -> bool {
        self.configured.0.is_empty() && self.named.0.is_empty()
    }

    /// Whether a path is left out by itself, or with `above` by a folder that it lies in.
    fn holds(&self, real: &Path, is_folder: bool, above: bool) -> bool {
        [&self.configured, &self.named].into_iter().any(|(patterns, from)| {
            let seen = real.strip_prefix(from).ok().filter(|seen| !seen.as_os_str().is_empty());
            seen.is_some_and(
                |seen| if above { patterns.fit(seen, is_folder) } else { patterns.fit_itself(seen, is_folder) },
            )
        })
    }
}

/// All inputs below the paths, in the order of their names, each once; and what could not be
/// searched. `stdin_name` is what standard input is called.
pub(super) fn discover(
    args: &ScopeArgs,
    settings: &Settings,
    stdin_name: Option<&str>,
) -> Result<(Inputs, Vec<Error>), String> {
    for pattern in &args.exclude {
        check_pattern(pattern).map_err(|reason| format!("--exclude: {pattern} is no pattern: {reason}"))?;
    }
    let here = Path::new(".").canonicalize().map_err(|error| format!("cannot read .: {}", reason(&error)))?;
    let exclusion = Exclusion {
        configured: (settings.exclude.clone(), settings.folder.clone()),
        named: (Patterns::new(args.exclude.iter().map(String::as_str)), here),
    };
    let mut found =
        Found { folder: settings.folder.clone(), inputs: Inputs::default(), last: None, errors: Vec::new() };
    for path in &args.paths {
        if path.as_os_str() == "-" {
            found.inputs.push_stdin();
            continue;
        }
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => match path.canonicalize() {
                Ok(real) if args.force_exclude && exclusion.holds(&real, true, true) => {}
                Ok(real) if args.no_ignore => walk_all(path, &real, &exclusion, &mut found),
                Ok(real) => walk(path, &real, &exclusion, &mut found),
                Err(error) => found.errors.push(Error::Unreadable(path.clone(), error)),
            },
            Ok(_) => {
                // The folder may be reached through a link; the link itself is the file that is meant.
                let real = real_of(path);
                if !(args.force_exclude && real.as_ref().is_some_and(|real| exclusion.holds(real, false, true))) {
                    found.push(path, real.as_deref(), true);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
                found.errors.push(Error::Unreadable(path.clone(), io::Error::other("it is a link to nothing")));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                found.errors.push(Error::Missing(path.clone(), near(path)));
            }
            Err(error) => found.errors.push(Error::Unreadable(path.clone(), error)),
        }
    }
    let Found { mut inputs, errors, .. } = found;
    inputs.settle(stdin_name);
    Ok((inputs, errors))
}

/// A path whose folder is reached without links.
pub(super) fn real_of(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?))
}

/// A path below the current folder as people write it.
fn from_here(path: &Path) -> &Path {
    path.strip_prefix("./").unwrap_or(path)
}

/// What a search has found so far.
struct Found {
    /// The folder of the configuration.
    folder: PathBuf,
    inputs: Inputs,
    /// The folder of the last file of a walk as the walk writes it, and as the inputs know it. Most
    /// files lie in the folder of the one before them.
    last: Option<(String, FolderNumber)>,
    errors: Vec<Error>,
}

impl Found {
    fn push(&mut self, path: &Path, real: Option<&Path>, named: bool) -> Option<FolderNumber> {
        let path = from_here(path);
        let relative = real.and_then(|real| real.strip_prefix(&self.folder).ok());
        self.inputs.push(path, named, relative)
    }

    /// Takes a file whose name is that of a format that we read.
    fn take(&mut self, path: &Path, root: &Path, real_root: &Path, exclusion: &Exclusion) {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| Format::of_name(name).is_some()) else { return };
        let real = || path.strip_prefix(root).map_or_else(|_| path.to_owned(), |below| real_root.join(below));
        if !exclusion.is_empty() && exclusion.holds(&real(), false, false) {
            return;
        }
        let folder = path.to_str().and_then(|path| path.strip_suffix(name));
        if let Some((last, number)) = &self.last
            && folder == Some(last)
            && self.inputs.push_into(*number, name)
        {
            return;
        }
        let number = self.push(path, Some(&real()), false);
        self.last = folder.map(str::to_owned).zip(number);
    }
}

/// Walks as git sees the folder.
fn walk(root: &Path, real: &Path, exclusion: &Exclusion, found: &mut Found) {
    let (filter, from, real_from) = (exclusion.clone(), root.to_owned(), real.to_owned());
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0
                || !is_folder
                || !is_foreign(entry.file_name()) && !is_left_out(entry.path(), &from, &real_from, &filter)
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                found.take(entry.path(), root, real, exclusion);
            }
            Ok(_) => {}
            Err(error) => found.errors.push(unreadable(root, error)),
        }
    }
}

/// Whether a folder below the root of a walk is left out.
fn is_left_out(path: &Path, root: &Path, real_root: &Path, exclusion: &Exclusion) -> bool {
    path.strip_prefix(root).is_ok_and(|below| exclusion.holds(&real_root.join(below), true, false))
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
    Error::Unreadable(from_here(&path).to_owned(), error.into_io_error().unwrap_or_else(|| io::Error::other(text)))
}

/// Walks over everything that is there.
fn walk_all(root: &Path, real: &Path, exclusion: &Exclusion, found: &mut Found) {
    let walk = WalkDir::new(root).into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_type().is_dir() || !is_left_out(entry.path(), root, real, exclusion)
    });
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_file() => found.take(entry.path(), root, real, exclusion),
            Ok(_) => {}
            Err(error) => {
                let path = from_here(error.path().unwrap_or(root)).to_owned();
                let text = error.to_string();
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
                found.errors.push(Error::Unreadable(path, error));
            }
        }
    }
}

fn is_foreign(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|name| FOREIGN.contains(&name))
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
