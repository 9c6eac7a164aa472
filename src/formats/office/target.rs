//! Where the addresses in documents lead, and what they start.

/// How far a target lies away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Reach {
    /// The web, or a server by its number or over WebDAV.
    Internet,
    /// A server by its full name, which may be a company's own.
    Server,
    /// A server by its short name, which only its own network knows.
    Network,
    /// This computer.
    Local,
}

/// Addresses that hand orders to a program of the system. Office itself has `ms-word:` and its kin for its own files.
const HANDLERS: &[&str] = &[
    "ms-msdt:",
    "search-ms:",
    "search:",
    "ms-search:",
    "ms-officecmd:",
    "ms-appinstaller:",
    "ms-cxh-full:",
    "hcp:",
    "vbscript:",
    "shell:",
    "script:",
];

/// Schemes that fetch from another computer.
const REMOTE: &[&str] = &["http://", "https://", "ftp://", "mhtml:", "mhtml!", "x-usc:"];

/// Where a target leads. Companies keep their templates on servers of their own networks (`\\server\share`).
pub(in crate::formats) fn reach(target: &str) -> Reach {
    let lower = target.trim().to_ascii_lowercase();
    if REMOTE.iter().any(|p| lower.starts_with(p)) || handler(target).is_some() {
        // A page that was saved on this computer.
        let saved = lower.starts_with("mhtml:file:") || lower.starts_with("mhtml:mid:");
        return if saved { Reach::Local } else { Reach::Internet };
    }
    let path = lower.strip_prefix("file:").unwrap_or(&lower).replace('\\', "/").replace("%5c", "/");
    let slashes = path.bytes().take_while(|b| *b == b'/').count();
    let named = path.trim_start_matches('/');
    // A drive, whatever stands before it.
    if named.as_bytes().get(1) == Some(&b':') || named.starts_with("%") {
        return Reach::Local;
    }
    let unc = if path == lower.replace('\\', "/") { slashes == 2 } else { slashes == 2 || slashes >= 4 };
    if !unc {
        return Reach::Local;
    }
    let host = named.split('/').next().unwrap_or_default();
    match host {
        "" | "localhost" | "." | "?" => Reach::Local,
        host if host.ends_with(':') => Reach::Local,
        // With a port it is a WebDAV server.
        host if host.contains('@') || host.bytes().all(|b| b.is_ascii_digit() || b == b'.') => Reach::Internet,
        host if host.contains('.') && !host.ends_with(".local") => Reach::Server,
        _ => Reach::Network,
    }
}

/// The scheme of an address that hands orders to a program.
pub(in crate::formats) fn handler(target: &str) -> Option<&'static str> {
    let head: String = target.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    HANDLERS.iter().find(|scheme| head.starts_with(**scheme)).copied()
}

/// Whether an address is one where Office keeps the files of its users: documents that are linked to each other lie there.
pub(in crate::formats) fn is_office_store(target: &str) -> bool {
    let lower = target.trim().to_ascii_lowercase();
    let host = lower.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    ["d.docs.live.net", "onedrive.live.com", "sharepoint.com", "sharepoint.us", "sharepoint.cn"]
        .iter()
        .any(|store| host.strip_suffix(store).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}

/// Whether an address leads to a workbook over a safe line, as a linked table does.
pub(in crate::formats) fn is_workbook(target: &str) -> bool {
    let lower = target.trim().to_ascii_lowercase();
    let path = lower.split(['!', '#', '?']).next().unwrap_or_default();
    lower.starts_with("https://")
        && [".xlsx", ".xls", ".xlsm", ".xlsb", ".csv", ".ods"].iter().any(|e| path.ends_with(e))
}

/// Programs that carry out what they are told.
const SHELLS: &[&str] = &[
    "powershell",
    "pwsh",
    "cmd.exe",
    "cmd ",
    "mshta",
    "wscript",
    "cscript",
    "rundll32",
    "regsvr32",
    "msiexec",
    "certutil",
    "bitsadmin",
    "syncappv",
    "schtasks",
    "wmic",
    "msbuild",
    "installutil",
];

/// What an action that starts a program starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Starts {
    /// A program that carries out orders, or a script.
    Orders,
    /// Another program.
    Program,
    /// No program.
    Nothing,
}

/// What a path or a line of command starts.
pub(in crate::formats) fn starts(target: &str) -> Starts {
    let lower = target.trim().to_ascii_lowercase().replace("%20", " ").replace("%22", "\"");
    let path = lower.trim_start_matches("file:").trim_matches(['"', '/', ' ']);
    let ends = |all: &[&str]| {
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('"');
        all.iter().any(|end| path.ends_with(end))
    };
    let scripts =
        [".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".ps1", ".bat", ".cmd", ".lnk", ".scr", ".pif", ".cpl"];
    // Behind the last separator stands the program's name.
    let name = path.rsplit(['\\', '/']).next().unwrap_or_default();
    let shell = SHELLS.iter().any(|s| name.starts_with(s) || path.starts_with(s)) || path == "cmd";
    let ordered = SHELLS.iter().any(|s| memchr::memmem::find(path.as_bytes(), format!("\\{s}").as_bytes()).is_some());
    if shell || ordered && path.contains(' ') || ends(&scripts) {
        Starts::Orders
    } else if ends(&[".exe", ".com", ".msi", ".jar"]) || path.contains(".exe ") || path.contains(".exe\" ") {
        Starts::Program
    } else {
        Starts::Nothing
    }
}

/// Whether a DDE service is one that carries out orders: market data comes by DDE honestly.
pub(in crate::formats) fn is_shell(service: &str) -> bool {
    let lower = service.trim().trim_matches(['\'', '"', '=']).to_ascii_lowercase();
    let name = lower.rsplit(['\\', '/']).next().unwrap_or_default();
    name == "cmd"
        || name == "explorer"
        || name.starts_with("msexcel")
        || SHELLS.iter().any(|s| name.starts_with(s.trim()))
        || lower.starts_with("msexcel\\")
}
