use crate::forge::{Example, Specimen, ooxml, zip};

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

pub const EXAMPLES: &[Example] = &[];
