//! The configuration: `arnlint.toml`, `.arnlint.toml`, or `[tool.arnlint]` in `pyproject.toml`.

mod find;
mod keys;
mod pattern;
mod schema;
mod section;
mod show;
mod starter;

pub(super) use find::root;
pub(super) use pattern::{Patterns, check as check_pattern};
pub(super) use schema::schema;
pub(super) use starter::starter;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use toml::de::DeTable;

use super::args::FailOn;
use super::discover::reason;
use super::style::Style;
use super::{Drawn, Error, input, paths, report};
use crate::access::Access;
use crate::bounds::Forbidden;
use crate::catalogue::Catalogue;
use crate::diagnostic::Severity;
use crate::policy::PolicyType;
use crate::rule::Rule;
use crate::rules;
use crate::source::{Source, Span};
use crate::suppress::Entry;
use crate::wording::{count, loggable};
use section::{Fault, Section};

/// Mistakes beyond this many are counted, not drawn.
const MISTAKES: usize = 50;

/// What the configuration says, ready for use.
#[derive(Debug)]
pub(super) struct Settings {
    /// The file; nothing where there is none.
    pub(super) source: Option<Arc<Source>>,
    /// The folder of the file, which its paths are relative to; the current one without a file.
    pub(super) folder: PathBuf,
    pub(super) exclude: Patterns,
    pub(super) select: Option<Vec<&'static Rule>>,
    pub(super) pedantic: bool,
    pub(super) fail_on: Option<FailOn>,
    pub(super) baseline: Option<PathBuf>,
    pub(super) known_services: Vec<String>,
    /// The severities of single rules; nothing for those that are off.
    pub(super) levels: BTreeMap<&'static str, Option<Severity>>,
    pub(super) ignores: Vec<Ignore>,
    pub(super) policy_types: Vec<(Patterns, PolicyType)>,
    pub(super) templates: Vec<TemplateOfPaths>,
    /// What is forbidden, and where; nothing for everywhere.
    pub(super) forbidden: Vec<(Forbidden, Option<Patterns>)>,
    /// Files with policies beyond which none is to grant, and where.
    pub(super) ceilings: Vec<(PathBuf, Option<Patterns>)>,
}

/// An entry about findings to live with.
#[derive(Debug)]
pub(super) struct Ignore {
    pub(super) entry: Entry,
    pub(super) paths: Patterns,
    /// Whether it is about one file.
    pub(super) is_literal: bool,
    /// Where it stands in the file.
    pub(super) span: Span,
}

/// A template, and the policies that are made from it.
#[derive(Debug)]
pub(super) struct TemplateOfPaths {
    /// The page.
    pub(super) document: PathBuf,
    /// Which of its policies, from 1; nothing where each policy is held against the nearest.
    pub(super) policy: Option<usize>,
    paths: Patterns,
}

impl Settings {
    /// Reads the file that is named, or else the nearest one from the current folder up to the
    /// root of the repository. Without one everything is as by default.
    pub(super) fn find(
        named: Option<&Path>,
        isolated: bool,
        catalogue: Catalogue<'_>,
        style: Style,
    ) -> Result<Self, Error> {
        if isolated {
            return Ok(Self::default());
        }
        let found = named.map(Path::to_owned).or_else(find::nearest);
        found.map_or_else(|| Ok(Self::default()), |path| Self::read(&path, catalogue, style))
    }

    fn read(path: &Path, catalogue: Catalogue<'_>, style: Style) -> Result<Self, Error> {
        let shown = paths::from_here(path);
        let name = shown.to_string_lossy();
        let source = input::source(&name, find::read(path)?.into_bytes())?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let canonical = folder.canonicalize().map_err(|error| format!("cannot read {name}: {}", reason(&error)))?;
        let settings = Self::parse(source, &paths::from_here(folder), catalogue, style)?;
        Ok(Self { folder: canonical, ..settings })
    }

    /// What a text says, or all that is wrong with it. Its paths are relative to `folder`.
    pub(super) fn parse(source: Source, folder: &Path, catalogue: Catalogue<'_>, style: Style) -> Result<Self, Error> {
        let name = source.name();
        let refuse = |faults: Vec<Fault>| {
            debug_assert!(faults.iter().all(|fault| source.text().get(fault.span.range()).is_some()), "{faults:?}");
            let (mistakes, left) = (count(faults.len(), "mistake"), faults.len().saturating_sub(MISTAKES));
            let shown = faults.into_iter().take(MISTAKES).map(|it| (it.span, it.message, it.help));
            let mut drawn = report::faults(&source, shown, style).join("\n").trim_end().to_owned();
            if left > 0 {
                drawn.push_str(&format!("\n\n(and {left} more)"));
            }
            Drawn(format!("{mistakes} in {}\n\n{drawn}", loggable(name)))
        };
        let (root, errors) = DeTable::parse_recoverable(source.text());
        if !errors.is_empty() {
            let fault = |error: toml::de::Error| Fault {
                span: Span::from_range(error.span().unwrap_or(0..0)),
                message: error.message().to_owned(),
                help: None,
            };
            return Err(refuse(errors.into_iter().map(fault).collect()).into());
        }
        let Some((table, span)) = find::table(root.get_ref(), Path::new(name)) else {
            return Err(format!("{name} has no table [tool.arnlint]").into());
        };
        let section = Section::new(table, keys::ROOT, Span::from_range(span));
        let mut faults = Vec::new();
        section.check("the configuration", catalogue, &mut faults);
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.span);
            return Err(refuse(faults).into());
        }
        let settings = Self::of(section, folder);
        Ok(Self { source: Some(Arc::new(source)), ..settings })
    }

    /// What a table without faults says. Its paths are relative to `folder`.
    fn of(root: Section<'_>, folder: &Path) -> Self {
        let patterns = |section: Section<'_>| {
            section.has("paths").then(|| Patterns::new(section.texts("paths").iter().map(String::as_str)))
        };
        let level = |name: &str| match name {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "advice" => Some(Severity::Advice),
            _ => None,
        };
        let select = root.texts("select");
        let selected = select.iter().filter_map(|name| rules::selected(name)).flatten().collect();
        let levels = root.pairs("rules").into_iter();
        Self {
            source: None,
            folder: PathBuf::new(),
            exclude: Patterns::new(root.texts("exclude").iter().map(String::as_str)),
            select: root.has("select").then_some(selected),
            pedantic: root.flag("pedantic").unwrap_or(false),
            fail_on: root.text("fail-on").and_then(|name| FailOn::from_str(name, false).ok()),
            baseline: root.text("baseline").map(|path| folder.join(path)),
            known_services: root.texts("known-services"),
            levels: levels.filter_map(|(name, word)| Some((rules::find(name)?.name, level(word)))).collect(),
            ignores: root.sections("ignore").into_iter().filter_map(ignore).collect(),
            policy_types: root
                .sections("policy-type")
                .into_iter()
                .filter_map(|section| Some((patterns(section)?, section.text("type")?.parse().ok()?)))
                .collect(),
            templates: root
                .sections("template")
                .into_iter()
                .filter_map(|section| {
                    let document = folder.join(section.text("document")?);
                    Some(TemplateOfPaths { document, policy: section.number("policy"), paths: patterns(section)? })
                })
                .collect(),
            forbidden: root
                .sections("forbid")
                .into_iter()
                .map(|section| {
                    let access = Access { actions: section.texts("actions"), resources: section.texts("resources") };
                    (Forbidden { name: section.text("name").map(str::to_owned), access }, patterns(section))
                })
                .collect(),
            ceilings: root
                .sections("ceiling")
                .into_iter()
                .filter_map(|section| Some((folder.join(section.text("policy")?), patterns(section))))
                .collect(),
        }
    }

    /// The type that the file gives to the policies of a path; the first entry that fits counts.
    pub(super) fn policy_type(&self, path: &Path) -> Option<PolicyType> {
        self.policy_types.iter().find(|(paths, _)| paths.fit(path, false)).map(|&(_, policy_type)| policy_type)
    }

    /// The place of the template that the policies of a path are made from; the first entry that
    /// fits counts.
    pub(super) fn template(&self, path: &Path) -> Option<usize> {
        self.templates.iter().position(|entry| entry.paths.fit(path, false))
    }
}

impl Default for Settings {
    fn default() -> Self {
        let empty = DeTable::new();
        let settings = Self::of(Section::new(&empty, keys::ROOT, Span::default()), Path::new(""));
        Self { folder: Path::new(".").canonicalize().unwrap_or_default(), ..settings }
    }
}

fn ignore(section: Section<'_>) -> Option<Ignore> {
    let path = section.text("path")?;
    let entry = Entry {
        rule: rules::find(section.text("rule")?)?.name,
        sid: section.text("sid").map(str::to_owned),
        reason: section.text("reason")?.to_owned(),
    };
    Some(Ignore { entry, paths: Patterns::new([path]), is_literal: pattern::is_literal(path), span: section.span })
}
