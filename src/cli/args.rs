//! The arguments.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::TypedValueParser;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::catalogue::Catalogue;
use crate::diagnostic::Severity;
use crate::policy::PolicyType;
use crate::rule::Rule;
use crate::rules;

/// Say what is wrong with AWS policies, at the exact place in the source.
#[derive(Debug, Parser)]
#[command(
    name = "arnlint",
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check files and folders for policies (the default command)
    Check(CheckArgs),
    /// Say what a policy grants that an older version of it did not
    Compare(CompareArgs),
    /// Show and fill in the policies of a documented template
    Template(TemplateArgs),
    /// Print the page of a rule: what it says, why, and what to do
    Explain {
        /// The rule's name, such as malformed-action
        rule: String,
    },
    /// List the rules
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value_t)]
        output_format: RulesFormat,
    },
    /// Print a completion script
    Completions {
        /// The shell that will read it
        shell: Shell,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Files and folders to check; `-` reads standard input
    #[arg(value_name = "PATHS", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Take every input for a policy of this type, also when it does not look like one
    #[arg(long, value_name = "TYPE", value_parser = policy_type())]
    pub(super) policy_type: Option<PolicyType>,
    /// Run these rules only
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule())]
    pub(super) select: Vec<&'static Rule>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule())]
    pub(super) ignore: Vec<&'static Rule>,
    /// Report statements that grant one of these actions (`*` and `?` match any)
    #[arg(long, value_name = "ACTIONS", value_delimiter = ',', help_heading = "Limits")]
    pub(super) forbid_action: Vec<String>,
    /// Report statements that grant something, or the actions given, on one of these resources
    #[arg(long, value_name = "RESOURCES", value_delimiter = ',', help_heading = "Limits")]
    pub(super) forbid_resource: Vec<String>,
    /// Report what goes beyond the policy in this file
    #[arg(long, value_name = "FILE", help_heading = "Limits")]
    pub(super) ceiling: Vec<PathBuf>,
    /// Report where policies are not the template on this page, filled in (DOC#N: its policy N)
    #[arg(long, value_name = "DOC", help_heading = "Limits")]
    pub(super) template: Option<PathBuf>,
    /// Repair what has one safe repair, then report the rest
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix, also apply repairs that can change what a policy grants
    #[arg(long, requires = "fix")]
    pub(super) unsafe_fixes: bool,
    /// Read this configuration file instead of the nearest arnlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub(super) isolated: bool,
    /// Look into files that .gitignore and the like leave out
    #[arg(long)]
    pub(super) no_ignore: bool,
    /// The file name that standard input is checked under
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<String>,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct CompareArgs {
    /// The policy as it was: a file with one policy, or `-` for standard input
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// The policy as it will be: a file with one policy, or `-` for standard input
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// Say also what the old policy grants and the new one does not
    #[arg(long)]
    pub(super) both: bool,
    /// Take both for policies of this type
    #[arg(long, value_name = "TYPE", value_parser = policy_type())]
    pub(super) policy_type: Option<PolicyType>,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct TemplateArgs {
    #[command(subcommand)]
    pub(super) command: TemplateCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum TemplateCommand {
    /// List the placeholders of a page's policies, with what the page says of each
    Show(TemplateShowArgs),
    /// Print a policy of a page with values in the place of its placeholders
    Fill(TemplateFillArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct TemplateShowArgs {
    /// A page with policies, or a file with one
    #[arg(value_name = "DOC")]
    pub(super) document: PathBuf,
    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) output_format: RulesFormat,
}

#[derive(Debug, clap::Args)]
pub(super) struct TemplateFillArgs {
    /// A page with policies, or a file with one
    #[arg(value_name = "DOC")]
    pub(super) document: PathBuf,
    /// The value of a placeholder; its name may be written without brackets
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,
    /// Read values from a file, TOML or JSON, with one string for each name
    #[arg(long, value_name = "FILE")]
    pub(super) values: Option<PathBuf>,
    /// The number of the policy, where the page has several
    #[arg(long, value_name = "N")]
    pub(super) policy: Option<usize>,
}

/// What is looked up where, and how findings are told.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// How to print the findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) output_format: OutputFormat,
    /// Write the report into this file instead; FORMAT=FILE writes one of that format beside it
    #[arg(long, value_name = "FILE", value_parser = clap::builder::OsStringValueParser::new().map(|text| Destination::from(text.as_os_str())))]
    pub(super) output_file: Vec<Destination>,
    /// Exit with 1 at findings of this severity and above
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    pub(super) fail_on: FailOn,
    /// Exit with 0 whatever is found
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Look AWS up in this catalogue instead of the one built in
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(super) color: Color,
    /// Print findings only: no summary, no notes
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// With the source around each finding
    #[default]
    Full,
    /// One line a finding
    Concise,
    /// One line a finding, below the name of its file
    Grouped,
    /// One JSON document
    Json,
    /// One JSON object a finding, one a line
    JsonLines,
}

/// A file that a report goes to.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    /// Its format; without one, the report is the one that standard output would have had.
    pub(super) format: Option<OutputFormat>,
    pub(super) path: PathBuf,
}

impl From<&OsStr> for Destination {
    /// `FORMAT=PATH`, or a path that does not start with the name of a format.
    fn from(text: &OsStr) -> Self {
        let parts = text.to_str().and_then(|text| text.split_once('='));
        match parts.and_then(|(format, path)| Some((OutputFormat::from_str(format, false).ok()?, path))) {
            Some((format, path)) => Self { format: Some(format), path: path.into() },
            None => Self { format: None, path: text.into() },
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// A table
    #[default]
    Text,
    /// One JSON list
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    #[default]
    Warning,
    Advice,
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the run.
    pub(super) fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Advice => true,
            Self::Never => false,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    Always,
    Never,
}

fn policy_type() -> impl TypedValueParser<Value = PolicyType> {
    let names = PolicyType::ALL.iter().map(|policy_type| policy_type.name());
    clap::builder::PossibleValuesParser::new(names).try_map(|name| name.parse().map_err(|()| "no such policy type"))
}

/// Names every rule it knows in its error, and takes the nearest one for meant.
fn rule() -> impl TypedValueParser<Value = &'static Rule> {
    let names = rules::all().iter().map(|rule| clap::builder::PossibleValue::new(rule.name));
    clap::builder::PossibleValuesParser::new(names).try_map(|name| rules::find(&name).ok_or("no such rule"))
}

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (AWS reference of {})", env!("CARGO_PKG_VERSION"), Catalogue::embedded().date()));

fn command() -> clap::Command {
    let hide = |command: clap::Command| command.mut_arg("select", hide_values).mut_arg("ignore", hide_values);
    hide(Args::command().version(VERSION.as_str())).mut_subcommand("check", hide)
}

/// A help text with the names of all rules in it, twice, is no help.
fn hide_values(arg: clap::Arg) -> clap::Arg {
    arg.hide_possible_values(true)
}

pub(super) fn parse() -> Result<Args, clap::Error> {
    Args::from_arg_matches(&command().try_get_matches()?)
}

pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "arnlint", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
