//! Addresses in messages that lead to something that runs.

use memchr::memmem::Finder;

/// Links of one text that are judged.
const MOST: usize = 2000;
/// Longer addresses are cut, in bytes.
const LONGEST: usize = 2000;
/// Programs under these endings are what installers are, and honest mails name them.
const INSTALLERS: &[&str] = &[
    "exe", "msi", "msix", "appx", "jar", "apk", "dmg", "pkg", "iso", "img", "bat", "cmd", "ps1", "vbs", "sh", "run",
    "appimage", "xpi", "com", "reg",
];
/// Nobody offers these for download but who wants them opened unseen.
const TRAPS: &[&str] = &[
    "scr",
    "pif",
    "hta",
    "vbe",
    "jse",
    "wsf",
    "wsh",
    "lnk",
    "cpl",
    "vhd",
    "vhdx",
    "search-ms",
    "library-ms",
    "xll",
    "iqy",
];
/// Endings that stand before a real one to deceive.
const BAIT: &[&str] =
    &["pdf", "doc", "docx", "xls", "xlsx", "jpg", "jpeg", "png", "txt", "gif", "ppt", "pptx", "csv", "mp4", "rtf"];

/// A link to something that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Link {
    /// The address.
    pub address: String,
    /// Its ending.
    pub extension: String,
    /// Why it is a trap, in words; `None` where honest mails link to such files.
    pub trap: Option<&'static str>,
}

/// The links in a text or page, each address once; traps first.
pub(in crate::formats) fn of(text: &str) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    let bytes = text.as_bytes();
    for (count, at) in Finder::new("://").find_iter(bytes).enumerate() {
        if count >= MOST {
            break;
        }
        let scheme_start = bytes[..at].iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |p| p + 1);
        let scheme = text.get(scheme_start..at).unwrap_or_default().to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https" | "ftp" | "file" | "hxxp" | "hxxps" | "sftp") {
            continue;
        }
        let rest = text.get(at + 3..).unwrap_or_default();
        let stop =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\'' | '`' | '|' | '^');
        let address =
            rest.split(stop).next().unwrap_or_default().trim_end_matches(['.', ',', ')', ';', ']', '!', ':', '*']);
        if address.len() > LONGEST {
            continue;
        }
        if let Some(mut link) = judge(&scheme, address) {
            link.address = format!("{scheme}://{address}");
            if !found.iter().any(|l| l.address == link.address) {
                found.push(link);
            }
        }
    }
    found.sort_by_key(|l| l.trap.is_none());
    found
}

/// Whether the path of an address ends in something that runs.
fn judge(scheme: &str, address: &str) -> Option<Link> {
    let (host, path) = address.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let name = path.rsplit('/').next().filter(|n| !n.is_empty())?;
    let name = name.replace("%2e", ".").replace("%2E", ".").replace("%20", " ").to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    let earlier = stem.trim_end().rsplit_once('.').map(|(_, e)| e).unwrap_or_default();
    let bare = host.rsplit('@').next().unwrap_or(host);
    let numeric =
        bare.split(':').next().is_some_and(|h| h.len() > 6 && h.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let private = ["127.", "10.", "192.168.", "0.0.0.0"].iter().any(|p| bare.starts_with(p));
    let installer = INSTALLERS.contains(&extension);
    let trapped = TRAPS.contains(&extension);
    if !installer && !trapped {
        return None;
    }
    // Source code is shown on the web under its own name.
    let shown = ["/blob/", "/tree/", "/raw/", "/browse/", "/viewvc", "/src/", "/plain/", "/trunk/"]
        .iter()
        .any(|p| address.contains(p));
    let trap = if BAIT.contains(&earlier) {
        Some("its name pretends to be a document")
    } else if numeric && !private && installer {
        Some("its server has no name, only a number")
    } else if scheme == "file" && !host.is_empty() && host != "localhost" {
        Some("it is opened from a stranger's shared folder")
    } else if trapped && !shown {
        Some("honest senders do not offer such files")
    } else {
        None
    };
    Some(Link { address: String::new(), extension: extension.to_owned(), trap })
}
