//! The structure: values, objects, lists, and where they break.

use super::recovery::reads_as_one_entry;
use super::{Fault, MAX_DEPTH, MAX_VALUES, Parsed, SyntaxError};
use crate::source::{Span, Spanned};
use crate::text_map::TextMap;
use crate::tree::{Array, Member, Node, Object, Text, Value};

/// Few policies have more entries in the lists, or members in the objects, that are open at a time.
/// So little room is had for less than more of it is.
const ENTRIES: usize = 20;
const MEMBERS: usize = 12;

pub(super) struct Parser<'p, 's> {
    pub(super) host: &'s str,
    pub(super) text: &'p str,
    /// The bytes of `text`; none after too many mistakes, which ends the text for every reader.
    pub(super) bytes: &'p [u8],
    pub(super) map: &'p TextMap,
    /// Where `text` starts in the host file, if it stands there in one piece, as it mostly does.
    pub(super) host_start: Option<usize>,
    pub(super) at: usize,
    /// The end of the last token, where a missing comma or bracket belongs.
    pub(super) last_end: usize,
    /// The last `"` of the text: behind it no string can be closed.
    pub(super) last_quote: Option<usize>,
    /// How many values may still be read.
    pub(super) values_left: usize,
    /// The open brackets.
    pub(super) open: Vec<u8>,
    /// The entries of the open lists and the members of the open objects, the innermost last: each
    /// gets a list of its own when it is closed, and its length is known.
    pub(super) items: Vec<Node<'s>>,
    members: Vec<Member<'s>>,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) comments: Vec<Span>,
    /// The end of the text inside brackets has been reported.
    pub(super) end_reported: bool,
    /// A comma that a repair has put in already.
    comma_given: bool,
    /// The number that was last taken for the number of a line.
    pub(super) line: u32,
    /// A string that turned out to be the key of an object around its list.
    pub(super) ahead: Option<ReadAhead<'s>>,
}

/// A string that has been read, faults and all, and is to be read again as something else.
pub(super) struct ReadAhead<'s> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) string: Spanned<Text<'s>>,
}

/// Where a list or object stands.
pub(super) struct Frame<'k> {
    pub(super) start: usize,
    pub(super) bracket: u8,
    pub(super) key: Option<&'k str>,
    /// The comma behind the last entry.
    comma: Option<usize>,
    /// Whether there should be one and is none.
    gap: bool,
    pub(super) last: Last,
    /// Whether something of it is not seen.
    pub(super) cut: bool,
}

/// The entry that was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    Nothing,
    Entry,
    /// A string without a value, in an object: a list may lack its opening bracket.
    Stray,
}

/// What comes between two entries.
enum Next {
    Entry,
    Close,
    /// A closing bracket of the other kind, which closes something around this.
    Outer,
}

impl<'p, 's> Parser<'p, 's> {
    pub(super) fn new(host: &'s str, text: &'p str, map: &'p TextMap) -> Self {
        Self {
            host,
            text,
            bytes: text.as_bytes(),
            map,
            host_start: map.whole(text.len()),
            at: 0,
            last_end: 0,
            last_quote: text.rfind('"'),
            values_left: MAX_VALUES,
            open: Vec::new(),
            items: Vec::with_capacity(ENTRIES),
            members: Vec::with_capacity(MEMBERS),
            errors: Vec::new(),
            comments: Vec::new(),
            end_reported: false,
            comma_given: false,
            line: 0,
            ahead: None,
        }
    }

    pub(super) fn run(mut self) -> Parsed<'s> {
        self.skip_blank();
        let root = if self.peek().is_none() {
            self.fault(Fault::Empty, 0..self.text.len());
            None
        } else {
            let root = self.value(None);
            self.skip_blank();
            if self.peek().is_some() {
                self.trailing(&root);
            }
            Some(root)
        };
        self.weigh_brackets();
        let mut errors = self.errors;
        errors.sort_by_key(|error| error.span.start);
        Parsed { root, errors, comments: self.comments }
    }

    /// Reads a value; `key` is the key of its member.
    #[inline]
    pub(super) fn value(&mut self, key: Option<&str>) -> Node<'s> {
        let Some(left) = self.values_left.checked_sub(1) else { return self.stop() };
        self.values_left = left;
        if self.peek() == Some(b'"') {
            let string = self.string(false);
            return Node { span: string.span, value: Value::String(string.value) };
        }
        self.other_value(key)
    }

    /// Reads a value that is no string.
    fn other_value(&mut self, key: Option<&str>) -> Node<'s> {
        match self.peek() {
            Some(b'{') if self.looks_like_placeholder() => self.placeholder(),
            Some(b'{') if self.tag_len().is_some() => self.tagged(),
            Some(bracket @ (b'{' | b'[')) => {
                if self.open.len() >= MAX_DEPTH {
                    return self.skip_deep();
                }
                self.open.push(bracket);
                let frame =
                    Frame { start: self.at, bracket, key, comma: None, gap: false, last: Last::Nothing, cut: false };
                self.at += 1;
                self.last_end = self.at;
                self.comma_given = false;
                let node = if bracket == b'{' { self.object(frame) } else { self.array(frame) };
                self.open.pop();
                node
            }
            _ => self.scalar(),
        }
    }

    fn object(&mut self, mut frame: Frame<'_>) -> Node<'s> {
        let first = self.members.len();
        loop {
            match self.next(&mut frame, b'}') {
                Next::Entry => {}
                Next::Close => break,
                Next::Outer => {
                    let certain = self.parent() == Some(b'[') && reads_as_one_entry(&self.members[first..]);
                    self.unclosed(&frame, self.at, certain);
                    break;
                }
            }
            let before = self.at;
            // `{` where a key belongs, inside a list: the object before it was not closed.
            if self.peek() == Some(b'{') && self.parent() == Some(b'[') && !self.looks_like_placeholder() {
                self.unclosed(&frame, self.at, false);
                // Brackets behind the comma were taken for a part of this object.
                self.at = frame.comma.filter(|&comma| comma >= self.last_end).unwrap_or(self.at);
                break;
            }
            if frame.gap {
                self.missing_comma(self.last_end, before);
            }
            self.member(&mut frame);
            self.progress(before);
        }
        let span = self.span(frame.start..self.last_end);
        let members = self.members.split_off(first).into_boxed_slice();
        Node { span, value: Value::Object(Object { members, open: frame.cut }) }
    }

    /// Reads a key and its value.
    fn member(&mut self, frame: &mut Frame<'_>) {
        let Some(key) = self.key() else {
            frame.cut = true;
            return;
        };
        self.skip_blank();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b',' | b'}' | b']') | None => return self.stray(&key, frame),
            Some(b'"') if self.string_is_key(self.at) => return self.stray(&key, frame),
            Some(b'=') => {
                let len = if self.bytes[self.at..].starts_with(b"=>") { 2 } else { 1 };
                let edit = self.edit(self.at..self.at + len, ":");
                self.fault_with(Fault::MissingColon, self.at..self.at + len, None, vec![edit], true);
                self.at += len;
            }
            Some(_) => self.missing_colon(),
        }
        self.last_end = self.at.max(self.last_end);
        let behind_colon = self.last_end;
        // One space stands behind most colons.
        self.at += usize::from(self.peek() == Some(b' '));
        self.skip_blank();
        let value = match self.peek() {
            None | Some(b',' | b'}' | b']') => {
                let text = key.value.as_str().to_owned();
                self.fault_at(Fault::MissingValue { key: text }, key.span);
                Node { span: self.span(behind_colon..behind_colon), value: Value::Unknown }
            }
            Some(_) => self.value(Some(key.value.as_str())),
        };
        self.members.push(Member { key, value });
        frame.last = Last::Entry;
    }

    fn array(&mut self, mut frame: Frame<'_>) -> Node<'s> {
        let first = self.items.len();
        loop {
            match self.next(&mut frame, b']') {
                Next::Entry => {}
                Next::Close => break,
                Next::Outer => {
                    let nested = self.items[first..].iter().any(|item| item.as_array().is_some());
                    self.unclosed(&frame, self.at, self.parent() == Some(b'{') && !nested);
                    break;
                }
            }
            if !frame.gap && self.plain_entries() {
                frame.last = Last::Entry;
                continue;
            }
            let (start, last_end) = (self.at, self.last_end);
            let item = self.value(None);
            match item.value {
                // A string with a colon behind it is a key: the list was not closed before it.
                Value::String(value) if self.colon_follows(self.at) && self.inside(b'{') => {
                    let string = Spanned { span: item.span, value };
                    let comma = frame.comma.filter(|_| frame.last != Last::Nothing);
                    let certain = self.parent() == Some(b'{')
                        && self.items.len() > first
                        && (comma.is_some() || last_end < start)
                        && self.items[first..].iter().all(|item| item.as_str().is_some());
                    self.ahead = Some(ReadAhead { start, end: self.at, string });
                    self.last_end = last_end;
                    self.unclosed_with(&frame, start, if comma.is_some() { "]" } else { "]," }, certain);
                    self.at = comma.unwrap_or(start);
                    self.comma_given = comma.is_none();
                    break;
                }
                value => self.items.push(Node { span: item.span, value }),
            }
            if frame.gap {
                self.missing_comma(last_end, start);
            }
            frame.last = Last::Entry;
            self.progress(start);
        }
        let span = self.span(frame.start..self.last_end);
        let items = self.items.split_off(first).into_boxed_slice();
        Node { span, value: Value::Array(Array { items, open: frame.cut }) }
    }

    /// Goes to the next entry of a list or object, over the comma before it, or closes it.
    #[inline]
    fn next(&mut self, frame: &mut Frame<'_>, closer: u8) -> Next {
        frame.gap = false;
        self.skip_blank();
        let mut comma = None;
        if frame.last == Last::Entry && self.peek() == Some(b',') {
            comma = Some(self.at);
            self.at += 1;
            self.skip_blank();
        }
        let is_due = comma.is_some() || frame.last == Last::Nothing;
        match self.peek() {
            Some(byte) if is_due && (byte == b'"' || byte == b'{' && self.tag_len().is_none()) => {
                self.comma_given = false;
                frame.comma = comma;
                Next::Entry
            }
            Some(byte) if byte == closer && comma.is_none() => self.close(),
            _ => self.any_next(frame, closer, comma),
        }
    }

    /// Goes to the next entry behind whatever stands there; `comma` is one that has been read.
    #[inline(never)]
    fn any_next(&mut self, frame: &mut Frame<'_>, closer: u8, mut comma: Option<usize>) -> Next {
        loop {
            self.skip_blank();
            match self.peek() {
                None => {
                    self.end_of_text(frame);
                    return Next::Close;
                }
                Some(byte) if byte == closer => {
                    self.trailing_comma(frame, comma);
                    return self.close();
                }
                // Where an opening bracket is missing, its closing one is no reason to leave.
                Some(b']') if frame.last == Last::Stray => {
                    self.fault(Fault::WrongBracket { bracket: ']' }, self.at..self.at + 1);
                    self.at += 1;
                    self.last_end = self.at;
                }
                Some(b'}' | b']') => {
                    self.trailing_comma(frame, comma);
                    let opener = if closer == b'}' { b'[' } else { b'{' };
                    if self.inside(opener) {
                        return Next::Outer;
                    }
                    self.wrong_bracket(frame, closer);
                    return self.close();
                }
                Some(b',') => {
                    if comma.is_some() || frame.last == Last::Nothing && !frame.cut {
                        let edit = self.edit(self.at..self.at + 1, "");
                        self.fault_with(Fault::ExtraComma, self.at..self.at + 1, None, vec![edit], true);
                    } else {
                        comma = Some(self.at);
                    }
                    self.at += 1;
                }
                Some(byte) if byte != b'"' && (self.ellipsis() || self.tag()) => {
                    frame.cut = true;
                    comma = None;
                    // The comma behind them belongs to them.
                    self.skip_blank();
                    if self.peek() == Some(b',') {
                        self.at += 1;
                    }
                    self.comma_given = true;
                }
                Some(_) => {
                    if frame.last != Last::Nothing && comma.is_none() && !self.comma_given {
                        if !self.starts_value() {
                            self.junk();
                            continue;
                        }
                        frame.gap = true;
                    }
                    self.comma_given = false;
                    frame.comma = comma;
                    return Next::Entry;
                }
            }
        }
    }

    fn close(&mut self) -> Next {
        self.at += 1;
        self.last_end = self.at;
        self.comma_given = false;
        Next::Close
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The length of the character at the place of reading.
    pub(super) fn char_len(&self) -> usize {
        self.text[self.at..].chars().next().map_or(0, char::len_utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_to_a_number() {
        let text = r#"[1, {"a": "b"}, 5, 6]"#;
        let map = TextMap::linear(0, 21);
        let mut parser = Parser::new(text, text, &map);
        parser.values_left = 4;
        let parsed = parser.run();
        let [error] = parsed.errors.as_slice() else { panic!("{:?}", parsed.errors) };
        assert_eq!((&error.fault, error.span), (&Fault::TooManyValues, Span::new(16, 17)));
        let root = parsed.root.expect("what was read");
        assert_eq!(root.as_array().map(|list| list.items.len()), Some(3));
    }
}
