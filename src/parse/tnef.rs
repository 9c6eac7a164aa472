//! TNEF, Outlook's own bundle of a message and its attachments (`winmail.dat`, MS-OXTNEF). The crates for it are bindings
//! to C or unkept; what matters is a list of attributes and a list of properties.

use std::ops::Range;

/// The first bytes.
pub const SIGNATURE: &[u8] = b"\x78\x9F\x3E\x22";
/// More attributes or properties than these are not read.
const MOST: usize = 100_000;

/// One attribute of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its number without the type (`0x800F`: data of an attachment).
    pub id: u16,
    /// Its data, in bytes from the start.
    pub data: Range<usize>,
    /// Whether its checksum holds.
    pub intact: bool,
}

/// `attAttachRendData`: a new attachment begins.
pub const NEW_ATTACHMENT: u16 = 0x9002;
/// `attAttachTitle`: its short name.
pub const TITLE: u16 = 0x8010;
/// `attAttachData`: its bytes.
pub const DATA: u16 = 0x800F;
/// `attAttachment`: its properties.
pub const ATTACHMENT: u16 = 0x9005;
/// `attMsgProps`: the properties of the message.
pub const PROPERTIES: u16 = 0x9003;
/// `attSubject`.
pub const SUBJECT: u16 = 0x8004;
/// `attBody`: the text.
pub const BODY: u16 = 0x800C;

/// The attributes, and where reading ended: at the end of the bytes, if nothing is damaged or cut.
pub fn attributes(bytes: &[u8]) -> (Vec<Attribute>, usize) {
    let (mut found, mut at) = (Vec::new(), 6usize);
    while found.len() < MOST {
        let Some(head) = bytes.get(at..at.saturating_add(9)) else { break };
        let length = u32::from_le_bytes([head[5], head[6], head[7], head[8]]) as usize;
        let id = u16::from_le_bytes([head[1], head[2]]);
        if !matches!(head[0], 1 | 2) {
            break;
        }
        let start = at + 9;
        let Some(end) = start.checked_add(length).filter(|e| *e <= bytes.len()) else {
            // What is left of a cut attribute is still looked at.
            found.push(Attribute { id, data: start..bytes.len(), intact: false });
            break;
        };
        let sum = bytes[start..end].iter().fold(0u16, |sum, b| sum.wrapping_add(u16::from(*b)));
        let intact = bytes.get(end..end + 2) == Some(&sum.to_le_bytes());
        found.push(Attribute { id, data: start..end, intact });
        at = end + 2;
    }
    (found, at)
}

/// One property: its number, its type and its first value, in bytes from the start of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The number (`0x3707`: long file name).
    pub id: u16,
    /// The type (`0x1F`: UTF-16).
    pub kind: u16,
    /// The values of it.
    pub values: Vec<Range<usize>>,
}

/// The properties of a list, and whether it could be read to its end.
pub fn properties(bytes: &[u8]) -> (Vec<Property>, bool) {
    let mut reader = Reader { bytes, at: 0 };
    let mut found = Vec::new();
    let Some(count) = reader.number() else { return (found, false) };
    for _ in 0..(count as usize).min(MOST) {
        match reader.property() {
            Some(property) => found.push(property),
            None => return (found, false),
        }
    }
    (found, true)
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(length).filter(|e| *e <= self.bytes.len())?;
        let range = self.at..end;
        self.at = end;
        Some(range)
    }

    fn number(&mut self) -> Option<u32> {
        let range = self.take(4)?;
        let field: [u8; 4] = self.bytes.get(range)?.try_into().ok()?;
        Some(u32::from_le_bytes(field))
    }

    /// A value with its length before it, filled up to four bytes.
    fn counted(&mut self) -> Option<Range<usize>> {
        let length = self.number()? as usize;
        let range = self.take(length)?;
        self.at = self.at.saturating_add(length.wrapping_neg() % 4).min(self.bytes.len());
        Some(range)
    }

    fn property(&mut self) -> Option<Property> {
        let tag = self.number()?;
        let (kind, id) = ((tag & 0xFFFF) as u16, (tag >> 16) as u16);
        if id >= 0x8000 {
            // A named property: its set, and a number or a name.
            self.take(16)?;
            match self.number()? {
                0 => {
                    self.number()?;
                }
                _ => {
                    self.counted()?;
                }
            }
        }
        let many = kind & 0x1000 != 0;
        let fixed = match kind & 0xFFF {
            0x02 | 0x03 | 0x04 | 0x0A | 0x0B => Some(4),
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
            0x48 => Some(16),
            0x0D | 0x1E | 0x1F | 0x102 => None,
            _ => return None,
        };
        let count = if many || fixed.is_none() { self.number()? as usize } else { 1 };
        let mut values = Vec::new();
        for _ in 0..count.min(MOST) {
            values.push(match fixed {
                Some(length) => self.take(length)?,
                None => self.counted()?,
            });
        }
        Some(Property { id, kind, values })
    }
}
