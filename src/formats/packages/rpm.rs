//! RPM packages: a lead, two headers of tags, and a packed cpio archive.
//! <https://rpm-software-management.github.io/rpm/manual/format_v4.html>.
//!
//! The crate that reads them (`rpm`) takes a whole package with its cryptography into memory to give the same.

use std::ops::Range;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

static RPM: TypeInfo = TypeInfo::new("rpm", "RPM package", Nature::Program, |p| p.starts(b"\xED\xAB\xEE\xDB"))
    .mimes(&["application/x-rpm"])
    .extensions(&["rpm"])
    .begins("ED AB EE DB");

/// The registry row.
pub static FORMAT: Format = Format { name: "rpm", types: &[&RPM], rules: &[], inspect: Some(inspect), seeks: true };

/// The length of the lead.
const LEAD: u64 = 96;
/// How a header of tags begins.
const MARK: &[u8] = b"\x8E\xAD\xE8\x01";
/// More tags than rpm itself allows are not read.
const TAGS: u32 = 0xFFFF;
/// The longest script and the longest name, in bytes.
const SCRIPT: usize = 1 << 20;
const WORD: usize = 256;

/// The tags of scripts, and what they are called where packages are made.
const SCRIPTS: &[(u32, &str)] = &[
    (1023, "%pre"),
    (1024, "%post"),
    (1025, "%preun"),
    (1026, "%postun"),
    (1079, "%verifyscript"),
    (1151, "%pretrans"),
    (1152, "%posttrans"),
    (5104, "%preuntrans"),
    (5105, "%postuntrans"),
    // Lists of scripts.
    (1065, "%trigger"),
    (5069, "%filetrigger"),
    (5079, "%transfiletrigger"),
];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let signature = Header::read(artifact, LEAD)?;
    let main = Header::read(artifact, signature.end.next_multiple_of(8))?;
    let words: Vec<_> = [1000, 1001, 1002].into_iter().filter_map(|tag| main.text(artifact, tag, WORD)).collect();
    if !words.is_empty() {
        let words: Vec<_> = words.iter().map(|w| String::from_utf8_lossy(w)).collect();
        inspection.fact("package", words.join("-"));
    }
    let mut names = Vec::new();
    for (tag, name) in SCRIPTS {
        for range in main.texts(artifact, *tag) {
            inspection.check_time()?;
            names.push(*name);
            if inspection.slice(Origin::Member, Claim::named(Name::from_text(name)), range).is_none() {
                return Ok(());
            }
        }
    }
    if !names.is_empty() {
        names.dedup();
        inspection.fact("scripts", names.join(", "));
    }
    let (Ok(start), Ok(end)) = (usize::try_from(main.end), usize::try_from(artifact.size())) else { return Ok(()) };
    if start >= end {
        return Err(Gap::malformed("the package is cut off before its files"));
    }
    let claim = Claim::named(Name::from_text(payload_name(&artifact.window(main.end, 6))));
    inspection.slice(Origin::Member, claim, start..end);
    Ok(())
}

/// What the archive of the files is called, by how it is packed.
fn payload_name(head: &[u8]) -> &'static str {
    match head {
        [0x1F, 0x8B, ..] => "payload.cpio.gz",
        [b'B', b'Z', b'h', ..] => "payload.cpio.bz2",
        [0xFD, b'7', b'z', b'X', b'Z', 0] => "payload.cpio.xz",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "payload.cpio.zst",
        [0x5D, 0, 0, ..] => "payload.cpio.lzma",
        _ => "payload.cpio",
    }
}

/// A header of tags: where its table stands, where its values do, where it ends.
struct Header {
    index: Vec<u8>,
    store: u64,
    end: u64,
}

/// One line of the table.
struct Entry {
    kind: u32,
    from: u64,
    count: u32,
}

impl Header {
    fn read(artifact: &Artifact, at: u64) -> Result<Self, Gap> {
        let damaged = || Gap::malformed(format!("the header of tags at byte {at} is damaged or cut off"));
        let head = artifact.window(at, 16);
        let word = |n: usize| head.get(n..n + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        let (Some(tags), Some(bytes), true) = (word(8), word(12), head.starts_with(MARK)) else {
            return Err(damaged());
        };
        let store = at + 16 + u64::from(tags) * 16;
        let end = store + u64::from(bytes);
        if tags > TAGS || end > artifact.size() {
            return Err(damaged());
        }
        Ok(Self { index: artifact.window(at + 16, tags as usize * 16), store, end })
    }

    fn entry(&self, tag: u32) -> Option<Entry> {
        let line = self.index.chunks_exact(16).find(|line| line[..4] == tag.to_be_bytes())?;
        let word = |n: usize| u32::from_be_bytes([line[n], line[n + 1], line[n + 2], line[n + 3]]);
        Some(Entry { kind: word(4), from: self.store + u64::from(word(8)), count: word(12) })
    }

    /// The bytes of a text.
    fn text(&self, artifact: &Artifact, tag: u32, most: usize) -> Option<Vec<u8>> {
        let range = self.texts(artifact, tag).into_iter().next()?;
        let length = (range.end - range.start).min(most);
        Some(artifact.window(range.start as u64, length))
    }

    /// Where the texts of a tag stand: one, or a list of them.
    fn texts(&self, artifact: &Artifact, tag: u32) -> Vec<Range<usize>> {
        const TEXT: u32 = 6;
        const LIST: u32 = 8;
        const TRANSLATED: u32 = 9;
        /// More scripts of one kind than this are not read apart.
        const MOST: u32 = 64;
        let Some(entry) = self.entry(tag).filter(|e| matches!(e.kind, TEXT | LIST | TRANSLATED)) else {
            return Vec::new();
        };
        let (mut at, mut found) = (entry.from, Vec::new());
        for _ in 0..if entry.kind == TEXT { 1 } else { entry.count.min(MOST) } {
            let most = usize::try_from(self.end.saturating_sub(at)).unwrap_or(0).min(SCRIPT);
            let bytes = artifact.window(at, most);
            let length = memchr::memchr(0, &bytes).unwrap_or(bytes.len());
            if let Ok(from) = usize::try_from(at)
                && length > 0
            {
                found.push(from..from + length);
            }
            at += length as u64 + 1;
        }
        found
    }
}
