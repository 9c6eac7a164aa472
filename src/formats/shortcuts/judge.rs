//! What shortcuts and settings files do when they are opened.

use memchr::memmem::find;

use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::rule::Rule;
use crate::model::text::decode_all;

use super::commands::{is_remote, is_remote_file, is_unix_dropper, runner};
use super::rules::{AUTOSTART, CONNECT_SCRIPT, HANDLER, OTHER_COMPUTER, RUNS_COMMAND};

/// How much of such a file is read, in bytes; real ones have some KB.
const READ: usize = 4 << 20;
/// Keys of the registry (without their roots) that start programs.
const AUTOSTARTS: &[&str] = &[
    "\\currentversion\\run",
    "\\image file execution options\\",
    "\\winlogon]",
    "\\shell\\open\\command",
    "\\userinitmprlogonscript",
    "\\appinit_dlls",
    "\\windows defender\\exclusions",
    "\\active setup\\installed components\\",
    "\\silentprocessexit\\",
    "\\currentversion\\policies\\explorer\\run",
    "\\windows\\load",
    "\\currentcontrolset\\services\\",
];

pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let id = artifact.content_type.id;
    if id == "job" {
        return job(bytes, inspection);
    }
    let Some((_, text)) = decode_all(bytes, READ) else {
        return Err(Gap::malformed("the file holds bytes that are no text; it was not read"));
    };
    let look = Look { text: &text, what: artifact.content_type.label };
    match id {
        "url" | "scf" | "theme" | "desktop-ini" | "autorun" | "webloc" => look.links(inspection),
        "library-ms" | "searchconnector-ms" | "search-ms" => look.folders(inspection),
        "desktop-entry" => look.desktop_entry(inspection),
        "reg" => look.registry(inspection),
        "slk" => look.formulas(inspection),
        "ovpn" => look.connection(inspection),
        "msc" => look
            .words(inspection, &["<script", "msxsl:script", "activexobject", "javascript:", "ms:script", "vbscript"]),
        "inf" => look.words(
            inspection,
            &["scrobj.dll", "regsvr32", "mshta", "powershell", "http://", "https://", "javascript:"],
        ),
        "settingcontent-ms" | "task" => look.programs(inspection, "<"),
        "terminal" | "workflow" => {
            look.words(inspection, &["commandstring</key>", "command_string</key>", "curl ", "osascript"]);
        }
        _ => {}
    }
    if bytes.len() > READ {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of it were read")));
    }
    Ok(())
}

/// The program and arguments of a binary task: two counted wide strings behind the fixed part.
fn job(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = || Gap::malformed("the scheduled task is cut off");
    let mut at = 0x46usize;
    for key in ["target", "arguments"] {
        let count = bytes.get(at..at + 2).ok_or_else(damaged)?;
        let length = usize::from(u16::from_le_bytes([count[0], count[1]])) * 2;
        let text = bytes.get(at + 2..at + 2 + length).ok_or_else(damaged)?;
        let units = text.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).take_while(|u| *u != 0);
        let value: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
        if key == "target" && runner(&value).is_some() {
            inspection.found(&RUNS_COMMAND).at(at, length).with("what", "scheduled task").with("line", value.as_str());
        }
        inspection.fact(key, value);
        at += 2 + length;
    }
    Ok(())
}

struct Look<'t> {
    text: &'t str,
    what: &'static str,
}

impl Look<'_> {
    /// Lines of `key=value`, with their offsets in the decoded text.
    fn values(&self) -> impl Iterator<Item = (usize, &str, &str, &str)> {
        self.lines().filter_map(|(at, line)| {
            let (key, value) = line.split_once('=')?;
            Some((at, line, key.trim(), value.trim()))
        })
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.split_inclusive('\n').scan(0, |at, line| {
            let here = *at;
            *at += line.len();
            Some((here, line.trim()))
        })
    }

    fn fire(&self, inspection: &mut Inspection<'_>, rule: &'static Rule, at: usize, line: &str) {
        inspection.found(rule).at(at, line.len()).with("what", self.what).with("line", line);
    }

    fn remote(&self, inspection: &mut Inspection<'_>, at: usize, line: &str, place: &str) {
        inspection.found(&OTHER_COMPUTER).at(at, line.len()).with("place", place).with("line", line);
    }

    /// Where shortcuts lead and take their icons from.
    fn links(&self, inspection: &mut Inspection<'_>) {
        for (at, line, key, value) in self.values().take(400) {
            let key = key.to_ascii_lowercase();
            if matches!(
                key.as_str(),
                "url"
                    | "iconfile"
                    | "baseurl"
                    | "wallpaper"
                    | "iconresource"
                    | "brandimage"
                    | "command"
                    | "workingdirectory"
            ) || key.contains("icon")
                || key.contains("image")
                || key == "open"
                || key == "path"
            {
                if key == "url" {
                    inspection.fact("url", value);
                    self.scheme(inspection, at, line, value);
                }
                if is_remote_file(value) {
                    self.remote(inspection, at, line, value);
                }
            }
        }
        // Property lists: the value stands in the element behind the key.
        for part in self.text.split("<key>URL</key>").skip(1).take(4) {
            let Some(value) = part.split_once("<string>").and_then(|(_, v)| v.split_once("</string>")) else {
                continue;
            };
            inspection.fact("url", value.0.trim());
            let at = part.as_ptr() as usize - self.text.as_ptr() as usize;
            self.scheme(inspection, at, value.0.trim(), value.0.trim());
            if value.0.trim().to_ascii_lowercase().starts_with("file:") {
                self.remote(inspection, at, value.0.trim(), value.0.trim());
            }
        }
    }

    fn scheme(&self, inspection: &mut Inspection<'_>, at: usize, line: &str, url: &str) {
        let Some((scheme, rest)) = url.split_once(':') else { return };
        let scheme = scheme.trim().to_ascii_lowercase();
        let is_scheme = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        // Links that start a game or open a program's page are common; those that carry commands are not.
        let misused = scheme.starts_with("ms-") && scheme != "ms-settings" && scheme != "ms-windows-store"
            || [
                "search",
                "search-ms",
                "javascript",
                "vbscript",
                "mhtml",
                "mk",
                "shell",
                "data",
                "jar",
                "ldap",
                "webcal",
            ]
            .contains(&scheme.as_str())
            || scheme == "file"
                && ["exe", "bat", "cmd", "ps1", "vbs", "js", "hta", "lnk", "scr", "zip"]
                    .iter()
                    .any(|e| rest.to_ascii_lowercase().ends_with(&format!(".{e}")));
        if is_scheme && misused {
            inspection.found(&HANDLER).at(at, line.len()).with("scheme", scheme).with("line", line);
        }
    }

    /// Folders of libraries and searches.
    fn folders(&self, inspection: &mut Inspection<'_>) {
        for (at, line) in self.lines() {
            for part in line.split('<').filter_map(|p| p.split_once('>')) {
                let (tag, value) = part;
                let tag = tag.to_ascii_lowercase();
                let place = ["url", "include", "folder", "iconreference", "imagelink", "locationprovider"]
                    .iter()
                    .any(|t| tag.contains(t));
                if place && is_remote(value) && !value.contains("schemas.microsoft.com") {
                    self.remote(inspection, at, line, value);
                }
            }
        }
    }

    fn desktop_entry(&self, inspection: &mut Inspection<'_>) {
        for (at, line, key, value) in
            self.values().filter(|(_, _, key, _)| ["Exec", "TryExec", "URL"].contains(key)).take(50)
        {
            if key == "Exec" {
                inspection.fact("command", value);
                if is_unix_dropper(value) {
                    self.fire(inspection, &RUNS_COMMAND, at, line);
                }
            }
            if key == "URL" && is_remote_file(value) {
                self.remote(inspection, at, line, value);
            }
        }
    }

    fn registry(&self, inspection: &mut Inspection<'_>) {
        for (at, line) in self.lines() {
            let lower = line.to_ascii_lowercase();
            // A key with a minus is taken away, not set.
            if lower.starts_with("[hk") && AUTOSTARTS.iter().any(|a| lower.contains(a)) {
                self.fire(inspection, &AUTOSTART, at, line);
            } else if lower.contains("powershell") && (lower.contains("-enc") || lower.contains("hidden"))
                || lower.contains("mshta http")
            {
                self.fire(inspection, &RUNS_COMMAND, at, line);
            }
        }
    }

    /// Cells of a sheet in text form: `;E` begins a formula.
    fn formulas(&self, inspection: &mut Inspection<'_>) {
        for (at, line) in self.lines().filter(|(_, l)| l.starts_with("C;") || l.starts_with("NN;")) {
            let lower = line.to_ascii_lowercase();
            let starts = ["exec(", "call(", "register(", "auto_open"].iter().any(|w| lower.contains(w));
            let link =
                lower.split_once('|').is_some_and(|(before, behind)| before.contains(";e") && behind.contains('!'));
            if starts || link {
                self.fire(inspection, &RUNS_COMMAND, at, line);
            }
        }
    }

    fn connection(&self, inspection: &mut Inspection<'_>) {
        const HOOKS: &[&str] = &[
            "up ",
            "down ",
            "route-up ",
            "tls-verify ",
            "ipchange ",
            "client-connect ",
            "route-pre-down ",
            "learn-address ",
        ];
        for (at, line) in self.lines().filter(|(_, l)| HOOKS.iter().any(|h| l.starts_with(h))).take(20) {
            // The resolver's script comes with the system.
            if !line.contains("/etc/openvpn/update-resolv-conf") && !line.contains("update-systemd-resolved") {
                self.fire(inspection, &CONNECT_SCRIPT, at, line);
            }
        }
    }

    /// Words that have no place in such a file.
    fn words(&self, inspection: &mut Inspection<'_>, words: &[&str]) {
        let lower = self.text.to_ascii_lowercase();
        if let Some((at, _)) = words.iter().find_map(|w| Some((find(lower.as_bytes(), w.as_bytes())?, w))) {
            let line: String = self.text[at..].chars().take(160).collect();
            self.fire(inspection, &RUNS_COMMAND, at, &line);
        }
    }

    /// Elements whose text is a program that carries out commands.
    fn programs(&self, inspection: &mut Inspection<'_>, open: &str) {
        let mut at = 0;
        for part in self.text.split_inclusive(open).take(20_000) {
            let value = part.split_once('>').map_or("", |(_, v)| v.trim_end_matches(open).trim());
            let value = value.strip_prefix("<![CDATA[").unwrap_or(value);
            let first = value.trim_start_matches('"').split(['"', ' ']).next().unwrap_or_default();
            if !value.is_empty() && runner(first).is_some() {
                self.fire(inspection, &RUNS_COMMAND, at, value);
                return;
            }
            at += part.len();
        }
    }
}
