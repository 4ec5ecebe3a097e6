//! Configurations with absurd values.

use std::fs;
use std::process::Command;

use crate::common::scratch;
use crate::{BROKEN, FOUND, failed, run};

/// The largest file with settings, in bytes.
const LARGEST: usize = 1 << 20;

#[test]
fn a_configuration_is_read_to_a_size() {
    let folder = scratch("hostile-settings-size");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    let found = (Some(1), format!("policy.json:{FOUND}"));
    for (size, fits) in [(LARGEST, true), (LARGEST + 1, false), (10_000_000, false)] {
        fs::write(folder.join("arnlint.toml"), "#".repeat(size)).expect("a file");
        let (status, report, errors) = run(&folder, &["policy.json"]);
        if fits {
            assert_eq!((status, report), found);
        } else {
            assert_eq!((status, report, errors), failed("cannot read arnlint.toml: larger than 1 MiB"));
        }
        fs::write(folder.join("values.toml"), "#".repeat(size)).expect("a file");
        let output = crate::common::arnlint()
            .current_dir(&folder)
            .args(["template", "fill", "policy.json", "--values", "values.toml"])
            .output()
            .expect("the binary runs");
        let is_refused = crate::common::stderr(&output) == "arnlint: cannot read values.toml: larger than 1 MiB\n";
        assert_eq!(is_refused, !fits);
    }
    // That of another program is none of our business.
    fs::remove_file(folder.join("arnlint.toml")).expect("it is there");
    fs::write(folder.join("pyproject.toml"), format!("[tool.arnlint]\n{}", "#".repeat(LARGEST))).expect("a file");
    let (status, report, _) = run(&folder, &["policy.json"]);
    assert_eq!((status, report), found);
}

#[test]
fn a_configuration_that_is_no_file_is_none() {
    let folder = scratch("hostile-settings-kinds");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    fs::create_dir(folder.join("arnlint.toml")).expect("a folder");
    let pipe = Command::new("mkfifo").arg(folder.join(".arnlint.toml")).status().expect("mkfifo is there");
    assert!(pipe.success());
    let (status, report, errors) = run(&folder, &["-v", "policy.json"]);
    assert_eq!((status, report), (Some(1), format!("policy.json:{FOUND}")));
    assert!(!errors.contains("arnlint.toml is"), "{errors}");
    assert_eq!(run(&folder, &["--config", "arnlint.toml", "."]), failed("cannot read arnlint.toml: it is a folder"));
    let refused = failed("cannot read .arnlint.toml: it is a named pipe");
    assert_eq!(run(&folder, &["--config", ".arnlint.toml", "."]), refused);
}

#[test]
fn absurd_values_are_mistakes_with_a_place() {
    let folder = scratch("hostile-settings-values");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    let template =
        |policy: &str| format!("[[template]]\ndocument = \"policy.json\"\npaths = [\"*\"]\npolicy = {policy}\n");
    let deep = |open: &str, close: &str| format!("select = {}{}", open.repeat(100_000), close.repeat(100_000));
    let cases = [
        (template("0"), "`policy` takes a number from 1"),
        (template("-1"), "`policy` takes a number from 1"),
        (template("1.5"), "`policy` takes a number from 1"),
        (template("inf"), "`policy` takes a number from 1"),
        (template("99999999999999999999999999"), "`policy` takes a number from 1"),
        (template("9223372036854775807"), "policy.json holds 1 policy, and no policy 9223372036854775807"),
        (deep("[", "]"), "recurs"),
        (deep("[", ""), "recurs"),
        (format!("select = {}1", "{a=".repeat(100_000)), "recurs"),
        (format!("{}a = 1", "a.".repeat(100_000)), "recurs"),
        (format!("exclude = [\"{}\"]", "{".repeat(3000)), "nested too deeply"),
        (format!("fail-on = \"{}\"", "x".repeat(500_000)), "is no value of `fail-on`"),
        ("select = 1979-05-27T07:32:00Z".to_owned(), "takes a list of texts"),
    ];
    for (text, expected) in cases {
        fs::write(folder.join("arnlint.toml"), &text).expect("a file");
        let (status, report, errors) = run(&folder, &["policy.json"]);
        let start: String = text.chars().take(40).collect();
        // A long message goes over several lines.
        let errors = errors.replace("\n  │ ", " ");
        assert_eq!((status, report.as_str()), (Some(2), ""), "{start}");
        assert!(errors.contains(expected), "{start}: {}", errors.chars().take(500).collect::<String>());
        assert!(errors.len() < 30_000, "{start}: {}", errors.len());
    }
    fs::write(folder.join("arnlint.toml"), "x = 1\n".repeat(10_000)).expect("a file");
    let (_, _, errors) = run(&folder, &["policy.json"]);
    assert!(errors.starts_with("arnlint: 9999 mistakes in arnlint.toml\n"), "{}", errors.lines().next().unwrap_or(""));
    assert!(errors.ends_with("\n(and 9949 more)\n"), "{}", errors.lines().last().unwrap_or(""));
}

#[test]
fn patterns_that_backtrack_elsewhere_do_not_here() {
    let folder = scratch("hostile-settings-patterns");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    let long = format!("{}.json", "a".repeat(200));
    fs::write(folder.join(&long), "{}").expect("a file");
    for pattern in
        ["*a".repeat(2000) + "b", "**/".repeat(2000) + "b", "{a,b}".repeat(1000), "[!a]*".repeat(500), "?".repeat(5000)]
    {
        fs::write(folder.join("arnlint.toml"), format!("exclude = [\"{pattern}\"]\n")).expect("a file");
        let (status, report, errors) = run(&folder, &[]);
        assert_eq!((status, report), (Some(1), format!("policy.json:{FOUND}")), "{errors}");
    }
    let many: Vec<String> = (0..2000).map(|number| format!("\"x{number}/**/*.json\"")).collect();
    fs::write(folder.join("arnlint.toml"), format!("exclude = [{}]\n", many.join(","))).expect("a file");
    assert_eq!(run(&folder, &[]).1, format!("policy.json:{FOUND}"));
}
