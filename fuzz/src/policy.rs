//! Policies of bytes: of the words that policies are written in, right and wrong, and in all kinds
//! of files.

mod words;

use std::fmt::Write;

use arbitrary::{Result, Unstructured};

use words::{
    ACTIONS, EFFECTS, ELEMENTS, KEYS, MARKS, NAMES, ODD, OPERATORS, PRINCIPALS, RESOURCES, SETS, SIDS, STRAYS, VALUES,
    VERSIONS,
};

/// A file with a policy.
pub(crate) struct Written {
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// The files that bytes stand for: bytes that begin like an object are a policy by themselves,
/// all others choose the words of one or two.
pub(crate) fn written(bytes: &[u8]) -> Vec<Written> {
    if bytes.starts_with(b"{") {
        return vec![Written { name: NAMES[0], text: String::from_utf8_lossy(bytes).into_owned() }];
    }
    let mut writer = Writer(Unstructured::new(bytes));
    let mut files = Vec::new();
    files.extend(writer.file());
    if !writer.0.is_empty() {
        files.extend(writer.file());
    }
    files
}

/// JSON whose order and duplicates count.
enum Json {
    Plain(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

struct Writer<'b>(Unstructured<'b>);

impl Writer<'_> {
    fn chance(&mut self, of_256: u8) -> Result<bool> {
        // The last byte is all that an exhausted input has, and 0 is what it gives then.
        Ok(self.0.arbitrary::<u8>()? > 255 - of_256)
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> Result<&'w str> {
        self.0.choose(words).copied()
    }

    fn file(&mut self) -> Result<Written> {
        let name = self.pick(NAMES)?;
        let mut members = Vec::new();
        if !self.chance(40)? {
            members.push(("Version".to_owned(), self.value(VERSIONS)?));
        }
        if self.chance(30)? {
            members.push(("Id".to_owned(), self.value(SIDS)?));
        }
        let count = self.0.int_in_range(0..=3)?;
        let mut statements = vec![self.statement()?];
        for _ in 0..count {
            statements.push(self.statement()?);
        }
        let is_single = statements.len() == 1 && self.chance(128)?;
        let statements = if is_single { statements.swap_remove(0) } else { Json::List(statements) };
        members.push(("Statement".to_owned(), statements));
        let text = self.laid_out(&Json::Object(members))?;
        let text = self.hosted(name, text)?;
        Ok(Written { name, text })
    }

    fn statement(&mut self) -> Result<Json> {
        let mut members = Vec::new();
        if self.chance(100)? {
            members.push(("Sid".to_owned(), self.value(SIDS)?));
        }
        if !self.chance(10)? {
            members.push(("Effect".to_owned(), self.value(EFFECTS)?));
        }
        if self.chance(100)? {
            let key = if self.chance(30)? { "NotPrincipal" } else { "Principal" };
            members.push((key.to_owned(), self.principal()?));
        }
        if !self.chance(10)? {
            let key = if self.chance(40)? { "NotAction" } else { "Action" };
            members.push((key.to_owned(), self.values(ACTIONS)?));
        }
        if !self.chance(60)? {
            let key = if self.chance(40)? { "NotResource" } else { "Resource" };
            members.push((key.to_owned(), self.values(RESOURCES)?));
        }
        if self.chance(110)? {
            members.push(("Condition".to_owned(), self.condition()?));
        }
        if self.chance(20)? {
            let key = self.text(ELEMENTS)?;
            let value = self.values(RESOURCES)?;
            let at = self.0.int_in_range(0..=members.len())?;
            members.insert(at, (key, value));
        }
        Ok(Json::Object(members))
    }

    fn principal(&mut self) -> Result<Json> {
        if self.chance(60)? {
            return self.value(&["*", "464622532012", ""]);
        }
        let mut members = Vec::new();
        for _ in 0..=self.0.int_in_range(0..=2)? {
            let key = self.text(&["AWS", "Service", "Federated", "CanonicalUser", "Aws", "*"])?;
            members.push((key, self.values(PRINCIPALS)?));
        }
        Ok(Json::Object(members))
    }

    fn condition(&mut self) -> Result<Json> {
        let mut operators = Vec::new();
        for _ in 0..=self.0.int_in_range(0..=2)? {
            let mut operator = self.pick(SETS)?.to_owned() + &self.text(OPERATORS)?;
            if self.chance(40)? {
                operator.push_str("IfExists");
            }
            let mut keys = Vec::new();
            for _ in 0..=self.0.int_in_range(0..=2)? {
                let key = self.text(KEYS)?;
                keys.push((key, self.values(VALUES)?));
            }
            operators.push((operator, Json::Object(keys)));
        }
        Ok(Json::Object(operators))
    }

    /// One of the words, or a list of some.
    fn values(&mut self, words: &[&str]) -> Result<Json> {
        if self.chance(100)? {
            return self.value(words);
        }
        let mut items = Vec::new();
        for _ in 0..self.0.int_in_range(0..=4)? {
            items.push(self.value(words)?);
        }
        Ok(Json::List(items))
    }

    /// A string, as a rule.
    fn value(&mut self, words: &[&str]) -> Result<Json> {
        if self.chance(8)? {
            let odd = self.pick(ODD)?;
            return Ok(Json::Plain(odd.to_owned()));
        }
        let text = self.text(words)?;
        self.quoted(&text).map(Json::Plain)
    }

    /// One of the words, as it is or changed.
    fn text(&mut self, words: &[&str]) -> Result<String> {
        let mut text = self.pick(words)?.to_owned();
        if !self.chance(60)? {
            return Ok(text);
        }
        let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = *self.0.choose(&boundaries)?;
        match self.0.int_in_range(0..=6)? {
            0 => text.truncate(at),
            1 => text.insert_str(at, self.pick(MARKS)?),
            2 => text.insert_str(at, self.pick(words)?),
            3 => text.make_ascii_uppercase(),
            4 => text = text.replacen(':', "", 1),
            5 => text.insert_str(at, &"*a".repeat(self.0.int_in_range(0..=40)?)),
            _ => text = self.0.arbitrary::<&str>()?.chars().take(24).collect(),
        }
        Ok(text)
    }

    /// The text as a string of JSON, some characters as escapes.
    fn quoted(&mut self, text: &str) -> Result<String> {
        let mut quoted = serde_json::to_string(text).expect("a text is JSON");
        if !text.is_empty() && self.chance(12)? {
            let boundaries: Vec<(usize, char)> = text.char_indices().collect();
            let (at, c) = *self.0.choose(&boundaries)?;
            let mut escape = String::new();
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(escape, "\\u{unit:04x}"));
            let (before, behind) = (&text[..at], &text[at + c.len_utf8()..]);
            let inner = |text: &str| serde_json::to_string(text).map(|quoted| quoted[1..quoted.len() - 1].to_owned());
            let (before, behind) = (inner(before).expect("JSON"), inner(behind).expect("JSON"));
            quoted = format!("\"{before}{escape}{behind}\"");
        }
        Ok(quoted)
    }

    fn laid_out(&mut self, value: &Json) -> Result<String> {
        let mut text = String::new();
        let is_short = self.chance(80)?;
        lay_out(value, if is_short { None } else { Some(0) }, &mut text);
        if self.chance(20)? {
            // Something that does not belong there.
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = *self.0.choose(&boundaries)?;
            text.insert_str(at, self.pick(STRAYS)?);
        }
        Ok(text)
    }

    /// The policy in a file of that name.
    fn hosted(&mut self, name: &str, text: String) -> Result<String> {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let indent = self.pick(&["", "  ", "    ", "> ", "\t"])?;
        let command = self.chance(60)?.then(|| format!("cat > policy.json <<'EOF'\n{text}\nEOF\n"));
        let listing = command.unwrap_or_else(|| text.clone() + "\n");
        let indented = |indent: &str| -> String { listing.lines().flat_map(|line| [indent, line, "\n"]).collect() };
        Ok(match extension {
            "md" => format!("# Größe\n\n{indent}```json\n{}{indent}```\n", indented(indent)),
            "adoc" => format!("= Größe\n\n[source,json]\n----\n{listing}----\n"),
            "rst" => format!("Größe\n=====\n\n::\n\n{}\n", indented("  ")),
            "html" => {
                let escaped = listing.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                let marked = escaped.replace(':', "<span class=\"p\">:</span>");
                let inner = if indent.is_empty() { escaped } else { marked };
                format!("<!doctype html><p>Größe</p><pre><code>{inner}</code></pre>\n")
            }
            _ => text,
        })
    }
}

/// Writes a value, on one line where it has no depth.
fn lay_out(value: &Json, depth: Option<usize>, text: &mut String) {
    let inner = depth.map(|depth| depth + 1);
    let line = |depth: Option<usize>, text: &mut String| {
        if let Some(depth) = depth {
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
        }
    };
    match value {
        Json::Plain(plain) => text.push_str(plain),
        Json::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                line(inner, text);
                lay_out(item, inner, text);
            }
            line(depth.filter(|_| !items.is_empty()), text);
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                line(inner, text);
                text.push_str(&serde_json::to_string(key).expect("a text is JSON"));
                text.push_str(if depth.is_some() { ": " } else { ":" });
                lay_out(value, inner, text);
            }
            line(depth.filter(|_| !members.is_empty()), text);
            text.push('}');
        }
    }
}
