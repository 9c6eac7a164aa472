//! The words of all languages in one table, found by a hash that is made while a word is read.

use std::sync::LazyLock;

use super::{Language, plain_words, source_words, windows_words, words};

/// Slots of the word table: a power of two, several times the number of words.
const SLOTS: usize = 8192;
/// Points of a word that decides.
pub(super) const SURE: u32 = 12;
/// The most languages: a line's languages are bits of one number.
pub(super) const MOST: usize = 64;

/// All languages.
fn languages() -> impl Iterator<Item = &'static Language> {
    windows_words::LANGUAGES
        .iter()
        .chain(words::LANGUAGES)
        .chain(source_words::LANGUAGES)
        .chain(plain_words::LANGUAGES)
        .copied()
}

/// What one word says: for which language, how many points, whether only at the start of a line.
pub(super) struct Vote {
    pub(super) language: usize,
    pub(super) points: u32,
    pub(super) at_start: bool,
}

/// A word of the tables.
pub(super) struct Entry {
    word: &'static [u8],
    pub(super) votes: Vec<Vote>,
    /// The languages that it speaks for, as bits: anywhere, and at the start of a line.
    anywhere: u64,
    at_start: u64,
}

impl Entry {
    /// The languages that it speaks for at this place, as bits.
    pub(super) fn languages(&self, start: bool) -> u64 {
        if start { self.at_start } else { self.anywhere }
    }
}

pub(super) struct Table {
    pub(super) languages: Vec<&'static Language>,
    pub(super) entries: Vec<Entry>,
    /// Hash to the whole hash and entry + 1; 0 is free.
    slots: Vec<(u32, u16)>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { languages: Vec::new(), entries: Vec::new(), slots: vec![(0, 0); SLOTS] };
    for (index, language) in languages().take(MOST).enumerate() {
        table.languages.push(language);
        for (points, list) in [(SURE, language.sure), (4, language.strong), (2, language.good), (1, language.weak)] {
            for word in list.split_ascii_whitespace() {
                let at_start = word.len() > 1 && word.starts_with('^');
                let text = word.strip_prefix('^').filter(|_| at_start).unwrap_or(word);
                table.add(text.as_bytes(), Vote { language: index, points, at_start });
            }
        }
    }
    table
});

impl Table {
    fn slot(hash: u32) -> usize {
        (hash ^ (hash >> 15)) as usize & (SLOTS - 1)
    }

    fn add(&mut self, word: &'static [u8], vote: Vote) {
        let hash = word.iter().fold(START, |h, b| step(h, *b));
        let mut slot = Self::slot(hash);
        // The table is far from full, so a free slot or the word comes soon.
        while self.slots[slot].1 != 0 && self.entries[usize::from(self.slots[slot].1) - 1].word != word {
            slot = (slot + 1) & (SLOTS - 1);
        }
        if self.slots[slot].1 == 0 {
            self.entries.push(Entry { word, votes: Vec::new(), anywhere: 0, at_start: 0 });
            self.slots[slot] = (hash, u16::try_from(self.entries.len()).unwrap_or(0));
        }
        let entry = &mut self.entries[usize::from(self.slots[slot].1) - 1];
        let bit = 1 << vote.language;
        entry.at_start |= bit;
        entry.anywhere |= if vote.at_start { 0 } else { bit };
        entry.votes.push(vote);
    }

    pub(super) fn find(&self, word: &[u8], hash: u32) -> Option<usize> {
        let mut slot = Self::slot(hash);
        loop {
            match self.slots[slot] {
                (_, 0) => return None,
                (same, entry) if same == hash && self.entries[usize::from(entry) - 1].word == word => {
                    return Some(usize::from(entry) - 1);
                }
                _ => slot = (slot + 1) & (SLOTS - 1),
            }
        }
    }
}

/// FNV-1a, made while the word is read.
pub(super) const START: u32 = 0x811C_9DC5;
pub(super) fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}
