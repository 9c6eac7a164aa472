use base64::Engine as _;

use crate::forge::{Case, Example, bmff, case, fired, gif, media, noise, pe, png, svg};
use sheepdip::model::report::Verdict;

fn behind(extra: &[u8]) -> Case {
    let mut bytes = png::plain();
    bytes.extend_from_slice(extra);
    case("photo.png", bytes)
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A ZIP of one stored text.
fn archive() -> Vec<u8> {
    let fields: &[u8] =
        &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x50, 0xAC, 0x2A, 0x93, 0xD8, 2, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0];
    let mut out = [&b"PK\x03\x04"[..], fields, b"a.txthi"].concat();
    let at = out.len() as u32;
    out.extend([&b"PK\x01\x02\x14\0"[..], fields, &[0; 14], b"a.txt"].concat());
    let length = out.len() as u32 - at;
    out.extend([&b"PK\x05\x06"[..], &[0, 0, 0, 0, 1, 0, 1, 0]].concat());
    out.extend([length.to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

fn with_note(text: &str) -> Case {
    case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"tEXt", format!("Comment\0{text}").as_bytes())]))
}

pub const EXAMPLES: &[Example] = &[
    Example { rule: "hidden.something-that-runs", fires: || behind(&pe::minimal()), silent: || behind(&[0; 5000]) },
    Example { rule: "hidden.archive", fires: || behind(&archive()), silent: || behind(&png::plain()) },
    Example {
        rule: "hidden.unknown-data",
        fires: || behind(&noise(20_000)),
        silent: || behind("printer notes\n".repeat(1000).as_bytes()),
    },
    Example {
        rule: "hidden.other-data",
        fires: || behind("printer notes\n".repeat(1000).as_bytes()),
        silent: || behind(b"\r\n"),
    },
    Example {
        rule: "hidden.encoded-program",
        fires: || behind(base64(&pe::minimal()).as_bytes()),
        silent: || behind(base64(&png::plain()).as_bytes()),
    },
    Example {
        rule: "hidden.script-in-header",
        fires: || case("photo.gif", b"GIF89a=1;alert(document.cookie);//".to_vec()),
        silent: || case("photo.gif", gif::with_blocks(0x2A2F, 8, &[])),
    },
    Example {
        rule: "hidden.code-in-metadata",
        fires: || with_note("<?php system($_GET['c']); ?>"),
        silent: || with_note("How PHP works: a photo of my screen with powershell and script open"),
    },
    Example {
        rule: "hidden.command-in-metadata",
        fires: || with_note("<script>location='x'</script>"),
        silent: || with_note("My new PowerShell prompt, as seen in cmd"),
    },
];

#[test]
fn a_program_behind_a_picture_is_dangerous_with_the_right_offset() {
    let offset = png::plain().len() as u64;
    let report = behind(&pe::minimal()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    let finding = report.findings.iter().find(|f| f.rule.id == "hidden.something-that-runs").unwrap();
    assert_eq!(finding.span.unwrap().offset, offset);
    assert!(finding.proof().contains("4D 5A"), "{}", finding.proof());
}

#[test]
fn padding_before_a_hidden_program_does_not_hide_it() {
    let mut extra = vec![0; 777];
    extra.extend(pe::minimal());
    assert!(fired(&behind(&extra).examine()).contains(&"hidden.something-that-runs"));
}

#[test]
fn a_program_written_as_letters_or_masked_is_dangerous_behind_and_inside() {
    let letters = base64(&pe::minimal());
    let backwards: String = letters.trim_end_matches('=').chars().rev().collect();
    let digits: String = real_start().iter().map(|b| format!("{b:02x}")).collect();
    let masked: Vec<u8> = pe::minimal().iter().map(|b| b ^ 0x5A).collect();
    for extra in [
        letters.clone().into_bytes(),
        format!("<<BASE64_START>>{letters}<<BASE64_END>>").into_bytes(),
        backwards.into_bytes(),
        digits.into_bytes(),
        masked,
    ] {
        let report = behind(&extra).examine();
        assert!(fired(&report).contains(&"hidden.encoded-program"), "{:X?} {:?}", &extra[..8], fired(&report));
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    }
    let report = with_note(&letters).examine();
    assert!(fired(&report).contains(&"hidden.encoded-program"), "{:?}", fired(&report));
}

/// The forged header with the bytes that compilers write behind the mark.
fn real_start() -> Vec<u8> {
    let mut out = pe::minimal();
    out[2..6].copy_from_slice(&[0x90, 0, 3, 0]);
    out
}

#[test]
fn a_program_behind_bytes_of_no_type_is_still_found() {
    for junk in [noise(77), noise(9000), b"some words\n".repeat(50)] {
        let report = behind(&[junk, pe::minimal()].concat()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn prose_about_code_does_not_alarm_as_code_does() {
    for text in ["Use the <?php tag at the top of each page", "how to eval an expression in the shell"] {
        assert!(!fired(&with_note(text).examine()).contains(&"hidden.code-in-metadata"), "{text}");
    }
}

#[test]
fn the_rest_of_an_overwritten_larger_picture_does_not_alarm() {
    // What cropping a screenshot in some tools leaves behind: the end of the old pixels and its end mark.
    let rest = [noise(20_000), png::chunk(b"IEND", b"")].concat();
    assert!(!fired(&behind(&rest).examine()).contains(&"hidden.unknown-data"));
}

#[test]
fn text_behind_boxes_sound_and_drawings_is_read() {
    let film = bmff::film(b"isom", &[]);
    let sound = media::mp3_frames(8);
    let covers = [("film.mp4", film), ("song.mp3", sound), ("logo.svg", svg::logo()), ("song.png", png::plain())];
    let loads = [
        b"<?php system($_GET['c']); ?>".to_vec(),
        base64(&pe::minimal()).into_bytes(),
        base64(&pe::minimal()).bytes().rev().collect(),
    ];
    for (name, cover) in covers {
        for load in &loads {
            let report = case(name, [&cover[..], load].concat()).examine();
            let line = String::from_utf8_lossy(&load[..20]);
            assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{name} {line}: {:?}", fired(&report));
        }
        assert_eq!(case(name, cover).examine().judgement.verdict, Verdict::Clean, "{name}");
    }
}

#[test]
fn false_starts_do_not_hide_a_program_that_is_written_as_letters() {
    let real = base64(&pe::minimal());
    for decoys in ["TVqQAA ".repeat(100), format!("TVqQAA{} ", "A".repeat(200)).repeat(20)] {
        let report = behind(format!("{decoys}{real}").as_bytes()).examine();
        assert!(fired(&report).contains(&"hidden.encoded-program"), "{:?}", fired(&report));
    }
}
