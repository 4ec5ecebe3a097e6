//! Tags and entities of HTML: what is one, and what only looks like one.

/// The elements of HTML, those of old pages too.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big",
    "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "link",
    "main", "map", "mark", "menu", "meta", "meter", "nav", "nobr", "noscript", "object", "ol", "optgroup", "option",
    "output", "p", "param", "path", "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script",
    "search", "section", "select", "slot", "small", "source", "span", "strike", "strong", "style", "sub", "summary",
    "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr",
    "track", "tt", "u", "ul", "var", "video", "wbr",
];

/// The elements that old pages write in capitals. Others in capitals are placeholders.
const IN_CAPITALS: &[&str] =
    &["A", "B", "BR", "CODE", "DIV", "EM", "FONT", "I", "P", "PRE", "SCRIPT", "SPAN", "STRONG", "TEXTAREA", "TT"];

/// The elements without a closing tag that a listing may hold.
pub(super) fn is_void(name: &str) -> bool {
    ["br", "wbr", "hr", "img", "input"].contains(&name)
}

/// Characters and their names. A space that does not break is typed as a space all the same.
const ENTITIES: &[(&str, char)] = &[
    ("quot", '"'),
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("lbrace", '{'),
    ("lcub", '{'),
    ("rbrace", '}'),
    ("rcub", '}'),
    ("lbrack", '['),
    ("lsqb", '['),
    ("rbrack", ']'),
    ("rsqb", ']'),
    ("colon", ':'),
    ("comma", ','),
    ("ast", '*'),
    ("sol", '/'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lowbar", '_'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
];

/// A tag as it is written.
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    pub(super) attributes: &'t str,
    pub(super) is_closing: bool,
    /// From `<` to `>`.
    pub(super) len: usize,
}

impl<'t> Tag<'t> {
    /// Reads what has the form of a tag at the beginning of `text`. With `quotes` a `>` in a
    /// quoted attribute does not end it.
    pub(super) fn read(text: &'t str, quotes: bool) -> Option<Self> {
        let rest = text.strip_prefix('<')?;
        let is_closing = rest.starts_with('/');
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name = Self::name(rest)?;
        let rest = &rest[name.len()..];
        if !rest.starts_with(['>', '/', ' ', '\t', '\r', '\n']) {
            return None;
        }
        let end = if quotes { end_of_attributes(rest)? } else { rest.find(['<', '>'])? };
        if rest[end..].starts_with('<') {
            return None;
        }
        let len = text.len() - rest.len() + end + 1;
        Some(Self { name, attributes: rest[..end].trim(), is_closing, len })
    }

    /// The name that `text` begins with.
    pub(super) fn name(text: &str) -> Option<&str> {
        let len = text.bytes().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        text[..len].starts_with(|c: char| c.is_ascii_alphabetic()).then(|| &text[..len])
    }

    /// Whether HTML has an element of this name.
    pub(super) fn is_element(&self) -> bool {
        ELEMENTS.binary_search(&self.name).is_ok() || IN_CAPITALS.contains(&self.name)
    }

    /// Whether this can be an element of the page's own: `<code-block>`.
    pub(super) fn is_custom(&self) -> bool {
        self.name.contains('-') && !self.name.bytes().any(|byte| byte.is_ascii_uppercase())
    }
}

/// The `>` behind the attributes, outside of their quotes, or the `<` of another tag.
fn end_of_attributes(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'>' if quote.is_none() => return Some(at),
            b'"' | b'\'' if quote == Some(byte) => quote = None,
            // A quote that does not begin a value is none.
            b'"' | b'\'' if quote.is_none() && before == b'=' => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// The character of the entity that `text` begins with, and the length of the entity.
pub(super) fn decode_entity(text: &str) -> Option<(usize, char)> {
    let rest = text.strip_prefix('&')?;
    let len = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = &rest[..len];
    let plain = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            let c = char::from_u32(code.ok()?).filter(|&c| c != '\0')?;
            if c == '\u{a0}' { ' ' } else { c }
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((len + 2, plain))
}
