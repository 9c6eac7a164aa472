//! Hands over the parts of a message: first its texts are read for passwords, then every part is decoded in every way in
//! which a mail program would, under every name.

use std::borrow::Cow;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::{Child, Inspection};
use crate::model::rule::Severity;
use crate::parse::mime::transfer::{self, Transfer};
use crate::parse::mime::{letters, words};

use super::super::stray;
use super::tree::{self, Leaf};
use super::{decode, naming, rules, texts};

/// Messages in messages that are too broken to be recognised as such.
const LEVELS: u32 = 8;
/// Files that are written as letters into one text.
const WRITTEN: usize = 50;
/// How much of a text is read for passwords and links, in bytes.
const TEXT: usize = 256 * 1024;
/// A larger body is decoded in one way only, in bytes.
const LARGE: usize = 48 << 20;

/// Examines the message that stands in a range of the artifact; `alone` says that it is all that the artifact is.
pub(super) fn message(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    range: std::ops::Range<usize>,
    alone: bool,
) -> Result<(), Gap> {
    let level = u32::from(!alone);
    let mut message = Message { bytes: artifact.bytes(), artifact: Some(artifact), inspection, level };
    message.open(range)
}

struct Message<'m, 'w> {
    bytes: &'m [u8],
    /// Whose bytes these are; `None` where they were decoded.
    artifact: Option<&'m Artifact>,
    inspection: &'m mut Inspection<'w>,
    level: u32,
}

impl Message<'_, '_> {
    fn open(&mut self, range: std::ops::Range<usize>) -> Result<(), Gap> {
        self.inspection.check_time()?;
        let tree = tree::of(self.bytes, range);
        if self.level == 0 {
            for (key, field) in [("subject", "subject"), ("from", "from")] {
                if let Some(text) = tree.header.text(field).filter(|t| !t.is_empty()) {
                    self.inspection.fact(key, text);
                }
            }
            let attachments = tree.leaves.iter().filter(|l| !l.is_text() || l.attached || !l.names.is_empty()).count();
            self.inspection.fact("attachments", attachments);
        }
        if let Some((what, at)) = tree.ambiguous {
            self.inspection.found(&rules::TWO_READINGS).at(at, 1u64).with("what", what);
        }
        if let Some(at) = tree.unended {
            self.inspection.found(&rules::NO_END).at(at, 1u64);
        }
        for gap in &tree.gaps {
            self.inspection.gap(gap.clone());
        }
        self.texts(&tree);
        for leaf in &tree.leaves {
            self.inspection.check_time()?;
            if !self.leaf(leaf)? {
                return Ok(());
            }
        }
        if let Some(artifact) = self.artifact {
            for (range, place) in &tree.strays {
                stray::part(artifact, self.inspection, range.start as u64, range.end as u64, place);
            }
        }
        Ok(())
    }

    /// Reads subject and bodies: what may be passwords is offered before the attachments are opened.
    fn texts(&mut self, tree: &tree::Tree) {
        let mut all = tree.header.text("subject").unwrap_or_default();
        let mut locked = false;
        for leaf in tree.leaves.iter().filter(|l| l.is_text() && !l.attached) {
            let shown = Leaf {
                body: leaf.body.start..leaf.body.end.min(leaf.body.start.saturating_add(3 * TEXT)),
                ..leaf.clone()
            };
            let bytes = self.readings(&shown).into_iter().next().unwrap_or_default();
            let head = &bytes[..bytes.len().min(TEXT)];
            let mut text = words::characters(&leaf.charset, head);
            locked |= text.lines().any(|l| l.trim_end() == "-----BEGIN PGP MESSAGE-----");
            texts::links(self.inspection, &text);
            if leaf.mime() == "text/html" {
                text = texts::without_tags(&text);
            }
            if all.len() < TEXT {
                all.push('\n');
                all.push_str(&text);
            }
        }
        if locked {
            self.inspection.gap(Gap::encrypted("the text holds an encrypted message (PGP)"));
        }
        let attachments = tree.leaves.iter().any(|l| !l.is_text() || l.attached || !l.names.is_empty());
        texts::passwords(self.inspection, &all, attachments);
    }

    fn readings(&self, leaf: &Leaf) -> Vec<Cow<'_, [u8]>> {
        decode::readings(self.bytes.get(leaf.body.clone()).unwrap_or_default(), &leaf.transfers)
    }

    /// Hands over one part; false where the limits refuse more.
    fn leaf(&mut self, leaf: &Leaf) -> Result<bool, Gap> {
        self.named_gaps(leaf);
        let raw = leaf.transfers.iter().all(|t| *t == Transfer::Plain);
        if !raw && leaf.body.len() > LARGE {
            return Ok(self.large(leaf));
        }
        let readings = if raw { Vec::new() } else { self.readings(leaf).into_iter().map(Cow::into_owned).collect() };
        let names = naming::distinct(&leaf.names);
        for (at, name) in names.iter().map(Some).chain(names.is_empty().then_some(None)).enumerate() {
            let name = name.cloned().or_else(|| naming::by_address(leaf));
            if raw {
                let claim = naming::claim(leaf, name.as_deref());
                let child = match self.artifact {
                    Some(_) => self.inspection.slice(Origin::Member, claim, leaf.body.clone()),
                    None => self.decoded(claim, self.bytes.get(leaf.body.clone()).unwrap_or_default()),
                };
                // Nothing is handed over of an empty part.
                match child {
                    Some(child) => self.judge(leaf, child, name.as_deref(), &names),
                    None if leaf.body.is_empty() => {}
                    None => return Ok(false),
                }
                if at == 0 {
                    self.inside(leaf, child, self.bytes.get(leaf.body.clone()).unwrap_or_default(), leaf.body.start)?;
                }
                continue;
            }
            for bytes in &readings {
                let Some(child) = self.decoded(naming::claim(leaf, name.as_deref()), bytes) else { return Ok(false) };
                self.judge(leaf, child, name.as_deref(), &names);
                if at == 0 {
                    self.inside(leaf, Some(child), bytes, leaf.body.start)?;
                }
            }
        }
        Ok(true)
    }

    /// Hands over a part that is too large to stand in memory several times: in its usual reading, under its first name.
    fn large(&mut self, leaf: &Leaf) -> bool {
        let raw = self.bytes.get(leaf.body.clone()).unwrap_or_default();
        let claim = naming::claim(leaf, leaf.names.first().map(String::as_str));
        let letters = leaf.transfers.contains(&Transfer::Base64);
        // Padding before the end means that programs differ in what they see behind it.
        let padding = memchr::memchr(b'=', raw).is_some_and(|at| raw.len() - at > 8 && letters);
        if !letters || padding || leaf.transfers.len() > 1 {
            let what = "a large part of the message was examined in one of several ways of decoding it";
            self.inspection.gap(Gap::limit(LimitKind::ArtifactBytes, what));
        }
        let child = if letters {
            self.inspection.child(Origin::Member, claim, &mut transfer::Base64Reader::new(raw))
        } else {
            self.inspection.child(Origin::Member, claim, &mut transfer::quoted(raw).as_slice())
        };
        if let Some(child) = child {
            self.judge(leaf, child, leaf.names.first().map(String::as_str), &leaf.names);
        }
        child.is_some()
    }

    fn decoded(&mut self, claim: Claim, bytes: &[u8]) -> Option<Child> {
        let mut reader = bytes;
        self.inspection.child(Origin::Member, claim, &mut reader)
    }

    /// What a part says of itself that cannot be examined.
    fn named_gaps(&mut self, leaf: &Leaf) {
        for mime in &leaf.types {
            match mime.as_str() {
                "message/partial" => self.inspection.gap(Gap::unsupported(
                    "the message is one piece of a larger one; the whole can only be examined together",
                )),
                "message/external-body" => self.inspection.gap(Gap::unsupported(
                    "an attachment is not in the message but somewhere else; it was not fetched",
                )),
                _ => {}
            }
        }
    }

    /// Says what it means that a part runs where it stands, or under two names.
    fn judge(&mut self, leaf: &Leaf, child: Child, name: Option<&str>, names: &[String]) {
        let runs = child.content_type.nature.runs() || child.worst >= Some(Severity::High);
        if leaf.hidden && runs {
            let found = self.inspection.found(&rules::HIDDEN_PART).at(leaf.body.start, leaf.body.len());
            found.with("what", child.content_type.phrase()).with("name", name.unwrap_or("no name"));
        }
        if let [first, second, ..] = names
            && name == Some(second)
            && (naming::runs(first) || naming::runs(second))
        {
            let found = self.inspection.found(&rules::TWO_NAMES).at(leaf.body.start, leaf.body.len());
            found.with("first", first.as_str()).with("second", second.as_str());
        }
    }

    /// What stands in a part that the walk does not open by itself: messages with hardly a header, and files that are
    /// written as letters into a text.
    fn inside(&mut self, leaf: &Leaf, child: Option<Child>, bytes: &[u8], at: usize) -> Result<(), Gap> {
        let Some(child) = child.filter(|c| c.whole) else { return Ok(()) };
        let id = child.content_type.id;
        let mime = leaf.mime();
        if mime.starts_with("message/rfc822") || mime == "message/global" || mime == "message/news" {
            return if MESSAGES.contains(&id) { Ok(()) } else { self.nested(bytes) };
        }
        if mime.starts_with("multipart/") && leaf.transfers.iter().any(|t| *t != Transfer::Plain) {
            // A multipart that is itself encoded, which the specification forbids.
            let boundary = letters_of_boundary(bytes);
            if let Some(boundary) = boundary {
                let head = format!("Content-Type: {mime}; boundary=\"{boundary}\"\n\n");
                return self.nested(&[head.as_bytes(), bytes].concat());
            }
        }
        if mime.ends_with("pkcs7-mime") && !id.starts_with("pkcs7") {
            self.inspection.gap(Gap::unsupported("the signed or encrypted content (S/MIME) could not be read"));
        }
        let textual = mime.is_empty() || mime.starts_with("text") || mime.starts_with("multipart/");
        if textual && !OPENED.contains(&id) {
            self.written(bytes, at);
        }
        Ok(())
    }

    /// A message whose header is too small to be recognised.
    fn nested(&mut self, bytes: &[u8]) -> Result<(), Gap> {
        if self.level >= LEVELS {
            self.inspection.gap(Gap::limit(LimitKind::Depth, "messages are nested too deep in the message"));
            return Ok(());
        }
        let mut inner = Message { bytes, artifact: None, inspection: self.inspection, level: self.level + 1 };
        inner.open(0..bytes.len())
    }

    /// Files that are written as letters into a text.
    fn written(&mut self, text: &[u8], base: usize) {
        let mut from = 0;
        for count in 0.. {
            let Some(written) = letters::next(text, from, true) else { return };
            if count >= WRITTEN {
                self.inspection.gap(Gap::limit(LimitKind::Entries, "the text holds too many files written as letters"));
                return;
            }
            from = written.range.end.max(from + 1);
            if super::letters::hand_over(self.inspection, &written, base, &rules::ENCODED_PROGRAM).is_none() {
                return;
            }
        }
    }
}

/// Types whose own inspection opens a message.
const MESSAGES: &[&str] = &["eml", "eml-raw", "emlx", "mbox", "mhtml"];
/// Types that look for files written as letters themselves.
const OPENED: &[&str] = &["uuencode", "yenc", "eml", "eml-raw", "mbox", "mhtml"];

/// The boundary that a body begins with, if it is plain.
fn letters_of_boundary(bytes: &[u8]) -> Option<String> {
    let boundary = crate::parse::mime::guess_boundary(bytes, 0..bytes.len())?;
    String::from_utf8(boundary).ok().filter(|b| !b.contains(['"', '\\']))
}
