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
pub(super) fn path(start: &str) -> &str {
    start.split(['?', '#']).next().unwrap_or_default()
}
