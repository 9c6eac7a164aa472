//! Registry scripts: keys in square brackets and the values that are set in them.
//! <https://learn.microsoft.com/troubleshoot/windows-server/performance/registry-editor-add-modify-delete-subkeys-values>

use crate::model::gap::Gap;
use crate::parse::ini::lines;

use super::judge::Look;
use super::orders::Order;
use super::rules::{AUTOSTART, PROTECTION};

/// The longest value that is decoded, in characters of the script.
const VALUE: usize = 64 * 1024;

/// Ends of keys whose every value is a program that starts by itself.
const RUN: &[&str] = &[
    "\\currentversion\\run",
    "\\currentversion\\runonce",
    "\\currentversion\\runonceex",
    "\\currentversion\\runservices",
    "\\currentversion\\runservicesonce",
    "\\policies\\explorer\\run",
    "\\windows nt\\currentversion\\appcertdlls",
];
/// Part of the key, name of the value: others that start a program, or one in place of another.
const STARTS: &[(&str, &str)] = &[
    ("\\currentversion\\winlogon", "shell"),
    ("\\currentversion\\winlogon", "userinit"),
    ("\\currentversion\\winlogon", "taskman"),
    ("\\currentversion\\winlogon\\notify\\", "dllname"),
    ("\\image file execution options\\", "debugger"),
    ("\\image file execution options\\", "verifierdlls"),
    ("\\silentprocessexit\\", "monitorprocess"),
    ("\\currentversion\\windows", "appinit_dlls"),
    ("\\currentversion\\windows", "load"),
    ("\\currentversion\\windows", "run"),
    ("\\environment", "userinitmprlogonscript"),
    ("\\environment", "cor_profiler_path"),
    ("\\active setup\\installed components\\", "stubpath"),
    ("\\command processor", "autorun"),
    ("\\control panel\\desktop", "scrnsave.exe"),
    ("\\control\\lsa", "security packages"),
    ("\\control\\lsa", "notification packages"),
    ("\\control\\print\\monitors\\", "driver"),
    ("\\control\\session manager", "bootexecute"),
    // The settings of Windows itself and every program would start another.
    ("\\ms-settings\\shell\\open\\command", ""),
    ("\\mscfile\\shell\\open\\command", ""),
    ("\\exefile\\shell\\open\\command", ""),
    ("\\comfile\\shell\\open\\command", ""),
    ("\\batfile\\shell\\open\\command", ""),
    ("\\cmdfile\\shell\\open\\command", ""),
    ("\\piffile\\shell\\open\\command", ""),
    ("\\txtfile\\shell\\open\\command", ""),
];
/// Part of the key, name of the value, what it is set to: protection that is switched off. An empty name means any.
const WEAKENS: &[(&str, &str, &str)] = &[
    ("\\windows defender", "disableantispyware", "1"),
    ("\\windows defender", "disableantivirus", "1"),
    ("\\windows defender\\real-time protection", "disablerealtimemonitoring", "1"),
    ("\\windows defender\\real-time protection", "disablebehaviormonitoring", "1"),
    ("\\windows defender\\real-time protection", "disableioavprotection", "1"),
    ("\\windows defender\\features", "tamperprotection", "0"),
    ("\\windows defender\\exclusions\\", "", ""),
    ("\\currentversion\\policies\\system", "enablelua", "0"),
    ("\\currentversion\\policies\\system", "consentpromptbehavioradmin", "0"),
    ("\\currentversion\\policies\\system", "disabletaskmgr", "1"),
    ("\\currentversion\\policies\\system", "disableregistrytools", "1"),
    ("\\firewallpolicy\\", "enablefirewall", "0"),
    ("\\windows\\system", "enablesmartscreen", "0"),
    ("\\currentversion\\explorer", "smartscreenenabled", "off"),
    ("\\policies\\attachments", "savezoneinformation", "1"),
    ("\\security", "vbawarnings", "1"),
    ("\\security", "accessvbom", "1"),
    ("\\security\\protectedview", "disableinternetfilesinpv", "1"),
    ("\\control\\lsa", "disablerestrictedadmin", "0"),
    ("\\securityproviders\\wdigest", "uselogoncredential", "1"),
    ("\\powershell\\scriptblocklogging", "enablescriptblocklogging", "0"),
    ("\\systemcertificates\\root\\certificates\\", "blob", ""),
];

pub(super) fn judge(look: &mut Look<'_, '_, '_>) -> Result<(), Gap> {
    let mut key = String::new();
    let mut deleted = false;
    let mut rest = lines(look.text).peekable();
    let mut count = 0u32;
    while let Some((at, line)) = rest.next() {
        count += 1;
        if count.is_multiple_of(4096) {
            look.inspection.check_time()?;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.trim_end_matches(|c| c != ']').trim_end_matches(']');
            // A key with a minus is taken away, not set.
            deleted = name.starts_with('-');
            key = name.to_ascii_lowercase();
            continue;
        }
        if deleted || !line.starts_with(['"', '@']) {
            continue;
        }
        let Some((name, value)) = named(line) else { continue };
        // Long values go on behind a backslash.
        let mut value = value.to_owned();
        while value.ends_with('\\') && !value.starts_with('"') {
            value.pop();
            let Some((_, next)) = rest.next_if(|(_, l)| !l.starts_with(['[', '"', '@'])) else { break };
            if value.len() < VALUE {
                value.push_str(next);
            }
        }
        // A minus takes the value away.
        if value != "-" {
            set(look, at, line, &key, &name, &decoded(&value));
        }
    }
    Ok(())
}

/// The name in front of the sign of equality, lower case; empty of the key's own value.
fn named(line: &str) -> Option<(String, &str)> {
    if let Some(rest) = line.strip_prefix('@') {
        return Some((String::new(), rest.trim_start().strip_prefix('=')?.trim()));
    }
    let rest = line.strip_prefix('"')?;
    let mut escaped = false;
    let end = rest.char_indices().find(|(_, c)| {
        let end = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        end
    });
    let end = end?.0;
    Some((rest[..end].to_ascii_lowercase(), rest[end + 1..].trim_start().strip_prefix('=')?.trim()))
}

/// A value as text: without quotes and backslashes before backslashes, numbers in decimal, bytes as the wide text that
/// they are.
fn decoded(value: &str) -> String {
    if let Some(text) = value.strip_prefix('"') {
        let text = text.trim_end().strip_suffix('"').unwrap_or(text);
        return text.replace("\\\\", "\u{1}").replace("\\\"", "\"").replace('\u{1}', "\\");
    }
    let lower = value.to_ascii_lowercase();
    if let Some(number) = lower.strip_prefix("dword:") {
        return u32::from_str_radix(number.trim(), 16).map_or_else(|_| value.to_owned(), |n| n.to_string());
    }
    let Some((kind, bytes)) = lower.split_once(':').filter(|(k, _)| k.starts_with("hex")) else {
        return value.to_owned();
    };
    let bytes: Vec<u8> = bytes.split(',').filter_map(|b| u8::from_str_radix(b.trim(), 16).ok()).collect();
    // Kinds 1, 2 and 7 are texts; old scripts write them with single bytes.
    if !matches!(kind, "hex(1)" | "hex(2)" | "hex(7)") {
        return format!("{} bytes", bytes.len());
    }
    if bytes.get(1) == Some(&0) {
        let units: Vec<u16> =
            bytes.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).filter(|u| *u != 0).collect();
        return String::from_utf16_lossy(&units);
    }
    bytes.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect()
}

/// One value that is set.
fn set(look: &mut Look<'_, '_, '_>, at: usize, line: &str, key: &str, name: &str, value: &str) {
    let shown = || {
        let name = if name.is_empty() { "@" } else { name };
        format!("[{}] {name}={value}", key.to_ascii_uppercase())
    };
    let starts = RUN.iter().any(|k| key.ends_with(k))
        || STARTS.iter().any(|(part, of)| *of == name && key.contains(part)) && !is_usual(key, name, value)
        || key.contains("\\currentcontrolset\\services\\")
            && matches!(name, "imagepath" | "servicedll")
            && strange(value);
    if starts && !value.trim().is_empty() {
        look.fire(&AUTOSTART, at, &shown());
    } else if WEAKENS.iter().any(|(part, of, to)| {
        key.contains(part) && (of.is_empty() || *of == name) && (to.is_empty() || value.eq_ignore_ascii_case(to))
    }) {
        look.fire(&PROTECTION, at, &shown());
    } else if value.len() > 4 {
        let shown = if line.len() > 400 { &shown() } else { line };
        // A place on another computer is only noted down here; nothing goes there.
        look.carries(at, shown, value);
    }
}

/// What Windows itself has there.
fn is_usual(key: &str, name: &str, value: &str) -> bool {
    let value = value.trim().trim_end_matches(',').to_ascii_lowercase();
    match name {
        "shell" => matches!(value.as_str(), "explorer.exe" | ""),
        "userinit" => value.ends_with("\\system32\\userinit.exe"),
        "" => {
            value == "\"%1\" %*"
                || key.contains("\\mscfile\\") && value.contains("\\system32\\mmc.exe")
                || key.contains("\\txtfile\\") && !Order::read(&value).is_attack()
        }
        "scrnsave.exe" => !value.contains('\\') || value.get(1..).is_some_and(|v| v.starts_with(":\\windows\\")),
        "bootexecute" => value.starts_with("autocheck autochk"),
        // They lie in the folder of the system, without a path.
        "security packages" | "notification packages" | "driver" => !value.contains('\\'),
        // Tools for developers look for errors in a program that way.
        "verifierdlls" => value == "vrfcore.dll",
        _ => false,
    }
}

/// Whether a service does not lie where services are installed.
fn strange(value: &str) -> bool {
    let order = Order::read(value);
    let lower = order.plain.to_ascii_lowercase();
    order.is_attack()
        || ["\\temp\\", "\\users\\public\\", "\\appdata\\", "\\programdata\\"].iter().any(|w| lower.contains(w))
}
