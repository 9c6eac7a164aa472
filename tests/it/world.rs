//! Real programs of this system and of Windows, hidden in every way that we know: each must be found, with the right
//! proof. The programs are only read; nothing is written or started.

use std::fs;
use std::path::Path;

use crate::forge::{Case, bmp, case, fired, gif, gzip, jpeg, png, riff, tar, zip};
use sheepdip::model::report::Verdict;

/// Programs up to this size, in bytes: enough of them, and the test stays quick.
const LARGEST: u64 = 200_000;

fn programs(folder: &str, mark: &[u8], most: usize) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(folder).to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file()
                && found.len() < most
                && entry.metadata().is_ok_and(|m| m.len() <= LARGEST)
                && let Ok(bytes) = fs::read(&path)
                && bytes.starts_with(mark)
            {
                found.push((path.display().to_string(), bytes));
            }
        }
    }
    found
}

/// A way to hide a program, and where in the outer file its first byte then stands (where that is knowable).
type Disguise = (&'static str, fn(&[u8]) -> (Case, Option<u64>));

const NAMES: &[&str] = &[
    "photo.jpg",
    "scan.png",
    "invoice.pdf",
    "letter.docx",
    "song.mp3",
    "film.mp4",
    "picture.gif",
    "sheet.xlsx",
    "photo.jpg.exe",
    "photo\u{202E}gpj.exe",
    "invoice.pdf                                   .exe",
    "photo.jpg.",
    "photo.jpg ",
    "invoice.p\u{200B}df.exe",
    "invoice.pdf\u{2024}exe",
    "PHOTO.JPG",
    "photo.jpg.scr",
    "letter.\u{0435}xe.pdf",
];

const DISGUISES: &[Disguise] = &[
    ("behind a PNG", |program| {
        let mut bytes = png::plain();
        let at = bytes.len() as u64;
        bytes.extend_from_slice(program);
        (case("photo.png", bytes), Some(at))
    }),
    ("behind a PNG and padding", |program| {
        let mut bytes = png::plain();
        bytes.extend([0; 300]);
        let at = bytes.len() as u64;
        bytes.extend_from_slice(program);
        (case("photo.png", bytes), Some(at))
    }),
    ("behind a JPEG", |program| {
        let mut bytes = jpeg::plain();
        let at = bytes.len() as u64;
        bytes.extend_from_slice(program);
        (case("photo.jpg", bytes), Some(at))
    }),
    ("behind a GIF", |program| {
        let mut bytes = gif::plain();
        let at = bytes.len() as u64;
        bytes.extend_from_slice(program);
        (case("picture.gif", bytes), Some(at))
    }),
    ("behind a WebP", |program| {
        let mut bytes = riff::webp();
        let at = bytes.len() as u64;
        bytes.extend_from_slice(program);
        (case("photo.webp", bytes), Some(at))
    }),
    ("in the comment of a JPEG", |program| {
        let start = &program[..program.len().min(65_000)];
        (case("photo.jpg", jpeg::with_segments(8, 8, &[jpeg::segment(0xFE, start)])), Some(24))
    }),
    ("in the comment of a GIF", |program| {
        (case("picture.gif", gif::with_blocks(8, 8, &[gif::comment(program)])), None)
    }),
    ("among the pixels of a BMP", |program| {
        let pixels = [vec![0x80; 600], program.to_vec(), vec![0x80; 600]].concat();
        let side = i32::try_from(pixels.len() / 3 / 64 + 1).unwrap();
        let picture = bmp::with_gap(64, side, &[], &[pixels, vec![0x80; 400]].concat());
        (case("photo.bmp", picture), None)
    }),
    ("before a PNG", |program| {
        let mut bytes = program.to_vec();
        bytes.extend(png::plain());
        (case("photo.png", bytes), Some(0))
    }),
    ("in a text note of a PNG", |program| {
        let mut note = b"Comment\0".to_vec();
        note.extend_from_slice(program);
        (case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"tEXt", &note)])), Some(8 + 25 + 8 + 8))
    }),
    ("in a private chunk of a PNG", |program| {
        (case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"prVt", program)])), Some(8 + 25 + 8))
    }),
    ("compressed in a PNG", |program| {
        let mut note = b"Comment\0\0".to_vec();
        note.extend(png::zlib(program));
        (case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"zTXt", &note)])), None)
    }),
    ("in a zip, with a double extension", |program| (case("photos.zip", zip::of("invoice.pdf.exe", program)), None)),
    ("in a tar in a gzip, as a picture", |program| {
        (case("photos.tar.gz", gzip::of(&tar::of("photo.jpg", program))), None)
    }),
    ("in a zip in a zip", |program| (case("photos.zip", zip::of("more.zip", zip::of("photo.jpg.exe", program))), None)),
    ("in a zip, as a picture", |program| {
        (case("photos.zip", zip::archive(&[zip::deflated("photo.jpg", program)])), None)
    }),
];

fn assert_dangerous(what: &str, program: &str, case: &Case, at: Option<u64>) {
    let report = case.examine();
    assert_eq!(
        report.judgement.verdict,
        Verdict::Dangerous,
        "{program} {what}: {:?} {:?}",
        fired(&report),
        report.gaps
    );
    if let Some(at) = at {
        let high = report.findings.iter().filter(|f| f.rule.severity == sheepdip::model::rule::Severity::High);
        let places: Vec<_> = high.filter_map(|f| f.span).map(|s| s.offset).collect();
        assert!(places.contains(&at), "{program} {what}: it stands at {at}, told was {places:?}");
    }
}

fn hide_everywhere(programs: &[(String, Vec<u8>)]) {
    for (path, program) in programs {
        for name in NAMES {
            assert_dangerous(&format!("named {name:?}"), path, &case(name, program.as_slice()), None);
        }
        for (what, hide) in DISGUISES {
            let (case, at) = hide(program);
            assert_dangerous(what, path, &case, at);
        }
    }
}

#[test]
#[ignore = "needs a system full of programs in /usr/bin"]
fn two_hundred_programs_of_this_system_are_found_in_every_disguise() {
    let programs = programs("/usr/bin", b"\x7FELF", 200);
    assert_eq!(programs.len(), 200, "too few programs in /usr/bin to prove anything");
    hide_everywhere(&programs);
}

#[test]
#[ignore = "needs the Windows programs of Debian's nsis-common"]
fn windows_programs_are_found_in_every_disguise() {
    let programs = programs("/usr/share/nsis", b"MZ", 200);
    assert!(programs.len() >= 20, "too few Windows programs in /usr/share/nsis to prove anything: {}", programs.len());
    hide_everywhere(&programs);
}
