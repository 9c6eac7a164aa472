//! Which functions a Windows program calls, and which it offers.
//!
//! Read by us and capped: tables that point at themselves keep parsers busy for minutes or eat all memory.

use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::header::{self, Layout, u32_at};
use super::rules;

/// Exported names that are looked at; large system libraries have some thousand.
const MOST_EXPORTS: usize = 20_000;
/// Libraries that are looked at.
const MOST_LIBRARIES: usize = 2_000;
/// Imported functions that are looked at; the largest honest programs have some thousand.
const MOST_FUNCTIONS: usize = 100_000;
/// Longer names are no names, in bytes.
const LONGEST_NAME: usize = 512;

/// Whether the program offers a function of this name.
pub(super) fn exports(layout: &Layout<'_>, name: &[u8]) -> bool {
    let check = || {
        let (address, _) = layout.directory(header::EXPORTS)?;
        let table = layout.bytes_at(address)?;
        let count = (u32_at(table, 24)? as usize).min(MOST_EXPORTS);
        let names = layout.bytes_at(u32_at(table, 32)?)?;
        let found = (0..count).map_while(|i| u32_at(names, i * 4)).any(|at| {
            layout.bytes_at(at).is_some_and(|text| text.strip_prefix(name).is_some_and(|rest| rest.first() == Some(&0)))
        });
        Some(found)
    };
    check().unwrap_or(false)
}

/// The functions that a program takes from libraries.
#[derive(Debug, Default)]
pub(super) struct Imports<'a> {
    /// Their names; a function that is taken by its number is `#`.
    pub(super) functions: Vec<&'a [u8]>,
    /// How many libraries.
    pub(super) libraries: usize,
    /// A limit of ours ended the list.
    capped: bool,
    /// The table is declared and could not be read.
    unreadable: bool,
}

/// What a row of an import table says: library name, name table, address table; `None` ends the table.
type Fields = fn(&[u8]) -> Option<(u32, u32, u32)>;

impl<'a> Imports<'a> {
    pub(super) fn read(layout: &Layout<'a>) -> Self {
        let mut imports = Self::default();
        if let Some((address, size)) = layout.directory(header::IMPORTS)
            && size > 0
        {
            imports.table(layout, address, 20, |row| {
                let (names, addresses) = (u32_at(row, 0)?, u32_at(row, 16)?);
                let name = u32_at(row, 12).filter(|name| *name != 0)?;
                Some((name, names, addresses))
            });
        }
        if let Some((address, size)) = layout.directory(header::DELAYED_IMPORTS)
            && size > 0
        {
            imports.table(layout, address, 32, |row| {
                // The old form of this table holds addresses of another kind; no compiler of this century makes it.
                let relative = u32_at(row, 0)? & 1 != 0;
                let name = u32_at(row, 4).filter(|name| *name != 0 && relative)?;
                Some((name, u32_at(row, 16)?, 0))
            });
        }
        imports
    }

    /// Reads rows until one is empty; `fields` gives a row's library name, name table and address table.
    fn table(&mut self, layout: &Layout<'a>, address: u32, row_size: usize, fields: Fields) {
        let Some(rows) = layout.bytes_at(address) else {
            self.unreadable = true;
            return;
        };
        for row in rows.chunks_exact(row_size) {
            let Some((_, names, addresses)) = fields(row) else { return };
            if self.libraries >= MOST_LIBRARIES {
                self.capped = true;
                return;
            }
            self.libraries += 1;
            // Bound or packed programs have only one of the two lists.
            let table = [names, addresses].into_iter().filter(|a| *a != 0).find_map(|a| layout.bytes_at(a));
            self.library(layout, table.unwrap_or_default());
        }
    }

    fn library(&mut self, layout: &Layout<'a>, table: &[u8]) {
        for thunk in table.chunks_exact(if layout.wide { 8 } else { 4 }) {
            let low = u32_at(thunk, 0).unwrap_or_default();
            if thunk.iter().all(|b| *b == 0) {
                return;
            }
            if self.functions.len() >= MOST_FUNCTIONS {
                self.capped = true;
                return;
            }
            let by_number = thunk.last().is_some_and(|b| b & 0x80 != 0);
            let name =
                if by_number { None } else { low.checked_add(2).and_then(|at| layout.text_at(at, LONGEST_NAME)) };
            match name {
                Some(name) => self.functions.push(name),
                None if by_number => self.functions.push(b"#"),
                // No list goes on behind an entry that points nowhere.
                None => return,
            }
        }
    }

    /// Whether a function of this name is imported, in its ANSI or wide form too.
    fn has(&self, name: &str) -> Option<&'a [u8]> {
        self.functions.iter().copied().find(|f| {
            f.strip_prefix(name.as_bytes()).is_some_and(|rest| matches!(rest, b"" | b"A" | b"W" | b"ExA" | b"ExW"))
        })
    }
}

/// What functions mean, in words that complete "this program can …": one function of each group must be there.
const ABILITIES: &[(&str, &[&[&str]])] = &[
    ("record keys that are pressed", &[&["SetWindowsHook", "GetAsyncKeyState", "RegisterRawInputDevices"]]),
    ("take pictures of the screen", &[&["BitBlt", "StretchBlt"], &["GetDesktopWindow", "CreateDC", "GetWindowDC"]]),
    (
        "load files from the internet",
        &[&[
            "URLDownloadToFile",
            "URLDownloadToCacheFile",
            "InternetOpenUrl",
            "InternetReadFile",
            "HttpSendRequest",
            "WinHttpSendRequest",
            "WinHttpReadData",
        ]],
    ),
    (
        "start other programs",
        &[&["CreateProcess", "ShellExecute", "WinExec", "CreateProcessAsUser", "_wsystem", "system"]],
    ),
    ("read passwords that other programs saved", &[&["CryptUnprotectData", "CredEnumerate", "VaultEnumerateItems"]]),
    ("read what was copied", &[&["GetClipboardData"]]),
    ("change the settings of Windows", &[&["RegSetValue", "RegSetValueEx", "RegCreateKey"]]),
    ("install services or drivers", &[&["CreateService", "NtLoadDriver", "ZwLoadDriver"]]),
    ("take on the rights of others", &[&["AdjustTokenPrivileges", "ImpersonateLoggedOnUser", "DuplicateTokenEx"]]),
    ("record sound or the camera", &[&["waveInOpen", "capCreateCaptureWindow"]]),
    ("switch the computer off", &[&["ExitWindowsEx", "InitiateSystemShutdown", "NtShutdownSystem"]]),
    ("end other programs", &[&["TerminateProcess", "NtTerminateProcess"], &["Process32First", "EnumProcesses"]]),
];

const INJECTION: &[&[&str]] = &[
    &["WriteProcessMemory", "NtWriteVirtualMemory", "ZwWriteVirtualMemory"],
    &[
        "CreateRemoteThread",
        "VirtualAllocEx",
        "QueueUserAPC",
        "SetThreadContext",
        "NtUnmapViewOfSection",
        "ZwUnmapViewOfSection",
        "RtlCreateUserThread",
        "NtCreateThreadEx",
    ],
];

/// What finds other functions when the program runs, and what start-up code always takes.
const LOADER: &[&str] = &[
    "LoadLibrary",
    "LoadLibraryEx",
    "GetProcAddress",
    "GetModuleHandle",
    "LdrLoadDll",
    "LdrGetProcedureAddress",
    "ExitProcess",
    "VirtualAlloc",
    "VirtualProtect",
    "VirtualFree",
];

/// The functions that show an ability; `None` unless every group has one.
fn evidence(imports: &Imports<'_>, groups: &[&[&str]]) -> Option<Vec<String>> {
    let hit = |group: &&[&str]| group.iter().find_map(|name| imports.has(name));
    groups.iter().map(|g| hit(g).map(|f| String::from_utf8_lossy(f).into_owned())).collect()
}

/// Says what the imports mean. `packed` and special kinds explain a short list.
pub(super) fn inspect(layout: &Layout<'_>, imports: &Imports<'_>, packed: bool, inspection: &mut Inspection<'_>) {
    if imports.capped {
        inspection.gap(Gap::limit(
            LimitKind::Entries,
            "the import table is longer than any honest one; only its beginning was read",
        ));
    }
    if imports.unreadable {
        inspection
            .gap(Gap::malformed("the import table points outside of the file; which functions it uses was not read"));
    }
    let mut words = Vec::new();
    let mut functions = Vec::new();
    for (ability, groups) in ABILITIES {
        if let Some(found) = evidence(imports, groups) {
            words.push(*ability);
            functions.extend(found);
        }
    }
    if !words.is_empty() {
        let found = inspection.found(&rules::ABILITIES);
        found.with("abilities", words.join(", ")).with("functions", functions.join(", "));
    }
    if let Some(found) = evidence(imports, INJECTION) {
        inspection.found(&rules::INJECTS).with("functions", found.join(", "));
    }
    let special = packed || layout.is_dot_net() || layout.is_efi() || layout.is_native() || layout.entry == 0;
    let loads = ["GetProcAddress", "LdrGetProcedureAddress"].iter().any(|name| imports.has(name).is_some());
    let loader_only = loads
        && imports.functions.iter().all(|f| {
            LOADER
                .iter()
                .any(|name| f.strip_prefix(name.as_bytes()).is_some_and(|rest| matches!(rest, b"" | b"A" | b"W")))
        });
    let none = imports.functions.is_empty() && !layout.is_library();
    if !special && !imports.capped && (none || loader_only) {
        let names: Vec<_> = imports.functions.iter().map(|f| String::from_utf8_lossy(f)).collect();
        let which = if none { "none".to_owned() } else { format!("only {}", names.join(", ")) };
        inspection.found(&rules::HIDDEN_CALLS).with("which", which);
    }
}
