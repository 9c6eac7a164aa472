//! Messages, part by part, so that each header can lie.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The header of a message that looks like one, up to its `Content-Type`.
pub const HEADER: &str = "Received: from a.invalid by b.invalid; Mon, 1 Jun 2026 10:00:00 +0000\r\n\
                          From: A <a@a.invalid>\r\nTo: b@b.invalid\r\nSubject: hello\r\n\
                          Date: Mon, 1 Jun 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";

/// Base64 in lines of 76 letters.
pub fn base64(bytes: &[u8]) -> String {
    let letters = STANDARD.encode(bytes);
    let lines: Vec<&str> = letters.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
    lines.join("\r\n") + "\r\n"
}

/// A part with these header lines (each with its line end) and this body.
pub fn part(header: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    [header.as_bytes(), b"\r\n", body.as_ref()].concat()
}

/// The text of a message.
pub fn text(words: &str) -> Vec<u8> {
    part("Content-Type: text/plain; charset=utf-8\r\n", words)
}

/// An attachment in Base64.
pub fn attached(name: &str, bytes: &[u8]) -> Vec<u8> {
    let header = format!(
        "Content-Type: application/octet-stream; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n"
    );
    part(&header, base64(bytes))
}

/// A message of these parts.
pub fn mixed(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = format!("{HEADER}Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n").into_bytes();
    for part in parts {
        out.extend(b"--b1\r\n");
        out.extend(part);
        out.extend(b"\r\n");
    }
    out.extend(b"--b1--\r\n");
    out
}

/// A message whose header ends with these lines, and its body.
pub fn message(header: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    [HEADER.as_bytes(), header.as_bytes(), b"\r\n", body.as_ref()].concat()
}
