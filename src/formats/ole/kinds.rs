//! What OLE compound files are told apart by: the class of their root and the names of their streams.

use std::io::Cursor;

use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// A compound file (MS-CFB): a small file system in a file.
pub(super) static OLE: TypeInfo =
    TypeInfo::new("ole", "OLE compound file", Nature::Document, |p| p.starts(super::SIGNATURE))
        .mimes(&["application/x-ole-storage"])
        .begins("D0 CF 11 E0")
        .marks(marks);

static CRYPTED: TypeInfo = TypeInfo::new("ooxml-encrypted", "encrypted Office document", Nature::Document, |p| {
    p.has_mark("/EncryptedPackage")
})
.mimes(&["application/x-ole-storage"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static MSI: TypeInfo = TypeInfo::new("msi", "Windows installer package", Nature::Program, |p| {
    p.has_mark("clsid:000c1084-0000-0000-c000-000000000046")
})
.mimes(&["application/x-msi", "application/x-ms-installer"])
.extensions(&["msi"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static MSP: TypeInfo = TypeInfo::new("msp", "Windows installer patch", Nature::Program, |p| {
    p.has_mark("clsid:000c1086-0000-0000-c000-000000000046")
})
.mimes(&["application/x-msi"])
.extensions(&["msp"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static MST: TypeInfo = TypeInfo::new("mst", "Windows installer transform", Nature::Program, |p| {
    p.has_mark("clsid:000c1082-0000-0000-c000-000000000046")
})
.mimes(&["application/x-msi"])
.extensions(&["mst"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static MSG: TypeInfo =
    TypeInfo::new("msg", "Outlook message", Nature::Document, |p| p.has_mark("/__properties_version1.0"))
        .mimes(&["application/vnd.ms-outlook"])
        .extensions(&["msg", "oft"])
        .parent(&OLE)
        .begins("D0 CF 11 E0");

static DOC: TypeInfo =
    TypeInfo::new("doc", "Word document (97 to 2003)", Nature::Document, |p| p.has_mark("/WordDocument"))
        .mimes(&["application/msword"])
        .extensions(&["doc", "dot"])
        .parent(&OLE)
        .begins("D0 CF 11 E0");

static XLS: TypeInfo = TypeInfo::new("xls", "Excel workbook (97 to 2003)", Nature::Document, |p| {
    p.has_mark("/Workbook") || p.has_mark("/Book")
})
.mimes(&["application/vnd.ms-excel"])
.extensions(&["xls", "xlt", "xla"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static PPT: TypeInfo = TypeInfo::new("ppt", "PowerPoint presentation (97 to 2003)", Nature::Document, |p| {
    p.has_mark("/PowerPoint Document")
})
.mimes(&["application/vnd.ms-powerpoint"])
.extensions(&["ppt", "pps", "pot", "ppa"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static VSD: TypeInfo = TypeInfo::new("vsd", "Visio drawing (2003)", Nature::Document, |p| p.has_mark("/VisioDocument"))
    .mimes(&["application/vnd.visio"])
    .extensions(&["vsd", "vst", "vss"])
    .parent(&OLE)
    .begins("D0 CF 11 E0");

static PUB: TypeInfo = TypeInfo::new("pub", "Publisher document", Nature::Document, |p| {
    p.has_mark("/Quill") || p.has_mark("clsid:00021201-0000-0000-00c0-000000000046")
})
.mimes(&["application/x-mspublisher", "application/vnd.ms-publisher"])
.extensions(&["pub"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static MPP: TypeInfo = TypeInfo::new("mpp", "Project plan", Nature::Document, |p| {
    p.has_mark("clsid:74b78f3a-c8c8-11d1-be11-00c04fb6faf1") || p.has_mark("/   114") || p.has_mark("/   112")
})
.mimes(&["application/vnd.ms-project"])
.extensions(&["mpp", "mpt"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static HWP: TypeInfo =
    TypeInfo::new("hwp", "Hangul document", Nature::Document, |p| p.has_mark("/FileHeader") && p.has_mark("/BodyText"))
        .mimes(&["application/x-hwp"])
        .extensions(&["hwp"])
        .parent(&OLE)
        .begins("D0 CF 11 E0")
        .not_opened("the scripts and objects of Hangul documents were not judged by this version");

static WPS: TypeInfo = TypeInfo::new("wps", "Works document", Nature::Document, |p| {
    p.has_mark("/MatOST") || p.has_mark("/MM") && p.has_mark("/CONTENTS")
})
.mimes(&["application/vnd.ms-works"])
.extensions(&["wps"])
.parent(&OLE)
.begins("D0 CF 11 E0");

static VSMACROS: TypeInfo =
    TypeInfo::new("vsmacros", "macros for Visual Studio", Nature::Program, |p| p.has_mark("/VSM_Project_Data"))
        .extensions(&["vsmacros"])
        .parent(&OLE)
        .begins("D0 CF 11 E0");

static THUMBS: TypeInfo =
    TypeInfo::new("thumbs-db", "Windows thumbnail store", Nature::Data, |p| p.has_mark("/Catalog"))
        .extensions(&["db"])
        .parent(&OLE)
        .begins("D0 CF 11 E0");

/// In the order in which they are tried.
pub(super) static ALL: &[&TypeInfo] =
    &[&OLE, &CRYPTED, &MSI, &MSP, &MST, &MSG, &DOC, &XLS, &PPT, &VSD, &PUB, &MPP, &HWP, &WPS, &VSMACROS, &THUMBS];

/// The class of the root, and the paths of the first entries.
fn marks(probe: &Probe<'_>) -> Vec<String> {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(probe.bytes)) else { return Vec::new() };
    let mut marks = vec![format!("clsid:{}", file.root_entry().clsid())];
    marks.extend(file.read_root_storage().take(super::MOST_ENTRIES).map(|e| format!("/{}", e.name())));
    marks
}
