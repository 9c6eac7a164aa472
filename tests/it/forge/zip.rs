//! ZIP archives, record by record, so that each record can lie.

use std::io::Write as _;

/// One member: what its local header and its central entry say, and its data as it stands in the file.
#[derive(Clone)]
pub struct Member {
    pub name: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    pub flags: u16,
    pub local_flags: Option<u16>,
    pub method: u16,
    pub local_method: Option<u16>,
    pub crc: u32,
    pub size: u32,
    pub local_size: Option<u32>,
    pub data: Vec<u8>,
    pub extra: Vec<u8>,
    pub attributes: u32,
    /// Not named by the central directory.
    pub hidden: bool,
    /// Bytes before its local header that belong to nothing.
    pub before: Vec<u8>,
    /// Another place for its local header than behind the one before it.
    pub header: Option<u32>,
}

fn crc(data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    crc.sum()
}

/// Raw deflate.
pub fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A stored member.
pub fn stored(name: &str, data: impl AsRef<[u8]>) -> Member {
    let data = data.as_ref();
    Member {
        name: name.as_bytes().to_vec(),
        local_name: None,
        flags: 0,
        local_flags: None,
        method: 0,
        local_method: None,
        crc: crc(data),
        size: data.len() as u32,
        local_size: None,
        data: data.to_vec(),
        extra: Vec::new(),
        attributes: 0,
        hidden: false,
        before: Vec::new(),
        header: None,
    }
}

/// A deflated member.
pub fn deflated(name: &str, data: impl AsRef<[u8]>) -> Member {
    let plain = stored(name, data.as_ref());
    Member { method: 8, data: deflate(data.as_ref()), ..plain }
}

/// Locks a member by PKWARE's traditional encryption.
pub fn locked(member: Member, password: &str) -> Member {
    locked_by(member, password.as_bytes())
}

/// The same with a password of any bytes.
pub fn locked_by(mut member: Member, password: &[u8]) -> Member {
    let mut keys = [0x1234_5678_u32, 0x2345_6789, 0x3456_7890];
    let byte = |sum: u32, byte: u8| {
        let mut value = (sum ^ u32::from(byte)) & 0xFF;
        for _ in 0..8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xEDB8_8320 } else { value >> 1 };
        }
        value ^ (sum >> 8)
    };
    let mix = |keys: &mut [u32; 3], plain: u8| {
        keys[0] = byte(keys[0], plain);
        keys[1] = keys[1].wrapping_add(keys[0] & 0xFF).wrapping_mul(0x0808_8405).wrapping_add(1);
        keys[2] = byte(keys[2], (keys[1] >> 24) as u8);
    };
    password.iter().for_each(|b| mix(&mut keys, *b));
    let mut plain = vec![7; 11];
    plain.push((member.crc >> 24) as u8);
    plain.extend(&member.data);
    for at in &mut plain {
        let key = keys[2] as u16 | 2;
        let lock = (key.wrapping_mul(key ^ 1) >> 8) as u8;
        mix(&mut keys, *at);
        *at ^= lock;
    }
    member.flags |= 1;
    member.data = plain;
    member
}

/// An archive of one member locked by WinZip's AES with a key of 128, 192 or 256 bits, packed by this method.
pub fn aes(name: &str, data: &[u8], password: &str, bits: u16, method: ::zip::CompressionMethod) -> Vec<u8> {
    let salt = match bits {
        128 => ::zip::AesSalt::Aes128([1; 8]),
        192 => ::zip::AesSalt::Aes192([2; 12]),
        _ => ::zip::AesSalt::Aes256([3; 16]),
    };
    let options = ::zip::write::SimpleFileOptions::default().compression_method(method);
    let mut writer = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, options.with_aes_encryption_and_salt(password.as_bytes(), salt)).unwrap();
    writer.write_all(data).unwrap();
    writer.finish().unwrap().into_inner()
}

impl Member {
    fn local(&self) -> Vec<u8> {
        let name = self.local_name.as_ref().unwrap_or(&self.name);
        let mut out = b"PK\x03\x04".to_vec();
        for value in [20, self.local_flags.unwrap_or(self.flags), self.local_method.unwrap_or(self.method), 0, 0x21] {
            out.extend(u16::to_le_bytes(value));
        }
        for value in [self.crc, self.data.len() as u32, self.local_size.unwrap_or(self.size)] {
            out.extend(value.to_le_bytes());
        }
        out.extend((name.len() as u16).to_le_bytes());
        out.extend((self.extra.len() as u16).to_le_bytes());
        out.extend(name);
        out.extend(&self.extra);
        out.extend(&self.data);
        out
    }

    fn central(&self, header: u32) -> Vec<u8> {
        let mut out = b"PK\x01\x02".to_vec();
        for value in [0x0314, 20, self.flags, self.method, 0, 0x21] {
            out.extend(u16::to_le_bytes(value));
        }
        for value in [self.crc, self.data.len() as u32, self.size] {
            out.extend(value.to_le_bytes());
        }
        for value in [self.name.len() as u16, self.extra.len() as u16, 0, 0, 0] {
            out.extend(value.to_le_bytes());
        }
        out.extend(self.attributes.to_le_bytes());
        out.extend(header.to_le_bytes());
        out.extend(&self.name);
        out.extend(&self.extra);
        out
    }
}

/// The end record of an archive with so many entries in a table of this length at this place.
pub fn end_record(entries: u16, length: u32, offset: u32, comment: &[u8]) -> Vec<u8> {
    let mut out = b"PK\x05\x06\0\0\0\0".to_vec();
    out.extend(entries.to_le_bytes());
    out.extend(entries.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend((comment.len() as u16).to_le_bytes());
    out.extend(comment);
    out
}

/// An archive of these members with a comment.
pub fn with_comment(members: &[Member], comment: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut table = Vec::new();
    let mut count = 0_u32;
    for member in members {
        out.extend(&member.before);
        let header = member.header.unwrap_or(out.len() as u32);
        if member.header.is_none() {
            out.extend(member.local());
        }
        if !member.hidden {
            table.extend(member.central(header));
            count += 1;
        }
    }
    let at = out.len() as u32;
    out.extend(&table);
    out.extend(end_record(count as u16, table.len() as u32, at, comment));
    out
}

/// An archive of these members.
pub fn archive(members: &[Member]) -> Vec<u8> {
    with_comment(members, b"")
}

/// An archive of one deflated member.
pub fn of(name: &str, data: impl AsRef<[u8]>) -> Vec<u8> {
    archive(&[deflated(name, data)])
}

/// An archive of empty text members with these names, for types that are told apart by names.
pub fn names(names: &[&str]) -> Vec<u8> {
    archive(&names.iter().map(|n| stored(n, "text\n")).collect::<Vec<_>>())
}

/// An archive whose first member is `mimetype`, as ODF and EPUB ask for.
pub fn of_mimetype(mime: &str, members: &[Member]) -> Vec<u8> {
    let mut all = vec![stored("mimetype", mime)];
    all.extend_from_slice(members);
    archive(&all)
}
