use crate::forge::mail::{attached, base64, message, mixed, part, text};
use crate::forge::{Case, Example, Specimen, case, fired, mail, pe, png, type_of};
use sheepdip::formats::mail::passwords::spoken;
use sheepdip::model::report::{FileReport, Verdict};

const MAIL: &str = "Received: from a.invalid by b.invalid; Mon, 1 Jun 2026 10:00:00 +0000\nFrom: a@a.invalid\n\
                    To: b@b.invalid\nSubject: hello\nDate: Mon, 1 Jun 2026 10:00:00 +0000\nMIME-Version: 1.0\n\
                    Content-Type: text/plain\n\nHello\n";
const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A B\r\nEND:VCARD\r\n";

pub const SPECIMENS: &[Specimen] = &[
    ("eml", || MAIL.as_bytes().to_vec()),
    ("eml-raw", || {
        let header = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n";
        message(header, [0u8, 1, 2, 3].repeat(200))
    }),
    ("emlx", || format!("{}\n{MAIL}<?xml version=\"1.0\"?><plist/>", MAIL.len()).into_bytes()),
    ("mbox", || format!("From a@a.invalid Mon Jun  1 10:00:00 2026\n{MAIL}").into_bytes()),
    ("mhtml", || {
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://x.invalid/\nSubject: x\nMIME-Version: 1.0\n\
          Content-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"x\"\n\n--x\n\nhi\n--x--\n"
            .to_vec()
    }),
    ("ics", || b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n".to_vec()),
    ("vcf", || CARD.as_bytes().to_vec()),
];

fn names(header: &str, bytes: &[u8]) -> Case {
    let header = format!("{header}Content-Transfer-Encoding: base64\r\n");
    case("a.eml", mixed(&[text("See the attachment.\r\n"), part(&header, base64(bytes))]))
}

fn says(words: &str) -> Case {
    case("a.eml", message("Content-Type: text/plain\r\n", words))
}

/// A message that lacks the mark behind its last part.
fn without_end(parts: &[Vec<u8>]) -> Case {
    let mail = mixed(parts);
    let end = mail.len() - b"--b1--\r\n".len();
    case("a.eml", &mail[..end])
}

/// A message with a program in Base64 between the end mark of its parts and its own end.
fn behind_the_end(bytes: &[u8]) -> Case {
    let mut mail = mixed(&[text("Hello\r\n")]);
    mail.extend(b"\r\n");
    mail.extend(attached("photo.jpg", bytes));
    case("a.eml", mail)
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "mail.two-names",
        fires: || {
            let header = "Content-Type: image/png; name=\"photo.exe\"\r\n\
                          Content-Disposition: attachment; filename=\"photo.png\"\r\n";
            names(header, &png::plain())
        },
        silent: || {
            let header = "Content-Type: image/png; name=\"photo.png\"\r\n\
                          Content-Disposition: attachment; filename=\"Photo 1.png\"\r\n";
            names(header, &png::plain())
        },
    },
    Example {
        rule: "mail.two-readings",
        fires: || case("a.eml", message("Content-Type: text/plain\r\nContent-Type: text/html\r\n", "<p>Hello</p>\r\n")),
        silent: || {
            case("a.eml", message("Content-Type: text/plain\r\nContent-Type: text/plain\r\n", "Hello there\r\n"))
        },
    },
    Example {
        rule: "mail.no-end",
        fires: || without_end(&[text("Hello\r\n"), attached("photo.png", &png::plain())]),
        silent: || case("a.eml", mixed(&[text("Hello\r\n"), attached("photo.png", &png::plain())])),
    },
    Example {
        rule: "mail.hidden-part",
        fires: || behind_the_end(&pe::minimal()),
        silent: || behind_the_end(&png::plain()),
    },
    Example {
        rule: "mail.encoded-program",
        fires: || says(&format!("Hello\r\n\r\n{}\r\n", base64(&pe::minimal()))),
        silent: || says(&format!("Hello\r\n\r\n{}\r\n", base64(&png::plain().repeat(4)))),
    },
    Example {
        rule: "mail.link-trap",
        fires: || says("Your invoice: https://files.invalid/invoice.pdf.exe\r\n"),
        silent: || says("The new version: https://www.python.org/ftp/python/3.13.0/python-3.13.0.exe\r\n"),
    },
    Example {
        rule: "mail.link-to-program",
        fires: || says("The new version: https://www.python.org/ftp/python/3.13.0/python-3.13.0.exe\r\n"),
        silent: || says("Look at https://www.python.org/downloads/index.html and mail me at a@b.com.\r\n"),
    },
];

fn verdict(bytes: impl Into<Vec<u8>>) -> Verdict {
    case("a.eml", bytes).examine().judgement.verdict
}

fn has(report: &FileReport, id: &str) -> bool {
    report.artifacts.iter().any(|a| a.content_type.id == id)
}

/// Whether a program is found in the message.
#[track_caller]
fn finds(bytes: impl Into<Vec<u8>>) {
    let report = case("a.eml", bytes).examine();
    assert!(has(&report, "pe"), "{:?} {:?} {:?}", report.artifacts, fired(&report), report.gaps);
    assert!(report.judgement.verdict >= Verdict::Suspicious);
}

fn named(report: &FileReport) -> Vec<&str> {
    report.artifacts[1..].iter().filter_map(|a| a.claim.name.as_ref()).map(sheepdip::model::name::Name::text).collect()
}

#[test]
fn an_honest_mail_is_clean() {
    let bytes = mixed(&[text("Hello, see the picture.\r\n"), attached("photo.png", &png::plain())]);
    let report = case("a.eml", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts.len(), 3);
    let facts: Vec<_> = report.artifacts[0].facts.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(facts, ["subject=hello", "from=A <a@a.invalid>", "attachments=1"]);
}

#[test]
fn a_memo_and_a_list_of_settings_are_no_mails() {
    let memo = "From: the board\nTo: everybody\n\nWe are closed on Monday.\n";
    assert_eq!(type_of(&case("memo.txt", memo).examine()), "text");
    let settings = "Package: x\nVersion: 1\nDate: today\nMaintainer: a\n\n";
    assert_ne!(type_of(&case("control", settings).examine()), "eml");
    let talk = "The header reads\nContent-Type: multipart/mixed; boundary=x\nand then --x follows.\n";
    assert_eq!(type_of(&case("talk.txt", talk).examine()), "text");
}

#[test]
fn what_is_named_a_mail_but_is_none_to_us_is_a_gap() {
    let words = "Some words, and then more of them.\n";
    assert_eq!(verdict(words), Verdict::Unexamined);
    assert_eq!(case("a.txt", words).examine().judgement.verdict, Verdict::Clean);
    assert_eq!(case("a.mbox", words).examine().judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_cut_mail_is_never_clean() {
    let whole = mixed(&[text("Hello.\r\n"), attached("photo.png", &png::plain())]);
    let first = memchr::memmem::find(&whole, b"--b1").unwrap();
    let mut told = 0;
    for length in first + 6..whole.len() - 6 {
        let report = case("a.eml", &whole[..length]).examine();
        if report.judgement.verdict == Verdict::Clean {
            // Behind the end of a line of text, or of the whole picture, nothing shows that something is missing.
            let end = whole[..length].trim_ascii_end();
            assert!(whole[..length].ends_with(b"\n") || end.ends_with(b"\n--b1"), "cut at {length}");
            assert!(fired(&report).contains(&"mail.no-end"), "cut at {length}");
            told += 1;
        }
    }
    assert!(told < 10, "{told}");
}

#[test]
fn a_mail_without_end_mark_is_whole_where_its_last_part_is() {
    let clean = |parts: &[Vec<u8>]| without_end(parts).examine().judgement.verdict == Verdict::Clean;
    assert!(clean(&[text("Hello\r\n")]));
    assert!(clean(&[text("Hello\r\n"), attached("photo.png", &png::plain())]));
    // Full lines up to the end, a line break that is announced, bytes of no text: more may have followed.
    let lines = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElK\r\n".repeat(3);
    let base64 = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n";
    let quoted = "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    assert!(!clean(&[part(base64, &lines)]));
    assert!(clean(&[part(base64, format!("{lines}QUJD\r\n"))]));
    assert!(!clean(&[part(base64, format!("{lines}QUJDR\r\n"))]));
    assert!(!clean(&[part(quoted, "Hello =\r\n")]));
    assert!(!clean(&[part("Content-Type: application/octet-stream\r\n", "Hello\r\n")]));
}

#[test]
fn a_small_header_makes_a_message_of_what_is_named_as_one() {
    let mail = "Content-Type: text/html\n\nhello <a href=\"https://www.example.org/\">hello</a>\n";
    let report = case("a.eml", mail).examine();
    assert_eq!((type_of(&report), report.judgement.verdict), ("eml", Verdict::Clean), "{:?}", report.gaps);
    assert_ne!(type_of(&case("a.txt", mail).examine()), "eml");
    let hidden = format!("Content-Transfer-Encoding: base64\n\n{}\n", base64(&pe::minimal()));
    finds(hidden);
}

#[test]
fn names_are_decoded_before_they_are_judged() {
    for (header, name) in [
        ("Content-Type: image/jpeg; name=\"=?utf-8?B?cGhvdG8uanBn?=\"\r\n", "photo.jpg"),
        ("Content-Disposition: attachment; filename*=utf-8''photo%2Ejpg\r\n", "photo.jpg"),
        ("Content-Disposition: attachment; filename*0=\"pho\"; filename*1*=to%2e; filename*2=jpg\r\n", "photo.jpg"),
        ("Content-Disposition: attachment; filename=photo of you.jpg\r\n", "photo of you.jpg"),
        ("Content-Disposition: attachment; filename=\"photo\r\n .jpg\"\r\n", "photo .jpg"),
        ("Content-Disposition: attachment (a \"comment\"); filename=\"photo.jpg\r\n", "photo.jpg"),
        ("Content-Type: image/jpeg; name==?iso-2022-jp?B?GyRCPEw/PxsoQi5qcGc=?=\r\n", "写真.jpg"),
        ("Content-Type: image/jpeg;\r\n name=\"=?utf-8?Q?ph=6F?=\r\n =?utf-8?Q?to.jpg?=\"\r\n", "photo.jpg"),
    ] {
        let report = names(header, &pe::minimal()).examine();
        assert!(named(&report).contains(&name), "{header}: {:?}", named(&report));
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{header}: {:?}", fired(&report));
    }
}

#[test]
fn a_part_whose_declared_type_lies_is_dangerous() {
    let header = "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n";
    let report = case("a.eml", mixed(&[part(header, base64(&pe::minimal()))])).examine();
    assert!(fired(&report).contains(&"claim.declared-type-hides-program"), "{:?}", fired(&report));
}

#[test]
fn encodings_are_read_as_forgivingly_as_programs_do() {
    let program = pe::minimal();
    let letters = base64(&program);
    let plain: String = letters.split("\r\n").collect();
    let junk: String =
        plain.chars().enumerate().flat_map(|(i, c)| [Some(c), (i % 30 == 7).then_some('!')]).flatten().collect();
    let padded = format!("SGk=\r\n{letters}");
    for (encoding, body) in [
        ("BASE64", letters.clone()),
        ("base64 ", letters.clone()),
        ("\"base64\"", letters.clone()),
        ("base64 (as ever)", letters.clone()),
        ("x-base64", letters.clone()),
        ("nonsense", letters.clone()),
        ("7bit", letters.clone()),
        ("base64", junk),
        ("base64", padded),
        ("base64", plain.clone()),
        ("base64", plain.chars().map(|c| format!("{c} ")).collect()),
    ] {
        let header = format!("Content-Type: text/plain\r\nContent-Transfer-Encoding: {encoding}\r\n");
        let report = case("a.eml", mixed(&[part(&header, &body)])).examine();
        assert!(has(&report, "pe"), "{encoding}: {:?}", report.artifacts);
    }
    let quoted: String = program
        .iter()
        .map(|b| format!("={b:02x}"))
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|l| l.concat() + "= \r\n")
        .collect();
    finds(mixed(&[part("Content-Type: image/png\r\nContent-Transfer-Encoding: Quoted-Printable\r\n", quoted)]));
}

#[test]
fn two_declared_encodings_are_both_tried() {
    let header = "Content-Type: image/png\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n";
    finds(mixed(&[part(header, base64(&pe::minimal()))]));
}

#[test]
fn boundaries_are_found_in_every_way_in_which_programs_find_them() {
    let inner = attached("a.bin", &pe::minimal());
    let body = |boundary: &str, close: &str| {
        [format!("--{boundary}\r\n").as_bytes(), &inner, format!("\r\n--{boundary}{close}\r\n").as_bytes()].concat()
    };
    for (header, body) in [
        ("Content-Type: multipart/mixed; boundary=b2\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed; boundary=b2\r\n", body("b2", "")),
        ("Content-Type: multipart/mixed boundary=b2\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed; boundary=\"b2\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed; boundary=b2 (words)\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed;\r\n\tboundary*0=b;\r\n\tboundary*1=2\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed; boundary=b1; boundary=b2\r\n", body("b2", "--")),
        (
            "Content-Type: multipart/mixed; boundary=b1\r\nContent-Type: multipart/mixed; boundary=b2\r\n",
            body("b2", "--"),
        ),
        ("Content-Type: multipart/mixed\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed; boundary=other\r\n", body("b2", "--")),
        ("Content-Type: multipart/mixed; boundary=\"\"\r\n", body("", "--")),
        ("Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b2\r\n", body("b2", "--")),
        (
            "Content-Type (x): multipart/mixed; boundary=b2\r\nContent-Type : multipart/mixed; boundary=b2\r\n",
            body("b2", "--"),
        ),
        ("Content-\0Type: multipart/mixed; boundary=b2\r\n", body("b2", "--")),
        ("junk without a colon\r\nContent-Type: multipart/mixed; boundary=b2\r\n", body("b2", "--")),
    ] {
        let report = case("a.eml", message(header, body)).examine();
        assert!(has(&report, "pe"), "{header:?}: {:?} {:?}", report.artifacts, report.gaps);
    }
}

#[test]
fn what_stands_in_no_part_is_examined() {
    let program = attached("a.png", &pe::minimal());
    let whole = mixed(&[text("Hello\r\n")]);
    let first = memchr::memmem::find(&whole, b"--b1").unwrap();
    finds([&whole[..first], &program, b"\r\n\r\n", &whole[first..]].concat());
    let raw = [&whole[..], b"\r\n", &pe::minimal()].concat();
    let report = case("a.eml", raw).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
    let after = [&whole[..], b"--b1\r\n", &program, b"\r\n--b1--\r\n"].concat();
    finds(after);
}

#[test]
fn line_ends_of_every_kind_are_read() {
    let crlf = String::from_utf8(mixed(&[text("Hello\r\n"), attached("a.png", &pe::minimal())])).unwrap();
    finds(crlf.replace("\r\n", "\n"));
    finds(crlf.replace("\r\n", "\r"));
    finds(crlf.replace("\r\n", "\r\r\n"));
    finds(format!("\r\n\r\n{crlf}"));
    finds(format!("\u{FEFF}{crlf}"));
    finds(format!("From a@a.invalid Mon Jun  1 10:00:00 2026\r\n{crlf}"));
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide: Vec<u8> = format!("\u{FEFF}{crlf}").encode_utf16().flat_map(order).collect();
        finds(wide);
    }
}

#[test]
fn messages_in_messages_are_opened_whatever_their_header() {
    let inner = mixed(&[attached("a.png", &pe::minimal())]);
    finds(mixed(&[part("Content-Type: message/rfc822\r\n", &inner)]));
    finds(mixed(&[part("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", base64(&inner))]));
    let small = attached("a.png", &pe::minimal());
    finds(mixed(&[part("Content-Type: message/rfc822\r\n", &small)]));
    let bare = [b"X: y\r\n".as_slice(), &small].concat();
    finds(mixed(&[part("Content-Type: message/rfc822\r\n", bare)]));
    let digest = message(
        "Content-Type: multipart/digest; boundary=d\r\n",
        [b"--d\r\n\r\n", &inner[..], b"\r\n--d--\r\n"].concat(),
    );
    finds(digest);
    let mut deep = inner;
    for _ in 0..6 {
        deep = mixed(&[part("Content-Type: message/rfc822\r\n", &deep)]);
    }
    finds(deep);
}

#[test]
fn a_million_nested_headers_end_in_a_gap_or_a_text_and_not_in_a_crash() {
    let bomb = "Content-Type: message/rfc822\r\n\r\n".repeat(60_000);
    let report = case("a.eml", bomb).examine();
    assert!(!report.judgement.complete);
    assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{:?}", report.gaps);
    let mut nested = mail::HEADER.to_owned();
    for level in 0..3000 {
        nested += &format!("Content-Type: multipart/mixed; boundary=\"n{level}\"\r\n\r\n--n{level}\r\n");
    }
    let report = case("a.eml", nested).examine();
    assert!(report.gaps.iter().any(|g| g.gap.reason.word() == "limit"), "{:?}", report.gaps);
    let many = mixed(&vec![b"\r\nx\r\n".to_vec(); 30_000]);
    let report = case("a.eml", many).examine();
    assert!(report.gaps.iter().any(|g| g.gap.reason.word() == "limit"), "{:?}", report.gaps);
}

#[test]
fn files_written_as_letters_in_a_text_are_examined() {
    let program = pe::minimal();
    let mut uu = "begin 644 photo.jpg\r\n".to_owned();
    for line in program.chunks(45) {
        uu.push(char::from(b' ' + line.len() as u8));
        for group in line.chunks(3) {
            let word = u32::from_be_bytes([0, group[0], *group.get(1).unwrap_or(&0), *group.get(2).unwrap_or(&0)]);
            uu.extend((0..4).rev().map(|i| match (word >> (6 * i)) as u8 & 0x3F {
                0 => '`',
                value => char::from(value + b' '),
            }));
        }
        uu += "\r\n";
    }
    uu += "`\r\nend\r\n";
    let report = says(&format!("Here it is:\r\n\r\n{uu}\r\nBye\r\n")).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    assert_eq!(named(&report), ["photo.jpg"]);
    assert!(has(&case("a.uue", uu).examine(), "pe"));
    let mut yenc = b"Here it is:\r\n\r\n=ybegin line=128 size=9 name=photo.jpg\r\n".to_vec();
    for line in program.chunks(128) {
        for byte in line {
            match byte.wrapping_add(42) {
                escaped @ (0 | b'\n' | b'\r' | b'=') => yenc.extend([b'=', escaped.wrapping_add(64)]),
                plain => yenc.push(plain),
            }
        }
        yenc.extend(b"\r\n");
    }
    yenc.extend(b"=yend size=9\r\n");
    let report = case("a.eml", message("Content-Type: text/plain\r\n", yenc)).examine();
    assert!(has(&report, "pe"), "{:?}", report.artifacts);
}

#[test]
fn what_is_encrypted_or_elsewhere_is_a_gap() {
    let pgp = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n";
    let multipart = message(
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=e\r\n",
        format!("--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\n\r\n{pgp}--e--\r\n"),
    );
    for (bytes, word) in [
        (multipart, "encrypted"),
        (message("Content-Type: text/plain\r\n", format!("Hello\r\n\r\n{pgp}")), "encrypted"),
        (
            message("Content-Type: message/partial; id=1; number=1; total=2\r\n", "Subject: x\r\n\r\nHello\r\n"),
            "unsupported",
        ),
        (
            message(
                "Content-Type: message/external-body; access-type=URL; URL=\"http://a.invalid/b\"\r\n",
                "Content-Type: image/png\r\n\r\n",
            ),
            "unsupported",
        ),
    ] {
        let report = case("a.eml", bytes).examine();
        assert!(report.gaps.iter().any(|g| g.gap.reason.word() == word), "{:?}", report.gaps);
    }
}

#[test]
fn pictures_of_a_saved_page_are_named_by_their_address() {
    let page = |address: &str, bytes: &[u8]| {
        let header =
            format!("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {address}\r\n");
        let body = [&part(&header, base64(bytes))[..], b"\r\n--p--\r\n"].concat();
        let head = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.invalid/\r\nMIME-Version: 1.0\r\n\
                    Content-Type: multipart/related; boundary=\"p\"\r\n\r\n--p\r\n";
        case("a.mht", [head.as_bytes(), &body].concat()).examine()
    };
    let honest = page("https://x.invalid/a/photo.png?size=3", &png::plain());
    assert_eq!((type_of(&honest), named(&honest)), ("mhtml", vec!["photo.png"]));
    assert_eq!(honest.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&honest), honest.gaps);
    assert!(named(&page("https://x.invalid/show.php", &png::plain())).is_empty());
    assert_eq!(page("https://x.invalid/photo.png", &pe::minimal()).judgement.verdict, Verdict::Dangerous);
}

#[test]
fn the_message_of_apple_mail_is_opened_and_its_length_is_not_trusted() {
    let mail = String::from_utf8(mixed(&[attached("a.png", &pe::minimal())])).unwrap();
    for length in [mail.len(), mail.len() + 5_000, 999_999_999] {
        let report = case("a.emlx", format!("{length}\n{mail}<?xml version=\"1.0\"?><plist></plist>")).examine();
        assert_eq!((type_of(&report), report.judgement.verdict), ("emlx", Verdict::Dangerous), "{length}");
        assert_eq!(report.judgement.complete, length == mail.len(), "{length}: {:?}", report.gaps);
    }
}

#[test]
fn encrypted_parts_of_every_kind_of_smime_are_gaps() {
    let object = |kind: &[u8]| {
        let body = [&[6, kind.len() as u8][..], kind, &[0xA0, 0x80], &[7; 60]].concat();
        [&[0x30, body.len() as u8][..], &body].concat()
    };
    let header = "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n";
    for kind in [
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3][..],
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 23],
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 9],
        &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 99],
    ] {
        assert_eq!(verdict(message(header, base64(&object(kind)))), Verdict::Unexamined, "{kind:?}");
    }
}

#[test]
fn a_body_of_many_megabytes_is_decoded_without_a_second_copy() {
    let mut program = pe::minimal();
    program.resize(40 << 20, 0);
    let report = case("a.eml", mixed(&[attached("photo.jpg", &program)])).examine();
    assert!(has(&report, "pe"));
    assert_eq!(report.artifacts[1].size, 40 << 20);
}

#[test]
fn every_message_of_a_mailbox_is_examined() {
    let first = String::from_utf8(mixed(&[attached("a.png", &png::plain())])).unwrap();
    let second = String::from_utf8(mixed(&[attached("b.png", &pe::minimal())])).unwrap();
    let from = "From a@a.invalid Mon Jun  1 10:00:00 2026\r\n";
    let report =
        case("a.mbox", format!("{from}{first}\r\n{from}X: small\r\n\r\nFrom here on\r\n\r\n{from}{second}")).examine();
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "3");
    assert!(has(&report, "pe") && has(&report, "png"));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_mailbox_that_is_attached_does_not_cut_its_message() {
    let from = "From a@a.invalid Mon Jun  1 10:00:00 2026\n";
    let patch = part(
        "Content-Type: text/x-diff; name=\"a.patch\"\r\n",
        format!("\n{from}From: a@a.invalid\nSubject: x\n\nwords\n"),
    );
    let mail = String::from_utf8(mixed(&[text("See the patch.\r\n"), patch])).unwrap();
    let report = case("a.mbox", format!("{from}{mail}\r\n{from}{MAIL}")).examine();
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "2");
    assert!(report.judgement.complete, "{:?}", report.gaps);
}

#[test]
fn attachments_of_cards_and_appointments_are_examined() {
    let letters: String = base64(&pe::minimal()).lines().map(|l| format!(" {l}\r\n")).collect();
    let event = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH;FMTTYPE=image/png;ENCODING=BASE64;VALUE=BINARY;\r\n \
         X-FILENAME=\"photo.png\":\r\n{letters}END:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    let report = case("a.ics", event).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", report.artifacts);
    assert_eq!(named(&report), ["photo.png"]);
    for photo in ["PHOTO;ENCODING=b;TYPE=PNG:", "PHOTO;BASE64;PNG:", "item1.PHOTO:data:image/png;base64,"] {
        let picture: String = base64(&png::plain().repeat(3)).lines().map(|l| format!(" {l}\r\n")).collect();
        let report = case("a.vcf", CARD.replace("END:", &format!("{photo}\r\n{picture}END:"))).examine();
        assert!(has(&report, "png"), "{photo}: {:?}", report.artifacts);
    }
}

#[test]
fn words_that_may_be_passwords_are_found_the_likeliest_first() {
    for (text, word) in [
        ("The password is: Sommer2026!", "Sommer2026!"),
        ("Password for the archive: abcdef", "abcdef"),
        ("Das Passwort lautet Kaffee7.", "Kaffee7"),
        ("Kennwort = geheim9", "geheim9"),
        ("Le mot de passe est « soleil44 »", "soleil44"),
        ("La contraseña es: 4444", "4444"),
        ("пароль: Лето2026", "Лето2026"),
        ("解压密码：888888", "888888"),
        ("pw: x7", "x7"),
        ("Archive password - INV883", "INV883"),
        ("password\n\n  7788", "7788"),
    ] {
        let spoken = spoken(text);
        assert!(spoken.words.iter().take(8).any(|w| w == word), "{text}: {:?}", spoken.words);
    }
    assert_eq!(spoken("The password is: Sommer2026!").named.as_deref(), Some("Sommer2026"));
    assert_eq!(spoken("Password: hunter").named.as_deref(), Some("hunter"));
    let bank = spoken("The password is your date of birth; it was sent separately.");
    assert!(bank.speaks && bank.named.is_none(), "{bank:?}");
    let code = spoken("Please reset your password in the settings, then go on.");
    assert!(code.named.is_none(), "{code:?}");
    assert_eq!(spoken("Compass and bypass, no more.").named, None);
    assert!(spoken(&"word1 ".repeat(10_000)).words.len() <= 200);
    assert!(spoken(&(0..9999).map(|n| format!("w{n} ")).collect::<String>()).words.len() <= 200);
    assert!(spoken(&format!("Password: {}", "x".repeat(5000))).words.iter().all(|w| w.len() <= 64));
}

#[test]
fn the_words_of_a_page_are_offered_too() {
    let page = "<html><body>Kennwort:&nbsp;<b>Win</b>ter12</body></html>";
    let header = "Content-Type: text/html\r\n";
    let report = case("a.eml", mixed(&[part(header, page), attached("a.png", &png::plain())])).examine();
    let fact = report.artifacts[0].facts.iter().find(|(k, _)| *k == "password named");
    assert_eq!(fact.map(|(_, v)| v.to_string()).as_deref(), Some("Winter12"));
}
