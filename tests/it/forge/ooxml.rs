//! Office documents: the parts that make a package, without anything in them.

use super::zip::{Member, archive, deflated};

/// A package whose main part has this content type, with further members.
pub fn package(main: &str, extra: &[Member]) -> Vec<u8> {
    let types = format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{main}\"/></Types>"
    );
    let rels = relationships("officeDocument", "word/document.xml", "Internal");
    let mut members = vec![deflated("[Content_Types].xml", types), deflated("_rels/.rels", rels)];
    members.extend_from_slice(extra);
    archive(&members)
}

/// A relationships part with one relationship.
pub fn relationships(kind: &str, target: &str, mode: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
         Target=\"{target}\" TargetMode=\"{mode}\"/></Relationships>"
    )
}

/// The content type of an ordinary Word document.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
/// The content type of a Word document with macros.
pub const DOCM: &str = "application/vnd.ms-word.document.macroEnabled.main+xml";
/// The content type of an ordinary workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// A Word document with one paragraph and further members.
pub fn docx(extra: &[Member]) -> Vec<u8> {
    let text = "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
                <w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body></w:document>";
    let mut members = vec![deflated("word/document.xml", text)];
    members.extend_from_slice(extra);
    package(DOCX, &members)
}
