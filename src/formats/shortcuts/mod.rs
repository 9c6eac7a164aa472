//! Small files that start, connect or change something when they are opened: internet shortcuts, desktop entries,
//! registry scripts, remote desktop and network settings, search folders, web installers.

mod apple;
pub mod commands;
mod connect;
mod deeds;
mod judge;
mod links;
mod markup;
mod nodes;
pub mod orders;
mod registry;
mod rules;
mod setup;
mod tables;
mod tasks;
mod undo;
mod unix;

use memchr::memmem::find;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::text::TEXT;
use super::xml::XML;

/// A kind of text.
const fn text(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Shortcut, matches).parent(&TEXT)
}

/// A kind of XML.
const fn xml(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Shortcut, matches).parent(&XML)
}

/// A text that has a section of this name, in square brackets, and a value under it.
fn section(p: &Probe<'_>, name: &str, value: &str) -> bool {
    p.text().filter(|t| t.has(name)).is_some_and(|t| {
        find(t.lower.as_bytes(), name.as_bytes()).is_some_and(|at| {
            let alone = t.lower[..at].bytes().next_back().is_none_or(|b| matches!(b, b'\n' | b'\r' | b' ' | b'\t' | 0));
            // Other sections and remarks may stand before it; prose may not.
            let settings = |l: &&str| l.is_empty() || l.starts_with([';', '#', '[']) || l.contains('=');
            let early = t.lower[..at].lines().map(str::trim).filter(|l| !settings(l)).take(40).count() < 40;
            alone && early && find(&t.lower.as_bytes()[at..], value.as_bytes()).is_some()
        })
    })
}

fn begins(p: &Probe<'_>, mark: &str) -> bool {
    p.text().is_some_and(|t| t.lower.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).starts_with(mark))
}

fn has(p: &Probe<'_>, word: &str) -> bool {
    p.text().is_some_and(|t| t.has(word))
}

/// A property list with this key.
fn plist(p: &Probe<'_>, key: &str) -> bool {
    p.has_mark("root=plist") && has(p, key)
}

static URL: TypeInfo =
    text("url", "internet shortcut", |p| section(p, "[internetshortcut", "=")).extensions(&["url", "website"]);
static DESKTOP: TypeInfo = text("desktop-entry", "desktop entry of Linux", |p| section(p, "[desktop entry]", "="))
    .mimes(&["application/x-desktop"])
    .extensions(&["desktop"]);
static REG: TypeInfo =
    text("reg", "registry script", |p| begins(p, "regedit4") || begins(p, "windows registry editor version"))
        .mimes(&["text/x-ms-regedit"])
        .extensions(&["reg"]);
static INF: TypeInfo = text("inf", "Windows setup script (INF)", |p| {
    section(p, "[version]", "signature") && (has(p, "$windows") || has(p, "$chicago$"))
})
.extensions(&["inf"]);
static SCF: TypeInfo = text("scf", "Windows Explorer command", |p| {
    section(p, "[shell]", "iconfile") || section(p, "[shell]", "command") && has(p, "[taskbar]")
})
.extensions(&["scf"]);
static THEME: TypeInfo = text("theme", "Windows theme", |p| {
    section(p, "[theme]", "=") && (has(p, "[control panel\\") || has(p, "[masterthemeselector]"))
})
.extensions(&["theme", "themepack"]);
static DESKTOP_INI: TypeInfo =
    text("desktop-ini", "folder settings (desktop.ini)", |p| section(p, "[.shellclassinfo]", "="));
static AUTORUN: TypeInfo = text("autorun", "autorun settings", |p| {
    section(p, "[autorun", "=") && (has(p, "open") || has(p, "icon") || has(p, "shell"))
});
static RDP: TypeInfo = text("rdp", "remote desktop connection", |p| has(p, "full address:s:"))
    .mimes(&["application/x-rdp"])
    .extensions(&["rdp"]);
static IQY: TypeInfo = text("iqy", "Excel web query", |p| {
    p.text().is_some_and(|t| {
        let lines: Vec<&str> = t.lower.lines().map(str::trim).filter(|l| !l.is_empty()).take(3).collect();
        matches!(lines.as_slice(), ["web", "1", third] if third.contains("://") || third.contains("\\\\"))
    })
})
.mimes(&["text/x-ms-iqy"])
.extensions(&["iqy"]);
static SLK: TypeInfo =
    text("slk", "Excel sheet in text form (SYLK)", |p| begins(p, "id;p") || begins(p, "id;wxl") && has(p, "\nc;"))
        .mimes(&["application/x-sylk"])
        .extensions(&["slk", "sylk"]);
static OVPN: TypeInfo = text("ovpn", "OpenVPN connection", |p| {
    p.text().is_some_and(|t| {
        let line = |word: &str| t.lower.lines().take(400).any(|l| l.trim_start().starts_with(word));
        has(p, "remote ")
            && has(p, "dev t")
            && line("remote ")
            // The manual speaks of the same words.
            && !line(".th ")
            && (line("client") || line("tls-client"))
            && (line("dev tun") || line("dev tap"))
    })
})
.mimes(&["application/x-openvpn-profile"])
.extensions(&["ovpn", "conf"]);
static APPREF: TypeInfo = text("appref-ms", "web installer reference (ClickOnce)", |p| {
    begins(p, "http") && has(p, ".application#") && has(p, "publickeytoken=")
})
.extensions(&["appref-ms"]);
static CLICKONCE: TypeInfo = xml("clickonce", "web installer (ClickOnce)", |p| {
    p.has_mark("root=assembly") && (has(p, "<deployment ") || has(p, ":deployment ")) && has(p, "dependentassembly")
})
.mimes(&["application/x-ms-application"])
.extensions(&["application"]);
static APPINSTALLER: TypeInfo =
    xml("appinstaller", "web installer (App Installer)", |p| p.has_mark("root=appinstaller"))
        .mimes(&["application/appinstaller"])
        .extensions(&["appinstaller"]);
static JNLP: TypeInfo = xml("jnlp", "Java web start file", |p| p.has_mark("root=jnlp") || has(p, "<jnlp "))
    .mimes(&["application/x-java-jnlp-file"])
    .extensions(&["jnlp"]);
static LIBRARY: TypeInfo =
    xml("library-ms", "Windows library folder", |p| p.has_mark("root=librarydescription")).extensions(&["library-ms"]);
static CONNECTOR: TypeInfo =
    xml("searchconnector-ms", "Windows search connector", |p| p.has_mark("root=searchconnectordescription"))
        .extensions(&["searchconnector-ms"]);
static SEARCH: TypeInfo =
    xml("search-ms", "saved Windows search", |p| p.has_mark("root=persistedquery")).extensions(&["search-ms"]);
static SETTING: TypeInfo = xml("settingcontent-ms", "Windows settings shortcut", |p| p.has_mark("root=pcsettings"))
    .extensions(&["settingcontent-ms"]);
static MSC: TypeInfo =
    xml("msc", "Windows management console", |p| p.has_mark("root=mmc_consolefile")).extensions(&["msc"]);
static TASK: TypeInfo = xml("task", "scheduled task of Windows", |p| {
    p.has_mark("root=task") && p.has_mark("ns=http://schemas.microsoft.com/windows/2004/02/mit/task")
});
static DIAGCFG: TypeInfo = xml("diagcfg", "settings of a Windows troubleshooter", |p| {
    p.has_mark("root=packageconfiguration") && p.has_mark("ns=http://schemas.microsoft.com/dcm/configuration/2008")
})
.extensions(&["diagcfg"]);
static SANDBOX: TypeInfo = xml("wsb", "Windows Sandbox settings", |p| {
    p.has_mark("root=configuration") && (has(p, "<logoncommand") || has(p, "<mappedfolder"))
})
.extensions(&["wsb"]);
/// Tasks of Visual Studio Code, beside or inside a workspace. Those that wait to be started are plain JSON.
static EDITOR_TASKS: TypeInfo = TypeInfo::new("editor-tasks", "settings of a code editor", Nature::Text, |p| {
    p.text().is_some_and(|t| t.head.trim_start().starts_with(['{', '/']))
        && has(p, "\"runon\"")
        && has(p, "\"folderopen\"")
})
.parent(&TEXT);
static CONTACT: TypeInfo =
    xml("contact", "Windows contact", |p| p.has_mark("root=contact") && has(p, "schemas.microsoft.com/contact"))
        .extensions(&["contact"]);
static WEBLOC: TypeInfo =
    xml("webloc", "internet shortcut of macOS", |p| plist(p, "<key>url</key>") && p.size < 8192 && !has(p, "cfbundle"))
        .extensions(&["webloc", "inetloc", "fileloc"]);
static TERMINAL: TypeInfo =
    xml("terminal", "Terminal settings of macOS", |p| plist(p, "<key>commandstring</key>")).extensions(&["terminal"]);
static WORKFLOW: TypeInfo =
    xml("workflow", "Automator workflow of macOS", |p| plist(p, "<key>amapplicationbuild</key>"))
        .extensions(&["wflow", "workflow"]);
static PROFILE: TypeInfo =
    xml("mobileconfig", "settings profile of Apple devices", |p| plist(p, "<key>payloadcontent</key>"))
        .mimes(&["application/x-apple-aspen-config"])
        .extensions(&["mobileconfig"]);

/// A scheduled task of old Windows: MS-TSCH 2.4.
static JOB: TypeInfo = TypeInfo::new("job", "scheduled task of old Windows", Nature::Shortcut, |p| {
    // Windows version, file version 1, and where the program's name and the triggers stand.
    let version = matches!(p.window(0, 2), [0, 4..=10] | [1..=3, 5..=6]);
    let triggers = usize::from(u16::from_le_bytes(p.window(22, 2).try_into().unwrap_or_default()));
    version && p.has(2, &[1, 0]) && p.has(20, &[0x46, 0]) && triggers > 0x46 && triggers as u64 <= p.size
})
.extensions(&["job"]);

/// The registry row.
pub static FORMAT: Format = Format {
    name: "shortcuts",
    types: &[
        &JOB,
        &URL,
        &DESKTOP,
        &REG,
        &INF,
        &SCF,
        &THEME,
        &DESKTOP_INI,
        &AUTORUN,
        &RDP,
        &IQY,
        &SLK,
        &OVPN,
        &APPREF,
        &CLICKONCE,
        &APPINSTALLER,
        &JNLP,
        &LIBRARY,
        &CONNECTOR,
        &SEARCH,
        &SETTING,
        &MSC,
        &TASK,
        &DIAGCFG,
        &SANDBOX,
        &EDITOR_TASKS,
        &CONTACT,
        &TERMINAL,
        &WORKFLOW,
        &PROFILE,
        &WEBLOC,
    ],
    rules: rules::RULES,
    inspect: Some(judge::inspect),
    seeks: false,
};
