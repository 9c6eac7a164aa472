//! What a person sees.

use super::{case, cases, pe, png, shown};
use sheepdip::output::Style;

fn seen(style: Style, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    shown("terminal", style, &[case(name, bytes).examine()])
}

#[test]
fn a_program_named_jpg_is_told_in_a_few_lines() {
    let text = seen(Style::default(), "screenshot.jpg", pe::minimal());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "DANGEROUS  screenshot.jpg");
    assert!(lines[1].starts_with("  This is not a picture."), "{text}");
    assert!(text.contains("\n  Proof    "), "{text}");
    assert!(text.contains("4D 5A"), "{text}");
    assert!(text.contains("\n  Do now   "), "{text}");
    assert!(lines.last().unwrap().starts_with("  SHA-256  "), "{text}");
    assert!(!text.contains("claim."), "rule ids are for -v:\n{text}");
}

#[test]
fn of_one_part_only_the_worst_is_told() {
    let report = case("screenshot.jpg", pe::minimal()).examine();
    let milder = report.findings.iter().find(|f| f.rule.id == "nature.program").expect("a program is told as one");
    let text = shown("terminal", Style::default(), std::slice::from_ref(&report));
    assert!(!text.contains("Also"), "{text}");
    let verbose = shown("terminal", Style { verbose: true, ..Style::default() }, std::slice::from_ref(&report));
    assert!(verbose.contains(milder.rule.id), "{verbose}");
}

#[test]
fn a_clean_file_takes_one_line() {
    let text = seen(Style::default(), "photo.png", png::plain());
    assert_eq!(text, "nothing found  photo.png  PNG picture, 8 × 8, fully read\n");
    assert_eq!(seen(Style { quiet: true, ..Style::default() }, "photo.png", png::plain()), "");
}

#[test]
fn what_was_not_examined_is_said_with_what_to_do() {
    let whole = png::plain();
    let text = seen(Style::default(), "cut.png", &whole[..whole.len() - 20]);
    assert!(text.starts_with("NOT EXAMINED  cut.png\n  It is damaged or incomplete"), "{text}");
    assert!(text.contains("\n  Reason   The PNG is cut off"), "{text}");
    assert!(text.contains("\n  Do now   Ask the sender"), "{text}");
}

#[test]
fn lines_keep_to_the_width_and_hang_under_their_label() {
    for width in [40, 60, 110, 300] {
        let style = Style { width, ..Style::default() };
        for case in cases() {
            let text = shown("terminal", style, &[case.examine()]);
            for line in text.lines().filter(|l| !l.contains("SHA-256") && !l.starts_with("nothing found")) {
                let fits = line.chars().count() <= width.min(110) || !line.trim().contains(' ');
                assert!(fits, "{width}: {line}");
            }
        }
    }
    let text = seen(Style { width: 60, ..Style::default() }, "screenshot.jpg", pe::minimal());
    assert!(text.lines().any(|l| l.starts_with("           ") && !l.starts_with("            ")), "{text}");
}

#[test]
fn colours_only_ever_accompany_the_words() {
    let colour = Style { colour: true, ..Style::default() };
    for case in cases() {
        let painted = shown("terminal", colour, &[case.examine()]);
        let plain = shown("terminal", Style::default(), &[case.examine()]);
        assert!(!plain.contains('\u{1b}'), "{plain}");
        let mut stripped = String::new();
        for (i, part) in painted.split('\u{1b}').enumerate() {
            stripped.push_str(if i == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(stripped, plain);
    }
    assert!(seen(colour, "photo.png", png::plain()).contains('\u{1b}'));
}

#[test]
fn names_of_strangers_are_shown_escaped() {
    let text = seen(Style { verbose: true, ..Style::default() }, "a\u{202E}gpj\u{1b}[2J\n.exe", pe::minimal());
    assert!(
        text.starts_with("SUSPICIOUS  a[U+202E]gpj\\x1B[2J\\n.exe\n")
            || text.starts_with("DANGEROUS  a[U+202E]gpj\\x1B[2J\\n.exe\n"),
        "{text:?}"
    );
    assert!(!text.chars().any(|c| c != '\n' && sheepdip::model::name::is_deceptive(c)), "{text:?}");
}

#[test]
fn the_details_show_parts_hashes_and_gaps() {
    let hidden = [png::plain(), pe::minimal()].concat();
    let text = seen(Style { verbose: true, ..Style::default() }, "hidden.png", hidden);
    for word in ["Rule ", "ATT&CK", "Evidence", "Parts", "SHA-256", "Time ", "dimensions", "(pe)"] {
        assert!(text.contains(word), "{word} is missing:\n{text}");
    }
    assert!(text.contains("hidden.png → "), "{text}");
}

#[test]
fn many_files_end_with_a_count() {
    let reports: Vec<_> = cases().iter().map(crate::forge::Case::examine).collect();
    let text = shown("terminal", Style { many: true, ..Style::default() }, &reports);
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("2 dangerous, 1 suspicious, 1 not examined, 2 nothing found: 6 files, "), "{last}");
}
