//! Office documents in ZIP packages (ECMA-376): what the content type of the main part says.

use crate::model::types::{Nature, TypeInfo};

use super::super::zip::ZIP;

pub(super) static DOCX: TypeInfo = TypeInfo::new("docx", "Word document", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.wordprocessingml.document"])
.extensions(&["docx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static DOCM: TypeInfo = TypeInfo::new("docm", "Word document with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-word.document.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-word.document.macroEnabled"])
.extensions(&["docm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static DOTX: TypeInfo = TypeInfo::new("dotx", "Word template", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.wordprocessingml.template"])
.extensions(&["dotx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static DOTM: TypeInfo = TypeInfo::new("dotm", "Word template with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-word.template.macroEnabledTemplate.main+xml")
})
.mimes(&["application/vnd.ms-word.template.macroEnabledTemplate"])
.extensions(&["dotm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static XLSX: TypeInfo = TypeInfo::new("xlsx", "Excel workbook", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"])
.extensions(&["xlsx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static XLSM: TypeInfo = TypeInfo::new("xlsm", "Excel workbook with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-excel.sheet.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-excel.sheet.macroEnabled"])
.extensions(&["xlsm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static XLTX: TypeInfo = TypeInfo::new("xltx", "Excel template", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.spreadsheetml.template"])
.extensions(&["xltx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static XLTM: TypeInfo = TypeInfo::new("xltm", "Excel template with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-excel.template.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-excel.template.macroEnabled"])
.extensions(&["xltm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static XLAM: TypeInfo = TypeInfo::new("xlam", "Excel add-in", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-excel.addin.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-excel.addin.macroEnabled"])
.extensions(&["xlam"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static XLSB: TypeInfo = TypeInfo::new("xlsb", "Excel binary workbook", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-excel.sheet.binary.macroEnabled.main")
})
.mimes(&["application/vnd.ms-excel.sheet.binary.macroEnabled"])
.extensions(&["xlsb"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static PPTX: TypeInfo = TypeInfo::new("pptx", "PowerPoint presentation", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.presentationml.presentation"])
.extensions(&["pptx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static PPTM: TypeInfo =
    TypeInfo::new("pptm", "PowerPoint presentation with macros", Nature::Document, |p| {
        p.has_mark("main:application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml")
    })
    .mimes(&["application/vnd.ms-powerpoint.presentation.macroEnabled"])
    .extensions(&["pptm"])
    .parent(&ZIP)
    .begins("50 4B 03 04 (\"PK\")");

pub(super) static POTX: TypeInfo = TypeInfo::new("potx", "PowerPoint template", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.presentationml.template.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.presentationml.template"])
.extensions(&["potx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static POTM: TypeInfo = TypeInfo::new("potm", "PowerPoint template with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-powerpoint.template.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-powerpoint.template.macroEnabled"])
.extensions(&["potm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static PPSX: TypeInfo = TypeInfo::new("ppsx", "PowerPoint show", Nature::Document, |p| {
    p.has_mark("main:application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml")
})
.mimes(&["application/vnd.openxmlformats-officedocument.presentationml.slideshow"])
.extensions(&["ppsx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static PPSM: TypeInfo = TypeInfo::new("ppsm", "PowerPoint show with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-powerpoint.slideshow.macroEnabled"])
.extensions(&["ppsm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static PPAM: TypeInfo = TypeInfo::new("ppam", "PowerPoint add-in", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-powerpoint.addin.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-powerpoint.addin.macroEnabled"])
.extensions(&["ppam"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static VSDX: TypeInfo = TypeInfo::new("vsdx", "Visio drawing", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-visio.drawing.main+xml")
})
.mimes(&["application/vnd.ms-visio.drawing"])
.extensions(&["vsdx"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static VSDM: TypeInfo = TypeInfo::new("vsdm", "Visio drawing with macros", Nature::Document, |p| {
    p.has_mark("main:application/vnd.ms-visio.drawing.macroEnabled.main+xml")
})
.mimes(&["application/vnd.ms-visio.drawing.macroEnabled"])
.extensions(&["vsdm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

pub(super) static OOXML: TypeInfo = TypeInfo::new("ooxml", "Office document", Nature::Document, |p| {
    let parts = ["word/", "xl/", "ppt/", "visio/"];
    p.has_mark("[Content_Types].xml") && p.marks().iter().any(|m| parts.iter().any(|part| m.starts_with(part)))
})
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

/// In the order in which they are tried.
pub(super) static ALL: &[&TypeInfo] = &[
    &DOCX, &DOCM, &DOTX, &DOTM, &XLSX, &XLSM, &XLTX, &XLTM, &XLAM, &XLSB, &PPTX, &PPTM, &POTX, &POTM, &PPSX, &PPSM,
    &PPAM, &VSDX, &VSDM, &OOXML,
];
