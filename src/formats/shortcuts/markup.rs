//! Settings in XML: libraries, searches, consoles, tasks, installers from the web.

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;

use super::commands::{is_remote, is_remote_file, runner};
use super::connect::installer;
use super::judge::Look;
use super::links::scheme;
use super::nodes::{self, Node};
use super::orders::{Order, first};
use super::rules::{CONSOLE_PAGE, CONSOLE_SCRIPT};
use super::tasks;

/// Pictures of a console that are handed over.
const PICTURES: usize = 100;
/// Of a line this much is shown, in characters.
const LINE: usize = 300;

pub(super) fn judge(look: &mut Look<'_, '_, '_>, kind: &str) {
    let (nodes, damage) = nodes::read(look.text);
    if let Some(words) = damage {
        look.inspection.gap(Gap::malformed(format!("the XML of the file was not read to its end: {words}")));
    }
    match kind {
        "library-ms" | "searchconnector-ms" | "search-ms" | "diagcfg" => folders(look, &nodes),
        "settingcontent-ms" => deep_links(look, &nodes),
        "msc" => console(look, &nodes),
        // Both start the text of elements of the same name.
        "task" | "wsb" => tasks::task(look, &nodes),
        "contact" => contact(look, &nodes),
        "clickonce" | "appinstaller" | "jnlp" => installers(look, &nodes),
        _ => {}
    }
}

/// The first line of an element, for the proof.
fn line<'t>(look: &Look<'t, '_, '_>, node: &Node) -> &'t str {
    // All of a file may be one line: no more is searched for its end than is shown.
    let rest = look.text.get(node.at..).unwrap_or_default();
    let end = rest.char_indices().nth(LINE).map_or(rest.len(), |(end, _)| end);
    rest[..end].trim_start().lines().next().unwrap_or_default()
}

/// Libraries and searches: everything that leads to another computer.
fn folders(look: &mut Look<'_, '_, '_>, nodes: &[Node]) {
    for node in nodes {
        let line = line(look, node);
        for value in node.values() {
            // A folder on the web is one of another computer; pictures and names of schemas are not.
            let folder =
                matches!(node.name.as_str(), "url" | "include" | "scope" | "package") && node.parent != "imagelink";
            let web = folder && is_remote(value) && !value.contains("schemas.microsoft.com");
            if web || is_remote_file(value) {
                look.remote(node.at, line, value);
            } else {
                scheme_of_search(look, node.at, line, value);
            }
        }
    }
}

/// Links of other kinds in searches; classes and properties have colons, too.
fn scheme_of_search(look: &mut Look<'_, '_, '_>, at: usize, line: &str, value: &str) {
    let lower = value.to_ascii_lowercase();
    if ["search-ms:", "ms-msdt:", "javascript:", "vbscript:"].iter().any(|s| lower.starts_with(s)) {
        scheme(look, at, line, value);
    }
}

/// What a settings shortcut starts.
fn deep_links(look: &mut Look<'_, '_, '_>, nodes: &[Node]) {
    for node in nodes.iter().filter(|n| n.name == "deeplink" || n.name == "icon" || n.name == "commandline") {
        let line = line(look, node);
        for value in node.values() {
            let order = Order::read(value);
            let program = runner(first(&order.plain));
            look.inspection.fact("starts", value);
            if look.attack(node.at, line, value) || node.name == "icon" {
                continue;
            }
            // Windows' own open pages of the control panel.
            if program.is_some_and(|p| p != "control" && !(p == "rundll32" && order.is_at_home())) {
                look.does(node.at, line, &order.does());
            } else if first(&order.plain).get(1..3) == Some(":\\") && program != Some("control") {
                look.order(node.at, line, value);
            }
        }
    }
}

/// Words of scripts in a console file.
const SCRIPTS: &[&str] = &[
    "javascript:",
    "vbscript:",
    "<script",
    "activexobject",
    "createobject(",
    "apds.dll",
    "redirect.html?target",
    "scopenamespace",
    "implements-prefix",
];

/// A management console: scripts in its texts, commands of its task pads.
fn console(look: &mut Look<'_, '_, '_>, nodes: &[Node]) {
    let (mut command, mut pictures) = (String::new(), 0);
    for node in nodes {
        let line = line(look, node);
        if node.name == "task" {
            node.get("command").clone_into(&mut command);
        }
        if node.name == "commandline" && !command.is_empty() {
            let whole = format!("{command} {}", node.get("params"));
            look.inspection.fact("starts", whole.as_str());
            look.order(node.at, line, &whole);
        }
        // Pictures and settings of snap-ins, packed in letters.
        if matches!(node.name.as_str(), "binary" | "binarydata") && pictures < PICTURES {
            pictures += 1;
            for file in crate::parse::mime::transfer::base64(node.text.as_bytes()).into_iter().filter(|f| f.len() > 64)
            {
                look.inspection.child(Origin::Decoded, Claim::none(), &mut file.as_slice());
            }
            continue;
        }
        if matches!(node.name.as_str(), "script" | "stylesheet") {
            look.fire(&CONSOLE_SCRIPT, node.at, line);
            continue;
        }
        for value in node.values() {
            let lower = value.to_ascii_lowercase();
            if let Some(at) = SCRIPTS.iter().find_map(|s| lower.find(s)) {
                let shown: String = value.get(at.saturating_sub(20)..).unwrap_or(value).chars().take(160).collect();
                look.fire(&CONSOLE_SCRIPT, node.at, &shown);
                break;
            }
            // Names of schemas are addresses, too.
            if (lower.starts_with("http://") || lower.starts_with("https://")) && !lower.contains("://schemas.") {
                look.fire_with(&CONSOLE_PAGE, node.at, line, "page", value);
            } else {
                look.is_remote(node.at, line, value);
            }
        }
    }
}

/// Links of a business card that lead to a program.
fn contact(look: &mut Look<'_, '_, '_>, nodes: &[Node]) {
    for node in nodes.iter().filter(|n| n.name == "value") {
        let value = node.text.trim();
        let lower = value.to_ascii_lowercase();
        let line = line(look, node);
        if look.is_remote(node.at, line, value) || scheme(look, node.at, line, value) {
            continue;
        }
        let program = [".exe", ".cpl", ".bat", ".cmd", ".vbs", ".js", ".lnk", ".hta", ".dll", ".scr", ".com", ".pif"]
            .iter()
            .any(|e| lower.ends_with(e));
        // `www.example.com` ends like a program of DOS.
        if program && (value.contains('\\') || lower.starts_with("file:")) {
            look.does(node.at, line, "starts a program in place of a web page");
        }
    }
}

/// Programs that are fetched from the web.
fn installers(look: &mut Look<'_, '_, '_>, nodes: &[Node]) {
    let mut told = false;
    for node in nodes {
        let line = line(look, node);
        if node.name == "all-permissions" {
            look.inspection.fact("rights", "all");
        }
        let place = match node.name.as_str() {
            "jnlp" | "deploymentprovider" | "dependentassembly" | "codebase" => node.get("codebase"),
            "appinstaller" | "mainpackage" | "mainbundle" | "package" => node.get("uri"),
            "jar" | "nativelib" => node.get("href"),
            _ => continue,
        };
        if is_remote_file(place) {
            look.remote(node.at, line, place);
        } else if !told && place.contains("://") {
            told = true;
            installer(look, node.at, line, place);
        }
    }
}
