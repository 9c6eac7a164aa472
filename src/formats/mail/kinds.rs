//! What messages are told apart by. Strict: a text that talks about a mail stays a text.

use crate::model::probe::Probe;
use crate::model::text::TextView;
use crate::model::types::{Nature, TypeInfo};

use super::super::text::TEXT;

/// One message.
static EML: TypeInfo = TypeInfo::new("eml", "e-mail message", Nature::Document, |p| {
    // A message about code is no code, so what its words are is not asked.
    p.text().is_some_and(|t| is_message(&t.lower))
})
.mimes(&["message/rfc822", "message/global", "message/news"])
.extensions(&["eml", "mime", "nws"])
.parent(&TEXT);

/// One message whose body is no text.
static RAW: TypeInfo = TypeInfo::new("eml-raw", "e-mail message with raw bytes", Nature::Document, |p| {
    let head = p.window(0, HEADER);
    let end = memchr::memmem::find(head, b"\n\n").or_else(|| memchr::memmem::find(head, b"\n\r\n"));
    let letters = head.first().is_some_and(|b| b.is_ascii_graphic() || matches!(b, b'\r' | b'\n' | 0xEF));
    let text = end.filter(|_| letters).and_then(|end| TextView::of(&head[..end], true));
    text.is_some_and(|t| p.text().is_none() && is_message(&t.lower))
})
.mimes(&["message/rfc822"])
.extensions(&["eml"]);

/// One message as Apple Mail keeps it: its length, itself, a property list.
static EMLX: TypeInfo = TypeInfo::new("emlx", "e-mail message (Apple Mail)", Nature::Document, |p| {
    p.text().is_some_and(|t| {
        let Some((first, rest)) = t.lower.split_once('\n') else { return false };
        let digits = first.trim_end();
        (1..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && is_message(rest)
    })
})
.extensions(&["emlx"])
.parent(&TEXT);

/// A page with its pictures, in the form of a message.
static MHTML: TypeInfo = TypeInfo::new("mhtml", "web page saved as one file (MHTML)", Nature::Document, |p| {
    // Word opens a mail header that says little more than this, with anything before it.
    p.text().is_some_and(|t| {
        let head = &t.lower[..floor(&t.lower, 4096)];
        let related =
            memchr::memmem::find(head.as_bytes(), b"multipart/related").is_some() && head.contains("boundary=");
        let header = |name: &str| head.lines().any(|l| l.starts_with(name));
        let is_mail = || header("received:") || header("message-id:") || header("delivered-to:");
        let saved = || header("snapshot-content-location:") || header("from: <saved by") || !header("to:");
        memchr::memmem::find(head.as_bytes(), b"mime-version:").is_some()
            && header("mime-version:")
            && !is_mail()
            && (related && saved() || header("content-location:") && header("content-type:") && !header("to:"))
    })
})
.mimes(&["multipart/related", "application/x-mimearchive"])
.extensions(&["mht", "mhtml"])
.parent(&TEXT);

/// Many messages, each behind a line `From ADDRESS DATE`.
static MBOX: TypeInfo = TypeInfo::new("mbox", "mailbox", Nature::Document, |p| {
    p.text().is_some_and(|t| {
        let mut lines = t.lines();
        let first = lines.next().unwrap_or_default();
        is_from_line(first) && lines.next().is_some_and(|l| is_header(l) || l.starts_with('>'))
    })
})
.mimes(&["application/mbox"])
.extensions(&["mbox", "mbx"])
.parent(&TEXT);

/// Appointments.
static ICS: TypeInfo = TypeInfo::new("ics", "calendar entry", Nature::Document, |p| begins(p, "begin:vcalendar"))
    .mimes(&["text/calendar"])
    .extensions(&["ics", "ical", "ifb", "vcs"])
    .parent(&TEXT);

/// An address.
static VCF: TypeInfo = TypeInfo::new("vcf", "address card", Nature::Document, |p| begins(p, "begin:vcard"))
    .mimes(&["text/vcard", "text/x-vcard"])
    .extensions(&["vcf", "vcard"])
    .parent(&TEXT);

/// In the order in which they are tried.
pub(super) static ALL: &[&TypeInfo] = &[&MHTML, &MBOX, &EMLX, &EML, &ICS, &VCF, &RAW];

/// How much of a message without text is read as its header, in bytes.
const HEADER: usize = 32 * 1024;

/// Fields that messages have, in lower case.
const FIELDS: &[&str] = &[
    "received",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "return-path",
    "delivered-to",
    "cc",
    "reply-to",
    "x-mailer",
    "dkim-signature",
    "content-transfer-encoding",
    "content-disposition",
    "bcc",
    "sender",
    "references",
    "in-reply-to",
    "user-agent",
    "authentication-results",
    "arc-seal",
    "x-received",
    "received-spf",
    "x-originating-ip",
    "list-unsubscribe",
    "importance",
    "thread-topic",
    "envelope-to",
    "x-priority",
    "newsgroups",
];

fn begins(probe: &Probe<'_>, mark: &str) -> bool {
    probe.text().is_some_and(|t| t.lower.trim_start().starts_with(mark))
}

/// Whether a line is a field of a header.
pub(super) fn is_header(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':') else { return false };
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// Whether a line begins a message of a mailbox: `From ADDRESS DATE`.
pub(super) fn is_from_line(line: &str) -> bool {
    let year = |w: &str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    line.starts_with("From ") && line.split_whitespace().skip(2).any(year)
}

/// Whether a text (in lower case) begins with the header of a message.
fn is_message(text: &str) -> bool {
    let (mut known, mut lines, mut content, mut boundary) = (Vec::new(), 0, String::new(), false);
    let (mut address, mut ended) = (false, false);
    // Some programs end lines with CR alone, some gateways write two of them.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    for line in text.trim_start().split(end).map(|l| l.trim_end_matches('\r')) {
        if line.is_empty() {
            ended = true;
            break;
        }
        lines += 1;
        // A mailbox's first line may stand before a single message; folded lines begin with a blank.
        if line.starts_with([' ', '\t']) {
            boundary |= !content.is_empty() && line.contains("boundary");
            continue;
        }
        if lines == 1 && line.starts_with("from ") || line.starts_with(">from ") {
            continue;
        }
        if !is_header(line) {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if name == "content-type" {
            content = value.trim().to_owned();
            boundary |= value.contains("boundary");
        }
        address |= matches!(name, "from" | "to") && value.contains('@');
        if FIELDS.contains(&name) && !known.contains(&name) {
            known.push(name);
        }
    }
    // Fields about the content make two enough: parts that were signed, and forged mails, have no others.
    let about = ["content-transfer-encoding", "content-disposition", "mime-version"].iter().any(|n| known.contains(n));
    let typed = content.split(';').next().is_some_and(|t| t.contains('/') && !t.trim().contains(' '));
    if typed && known.len() >= 2 && about || content.starts_with("multipart") && boundary && !known.is_empty() {
        return true;
    }
    // A message in a message, and a copied mail: who with an address, and what about.
    if ended && (content.starts_with("message/rfc822") || address && known.contains(&"subject")) {
        return true;
    }
    // Both who or when, and what: a memo with "From: To: Date:" in a text has no technical field.
    let technical = |name: &&&str| {
        let words =
            ["from", "to", "cc", "subject", "date", "references", "sender", "importance", "content-disposition"];
        !words.contains(*name)
    };
    let personal = known.len() - known.iter().filter(technical).count();
    match known.iter().filter(technical).count() {
        0 => personal >= 4 && known.contains(&"subject"),
        _ => known.len() >= 3,
    }
}

/// The nearest character boundary at or below.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
