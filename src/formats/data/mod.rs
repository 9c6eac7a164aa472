//! Data files that are recognised by their marks: databases, captures, science. Keys and mail keys, and the files of
//! operating systems, stand in the modules beside.

mod cms;
pub mod keys;
pub mod system;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// The registry row.
pub static FORMAT: Format = Format { name: "data", types: TYPES, rules: &[], inspect: None, seeks: false };

/// Data by its mark.
const fn data(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Data, matches).by_mark()
}

static TYPES: &[&TypeInfo] = &[
    // Databases
    &data("sqlite", "SQLite database", |p| p.starts(b"SQLite format 3\0"))
        .mimes(&["application/vnd.sqlite3", "application/x-sqlite3"])
        .extensions(&["sqlite", "sqlite3", "db3"])
        .begins("53 51 4C 69 (\"SQLite format 3\")"),
    &data("berkeley-db", "Berkeley database", |p| {
        matches!(p.window(12, 4), b"\x62\x31\x05\0" | b"\x61\x15\x06\0" | b"\x53\x22\x04\0" | b"\x88\x09\x04\0")
            || matches!(p.window(12, 4), b"\0\x05\x31\x62" | b"\0\x06\x15\x61")
    })
    .extensions(&["bdb"]),
    &data("ese", "Windows database (ESE)", |p| p.has(4, b"\xEF\xCD\xAB\x89"))
        .extensions(&["edb", "sdb", "dit"])
        .begins("EF CD AB 89"),
    &data("pst", "Outlook mailbox", |p| p.starts(b"!BDN") && p.has(8, b"SM") || p.starts(b"!BDN") && p.has(8, b"SO"))
        .mimes(&["application/vnd.ms-outlook-pst"])
        .extensions(&["pst", "ost"])
        .begins("21 42 44 4E (\"!BDN\")")
        .not_opened("the mailbox was not opened"),
    &data("kdbx", "KeePass password safe", |p| p.starts(b"\x03\xD9\xA2\x9A"))
        .mimes(&["application/x-keepass2"])
        .extensions(&["kdbx", "kdb"])
        .begins("03 D9 A2 9A")
        .not_opened("the password safe is encrypted"),
    &data("redis", "Redis database", |p| p.starts(b"REDIS00") && p.window(7, 2).iter().all(u8::is_ascii_digit))
        .extensions(&["rdb"])
        .begins("52 45 44 49 (\"REDIS\")"),
    // Tables and science
    &data("parquet", "Parquet table", |p| p.starts(b"PAR1") && p.bytes.len() >= 12)
        .mimes(&["application/vnd.apache.parquet"])
        .extensions(&["parquet"])
        .begins("50 41 52 31 (\"PAR1\")"),
    &data("arrow", "Arrow table", |p| p.starts(b"ARROW1\0\0") || p.starts(b"FEA1"))
        .mimes(&["application/vnd.apache.arrow.file"])
        .extensions(&["arrow", "feather"])
        .begins("41 52 52 4F (\"ARROW1\")"),
    &data("avro", "Avro table", |p| {
        p.starts(b"Obj\x01") && memchr::memmem::find(p.window(0, 4096), b"avro.schema").is_some()
    })
    .mimes(&["application/avro", "avro/binary"])
    .extensions(&["avro"])
    .begins("4F 62 6A 01 (\"Obj\")"),
    &data("orc", "ORC table", |p| p.starts(b"ORC") && p.tail.ends_with(b"ORC\x17") || p.starts(b"ORC\n\x03\0\0"))
        .extensions(&["orc"])
        .begins("4F 52 43 (\"ORC\")"),
    &data("hdf5", "HDF5 data", |p| p.starts(b"\x89HDF\r\n\x1A\n") || p.has(512, b"\x89HDF\r\n\x1A\n"))
        .mimes(&["application/x-hdf5", "application/x-hdf"])
        .extensions(&["h5", "hdf5", "he5"])
        .begins("89 48 44 46 (\"HDF\")"),
    &data("hdf4", "HDF4 data", |p| p.starts(b"\x0E\x03\x13\x01"))
        .mimes(&["application/x-hdf"])
        .extensions(&["hdf", "h4"])
        .begins("0E 03 13 01"),
    &data("netcdf", "NetCDF data", |p| p.starts(b"CDF") && matches!(p.window(3, 1), [1 | 2 | 5]))
        .mimes(&["application/x-netcdf"])
        .extensions(&["nc", "cdf"])
        .begins("43 44 46 (\"CDF\")"),
    &data("npy", "NumPy array", |p| p.starts(b"\x93NUMPY") && matches!(p.window(6, 2), [1..=3, 0]))
        .extensions(&["npy"])
        .begins("93 4E 55 4D (\"NUMPY\")"),
    &data("mat", "MATLAB data", |p| p.starts(b"MATLAB 5.0 MAT-file") || p.starts(b"MATLAB 7.3 MAT-file"))
        .mimes(&["application/x-matlab-data"])
        .extensions(&["mat"])
        .begins("4D 41 54 4C (\"MATLAB\")"),
    &data("safetensors", "machine-learning weights", |p| {
        let length = p.window(0, 8).try_into().map_or(u64::MAX, u64::from_le_bytes);
        length < 100 << 20 && length.saturating_add(8) <= p.size && p.has(8, b"{\"")
    })
    .extensions(&["safetensors"]),
    &data("gguf", "language-model weights", |p| p.starts(b"GGUF") && matches!(p.window(4, 4), [1..=9, 0, 0, 0]))
        .extensions(&["gguf"])
        .begins("47 47 55 46 (\"GGUF\")"),
    &data("dicom", "medical picture (DICOM)", |p| p.has(128, b"DICM"))
        .mimes(&["application/dicom"])
        .extensions(&["dcm", "dicom"]),
    // Networks
    &data("pcap", "network capture", is_pcap)
        .mimes(&["application/vnd.tcpdump.pcap"])
        .extensions(&["pcap", "cap"])
        .begins("D4 C3 B2 A1"),
    &data("pcapng", "network capture (pcapng)", |p| {
        p.starts(b"\x0A\x0D\x0D\x0A") && matches!(p.window(8, 4), b"\x4D\x3C\x2B\x1A" | b"\x1A\x2B\x3C\x4D")
    })
    .mimes(&["application/x-pcapng"])
    .extensions(&["pcapng"])
    .begins("0A 0D 0D 0A"),
    &data("torrent", "BitTorrent list", |p| {
        p.starts(b"d")
            && memchr::memmem::find(p.window(0, 65536), b"4:infod").is_some()
            && matches!(p.window(1, 1), [b'0'..=b'9'])
    })
    .mimes(&["application/x-bittorrent"])
    .extensions(&["torrent"])
    .begins("64 38 3A 61 (\"d8:announce\")"),
    // Drawings in three dimensions
    &data("dwg", "AutoCAD drawing", |p| {
        (p.starts(b"AC10") || p.starts(b"AC1.") || p.starts(b"AC2.")) && p.window(4, 2).iter().all(u8::is_ascii_digit)
    })
    .mimes(&["image/vnd.dwg", "application/acad"])
    .extensions(&["dwg", "dwt", "dws"])
    .begins("41 43 31 30 (\"AC10\")")
    .not_opened("the drawing was not opened; it can hold macros"),
    &data("blend", "Blender scene", |p| p.starts(b"BLENDER-") || p.starts(b"BLENDER_") || p.starts(b"BLENDER17"))
        .mimes(&["application/x-blender"])
        .extensions(&["blend"])
        .begins("42 4C 45 4E (\"BLENDER\")")
        .not_opened("the scene was not opened; it can hold Python scripts"),
    &data("glb", "3D model (glTF)", |p| p.starts(b"glTF\x02\0\0\0") || p.starts(b"glTF\x01\0\0\0"))
        .mimes(&["model/gltf-binary"])
        .extensions(&["glb"])
        .begins("67 6C 54 46 (\"glTF\")"),
    &data("fbx", "3D model (FBX)", |p| p.starts(b"Kaydara FBX Binary  \0"))
        .extensions(&["fbx"])
        .begins("4B 61 79 64 (\"Kaydara FBX\")"),
];

fn is_pcap(probe: &Probe<'_>) -> bool {
    // Version 2.4, in either byte order, with times in micro- or nanoseconds.
    matches!(
        probe.window(0, 8),
        [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0]
            | [0x4D, 0x3C, 0xB2, 0xA1, 2, 0, 4, 0]
            | [0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4]
            | [0xA1, 0xB2, 0x3C, 0x4D, 0, 2, 0, 4]
    )
}
