//! Setup scripts of Windows (INF): sections that copy files, set registry values and run commands when they are installed.
//! <https://learn.microsoft.com/windows-hardware/drivers/install/inf-file-sections-and-directives>

use std::collections::HashMap;

use crate::model::gap::Gap;
use crate::parse::ini::{Entry, entries};

use super::judge::Look;
use super::orders::Order;
use super::rules::AUTOSTART;

/// Lines that are looked at, and texts that stand for others.
const MOST: usize = 200_000;
const STRINGS: usize = 20_000;

pub(super) fn judge(look: &mut Look<'_, '_, '_>) -> Result<(), Gap> {
    let text = look.text;
    let mut strings: HashMap<String, &str> = HashMap::new();
    // Sections whose lines are commands, those that register libraries, those that set values of the registry.
    let (mut commands, mut libraries, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries(text).take(MOST) {
        if entry.section.to_ascii_lowercase().starts_with("strings") && strings.len() < STRINGS {
            strings.entry(entry.key.to_ascii_lowercase()).or_insert(entry.value);
        }
        let named = || entry.value.split(',').map(|s| s.trim().to_ascii_lowercase()).take(64);
        match entry.key.to_ascii_lowercase().as_str() {
            "runpresetupcommands" | "runpostsetupcommands" => commands.extend(named()),
            "registerocxs" | "unregisterocxs" | "registerdlls" | "unregisterdlls" => libraries.extend(named()),
            "addreg" => values.extend(named()),
            _ => {}
        }
    }
    if commands.is_empty() && libraries.is_empty() && values.is_empty() {
        return Ok(());
    }
    let among = |list: &[String], section: &str| {
        // `name:1` and `name,NoErrors` are options behind the name.
        list.iter().take(256).any(|n| n.split(':').next().is_some_and(|n| n.eq_ignore_ascii_case(section)))
    };
    let mut section = ("", [false; 3]);
    for (count, entry) in entries(text).take(MOST).enumerate() {
        if count % 4096 == 0 {
            look.inspection.check_time()?;
        }
        if section.0.as_ptr() != entry.section.as_ptr() {
            section = (
                entry.section,
                [&commands, &libraries, &values].map(|list| !entry.section.is_empty() && among(list, entry.section)),
            );
        }
        let [command, library, value] = section.1;
        if !(command || library || value) {
            continue;
        }
        let plain = filled(entry.line, &strings);
        if command {
            look.inspection.fact("runs", plain.as_str());
            look.order(entry.at, entry.line, &plain);
        } else if library {
            register(look, &entry, &plain);
        } else {
            registry(look, &entry, &plain);
        }
    }
    Ok(())
}

/// A library that is registered; scripts from the web come that way.
fn register(look: &mut Look<'_, '_, '_>, entry: &Entry<'_>, plain: &str) {
    let lower = plain.to_ascii_lowercase();
    let script = lower.contains("scrobj.dll") || lower.contains("http://") || lower.contains("https://");
    let remote = plain.split([',', '"', ' ']).any(super::commands::is_remote_file);
    if script {
        look.does(entry.at, entry.line, "carries out a script as it registers a library");
    } else if remote {
        look.remote(entry.at, entry.line, plain);
    }
}

/// `root,key,name,flags,value`.
fn registry(look: &mut Look<'_, '_, '_>, entry: &Entry<'_>, plain: &str) {
    let mut parts = plain.splitn(5, ',').map(|p| p.trim().trim_matches('"'));
    let (_, key) = (parts.next(), parts.next().unwrap_or_default().to_ascii_lowercase());
    let value = parts.nth(2).unwrap_or_default();
    let order = Order::read(value);
    if order.is_attack() {
        look.does(entry.at, entry.line, &order.does());
        return;
    }
    // Drivers start their helpers so, from where they are installed.
    let lower = order.plain.to_ascii_lowercase();
    let run = ["\\currentversion\\run", "\\active setup\\"].iter().any(|k| key.contains(k));
    if run && ["\\temp\\", "\\appdata\\", "\\users\\public\\", "\\programdata\\"].iter().any(|w| lower.contains(w)) {
        look.fire(&AUTOSTART, entry.at, entry.line);
    }
}

/// Puts texts in the place of `%name%`; numbers are folders: 11 is that of the system.
fn filled(line: &str, strings: &HashMap<String, &str>) -> String {
    const LONGEST: usize = 16 * 1024;
    let mut out = String::new();
    for (i, part) in line.split('%').enumerate() {
        if out.len() > LONGEST {
            break;
        }
        match strings.get(&part.to_ascii_lowercase()).filter(|_| i % 2 == 1) {
            Some(text) => out.push_str(text),
            None if i % 2 == 1 && part == "11" => out.push_str("C:\\Windows\\System32"),
            None if i % 2 == 1 && !part.is_empty() => {
                // It may be a variable of Windows.
                out.push('%');
                out.push_str(part);
                out.push('%');
            }
            None => out.push_str(part),
        }
    }
    out
}
