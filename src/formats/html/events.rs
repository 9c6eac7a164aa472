//! What the scripts of a page do with what they put together.

use std::borrow::Cow;

use crate::model::inspection::Inspection;

use super::addresses;
use super::commands::is_command;
use super::files;
use super::fold::Event;
use super::forms;
use super::packer;
use super::page::Page;
use super::rules::{DESTINATION, HANDLER, HIDDEN_CODE, REDIRECT};
use super::values::{Data, Value};

/// Hidden code below this size, in bytes, is a snippet.
const CODE: usize = 40;

/// A short piece for the proof.
pub(super) fn line(text: &str) -> String {
    let mut line = String::new();
    for word in text.get(..text.len().min(600)).unwrap_or(text).split_whitespace().take(60) {
        line.extend(word.chars().take(160));
        line.push(' ');
    }
    line.trim_end().chars().take(160).collect()
}

impl Page {
    pub(super) fn event(&mut self, at: usize, event: &Event<'_>, inspection: &mut Inspection<'_>) {
        let at = self.place(at);
        match event {
            Event::Value(value) => self.value(at, value),
            Event::Set(name, value) => self.set(at, name, value, inspection),
            Event::Call(name, arguments) => self.call(at, name, arguments, inspection),
        }
    }

    fn value(&mut self, at: usize, value: &Value) {
        let (text, length) = match &value.data {
            Data::Text(text) => {
                self.carried.word(text);
                if text.len() < 300 && text.starts_with("http") && forms::is_receiver(text) {
                    self.forms.sends(at, text);
                }
                if self.commands.len() < 8 && is_command(text) {
                    self.commands.push((at, line(text)));
                }
                (Cow::Borrowed(&**text), text.len())
            }
            Data::Growing(text) => (Cow::Borrowed(text.as_str()), text.len()),
            Data::Split(text, ..) => (Cow::Borrowed(&**text), text.len()),
            Data::Numbers(list) if list.len() >= 32 => {
                let chars =
                    || -> Option<String> { list.iter().map(|n| char::from_u32(u32::try_from(*n).ok()?)).collect() };
                let text = match files::from_numbers(list) {
                    Some(bytes) => self.carried.bytes(bytes, at, list.len() * 3, "numbers"),
                    None => chars().filter(|t| files::is_text(t.as_bytes())),
                };
                if let Some(text) = text.or_else(|| files::unshift(list)) {
                    self.push_hidden(&text, at);
                }
                return;
            }
            Data::List(list) if !list.is_empty() => {
                let whole: String = list.concat();
                let length = whole.len();
                if length < 64 {
                    return;
                }
                (Cow::Owned(whole), length)
            }
            _ => return,
        };
        if text.len() < 24 {
            return;
        }
        let layer = self.carried.encoded(&text, at, length);
        // An address that says itself what it holds hides nothing.
        let open = text.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"));
        let plain = || value.hidden && files::is_text(text.as_bytes());
        match layer {
            Some(_) if open && addresses::start(&text).starts_with("data:image/") => {}
            Some(layer) if open => self.push(&layer, at, true),
            Some(layer) => self.push_hidden(&layer, at),
            None if plain() => self.push_hidden(&text, at),
            None => {}
        }
    }

    fn set(&mut self, at: usize, name: &str, value: &Value, inspection: &mut Inspection<'_>) {
        match name {
            "download" | "fileName" | "filename" | "file_name" | "fname" | "name" => {
                if name == "download" {
                    self.carried.saves(".download");
                }
                self.carried.name(&value.text());
            }
            "href" | "location" | "src" | "action" | "url" => {
                self.destination(at, value, name == "location", inspection);
            }
            "innerHTML" | "outerHTML" | "srcdoc" => self.shows(at, value),
            _ => {}
        }
    }

    fn call(&mut self, at: usize, name: &str, arguments: &[Value], inspection: &mut Inspection<'_>) {
        let signs = &mut self.carried.signs;
        match name {
            "createObjectURL" => {
                signs.make.get_or_insert("createObjectURL");
            }
            "click" => signs.clicks = true,
            "msSaveBlob" | "msSaveOrOpenBlob" | "saveAs" => {
                signs.clicks = true;
                self.carried.saves(if name == "saveAs" { "saveAs" } else { "msSaveOrOpenBlob" });
            }
            "writeText" | "setData" => self.clipboard = true,
            "execCommand" => self.clipboard |= arguments.iter().any(|a| a.text().eq_ignore_ascii_case("copy")),
            _ => {}
        }
        let Some(first) = arguments.first() else { return };
        match name {
            "" => {
                if let Some(code) = packer::unpack(arguments) {
                    self.push(&code, at, true);
                }
            }
            "setAttribute" => {
                if let [key, value, ..] = arguments {
                    let key = key.text().to_ascii_lowercase();
                    self.set(at, &key, value, inspection);
                }
            }
            "Blob" | "File" => {
                self.carried.signs.make.get_or_insert("new Blob(");
                for argument in arguments {
                    match &argument.data {
                        Data::List(list) => list.iter().for_each(|t| self.carried.text(at, t)),
                        Data::Text(text) if name == "File" => self.carried.name(text),
                        _ => {}
                    }
                }
            }
            "msSaveBlob" | "msSaveOrOpenBlob" | "saveAs" | "download" => {
                arguments.iter().for_each(|a| self.carried.name(&a.text()));
            }
            "eval" | "Function" | "setTimeout" | "setInterval" | "execScript" => {
                // `setTimeout(code, time)`, `Function(names, code)`
                let is_text = |a: &&Value| matches!(a.data, Data::Text(_) | Data::Growing(_));
                let text = arguments.iter().rev().find(is_text).unwrap_or(first);
                if !text.hidden && text.text().contains(['(', '=']) {
                    self.push(&text.text(), at, true);
                }
                if text.hidden && text.size() >= CODE && files::is_text(text.text().as_bytes()) && self.depth == 0 {
                    let found = inspection.found(&HIDDEN_CODE).at(at, 1usize);
                    found.with("call", name).with("line", line(&text.text()));
                }
            }
            "write" | "writeln" | "insertAdjacentHTML" | "parseFromString" | "append" | "html" => {
                arguments.iter().for_each(|a| self.shows(at, a));
            }
            "location" | "open" | "navigate" | "fetch" | "post" | "ajax" => {
                for argument in arguments {
                    self.destination(at, argument, name == "location", inspection);
                }
            }
            _ => {}
        }
    }

    /// Something is shown as a page.
    fn shows(&mut self, at: usize, value: &Value) {
        let text = value.text();
        // What was in disguise is on the list already.
        if !value.hidden && text.contains('<') && text.len() >= 32 {
            self.push(&text, at, true);
        }
    }

    /// Something is an address to which a page goes, or sends.
    fn destination(&mut self, at: usize, value: &Value, leads: bool, inspection: &mut Inspection<'_>) {
        let text = value.text();
        let start = addresses::start(&text);
        if let Some(scheme) = addresses::SCHEMES.iter().find(|s| start.starts_with(**s) && start.len() > s.len() + 3) {
            inspection.found(&HANDLER).at(at, 1usize).with("scheme", *scheme).with("line", line(&text));
        } else if leads && (addresses::leads_to_file(&start) || addresses::share(&start).is_some()) {
            let found = inspection.found(&REDIRECT).at(at, 1usize);
            found.with("target", "a file that may run").with("line", line(&text));
        } else if let Some(host) = addresses::host(&start) {
            self.forms.sends(at, &text);
            if leads && self.leads.is_none() && !host.is_empty() {
                self.leads = Some((at, line(&text)));
            }
            if value.hidden && !host.is_empty() {
                inspection.found(&DESTINATION).at(at, 1usize).with("line", line(&text));
            }
        }
    }
}
