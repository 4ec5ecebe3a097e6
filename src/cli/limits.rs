//! What the policies of a run are held against: ceilings, forbidden access, templates, as the
//! command line and the configuration name them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::ScopeArgs;
use super::settings::{Patterns, Settings};
use super::template::{self, Page};
use super::{forbid, reference};
use crate::bounds::{Bounds, Forbidden, Reference};
use crate::catalogue::Catalogue;
use crate::host::{self, Extracted};
use crate::policy::Policy;
use crate::rule::Rule;
use crate::rules;
use crate::source::Source;
use crate::template::Template;

/// The files that policies are held against.
pub(super) struct Files {
    ceilings: Vec<(Arc<Source>, Option<Patterns>)>,
    pages: Vec<Page>,
}

impl Files {
    /// Reads them: those of the configuration, then those of the command line.
    pub(super) fn read(args: &ScopeArgs, settings: &Settings) -> Result<Self, String> {
        let named = args.ceiling.iter().map(|path| (path, None));
        let configured = settings.ceilings.iter().map(|(path, paths)| (path, paths.clone()));
        let read = |(path, paths): (&PathBuf, _)| Ok::<_, String>((reference::read(path)?, paths));
        let ceilings = configured.chain(named).map(read).collect::<Result<_, _>>()?;
        let pages = settings.templates.iter().map(|entry| Page::read(&entry.document, entry.policy));
        let pages = pages.chain(args.template.iter().map(|path| Page::read(path, None))).collect::<Result<_, _>>()?;
        Ok(Self { ceilings, pages })
    }

    /// Finds the policies in them.
    pub(super) fn extract(&self, all: bool) -> Result<Documents<'_>, String> {
        let ceilings = self.ceilings.iter().map(|(source, _)| host::extract(source, all)).collect();
        let pages = self.pages.iter().map(|page| template::extract(&page.source)).collect::<Result<_, _>>()?;
        Ok(Documents { ceilings, pages })
    }
}

/// The policies of those files.
pub(super) struct Documents<'f> {
    ceilings: Vec<Extracted<'f>>,
    pages: Vec<Extracted<'f>>,
}

impl<'f> Documents<'f> {
    /// Reads the ceilings as policies.
    pub(super) fn policies<'d>(
        &'d self,
        files: &'f Files,
        args: &ScopeArgs,
        catalogue: Catalogue<'d>,
    ) -> Result<Vec<Policy<'d>>, String> {
        let sources = files.ceilings.iter().map(|(source, _)| source);
        let read = |(source, documents): (&Arc<Source>, &'d Extracted<'f>)| {
            reference::policy(source, documents, args.policy_type, catalogue)
        };
        sources.zip(&self.ceilings).map(read).collect()
    }

    /// Reads the pages as templates.
    pub(super) fn templates<'d>(
        &'d self,
        files: &Files,
        catalogue: Catalogue<'_>,
    ) -> Result<Vec<Template<'d>>, String> {
        files.pages.iter().zip(&self.pages).map(|(page, extracted)| page.template(extracted, catalogue)).collect()
    }
}

/// What holds for which file.
pub(super) struct Limits<'c> {
    forbidden: Vec<(Forbidden, Option<Patterns>)>,
    ceilings: Vec<(Reference<'c>, Option<Patterns>)>,
    templates: &'c [Template<'c>],
    /// Whether the last of the templates was named, and counts for all files.
    has_named_template: bool,
}

impl<'c> Limits<'c> {
    pub(super) fn new(
        args: &ScopeArgs,
        settings: &Settings,
        files: &Files,
        policies: &'c [Policy<'c>],
        templates: &'c [Template<'c>],
        catalogue: Catalogue<'_>,
    ) -> Result<Self, String> {
        let mut forbidden = settings.forbidden.clone();
        forbidden.extend(forbid::forbidden(args, catalogue)?.map(|forbidden| (forbidden, None)));
        let ceiling = |((source, paths), policy): (&(Arc<Source>, Option<Patterns>), &'c Policy<'c>)| {
            (Reference { source: Arc::clone(source), policy }, paths.clone())
        };
        let ceilings = files.ceilings.iter().zip(policies).map(ceiling).collect();
        Ok(Self { forbidden, ceilings, templates, has_named_template: args.template.is_some() })
    }

    /// What a file is held against: `name` is what it is called, `path` where it lies from the
    /// folder of the configuration.
    pub(super) fn bounds(&self, name: &str, path: Option<&Path>, settings: &Settings) -> Bounds<'c> {
        let counts = |paths: &Option<Patterns>| {
            paths.as_ref().is_none_or(|paths| path.is_some_and(|path| paths.fit(path, false)))
        };
        let named = self.has_named_template.then(|| self.templates.len() - 1);
        let template = named.or_else(|| settings.template(path?)).map(|at| &self.templates[at]);
        Bounds {
            forbidden: self.forbidden.iter().filter(|(_, paths)| counts(paths)).map(|(it, _)| it.clone()).collect(),
            ceilings: self
                .ceilings
                .iter()
                .filter(|(reference, paths)| counts(paths) && !is_same_file(name, reference.source.name()))
                .map(|(reference, _)| reference.clone())
                .collect(),
            // The page itself is no policy that was made from it.
            template: template.filter(|template| !is_same_file(name, template.source.name())),
            ..Bounds::default()
        }
    }

    /// The rules that report what goes beyond the limits, which run also where others are selected.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        let (forbids, has_ceiling) = (!self.forbidden.is_empty(), !self.ceilings.is_empty());
        let has_template = !self.templates.is_empty();
        let names = [
            ("forbidden-access", forbids),
            ("exceeds-ceiling", has_ceiling),
            ("undecided-access", forbids || has_ceiling || has_template),
            ("template-placeholder-left", has_template),
            ("template-value-mismatch", has_template),
            ("template-value-invalid", has_template),
            ("template-missing-access", has_template),
            ("template-extra-access", has_template),
        ];
        names.into_iter().filter(|&(_, is_asked)| is_asked).filter_map(|(name, _)| rules::find(name))
    }
}

fn is_same_file(name: &str, other: &str) -> bool {
    let file = |name: &str| Path::new(name).canonicalize().ok();
    name == other || file(name).is_some_and(|path| Some(path) == file(other))
}
