//! RAR archives, header by header, so that each header can lie. Members are stored.

pub const MARK_5: &[u8] = b"Rar!\x1A\x07\x01\0";
pub const MARK_4: &[u8] = b"Rar!\x1A\x07\0";

pub fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A number in groups of seven bits.
pub fn number(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 0x7F {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// A block of RAR 5: its type, flags, the fields behind them, extra data, data.
pub fn block(kind: u64, flags: u64, fields: &[u8], extra: &[u8], data: &[u8]) -> Vec<u8> {
    let mut head = number(kind);
    let flags = flags | u64::from(!extra.is_empty()) | u64::from(!data.is_empty()) << 1;
    head.extend(number(flags));
    if !extra.is_empty() {
        head.extend(number(extra.len() as u64));
    }
    if !data.is_empty() {
        head.extend(number(data.len() as u64));
    }
    head.extend(fields);
    head.extend(extra);
    let mut sized = number(head.len() as u64);
    sized.extend(head);
    [&crc(&sized).to_le_bytes(), &sized[..], data].concat()
}

/// A record of extra data.
pub fn extra(kind: u64, fields: &[u8]) -> Vec<u8> {
    let kind = number(kind);
    [number((kind.len() + fields.len()) as u64), kind, fields.to_vec()].concat()
}

/// The fields of a file: with a checksum, stored (or as `packing` says), made on Unix.
pub fn fields(name: &str, size: u64, sum: u32, packing: u64) -> Vec<u8> {
    let mut out = number(4);
    out.extend(number(size));
    out.extend(number(0o100_644));
    out.extend(sum.to_le_bytes());
    out.extend(number(packing));
    out.extend(number(1));
    out.extend(number(name.len() as u64));
    out.extend(name.as_bytes());
    out
}

/// A stored file.
pub fn file(name: &str, data: &[u8]) -> Vec<u8> {
    block(2, 0, &fields(name, data.len() as u64, crc(data), 0), &[], data)
}

/// A link of RAR 5: 1 symbolic, 4 hard.
pub fn link(name: &str, kind: u64, target: &str) -> Vec<u8> {
    let to = [number(kind), number(0), number(target.len() as u64), target.as_bytes().to_vec()].concat();
    block(2, 0, &fields(name, 0, 0, 0), &extra(5, &to), &[])
}

/// What Windows keeps beside the file before it.
pub fn stream(name: &str, data: &[u8]) -> Vec<u8> {
    block(3, 0, &fields("STM", data.len() as u64, crc(data), 0), &extra(7, name.as_bytes()), data)
}

/// An archive of RAR 5 with these blocks.
pub fn archive(blocks: &[Vec<u8>]) -> Vec<u8> {
    [MARK_5, &block(1, 0, &number(0), &[], &[]), &blocks.concat(), &block(5, 0, &number(0), &[], &[])].concat()
}

/// An archive of RAR 4 with one stored file.
pub fn old(name: &str, data: &[u8]) -> Vec<u8> {
    let block = |kind: u8, flags: u16, fields: &[u8]| {
        let size = (7 + fields.len()) as u16;
        let head = [&[kind][..], &flags.to_le_bytes(), &size.to_le_bytes(), fields].concat();
        [&(crc(&head) as u16).to_le_bytes()[..], &head].concat()
    };
    let mut fields = (data.len() as u32).to_le_bytes().to_vec();
    fields.extend((data.len() as u32).to_le_bytes());
    fields.push(3);
    fields.extend(crc(data).to_le_bytes());
    fields.extend([0, 0, 0x21, 0, 29, 0x30]);
    fields.extend((name.len() as u16).to_le_bytes());
    fields.extend(0o100_644u32.to_le_bytes());
    fields.extend(name.as_bytes());
    [MARK_4, &block(0x73, 0, &[0; 6]), &block(0x74, 0x8000, &fields), data, &block(0x7B, 0, &[])].concat()
}
