//! Which tool packed or wrapped a program: told by the names of its parts and by marks that the tool leaves.

use crate::formats::hidden::entropy;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::header::{Layout, Section};
use super::imports::Imports;
use super::rules;

/// Packers by the beginning of a section's name.
const PACKERS: &[(&str, &str)] = &[
    ("UPX", "UPX"),
    (".UPX", "UPX"),
    (".aspack", "ASPack"),
    (".adata", "ASPack"),
    (".MPRESS", "MPRESS"),
    (".petite", "Petite"),
    ("petite", "Petite"),
    (".vmp", "VMProtect"),
    (".themida", "Themida"),
    (".winlice", "Themida"),
    ("Themida", "Themida"),
    (".nsp", "NsPack"),
    ("nsp0", "NsPack"),
    ("PEC2", "PECompact"),
    ("pec", "PECompact"),
    (".enigma", "Enigma"),
    ("kkrunchy", "kkrunchy"),
    (".MEW", "MEW"),
    ("MEW", "MEW"),
    (".yP", "Y0da"),
    (".RLPack", "RLPack"),
    (".svkp", "SVKP"),
    ("PELOCK", "PELock"),
    ("pebundle", "PEBundle"),
    ("!EPack", "EPack"),
    (".spack", "Simple Pack"),
    ("FSG!", "FSG"),
    (".packed", "a packer"),
    ("ExeS", "EXEStealth"),
    (".obsidium", "Obsidium"),
];

/// Below this a section is too small for its entropy to say anything, in bytes.
const SMALL: usize = 4096;
/// Code has six to six and a half bits per byte; packed code nearly eight.
const PACKED_ENTROPY: f64 = 7.2;
/// A program that unpacks itself needs few functions; ordinary ones name dozens.
const FEW_FUNCTIONS: usize = 15;

/// Reports packing; true where a known packer explains the program's look.
pub(super) fn inspect(layout: &Layout<'_>, imports: &Imports<'_>, inspection: &mut Inspection<'_>) -> bool {
    let known = layout.sections.iter().find_map(|section| {
        let packer = PACKERS.iter().find(|(name, _)| section.name.starts_with(name))?;
        Some((section, packer.1))
    });
    if let Some((section, packer)) = known {
        inspection.fact("packer", packer);
        let found = inspection.found(&rules::PACKED).at(section.offset, section.size);
        found.with("packer", packer).with("section", section.name.as_str());
        return true;
    }
    if layout.is_dot_net() {
        return false;
    }
    let holds_entry =
        |s: &&Section| layout.entry.checked_sub(s.address).is_some_and(|inside| inside < s.virtual_size.max(s.size));
    let start = layout.sections.iter().find(holds_entry);
    if let Some(section) = start.filter(|_| layout.entry != 0) {
        let bytes = section.bytes(layout.bytes);
        let bits = if bytes.len() >= SMALL { entropy(bytes) } else { 0.0 };
        if bits >= PACKED_ENTROPY && imports.functions.len() <= FEW_FUNCTIONS {
            let found = inspection.found(&rules::UNKNOWN_PACKER).at(section.offset, section.size);
            found.with("section", section.name.as_str()).with("entropy", format!("{bits:.1}"));
            found.with("count", imports.functions.len());
        }
    }
    if let Some(section) = layout.sections.iter().find(|s| s.is_code() && s.is_writable() && s.size > 0) {
        let found = inspection.found(&rules::WRITABLE_CODE).at(section.offset, section.size);
        found.with("section", section.name.as_str());
    }
    false
}

/// Where a tool's mark is looked for.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// The first part of what follows the program.
    Behind,
    /// The last part of the file.
    End,
    /// Anywhere in what Windows loads.
    Loaded,
    /// The name of a section.
    Section,
}

/// How much of each place is looked through, in bytes.
const LOOK: usize = 64 * 1024;
const LOADED_LOOK: usize = 64 << 20;

/// Marks of tools that wrap scripts and installers into programs. Strings that quote a mark are in the tools' own
/// descriptions at most, so a wrong guess here costs a wrong word in a fact and nothing more.
const WRAPPERS: &[(&str, Place, &[u8])] = &[
    ("NSIS installer", Place::Behind, b"\xEF\xBE\xAD\xDENullsoftInst"),
    ("Inno Setup installer", Place::Loaded, b"Inno Setup Setup Data ("),
    ("Inno Setup installer", Place::Loaded, b"J\0R\0.\0I\0n\0n\0o\0.\0S\0e\0t\0u\0p"),
    ("InstallShield installer", Place::Behind, b"ISSetupStream"),
    ("InstallShield installer", Place::Behind, b"InstallShield"),
    ("WiX installer", Place::Section, b".wixburn"),
    ("7-Zip self-extractor", Place::Behind, b";!@Install@!UTF-8!"),
    ("7-Zip self-extractor", Place::Behind, b"7z\xBC\xAF\x27\x1C"),
    ("RAR self-extractor", Place::Behind, b"Rar!\x1A\x07"),
    ("Cabinet self-extractor", Place::Behind, b"MSCF\0\0\0\0"),
    ("AutoIt script", Place::Behind, b"AU3!EA06"),
    ("AutoIt script", Place::Loaded, b"\xA3HK\xBE\x98lJ\xA9\x99LS\n\x86\xD6H}AU3!EA0"),
    ("AutoHotkey script", Place::Loaded, b">\0A\0U\0T\0O\0H\0O\0T\0K\0E\0Y\0 \0S\0C\0R\0I\0P\0T\0<\0"),
    ("PyInstaller (a Python program)", Place::End, b"MEI\x0C\x0B\x0A\x0B\x0E"),
    ("py2exe (a Python program)", Place::Loaded, b"P\0Y\0T\0H\0O\0N\0S\0C\0R\0I\0P\0T\0"),
    ("Nuitka (a Python program)", Place::Behind, b"KAY\x28\xB5\x2F\xFD"),
    ("Nuitka (a Python program)", Place::Loaded, b"NUITKA_ONEFILE_PARENT"),
    ("Advanced Installer", Place::End, b"ADVINSTSFX"),
    ("Squirrel installer", Place::Loaded, b"S\0q\0u\0i\0r\0r\0e\0l\0T\0e\0m\0p\0"),
    ("Electron application", Place::Loaded, b"ELECTRON_RUN_AS_NODE"),
    (
        ".NET program with everything it needs",
        Place::Loaded,
        b"\x8B\x12\x02\xB9\x6A\x61\x20\x38\x72\x7B\x93\x02\x14\xD7\xA0\x32",
    ),
];

/// Of these nothing here opens what they carry.
const UNOPENED: &[&str] = &[
    "NSIS installer",
    "Inno Setup installer",
    "InstallShield installer",
    "Advanced Installer",
    "AutoIt script",
    "PyInstaller (a Python program)",
    "Nuitka (a Python program)",
];

/// Languages by marks that their compilers leave.
const LANGUAGES: &[(&str, &[u8])] = &[
    ("Go", b"\xFF Go buildinf:"),
    ("Rust", b"/rustc/"),
    ("Delphi", b"\x0FBorland\\Delphi"),
    ("Delphi", b"Embarcadero Delphi"),
];

/// Says which tool made the program, as facts. `overlay` is where what Windows does not load begins and ends.
pub(super) fn name_maker(layout: &Layout<'_>, overlay: std::ops::Range<usize>, inspection: &mut Inspection<'_>) {
    let bytes = layout.bytes;
    let loaded = &bytes[..overlay.start.min(bytes.len()).min(LOADED_LOOK)];
    let behind = bytes.get(overlay.clone()).unwrap_or_default();
    let end = &bytes[bytes.len() - bytes.len().min(LOOK)..];
    let is_there = |place: Place, mark: &[u8]| match place {
        Place::Behind => memchr::memmem::find(&behind[..behind.len().min(LOOK)], mark).is_some(),
        Place::End => memchr::memmem::find(&behind[behind.len() - behind.len().min(LOOK)..], mark)
            .or_else(|| memchr::memmem::find(end, mark))
            .is_some(),
        Place::Loaded => memchr::memmem::find(loaded, mark).is_some(),
        Place::Section => layout.sections.iter().any(|s| s.name.as_bytes() == mark),
    };
    if let Some((name, ..)) = WRAPPERS.iter().find(|(_, place, mark)| is_there(*place, mark)) {
        inspection.fact("made with", *name);
        if UNOPENED.contains(name) {
            let what = format!("what this program carries and unpacks ({name}) was not opened by this version");
            inspection.gap(Gap::unsupported(what));
        }
    }
    if let Some((language, _)) = LANGUAGES.iter().find(|(_, mark)| is_there(Place::Loaded, mark)) {
        inspection.fact("language", *language);
    }
}
