//! `--watch`: a run, and another whenever a file changes.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher};

use super::args::ScopeArgs;
use super::{Error, Status};
use crate::host::Format;

/// Editors write a file in several steps; what changes within this time is one change.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs again and again, until the process is ended.
pub(super) fn watch(args: &ScopeArgs, once: impl Fn() -> Result<Status, Error>) -> Result<Status, Error> {
    let (changes, changed) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let is_change = |event: &notify::Event| !matches!(event.kind, EventKind::Access(_));
        if event.is_ok_and(|event| is_change(&event) && event.paths.iter().any(|path| matters(path))) {
            // Nobody listens any more when the process ends.
            let _ = changes.send(());
        }
    })
    .map_err(|error| format!("cannot watch: {error}"))?;
    let named = args.paths.iter().chain(&args.config).chain(&args.template).chain(&args.ceiling);
    for path in named.map(AsRef::as_ref).chain([Path::new(".")]) {
        // A file that is replaced is another file: its folder stays.
        let (path, mode) = match path.parent() {
            Some(parent) if !path.is_dir() => (parent, RecursiveMode::NonRecursive),
            _ => (path, RecursiveMode::Recursive),
        };
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        if path == Path::new(".") && mode == RecursiveMode::Recursive && !args.paths.iter().any(|it| it == path) {
            // The configuration is there, and no more is asked of it.
            watcher.watch(path, RecursiveMode::NonRecursive).map_err(|error| format!("cannot watch: {error}"))?;
            continue;
        }
        watcher.watch(path, mode).map_err(|error| format!("cannot watch {}: {error}", path.display()))?;
    }
    loop {
        if io::stdout().is_terminal() {
            // To the top of an empty screen.
            super::print("\u{1b}[2J\u{1b}[H")?;
        }
        // A configuration with a mistake is mended as it is watched.
        if let Err(error) = once() {
            super::tell(error.as_ref());
        }
        let _ = writeln!(io::stderr(), "Watching for changes (Ctrl-C ends it).");
        if changed.recv().is_err() {
            return Ok(Status::Clean);
        }
        while changed.recv_timeout(PAUSE) != Err(RecvTimeoutError::Timeout) {}
    }
}

/// Whether what changed can change what is found.
fn matters(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Format::of_name(name).is_some() || path.extension().is_some_and(|extension| extension == "toml")
}
