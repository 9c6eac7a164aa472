//! Windows cabinets: [MS-CAB], <https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-cab/>.
//!
//! The `cab` crate panics on some damaged cabinets and refuses others whole that unpackers open in part, and it lists nothing
//! of one that is cut in several. So the lists are read here; `flate2` and `lzxd` unpack.

mod folder;
pub mod lzx;

use std::io::{Read, Seek as _, SeekFrom};

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::member::{self, Members, Place};
use super::stray;
use folder::{Folder, Method};

static CAB: TypeInfo = TypeInfo::new("cab", "Windows cabinet", Nature::Container, |p| p.starts(b"MSCF\0\0\0\0"))
    .mimes(&["application/vnd.ms-cab-compressed"])
    .extensions(&["cab", "onepkg"])
    .begins("4D 53 43 46 (\"MSCF\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "cab", types: &[&CAB], rules: &[], inspect: Some(inspect), seeks: true };

/// The longest list of files that is read: the most files with usual names.
const LIST: u64 = 8 << 20;
/// The longest name; the specification says 256 bytes.
const NAME: usize = 1024;

/// What the head says.
#[derive(Debug, Default)]
struct Head {
    size: u64,
    files_at: u64,
    files: u16,
    /// Where the data of each folder begins, how many blocks it has, how they are packed.
    folders: Vec<(u64, u16, u16)>,
    /// How many bytes stand in each block behind its head.
    reserved: u8,
    previous: Option<String>,
    next: Option<String>,
    /// Where the signature stands behind the end, and its size.
    signature: (u64, u64),
}

/// One file of the list.
#[derive(Debug)]
struct Entry {
    name: Name,
    place: u64,
    size: u64,
    offset: u64,
    folder: u16,
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = || Gap::malformed("the lists of the cabinet are damaged or cut off");
    let head = head(artifact).ok_or_else(damaged)?;
    let list = read(artifact, head.files_at, LIST).ok_or_else(damaged)?;
    let entries = entries(&list, &head);
    inspection.fact("members", u64::from(head.files));
    if entries.len() < usize::from(head.files) {
        inspection.gap(damaged());
    }
    if head.size > artifact.size() {
        inspection.gap(Gap::malformed("the cabinet is cut off"));
    }
    let all = entries.iter().fold(0u64, |sum, e| sum.saturating_add(e.size));
    let largest = entries.iter().max_by_key(|e| e.size).map(|e| (e.name.text(), Place::Byte(e.place)));
    member::bomb(inspection, largest, artifact.size(), all);
    let mut members = Members::new();
    let mut order: Vec<&Entry> = entries.iter().collect();
    order.sort_by_key(|e| (e.folder, e.offset, e.size));
    let mut rest = order.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|e| e.folder == first.folder).count();
        let (files, behind) = rest.split_at(count);
        rest = behind;
        if !one_folder(artifact, inspection, &head, files, &mut members)? {
            return Ok(());
        }
    }
    let mut end = head.size.min(artifact.size());
    if head.signature.0 == end {
        end = end.saturating_add(head.signature.1).min(artifact.size());
    }
    stray::part(artifact, inspection, end, artifact.size(), "behind the end");
    Ok(())
}

/// The files of one folder, in the order of their data; false when the limits refuse more.
fn one_folder(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    head: &Head,
    files: &[&Entry],
    members: &mut Members,
) -> Result<bool, Gap> {
    let Some(first) = files.first() else { return Ok(true) };
    let number = first.folder;
    let what = match files.len() {
        1 => format!("\"{}\"", first.name),
        n => format!("\"{}\" and {} more", first.name, n - 1),
    };
    let opened = match number {
        FROM_PREVIOUS | THROUGH => Err(elsewhere(&what, "begins in another cabinet", &head.previous)),
        TO_NEXT => Err(elsewhere(&what, "goes on in another cabinet", &head.next)),
        _ => match head.folders.get(usize::from(number)) {
            None => Err(Gap::malformed(format!("{what}: the cabinet has no such folder"))),
            // Its first blocks belong to the last folder of the cabinet before.
            Some(_) if number == 0 && head.previous.is_some() => {
                Err(elsewhere(&what, "may begin in another cabinet", &head.previous))
            }
            Some((at, blocks, method)) => match Method::of(*method) {
                Ok(method) => Ok(Folder::new(artifact, *at, *blocks, head.reserved, method)),
                Err(method) => Err(Gap::unsupported(format!("{what}: packed by a method not known here ({method})"))),
            },
        },
    };
    let mut folder = match opened {
        Ok(folder) => folder,
        Err(gap) => {
            inspection.gap(gap);
            return Ok(files.iter().all(|file| named(inspection, members, file)));
        }
    };
    let mut reached = true;
    for file in files {
        inspection.check_time()?;
        if reached && file.offset < folder.position {
            inspection.gap(Gap::malformed(format!("\"{}\" shares its bytes with another member", file.name)));
            if !named(inspection, members, file) {
                return Ok(false);
            }
            continue;
        }
        if reached && let Err(error) = skip(inspection, &mut folder, file.offset)? {
            inspection.gap(Gap::malformed(format!("\"{}\" and what follows it was not reached: {error}", file.name)));
            reached = false;
        }
        if !reached {
            if !named(inspection, members, file) {
                return Ok(false);
            }
            continue;
        }
        let before = folder.position;
        let name = file.name.clone();
        let Some(child) = members.file(inspection, name, Place::Byte(file.place), &mut (&mut folder).take(file.size))
        else {
            return Ok(false);
        };
        if child.whole && folder.position - before < file.size {
            inspection.gap(Gap::malformed(format!("\"{}\" is cut off", file.name)));
        }
    }
    if folder.wrong {
        inspection.gap(Gap::malformed(format!("the data of {what} does not bear its checksum")));
    }
    Ok(true)
}

/// Unpacks up to a place.
fn skip(inspection: &mut Inspection<'_>, folder: &mut Folder<'_>, to: u64) -> Result<std::io::Result<()>, Gap> {
    let mut block = vec![0; lzx::CHUNK];
    while folder.position < to {
        inspection.check_time()?;
        let most = usize::try_from(to - folder.position).unwrap_or(usize::MAX).min(block.len());
        match folder.read(&mut block[..most]) {
            Ok(0) => return Ok(Err(std::io::ErrorKind::UnexpectedEof.into())),
            Ok(_) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(()))
}

/// A file that cannot be unpacked, by its name.
fn named(inspection: &mut Inspection<'_>, members: &mut Members, file: &Entry) -> bool {
    members.locked(inspection, file.name.clone(), Place::Byte(file.place)).is_some()
}

/// Folder numbers of files of which a part is in the cabinet before, behind, or in both.
const FROM_PREVIOUS: u16 = 0xFFFD;
const TO_NEXT: u16 = 0xFFFE;
const THROUGH: u16 = 0xFFFF;

fn elsewhere(what: &str, how: &str, name: &Option<String>) -> Gap {
    let which = name.as_ref().map_or_else(String::new, |name| format!(" (\"{name}\")"));
    Gap::unsupported(format!("{what} {how}{which}, which is missing"))
}

/// Bytes from a place on, fewer at the end.
fn read(artifact: &Artifact, at: u64, most: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut reader = artifact.reader();
    reader.seek(SeekFrom::Start(at)).ok()?;
    reader.take(most).read_to_end(&mut out).ok()?;
    Some(out)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// A text up to its zero.
fn text(bytes: &[u8]) -> Option<&[u8]> {
    let look = bytes.get(..bytes.len().min(NAME))?;
    look.get(..memchr::memchr(0, look)?)
}

/// The head with the list of folders.
fn head(artifact: &Artifact) -> Option<Head> {
    // At most a head, 65,535 reserved bytes, four names, and 65,535 folders of 8 bytes and what is reserved in each.
    let bytes = read(artifact, 0, LIST)?;
    let bytes = bytes.as_slice();
    let (folders, flags) = (u16_at(bytes, 26)?, u16_at(bytes, 30)?);
    let mut head = Head {
        size: u32_at(bytes, 8)?.into(),
        files_at: u32_at(bytes, 16)?.into(),
        files: u16_at(bytes, 28)?,
        ..Head::default()
    };
    let (mut at, mut each) = (36, 8);
    if flags & 4 != 0 {
        let own = usize::from(u16_at(bytes, at)?);
        each += usize::from(*bytes.get(at + 2)?);
        head.reserved = *bytes.get(at + 3)?;
        at += 4;
        if own >= 20 {
            head.signature = (u32_at(bytes, at + 4)?.into(), u32_at(bytes, at + 8)?.into());
        }
        at += own;
    }
    let mut names = Vec::new();
    for bit in [1, 2] {
        if flags & bit == 0 {
            names.push(None);
            continue;
        }
        let name = text(bytes.get(at..)?)?;
        at += name.len() + 1;
        // The name of the disk.
        at += text(bytes.get(at..)?)?.len() + 1;
        names.push(Some(String::from_utf8_lossy(name).into_owned()));
    }
    (head.next, head.previous) = (names.pop()?, names.pop()?);
    for _ in 0..folders {
        let Some(start) = u32_at(bytes, at) else { break };
        head.folders.push((start.into(), u16_at(bytes, at + 4)?, u16_at(bytes, at + 6)?));
        at += each;
    }
    Some(head)
}

/// The files, as far as the list goes.
fn entries(list: &[u8], head: &Head) -> Vec<Entry> {
    let mut at = 0;
    let mut next = || {
        let name = text(list.get(at + 16..)?)?;
        let entry = Entry {
            name: Name::from_bytes(name),
            place: head.files_at + at as u64,
            size: u32_at(list, at)?.into(),
            offset: u32_at(list, at + 4)?.into(),
            folder: u16_at(list, at + 8)?,
        };
        at += 17 + name.len();
        Some(entry)
    };
    (0..head.files).map_while(|_| next()).collect()
}
