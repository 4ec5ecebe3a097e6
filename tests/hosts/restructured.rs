//! reStructuredText.

use super::{POLICY, assert_plain, assert_silent, indented};

#[test]
fn literal_blocks() {
    let block = indented(POLICY, "  ");
    for before in ["As here::", "As here ::", "::", "- As here::", "Two\nlines::"] {
        let indent = if before.starts_with('-') { "    " } else { "  " };
        assert_plain("a.rst", &format!("Page\n====\n\n{before}\n\n{}\nafter\n", indented(POLICY, indent)), 1);
    }
    assert_plain("a.rst", &format!("a::\n\n{block}b::\n\n\n{block}"), 2);
    assert_plain("a.rst", &format!("1. One::\n\n{}\n   More.\n", indented(POLICY, "     ")), 1);
}

#[test]
fn directives() {
    for name in ["code-block:: json", "code:: json", "sourcecode:: sh", "code-block::", "code-block:: \t json"] {
        for options in ["", "   :linenos:\n", "   :caption: policy.json\n   :emphasize-lines: 1,2\n"] {
            let page = format!(".. {name}\n{options}\n{}\nafter\n", indented(POLICY, "   "));
            assert_plain("a.rst", &page, 1);
            assert_plain("a.rst", &format!(".. note::\n\n{}", indented(&page, "   ")), 1);
        }
    }
    let heredoc = format!("cat <<EOF\n{POLICY}EOF\n");
    assert_plain("a.rst", &format!("  .. code-block:: sh\n\n{}", indented(&heredoc, "    ")), 1);
}

#[test]
fn what_is_no_block_is_left_alone() {
    assert_silent("a.rst", POLICY);
    assert_silent("a.rst", &indented(POLICY, "  "));
    assert_silent("a.rst", &format!(".. a comment::here\n\n  x::\n\n{}", indented(POLICY, "    ")));
    assert_silent("a.rst", &format!("..\n  x::\n\n{}", indented(POLICY, "    ")));
    assert_silent("a.rst", &format!("x::\n{}", indented(POLICY, "  ")));
    assert_silent("a.rst", &format!(".. literalinclude:: Statement.json\n\n{}", indented(POLICY, "  ")));
}
