//! Packages that install software, named by their first bytes and not opened.

use crate::model::types::{Nature, TypeInfo};

/// What stays unread.
const CLOSED: &str = "the package was not opened by this version";

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
