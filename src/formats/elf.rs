//! Programs of Linux and other Unix systems: System V ABI, <https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html>.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

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

/// The registry row.
pub static FORMAT: Format = Format {
    name: "elf",
    types: &[&ELF, &APP_IMAGE, &SHARED, &OBJECT, &CORE],
    rules: &[],
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

fn inspect(_artifact: &Artifact, _inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    Ok(())
}
