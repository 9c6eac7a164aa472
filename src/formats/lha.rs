//! LHA archives (`.lzh`): the headers of levels 0 to 3 as `header.doc` of LHa for UNIX describes them, read and unpacked by
//! the `delharc` crate.

use std::io::Read as _;

use delharc::LhaDecodeReader;
use delharc::header::LhaHeader;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::member::{self, Kind, Members, Place};
use super::stray;

static LHA: TypeInfo = TypeInfo::new("lha", "LHA archive", Nature::Container, |p| is_lha(p.bytes))
    .mimes(&["application/x-lzh-compressed", "application/x-lha"])
    .extensions(&["lzh", "lha"]);

/// The registry row.
pub static FORMAT: Format = Format { name: "lha", types: &[&LHA], rules: &[], inspect: Some(inspect), seeks: true };

/// The most members that are looked at.
const MOST: u64 = 100_000;

/// A member header: the method `-lh?-`, `-lz?-` or `-pm?-` at byte 2, a level below 4 at byte 20.
fn is_lha(bytes: &[u8]) -> bool {
    let method = bytes.get(2..7);
    let known = matches!(method, Some([b'-', b'l', b'h' | b'z', b'0'..=b'9' | b'd' | b's' | b'x', b'-']))
        || matches!(method, Some([b'-', b'p', b'm', b'0'..=b'2' | b's', b'-']));
    known && bytes.get(20).is_some_and(|level| *level < 4)
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = |why: String| Gap::malformed(format!("the LHA archive is damaged or cut off: {why}"));
    let mut archive = LhaDecodeReader::new(artifact.reader()).map_err(|e| damaged(e.to_string()))?;
    let mut members = Members::new();
    let mut largest: (u64, String, Place) = (0, String::new(), Place::Number(1));
    let mut all = 0u64;
    loop {
        inspection.check_time()?;
        let header = archive.header();
        let (name, place) = (name(header), members.number());
        let (size, packed, method) = (header.original_size, header.compressed_size, header.compression);
        all = all.saturating_add(size);
        if size >= largest.0 {
            largest = (size, name.text().to_owned(), place);
        }
        let link = name.text().split_once('|').map(|(name, target)| (name.to_owned(), target.to_owned()));
        if header.is_directory() {
            // A symbolic link is a folder that is named `name|target`.
            match link {
                Some((name, target)) => {
                    members.judge(inspection, &Name::from_text(&name), place, Kind::Link(&target));
                }
                None => members.judge(inspection, &name, place, Kind::Folder),
            }
        } else if !archive.is_decoder_supported() {
            let method = String::from_utf8_lossy(&method).into_owned();
            inspection.gap(Gap::unsupported(format!("\"{name}\" is packed by a method not known here ({method})")));
            if members.locked(inspection, name, place).is_none() {
                return Ok(());
            }
        } else {
            let shown = name.to_string();
            if members.file(inspection, name, place, &mut (&mut archive).take(size)).is_none() {
                return Ok(());
            }
            if archive.is_empty() && archive.crc_check().is_err() {
                inspection.gap(Gap::malformed(format!("\"{shown}\" does not bear its checksum")));
            }
        }
        if members.count() >= MOST {
            return Err(Gap::limit(LimitKind::Entries, "the LHA archive has too many members"));
        }
        let left = archive.get_ref().map_or(0, |r| artifact.size().saturating_sub(position(r)));
        match archive.seek_next_file() {
            Ok(true) => {}
            // An archive that was cut in its last member ends behind its end.
            Ok(false) if packed > 0 && left == 0 && archive.get_ref().map_or(0, position) > artifact.size() => {
                return Err(damaged("its last member is not whole".to_owned()));
            }
            Ok(false) => break,
            Err(error) => {
                return Err(damaged(error.to_string()));
            }
        }
    }
    inspection.fact("members", members.count());
    member::bomb(inspection, Some((&largest.1, largest.2)), artifact.size(), all);
    let end = archive.get_ref().map_or(0, position);
    if end > 0 && end < artifact.size() {
        stray::part(artifact, inspection, end, artifact.size(), "behind the end");
    }
    Ok(())
}

fn position(reader: &crate::model::artifact::ContentReader<'_>) -> u64 {
    use std::io::Seek as _;
    reader.clone().stream_position().unwrap_or(0)
}

/// The name with its folders. The crate's own takes away what leads out of the archive.
fn name(header: &LhaHeader) -> Name {
    let (mut folders, mut file) = (Vec::new(), Vec::new());
    // In UTF-16, where programs of Windows wrote it too.
    let (mut wide_folders, mut wide_file) = (None, None);
    let wide = |bytes: &[u8]| {
        let units = bytes.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]]));
        // Folders end in this number, which is no letter.
        let units: Vec<u16> = units.map(|u| if u == 0xFFFF { u16::from(b'/') } else { u }).collect();
        String::from_utf16_lossy(&units)
    };
    for extra in header.iter_extra() {
        match extra {
            [1, name @ ..] => file = name.to_vec(),
            [2, path @ ..] => folders = path.to_vec(),
            [0x44, name @ ..] => wide_file = Some(wide(name)),
            [0x45, path @ ..] => wide_folders = Some(wide(path)),
            _ => {}
        }
    }
    if let Some(file) = wide_file {
        return Name::from_text(&(wide_folders.unwrap_or_default() + &file));
    }
    if file.is_empty() {
        file = header.filename.split(|b| *b == 0).next().unwrap_or_default().to_vec();
    }
    // Folders end in this byte, which no writing uses.
    let slashed = |bytes: Vec<u8>| bytes.into_iter().map(|b| if b == 0xFF { b'/' } else { b }).collect::<Vec<u8>>();
    let mut name = slashed(folders);
    if !name.is_empty() && !name.ends_with(b"/") {
        name.push(b'/');
    }
    name.extend(slashed(file));
    Name::from_bytes(&name)
}
