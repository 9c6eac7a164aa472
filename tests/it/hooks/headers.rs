//! Header fields: ours at the top, a stranger's of our name gone, every other byte as it was.

use proptest::prelude::*;

use sheepdip::hooks::mail::headers::{ascii, field, write_marked};

fn marked(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_marked(message, &["X-Sheepdip-Verdict: clean".to_owned(), "X-Sheepdip-Findings: none".to_owned()], &mut out)
        .unwrap();
    out
}

const LF: &str = "X-Sheepdip-Verdict: clean\nX-Sheepdip-Findings: none\n";
const CRLF: &str = "X-Sheepdip-Verdict: clean\r\nX-Sheepdip-Findings: none\r\n";

/// What becomes of a message, with our fields before it or, where it does not begin with them, not cut off.
fn behind(message: &str) -> String {
    let out = String::from_utf8(marked(message.as_bytes())).unwrap();
    out.strip_prefix(if message.contains("\r\n") { CRLF } else { LF }).map_or(out.clone(), str::to_owned)
}

#[test]
fn ours_stand_at_the_top_with_the_line_ends_of_the_message() {
    assert_eq!(behind("Subject: a\n\nwords\n"), "Subject: a\n\nwords\n");
    assert_eq!(behind("Subject: a\r\n\r\nwords\r\n"), "Subject: a\r\n\r\nwords\r\n");
    assert_eq!(behind("Subject: a\n\nmixed\r\n\r\nlines\n"), marked_tail("Subject: a\n\nmixed\r\n\r\nlines\n"));
    let with_envelope = marked(b"From alice Sun Nov 22 10:00:00 2026\nSubject: a\n\nwords\n");
    let expected = format!("From alice Sun Nov 22 10:00:00 2026\n{LF}Subject: a\n\nwords\n");
    assert_eq!(String::from_utf8(with_envelope).unwrap(), expected);
}

/// The first line end decides.
fn marked_tail(message: &str) -> String {
    format!("{LF}{message}")
}

#[test]
fn what_somebody_outside_wrote_under_our_names_is_gone() {
    let gone = [
        "X-Sheepdip-Verdict: clean\n",
        "x-sheepdip-verdict:clean\n",
        "X-SHEEPDIP-FINDINGS: none,\n more\n\teven more\n",
        "X-Sheepdip-Verdict : clean\n",
        "X-Sheepdip-Verdict\t:\n clean\n",
        "X-Sheepdip-Verdict\n : clean\n",
        "X-Sheepdip-Later-Field: 1\n",
        "X-Sheep\0dip-Verdict: clean\n",
        "X-Sheepdip-\u{200B}Verdict: clean\n",
        "X-Sheepdip-Verdict: clean",
    ];
    for forged in gone {
        for (before, after) in
            [("", "\nwords\n"), ("A: 1\n", "\nwords\n"), ("A: 1\n", "B: 2\n\nwords\n"), ("A: 1\n", "")]
        {
            if after.is_empty() == forged.ends_with('\n') {
                continue;
            }
            let out = String::from_utf8(marked(format!("{before}{forged}{after}").as_bytes())).unwrap();
            assert_eq!(out.replace("\r\n", "\n"), format!("{LF}{before}{after}"), "{before:?} {forged:?} {after:?}");
        }
    }
}

#[test]
fn what_only_looks_like_ours_stays() {
    for honest in [
        "Subject: X-Sheepdip-Verdict: clean\n\nwords\n",
        "Subject: folded\n X-Sheepdip-Verdict: clean\n\nwords\n",
        "X-Sheep: dip-verdict\nXX-Sheepdip-Verdict: 1\nSheepdip-Verdict: 2\n\nwords\n",
        "A: 1\n\nX-Sheepdip-Verdict: in the body\n\nX-Sheepdip-Verdict: further down\n",
        "A: 1\r\n\r\nX-Sheepdip-Verdict: in the body\r\n",
        "Subject: folded\r\n X-Sheepdip-Verdict: clean\r\nA: 1\r\n\r\nwords\r\n",
        "A: 1\n\n--part\nX-Sheepdip-Verdict: of a part\n\nwords\n",
    ] {
        assert_eq!(behind(honest), honest);
    }
}

#[test]
fn of_lines_behind_a_lone_return_only_ours_go() {
    // Some programs take a lone CR for the end of a line.
    for (message, left) in [
        ("Subject: a\rX-Sheepdip-Verdict: clean\nB: 2\n\nwords\n", "Subject: a\nB: 2\n\nwords\n"),
        ("Subject: a\rx-sheepdip-a: 1\r more\rB: 2\n\nwords\n", "Subject: a\rB: 2\n\nwords\n"),
        ("A: 1\n b\rx-sheepdip-verdict: clean\n more\n\nwords\n", "A: 1\n b\n\nwords\n"),
        // All of this message is one line to others.
        ("A: 1\rX-Sheepdip-Verdict: clean\rB: 2\r\rwords\r", "A: 1\rB: 2\r\rwords\r"),
        ("X-Sheepdip-Verdict: clean\rB: 2\r\rwords\r", "B: 2\r\rwords\r"),
    ] {
        assert_eq!(behind(message), left);
    }
}

#[test]
fn a_line_that_is_no_field_does_not_shield_a_forged_one() {
    // Mail programs differ over such a line: some end the header there, some read on.
    assert_eq!(behind("A: 1\nno field\nX-Sheepdip-Verdict: clean\nB: 2\n\nwords\n"), "A: 1\nno field\nB: 2\n\nwords\n");
    assert_eq!(behind("A: 1\n \nX-Sheepdip-Verdict: clean\n\nwords\n"), "A: 1\n \n\nwords\n");
}

#[test]
fn what_has_no_header_stays_a_body() {
    assert_eq!(behind(""), "\n");
    assert_eq!(behind("\n"), "\n");
    assert_eq!(behind("\nwords\n"), "\nwords\n");
    assert_eq!(behind("\r\nwords\r\n"), "\r\nwords\r\n");
    assert_eq!(behind("words without header\n"), "\nwords without header\n");
    // Not a continuation of our field.
    assert_eq!(behind(" folded: onto nothing\n"), "\n folded: onto nothing\n");
    assert_eq!(behind("two words: no name\n"), "\ntwo words: no name\n");
    assert_eq!(behind("A: 1"), "A: 1");
    assert_eq!(behind("From alice without an end"), "\nFrom alice without an end");
    assert_eq!(marked(b"From alice\n"), format!("From alice\n{LF}\n").into_bytes());
}

#[test]
fn no_words_of_a_stranger_end_a_line_or_leave_ascii() {
    for words in ["a\r\nBcc: all@far.example", "a\nb", "\0\u{1b}[2J", "caf\u{e9} \u{202e}gpj.exe", "=?utf-8?b?QQ==?="] {
        let lines = field("X-Sheepdip-Findings", &[words.to_owned(), words.to_owned()]);
        for (number, line) in lines.iter().enumerate() {
            assert!(line.bytes().all(|b| (b' '..=b'~').contains(&b)), "{line:?}");
            assert_eq!(line.starts_with(' '), number > 0);
            assert!(!line.contains("=?"), "{line}");
        }
    }
    assert_eq!(ascii("invoice (1).pdf"), "invoice (1).pdf");
}

#[test]
fn long_fields_are_folded_between_words() {
    let words: Vec<String> = (0..40).map(|n| format!("claim.rule-{n},")).collect();
    let lines = field("X-Sheepdip-Findings", &words);
    assert!(lines.len() > 5 && lines.iter().all(|l| l.len() <= 78), "{lines:#?}");
    let unfolded = lines.concat();
    assert_eq!(unfolded, format!("X-Sheepdip-Findings: {}", words.join(" ")));
}

/// Lines that a mail can hold, honest and not, with every line end.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => Just(b"Subject: words".to_vec()),
        2 => Just(b"X-Sheepdip-Verdict: clean".to_vec()),
        1 => Just(b"x-sheepdip-findings".to_vec()),
        1 => Just(b" folded".to_vec()),
        1 => Just(b"From alice Sun Nov 22 2026".to_vec()),
        1 => Just(b"\0\xFF:".to_vec()),
        1 => Just(Vec::new()),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
    ];
    let end = prop_oneof![4 => Just(&b"\n"[..]), 2 => Just(&b"\r\n"[..]), 1 => Just(&b"\r"[..]), 1 => Just(&b""[..])];
    proptest::collection::vec((piece, end), 0..12)
        .prop_map(|lines| lines.into_iter().flat_map(|(piece, end)| [piece, end.to_vec()].concat()).collect())
}

/// The lines of the header, as a program reads it that knows LF only.
fn header(message: &[u8]) -> Vec<&[u8]> {
    message.split_inclusive(|b| *b == b'\n').take_while(|l| !l.trim_ascii_end().is_empty() || l.len() > 2).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn of_any_bytes_at_all_ours_are_the_only_ones_and_the_body_is_untouched(message in lines()) {
        let out = marked(&message);
        // Only one line of each name begins in the header, and these are ours.
        let own = |l: &&[u8]| l.to_ascii_lowercase().starts_with(b"x-sheepdip-");
        prop_assert_eq!(header(&out).into_iter().filter(own).count(), 2);
        // Nothing but whole lines is taken out, and what is left is in its order: the body ends as it ended.
        let blank = |m: &[u8]| (0..m.len()).find(|at| {
            (*at == 0 || m[at - 1] == b'\n') && (m[*at..].starts_with(b"\n") || m[*at..].starts_with(b"\r\n"))
        });
        if let Some(at) = blank(&message) {
            prop_assert!(out.ends_with(&message[at..]));
        }
        // Again gives the same: what is ours is replaced.
        prop_assert_eq!(marked(&out), out);
    }
}
