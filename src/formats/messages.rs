//! Mail and what travels with it: RFC 5322 messages, mailboxes (RFC 4155), pages saved as one file (MHTML, RFC 2557),
//! calendars (iCalendar, RFC 5545) and address cards (vCard, RFC 6350).

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::text::TEXT;

static UNREAD: &str = "the parts of the message were not opened by this version";

/// One message.
static EML: TypeInfo = TypeInfo::new("eml", "e-mail message", Nature::Document, |p| headers(p) >= 3)
    .mimes(&["message/rfc822"])
    .extensions(&["eml", "emlx", "mime"])
    .parent(&TEXT)
    .not_opened(UNREAD);

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
.parent(&TEXT)
.not_opened(UNREAD);

/// Many messages, each behind a line `From ADDRESS DATE`.
static MBOX: TypeInfo = TypeInfo::new("mbox", "mailbox", Nature::Document, |p| {
    p.text().is_some_and(|t| {
        let mut lines = t.lines();
        let first = lines.next().unwrap_or_default();
        let year = |w: &str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
        first.starts_with("From ")
            && first.split_whitespace().skip(2).any(year)
            && lines.next().is_some_and(|l| is_header(l) || l.starts_with('>'))
    })
})
.mimes(&["application/mbox"])
.extensions(&["mbox", "mbx"])
.parent(&TEXT)
.not_opened("the messages of the mailbox were not opened by this version");

/// Appointments.
static ICS: TypeInfo = TypeInfo::new("ics", "calendar entry", Nature::Document, |p| begins(p, "begin:vcalendar"))
    .mimes(&["text/calendar"])
    .extensions(&["ics", "ical", "ifb", "vcs"])
    .parent(&TEXT)
    .by_mark();

/// An address.
static VCF: TypeInfo = TypeInfo::new("vcf", "address card", Nature::Document, |p| begins(p, "begin:vcard"))
    .mimes(&["text/vcard", "text/x-vcard"])
    .extensions(&["vcf", "vcard"])
    .parent(&TEXT)
    .by_mark();

/// The registry row.
pub static FORMAT: Format =
    Format { name: "messages", types: &[&MHTML, &MBOX, &EML, &ICS, &VCF], rules: &[], inspect: None, seeks: false };

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

fn is_header(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':') else { return false };
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// How many different fields of a message the text begins with; 0 where its beginning is no header.
fn headers(probe: &Probe<'_>) -> usize {
    let Some(text) = probe.text() else { return 0 };
    if !probe.marks().is_empty() {
        return 0;
    }
    let (mut known, mut lines) = (Vec::new(), 0);
    for line in text.lower.trim_start().lines() {
        if line.is_empty() {
            break;
        }
        lines += 1;
        // A mailbox's first line may stand before a single message; folded lines begin with a blank.
        if line.starts_with([' ', '\t']) || lines == 1 && line.starts_with("from ") {
            continue;
        }
        if !is_header(line) {
            break;
        }
        let name = line.split(':').next().unwrap_or_default();
        if FIELDS.contains(&name) && !known.contains(&name) {
            known.push(name);
        }
    }
    // Both who or when, and what: a memo with "From: To: Date:" in a text has no technical field.
    let technical =
        |name: &&&str| !["from", "to", "cc", "subject", "date", "references", "sender", "importance"].contains(*name);
    let personal = known.len() - known.iter().filter(technical).count();
    match known.iter().filter(technical).count() {
        0 if personal >= 4 && known.contains(&"subject") => known.len(),
        0 => 0,
        _ => known.len(),
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
