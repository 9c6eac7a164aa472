use crate::forge::{Case, Example, Specimen, case, fired, ole, pe, tnef, with_password};
use sheepdip::model::gap::GapReason;
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("ole", || ole::of(&[("/Something", b"words")])),
    ("ooxml-encrypted", || ole::of(&[("/EncryptedPackage", b"\0\0\0\0\0\0\0\0"), ("/EncryptionInfo", b"")])),
    ("msi", || ole::with_class(Some(0x000C1084_0000_0000_C000_000000000046), &[])),
    ("msp", || ole::with_class(Some(0x000C1086_0000_0000_C000_000000000046), &[])),
    ("mst", || ole::with_class(Some(0x000C1082_0000_0000_C000_000000000046), &[])),
    ("msg", || ole::of(&[("/__properties_version1.0", b"")])),
    ("doc", || ole::of(&[("/WordDocument", b"")])),
    ("xls", || ole::of(&[("/Workbook", b"")])),
    ("vsmacros", || ole::of(&[("/VSM_Project_Data/VSMPE", b"words")])),
    ("ppt", || ole::of(&[("/PowerPoint Document", b"")])),
    ("vsd", || ole::of(&[("/VisioDocument", b"")])),
    ("pub", || ole::of(&[("/Quill/QuillSub/CONTENTS", b"")])),
    ("mpp", || ole::with_class(Some(0x74B78F3A_C8C8_11D1_BE11_00C04FB6FAF1), &[])),
    ("hwp", || ole::of(&[("/FileHeader", b""), ("/BodyText/Section0", b"")])),
    ("wps", || ole::of(&[("/MatOST", b"")])),
    ("thumbs-db", || ole::of(&[("/Catalog", b"")])),
];

fn sheet(kind: u8) -> Case {
    let mut book = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0];
    book.extend([0x85, 0, 9, 0, 0, 0, 0, 0, 1, kind, 1, 0, b'x']);
    book.extend([0x0A, 0, 0, 0]);
    case("a.xls", ole::of(&[("/Workbook", &book)]))
}

fn packed(name: &str, data: &[u8]) -> Case {
    let stream = ole::package(name, data);
    case("a.doc", ole::of(&[("/WordDocument", b"x"), ("/ObjectPool/_1/\u{1}Ole10Native", &stream)]))
}

fn field(code: &str) -> Case {
    let mut text = vec![0; 64];
    text.push(0x13);
    text.extend(code.as_bytes());
    text.push(0x15);
    case("a.doc", ole::of(&[("/WordDocument", &text)]))
}

fn velvet() -> Vec<u8> {
    ole::of(&[
        ("/EncryptionInfo", include_bytes!("../../data/office/velvet.info")),
        ("/EncryptedPackage", include_bytes!("../../data/office/velvet.package")),
    ])
}

fn secret() -> Vec<u8> {
    ole::of(&[
        ("/EncryptionInfo", include_bytes!("../../data/office/secret.info")),
        ("/EncryptedPackage", include_bytes!("../../data/office/secret.package")),
    ])
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "ole.macros",
        fires: || case("a.doc", ole::of(&[("/WordDocument", b"x"), ("/Macros/VBA/dir", b"x")])),
        silent: || case("a.doc", ole::of(&[("/WordDocument", b"x"), ("/1Table", b"x")])),
    },
    Example { rule: "ole.macro-sheet", fires: || sheet(1), silent: || sheet(0) },
    Example {
        rule: "ole.program-inside",
        fires: || packed("invoice.exe", &pe::minimal()),
        silent: || packed("notes.txt", b"some words\n"),
    },
    Example { rule: "ole.default-password", fires: || case("a.xlsx", velvet()), silent: || case("a.xlsx", secret()) },
    Example { rule: "ole.dde", fires: || field(" DDEAUTO c:\\\\x.exe"), silent: || field(" DDE \\* MERGEFORMAT") },
    Example {
        rule: "ole.linked-program",
        fires: || linked("C:\\nosuch\\nothing.exe"),
        silent: || linked("C:\\nosuch\\words.txt"),
    },
    Example {
        rule: "ole.remote-template",
        fires: || template("http://203.0.113.5/a.dotm"),
        silent: || template("C:\\Templates\\Letter.dot"),
    },
    Example {
        rule: "ole.link-object",
        fires: || link("http://203.0.113.5/a.hta"),
        silent: || link("https://example.sharepoint.com/prices.xlsx"),
    },
    Example {
        rule: "ole.handler-link",
        fires: || field(" HYPERLINK \"search-ms:query=a&crumb=location:x\" "),
        silent: || field(" HYPERLINK \"https://example.com/search-ms:\" "),
    },
    Example { rule: "ole.exploit", fires: || formula(&[b'A'; 60]), silent: || formula(b"Symbol\0") },
    Example {
        rule: "ole.abused-control",
        fires: || control(0x8856_F961_340A_11D0_A96B_00C0_4FD7_05A2),
        silent: || control(0x8BD2_1D40_EC42_11CE_9E0D_00AA_0060_02F3),
    },
    Example { rule: "ole.starts-program", fires: || action(1, "calc.exe"), silent: || action(0, "calc.exe") },
    Example { rule: "ole.click-starts", fires: || action(0, "calc.exe"), silent: || action(0, "words.doc") },
];

/// A package that names a file of the reader's computer.
fn linked(path: &str) -> Case {
    let mut body = vec![2, 0];
    for text in ["name", path] {
        body.extend(text.as_bytes());
        body.push(0);
    }
    body.extend([0, 0, 1, 0, 1, 0]);
    body.extend(path.as_bytes());
    body.push(0);
    let stream = [&(body.len() as u32).to_le_bytes()[..], &body].concat();
    case("a.doc", ole::of(&[("/WordDocument", b"x"), ("/ObjectPool/_1/\u{1}Ole10Native", &stream)]))
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A document whose table of names gives this template.
fn template(target: &str) -> Case {
    let mut names = vec![0xFF, 0xFF, 0x12, 0, 0, 0, 1, 0, b'x', 0];
    names.extend((target.len() as u16).to_le_bytes());
    names.extend(wide(target));
    let mut text = vec![0; 0x200];
    text[0x0B] = 2;
    text[0x19A] = 4;
    text[0x19E..0x1A0].copy_from_slice(&(names.len() as u16).to_le_bytes());
    case("a.doc", ole::of(&[("/WordDocument", &text), ("/1Table", &[b"abcd", &names[..]].concat())]))
}

/// An object that is linked to an address.
fn link(target: &str) -> Case {
    let stream = [&[1, 0, 0, 2, 1, 0, 0, 0][..], &wide(target), &[0, 0]].concat();
    case("a.doc", ole::of(&[("/WordDocument", b"x"), ("/ObjectPool/_1/\u{1}Ole", &stream)]))
}

/// An object of the old equation editor with this name of a font.
fn formula(font: &[u8]) -> Case {
    let stream = [&[0x1C; 28][..], b"\x03\x01\x01\x03\x0A", &[0x0A, 8, 0x5A, 0x5A], font, &[0; 40]].concat();
    case("a.doc", ole::of(&[("/WordDocument", b"x"), ("/ObjectPool/_1/Equation Native", &stream)]))
}

fn control(class: u128) -> Case {
    let file = ole::with_class(Some(class), &[("/contents", b"x")]);
    case("a.bin", file)
}

/// A slide whose shape starts a program when it is clicked (0) or touched (1).
fn action(instance: u8, target: &str) -> Case {
    let record = |version: u8, instance: u8, kind: u16, body: &[u8]| {
        let length = (body.len() as u32).to_le_bytes();
        [&[version | instance << 4, 0][..], &kind.to_le_bytes(), &length, body].concat()
    };
    let mut atom = vec![0; 16];
    atom[8] = 2;
    let info = [record(0, 0, 0x0FF3, &atom), record(0, 2, 0x0FBA, &wide(target))].concat();
    let slide = record(15, 0, 0x03EE, &record(15, instance, 0x0FF2, &info));
    case("a.ppt", ole::of(&[("/PowerPoint Document", &slide)]))
}

#[test]
fn a_package_bears_the_name_that_newer_versions_add() {
    let mut stream = ole::package("?.txt", b"words");
    for text in ["C:\\Temp\\\u{c218}.txt", "\u{c218}.txt"] {
        stream.extend((text.encode_utf16().count() as u32).to_le_bytes());
        stream.extend(wide(text));
    }
    let file = ole::of(&[("/WordDocument", b"x"), ("/ObjectPool/_1/\u{1}Ole10Native", &stream)]);
    let report = case("a.doc", file).examine();
    assert_eq!(report.artifacts[1].claim.name.as_ref().unwrap().text(), "\u{c218}.txt");
}

#[test]
fn a_plain_document_is_clean() {
    let report = case("a.doc", ole::of(&[("/WordDocument", &[0; 64]), ("/1Table", b"x")])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn the_attachment_of_a_message_has_its_name() {
    let name: Vec<u8> = "photo.jpg".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let report = case(
        "a.msg",
        ole::of(&[
            ("/__properties_version1.0", b"x"),
            ("/__attach_version1.0_#00000000/__substg1.0_3707001F", &name),
            ("/__attach_version1.0_#00000000/__substg1.0_37010102", &pe::minimal()),
        ]),
    )
    .examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    assert_eq!(report.artifacts[1].claim.name.as_ref().unwrap().text(), "photo.jpg");
}

#[test]
fn the_bodies_of_a_message_are_examined_and_its_inner_messages_too() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let inner = "/__attach_version1.0_#00000000/__substg1.0_3701000D";
    let report = case(
        "a.msg",
        ole::of(&[
            ("/__properties_version1.0", b"x"),
            ("/__substg1.0_0037001F", &wide("Invoice")),
            ("/__substg1.0_1000001F", &wide("Hello, the password is Sommer2026")),
            ("/__substg1.0_10090102", &tnef::rtf(b"{\\rtf1 words}")),
            ("/__substg1.0_10130102", b"<html><a href=\"https://files.invalid/a.pdf.exe\">x</a></html>"),
            ("/__attach_version1.0_#00000000/__properties_version1.0", b"x"),
            (&format!("{inner}/__properties_version1.0"), b"x"),
            (&format!("{inner}/__attach_version1.0_#00000000/__substg1.0_3704001E"), b"photo.jpg"),
            (&format!("{inner}/__attach_version1.0_#00000000/__substg1.0_37010102"), &pe::minimal()),
        ]),
    )
    .examine();
    let ids: Vec<_> = report.artifacts.iter().map(|a| a.content_type.id).collect();
    assert_eq!(ids[..5], ["msg", "text", "html", "rtf", "pe"]);
    assert!(fired(&report).contains(&"mail.link-trap"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    let facts: Vec<_> = report.artifacts[0].facts.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert!(facts.contains(&"subject=Invoice".to_owned()) && facts.contains(&"password named=Sommer2026".to_owned()));
}

#[test]
fn an_attachment_that_is_only_a_link_and_an_encrypted_message_are_gaps() {
    let class: Vec<u8> = "IPM.Note.SMIME".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut method = vec![0; 8];
    method.extend(0x3705_0003u32.to_le_bytes());
    method.extend([0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
    for (streams, word) in [
        (vec![("/__properties_version1.0", &b"x"[..]), ("/__substg1.0_001A001F", &class)], "encrypted"),
        (
            vec![
                ("/__properties_version1.0", &b"x"[..]),
                ("/__attach_version1.0_#00000000/__properties_version1.0", &method),
                ("/__attach_version1.0_#00000000/__substg1.0_3707001E", b"a.docx"),
            ],
            "unsupported",
        ),
    ] {
        let report = case("a.msg", ole::of(&streams)).examine();
        assert!(report.gaps.iter().any(|g| g.gap.reason.word() == word), "{word}: {:?}", report.gaps);
    }
}

#[test]
fn locked_documents_are_unexamined() {
    let mut word = vec![0; 64];
    word[11] = 1;
    let book = [0x2F, 0, 2, 0, 0, 0];
    for bytes in [
        ole::of(&[("/WordDocument", &word)]),
        ole::of(&[("/Workbook", &book)]),
        ole::of(&[("/EncryptedPackage", b"x"), ("/EncryptionInfo", b"x")]),
    ] {
        let report = case("a", bytes).examine();
        assert!(report.gaps.iter().any(|g| g.gap.reason.word() == "encrypted"), "{:?}", report.gaps);
    }
}

#[test]
fn a_cut_document_is_never_clean() {
    let whole = ole::of(&[("/WordDocument", &[7; 9000]), ("/1Table", &[7; 5000])]);
    for length in (8..whole.len() - 512).step_by(97) {
        assert_ne!(case("a.doc", &whole[..length]).examine().judgement.verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn a_package_gives_its_cabinets_its_binaries_and_its_scripts() {
    let report = case("a.msi", &include_bytes!("../../data/msi/actions.msi")[..]).examine();
    assert!(report.judgement.complete, "{:?}", report.gaps);
    let names: Vec<&str> = report
        .artifacts
        .iter()
        .skip(1)
        .filter_map(|a| a.claim.name.as_ref())
        .map(sheepdip::model::name::Name::text)
        .collect();
    assert_eq!(names, ["one.cab", "F", "G", "Binary.Helper", "Say.vbs"]);
    assert!(report.artifacts[0].facts.iter().any(|(key, _)| *key == "starts"));
}

#[test]
fn a_program_beside_the_tables_of_a_package_is_found() {
    let class = Some(0x000C1084_0000_0000_C000_000000000046);
    let report = case("a.msi", ole::with_class(class, &[("/Binary.jpg", &pe::minimal())])).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"));
    assert_eq!(report.artifacts[0].content_type.id, "msi");
}

#[test]
fn a_locked_package_opens_with_the_password_that_was_given() {
    let locked = || case("a.xlsx", secret());
    let closed = locked().examine();
    assert!(closed.gaps.iter().any(|g| g.gap.reason.word() == "encrypted"), "{:?}", closed.gaps);
    let open = locked().examine_with(&with_password("Sommer2026"));
    assert!(open.judgement.complete, "{:?}", open.gaps);
    assert_eq!(open.artifacts[1].content_type.id, "xlsx");
}

#[test]
fn a_cut_or_changed_locked_package_is_never_clean() {
    let whole = velvet();
    for length in (512..whole.len()).step_by(311) {
        assert_ne!(case("a.xlsx", &whole[..length]).examine().judgement.verdict, Verdict::Clean, "cut at {length}");
    }
}

/// RC4 as old Excel locks with it (40 bits, MD5), from its description in MS-OFFCRYPTO 2.3.6.
fn locked_book(password: &str, place: &[u8]) -> Vec<u8> {
    use md5::{Digest as _, Md5};
    let wide: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let salt = [7u8; 16];
    let once = [&Md5::digest(&wide)[..5], &salt].concat();
    let hash = Md5::digest(once.repeat(16));
    let key = Md5::digest([&hash[..5], &[0; 4]].concat());
    let stream = |count: usize| {
        let mut state: Vec<u8> = (0..=255).collect();
        let mut j = 0usize;
        for i in 0..256 {
            j = (j + usize::from(state[i]) + usize::from(key[i % 16])) % 256;
            state.swap(i, j);
        }
        let (mut i, mut j) = (0usize, 0usize);
        (0..count)
            .map(|_| {
                i = (i + 1) % 256;
                j = (j + usize::from(state[i])) % 256;
                state.swap(i, j);
                state[(usize::from(state[i]) + usize::from(state[j])) % 256]
            })
            .collect::<Vec<u8>>()
    };
    let xor = |bytes: &[u8], mask: &[u8]| bytes.iter().zip(mask).map(|(b, m)| b ^ m).collect::<Vec<u8>>();
    let verifier = [9u8; 16];
    let sealed = xor(&[&verifier[..], &Md5::digest(verifier)].concat(), &stream(32));
    let mut book = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0, 0x2F, 0, 54, 0, 1, 0, 1, 0, 1, 0];
    book.extend(salt);
    book.extend(sealed);
    let at = book.len();
    book.extend([0x85, 0, place.len() as u8, 0]);
    let mask = stream(at + 4 + place.len());
    book.extend(&place[..4]);
    book.extend(xor(&place[4..], &mask[at + 8..]));
    book.extend([0x0A, 0, 0, 0]);
    ole::of(&[("/Workbook", &book)])
}

#[test]
fn a_macro_sheet_in_an_old_locked_workbook_is_seen() {
    let sheet = [0, 0, 0, 0, 1, 1, 1, 0, b'x'];
    let own = case("a.xls", locked_book("VelvetSweatshop", &sheet)).examine();
    assert!(
        fired(&own).contains(&"ole.macro-sheet") && fired(&own).contains(&"ole.default-password"),
        "{:?}",
        fired(&own)
    );
    let closed = case("a.xls", locked_book("Sommer2026", &sheet));
    assert!(closed.examine().gaps.iter().any(|g| g.gap.reason.word() == "encrypted"));
    let open = closed.examine_with(&with_password("Sommer2026"));
    assert!(fired(&open).contains(&"ole.macro-sheet"), "{:?}", fired(&open));
}

#[test]
fn a_cell_that_hands_orders_to_windows_is_found() {
    let mut book = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0, 0x0A, 0, 0, 0];
    let mut link = |target: &str| {
        book.extend(b"\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B");
        book.extend((target.len() as u32 * 2 + 2).to_le_bytes());
        book.extend(wide(target));
        book.extend([0, 0]);
        fired(&case("a.xls", ole::of(&[("/Workbook", &book)])).examine())
    };
    assert_eq!(link("https://example.com/ms-msdt:"), [""; 0]);
    assert_eq!(link("ms-msdt:/id nothing"), ["ole.handler-link"]);
}

#[test]
fn a_locked_presentation_is_not_clean_even_if_its_properties_are_open() {
    let user = |token: u32| [b"\0\0\xF6\x0F\x20\0\0\0\x14\0\0\0".as_slice(), &token.to_le_bytes(), &[0; 24]].concat();
    let with = |token| {
        let streams: &[(&str, &[u8])] = &[("/PowerPoint Document", b"cipher"), ("/Current User", &user(token))];
        case("a.ppt", ole::of(streams)).examine()
    };
    let locked = with(0xF3D1_C4DF);
    assert_eq!(locked.judgement.verdict, Verdict::Unexamined);
    assert_eq!(locked.gaps[0].gap.reason, GapReason::Encrypted);
    assert!(with(0xE391_C05F).gaps.iter().all(|g| g.gap.reason != GapReason::Encrypted));
}
