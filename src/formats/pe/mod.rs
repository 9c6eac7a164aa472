//! DOS and Windows programs: PE Format, <https://learn.microsoft.com/windows/win32/debug/pe-format>.

mod der;
mod dos;
mod header;
mod imports;
mod inside;
mod packers;
mod resources;
mod rules;
mod signature;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use header::Layout;

/// Anything that begins with the mark of DOS and Windows programs, whether or not its headers can be read: what starts
/// it is laxer than any parser. Text is none, unless the second header stands where its characters say: far behind, but
/// Windows goes there.
pub static MZ: TypeInfo = TypeInfo::new("mz", "DOS program", Nature::Program, |p| {
    p.starts(b"MZ") && (p.text().is_none() || header::new_header(p.bytes, 0, b"PE\0\0").is_some())
})
.mimes(&["application/x-dosexec"])
.extensions(&["exe", "com", "pif"])
.begins("4D 5A (\"MZ\")");

/// A Windows program.
pub static PE: TypeInfo =
    TypeInfo::new("pe", "Windows program", Nature::Program, |p| header::new_header(p.bytes, 0, b"PE\0\0").is_some())
        .mimes(&["application/vnd.microsoft.portable-executable", "application/x-dosexec", "application/x-msdownload"])
        .extensions(&["exe", "scr", "com", "pif"])
        .parent(&MZ)
        .begins("4D 5A (\"MZ\")")
        // Every such program holds the letters MZ; the check at each takes constant time.
        .anchor(b"MZ", |bytes, at| header::is_program_at(bytes, at).then_some(at));

const WINDOWS_MIMES: &[&str] =
    &["application/vnd.microsoft.portable-executable", "application/x-dosexec", "application/x-msdownload"];

/// A special case of Windows programs, told by its headers.
const fn kind(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Program, matches).mimes(WINDOWS_MIMES).parent(&PE).begins("4D 5A (\"MZ\")")
}

fn layout_is(probe: &Probe<'_>, check: impl Fn(&Layout<'_>) -> bool) -> bool {
    Layout::read(probe.bytes).is_some_and(|layout| check(&layout))
}

static EFI: TypeInfo =
    kind("efi", "EFI program", |p| Layout::read(p.bytes).is_some_and(|l| l.is_efi())).extensions(&["efi"]);

static DRIVER: TypeInfo =
    kind("sys", "Windows driver", |p| layout_is(p, |l| l.is_native() && (!l.is_library() || l.entry != 0)))
        .extensions(&["sys", "drv"]);

static CONTROL_PANEL: TypeInfo = kind("cpl", "Windows control panel item", |p| {
    layout_is(p, |l| l.is_library() && imports::exports(l, b"CPlApplet"))
})
.extensions(&["cpl"]);

static EXCEL_ADD_IN: TypeInfo =
    kind("xll", "Excel add-in program", |p| layout_is(p, |l| l.is_library() && imports::exports(l, b"xlAutoOpen")))
        .extensions(&["xll"]);

static DOT_NET_LIBRARY: TypeInfo =
    kind("dotnet-dll", ".NET program library", |p| layout_is(p, |l| l.is_library() && l.is_dot_net()))
        .extensions(&["dll"]);

static DOT_NET: TypeInfo =
    kind("dotnet", ".NET program", |p| Layout::read(p.bytes).is_some_and(|l| l.is_dot_net())).extensions(&["exe"]);

static COM_LIBRARY: TypeInfo = kind("ocx", "Windows component library (COM, ActiveX)", |p| {
    layout_is(p, |l| l.is_library() && imports::exports(l, b"DllRegisterServer"))
})
.extensions(&["ocx", "dll", "ax"]);

static LIBRARY: TypeInfo =
    kind("dll", "Windows program library", |p| Layout::read(p.bytes).is_some_and(|l| l.is_library()))
        .extensions(&["dll", "mui", "pyd", "acm", "ime", "tsp"]);

static NE: TypeInfo =
    TypeInfo::new("ne", "16-bit Windows program", Nature::Program, |p| header::new_header(p.bytes, 0, b"NE").is_some())
        .mimes(&["application/x-dosexec"])
        .extensions(&["exe", "dll", "drv", "fon"])
        .parent(&MZ)
        .begins("4D 5A (\"MZ\")")
        .not_opened("of this program for Windows 3 only the mark was read");

static LE: TypeInfo = TypeInfo::new("le", "program for OS/2 or Windows 95", Nature::Program, |p| {
    [b"LE\0\0", b"LX\0\0"].iter().any(|mark| header::new_header(p.bytes, 0, *mark).is_some())
})
.mimes(&["application/x-dosexec"])
.extensions(&["exe", "vxd", "386", "dll"])
.parent(&MZ)
.begins("4D 5A (\"MZ\")")
.not_opened("of this program for OS/2 or Windows 95 only the mark was read");

/// The registry row. An Excel add-in and a control panel item are .NET libraries as well; what they are for counts.
pub static FORMAT: Format = Format {
    name: "pe",
    types: &[
        &MZ,
        &PE,
        &NE,
        &LE,
        &EFI,
        &DRIVER,
        &CONTROL_PANEL,
        &EXCEL_ADD_IN,
        &DOT_NET_LIBRARY,
        &DOT_NET,
        &COM_LIBRARY,
        &LIBRARY,
    ],
    rules: rules::RULES,
    inspect: Some(inspect),
    seeks: false,
};

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if !artifact.content_type.is(&PE) {
        return if artifact.content_type.id == MZ.id { dos::inspect(artifact, inspection) } else { Ok(()) };
    }
    let bytes = artifact.bytes();
    let Some(layout) = Layout::read(bytes) else {
        return Err(Gap::malformed(
            "the headers of this Windows program are cut off or of an unknown kind: sections, imports, resources and \
             signature were not examined",
        ));
    };
    facts(&layout, inspection);
    strict(&layout, inspection);
    let signed = signature::inspect(&layout, inspection);
    let read = imports::Imports::read(&layout);
    let packed = packers::inspect(&layout, &read, inspection);
    imports::inspect(&layout, &read, packed, inspection);
    inspection.check_time()?;
    let overlay = inside::overlay_range(&layout);
    packers::name_maker(&layout, overlay.clone(), inspection);
    inside::resources(&layout, signed, artifact, inspection)?;
    inside::overlay(&layout, overlay, inspection);
    whole(&layout)
}

/// What it is made for.
fn facts(layout: &Layout<'_>, inspection: &mut Inspection<'_>) {
    let machine = header::machine_words(layout.machine)
        .map_or_else(|| format!("unknown processor {:#06X}", layout.machine), str::to_owned);
    inspection.fact("architecture", machine);
    let subsystem = match layout.subsystem {
        1 => "kernel",
        2 => "windows",
        3 => "text window",
        9 => "Windows CE",
        10..=13 => "EFI",
        14 => "Xbox",
        16 => "Windows boot",
        _ => "unknown surroundings",
    };
    inspection.fact("runs in", subsystem);
    if let Some(version) = layout.dot_net_version() {
        inspection.fact(".NET", version);
    }
    if let Some(count) = layout.early_calls() {
        inspection.fact("calls before its start", count);
    }
}

/// What a strict reader says of the headers. It gets the header alone: names of sections, exports and the like may
/// make it copy the file again and again.
fn strict(layout: &Layout<'_>, inspection: &mut Inspection<'_>) {
    let end = layout.pe.saturating_add(4096).min(layout.bytes.len());
    let why = match goblin::pe::header::Header::parse(&layout.bytes[..end]) {
        Err(error) => error.to_string(),
        Ok(_) if layout.declared_sections > 96 => format!("{} sections", layout.declared_sections),
        Ok(_) => return,
    };
    inspection.found(&rules::UNUSUAL_HEADER).at(layout.pe, 24usize).with("why", why);
}

/// Whether all that the headers promise is there.
fn whole(layout: &Layout<'_>) -> Result<(), Gap> {
    if usize::from(layout.declared_sections) != layout.sections.len() {
        return Err(Gap::malformed("the table of sections is cut off or longer than any honest one"));
    }
    let end = layout.end();
    if end > layout.bytes.len() {
        return Err(Gap::malformed(format!(
            "the program is cut off: it should be at least {end} bytes long and is {}",
            layout.bytes.len()
        )));
    }
    Ok(())
}
