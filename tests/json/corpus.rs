//! The texts that the properties are tried on: fixtures, the samples of the pages, and a few that
//! are written for it.

use std::fs;

use crate::common;

/// Texts with all that JSON has, and some that are close to it.
const OWN: &[&str] = &[
    r#"{"a": [1, -2.5e3, 0, true, false, null, "", {}, []], "b\n\u00e9\ud83d\ude00": "\"\\\/\b\f\r\t", "": {"": " "}}"#,
    "[\"é ü 漢字 😀\", {\"kéy\": [[[]]], \"k\u{e9}y\": \"2\"}]\r\n",
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["kinesis: Get*", "s3:Get*"], "Resource": "*"}]}"#,
    "  \t\"it’s\" ",
];

/// All of them, JSON or not.
pub(crate) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = OWN.iter().map(|&text| text.to_owned()).collect();
    for folder in ["fixtures/ok", "fixtures/example"] {
        for path in common::files(folder).iter().filter(|path| path.extension().is_some_and(|found| found == "json")) {
            texts.push(fs::read_to_string(path).expect("text"));
        }
    }
    for path in common::files("rules") {
        texts.extend(samples(&fs::read_to_string(path).expect("text")));
    }
    texts
}

/// The `json` fences of a page.
fn samples(page: &str) -> Vec<String> {
    page.split("\n```json ")
        .skip(1)
        .filter_map(|rest| rest.split_once('\n')?.1.split_once("\n```"))
        .map(|(text, _)| text.to_owned())
        .collect()
}

/// Numbers that look like chance and are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `bound`.
    pub(crate) fn roll(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}
