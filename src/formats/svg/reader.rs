//! Reads a drawing's text: scripts, handlers, links, forms, files in addresses, declarations.

use crate::formats::html;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::addresses::MOST_FILES;
use super::markup::{Entities, Piece, Pieces, local};
use super::script::acts;
use super::{ACTS, ENTITY, FORM, PAGE, SCRIPT};

/// Beginnings of event attributes; other attributes may begin with "on" as well.
const EVENTS: &[&str] = &[
    "abort",
    "activate",
    "animation",
    "before",
    "begin",
    "blur",
    "cancel",
    "change",
    "click",
    "context",
    "copy",
    "cut",
    "dblclick",
    "drag",
    "drop",
    "end",
    "error",
    "focus",
    "hashchange",
    "input",
    "key",
    "load",
    "message",
    "mouse",
    "page",
    "paste",
    "pointer",
    "popstate",
    "repeat",
    "resize",
    "scroll",
    "select",
    "show",
    "submit",
    "toggle",
    "touch",
    "transition",
    "unload",
    "wheel",
    "zoom",
];
/// Events that happen without anybody touching the drawing.
const BY_ITSELF: &[&str] = &["onload", "onerror", "onbegin", "onpageshow", "onfocus", "onanimationstart", "onactivate"];

/// What is known on the way through the text.
#[derive(Default)]
pub(super) struct Reader {
    entities: Entities,
    /// The script element at hand: where it begins and what was read of it.
    script: Option<(usize, String)>,
    /// Elements deep in a part that is no drawing.
    foreign: u32,
    /// Files in addresses so far.
    pub(super) files: u32,
    pieces: u32,
    /// Scripts and where they begin: what they put together is looked at when all are known.
    scripts: Vec<(usize, String)>,
}

/// Reads the whole text.
pub(super) fn read(text: &str, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut reader = Reader::default();
    reader.pieces(text, inspection)?;
    reader.end_script(inspection);
    // Entities may hold markup of their own, which shows up where they are named.
    let values: Vec<String> = reader.entities.values.values().filter(|v| v.contains(['<', '&'])).cloned().collect();
    for value in values {
        let value = reader.entities.expand(&value).into_owned();
        reader.pieces(&value, inspection)?;
        reader.end_script(inspection);
    }
    html::read_scripts(text, &reader.scripts, inspection)?;
    if reader.files > MOST_FILES {
        return Err(Gap::limit(LimitKind::Entries, format!("more than {MOST_FILES} files in its addresses")));
    }
    Ok(())
}

/// A short piece of text for the proof.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect()
}

impl Reader {
    fn pieces(&mut self, text: &str, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
        for piece in Pieces::of(text) {
            self.pieces += 1;
            if self.pieces.is_multiple_of(4096) {
                inspection.check_time()?;
            }
            match piece {
                Piece::Doctype { text, at } => self.doctype(text, at, inspection),
                Piece::Instruction { text, at } => {
                    let lower = text.to_ascii_lowercase();
                    if lower.starts_with("xml-stylesheet") && (lower.contains("xsl") || lower.contains("data:")) {
                        let found = inspection.found(&SCRIPT).at(at, text.len());
                        found.with("kind", "a style sheet that rewrites it").with("line", line(text));
                    }
                }
                Piece::Text { text, raw } => {
                    if let Some((_, code)) = &mut self.script {
                        code.push_str(&if raw { text.into() } else { self.entities.expand(text) });
                    }
                }
                Piece::Close { name } => {
                    let name = local(name);
                    if name.eq_ignore_ascii_case("script") {
                        self.end_script(inspection);
                    } else if name.eq_ignore_ascii_case("foreignObject") {
                        self.foreign = self.foreign.saturating_sub(1);
                    }
                }
                Piece::Open { name, attributes, at, empty } => {
                    self.element(local(name), &attributes, at, empty, inspection);
                }
            }
        }
        Ok(())
    }

    fn doctype(&mut self, text: &str, at: usize, inspection: &mut Inspection<'_>) {
        let outside = self.entities.outside.len();
        self.entities.declare(text);
        for (name, place) in &self.entities.outside[outside..] {
            let lower = place.to_ascii_lowercase();
            if ["file:", "http:", "https:", "ftp:", "php:", "jar:", "\\\\", "/", "c:"]
                .iter()
                .any(|p| lower.starts_with(p))
            {
                let found = inspection.found(&ENTITY).at(at, text.len());
                found
                    .with("does", "fetches another file into it")
                    .with("line", format!("<!ENTITY {name} SYSTEM \"{place}\">"));
            }
        }
        // Entities of entities of entities: ten of ten of ten are a thousand.
        let nested = |v: &&String| v.matches('&').count() >= 5;
        if self.entities.values.values().filter(nested).count() >= 3 {
            let found = inspection.found(&ENTITY).at(at, text.len());
            found.with("does", "swells to a huge size when it is read").with("line", line(text));
        }
    }

    fn end_script(&mut self, inspection: &mut Inspection<'_>) {
        if let Some((at, code)) = self.script.take() {
            judge(inspection, "a script", &code, at, false);
            self.scripts.push((at, code));
        }
    }

    fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        at: usize,
        empty: bool,
        inspection: &mut Inspection<'_>,
    ) {
        let lower = name.to_ascii_lowercase();
        let get = |key: &str| {
            let found = attributes.iter().find(|(k, _)| local(k).eq_ignore_ascii_case(key));
            found.map(|(_, value)| self.entities.expand(value).trim().to_owned())
        };
        let shown = || {
            let attributes: String = attributes.iter().map(|(k, v)| format!(" {k}=\"{v}\"")).collect();
            line(&format!("<{name}{}>", attributes.chars().take(300).collect::<String>()))
        };
        let is_html = self.foreign > 0 || get("xmlns").is_some_and(|ns| ns.contains("xhtml"));
        match lower.as_str() {
            "script" => {
                let kind = get("type").unwrap_or_default().to_ascii_lowercase();
                let source = get("href").or_else(|| get("src")).unwrap_or_default();
                // Data that a script would read is no script.
                let is_data = ["json", "text/plain", "xml", "csv"].iter().any(|t| kind.contains(t));
                self.end_script(inspection);
                if !is_data && !source.is_empty() {
                    judge(inspection, "a script from elsewhere", &source, at, false);
                }
                if !is_data && !empty {
                    self.script = Some((at, String::new()));
                }
            }
            "foreignobject" if !empty => self.foreign += 1,
            "iframe" | "embed" | "object" | "frame" if is_html => {
                let found = inspection.found(&PAGE).at(at, 1usize);
                found.with("what", format!("<{lower}>")).with("line", shown());
            }
            "meta" if get("http-equiv").is_some_and(|e| e.eq_ignore_ascii_case("refresh")) => {
                let found = inspection.found(&ACTS).at(at, 1usize);
                found.with("acts", "takes the viewer to another page").with("kind", "a refresh").with("line", shown());
            }
            "input" if get("type").is_some_and(|t| t.eq_ignore_ascii_case("password")) => {
                inspection.found(&FORM).at(at, 1usize).with("asks", "a password").with("line", shown());
            }
            "form" if is_html && get("action").is_some_and(|a| a.contains("//")) => {
                let found = inspection.found(&FORM).at(at, 1usize);
                found.with("asks", "words that it sends elsewhere").with("line", shown());
            }
            _ => {}
        }
        let fetches = matches!(lower.as_str(), "image" | "img" | "feimage" | "use" | "video" | "audio");
        for (key, raw) in attributes {
            let key = local(key).to_ascii_lowercase();
            let value = self.entities.expand(raw);
            let event = key.strip_prefix("on").is_some_and(|e| EVENTS.iter().any(|known| e.starts_with(known)));
            if event {
                if !does_nothing(&value) {
                    judge(inspection, "a handler", &value, at, BY_ITSELF.contains(&key.as_str()));
                    self.scripts.push((at, value.into_owned()));
                }
            } else {
                self.address(&key, &value, at, fetches, inspection);
            }
        }
    }
}

/// Whether code is empty in all but letters: drawing programs write such handlers, and buttons such links.
pub(super) fn does_nothing(code: &str) -> bool {
    let code = code.trim().trim_end_matches([';', ' ']);
    matches!(
        code,
        "" | "void(0)" | "void 0" | "undefined" | "return" | "return false" | "return true" | "false" | "null"
    )
}

/// Reports a piece of code, by what it does.
pub(super) fn judge(inspection: &mut Inspection<'_>, kind: &'static str, code: &str, at: usize, by_itself: bool) {
    let acts = acts(code, by_itself);
    if code.trim().is_empty() {
        return;
    }
    let found = inspection.found(if acts.is_some() { &ACTS } else { &SCRIPT }).at(at, 1usize);
    found.with("kind", kind).with("line", line(&code.chars().take(600).collect::<String>()));
    if let Some(acts) = acts {
        found.with("acts", acts);
    }
}
