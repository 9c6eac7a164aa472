use crate::forge::{Example, Specimen, case, zip};

pub const SPECIMENS: &[Specimen] = &[
    ("odt", || zip::of_mimetype("application/vnd.oasis.opendocument.text", &[])),
    ("ott", || zip::of_mimetype("application/vnd.oasis.opendocument.text-template", &[])),
    ("odm", || zip::of_mimetype("application/vnd.oasis.opendocument.text-master", &[])),
    ("ods", || zip::of_mimetype("application/vnd.oasis.opendocument.spreadsheet", &[])),
    ("ots", || zip::of_mimetype("application/vnd.oasis.opendocument.spreadsheet-template", &[])),
    ("odp", || zip::of_mimetype("application/vnd.oasis.opendocument.presentation", &[])),
    ("otp", || zip::of_mimetype("application/vnd.oasis.opendocument.presentation-template", &[])),
    ("odg", || zip::of_mimetype("application/vnd.oasis.opendocument.graphics", &[])),
    ("otg", || zip::of_mimetype("application/vnd.oasis.opendocument.graphics-template", &[])),
    ("odf", || zip::of_mimetype("application/vnd.oasis.opendocument.formula", &[])),
    ("odb", || zip::of_mimetype("application/vnd.oasis.opendocument.base", &[])),
];

fn text(extra: &[zip::Member]) -> crate::forge::Case {
    case("a.odt", zip::of_mimetype("application/vnd.oasis.opendocument.text", extra))
}

pub const EXAMPLES: &[Example] = &[Example {
    rule: "odf.macros",
    fires: || text(&[zip::stored("Basic/Standard/Module1.xml", "<x/>")]),
    silent: || text(&[zip::stored("Basic/Standard/script-lb.xml", "<x/>")]),
}];
