//! What the crates that we build on are, as cargo tells it: their licences, the Rust they need, and
//! that our own build stays on this machine. `cargo deny` (see `deny.toml`) says more, and looks at
//! all platforms; this needs nothing but cargo.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates that are built on this machine, ours and others', for tests, too.
fn packages() -> Vec<Value> {
    let cargo = env!("CARGO");
    let output = |arguments: &[&str]| {
        let output = Command::new(cargo).args(arguments).current_dir(common::root()).output().expect("cargo");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let version = output(&["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    // Other platforms' crates may not have been downloaded.
    let text = output(&[
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--filter-platform",
        host,
        "--all-features",
    ]);
    let mut metadata: Value = serde_json::from_str(&text).expect("JSON");
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no packages") };
    packages
}

fn is_ours(package: &Value) -> bool {
    package["source"].is_null()
}

fn text<'p>(package: &'p Value, field: &str) -> &'p str {
    package[field].as_str().unwrap_or_default()
}

/// Whether a licence expression is met by licences of `allowed`. Cargo has SPDX expressions, and
/// of old a slash for `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = expression.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = any(&mut rest, allowed);
    assert!(rest.is_empty(), "what does {expression} mean?");
    met
}

fn any(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = all(rest, allowed);
    while let ["OR", behind @ ..] = *rest {
        *rest = behind;
        met |= all(rest, allowed);
    }
    met
}

fn all(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = one(rest, allowed);
    while let ["AND", behind @ ..] = *rest {
        *rest = behind;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match *rest {
        ["(", behind @ ..] => {
            *rest = behind;
            let met = any(rest, allowed);
            *rest = rest.strip_prefix(&[")"]).expect("a closing parenthesis");
            met
        }
        [name, "WITH", exception, behind @ ..] => {
            *rest = behind;
            allowed.contains(&format!("{name} WITH {exception}"))
        }
        [name, behind @ ..] => {
            *rest = behind;
            allowed.contains(*name)
        }
        [] => false,
    }
}

/// The licences that `deny.toml` allows.
fn allowed() -> BTreeSet<String> {
    let text = fs::read_to_string(common::root().join("deny.toml")).expect("deny.toml");
    let settings: toml::Table = text.parse().expect("TOML");
    let allowed = settings["licenses"]["allow"].as_array().expect("a list");
    allowed.iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

#[test]
fn licences_are_on_the_list() {
    let allowed = allowed();
    for package in packages() {
        let licence = text(&package, "license");
        assert!(is_met(licence, &allowed), "{} is under `{licence}`", text(&package, "id"));
    }
}

#[test]
fn licence_expressions_are_read() {
    let allowed = ["MIT", "Unicode-3.0"].map(str::to_owned).into();
    for met in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "MIT AND Unicode-3.0"]
    {
        assert!(is_met(met, &allowed), "{met}");
    }
    for unmet in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND (ISC OR GPL-3.0)", "MIT WITH Classpath-exception-2.0"]
    {
        assert!(!is_met(unmet, &allowed), "{unmet}");
    }
}

/// Crates that would need a newer Rust than we promise would build for us, and not for everybody.
#[test]
fn no_crate_needs_a_newer_rust() {
    let packages = packages();
    let number = |version: &str| {
        let mut parts = version.split('.').map(|part| part.parse::<u32>().expect("a number"));
        (parts.next(), parts.next(), parts.next().unwrap_or(0))
    };
    let ours = packages.iter().find(|package| is_ours(package) && text(package, "name") == "arnlint");
    let promised = ours.map(|package| text(package, "rust_version")).expect("our own package");
    let stated: Vec<&Value> = packages.iter().filter(|package| package["rust_version"].is_string()).collect();
    assert!(stated.len() > packages.len() / 2, "few crates state a version: is it read at all?");
    for package in stated {
        let needed = text(package, "rust_version");
        assert!(number(needed) <= number(promised), "{} needs Rust {needed}", text(package, "id"));
    }
}

/// All crates come from one registry, with a checksum in `Cargo.lock`.
#[test]
fn crates_come_from_the_registry() {
    let lock = fs::read_to_string(common::root().join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = lock.parse().expect("TOML");
    let mut others = 0;
    for package in lock["package"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        let Some(source) = package.get("source") else {
            assert!(["arnlint", "xtask"].contains(&name), "{name} is taken from a folder");
            continue;
        };
        others += 1;
        assert_eq!(source.as_str(), Some("registry+https://github.com/rust-lang/crates.io-index"), "{name}");
        assert!(package.get("checksum").is_some(), "{name} has no checksum");
    }
    assert!(others > 0, "Cargo.lock names no crates");
}

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let ours: Vec<Value> = packages().into_iter().filter(is_ours).collect();
    assert_eq!(ours.len(), 2, "arnlint and xtask");
    for package in ours {
        let manifest = fs::read_to_string(text(&package, "manifest_path")).expect("a manifest");
        let manifest: toml::Table = manifest.parse().expect("TOML");
        assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"), "{}", package["id"]);
        for target in package["targets"].as_array().expect("targets") {
            // The lint of the manifest holds for tests, too; what is shipped or runs in builds says it itself.
            let path = text(target, "src_path");
            let says = fs::read_to_string(path).expect("a source").contains("#![forbid(unsafe_code)]");
            assert!(says || target["kind"][0] == "test", "{path} does not forbid unsafe code");
        }
    }
}

/// The build script makes the catalogue from what lies here: it uses no crates, opens no
/// connection, and starts nothing that could.
#[test]
fn our_build_script_stays_here() {
    let root = common::root();
    for package in packages().into_iter().filter(is_ours) {
        for needed in package["dependencies"].as_array().expect("dependencies") {
            assert_ne!(needed["kind"], "build", "{} is used by the build script", needed["name"]);
        }
        let targets = package["targets"].as_array().expect("targets");
        let scripts: Vec<&str> = targets
            .iter()
            .filter(|target| target["kind"][0] == "custom-build")
            .map(|target| text(target, "src_path"))
            .collect();
        let expected = root.join("build.rs");
        assert!(scripts.iter().all(|script| Path::new(script) == expected), "{scripts:?}");
    }
    let mut files = vec![root.join("build.rs")];
    for entry in fs::read_dir(root.join("src/catalogue/compile")).expect("a folder") {
        files.push(entry.expect("an entry").path());
    }
    assert!(files.len() > 1);
    for path in files {
        let code = fs::read_to_string(&path).expect("a source");
        for word in ["net::", "process::", "Command", "Tcp", "Udp", "http:", "https:"] {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
}

/// The fuzzer is a workspace of its own, whose lock file nothing else looks at.
#[test]
fn the_fuzzer_is_built_of_the_same_crates() {
    let read = |name: &str| -> toml::Table {
        fs::read_to_string(common::root().join(name)).expect("a file").parse().expect("TOML")
    };
    let lock = read("fuzz/Cargo.lock");
    let manifest = read("Cargo.toml");
    let wanted = manifest["dependencies"].as_table().expect("dependencies").keys();
    let packages = lock["package"].as_array().expect("packages");
    let arnlint = packages.iter().find(|it| it["name"].as_str() == Some("arnlint")).expect("our own package");
    let locked: BTreeSet<&str> =
        arnlint["dependencies"].as_array().expect("crates").iter().filter_map(toml::Value::as_str).collect();
    let wanted: BTreeSet<&str> = wanted.map(String::as_str).collect();
    assert_eq!(locked, wanted, "fuzz/Cargo.lock is not up to date: run cargo metadata in fuzz/");
}
