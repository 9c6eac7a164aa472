//! Packages that install software: named by their first bytes.

use crate::model::types::{Nature, TypeInfo};

/// What stays unread.
const CLOSED: &str = "the package was not opened by this version";

pub(super) static DEB: TypeInfo =
    TypeInfo::new("deb", "Debian package", Nature::Program, |p| p.starts(b"!<arch>\ndebian-binary"))
        .mimes(&["application/vnd.debian.binary-package"])
        .extensions(&["deb", "udeb"])
        .begins("21 3C 61 72 63 68 3E (\"!<arch>\")")
        .not_opened(CLOSED);

pub(super) static AR: TypeInfo = TypeInfo::new("ar", "ar archive (program library)", Nature::Data, |p| {
    p.starts(b"!<arch>\n") || p.starts(b"!<thin>\n")
})
.mimes(&["application/x-archive"])
.extensions(&["a", "ar", "lib"])
.begins("21 3C 61 72 63 68 3E (\"!<arch>\")")
.not_opened(CLOSED);

pub(super) static JMOD: TypeInfo = TypeInfo::new("jmod", "Java module", Nature::Program, |p| p.starts(b"JM\x01\0PK"))
    .mimes(&["application/x-jmod"])
    .extensions(&["jmod"])
    .begins("4A 4D 01 00 (\"JM\")")
    .not_opened(CLOSED);

pub(super) static RPM: TypeInfo =
    TypeInfo::new("rpm", "RPM package", Nature::Program, |p| p.starts(b"\xED\xAB\xEE\xDB"))
        .mimes(&["application/x-rpm"])
        .extensions(&["rpm"])
        .begins("ED AB EE DB")
        .not_opened(CLOSED);

pub(super) static XAR: TypeInfo =
    TypeInfo::new("xar", "macOS installer package (XAR)", Nature::Program, |p| p.starts(b"xar!\0"))
        .mimes(&["application/x-xar", "application/vnd.apple.installer+xml"])
        .extensions(&["pkg", "xar", "mpkg"])
        .begins("78 61 72 21 (\"xar!\")")
        .not_opened(CLOSED);

pub(super) static CRX: TypeInfo = TypeInfo::new("crx", "Chrome extension", Nature::Program, |p| p.starts(b"Cr24"))
    .mimes(&["application/x-chrome-extension"])
    .extensions(&["crx"])
    .begins("43 72 32 34 (\"Cr24\")")
    .not_opened(CLOSED);

pub(super) static FLATPAK: TypeInfo =
    TypeInfo::new("flatpak", "Flatpak bundle", Nature::Program, |p| p.starts(b"flatpak\0") || p.starts(b"xdg-app\0"))
        .mimes(&["application/vnd.flatpak"])
        .extensions(&["flatpak"])
        .begins("66 6C 61 74 70 61 6B (\"flatpak\")")
        .not_opened(CLOSED);

pub(super) static INSTALLSHIELD: TypeInfo =
    TypeInfo::new("installshield-cab", "InstallShield cabinet", Nature::Container, |p| p.starts(b"ISc("))
        .begins("49 53 63 28 (\"ISc(\")")
        .not_opened(CLOSED);
