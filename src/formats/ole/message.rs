//! Outlook messages (MS-OXMSG): a storage whose streams are properties; attachments and messages inside are storages in it.

use std::collections::BTreeSet;

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::parse::lzfu;
use crate::parse::mime::words;

use super::super::mail::texts;
use super::{File, STREAM, read};

/// Attachments that are handed over, in all messages of a file together.
const MOST: usize = 5_000;
/// How much of a text property is read, in bytes.
const TEXT: u64 = 2 << 20;

/// Examines the message and those inside, and says which streams it has handed over.
pub(super) fn inspect(
    file: &mut File<'_>,
    entries: &[(String, bool)],
    inspection: &mut Inspection<'_>,
) -> Result<BTreeSet<String>, Gap> {
    let mut done = BTreeSet::new();
    let folders = |end: &'static str| {
        let paths = entries.iter().filter(|(path, stream)| *stream && last(path) == end);
        paths.map(|(path, _)| path[..path.len() - end.len()].to_owned()).collect::<Vec<_>>()
    };
    let all = folders("__properties_version1.0");
    let (attachments, messages): (Vec<String>, Vec<String>) = all
        .into_iter()
        .filter(|f| !last(f.trim_end_matches(['/', '\\'])).starts_with("__recip"))
        .partition(|f| last(f.trim_end_matches(['/', '\\'])).starts_with("__attach"));
    // An attachment without its property stream is still one.
    let mut places: BTreeSet<String> = attachments.into_iter().collect();
    places.extend(folders("__substg1.0_37010102"));
    let mut bodies = Vec::new();
    for (at, folder) in messages.iter().enumerate() {
        inspection.check_time()?;
        bodies.extend(message(file, folder, at == 0, !places.is_empty(), inspection, &mut done));
    }
    for (mime, bytes) in bodies {
        let claim = Claim { name: None, mime: Some(mime.to_owned()) };
        if inspection.child(Origin::Member, claim, &mut bytes.as_slice()).is_none() && !bytes.is_empty() {
            return Ok(done);
        }
    }
    inspection.fact("attachments", places.len());
    for (count, folder) in places.iter().enumerate() {
        inspection.check_time()?;
        if count >= MOST {
            return Err(Gap::limit(LimitKind::Entries, "the message has too many attachments"));
        }
        attachment(file, folder, inspection, &mut done);
    }
    Ok(done)
}

/// Subject, class and bodies of one message; the bodies come back as they are to be handed over.
fn message(
    file: &mut File<'_>,
    folder: &str,
    first: bool,
    attachments: bool,
    inspection: &mut Inspection<'_>,
    done: &mut BTreeSet<String>,
) -> Vec<(&'static str, Vec<u8>)> {
    let subject = text(file, folder, "0037", inspection).unwrap_or_default();
    let class = text(file, folder, "001A", inspection).unwrap_or_default().to_ascii_lowercase();
    if first {
        if !subject.is_empty() {
            inspection.fact("subject", subject.as_str());
        }
        let sender = ["0C1F", "5D01", "0C1A"].iter().find_map(|id| text(file, folder, id, inspection));
        if let Some(sender) = sender.filter(|s| !s.is_empty()) {
            inspection.fact("from", sender);
        }
    }
    if class.starts_with("ipm.note.smime") && !class.contains("multipartsigned") {
        inspection.gap(Gap::encrypted("the message is encrypted (S/MIME); its content was not examined"));
    } else if class.starts_with("ipm.note.rpmsg") || class.contains("microsoft.messaging.rights") {
        inspection.gap(Gap::encrypted("the message is protected; its content was not examined"));
    }
    let mut bodies = Vec::new();
    if let Some(plain) = text(file, folder, "1000", inspection) {
        bodies.push(("text/plain", plain.into_bytes()));
    }
    let html = format!("{folder}__substg1.0_10130102");
    if file.is_stream(&html) {
        bodies.push(("text/html", read(file, &html, STREAM, inspection)));
        done.insert(html);
    } else if let Some(page) = text(file, folder, "1013", inspection) {
        bodies.push(("text/html", page.into_bytes()));
    }
    let packed = format!("{folder}__substg1.0_10090102");
    if file.is_stream(&packed) {
        let bytes = read(file, &packed, STREAM, inspection);
        match lzfu::unpack(&bytes) {
            Some((rtf, whole)) => {
                if !whole {
                    inspection.gap(Gap::malformed("the formatted text of the message is damaged or cut off"));
                }
                bodies.push(("application/rtf", rtf));
            }
            None if bytes.is_empty() => {}
            None => inspection.gap(Gap::malformed("the formatted text of the message could not be unpacked")),
        }
        done.insert(packed);
    }
    bodies.retain(|(_, bytes)| !bytes.is_empty());
    let mut said = subject;
    for (_, bytes) in &bodies {
        let text = words::characters("", &bytes[..bytes.len().min(256 * 1024)]);
        texts::links(inspection, &text);
        said.push('\n');
        said.push_str(&texts::without_tags(&text));
    }
    texts::passwords(inspection, &said, attachments);
    bodies
}

/// One attachment: its bytes under its name. Messages inside have storages of their own, objects are found by their streams.
fn attachment(file: &mut File<'_>, folder: &str, inspection: &mut Inspection<'_>, done: &mut BTreeSet<String>) {
    // Long name, short name, display name.
    let names: Vec<String> = ["3707", "3704", "3001"]
        .iter()
        .filter_map(|id| text(file, folder, id, inspection))
        .filter(|n| !n.is_empty())
        .collect();
    let name = names.first().map(|n| Name::from_text(n));
    let shown = names.first().map_or("without a name", String::as_str);
    let mime = text(file, folder, "370E", inspection).filter(|m| !m.is_empty()).map(|m| m.to_ascii_lowercase());
    match number(file, &format!("{folder}__properties_version1.0"), 0x3705_0003, inspection) {
        Some(2..=4) => inspection.gap(Gap::unsupported(format!(
            "the attachment \"{shown}\" is only a path to a file elsewhere; it was not fetched"
        ))),
        Some(7) => inspection.gap(Gap::unsupported(format!(
            "the attachment \"{shown}\" is only a link to a file on the web; it was not fetched"
        ))),
        _ => {}
    }
    let data = format!("{folder}__substg1.0_37010102");
    if file.is_stream(&data) {
        if let Ok(mut content) = file.open_stream(&data) {
            inspection.child(Origin::Member, Claim { name, mime }, &mut content);
        }
        done.insert(data);
    } else if name.is_some() && !file.is_storage(format!("{folder}__substg1.0_3701000D")) {
        // The name is all that there is to judge.
        inspection.locked_child(Origin::Member, Claim { name, mime });
    }
}

/// A text property of a folder, whichever of its two types it has.
fn text(file: &mut File<'_>, folder: &str, id: &str, inspection: &mut Inspection<'_>) -> Option<String> {
    let wide = format!("{folder}__substg1.0_{id}001F");
    if file.is_stream(&wide) {
        let raw = read(file, &wide, TEXT, inspection);
        let units: Vec<u16> = raw.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
        return Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
    }
    let narrow = format!("{folder}__substg1.0_{id}001E");
    file.is_stream(&narrow).then(|| {
        let raw = read(file, &narrow, TEXT, inspection);
        words::characters("", &raw).trim_end_matches('\0').to_owned()
    })
}

/// A number among the fixed properties of an attachment: entries of 16 bytes behind a head of 8.
fn number(file: &mut File<'_>, path: &str, tag: u32, inspection: &mut Inspection<'_>) -> Option<u32> {
    if !file.is_stream(path) {
        return None;
    }
    let bytes = read(file, path, TEXT, inspection);
    let entry = bytes.get(8..)?.chunks_exact(16).find(|e| e[..4] == tag.to_le_bytes())?;
    Some(u32::from_le_bytes([entry[8], entry[9], entry[10], entry[11]]))
}

fn last(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}
