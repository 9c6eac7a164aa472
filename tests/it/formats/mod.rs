//! One module per format file: its examples, its specimens, its own tests.

mod archives;
mod bmff;
mod bmp;
mod bytecode;
mod chm;
mod cpio;
mod data;
mod dimensions;
mod disk_images;
mod eicar;
mod elf;
mod encoded;
mod exif;
mod fonts;
mod gif;
mod hidden;
mod html;
mod ico;
mod inferred;
mod jpeg;
mod jxl;
mod lnk;
mod locked;
mod macho;
mod media;
mod member;
mod messages;
mod metafile;
mod odf;
mod ole;
mod onenote;
mod ooxml;
mod packages;
mod packed;
mod pdf;
mod pe;
mod pictures;
mod png;
mod riff;
mod rtf;
mod scripts;
mod shortcuts;
mod stray;
mod svg;
mod tar;
mod text;
mod text_kinds;
mod tiff;
mod xml;
mod zip;
mod zip_apps;

use crate::forge::{Example, Specimen};

/// The examples of every format.
pub const EXAMPLES: &[&[Example]] = &[
    archives::EXAMPLES,
    bmff::EXAMPLES,
    bmp::EXAMPLES,
    bytecode::EXAMPLES,
    chm::EXAMPLES,
    data::EXAMPLES,
    inferred::EXAMPLES,
    dimensions::EXAMPLES,
    disk_images::EXAMPLES,
    eicar::EXAMPLES,
    elf::EXAMPLES,
    fonts::EXAMPLES,
    gif::EXAMPLES,
    hidden::EXAMPLES,
    html::EXAMPLES,
    ico::EXAMPLES,
    jpeg::EXAMPLES,
    jxl::EXAMPLES,
    lnk::EXAMPLES,
    locked::EXAMPLES,
    macho::EXAMPLES,
    media::EXAMPLES,
    messages::EXAMPLES,
    metafile::EXAMPLES,
    odf::EXAMPLES,
    ole::EXAMPLES,
    onenote::EXAMPLES,
    ooxml::EXAMPLES,
    pdf::EXAMPLES,
    pe::EXAMPLES,
    pictures::EXAMPLES,
    png::EXAMPLES,
    riff::EXAMPLES,
    rtf::EXAMPLES,
    scripts::EXAMPLES,
    shortcuts::EXAMPLES,
    stray::EXAMPLES,
    svg::EXAMPLES,
    member::EXAMPLES,
    text::EXAMPLES,
    text_kinds::EXAMPLES,
    tiff::EXAMPLES,
    xml::EXAMPLES,
    zip::EXAMPLES,
    zip_apps::EXAMPLES,
];

/// The specimens of every format.
pub const SPECIMENS: &[&[Specimen]] = &[
    archives::SPECIMENS,
    bmff::SPECIMENS,
    bmp::SPECIMENS,
    bytecode::SPECIMENS,
    chm::SPECIMENS,
    cpio::SPECIMENS,
    data::SPECIMENS,
    inferred::SPECIMENS,
    disk_images::SPECIMENS,
    eicar::SPECIMENS,
    elf::SPECIMENS,
    encoded::SPECIMENS,
    fonts::SPECIMENS,
    gif::SPECIMENS,
    html::SPECIMENS,
    ico::SPECIMENS,
    jpeg::SPECIMENS,
    jxl::SPECIMENS,
    lnk::SPECIMENS,
    macho::SPECIMENS,
    media::SPECIMENS,
    messages::SPECIMENS,
    metafile::SPECIMENS,
    odf::SPECIMENS,
    ole::SPECIMENS,
    onenote::SPECIMENS,
    ooxml::SPECIMENS,
    packages::SPECIMENS,
    packed::SPECIMENS,
    pdf::SPECIMENS,
    pe::SPECIMENS,
    pictures::SPECIMENS,
    png::SPECIMENS,
    riff::SPECIMENS,
    rtf::SPECIMENS,
    scripts::SPECIMENS,
    shortcuts::SPECIMENS,
    svg::SPECIMENS,
    tar::SPECIMENS,
    text::SPECIMENS,
    text_kinds::SPECIMENS,
    tiff::SPECIMENS,
    xml::SPECIMENS,
    zip::SPECIMENS,
    zip_apps::SPECIMENS,
];
