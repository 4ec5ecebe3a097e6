//! Policies of any kind, repaired: the result has no new errors, what could be read still can, and
//! there is nothing left to repair.

use arnlint::check::{Checked, Fixed, check, fix};
use arnlint::config::Config;
use arnlint::diagnostic::Severity;
use arnlint::fix::Applicability;
use arnlint::rules;
use arnlint::source::Source;

use super::laws;
use super::policy::{Written, written};

/// Repairs the policies that the bytes stand for.
pub fn run(bytes: &[u8]) {
    for Written { name, text } in written(bytes) {
        hold(name, text.as_bytes());
    }
}

/// Repairs a file.
pub fn hold(name: &str, bytes: &[u8]) {
    let source = Source::new(name, bytes.to_vec()).expect("a small file");
    let config = Config { rules: rules::all().to_vec(), ..Config::default() };
    let look = |source: &Source| check(source, &config);
    for threshold in [Applicability::Safe, Applicability::Unsafe] {
        let Fixed::Repaired(text, applied) = fix(&source, threshold, look) else { continue };
        assert!(applied > 0 && text != source.text(), "nothing was repaired {applied} times:\n{text}");
        let mended = Source::new(name, text.clone().into_bytes()).expect("a small file");
        let (before, after) = (look(&source), look(&mended));
        laws::findings(&mended, &after);
        assert!(errors(&after) <= errors(&before), "new errors in\n{text}\n{:#?}", after.diagnostics);
        assert!(after.policies.len() >= before.policies.len(), "policies are gone from\n{text}");
        assert!(broken(&after) <= broken(&before), "worse to read:\n{text}\n{:#?}", after.diagnostics);
        let again = fix(&mended, threshold, look);
        assert!(!matches!(again, Fixed::Repaired(..)), "{text}\nis repaired again: {again:#?}");
    }
}

fn errors(checked: &Checked) -> usize {
    checked.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}

/// How many mistakes of syntax there are.
fn broken(checked: &Checked) -> usize {
    checked.diagnostics.iter().filter(|found| found.rule == "invalid-json").count()
}
