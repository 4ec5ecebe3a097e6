//! The command `template`: what a documented template asks for, and a policy made from it.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{TemplateArgs, TemplateCommand, TemplateFillArgs, TemplateShowArgs};
use super::report::{self, FileReport};
use super::{Drawn, Error, Status, input, reference, values};
use crate::catalogue::Catalogue;
use crate::check::{check, fix};
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::fix::Applicability;
use crate::host::{self, Extracted};
use crate::source::Source;
use crate::template::{Form, Slot, Template, fill};
use crate::wording::loggable;

pub(super) fn template(args: &TemplateArgs) -> Result<Status, Error> {
    match &args.command {
        TemplateCommand::Show(args) => show(args),
        TemplateCommand::Fill(args) => fill_in(args),
    }
}

/// The policies of a page; a page without any is no template.
pub(super) fn extract(source: &Source) -> Result<Extracted<'_>, String> {
    let extracted = host::extract(source, false);
    if extracted.documents.is_empty() {
        return Err(format!("no policy found in {}", source.name()));
    }
    Ok(extracted)
}

fn show(args: &TemplateShowArgs) -> Result<Status, Error> {
    let source = reference::read(&args.document)?;
    let extracted = extract(&source)?;
    let template = Template::read(&source, &extracted.documents, Catalogue::embedded());
    super::print(&report::template(&template, args.output_format))?;
    Ok(Status::Clean)
}

fn fill_in(args: &TemplateFillArgs) -> Result<Status, Error> {
    let catalogue = Catalogue::embedded();
    let source = reference::read(&args.document)?;
    let extracted = extract(&source)?;
    let template = Template::read(&source, &extracted.documents, catalogue);
    let form = chosen(&template, args.policy)?;
    let mut values = given(args, form, source.name())?;
    let mut faults = Vec::new();
    for (name, value) in &values {
        // Values of a file may be for several pages.
        let Some(at) = form.slot(name) else { continue };
        faults.extend(refusal(&form.slots[at], value, form, catalogue));
    }
    let has_value = |values: &BTreeMap<String, String>, slot: &Slot| values.contains_key(&slot.token);
    if faults.is_empty() && io::stdin().is_terminal() && io::stderr().is_terminal() {
        for slot in form.slots.iter().filter(|slot| !has_value(&values, slot)).collect::<Vec<_>>() {
            let value = ask(slot, form, catalogue)?;
            values.insert(slot.token.clone(), value);
        }
    }
    for slot in form.slots.iter().filter(|slot| !has_value(&values, slot)) {
        faults.push(format!(
            "no value for {}: {} (--set {}=…)",
            slot.token,
            slot.description(),
            shell_word(&slot.name)
        ));
    }
    if !faults.is_empty() {
        return Err(Drawn::lines(&faults).into());
    }
    let filled = fill(form, catalogue, |slot| values.get(&slot.token).cloned());
    finish(filled.text, form, source.name())
}

/// Mends what the template itself has wrong, and prints the policy.
fn finish(text: String, form: &Form<'_>, page: &str) -> Result<Status, Error> {
    let config = Config { policy_type: Some(form.policy_type), ..Config::default() };
    let name = format!("{page} (filled in)");
    let filled = input::source(&name, text.into_bytes())?;
    let before = check(&filled, &config);
    let mended = fix(&filled, Applicability::Safe, |source| check(source, &config)).text(&filled);
    let mut stderr = io::stderr().lock();
    for diagnostic in &before.diagnostics {
        let is_safe = diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
        if is_safe {
            // Whoever closed it does not want to read it.
            let _ = writeln!(stderr, "mended: {}", loggable(&diagnostic.message));
        }
    }
    let source = Arc::new(input::source(&name, mended.clone().into_bytes())?);
    let checked = check(&source, &config);
    let worst = checked.diagnostics.iter().map(|diagnostic| diagnostic.severity).max();
    if !checked.diagnostics.is_empty() {
        let _ = write!(stderr, "{}", report::lines(&FileReport::new(source, checked)));
    }
    drop(stderr);
    super::print(&mended)?;
    Ok(if worst == Some(Severity::Error) { Status::Findings } else { Status::Clean })
}

/// The policy of the page that is meant.
fn chosen<'t>(template: &'t Template<'t>, number: Option<usize>) -> Result<&'t Form<'t>, String> {
    let (name, forms) = (template.source.name(), &template.forms);
    match (number, forms.as_slice()) {
        (None, [form]) => Ok(form),
        (None, _) => {
            Err(format!("{name} holds {} policies: say which with --policy N (template show lists them)", forms.len()))
        }
        (Some(number), _) => number.checked_sub(1).and_then(|at| forms.get(at)).ok_or_else(|| {
            let held = if forms.len() == 1 { "1 policy".to_owned() } else { format!("{} policies", forms.len()) };
            format!("{name} holds {held}, and no policy {number}")
        }),
    }
}

/// The values that the command line and its file give, by the token of their placeholder.
fn given(args: &TemplateFillArgs, form: &Form<'_>, page: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut values = BTreeMap::new();
    if let Some(path) = &args.values {
        for (name, value) in values::read(path)? {
            if let Some(at) = form.slot(&name) {
                values.insert(form.slots[at].token.clone(), value);
            }
        }
    }
    let mut unknown = Vec::new();
    for setting in &args.set {
        let Some((name, value)) = setting.split_once('=') else {
            return Err(format!("--set takes NAME=VALUE, and {setting} has no `=`").into());
        };
        match form.slot(name) {
            Some(at) => _ = values.insert(form.slots[at].token.clone(), value.to_owned()),
            None => unknown.push(name),
        }
    }
    if unknown.is_empty() {
        return Ok(values);
    }
    let known: Vec<&str> = form.slots.iter().map(|slot| slot.name.as_str()).collect();
    let of = |name: &&str| format!("{page} has no placeholder {name} (it has {})", known.join(", "));
    Err(Drawn::lines(&unknown.iter().map(of).collect::<Vec<_>>()).into())
}

fn refusal(slot: &Slot, value: &str, form: &Form<'_>, catalogue: Catalogue<'_>) -> Option<String> {
    let unfit = slot.refuse(value, form.partition().as_deref(), catalogue)?;
    Some(format!("{}: {value:?} {}. {}", slot.token, unfit.reason, unfit.help))
}

/// Asks for a value until one fits.
fn ask(slot: &Slot, form: &Form<'_>, catalogue: Catalogue<'_>) -> Result<String, Error> {
    let mut stderr = io::stderr();
    loop {
        write!(stderr, "{} ({}): ", loggable(&slot.token), loggable(slot.description()))?;
        stderr.flush()?;
        let mut line = String::new();
        if io::stdin().read_line(&mut line)? == 0 {
            return Err(format!("no value for {}", slot.token).into());
        }
        let value = line.trim();
        match refusal(slot, value, form, catalogue) {
            Some(refusal) => writeln!(stderr, "{}", loggable(&refusal))?,
            None => return Ok(value.to_owned()),
        }
    }
}

/// A name as a shell takes it.
fn shell_word(name: &str) -> String {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    if is_plain { name.to_owned() } else { format!("'{name}'") }
}

/// A page whose template policies are held against, and which of its policies is meant.
pub(super) struct Page {
    pub(super) source: Arc<Source>,
    number: Option<usize>,
}

impl Page {
    /// Reads the page that is named, behind a `#` the number of its policy.
    pub(super) fn read(path: &Path, number: Option<usize>) -> Result<Self, String> {
        let (path, own) = path_and_number(path);
        Ok(Self { source: reference::read(&path)?, number: number.or(own) })
    }

    /// Its template, with the one policy that is meant where it is one.
    pub(super) fn template<'d>(
        &self,
        extracted: &'d Extracted<'d>,
        catalogue: Catalogue<'_>,
    ) -> Result<Template<'d>, String> {
        let mut template = Template::read(&self.source, &extracted.documents, catalogue);
        if self.number.is_some() {
            chosen(&template, self.number)?;
            let mut number = 0;
            template.forms.retain(|_| {
                number += 1;
                Some(number) == self.number
            });
        }
        Ok(template)
    }
}

/// A path and, behind its last `#`, a number; where that is no path itself.
fn path_and_number(text: &Path) -> (PathBuf, Option<usize>) {
    let parts = text.to_str().filter(|_| !text.exists()).and_then(|text| text.rsplit_once('#'));
    match parts.and_then(|(path, number)| Some((path, number.parse().ok()?))) {
        Some((path, number)) => (PathBuf::from(path), Some(number)),
        None => (text.to_owned(), None),
    }
}
