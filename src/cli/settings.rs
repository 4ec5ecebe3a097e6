//! The configuration file, `arnlint.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::discover::reason;
use crate::policy::PolicyType;

/// The name of the file.
const FILE_NAME: &str = "arnlint.toml";

/// What the configuration file says, with its patterns ready for use.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The folder of the file, which its paths are relative to.
    folder: PathBuf,
    policy_types: Vec<(GlobSet, PolicyType)>,
    templates: Vec<TemplateOfPaths>,
}

/// A template, and the policies that are made from it.
#[derive(Debug)]
pub(super) struct TemplateOfPaths {
    /// The page.
    pub(super) document: PathBuf,
    /// Which of its policies, from 1; nothing where each policy is held against the nearest.
    pub(super) policy: Option<usize>,
    paths: GlobSet,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    policy_type: Vec<PolicyTypeOfPaths>,
    #[serde(default)]
    template: Vec<TemplateEntry>,
}

/// `[[template]]`: the policies below some paths are made from the template on a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateEntry {
    document: PathBuf,
    policy: Option<usize>,
    paths: Vec<String>,
}

/// `[[policy-type]]`: the policies below some paths are of one type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyTypeOfPaths {
    paths: Vec<String>,
    #[serde(rename = "type", deserialize_with = "policy_type")]
    policy_type: PolicyType,
}

fn policy_type<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<PolicyType, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(|()| {
        let known: Vec<&str> = PolicyType::ALL.iter().map(|known| known.name()).collect();
        serde::de::Error::custom(format!("`{name}` is no policy type, expected one of {}", known.join(", ")))
    })
}

impl Settings {
    /// Reads the file that is named, or else the nearest one from the current folder up to the
    /// root of the repository. Without one everything is as by default.
    pub(super) fn find(named: Option<&Path>, isolated: bool) -> Result<Self, String> {
        if isolated {
            return Ok(Self::default());
        }
        match named.map(Path::to_owned).or_else(nearest) {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(|error| format!("cannot read {shown}: {}", reason(&error)))?;
        let file: File = toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().map_err(|error| format!("cannot read {shown}: {}", reason(&error)))?;
        let mut settings = Self { folder, policy_types: Vec::new(), templates: Vec::new() };
        for entry in file.policy_type {
            let set = patterns(&entry.paths).map_err(|error| format!("{shown}: {error}"))?;
            settings.policy_types.push((set, entry.policy_type));
        }
        let base = path.parent().unwrap_or(Path::new(""));
        // A file that was looked for is known by its whole path, and nobody wants to read that.
        let current = std::env::current_dir().unwrap_or_default();
        let base = base.strip_prefix(&current).unwrap_or(base);
        for TemplateEntry { document, policy, paths } in file.template {
            let paths = patterns(&paths).map_err(|error| format!("{shown}: {error}"))?;
            settings.templates.push(TemplateOfPaths { document: base.join(document), policy, paths });
        }
        Ok(settings)
    }

    /// The type that the file gives to the policies of a path; the first entry that fits counts.
    pub(super) fn policy_type(&self, path: &Path) -> Option<PolicyType> {
        if self.policy_types.is_empty() {
            return None;
        }
        let relative = self.relative(path)?;
        self.policy_types.iter().find(|(set, _)| set.is_match(&relative)).map(|&(_, policy_type)| policy_type)
    }

    /// The templates that the file names, in its order.
    pub(super) fn templates(&self) -> &[TemplateOfPaths] {
        &self.templates
    }

    /// The place of the template that the policies of a path are made from; the first entry that
    /// fits counts.
    pub(super) fn template(&self, path: &Path) -> Option<usize> {
        if self.templates.is_empty() {
            return None;
        }
        let relative = self.relative(path)?;
        self.templates.iter().position(|entry| entry.paths.is_match(&relative))
    }

    /// The path as the patterns of the file see it. What lies beside the folder of the file is none
    /// of its business.
    fn relative(&self, path: &Path) -> Option<PathBuf> {
        let path = std::path::absolute(path).ok()?;
        // The folder of the path may be reached through a link; the file itself need not exist.
        let folder = path.parent()?.canonicalize().ok()?;
        Some(folder.strip_prefix(&self.folder).ok()?.join(path.file_name()?))
    }
}

/// The nearest file from the current folder upwards, as far as the repository goes.
fn nearest() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let root = current.ancestors().position(|folder| folder.join(".git").exists());
    let last = root.map_or(usize::MAX, |root| root + 1);
    current.ancestors().take(last).map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

fn patterns(paths: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for path in paths {
        // `*` stays in its folder; `**` goes through all of them.
        set.add(GlobBuilder::new(path.trim_start_matches("./")).literal_separator(true).build()?);
    }
    set.build()
}
