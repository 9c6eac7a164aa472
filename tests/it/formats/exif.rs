use crate::forge::{Case, case, fired, jpeg, pe, png, tiff};
use sheepdip::model::report::Verdict;

fn photo(fields: &[tiff::Field]) -> Case {
    case("photo.jpg", jpeg::with_segments(8, 8, &[jpeg::exif(&tiff::structure(b"II\x2A\0", fields))]))
}

#[test]
fn the_camera_and_the_program_are_told() {
    let report =
        photo(&[tiff::text(271, "Canon"), tiff::text(272, "Canon EOS 5D"), tiff::text(305, "GIMP 2.10")]).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    let facts: Vec<_> = report.artifacts[0].facts.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(facts, ["camera=Canon EOS 5D", "software=GIMP 2.10", "dimensions=8 × 8"]);
}

#[test]
fn a_program_in_the_makers_note_is_dangerous() {
    let report = photo(&[tiff::bytes(37500, &pe::minimal())]).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn server_code_in_a_camera_field_is_dangerous_in_eight_and_sixteen_bits() {
    let code = "<?php system($_GET['c']); ?>";
    let wide: Vec<u8> = code.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for field in [tiff::text(271, code), (0x9C9C, 1, wide)] {
        let report = photo(&[field]).examine();
        assert!(fired(&report).contains(&"hidden.code-in-metadata"), "{:?}", fired(&report));
    }
}

#[test]
fn a_thumbnail_is_honest_and_an_archive_behind_its_end_is_not() {
    let thumbnail = |extra: &[u8]| {
        let picture = [jpeg::plain(), extra.to_vec()].concat();
        // Two fields inline, the thumbnail behind the directory as the value of a third.
        let at = 8 + 2 + 12 * 3 + 4;
        photo(&[tiff::long(513, at), tiff::long(514, picture.len() as u32), tiff::bytes(0xEA1C, &picture)])
    };
    assert_eq!(thumbnail(b"").examine().judgement.verdict, Verdict::Clean);
    let report = thumbnail(b"Rar!\x1A\x07\x01\0 something long enough").examine();
    assert!(report.artifacts.len() > 1, "the archive was handed over");
}

#[test]
fn camera_data_in_a_png_is_read_as_well() {
    let structure = tiff::structure(b"II\x2A\0", &[tiff::bytes(37500, &pe::minimal())]);
    let report = case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"eXIf", &structure)])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}
