//! The JSON-shaped tree into which every host is lowered. Order and duplicates are kept, and
//! every value, key and piece of text knows its bytes in the host file.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::{Span, Spanned};
use crate::text_map::{Segment, TextMap};

/// A value and its bytes in the host file (a string's span includes its quotes).
pub type Node<'s> = Spanned<Value<'s>>;

/// A value of the tree. `'s` is the text of the host file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'s> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(Cow<'s, str>),
    /// Text that is known to the last character.
    String(Text<'s>),
    /// Text with holes that the host fills in later (`${var.x}`, `!Sub`).
    Template(Vec<Part<'s>>),
    /// A value of which nothing is known but that it is there: a function of the host, or
    /// something broken that has been reported already.
    Unknown,
    /// A list.
    Array(Array<'s>),
    /// An object.
    Object(Object<'s>),
}

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Array<'s> {
    /// The elements that are seen, in order.
    pub items: Box<[Node<'s>]>,
    /// Whether there may be more elements than are seen.
    pub open: bool,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<'s> {
    /// The members that are seen, in order, duplicates and all.
    pub members: Box<[Member<'s>]>,
    /// Whether there may be more members than are seen.
    pub open: bool,
}

impl<'s> Object<'s> {
    /// The first member with this key; keys are case-sensitive.
    pub fn get(&self, key: &str) -> Option<&Member<'s>> {
        self.all(key).next()
    }

    /// All members with this key, in order.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &Member<'s>> {
        self.members.iter().filter(move |member| member.key.value.as_str() == key)
    }
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'s> {
    /// The key; its span includes the quotes.
    pub key: Spanned<Text<'s>>,
    /// The value.
    pub value: Node<'s>,
}

impl<'s> Member<'s> {
    /// The text of the key.
    pub fn name(&self) -> &str {
        self.key.value.as_str()
    }

    /// Key and value together.
    pub fn span(&self) -> Span {
        self.key.span.to(self.value.span)
    }

    /// The text of the value where it is a plain string.
    pub fn text(&self) -> Option<&Text<'s>> {
        self.value.text()
    }
}

/// A piece of a [`Value::Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'s> {
    /// Literal text.
    Literal(Text<'s>),
    /// Something that the host fills in.
    Hole(Spanned<Hole>),
}

/// What is known of a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// An AWS partition.
    Partition,
    /// An AWS region.
    Region,
    /// An account id.
    Account,
    /// A domain such as `amazonaws.com`.
    UrlSuffix,
    /// Anything.
    Opaque,
}

/// The text of a string, and the way from its bytes to those of the host file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'s>(Form<'s>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form<'s> {
    /// The text stands in the host file as it is, from byte `start` on.
    Verbatim { value: &'s str, start: u32 },
    /// The text was decoded: escapes, continued lines. Such texts are rare, and nodes stay small
    /// when theirs is kept apart.
    Mapped(Box<(String, TextMap)>),
}

impl<'s> Text<'s> {
    /// Text that stands in the host file as it is, from byte `start` on.
    pub const fn verbatim(value: &'s str, start: u32) -> Self {
        Self(Form::Verbatim { value, start })
    }

    /// Text that was decoded from the host file by `segments`.
    pub fn mapped(value: String, segments: Vec<Segment>) -> Self {
        Self(Form::Mapped(Box::new((value, TextMap::new(segments)))))
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Form::Verbatim { value, .. } => value,
            Form::Mapped(mapped) => &mapped.0,
        }
    }

    /// Whether the host file has these very bytes, so that a part of them can be edited.
    pub const fn is_verbatim(&self) -> bool {
        matches!(self.0, Form::Verbatim { .. })
    }

    /// The host bytes of a range of the decoded text.
    pub fn span(&self, range: Range<usize>) -> Span {
        let range = Span::from_range(range);
        match &self.0 {
            Form::Verbatim { start, .. } => Span::new(start + range.start, start + range.end),
            Form::Mapped(mapped) => mapped.1.span(range.start, range.end),
        }
    }

    /// The host bytes of the whole text, without the quotes around it.
    pub fn content_span(&self) -> Span {
        self.span(0..self.as_str().len())
    }
}

impl<'s> Node<'s> {
    /// The text, where the value is a plain string.
    pub fn text(&self) -> Option<&Text<'s>> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The plain string, where the value is one.
    pub fn as_str(&self) -> Option<&str> {
        self.text().map(Text::as_str)
    }

    /// The object, where the value is one.
    pub fn as_object(&self) -> Option<&Object<'s>> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The list, where the value is one.
    pub fn as_array(&self) -> Option<&Array<'s>> {
        match &self.value {
            Value::Array(array) => Some(array),
            _ => None,
        }
    }

    /// Calls `visit` for this node and every node below it, in the order of the file.
    pub fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Node<'s>)) {
        visit(self);
        match &self.value {
            Value::Array(array) => array.items.iter().for_each(|item| item.enter(visit)),
            Value::Object(object) => object.members.iter().for_each(|member| member.value.enter(visit)),
            _ => {}
        }
    }

    /// Goes on with a walk: most nodes are strings, and have nothing below them.
    #[inline]
    fn enter<'n>(&'n self, visit: &mut impl FnMut(&'n Node<'s>)) {
        match &self.value {
            Value::Array(_) | Value::Object(_) => self.walk(visit),
            _ => visit(self),
        }
    }
}
