//! The registry of formats, read from top to bottom: where two could match, the stricter stands first.

pub mod access;
pub mod activemime;
pub mod archives;
pub mod bmff;
pub mod bmp;
pub mod bytecode;
pub mod cab;
pub mod chm;
pub mod cpio;
pub mod data;
pub mod dimensions;
pub mod disk_images;
pub mod eicar;
pub mod elf;
pub mod encoded;
pub mod exif;
pub mod fonts;
pub mod gif;
pub mod hidden;
pub mod html;
pub mod ico;
pub mod inferred;
pub mod jpeg;
pub mod jxl;
pub mod languages;
pub mod lha;
pub mod lnk;
pub mod locked;
pub mod macho;
pub mod macros;
pub mod mail;
pub mod media;
pub mod member;
pub mod metafile;
pub mod odf;
pub mod office;
pub mod oldies;
pub mod ole;
pub mod onenote;
pub mod ooxml;
pub mod packages;
pub mod packed;
pub mod pdf;
pub mod pe;
pub mod pictures;
pub mod png;
pub mod rar;
pub mod riff;
pub mod rtf;
pub mod scripts;
pub mod sevenzip;
pub mod shortcuts;
pub mod stray;
pub mod stylesheet;
pub mod svg;
pub mod tar;
pub mod text;
pub mod text_kinds;
pub mod tiff;
pub mod tnef;
pub mod warc;
pub mod xml;
pub mod zip;
pub mod zip_apps;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::model::format::Format;
use crate::model::types::TypeInfo;

/// Every format. Within a group, and among the special cases of one type, the first match wins.
pub static FORMATS: &[&Format] = &[
    &hidden::FORMAT,
    &stray::FORMAT,
    &member::FORMAT,
    &locked::FORMAT,
    &macros::FORMAT,
    &dimensions::FORMAT,
    &eicar::FORMAT,
    // pictures and film
    &png::FORMAT,
    &jpeg::FORMAT,
    &gif::FORMAT,
    &riff::FORMAT,
    &tiff::FORMAT,
    &bmff::FORMAT,
    &jxl::FORMAT,
    // programs
    &pe::FORMAT,
    &elf::FORMAT,
    &macho::FORMAT,
    &bytecode::FORMAT,
    &chm::FORMAT,
    // documents
    &pdf::FORMAT,
    &rtf::FORMAT,
    &ole::FORMAT,
    &onenote::FORMAT,
    &activemime::FORMAT,
    // containers
    &zip::FORMAT,
    &ooxml::FORMAT,
    &odf::FORMAT,
    &zip_apps::FORMAT,
    &packed::FORMAT,
    &packages::ar::FORMAT,
    &packages::rpm::FORMAT,
    &packages::xar::FORMAT,
    &packages::crx::FORMAT,
    &cpio::FORMAT,
    &encoded::binhex::FORMAT,
    &encoded::uuencode::FORMAT,
    &encoded::yenc::FORMAT,
    &warc::FORMAT,
    &sevenzip::FORMAT,
    &rar::FORMAT,
    &cab::FORMAT,
    &lha::FORMAT,
    &oldies::FORMAT,
    &archives::FORMAT,
    &tnef::FORMAT,
    &disk_images::FORMAT,
    // marks
    &pictures::FORMAT,
    &metafile::FORMAT,
    &media::FORMAT,
    &media::sound::FORMAT,
    &media::film::FORMAT,
    &media::lists::FORMAT,
    &fonts::FORMAT,
    // a mail that quotes a key or code is a mail
    &mail::FORMAT,
    &access::FORMAT,
    &data::FORMAT,
    &inferred::FORMAT,
    &data::system::FORMAT,
    &data::keys::FORMAT,
    // weak marks: two to four bytes, checked further
    &tar::FORMAT,
    &bmp::FORMAT,
    &ico::FORMAT,
    // text and everything written in it; plain text last
    &xml::FORMAT,
    &svg::FORMAT,
    &html::FORMAT,
    &lnk::FORMAT,
    &shortcuts::FORMAT,
    &stylesheet::FORMAT,
    &scripts::FORMAT,
    &text_kinds::FORMAT,
    &text::FORMAT,
];

/// Every type, in the order in which identification tries them.
pub fn types() -> impl Iterator<Item = &'static TypeInfo> {
    FORMATS.iter().flat_map(|f| f.types.iter().copied())
}

/// The types whose parent is this one, in that order; of `None` those that have none.
pub fn below(parent: Option<&TypeInfo>) -> Cow<'static, [&'static TypeInfo]> {
    let parent = parent.map(|p| p.id);
    match index() {
        Some(index) => index.below.get(&parent).map_or(Cow::Borrowed(&[]), |types| Cow::Borrowed(types)),
        None => types().filter(|t| t.parent.map(|p| p.id) == parent).collect(),
    }
}

/// The types that bear an extension.
pub fn with_extension(extension: &str) -> Cow<'static, [&'static TypeInfo]> {
    match index() {
        Some(index) => index.extensions.get(extension).map_or(Cow::Borrowed(&[]), |types| Cow::Borrowed(types)),
        None => types().filter(|t| t.extensions.contains(&extension)).collect(),
    }
}

/// The format that declares a type.
pub fn of(content_type: &TypeInfo) -> Option<&'static Format> {
    match index() {
        Some(index) => index.formats.get(content_type.id).copied(),
        None => FORMATS.iter().copied().find(|f| f.types.iter().any(|t| t.id == content_type.id)),
    }
}

/// The registry by what it is asked for, for thousands of files or parts of one.
struct Index {
    below: HashMap<Option<&'static str>, Vec<&'static TypeInfo>>,
    extensions: HashMap<&'static str, Vec<&'static TypeInfo>>,
    formats: HashMap<&'static str, &'static Format>,
}

/// How many questions are answered by looking through the registry: for a single picture that is sooner done than an
/// index is made.
const WITHOUT_INDEX: u32 = 64;
static ASKED: AtomicU32 = AtomicU32::new(0);
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let (mut below, mut extensions) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
    for info in types() {
        below.entry(info.parent.map(|p| p.id)).or_default().push(info);
        for extension in info.extensions {
            extensions.entry(*extension).or_default().push(info);
        }
    }
    let formats = FORMATS.iter().rev().flat_map(|f| f.types.iter().map(|t| (t.id, *f))).collect();
    Index { below, extensions, formats }
});

fn index() -> Option<&'static Index> {
    if ASKED.load(Ordering::Relaxed) < WITHOUT_INDEX {
        ASKED.fetch_add(1, Ordering::Relaxed);
        return None;
    }
    Some(&INDEX)
}
