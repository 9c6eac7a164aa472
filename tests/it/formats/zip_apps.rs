use crate::forge::{Example, Specimen, ooxml, zip};

pub const SPECIMENS: &[Specimen] = &[
    ("epub", || zip::of_mimetype("application/epub+zip", &[])),
    ("apk", || zip::names(&["AndroidManifest.xml", "classes.dex"])),
    ("aab", || zip::names(&["BundleConfig.pb", "base/manifest/AndroidManifest.xml"])),
    ("ipa", || zip::names(&["Payload/A.app/Info.plist"])),
    ("msixbundle", || zip::names(&["[Content_Types].xml", "AppxMetadata/AppxBundleManifest.xml"])),
    ("msix", || zip::names(&["[Content_Types].xml", "AppxManifest.xml"])),
    ("vsix", || zip::names(&["[Content_Types].xml", "extension.vsixmanifest"])),
    ("nupkg", || zip::names(&["[Content_Types].xml", "a.nuspec"])),
    ("xpi", || zip::names(&["manifest.json", "META-INF/mozilla.rsa", "META-INF/manifest.mf"])),
    ("whl", || zip::names(&["a/__init__.txt", "a-1.dist-info/WHEEL"])),
    ("war", || zip::names(&["META-INF/MANIFEST.MF", "WEB-INF/web.xml"])),
    ("ear", || zip::names(&["META-INF/MANIFEST.MF", "META-INF/application.xml"])),
    ("jar", || zip::names(&["META-INF/MANIFEST.MF", "A.txt"])),
    ("xps", || zip::names(&["[Content_Types].xml", "FixedDocSeq.fdseq"])),
    ("oxps", || ooxml::package("application/oxps-fixeddocumentsequence+xml", &[])),
    ("3mf", || zip::names(&["[Content_Types].xml", "3D/3dmodel.model"])),
    ("kmz", || zip::names(&["doc.kml"])),
    ("opc", || zip::names(&["[Content_Types].xml", "data.txt"])),
];

pub const EXAMPLES: &[Example] = &[];
