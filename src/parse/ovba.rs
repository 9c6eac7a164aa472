//! VBA projects in compound files (MS-OVBA,
//! <https://learn.microsoft.com/openspecs/office_file_formats/ms-ovba/>): the list of modules, and their compressed source.
//!
//! Read by us: `ovba` is no longer maintained and brings an old `cfb`, `calamine` and `office-crypto` panic on real files, and
//! none of them shows the compiled code (P-code) beside the source.

/// Modules that are read of one project.
const MODULES: usize = 2_000;
/// Records of the dir stream that are looked at.
const RECORDS: usize = 100_000;
/// What one chunk unpacks to at most, in bytes (MS-OVBA 2.4.1.1.4).
const CHUNK: usize = 4096;

/// What the dir stream says of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The code page of all its texts.
    pub code_page: u16,
    /// Its modules.
    pub modules: Vec<Module>,
}

/// One module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Module {
    /// Its name, in the project's code page.
    pub name: Vec<u8>,
    /// The name of its stream, as Unicode where the project says so.
    pub stream: String,
    /// Where in the stream its compressed source begins; the compiled code stands before.
    pub source: usize,
    /// Whether it belongs to a document, a form or a class.
    pub class: bool,
}

/// What came out of a compressed container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many packed bytes they took.
    pub length: usize,
    /// Whether it ended as it should.
    pub whole: bool,
}

/// Unpacks a compressed container (MS-OVBA 2.4.1.3) to at most `limit` bytes; `None` where none begins here. A chunk that is
/// damaged ends it, and what came until then is given.
pub fn unpack(bytes: &[u8], limit: usize) -> Option<Unpacked> {
    (*bytes.first()? == 1).then_some(())?;
    let (mut at, mut out) = (1usize, Vec::new());
    while let Some(head) = bytes.get(at..at.saturating_add(2)) {
        let head = u16::from_le_bytes([head[0], head[1]]);
        if head >> 12 & 7 != 3 {
            // Zeroes that fill the stream may follow.
            let whole = !out.is_empty() && bytes[at..].iter().take(CHUNK).all(|b| *b == 0);
            return (!out.is_empty()).then_some(Unpacked { bytes: out, length: at, whole });
        }
        let size = usize::from(head & 0xFFF) + 3;
        let end = at.saturating_add(size);
        let body = bytes.get(at + 2..end.min(bytes.len())).unwrap_or_default();
        let good = if head >> 15 == 0 {
            out.extend_from_slice(&body[..body.len().min(CHUNK)]);
            true
        } else {
            chunk(body, &mut out)
        };
        at = end.min(bytes.len());
        if !good || end > bytes.len() || out.len() >= limit {
            out.truncate(limit);
            return (!out.is_empty()).then_some(Unpacked { bytes: out, length: at, whole: false });
        }
    }
    (!out.is_empty()).then_some(Unpacked { bytes: out, length: at, whole: true })
}

/// One compressed chunk; false where it refers to what is not there.
fn chunk(packed: &[u8], out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let mut rest = packed.iter();
    while let Some(flags) = rest.next() {
        for bit in 0..8 {
            let Some(first) = rest.next() else { return true };
            if out.len() - start >= CHUNK {
                return false;
            }
            if flags >> bit & 1 == 0 {
                out.push(*first);
                continue;
            }
            let Some(second) = rest.next() else { return false };
            let token = u16::from_le_bytes([*first, *second]);
            let done = out.len() - start;
            // How many bits tell the distance grows with what is unpacked (MS-OVBA 2.4.1.3.19.1).
            let bits = (usize::BITS - done.saturating_sub(1).leading_zeros()).clamp(4, 12);
            let length = usize::from(token & (0xFFFF >> bits)) + 3;
            let distance = usize::from(token >> (16 - bits)) + 1;
            if distance > done {
                return false;
            }
            for _ in 0..length.min(CHUNK - done) {
                out.push(out[out.len() - distance]);
            }
        }
    }
    true
}

/// Reads the unpacked dir stream; records that are not known are passed over.
pub fn project(dir: &[u8]) -> Project {
    let mut project = Project { code_page: 1252, modules: Vec::new() };
    let mut at = 0usize;
    for _ in 0..RECORDS {
        let Some(head) = dir.get(at..at.saturating_add(6)) else { break };
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let mut size = u32::from_le_bytes([head[2], head[3], head[4], head[5]]) as usize;
        if kind == 0x0009 {
            // PROJECTVERSION says 4 and has 6.
            size = 6;
        }
        let from = at + 6;
        let Some(data) = from.checked_add(size).and_then(|end| dir.get(from..end)) else { break };
        match (kind, project.modules.last_mut()) {
            (0x0003, _) if size == 2 => project.code_page = u16::from_le_bytes([data[0], data[1]]),
            (0x0019, _) => {
                if project.modules.len() >= MODULES {
                    break;
                }
                project.modules.push(Module { name: data.to_vec(), ..Module::default() });
            }
            (0x001A, Some(module)) if module.stream.is_empty() => {
                module.stream = String::from_utf8_lossy(data).into_owned();
            }
            (0x0032, Some(module)) => {
                let units: Vec<u16> = data.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
                module.stream = String::from_utf16_lossy(&units);
            }
            (0x0031, Some(module)) if size == 4 => {
                module.source = u32::from_le_bytes([data[0], data[1], data[2], data[3]]) as usize;
            }
            (0x0022, Some(module)) => module.class = true,
            _ => {}
        }
        at = from + size;
    }
    project
}

/// Where compressed source begins in bytes whose tables are lost: every module begins with the word "Attribute", of which
/// the first eight letters are never compressed.
pub fn sources(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr::memmem::find_iter(bytes, b"\0Attribut").filter_map(|at| {
        let start = at.checked_sub(3)?;
        (bytes[start] == 1 && bytes[start + 2] >> 4 & 7 == 3).then_some(start)
    })
}

/// The name of a code page as mail and web pages write it.
pub fn charset(code_page: u16) -> String {
    match code_page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        page => format!("windows-{page}"),
    }
}
