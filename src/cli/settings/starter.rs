//! The configuration that `arnlint init` writes.

use std::fmt::Write;

use super::keys::{Key, ROOT, Shape};

/// A file in which everything is as by default, with each key in a comment.
pub(in crate::cli) fn starter() -> String {
    let mut text = String::from(concat!(
        "#:schema ",
        env!("CARGO_PKG_REPOSITORY"),
        "/raw/main/schemas/arnlint.json\n\n",
        "# The configuration of arnlint. All of it may be left out: what is in comments shows how\n",
        "# it is written. `arnlint config` prints what is in force.\n",
    ));
    for key in ROOT {
        let _ = writeln!(text, "\n# {}", key.about);
        match key.shape {
            Shape::Levels => {
                let _ = writeln!(text, "[{}]\n# broad-resource = \"advice\"", key.name);
            }
            Shape::Tables(keys) => {
                let _ = writeln!(text, "# [[{}]]", key.name);
                for key in keys {
                    let _ = writeln!(text, "# {}", line(key));
                }
            }
            _ => {
                let _ = writeln!(text, "# {}", line(key));
            }
        }
    }
    text
}

fn line(key: &Key) -> String {
    format!("{} = {}", key.name, key.example)
}
