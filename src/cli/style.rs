//! How the terminal wants it: colours, width, characters.

use std::io::{self, IsTerminal};

use super::args::Color;

/// The look of a report for people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Whether to use colours.
    pub(super) color: bool,
    /// Whether to draw with more than ASCII.
    pub(super) unicode: bool,
    /// Whether names of rules link to their pages.
    pub(super) links: bool,
    /// Columns of a line.
    pub(super) width: usize,
}

/// The width of what does not go to a terminal.
const WIDTH: usize = 100;

impl Style {
    /// What a file gets.
    pub(super) const PLAIN: Self = Self { color: false, unicode: true, links: false, width: WIDTH };

    /// That of standard output: `--color`, then the conventions of the environment, then whether
    /// this is a terminal.
    pub(super) fn detect(color: Color) -> Self {
        Self::of(color, io::stdout().is_terminal(), supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout))
    }

    /// That of standard error.
    pub(super) fn of_errors(color: Color) -> Self {
        Self::of(color, io::stderr().is_terminal(), false)
    }

    fn of(color: Color, terminal: bool, links: bool) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => environment().unwrap_or(terminal),
        };
        let width = terminal_size::terminal_size().filter(|_| terminal).map_or(WIDTH, |(width, _)| width.0 as usize);
        // Where colours are not wanted, neither is anything else that a terminal has to understand.
        Self { color, unicode: speaks_unicode(), links: terminal && color && links, width: width.clamp(40, 160) }
    }
}

/// What `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR` and `TERM` ask for.
fn environment() -> Option<bool> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let on = |name| set(name).is_some_and(|value| value != "0");
    if set("NO_COLOR").is_some() {
        Some(false)
    } else if on("FORCE_COLOR") || on("CLICOLOR_FORCE") {
        Some(true)
    } else if set("CLICOLOR").is_some_and(|value| value == "0") || set("TERM").is_some_and(|value| value == "dumb") {
        Some(false)
    } else {
        None
    }
}

/// A locale that says it has no Unicode is believed; none at all is not (CI runners set none).
fn speaks_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| !matches!(locale.as_str(), "C" | "POSIX"))
}
