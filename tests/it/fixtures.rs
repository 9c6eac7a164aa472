//! What a newcomer can try at once, and what sheepdip says about it (`fixtures/golden`).
//!
//! `SHEEPDIP_UPDATE=1 cargo test` builds the files anew and writes the golden reports.

use std::fs;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use crate::cli::run;
use crate::forge::{mail, noise, pe, png};
use crate::kept;

/// A file's name, and how it is made.
type Fixture = (&'static str, fn() -> Vec<u8>);

/// The files, in the order of their names.
const FILES: &[Fixture] = &[
    ("cut.png", || photo()[..1500].to_vec()),
    ("delivery.zip", delivery),
    ("letter.pdf", letter),
    ("locked.zip", locked),
    ("mail.eml", letter_by_mail),
    ("notes.txt", || NOTES.as_bytes().to_vec()),
    ("photo.png", photo),
    ("screenshot.jpg", screenshot),
];

const NOTES: &str = "Call from Mrs. Baker, 2:30 pm\n\nThe printer in room 12 shows error 49. She sends a photo of the \
                     display.\nAsked her to send a PNG or JPEG, no archive.\n";

/// A sheep on a meadow, drawn here: 320 × 200, 24-bit.
fn photo() -> Vec<u8> {
    let (width, height) = (320i64, 200i64);
    let within = |x: i64, y: i64, cx: i64, cy: i64, rx: i64, ry: i64| {
        (x - cx).pow(2) * ry.pow(2) + (y - cy).pow(2) * rx.pow(2) <= rx.pow(2) * ry.pow(2)
    };
    let mut rows = Vec::new();
    for y in 0..height {
        rows.push(0);
        for x in 0..width {
            let legs = (125..180).contains(&y) && [112, 130, 178, 196].iter().any(|l| (*l..*l + 9).contains(&x));
            let wool = within(x, y, 155, 105, 72, 44) || within(x, y, 120, 80, 30, 24) || within(x, y, 185, 78, 32, 24);
            let pixel: [u8; 3] = if within(x, y, 236, 76, 4, 4) {
                [250, 250, 250]
            } else if within(x, y, 232, 82, 24, 19) || within(x, y, 212, 68, 6, 12) {
                [40, 36, 38]
            } else if wool {
                [238, 236, 228]
            } else if legs {
                [52, 46, 44]
            } else if y < 130 {
                [150 + (y / 3) as u8, 195 + (y / 5) as u8, 240]
            } else {
                [80, 150 - (y - 130) as u8 / 2, 70]
            };
            rows.extend(pixel);
        }
    }
    let mut header = Vec::new();
    header.extend((width as u32).to_be_bytes());
    header.extend((height as u32).to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let end = png::chunk(b"IEND", b"");
    [png::SIGNATURE.to_vec(), png::chunk(b"IHDR", &header), png::chunk(b"IDAT", &png::zlib(&rows)), end].concat()
}

/// The header of a Windows program, and words where its code would be. It has no section and no entry point.
fn screenshot() -> Vec<u8> {
    let mut bytes = pe::minimal();
    let words = b"An inert example of sheepdip: a header without any code.";
    bytes[0x1A0..0x1A0 + words.len()].copy_from_slice(words);
    bytes
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An archive with a program behind a double extension; the "program" is the header without code.
fn delivery() -> Vec<u8> {
    archive(&[("readme.txt", b"Your invoice is attached.\n"), ("invoice.pdf.exe", &screenshot())])
}

/// An archive whose members are marked as encrypted; behind the mark is noise.
fn locked() -> Vec<u8> {
    let mut bytes = archive(&[("contract.pdf", &noise(600))]);
    let marks: [(&[u8], usize); 2] = [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)];
    for (mark, flags) in marks {
        let at = memchr::memmem::find(&bytes, mark).unwrap();
        bytes[at + flags] |= 1;
    }
    bytes
}

/// A message that brings the archive.
fn letter_by_mail() -> Vec<u8> {
    let words = "Dear support team,\r\n\r\nI was charged twice. Please see the invoice.\r\n\r\nKind regards\r\n";
    mail::mixed(&[mail::text(words), mail::attached("invoice.zip", &delivery())])
}

/// A page with a sentence on it.
fn letter() -> Vec<u8> {
    let text = "BT /F1 14 Tf 72 720 Td (Dear support team, the invoice of May is missing.) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    out.extend(places.iter().flat_map(|p| format!("{p:010} 00000 n \n").into_bytes()));
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

/// The paths of all fixtures, from the root of the repository; written first if they are to be.
pub fn paths() -> Vec<String> {
    for (name, make) in FILES {
        let path = kept::root("fixtures").join(name);
        if kept::updating() && fs::read(&path).ok() != Some(make()) {
            fs::write(&path, make()).unwrap();
        }
        assert!(path.is_file(), "{} is missing; SHEEPDIP_UPDATE=1 cargo test writes it", path.display());
    }
    FILES.iter().map(|(name, _)| format!("fixtures/{name}")).collect()
}

/// A report without what differs from run to run.
pub fn timeless(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let json = line.split_once("\"elapsed_ms\":").map(|(before, after)| {
            format!("{before}\"elapsed_ms\":0{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
        });
        let count = line.ends_with(['s']) && line.contains(" files, ");
        match json {
            Some(line) => out.push_str(&line),
            None if count => out.push_str(line.rsplit_once(", ").unwrap().0),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_fixtures_are_reported_as_the_golden_reports_say() {
    for (format, golden) in [("terminal", "report.txt"), ("plain", "plain.txt"), ("jsonl", "report.jsonl")] {
        let ran = run(["--format".to_owned(), format.to_owned()].into_iter().chain(paths()));
        assert_eq!((ran.code, ran.err.as_str()), (1, ""));
        kept::same(&format!("fixtures/golden/{golden}"), &timeless(&ran.out));
    }
}

#[test]
fn the_fixtures_show_each_kind_of_verdict_a_newcomer_should_see() {
    let ran = run(["--format".to_owned(), "plain".to_owned()].into_iter().chain(paths()));
    let line = |name: &str| ran.out.lines().find(|l| l.starts_with(&format!("fixtures/{name}: "))).unwrap().to_owned();
    for honest in ["letter.pdf", "notes.txt", "photo.png"] {
        assert!(line(honest).ends_with(": OK"), "{}", line(honest));
    }
    for bad in ["screenshot.jpg", "delivery.zip", "mail.eml"] {
        assert!(line(bad).ends_with(" FOUND"), "{}", line(bad));
    }
    for unread in ["cut.png", "locked.zip"] {
        assert!(line(unread).contains(": UNEXAMINED "), "{}", line(unread));
    }
}
