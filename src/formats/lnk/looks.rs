//! How a shortcut deceives its reader: icon, description, names of targets.

use crate::model::inspection::Inspection;
use crate::parse::lnk::Link;

use super::commands::{has_document_icon, runner};
use super::rules::{DESCRIPTION, DOCUMENT_ICON, NEIGHBOUR, STOMPED, TWO_TARGETS};
use crate::formats::shortcuts::orders::Order;

/// Endings of what runs when it is opened.
const RUN: &[&str] = &[
    ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".ps1", ".cpl",
    ".msc", ".msi", ".dll", ".jar", ".lnk", ".chm",
];
/// Icons of documents and folders in the libraries of Windows and in Edge, by their numbers.
const NUMBERS: &[(&str, &[i32])] = &[
    ("shell32.dll", &[1, 3, 4, 70, -2, -4, -5, -152]),
    ("imageres.dll", &[2, 3, 4, -3, -4, -102]),
    ("msedge.exe", &[11, 12, 13]),
];

/// `runs` is the program of Windows that it starts, if it is one that carries out orders.
pub(super) fn judge(link: &Link, runs: Option<&'static str>, inspection: &mut Inspection<'_>) {
    icon(link, runs, inspection);
    description(link, inspection);
    names(link, inspection);
    neighbour(link, inspection);
}

fn icon(link: &Link, runs: Option<&'static str>, inspection: &mut Inspection<'_>) {
    let lower = link.icon.to_ascii_lowercase();
    let numbered = || NUMBERS.iter().any(|(file, icons)| lower.ends_with(file) && icons.contains(&link.icon_number));
    let target = link.targets().next().unwrap_or_default().to_owned();
    let small = target.to_ascii_lowercase();
    // A folder's icon fits a shortcut that opens a folder in the shell.
    let script = || {
        [".bat", ".cmd", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".ps1", ".scr", ".pif", ".com"]
            .iter()
            .find(|e| small.ends_with(**e))
    };
    let what = runs.map(str::to_owned).or_else(|| script().map(|e| format!("a {} file", &e[1..])));
    let bare = link.arguments.trim().is_empty() && runs.is_some();
    if let Some(what) = what
        && (has_document_icon(&lower) || numbered() && !bare)
    {
        let shown =
            if link.icon_number == 0 { link.icon.clone() } else { format!("{},{}", link.icon, link.icon_number) };
        inspection.found(&DOCUMENT_ICON).with("program", what).with("icon", shown).with("target", target);
    }
}

/// What Windows shows of a document when the mouse rests on it stands in the description of a shortcut.
fn description(link: &Link, inspection: &mut Inspection<'_>) {
    let lower = link.name.to_lowercase();
    let says = |word: &str| lower.contains(word);
    if says("type:") && says("size:") && ["document", "pdf", "text", "file", "image", "archive"].iter().any(|w| says(w))
    {
        let shown = link.name.split_whitespace().collect::<Vec<_>>().join(" ");
        inspection.found(&DESCRIPTION).with("description", shown);
    }
}

/// Targets that no honest program writes.
fn names(link: &Link, inspection: &mut Inspection<'_>) {
    if let Some(odd) = &link.items.odd {
        inspection.found(&STOMPED).with("name", odd.as_str());
    }
    let base = |path: &str| {
        let plain = Order::read(path).plain.to_lowercase();
        let name = plain.trim_matches('"').rsplit(['\\', '/']).next().unwrap_or_default().trim().to_owned();
        // Short names of old Windows, and apps that have no path, say nothing.
        (!name.contains('~') && name.contains('.')).then_some(name)
    };
    let mut said: Vec<(&str, String)> = Vec::new();
    let variables = link.variables.as_ref().map(|(narrow, wide)| [narrow.as_str(), wide.as_str()]);
    for path in variables.into_iter().flatten().chain([link.items.path.as_str(), link.informed.as_str()]) {
        said.extend(base(path).map(|name| (path, name)));
    }
    let runs = |name: &str| runner(name).is_some();
    for (path, name) in &said {
        if let Some((other, _)) = said.iter().find(|(_, n)| n != name && runs(name)) {
            inspection.found(&TWO_TARGETS).with("one", *path).with("other", *other);
            return;
        }
    }
    // A target with variables that is told in one alphabet and empty in the other greys out the field in the window.
    if let Some((narrow, wide)) = &link.variables
        && narrow.is_empty() != wide.is_empty()
        && !link.arguments.trim().is_empty()
    {
        let shown = if narrow.is_empty() { wide } else { narrow };
        inspection.found(&TWO_TARGETS).with("one", shown.as_str()).with("other", "nothing");
    }
}

/// A target without a place: whatever lies beside the shortcut.
fn neighbour(link: &Link, inspection: &mut Inspection<'_>) {
    let mut targets = link.targets().map(|t| Order::read(t).plain).peekable();
    if targets.peek().is_none() {
        return;
    }
    let placed =
        |t: &String| t.get(1..2) == Some(":") || t.starts_with("\\\\") || t.contains("://") || t.starts_with("::");
    let all: Vec<String> = targets.collect();
    if all.iter().any(placed) {
        return;
    }
    if let Some(target) =
        all.iter().find(|t| RUN.iter().any(|e| t.to_ascii_lowercase().ends_with(e)) && runner(t).is_none())
    {
        inspection.found(&NEIGHBOUR).with("target", target.as_str());
    }
}
