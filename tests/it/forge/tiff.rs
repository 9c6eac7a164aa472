//! TIFF pictures and EXIF, directory by directory. Low byte first.

/// One field: tag, kind, values as bytes.
pub type Field = (u16, u16, Vec<u8>);

/// A field of one SHORT.
pub fn short(tag: u16, value: u16) -> Field {
    (tag, 3, value.to_le_bytes().to_vec())
}

/// A field of one LONG.
pub fn long(tag: u16, value: u32) -> Field {
    (tag, 4, value.to_le_bytes().to_vec())
}

/// A field of bytes of undefined meaning.
pub fn bytes(tag: u16, value: &[u8]) -> Field {
    (tag, 7, value.to_vec())
}

/// A field of text.
pub fn text(tag: u16, value: &str) -> Field {
    (tag, 2, [value.as_bytes(), &[0]].concat())
}

/// A structure of one directory at byte 8, its long values behind it.
pub fn structure(magic: &[u8; 4], fields: &[Field]) -> Vec<u8> {
    let mut out = magic.to_vec();
    out.extend(8u32.to_le_bytes());
    out.extend((fields.len() as u16).to_le_bytes());
    let mut values = 8 + 2 + 12 * fields.len() + 4;
    let mut tail = Vec::new();
    for (tag, kind, value) in fields {
        let size = match kind {
            3 => 2,
            4 => 4,
            _ => 1,
        };
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(((value.len() / size) as u32).to_le_bytes());
        if value.len() <= 4 {
            let mut slot = value.clone();
            slot.resize(4, 0);
            out.extend(slot);
        } else {
            out.extend((values as u32).to_le_bytes());
            tail.extend_from_slice(value);
            values += value.len();
        }
    }
    out.extend([0; 4]);
    out.extend(tail);
    out
}

/// A grey picture whose one strip is its directory's first bytes, so that every byte belongs to it.
pub fn with_fields(width: u32, height: u32, extra: &[Field]) -> Vec<u8> {
    let mut fields = vec![
        long(256, width),
        long(257, height),
        short(258, 8),
        short(259, 1),
        short(262, 1),
        long(273, 8),
        long(278, height),
        long(279, 16),
    ];
    fields.extend_from_slice(extra);
    structure(b"II\x2A\0", &fields)
}

/// An honest grey picture.
pub fn plain() -> Vec<u8> {
    with_fields(4, 4, &[])
}

/// A camera's raw file of this maker.
pub fn raw(maker: &str) -> Vec<u8> {
    let mut fields: Vec<Field> = vec![long(256, 4), long(257, 4), short(262, 32803), text(271, maker)];
    fields.extend([long(273, 8), long(279, 16)]);
    structure(b"II\x2A\0", &fields)
}
