//! Text that is not JSON. The parser finds what is wrong; this words it.

use crate::fix::{Applicability, Edit, Fix};
use crate::json::{Fault, MAX_DEPTH, MAX_ERRORS, MAX_VALUES, SyntaxError};
use crate::policy::Document;
use crate::rule::{Context, rule};
use crate::source::{EncodingFault, Span};
use crate::wording::{printable, quote, thousands};

rule!("invalid-json", Correctness, Error, ["JSON_SYNTAX_ERROR"], Document(check));

fn check(document: &Document<'_>, cx: &mut Context<'_>) {
    if let Some(fault) = document.encoding {
        return encoding(fault, document.span(), cx);
    }
    // A placeholder is no slip of syntax: `unreplaced-placeholder` names it, wherever it stands.
    for error in document.errors.iter().filter(|error| !matches!(error.fault, Fault::Placeholder { .. })) {
        report(error, cx);
    }
}

fn encoding(fault: EncodingFault, document: Span, cx: &mut Context<'_>) {
    let (span, message, help) = match fault {
        EncodingFault::Utf16 => (
            Span::at(document.start),
            "the file is UTF-16, and JSON is UTF-8",
            "Save it as UTF-8; in PowerShell, write it with `Set-Content -Encoding utf8` instead of `>`.",
        ),
        EncodingFault::Nul(at) => (Span::new(at, at + 1), "the file holds a NUL byte", "Delete it; a policy is text."),
        EncodingFault::InvalidUtf8(span) => {
            let help = "Save the file as UTF-8, or write the character as an escape such as `\\u00e9`.";
            (span, "these bytes are not UTF-8", help)
        }
    };
    cx.report(span, message).aws_code("JSON_SYNTAX_ERROR").help(help);
}

fn report(error: &SyntaxError, cx: &mut Context<'_>) {
    let (message, help) = (message(&error.fault, cx.source_text(error.span)), help(&error.fault));
    let times = error.repeats.len() + 1;
    let message = if times > 1 { format!("{message} ({times} times)") } else { message };
    let fix = (cx.is_verbatim() && !error.repair.is_empty()).then(|| {
        let applicability = if error.certain { Applicability::Safe } else { Applicability::Unsafe };
        let edits = error.repair.iter().map(|repair| Edit::replace(repair.span, repair.text.clone())).collect();
        Fix::new(applicability, title(&error.fault), edits)
    });
    let related = error.related.map(|span| (span, related(&error.fault)));
    let diagnostic = cx.report(error.span, message);
    diagnostic.aws_code("JSON_SYNTAX_ERROR").help(help);
    if let Some((span, text)) = related {
        diagnostic.label(span, text);
    }
    diagnostic.fix = fix;
}

/// What is wrong; `text` is what stands at the place.
fn message(fault: &Fault, text: &str) -> String {
    let of = |key: &Option<String>| key.as_ref().map_or_else(String::new, |key| format!(" of \"{}\"", printable(key)));
    match fault {
        Fault::Empty => "there is no JSON here".into(),
        Fault::Comment => "JSON has no comments".into(),
        Fault::TrailingComma { key } => format!("trailing comma after the last entry{}", of(key)),
        Fault::ExtraComma => "a comma with nothing before it".into(),
        Fault::MissingComma => "missing comma after this".into(),
        Fault::MissingColon if text.starts_with('=') => format!("{} stands where a colon belongs", quote(text)),
        Fault::MissingColon => "missing colon after this key".into(),
        Fault::MissingValue { key } => format!("key {} has no value", quote(key)),
        Fault::StrayString { text } => format!("string {} stands where a key and its value belong", quote(text)),
        Fault::Unclosed { bracket, key } | Fault::UnclosedAtEnd { bracket, key, count: 1 } => {
            format!("the `{bracket}`{} is not closed", of(key))
        }
        Fault::UnclosedAtEnd { bracket, key, count: 2 } => {
            format!("the `{bracket}`{} and the bracket around it are not closed", of(key))
        }
        Fault::UnclosedAtEnd { bracket, key, count } => {
            format!("the `{bracket}`{} and the {} brackets around it are not closed", of(key), count - 1)
        }
        Fault::WrongBracket { bracket } => format!("`{bracket}` closes nothing that is open here"),
        Fault::UnterminatedString => "the string is not closed".into(),
        Fault::UnopenedString { text } => format!("missing `\"` before {}", quote(text)),
        Fault::LineBreakInString => "line break inside a string".into(),
        Fault::ControlCharacter => format!("control character {} inside a string", quote(text)),
        Fault::BadEscape => format!("{} is no escape of JSON", quote(text)),
        Fault::LoneSurrogate => format!("{} is half of a surrogate pair", quote(text)),
        Fault::SingleQuotes => "JSON strings need double quotes".into(),
        Fault::TypographicQuotes => "typographic quotes are not JSON quotes".into(),
        Fault::BareWord { text } => format!("{} needs double quotes", quote(text)),
        Fault::ForeignLiteral { text, .. } => format!("{} is not a word of JSON", quote(text)),
        Fault::Placeholder { .. } | Fault::Ellipsis => format!("{} is not JSON", quote(text)),
        Fault::TemplateTag => format!("{} is the tag of a template and not JSON", quote(text)),
        Fault::BadNumber { text } => format!("{} is not a number of JSON", quote(text)),
        Fault::LineNumber => "a line number was copied along".into(),
        Fault::OddSpace => format!("U+{:04X} is not a space of JSON", text.chars().next().map_or(0, u32::from)),
        Fault::Unexpected { text } => format!("{} does not belong here", quote(text)),
        Fault::SecondDocument => "a second document starts here".into(),
        Fault::TooDeep => format!("more than {MAX_DEPTH} levels of brackets"),
        Fault::TooManyErrors => format!("more than {MAX_ERRORS} mistakes: the rest was not read"),
        Fault::TooManyValues => format!("more than {} values: the rest was not read", thousands(MAX_VALUES)),
    }
}

/// What to do.
fn help(fault: &Fault) -> String {
    let help = match fault {
        Fault::Unclosed { bracket, .. } => return format!("Insert `{}` behind its last entry.", closer(*bracket)),
        Fault::BareWord { text } => return format!("Write `\"{}\"`.", printable(text)),
        Fault::ForeignLiteral { json, .. } => return format!("Write `{json}`."),
        Fault::Empty => "Write a policy, or delete the file.",
        Fault::Comment => "Delete it; the `Sid` of a statement can say what it is for.",
        Fault::TrailingComma { .. } | Fault::ExtraComma | Fault::LineNumber | Fault::Unexpected { .. } => "Delete it.",
        Fault::MissingComma => "Insert `,` between the two.",
        Fault::MissingColon => "Write `:` between a key and its value.",
        Fault::MissingValue { .. } => "Write a value behind the colon, or delete the key.",
        Fault::StrayString { .. } => "Put several values into brackets: `[\"…\", \"…\"]`.",
        Fault::UnclosedAtEnd { count: 1, .. } => "Look for the text that was cut off, or close it.",
        Fault::UnclosedAtEnd { .. } => "Look for the text that was cut off, or close them.",
        Fault::WrongBracket { .. } => "Delete it, or change it to the bracket that is open.",
        Fault::UnterminatedString => "Insert `\"` at its end.",
        Fault::UnopenedString { .. } => "Insert it: a string has one at both ends.",
        Fault::LineBreakInString => "Join the lines; a string of JSON stands on one.",
        Fault::ControlCharacter => "Delete it, or write it as an escape such as `\\t`.",
        Fault::BadEscape => "Write `\\\\` for a backslash, or delete it.",
        Fault::LoneSurrogate => "Write the character itself.",
        Fault::SingleQuotes => "Write `\"` for `'`.",
        Fault::TypographicQuotes => "Write `\"`; a word processor or a web page has changed it.",
        Fault::Placeholder { .. } => "Replace it.",
        Fault::Ellipsis => "Write out what was left out, or delete it.",
        Fault::TemplateTag => "Write out what it makes; what it stands for is not checked.",
        Fault::BadNumber { .. } => "Write it without leading zeros, signs or empty fractions, or put it into quotes.",
        Fault::OddSpace => "Type it again as a plain space.",
        Fault::SecondDocument => "Put it into a file of its own, or its statements into the first.",
        Fault::TooDeep => "Take the nesting apart; a policy needs 6 levels.",
        Fault::TooManyErrors => "Mend these first.",
        Fault::TooManyValues => "Take it apart; no policy has a thousandth of them.",
    };
    help.to_owned()
}

fn related(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unclosed { .. } => "not closed before this",
        Fault::UnclosedAtEnd { .. } => "the text ends here",
        Fault::MissingComma | Fault::MissingColon => "before this",
        Fault::WrongBracket { .. } => "open since here",
        _ => "here",
    }
}

fn title(fault: &Fault) -> &'static str {
    match fault {
        Fault::Comment => "Delete the comments",
        Fault::TrailingComma { .. } | Fault::ExtraComma => "Delete the comma",
        Fault::MissingComma => "Insert a comma",
        Fault::MissingColon => "Write a colon",
        Fault::Unclosed { .. } | Fault::UnclosedAtEnd { .. } => "Insert what closes it",
        Fault::WrongBracket { .. } => "Mend the bracket",
        Fault::UnterminatedString
        | Fault::UnopenedString { .. }
        | Fault::BareWord { .. }
        | Fault::SingleQuotes
        | Fault::TypographicQuotes => "Write double quotes",
        Fault::BadEscape => "Mend the escapes",
        Fault::ControlCharacter => "Write escapes",
        Fault::ForeignLiteral { .. } => "Write it in the words of JSON",
        Fault::OddSpace => "Write plain spaces",
        Fault::LineNumber => "Delete the line numbers",
        _ => "Mend it",
    }
}

const fn closer(bracket: char) -> char {
    if bracket == '{' { '}' } else { ']' }
}
