//! tar archives: POSIX ustar and pax (IEEE 1003.1), GNU tar with its files with holes, and the old form without a mark.
//!
//! Read by us: the crate `tar` refuses what every unpacker takes (checksums of signed bytes, labels without a size), and
//! knows no holes as pax writes them, so that bytes and name of such files would not be those that unpackers write.

mod header;
mod sparse;

use std::io::{Read, Seek as _, SeekFrom};

use crate::model::artifact::{Artifact, ContentReader, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::member::{Kind, Members, Place};
use super::stray;
use header::{BLOCK, Extended, Header};
use sparse::Piece;

static TAR: TypeInfo = TypeInfo::new("tar", "tar archive", Nature::Container, |p| is_header(p.window(0, BLOCK)))
    .mimes(&["application/x-tar"])
    .extensions(&["tar"])
    .begins("a name and, at byte 148, the sum of its first 512 bytes");

static NO_END: Rule = Rule {
    id: "tar.no-end",
    title: "The archive has no end mark",
    severity: Severity::Low,
    meaning: "Everything in this archive is whole and was examined, but the mark at its end is missing. Some programs do not \
              write one; or something was cut off behind \"{member|a.txt}\".",
    proof: "The archive ends at byte {size|…}, right behind \"{member|a.txt}\", without an empty block.",
    advice: "Ask the sender to send it again if you miss something in it.",
    attack: &[],
    references: &["https://www.gnu.org/software/tar/manual/html_node/Standard.html"],
};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "tar", types: &[&TAR], rules: &[&NO_END], inspect: Some(inspect), seeks: true };

/// A member whose holes are larger than this is not unpacked: nothing but zeros would come out.
const SPARSE: u64 = 256 << 20;
/// Longer names and records are not read, in bytes; tools end at some thousand.
const RECORDS: u64 = 1 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut walk =
        Walk { artifact, reader: artifact.reader(), members: Members::rooted(), extended: Extended::default() };
    let (mut at, mut last) = (0, Name::from_text(""));
    loop {
        inspection.check_time()?;
        let Some(block) = walk.block(at) else {
            inspection.fact("members", walk.members.count());
            if at == artifact.size() && at > 0 {
                inspection.found(&NO_END).at(at, 0u64).with("size", at).with("member", &last);
                return Ok(());
            }
            return Err(Gap::malformed("the tar archive has no end mark; it may be cut off"));
        };
        let header = Header(&block);
        if header.is_empty() {
            inspection.fact("members", walk.members.count());
            stray::part(artifact, inspection, at, artifact.size(), "behind the end");
            return Ok(());
        }
        let size = walk.extended.packed_size().or_else(|| header.size()).filter(|_| header.has_checksum());
        let Some(size) = size else {
            resume(artifact, inspection, at)?;
            return Err(Gap::malformed(format!(
                "the tar archive is damaged or cut off: no header stands at byte {at}"
            )));
        };
        let data = at + BLOCK as u64;
        match header.kind() {
            b'x' | b'X' | b'g' | b'L' | b'K' => {
                walk.extend(inspection, header, data, size)?;
                at = behind(data, size);
            }
            _ => {
                let name = walk.name(header);
                let Some(next) = walk.member(inspection, header, &name, at, size)? else { return Ok(()) };
                walk.extended = Extended::default();
                (at, last) = (next, name);
            }
        }
    }
}

/// Where the block behind some data begins.
fn behind(data: u64, size: u64) -> u64 {
    data.saturating_add(size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64))
}

struct Walk<'a> {
    artifact: &'a Artifact,
    reader: ContentReader<'a>,
    members: Members,
    /// What is known of the member that comes next.
    extended: Extended,
}

impl Walk<'_> {
    /// The whole block that begins here.
    fn block(&mut self, at: u64) -> Option<[u8; BLOCK]> {
        let mut block = [0; BLOCK];
        self.reader.seek(SeekFrom::Start(at)).ok()?;
        self.reader.read_exact(&mut block).ok()?;
        Some(block)
    }

    /// Reads a long name or the records of pax.
    fn extend(&mut self, inspection: &mut Inspection<'_>, header: Header<'_>, at: u64, size: u64) -> Result<(), Gap> {
        if size > RECORDS {
            inspection.gap(Gap::limit(LimitKind::Entries, format!("the notes on a member have {size} bytes")));
        }
        let mut bytes = Vec::new();
        let seek = self.reader.seek(SeekFrom::Start(at));
        let read = seek.and_then(|_| self.reader.by_ref().take(size.min(RECORDS)).read_to_end(&mut bytes));
        if read.is_err() || (bytes.len() as u64) < size.min(RECORDS) {
            return Err(Gap::malformed("the tar archive is cut off in the notes on a member"));
        }
        let text = || bytes.split(|b| *b == 0).next().unwrap_or_default().to_vec();
        match header.kind() {
            b'L' => self.extended.path = Some(text()),
            b'K' => self.extended.link = Some(text()),
            // What holds for all members says nothing about sizes in archives that a tool wrote.
            b'g' => {}
            _ if !self.extended.read(&bytes) => {
                inspection.gap(Gap::malformed(format!("the notes at byte {at} on a member are damaged")));
            }
            _ => {}
        }
        Ok(())
    }

    /// The name under which the member is unpacked.
    fn name(&self, header: Header<'_>) -> Name {
        let known = self.extended.real_name.as_ref().or(self.extended.path.as_ref());
        known.map_or_else(|| Name::from_bytes(&header.name()), |name| Name::from_bytes(name))
    }

    /// Judges a member and hands it over. Gives where the next header begins; nothing where the limits refuse more.
    fn member(
        &mut self,
        inspection: &mut Inspection<'_>,
        header: Header<'_>,
        name: &Name,
        at: u64,
        mut size: u64,
    ) -> Result<Option<u64>, Gap> {
        let link = Name::from_bytes(self.extended.link.as_deref().unwrap_or_else(|| header.link()));
        let folder = name.raw().ends_with(b"/") && matches!(header.kind(), 0 | b'0');
        let kind = match header.kind() {
            b'1' => Kind::HardLink(link.text()),
            b'2' => Kind::Link(link.text()),
            b'3' | b'4' => Kind::Device,
            b'5' | b'D' => Kind::Folder,
            _ if folder => Kind::Folder,
            _ => Kind::File,
        };
        self.members.judge(inspection, name, Place::Byte(at), kind);
        let mut data = at + BLOCK as u64;
        // Old programs give the size of what a link leads to, or what a folder may take, and write no bytes of it.
        let bodiless = matches!(header.kind(), b'1'..=b'6' | b'V') || folder;
        if bodiless && self.block(data).is_none_or(|b| Header(&b).is_empty() || Header(&b).has_checksum()) {
            size = 0;
        }
        let (mut pieces, mut real) = (None, size);
        if header.kind() == b'S' {
            let Some((list, end, whole)) = self.old_holes(header, data) else {
                return Err(Gap::malformed(format!("the table of holes of \"{}\" is damaged", name.text())));
            };
            (pieces, data, real) = (Some(list), end, whole);
        } else if let Some(version) = self.extended.sparse {
            real = self.extended.real_size.unwrap_or(size);
            pieces = Some(std::mem::take(&mut self.extended.pieces));
            if version.0 >= 1 {
                self.reader.seek(SeekFrom::Start(data)).map_err(|e| Gap::malformed(e.to_string()))?;
                pieces = sparse::map(&mut self.reader, size).map(|(list, length)| {
                    data += length;
                    size -= length;
                    list
                });
            }
        }
        let end = data.saturating_add(size);
        let next = behind(data, size);
        let holes = pieces.as_deref().is_some_and(|list| sparse::fits(list, real, size));
        if (header.kind() == b'S' || self.extended.sparse.is_some()) && !holes {
            inspection.gap(Gap::malformed(format!("the table of holes of \"{}\" is damaged", name.text())));
        }
        let claim = Claim::named(name.clone());
        let whole = end <= self.artifact.size();
        if size == 0 && real == 0 && !matches!(kind, Kind::File) || matches!(header.kind(), b'6' | b'V') && size == 0 {
            return Ok(Some(next));
        }
        if holes && real > SPARSE {
            let what = format!("\"{}\" has holes and unpacks to {real} bytes", name.text());
            inspection.gap(Gap::limit(LimitKind::ArtifactBytes, what));
            return Ok(inspection.locked_child(Origin::Member, claim).map(|_| next));
        }
        self.reader.seek(SeekFrom::Start(data)).map_err(|e| Gap::malformed(e.to_string()))?;
        let mut bytes = self.reader.by_ref().take(size);
        let fetched = match pieces.filter(|_| holes) {
            Some(list) => inspection.fetch(&claim, &mut sparse::Filled::new(&mut bytes, list, real)),
            None => inspection.fetch(&claim, &mut bytes),
        };
        let given = inspection.give_later(Origin::Member, claim, fetched);
        if given.is_some() && !whole {
            return Err(Gap::malformed(format!("the tar archive is cut off in \"{}\"", name.text())));
        }
        Ok(given.map(|()| next))
    }

    /// The pieces of a file with holes as GNU tar wrote them first: in its header and in blocks behind it. Gives where its
    /// data begins, and its size with the holes.
    fn old_holes(&mut self, header: Header<'_>, mut data: u64) -> Option<(Vec<Piece>, u64, u64)> {
        let (mut list, mut more, real) = header.pieces()?;
        while more {
            let block = self.block(data)?;
            let (further, again) = Header(&block).more_pieces()?;
            data += BLOCK as u64;
            list.extend(further);
            more = again && list.len() < sparse::MOST;
        }
        Some((list, data, real))
    }
}

/// Behind a damaged header: unpackers go on with the next header that is whole, and so do we.
fn resume(artifact: &Artifact, inspection: &mut Inspection<'_>, from: u64) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut at = usize::try_from(from).unwrap_or(usize::MAX).saturating_add(BLOCK);
    while let Some(block) = bytes.get(at..at.saturating_add(BLOCK)) {
        inspection.check_time()?;
        if is_header(block) {
            inspection.carve(at..bytes.len());
            return Ok(());
        }
        at += BLOCK;
    }
    Ok(())
}

/// Whether bytes are a header block.
fn is_header(bytes: &[u8]) -> bool {
    bytes.try_into().is_ok_and(|block| Header(block).has_checksum())
}
