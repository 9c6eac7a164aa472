//! Property lists of Apple that open, start or change something.

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::name::Name;

use super::commands::is_unix_dropper;
use super::judge::Look;
use super::links::{address, scheme};
use super::nodes::{self, Node, properties};
use super::rules::{DEVICE, STARTS_PROGRAM};
use crate::parse::ini::Entry;

/// Parts of a profile that give others power over the device, and what that is.
const POWERS: &[(&str, &str)] = &[
    ("com.apple.mdm", "lets somebody else govern the device from afar"),
    ("com.apple.security.root", "makes a stranger's certificates trusted"),
    ("com.apple.vpn.managed", "sends what the device does through another computer"),
    ("com.apple.proxy.http.global", "sends what the device does through another computer"),
    ("com.apple.dnssettings.managed", "changes where the names of web pages lead"),
    ("com.apple.webcontent-filter", "changes which web pages are shown"),
    ("com.apple.mail.managed", "sets up a mail account"),
    ("com.apple.webclip.managed", "puts a page of the sender's choice on the home screen"),
];

pub(super) fn judge(look: &mut Look<'_, '_, '_>, kind: &str) {
    let (nodes, damage) = nodes::read(look.text);
    if let Some(words) = damage {
        look.inspection.gap(Gap::malformed(format!("the property list was not read to its end: {words}")));
    }
    for (key, node) in properties(&nodes) {
        let value = node.text.trim();
        if value.is_empty() {
            continue;
        }
        match (kind, key) {
            ("webloc", "URL") => link(look, node, value),
            ("terminal", "CommandString") => command(look, node, value),
            ("workflow", "COMMAND_STRING" | "source") => script(look, node, key, value),
            ("mobileconfig", "PayloadType") => {
                if let Some((_, power)) = POWERS.iter().find(|(id, _)| *id == value) {
                    look.fire_with(&DEVICE, node.at, value, "power", power);
                }
            }
            ("mobileconfig", "PayloadDisplayName" | "PayloadOrganization" | "ServerURL") => {
                look.inspection.fact("profile", value);
            }
            _ => {}
        }
    }
}

fn link(look: &mut Look<'_, '_, '_>, node: &Node, value: &str) {
    look.inspection.fact("url", value);
    // The programs of macOS itself are started by such links, in any mix of letters.
    if value.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("file:")) {
        if !scheme(look, node.at, value, value) {
            look.remote(node.at, value, value);
        }
        return;
    }
    address(look, &Entry { section: "", key: "URL", value, line: value, at: node.at });
}

fn command(look: &mut Look<'_, '_, '_>, node: &Node, value: &str) {
    look.inspection.fact("command", value);
    if is_dropper(value) {
        look.does(node.at, value, "downloads or unpacks something and starts it");
    } else {
        look.fire_with(&STARTS_PROGRAM, node.at, value, "program", value.split_whitespace().next().unwrap_or_default());
    }
}

/// A script in a workflow; it is examined by itself, too.
fn script(look: &mut Look<'_, '_, '_>, node: &Node, key: &str, value: &str) {
    if is_dropper(value) {
        look.does(node.at, value, "downloads or unpacks something and starts it");
    }
    let name = if key == "source" { "source.applescript" } else { "command.sh" };
    look.inspection.child(Origin::Decoded, Claim::named(Name::from_text(name)), &mut value.as_bytes());
}

fn is_dropper(command: &str) -> bool {
    is_unix_dropper(command) || command.contains("osascript -e") && command.contains("password")
}
