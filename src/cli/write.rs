//! Writing files so that nobody ever sees half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use super::paths;
use super::settings::root;

/// Whoever writes holds it for reading; whoever ends the process takes it first.
static WRITING: RwLock<()> = RwLock::new(());

/// Drafts that are written for longer.
static DRAFTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What a shell says of a process that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// From here on an interrupt waits for the files that are being written and takes away those that
/// are not whole, so that no draft stays behind.
pub(super) fn finish_before_interrupt() {
    // A second handler cannot be set, and need not be.
    let _ = ctrlc::set_handler(|| {
        let _lock = WRITING.write().unwrap_or_else(PoisonError::into_inner);
        for draft in drafts().drain(..) {
            let _ = fs::remove_file(draft);
        }
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
    let _lock = WRITING.read().unwrap_or_else(PoisonError::into_inner);
    let mut draft = Draft::beside(path, permissions)?;
    draft.write_all(bytes)?;
    draft.put()
}

/// A file that takes its place when it is whole, and goes away when it does not get there.
#[derive(Debug)]
pub(super) struct Draft {
    out: BufWriter<File>,
    /// The draft, its place, and the permissions of what it replaces; nothing for what is written
    /// where it is.
    places: Option<(PathBuf, PathBuf, Option<fs::Permissions>)>,
}

impl Draft {
    /// A draft of a file that is to be whole or not there, written over a while. What is no
    /// file, such as a pipe, is written as it is, and so is a file whose folder takes no draft.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let at = |path: &Path| File::create(path).map(|file| Self { out: BufWriter::new(file), places: None });
        let (path, permissions) = match path.metadata() {
            Ok(metadata) if !metadata.is_file() => return at(path),
            Ok(metadata) => (path.canonicalize()?, Some(metadata.permissions())),
            // A link to nothing yet stays a link.
            Err(_) if path.is_symlink() => return at(path),
            Err(_) => (path.to_owned(), None),
        };
        if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
            return at(&path);
        }
        finish_before_interrupt();
        let draft = match Self::beside(&path, permissions) {
            Err(error) if is_refused(&error) => return at(&path),
            draft => draft?,
        };
        drafts().extend(draft.places.iter().map(|(draft, ..)| draft.clone()));
        Ok(draft)
    }

    fn beside(path: &Path, permissions: Option<fs::Permissions>) -> io::Result<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let draft = folder.join(format!(".{name}.{}-{number}.arnlint", process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&draft)?;
        Ok(Self { out: BufWriter::new(file), places: Some((draft, path.to_owned(), permissions)) })
    }

    /// Puts the file in its place, or its text where the place cannot be taken, as that of a file
    /// that is mounted into a container.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let _lock = WRITING.read().unwrap_or_else(PoisonError::into_inner);
        match (self.put(), &self.places) {
            (Err(error), Some((draft, path, _))) if is_refused(&error) => fs::copy(draft, path).map(drop),
            (result, _) => result,
        }
    }

    fn put(&mut self) -> io::Result<()> {
        self.out.flush()?;
        let Some((draft, path, permissions)) = &self.places else { return Ok(()) };
        permissions.as_ref().map_or(Ok(()), |permissions| fs::set_permissions(draft, permissions.clone()))?;
        fs::rename(draft, path)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some((draft, ..)) = &self.places {
            // After its renaming it is not there any more.
            let _ = fs::remove_file(draft);
            drafts().retain(|it| it != draft);
        }
    }
}

fn drafts() -> MutexGuard<'static, Vec<PathBuf>> {
    DRAFTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a folder takes no file, though the file itself could be written.
fn is_refused(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, ResourceBusy};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem | ResourceBusy)
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
