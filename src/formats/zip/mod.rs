//! ZIP archives: APPNOTE.TXT 6.3.10, <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.
//!
//! Both directories are read by us and compared; every byte is accounted for; the `zip` crate unpacks the members.

mod beside;
mod crypt;
pub mod directory;
mod lies;
mod member;
mod names;
mod rules;
mod unlisted;
mod unpack;

use std::io::Read;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use crate::formats::member::{Kind, Members, Place};
use crypt::Keys;
use directory::{Member, Source};
use unpack::Fault;

/// A ZIP archive; documents and programs of many kinds are special cases.
pub static ZIP: TypeInfo = TypeInfo::new("zip", "ZIP archive", Nature::Container, is_zip)
    .mimes(&["application/zip", "application/x-zip-compressed", "application/x-zip"])
    .extensions(&["zip", "zipx"])
    .begins("50 4B 03 04 (\"PK\")")
    .marks(names::marks)
    .tolerant(appended);

/// The registry row.
pub static FORMAT: Format =
    Format { name: "zip", types: &[&ZIP], rules: rules::ALL, inspect: Some(inspect), seeks: true };

/// How far before the end of a file an end record may stand, with room to spare, in bytes.
const END: usize = 128 << 10;
/// The longest link target that is looked at.
const LINK: u64 = 4096;

fn is_zip(probe: &Probe<'_>) -> bool {
    probe.starts(b"PK\x03\x04")
        || probe.starts(b"PK\x05\x06") && probe.size >= 22
        || probe.starts(b"PK\x07\x08PK\x03\x04")
        || probe.starts(b"PK00PK\x03\x04")
}

/// Where an archive begins whose end record reaches to the end of the file: readers find it from there.
fn appended(probe: &Probe<'_>) -> Option<u64> {
    // Asked of everything: a search forward is several times faster than the one from the end.
    let end = &probe.tail[probe.tail.len().saturating_sub(END)..];
    memchr::memmem::find(end, b"PK\x05\x06")?;
    let source = Source::new(probe.bytes, probe.tail, probe.size, None);
    let found = directory::read_at_end(&source)?;
    (found.end.1 == probe.size && found.damage.is_none()).then_some(())?;
    let first = found.members.iter().map(|m| m.header).min().unwrap_or(found.table.0);
    // An empty archive at the end of something is nothing.
    let real = found.members.first().is_some_and(|m| directory::local(&source, m.header).is_some());
    real.then_some(first)
}

/// The bytes of an artifact for [`directory`].
pub fn source(artifact: &Artifact) -> Source<'_> {
    let content = &artifact.content;
    let reader = (!content.is_whole()).then(|| artifact.reader());
    Source::new(content.head(), content.tail(), content.size(), reader)
}

/// The listed members that can be read, for inspections of the special cases that look for parts by name.
pub fn members(artifact: &Artifact) -> Vec<Member> {
    let source = source(artifact);
    let directory = directory::read(&source);
    let listed = match directory {
        Some(directory) if !directory.members.is_empty() => directory.members,
        _ => directory::scan(&source, 0, source.size),
    };
    let placed = listed.into_iter().map(|mut m| {
        m.data = directory::local(&source, m.header).map_or(0, |l| l.data);
        m
    });
    placed.filter(|m| m.data > 0).collect()
}

/// The first bytes of a member, up to a limit; `None` where it is locked or damaged from the start.
pub fn read(artifact: &Artifact, member: &Member, limit: u64) -> Option<Vec<u8>> {
    if !unpack::is_known(member.method) {
        return None;
    }
    unpack::with_reader(artifact, member, None, |reader| {
        let mut out = Vec::new();
        // What came before an error is judged.
        let _ = reader.take(limit).read_to_end(&mut out);
        out
    })
    .ok()
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let source = source(artifact);
    let Some(directory) = directory::read(&source) else {
        inspection.gap(if artifact.bytes().starts_with(b"PK\x07\x08") {
            Gap::unsupported("it is one part of an archive in several parts; the others are missing")
        } else {
            Gap::malformed("the archive has no table of contents; its members were sought one after the other")
        });
        let mut keys = Keys::default();
        return unlisted::members(artifact, inspection, &mut keys, &source, 0, source.size, false).map(|_| ());
    };
    if directory.part != 0 {
        let part = directory.part.saturating_add(1);
        inspection
            .gap(Gap::unsupported(format!("it is part {part} of an archive in several parts; others are missing")));
    }
    if let Some(damage) = directory.damage {
        inspection.gap(if directory.members.len() >= directory::MOST_ENTRIES {
            Gap::limit(LimitKind::Entries, format!("{damage}; {} were read", directory.members.len()))
        } else {
            Gap::malformed(damage)
        });
    }
    inspection.fact("members", directory.members.len());
    lies::before_unpacking(&directory, inspection);
    beside::offer(artifact, inspection, &source, &directory);
    let mut order: Vec<usize> = (0..directory.members.len()).collect();
    order.sort_by_key(|i| directory.members.get(*i).map_or(0, |m| m.header));
    let (mut taken, mut overlapping) = (Vec::new(), lies::Overlap::default());
    let (mut members, mut keys) = (Members::new(), unlock(artifact, inspection, &source, &directory.members));
    let mut refused = false;
    for index in order {
        let Some(listed) = directory.members.get(index) else { continue };
        inspection.check_time()?;
        let Some(local) = directory::local(&source, listed.header) else {
            inspection.gap(Gap::malformed(format!("\"{}\" is not where the table of contents says", listed.name)));
            if locked(inspection, &listed.name).is_none() {
                refused = true;
                break;
            }
            continue;
        };
        let member = Member { data: local.data, ..listed.clone() };
        let shares = overlapping.check(&member, &mut taken);
        if !shares && member.end() > directory.table.0 && directory.part == 0 {
            inspection.gap(Gap::malformed(format!("\"{}\" reaches beyond its place in the archive", member.name)));
        }
        let target = if member.is_link() { read(artifact, &member, LINK) } else { None };
        let target = target.as_deref().map(String::from_utf8_lossy);
        let kind = match &target {
            Some(target) => Kind::Link(target),
            None if member.is_folder() => Kind::Folder,
            None => Kind::File,
        };
        members.judge(inspection, &Name::from_text(&member.name), Place::Byte(member.header), kind);
        let lie = lies::headers(&member, &local, inspection);
        if shares {
            // Unpacking the same bytes again and again is what such an archive wants.
            inspection.gap(Gap::limit(LimitKind::TotalBytes, "members that share their bytes were not all unpacked"));
            if locked(inspection, &member.name).is_none() {
                refused = true;
                break;
            }
            continue;
        }
        if hand_over(artifact, inspection, &mut keys, &member, lie.map(|()| &local)).is_none() {
            refused = true;
            break;
        }
    }
    overlapping.tell(inspection);
    if refused {
        return Ok(());
    }
    unlisted::between(artifact, inspection, &mut keys, &source, &directory, taken)
}

/// Tries the known passwords where something is locked.
fn unlock(artifact: &Artifact, inspection: &mut Inspection<'_>, source: &Source<'_>, members: &[Member]) -> Keys {
    let locked: Vec<Member> = members
        .iter()
        .filter(|m| m.is_encrypted())
        .filter_map(|m| Some(Member { data: directory::local(source, m.header)?.data, ..m.clone() }))
        .collect();
    Keys::new(artifact, inspection, locked.iter())
}

/// Hands a member over; where its local header says something else, what that says too. `None` when the limits refuse more.
fn hand_over(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    keys: &mut Keys,
    member: &Member,
    local: Option<&Member>,
) -> Option<()> {
    if let Some(local) = local {
        let packed = if local.packed == 0 { member.packed } else { local.packed.min(member.packed) };
        let other = Member { packed, crc: 0, ..local.clone() };
        let same = other.name == member.name && other.method == member.method;
        if !same || other.is_encrypted() != member.is_encrypted() {
            one(artifact, inspection, keys, &other)?;
        }
    }
    if member.is_empty_folder() {
        return Some(());
    }
    one(artifact, inspection, keys, member)
}

fn one(artifact: &Artifact, inspection: &mut Inspection<'_>, keys: &mut Keys, member: &Member) -> Option<()> {
    let method = member.packing();
    if !unpack::is_known(method) {
        let method = unpack::method_name(method);
        inspection
            .gap(Gap::unsupported(format!("\"{}\" is packed by a method not known here ({method})", member.name)));
        return locked(inspection, &member.name);
    }
    let key = if member.is_encrypted() { keys.of(artifact, inspection, member) } else { None };
    let claim = Claim::named(Name::from_text(&member.name));
    let memory = unpack::memory(artifact, member);
    if let Err(gap) = inspection.hold(memory) {
        inspection.gap(gap);
        return locked(inspection, &member.name);
    }
    let fetch = |unpacked: &mut dyn Read| inspection.fetch(&claim, unpacked);
    let fetched = keys.unpacker.with_reader(artifact, member, key.as_deref(), fetch);
    inspection.release(memory);
    match fetched {
        Ok(fetched) => {
            let count = fetched.came();
            let given = inspection.give_later(Origin::Member, claim, fetched);
            if count > member.size && member.attributes.is_some() && member.size > 0 {
                lies::size(member, count, inspection);
            }
            given
        }
        Err(fault) => {
            let gap = match fault {
                Fault::Gap(gap) => gap,
                Fault::Wrong => crypt::gap(inspection, member),
            };
            inspection.gap(gap);
            locked(inspection, &member.name)
        }
    }
}

fn locked(inspection: &mut Inspection<'_>, name: &str) -> Option<()> {
    inspection.locked_child(Origin::Member, Claim::named(Name::from_text(name))).map(|_| ())
}
