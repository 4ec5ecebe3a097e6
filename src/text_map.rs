//! From text that a host format hides (a fence in Markdown, a string with escapes) back to the
//! bytes of the host file.

use crate::source::Span;

/// One run of decoded text and the host bytes it came from.
///
/// A run is *linear* when both lengths are equal: then byte `n` of one is byte `n` of the other.
/// Otherwise the run is one unit, such as the character of an escape: it maps only as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Offset of the run in the decoded text.
    pub decoded: u32,
    /// Length of the run in the decoded text, in bytes.
    pub decoded_len: u32,
    /// Where the run stands in the host file.
    pub host: Span,
}

impl Segment {
    /// A run whose decoded text stands in the host file as it is.
    pub const fn linear(decoded: u32, host: Span) -> Self {
        Self { decoded, decoded_len: host.len(), host }
    }

    /// Whether the run stands in the host file as it is.
    pub const fn is_linear(self) -> bool {
        self.decoded_len == self.host.len()
    }
}

/// The way from decoded text to host bytes: sorted segments without gaps in the decoded text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextMap {
    segments: Vec<Segment>,
}

impl TextMap {
    /// The map of text that stands in the host file in one piece, from byte `start` on.
    pub fn linear(start: u32, len: u32) -> Self {
        Self { segments: vec![Segment::linear(0, Span::new(start, start + len))] }
    }

    /// A map of `segments`, which must be sorted and leave no gap in the decoded text.
    pub fn new(segments: Vec<Segment>) -> Self {
        debug_assert!(segments.windows(2).all(|w| w[0].decoded + w[0].decoded_len == w[1].decoded));
        Self { segments }
    }

    /// Adds a run of `decoded_len` bytes that came from `host`. Runs that touch in the host and
    /// stand there as they are become one segment.
    pub fn push(&mut self, decoded_len: u32, host: Span) {
        let is_linear = decoded_len == host.len();
        match self.segments.last_mut() {
            _ if decoded_len == 0 => {}
            Some(last) if is_linear && last.is_linear() && last.host.end == host.start => {
                last.decoded_len += decoded_len;
                last.host.end = host.end;
            }
            last => {
                let decoded = last.map_or(0, |last| last.decoded + last.decoded_len);
                self.segments.push(Segment { decoded, decoded_len, host });
            }
        }
    }

    /// The map of the decoded bytes `start..end` alone.
    pub fn cut(&self, start: u32, end: u32) -> Self {
        let pieces = self.slice(start, end);
        Self { segments: pieces.map(|piece| Segment { decoded: piece.decoded - start, ..piece }).collect() }
    }

    /// The segments, in the order of the decoded text.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The host bytes of the decoded bytes `start..end`.
    ///
    /// The start is mapped by its own segment and the end by the segment of the last byte, so a
    /// span never takes in what stands between two segments behind it (an indent, a quote mark).
    pub fn span(&self, start: u32, end: u32) -> Span {
        if start >= end {
            return Span::at(self.offset(start));
        }
        let first = self.segment(start);
        let last = self.segment(end - 1);
        let host_start = if first.is_linear() { first.host.start + (start - first.decoded) } else { first.host.start };
        let host_end = if last.is_linear() { last.host.start + (end - last.decoded) } else { last.host.end };
        Span::new(host_start, host_end)
    }

    /// The host offset of one decoded offset; the end of the text maps to the end of the host.
    pub fn offset(&self, decoded: u32) -> u32 {
        let segment = self.segment(decoded);
        let into = decoded - segment.decoded;
        if into >= segment.decoded_len {
            segment.host.end
        } else if segment.is_linear() {
            segment.host.start + into
        } else {
            segment.host.start
        }
    }

    /// Where the decoded text of length `len` starts in the host file, if it stands there in one piece.
    pub fn whole(&self, len: usize) -> Option<usize> {
        match self.segments.as_slice() {
            &[only] if only.is_linear() && only.decoded_len as usize == len => Some(only.host.start as usize),
            _ => None,
        }
    }

    /// The host offset of decoded offset `start`, where the whole of `start..end` stands in the
    /// host file as it is; nothing where it does not.
    pub fn verbatim(&self, start: u32, end: u32) -> Option<u32> {
        let segment = self.segment(start);
        let fits = segment.is_linear() && end <= segment.decoded + segment.decoded_len;
        fits.then(|| segment.host.start + (start - segment.decoded))
    }

    /// The segments of the decoded bytes `start..end`, cut to them. One that maps only as a whole
    /// is cut in the decoded text alone.
    pub fn slice(&self, start: u32, end: u32) -> impl Iterator<Item = Segment> {
        let first = self.segments.partition_point(|segment| segment.decoded + segment.decoded_len <= start);
        self.segments[first..].iter().take_while(move |segment| segment.decoded < end).map(move |segment| {
            let from = start.max(segment.decoded);
            let to = end.min(segment.decoded + segment.decoded_len);
            let host = if segment.is_linear() {
                let at = segment.host.start + (from - segment.decoded);
                Span::new(at, at + (to - from))
            } else {
                segment.host
            };
            Segment { decoded: from, decoded_len: to - from, host }
        })
    }

    fn segment(&self, decoded: u32) -> Segment {
        if let [only] = self.segments.as_slice() {
            return *only;
        }
        let behind = self.segments.partition_point(|segment| segment.decoded <= decoded);
        match self.segments.get(behind.saturating_sub(1)) {
            Some(&segment) => segment,
            None => Segment::linear(0, Span::at(0)),
        }
    }
}
