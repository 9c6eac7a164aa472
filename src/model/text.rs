//! Bytes seen as text: which encoding, and the characters of their head.

/// How much of a text is decoded for a first look, in bytes. What a text is shows in its first lines.
const LOOK: usize = 32 * 1024;
/// How much of a page of nothing but blanks is looked at, in bytes.
const EMPTY: usize = 256;
/// How many blanks before the first character are passed over without counting against [`LOOK`], in bytes.
const BLANKS: usize = 1 << 20;

/// How many bytes are looked at before the look may end.
const BLOCK: usize = 1024;

/// How text is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// ASCII or UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Some 8-bit encoding; the characters above 127 are a guess.
    EightBit,
}

/// The head of a text, decoded.
#[derive(Debug)]
pub struct TextView {
    /// How it is stored.
    pub encoding: Encoding,
    /// The first characters, without byte order mark. Control characters that no text holds are left out, as the
    /// engines of scripts and pages pass over them.
    pub head: String,
    /// The same in ASCII lower case.
    pub lower: String,
    /// Where the lines of the head end, found once: a dozen kinds of text look at them.
    ends: Vec<u32>,
    /// Which bytes stand in `lower`: most kinds of text need marks that most texts do not hold.
    holds: [bool; 256],
}

impl TextView {
    /// The bytes as text, if their head is text: next to no control characters but those of lines, pages and terminals.
    pub fn of(bytes: &[u8], whole: bool) -> Option<Self> {
        let bytes = past_comments(past_blanks(bytes));
        let mut look = &bytes[..bytes.len().min(LOOK)];
        if look.len() > EMPTY && look.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')) {
            // Every type that is written in characters would look through a page of nothing.
            look = &look[..EMPTY];
        }
        let cut = !whole || look.len() < bytes.len();
        let (encoding, head) = decode(look, cut)?;
        if head.is_empty() {
            return None;
        }
        let lower = head.to_ascii_lowercase();
        let ends = memchr::memchr_iter(b'\n', head.as_bytes()).filter_map(|at| u32::try_from(at).ok()).collect();
        let mut holds = [false; 256];
        for byte in lower.bytes() {
            holds[usize::from(byte)] = true;
        }
        Some(Self { encoding, head, lower, ends, holds })
    }

    /// Whether one of these bytes stands in the head, in lower case.
    pub fn holds_any(&self, bytes: &[u8]) -> bool {
        bytes.iter().any(|byte| self.holds[usize::from(*byte)])
    }

    /// Whether these words, in lower case, stand in the head. Asked of every text by a dozen kinds: most texts do not even
    /// hold all of the letters, and to see that is several times faster than to look for the words.
    pub fn has(&self, words: &str) -> bool {
        words.bytes().all(|byte| self.holds[usize::from(byte)])
            && memchr::memmem::find(self.lower.as_bytes(), words.as_bytes()).is_some()
    }

    /// The lines of the head, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let mut from = 0;
        let last = (self.ends.last().map_or(0, |end| *end as usize + 1) < self.head.len()).then_some(self.head.len());
        self.ends.iter().map(|end| *end as usize).chain(last).map(move |end| {
            let line = &self.head[from..end];
            from = end + 1;
            line.strip_suffix('\r').filter(|_| end < self.head.len()).unwrap_or(line)
        })
    }

    /// How many line feeds there are.
    pub fn line_feeds(&self) -> usize {
        self.ends.len()
    }

    /// The first line that is not blank, trimmed.
    pub fn first_line(&self) -> &str {
        self.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or("")
    }
}

/// Decodes a whole text, as far as it is text, into at most `limit` bytes of UTF-8 source; for inspections that read
/// further than the first look.
pub fn decode_all(bytes: &[u8], limit: usize) -> Option<(Encoding, String)> {
    let look = &bytes[..bytes.len().min(limit)];
    decode(look, look.len() < bytes.len())
}

/// The text behind a long run of blanks, which hides what follows from a look at the first page only.
fn past_blanks(bytes: &[u8]) -> &[u8] {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let blanks = bytes.iter().take(BLANKS).take_while(|b| blank(b)).count();
    // Only where all of the first page is blank: short indents stay, and a text of blanks alone stays a text.
    if blanks >= LOOK / 2 && blanks < bytes.len() { &bytes[blanks..] } else { bytes }
}

/// The text behind a head of nothing but comment lines that fills the first page, for the same reason; a text of
/// comments alone, and one that names its interpreter, stays.
fn past_comments(bytes: &[u8]) -> &[u8] {
    const MARKS: &[&[u8]] = &[b"#", b"//", b"'", b";", b"--", b"::", b"rem ", b"REM ", b"Rem ", b"@rem ", b"<!--"];
    if bytes.len() <= LOOK || bytes.starts_with(b"#!") {
        return bytes;
    }
    let look = &bytes[..bytes.len().min(BLANKS)];
    let mut at = 0;
    for line in look.split_inclusive(|b| *b == b'\n') {
        let text = line.trim_ascii();
        let closed = !text.starts_with(b"<!--") || text.ends_with(b"-->");
        let comment = closed && MARKS.iter().any(|m| text.starts_with(m));
        if !comment && !text.is_empty() {
            break;
        }
        at += line.len();
    }
    if at >= LOOK / 2 && at < look.len() { &bytes[at..] } else { bytes }
}

fn decode(look: &[u8], cut: bool) -> Option<(Encoding, String)> {
    if let Some(rest) = look.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes).map(|s| (Encoding::Utf16Le, s));
    }
    if let Some(rest) = look.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes).map(|s| (Encoding::Utf16Be, s));
    }
    // Most files that are no text say so in their first bytes.
    let start = &look[..look.len().min(512)];
    let any_bad = |block: &[u8]| block.iter().fold(false, |any, b| any | is_forbidden(*b));
    let bad_start = any_bad(start);
    if bad_start && start.iter().filter(|b| is_forbidden(**b) && !matches!(**b, 0 | 0x7F)).count() * 16 > start.len() {
        return None;
    }
    let rest = look.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(look);
    // Nearly every text has none: a look without counting is several times faster.
    if !bad_start && !look[start.len()..].chunks(BLOCK).any(any_bad) {
        return eight_bit(rest, cut);
    }
    // What Microsoft's script encoder wrote holds the last letter of ASCII, which no other text does.
    let encoded = memchr::memmem::find(rest, b"#@~^").is_some();
    let is_bad = |b: &u8| is_forbidden(*b) && !(encoded && *b == 0x7F);
    let controls = rest.iter().filter(|b| is_bad(b)).count();
    if controls == 0 {
        return eight_bit(rest, cut);
    }
    let zeros = memchr::memchr_iter(0, rest).count();
    if look.len() >= 8 && zeros * 10 >= rest.len() * 3 {
        // UTF-16 without a mark: of mostly ASCII text every other byte is zero.
        let pairs = look.len() / 2;
        let zeros = |odd: usize| look.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if odd * 10 >= pairs * 7 && even == 0 {
            return utf16(look, u16::from_le_bytes).map(|s| (Encoding::Utf16Le, s));
        }
        if even * 10 >= pairs * 7 && odd == 0 {
            return utf16(look, u16::from_be_bytes).map(|s| (Encoding::Utf16Be, s));
        }
    }
    // A few controls in a text, or zeros strewn into one: engines of scripts and pages read over them, and so do we.
    let (other, kept) = (controls - zeros, rest.len() - controls);
    if other * 128 > rest.len() || zeros > kept || kept < 16 {
        return None;
    }
    let text: Vec<u8> = rest.iter().copied().filter(|b| !is_bad(b)).collect();
    let readable = text.iter().filter(|b| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~')).count();
    let broken = text.iter().any(|b| matches!(b, b' ' | b'\n'));
    if readable * 100 < text.len() * 95 || !broken { None } else { eight_bit(&text, cut) }
}

/// Bytes without control characters, as UTF-8 or else as some 8-bit encoding.
fn eight_bit(rest: &[u8], cut: bool) -> Option<(Encoding, String)> {
    match std::str::from_utf8(rest) {
        Ok(text) => Some((Encoding::Utf8, text.to_owned())),
        Err(error) if cut && error.error_len().is_none() => {
            Some((Encoding::Utf8, String::from_utf8_lossy(&rest[..error.valid_up_to()]).into_owned()))
        }
        Err(_) => {
            // Some 8-bit encoding: letters above 127 come among ASCII; in compressed data they are half of all.
            let high = rest.iter().filter(|b| **b >= 0x80).count();
            if high * 10 > rest.len() * 7 || !rest.iter().any(|b| matches!(b, b' ' | b'\n')) {
                return None;
            }
            let mut text = String::with_capacity(rest.len() + high);
            for piece in rest.chunk_by(|a, b| a.is_ascii() && b.is_ascii()) {
                match std::str::from_utf8(piece) {
                    Ok(ascii) => text.push_str(ascii),
                    Err(_) => text.extend(piece.iter().map(|b| *b as char)),
                }
            }
            Some((Encoding::EightBit, text))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let (mut bad, mut all) = (0usize, 0usize);
    for c in char::decode_utf16(units) {
        let c = c.unwrap_or('\u{FFFD}');
        all += 1;
        if c == '\u{FFFD}' || (c as u32) < 0x80 && is_forbidden(c as u8) {
            bad += 1;
        }
        text.push(c);
    }
    (bad * 100 <= all).then_some(text)
}

/// Control characters that text does not hold (line ends, tabs, form feeds, backspaces and escapes are allowed): 0 to 6,
/// 0E to 19, 1C to 1F, 7F. Without a branch, so that the compiler looks at many bytes at a time.
fn is_forbidden(byte: u8) -> bool {
    (byte < 7) | (byte.wrapping_sub(0x0E) < 12) | (byte.wrapping_sub(0x1C) < 4) | (byte == 0x7F)
}
