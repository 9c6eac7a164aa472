//! The registry of formats, read from top to bottom: where two could match, the stricter stands first.

pub mod archives;
pub mod bmff;
pub mod bmp;
pub mod bytecode;
pub mod chm;
pub mod data;
pub mod dimensions;
pub mod disk_images;
pub mod eicar;
pub mod elf;
pub mod exif;
pub mod fonts;
pub mod gif;
pub mod gzip;
pub mod hidden;
pub mod html;
pub mod ico;
pub mod inferred;
pub mod jpeg;
pub mod jxl;
pub mod languages;
pub mod lnk;
pub mod locked;
pub mod macho;
pub mod media;
pub mod member;
pub mod messages;
pub mod metafile;
pub mod odf;
pub mod ole;
pub mod onenote;
pub mod ooxml;
pub mod pdf;
pub mod pe;
pub mod pictures;
pub mod png;
pub mod riff;
pub mod rtf;
pub mod scripts;
pub mod shortcuts;
pub mod stray;
pub mod svg;
pub mod tar;
pub mod text;
pub mod text_kinds;
pub mod tiff;
pub mod xml;
pub mod zip;
pub mod zip_apps;

use crate::model::format::Format;
use crate::model::types::TypeInfo;

/// Every format. Within a group, and among the special cases of one type, the first match wins.
pub static FORMATS: &[&Format] = &[
    &hidden::FORMAT,
    &stray::FORMAT,
    &member::FORMAT,
    &locked::FORMAT,
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
    // containers
    &zip::FORMAT,
    &ooxml::FORMAT,
    &odf::FORMAT,
    &zip_apps::FORMAT,
    &gzip::FORMAT,
    &archives::FORMAT,
    &disk_images::FORMAT,
    // marks
    &pictures::FORMAT,
    &metafile::FORMAT,
    &media::FORMAT,
    &media::sound::FORMAT,
    &media::film::FORMAT,
    &media::lists::FORMAT,
    &fonts::FORMAT,
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
    &messages::FORMAT,
    &lnk::FORMAT,
    &shortcuts::FORMAT,
    &scripts::FORMAT,
    &text_kinds::FORMAT,
    &text::FORMAT,
];

/// Every type, in the order in which identification tries them.
pub fn types() -> impl Iterator<Item = &'static TypeInfo> {
    FORMATS.iter().flat_map(|f| f.types.iter().copied())
}

/// The format that declares a type.
pub fn of(content_type: &TypeInfo) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|f| f.types.iter().any(|t| std::ptr::eq(*t, content_type)))
}
