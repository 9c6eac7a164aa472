//! Archives of the days of DOS: LHA, ARJ, ZOO, ACE. Members are stored.

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// CRC-16 as LHA has it.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, b| {
        (0..8).fold(crc ^ u16::from(*b), |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xA001 })
    })
}

/// A member of LHA with a header of level 0, by a method of five letters.
pub fn lha_member(method: &str, name: &str, data: &[u8]) -> Vec<u8> {
    let mut head = method.as_bytes().to_vec();
    head.extend((data.len() as u32).to_le_bytes());
    head.extend((data.len() as u32).to_le_bytes());
    head.extend([0, 0, 0x21, 0x50, 0x20, 0, name.len() as u8]);
    head.extend(name.as_bytes());
    head.extend(crc16(data).to_le_bytes());
    let sum = head.iter().fold(0u8, |sum, b| sum.wrapping_add(*b));
    [&[head.len() as u8, sum], &head[..], data].concat()
}

/// An LHA archive of stored files.
pub fn lha(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out: Vec<u8> = files.iter().flat_map(|(name, data)| lha_member("-lh0-", name, data)).collect();
    out.push(0);
    out
}

/// A header of ARJ: mark, length, checksum, no extended header.
fn arj_header(body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x60, 0xEA];
    out.extend((body.len() as u16).to_le_bytes());
    out.extend(body);
    out.extend(crc32(body).to_le_bytes());
    out.extend([0, 0]);
    out
}

/// An ARJ archive of files: name, method, flags, bytes.
pub fn arj(files: &[(&str, u8, u8, &[u8])]) -> Vec<u8> {
    let body = |flags: u8, method: u8, kind: u8, name: &str, data: &[u8]| {
        let mut body = vec![30, 11, 1, 0, flags, method, kind, 0, 0, 0, 0x21, 0x50];
        body.extend((data.len() as u32).to_le_bytes());
        body.extend((data.len() as u32).to_le_bytes());
        body.extend(crc32(data).to_le_bytes());
        body.extend([0; 6]);
        body.extend(name.as_bytes());
        body.extend([0, 0]);
        body
    };
    let mut out = arj_header(&body(0, 2, 2, "a.arj", b""));
    for (name, method, flags, data) in files {
        out.extend(arj_header(&body(*flags, *method, 0, name, data)));
        out.extend(*data);
    }
    out.extend([0x60, 0xEA, 0, 0]);
    out
}

/// A ZOO archive of one file by a method (0 stored, 1 LZW).
pub fn zoo(name: &str, method: u8, data: &[u8]) -> Vec<u8> {
    let head = |next: u32, at: u32| {
        let mut head = b"\xDC\xA7\xC4\xFD\x01".to_vec();
        head.push(method);
        head.extend(next.to_le_bytes());
        head.extend(at.to_le_bytes());
        head.extend([0x21, 0x50, 0, 0]);
        head.extend(crc16(data).to_le_bytes());
        head.extend((data.len() as u32).to_le_bytes());
        head.extend((data.len() as u32).to_le_bytes());
        head.resize(38, 0);
        head.extend(&name.as_bytes()[..name.len().min(12)]);
        head.resize(51, 0);
        head
    };
    let mut out = b"ZOO 2.10 Archive.\x1A\0\0\xDC\xA7\xC4\xFD".to_vec();
    out.extend(34u32.to_le_bytes());
    out.resize(34, 0);
    let end = 34 + 51 + data.len() as u32;
    out.extend(head(end, 34 + 51));
    out.extend(data);
    out.extend(head(0, 0));
    out
}

/// An ACE archive of one file by a method (0 stored, 1 and 2 packed); `flags` of the member.
pub fn ace(name: &str, method: u8, flags: u16, data: &[u8]) -> Vec<u8> {
    let block = |head: &[u8]| [&[0, 0], &(head.len() as u16).to_le_bytes()[..], head].concat();
    let main = [&[0, 0, 0][..], b"**ACE**", &[20, 20, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
    let mut file = vec![1];
    file.extend((flags | 1).to_le_bytes());
    file.extend((data.len() as u32).to_le_bytes());
    file.extend((data.len() as u32).to_le_bytes());
    file.extend([0, 0, 0x21, 0x50, 0x20, 0, 0, 0, 0, 0, 0, 0, method, 3, 10, 0, 0, 0]);
    file.extend((name.len() as u16).to_le_bytes());
    file.extend(name.as_bytes());
    [block(&main), block(&file), data.to_vec()].concat()
}
