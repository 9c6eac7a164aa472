//! One page with everything that it unpacks: its markup, its scripts, the layers that they hide, and theirs.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::formats::svg::markup::{Entities, Piece, Pieces, local};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::addresses::share_in_style;
use super::carried::Carried;
use super::commands::is_command;
use super::events::line;
use super::fold::Fold;
use super::forms::Forms;
use super::rules::{HIDDEN_LOGIN, HIDDEN_PAGE, LEADS, SCRAMBLED, SHARE};

/// Layers in layers, and layers in all.
const DEPTH: u32 = 8;
const LAYERS: usize = 2000;
/// Bytes of all layers together.
const BYTES: usize = 64 << 20;
/// How much of the words of a page is kept, in bytes.
const WORDS: usize = 64 * 1024;
/// More letters of one word are not kept.
const WORD: usize = 64;

/// A text that is still to be read.
pub(super) struct Layer {
    pub(super) text: String,
    /// Where in the page it, or what was unpacked into it, begins.
    pub(super) at: usize,
    /// How often something was unpacked to get here.
    pub(super) depth: u32,
    /// Whether it was hidden from whoever reads the page's source.
    hidden: bool,
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
    hidden: bool,
    /// Whether the page itself is XML: its scripts are written as its text is.
    pub(super) xml: bool,
    /// Whether a hidden page was told of.
    told: bool,
    /// The first web address to which the page goes at once.
    pub(super) leads: Option<(usize, String)>,
}

/// Elements that make a hidden text more than words.
const ACTIVE: &[&str] = &["<form", "<script", "<iframe", "<html", "<body", "<input", "<object", "<meta"];
/// A hidden page below this size, in bytes, is a snippet.
const PAGE: usize = 200;
/// A page with more words than this, in bytes, is there to be read.
const READ: usize = 400;

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
            hidden: false,
            xml: false,
            told: false,
            leads: None,
        }
    }

    /// Where a place in the text at hand is in the page.
    pub(super) fn place(&self, at: usize) -> usize {
        if self.depth == 0 { self.base + at } else { self.base }
    }

    /// Puts a text on the list; `unpacked` where it was written in another way.
    pub(super) fn push(&mut self, text: &str, at: usize, unpacked: bool) {
        self.push_layer(text, at, unpacked, false);
    }

    /// Puts a text on the list that was in disguise.
    pub(super) fn push_hidden(&mut self, text: &str, at: usize) {
        self.push_layer(text, at, true, true);
    }

    fn push_layer(&mut self, text: &str, at: usize, unpacked: bool, hidden: bool) {
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
        self.queue.push_back(Layer { text: text.to_owned(), at, depth, hidden: hidden || self.hidden });
    }

    /// Reads everything on the list, and what comes onto it meanwhile.
    pub(super) fn unpack(&mut self, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        while let Some(layer) = self.queue.pop_front() {
            inspection.check_time()?;
            (self.base, self.depth, self.hidden) = (layer.at, layer.depth, layer.hidden);
            let start = layer.text.trim_start();
            if start.starts_with('<') && !start.starts_with("<!--") && start.contains('>') {
                if layer.hidden {
                    self.hidden_page(&layer.text, inspection);
                }
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

    /// A page that nobody was to see.
    fn hidden_page(&mut self, text: &str, inspection: &mut Inspection<'_>) {
        let lower = text.get(..text.len().min(1 << 20)).unwrap_or(text).to_ascii_lowercase();
        let active = ACTIVE.iter().find(|a| lower.contains(**a));
        if let Some(active) = active.filter(|_| text.len() >= PAGE && !self.told) {
            self.told = true;
            let found = inspection.found(&HIDDEN_PAGE).at(self.base, 1usize);
            found.with("size", text.len()).with("what", format!("{active}>")).with("line", line(text));
        }
    }

    /// Reads markup: scripts go onto the list, everything else is judged.
    pub(super) fn markup(&mut self, text: &str, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        let xml = self.xml && self.depth == 0;
        let mut pieces = if xml { Pieces::of(text) } else { Pieces::of_page(text) };
        let (mut element, mut code, mut count) = (String::new(), None::<(usize, String)>, 0u32);
        let mut begin = 0;
        while let Some(piece) = pieces.next() {
            count += 1;
            if count.is_multiple_of(4096) {
                inspection.check_time()?;
            }
            let end = pieces.at();
            if matches!(piece, Piece::Open { .. } | Piece::Close { .. })
                && let Some((at, code)) = code.take()
            {
                self.push(&code, at, false);
            }
            match piece {
                Piece::Open { name, attributes, at, .. } => {
                    element.clear();
                    element.extend(local(name).chars().map(|c| c.to_ascii_lowercase()));
                    let place = self.place(at);
                    let attributes = self.attributes(&element, &attributes);
                    if element == "script" && super::links::is_code(&attributes) {
                        code = Some((self.place(end), String::new()));
                    }
                    if !attributes.is_empty() || matches!(element.as_str(), "form" | "input") {
                        self.element(&element, &attributes, place, inspection);
                    }
                    if self.hidden && element == "input" && self.forms.password().is_some() {
                        self.login_hidden = true;
                    }
                }
                Piece::Close { name } => {
                    if name.eq_ignore_ascii_case("form") {
                        self.forms.end();
                    }
                    element.clear();
                }
                Piece::Text { text, raw } => {
                    let place = self.place(begin);
                    match (element.as_str(), &mut code) {
                        ("script", Some((_, code))) => {
                            code.push_str(&if xml && !raw { self.entities.expand(text) } else { text.into() });
                        }
                        ("style", _) => {
                            if let Some(server) = share_in_style(text) {
                                let found = inspection.found(&SHARE).at(place, 1usize);
                                found.with("host", server).with("line", "url(…) in a style sheet");
                            }
                        }
                        ("title", _) => self.title = self.entities.expand(text).trim().chars().take(200).collect(),
                        (element, _) => self.text(element, text, place, raw),
                    }
                }
                Piece::Instruction { .. } | Piece::Doctype { .. } => {}
            }
            begin = end;
        }
        if let Some((at, code)) = code.take() {
            self.push(&code, at, false);
        }
        Ok(())
    }

    /// The attributes that may lead, load or start something, as a browser reads them.
    fn attributes(&self, element: &str, attributes: &[(&str, &str)]) -> Vec<(String, String)> {
        const IDLE: &[&str] =
            &["class", "id", "title", "alt", "lang", "dir", "tabindex", "role", "colspan", "rowspan", "align"];
        let all = matches!(element, "iframe" | "frame" | "input" | "meta" | "object");
        let wanted = |key: &str| {
            let idle = IDLE.iter().any(|i| i.eq_ignore_ascii_case(key)) || key.eq_ignore_ascii_case("style");
            all || !idle && !key.starts_with("aria-")
        };
        let kept = attributes.iter().filter(|(key, _)| wanted(key));
        kept.map(|(k, v)| (k.to_ascii_lowercase(), self.entities.expand(v).into_owned())).collect()
    }

    /// Words between the tags. Scripts fetch data from there.
    fn text(&mut self, element: &str, text: &str, at: usize, raw: bool) {
        if text.len() >= 200 && !text.trim().contains(' ') {
            if let Some(layer) = self.carried.encoded(text, at, text.len()) {
                self.push_hidden(&layer, at);
            }
        } else if raw {
            // What a script copies from a field that nobody sees.
            if element == "textarea" && self.commands.len() < 8 && is_command(text) {
                self.commands.push((at, line(text)));
            }
        } else if self.words.len() < WORDS {
            let text = self.entities.expand(text);
            // Of letters of ASCII alone the blanks are found byte by byte, which is many times faster; one of the six is no
            // blank to that search.
            match text.bytes().fold(true, |all, b| all & (b < 0x80) & (b != 0x0B)) {
                true => self.words_of(text.split_ascii_whitespace()),
                false => self.words_of(text.split_whitespace()),
            }
        }
    }

    /// Keeps words in lower case.
    fn words_of<'t>(&mut self, words: impl Iterator<Item = &'t str>) {
        let from = self.words.len();
        for word in words.take(WORDS) {
            if self.words.len() >= WORDS {
                break;
            }
            match word.len() <= WORD {
                true => self.words.push_str(word),
                false => self.words.extend(word.chars().take(WORD)),
            }
            self.words.push(' ');
        }
        self.words[from..].make_ascii_lowercase();
    }

    /// What everything together means.
    pub(super) fn judge(mut self, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        if let Some((at, count)) = self.scrambled {
            let found = inspection.found(&SCRAMBLED).at(at, 3usize);
            found.with("count", count).with("line", "_0x…");
        }
        self.judge_commands(inspection);
        let forms = std::mem::take(&mut self.forms);
        if let Some((at, line)) = forms.password().filter(|_| self.login_hidden) {
            inspection.found(&HIDDEN_LOGIN).at(at, 1usize).with("line", line);
        }
        if let Some((at, line)) = self.leads.take().filter(|_| self.words.len() < READ) {
            inspection.found(&LEADS).at(at, 1usize).with("line", line);
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
}
