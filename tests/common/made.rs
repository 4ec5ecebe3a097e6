//! Parts of pages that tests write.

use std::fs;

use super::root;

/// Holds a page to the text that `test` made for it, between the two comments that name the test.
/// With `ARNLINT_BLESS` in the environment the page is written instead.
pub(crate) fn hold(page: &str, test: &str, text: &str) {
    let path = root().join(page);
    let old = fs::read_to_string(&path).expect("the page");
    let (start, end) = (format!("<!-- table: written by tests/{test}.rs -->\n"), "<!-- end of table -->\n");
    let (head, rest) = old.split_once(&start).expect("the start of the table");
    let (_, tail) = rest.split_once(end).expect("the end of the table");
    let fresh = format!("{head}{start}\n{text}\n{end}{tail}");
    if std::env::var_os("ARNLINT_BLESS").is_some() {
        fs::write(&path, &fresh).expect("it can be written");
    } else {
        // The two texts themselves would bury what is to be done.
        assert!(old == fresh, "{page} is not true: run ARNLINT_BLESS=1 cargo test --test {test}");
    }
}
