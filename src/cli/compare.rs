//! The command `compare`: what one policy grants and another does not.

use std::sync::Arc;

use super::args::CompareArgs;
use super::report::{FileReport, Premises, Reports};
use super::{Error, Status, input, reference};
use crate::bounds::{Bounds, Reference};
use crate::catalogue::Catalogue;
use crate::check::check;
use crate::config::Config;
use crate::host;
use crate::rules;
use crate::source::Source;
use crate::wording::{loggable, quote};

pub(super) fn compare(args: &CompareArgs) -> Result<Status, Error> {
    if reference::is_stdin(&args.old) && reference::is_stdin(&args.new) {
        return Err("standard input cannot be both policies".into());
    }
    let blob = input::catalogue_file(args.catalogue.as_deref())?;
    let reference = input::reference(blob.as_ref())?;
    let catalogue = reference.as_ref().map_or(Catalogue::embedded(), Catalogue::of);
    let (old, new) = (reference::read(&args.old)?, reference::read(&args.new)?);
    let extract = |source| host::extract(source, args.policy_type.is_some());
    let (old_documents, new_documents) = (extract(&old), extract(&new));
    let old_policy = reference::policy(&old, &old_documents, args.policy_type, catalogue)?;
    let new_policy = reference::policy(&new, &new_documents, args.policy_type, catalogue)?;
    let (old_type, new_type) = (old_policy.policy_type, new_policy.policy_type);
    if old_type.names_principals() != new_type.names_principals() {
        let message = format!("{} is of type {old_type} and {} of type {new_type}", old.name(), new.name());
        return Err(format!("cannot compare: {message} (--policy-type says it for both)").into());
    }

    let before =
        Bounds { before: Some(Reference { source: Arc::clone(&old), policy: &old_policy }), ..Bounds::default() };
    let after =
        Bounds { after: Some(Reference { source: Arc::clone(&new), policy: &new_policy }), ..Bounds::default() };
    let report = |source: &Arc<Source>, bounds: Bounds<'_>, names: &[&str]| {
        let rules = names.iter().filter_map(|name| rules::find(name)).collect();
        let config = Config { catalogue, policy_type: args.policy_type, bounds, rules, ..Config::default() };
        FileReport::new(Arc::clone(source), check(source, &config))
    };
    let mut files = vec![report(&new, before, &["new-access", "undecided-access"])];
    if args.both {
        files.push(report(&old, after, &["lost-access", "undecided-access"]));
        files.sort_by(|a, b| a.source.name().cmp(b.source.name()));
    }
    let all_clear = if args.both {
        format!("{} and {} grant the same.", quote(old.name()), quote(new.name()))
    } else {
        format!("{} grants nothing that {} does not.", quote(new.name()), quote(old.name()))
    };
    let fail_on = args.report.fail_on.unwrap_or_default();
    let reports = Reports::findings(&args.report, Premises { catalogue, fail_on, can_suppress: false })?;
    let mut sheets = reports.begin()?;
    sheets.summary.all_clear = Some(loggable(&all_clear).into_owned());
    files.iter().try_for_each(|file| sheets.add(reports.draw(file)?))?;
    let fails = sheets.end()?.fails(fail_on) && !args.report.exit_zero;
    Ok(if fails { Status::Findings } else { Status::Clean })
}
