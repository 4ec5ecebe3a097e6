//! How findings are told.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::diagnostic::Severity;

/// How findings are told.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ReportArgs {
    /// How to print the findings
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(in crate::cli) output_format: OutputFormat,
    /// Write the report into this file instead; FORMAT=FILE writes one of that format beside it
    #[arg(long, value_name = "FILE", value_parser = OsStringValueParser::new().map(Destination::of))]
    pub(in crate::cli) output_file: Vec<Destination>,
    /// Exit with 1 at findings of this severity and above (by default: warning)
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(in crate::cli) fail_on: Option<FailOn>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    pub(in crate::cli) exit_zero: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(in crate::cli) color: Color,
    /// Print findings only: no summary, no notes
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
    /// Say also which configuration is in force, what was read, and what is suppressed and why
    #[arg(short, long, conflicts_with = "quiet")]
    pub(in crate::cli) verbose: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OutputFormat {
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
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// The code quality report of GitLab
    Gitlab,
    /// The XML of JUnit, for the test reports of CI servers
    Junit,
    /// The XML of Checkstyle
    Checkstyle,
    /// Issues of Azure Pipelines
    Azure,
    /// The JSON of reviewdog
    Rdjson,
}

/// A file that a report goes to.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Destination {
    /// Its format; without one, the report is the one that standard output would have had.
    pub(in crate::cli) format: Option<OutputFormat>,
    pub(in crate::cli) path: PathBuf,
}

impl OutputFormat {
    /// Whether a report says of findings what names them to other programs.
    pub(in crate::cli) const fn identifies(self) -> bool {
        match self {
            Self::Json | Self::JsonLines | Self::Sarif | Self::Gitlab => true,
            Self::Full
            | Self::Concise
            | Self::Grouped
            | Self::Github
            | Self::Junit
            | Self::Checkstyle
            | Self::Azure
            | Self::Rdjson => false,
        }
    }
}

impl ReportArgs {
    /// Whether one of the reports does so.
    pub(in crate::cli) fn identifies(&self) -> bool {
        let others = self.output_file.iter().filter_map(|destination| destination.format);
        others.chain([self.output_format]).any(OutputFormat::identifies)
    }
}

impl Destination {
    /// `FORMAT=PATH`, or a path that does not start with the name of a format.
    #[allow(clippy::needless_pass_by_value, reason = "what the parser gives")]
    fn of(text: OsString) -> Self {
        let parts = text.to_str().and_then(|text| text.split_once('='));
        match parts.and_then(|(format, path)| Some((OutputFormat::from_str(format, false).ok()?, path))) {
            Some((format, path)) => Self { format: Some(format), path: path.into() },
            None => Self { format: None, path: text.into() },
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    Error,
    #[default]
    Warning,
    Advice,
    Never,
}

impl FailOn {
    /// The word for it.
    pub(in crate::cli) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
            Self::Never => "never",
        }
    }

    /// Whether a finding of this severity fails the run.
    pub(in crate::cli) fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Advice => true,
            Self::Never => false,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    Always,
    Never,
}
