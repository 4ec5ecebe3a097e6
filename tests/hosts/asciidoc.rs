//! `AsciiDoc`.

use super::{POLICY, assert_plain, assert_silent, faults, indented};

#[test]
fn blocks_of_any_kind() {
    for (open, close) in [
        ("----", "----"),
        ("------", "------"),
        ("....", "...."),
        ("```", "```"),
        ("```json", "```"),
        ("---- ", "----"),
    ] {
        for style in ["", "[source,json]\n", "[source, json, subs=\"attributes\"]\n.policy.json\n"] {
            assert_plain("a.adoc", &format!("= Page\n\n{style}{open}\n{POLICY}{close}\n\nafter\n"), 1);
        }
    }
    assert_plain("a.asciidoc", &format!("----\n{POLICY}"), 1);
    assert_plain("a.asc", &format!("* one\n+\n--\n====\n----\n{POLICY}----\n====\n--\n\n....\n{POLICY}....\n"), 2);
    assert_plain("a.adoc", &format!("Title\n-----\n\n----\n{POLICY}----\n"), 1);
    assert_plain("a.adoc", &format!("----\n$ cat a.json\n{POLICY}----\n"), 1);
}

#[test]
fn paragraphs() {
    assert_plain("a.adoc", &format!("As here:\n\n{}\nafter\n", indented(POLICY, "  ")), 1);
    assert_plain("a.adoc", &format!("As here:\n[source,json]\n{}\nafter\n", indented(POLICY, "    ")), 1);
    assert_plain("a.adoc", &format!("As here:\n\n[source,json]\n{POLICY}\nafter\n"), 1);
}

#[test]
fn callouts_are_no_part_of_the_text() {
    for callout in [" <1>", " // <1>", " # <2>", " <1> <2>", " <.>", " <!--1-->", "  "] {
        let policy = POLICY.replace("[{\n", &format!("[{{{callout}\n"));
        for policy in [policy.clone(), policy.replace("\"Allow\",", &format!("\"Allow\",{callout}"))] {
            assert_eq!(faults("a.adoc", &format!("----\n{policy}----\n<1> x\n"), str::to_owned), [[]], "{policy}");
        }
    }
    let comment = POLICY.replace("[{\n", "[{ // why\n");
    assert_eq!(faults("a.adoc", &format!("----\n{comment}----\n"), str::to_owned)[0].len(), 1);
}

#[test]
fn what_is_no_listing_is_left_alone() {
    assert_silent("a.adoc", POLICY);
    assert_silent("a.adoc", &format!("////\n----\n{POLICY}----\n////\n"));
    assert_silent("a.adoc", &format!("text {}\n", POLICY.replace('\n', " ")));
    assert_silent("a.adoc", "----\nStatement\n----\n");
}
