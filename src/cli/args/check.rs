//! What to check, and what to do with what is found.

use std::path::PathBuf;

use super::report::ReportArgs;
use super::{policy_type, selection};
use crate::policy::PolicyType;
use crate::rule::Rule;

/// What to look at, and what to hold it against.
#[derive(Debug, Default, clap::Args)]
pub(in crate::cli) struct ScopeArgs {
    /// Files and folders to check; `-` reads standard input
    #[arg(value_name = "PATHS", default_value = ".")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Take every input for a policy of this type, also when it does not look like one
    #[arg(long, value_name = "TYPE", value_parser = policy_type())]
    pub(in crate::cli) policy_type: Option<PolicyType>,
    /// Run these rules only, by name or category
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = selection())]
    pub(in crate::cli) select: Vec<Selection>,
    /// Do not run these rules, by name or category
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = selection())]
    pub(in crate::cli) ignore: Vec<Selection>,
    /// Run pedantic rules too
    #[arg(long)]
    pub(in crate::cli) pedantic: bool,
    /// Report statements that grant one of these actions (`*` and `?` match any)
    #[arg(long, value_name = "ACTIONS", value_delimiter = ',', help_heading = "Limits")]
    pub(in crate::cli) forbid_action: Vec<String>,
    /// Report statements that grant something, or the actions given, on one of these resources
    #[arg(long, value_name = "RESOURCES", value_delimiter = ',', help_heading = "Limits")]
    pub(in crate::cli) forbid_resource: Vec<String>,
    /// Report what goes beyond the policy in this file
    #[arg(long, value_name = "FILE", help_heading = "Limits")]
    pub(in crate::cli) ceiling: Vec<PathBuf>,
    /// Report where policies are not the template on this page, filled in (DOC#N: its policy N)
    #[arg(long, value_name = "DOC", help_heading = "Limits")]
    pub(in crate::cli) template: Option<PathBuf>,
    /// Read this configuration file instead of the nearest arnlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated", help_heading = "Files")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, help_heading = "Files")]
    pub(in crate::cli) isolated: bool,
    /// Leave out files and folders that fit these patterns of .gitignore
    #[arg(long, value_name = "PATTERNS", value_delimiter = ',', help_heading = "Files")]
    pub(in crate::cli) exclude: Vec<String>,
    /// Leave out what is excluded also where it is named
    #[arg(long, help_heading = "Files")]
    pub(in crate::cli) force_exclude: bool,
    /// Look into files that .gitignore and the like leave out
    #[arg(long, help_heading = "Files")]
    pub(in crate::cli) no_ignore: bool,
    /// Report also what comments and the configuration ignore and what the baseline knows
    #[arg(long)]
    pub(in crate::cli) no_ignores: bool,
    /// Look AWS up in this catalogue instead of the one built in
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    pub(in crate::cli) catalogue: Option<PathBuf>,
}

/// Rules that one name stands for.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Selection(pub(in crate::cli) Vec<&'static Rule>);

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("repair").args(["fix", "diff"]).multiple(true))]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    pub(in crate::cli) scope: ScopeArgs,
    /// Repair what has one safe repair, then report the rest
    #[arg(long, help_heading = "Repairs")]
    pub(in crate::cli) fix: bool,
    /// With --fix, also apply repairs that can change what a policy grants
    #[arg(long, requires = "repair", help_heading = "Repairs")]
    pub(in crate::cli) unsafe_fixes: bool,
    /// Print what --fix would change, and change nothing
    #[arg(long, conflicts_with = "output_file", help_heading = "Repairs")]
    pub(in crate::cli) diff: bool,
    /// Report only what this file, written by `arnlint baseline`, does not know
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// The file name that standard input is checked under
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    pub(in crate::cli) stdin_filename: Option<String>,
    /// Print how often each rule was found instead of the findings
    #[arg(long, conflicts_with_all = ["diff", "output_file"])]
    pub(in crate::cli) statistics: bool,
    /// Print the files that hold policies, and check nothing
    #[arg(long, conflicts_with_all = ["repair", "statistics", "watch", "output_file"])]
    pub(in crate::cli) show_files: bool,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["repair", "output_file"])]
    pub(in crate::cli) watch: bool,
    #[command(flatten)]
    pub(in crate::cli) report: ReportArgs,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct BaselineArgs {
    #[command(flatten)]
    pub(in crate::cli) scope: ScopeArgs,
    /// The file to write; by default that of the configuration, else .arnlint-baseline.json
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ConfigArgs {
    /// Read this configuration file instead of the nearest arnlint.toml
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
}
