//! Reading what a run is given.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::discover::reason;
use super::inputs::Input;
use crate::catalogue::Reference;
use crate::source::Source;

/// A source by the name that it is to be called.
pub(super) fn read(input: &Input, name: &str) -> Result<Source, String> {
    let bytes = match input {
        Input::Stdin => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        }
        Input::File { path, .. } => std::fs::read(path),
    };
    let bytes = bytes.map_err(|error| format!("cannot read {name}: {}", reason(&error)))?;
    source(name, bytes)
}

/// A source of these bytes.
pub(super) fn source(name: &str, bytes: Vec<u8>) -> Result<Source, String> {
    Source::new(name, bytes).map_err(|_| format!("cannot read {name}: larger than 4 GiB"))
}

/// The bytes of a catalogue that is named, and its path.
pub(super) fn catalogue_file(path: Option<&Path>) -> Result<Option<(PathBuf, Vec<u8>)>, String> {
    let Some(path) = path else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {}: {}", path.display(), reason(&error)))?;
    Ok(Some((path.to_owned(), bytes)))
}

/// The catalogue that is named.
pub(super) fn reference(file: Option<&(PathBuf, Vec<u8>)>) -> Result<Option<Reference<'_>>, String> {
    let Some((path, bytes)) = file else { return Ok(None) };
    Reference::read(bytes).map(Some).map_err(|error| format!("{} is no catalogue: {error}", path.display()))
}
