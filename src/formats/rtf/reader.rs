//! A tokenizer for RTF that goes on where others give up, as Word does.

use std::ops::Range;

/// The most bytes that one object decodes to.
const OBJECT: usize = 64 << 20;
/// The longest text of a template's address or a field code that is kept.
const TEXT: usize = 4096;

/// Digits of a shape's fragments: an honest list is short.
const FRAGMENTS: usize = 64;
/// Digits of a number: writers who want to hide it put hundreds of zeros before it, and Word reads them all.
const DIGITS: usize = 250;

/// Something that matters.
#[derive(Debug)]
pub(super) enum Piece {
    /// `\objdata`, decoded.
    Object(Object),
    /// `\*\template`: where, and the address.
    Template(usize, String),
    /// `\*\fldinst`: where, and the field code.
    Field(usize, String),
    /// `\objupdate`: where.
    Update(usize),
    /// `\objclass`: what the next object is said to be.
    Class(String),
    /// The shape property `pFragments` with a long value: where, and how long.
    Fragments(usize, usize),
}

/// The decoded data of an embedded object.
#[derive(Debug)]
pub(super) struct Object {
    /// Where its data begins in the document.
    pub(super) at: usize,
    /// How many bytes of the document it takes.
    pub(super) length: usize,
    /// The data.
    pub(super) data: Vec<u8>,
}

/// Reads a document from its start to its end.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

/// One token.
enum Token<'a> {
    Open,
    Close,
    Word(&'a [u8], Option<i64>),
    Byte(u8),
    /// `\'hh`, `\~` and other symbols.
    Symbol,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// How many groups are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece that matters; `None` at the end.
    pub(super) fn next_piece(&mut self) -> Option<Piece> {
        let mut fragments = None;
        loop {
            let at = self.at;
            let Token::Word(word, number) = self.token()? else { continue };
            match word {
                b"objdata" => return Some(Piece::Object(self.object())),
                b"objupdate" => return Some(Piece::Update(at)),
                b"template" => return Some(Piece::Template(at, self.text())),
                b"fldinst" => return Some(Piece::Field(at, self.text())),
                b"objclass" => return Some(Piece::Class(self.text())),
                b"sn" => {
                    // The name of a shape's property; its value follows.
                    fragments = (self.text().trim() == "pFragments").then_some(at);
                }
                b"sv" if fragments.take().is_some() => {
                    let value = self.text();
                    // Three numbers, then the digits of the fragments.
                    if value.rsplit(';').next().is_some_and(|digits| digits.trim().len() > FRAGMENTS) {
                        return Some(Piece::Fragments(at, self.at - at));
                    }
                }
                b"bin" => self.skip(number),
                _ => {}
            }
        }
    }

    fn skip(&mut self, number: Option<i64>) {
        let count = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    fn token(&mut self) -> Option<Token<'a>> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(match byte {
            b'{' => {
                self.depth += 1;
                Token::Open
            }
            b'}' => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close
            }
            b'\\' => self.control(),
            byte => Token::Byte(byte),
        })
    }

    fn control(&mut self) -> Token<'a> {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let letters = rest.iter().take(64).take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            self.at += if rest.first() == Some(&b'\'') { 3 } else { 1 };
            return Token::Symbol;
        }
        let word = &rest[..letters];
        let mut end = letters;
        let sign = usize::from(rest.get(end) == Some(&b'-'));
        let digits = rest.iter().skip(end + sign).take(DIGITS).take_while(|b| b.is_ascii_digit()).count();
        let mut number = None;
        if digits > 0 {
            let text = std::str::from_utf8(&rest[end + sign..end + sign + digits]).unwrap_or_default();
            let value = match text.trim_start_matches('0') {
                "" => Some(0),
                text => text.parse::<i64>().ok(),
            };
            number = value.map(|n| if sign == 1 { -n } else { n });
            end += sign + digits;
        }
        if rest.get(end) == Some(&b' ') {
            end += 1;
        }
        self.at += end;
        Token::Word(word, number)
    }

    /// The hexadecimal digits up to the end of the group, whatever stands between them.
    fn object(&mut self) -> Object {
        let (start, level) = (self.at, self.depth);
        let (mut data, mut half): (Vec<u8>, Option<u8>) = (Vec::new(), None);
        while self.depth >= level && data.len() < OBJECT {
            let Some(token) = self.token() else { break };
            match token {
                Token::Byte(byte) => {
                    let Some(digit) = (byte as char).to_digit(16).and_then(|d| u8::try_from(d).ok()) else { continue };
                    match half.take() {
                        Some(high) => data.push(high << 4 | digit),
                        None => half = Some(digit),
                    }
                }
                Token::Word(b"bin", number) => {
                    let from = self.at;
                    self.skip(number);
                    half = None;
                    data.extend_from_slice(self.bytes.get(from..self.at).unwrap_or_default());
                }
                // A destination that nobody knows is skipped with all that is in it.
                Token::Open if self.bytes[self.at.min(self.bytes.len())..].starts_with(b"\\*") => {
                    let outside = self.depth - 1;
                    while self.depth > outside {
                        match self.token() {
                            Some(Token::Word(b"bin", number)) => self.skip(number),
                            Some(_) => {}
                            None => break,
                        }
                    }
                }
                Token::Open | Token::Close | Token::Word(..) | Token::Symbol => {}
            }
        }
        Object { at: start, length: self.at - start, data }
    }

    /// The plain text up to the end of the group.
    fn text(&mut self) -> String {
        let level = self.depth;
        let mut text = Vec::new();
        // Characters that stand in for the wide one before them, for readers that do not know it.
        let (mut instead, mut each) = (0usize, 1usize);
        while self.depth >= level && text.len() < TEXT {
            let at = self.at;
            match self.token() {
                Some(Token::Byte(b'\r' | b'\n')) => {}
                Some(Token::Byte(_) | Token::Symbol) if instead > 0 => instead -= 1,
                Some(Token::Byte(byte)) => text.push(byte),
                Some(Token::Word(b"uc", number)) => {
                    each = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(16);
                }
                Some(Token::Word(b"u", Some(code))) => {
                    let code = u32::try_from(code.rem_euclid(0x1_0000)).unwrap_or(0);
                    let wide = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                    text.extend(wide.encode_utf8(&mut [0; 4]).bytes());
                    instead = each;
                }
                // `\\` is a backslash, `\'hh` a character.
                Some(Token::Symbol) => match self.bytes.get(at + 1) {
                    Some(b'\\') => text.push(b'\\'),
                    Some(b'\'') => {
                        let hex = self.bytes.get(at + 2..at + 4).and_then(|h| std::str::from_utf8(h).ok());
                        text.extend(hex.and_then(|h| u8::from_str_radix(h, 16).ok()));
                    }
                    _ => {}
                },
                None => break,
                Some(_) => {}
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// The header of an OLE 1.0 object.
pub(super) struct Ole1 {
    /// The name of its class.
    pub(super) class: String,
    /// What it links to, where it is a link.
    pub(super) topic: String,
    /// Whether it is a link.
    pub(super) linked: bool,
    /// Its data.
    pub(super) data: Range<usize>,
}

/// Reads the header: version, kind (2 is embedded), class, topic, item, length.
pub(super) fn ole1(bytes: &[u8]) -> Option<Ole1> {
    let number = |at: usize| {
        let field = bytes.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes([field[0], field[1], field[2], field[3]]))
    };
    let kind = number(4)?;
    matches!(kind, 1 | 2).then_some(())?;
    let mut at = 8usize;
    let mut texts = Vec::with_capacity(3);
    for _ in 0..3 {
        let length = usize::try_from(number(at)?).ok().filter(|l| *l < 4096)?;
        let text = bytes.get(at + 4..(at + 4).checked_add(length)?)?;
        let text = String::from_utf8_lossy(text).trim_end_matches('\0').to_owned();
        texts.push(text);
        at += 4 + length;
    }
    let length = number(at)? as usize;
    let from = at + 4;
    let mut texts = texts.into_iter();
    let (class, topic) = (texts.next()?, texts.next()?);
    Some(Ole1 { class, topic, linked: kind == 1, data: from..from.saturating_add(length).min(bytes.len()) })
}
