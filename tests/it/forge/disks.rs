//! Disk images: discs with up to three trees, FAT floppies, partition tables and virtual disks around any disk.

const SECTOR: usize = 2048;

/// A file of a disc: its name in each tree (none where the tree does not have it), and its bytes.
#[derive(Clone, Default)]
pub struct File {
    pub plain: Option<String>,
    pub wide: Option<String>,
    pub ridge: Option<String>,
    pub link: Option<String>,
    pub udf: Option<String>,
    pub hidden: bool,
    pub data: Vec<u8>,
}

/// A file that has one name in all trees but the plain one, which makes it short.
pub fn file(name: &str, data: &[u8]) -> File {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let cut = |text: &str, most: usize| text.to_uppercase().chars().take(most).collect::<String>();
    let plain = format!("{}.{};1", cut(stem, 8), cut(extension, 3));
    File {
        plain: Some(plain),
        wide: Some(name.to_owned()),
        ridge: Some(name.to_owned()),
        udf: Some(name.to_owned()),
        data: data.to_vec(),
        ..File::default()
    }
}

impl File {
    /// The same, marked as hidden.
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// The same under another name in the plain tree.
    pub fn plain(mut self, name: &str) -> Self {
        self.plain = Some(name.to_owned());
        self
    }
}

/// Where the plain tree of [`iso`] has its first folder.
pub const PLAIN_ROOT: usize = 19 * SECTOR;
/// Where the wide one has it.
pub const WIDE_ROOT: usize = 20 * SECTOR;
/// Where the first file's bytes stand.
pub const FIRST_FILE: usize = 21 * SECTOR;

fn both(number: u32) -> Vec<u8> {
    [number.to_le_bytes(), number.to_be_bytes()].concat()
}

/// A record of a folder.
pub fn record(name: &[u8], sector: u32, length: u32, flags: u8, extra: &[u8]) -> Vec<u8> {
    let mut out = vec![0, 0];
    out.extend(both(sector));
    out.extend(both(length));
    out.extend([0; 7]);
    out.extend([flags, 0, 0, 1, 0, 0, 1, name.len() as u8]);
    out.extend(name);
    if name.len().is_multiple_of(2) {
        out.push(0);
    }
    out.extend(extra);
    if !out.len().is_multiple_of(2) {
        out.push(0);
    }
    out[0] = out.len() as u8;
    out
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn descriptor(kind: u8, root: u32, blocks: u32) -> Vec<u8> {
    let mut out = vec![0; SECTOR];
    out[0] = kind;
    out[1..6].copy_from_slice(b"CD001");
    out[6] = 1;
    out[80..88].copy_from_slice(&both(blocks));
    if kind == 2 {
        out[88..91].copy_from_slice(b"%/E");
    }
    out[128..130].copy_from_slice(&2048u16.to_le_bytes());
    let root = record(&[0], root, SECTOR as u32, 2, &[]);
    out[156..156 + root.len()].copy_from_slice(&root);
    out
}

/// An ISO 9660 disc with a plain tree (with Rock Ridge) and a wide one (Joliet), all files in the first folder.
pub fn iso(files: &[File]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut plain =
        [record(&[0], 19, SECTOR as u32, 2, b"SP\x07\x01\xBE\xEF\0"), record(&[1], 19, SECTOR as u32, 2, &[])].concat();
    let mut wide = [record(&[0], 20, SECTOR as u32, 2, &[]), record(&[1], 20, SECTOR as u32, 2, &[])].concat();
    for file in files {
        let sector = ((FIRST_FILE + data.len()) / SECTOR) as u32;
        let (length, flags) = (file.data.len() as u32, u8::from(file.hidden));
        let mut ridge = Vec::new();
        if let Some(name) = &file.ridge {
            ridge.extend([b'N', b'M', 5 + name.len() as u8, 1, 0]);
            ridge.extend(name.as_bytes());
        }
        if let Some(target) = &file.link {
            let parts: Vec<u8> = target
                .split('/')
                .flat_map(|part| match part {
                    ".." => vec![4, 0],
                    part => [&[0, part.len() as u8], part.as_bytes()].concat(),
                })
                .collect();
            ridge.extend([b'S', b'L', 5 + parts.len() as u8, 1, 0]);
            ridge.extend(parts);
        }
        if let Some(name) = &file.plain {
            plain.extend(record(name.as_bytes(), sector, length, flags, &ridge));
        }
        if let Some(name) = &file.wide {
            wide.extend(record(&utf16(name), sector, length, flags, &[]));
        }
        data.extend(&file.data);
        data.resize(data.len().next_multiple_of(SECTOR), 0);
    }
    let blocks = ((FIRST_FILE + data.len()) / SECTOR) as u32;
    let mut end = descriptor(255, 0, 0);
    end[156..].fill(0);
    plain.resize(SECTOR, 0);
    wide.resize(SECTOR, 0);
    [vec![0; 16 * SECTOR], descriptor(1, 19, blocks), descriptor(2, 20, blocks), end, plain, wide, data].concat()
}

/// A descriptor of UDF with its tag.
fn tagged(kind: u16, location: u32, body: &[(usize, &[u8])]) -> Vec<u8> {
    let mut out = vec![0; SECTOR];
    for (at, bytes) in body {
        out[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    out[..2].copy_from_slice(&kind.to_le_bytes());
    out[2..4].copy_from_slice(&2u16.to_le_bytes());
    out[12..16].copy_from_slice(&location.to_le_bytes());
    seal(&mut out);
    out
}

/// Writes the checksum of a tag.
fn seal(tag: &mut [u8]) {
    tag[4] = 0;
    tag[4] = tag[..16].iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte));
}

/// The partition of [`udf`] begins in this sector.
const PARTITION: u32 = 40;
/// Where the first folder of [`udf`] is described.
pub const UDF_ROOT: usize = (PARTITION as usize + 1) * SECTOR;

/// How the blocks of a [`udf`] partition are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// One after the other.
    Plain,
    /// Through the table that discs have which are written once.
    Virtual,
    /// Some stand elsewhere, because their place is worn out.
    Sparable,
    /// In the pieces of a file.
    Metadata,
}

/// A UDF disc with all files in the first folder. Put over an ISO 9660 disc it is a bridge.
pub fn udf(files: &[File]) -> Vec<u8> {
    udf_of(files, Blocks::Plain)
}

/// The same with the blocks of its partition in disorder, found as `way` says.
pub fn udf_of(files: &[File], way: Blocks) -> Vec<u8> {
    let upper = [u8::from(way != Blocks::Plain), 0];
    let number = |n: usize| (n as u32).to_le_bytes();
    let mut folder = Vec::new();
    let mut blocks: Vec<u8> = Vec::new();
    for file in files.iter().filter(|f| f.udf.is_some()) {
        let icb = 2 + blocks.len() / SECTOR;
        let name = file.udf.as_deref().unwrap_or_default();
        let mut entry = vec![0; 38];
        entry[..2].copy_from_slice(&257u16.to_le_bytes());
        entry[18] = u8::from(file.hidden);
        entry[19] = 1 + 2 * name.encode_utf16().count() as u8;
        entry[20..24].copy_from_slice(&number(SECTOR));
        entry[24..28].copy_from_slice(&number(icb));
        entry[28..30].copy_from_slice(&upper);
        entry.push(16);
        entry.extend(utf16(name));
        entry.resize(entry.len().next_multiple_of(4), 0);
        seal(&mut entry);
        folder.extend(entry);
        let place = [number(file.data.len()), number(icb + 1)].concat();
        blocks.extend(file_entry(icb, 5, 0, file.data.len(), &place));
        blocks.extend(&file.data);
        blocks.resize(blocks.len().next_multiple_of(SECTOR), 0);
    }
    let set_place = [&number(SECTOR)[..], &number(0), &upper].concat();
    let root_place = [&number(SECTOR)[..], &number(1), &upper].concat();
    let blocks = [tagged(256, 0, &[(400, &root_place)]), file_entry(1, 4, 3, folder.len(), &folder), blocks].concat();
    let (partition, map) = spread(&blocks, way);
    let maps = [&[1, 6, 1, 0, 0, 0], &map[..]].concat();
    let logical: &[(usize, &[u8])] = &[
        (212, &number(SECTOR)),
        (248, &set_place),
        (264, &number(maps.len())),
        (268, &number(1 + usize::from(upper[0]))),
        (440, &maps),
    ];
    let sequence = [
        tagged(5, 32, &[(188, &number(PARTITION as usize)), (192, &number(partition.len() / SECTOR))]),
        tagged(6, 33, logical),
        tagged(8, 34, &[]),
    ]
    .concat();
    let mut out = vec![0; 257 * SECTOR];
    for (sector, mark) in [(16, b"BEA01"), (17, b"NSR02"), (18, b"TEA01")] {
        out[sector * SECTOR + 1..sector * SECTOR + 6].copy_from_slice(mark);
    }
    let anchor = tagged(2, 256, &[(16, &number(sequence.len())), (20, &number(32))]);
    out[32 * SECTOR..][..sequence.len()].copy_from_slice(&sequence);
    out[PARTITION as usize * SECTOR..][..partition.len()].copy_from_slice(&partition);
    out[256 * SECTOR..].copy_from_slice(&anchor);
    out
}

/// The sectors of a partition in another order, and the map by which they are found.
fn spread(blocks: &[u8], way: Blocks) -> (Vec<u8>, Vec<u8>) {
    let number = |n: usize| (n as u32).to_le_bytes();
    let count = blocks.len() / SECTOR;
    let backwards: Vec<u8> = blocks.chunks(SECTOR).rev().flatten().copied().collect();
    let (name, partition, more): (&[u8], _, _) = match way {
        Blocks::Plain => return (blocks.to_vec(), Vec::new()),
        Blocks::Virtual => {
            // A header of 8 bytes, then where each block stands.
            let table: Vec<u8> = (0..count).rev().flat_map(number).collect();
            let table = [&8u16.to_le_bytes()[..], &[0; 6], &table].concat();
            let table = file_entry(count, 248, 3, table.len(), &table);
            (b"*UDF Virtual Partition", [backwards, table].concat(), Vec::new())
        }
        Blocks::Sparable => {
            // The first packet of two blocks is worn out and stands behind the others, and the table behind it.
            let moved = number(PARTITION as usize + count);
            let table = [&[0; 20], &b"*UDF Sparing Table"[..], &[0; 18], &number(0), &moved].concat();
            let (first, rest) = blocks.split_at(2 * SECTOR);
            let more =
                [&2u16.to_le_bytes()[..], &[1, 0], &number(table.len()), &number(PARTITION as usize + count + 2)];
            (b"*UDF Sparable Partition", [&vec![0; 2 * SECTOR], rest, first, &table].concat(), more.concat())
        }
        Blocks::Metadata => {
            let places: Vec<u8> = (0..count).rev().flat_map(|n| [number(SECTOR), number(n)].concat()).collect();
            let file = file_entry(count, 250, 0, blocks.len(), &places);
            (b"*UDF Metadata Partition", [backwards, file].concat(), number(count).to_vec())
        }
    };
    let mut map = vec![0; 64];
    map[..2].copy_from_slice(&[2, 64]);
    map[5..5 + name.len()].copy_from_slice(name);
    map[40..40 + more.len()].copy_from_slice(&more);
    (partition.into_iter().chain(std::iter::repeat_n(0, SECTOR)).collect(), map)
}

fn file_entry(location: usize, kind: u8, form: u8, size: usize, places: &[u8]) -> Vec<u8> {
    let length = (places.len() as u32).to_le_bytes();
    let size = (size as u64).to_le_bytes();
    tagged(261, location as u32, &[(27, &[kind]), (34, &[form]), (56, &size), (172, &length), (176, places)])
}

/// A floppy of FAT12 with all files in the first folder: long name, attributes, bytes.
pub fn fat(files: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut boot = vec![0; 512];
    boot[..3].copy_from_slice(&[0xEB, 0x3C, 0x90]);
    boot[11..22].copy_from_slice(&[0, 2, 1, 1, 0, 2, 64, 0, 0, 0, 0xF0]);
    boot[22] = 3;
    boot[54..62].copy_from_slice(b"FAT12   ");
    boot[510..].copy_from_slice(b"\x55\xAA");
    let (mut table, mut root, mut data) = (vec![0xFF0u16, 0xFFF], Vec::new(), Vec::new());
    for (index, (name, attributes, bytes)) in files.iter().enumerate() {
        let short = format!("FILE{index:04}BIN");
        let sum = short.bytes().fold(0u8, |sum, byte| sum.rotate_right(1).wrapping_add(byte));
        let mut wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        wide.resize(wide.len().next_multiple_of(26), 0xFF);
        let pieces: Vec<&[u8]> = wide.chunks(26).collect();
        for (number, piece) in pieces.iter().enumerate().rev() {
            let last = if number + 1 == pieces.len() { 0x40 } else { 0 };
            root.push((number as u8 + 1) | last);
            root.extend(&piece[..10]);
            root.extend([15, 0, sum]);
            root.extend(&piece[10..22]);
            root.extend([0, 0]);
            root.extend(&piece[22..]);
        }
        root.extend(short.bytes());
        root.extend([*attributes, 0]);
        root.extend([0; 13]);
        root.extend((table.len() as u16).to_le_bytes());
        root.extend((bytes.len() as u32).to_le_bytes());
        let clusters = bytes.len().div_ceil(512);
        for left in (0..clusters).rev() {
            table.push(if left == 0 { 0xFFF } else { table.len() as u16 + 1 });
        }
        data.extend_from_slice(bytes);
        data.resize(data.len().next_multiple_of(512), 0);
    }
    root.resize(64 * 32, 0);
    table.resize(1024, 0);
    let packed: Vec<u8> = table
        .chunks(2)
        .flat_map(|pair| (u32::from(pair[0]) | u32::from(pair[1]) << 12).to_le_bytes()[..3].to_vec())
        .collect();
    let sectors = 1 + 2 * 3 + 4 + data.len() / 512 + 8;
    boot[19..21].copy_from_slice(&(sectors as u16).to_le_bytes());
    let mut out = [boot, packed.clone(), packed, root, data].concat();
    out.resize(sectors * 512, 0);
    out
}

/// Where the first file allocation table of [`fat`] stands.
pub const FAT_TABLE: usize = 512;

/// A disk with one partition, from its 64th sector on.
pub fn mbr(partition: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 64 * 512];
    out[446..462].copy_from_slice(&[0, 0, 0, 0, 6, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0]);
    out[458..462].copy_from_slice(&((partition.len() / 512) as u32).to_le_bytes());
    out[510..512].copy_from_slice(b"\x55\xAA");
    out.extend(partition);
    out.resize(out.len().max(64 * 1024), 0);
    out
}

/// A disk with a GUID table of one partition, from its 64th sector on.
pub fn gpt(partition: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 64 * 512];
    out[446..462].copy_from_slice(&[0, 0, 0, 0, 0xEE, 0, 0, 0, 1, 0, 0, 0, 255, 0, 0, 0]);
    out[510..520].copy_from_slice(b"\x55\xAAEFI PART");
    out[512 + 72] = 2;
    out[512 + 80] = 4;
    out[512 + 84] = 128;
    out[1024] = 1;
    out[1024 + 32] = 64;
    out[1024 + 40..1024 + 48].copy_from_slice(&(63 + partition.len() as u64 / 512).to_le_bytes());
    out.extend(partition);
    out
}

fn footer(kind: u8, header: u64, size: usize) -> Vec<u8> {
    let mut out = vec![0; 512];
    out[..8].copy_from_slice(b"conectix");
    out[16..24].copy_from_slice(&header.to_be_bytes());
    out[48..56].copy_from_slice(&(size as u64).to_be_bytes());
    out[63] = kind;
    out
}

/// A virtual disk that is the disk with a footer.
pub fn vhd(disk: &[u8]) -> Vec<u8> {
    [disk.to_vec(), footer(2, u64::MAX, disk.len())].concat()
}

/// Bytes of a block of [`dynamic_vhd`].
pub const VHD_BLOCK: usize = 64 * 1024;

/// A virtual disk whose blocks stand in reverse order.
pub fn dynamic_vhd(disk: &[u8]) -> Vec<u8> {
    let footer = footer(3, 512, disk.len());
    let blocks: Vec<&[u8]> = disk.chunks(VHD_BLOCK).collect();
    let mut header = vec![0; 1024];
    header[..8].copy_from_slice(b"cxsparse");
    header[16..24].copy_from_slice(&1536u64.to_be_bytes());
    header[28..32].copy_from_slice(&(blocks.len() as u32).to_be_bytes());
    header[32..36].copy_from_slice(&(VHD_BLOCK as u32).to_be_bytes());
    let first = 1536 + (blocks.len() * 4).next_multiple_of(512);
    let mut table = vec![0xFF; first - 1536];
    let mut data = Vec::new();
    for (index, block) in blocks.iter().enumerate().rev() {
        let sector = ((first + data.len()) / 512) as u32;
        table[index * 4..index * 4 + 4].copy_from_slice(&sector.to_be_bytes());
        data.extend([0xFF; 512]);
        data.extend_from_slice(block);
        data.resize(data.len().next_multiple_of(512), 0);
    }
    [footer.clone(), header, table, data, footer].concat()
}
