//! The formats of reports. The benchmarks take this list too.

/// All formats, by the names that `--output-format` takes.
pub(crate) const FORMATS: [&str; 12] = [
    "full",
    "concise",
    "grouped",
    "json",
    "json-lines",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "azure",
    "rdjson",
];
