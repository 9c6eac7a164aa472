//! What a command in a shortcut or settings file starts, and where a path leads.

/// Programs of Windows that carry out what their arguments say.
const RUNNERS: &[&str] = &[
    "powershell",
    "pwsh",
    "cmd",
    "mshta",
    "rundll32",
    "regsvr32",
    "curl",
    "certutil",
    "wscript",
    "cscript",
    "msiexec",
    "forfiles",
    "conhost",
    "bitsadmin",
    "wmic",
    "pcalua",
    "scriptrunner",
    "hh",
    "msbuild",
    "installutil",
    "odbcconf",
    "bash",
    "wsl",
    "schtasks",
    "ftp",
    "ssh",
    "scp",
    "finger",
    "cmstp",
    "control",
    "syncappvpublishingserver",
    "desktopimgdownldr",
    "powers~1",
    "ie4uinit",
    "msdt",
    "regasm",
    "regsvcs",
    "xcopy",
    "expand",
    "extrac32",
    "esentutl",
    "makecab",
    "wt",
    "powershell_ise",
    "certoc",
    "presentationhost",
    "winrs",
    "verclsid",
    "infdefaultinstall",
    "diskshadow",
    "mavinject",
    "xwizard",
    "sftp",
    "tar",
    "reg",
    "sc",
    "net",
    "winget",
    "iediagcmd",
];

/// The name of the program of Windows that a path names, if it carries out commands; without folder and `.exe`.
pub fn runner(path: &str) -> Option<&'static str> {
    let lower = path.to_ascii_lowercase();
    let name = lower.trim().trim_matches('"').rsplit(['\\', '/', ';']).next()?.trim_end_matches('"').trim();
    let name = name.split_whitespace().next()?;
    let stem = name.strip_suffix(".exe").or_else(|| name.strip_suffix(".com")).unwrap_or(name);
    RUNNERS.iter().find(|r| **r == stem).copied()
}

/// Whether opening a path asks another computer for it.
pub fn is_remote(path: &str) -> bool {
    let path = path.trim().trim_matches('"').to_ascii_lowercase();
    let host = |rest: &str| {
        // `\\?\` and `\\.\` are this computer, and so are its own names.
        let name = rest.split(['\\', '/', '@']).next().unwrap_or_default();
        let own = name == "localhost" || name.parse::<core::net::Ipv4Addr>().is_ok_and(|a| a.is_loopback());
        rest.starts_with(|c: char| c.is_alphanumeric() || c == '[' || c == '_') && !own
    };
    let unc = path.strip_prefix("\\\\").or_else(|| path.strip_prefix("//"));
    let file = path.strip_prefix("file:").map(|rest| rest.trim_start_matches(['/', '\\']));
    let local = |rest: &str| {
        let mut letters = rest.chars();
        letters.next().is_some_and(char::is_alphabetic) && matches!(letters.next(), Some(':' | '|'))
    };
    let slashes = path.strip_prefix("file:").map_or(0, |r| r.len() - r.trim_start_matches(['/', '\\']).len());
    unc.is_some_and(host)
        || file.is_some_and(|rest| {
            host(rest) && !local(rest) && slashes != 3 && slashes != 1 || slashes >= 4 && host(rest)
        })
        || path.starts_with("http://")
        || path.starts_with("https://")
        || path.starts_with("ftp://")
}

/// The same for files that are meant to lead to web pages: the web is no other computer there.
pub fn is_remote_file(path: &str) -> bool {
    is_remote(path) && !path.trim().trim_matches('"').to_ascii_lowercase().starts_with("http")
}

/// Whether an icon is that of a document or a picture.
pub fn has_document_icon(icon: &str) -> bool {
    const ENDS: &[&str] = &[
        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".jpg", ".jpeg", ".png", ".txt", ".rtf", ".zip",
        ".mp4",
    ];
    const NAMES: &[&str] = &[
        "acrord32",
        "acrobat",
        "wordicon",
        "winword",
        "excel.exe",
        "xlicons",
        "pptico",
        "powerpnt",
        "wordpad.exe",
        "notepad.exe",
        "foxitreader",
        "sumatrapdf",
        "pdf.ico",
    ];
    let icon = icon.trim().to_ascii_lowercase();
    ENDS.iter().any(|e| icon.ends_with(e)) || NAMES.iter().any(|n| icon.contains(n))
}

/// Whether a command line of Unix fetches or hides something and hands it to an interpreter.
pub fn is_unix_dropper(command: &str) -> bool {
    let lower = command.to_ascii_lowercase();
    let word = |w: &str| {
        lower.match_indices(w).any(|(at, _)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '_' && c != '.');
            edge(lower[..at].chars().next_back()) && edge(lower[at + w.len()..].chars().next())
        })
    };
    let shell = ["sh", "bash", "zsh", "python", "python3", "perl", "ruby", "osascript"].iter().any(|s| word(s));
    let fetch =
        ["curl", "wget", "base64", "xxd", "nc", "/dev/tcp"].iter().any(|f| word(f)) || lower.contains("/dev/tcp/");
    shell && fetch
}
