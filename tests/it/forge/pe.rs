//! Windows programs: headers and tables only. There is no code in any section, so nothing can run.

/// A DOS header that points at a PE header with an empty section table.
pub fn minimal() -> Vec<u8> {
    let mut out = vec![0u8; 0x200];
    out[..2].copy_from_slice(b"MZ");
    out[0x3C..0x40].copy_from_slice(&0x80u32.to_le_bytes());
    out[0x80..0x84].copy_from_slice(b"PE\0\0");
    // Machine x86-64, no sections, optional header of 0xF0 bytes, executable image.
    out[0x84..0x86].copy_from_slice(&0x8664u16.to_le_bytes());
    out[0x94..0x96].copy_from_slice(&0xF0u16.to_le_bytes());
    out[0x96..0x98].copy_from_slice(&0x0022u16.to_le_bytes());
    out[0x98..0x9A].copy_from_slice(&0x020Bu16.to_le_bytes());
    out
}

/// Section flags: code that may be read and run, and data that may be read.
pub const CODE: u32 = 0x6000_0020;
pub const DATA: u32 = 0x4000_0040;
/// The flag of a section that may be written.
pub const WRITE: u32 = 0x8000_0000;

/// Where the first section stands in the file.
const FIRST: usize = 0x400;

/// A program in the making; the headers are right, the sections hold what is put in.
#[derive(Debug, Clone)]
pub struct Program {
    pub wide: bool,
    pub characteristics: u16,
    pub subsystem: u16,
    pub entry: u32,
    pub directories: [(u32, u32); 16],
    sections: Vec<(String, u32, Vec<u8>)>,
}

/// A 64-bit console program with one section of zeros in place of code, and honest imports.
pub fn program() -> Program {
    bare().section(".text", CODE, vec![0; 0x400]).entry(0x1000).imports(&[
        (
            "KERNEL32.dll",
            &["ExitProcess", "GetModuleHandleW", "WriteFile", "GetStdHandle", "CreateFileW", "CloseHandle"],
        ),
        ("msvcrt.dll", &["printf", "malloc", "free", "memcpy", "exit", "strlen"]),
    ])
}

/// The same without sections, imports and entry point.
pub fn bare() -> Program {
    Program {
        wide: true,
        characteristics: 0x0022,
        subsystem: 3,
        entry: 0,
        directories: [(0, 0); 16],
        sections: Vec::new(),
    }
}

/// A library.
pub fn library() -> Program {
    Program { characteristics: 0x2022, ..program() }
}

impl Program {
    /// The address at which the next section will stand.
    pub fn next_address(&self) -> u32 {
        self.sections.iter().fold(0x1000, |at, (_, _, data)| at + (data.len() as u32).max(1).next_multiple_of(0x1000))
    }

    pub fn section(mut self, name: &str, flags: u32, data: Vec<u8>) -> Self {
        self.sections.push((name.to_owned(), flags, data));
        self
    }

    pub fn entry(mut self, entry: u32) -> Self {
        self.entry = entry;
        self
    }

    pub fn subsystem(mut self, subsystem: u16) -> Self {
        self.subsystem = subsystem;
        self
    }

    /// A section that a data directory points at.
    pub fn table(mut self, name: &str, directory: usize, data: Vec<u8>) -> Self {
        self.directories[directory] = (self.next_address(), data.len() as u32);
        self.section(name, DATA, data)
    }

    /// Functions taken from libraries.
    pub fn imports(self, libraries: &[(&str, &[&str])]) -> Self {
        let base = self.next_address();
        let thunk = if self.wide { 8 } else { 4 };
        let mut table = vec![0u8; (libraries.len() + 1) * 20];
        for (i, (library, functions)) in libraries.iter().enumerate() {
            let thunks = table.len();
            table.resize(thunks + (functions.len() + 1) * thunk, 0);
            for (j, function) in functions.iter().enumerate() {
                let name = base + table.len() as u32;
                table[thunks + j * thunk..][..4].copy_from_slice(&name.to_le_bytes());
                table.extend([0, 0]);
                table.extend(function.as_bytes());
                table.push(0);
            }
            let name = base + table.len() as u32;
            table.extend(library.as_bytes());
            table.push(0);
            table.resize(table.len().next_multiple_of(8), 0);
            let thunks = base + thunks as u32;
            let row = &mut table[i * 20..][..20];
            row[..4].copy_from_slice(&thunks.to_le_bytes());
            row[12..16].copy_from_slice(&name.to_le_bytes());
            row[16..20].copy_from_slice(&thunks.to_le_bytes());
        }
        self.table(".idata", 1, table)
    }

    /// Functions offered to others.
    pub fn exports(self, names: &[&str]) -> Self {
        let base = self.next_address();
        let mut table = vec![0u8; 40 + names.len() * 4];
        table[24..28].copy_from_slice(&(names.len() as u32).to_le_bytes());
        table[32..36].copy_from_slice(&(base + 40).to_le_bytes());
        for (i, name) in names.iter().enumerate() {
            let at = base + table.len() as u32;
            table[40 + i * 4..][..4].copy_from_slice(&at.to_le_bytes());
            table.extend(name.as_bytes());
            table.push(0);
        }
        self.table(".edata", 0, table)
    }

    /// Resources: type, number and content of each.
    pub fn resources(self, resources: &[(u32, u32, &[u8])]) -> Self {
        let base = self.next_address();
        // Three levels: types, numbers, languages; then the entries, then the bytes.
        let head = |out: &mut Vec<u8>, count: u16| {
            out.extend([0; 14]);
            out.extend(count.to_le_bytes());
        };
        let (mut root, mut middle, mut leaves, mut entries, mut data) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let count = resources.len() as u32;
        let (at_middle, at_leaves, at_entries) = (16 + count * 8, 16 + count * 32, 16 + count * 56);
        let at_data = (at_entries + count * 16).next_multiple_of(8);
        head(&mut root, count as u16);
        for (i, (kind, number, bytes)) in resources.iter().enumerate() {
            let i = i as u32;
            root.extend(kind.to_le_bytes());
            root.extend((0x8000_0000 | (at_middle + i * 24)).to_le_bytes());
            head(&mut middle, 1);
            middle.extend(number.to_le_bytes());
            middle.extend((0x8000_0000 | (at_leaves + i * 24)).to_le_bytes());
            head(&mut leaves, 1);
            leaves.extend(0x409u32.to_le_bytes());
            leaves.extend((at_entries + i * 16).to_le_bytes());
            entries.extend((base + at_data + data.len() as u32).to_le_bytes());
            entries.extend((bytes.len() as u32).to_le_bytes());
            entries.extend([0; 8]);
            data.extend_from_slice(bytes);
            data.resize(data.len().next_multiple_of(8), 0);
        }
        let mut out = [root, middle, leaves, entries].concat();
        out.resize(at_data as usize, 0);
        out.extend(data);
        self.table(".rsrc", 2, out)
    }

    /// The bytes of the file.
    pub fn build(&self) -> Vec<u8> {
        let optional_size: u16 = if self.wide { 0xF0 } else { 0xE0 };
        let mut out = vec![0u8; FIRST];
        out[..2].copy_from_slice(b"MZ");
        out[0x3C..0x40].copy_from_slice(&0x80u32.to_le_bytes());
        out[0x80..0x84].copy_from_slice(b"PE\0\0");
        let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
        put(0x84, &(if self.wide { 0x8664u16 } else { 0x014C }).to_le_bytes());
        put(0x86, &(self.sections.len() as u16).to_le_bytes());
        put(0x94, &optional_size.to_le_bytes());
        put(0x96, &self.characteristics.to_le_bytes());
        let optional = 0x98;
        put(optional, &(if self.wide { 0x20Bu16 } else { 0x10B }).to_le_bytes());
        put(optional + 16, &self.entry.to_le_bytes());
        put(optional + if self.wide { 24 } else { 28 }, &0x40_0000u32.to_le_bytes());
        put(optional + 32, &0x1000u32.to_le_bytes());
        put(optional + 36, &0x200u32.to_le_bytes());
        put(optional + 48, &6u16.to_le_bytes());
        put(optional + 56, &self.next_address().to_le_bytes());
        put(optional + 60, &(FIRST as u32).to_le_bytes());
        put(optional + 68, &self.subsystem.to_le_bytes());
        let first = optional + if self.wide { 112 } else { 96 };
        put(first - 4, &16u32.to_le_bytes());
        for (i, (address, size)) in self.directories.iter().enumerate() {
            put(first + i * 8, &address.to_le_bytes());
            put(first + i * 8 + 4, &size.to_le_bytes());
        }
        let (mut address, mut offset) = (0x1000u32, FIRST as u32);
        for (i, (name, flags, data)) in self.sections.iter().enumerate() {
            let row = optional + usize::from(optional_size) + i * 40;
            put(row, name.as_bytes());
            let size = data.len().next_multiple_of(0x200) as u32;
            put(row + 8, &(data.len() as u32).to_le_bytes());
            put(row + 12, &address.to_le_bytes());
            put(row + 16, &size.to_le_bytes());
            put(row + 20, &offset.to_le_bytes());
            put(row + 36, &flags.to_le_bytes());
            address += (data.len() as u32).max(1).next_multiple_of(0x1000);
            offset += size;
        }
        for (_, _, data) in &self.sections {
            out.extend_from_slice(data);
            out.resize(out.len().next_multiple_of(0x200), 0);
        }
        out
    }
}

/// A 16-bit program: a DOS header whose image is the header alone.
pub fn dos() -> Vec<u8> {
    let mut out = vec![0u8; 0x200];
    out[..2].copy_from_slice(b"MZ");
    // One page, header of 32 paragraphs.
    out[4] = 1;
    out[8] = 32;
    out
}

/// A DOS header that points at a header of an older kind.
pub fn old(mark: &[u8]) -> Vec<u8> {
    let mut out = dos();
    out[0x3C] = 0x80;
    out[0x80..0x80 + mark.len()].copy_from_slice(mark);
    out
}

/// A version description with these texts, as far as readers look at it.
pub fn version(texts: &[(&str, &str)]) -> Vec<u8> {
    let units = |text: &str| text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut out = units("VS_VERSION_INFO");
    for (key, value) in texts {
        out.resize(out.len().next_multiple_of(4), 0);
        out.extend([0x2A, 0, 0x10, 0, 1, 0]);
        out.extend(units(key));
        out.resize(out.len().next_multiple_of(4), 0);
        out.extend(units(value));
    }
    out
}

/// A program with a version description.
pub fn described(texts: &[(&str, &str)]) -> Program {
    program().resources(&[(16, 1, &version(texts))])
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut out = vec![tag, 0x82];
    out.extend((body.len() as u16).to_be_bytes());
    out.extend(body);
    out
}

const SHA_256: &[u8] = b"\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";

/// The file with a signature in the name of "Honest Maker": the checksums are right, the key's work is missing. `extra`
/// stands in the room of the signature, behind it.
pub fn signed(program: &Program, extra: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    let mut file = program.build();
    let checksum = 0x98 + 64;
    let place = 0x98 + if program.wide { 112 } else { 96 } + 32;
    let content = [&file[..checksum], &file[checksum + 4..place], &file[place + 8..]].concat();
    let digest = sha2::Sha256::digest(&content);
    let data = der(0x30, &[b"\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x02\x01\x0F"]);
    let checked = der(0x30, &[SHA_256, &der(0x04, &[&digest])]);
    let statement = der(0x30, &[&data, &checked]);
    let statement_digest = sha2::Sha256::digest(&statement[4..]);
    let name = der(0x30, &[&der(0x31, &[&der(0x30, &[b"\x06\x03\x55\x04\x03", &der(0x0C, &[b"Honest Maker"])])])]);
    let certificate = der(0x30, &[&der(0x30, &[b"\x02\x01\x07", SHA_256, &name, b"\x30\x00", &name])]);
    let attribute =
        der(0x30, &[b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04", &der(0x31, &[&der(0x04, &[&statement_digest])])]);
    let signer =
        der(0x30, &[b"\x02\x01\x01", &der(0x30, &[&name, b"\x02\x01\x07"]), SHA_256, &der(0xA0, &[&attribute])]);
    let enclosed = der(0x30, &[b"\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x02\x01\x04", &der(0xA0, &[&statement])]);
    let signed_data = der(
        0x30,
        &[
            b"\x02\x01\x01",
            &der(0x31, &[SHA_256]),
            &enclosed,
            // The same certificate twice, as one signing service does it.
            &der(0xA0, &[&certificate, &certificate]),
            &der(0x31, &[&signer]),
        ],
    );
    let mut room = der(0x30, &[b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", &der(0xA0, &[&signed_data])]);
    room.extend(extra);
    room.resize(room.len().next_multiple_of(8), 0);
    let (offset, size) = (file.len() as u32, room.len() as u32 + 8);
    file[place..place + 4].copy_from_slice(&offset.to_le_bytes());
    file[place + 4..place + 8].copy_from_slice(&size.to_le_bytes());
    file.extend(size.to_le_bytes());
    file.extend([0, 2, 2, 0]);
    file.extend(room);
    file
}
