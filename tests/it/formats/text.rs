use crate::forge::text::utf16;
use crate::forge::{Example, Specimen, case, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] =
    &[("text", || b"Dear team,\nhere is the picture that you asked for.\nYours\n".to_vec())];

pub const EXAMPLES: &[Example] = &[];

fn kind(bytes: impl Into<Vec<u8>>) -> &'static str {
    type_of(&case("note.txt", bytes).examine())
}

#[test]
fn text_is_text_in_every_usual_encoding() {
    assert_eq!(kind(utf16("Grüße aus Köln, und bis bald.\n", true)), "text");
    assert_eq!(kind(utf16("Greetings from Cologne, see you soon.\n", false)), "text");
    assert_eq!(kind(b"Gr\xFC\xDFe aus K\xF6ln, und bis bald.\n".to_vec()), "text");
    // Shift-JIS and GBK
    assert_eq!(kind(b"\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD screenshot 1\n".to_vec()), "text");
    assert_eq!(kind(b"\xC4\xE3\xBA\xC3, screenshot 1\n".to_vec()), "text");
}

#[test]
fn a_log_with_a_stray_zero_is_still_text() {
    let mut log = "a line of a log that says nothing much\n".repeat(20).into_bytes();
    log[100] = 0;
    assert_eq!(kind(log), "text");
}

#[test]
fn packed_bytes_are_no_text() {
    assert_eq!(kind(crate::forge::noise(4000)), "data");
}

#[test]
fn prose_that_names_commands_is_clean() {
    let prose = "To see your version, open PowerShell and run Get-Host. If it says \"access denied\", try\n\n    \
                 powershell -ExecutionPolicy Bypass -File setup.ps1\n\nas an administrator. The script downloads the \
                 package with Invoke-WebRequest and starts it. On Linux use curl https://example.invalid | sh instead, \
                 which does the same thing there.\n";
    let report = case("howto.txt", prose).examine();
    assert_eq!(type_of(&report), "text");
    assert_eq!(report.judgement.verdict, Verdict::Clean);
}
