//! The compiled form of a module (P-code), which Office runs where it fits the version: its strings must stand in the source.
//! Its layout is not published; Vesselin Bontchev's pcodedmp describes it. Only strings are read here: the instruction that
//! puts a string on the stack is followed by its length and letters.

/// The instruction LitStr, whose low ten bits are the same in VBA 5 to 7 but for three numbers.
const LIT_STR: &[u16] = &[0x00B6, 0x00B7, 0x00B9];
/// Shorter strings are chance.
const LEAST: usize = 4;
/// Strings that are read of one module.
const MOST: usize = 10_000;

/// A module's compiled form.
#[derive(Debug, Clone, Copy)]
pub struct Compiled<'b> {
    /// The bytes of its stream before the source.
    pub bytes: &'b [u8],
}

impl Compiled<'_> {
    /// The strings in the code and where they stand. Instructions take even numbers of bytes, but the tables before them do
    /// not: where more strings are, there the code lies.
    pub fn strings(&self) -> Vec<(usize, &str)> {
        let (even, odd) = (self.strings_from(0), self.strings_from(1));
        let weight = |strings: &[(usize, &str)]| strings.iter().map(|(_, text)| text.len()).sum::<usize>();
        if weight(&odd) > weight(&even) { odd } else { even }
    }

    fn strings_from(&self, start: usize) -> Vec<(usize, &str)> {
        let bytes = self.bytes;
        let mut out = Vec::new();
        let mut at = start;
        while let Some(head) = bytes.get(at..at + 4) {
            let (code, length) =
                (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
            let text = || {
                let text = bytes.get(at + 4..(at + 4).checked_add(length)?)?;
                let plain = text.iter().all(|b| matches!(b, 0x20..=0x7E));
                if plain { std::str::from_utf8(text).ok() } else { None }
            };
            if LIT_STR.contains(&code)
                && length >= LEAST
                && let Some(text) = text()
            {
                out.push((at + 4, text));
                if out.len() >= MOST {
                    break;
                }
                at += 4 + length.next_multiple_of(2);
                continue;
            }
            at += 2;
        }
        out
    }

    /// The strings that a source lacks.
    pub fn missing(&self, source: &str) -> Vec<(usize, String)> {
        let strings = self.strings();
        let lacks = |text: &str| {
            let find = |text: &str| memchr::memmem::find(source.as_bytes(), text.as_bytes()).is_some();
            !(find(text) || text.contains('"') && find(&text.replace('"', "\"\"")))
        };
        strings.into_iter().filter(|(_, text)| lacks(text)).map(|(at, text)| (at, text.to_owned())).collect()
    }
}
