use crate::forge::{Case, Example, Specimen, case, fired, jpeg, noise, pe, type_of};
use sheepdip::model::report::Verdict;
use sheepdip::model::rule::Severity;

pub const SPECIMENS: &[Specimen] = &[("jpeg", jpeg::plain)];

pub const EXAMPLES: &[Example] = &[];

fn behind(extra: &[Vec<u8>]) -> Case {
    case("photo.jpg", [jpeg::plain(), extra.concat()].concat())
}

fn with(segment: Vec<u8>) -> Case {
    case("photo.jpg", jpeg::with_segments(8, 8, &[segment]))
}

#[test]
fn a_plain_picture_is_clean_and_fully_read() {
    let report = case("photo.jpg", jpeg::plain()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(type_of(&report), "jpeg");
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "8 × 8");
}

#[test]
fn a_cut_picture_is_unexamined_at_every_length() {
    let whole = jpeg::with_segments(8, 8, &[jpeg::segment(0xFE, b"a comment")]);
    for length in 3..whole.len() {
        let report = case("photo.jpg", &whole[..length]).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "cut at {length}: {:?}", fired(&report));
    }
}

#[test]
fn what_phones_and_cameras_append_does_not_alarm() {
    let trailers = [
        vec![0; 4000],
        vec![0xFF; 4000],
        b"\r\n".to_vec(),
        jpeg::plain(),
        [jpeg::plain(), vec![0; 100], jpeg::plain()].concat(),
        jpeg::motion_photo(),
        jpeg::samsung(&[("Image_UTC_Data", b"1514802040000")]),
        jpeg::samsung(&[("MotionPhoto_Data", &jpeg::motion_photo()), ("Depth", &jpeg::plain())]),
        [b"CANON OPTIONAL DATA\0".to_vec(), noise(20_000)].concat(),
    ];
    for trailer in trailers {
        let shown = trailer[..trailer.len().min(12)].to_vec();
        let report = behind(&[trailer]).examine();
        let worst = report.findings.iter().map(|f| f.rule.severity).max();
        assert!(worst <= Some(Severity::Info), "{shown:X?}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_behind_an_honest_trailer_is_dangerous() {
    for trailer in [
        vec![],
        vec![0xFF; 99],
        jpeg::plain(),
        jpeg::motion_photo(),
        jpeg::samsung(&[("Image_UTC_Data", b"1514802040000")]),
        noise(333),
        b"an honest note\n".repeat(9),
        noise(20_000),
    ] {
        let shown = trailer[..trailer.len().min(8)].to_vec();
        let report = behind(&[trailer, pe::minimal()]).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{shown:X?}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_inside_an_honest_trailer_is_dangerous() {
    let film = jpeg::motion_photo();
    for trailer in [
        jpeg::samsung(&[("MotionPhoto_Data", &pe::minimal())]),
        jpeg::samsung(&[("MotionPhoto_Data", &[film, pe::minimal()].concat())]),
        [pe::minimal(), jpeg::samsung(&[("Image_UTC_Data", b"1514802040000")])].concat(),
    ] {
        let report = behind(&[trailer]).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn a_program_in_any_kind_of_segment_is_dangerous() {
    for marker in [0xFE, 0xE0, 0xE1, 0xE2, 0xED, 0xEF, 0xDB] {
        for name in [&b""[..], b"Exif\0\0", b"Photoshop 3.0\0", b"ICC_PROFILE\0\x01\x01", b"MyTool\0"] {
            let report = with(jpeg::segment(marker, &[name, &pe::minimal()].concat())).examine();
            assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{marker:X} {name:?} {:?}", fired(&report));
        }
    }
}

#[test]
fn a_program_spread_over_the_pieces_of_a_profile_is_dangerous() {
    let program = [pe::minimal(), vec![0; 600]].concat();
    // The cut goes through the mark of the PE header.
    let (first, second) = program.split_at(0x82);
    let piece = |number: u8, data: &[u8]| jpeg::segment(0xE2, &[&b"ICC_PROFILE\0"[..], &[number, 2], data].concat());
    let report = case("photo.jpg", jpeg::with_segments(8, 8, &[piece(1, first), piece(2, second)])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn honest_notes_are_silent() {
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<?xpacket begin=''?><x:xmpmeta>{}</x:xmpmeta>", " ".repeat(9000));
    for segment in [
        jpeg::segment(0xFE, b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n"),
        jpeg::segment(0xFE, b"MZ is how programs begin; the <?php tag and powershell are words too"),
        jpeg::segment(0xE1, xmp.as_bytes()),
        jpeg::segment(0xE2, &[b"ICC_PROFILE\0\x01\x01".to_vec(), noise(3000)].concat()),
        jpeg::segment(0xEB, &[b"JP\0\x01\0\0\0\x01".to_vec(), noise(3000)].concat()),
        jpeg::segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x04\x1C\x02\0\0"),
    ] {
        let report = with(segment).examine();
        let alarms: Vec<_> = report.findings.iter().filter(|f| f.rule.severity > Severity::Medium).collect();
        assert!(alarms.is_empty() && report.gaps.is_empty(), "{alarms:?} {:?}", report.gaps);
    }
}

#[test]
fn a_picture_whose_first_length_opens_a_comment_is_a_script() {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, b'/', b'*'];
    bytes.extend(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    bytes.resize(4 + 0x2F2A, 0);
    bytes.extend(jpeg::segment(0xFE, b"*/=alert('x');/*"));
    bytes.extend_from_slice(&jpeg::plain()[2..]);
    let report = case("photo.jpg", bytes).examine();
    assert!(fired(&report).contains(&"hidden.script-in-header"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn fill_bytes_and_restart_marks_are_no_damage() {
    let plain = jpeg::plain();
    let filled = [&plain[..2], &[0xFF, 0xFF], &plain[2..]].concat();
    assert_eq!(case("photo.jpg", filled).examine().judgement.verdict, Verdict::Clean);
}
