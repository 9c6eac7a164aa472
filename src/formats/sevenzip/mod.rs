//! 7z archives: `DOC/7zFormat.txt` of the LZMA SDK, <https://www.7-zip.org/sdk.html>.
//!
//! The `sevenz-rust2` crate lists and unpacks. What a header asks for is read by us before: the counts in it, and the memory
//! and time that its methods take.

mod blocks;
mod header;
mod methods;
mod overlay;

use std::io::{Read, Seek as _, SeekFrom};

use sevenz_rust2::{Archive, BlockDecoder, Error, Password};

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::parts;

use super::archives::behind_a_picture;
use super::locked::{self, Attempt};
use super::stray;
use overlay::Overlay;

static SEVEN_ZIP: TypeInfo = TypeInfo::new("7z", "7-Zip archive", Nature::Container, |p| p.starts(MARK))
    .mimes(&["application/x-7z-compressed"])
    .extensions(&["7z"])
    .begins("37 7A BC AF 27 1C (\"7z\")")
    .tolerant(|p| behind_a_picture(p, MARK))
    .sought(&[MARK]);

/// The registry row.
pub static FORMAT: Format =
    Format { name: "sevenzip", types: &[&SEVEN_ZIP], rules: &[], inspect: Some(inspect), seeks: true };

const MARK: &[u8] = b"7z\xBC\xAF\x27\x1C";
/// The longest list of members that is read, packed or not, in bytes: a hundred thousand files take fourteen million.
const HEADER: u64 = 32 << 20;
/// Lists that are packed in packed lists.
const LAYERS: usize = 4;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let Some(start) = header::start(artifact.bytes()) else {
        return Err(Gap::malformed("the start of the 7z archive is damaged; its members were not found"));
    };
    let end = start.at.saturating_add(start.size);
    if end > artifact.size() {
        let part = artifact.claim.name.as_ref().and_then(|name| parts::of(name.text()));
        return Err(match part {
            Some(part) => Gap::unsupported(part.words()),
            None => Gap::malformed("the 7z archive is cut off: the list of its members, which stands last, is missing"),
        });
    }
    let mut taken = vec![(0, 32), (start.at, end)];
    if start.size == 0 {
        inspection.fact("members", 0u64);
        return holes(artifact, inspection, taken);
    }
    let mut list = read(artifact, start)?;
    let mut password = None;
    for _ in 0..LAYERS {
        if list.first() != Some(&PACKED) {
            break;
        }
        let packed = list.get(1..).unwrap_or_default();
        let streams = header::packed_header(packed)?;
        taken.push(place(&streams));
        (list, password) = unpack(artifact, inspection, packed, &streams)?;
    }
    if list.first() != Some(&PLAIN) {
        return Err(Gap::malformed("the list of members of the 7z archive is damaged"));
    }
    taken.push(place(&header::check(&list)?));
    let mut overlay = Overlay::new(artifact, list);
    let archive = Archive::read(&mut overlay, &Password::empty()).map_err(|e| damaged(&e))?;
    blocks::unpack(inspection, &archive, &mut overlay, artifact.size(), password)?;
    holes(artifact, inspection, taken)
}

/// The first byte of a list of members.
const PLAIN: u8 = 1;
/// The first byte of one that is packed.
const PACKED: u8 = 23;

fn place(streams: &header::Streams) -> (u64, u64) {
    let from = streams.packed_at.saturating_add(32);
    (from, from.saturating_add(streams.packed))
}

fn damaged(error: &Error) -> Gap {
    Gap::malformed(format!("the list of members of the 7z archive could not be read: {}", blocks::words(error)))
}

/// The list of members as it stands in the archive.
fn read(artifact: &Artifact, start: header::Start) -> Result<Vec<u8>, Gap> {
    if start.size > HEADER {
        return Err(too_long(start.size));
    }
    let mut reader = artifact.reader();
    let mut list = Vec::new();
    let read = reader.seek(SeekFrom::Start(start.at)).and_then(|_| reader.take(start.size).read_to_end(&mut list));
    read.map_err(|e| Gap::malformed(format!("the list of members of the 7z archive could not be read: {e}")))?;
    if header::crc(&list) != start.crc {
        return Err(Gap::malformed("the list of members of the 7z archive is damaged: its checksum is wrong"));
    }
    Ok(list)
}

fn too_long(size: u64) -> Gap {
    Gap::limit(LimitKind::Entries, format!("the list of members of the 7z archive takes {size} bytes"))
}

/// Unpacks a list of members, with the password that opens it if it is locked.
fn unpack(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    packed: &[u8],
    streams: &header::Streams,
) -> Result<(Vec<u8>, Option<String>), Gap> {
    let coders = streams.coders.iter().map(|c| (c.id.as_slice(), c.properties.as_slice()));
    let needs = methods::check(coders)
        .and_then(|needs| inspection.hold(needs.memory).map(|()| needs))
        .map_err(|gap| Gap::new(gap.reason, format!("the list of members of the 7z archive: {}", gap.detail)))?;
    let list = match streams.unpacked > HEADER {
        true => Err(too_long(streams.unpacked)),
        false => unpack_list(artifact, inspection, packed, streams, needs.password),
    };
    inspection.release(needs.memory);
    list
}

/// [`unpack`], once it is known that it takes no more memory than it may.
fn unpack_list(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    packed: &[u8],
    streams: &header::Streams,
    locked: bool,
) -> Result<(Vec<u8>, Option<String>), Gap> {
    // A list of one file without a name, which is the real list.
    let mut list = vec![PLAIN, 4];
    list.extend(packed.get(..streams.length).unwrap_or_default());
    if !streams.cut {
        list.extend([8, 0]);
    }
    list.extend([0, 5, 1, 0, 0]);
    let mut overlay = Overlay::new(artifact, list);
    let archive = Archive::read(&mut overlay, &Password::empty()).map_err(|e| damaged(&e))?;
    if archive.blocks.is_empty() {
        return Err(Gap::malformed("the list of members of the 7z archive is damaged"));
    }
    let mut open = |password: &str| {
        let mut out = Vec::new();
        BlockDecoder::new(1, 0, &archive, &Password::from(password), &mut overlay).for_each_entries(
            &mut |_, reader| {
                reader.take(HEADER).read_to_end(&mut out)?;
                Ok(false)
            },
        )?;
        Ok::<_, Error>(out)
    };
    if !locked {
        return open("").map(|list| (list, None)).map_err(|e| damaged(&e));
    }
    let opened = locked::open(inspection, "the archive", |password| match open(password) {
        Ok(list) if matches!(list.first(), Some(&(PLAIN | PACKED))) => Attempt::Opened(list),
        _ => Attempt::Wrong,
    });
    match opened {
        Some((password, list)) => Ok((list, Some(password.text))),
        None => Err(locked::gap(inspection, "the archive, with the names of its members,")),
    }
}

/// Examines the bytes that are neither list nor packed data.
fn holes(artifact: &Artifact, inspection: &mut Inspection<'_>, mut taken: Vec<(u64, u64)>) -> Result<(), Gap> {
    taken.sort_unstable();
    let mut at = 0;
    for (from, to) in taken {
        if from > at {
            stray::part(artifact, inspection, at, from.min(artifact.size()), "between the members");
        }
        at = at.max(to);
    }
    if at < artifact.size() {
        stray::part(artifact, inspection, at, artifact.size(), "behind the end");
    }
    inspection.check_time()
}
