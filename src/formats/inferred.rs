//! Types whose mark the `infer` crate knows and whose format we do not read: its matchers, our tree's words.
//!
//! A test holds its opinion on every forged specimen against our tree's; where the two differ the tree decides, because
//! `infer` takes two bytes for a program and any OLE file for an installer.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static BZIP3: TypeInfo =
    TypeInfo::new("bzip3", "bzip3 archive", Nature::Container, |p| infer::archive::is_bz3(p.window(0, 64)))
        .mimes(&["application/vnd.bzip3"])
        .extensions(&["bz3"])
        .begins("42 5A 33 76 31 (\"BZ3v1\")")
        .not_opened("the archive was not opened by this version");

static PAR2: TypeInfo =
    TypeInfo::new("par2", "PAR2 recovery file", Nature::Data, |p| infer::archive::is_par2(p.window(0, 64)))
        .mimes(&["application/x-par2"])
        .extensions(&["par2"])
        .begins("50 41 52 32 (\"PAR2\")")
        .by_mark();

static NES: TypeInfo =
    TypeInfo::new("nes", "Nintendo game", Nature::Data, |p| infer::archive::is_nes(p.window(0, 64)) && p.size > 16)
        .mimes(&["application/x-nintendo-nes-rom"])
        .extensions(&["nes"])
        .begins("4E 45 53 1A (\"NES\")")
        .by_mark();

static MOBI: TypeInfo =
    TypeInfo::new("mobi", "Mobipocket book", Nature::Document, |p| infer::book::is_mobi(p.window(0, 128)))
        .mimes(&["application/x-mobipocket-ebook"])
        .extensions(&["mobi", "azw", "azw3", "prc"])
        .not_opened("the pages of the book were not read by this version");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "inferred", types: &[&BZIP3, &PAR2, &NES, &MOBI], rules: &[], inspect: None, seeks: false };
