//! One member of a ZIP archive, as its entry in the central directory or its local header describes it.

use super::directory::Source;

/// A member as one of the two directories describes it.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name as it stands there.
    pub raw_name: Vec<u8>,
    /// The name decoded: by its flag, its Info-ZIP Unicode path, or code page 437.
    pub name: String,
    /// General purpose flags.
    pub flags: u16,
    /// When it was changed last, as DOS writes the time of a day: traditional encryption checks passwords by it.
    pub time: u16,
    /// WinZip's AES: the strength of the key (1 to 3) and the method beneath.
    pub aes: Option<(u8, u16)>,
    /// Compression method.
    pub method: u16,
    /// CRC-32 of the unpacked bytes.
    pub crc: u32,
    /// Packed size in bytes.
    pub packed: u64,
    /// Declared unpacked size in bytes.
    pub size: u64,
    /// The system and the attributes: Unix modes are in the upper half.
    pub attributes: Option<(u8, u32)>,
    /// Where its local header stands, in bytes from the start of the file.
    pub header: u64,
    /// Where its data begins; of a central entry 0 until the local header is read.
    pub data: u64,
}

impl Member {
    /// Whether it is a folder without content: some programs deflate its nothing, which takes two bytes.
    pub fn is_empty_folder(&self) -> bool {
        self.is_folder() && self.packed <= 2
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/') || self.name.ends_with('\\') && self.size == 0
    }

    /// Whether it is a symbolic link (a Unix mode says so).
    pub fn is_link(&self) -> bool {
        self.attributes.is_some_and(|(system, a)| matches!(system, 3 | 19) && (a >> 16) & 0xF000 == 0xA000)
    }

    /// Whether its data is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0 || self.method == 99
    }

    /// How it is locked.
    pub fn lock(&self) -> Lock {
        match self.aes {
            _ if !self.is_encrypted() => Lock::Open,
            // Flag 6, or the central directory is encrypted.
            _ if self.flags & 0x2040 != 0 => Lock::Strong,
            Some((strength, _)) if self.method == 99 => Lock::Aes { strength },
            _ if self.method == 99 => Lock::Strong,
            _ => Lock::Traditional,
        }
    }

    /// How it is packed, beneath a lock.
    pub fn packing(&self) -> u16 {
        match self.aes {
            Some((_, method)) if self.method == 99 => method,
            _ => self.method,
        }
    }

    /// Where its packed data ends.
    pub fn end(&self) -> u64 {
        self.data.saturating_add(self.packed)
    }
}

/// How a member is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// It is not.
    Open,
    /// PKWARE's traditional encryption.
    Traditional,
    /// WinZip's AES.
    Aes {
        /// 1 to 3: 128, 192, 256 bits.
        strength: u8,
    },
    /// PKWARE's strong encryption, or one that is not described.
    Strong,
}

impl Lock {
    /// Whether a password can open it here.
    pub fn opens(self) -> bool {
        matches!(self, Self::Traditional | Self::Aes { .. })
    }
}

/// One entry of the central directory, and where the next begins.
pub(super) fn central(bytes: &[u8], at: usize, base: i64) -> Option<(Member, usize)> {
    let fixed = bytes.get(at..at.checked_add(46)?).filter(|f| f.starts_with(b"PK\x01\x02"))?;
    let name = at + 46;
    let extra = name + usize::from(u16_at(fixed, 28)?);
    let comment = extra + usize::from(u16_at(fixed, 30)?);
    let next = comment + usize::from(u16_at(fixed, 32)?);
    let raw_name = bytes.get(name..extra)?;
    let extra = bytes.get(extra..comment)?;
    bytes.get(comment..next)?;
    let mut member = Member {
        raw_name: raw_name.to_vec(),
        name: String::new(),
        flags: u16_at(fixed, 8)?,
        method: u16_at(fixed, 10)?,
        time: u16_at(fixed, 12)?,
        aes: None,
        crc: u32_at(fixed, 16)?,
        packed: u32_at(fixed, 20)?.into(),
        size: u32_at(fixed, 24)?.into(),
        attributes: Some((*fixed.get(5)?, u32_at(fixed, 38)?)),
        header: u32_at(fixed, 42)?.into(),
        data: 0,
    };
    extra_fields(&mut member, extra, true);
    member.header = member.header.saturating_add_signed(base);
    Some((member, next))
}

/// The local header at `at`; sizes that stand behind the data are 0 in it.
pub fn local(source: &Source<'_>, at: u64) -> Option<Member> {
    let fixed = source.get(at, 30).filter(|f| f.starts_with(b"PK\x03\x04"))?;
    let (name, extra) = (usize::from(u16_at(&fixed, 26)?), usize::from(u16_at(&fixed, 28)?));
    let rest = source.get(at + 30, name + extra)?;
    let mut member = Member {
        raw_name: rest.get(..name)?.to_vec(),
        name: String::new(),
        flags: u16_at(&fixed, 6)?,
        method: u16_at(&fixed, 8)?,
        time: u16_at(&fixed, 10)?,
        aes: None,
        crc: u32_at(&fixed, 14)?,
        packed: u32_at(&fixed, 18)?.into(),
        size: u32_at(&fixed, 22)?.into(),
        attributes: None,
        header: at,
        data: at + 30 + (name + extra) as u64,
    };
    extra_fields(&mut member, rest.get(name..)?, false);
    Some(member)
}

/// ZIP64 sizes, and the name's Unicode form.
fn extra_fields(member: &mut Member, mut extra: &[u8], central: bool) {
    let mut unicode = None;
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { break };
        match id {
            1 => {
                let mut at = 0;
                let mut next = |value: &mut u64| {
                    if *value == 0xFFFF_FFFF
                        && let Some(wide) = u64_at(field, at)
                    {
                        *value = wide;
                        at += 8;
                    }
                };
                next(&mut member.size);
                next(&mut member.packed);
                if central {
                    next(&mut member.header);
                }
            }
            // WinZip AES: version, "AE", strength, method.
            0x9901 => member.aes = field.get(4).copied().zip(u16_at(field, 5)),
            // Info-ZIP Unicode path: version, CRC of the raw name, UTF-8.
            0x7075 if field.first() == Some(&1) => {
                let mut crc = flate2::Crc::new();
                crc.update(&member.raw_name);
                if u32_at(field, 1) == Some(crc.sum()) {
                    unicode = std::str::from_utf8(field.get(5..).unwrap_or_default()).ok();
                }
            }
            _ => {}
        }
        extra = extra.get(4 + usize::from(length)..).unwrap_or_default();
    }
    member.name = match (unicode, std::str::from_utf8(&member.raw_name)) {
        // Many programs write UTF-8 without saying so.
        (Some(name), _) | (None, Ok(name)) => name.to_owned(),
        (None, Err(_)) if member.flags & 0x800 != 0 => String::from_utf8_lossy(&member.raw_name).into_owned(),
        (None, Err(_)) => member.raw_name.iter().map(|b| cp437(*b)).collect(),
    };
}

/// A byte of code page 437, in which DOS wrote names.
pub(super) fn cp437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    match byte {
        0..=0x7F => char::from(byte),
        _ => UPPER.chars().nth(usize::from(byte) - 0x80).unwrap_or('\u{FFFD}'),
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}
