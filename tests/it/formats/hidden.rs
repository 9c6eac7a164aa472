use crate::forge::{Case, Example, case, fired, noise, pe, png};
use sheepdip::model::report::Verdict;

fn behind(extra: &[u8]) -> Case {
    let mut bytes = png::plain();
    bytes.extend_from_slice(extra);
    case("photo.png", bytes)
}

fn with_note(text: &str) -> Case {
    case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"tEXt", format!("Comment\0{text}").as_bytes())]))
}

pub const EXAMPLES: &[Example] = &[
    Example { rule: "hidden.something-that-runs", fires: || behind(&pe::minimal()), silent: || behind(&[0; 5000]) },
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
