//! One module per format file: its examples, its specimens, its own tests.

mod access;
mod activemime;
mod archives;
mod bmff;
mod bmp;
mod bytecode;
mod cab;
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
mod macros;
mod mail;
mod media;
mod member;
mod metafile;
mod msi;
mod odf;
mod oldies;
mod ole;
mod onenote;
mod ooxml;
mod packages;
mod packed;
mod pdf;
mod pe;
mod pictures;
mod png;
mod rar;
mod riff;
mod rtf;
mod scripts;
mod sevenzip;
mod shortcuts;
mod stray;
mod stylesheet;
mod svg;
mod tar;
mod text;
mod text_kinds;
mod tiff;
mod tnef;
mod warc;
mod xml;
mod zip;
mod zip_apps;

use crate::forge::{Example, Specimen};

/// The examples of every format.
pub const EXAMPLES: &[&[Example]] = &[
    access::EXAMPLES,
    archives::EXAMPLES,
    bmff::EXAMPLES,
    bmp::EXAMPLES,
    bytecode::EXAMPLES,
    cab::EXAMPLES,
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
    macros::EXAMPLES,
    media::EXAMPLES,
    mail::EXAMPLES,
    metafile::EXAMPLES,
    msi::EXAMPLES,
    odf::EXAMPLES,
    oldies::EXAMPLES,
    ole::EXAMPLES,
    onenote::EXAMPLES,
    ooxml::EXAMPLES,
    pdf::EXAMPLES,
    pe::EXAMPLES,
    pictures::EXAMPLES,
    png::EXAMPLES,
    rar::EXAMPLES,
    riff::EXAMPLES,
    rtf::EXAMPLES,
    scripts::EXAMPLES,
    sevenzip::EXAMPLES,
    shortcuts::EXAMPLES,
    stray::EXAMPLES,
    stylesheet::EXAMPLES,
    svg::EXAMPLES,
    tar::EXAMPLES,
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
    access::SPECIMENS,
    activemime::SPECIMENS,
    archives::SPECIMENS,
    tnef::SPECIMENS,
    bmff::SPECIMENS,
    bmp::SPECIMENS,
    bytecode::SPECIMENS,
    cab::SPECIMENS,
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
    mail::SPECIMENS,
    metafile::SPECIMENS,
    odf::SPECIMENS,
    oldies::SPECIMENS,
    ole::SPECIMENS,
    onenote::SPECIMENS,
    ooxml::SPECIMENS,
    packages::SPECIMENS,
    packed::SPECIMENS,
    pdf::SPECIMENS,
    pe::SPECIMENS,
    pictures::SPECIMENS,
    png::SPECIMENS,
    rar::SPECIMENS,
    riff::SPECIMENS,
    rtf::SPECIMENS,
    scripts::SPECIMENS,
    sevenzip::SPECIMENS,
    shortcuts::SPECIMENS,
    stylesheet::SPECIMENS,
    svg::SPECIMENS,
    tar::SPECIMENS,
    text::SPECIMENS,
    text_kinds::SPECIMENS,
    tiff::SPECIMENS,
    warc::SPECIMENS,
    xml::SPECIMENS,
    zip::SPECIMENS,
    zip_apps::SPECIMENS,
];
