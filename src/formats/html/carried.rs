//! Files that a page carries in itself, in whatever way they are written; they are handed over under the name that
//! the page gives them.

use std::borrow::Cow;
use std::ops::Range;

use crate::formats::hidden;
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::{Name, hex};
use crate::model::rule::Severity;
use crate::model::types::Nature;

use super::files::{self, Code, Kind};
use super::fold::Shared;
use super::names::{SCRIPTS, ending, is_name, is_risky};
use super::rules::{ARCHIVE, CARRIES, SAVES, SMUGGLING, UNKNOWN};

/// More files in one page say nothing new.
pub(super) const MOST: usize = 64;
/// Names and keys that are remembered.
const WORDS: usize = 256;
/// The least text that is looked at for a file in it.
pub(super) const LEAST: usize = 96;
/// Data of this size that nobody can read may be a file.
const LARGE: usize = 6 * 1024;
/// Of a text that may be masked so much is kept, in bytes.
const MASKED: usize = 2 << 20;
/// How a page saves without a script.
pub(super) const LINK: &str = "<a download>";
/// A script of this size, in bytes, is no page's own.
const LIBRARY: usize = 512 * 1024;
/// The most bytes of texts that are decoded.
const DECODED: usize = 48 << 20;
/// Bits per byte above which data counts as packed or encrypted.
const PACKED: f64 = 7.0;

/// A file in the page.
struct File {
    bytes: Vec<u8>,
    at: usize,
    length: usize,
    how: &'static str,
}

/// What a page does to make a file of data, and to save it.
#[derive(Default)]
pub(super) struct Signs {
    pub(super) make: Option<&'static str>,
    pub(super) save: Option<&'static str>,
    /// Whether it does so without being asked.
    pub(super) clicks: bool,
    /// The script that saves, and how long it is in bytes.
    by: (usize, usize),
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Carried {
    files: Vec<File>,
    pub(super) too_many: bool,
    /// How many bytes of texts were decoded.
    decoded: usize,
    /// Names that the page gives to what it saves, and names that stand in it.
    given: Vec<String>,
    seen: Vec<String>,
    /// Short words of scripts, which may be keys.
    keys: Vec<Shared>,
    /// The largest data that could not be read: where, its entropy, and in which script.
    unknown: Option<(Range<usize>, f64, usize)>,
    /// Whether the page unpacks data.
    pub(super) inflates: bool,
    /// Which script is read, and how long it is in bytes.
    pub(super) script: (usize, usize),
    /// Texts that may be masked with a word that comes later.
    masked: Vec<(Code, String, usize)>,
    /// Texts from which the page makes files.
    texts: Vec<(usize, String)>,
    pub(super) signs: Signs,
}

impl Carried {
    /// The script at hand saves something.
    pub(super) fn saves(&mut self, how: &'static str) {
        if self.signs.save.is_none() {
            self.signs.save = Some(how);
            self.signs.by = self.script;
        }
    }

    /// Remembers the name of what is saved.
    pub(super) fn name(&mut self, text: &str) {
        if is_name(text) && self.given.len() < WORDS && !self.given.iter().any(|g| g == text) {
            self.given.push(text.trim().to_owned());
        }
    }

    /// Remembers a short string: it may be a name, or a key.
    pub(super) fn word(&mut self, text: &Shared) {
        if text.len() > 200 || text.is_empty() {
            return;
        }
        if self.seen.len() < 16 && is_name(text) && is_risky(text) {
            self.seen.push(text.trim().to_owned());
        }
        if text.len() <= 64 && self.keys.len() < WORDS && !self.keys.contains(text) {
            self.keys.push(text.clone());
        }
    }

    /// Remembers a text from which a file is made.
    pub(super) fn text(&mut self, at: usize, text: &str) {
        if self.texts.len() < 8 && text.len() >= 16 {
            self.texts.push((at, text.to_owned()));
        }
    }

    pub(super) fn file(&mut self, bytes: Vec<u8>, at: usize, length: usize, how: &'static str) {
        // The beginning of one that was put together already is not another.
        if self.files.iter().any(|f| f.bytes.starts_with(&bytes)) {
            return;
        }
        // And the whole takes the place of its beginning.
        if let Some(begun) = self.files.iter_mut().find(|f| bytes.starts_with(&f.bytes)) {
            *begun = File { bytes, at, length, how };
            return;
        }
        if self.files.len() >= MOST {
            self.too_many = true;
            return;
        }
        self.files.push(File { bytes, at, length, how });
    }

    /// Whether a file was found in the string that begins here, or one byte before: behind its quote.
    pub(super) fn stands_at(&self, at: usize) -> bool {
        self.files.iter().any(|f| f.at == at || f.at + 1 == at)
    }

    /// Looks at decoded bytes; gives them back where they are a text to be read on.
    pub(super) fn bytes(&mut self, bytes: Vec<u8>, at: usize, length: usize, how: &'static str) -> Option<String> {
        let kind = files::kind_of_whole(&bytes);
        let packed = matches!(kind, Kind::Unknown) || bytes.starts_with(b"\x1F\x8B");
        let tried = packed && self.inflates && self.decoded <= DECODED;
        let (bytes, kind, how) = match tried.then(|| files::inflate(&bytes)).flatten() {
            Some(plain) => {
                self.decoded = self.decoded.saturating_add(plain.len());
                let kind = files::kind_of_whole(&plain);
                (plain, kind, "packed data")
            }
            None => (bytes, kind, how),
        };
        match kind {
            Kind::File => self.file(bytes, at, length, how),
            Kind::Text => return self.plain(bytes, at),
            Kind::Own => {}
            Kind::Unknown => match files::unmask(&bytes, &self.keys) {
                Some(plain) => match files::kind_of_whole(&plain) {
                    Kind::Text => return self.plain(plain, at),
                    Kind::File => self.file(plain, at, length, "bytes masked with a short key"),
                    _ => {}
                },
                None => self.unknown(&bytes, at, length),
            },
        }
        None
    }

    /// A decoded text; of one that Windows would run it is remembered that it may be saved.
    fn plain(&mut self, bytes: Vec<u8>, at: usize) -> Option<String> {
        const RUNS: &[&str] =
            &["wscript", "createobject(", "activexobject(", "<hta:", "powershell", "@echo", "[internetshortcut]"];
        let text = String::from_utf8(bytes).ok()?;
        let head = text.get(..text.floor_char_boundary(64 * 1024)).unwrap_or_default().to_ascii_lowercase();
        if RUNS.iter().any(|r| head.contains(r)) {
            self.text(at, &text);
        }
        Some(text)
    }

    fn unknown(&mut self, bytes: &[u8], at: usize, length: usize) {
        let larger = self.unknown.as_ref().is_none_or(|(range, ..)| range.len() < length);
        if bytes.len() >= LARGE / 2 && larger {
            self.unknown = Some((at..at + length, hidden::entropy(bytes), self.script.0));
        }
    }

    /// Looks at a text that may be a file or a text in an encoding, `length` bytes of the page at `at`; gives back what
    /// is to be read on.
    pub(super) fn encoded(&mut self, text: &str, at: usize, length: usize) -> Option<String> {
        let text = text.trim();
        let (text, data) = match text.get(..5).is_some_and(|d| d.eq_ignore_ascii_case("data:")) {
            true => {
                let (head, body) = text.split_once(',')?;
                let plain = !head.to_ascii_lowercase().contains(";base64");
                if plain {
                    return self.bytes(super::encodings::percent(body), at, length, Code::Percent.words());
                }
                match body.contains('%') {
                    true => (Cow::Owned(String::from_utf8_lossy(&super::encodings::percent(body)).into_owned()), true),
                    false => (Cow::Borrowed(body.trim()), true),
                }
            }
            false => (Cow::Borrowed(text), false),
        };
        let text = &*text;
        for code in files::codes(text) {
            let head = code.head(text);
            let wanted = match files::kind(&head) {
                Kind::File => true,
                // Words may be letters by chance, but what they decode to is no text then.
                Kind::Text => head.len() >= 18 || code == Code::Percent,
                Kind::Own => return None,
                Kind::Unknown => {
                    if !data && self.masked.len() < MOST && text.len() >= LEAST && !matches!(code, Code::Backwards) {
                        self.masked.push((code, text.get(..MASKED).unwrap_or(text).to_owned(), at));
                    }
                    files::unmask(&head, &self.keys).is_some()
                        || self.inflates && text.len() >= LEAST && code != Code::Backwards
                        || code == Code::Base64 && files::is_disk(text)
                        || matches!(code, Code::Numbers(_)) && text.len() >= LARGE
                        || !data && text.len() >= LARGE && code != Code::Backwards
                }
            };
            if wanted {
                self.decoded = self.decoded.saturating_add(text.len());
                let decoded = if self.decoded > DECODED { Vec::new() } else { code.decode(text) };
                if !decoded.is_empty() {
                    let kind = files::kind(&decoded);
                    let text = self.bytes(decoded, at, length, code.words());
                    if text.is_some() || matches!(kind, Kind::File) {
                        return text;
                    }
                }
            }
        }
        None
    }

    /// Hands over what was found, and says what it means.
    pub(super) fn judge(mut self, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        for (code, text, at) in std::mem::take(&mut self.masked) {
            if files::unmask(&code.head(&text), &self.keys).is_some() {
                self.bytes(code.decode(&text), at, text.len(), code.words());
            }
        }
        // A script that the page saves as it is.
        let script = self.given.iter().chain(&self.seen).any(|n| SCRIPTS.contains(&ending(n).as_str()));
        if script && self.signs.save.is_some() {
            for (at, text) in std::mem::take(&mut self.texts) {
                let length = text.len();
                self.file(text.into_bytes(), at, length, "plain text in a script");
            }
        }
        let (make, save) = (self.signs.make.unwrap_or("data:"), self.signs.save);
        let mut named = self
            .given
            .iter()
            .filter(|n| is_risky(n))
            .chain(self.given.iter().filter(|n| !is_risky(n)))
            .chain(&self.seen);
        let mut told = false;
        for file in &self.files {
            inspection.check_time()?;
            let name = named.next();
            let claim = name.map_or_else(Claim::none, |n| Claim::named(Name::from_text(n)));
            let Some(child) = inspection.child(Origin::Decoded, claim, &mut file.bytes.as_slice()) else { continue };
            let nature = child.content_type.nature;
            let high = child.worst >= Some(Severity::High);
            // Pages pack their own data so.
            let packed = ["gzip", "bzip2", "xz", "zlib", "zstd"]
                .iter()
                .any(|id| child.content_type.lineage().any(|t| t.id == *id));
            let heavy = nature.runs() || high || nature == Nature::Container && !packed;
            // Reports offer their data so: an archive of plain files, behind a link that waits for a click.
            let plain_zip = file.bytes.starts_with(b"PK") && file.bytes.get(6).is_some_and(|flags| flags & 1 == 0);
            let waits = save == Some(LINK) && !self.signs.clicks;
            let offered = waits && plain_zip && child.worst < Some(Severity::Medium) && !nature.runs();
            let rule = match save {
                Some(_) if heavy && !offered => &SMUGGLING,
                _ if nature.runs() || high => &CARRIES,
                _ if heavy => &ARCHIVE,
                Some(_) if self.signs.clicks && nature == Nature::Document => &SAVES,
                _ => continue,
            };
            told = true;
            let found = inspection.found(rule).at(file.at, file.length);
            found.with("what", child.content_type.phrase()).with("size", file.bytes.len()).with("how", file.how);
            found.with("bytes", hex(&file.bytes[..file.bytes.len().min(4)]));
            found
                .with("name", name.map_or("no name", String::as_str))
                .with("make", make)
                .with("save", save.unwrap_or("a link"));
        }
        if self.decoded > DECODED {
            inspection.gap(Gap::limit(LimitKind::TotalBytes, "too much is written into it; not all of it was decoded"));
        }
        if self.too_many {
            inspection.gap(Gap::limit(LimitKind::Entries, format!("more than {MOST} files are written into it")));
        }
        if !told {
            self.judge_unknown(inspection);
        }
        Ok(())
    }

    /// Large data that only the page itself can read, and saves.
    fn judge_unknown(&self, inspection: &mut Inspection<'_>) {
        let signs = (self.signs.save, self.signs.make, &self.unknown);
        let (Some(save), Some(make), Some((range, entropy, script))) = signs else { return };
        let risky = self.given.iter().find(|n| is_risky(n) && !n.ends_with(".svg"));
        // A library of charts saves pictures, and data of charts stand in other scripts than it does.
        let (by, length) = self.signs.by;
        let own = if by == *script { length.saturating_sub(range.len()) <= LIBRARY } else { length <= LIBRARY / 8 };
        if *entropy >= PACKED && range.len() >= LARGE && own && (risky.is_some() || self.signs.clicks) {
            let rule = if risky.is_some() { &SMUGGLING } else { &UNKNOWN };
            let found = inspection.found(rule).at(range.start, range.len());
            found.with("what", "data that only its script can read").with("size", range.len());
            found.with("how", "characters").with("make", make).with("save", save);
            found.with("name", risky.map_or("no name", String::as_str));
        }
    }
}
