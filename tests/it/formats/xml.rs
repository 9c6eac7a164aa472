use crate::forge::{Example, Specimen, case, type_of};

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
fn a_doctype_with_an_inner_subset_does_not_hide_the_root() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"<b>\">\n]>\n<jnlp spec=\"1.0+\"></jnlp>";
    assert_eq!(type_of(&case("a.xml", text).examine()), "jnlp");
}
