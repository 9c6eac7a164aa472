//! One page with everything that it unpacks: its markup, its scripts, the layers that they hide, and theirs.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::formats::svg::markup::{Entities, Piece, Pieces};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::carried::Carried;
use super::fold::Fold;
use super::forms::Forms;
use super::rules::COPIES;
use super::rules::{HIDDEN_LOGIN, PASTE, SCRAMBLED};

/// Layers in layers, and layers in all.
const DEPTH: u32 = 8;
const LAYERS: usize = 2000;
/// Bytes of all layers together.
const BYTES: usize = 64 << 20;
/// How much of the words of a page is kept, in bytes.
const WORDS: usize = 64 * 1024;

/// A text that is still to be read.
pub(super) struct Layer {
    pub(super) text: String,
    /// Where in the page it, or what was unpacked into it, begins.
    pub(super) at: usize,
    /// How often something was unpacked to get here.
    pub(super) depth: u32,
}

/// What is known of a page.
pub(super) struct Page {
    pub(super) carried: Carried,
    pub(super) forms: Forms,
    queue: VecDeque<Layer>,
    /// Layers that were on the list already, by a hash.
    known: HashSet<u64>,
    layers: usize,
    left: usize,
    too_deep: bool,
    too_much: bool,
    /// The words that a reader sees, in lower case.
    pub(super) words: String,
    pub(super) title: String,
    /// Commands of a system that stand in strings.
    pub(super) commands: Vec<(usize, String)>,
    pub(super) clipboard: bool,
    /// Where a scrambled script begins, and how many of its names are scrambled.
    scrambled: Option<(usize, usize)>,
    pub(super) login_hidden: bool,
    entities: Entities,
    /// Where the text at hand begins in the page, and how often something was unpacked to get it.
    pub(super) base: usize,
    pub(super) depth: u32,
}

impl Page {
    pub(super) fn new() -> Self {
        Self {
            carried: Carried::default(),
            forms: Forms::default(),
            queue: VecDeque::new(),
            known: HashSet::new(),
            layers: 0,
            left: BYTES,
            too_deep: false,
            too_much: false,
            words: String::new(),
            title: String::new(),
            commands: Vec::new(),
            clipboard: false,
            scrambled: None,
            login_hidden: false,
            entities: Entities::default(),
            base: 0,
            depth: 0,
        }
    }

    /// Where a place in the text at hand is in the page.
    pub(super) fn place(&self, at: usize) -> usize {
        if self.depth == 0 { self.base + at } else { self.base }
    }

    /// Puts a text on the list; `unpacked` where it was in disguise.
    pub(super) fn push(&mut self, text: &str, at: usize, unpacked: bool) {
        let depth = self.depth + u32::from(unpacked);
        if text.trim().is_empty() {
            return;
        }
        if depth > DEPTH {
            self.too_deep = true;
            return;
        }
        if unpacked {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            if !self.known.insert(hasher.finish()) {
                return;
            }
        }
        let Some(left) = self.left.checked_sub(text.len()).filter(|_| self.layers < LAYERS || !unpacked) else {
            self.too_much = true;
            return;
        };
        self.left = left;
        self.layers += usize::from(unpacked);
        self.queue.push_back(Layer { text: text.to_owned(), at, depth });
    }

    /// Reads everything on the list, and what comes onto it meanwhile.
    pub(super) fn unpack(&mut self, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        while let Some(layer) = self.queue.pop_front() {
            inspection.check_time()?;
            (self.base, self.depth) = (layer.at, layer.depth);
            let start = layer.text.trim_start();
            if start.starts_with('<') && !start.starts_with("<!--") && start.contains('>') {
                self.markup(&layer.text, inspection)?;
            } else {
                self.script(&layer.text, inspection);
            }
        }
        Ok(())
    }

    fn script(&mut self, text: &str, inspection: &mut Inspection<'_>) {
        self.carried.script = (self.carried.script.0 + 1, text.len());
        let names = memchr::memmem::find_iter(text.as_bytes(), b"_0x");
        let (count, at) = names.fold((0, None), |(n, first), at| (n + 1, first.or(Some(at))));
        if let Some(at) = at.filter(|_| count >= 60 && count * 400 >= text.len() && self.scrambled.is_none()) {
            self.scrambled = Some((self.place(at), count));
        }
        let whole = Fold::read(text, &mut |at, event| self.event(at, &event, inspection));
        self.too_much |= !whole;
    }

    /// Reads markup: scripts go onto the list, everything else is judged.
    pub(super) fn markup(&mut self, text: &str, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        let mut pieces = Pieces::of_page(text);
        let (mut element, mut is_code, mut count) = (String::new(), false, 0u32);
        let mut begin = 0;
        loop {
            let Some(piece) = pieces.next() else { break };
            count += 1;
            if count.is_multiple_of(4096) {
                inspection.check_time()?;
            }
            let end = pieces.at();
            match piece {
                Piece::Open { name, attributes, at, .. } => {
                    element = name.to_ascii_lowercase();
                    let place = self.place(at);
                    let attributes: Vec<(String, String)> = attributes
                        .iter()
                        .map(|(k, v)| (k.to_ascii_lowercase(), self.entities.expand(v).into_owned()))
                        .collect();
                    is_code = element == "script" && super::links::is_code(&attributes);
                    self.element(&element, &attributes, place, inspection);
                }
                Piece::Close { name } => {
                    if name.eq_ignore_ascii_case("form") {
                        self.forms.end();
                    }
                    element.clear();
                }
                Piece::Text { text, raw } => {
                    let place = self.place(begin);
                    match element.as_str() {
                        "script" if is_code => self.push(text, place, false),
                        "script" | "style" => {}
                        "title" => self.title = self.entities.expand(text).trim().chars().take(200).collect(),
                        _ => self.text(text, place, raw),
                    }
                }
                Piece::Instruction { .. } | Piece::Doctype { .. } => {}
            }
            begin = end;
        }
        Ok(())
    }

    /// Words between the tags. Scripts fetch data from there.
    fn text(&mut self, text: &str, at: usize, raw: bool) {
        if text.len() >= 200 && !text.trim().contains(' ') {
            if let Some(layer) = self.carried.encoded(text, at, text.len()) {
                self.push(&layer, at, true);
            }
        } else if self.words.len() < WORDS && !raw {
            for word in self.entities.expand(text).split_whitespace().take(WORDS) {
                if self.words.len() >= WORDS {
                    break;
                }
                self.words.extend(word.chars().take(64).map(|c| c.to_ascii_lowercase()));
                self.words.push(' ');
            }
        }
    }

    /// What everything together means.
    pub(super) fn judge(mut self, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        if let Some((at, count)) = self.scrambled {
            let found = inspection.found(&SCRAMBLED).at(at, 3usize);
            found.with("count", count).with("line", "_0x…");
        }
        self.commands(inspection);
        let forms = std::mem::take(&mut self.forms);
        if self.login_hidden {
            if let Some((at, line)) = forms.password() {
                inspection.found(&HIDDEN_LOGIN).at(at, 1usize).with("line", line);
            }
        }
        forms.judge(&self.title, &self.words, inspection);
        if self.too_deep {
            inspection.gap(Gap::limit(LimitKind::Depth, "what its scripts unpack is nested too deep"));
        }
        if self.too_much {
            inspection.gap(Gap::limit(LimitKind::ArtifactBytes, "its scripts unpack too much; not all of it was read"));
        }
        self.carried.judge(inspection)
    }

    /// A command on the clipboard, and the words that tell where to paste it.
    fn commands(&self, inspection: &mut Inspection<'_>) {
        const RUN: &[&str] = &[
            "win + r",
            "win+r",
            "windows + r",
            "windows+r",
            "windows key",
            "windows button",
            "windows-taste",
            "windows logo",
            "⊞",
            "press win",
            "press the win",
            "win + x",
            "windows + x",
            "super + r",
            "run dialog",
            "file explorer",
            "address bar",
            "command + space",
            "⌘",
        ];
        const PASTE_IT: &[&str] =
            &["ctrl + v", "ctrl+v", "strg + v", "strg+v", "paste", "⌘ + v", "einfügen", "coller", "pegar"];
        const HUMAN: &[&str] = &[
            "not a robot",
            "captcha",
            "verify you are human",
            "human verification",
            "verification steps",
            "cloudflare",
        ];
        let Some((at, line)) = self.commands.first().filter(|_| self.clipboard) else { return };
        let has = |list: &[&'static str]| list.iter().find(|w| self.words.contains(**w)).copied();
        let how =
            has(RUN).filter(|_| has(PASTE_IT).is_some()).or_else(|| has(HUMAN).filter(|_| has(PASTE_IT).is_some()));
        let found = inspection.found(if how.is_some() { &PASTE } else { &COPIES }).at(*at, line.len());
        found.with("line", line.as_str());
        if let Some(how) = how {
            found.with("how", format!("\"{how}\""));
        }
    }
}
