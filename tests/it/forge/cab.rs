//! Windows cabinets, field by field, so that each can lie.

/// A file: its name, its bytes, the number of its folder.
pub type File<'a> = (&'a str, &'a [u8], u16);

/// A cabinet with one folder, packed as `method` says (0 stored, 1 deflate); `flags` and the names of other cabinets that
/// they announce stand in `names`.
pub fn cabinet(files: &[File<'_>], method: u16, flags: u16, names: &[u8]) -> Vec<u8> {
    let data: Vec<u8> = files.iter().flat_map(|f| f.1.to_vec()).collect();
    let mut blocks = Vec::new();
    let mut count = 0u16;
    for chunk in data.chunks(32768) {
        let packed = if method & 15 == 1 { deflated(chunk) } else { chunk.to_vec() };
        let sizes = [(packed.len() as u16).to_le_bytes(), (chunk.len() as u16).to_le_bytes()].concat();
        blocks.extend((sum(&packed) ^ sum(&sizes)).to_le_bytes());
        blocks.extend(sizes);
        blocks.extend(packed);
        count += 1;
    }
    let mut list = Vec::new();
    let mut offset = 0u32;
    for (name, bytes, folder) in files {
        list.extend((bytes.len() as u32).to_le_bytes());
        list.extend(offset.to_le_bytes());
        list.extend(folder.to_le_bytes());
        list.extend([0x21, 0x50, 0, 0, 0xA0, 0]);
        list.extend(name.as_bytes());
        list.push(0);
        offset += bytes.len() as u32;
    }
    let files_at = 36 + names.len() + 8;
    let data_at = files_at + list.len();
    let mut out = b"MSCF\0\0\0\0".to_vec();
    out.extend(((data_at + blocks.len()) as u32).to_le_bytes());
    out.extend([0; 4]);
    out.extend((files_at as u32).to_le_bytes());
    out.extend([0, 0, 0, 0, 3, 1, 1, 0]);
    out.extend((files.len() as u16).to_le_bytes());
    out.extend(flags.to_le_bytes());
    out.extend([7, 0, 0, 0]);
    out.extend(names);
    out.extend((data_at as u32).to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(method.to_le_bytes());
    out.extend(list);
    out.extend(blocks);
    out
}

/// A block of deflate with its mark. Each begins anew here.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::Compress::new(flate2::Compression::best(), false);
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    packer.compress_vec(bytes, &mut out, flate2::FlushCompress::Finish).unwrap();
    [b"CK", &out[..]].concat()
}

fn sum(bytes: &[u8]) -> u32 {
    let words = bytes.chunks_exact(4);
    let rest = words.remainder().iter().fold(0, |sum: u32, b| sum << 8 | u32::from(*b));
    words.fold(rest, |sum, w| sum ^ u32::from_le_bytes(w.try_into().unwrap()))
}
