use crate::forge::{Example, Specimen, ole};

pub const SPECIMENS: &[Specimen] = &[
    ("ole", || ole::of(&[("/Something", b"words")])),
    ("ooxml-encrypted", || ole::of(&[("/EncryptedPackage", b"\0\0\0\0\0\0\0\0"), ("/EncryptionInfo", b"")])),
    ("msi", || ole::with_class(Some(0x000C1084_0000_0000_C000_000000000046), &[])),
    ("msp", || ole::with_class(Some(0x000C1086_0000_0000_C000_000000000046), &[])),
    ("mst", || ole::with_class(Some(0x000C1082_0000_0000_C000_000000000046), &[])),
    ("msg", || ole::of(&[("/__properties_version1.0", b"")])),
    ("doc", || ole::of(&[("/WordDocument", b"")])),
    ("xls", || ole::of(&[("/Workbook", b"")])),
    ("ppt", || ole::of(&[("/PowerPoint Document", b"")])),
    ("vsd", || ole::of(&[("/VisioDocument", b"")])),
    ("pub", || ole::of(&[("/Quill/QuillSub/CONTENTS", b"")])),
    ("mpp", || ole::with_class(Some(0x74B78F3A_C8C8_11D1_BE11_00C04FB6FAF1), &[])),
    ("hwp", || ole::of(&[("/FileHeader", b""), ("/BodyText/Section0", b"")])),
    ("wps", || ole::of(&[("/MatOST", b"")])),
    ("thumbs-db", || ole::of(&[("/Catalog", b"")])),
];

pub const EXAMPLES: &[Example] = &[];
