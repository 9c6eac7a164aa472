//! TNEF (`winmail.dat`): Outlook's bundle of a message and its attachments (MS-OXTNEF). Read by [`crate::parse::tnef`].

use std::ops::Range;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::lzfu;
use crate::parse::mime::words;
use crate::parse::tnef::{self, Property};

use super::mail::texts;
use super::member::{Kind, Members, Place};

static TNEF: TypeInfo =
    TypeInfo::new("tnef", "Outlook attachment bundle (TNEF)", Nature::Container, |p| p.starts(tnef::SIGNATURE))
        .mimes(&["application/ms-tnef", "application/vnd.ms-tnef"])
        .extensions(&["tnef"])
        .begins("78 9F 3E 22");

/// The registry row.
pub static FORMAT: Format = Format { name: "tnef", types: &[&TNEF], rules: &[], inspect: Some(inspect), seeks: false };

/// How much of a body is read for passwords and links, in bytes.
const TEXT: usize = 256 * 1024;
/// Attachments that are handed over.
const MOST: usize = 10_000;

/// One attachment, as far as the attributes have told it.
#[derive(Default)]
struct Attachment {
    at: usize,
    title: Option<Range<usize>>,
    data: Vec<Range<usize>>,
    properties: Vec<(usize, Vec<Property>)>,
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (attributes, end) = tnef::attributes(bytes);
    let (mut attachments, mut bodies, mut subject) = (Vec::<Attachment>::new(), Vec::new(), String::new());
    for attribute in &attributes {
        inspection.check_time()?;
        let data = &bytes[attribute.data.clone()];
        match attribute.id {
            tnef::NEW_ATTACHMENT => attachments.push(Attachment { at: attribute.data.start, ..Attachment::default() }),
            tnef::SUBJECT => subject = text8(data),
            tnef::BODY => bodies.push(Body { mime: "text/plain", bytes: trimmed(data).to_vec() }),
            tnef::PROPERTIES => {
                let (properties, whole) = tnef::properties(data);
                if !whole {
                    inspection.gap(Gap::malformed("the properties of the message are damaged or cut off"));
                }
                bodies.extend(properties.iter().filter_map(|p| body(p, data)));
                if let Some(text) = properties.iter().find(|p| p.id == 0x0037).and_then(|p| text(p, data)) {
                    subject = text;
                }
            }
            tnef::TITLE | tnef::DATA | tnef::ATTACHMENT => {
                // Some programs leave the mark of a new attachment out.
                if attachments.is_empty() {
                    attachments.push(Attachment { at: attribute.data.start, ..Attachment::default() });
                }
                let Some(last) = attachments.last_mut() else { continue };
                match attribute.id {
                    tnef::TITLE => last.title = Some(attribute.data.clone()),
                    tnef::DATA => last.data.push(attribute.data.clone()),
                    _ => {
                        let (properties, whole) = tnef::properties(data);
                        if !whole {
                            inspection.gap(Gap::malformed("the properties of an attachment are damaged or cut off"));
                        }
                        last.properties.push((attribute.data.start, properties));
                    }
                }
            }
            _ => {}
        }
    }
    if !subject.is_empty() {
        inspection.fact("subject", subject.as_str());
    }
    inspection.fact("attachments", attachments.len());
    let mut said = subject;
    for body in &bodies {
        said.push('\n');
        let text = words::characters("", &body.bytes[..body.bytes.len().min(TEXT)]);
        texts::links(inspection, &text);
        said.push_str(&texts::without_tags(&text));
    }
    texts::passwords(inspection, &said, !attachments.is_empty());
    for body in &bodies {
        let claim = Claim { name: None, mime: Some(body.mime.to_owned()) };
        if inspection.child(Origin::Decoded, claim, &mut body.bytes.as_slice()).is_none() && !body.bytes.is_empty() {
            return Ok(());
        }
    }
    let mut members = Members::new();
    for (count, attachment) in attachments.iter().enumerate() {
        inspection.check_time()?;
        if count >= MOST {
            return Err(Gap::limit(LimitKind::Entries, "it has too many attachments"));
        }
        if !hand_over(bytes, attachment, &mut members, inspection) {
            return Ok(());
        }
    }
    if end != bytes.len() || attributes.iter().any(|a| !a.intact && a.data.end == bytes.len()) {
        return Err(Gap::malformed("the bundle is damaged or cut off"));
    }
    Ok(())
}

/// The text of a message.
struct Body {
    mime: &'static str,
    bytes: Vec<u8>,
}

/// The body that a property is, if it is one.
fn body(property: &Property, list: &[u8]) -> Option<Body> {
    let raw = list.get(property.values.first()?.clone())?;
    let (mime, bytes) = match property.id {
        0x1000 => ("text/plain", text(property, list)?.into_bytes()),
        0x1013 => ("text/html", if property.kind == 0x1F { text(property, list)?.into_bytes() } else { raw.to_vec() }),
        0x1009 => ("application/rtf", lzfu::unpack(raw)?.0),
        _ => return None,
    };
    (!bytes.is_empty()).then_some(Body { mime, bytes })
}

/// Hands over one attachment; false where the limits refuse more.
fn hand_over(bytes: &[u8], attachment: &Attachment, members: &mut Members, inspection: &mut Inspection<'_>) -> bool {
    let property = |id: u16| {
        attachment.properties.iter().find_map(|(at, list)| {
            let property = list.iter().find(|p| p.id == id)?;
            Some((property, &bytes[*at..]))
        })
    };
    // Long name, short name, display name, title.
    let mut names: Vec<String> =
        [0x3707, 0x3704, 0x3001].into_iter().filter_map(|id| property(id).and_then(|(p, l)| text(p, l))).collect();
    names.extend(attachment.title.as_ref().map(|t| text8(&bytes[t.clone()])));
    names.retain(|n| !n.is_empty());
    let name = Name::from_text(names.first().map_or("", String::as_str));
    let mime = property(0x370E).and_then(|(p, l)| text(p, l)).map(|m| m.to_ascii_lowercase());
    let claim = || Claim { name: (!names.is_empty()).then(|| name.clone()), mime: mime.clone() };
    members.judge(inspection, &name, Place::Byte(attachment.at as u64), Kind::File);
    let mut child: Option<Child> = None;
    let mut empty = true;
    for data in &attachment.data {
        empty &= data.is_empty();
        child = inspection.slice(Origin::Member, claim(), data.clone()).or(child);
    }
    if let Some((property, list)) = property(0x3701)
        && let Some(value) = property.values.first().and_then(|v| list.get(v.clone()))
    {
        // An object begins with the identifier of its interface; that of a message is a bundle of its own.
        let value = if property.kind == 0x0D { value.get(16..).unwrap_or_default() } else { value };
        empty &= value.is_empty();
        let mut reader = value;
        child = inspection.child(Origin::Member, claim(), &mut reader).or(child);
    }
    if empty && !names.is_empty() {
        // The name is all that there is to judge.
        child = inspection.locked_child(Origin::Member, claim());
    }
    let reference = property(0x3705)
        .and_then(|(p, l)| l.get(p.values.first()?.clone()))
        .is_some_and(|m| matches!(m.first(), Some(2..=4 | 7)));
    if reference {
        inspection.gap(Gap::unsupported(format!(
            "the attachment \"{name}\" is a link to a file elsewhere; it was not fetched"
        )));
    }
    child.is_some() || empty
}

/// The text of a property.
fn text(property: &Property, list: &[u8]) -> Option<String> {
    let raw = list.get(property.values.first()?.clone())?;
    match property.kind & 0xFFF {
        0x1F => {
            let units: Vec<u16> = raw.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
            Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned())
        }
        0x1E => Some(text8(raw)),
        _ => None,
    }
}

/// Text in some code page, up to its zero.
fn text8(raw: &[u8]) -> String {
    words::decode(trimmed(raw))
}

fn trimmed(raw: &[u8]) -> &[u8] {
    raw.split(|b| *b == 0).next().unwrap_or(raw)
}
