//! Windows shortcuts: MS-SHLLINK, <https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-shllink/>.
//!
//! A shortcut starts what its target names, with its arguments, under an icon that it chooses itself.

mod facts;
mod looks;
mod rules;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::Severity;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::lnk::{self, Link};

use super::shortcuts::commands::{self, runner};
use super::shortcuts::orders::Order;
use rules::{APPENDED, COMMAND, LIBRARY, LONG, PADDING, REMOTE};

/// A shortcut.
static LNK: TypeInfo = TypeInfo::new("lnk", "Windows shortcut", Nature::Shortcut, |p| p.starts(lnk::HEADER))
    .mimes(&["application/x-ms-shortcut"])
    .extensions(&["lnk"])
    .begins("4C 00 00 00 01 14 02 00");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "lnk", types: &[&LNK], rules: rules::ALL, inspect: Some(inspect), seeks: false };

/// This many blanks in a row hide what follows from the properties window.
const BLANKS: usize = 32;
/// More letters than any honest shortcut hands over; the properties window shows 260 of them.
const ARGUMENTS: usize = 1000;
/// From this size on, bytes behind the end are a load.
const LOAD: usize = 1024;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (link, damage) = lnk::parse(artifact.bytes());
    facts::tell(&link, inspection);
    let runs = command(&link, inspection);
    arguments(&link, inspection);
    places(&link, inspection);
    looks::judge(&link, runs, inspection);
    for block in link.unknown.iter().filter(|b| b.len() >= LOAD).cloned() {
        load(artifact, inspection, block.start + 8, block.end);
    }
    if let Some(end) = link.end {
        let rest = artifact.bytes().get(end..).unwrap_or_default();
        let padding = rest.iter().take_while(|b| **b == 0).count();
        load(artifact, inspection, end + padding, artifact.bytes().len());
    }
    match damage {
        Some(words) => Err(Gap::malformed(words)),
        None => Ok(()),
    }
}

/// The arguments, also those that only the property store holds.
fn all_arguments(link: &Link) -> String {
    let stored = link.properties.iter().filter(|(key, _)| matches!(*key, "stored arguments" | "relaunch command"));
    stored.fold(link.arguments.clone(), |all, (_, value)| if all.contains(value) { all } else { all + " " + value })
}

/// What the shortcut orders; the program of Windows that carries it out.
fn command(link: &Link, inspection: &mut Inspection<'_>) -> Option<&'static str> {
    let arguments = all_arguments(link);
    let order = Order::read(&arguments);
    let started = link.targets().find_map(|t| Some((t, runner(&Order::read(t).plain)?)));
    let (target, program) = match (started, order.program) {
        (Some(started), _) => started,
        // What is started need not be there, or is a program that starts another.
        (None, Some(program)) if order.strong => (link.targets().next().unwrap_or_default(), program),
        _ => return None,
    };
    if arguments.trim().is_empty() || is_usual(program, &order) {
        return Some(program);
    }
    order.hand_over(inspection);
    let mut does = order.does();
    if matches!(link.show, 0 | 7) && !does.contains("hides") {
        does.push_str(", with its window out of sight");
    }
    if link.console.is_some_and(|[width, height, x, y]| width <= 4 && height <= 2 || x < -400 || y < -400 || x > 10_000)
    {
        does.push_str(", in a window too small to be seen");
    }
    let found = inspection.found(&COMMAND).with("program", program).with("does", does);
    found.with("target", target).with("arguments", order.plain);
    Some(program)
}

/// Whether installers and Windows itself make shortcuts with such arguments.
fn is_usual(program: &str, order: &Order) -> bool {
    let plain = order.plain.trim();
    let lower = plain.to_ascii_lowercase();
    match program {
        // An uninstaller's shortcut names a product and nothing else.
        "msiexec" => {
            let product = lower.trim_start_matches(['/', '-', 'x', 'i', 'q', 'b', 'n', ' ']);
            product.starts_with('{') && product.ends_with('}') && !order.strong || order.is_at_home()
        }
        // Pages of the control panel have names; libraries have paths.
        "control" => !lower.contains([':', '\\']) && !lower.contains(".dll"),
        "rundll32" if !order.strong => {
            let library = lower.split([',', ' ']).next().unwrap_or_default().trim_matches('"');
            let stem = library.trim_end_matches(".dll").trim_end_matches(".cpl");
            ["shell32", "user32", "powrprof", "printui", "keymgr", "sysdm", "inetcpl", "netplwiz", "dfshim"]
                .contains(&stem)
                && !lower.contains(":\\")
                || order.is_at_home()
        }
        "powershell" | "pwsh" => {
            order.is_at_home()
                && ["import-module", "-file "].iter().any(|w| lower.contains(w))
                && !lower.contains(".\\")
        }
        _ => order.is_at_home() && !lower.contains(['&', '|', '<', '>']),
    }
}

fn arguments(link: &Link, inspection: &mut Inspection<'_>) {
    let blanks = longest_blanks(&link.arguments);
    let shown = || link.arguments.split_whitespace().collect::<Vec<_>>().join(" ");
    if blanks >= BLANKS {
        inspection.found(&PADDING).with("count", blanks).with("arguments", shown());
        return;
    }
    let count = link.arguments.chars().count();
    if count >= ARGUMENTS {
        inspection.found(&LONG).with("count", count).with("arguments", shown());
    }
}

/// The longest run of characters that show nothing.
fn longest_blanks(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        let blank = c.is_whitespace() || c.is_control() || crate::model::name::is_invisible(c);
        run = if blank { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Places on other computers, and libraries that showing the shortcut loads.
fn places(link: &Link, inspection: &mut Inspection<'_>) {
    let targets = link.targets().map(|t| ("target", t));
    let addresses = link.items.addresses.iter().map(|a| ("target", a.as_str()));
    let others = [("icon", link.icon.as_str()), ("folder", link.folder.as_str())];
    let remote = targets.chain(addresses).chain(others).find(|(_, place)| commands::is_remote(place));
    // What is handed over may be a page on the web; a file of another computer is as good as a target.
    let words = link.arguments.split([' ', '"', '\'', '=', ',', '\t']);
    let shares =
        words.map(|w| w.rsplit_once("location:").map_or(w, |(_, place)| place)).filter(|w| w.starts_with("\\\\"));
    let handed = shares.map(|w| ("arguments", w)).find(|(_, place)| commands::is_remote_file(place));
    if let Some((field, place)) = remote.or(handed) {
        inspection.found(&REMOTE).with("field", field).with("place", place);
    }
    let strange = |path: &&String| {
        let lower = path.to_ascii_lowercase();
        let home =
            [":\\windows\\", ":\\program files"].iter().any(|h| lower.get(1..).is_some_and(|l| l.starts_with(h)));
        !home || lower.contains("\\..\\")
    };
    if let Some(library) = link.items.libraries.iter().find(strange) {
        inspection.found(&LIBRARY).with("library", library.as_str());
    }
}

/// What stands where no part of the shortcut is.
fn load(artifact: &Artifact, inspection: &mut Inspection<'_>, start: usize, end: usize) {
    let load = artifact.bytes().get(start..end).unwrap_or_default();
    if load.is_empty() {
        return;
    }
    let child = inspection.carve(start..end);
    let runs = child.is_some_and(|c| c.content_type.nature.runs() || c.worst >= Some(Severity::High));
    if load.len() >= LOAD && load.iter().any(|b| *b != 0) || runs {
        let what = child.map_or_else(|| "unreadable data".to_owned(), |c| c.content_type.phrase());
        let found = inspection.found(&APPENDED).at(start, load.len());
        found.with("size", load.len()).with("what", what).with("bytes", hex(&load[..load.len().min(8)]));
    }
}
