use crate::forge::tnef::{HEAD, attribute, of, properties, property, rtf, wide};
use crate::forge::{Specimen, case, fired, mail, pe, png};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[("tnef", || of("PHOTO~1.PNG", "photo.png", &png::plain()))];

fn named(report: &FileReport) -> Vec<&str> {
    report.artifacts[1..].iter().filter_map(|a| a.claim.name.as_ref()).map(sheepdip::model::name::Name::text).collect()
}

#[test]
fn an_honest_bundle_is_clean_and_names_its_attachment_in_full() {
    let report = case("winmail.dat", of("PHOTO~1.PNG", "photo.png", &png::plain())).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(named(&report), ["photo.png"]);
}

#[test]
fn a_program_in_a_bundle_in_a_mail_is_found_under_its_name() {
    let bundle = of("PHOTO~1.JPG", "photo.jpg", &pe::minimal());
    let report = case("a.eml", mail::mixed(&[mail::attached("winmail.dat", &bundle)])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn the_data_may_stand_among_the_properties() {
    for kind in [0x102, 0x0D] {
        let mut value = if kind == 0x0D { vec![7; 16] } else { Vec::new() };
        value.extend(pe::minimal());
        let list = properties(&[property(0x3704, 0x1E, b"photo.jpg\0"), property(0x3701, kind, &value)]);
        let bytes = [HEAD.to_vec(), attribute(2, 0x0006_9002, &[0; 14]), attribute(2, 0x0006_9005, &list)].concat();
        assert_eq!(case("winmail.dat", bytes).examine().judgement.verdict, Verdict::Dangerous, "{kind:x}");
    }
}

#[test]
fn bodies_are_examined_and_their_words_are_offered() {
    let list = properties(&[
        property(0x0037, 0x1F, &wide("Invoice")),
        property(0x1009, 0x102, &rtf(b"{\\rtf1 The password is Sommer2026}")),
        property(0x1000, 0x1F, &wide("See https://files.invalid/invoice.pdf.exe")),
    ]);
    let bytes = [
        HEAD.to_vec(),
        attribute(1, 0x0006_9003, &list),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0006_800F, b"words\n"),
    ]
    .concat();
    let report = case("winmail.dat", bytes).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "rtf"), "{:?}", report.artifacts);
    assert!(fired(&report).contains(&"mail.link-trap"), "{:?}", fired(&report));
    let facts: Vec<_> = report.artifacts[0].facts.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert!(facts.contains(&"subject=Invoice".to_owned()), "{facts:?}");
    assert!(facts.iter().any(|f| f.starts_with("password named=Sommer2026")), "{facts:?}");
}

#[test]
fn a_cut_bundle_is_never_clean() {
    let whole = of("A.PNG", "a.png", &png::plain());
    for length in 7..whole.len() {
        let verdict = case("winmail.dat", &whole[..length]).examine().judgement.verdict;
        let ends: Vec<usize> = sheepdip::parse::tnef::attributes(&whole).0.iter().map(|a| a.data.end + 2).collect();
        // Between two attributes nothing says that more should follow.
        assert!(verdict != Verdict::Clean || ends.contains(&length), "cut at {length}");
    }
}

#[test]
fn lengths_that_lie_are_gaps() {
    for length in [0u32, 1, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        let mut bytes = of("A.PNG", "a.png", &png::plain());
        bytes[11..15].copy_from_slice(&length.to_le_bytes());
        assert_ne!(case("winmail.dat", bytes).examine().judgement.verdict, Verdict::Clean, "{length}");
        let mut list = properties(&[property(0x3707, 0x1F, &wide("a.png"))]);
        list[12..16].copy_from_slice(&length.to_le_bytes());
        let bytes = [HEAD.to_vec(), attribute(2, 0x0006_9005, &list)].concat();
        case("winmail.dat", bytes).examine();
    }
}

#[test]
fn compressed_text_that_repeats_is_unpacked() {
    // Three letters, then a token that repeats them from the dictionary.
    let mut packed = vec![0b0001_1000, b'a', b'b', b'c'];
    packed.extend(((207u16 << 4) | 4).to_be_bytes());
    packed.extend((216u16 << 4).to_be_bytes());
    let bytes = [&(packed.len() as u32 + 12).to_le_bytes()[..], &9u32.to_le_bytes(), b"LZFu\0\0\0\0", &packed].concat();
    assert_eq!(sheepdip::parse::lzfu::unpack(&bytes), Some((b"abcabcabc".to_vec(), true)));
    for length in 0..bytes.len() {
        sheepdip::parse::lzfu::unpack(&bytes[..length]);
    }
}
