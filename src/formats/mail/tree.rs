//! The parts of a message, in every reading that mail programs make of it. Looks only at the bytes of the message itself;
//! messages inside are parts here.

use std::ops::Range;

use crate::model::gap::{Gap, LimitKind};
use crate::parse::mime::params::Params;
use crate::parse::mime::transfer::Transfer;
use crate::parse::mime::{self, Header, words};

/// Parts of one message that are looked at.
const MOST: usize = 20_000;
/// Multiparts in multiparts; mails have four at most.
const LEVELS: u32 = 40;
/// Parts that stand where no part should be, in one place.
const LOST: usize = 50;
/// How often each byte may be looked at: each level and each reading looks once.
const LOOKS: usize = 64;

/// One part.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// The declared types, lower case, the first one first; empty where nothing is declared.
    pub types: Vec<String>,
    /// Its names, decoded, the one that most programs show first.
    pub names: Vec<String>,
    /// How its body is written.
    pub transfers: Vec<Transfer>,
    /// Its character set.
    pub charset: String,
    /// Whether it is to be saved, not shown.
    pub attached: bool,
    /// The address that it had on the web.
    pub location: Option<String>,
    /// Its body, in bytes.
    pub body: Range<usize>,
    /// Whether it stands where most programs see no part.
    pub hidden: bool,
}

impl Leaf {
    /// The type that most programs go by.
    pub(super) fn mime(&self) -> &str {
        self.types.first().map_or("", String::as_str)
    }

    /// Whether programs show it as the text of the message.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.mime(), "" | "text/plain" | "text/html" | "text" | "text/enriched")
    }
}

/// All parts of a message.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The header of the message itself.
    pub header: Header,
    /// The parts, in their order.
    pub leaves: Vec<Leaf>,
    /// Bytes that belong to no part, and where they stand, in words.
    pub strays: Vec<(Range<usize>, &'static str)>,
    /// What could not be examined.
    pub gaps: Vec<Gap>,
    /// What programs read differently: in words, and where.
    pub ambiguous: Option<(&'static str, usize)>,
    /// Where a whole part begins behind which the end mark is missing.
    pub unended: Option<usize>,
}

/// Takes a message apart.
pub(super) fn of(bytes: &[u8], range: Range<usize>) -> Tree {
    let left = bytes.len().saturating_mul(LOOKS).saturating_add(1 << 20);
    let mut walker = Walker { bytes, tree: Tree::default(), left };
    walker.entity(range, 0, false, false);
    walker.tree
}

struct Walker<'b> {
    bytes: &'b [u8],
    tree: Tree,
    left: usize,
}

impl Walker<'_> {
    /// A message or part: header and body.
    fn entity(&mut self, range: Range<usize>, level: u32, digest: bool, hidden: bool) {
        if !self.pays(&range, level) {
            return;
        }
        let header = mime::header(self.bytes, range.clone(), level == 0);
        let body = header.body.min(range.end)..range.end;
        let types: Vec<Params> = header.all("content-type").map(Params::of).collect();
        let mut boundaries = Vec::new();
        for (field, params) in header.all("content-type").zip(&types) {
            boundaries.extend(params.boundaries(field));
        }
        boundaries.dedup();
        let multipart = types.iter().any(|t| t.value.starts_with("multipart"));
        let single = types.iter().any(|t| !t.value.starts_with("multipart"));
        self.differences(&header, &types);
        if types.iter().any(|t| t.value == "multipart/encrypted") {
            self.gap(Gap::encrypted("the message is encrypted; its content was not examined"));
        }
        let digest_inside = types.iter().any(|t| t.value == "multipart/digest");
        let mut opened = false;
        if multipart || !boundaries.is_empty() {
            opened = self.by_boundaries(&boundaries, &body, level, digest_inside);
            if !opened && multipart {
                opened = self.without_boundary(&body, level, digest_inside);
            }
        }
        if !opened || single && multipart {
            self.leaf(&header, &types, body, digest, hidden);
        }
        if level == 0 {
            self.tree.header = header;
        }
    }

    /// Whether one more look at these bytes is within the limits.
    fn pays(&mut self, range: &Range<usize>, level: u32) -> bool {
        if level > LEVELS {
            self.gap(Gap::limit(LimitKind::Depth, "the parts of the message are nested too deep"));
            return false;
        }
        match self.left.checked_sub(range.len()).filter(|_| self.tree.leaves.len() < MOST) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.gap(Gap::limit(LimitKind::Entries, "the message has too many parts"));
                false
            }
        }
    }

    fn gap(&mut self, gap: Gap) {
        if !self.tree.gaps.contains(&gap) {
            self.tree.gaps.push(gap);
        }
    }

    /// Cuts a body at each of the boundaries that it may have; false where it has none of them.
    fn by_boundaries(&mut self, boundaries: &[Vec<u8>], body: &Range<usize>, level: u32, digest: bool) -> bool {
        let mut opened = false;
        for exact in [true, false] {
            for boundary in boundaries {
                if !self.pays(body, level) {
                    return true;
                }
                let delimiters = mime::delimiters(self.bytes, body.clone(), boundary, exact, MOST);
                if delimiters.is_empty() {
                    continue;
                }
                if opened {
                    self.ambiguous("it names two boundaries between its parts", body.start);
                }
                opened = true;
                self.cut(&delimiters, body, level, digest);
            }
            if opened {
                break;
            }
        }
        opened
    }

    /// A multipart whose boundary is missing or wrong.
    fn without_boundary(&mut self, body: &Range<usize>, level: u32, digest: bool) -> bool {
        if !self.pays(body, level) {
            return true;
        }
        self.ambiguous("the boundary between its parts is missing or wrong", body.start);
        if let Some(boundary) = mime::guess_boundary(self.bytes, body.clone()) {
            let delimiters = mime::delimiters(self.bytes, body.clone(), &boundary, true, MOST);
            if !delimiters.is_empty() {
                self.cut(&delimiters, body, level, digest);
                return true;
            }
        }
        self.lost(body.clone(), level);
        false
    }

    /// The parts between delimiters.
    fn cut(&mut self, delimiters: &[mime::Delimiter], body: &Range<usize>, level: u32, digest: bool) {
        let Some(first) = delimiters.first() else { return };
        self.stray(body.start..first.start, "before the first part", level);
        for (at, delimiter) in delimiters.iter().enumerate() {
            let stop = delimiters.get(at + 1).map_or(body.end, |next| next.start);
            let part = delimiter.end.min(stop)..stop;
            if delimiter.last {
                self.stray(part, "behind the last part", level);
            } else {
                // The line end before a boundary belongs to the boundary.
                let end = part.end - usize::from(stop < body.end) * ends_line(&self.bytes[part.clone()]);
                self.entity(part.start..end, level + 1, digest, false);
            }
        }
        if !delimiters.iter().any(|d| d.last) {
            let part = delimiters.last().map_or(body.end, |d| d.end.min(body.end))..body.end;
            if self.is_finished(&part) {
                self.tree.unended.get_or_insert(part.start);
            } else {
                self.gap(Gap::malformed("the message has no end mark behind its last part; it may be cut off"));
            }
        }
    }

    /// Whether the part at the end of a message without end mark shows by itself that nothing of it is missing: text up
    /// to the end of a line, Base64 up to its padding or a line that is not full.
    fn is_finished(&self, part: &Range<usize>) -> bool {
        let bytes = &self.bytes[part.clone()];
        // A last boundary that lacks its dashes.
        if bytes.trim_ascii().is_empty() {
            return true;
        }
        let header = mime::header(self.bytes, part.clone(), false);
        let body = self.bytes.get(header.body..part.end).unwrap_or_default();
        let text = body.trim_ascii();
        if text.is_empty() || !body.ends_with(b"\n") {
            return false;
        }
        let mime = header.first("content-type").map_or_else(String::new, |field| Params::of(field).value);
        let transfers: Vec<Transfer> = header.all("content-transfer-encoding").map(Transfer::of).collect();
        match transfers.as_slice() {
            _ if mime.starts_with("multipart/") => text.ends_with(b"--"),
            [Transfer::Base64] => {
                let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
                let first = lines.next().map_or(0, <[u8]>::len);
                let letters = text.iter().filter(|b| !b.is_ascii_whitespace()).count();
                letters % 4 == 0 && (text.ends_with(b"=") || lines.next_back().is_some_and(|last| last.len() < first))
            }
            [Transfer::Quoted] => !text.ends_with(b"="),
            [] | [Transfer::Plain] => mime.is_empty() || mime.starts_with("text"),
            _ => false,
        }
    }

    /// Bytes outside of all parts.
    fn stray(&mut self, range: Range<usize>, place: &'static str, level: u32) {
        if self.bytes.get(range.clone()).is_none_or(|b| b.trim_ascii().len() < 64) || self.tree.strays.len() >= MOST {
            return;
        }
        self.lost(range.clone(), level);
        self.tree.strays.push((range, place));
    }

    /// Parts with a header of their own where no part should be.
    fn lost(&mut self, range: Range<usize>, level: u32) {
        let starts = mime::lost_headers(self.bytes, range.clone(), LOST);
        for (at, start) in starts.iter().enumerate() {
            let stop = starts.get(at + 1).copied().unwrap_or(range.end).max(*start);
            // It ends at the next line of dashes.
            let end = memchr::memmem::find(&self.bytes[*start..stop], b"\n--").map_or(stop, |e| start + e);
            self.entity(*start..end, level + 1, false, true);
        }
    }

    /// A part that is no multipart.
    fn leaf(&mut self, header: &Header, types: &[Params], body: Range<usize>, digest: bool, hidden: bool) {
        let dispositions: Vec<Params> = header.all("content-disposition").map(Params::of).collect();
        let mut names: Vec<String> = Vec::new();
        let of = |params: &[Params], key: &str| params.iter().flat_map(|p| p.texts(key)).collect::<Vec<_>>();
        for name in [of(&dispositions, "filename"), of(types, "name"), of(&dispositions, "name"), of(types, "filename")]
            .concat()
        {
            if !names.contains(&name) && names.len() < 8 {
                names.push(name);
            }
        }
        let mut transfers: Vec<Transfer> = Vec::new();
        for transfer in header.all("content-transfer-encoding").map(Transfer::of) {
            if !transfers.contains(&transfer) {
                transfers.push(transfer);
            }
        }
        let mut declared: Vec<String> = Vec::new();
        for value in types.iter().map(|t| t.value.clone()).filter(|v| !v.is_empty()) {
            if !declared.contains(&value) {
                declared.push(value);
            }
        }
        if declared.is_empty() && digest {
            declared.push("message/rfc822".to_owned());
        }
        self.tree.leaves.push(Leaf {
            types: declared,
            names,
            transfers,
            charset: types.iter().find_map(|t| t.texts("charset").into_iter().next()).unwrap_or_default(),
            attached: dispositions.iter().any(|d| d.value == "attachment"),
            location: header.first("content-location").map(words::decode).filter(|l| !l.is_empty()),
            body,
            hidden,
        });
    }

    /// Fields that stand twice with different content.
    fn differences(&mut self, header: &Header, types: &[Params]) {
        let at = |name: &str| header.fields.iter().rfind(|f| f.name == name).map_or(0, |f| f.offset);
        if types.iter().any(|t| t.value != types[0].value) {
            self.ambiguous("it declares two different types for one part", at("content-type"));
        }
        let transfers: Vec<Transfer> = header.all("content-transfer-encoding").map(Transfer::of).collect();
        if transfers.iter().any(|t| *t != transfers[0]) {
            self.ambiguous("it declares two different encodings for one part", at("content-transfer-encoding"));
        }
    }

    fn ambiguous(&mut self, what: &'static str, at: usize) {
        self.tree.ambiguous.get_or_insert((what, at));
    }
}

/// How many bytes of a line end stand at the end.
fn ends_line(bytes: &[u8]) -> usize {
    match bytes {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n' | b'\r'] => 1,
        _ => 0,
    }
}
