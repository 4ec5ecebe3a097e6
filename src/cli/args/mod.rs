//! The arguments.

mod check;
mod report;

pub(super) use check::{BaselineArgs, CheckArgs, ConfigArgs, ScopeArgs, Selection};
pub(super) use report::{Color, FailOn, OutputFormat, ReportArgs};

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::TypedValueParser;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::catalogue::Catalogue;
use crate::policy::PolicyType;
use crate::rule::Category;
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
    /// Write an arnlint.toml to start with
    Init,
    /// Write down what is found now, so that only what is new is reported from then on
    Baseline(BaselineArgs),
    /// Print the configuration in force
    Config(ConfigArgs),
    /// Print the JSON schema of arnlint.toml
    Schema,
    /// Print the manual page
    Man,
    /// Print a completion script
    Completions {
        /// The shell that will read it
        shell: Shell,
    },
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
    /// Look AWS up in this catalogue instead of the one built in
    #[arg(long, value_name = "FILE")]
    pub(super) catalogue: Option<PathBuf>,
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// A table
    #[default]
    Text,
    /// One JSON list
    Json,
}

fn policy_type() -> impl TypedValueParser<Value = PolicyType> {
    let names = PolicyType::ALL.iter().map(|policy_type| policy_type.name());
    clap::builder::PossibleValuesParser::new(names).try_map(|name| name.parse().map_err(|()| "no such policy type"))
}

/// Names every rule it knows in its error, and takes the nearest one for meant.
fn selection() -> impl TypedValueParser<Value = Selection> {
    let rules = rules::all().iter().map(|rule| rule.name);
    let categories = Category::ALL.iter().map(|category| category.name());
    clap::builder::PossibleValuesParser::new(rules.chain(categories))
        .try_map(|name| rules::selected(&name).map(Selection).ok_or("no such rule"))
}

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (AWS reference of {})", env!("CARGO_PKG_VERSION"), Catalogue::embedded().date()));

fn command() -> clap::Command {
    let hide = |command: clap::Command| command.mut_arg("select", hide_values).mut_arg("ignore", hide_values);
    let command = hide(Args::command().version(VERSION.as_str()));
    command.mut_subcommand("check", hide).mut_subcommand("baseline", hide)
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

/// The manual page, as roff.
pub(super) fn manual() -> std::io::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command()).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
