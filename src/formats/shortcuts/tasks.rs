//! Tasks: those of Windows, old and new, and those of a code editor that start when a folder is opened.

use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::commands::is_unix_dropper;
use super::judge::Look;
use super::nodes::Node;
use super::orders::Order;
use super::rules::{EDITOR_TASK, RUNS_COMMAND, STARTS_PROGRAM};

/// Programs of Windows that no honest task needs.
const MISUSED: &[&str] =
    &["mshta", "regsvr32", "certutil", "bitsadmin", "msbuild", "installutil", "hh", "cmstp", "odbcconf"];
/// Commands that are looked at.
const MOST: usize = 200;

fn is_attack(order: &Order) -> bool {
    order.is_attack() || order.program.is_some_and(|p| MISUSED.contains(&p))
}

/// A binary task (MS-TSCH 2.4): counted wide strings behind the fixed part.
pub(super) fn job(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = || Gap::malformed("the scheduled task is cut off");
    let mut at = 0x46usize;
    let mut begin = (0, 0);
    let mut command = String::new();
    for key in ["target", "arguments", "folder", "author", "comment"] {
        let count = bytes.get(at..at + 2).ok_or_else(damaged)?;
        let length = usize::from(u16::from_le_bytes([count[0], count[1]])) * 2;
        let text = bytes.get(at + 2..at + 2 + length).ok_or_else(damaged)?;
        let units = text.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).take_while(|u| *u != 0);
        let value: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
        match key {
            "target" => {
                begin = (at, length);
                command = format!("\"{value}\"");
            }
            "arguments" => command = format!("{command} {value}"),
            _ => {}
        }
        if !value.is_empty() {
            inspection.fact(key, value);
        }
        at += 2 + length;
    }
    let order = Order::read(&command);
    let what = "scheduled task";
    if is_attack(&order) {
        let found = inspection.found(&RUNS_COMMAND).at(begin.0, begin.1);
        found.with("what", what).with("line", command).with("does", order.does());
        order.hand_over(inspection);
    } else if command.len() > 3 {
        let program = super::orders::first(&command).to_owned();
        let found = inspection.found(&STARTS_PROGRAM).at(begin.0, begin.1);
        found.with("what", what).with("line", command).with("program", program);
    }
    Ok(())
}

/// A task in XML: the commands of its actions.
pub(super) fn task(look: &mut Look<'_, '_, '_>, nodes: &[Node]) {
    let text_of = |i: usize, name: &str| {
        nodes[i..].iter().take_while(|n| n.name != "exec").find(|n| n.name == name).map_or("", |n| n.text.trim())
    };
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.name == "command").take(MOST) {
        let value = node.text.trim();
        let whole = format!("\"{}\" {}", value.trim_matches('"'), text_of(i, "arguments"));
        let whole = whole.trim_end();
        look.inspection.fact("starts", whole);
        let order = Order::read(whole);
        if order.program.is_some_and(|p| MISUSED.contains(&p)) && !order.is_attack() {
            look.does(node.at, whole, &order.does());
        } else {
            look.order(node.at, whole, whole);
        }
    }
    for node in nodes {
        match node.name.as_str() {
            "logontrigger" | "boottrigger" | "idletrigger" | "registrationtrigger" => {
                look.inspection.fact("starts at", node.name.trim_end_matches("trigger"));
            }
            "runlevel" if node.text.trim() == "HighestAvailable" => look.inspection.fact("rights", "all"),
            _ => {}
        }
    }
}

/// Tasks of Visual Studio Code: what is started as soon as the folder is opened.
pub(super) fn editor(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    let mut strings = Strings { text, at: 0 };
    let (mut key, mut told) = ("", false);
    let mut commands = 0;
    while let Some((at, value)) = strings.next() {
        // A name stands before a colon.
        if text[strings.at..].trim_start().starts_with(':') {
            key = value;
            continue;
        }
        if matches!(key, "command" | "args" | "program" | "runtimeExecutable") && commands < MOST {
            commands += 1;
            let plain = value.replace("\\\"", "\"").replace("\\\\", "\\");
            if is_unix_dropper(&plain) {
                told = true;
                look.does(at, value, "downloads or unpacks something and starts it");
            } else {
                told |= look.attack(at, value, &plain);
            }
        }
        if key == "runOn" && value == "folderOpen" && !told {
            told = true;
            look.fire(&EDITOR_TASK, at, "\"runOn\": \"folderOpen\"");
        }
    }
}

/// The texts in quotes of JSON, with comments and whatever else editors allow.
struct Strings<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Strings<'t> {
    fn next(&mut self) -> Option<(usize, &'t str)> {
        loop {
            let rest = &self.text[self.at..];
            let here = rest.find(['"', '/'])?;
            let from = self.at + here;
            if rest[here..].starts_with("//") {
                self.at = from + rest[here..].find('\n').unwrap_or(rest.len() - here);
            } else if rest[here..].starts_with("/*") {
                self.at = from + rest[here..].find("*/").map_or(rest.len() - here, |n| n + 2);
            } else if rest[here..].starts_with('/') {
                self.at = from + 1;
            } else {
                let mut escaped = false;
                let inner = &self.text[from + 1..];
                let end = inner.bytes().position(|b| {
                    let end = b == b'"' && !escaped;
                    escaped = b == b'\\' && !escaped;
                    end
                })?;
                self.at = from + end + 2;
                return Some((from, &inner[..end]));
            }
        }
    }
}
