//! Programs of macOS and iOS: Mach-O, <https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h>.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::gap::LimitKind;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

use goblin::mach::load_command::{CommandVariant, LoadCommand};

/// A program of macOS for one processor.
static MACHO: TypeInfo = TypeInfo::new("macho", "macOS program", Nature::Program, |p| header(p.bytes, 0).is_some())
    .mimes(&["application/x-mach-binary"])
    .extensions(&["macho"])
    .begins("CF FA ED FE")
    .anchor(b"\xCF\xFA\xED\xFE", |bytes, at| is_program_at(bytes, at).then_some(at));

static LIBRARY: TypeInfo = TypeInfo::new("macho-dylib", "macOS program library", Nature::Program, |p| {
    header(p.bytes, 0).is_some_and(|h| matches!(h.kind, 6 | 8 | 9))
})
.mimes(&["application/x-mach-binary"])
.extensions(&["dylib", "bundle"])
.parent(&MACHO)
.begins("CF FA ED FE");

static OBJECT: TypeInfo = TypeInfo::new("macho-object", "macOS object file", Nature::Program, |p| {
    header(p.bytes, 0).is_some_and(|h| h.kind == 1)
})
.mimes(&["application/x-mach-binary"])
.extensions(&["o"])
.parent(&MACHO)
.begins("CF FA ED FE");

static SHORT: TypeInfo =
    TypeInfo::new("macho-32", "32-bit macOS program", Nature::Program, |p| header(p.bytes, 0).is_some_and(|h| !h.wide))
        .mimes(&["application/x-mach-binary"])
        .extensions(&["macho"])
        .parent(&MACHO)
        .begins("CE FA ED FE")
        .anchor(b"\xCE\xFA\xED\xFE", |bytes, at| is_program_at(bytes, at).then_some(at));

/// A program of macOS for several processors. It shares its mark with Java classes.
static FAT: TypeInfo =
    TypeInfo::new("macho-fat", "macOS program", Nature::Program, |p| slices(p.bytes, 0, p.size).is_some())
        .mimes(&["application/x-mach-binary"])
        .extensions(&["macho", "dylib"])
        .begins("CA FE BA BE")
        .anchor(b"\xCA\xFE\xBA\xBE", |bytes, at| slices(bytes, at, bytes.len() as u64).map(|_| at));

/// The registry row.
pub static FORMAT: Format = Format {
    name: "macho",
    types: &[&MACHO, &FAT, &LIBRARY, &OBJECT, &SHORT],
    rules: &[],
    inspect: Some(inspect),
    seeks: false,
};

/// Processors in one fat file; Apple never shipped more than five. A Java class has its version at this place: 45 and up.
const MOST_SLICES: u32 = 30;

/// The head of a program for one processor.
#[derive(Debug, Clone, Copy)]
struct Header {
    wide: bool,
    big: bool,
    cpu: u32,
    /// 1 object, 2 program, 6 library, 8 bundle, …
    kind: u32,
    commands: u32,
    commands_size: u32,
}

fn number(bytes: &[u8], at: usize, big: bool) -> Option<u32> {
    let field: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(if big { u32::from_be_bytes(field) } else { u32::from_le_bytes(field) })
}

fn header(bytes: &[u8], start: usize) -> Option<Header> {
    let head = bytes.get(start..)?;
    let (wide, big) = match head.get(..4)? {
        b"\xCF\xFA\xED\xFE" => (true, false),
        b"\xCE\xFA\xED\xFE" => (false, false),
        b"\xFE\xED\xFA\xCF" => (true, true),
        b"\xFE\xED\xFA\xCE" => (false, true),
        _ => return None,
    };
    let field = |at| number(head, at, big);
    Some(Header { wide, big, cpu: field(4)?, kind: field(12)?, commands: field(16)?, commands_size: field(20)? })
}

/// Whether such a program really begins here: more than the mark must fit.
fn is_program_at(bytes: &[u8], start: usize) -> bool {
    header(bytes, start).is_some_and(|h| {
        cpu_words(h.cpu).is_some()
            && (1..=12).contains(&h.kind)
            && h.commands <= 10_000
            && h.commands_size >= h.commands.saturating_mul(8)
            && (h.commands_size as usize) <= bytes.len() - start
    })
}

/// Offset and size of each processor's program in a fat file that begins at `start`; `None` where it is none.
fn slices(bytes: &[u8], start: usize, size: u64) -> Option<Vec<(u64, u64)>> {
    let head = bytes.get(start..)?;
    let wide = match head.get(..4)? {
        b"\xCA\xFE\xBA\xBE" => false,
        b"\xCA\xFE\xBA\xBF" => true,
        _ => return None,
    };
    let count = number(head, 4, true).filter(|count| (1..=MOST_SLICES).contains(count))?;
    let mut slices = Vec::new();
    for i in 0..count as usize {
        let at = 8 + i * if wide { 32 } else { 20 };
        let field = |by: usize| number(head, at + by, true).map(u64::from);
        cpu_words(number(head, at, true)?)?;
        let (offset, length) = match wide {
            true => (field(8)? << 32 | field(12)?, field(16)? << 32 | field(20)?),
            false => (field(8)?, field(12)?),
        };
        if offset < 8 || length == 0 || start as u64 + offset > size {
            return None;
        }
        slices.push((offset, length));
    }
    Some(slices)
}

/// A processor in words.
fn cpu_words(cpu: u32) -> Option<&'static str> {
    Some(match cpu {
        7 => "32-bit x86",
        0x0100_0007 => "64-bit x86",
        12 => "32-bit ARM",
        0x0100_000C => "64-bit ARM",
        0x0200_000C => "64-bit ARM (32-bit addresses)",
        18 => "PowerPC",
        0x0100_0012 => "64-bit PowerPC",
        6 => "Motorola 68000",
        _ => return None,
    })
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if artifact.content_type.id == FAT.id {
        return fat(artifact, inspection);
    }
    let bytes = artifact.bytes();
    let Some(header) = header(bytes, 0) else { return Ok(()) };
    let words = cpu_words(header.cpu).map_or_else(|| format!("processor {:#X}", header.cpu), str::to_owned);
    inspection.fact("architecture", words);
    if header.commands > MOST_COMMANDS {
        return Err(Gap::limit(LimitKind::Entries, "the program has more load commands than any honest one"));
    }
    let order = if header.big { goblin::container::Endian::Big } else { goblin::container::Endian::Little };
    let mut at = if header.wide { 32 } else { 28 };
    let (mut end, mut signature) = (0u64, None);
    for _ in 0..header.commands {
        let before = at;
        // One at a time: the whole parser follows names through the file again and again.
        let command = LoadCommand::parse(bytes, &mut at, order).ok().filter(|_| at > before);
        let Some(command) = command else {
            return Err(Gap::malformed("the load commands of this macOS program are damaged or cut off"));
        };
        match command.command {
            CommandVariant::Segment32(s) => end = end.max(u64::from(s.fileoff) + u64::from(s.filesize)),
            CommandVariant::Segment64(s) => end = end.max(s.fileoff.saturating_add(s.filesize)),
            CommandVariant::CodeSignature(s) => signature = Some((s.dataoff as usize, s.datasize as usize)),
            CommandVariant::Symtab(s) => end = end.max(u64::from(s.stroff) + u64::from(s.strsize)),
            _ => {}
        }
    }
    inspection.fact("signature", signature_words(bytes, signature));
    if end > artifact.size() {
        return Err(Gap::malformed(format!(
            "the program is cut off: it should be at least {end} bytes long and is {}",
            artifact.size()
        )));
    }
    let end = usize::try_from(end).unwrap_or(usize::MAX);
    let rest = bytes.get(end..).unwrap_or_default();
    if end > 0 && rest.len() >= 8 && rest.iter().any(|b| *b != 0) {
        inspection.fact("data behind the program", format!("{} bytes at byte {end}", rest.len()));
        let _ = inspection.carve(end..bytes.len());
    }
    Ok(())
}

/// Load commands that are read; large programs have some hundred.
const MOST_COMMANDS: u32 = 10_000;

/// Whether it is signed, as far as that can be said without a trust store. What a linker signs by itself (ad hoc) holds
/// no signature of a person: its last part is an empty envelope.
fn signature_words(bytes: &[u8], place: Option<(usize, usize)>) -> &'static str {
    let Some((at, size)) = place else { return "not signed" };
    let room = bytes.get(at..).map(|room| &room[..room.len().min(size)]).unwrap_or_default();
    let count = number(room, 8, true).unwrap_or_default().min(64) as usize;
    let envelope = (0..count).find_map(|i| {
        let offset = number(room, 12 + i * 8 + 4, true)? as usize;
        (number(room, offset, true)? == 0xFADE_0B01).then(|| number(room, offset.checked_add(4)?, true))?
    });
    match envelope {
        Some(length) if length > 8 => "signed (not checked whether genuine)",
        _ => "signed by a tool, by nobody in particular (ad hoc)",
    }
}

/// Each processor's program is a part of its own.
fn fat(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let parts = slices(artifact.bytes(), 0, artifact.size()).unwrap_or_default();
    inspection.fact("processors", parts.len());
    for (offset, length) in parts {
        let (Ok(start), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else { continue };
        let end = start.saturating_add(length);
        if end > artifact.bytes().len() {
            inspection
                .gap(Gap::malformed("a processor's program should end behind the end of the file: it is cut off"));
        }
        let _ = inspection.carve(start..end);
    }
    Ok(())
}
