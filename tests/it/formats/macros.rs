use crate::forge::{Case, Example, case, fired, ole, ooxml, vba, zip};
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::parse::ovba;

fn doc(source: &str) -> Case {
    case("a.doc", vba::macros(source))
}

/// An inert macro: no such program exists.
const STARTS: &str = "Sub AutoOpen()\r\n    Shell \"C:\\nosuch\\nothing.exe\", 0\r\nEnd Sub\r\n";
const FORM: &str = "Private Sub Document_Open()\r\n    MsgBox \"Please fill in the form.\"\r\nEnd Sub\r\n";
const BUTTON: &str = "Private Sub CommandButton1_Click()\r\n    Shell \"calc.exe\"\r\nEnd Sub\r\n";
const SUM: &str = "Function Total(a As Long, b As Long) As Long\r\n    Total = a + b\r\nEnd Function\r\n";

pub const EXAMPLES: &[Example] = &[
    Example { rule: "macros.attack", fires: || doc(STARTS), silent: || doc(FORM) },
    Example { rule: "macros.starts-itself", fires: || doc(FORM), silent: || doc(SUM) },
    Example { rule: "macros.powerful", fires: || doc(BUTTON), silent: || doc(SUM) },
    Example {
        rule: "macros.stomped",
        fires: || case("a.doc", vba::doc(&[("Module1", &vba::compiled("http://203.0.113.5/nothing"), SUM)])),
        silent: || case("a.doc", vba::doc(&[("Module1", &vba::compiled("Please fill in the form."), FORM)])),
    },
    Example { rule: "macros.sheet-attack", fires: || old_sheet(true), silent: || old_sheet(false) },
];

/// `=EXEC("nosuch.exe")` in BIFF8 tokens.
const EXEC: &[u8] = &[0x17, 10, 0, b'n', b'o', b's', b'u', b'c', b'h', b'.', b'e', b'x', b'e', 0x42, 1, 110, 0];

/// A workbook with a macro sheet that calls EXEC, which a name starts or does not.
fn old_sheet(starts: bool) -> Case {
    let record = |kind: u16, body: &[u8]| {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend((body.len() as u16).to_le_bytes());
        out.extend(body);
        out
    };
    let mut name = vec![0x20, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    name.push(if starts { 1 } else { 6 });
    let mut formula = vec![0; 20];
    formula.extend((EXEC.len() as u16).to_le_bytes());
    formula.extend(EXEC);
    let mut sheet = vec![0; 8];
    sheet[5] = 1;
    let globals = |sheet: &[u8]| {
        let mut out = record(0x0809, &[0, 6, 5, 0]);
        out.extend(record(0x0085, sheet));
        out.extend(record(0x0018, &name));
        out.extend(record(0x000A, &[]));
        out
    };
    let place = globals(&sheet).len() as u32;
    sheet[..4].copy_from_slice(&place.to_le_bytes());
    let mut book = globals(&sheet);
    book.extend(record(0x0809, &[0, 6, 0x40, 0]));
    book.extend(record(0x0006, &formula));
    book.extend(record(0x000A, &[]));
    case("a.xls", ole::of(&[("/Workbook", &book)]))
}

fn evidence(report: &FileReport, rule: &str, key: &str) -> String {
    let finding = report.findings.iter().find(|f| f.rule.id == rule);
    let finding = finding.unwrap_or_else(|| panic!("{rule} did not fire: {:?}", fired(report)));
    finding.evidence.iter().find(|(k, _)| *k == key).map(|(_, v)| v.to_string()).unwrap_or_default()
}

#[test]
fn the_examples_of_the_specification_are_unpacked() {
    let normal: &[u8] = &[
        0x01, 0x2F, 0xB0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00, 0x70, 0x61, 0x67,
        0x68, 0x69, 0x6A, 0x01, 0x38, 0x08, 0x61, 0x6B, 0x6C, 0x00, 0x30, 0x6D, 0x6E, 0x6F, 0x70, 0x06, 0x71, 0x02,
        0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78, 0x79, 0x7A, 0x00, 0x3C,
    ];
    let text = "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa";
    assert_eq!(ovba::unpack(normal, 1 << 20).unwrap().bytes, text.as_bytes());
    let most = ovba::unpack(&[1, 3, 0xB0, 2, 0x61, 0x45, 0], 1 << 20).unwrap();
    assert_eq!((most.bytes, most.whole), (vec![b'a'; 73], true));
}

#[test]
fn a_damaged_container_gives_what_came_and_never_more_than_its_limit() {
    let packed = vba::packed(&[b'x'; 20_000]);
    for length in 0..packed.len() {
        let got = ovba::unpack(&packed[..length], 10_000).map_or(0, |u| u.bytes.len());
        assert!(got <= 10_000, "{length}: {got}");
    }
    assert!(ovba::unpack(&[2, 3, 0xB0, 2], 100).is_none());
}

#[test]
fn modules_are_handed_over_as_macro_source() {
    let report = doc(STARTS).examine();
    let module = report.artifacts.iter().find(|a| a.content_type.id == "vba").expect("the module");
    assert_eq!(module.claim.name.as_ref().unwrap().text(), "Module1");
    assert!(report.judgement.complete, "{:?}", report.gaps);
    assert!(!fired(&report).contains(&"nature.script"), "the document's finding speaks for it");
}

#[test]
fn the_line_that_starts_something_is_shown() {
    let report = doc(STARTS).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert_eq!(evidence(&report, "macros.attack", "line"), "3");
    assert!(evidence(&report, "macros.attack", "code").contains("Shell \"C:\\"), "{:?}", fired(&report));
    assert_eq!(evidence(&report, "macros.attack", "start"), "Sub AutoOpen()");
}

#[test]
fn an_ordinary_macro_is_suspicious_and_an_empty_project_is_nothing() {
    let ordinary = doc(SUM).examine();
    assert_eq!(ordinary.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&ordinary));
    assert_eq!(fired(&ordinary), ["ole.macros"]);
    for source in ["", "Option Explicit\r\n", "Attribute VB_Base = \"1Normal.ThisDocument\"\r\n' nothing\r\n"] {
        let report = doc(source).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    }
}

#[test]
fn macros_of_packages_are_judged_too() {
    let package = |source| ooxml::package(ooxml::DOCM, &[zip::stored("word/vbaProject.bin", vba::project(source))]);
    let attack = case("a.docm", package(STARTS)).examine();
    assert!(
        fired(&attack).contains(&"macros.attack") && fired(&attack).contains(&"ooxml.macros"),
        "{:?}",
        fired(&attack)
    );
    let empty = case("a.docm", package("")).examine();
    assert_eq!(empty.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&empty), empty.gaps);
    let renamed = ooxml::docx(&[zip::stored("word/media/image1.dat", vba::project(STARTS))]);
    assert_eq!(case("a.docx", renamed).examine().judgement.verdict, Verdict::Dangerous);
}

#[test]
fn strings_in_pieces_are_put_together() {
    for line in [
        r#"x = "WSc" & "ript" + ".Sh" & "ell""#,
        r#"x = Chr(87) & Chr$(83) & ChrW(&H63) & "ript.shell""#,
        r#"x = StrReverse("llehS.tpircSW")"#,
        r#"x = Replace("WSZZcript.ShZZell", "ZZ", "")"#,
        r#"x = Join(Array("WSc", "ript.", "Shell"), "")"#,
        r#"x = VBA.Replace(Mid("aaWScript.qShell", 3), "q", "")"#,
        r#"x = "575363726970742e5368656c6c""#,
        r#"x = "V1NjcmlwdC5TaGVsbA==""#,
        r#"x = Array(87, 83, 99, 114, 105, 112, 116, 46, 83, 104, 101, 108, 108)"#,
        r#"x = Chr(100 - 13) & Chr(80 Xor 3) & "cript.She" & LCase("LL")"#,
        "x = \"WSc\"\r\nx = x & \"ript\"\r\nx = x & \".Shell\"",
        "Const a = \"WScript\"\r\nx = a & \".\" & _\r\n  \"Shell\"",
    ] {
        let source = format!("Sub AutoOpen()\r\n{line}\r\nCreateObject(x).Run y\r\nEnd Sub\r\n");
        let report = doc(&source).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{line}: {:?}", fired(&report));
        assert!(evidence(&report, "macros.attack", "does").contains("hides"), "{line}");
    }
}

#[test]
fn honest_habits_are_not_dangerous() {
    for source in [
        "Sub Workbook_Open()\r\n    Application.Run \"Start\"\r\n    ActiveWorkbook.SaveAs \"C:\\Users\\me\\copy.xls\"\r\nEnd Sub\r\n",
        "Sub Workbook_Open()\r\n    Dim shell As String\r\n    shell = \"egg\"\r\n    Call Show\r\nEnd Sub\r\n",
        "Sub Document_Open()\r\n    ' Shell \"powershell\" would be wrong here\r\n    Rem Shell \"cmd /c x\"\r\nEnd Sub\r\n",
        "Sub Auto_Open()\r\n    Set d = CreateObject(\"Scripting.Dictionary\")\r\n    Open p For Output As #1\r\nEnd Sub\r\n",
        "Sub Workbook_Open()\r\n    url = \"https://\" & host & \"/rates.csv\"\r\n    Set x = CreateObject(\"MSXML2.XMLHTTP\")\r\nEnd Sub\r\n",
    ] {
        let report = doc(source).examine();
        assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{source}: {:?}", fired(&report));
    }
}

#[test]
fn a_project_that_cannot_be_read_is_no_clean_one() {
    for streams in [
        vec![("/WordDocument", &b"x"[..]), ("/Macros/VBA/dir", b"x"), ("/Macros/VBA/Module1", b"y")],
        vec![("/WordDocument", &b"x"[..]), ("/Macros/VBA/dir", &vba::packed(b"\x19\0\x02\0\0\0M1"))],
    ] {
        let report = case("a.doc", ole::of(&streams)).examine();
        assert!(!report.judgement.complete && fired(&report).contains(&"ole.macros"), "{:?}", fired(&report));
    }
}

#[test]
fn modules_are_found_without_their_list_and_in_a_damaged_file() {
    let streams = vba::streams("/Macros", &[("Module1", b"", STARTS)]);
    let all: Vec<(&str, &[u8])> = streams
        .iter()
        .filter(|(path, _)| !path.ends_with("dir"))
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect();
    assert!(fired(&case("a.doc", ole::of(&all)).examine()).contains(&"macros.attack"));
    let mut whole = vba::macros(STARTS);
    // The sector shift lies: no reader opens the tables.
    whole[30] = 0x77;
    assert!(fired(&case("a.doc", whole).examine()).contains(&"macros.attack"));
}

#[test]
fn endless_strings_take_no_long_time() {
    let start = std::time::Instant::now();
    let grows = "x = x & x & \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\r\n".repeat(20_000);
    let nested = format!("x = {}\r\n", "Chr(StrReverse(".repeat(50_000));
    let joined = format!("x = {}z\r\n", "\"a\" & ".repeat(100_000));
    let replaced =
        "x = Replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaa\", \"a\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaa\")\r\n".repeat(20_000);
    for source in [grows, nested, joined, replaced] {
        fired(&doc(&source).examine());
    }
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn a_formula_of_an_old_macro_sheet_is_shown() {
    let report = old_sheet(true).examine();
    assert_eq!(evidence(&report, "macros.sheet-attack", "code"), "=EXEC(\"nosuch.exe\")");
    assert!(report.judgement.complete, "{:?}", report.gaps);
}

#[test]
fn macro_sheets_of_packages_are_judged() {
    let sheet = "<xm:macrosheet><c><f>CALL(&quot;Shell&quot;&amp;&quot;32&quot;,CHAR(65))</f></c></xm:macrosheet>";
    let book = |name: &str| {
        let names = format!(
            "<workbook><sheets><sheet name='a'/></sheets><definedName name=\"{name}\">x</definedName></workbook>"
        );
        let parts = [zip::deflated("xl/intlMacrosheets/sheet1.xml", sheet), zip::deflated("xl/workbook.xml", names)];
        fired(&case("a.xlsm", ooxml::package(ooxml::XLSX, &parts)).examine())
    };
    assert!(book("_xlnm.Auto_Open").contains(&"macros.sheet-attack"), "{:?}", book("_xlnm.Auto_Open"));
    assert!(!book("Total").contains(&"macros.sheet-attack"));
}

#[test]
fn macros_of_a_presentation_stand_in_packed_parts_of_its_stream() {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&vba::project(STARTS)).unwrap();
    let packed = packed.finish().unwrap();
    let mut stream = vec![0, 0, 1, 0, 0, 0, 0, 0];
    stream.extend([0x10, 0, 0x11, 0x10]);
    stream.extend((packed.len() as u32 + 4).to_le_bytes());
    stream.extend([0; 4]);
    stream.extend(packed);
    let report = case("a.ppt", ole::of(&[("/PowerPoint Document", &stream)])).examine();
    assert!(fired(&report).contains(&"macros.attack"), "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn macros_in_a_document_of_one_text_are_found() {
    use base64::Engine as _;
    let packed = base64::engine::general_purpose::STANDARD.encode(super::activemime::packed(&vba::project(STARTS)));
    let xml = format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument \
         xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\" w:macrosPresent=\"yes\"><w:docSuppData>\
         <w:binData w:name=\"editdata.mso\">{packed}</w:binData></w:docSuppData></w:wordDocument>"
    );
    let mht = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
         <html></html>\r\n--b\r\nContent-Location: file:///C:/x/editdata.mso\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Type: application/x-mso\r\n\r\n{packed}\r\n--b--\r\n"
    );
    let wide: Vec<u8> = "\u{FEFF}".encode_utf16().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [("a.xml", xml.into_bytes()), ("a.doc", mht.into_bytes()), ("b.xml", wide)] {
        let report = case(name, bytes).examine();
        assert!(fired(&report).contains(&"macros.attack"), "{name}: {:?} {:?}", fired(&report), report.gaps);
    }
}

/// A document whose macro runs what stands elsewhere in it.
fn elsewhere(source: &str, extra: &[zip::Member]) -> FileReport {
    let mut members = vec![zip::stored("word/vbaProject.bin", vba::project(source))];
    members.extend_from_slice(extra);
    case("a.docm", ooxml::package(ooxml::DOCM, &members)).examine()
}

#[test]
fn what_a_macro_fetches_from_properties_variables_and_alternative_texts_is_judged() {
    let order = "cmd /c nothing";
    for (code, name, text) in [
        (
            "ThisDocument.BuiltInDocumentProperties(\"Comments\")",
            "docProps/core.xml",
            format!("<a><dc:description>{order}</dc:description></a>"),
        ),
        (
            "ActiveDocument.Variables(\"x\").Value",
            "word/settings.xml",
            format!("<w:docVar w:name=\"x\" w:val=\"{order}\"/>"),
        ),
        ("Shapes(1).AlternativeText", "word/document.xml", format!("<wp:docPr id=\"1\" descr=\"{order}\"/>")),
        (
            "Me.Controls(1).Value",
            "word/activeX/activeX1.xml",
            format!("<ax:ocxPr ax:name=\"Value\" ax:value=\"{order}\"/>"),
        ),
    ] {
        let source = format!("Sub AutoOpen()\r\n    x = {code}\r\nEnd Sub\r\n");
        let report = elsewhere(&source, &[zip::deflated(name, text.as_str())]);
        assert!(fired(&report).contains(&"macros.attack"), "{code}: {:?}", fired(&report));
        let other = elsewhere("Sub AutoOpen()\r\n    x = 1\r\nEnd Sub\r\n", &[zip::deflated(name, text.as_str())]);
        assert!(!fired(&other).contains(&"macros.attack"), "{code}");
    }
    // A word in a title is no order.
    let title = zip::deflated("docProps/core.xml", "<a><dc:title>PowerShell</dc:title></a>");
    let honest = elsewhere("Sub AutoOpen()\r\n    x = BuiltInDocumentProperties(1)\r\nEnd Sub\r\n", &[title]);
    assert_eq!(honest.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&honest));
}

#[test]
fn a_macro_that_the_menu_of_the_document_starts_begins_by_itself() {
    let menu = zip::deflated("customUI/customUI14.xml", "<customUI onLoad=\"Ready\"><ribbon/></customUI>");
    let source = "Sub Ready(x)\r\n    Shell \"C:\\nosuch\\nothing.exe\"\r\nEnd Sub\r\n";
    let report = elsewhere(source, &[menu]);
    assert!(fired(&report).contains(&"macros.attack"), "{:?}", fired(&report));
}

#[test]
fn code_behind_tables_of_an_odd_length_is_read_too() {
    let mut odd = vec![7; 33];
    odd.extend(vba::compiled("http://203.0.113.5/nothing"));
    let report = case("a.doc", vba::doc(&[("Module1", &odd, SUM)])).examine();
    assert!(fired(&report).contains(&"macros.stomped"), "{:?}", fired(&report));
}

#[test]
fn a_module_whose_lines_end_as_those_of_a_mac_is_read() {
    for end in ["\r", "\n", "\u{2028}"] {
        let attack = doc(&STARTS.replace("\r\n", end)).examine();
        assert!(fired(&attack).contains(&"macros.attack"), "{end:?}: {:?}", fired(&attack));
        assert_eq!(evidence(&attack, "macros.attack", "line"), if end == "\u{2028}" { "2" } else { "3" });
    }
}
