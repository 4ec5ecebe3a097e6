//! The figures of `docs/limits.md` are those of the code.

mod common;

use std::fs;

use common::root;

/// What the page says, and the constant that it says it of.
const FIGURES: &[(&str, &str, &str)] = &[
    ("a catalogue: 128 MiB", "src/cli/input.rs", "LARGEST: u64 = 128 << 20"),
    ("values for placeholders: 1 MiB", "src/cli/input.rs", "LARGEST_SETTINGS: u64 = 1 << 20"),
    ("brackets in brackets: 127", "src/json/mod.rs", "MAX_DEPTH: usize = 127"),
    ("mistakes of JSON in a policy: 50", "src/json/mod.rs", "MAX_ERRORS: usize = 50"),
    ("values in one text: 5,000,000", "src/json/mod.rs", "MAX_VALUES: usize = 5_000_000"),
    ("findings in one file: 100,000", "src/check/mod.rs", "MAX_FINDINGS: usize = 100_000"),
    ("all are counted, 50 are drawn", "src/cli/settings/mod.rs", "MISTAKES: usize = 50"),
    ("rounds of repair: 20", "src/check/mod.rs", "ROUNDS: usize = 20"),
    ("128 statements of one policy", "src/access/within.rs", "STATEMENTS: usize = 128"),
    ("1,024 classes of actions", "src/access/within.rs", "CLASSES: usize = 1_024"),
    ("50,000 steps", "src/access/within.rs", "TOTAL: u32 = 50_000"),
    ("50,000 steps, 500,000,000 pairs of bytes", "src/access/within.rs", "STEPS: usize = 500_000_000"),
    ("against each other: 500,000,000 pairs of bytes", "src/pattern/groups.rs", "STEPS: usize = 500_000_000"),
    ("8,192 bytes of a string", "src/template/pattern.rs", "LONGEST: usize = 8_192"),
    ("20,000 steps for one", "src/template/pattern.rs", "STEPS: usize = 20_000"),
    ("20,000,000 for all", "src/template/pattern.rs", "ALL_STEPS: usize = 20_000_000"),
    ("in a message: 80 characters", "src/wording.rs", "QUOTED: usize = 80"),
    ("path of a finding: 256 characters", "src/cli/report/location.rs", "KEY: usize = 256"),
    ("finding in `full`: 5", "src/cli/report/full.rs", "LABELS: usize = 5"),
    ("with 40 characters before it", "src/cli/report/excerpt.rs", "MARGIN: usize = 40"),
    ("more than 4,096 bytes apart", "src/cli/report/rdjson.rs", "PASSAGE: u32 = 4096"),
    ("files without policies: 3", "src/cli/tally.rs", "NOTES: usize = 3"),
    ("At most 1,024 files", "src/cli/parallel.rs", "WINDOW: usize = 1024"),
    ("4 MiB of their reports", "src/cli/parallel.rs", "WAITING: usize = 4 << 20"),
    ("more than 32 MiB in all", "src/cli/parallel.rs", "AT_ONCE: u64 = 32 << 20"),
];

#[test]
fn the_page_says_what_the_code_does() {
    let read = |name: &str| fs::read_to_string(root().join(name)).expect("it can be read");
    let page = read("docs/limits.md");
    for (said, file, constant) in FIGURES {
        assert!(page.contains(said), "docs/limits.md does not say `{said}`");
        assert!(read(file).contains(constant), "{file} has another figure than `{constant}`: mend docs/limits.md too");
    }
}
