//! cpio archives: the new ASCII forms (SVR4, with and without checksum), the old ASCII form of POSIX (`odc`) and the old
//! binary form in either byte order. FreeBSD's `cpio(5)`, <https://man.freebsd.org/cgi/man.cgi?query=cpio&sektion=5>, and
//! Linux's `Documentation/driver-api/early-userspace/buffer-format.rst`.
//!
//! No crate reads more than the new ASCII form, and those that do give up at the first junk, which cpio itself skips.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::member::{Kind, Members, Place};
use super::{packed, stray};

static CPIO: TypeInfo = TypeInfo::new("cpio", "cpio archive", Nature::Container, |p| is_cpio(p.bytes))
    .mimes(&["application/x-cpio"])
    .extensions(&["cpio"])
    .begins("30 37 30 37 30 (\"07070\")");

static STRIPPED: TypeInfo =
    TypeInfo::new("cpio-stripped", "cpio archive without names (of an RPM package)", Nature::Container, |p| {
        p.starts(b"07070X") && p.window(6, 8).iter().all(u8::is_ascii_hexdigit) && p.size > 14
    })
    .begins("30 37 30 37 30 58 (\"07070X\")")
    .not_opened("the names and sizes of its files stand in the header of the package, not here; it was not opened");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "cpio", types: &[&CPIO, &STRIPPED], rules: &[], inspect: Some(inspect), seeks: true };

/// The longest name, and the longest target of a link, in bytes.
const NAME: u64 = 64 << 10;
/// The name that ends an archive.
const TRAILER: &[u8] = b"TRAILER!!!";
/// The bits of a mode that say the kind of a file, and the kinds.
const KIND: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;
const REGULAR: u32 = 0o100_000;
const LINK: u32 = 0o120_000;
const CHARACTERS: u32 = 0o020_000;
const BLOCKS: u32 = 0o060_000;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if !artifact.content_type.is(&CPIO) {
        return Ok(());
    }
    let (mut at, mut members) = (0, Members::rooted());
    loop {
        inspection.check_time()?;
        let Some(header) = Header::read(artifact, at) else {
            inspection.fact("members", members.count());
            let gap = Gap::malformed(format!("the cpio archive is damaged or cut off at byte {at}"));
            // cpio itself goes on at the next header that it finds.
            match next_header(artifact.bytes(), at) {
                Some(next) => {
                    stray::part(artifact, inspection, at, next, "between the members");
                    inspection.gap(gap);
                    at = next;
                    continue;
                }
                None => {
                    stray::part(artifact, inspection, at, artifact.size(), "behind the damage");
                    return Err(gap);
                }
            }
        };
        if header.name == TRAILER {
            let from = header.end;
            let rest = artifact.window(from, 4096);
            // Images of a starting Linux are several archives behind one another, filled up with zeros.
            let zeros = rest.iter().take_while(|b| **b == 0).count();
            if is_cpio(&rest[zeros..]) {
                at = from + zeros as u64;
                continue;
            }
            inspection.fact("members", members.count());
            behind(artifact, inspection, from);
            return Ok(());
        }
        let end = header.end.min(artifact.size());
        if !member(artifact, inspection, &mut members, at, &header, header.data.min(end)..end) {
            return Ok(());
        }
        if header.end > artifact.size() {
            inspection.fact("members", members.count());
            let name = Name::from_bytes(&header.name);
            return Err(Gap::malformed(format!("the cpio archive is cut off in \"{}\"", name.text())));
        }
        at = header.next;
    }
}

/// Judges one member and hands it over; false when the limits refuse more.
fn member(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    members: &mut Members,
    at: u64,
    header: &Header,
    data: std::ops::Range<u64>,
) -> bool {
    let (name, place) = (Name::from_bytes(&header.name), Place::Byte(at));
    let kind = header.mode & KIND;
    match kind {
        LINK => {
            let length = usize::try_from((data.end - data.start).min(NAME)).unwrap_or(0);
            let target = Name::from_bytes(&artifact.window(data.start, length));
            members.judge(inspection, &name, place, Kind::Link(target.text()));
        }
        CHARACTERS | BLOCKS => members.judge(inspection, &name, place, Kind::Device),
        // Of several hard links the last one has the content.
        REGULAR if header.links > 1 && data.is_empty() => members.judge(inspection, &name, place, Kind::HardLink("")),
        // Folders and pipes have no content; what has is handed over whatever it says to be.
        REGULAR => return members.stored(inspection, name, place, data).is_some(),
        _ => {
            let what = if kind == FOLDER { Kind::Folder } else { Kind::File };
            members.judge(inspection, &name, place, what);
            if !data.is_empty() {
                let range = usize::try_from(data.start).unwrap_or(usize::MAX)..usize::try_from(data.end).unwrap_or(0);
                return inspection.slice(Origin::Member, Claim::named(name), range).is_some();
            }
        }
    }
    true
}

/// What stands behind the end: Linux unpacks a packed archive there, so that one is no surprise.
fn behind(artifact: &Artifact, inspection: &mut Inspection<'_>, from: u64) {
    let rest = artifact.window(from, 64 << 10);
    let zeros = rest.iter().take_while(|b| **b == 0).count();
    let probe = Probe::new(&rest[zeros..]);
    let start = from + zeros as u64;
    match packed::FORMAT.types.iter().any(|t| (t.matches)(&probe)) {
        true => {
            let range = usize::try_from(start).ok().zip(usize::try_from(artifact.size()).ok());
            if let Some((start, end)) = range {
                inspection.carve(start..end);
            }
        }
        false => stray::part(artifact, inspection, from, artifact.size(), "behind the end"),
    }
}

/// Where the next header of an ASCII form stands.
fn next_header(bytes: &[u8], from: u64) -> Option<u64> {
    let from = usize::try_from(from).ok()?.checked_add(1)?;
    let found = memchr::memmem::find_iter(bytes.get(from..)?, b"07070");
    found.map(|at| from + at).find(|at| is_cpio(&bytes[*at..])).map(|at| at as u64)
}

/// The header of a member.
struct Header {
    mode: u32,
    links: u64,
    name: Vec<u8>,
    /// Where its content begins and ends, and where the next header stands.
    data: u64,
    end: u64,
    next: u64,
}

impl Header {
    fn read(artifact: &Artifact, at: u64) -> Option<Self> {
        let bytes = artifact.window(at, 110);
        if !is_cpio(&bytes) {
            return None;
        }
        let number = |from: usize, to: usize, radix: u32| {
            u64::from_str_radix(std::str::from_utf8(bytes.get(from..to)?).ok()?, radix).ok()
        };
        // The length of the header, how wide everything is filled up, the mode, links, and sizes of name and content.
        let (length, align, mode, links, name, size) = match &bytes[..6] {
            b"070701" | b"070702" => {
                let field = |n: usize| number(6 + n * 8, 14 + n * 8, 16);
                (110, 4, field(1)?, field(4)?, field(11)?, field(6)?)
            }
            b"070707" => (76, 1, number(18, 24, 8)?, number(36, 42, 8)?, number(59, 65, 8)?, number(65, 76, 8)?),
            head => {
                let order = if head.starts_with(b"\xC7\x71") { u16::from_le_bytes } else { u16::from_be_bytes };
                let word = |n: usize| bytes.get(n * 2..n * 2 + 2).map(|b| u64::from(order([b[0], b[1]])));
                // The upper half of a size stands first, in either byte order.
                (26, 2, word(3)?, word(6)?, word(10)?, word(11)? << 16 | word(12)?)
            }
        };
        if name == 0 || name > NAME {
            return None;
        }
        let raw = artifact.window(at.checked_add(length)?, usize::try_from(name).ok()?);
        let text = raw.split(|b| *b == 0).next().unwrap_or_default().to_vec();
        // The filling counts from the header; archives behind one another begin at a multiple of four.
        let data = at.checked_add((length + name).next_multiple_of(align))?;
        let end = data.checked_add(size)?;
        let next = data.checked_add(size.checked_next_multiple_of(align)?)?;
        let whole = raw.len() as u64 == name;
        whole.then(|| Self { mode: u32::try_from(mode).unwrap_or(0), links, name: text, data, end, next })
    }
}

/// The kinds of cpio header: new and old ASCII, and the old binary one in either byte order.
fn is_cpio(bytes: &[u8]) -> bool {
    let digits = |n: usize| bytes.get(6..n).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit));
    let ascii = (bytes.starts_with(b"070701") || bytes.starts_with(b"070702")) && digits(110)
        || bytes.starts_with(b"070707") && digits(76);
    let binary = || {
        let name = |order: fn([u8; 2]) -> u16| bytes.get(20..22).map(|b| usize::from(order([b[0], b[1]])));
        let length = match bytes.get(..2) {
            Some(b"\xC7\x71") => name(u16::from_le_bytes),
            Some(b"\x71\xC7") => name(u16::from_be_bytes),
            _ => None,
        };
        // Where the name is at hand, it ends with a zero.
        length.is_some_and(|l| (2..4096).contains(&l) && bytes.get(25 + l).is_none_or(|b| *b == 0) && bytes.len() > 26)
    };
    ascii || binary()
}
