//! One pass over a script for all words of all tables, outside of its comments.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::signs::SIGNS;
use super::{actions, kinds, masks};

/// Places of one word that are kept.
const KEPT: usize = 200;

/// The number of a word in the table.
pub(super) type Word = u16;

/// The words of all tables, once each.
pub(super) struct Table {
    pub(super) words: Vec<&'static str>,
    numbers: HashMap<&'static str, Word>,
    /// The kinds of script that a word says something about.
    kinds: Vec<u16>,
    /// How many of the words say something by themselves; the others point to masked strings.
    told: usize,
}

/// The words of one kind of script, sought in one pass.
struct Searcher {
    automaton: AhoCorasick,
    words: Vec<Word>,
}

/// One for each kind, made when the first script of it comes.
static SEARCHERS: [OnceLock<Option<Searcher>>; 16] = [const { OnceLock::new() }; 16];

/// The words that say something about scripts of this kind; none about scripts of languages that nothing is known of.
fn searcher(kinds: u16) -> Option<&'static Searcher> {
    let slot = SEARCHERS.get(usize::try_from(kinds.trailing_zeros()).ok()?)?;
    slot.get_or_init(|| {
        let (numbers, plain): (Vec<_>, Vec<_>) = (0..)
            .zip(TABLE.words.iter().zip(&TABLE.kinds))
            .filter(|(_, (_, of))| *of & kinds != 0)
            .map(|(number, (word, _))| (number, word.strip_suffix('~').unwrap_or(word)))
            .unzip();
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA));
        Some(Searcher { automaton: builder.build(plain).ok()?, words: numbers })
    })
    .as_ref()
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { words: Vec::new(), numbers: HashMap::new(), kinds: Vec::new(), told: 0 };
    for action in actions::all() {
        action.all.iter().flat_map(|list| list.iter()).for_each(|word| table.add(word, action.kinds));
    }
    for sign in SIGNS {
        sign.words.iter().for_each(|word| table.add(word, sign.kinds));
    }
    let told = table.words.len();
    masks::all().for_each(|(word, kinds)| table.add(word, kinds));
    table.told = told;
    table
});

impl Table {
    fn add(&mut self, word: &'static str, kinds: u16) {
        let next = Word::try_from(self.words.len()).unwrap_or(Word::MAX);
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.words.push(word);
            self.kinds.push(0);
        }
        self.kinds[usize::from(number)] |= kinds;
    }

    /// The number of a word of the tables.
    pub(super) fn number(&self, word: &str) -> Option<Word> {
        self.numbers.get(word).copied()
    }
}

/// Where the words of the tables stand in a text.
#[derive(Debug, Default)]
pub(super) struct Hits {
    places: HashMap<Word, Vec<usize>>,
}

impl Hits {
    /// The places of a word, in order.
    pub(super) fn of(&self, word: &str) -> &[usize] {
        TABLE.number(word).and_then(|number| self.places.get(&number)).map_or(&[], Vec::as_slice)
    }

    /// The places of all words of a list, in order, with the words.
    pub(super) fn any(&self, words: &'static [&'static str]) -> Vec<(usize, &'static str)> {
        let mut all: Vec<_> = words.iter().flat_map(|word| self.of(word).iter().map(move |at| (*at, *word))).collect();
        all.sort_unstable();
        all
    }

    /// Whether any word was found that does more than point to masked strings.
    pub(super) fn is_any(&self) -> bool {
        self.places.keys().any(|number| usize::from(*number) < TABLE.told)
    }

    pub(super) fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| !self.of(word).is_empty())
    }
}

/// Finds the words of the tables in a script of these kinds.
pub(super) fn find(text: &str, kinds: u16) -> Hits {
    let mut hits = Hits::default();
    let Some(searcher) = searcher(kinds) else { return hits };
    let bytes = text.as_bytes();
    let mut lines = Lines::new(bytes, kinds);
    let mut counts = vec![0u8; TABLE.words.len()];
    for found in searcher.automaton.find_overlapping_iter(text) {
        let number = searcher.words.get(found.pattern().as_usize()).map_or(usize::MAX, |word| usize::from(*word));
        let Some(word) = TABLE.words.get(number) else { continue };
        // One place of a word that only points to others is enough.
        let most = if number < TABLE.told { KEPT } else { 1 };
        let count = counts.get_mut(number).filter(|count| usize::from(**count) < most);
        let Some(count) = count else { continue };
        if word.ends_with('~') && !stands_alone(bytes, found.start(), found.end()) {
            continue;
        }
        if is_listed(bytes, found.start(), found.end()) {
            continue;
        }
        if lines.is_silent(found.start()) || !actions::counts(word, &bytes[found.end()..], kinds) {
            continue;
        }
        *count += 1;
        hits.places.entry(Word::try_from(number).unwrap_or(Word::MAX)).or_default().push(found.start());
    }
    hits
}

/// Whether a word that says something stands in or at a part of a text.
pub(super) fn touch(text: &str, part: Range<usize>, kinds: u16) -> bool {
    const BESIDE: usize = 24;
    let Some(searcher) = searcher(kinds) else { return false };
    let bytes = text.as_bytes();
    let part = &bytes[part.start.saturating_sub(BESIDE)..bytes.len().min(part.end + BESIDE)];
    let mut found = searcher.automaton.find_overlapping_iter(part);
    found
        .any(|found| searcher.words.get(found.pattern().as_usize()).is_some_and(|word| usize::from(*word) < TABLE.told))
}

/// Whether a word is one of many in a list of alternatives (`iex|ihy|ii|irm|`): what colours code knows all words of its language.
fn is_listed(bytes: &[u8], start: usize, end: usize) -> bool {
    const BESIDE: usize = 24;
    const AROUND: usize = 40;
    const BARS: usize = 6;
    let bar = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'|');
    if !bar(start.checked_sub(1)) || !bar(Some(end)) {
        return false;
    }
    let part = |beside: usize| &bytes[start.saturating_sub(beside)..bytes.len().min(end + beside)];
    !part(BESIDE).iter().any(u8::is_ascii_whitespace) && memchr::memchr_iter(b'|', part(AROUND)).count() >= BARS
}

fn stands_alone(bytes: &[u8], start: usize, end: usize) -> bool {
    let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    !letter(bytes.get(end)) && !start.checked_sub(1).is_some_and(|before| letter(bytes.get(before)))
}

/// The lines of a text, asked for places that come nearly in order.
struct Lines<'t> {
    bytes: &'t [u8],
    kinds: u16,
    /// The line at hand: where it begins and ends, and whether it does nothing.
    start: usize,
    end: usize,
    silent: bool,
    /// Comments over several lines.
    blocks: Vec<(usize, usize)>,
}

impl<'t> Lines<'t> {
    fn new(bytes: &'t [u8], kinds: u16) -> Self {
        let mut blocks = Vec::new();
        if kinds == kinds::POWERSHELL {
            let mut at = 0;
            while let Some(open) = memchr::memmem::find(&bytes[at..], b"<#").map(|n| at + n) {
                let Some(close) = memchr::memmem::find(&bytes[open..], b"#>").map(|n| open + n + 2) else { break };
                blocks.push((open, close));
                at = close;
            }
        }
        Self { bytes, kinds, start: 0, end: 0, silent: false, blocks }
    }

    fn is_silent(&mut self, at: usize) -> bool {
        let index = self.blocks.partition_point(|(open, _)| *open <= at);
        if index.checked_sub(1).and_then(|i| self.blocks.get(i)).is_some_and(|(_, close)| at < *close) {
            return true;
        }
        if at < self.start || at >= self.end {
            // Words may lie in each other, so a place may lie a little before the last one.
            let from = if at >= self.end { self.end } else { 0 };
            self.start = memchr::memrchr(b'\n', &self.bytes[from..at]).map_or(from, |n| from + n + 1);
            self.end = memchr::memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |n| at + n + 1);
            self.silent = says_only(&self.bytes[self.start..self.end], self.kinds);
        }
        self.silent
    }
}

/// Whether a line is a comment or only says something to the user.
fn says_only(line: &[u8], kinds: u16) -> bool {
    let line = line.trim_ascii_start();
    let head = &line[..line.len().min(24)];
    let begins = |mark: &[u8]| head.len() >= mark.len() && head[..mark.len()].eq_ignore_ascii_case(mark);
    if kinds::comments(kinds).iter().any(|mark| begins(mark)) {
        return true;
    }
    const SAYS: &[&[u8]] = &[
        b"echo ",
        b"@echo ",
        b"echo.",
        b"write-host ",
        b"write-output ",
        b"write-verbose ",
        b"write-warning ",
        b"printf ",
    ];
    // What is said into a file or a pipe may be carried out later.
    SAYS.iter().any(|mark| begins(mark))
        && !line.iter().any(|b| matches!(b, b'>' | b'|' | b'&' | b'`'))
        && !has_call(line)
}

/// A command within what is said.
fn has_call(line: &[u8]) -> bool {
    memchr::memmem::find(line, b"$(").is_some()
}
