//! What the scripts of a page do with what they put together.

use std::borrow::Cow;

use crate::model::inspection::Inspection;

use super::files;
use super::fold::Event;
use super::links;
use super::page::Page;
use super::rules::{DESTINATION, HANDLER, HIDDEN_CODE, HIDDEN_PAGE};
use super::values::{Data, Value};

/// Programs with which commands begin.
const COMMANDS: &[&str] = &[
    "powershell",
    "pwsh",
    "mshta",
    "cmd ",
    "cmd.exe",
    "cmd/",
    "msiexec",
    "rundll32",
    "regsvr32",
    "conhost",
    "wscript",
    "cscript",
    "certutil",
    "bitsadmin",
    "curl ",
    "curl.exe",
    "wget ",
    "iex",
    "iwr",
    "irm ",
    "bash -c",
    "sh -c",
    "echo ",
    "start ",
    "ssh ",
    "forfiles",
    "wmic",
    "%comspec%",
    "c:\\windows\\",
    "%windir%",
    "osascript",
    "nslookup",
    "explorer",
    "finger",
];
/// What makes a command one that fetches or hides something.
const FETCHES: &[&str] = &[
    "http",
    "-enc",
    "-e ",
    "-w h",
    "hidden",
    "iex",
    "invoke-",
    "frombase64",
    "base64 -d",
    "downloadstring",
    "\\\\",
    "| sh",
    "| bash",
    "|bash",
    "|sh",
    "curl",
    "-c \"",
    "-command",
];
/// Hidden pages and code below these sizes, in bytes, are snippets.
const PAGE: usize = 200;
const CODE: usize = 40;

/// A command that fetches or hides something.
pub(super) fn is_command(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.bytes().next().unwrap_or_default().to_ascii_lowercase();
    if !b"pmcrwbisefno%".contains(&first)
        || text.len() < 12
        || text.len() > 16 * 1024
        || !text.is_ascii() && text.len() > 4096
    {
        return false;
    }
    let begins = |c: &&&str| text.get(..c.len()).is_some_and(|t| t.eq_ignore_ascii_case(c));
    COMMANDS.iter().any(|c| begins(&c)) && {
        let lower = text.to_ascii_lowercase();
        FETCHES.iter().any(|f| lower.contains(f))
    }
}

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
                if let Some(text) = text {
                    self.push(&text, at, true);
                }
                return;
            }
            Data::List(list) if list.len() >= 2 => {
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
        if let Some(layer) =
            layer.or_else(|| (value.hidden && files::is_text(text.as_bytes())).then(|| text.into_owned()))
        {
            self.push(&layer, at, true);
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
            "href" | "location" | "src" | "action" | "url" => self.destination(at, value, inspection),
            "innerHTML" | "outerHTML" | "srcdoc" => self.shows(at, name, value, inspection),
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
                arguments.iter().for_each(|a| self.shows(at, name, a, inspection));
            }
            "replace" | "assign" | "open" | "navigate" | "fetch" | "post" | "ajax" => {
                for argument in arguments {
                    self.destination(at, argument, inspection);
                }
            }
            _ => {}
        }
    }

    /// Something is shown as a page.
    fn shows(&mut self, at: usize, call: &str, value: &Value, inspection: &mut Inspection<'_>) {
        let text = value.text();
        if !text.contains('<') {
            return;
        }
        if !value.hidden {
            // Not hidden, but a part of what the reader sees.
            if text.len() >= 32 {
                self.push(&text, at, true);
            }
            return;
        }
        let lower = text.get(..text.len().min(1 << 20)).unwrap_or(&text).to_ascii_lowercase();
        let password = ["type=\"password", "type='password", "type=password"].iter().any(|p| lower.contains(p));
        self.login_hidden |= password;
        let active = ["<form", "<script", "<iframe", "<html", "<body", "<input", "<a ", "<object", "<meta"];
        if text.len() >= PAGE && active.iter().any(|a| lower.contains(a)) {
            let found = inspection.found(&HIDDEN_PAGE).at(at, 1usize);
            found.with("size", text.len()).with("call", call).with("line", line(&text));
        }
    }

    /// Something is an address to which a page goes, or sends.
    fn destination(&mut self, at: usize, value: &Value, inspection: &mut Inspection<'_>) {
        let text = value.text();
        let start = links::start(&text);
        if let Some(scheme) = links::SCHEMES.iter().find(|s| start.starts_with(**s) && start.len() > s.len() + 3) {
            inspection.found(&HANDLER).at(at, 1usize).with("scheme", *scheme).with("line", line(&text));
        } else if let Some(host) = links::host(&start) {
            self.forms.sends(at, &text);
            if value.hidden && !host.is_empty() {
                inspection.found(&DESTINATION).at(at, 1usize).with("line", line(&text));
            }
        }
    }
}
