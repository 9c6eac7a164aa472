use crate::forge::{Example, case, zip};
use sheepdip::formats::locked::{words, words_of_name};

const TEXT: &str = "Some words that nobody needs to fear.\n";

fn archive(password: &str) -> Vec<u8> {
    zip::archive(&[zip::locked(zip::deflated("notes.txt", TEXT), password)])
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "locked.password-beside",
        fires: || {
            case("a.zip", zip::archive(&[zip::stored("b.zip", archive("8Xq-2")), zip::stored("note.txt", "pw: 8Xq-2")]))
        },
        silent: || {
            case(
                "a.zip",
                zip::archive(&[zip::stored("b.zip", archive("8Xq-2")), zip::stored("note.txt", "I call you.")]),
            )
        },
    },
    Example {
        rule: "locked.usual-password",
        fires: || case("a.zip", archive("infected")).with_usual_passwords(),
        silent: || case("a.zip", archive("8Xq-2")).with_usual_passwords(),
    },
];

#[test]
fn the_words_behind_the_word_for_password_come_first() {
    for (text, word) in [
        ("Hello, the password is: Sommer2026! Bye.", "Sommer2026!"),
        ("The archive password is 4711.", "4711"),
        ("Passwort: \"blau grün\"", "blau"),
        ("pw=abc", "abc"),
        ("解压密码：abc123", "abc123"),
        ("Kennwort lautet »9Kq«", "9Kq"),
    ] {
        let words = words(text);
        assert!(words.iter().take(3).any(|w| w == word), "{text}: {words:?}");
    }
}

#[test]
fn a_long_text_without_a_password_offers_nothing_and_one_with_many_is_capped() {
    assert!(words(&"word ".repeat(1000)).is_empty());
    assert!(words(&(0..1000).map(|n| format!("password: {n}x ")).collect::<String>()).len() <= 64);
    assert!(words(&format!("password: {}", "x".repeat(10_000))).iter().all(|w| w.len() <= 64));
}

#[test]
fn a_name_offers_words_only_where_it_speaks_of_a_password() {
    assert!(words_of_name("invoice_pass_1234.zip").contains(&"1234".to_owned()));
    assert!(words_of_name("invoice_2026_1234.zip").is_empty());
    assert!(words_of_name("passport.zip").is_empty());
}
