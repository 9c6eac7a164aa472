use crate::forge::text::{Link, link};
use crate::forge::{Case, Example, Specimen, case, fired, pe};
use sheepdip::model::report::Verdict;

fn shortcut(parts: &Link<'_>) -> Case {
    case("invoice.lnk", link(parts))
}

fn honest() -> Link<'static> {
    Link {
        target: "C:\\Program Files\\Editor\\editor.exe",
        icon: "C:\\Program Files\\Editor\\editor.exe",
        ..Link::default()
    }
}

const SHELL: &str = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";

pub const SPECIMENS: &[Specimen] = &[("lnk", || link(&honest()))];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "lnk.runs-command",
        fires: || shortcut(&Link { target: SHELL, arguments: "-w hidden -c nothing", ..Link::default() }),
        silent: || shortcut(&Link { target: SHELL, ..Link::default() }),
    },
    Example {
        rule: "lnk.hidden-arguments",
        fires: || shortcut(&Link { arguments: &format!("{}/c nothing", " ".repeat(300)), ..honest() }),
        silent: || shortcut(&Link { arguments: "--profile \"My  work\"", ..honest() }),
    },
    Example {
        rule: "lnk.remote-target",
        fires: || shortcut(&Link { icon: "\\\\server.invalid\\share\\a.ico", ..honest() }),
        silent: || shortcut(&honest()),
    },
    Example {
        rule: "lnk.document-icon",
        fires: || shortcut(&Link { variables: "%COMSPEC%\\cmd.exe", icon: "C:\\a\\report.pdf", ..Link::default() }),
        silent: || shortcut(&Link { icon: "C:\\a\\report.pdf", ..honest() }),
    },
    Example {
        rule: "lnk.appended-data",
        fires: || {
            let mut bytes = link(&honest());
            bytes.extend(pe::minimal());
            case("invoice.lnk", bytes)
        },
        silent: || {
            let mut bytes = link(&honest());
            bytes.extend([0; 4000]);
            case("editor.lnk", bytes)
        },
    },
];

#[test]
fn a_plain_shortcut_is_suspicious_and_no_more() {
    let report = shortcut(&honest()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&report));
    assert!(report.artifacts[0].facts.iter().any(|(k, v)| *k == "target" && v.to_string().contains("editor.exe")));
}

#[test]
fn an_uninstaller_is_no_command() {
    let report =
        shortcut(&Link { target: "C:\\Windows\\System32\\msiexec.exe", arguments: "/x {0-1}", ..Link::default() });
    assert!(!fired(&report.examine()).contains(&"lnk.runs-command"));
}

#[test]
fn a_cut_shortcut_is_never_complete() {
    let whole = link(&Link { arguments: "-a", variables: "%A%\\a.exe", ..honest() });
    for length in 20..whole.len() - 4 {
        assert!(!case("a.lnk", &whole[..length]).examine().judgement.complete, "cut at {length}");
    }
}

#[test]
fn no_changed_byte_crashes_the_reader() {
    let whole = link(&Link { arguments: "-a b", variables: "%A%\\a.exe", ..honest() });
    for at in 20..whole.len() {
        for value in [0, 0x7F, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let report = case("a.lnk", bytes).examine();
            assert!(!report.gaps.iter().any(|g| g.gap.reason.word() == "crashed"), "byte {at} as {value}");
        }
    }
}
