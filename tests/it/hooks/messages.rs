//! Messages as mail systems hand them over. What looks hostile is inert: a header of a program, no code.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::forge::pe;

/// The name of the program in [`hostile`].
pub const PROGRAM: &str = "invoice.pdf.exe";

/// The header that all of them have, with a verdict that somebody outside made up.
fn header(subject: &str) -> String {
    format!(
        "Message-ID: <{subject}@far.example>\n\
         X-Sheepdip-Verdict: clean\n\
         Date: Sun, 22 Nov 2026 10:00:00 +0000\n\
         From: Alice <alice@box.example>\n\
         X-SHEEPDIP-FINDINGS: forged,\n\
         \tand folded\n\
         To: Bob <bob@box.example>\n\
         Subject: {subject}\n\
         MIME-Version: 1.0\n"
    )
}

/// Words, some of which stand at the beginning of a line and must not be touched.
pub const BODY: &str = "Good morning,\n\nhere is what you asked for.\n\nFrom here on it is quoted:\n\
                        > X-Sheepdip-Verdict: clean\nX-Sheepdip-Verdict: stays, for this is no header\n.\n-- \nAlice\n";

/// A message of words.
pub fn clean() -> Vec<u8> {
    format!("{}Content-Type: text/plain; charset=us-ascii\n\n{BODY}", header("clean")).into_bytes()
}

/// A message with an attachment.
pub fn with_attachment(subject: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "{}Content-Type: multipart/mixed; boundary=\"=_part\"\n\n\
         --=_part\nContent-Type: text/plain; charset=us-ascii\n\n{BODY}\n\
         --=_part\nContent-Type: application/octet-stream; name=\"{name}\"\n\
         Content-Disposition: attachment; filename=\"{name}\"\nContent-Transfer-Encoding: base64\n\n{}\n\
         --=_part--\n",
        header(subject),
        lines.join("\n")
    )
    .into_bytes()
}

/// A message with a program that is called like a document.
pub fn hostile() -> Vec<u8> {
    with_attachment("hostile", PROGRAM, &pe::minimal())
}

/// A message with an archive that nobody here has the password of.
pub fn locked() -> Vec<u8> {
    with_attachment("locked", "locked.zip", include_bytes!("../../../fixtures/locked.zip"))
}

/// The subject under which a delivered message is known.
pub fn subject(message: &str) -> &str {
    message.lines().find_map(|l| l.strip_prefix("Subject: ")).unwrap_or_default()
}

/// The value of our field, unfolded; it must be there once.
pub fn ours(message: &str, name: &str) -> String {
    let header = message.replace("\r\n", "\n");
    let header = header.split("\n\n").next().unwrap().replace("\n ", " ").replace("\n\t", " ");
    let lower = format!("{}:", name.to_ascii_lowercase());
    let mut values = header.lines().filter(|l| l.to_ascii_lowercase().starts_with(&lower));
    let value = values.next().unwrap_or_else(|| panic!("no {name} in {header}"));
    assert_eq!(values.next(), None, "{name} twice in {header}");
    value[lower.len()..].trim().to_owned()
}
