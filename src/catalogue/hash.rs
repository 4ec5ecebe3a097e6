//! What the indexes of the catalogue are laid out by. Its writer and its reader share it.

/// How many bytes of the name of an action are its stem.
pub(crate) const STEM: usize = 8;

/// What a name begins with, in small letters, and zeros behind it: stems sort as names do.
pub(crate) fn stem_of(name: &[u8]) -> [u8; STEM] {
    let mut stem = [0; STEM];
    for (to, from) in stem.iter_mut().zip(name) {
        *to = from.to_ascii_lowercase();
    }
    stem
}

/// A hash of names, whatever their case: what was fed to it so far.
#[derive(Clone, Copy)]
pub(crate) struct NameHash(u64);

impl NameHash {
    /// Before anything was fed.
    pub(crate) const NEW: Self = Self(0x9e37_79b9_7f4a_7c15);

    /// The start for the rows of the table with this number.
    pub(crate) const fn of_table(number: usize) -> Self {
        Self::NEW.word(number as u64)
    }

    /// The hash of what was fed and of this name behind it.
    #[inline]
    pub(crate) const fn name(self, name: &str) -> Self {
        let mut hash = self.length(name.len());
        let name = name.as_bytes();
        let mut rest = name;
        while let Some((word, behind)) = rest.split_first_chunk() {
            hash = hash.word(u64::from_le_bytes(*word));
            rest = behind;
        }
        if rest.is_empty() {
            return hash;
        }
        // The last word may hold bytes of the one before it.
        if let Some(word) = name.last_chunk() {
            return hash.word(u64::from_le_bytes(*word));
        }
        let mut last = 0;
        while let Some((byte, behind)) = rest.split_first() {
            last = last << 8 | *byte as u64;
            rest = behind;
        }
        hash.word(last)
    }

    /// Names of one length are told from those of another from the start.
    #[inline]
    const fn length(self, len: usize) -> Self {
        Self(self.0.wrapping_add(len as u64))
    }

    /// Eight bytes, each with the bit set that makes letters small.
    #[inline]
    const fn word(self, word: u64) -> Self {
        let mixed = (self.0 ^ (word | 0x2020_2020_2020_2020)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        Self(mixed ^ mixed >> 32)
    }

    /// What tells most of those apart that share a slot.
    #[inline]
    pub(crate) const fn tag(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    /// Where to look first among so many slots.
    #[inline]
    pub(crate) const fn slot(self, slots: usize) -> usize {
        (((self.0 >> 32) * slots as u64) >> 32) as usize
    }
}
