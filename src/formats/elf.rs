//! Programs of Linux and other Unix systems: System V ABI, <https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html>.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_ASK, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use goblin::container::Ctx;
use goblin::elf::program_header::{PT_DYNAMIC, PT_INTERP};
use goblin::elf::section_header::{SHT_NOBITS, SHT_SYMTAB};
use goblin::elf::{Elf, ProgramHeader, SectionHeader};

/// A program of Linux.
static ELF: TypeInfo = TypeInfo::new("elf", "Linux program", Nature::Program, |p| p.starts(MARK))
    .mimes(&["application/x-executable", "application/x-elf", "application/x-pie-executable"])
    .extensions(&["elf", "run", "bin"])
    .begins("7F 45 4C 46 (\"\\x7FELF\")")
    .anchor(MARK, |bytes, at| is_program_at(bytes, at).then_some(at));

static APP_IMAGE: TypeInfo = TypeInfo::new("appimage", "Linux program in one file (AppImage)", Nature::Program, |p| {
    p.has(8, b"AI\x01") || p.has(8, b"AI\x02")
})
.mimes(&["application/vnd.appimage", "application/x-iso9660-appimage"])
.extensions(&["appimage"])
.parent(&ELF)
.begins("7F 45 4C 46 (\"\\x7FELF\")");

static SHARED: TypeInfo = TypeInfo::new("elf-shared", "Linux program library", Nature::Program, |p| {
    kind(p.bytes, 0) == Some(3) && !has_loader(p.bytes)
})
.mimes(&["application/x-sharedlib"])
.extensions(&["so"])
.parent(&ELF)
.begins("7F 45 4C 46 (\"\\x7FELF\")");

/// What Guile compiles Scheme to: the clothes of a library, and no machine that it would run on.
static GUILE: TypeInfo = TypeInfo::new("guile-object", "compiled Scheme code (Guile)", Nature::Program, |p| {
    p.has(18, b"\0\0")
        && memchr::memmem::find(&p.tail[p.tail.len().saturating_sub(8192)..], b".guile.arities").is_some()
})
.extensions(&["go"])
.parent(&SHARED)
.begins("7F 45 4C 46 (\"\\x7FELF\")");

static OBJECT: TypeInfo =
    TypeInfo::new("elf-object", "Linux object file", Nature::Program, |p| kind(p.bytes, 0) == Some(1))
        .mimes(&["application/x-object"])
        .extensions(&["o", "ko"])
        .parent(&ELF)
        .begins("7F 45 4C 46 (\"\\x7FELF\")");

// The memory of a program that crashed: nothing starts it.
static CORE: TypeInfo = TypeInfo::new("elf-core", "core dump", Nature::Data, |p| kind(p.bytes, 0) == Some(4))
    .mimes(&["application/x-coredump"])
    .extensions(&["core"])
    .parent(&ELF)
    .begins("7F 45 4C 46 (\"\\x7FELF\")");

static PACKED: Rule = Rule {
    id: "elf.packed",
    title: "A packed program",
    severity: Severity::Low,
    meaning: "This program is packed with {packer|UPX}: what it does shows only when it runs. Honest makers do this to \
              save space, and attackers to hide what they send.",
    proof: "At byte {offset|…} stands the mark of {packer|UPX}.",
    advice: ADVICE_ASK,
    attack: &["T1027.002"],
    references: &["https://attack.mitre.org/techniques/T1027/002/"],
};

static DATA_BEHIND: Rule = Rule {
    id: "elf.data-behind",
    title: "The program carries other files",
    severity: Severity::Low,
    meaning: "Behind the end of this program there is {what|an archive}. Installers do this, and so do programs that \
              bring others along in secret.",
    proof: "At byte {offset|…}, behind the program's end, {what|an archive} begins ({bytes|…}).",
    advice: ADVICE_ASK,
    attack: &["T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "elf",
    types: &[&ELF, &APP_IMAGE, &SHARED, &GUILE, &OBJECT, &CORE],
    rules: &[&PACKED, &DATA_BEHIND],
    inspect: Some(inspect),
    seeks: false,
};

const MARK: &[u8] = b"\x7FELF";
/// Program headers that are read; real programs have about a dozen, core dumps some thousand.
const MOST_SEGMENTS: u16 = 4096;

/// A number of `size` bytes (2, 4 or 8) in the file's byte order.
fn number(bytes: &[u8], at: usize, size: usize, big: bool) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(size)?)?;
    let add = |sum: u64, b: &u8| sum << 8 | u64::from(*b);
    Some(if big { field.iter().fold(0, add) } else { field.iter().rev().fold(0, add) })
}

/// The kind in the header: 1 object, 2 program, 3 shared, 4 core dump.
fn kind(bytes: &[u8], start: usize) -> Option<u64> {
    let head = bytes.get(start..)?;
    number(head, 16, 2, head.get(5)? == &2)
}

/// Whether it names a loader (PT_INTERP): a shared object that does is a program.
fn has_loader(bytes: &[u8]) -> bool {
    let check = || {
        let (wide, big) = (bytes.get(4)? == &2, bytes.get(5)? == &2);
        let table = number(bytes, if wide { 32 } else { 28 }, if wide { 8 } else { 4 }, big)?;
        let row = number(bytes, if wide { 54 } else { 42 }, 2, big)?;
        let count = number(bytes, if wide { 56 } else { 44 }, 2, big)?.min(MOST_SEGMENTS.into());
        let kinds = (0..count).map_while(|i| {
            let at = usize::try_from(table.checked_add(i * row)?).ok()?;
            number(bytes, at, 4, big)
        });
        Some(kinds.into_iter().any(|kind| kind == 3))
    };
    check().unwrap_or(false)
}

/// Whether such a program really begins here: more than the mark must fit.
fn is_program_at(bytes: &[u8], start: usize) -> bool {
    let check = || {
        let head = bytes.get(start..start.checked_add(64)?)?;
        let (wide, big) = (head[4] == 2, head[5] == 2);
        let sizes =
            (number(head, if wide { 52 } else { 40 }, 2, big)?, number(head, if wide { 54 } else { 42 }, 2, big)?);
        let sane = match wide {
            true => matches!(sizes, (64, 0 | 56)),
            false => matches!(sizes, (52, 0 | 32)),
        };
        let machine = number(head, 18, 2, big)?;
        Some(
            matches!(head[4..7], [1 | 2, 1 | 2, 1])
                && matches!(number(head, 16, 2, big)?, 1..=4)
                && (1..=300).contains(&machine)
                && number(head, 20, 4, big)? == 1
                && sane,
        )
    };
    check().unwrap_or(false)
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let damaged =
        |what: &str| Gap::malformed(format!("{what} of this Linux program cannot be read: nothing more was examined"));
    // Only the tables: the whole parser copies names and symbols, which hostile files have without end.
    let header = Elf::parse_header(bytes).map_err(|_| damaged("the header"))?;
    let (Ok(container), Ok(order)) = (header.container(), header.endianness()) else {
        return Err(damaged("the header"));
    };
    let context = Ctx::new(container, order);
    inspection.fact("architecture", machine_words(header.e_machine));
    let (at, count) = (usize::try_from(header.e_phoff), usize::from(header.e_phnum));
    let segments = at.ok().and_then(|at| ProgramHeader::parse(bytes, at, count, context).ok());
    let segments = segments.ok_or_else(|| damaged("the table of segments"))?;
    let (at, count) = (usize::try_from(header.e_shoff), usize::from(header.e_shnum));
    let sections = match at {
        Ok(at) if at > 0 && count > 0 => SectionHeader::parse(bytes, at, count, context).map_err(|_| {
            Gap::malformed("the program is cut off: its table of sections should stand behind the end of the file")
        })?,
        _ => Vec::new(),
    };
    if artifact.content_type.nature == Nature::Program && header.e_type != 1 {
        let linked = segments.iter().any(|s| matches!(s.p_type, PT_DYNAMIC | PT_INTERP));
        inspection.fact("libraries", if linked { "takes them from the system" } else { "brings everything along" });
        let named = sections.iter().any(|s| s.sh_type == SHT_SYMTAB);
        inspection.fact("symbols", if named { "there" } else { "removed" });
    }
    upx(artifact, inspection);
    let of_sections =
        sections.iter().filter(|s| s.sh_type != SHT_NOBITS).map(|s| s.sh_offset.saturating_add(s.sh_size));
    let of_sections = of_sections.max().unwrap_or(0);
    // The segments of files with debugging data only are not in the file; where there are sections, they tell.
    let of_segments = segments.iter().map(|s| s.p_offset.saturating_add(s.p_filesz)).max().unwrap_or(0);
    let needed = if sections.is_empty() { of_segments } else { of_sections };
    if needed > artifact.size() {
        return Err(Gap::malformed(format!(
            "the program is cut off: it should be at least {needed} bytes long and is {}",
            artifact.size()
        )));
    }
    let table = header.e_shoff.saturating_add(u64::from(header.e_shnum) * u64::from(header.e_shentsize));
    let end = needed.max(table).max(if of_segments <= artifact.size() { of_segments } else { 0 });
    behind(artifact, inspection, usize::try_from(end).unwrap_or(usize::MAX));
    Ok(())
}

/// The mark of UPX stands behind the headers of what it packed; elsewhere it is a word in a text.
fn upx(artifact: &Artifact, inspection: &mut Inspection<'_>) {
    let bytes = artifact.bytes();
    let head = &bytes[..bytes.len().min(512)];
    if let Some(at) = memchr::memmem::find(head, b"UPX!") {
        inspection.fact("packer", "UPX");
        inspection.found(&PACKED).at(at, 4usize).with("packer", "UPX");
    }
}

/// What follows the last section or segment.
fn behind(artifact: &Artifact, inspection: &mut Inspection<'_>, end: usize) {
    let rest = artifact.bytes().get(end..).unwrap_or_default();
    let padding = rest.iter().take_while(|b| **b == 0).count();
    let data = &rest[padding..];
    if data.len() < 8 || end == 0 {
        return;
    }
    let start = end + padding;
    inspection.fact("data behind the program", format!("{} bytes at byte {start}", data.len()));
    // Unknown data of many megabytes would be copied for nothing; what has a mark is opened at any size.
    let marked =
        [&b"hsqs"[..], b"PK\x03\x04", b"\x7FELF", b"MZ", b"\x1F\x8B\x08", b"7z\xBC\xAF", b"\xFD7zXZ\0", b"BZh", b"#!"];
    if data.len() > 4 << 20 && !marked.iter().any(|m| data.starts_with(m)) {
        return;
    }
    let Some(child) = inspection.carve(start..artifact.bytes().len()) else { return };
    let nature = child.content_type.nature;
    if (nature.runs() || nature == Nature::Container) && artifact.content_type.id != APP_IMAGE.id {
        let found = inspection.found(&DATA_BEHIND).at(start, data.len());
        found.with("what", child.content_type.phrase()).with("bytes", hex(&data[..8]));
    }
}

/// A processor in words.
fn machine_words(machine: u16) -> String {
    let words = match machine {
        3 => "x86",
        62 => "x86 (64 bit)",
        40 => "ARM",
        183 => "ARM (64 bit)",
        8 | 10 => "MIPS",
        20 => "PowerPC",
        21 => "PowerPC (64 bit)",
        22 => "IBM Z",
        2 | 18 | 43 => "SPARC",
        243 => "RISC-V",
        247 => "BPF",
        258 => "LoongArch",
        other => return format!("processor {other}"),
    };
    words.to_owned()
}
