use crate::forge::{Example, Specimen, case, type_of};
use sheepdip::model::report::Verdict;

const MAIL: &str = "Received: from a.invalid by b.invalid; Mon, 1 Jun 2026 10:00:00 +0000\nFrom: a@a.invalid\n\
                    To: b@b.invalid\nSubject: hello\nDate: Mon, 1 Jun 2026 10:00:00 +0000\nMIME-Version: 1.0\n\
                    Content-Type: text/plain\n\nHello\n";

pub const SPECIMENS: &[Specimen] = &[
    ("eml", || MAIL.as_bytes().to_vec()),
    ("mbox", || format!("From a@a.invalid Mon Jun  1 10:00:00 2026\n{MAIL}").into_bytes()),
    ("mhtml", || {
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://x.invalid/\nSubject: x\nMIME-Version: 1.0\n\
          Content-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"x\"\n\n--x\n\nhi\n--x--\n"
            .to_vec()
    }),
    ("ics", || b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n".to_vec()),
    ("vcf", || b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A B\r\nEND:VCARD\r\n".to_vec()),
];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_mail_whose_parts_are_not_opened_is_unexamined() {
    assert_eq!(case("a.eml", MAIL).examine().judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_memo_and_a_list_of_settings_are_no_mails() {
    let memo = "From: the board\nTo: everybody\n\nWe are closed on Monday.\n";
    assert_eq!(type_of(&case("memo.txt", memo).examine()), "text");
    let settings = "Package: x\nVersion: 1\nDate: today\nMaintainer: a\n\n";
    assert_ne!(type_of(&case("control", settings).examine()), "eml");
}
