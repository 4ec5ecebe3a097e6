//! Writing files so that nobody ever sees half of one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

use super::paths;
use super::settings::root;

/// Whoever writes holds it for reading; whoever ends the process takes it first.
static WRITING: RwLock<()> = RwLock::new(());

/// What a shell says of a process that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// From here on an interrupt waits for the files that are being written, so that no draft stays
/// behind.
pub(super) fn finish_before_interrupt() {
    // A second handler cannot be set, and need not be.
    let _ = ctrlc::set_handler(|| {
        let _lock = WRITING.write().unwrap_or_else(PoisonError::into_inner);
        process::exit(INTERRUPTED);
    });
}

/// Replaces a file in one step: whoever reads it sees the old text or the new one. The new file
/// keeps the permissions of the old one. A link is followed, but not out of the tree.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = target(path)?;
    let permissions = path.metadata()?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    swap(&path, bytes, Some(permissions))
}

/// Writes a file that may not exist yet, in one step.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(_) => replace(path, bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => swap(path, bytes, None),
        Err(error) => Err(error),
    }
}

fn swap(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    static DRAFTS: AtomicUsize = AtomicUsize::new(0);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!(".{name}.{}-{number}.arnlint", process::id()));
    let _lock = WRITING.read().unwrap_or_else(PoisonError::into_inner);
    let result = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&draft)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| permissions.map_or(Ok(()), |permissions| fs::set_permissions(&draft, permissions)))
        .and_then(|()| fs::rename(&draft, path));
    if result.is_err() {
        // The first error is the one worth telling.
        let _ = fs::remove_file(&draft);
    }
    result
}

/// The file behind a path. What was found in the tree lies in it, or is none of our business.
fn target(path: &Path) -> io::Result<PathBuf> {
    let real = path.canonicalize()?;
    let written = paths::plain(&std::path::absolute(path)?);
    let tree = root();
    let leaves = if written.starts_with(&tree) {
        !real.starts_with(tree.canonicalize()?)
    } else {
        // Whoever names a file elsewhere means the folder that he names.
        let folder = written.parent().map(Path::canonicalize).transpose()?;
        path.symlink_metadata()?.is_symlink() && real.parent() != folder.as_deref()
    };
    if leaves {
        return Err(io::Error::other(format!("it is a link to {}", real.display())));
    }
    Ok(real)
}
