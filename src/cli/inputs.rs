//! What there is to check, held small: a run may have hundreds of thousands of files.

use std::cmp::Ordering;
use std::path::{Component, Path, PathBuf};

/// Something to check.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
        /// Whether the user named it, rather than a folder above it.
        named: bool,
        /// Where it lies from the folder of the configuration, if below it.
        relative: Option<PathBuf>,
    },
}

impl Input {
    /// What it is called.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".to_owned(),
            Self::File { path, .. } => path.to_string_lossy().into_owned(),
        }
    }
}

/// A list of inputs, of which each has only the name of the file to itself.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    folders: Vec<Folder>,
    /// The names of all files, one behind the other.
    names: String,
    entries: Vec<Entry>,
}

/// What inputs have in common; all of the path of one that stands alone.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// The path as it is shown, with the slash behind it.
    shown: String,
    relative: Option<PathBuf>,
    is_stdin: bool,
}

/// A folder among those that the inputs lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FolderNumber(u32);

#[derive(Clone, Copy, Debug)]
struct Entry {
    folder: FolderNumber,
    /// Where the name of the file is, and how long; nothing where the folder is all.
    name: (u32, u16),
    is_named: bool,
}

impl Inputs {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The input of this number.
    pub(super) fn get(&self, number: usize) -> Input {
        let entry = self.entries[number];
        let folder = self.folder(entry);
        if folder.is_stdin {
            return Input::Stdin;
        }
        let name = self.name(entry);
        let below = |folder: &PathBuf| {
            let mut path = PathBuf::with_capacity(folder.as_os_str().len() + 1 + name.len());
            path.push(folder);
            if !name.is_empty() {
                path.push(name);
            }
            path
        };
        let relative = folder.relative.as_ref().map(below);
        Input::File { path: below(&folder.path), named: entry.is_named, relative }
    }

    pub(super) fn push_stdin(&mut self) {
        self.push_alone(Folder { path: PathBuf::new(), shown: String::new(), relative: None, is_stdin: true }, true);
    }

    /// Adds a file; `relative` is where it lies from the folder of the configuration. Says in which
    /// folder others of a walk can follow it.
    pub(super) fn push(&mut self, path: &Path, is_named: bool, relative: Option<&Path>) -> Option<FolderNumber> {
        let name = path.file_name().and_then(|name| name.to_str());
        let text = path.to_str().filter(|_| !is_named);
        let parts = text.zip(name).and_then(|(text, name)| Some((text.strip_suffix(name)?, name)));
        let Some((shown, name)) = parts.filter(|(_, name)| self.place(name).is_some()) else {
            let shown = path.to_string_lossy().into_owned();
            let relative = relative.map(Path::to_owned);
            self.push_alone(Folder { path: path.to_owned(), shown, relative, is_stdin: false }, is_named);
            return None;
        };
        let relative = relative.and_then(Path::parent);
        let is_same = |folder: &Folder| folder.shown == shown && folder.relative.as_deref() == relative;
        // A walk goes down and comes back.
        let near = self.folders.len().saturating_sub(NEAR);
        let known = self.folders[near..].iter().rposition(is_same).map(|at| near + at);
        let folder = known.unwrap_or(self.folders.len());
        if known.is_none() {
            let relative = relative.map(Path::to_owned);
            self.folders.push(Folder { path: shown.into(), shown: shown.to_owned(), relative, is_stdin: false });
        }
        let folder = FolderNumber(small(folder));
        self.push_into(folder, name).then_some(folder)
    }

    /// Adds a file of a walk to a folder; whether there is room for its name.
    pub(super) fn push_into(&mut self, folder: FolderNumber, name: &str) -> bool {
        let Some(place) = self.place(name) else { return false };
        self.names.push_str(name);
        self.entries.push(Entry { folder, name: place, is_named: false });
        true
    }

    /// Where the next name stands. Those that do not fit are none that a file system has.
    fn place(&self, name: &str) -> Option<(u32, u16)> {
        Some((u32::try_from(self.names.len()).ok()?, u16::try_from(name.len()).ok()?))
    }

    fn push_alone(&mut self, folder: Folder, is_named: bool) {
        self.folders.push(folder);
        let folder = FolderNumber(small(self.folders.len() - 1));
        self.entries.push(Entry { folder, name: (0, 0), is_named });
    }

    /// Brings the inputs into the order of their names, and leaves each in once.
    pub(super) fn settle(&mut self, stdin_name: Option<&str>) {
        for folder in self.folders.iter_mut().filter(|folder| folder.is_stdin) {
            folder.shown = stdin_name.map_or_else(|| Input::Stdin.name(), str::to_owned);
        }
        let mut entries = std::mem::take(&mut self.entries);
        // One path has several spellings.
        entries.sort_by(|&a, &b| self.by_path(a, b).then(a.is_named.cmp(&b.is_named)));
        entries.dedup_by(|next, kept| {
            let is_same = self.by_path(*next, *kept) == Ordering::Equal;
            kept.is_named |= is_same && next.is_named;
            is_same
        });
        entries.sort_by(|&a, &b| self.by_name(a, b));
        self.entries = entries;
        self.folders.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    fn folder(&self, entry: Entry) -> &Folder {
        &self.folders[entry.folder.0 as usize]
    }

    fn name(&self, entry: Entry) -> &str {
        let (start, len) = entry.name;
        &self.names[start as usize..start as usize + usize::from(len)]
    }

    /// The name as it is compared: where letters begin is no question then.
    fn bytes(&self, entry: Entry) -> &[u8] {
        let (start, len) = entry.name;
        &self.names.as_bytes()[start as usize..start as usize + usize::from(len)]
    }

    fn by_path(&self, a: Entry, b: Entry) -> Ordering {
        let parts = |entry: Entry| {
            let folder = self.folder(entry);
            let name = Some(self.name(entry)).filter(|name| !name.is_empty());
            (!folder.is_stdin, folder.path.components().chain(name.map(|name| Component::Normal(name.as_ref()))))
        };
        if a.folder == b.folder {
            return self.bytes(a).cmp(self.bytes(b));
        }
        let ((a_is_file, a), (b_is_file, b)) = (parts(a), parts(b));
        a_is_file.cmp(&b_is_file).then_with(|| a.cmp(b))
    }

    fn by_name(&self, a: Entry, b: Entry) -> Ordering {
        if a.folder == b.folder {
            return self.bytes(a).cmp(self.bytes(b));
        }
        let shown = |entry: Entry| self.folder(entry).shown.bytes().chain(self.name(entry).bytes());
        shown(a).cmp(shown(b))
    }
}

/// How many of the last folders a file is looked for in.
const NEAR: usize = 16;

/// Nobody has four thousand million of them.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
