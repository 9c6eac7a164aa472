//! Judging a script: its words as they stand, then with its strings put together, then in what it holds encoded, layer by layer.
//! What is decoded is handed over, so that it is examined as what it is.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::text::Encoding;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::script::blobs::{self, Blob, Hints};
use crate::parse::script::fold::{Folded, fold};
use crate::parse::script::{batch, letters};

use super::hits::{self, Hits};
use super::seen::{Places, Seen, Sight, line};
use super::{actions, encoded, kinds, masks, rules};

/// Encodings in encodings.
const DEPTH: usize = 8;
/// Decoded texts that are looked through.
const LAYERS: usize = 256;
/// Decoded parts that are handed over.
const CHILDREN: usize = 64;
/// What all decoded parts may have together, in bytes.
const DECODED: usize = 64 << 20;
/// Fewer bytes are the header of a program, and no program.
const LEAST: usize = 256;
/// Shorter strings that were put together hold no further code.
const CODE: usize = 24;

/// Where the places of a text are in the bytes that it was decoded from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bytes {
    skip: usize,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    Byte,
    Letter,
    Wide,
}

impl Bytes {
    /// Of a file in this encoding.
    pub(super) fn of(bytes: &[u8], encoding: Encoding) -> Self {
        let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
        let skip = marks.iter().find(|mark| bytes.starts_with(mark)).map_or(0, |mark| mark.len());
        let unit = match encoding {
            Encoding::Utf8 => Unit::Byte,
            Encoding::EightBit => Unit::Letter,
            Encoding::Utf16Le | Encoding::Utf16Be => Unit::Wide,
        };
        Self { skip, unit }
    }

    /// The place of a place of the text.
    pub(super) fn place(self, text: &str, at: usize) -> usize {
        let before = || text.get(..at).unwrap_or(text).chars();
        self.skip
            + match self.unit {
                Unit::Byte => at,
                Unit::Letter => before().count(),
                Unit::Wide => before().map(|c| 2 * c.len_utf16()).sum(),
            }
    }
}

/// A text and how deep it stood.
struct Layer<'t> {
    text: Cow<'t, str>,
    depth: usize,
    /// Where it begins in the file, if it was decoded.
    at: usize,
    /// Whether it was handed over already.
    handed: bool,
}

/// A layer as it stands.
struct Plain<'l> {
    layer: &'l Layer<'l>,
    bytes: Bytes,
}

impl Places for Plain<'_> {
    fn text(&self) -> &str {
        &self.layer.text
    }

    fn place(&self, at: usize) -> usize {
        if self.layer.depth > 0 { self.layer.at } else { self.bytes.place(&self.layer.text, at) }
    }

    fn masked(&self, _: usize, _: &str, _: bool) -> Option<String> {
        None
    }

    fn is_inside(&self) -> bool {
        self.layer.depth > 0
    }
}

/// A layer with its strings put together.
struct Joined<'l> {
    plain: Plain<'l>,
    folded: &'l Folded,
    hits: &'l Hits,
}

impl Places for Joined<'_> {
    fn text(&self) -> &str {
        &self.folded.text
    }

    fn place(&self, at: usize) -> usize {
        self.plain.place(self.folded.origin(at))
    }

    fn masked(&self, at: usize, word: &str, decoded: bool) -> Option<String> {
        let made =
            self.folded.made_at(at).filter(|made| (made.decoded || !decoded) && self.hits.of(word).is_empty())?;
        Some(line(&self.plain.layer.text, made.start))
    }

    fn is_inside(&self) -> bool {
        self.plain.is_inside()
    }
}

struct Case<'t> {
    kind: &'static TypeInfo,
    kinds: u16,
    bytes: Bytes,
    seen: Seen,
    queue: VecDeque<Layer<'t>>,
    known: HashSet<u64>,
    layers: usize,
    children: usize,
    decoded: usize,
    /// Something was left out.
    cut: bool,
}

/// Says what a script does.
pub(super) fn judge(text: &str, inspection: &mut Inspection<'_>, kind: &'static TypeInfo, bytes: Bytes) {
    let decoded = encoded::decode(text, bytes, (&rules::ENCODED_SCRIPT, kind.id == "encoded-script"), inspection);
    let mut case = Case {
        kind,
        kinds: kinds::of(kind.id),
        bytes,
        seen: Seen::default(),
        queue: VecDeque::new(),
        known: HashSet::new(),
        layers: 0,
        children: 0,
        decoded: 0,
        cut: false,
    };
    case.queue.push_back(Layer { text: Cow::Borrowed(text), depth: 0, at: 0, handed: false });
    if let Some((text, at)) = decoded {
        case.queue.push_back(Layer { text: Cow::Owned(text), depth: 1, at, handed: true });
    }
    while let Some(layer) = case.queue.pop_front() {
        if let Err(gap) = inspection.check_time() {
            inspection.gap(gap);
            break;
        }
        case.look(&layer, inspection);
    }
    if case.cut {
        let words = "it holds so much encoded in itself that not all of it was decoded";
        inspection.gap(Gap::limit(LimitKind::Entries, words));
    }
    let sight = if case.seen.depends_on_sight() { sight(text) } else { Sight::Silent };
    case.seen.tell(case.kinds, kind, sight, inspection);
}

impl Case<'_> {
    fn look(&mut self, layer: &Layer<'_>, inspection: &mut Inspection<'_>) {
        let hits = hits::find(&layer.text, self.kinds);
        let inside = layer.depth > 0 && !layer.handed;
        if inside && self.hand_over(layer.text.as_bytes(), inspection).is_some_and(|t| t.nature == Nature::Script) {
            // It is judged as the script that it is.
            return;
        }
        let plain = Plain { layer, bytes: self.bytes };
        self.seen.add(&hits, self.kinds, &plain);
        if let Some((at, line)) = actions::piped_download(&layer.text, &hits.any(actions::FETCHERS)) {
            let found = inspection.found(&rules::DOWNLOAD_TO_SHELL).at(plain.place(at), line.len());
            found.with("what", self.kind.label).with("line", line);
        }
        let likely = masks::are_likely(&hits, self.kinds);
        let folded = likely.then(|| self.put_together(&layer.text)).flatten();
        if let Some(folded) = &folded {
            self.cut |= !folded.whole;
            if folded.made.iter().any(|made| hits::touch(&folded.text, made.at..made.at + made.length, self.kinds)) {
                let joined = hits::find(&folded.text, self.kinds);
                self.seen.add(&joined, self.kinds, &Joined { plain, folded, hits: &hits });
            }
            for made in folded.made.iter().filter(|made| made.decoded && made.length >= CODE) {
                let place = if layer.depth > 0 { layer.at } else { self.bytes.place(&layer.text, made.start) };
                if let Some(text) = folded.text.get(made.at..made.at + made.length) {
                    self.queue_text(text.trim_matches('"').to_owned(), layer.depth, place);
                }
            }
        }
        let hints = Hints {
            turned: hits.has(&["reverse", "strreverse", "[::-1]", "..-"]),
            packed: hits.has(&["deflatestream", "gzinflate", "zlib.decompress("]),
            keys: if likely { blobs::keys(&layer.text) } else { Vec::new() },
        };
        let text = folded.as_ref().map_or(&*layer.text, |folded| folded.text.as_str());
        let mut found: Vec<Blob> = Vec::new();
        let (mut size, mut cut) = (self.decoded, false);
        blobs::find(text, &hints, &mut |blob| {
            size = size.saturating_add(blob.bytes.len());
            cut = size > DECODED;
            if !cut {
                found.push(blob);
            }
            !cut
        });
        self.cut |= cut;
        for blob in found {
            let origin = folded.as_ref().map_or(blob.at, |folded| folded.origin(blob.at));
            let place = if layer.depth > 0 { layer.at } else { self.bytes.place(&layer.text, origin) };
            self.decoded = self.decoded.saturating_add(blob.bytes.len());
            if blobs::is_text(&blob.bytes) {
                self.queue_text(letters(&blob.bytes), layer.depth, place);
            } else if self.is_new(&blob.bytes) {
                self.tell_file(&blob, place, inspection);
            }
        }
    }

    /// The text with its strings put together, where that changes anything.
    fn put_together(&self, text: &str) -> Option<Folded> {
        let folded = match self.kinds {
            kinds::BATCH => batch::undo(text),
            kinds => fold(text, kinds::dialect(kinds, text)?),
        };
        (!folded.made.is_empty()).then_some(folded)
    }

    /// Keeps a decoded text to be looked through, if anything in it says something.
    fn queue_text(&mut self, text: String, depth: usize, at: usize) {
        let holds_more = || blobs::has_run(text.as_bytes()) || blobs::is_script(text.as_bytes());
        if !self.is_new(text.as_bytes()) || !(hits::find(&text, self.kinds).is_any() || holds_more()) {
            return;
        }
        self.layers += 1;
        if depth >= DEPTH || self.layers > LAYERS {
            self.cut = true;
            return;
        }
        self.queue.push_back(Layer { text: Cow::Owned(text), depth: depth + 1, at, handed: false });
    }

    fn is_new(&mut self, bytes: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        self.known.insert(hasher.finish())
    }

    fn hand_over(&mut self, mut bytes: &[u8], inspection: &mut Inspection<'_>) -> Option<&'static TypeInfo> {
        self.children += 1;
        if self.children > CHILDREN {
            self.cut = true;
            return None;
        }
        inspection.child(Origin::Decoded, Claim::none(), &mut bytes).map(|child| child.content_type)
    }

    /// Hands a file over that was written into the script, and says so where it runs.
    fn tell_file(&mut self, blob: &Blob, place: usize, inspection: &mut Inspection<'_>) {
        let Some(inside) = self.hand_over(&blob.bytes, inspection) else { return };
        // Tests of parsers hold headers and no more.
        if inside.nature == Nature::Program && blob.bytes.len() >= LEAST {
            let found = inspection.found(&rules::CARRIES).at(place, blob.length);
            found.with("what", self.kind.label).with("inside", inside.phrase()).with("how", blob.how);
            found.with("size", blob.length).with("bytes", hex(&blob.bytes[..blob.bytes.len().min(4)]));
        }
    }
}

/// How openly a script tells its user what it does and looks whether it went well.
fn sight(text: &str) -> Sight {
    const SAYS: &[&str] = &["write-", "echo ", "$module.result"];
    const CHECKS: &[&str] = &["exitcode", "throw", "errorlevel", "exit 1", "catch", "failjson", "fail-json"];
    let (mut says, mut checks, mut lines) = (0, 0, 0);
    for line in text.lines().take(20_000) {
        let line = actions::shortened(line.trim_start(), 400).to_ascii_lowercase();
        lines += u32::from(!line.is_empty());
        says += u32::from(SAYS.iter().any(|word| line.starts_with(word)));
        checks += u32::from(CHECKS.iter().any(|word| line.contains(word)));
    }
    match (says, checks) {
        (8.., 3..) | (_, 8..) if lines >= 80 => Sight::AtLength,
        (3.., 1..) | (_, 4..) => Sight::Open,
        _ => Sight::Silent,
    }
}
