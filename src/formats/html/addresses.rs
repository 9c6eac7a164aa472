//! Addresses as browsers read them.

/// Links that start a tool of Windows with what stands behind them.
pub(super) const SCHEMES: &[&str] = &[
    "ms-msdt:",
    "search-ms:",
    "search:query=",
    "ms-officecmd:",
    "ms-appinstaller:",
    "ms-cxh-full:",
    "ms-cxh:",
    "ms-search:",
    "ms-its:",
    "mk:@msitstore:",
    "mhtml:http",
    "mhtml:file",
    "hcp:",
    "shell:::",
    "vbscript:",
];

/// What a page has no need to lead to at once.
const ENDINGS: &[&str] = &[
    ".exe",
    ".scr",
    ".msi",
    ".hta",
    ".js",
    ".jse",
    ".vbs",
    ".vbe",
    ".wsf",
    ".lnk",
    ".iso",
    ".img",
    ".vhd",
    ".zip",
    ".rar",
    ".7z",
    ".cab",
    ".jar",
    ".bat",
    ".cmd",
    ".ps1",
    ".docm",
    ".xlsm",
    ".url",
    ".appinstaller",
    ".library-ms",
    ".search-ms",
    ".apk",
    ".msix",
    ".xll",
    ".chm",
];

/// The beginning of an address as browsers read it: without blanks and controls, in lower case.
pub(super) fn start(address: &str) -> String {
    let start: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(300).collect();
    start.to_ascii_lowercase()
}

/// The host of a web address that names one.
pub(super) fn host(start: &str) -> Option<String> {
    let rest = ["https://", "http://", "//", "https:\\\\"].iter().find_map(|s| start.strip_prefix(s))?;
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    (!host.is_empty() && host.is_ascii()).then(|| host.to_owned())
}

/// The server of a network share: `\\server\…`, `file://server/…`.
pub(super) fn share(start: &str) -> Option<&str> {
    let rest = start.strip_prefix("file:").unwrap_or(start);
    let rest = match rest.strip_prefix("////").or_else(|| rest.strip_prefix("///\\\\")) {
        // `file:////server/share`
        Some(rest) if rest.len() + 4 < start.len() => rest,
        _ if rest.len() < start.len() => rest.strip_prefix("//").or_else(|| rest.strip_prefix("\\\\"))?,
        _ => rest.strip_prefix("\\\\")?,
    };
    let server = rest.split(['/', '\\']).next().unwrap_or_default();
    let name = server.split('@').next().unwrap_or_default();
    let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
    (!name.is_empty()
        && letters
        && name.len() > 1
        && !name.contains(':')
        && name != "localhost"
        && rest.len() > server.len())
    .then_some(server)
}

/// The path of an address, without what is asked of it.
fn path(start: &str) -> &str {
    start.split(['?', '#']).next().unwrap_or_default()
}

/// Whether an address is that of a file that a page has no need to lead to at once.
pub(super) fn leads_to_file(start: &str) -> bool {
    let path = path(start);
    // `https://example.zip` is a host.
    let host = host(start).is_some() && path.matches('/').count() <= 2;
    !host && ENDINGS.iter().any(|e| path.ends_with(e))
}

/// The first share in a style sheet from which it loads something.
pub(super) fn share_in_style(style: &str) -> Option<String> {
    memchr::memmem::find_iter(style.as_bytes(), b"url(").take(4096).find_map(|at| {
        // No further than an address goes: it may not end.
        let rest = style.get(at + 4..).unwrap_or_default();
        let rest = &rest[..rest.floor_char_boundary(400)];
        let address = rest.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ')']).next()?;
        share(&start(address)).map(str::to_owned)
    })
}
