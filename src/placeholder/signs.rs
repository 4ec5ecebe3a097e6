//! The signs that a string holds: the few letters without which a search finds nothing. One walk
//! looks for those of all searches at once, and in an ordinary string nearly no search runs.
//!
//! The walk is the Shift-And algorithm. All signs stand one behind the other in a word of 64 bits;
//! a bit of the state says that the text just walked over ends with the letters of a sign up to
//! this one.

use memchr::memchr_iter;

/// What a sign speaks for.
#[derive(Clone, Copy)]
pub(super) enum Search {
    /// Tokens with delimiters.
    Delimited,
    /// Crosses that stand for something.
    Crosses,
    /// Instructions to the reader.
    Instructions,
    /// Sentences.
    Sentences,
    /// Names of hosts.
    Hosts,
    /// Values of documentation, but for account ids.
    Values,
    /// Names of documentation.
    Names,
    /// Capital letters, without which nothing shouts.
    Capitals,
    /// Two words in capitals with a mark between them.
    Shouts,
}

/// The signs of each search: a letter in lower case stands for both cases, a set in brackets for
/// one of its bytes. Of longer words they are the part that the fewest other words have. The
/// compiler counts that they are no more than 64 letters.
const SIGNS: &[(&[Search], &str)] = &[
    (&[Search::Delimited], "[<{[$%]"),
    (&[Search::Delimited], "**"),
    (&[Search::Crosses], "[xy][xy.][xy]"),
    // `your`, `insert`, `enter`, `replace`, `change`, `specify`, `here`, `of` between two words.
    (&[Search::Instructions], "your"),
    (&[Search::Instructions], "inse"),
    (&[Search::Instructions], "ente"),
    (&[Search::Instructions], "epla"),
    (&[Search::Instructions], "hang"),
    (&[Search::Instructions], "spec"),
    (&[Search::Instructions], "here"),
    (&[Search::Instructions], "[-_ ]of[-_ ]"),
    (&[Search::Sentences], " "),
    (&[Search::Hosts], ".am"),
    (&[Search::Values, Search::Names], "exa"),
    // `192.0.2.`, `198.51.100.` and `203.0.113.`; `2001:db8:`.
    (&[Search::Values], "[90][238]."),
    (&[Search::Values], "db8"),
    // `1234abcd-12ab-34cd-56ef-1234567890ab` and `1234567890abcdef0`.
    (&[Search::Values], "4567"),
    // `my` and `test` at the beginning of a name.
    (&[Search::Names], "[/: @,][mt][ye]"),
    (&[Search::Capitals], "[A-Z]"),
    (&[Search::Shouts], "[A-Z0-9][-_][A-Z0-9_-]"),
];

/// The signs that stand in a text.
#[derive(Clone, Copy)]
pub(super) struct Signs(u64);

impl Signs {
    /// The signs of any text: with them, all searches run.
    #[cfg(test)]
    pub(super) const ALL: Self = Self(u64::MAX);

    /// Walks over `text`.
    pub(super) fn of(text: &str) -> Self {
        let (mut state, mut found) = (WALK.before, 0);
        let mut step = |byte: u8| {
            state = (state << 1 | WALK.starts) & WALK.letters[usize::from(byte)];
            found |= state;
        };
        let (fours, rest) = text.as_bytes().as_chunks::<4>();
        for &[first, second, third, fourth] in fours {
            step(first);
            step(second);
            step(third);
            step(fourth);
        }
        for &byte in rest {
            step(byte);
        }
        Self(found)
    }

    /// Whether a search can find anything in the text, or in what is left of it when parts of it
    /// are hidden.
    pub(super) fn has(self, search: Search) -> bool {
        self.0 & WALK.ends[search as usize] != 0
    }
}

/// What the walk needs.
struct Walk {
    /// The first letters of all signs.
    starts: u64,
    /// The signs that each byte goes on with.
    letters: [u64; 256],
    /// The last letters of the signs of each search.
    ends: [u64; Search::Shouts as usize + 1],
    /// The state before the first byte: names begin there, as they do behind a slash.
    before: u64,
}

static WALK: Walk = {
    let mut walk = Walk { starts: 0, letters: [0; 256], ends: [0; Search::Shouts as usize + 1], before: 0 };
    let (mut bit, mut at) = (0, 0);
    while at < SIGNS.len() {
        let (searches, sign) = SIGNS[at];
        let mut rest = sign.as_bytes();
        walk.starts |= 1 << bit;
        while let Some((letters, behind)) = first_letter(rest) {
            let mut byte = 0_u8;
            loop {
                if holds(letters, byte) {
                    walk.letters[byte as usize] |= 1 << bit;
                }
                if byte == u8::MAX {
                    break;
                }
                byte += 1;
            }
            rest = behind;
            bit += 1;
        }
        let mut search = 0;
        while search < searches.len() {
            walk.ends[searches[search] as usize] |= 1 << (bit - 1);
            search += 1;
        }
        at += 1;
    }
    walk.before = walk.letters[b'/' as usize] & walk.starts;
    walk
};

/// The first letter of a sign, or the set of letters that it begins with; and what stands behind it.
const fn first_letter(sign: &[u8]) -> Option<(&[u8], &[u8])> {
    let Some((&first, behind)) = sign.split_first() else { return None };
    if first != b'[' {
        return Some(sign.split_at(1));
    }
    let mut end = 0;
    while behind[end] != b']' {
        end += 1;
    }
    let (letters, behind) = behind.split_at(end);
    Some((letters, behind.split_at(1).1))
}

/// Whether `byte` is one of `letters`, in whatever case they are small.
const fn holds(letters: &[u8], byte: u8) -> bool {
    let mut at = 0;
    while at < letters.len() {
        let first = letters[at];
        let is_range = at + 2 < letters.len() && letters[at + 1] == b'-' && first.is_ascii_alphanumeric();
        let last = if is_range { letters[at + 2] } else { first };
        let small = byte.to_ascii_lowercase();
        if first <= byte && byte <= last || first <= small && small <= last {
            return true;
        }
        at += if is_range { 3 } else { 1 };
    }
    false
}

/// Whether `text` can hold a token with delimiters. Nearly all strings of a policy are actions, in
/// which nothing else is looked for: this walk is shorter.
#[inline]
pub(super) fn may_be_delimited(text: &str) -> bool {
    let all = |bytes: &[u8]| bytes.iter().fold(0, |marks, &byte| marks | MARKS[usize::from(byte)]);
    let (fours, rest) = text.as_bytes().as_chunks::<4>();
    let marks = fours.iter().fold(all(rest), |marks, four| marks | all(four));
    marks & OPENS != 0 || marks & STAR != 0 && has_two_stars(text.as_bytes())
}

/// Whether two stars stand next to each other. Most actions with a star have but one, at their end.
fn has_two_stars(bytes: &[u8]) -> bool {
    memchr_iter(b'*', bytes).any(|at| bytes.get(at + 1) == Some(&b'*'))
}

/// A byte that alone is the sign of a delimited token.
const OPENS: u8 = 1;
/// A star, of which the sign has two.
const STAR: u8 = 2;

/// What each byte is in a sign of delimited tokens.
static MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if WALK.letters[byte] & WALK.starts & WALK.ends[Search::Delimited as usize] != 0 {
            marks[byte] = OPENS;
        }
        byte += 1;
    }
    marks[b'*' as usize] = STAR;
    marks
};
