//! Counting the words and shapes of a text against the tables of all languages, in one pass.

use super::shapes::{block_comment, ending, family, line_comment, shape};
use super::table::{MOST, START, SURE, TABLE, Table, step};
use super::{Kind, Language};

/// How many bytes of code are read; what a text is shows long before.
const READ: usize = 8 * 1024;
/// How many lines of code are read.
const LINES: u32 = 250;
/// Bytes of words, in bits. `.` and `-` join (`wscript.shell`, `write-host`); `$`, `@`, `#` begin names.
static WORD: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        if c.is_ascii_alphabetic() {
            table[b] = IN_WORD;
        } else if c.is_ascii_digit() || matches!(c, b'_' | b'-' | b'.' | b'$' | b'@' | b'#' | 0x80..) {
            table[b] = IN_WORD | NO_LETTER | if c == b'-' { DASH } else { 0 };
        }
        b += 1;
    }
    table
};
/// Belongs to a word.
const IN_WORD: u8 = 1;
/// Is none of the letters of ASCII.
const NO_LETTER: u8 = 2;
/// Is a dash.
const DASH: u8 = 4;

/// Bytes with which shapes of marks begin.
static SHAPED: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"%=!:?>.[`{&(\";\\*/";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

struct Count<'t> {
    table: &'t Table,
    seen: Vec<u8>,
    points: [u32; MOST],
    signs: [u32; MOST],
    strong: [u32; MOST],
    fences: u32,
    lines_of: [u32; MOST],
    line: u64,
    lines: u32,
    prose: u32,
}

/// The language that most of the text speaks for, if one is clear.
pub(super) fn winner(lower: &str) -> Option<&'static Language> {
    let table = &*TABLE;
    let mut count = Count {
        table,
        seen: vec![0; table.entries.len()],
        points: [0; MOST],
        signs: [0; MOST],
        strong: [0; MOST],
        fences: 0,
        lines_of: [0; MOST],
        line: 0,
        lines: 0,
        prose: 0,
    };
    count.read(lower);
    count.judge()
}

impl Count<'_> {
    fn read(&mut self, lower: &str) {
        let mut read = 0;
        let mut inside: Option<&'static str> = None;
        // So many lines of prose decide, whatever the others hold: most texts are told after their first quarter.
        let lines = memchr::memchr_iter(b'\n', lower.as_bytes()).take(LINES as usize).count();
        let most = u32::try_from(lines).unwrap_or(LINES).saturating_add(1).min(LINES);
        for line in lower.split('\n') {
            if self.prose * 4 > most {
                break;
            }
            let line = line.trim_ascii();
            if let Some(end) = inside {
                if line.contains(end) {
                    inside = None;
                }
                continue;
            }
            if line.is_empty() {
                continue;
            }
            if let Some((open, end)) = block_comment(line) {
                if !line[open.len()..].contains(end) {
                    inside = Some(end);
                }
                self.hint(open);
                continue;
            }
            if line.starts_with("```") || line.starts_with("~~~") {
                self.fences += 1;
            }
            if let Some(hint) = line_comment(line) {
                self.hint(hint);
                continue;
            }
            if read >= READ || self.lines >= LINES {
                break;
            }
            let cut = line.len().min(READ - read);
            read += cut;
            self.take_line(&line.as_bytes()[..cut]);
        }
    }

    /// A comment says a little about its language and takes no line.
    fn hint(&mut self, mark: &'static str) {
        let hash = mark.bytes().fold(START, step);
        self.vote(mark.as_bytes(), hash, true);
        self.line = 0;
    }

    fn take_line(&mut self, line: &[u8]) {
        self.line = 0;
        self.lines += 1;
        let (mut words, mut marks, mut start) = (0u32, 0u32, true);
        let (mut run, mut longest, mut quoted) = (0u32, 0u32, false);
        let (mut at, mut first) = (0, 0);
        while let Some(&byte) = line.get(at) {
            if WORD[usize::from(byte)] == 0 || byte == b'.' {
                if byte != b' ' && byte != b',' {
                    marks += 1;
                    run = 0;
                    quoted ^= byte == b'"';
                }
                if SHAPED[usize::from(byte)]
                    && let Some(shape) = shape(line, at)
                {
                    self.vote_text(shape, start);
                }
                at += 1;
                continue;
            }
            let from = at;
            let (mut hash, mut kinds) = (START, 0);
            while let Some(&b) = line.get(at) {
                let kind = WORD[usize::from(b)];
                if kind == 0 {
                    break;
                }
                kinds |= kind;
                hash = step(hash, b);
                at += 1;
                // The part before a dot counts as well: `document.`, `wscript.`
                if b == b'.' {
                    self.vote(&line[from..at], hash, start);
                }
            }
            let word = &line[from..at];
            // The first two words of a line together: `end sub`, `on error`.
            if words + marks == 1 && !start && from == first + 1 {
                let both: Vec<u8> = line[..at].iter().map(|b| if *b == b' ' { b'+' } else { *b }).collect();
                self.vote_text(&both, true);
            }
            first = if start { at } else { first };
            match word.strip_suffix(b".") {
                Some(shorter) => self.vote_text(shorter, start),
                None => self.vote(word, hash, start),
            }
            if word[0] == b'$' {
                self.variable(line, word, at, start);
            } else if kinds & NO_LETTER != 0
                && let Some(family) = family(word, kinds & DASH != 0)
            {
                self.vote_text(family, start);
            }
            let plain = kinds & NO_LETTER == 0 || word[0] >= 0x80;
            words += u32::from(plain);
            run = if plain && !quoted { run + 1 } else { 0 };
            longest = longest.max(run);
            start = false;
        }
        if let Some(shape) = ending(line) {
            self.vote_text(shape, false);
        }
        // A sentence: words in a row, and next to no marks among them. What a script says to its user is none.
        let said = || [b"echo".as_slice(), b"write", b"puts", b"print", b"say "].iter().any(|w| line.starts_with(w));
        if words >= 4 && marks * 6 <= words && self.line == 0
            || words >= 8 && marks * 8 <= words
            || longest >= 7 && !said()
        {
            self.prose += 1;
        }
        let mut rest = self.line;
        while rest != 0 {
            self.lines_of[rest.trailing_zeros() as usize] += 1;
            rest &= rest - 1;
        }
    }

    /// `$name` at the start of a line, and what follows it.
    fn variable(&mut self, line: &[u8], word: &[u8], behind: usize, start: bool) {
        if word.starts_with(b"$_.") {
            self.vote_text(b"$_.x", start);
        }
        let rest = line[behind..].trim_ascii_start();
        if start && word.len() > 1 && rest.starts_with(b"=") && !rest.starts_with(b"==") {
            let closed = line.ends_with(b";");
            self.vote_text(if closed { b"$x=;" } else { b"$x=" }, true);
        }
    }

    fn vote_text(&mut self, word: &[u8], start: bool) {
        let hash = word.iter().fold(START, |h, b| step(h, *b));
        self.vote(word, hash, start);
    }

    fn vote(&mut self, word: &[u8], hash: u32, start: bool) {
        let table = self.table;
        let Some(index) = table.find(word, hash) else { return };
        let entry = &table.entries[index];
        self.line |= entry.languages(start);
        // The same word again adds little: a list of one word is no program.
        let times = self.seen[index];
        if times > 3 {
            return;
        }
        self.seen[index] = times + 1;
        for vote in entry.votes.iter().filter(|v| start || !v.at_start) {
            if times == 0 {
                let sure = u32::from(vote.points == SURE);
                self.points[vote.language] += vote.points;
                // A word that decides stands for two.
                self.signs[vote.language] += 1 + sure;
                self.strong[vote.language] += u32::from(vote.points >= 4) + sure;
            } else {
                self.points[vote.language] += if vote.points == SURE { 6 } else { u32::from(vote.points >= 2) };
            }
        }
    }

    fn judge(&self) -> Option<&'static Language> {
        let languages = &self.table.languages;
        let best = (0..languages.len()).max_by_key(|l| (self.points[*l], std::cmp::Reverse(*l)))?;
        let language = languages[best];
        let (points, lines) = (self.points[best], self.lines_of[best]);
        if points < language.least || self.signs[best] < 3 || self.prose * 4 > self.lines {
            return None;
        }
        if language.kind == Kind::Script {
            // Two words at least that no prose uses, or one in a text that is code all over; and no fenced snippets.
            let (strong, signs) = (self.strong[best], self.signs[best]);
            let all_over = points >= 16 && signs >= 6 && lines * 2 >= self.lines && self.prose * 10 <= self.lines;
            if strong == 0 || strong == 1 && !all_over || self.fences > 1 || lines * 4 < self.lines {
                return None;
            }
            // A long script may carry code of another language in its strings.
            let share = if strong >= 3 && signs >= 18 { 10 } else { 8 };
            let rivals = (0..languages.len()).filter(|l| languages[*l].kind != Kind::Script);
            if rivals.map(|l| self.points[l]).max().unwrap_or(0) * 10 > points * share {
                return None;
            }
        }
        Some(language)
    }
}
