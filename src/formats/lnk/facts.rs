//! What is worth knowing about a shortcut: also where it was made.

use crate::model::inspection::Inspection;
use crate::parse::lnk::Link;

/// Seconds between 1601 and 1970, and the ticks of a second.
const EPOCH: u64 = 11_644_473_600;
const TICKS: u64 = 10_000_000;

pub(super) fn tell(link: &Link, inspection: &mut Inspection<'_>) {
    let target = link.targets().next().unwrap_or_default();
    for (key, value) in [
        ("target", target),
        ("arguments", &link.arguments),
        ("folder", &link.folder),
        ("icon", &link.icon),
        ("description", &link.name),
        ("made on", &link.machine),
        ("product", &link.product),
        ("layer", &link.layer),
    ] {
        if !value.trim().is_empty() {
            inspection.fact(key, value.trim());
        }
    }
    if let Some(card) = link.card {
        inspection.fact("network card", card.map(|b| format!("{b:02X}")).join(":"));
    }
    match link.show {
        0 | 7 => inspection.fact("window", "out of sight"),
        3 => inspection.fact("window", "full screen"),
        _ => {}
    }
    if let Some(keys) = hot_key(link.hot_key) {
        inspection.fact("keys", keys);
    }
    if let Some(date) = date(link.made) {
        inspection.fact("target made", date);
    }
    if let Some((kind, number)) = link.disk {
        let kind = match kind {
            2 => "removable disk",
            3 => "fixed disk",
            4 => "network disk",
            5 => "CD",
            6 => "memory disk",
            _ => "disk",
        };
        inspection.fact("disk", format!("{kind} {:04X}-{:04X}", number >> 16, number & 0xFFFF));
    }
    for (key, value) in &link.properties {
        inspection.fact(key, value.as_str());
    }
    for folder in &link.items.folders {
        inspection.fact("folder of Windows", *folder);
    }
    for address in &link.items.addresses {
        inspection.fact("address", address.as_str());
    }
    for word in link.items.words.iter().filter(|w| w.chars().any(|c| c.is_ascii_lowercase())).take(3) {
        inspection.fact("item", word.as_str());
    }
}

/// The keys in words.
fn hot_key(value: u16) -> Option<String> {
    let key = (value & 0xFF) as u8;
    let key = match key {
        b'0'..=b'9' | b'A'..=b'Z' => char::from(key).to_string(),
        0x70..=0x87 => format!("F{}", key - 0x6F),
        _ => return None,
    };
    let held = [(0x200, "Ctrl+"), (0x100, "Shift+"), (0x400, "Alt+")];
    Some(held.iter().filter(|(bit, _)| value & bit != 0).map(|(_, name)| *name).collect::<String>() + &key)
}

/// A day, as people write it: from days since 1970 by the rules of the calendar.
fn date(ticks: u64) -> Option<String> {
    let days = (ticks / TICKS).checked_sub(EPOCH)? / 86_400;
    if days > 60_000 {
        return None;
    }
    // Years that begin in March have their leap day at the end.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day = shifted % 146_097;
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    Some(format!("{:04}-{month:02}-{day:02}", year + era * 400 + u64::from(month <= 2)))
}
