//! Reading what a run is given, as far as it is a file and not larger than what is reasonable.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::discover::reason;
use super::inputs::Input;
use crate::catalogue::Reference;
use crate::source::Source;

/// The bytes of the largest input, of standard input, of a baseline and of a catalogue.
pub(super) const LARGEST: u64 = 128 << 20;

/// The bytes of the largest file with settings: a configuration, values for placeholders.
pub(super) const LARGEST_SETTINGS: u64 = 1 << 20;

/// A file that is open, and what the file system says of it.
pub(super) struct Opened {
    file: File,
    metadata: Metadata,
}

impl Opened {
    /// Opens what a path leads to, where it has an end.
    pub(super) fn of(path: &Path) -> Result<Self, String> {
        let metadata = path.metadata().map_err(|error| reason(&error))?;
        if let Some(kind) = kind(&metadata).filter(|_| !is_stream(path)) {
            return Err(format!("it is {kind}"));
        }
        let file = File::open(path).map_err(|error| reason(&error))?;
        Ok(Self { file, metadata })
    }

    /// How many bytes it has.
    pub(super) fn size(&self) -> u64 {
        self.metadata.len()
    }
}

/// Opens an input, if it is no standard input.
pub(super) fn open(input: &Input) -> Result<Option<Opened>, String> {
    match input {
        Input::Stdin => Ok(None),
        Input::File { path, .. } => Opened::of(path).map(Some),
    }
}

/// A source by the name that it is to be called, of an input that has been opened.
pub(super) fn read(name: &str, opened: Result<Option<Opened>, String>) -> Result<Source, String> {
    let bytes = opened.and_then(|opened| match opened {
        Some(opened) => content(opened, LARGEST),
        None => all(io::stdin().lock(), LARGEST),
    });
    source(name, bytes.map_err(|reason| format!("cannot read {name}: {reason}"))?)
}

/// A source of these bytes.
pub(super) fn source(name: &str, bytes: Vec<u8>) -> Result<Source, String> {
    Source::new(name, bytes).map_err(|_| format!("cannot read {name}: larger than 4 GiB"))
}

/// The bytes of a file, or why it cannot be read.
pub(super) fn bytes(path: &Path, largest: u64) -> Result<Vec<u8>, String> {
    content(Opened::of(path)?, largest)
}

fn content(Opened { mut file, metadata }: Opened, largest: u64) -> Result<Vec<u8>, String> {
    if !metadata.is_file() {
        return all(file, largest);
    }
    if metadata.len() > largest {
        return Err(too_large(largest));
    }
    // What leaves a byte of room is all that is there: the end need not be asked for.
    let size = usize::try_from(metadata.len()).unwrap_or(0);
    let mut bytes = vec![0; size + 1];
    let count = match file.read(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        result => result.map_err(|error| reason(&error))?,
    };
    bytes.truncate(count);
    if count == size && size > 0 { Ok(bytes) } else { all(io::Cursor::new(bytes).chain(file), largest) }
}

/// The text of a file, or why it cannot be read.
pub(super) fn text(path: &Path, largest: u64) -> Result<String, String> {
    let bytes = bytes(path, largest)?;
    String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned())
}

/// All that is read, which may be more than the size that a file had a moment ago.
fn all(read: impl Read, largest: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    read.take(largest + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > largest { Err(too_large(largest)) } else { Ok(bytes) }
}

fn too_large(largest: u64) -> String {
    format!("larger than {} MiB", largest >> 20)
}

/// What a path leads to that has no end, or none that comes by itself.
#[cfg(unix)]
fn kind(metadata: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    let kinds = [
        (kind.is_fifo(), "a named pipe"),
        (kind.is_socket(), "a socket"),
        (kind.is_char_device() || kind.is_block_device(), "a device"),
    ];
    kinds.into_iter().find_map(|(is_it, name)| is_it.then_some(name))
}

#[cfg(not(unix))]
fn kind(_metadata: &Metadata) -> Option<&'static str> {
    None
}

/// Whether a path is that of something that a shell has opened, or of nothing at all.
fn is_stream(path: &Path) -> bool {
    let opened = ["/dev/fd", "/proc/self/fd"];
    path == Path::new("/dev/stdin") || path == Path::new("/dev/null") || opened.iter().any(|it| path.starts_with(it))
}

/// The bytes of a catalogue that is named, and its path.
pub(super) fn catalogue_file(path: Option<&Path>) -> Result<Option<(PathBuf, Vec<u8>)>, String> {
    let Some(path) = path else { return Ok(None) };
    let bytes = bytes(path, LARGEST).map_err(|reason| format!("cannot read {}: {reason}", path.display()))?;
    Ok(Some((path.to_owned(), bytes)))
}

/// The catalogue that is named.
pub(super) fn reference(file: Option<&(PathBuf, Vec<u8>)>) -> Result<Option<Reference<'_>>, String> {
    let Some((path, bytes)) = file else { return Ok(None) };
    Reference::read(bytes).map(Some).map_err(|error| format!("{} is no catalogue: {error}", path.display()))
}
