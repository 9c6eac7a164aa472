//! Settings of connections: remote desktops, tunnels, and references to installers on the web.

use crate::parse::ini::lines;

use super::commands::{is_remote_file, is_unix_dropper};
use super::judge::Look;
use super::rules::{CONNECT_SCRIPT, DRIVES, ROGUE_DESKTOP, WEB_INSTALLER};

/// Lines that are looked at.
const MOST: usize = 20_000;

/// A remote desktop: `name:kind:value`.
pub(super) fn desktop(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    let mut host = "";
    let (mut drives, mut window, mut signed) = (None, None, false);
    for (at, line) in lines(text).take(MOST) {
        let mut parts = line.splitn(3, ':');
        let (Some(name), Some(_), Some(value)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            // The last one counts.
            "full address" => host = value,
            "alternate full address" if host.is_empty() => host = value,
            "drivestoredirect" | "devicestoredirect" if name.to_ascii_lowercase().starts_with("drives") => {
                drives = (!value.is_empty()).then_some((at, line)).or(drives);
            }
            "redirectdrives" if value == "1" => drives = drives.or(Some((at, line))),
            "remoteapplicationmode" if value == "1" => window = window.or(Some((at, line))),
            "remoteapplicationprogram" if !value.is_empty() => look.inspection.fact("program", value),
            "alternate shell" if !value.is_empty() && !value.starts_with("rdpinit") => {
                look.inspection.fact("program", value);
            }
            "signature" => signed = !value.is_empty(),
            "username" if !value.is_empty() => look.inspection.fact("user", value),
            "gatewayhostname" if !value.is_empty() => look.inspection.fact("gateway", value),
            "authentication level" if value == "0" => look.inspection.fact("identity of the host", "not checked"),
            _ => {}
        }
    }
    look.inspection.fact("host", host);
    look.inspection.fact("signed", if signed { "yes" } else { "no" });
    let Some((at, line)) = drives else { return };
    if window.is_some() && is_public(host) {
        look.fire_with(&ROGUE_DESKTOP, at, line, "host", host);
    } else {
        look.fire_with(&DRIVES, at, line, "host", host);
    }
}

/// Whether a host is out on the internet, as far as its name tells.
fn is_public(host: &str) -> bool {
    let host = host.trim().to_ascii_lowercase();
    let name = if host.matches(':').count() == 1 { host.split(':').next().unwrap_or_default() } else { &host };
    if let Ok(address) = name.trim_matches(['[', ']']).parse::<core::net::IpAddr>() {
        return match address {
            core::net::IpAddr::V4(four) => !(four.is_private() || four.is_loopback() || four.is_link_local()),
            core::net::IpAddr::V6(six) => !(six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local()),
        };
    }
    let inside = [".local", ".lan", ".corp", ".internal", ".intra", ".home", ".localdomain", ".test"];
    name.contains('.') && !inside.iter().any(|i| name.ends_with(i))
}

/// A tunnel: words of OpenVPN that name a program.
pub(super) fn tunnel(look: &mut Look<'_, '_, '_>) {
    const HOOKS: &[&str] = &[
        "up",
        "down",
        "route-up",
        "route-pre-down",
        "tls-verify",
        "ipchange",
        "client-connect",
        "client-disconnect",
        "learn-address",
        "auth-user-pass-verify",
        "iproute",
        "plugin",
        "tls-export-cert",
        "client-crresponse",
    ];
    let text = look.text;
    for (at, line) in lines(text).take(MOST) {
        let mut words = line.splitn(2, |c: char| c.is_whitespace());
        let name = words.next().unwrap_or_default().trim_start_matches("--");
        let Some(value) = words.next().map(str::trim).filter(|_| HOOKS.contains(&name)) else { continue };
        if name == "remote" || value.is_empty() {
            continue;
        }
        let command = value.trim_matches('"');
        if is_unix_dropper(command) {
            look.does(at, line, "downloads or unpacks something and starts it");
        } else if !look.attack(at, line, command) {
            // The resolver's script and the modules for sign-on come with the system.
            const OWN: &[&str] = &[
                "/etc/openvpn/update-resolv-conf",
                "update-systemd-resolved",
                "openvpn-plugin-",
                "openvpn-auth-",
                "/usr/lib/openvpn",
            ];
            if !OWN.iter().any(|o| value.contains(o)) {
                look.fire(&CONNECT_SCRIPT, at, line);
            }
        }
    }
}

/// A reference to a program that is installed from the web.
pub(super) fn reference(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    let Some((at, line)) = lines(text).find(|(_, l)| !l.is_empty()) else { return };
    let place = line.split('#').next().unwrap_or_default();
    installer(look, at, line, place);
}

/// Where an installer takes its program from.
pub(super) fn installer(look: &mut Look<'_, '_, '_>, at: usize, line: &str, place: &str) {
    look.inspection.fact("source", place);
    let web = place.to_ascii_lowercase();
    if is_remote_file(place) {
        look.remote(at, line, place);
    } else if web.starts_with("http:") || web.starts_with("https:") {
        look.fire_with(&WEB_INSTALLER, at, line, "source", place);
    }
}
