//! Elements of a page that lead, load or start something.

use crate::model::inspection::Inspection;

use super::addresses::{SCHEMES, host, leads_to_file, share, start};
use super::carried::LINK;
use super::events::line;
use super::forms::is_number;
use super::page::Page;
use super::rules::{FRAME, HANDLER, OBJECT, REDIRECT, SHARE};

/// Parts of Windows that start programs: their class, and their name.
const CLASSES: &[(&str, &str)] = &[
    ("72c24dd5-d70a-438b-8a42-98424b88afb8", "WScript.Shell"),
    ("f935dc22-1cf0-11d0-adb9-00c04fd58a0b", "WScript.Shell"),
    ("13709620-c279-11ce-a49e-444553540000", "Shell.Application"),
    ("9ba05972-f6a8-11cf-a442-00a0c90a8f39", "ShellWindows"),
    ("c08afd90-f2a1-11d1-8455-00a0c91f3880", "ShellBrowserWindow"),
    ("00000566-0000-0010-8000-00aa006d2ea4", "ADODB.Stream"),
    ("0d43fe01-f093-11cf-8940-00a0c9054228", "Scripting.FileSystemObject"),
    ("06290bd5-48aa-11d2-8432-006008c3fbfc", "scriptlets"),
    ("50e5e3d1-c07e-11d0-b9fd-00a0249f6b00", "RegWizCtrl"),
];
/// Hosts whose hidden frames count visitors.
const COUNTERS: &[&str] = &[
    "googletagmanager.com",
    "doubleclick.net",
    "facebook.com",
    "google.com",
    "youtube.com",
    "recaptcha.net",
    "hotjar.com",
    "adsrvr.org",
    "bing.com",
    "twitter.com",
    "addthis.com",
    "sharethis.com",
    "cookiebot.com",
    "onetrust.com",
];
/// Whether a script element holds code, and no data.
pub(super) fn is_code(attributes: &[(String, String)]) -> bool {
    let kind = get(attributes, "type").unwrap_or_default().to_ascii_lowercase();
    kind.is_empty()
        || ["javascript", "ecmascript", "module", "jscript", "babel", "jsx"].iter().any(|k| kind.contains(k))
            && !kind.contains("json")
}

pub(super) fn get<'a>(attributes: &'a [(String, String)], key: &str) -> Option<&'a str> {
    attributes.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
}

/// An element as it stands, for the proof.
fn shown(name: &str, attributes: &[(String, String)]) -> String {
    let mut out = format!("<{name}");
    for (key, value) in attributes.iter().take(12) {
        out += &format!(" {key}=\"{}\"", value.chars().take(120).collect::<String>());
    }
    line(&(out + ">"))
}

impl Page {
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(String, String)],
        at: usize,
        inspection: &mut Inspection<'_>,
    ) {
        let get = |key: &str| get(attributes, key).map(str::trim);
        match name {
            "form" => {
                let posts = get("method").is_some_and(|m| m.eq_ignore_ascii_case("post"));
                self.forms.begin(at, get("action").unwrap_or_default(), posts);
            }
            "input" => {
                let kind = get("type").unwrap_or_default().to_ascii_lowercase();
                let name = get("name").or(get("id")).unwrap_or_default().to_ascii_lowercase();
                self.forms.field(at, &kind, &name, get("value").unwrap_or_default(), || shown("input", attributes));
            }
            "base" | "link" if name == "base" || get("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                self.forms.own(get("href").unwrap_or_default());
            }
            "meta" => self.meta(attributes, at, inspection),
            "iframe" | "frame" => self.frame(name, attributes, at, inspection),
            "object" | "embed" | "applet" => {
                let class = get("classid").unwrap_or_default().to_ascii_lowercase();
                if let Some((_, what)) = CLASSES.iter().find(|(c, _)| class.contains(c)) {
                    inspection.found(&OBJECT).at(at, 1usize).with("what", *what).with("line", shown(name, attributes));
                }
            }
            // The order of a help page to start something.
            "param" => {
                let value = get("value").unwrap_or_default().to_ascii_lowercase();
                let order = value.starts_with(',') || value.starts_with("cmd") || value.starts_with("powershell");
                let program = ["cmd.exe", "mshta", "powershell", "rundll32", "wscript", "cmd,", "certutil", "regsvr32"];
                if order
                    && get("name").is_some_and(|n| n.to_ascii_lowercase().starts_with("item"))
                    && program.iter().any(|p| value.contains(p))
                {
                    let found = inspection.found(&OBJECT).at(at, 1usize);
                    found.with("what", "the shortcut of help pages").with("line", shown(name, attributes));
                }
            }
            _ => {}
        }
        if let Some(name) = get("download") {
            self.carried.name(name);
            self.carried.saves(LINK);
        }
        for (key, value) in attributes {
            let event = key.len() > 4 && key.starts_with("on") && value.len() > 3;
            if event {
                self.push(value, at, false);
            } else if key == "srcdoc" {
                self.push(value, at, true);
            } else if value.len() >= 6
                && matches!(
                    key.as_str(),
                    "href"
                        | "src"
                        | "action"
                        | "data"
                        | "background"
                        | "formaction"
                        | "poster"
                        | "xlink:href"
                        | "value"
                        | "content"
                        | "code"
                        | "codebase"
                )
            {
                self.address(name, key, value, at, attributes, inspection);
            } else if value.len() >= 200 && !value.contains(' ') && key != "srcset" {
                self.blob(value, at);
            } else if key.starts_with("data-")
                && value.len() >= 12
                && super::commands::is_command(value)
                && self.commands.len() < 8
            {
                self.commands.push((at, line(value)));
                self.clipboard |= key.contains("clipboard");
            }
        }
    }

    fn blob(&mut self, value: &str, at: usize) {
        if let Some(layer) = self.carried.encoded(value, at, value.len()) {
            self.push(&layer, at, true);
        }
    }

    fn address(
        &mut self,
        name: &str,
        key: &str,
        value: &str,
        at: usize,
        attributes: &[(String, String)],
        inspection: &mut Inspection<'_>,
    ) {
        let start = start(value);
        if matches!(key, "value" | "content") {
            if value.len() >= 200 && !value.contains(' ') {
                self.blob(value, at);
            }
        } else if let Some(code) = start.strip_prefix("javascript:") {
            if code.len() > 24 {
                let code = value.split_once(':').map_or(value, |(_, code)| code);
                let code = super::encodings::percent(code);
                self.push(&String::from_utf8_lossy(&code), at, false);
            }
        } else if let Some(scheme) = SCHEMES.iter().find(|s| start.starts_with(**s) && start.len() > s.len()) {
            inspection.found(&HANDLER).at(at, 1usize).with("scheme", *scheme).with("line", line(value));
        } else if start.starts_with("data:") {
            // Styles are no code, and of a drawing in a picture's place no script runs.
            let framed = matches!(name, "embed" | "object" | "iframe" | "frame");
            if !start.starts_with("data:text/css") && (framed || !start.starts_with("data:image/svg")) {
                self.blob(value, at);
            }
        } else if let Some(server) = share(&start) {
            // A link waits for a click; it is told of where that starts something.
            if !matches!(name, "a" | "area") || leads_to_file(&start) {
                inspection.found(&SHARE).at(at, 1usize).with("host", server).with("line", shown(name, attributes));
            }
        }
    }

    fn meta(&mut self, attributes: &[(String, String)], at: usize, inspection: &mut Inspection<'_>) {
        let (Some(content), property) = (get(attributes, "content"), get(attributes, "property")) else { return };
        if property == Some("og:url") {
            self.forms.own(content);
        }
        if !get(attributes, "http-equiv").is_some_and(|e| e.trim().eq_ignore_ascii_case("refresh")) {
            return;
        }
        let Some((_, target)) = content.split_once([';', ',']) else { return };
        let target = start(target);
        let target = target.strip_prefix("url=").unwrap_or(&target).trim_matches(['"', '\'']);
        let what = if target.starts_with("data:text/html") {
            "a page hidden in the link"
        } else if target.starts_with("data:") {
            "a file hidden in the link"
        } else if share(target).is_some() {
            "a file on another computer"
        } else if target.starts_with("javascript:") {
            "a script"
        } else if leads_to_file(target) {
            "a file that may run"
        } else if let Some(scheme) = SCHEMES.iter().find(|s| target.starts_with(**s)) {
            inspection.found(&HANDLER).at(at, 1usize).with("scheme", *scheme).with("line", shown("meta", attributes));
            return;
        } else {
            if host(target).is_some() && self.leads.is_none() {
                self.leads = Some((at, shown("meta", attributes)));
            }
            return;
        };
        inspection.found(&REDIRECT).at(at, 1usize).with("target", what).with("line", shown("meta", attributes));
        if target.starts_with("data:") {
            let value = content.split_once("data:").map_or(String::new(), |(_, d)| format!("data:{d}"));
            self.blob(value.trim_end_matches(['"', '\'']), at);
        }
    }

    fn frame(&mut self, name: &str, attributes: &[(String, String)], at: usize, inspection: &mut Inspection<'_>) {
        let get = |key: &str| get(attributes, key).unwrap_or_default().trim();
        let source = start(get("src"));
        if leads_to_file(&source) {
            let found = inspection.found(&REDIRECT).at(at, 1usize);
            found.with("target", "a file that may run").with("line", shown(name, attributes));
        }
        let Some(host) = host(&source) else { return };
        let style: String =
            get("style").chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let small = |v: &str| matches!(v.trim_end_matches("px"), "0" | "1");
        let hidden = small(get("width")) && small(get("height"))
            || style.contains("display:none")
            || style.contains("visibility:hidden")
            || style.contains("width:0") && style.contains("height:0");
        let whole = style.contains("width:100") && style.contains("height:100")
            || get("width").starts_with("100%") && get("height").starts_with("100%");
        if whole && self.leads.is_none() {
            self.leads = Some((at, shown(name, attributes)));
        }
        let counter = COUNTERS.iter().any(|c| host == *c || host.strip_suffix(c).is_some_and(|h| h.ends_with('.')));
        if hidden && (!counter || is_number(&host)) {
            inspection.found(&FRAME).at(at, 1usize).with("host", host).with("line", shown(name, attributes));
        }
    }
}
