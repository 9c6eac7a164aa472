//! Texts, pages, scripts and small settings files. Scripts do nothing: their addresses are of `.invalid` hosts and
//! the programs that they name do not exist.

/// Text as UTF-16, low byte first, with or without byte order mark.
pub fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let mut out = if mark { vec![0xFF, 0xFE] } else { Vec::new() };
    out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    out
}

/// The parts of a Windows shortcut.
#[derive(Debug, Default, Clone)]
pub struct Link<'a> {
    /// The path in the link information.
    pub target: &'a str,
    pub arguments: &'a str,
    pub icon: &'a str,
    /// The path in the block of environment variables.
    pub variables: &'a str,
}

/// A shortcut (MS-SHLLINK) with these strings.
pub fn link(parts: &Link<'_>) -> Vec<u8> {
    let mut out = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F".to_vec();
    let mut flags = 1u32 << 7;
    for (bit, part) in [(1, parts.target), (5, parts.arguments), (6, parts.icon), (9, parts.variables)] {
        if !part.is_empty() {
            flags |= 1 << bit;
        }
    }
    out.extend(flags.to_le_bytes());
    out.resize(0x4C, 0);
    out[0x3C] = 1;
    if !parts.target.is_empty() {
        // Header, flags "local path", no volume, base path at 0x1C, no network, empty suffix at the end.
        let size = 0x1C + parts.target.len() as u32 + 2;
        for field in [size, 0x1C, 1, 0, 0x1C, 0, size - 1] {
            out.extend(field.to_le_bytes());
        }
        out.extend(parts.target.as_bytes());
        out.extend([0, 0]);
    }
    for part in [parts.arguments, parts.icon] {
        if !part.is_empty() {
            out.extend((part.encode_utf16().count() as u16).to_le_bytes());
            out.extend(part.encode_utf16().flat_map(u16::to_le_bytes));
        }
    }
    if !parts.variables.is_empty() {
        let start = out.len();
        out.extend(0x314u32.to_le_bytes());
        out.extend(0xA000_0001u32.to_le_bytes());
        out.extend(parts.variables.as_bytes());
        out.resize(start + 8 + 260, 0);
        out.extend(parts.variables.encode_utf16().flat_map(u16::to_le_bytes));
        out.resize(start + 0x314, 0);
    }
    out.extend([0; 4]);
    out
}

/// A page that holds a file as base64 and saves it by script.
pub fn smuggling(payload: &[u8]) -> String {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(payload);
    format!(
        "<html><body><script>\nvar data = \"{data}\";\nvar bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));\n\
         var blob = new Blob([bytes], {{type: 'octet/stream'}});\nvar a = document.createElement('a');\n\
         a.href = URL.createObjectURL(blob);\na.download = 'invoice.zip';\na.click();\n</script></body></html>\n"
    )
}

/// A PHP archive with one empty entry.
pub fn phar(stub: &str) -> Vec<u8> {
    let mut manifest = 1u32.to_le_bytes().to_vec();
    manifest.extend([0x11, 0x10]);
    manifest.extend([0; 12]);
    manifest.extend(5u32.to_le_bytes());
    manifest.extend(b"a.txt");
    manifest.extend([0; 24]);
    let mut out = format!("{stub}__HALT_COMPILER(); ?>\r\n").into_bytes();
    out.extend((manifest.len() as u32).to_le_bytes());
    out.extend(manifest);
    out.extend([0xAB; 32]);
    out
}

/// A task of old Windows that starts a program.
pub fn job(program: &str) -> Vec<u8> {
    let mut out = vec![0; 0x46];
    out[..4].copy_from_slice(&[0, 6, 1, 0]);
    out[20] = 0x46;
    for text in [program, "/x", "", "user", ""] {
        out.extend((text.encode_utf16().count() as u16 + 1).to_le_bytes());
        out.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    }
    let triggers = out.len() as u16;
    out[22..24].copy_from_slice(&triggers.to_le_bytes());
    out.extend([0; 60]);
    out
}
