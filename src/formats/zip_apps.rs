//! Programs, books and other things that are ZIP archives by another name: told apart by their members.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

use super::zip::ZIP;

static EPUB: TypeInfo =
    TypeInfo::new("epub", "EPUB book", Nature::Document, |p| p.has_mark("mimetype:application/epub+zip"))
        .mimes(&["application/epub+zip"])
        .extensions(&["epub"])
        .parent(&ZIP)
        .begins("50 4B 03 04 (\"PK\")");

static APK: TypeInfo = TypeInfo::new("apk", "Android app", Nature::Program, |p| {
    p.has_mark("AndroidManifest.xml")
        && (p.has_mark("classes.dex") || p.has_mark("resources.arsc") || p.has_mark("META-INF/MANIFEST.MF"))
})
.mimes(&["application/vnd.android.package-archive"])
.extensions(&["apk"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static AAB: TypeInfo = TypeInfo::new("aab", "Android app bundle", Nature::Program, |p| p.has_mark("BundleConfig.pb"))
    .extensions(&["aab"])
    .parent(&ZIP)
    .begins("50 4B 03 04 (\"PK\")");

static IPA: TypeInfo = TypeInfo::new("ipa", "iPhone app", Nature::Program, |p| {
    p.marks().iter().any(|m| m.starts_with("Payload/") && m.contains(".app/"))
})
.mimes(&["application/x-ios-app"])
.extensions(&["ipa"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static MSIX_BUNDLE: TypeInfo = TypeInfo::new("msixbundle", "Windows app bundle", Nature::Program, |p| {
    p.has_mark("AppxMetadata/AppxBundleManifest.xml")
})
.mimes(&["application/msixbundle", "application/appxbundle"])
.extensions(&["msixbundle", "appxbundle"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static MSIX: TypeInfo =
    TypeInfo::new("msix", "Windows app package", Nature::Program, |p| p.has_mark("AppxManifest.xml"))
        .mimes(&["application/msix", "application/appx"])
        .extensions(&["msix", "appx"])
        .parent(&ZIP)
        .begins("50 4B 03 04 (\"PK\")");

static VSIX: TypeInfo =
    TypeInfo::new("vsix", "Visual Studio extension", Nature::Program, |p| p.has_mark("extension.vsixmanifest"))
        .mimes(&["application/vsix"])
        .extensions(&["vsix"])
        .parent(&ZIP)
        .begins("50 4B 03 04 (\"PK\")");

static NUPKG: TypeInfo = TypeInfo::new("nupkg", "NuGet package", Nature::Program, |p| {
    p.has_mark("[Content_Types].xml") && p.marks().iter().any(|m| m.ends_with(".nuspec"))
})
.extensions(&["nupkg", "snupkg"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static XPI: TypeInfo = TypeInfo::new("xpi", "Firefox extension", Nature::Program, |p| {
    p.has_mark("install.rdf")
        || p.has_mark("manifest.json") && (p.has_mark("META-INF/mozilla.rsa") || p.has_mark("META-INF/cose.sig"))
})
.mimes(&["application/x-xpinstall"])
.extensions(&["xpi"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static WHEEL: TypeInfo = TypeInfo::new("whl", "Python package (wheel)", Nature::Program, |p| {
    p.marks().iter().any(|m| m.ends_with(".dist-info/WHEEL"))
})
.extensions(&["whl"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static WAR: TypeInfo = TypeInfo::new("war", "Java web application", Nature::Program, |p| {
    p.has_mark("WEB-INF/web.xml") || p.marks().iter().any(|m| m.starts_with("WEB-INF/classes/"))
})
.extensions(&["war"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static EAR: TypeInfo =
    TypeInfo::new("ear", "Java enterprise application", Nature::Program, |p| p.has_mark("META-INF/application.xml"))
        .extensions(&["ear"])
        .parent(&ZIP)
        .begins("50 4B 03 04 (\"PK\")");

static JAR: TypeInfo = TypeInfo::new("jar", "Java program archive", Nature::Program, |p| {
    p.marks().iter().any(|m| m.eq_ignore_ascii_case("META-INF/MANIFEST.MF"))
})
.mimes(&["application/java-archive", "application/x-java-archive"])
.extensions(&["jar"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static XPS: TypeInfo = TypeInfo::new("xps", "XPS document", Nature::Document, |p| {
    p.has_mark("FixedDocSeq.fdseq")
        || p.has_mark("FixedDocumentSequence.fdseq")
        || p.marks().iter().any(|m| m.starts_with("main:application/vnd.ms-package.xps-fixed"))
})
.mimes(&["application/vnd.ms-xpsdocument"])
.extensions(&["xps"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static OXPS: TypeInfo = TypeInfo::new("oxps", "OpenXPS document", Nature::Document, |p| {
    p.marks()
        .iter()
        .any(|m| m.starts_with("main:application/oxps-fixed") || m.starts_with("main:application/vnd.openxps"))
})
.mimes(&["application/oxps"])
.extensions(&["oxps"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static THREE_MF: TypeInfo = TypeInfo::new("3mf", "3MF model", Nature::Document, |p| {
    p.has_mark("3D/3dmodel.model")
        || p.marks().iter().any(|m| m.starts_with("main:application/vnd.ms-package.3dmanufacturing"))
})
.mimes(&["model/3mf", "application/vnd.ms-package.3dmanufacturing-3dmodel+xml"])
.extensions(&["3mf"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static KMZ: TypeInfo = TypeInfo::new("kmz", "KMZ map", Nature::Document, |p| p.has_mark("doc.kml"))
    .mimes(&["application/vnd.google-earth.kmz"])
    .extensions(&["kmz"])
    .parent(&ZIP)
    .begins("50 4B 03 04 (\"PK\")");

static OPC: TypeInfo =
    TypeInfo::new("opc", "Open Packaging file", Nature::Container, |p| p.has_mark("[Content_Types].xml"))
        .parent(&ZIP)
        .begins("50 4B 03 04 (\"PK\")");

/// The registry row. The members are examined as those of every ZIP archive.
pub static FORMAT: Format = Format {
    name: "zip_apps",
    types: &[
        &EPUB,
        &APK,
        &AAB,
        &IPA,
        &MSIX_BUNDLE,
        &MSIX,
        &VSIX,
        &NUPKG,
        &XPI,
        &WHEEL,
        &WAR,
        &EAR,
        &JAR,
        &XPS,
        &OXPS,
        &THREE_MF,
        &KMZ,
        &OPC,
    ],
    rules: &[],
    inspect: None,
    seeks: true,
};
