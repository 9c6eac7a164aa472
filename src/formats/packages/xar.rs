//! XAR archives, of which macOS makes its installer packages: a header, a packed table of contents in XML, and a heap.
//! <https://github.com/mackyle/xar/wiki/xarformat>. No crate reads them without trusting their sizes.

use std::io::{BufReader, Read};

use flate2::bufread::{GzDecoder, ZlibDecoder};
use lzma_rust2::{LzmaReader, XzReader};

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::super::member::{self, Kind, Members};
use super::super::{packed, stray};
use super::toc::{self, File};

static XAR: TypeInfo = TypeInfo::new("xar", "macOS installer package (XAR)", Nature::Program, |p| p.starts(b"xar!\0"))
    .mimes(&["application/x-xar", "application/vnd.apple.installer+xml"])
    .extensions(&["pkg", "xar", "mpkg"])
    .begins("78 61 72 21 (\"xar!\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "xar", types: &[&XAR], rules: &[], inspect: Some(inspect), seeks: true };

/// The longest table of contents, unpacked, in bytes.
const TABLE: u64 = 32 << 20;
/// The most files of a table.
const FILES: usize = 100_000;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let head = artifact.window(0, 28);
    let cut = || Gap::malformed("the archive is cut off in its header or its table of contents");
    let number = |from: usize, to: usize| {
        head.get(from..to).map(|bytes| bytes.iter().fold(0u64, |n, b| n << 8 | u64::from(*b))).ok_or_else(cut)
    };
    let (header, length) = (number(4, 6)?, number(8, 16)?);
    let heap = header.checked_add(length).filter(|heap| *heap <= artifact.size()).ok_or_else(cut)?;
    let mut xml = Vec::new();
    let table = packed::part(artifact, inspection, header, length);
    let read = ZlibDecoder::new(BufReader::new(table)).take(TABLE + 1).read_to_end(&mut xml);
    if xml.len() as u64 > TABLE {
        inspection.gap(Gap::limit(LimitKind::Entries, format!("the table of contents has more than {TABLE} bytes")));
        xml.truncate(usize::try_from(TABLE).unwrap_or(0));
    } else if let Err(error) = read {
        inspection.gap(Gap::malformed(format!("the table of contents is damaged: {error}")));
    }
    let contents = toc::read(&String::from_utf8_lossy(&xml), FILES);
    drop(xml);
    if let Some(damage) = contents.damage {
        inspection.gap(Gap::malformed(format!("the table of contents cannot be read to its end: {damage}")));
    }
    let (mut members, mut came, mut largest) = (Members::new(), 0u64, None);
    for file in contents.files {
        inspection.check_time()?;
        let (name, place) = (Name::from_text(&file.name), members.number());
        let kind = match file.kind.as_str() {
            "directory" => Kind::Folder,
            "symlink" => Kind::Link(&file.link),
            "hardlink" if file.length == 0 => Kind::HardLink(""),
            "character special" | "block special" => Kind::Device,
            _ => Kind::File,
        };
        if kind != Kind::File && file.length == 0 {
            members.judge(inspection, &name, place, kind);
            continue;
        }
        let Some(child) = hand_over(artifact, inspection, &mut members, heap, &file) else { break };
        came = came.saturating_add(child.size);
        if !child.whole && largest.as_ref().is_none_or(|(_, _, size)| child.size > *size) {
            largest = Some((file.name, place, child.size));
        }
    }
    inspection.fact("members", members.count());
    if let Some((name, place, _)) = largest {
        member::bomb(inspection, Some((&name, place)), artifact.size(), came);
    }
    stray::part(artifact, inspection, heap.saturating_add(contents.end), artifact.size(), "behind the end");
    Ok(())
}

/// Unpacks a file of the heap.
fn hand_over(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    members: &mut Members,
    heap: u64,
    file: &File,
) -> Option<Child> {
    let (name, place) = (Name::from_text(&file.name), members.number());
    let from = heap.saturating_add(file.offset);
    let end = from.saturating_add(file.length);
    if end > artifact.size() {
        inspection.gap(Gap::malformed(format!("\"{}\" reaches beyond the end of the archive", file.name)));
    }
    let part = BufReader::new(packed::part(artifact, inspection, from, file.length));
    let head = artifact.window(from, packed::xz::HEAD);
    let memory = match file.packing.as_str() {
        "application/x-xz" | "application/x-lzma" if head.starts_with(b"\xFD7zXZ\0") => {
            packed::allowed(packed::xz::dictionary(&head))
        }
        "application/x-lzma" => packed::allowed(packed::lzma::alone(&head)),
        _ => 0,
    };
    if let Err(gap) = inspection.hold(memory) {
        inspection.gap(gap);
        return members.locked(inspection, name, place);
    }
    let mut reader: Box<dyn Read + '_> = match file.packing.as_str() {
        // An empty file has no bytes, however it is packed.
        _ if file.length == 0 => Box::new(std::io::empty()),
        "" | "application/octet-stream" => {
            return members.stored(inspection, name, place, from.min(artifact.size())..end.min(artifact.size()));
        }
        "application/x-gzip" if head.starts_with(b"\x1F\x8B") => Box::new(GzDecoder::new(part)),
        // What the format calls gzip is zlib.
        "application/x-gzip" => Box::new(ZlibDecoder::new(part)),
        "application/x-bzip2" => Box::new(bzip2::bufread::MultiBzDecoder::new(part)),
        "application/x-xz" | "application/x-lzma" if head.starts_with(b"\xFD7zXZ\0") => {
            Box::new(XzReader::new_mem_limit(part, true, packed::kib(memory)))
        }
        "application/x-lzma" => match LzmaReader::new_mem_limit(part, packed::kib(memory), None) {
            Ok(reader) => Box::new(reader),
            Err(error) => {
                inspection.release(memory);
                inspection.gap(Gap::malformed(format!("\"{}\" cannot be unpacked: {error}", file.name)));
                return members.locked(inspection, name, place);
            }
        },
        other => {
            inspection.gap(Gap::unsupported(format!("\"{}\" is packed as {other}, which is not known", file.name)));
            return members.locked(inspection, name, place);
        }
    };
    let claim = Claim::named(name);
    let fetched = inspection.fetch(&claim, &mut reader);
    // What unpacked it is dropped before it is examined.
    drop(reader);
    inspection.release(memory);
    if let Some(name) = &claim.name {
        members.judge(inspection, name, place, Kind::File);
    }
    inspection.give(Origin::Member, claim, fetched)
}
