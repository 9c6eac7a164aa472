use crate::forge::{Example, Specimen, zip};

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

pub const EXAMPLES: &[Example] = &[];
