use crate::forge::mail::{attached, mixed, text};
use crate::forge::{Case, Example, case, fired, ole, pdf, pe, zip};
use sheepdip::model::report::Verdict;

fn mail(words: &str, name: &str, bytes: &[u8]) -> Case {
    case("a.eml", mixed(&[text(words), attached(name, bytes)]))
}

/// A document that nobody can open without its password.
fn locked() -> Vec<u8> {
    let mut word = vec![0; 64];
    word[11] = 1;
    ole::of(&[("/WordDocument", &word)])
}

fn pair(bait: &str, name: &str) -> Case {
    case("a.zip", zip::archive(&[zip::stored(bait, pdf::plain()), zip::stored(name, pe::minimal())]))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "relations.lone-program",
        fires: || case("photo.zip", zip::of("photo.exe", pe::minimal())),
        silent: || {
            case(
                "tools.zip",
                zip::archive(&[zip::stored("a.exe", pe::minimal()), zip::stored("readme.txt", "words\n")]),
            )
        },
    },
    Example {
        rule: "relations.mailed-lone-program",
        fires: || mail("See the photo.\r\n", "photo.zip", &zip::of("photo.exe", pe::minimal())),
        silent: || {
            let script = "#!/bin/sh\nset -e\necho building\nmake all\n";
            mail("The build script, as we said.\r\n", "build.zip", &zip::of("build.sh", script))
        },
    },
    Example {
        rule: "relations.bait-beside-program",
        fires: || pair("invoice.pdf", "Invoice.exe"),
        silent: || pair("manual.pdf", "tool.exe"),
    },
    Example {
        rule: "relations.locked-beside-password",
        fires: || mail("The password is Sommer2026\r\n", "a.doc", &locked()),
        silent: || mail("The password is your birth date, sent separately.\r\n", "a.doc", &locked()),
    },
    Example {
        rule: "relations.locked-password-elsewhere",
        fires: || mail("The password is your birth date, sent separately.\r\n", "a.doc", &locked()),
        silent: || mail("The minutes of our meeting.\r\n", "a.doc", &locked()),
    },
];

#[test]
fn an_archive_in_an_archive_in_a_mail_is_as_bad() {
    let outer = zip::of("inner.zip", zip::of("photo.exe", pe::minimal()));
    let report = mail("See the photo.\r\n", "photo.zip", &outer).examine();
    assert!(fired(&report).contains(&"relations.mailed-lone-program"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}
