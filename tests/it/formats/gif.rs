use crate::forge::{Example, Specimen, case, fired, gif, pe, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("gif", gif::plain)];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_plain_picture_is_clean_and_fully_read() {
    let honest = [
        gif::comment(b"Created with GIMP"),
        gif::application(b"NETSCAPE2.0", &[1, 0, 0]),
        gif::application(b"XMP DataXMP", b"<?xpacket begin=''?><x:xmpmeta/>"),
        vec![0x21, 0xF9, 4, 0, 10, 0, 0, 0],
    ];
    let report = case("photo.gif", gif::with_blocks(8, 8, &honest)).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(type_of(&report), "gif");
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "8 × 8");
}

#[test]
fn a_cut_picture_is_unexamined_at_every_length() {
    let whole = gif::with_blocks(8, 8, &[gif::comment(b"a comment")]);
    // Without the end mark alone it is whole: honest writers leave it out.
    assert_eq!(case("photo.gif", &whole[..whole.len() - 1]).examine().judgement.verdict, Verdict::Clean);
    for length in 6..whole.len() - 1 {
        let report = case("photo.gif", &whole[..length]).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "cut at {length}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_in_a_comment_or_behind_the_end_is_dangerous() {
    // The forged header's mark lies beyond the first sub-block.
    let mut far = pe::minimal();
    far.splice(0x40..0x40, vec![0; 0x100]);
    far[0x3C..0x40].copy_from_slice(&0x180u32.to_le_bytes());
    for bytes in [
        gif::with_blocks(8, 8, &[gif::comment(&pe::minimal())]),
        gif::with_blocks(8, 8, &[gif::comment(&far)]),
        gif::with_blocks(8, 8, &[gif::application(b"NETSCAPE2.0", &far)]),
        [gif::plain(), pe::minimal()].concat(),
    ] {
        let report = case("photo.gif", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn a_picture_that_is_a_script_too_is_dangerous() {
    let mut comment = gif::plain();
    comment[6..8].copy_from_slice(b"/*");
    comment.extend(b"*/=1;alert('x');");
    for bytes in [
        comment,
        b"GIF89a=1;alert(document.cookie);//".to_vec(),
        b"GIF89a;\n<?php system($_GET['c']); ?>\n".to_vec(),
        b"GIF89a\n<script>alert(1)</script>\n".to_vec(),
    ] {
        let report = case("photo.gif", bytes).examine();
        assert!(fired(&report).contains(&"hidden.script-in-header"), "{:?}", fired(&report));
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    }
}

#[test]
fn a_picture_of_10799_pixels_width_is_no_script() {
    let report = case("photo.gif", gif::with_blocks(10_799, 8, &[])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?}", fired(&report));
}
