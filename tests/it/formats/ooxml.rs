use crate::forge::{Case, Example, Specimen, case, fired, ooxml, pe, zip};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("docx", || {
        ooxml::package("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", &[])
    }),
    ("docm", || ooxml::package("application/vnd.ms-word.document.macroEnabled.main+xml", &[])),
    ("dotx", || {
        ooxml::package("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", &[])
    }),
    ("dotm", || ooxml::package("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", &[])),
    ("xlsx", || ooxml::package("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", &[])),
    ("xlsm", || ooxml::package("application/vnd.ms-excel.sheet.macroEnabled.main+xml", &[])),
    ("xltx", || ooxml::package("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", &[])),
    ("xltm", || ooxml::package("application/vnd.ms-excel.template.macroEnabled.main+xml", &[])),
    ("xlam", || ooxml::package("application/vnd.ms-excel.addin.macroEnabled.main+xml", &[])),
    ("xlsb", || ooxml::package("application/vnd.ms-excel.sheet.binary.macroEnabled.main", &[])),
    ("pptx", || {
        ooxml::package("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", &[])
    }),
    ("pptm", || ooxml::package("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", &[])),
    ("potx", || ooxml::package("application/vnd.openxmlformats-officedocument.presentationml.template.main+xml", &[])),
    ("potm", || ooxml::package("application/vnd.ms-powerpoint.template.macroEnabled.main+xml", &[])),
    ("ppsx", || ooxml::package("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", &[])),
    ("ppsm", || ooxml::package("application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", &[])),
    ("ppam", || ooxml::package("application/vnd.ms-powerpoint.addin.macroEnabled.main+xml", &[])),
    ("vsdx", || ooxml::package("application/vnd.ms-visio.drawing.main+xml", &[])),
    ("vsdm", || ooxml::package("application/vnd.ms-visio.drawing.macroEnabled.main+xml", &[])),
    ("ooxml", || zip::names(&["[Content_Types].xml", "word/document.xml"])),
];

fn with_rel(kind: &str, target: &str) -> Case {
    let rels = ooxml::relationships(kind, target, "External");
    case("a.docx", ooxml::docx(&[zip::deflated("word/_rels/settings.xml.rels", rels)]))
}

fn with_field(code: &str) -> Case {
    let text = format!("<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>");
    case("a.docx", ooxml::docx(&[zip::deflated("word/header1.xml", text)]))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "ooxml.macros",
        fires: || case("a.docm", ooxml::package(ooxml::DOCM, &[zip::stored("word/vbaProject.bin", "x")])),
        silent: || case("a.docx", ooxml::docx(&[])),
    },
    Example {
        rule: "ooxml.macro-sheet",
        fires: || case("a.xlsx", ooxml::package(ooxml::XLSX, &[zip::stored("xl/macrosheets/sheet1.xml", "<x/>")])),
        silent: || case("a.xlsx", ooxml::package(ooxml::XLSX, &[zip::stored("xl/worksheets/sheet1.xml", "<x/>")])),
    },
    Example {
        rule: "ooxml.remote-template",
        fires: || with_rel("attachedTemplate", "http://203.0.113.5/a.dotm"),
        silent: || with_rel("attachedTemplate", r"file:///C:\Users\me\Templates\Letter.dotx"),
    },
    Example {
        rule: "ooxml.network-link",
        fires: || with_rel("attachedTemplate", r"file:///\\fileserver\templates\letter.dotx"),
        silent: || with_rel("hyperlink", "https://example.com/"),
    },
    Example {
        rule: "ooxml.dde",
        fires: || with_field(r" DDEAUTO c:\\windows\\system32\\cmd.exe &quot;/k calc&quot; "),
        silent: || with_field(" PAGE   \\* MERGEFORMAT "),
    },
    Example {
        rule: "ooxml.remote-object",
        fires: || with_rel("oleObject", "https://files.invalid/prices.xlsx!Sheet1!R1C1"),
        silent: || with_rel("oleObject", "https://example.sharepoint.com/sites/a/prices.xlsx!Sheet1!R1C1"),
    },
    Example {
        rule: "ooxml.reaches-out",
        fires: || with_rel("image", r"\\203.0.113.5\share\logo.png"),
        silent: || with_rel("image", r"file:///\\fileserver\share\logo.png"),
    },
    Example {
        rule: "ooxml.handler-link",
        fires: || with_rel("hyperlink", "search-ms:query=a&amp;crumb=location:\\\\203.0.113.5\\a"),
        silent: || with_rel("hyperlink", "ms-word:ofe|u|https://example.com/a.docx"),
    },
    Example {
        rule: "ooxml.link-to-program",
        fires: || with_rel("hyperlink", r"file:///C:\Windows\System32\cmd.exe"),
        silent: || with_rel("hyperlink", r"file:///C:\Users\me\Documents\prices.xlsx"),
    },
    Example {
        rule: "ooxml.starts-program",
        fires: || slide("hlinkMouseOver", "ppaction://program", "powershell%20-NoP%20nothing"),
        silent: || slide("hlinkClick", "ppaction://program", "calc.exe"),
    },
    Example {
        rule: "ooxml.click-starts",
        fires: || slide("hlinkClick", "ppaction://program", "calc.exe"),
        silent: || slide("hlinkClick", "ppaction://hlinkfile", "prices.xlsx"),
    },
    Example {
        rule: "ooxml.abused-control",
        fires: || control("8856F961-340A-11D0-A96B-00C04FD705A2"),
        silent: || control("8BD21D40-EC42-11CE-9E0D-00AA006002F3"),
    },
    Example {
        rule: "ooxml.program-inside",
        fires: || case("a.docx", ooxml::docx(&[zip::stored("word/embeddings/setup.exe", pe::minimal())])),
        silent: || case("a.docx", ooxml::docx(&[zip::stored("word/embeddings/notes.txt", "MZ is a mark")])),
    },
];

/// A slide with an action and its link.
fn slide(element: &str, action: &str, target: &str) -> Case {
    let text = format!(
        "<p:sld><p:cNvPr id=\"2\" name=\"x\"><a:{element} r:id=\"rId1\" action=\"{action}\"/></p:cNvPr></p:sld>"
    );
    let rels = ooxml::relationships("hyperlink", target, "External");
    let main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml";
    let parts = [zip::deflated("ppt/slides/_rels/slide1.xml.rels", rels), zip::deflated("ppt/slides/slide1.xml", text)];
    case("a.pptx", ooxml::package(main, &parts))
}

/// A document with a control of this class.
fn control(class: &str) -> Case {
    let text = format!("<ax:ocx ax:classid=\"{{{class}}}\" ax:persistence=\"persistStorage\"/>");
    case("a.docx", ooxml::docx(&[zip::deflated("word/activeX/activeX1.xml", text)]))
}

#[test]
fn the_data_of_a_chart_and_documents_in_a_store_of_office_are_ordinary() {
    let rels = ooxml::relationships("oleObject", "https://files.invalid/prices.xlsx", "External");
    let chart = case("a.docx", ooxml::docx(&[zip::deflated("word/charts/_rels/chart1.xml.rels", rels)]));
    let store = with_rel("oleObject", "https://d.docs.live.net/4a1cedd3ea7844e7/Documents/prices.xlsx");
    for report in [chart.examine(), store.examine()] {
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?}", fired(&report));
    }
    let liar = with_rel("oleObject", "https://sharepoint.com.files.invalid/a").examine();
    assert!(fired(&liar).contains(&"ooxml.remote-template"), "{:?}", fired(&liar));
}

#[test]
fn a_template_on_a_server_is_judged_by_how_it_is_named() {
    for (target, rule) in [
        (r"\\203.0.113.5\t\a.dotm", "ooxml.remote-template"),
        (r"\\files.invalid@SSL\t\a.dotm", "ooxml.remote-template"),
        (r"file:///\\dfs.example.com\t\a.dotx", "ooxml.reaches-out"),
        (r"\\fileserver\t\a.dotx", "ooxml.network-link"),
    ] {
        let report = with_rel("attachedTemplate", target).examine();
        assert_eq!(fired(&report), [rule], "{target}");
    }
}

#[test]
fn a_workbook_that_leads_to_a_share_is_told_and_one_on_the_web_is_not() {
    for (target, rules) in [
        (r"file:///\\192.168.1.1\share\prices.xlsx", ["ooxml.network-link"].as_slice()),
        (r"\\fileserver\share\prices.xlsx", &["ooxml.network-link"]),
        ("https://example.com/prices.xlsx", &[]),
        ("prices.xlsx", &[]),
    ] {
        assert_eq!(fired(&with_rel("externalLinkPath", target).examine()), rules, "{target}");
    }
}

#[test]
fn a_field_that_only_bears_the_name_starts_nothing() {
    for code in
        ["DDE \\* MERGEFORMAT", "DDEAUTO  \\* MERGEFORMAT", "TITLE How DDE works", "DDEAUTO Excel C:\\\\a.xls R1C1"]
    {
        let report = with_field(code).examine();
        assert_eq!(fired(&report), [""; 0], "{code}");
    }
}

#[test]
fn fields_that_fetch_are_found() {
    for (code, rule) in [
        ("LINK htmlfile &quot;http://203.0.113.5/a.html&quot; &quot;&quot; \\a", "ooxml.remote-template"),
        ("INCLUDETEXT http://203.0.113.5/a.docx", "ooxml.remote-template"),
        ("INCLUDEPICTURE &quot;\\\\\\\\203.0.113.5\\\\a\\\\b.png&quot; \\d", "ooxml.reaches-out"),
    ] {
        assert_eq!(fired(&with_field(code).examine()), [rule], "{code}");
    }
    let honest = with_field("INCLUDEPICTURE &quot;https://example.com/logo.png&quot; \\d").examine();
    assert_eq!(honest.judgement.verdict, Verdict::Clean, "{:?}", fired(&honest));
}

#[test]
fn a_binary_workbook_that_asks_a_shell_for_data_is_dangerous() {
    let text = |text: &str| {
        let mut out = (text.encode_utf16().count() as u32).to_le_bytes().to_vec();
        out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        out
    };
    let part = |service: &str| {
        let body = [&[1, 0][..], &text(service), &text("/c nothing")].concat();
        [&[0xE8, 0x02, body.len() as u8][..], &body].concat()
    };
    let book = |service| {
        let main = "application/vnd.ms-excel.sheet.binary.macroEnabled.main";
        case("a.xlsb", ooxml::package(main, &[zip::stored("xl/externalLinks/externalLink1.bin", part(service))]))
            .examine()
    };
    assert_eq!(fired(&book("cmd")), ["ooxml.dde"]);
    assert_eq!(fired(&book("Reuter")), [""; 0]);
}

#[test]
fn a_plain_document_is_clean() {
    let report = case("a.docx", ooxml::docx(&[])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts[0].content_type.id, "docx");
}

#[test]
fn links_and_pictures_on_the_web_are_ordinary() {
    for kind in ["hyperlink", "image"] {
        let report = with_rel(kind, "https://example.com/logo.png").examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{kind}: {:?}", fired(&report));
    }
}

#[test]
fn an_object_from_the_web_and_a_field_in_pieces_are_dangerous() {
    let web = with_rel("oleObject", "mhtml:http://203.0.113.5/a!x").examine();
    let pieces = with_field("DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\x.exe").examine();
    for report in [web, pieces] {
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn a_remote_template_is_found_however_its_xml_is_written() {
    for rels in [
        "<Relationships><Relationship\nId='a>'\tType=\"x/attachedTemplate\" Target=\"http://a.example/b\" TargetMode=\"External\"/>",
        "<r:Relationship Type=\"x/attachedTemplate\" Target=\"&#104;ttp:&#x2f;/a.example/b\" TargetMode=\"External\"/>",
    ] {
        let document = case("a.docx", ooxml::docx(&[zip::deflated("word/_rels/settings.xml.rels", rels)]));
        assert!(fired(&document.examine()).contains(&"ooxml.remote-template"), "{rels}");
    }
}

#[test]
fn a_field_code_is_found_however_its_xml_is_written() {
    for text in [
        "<w:instrText>DDE</w:instrText><x/><v:instrText a='b'>AUTO c:\\cmd</v:instrText>",
        "<w:instrText><![CDATA[DDEAUTO c:\\cmd]]></w:instrText>",
        "<w:instrText>DD<!-- x -->EAUTO c:\\cmd</w:instrText>",
        "<w:instrText>&#68;DEAUTO c:\\cmd</w:instrText>",
        "<w:fldSimple w:instr='DDEAUTO c:\\cmd'/>",
    ] {
        let document = case("a.docx", ooxml::docx(&[zip::deflated("word/header1.xml", text)]));
        assert!(fired(&document.examine()).contains(&"ooxml.dde"), "{text}");
    }
}

#[test]
fn broken_xml_takes_no_long_time() {
    let start = std::time::Instant::now();
    for word in ["instrText", "<Relationship ", ":Relationship ", "<w:fldSimple w:instr=", "<w:instrText>"] {
        let text = word.repeat(4_000_000 / word.len());
        let parts = [zip::deflated("word/header1.xml", &text), zip::deflated("word/_rels/a.xml.rels", &text)];
        fired(&case("a.docx", ooxml::docx(&parts)).examine());
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn only_a_macro_sheet_that_is_hidden_itself_counts_as_hidden() {
    let book = |hidden: &str| {
        let sheet = |id: &str| {
            format!("<sheet name=\"{id}\" {} r:id=\"{id}\"/>", if id == hidden { "state=\"hidden\"" } else { "" })
        };
        let rels = "<Relationships><Relationship Id=\"rId2\" Type=\"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet\" \
                    Target=\"macrosheets/sheet1.xml\"/></Relationships>";
        let parts = [
            zip::deflated("xl/workbook.xml", format!("<workbook>{}{}</workbook>", sheet("rId1"), sheet("rId2"))),
            zip::deflated("xl/_rels/workbook.xml.rels", rels),
            zip::deflated("xl/macrosheets/sheet1.xml", "<c><f>EXEC(\"nosuch.exe\")</f></c>"),
        ];
        fired(&case("a.xlsm", ooxml::package(ooxml::XLSX, &parts)).examine()).contains(&"macros.sheet-attack")
    };
    assert!(book("rId2"));
    assert!(!book("rId1"));
}
