use crate::forge::mail::{attached, mixed, text};
use crate::forge::{Case, Example, case, fired, gzip, ole, pdf, pe, png, tar, zip};
use sheepdip::model::artifact::ArtifactId;
use sheepdip::model::report::{FileReport, Verdict};

/// A shortcut without target.
fn shortcut() -> Vec<u8> {
    let mut out = vec![0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
    out.resize(76, 0);
    out
}

fn program(name: &str) -> zip::Member {
    zip::stored(name, pe::minimal())
}

fn mail(words: &str, name: &str, bytes: &[u8]) -> Case {
    case("a.eml", mixed(&[text(words), attached(name, bytes)]))
}

/// A document that nobody can open without its password.
fn locked() -> Vec<u8> {
    let mut word = vec![0; 64];
    word[11] = 1;
    ole::of(&[("/WordDocument", &word)])
}

/// Archives in each other.
fn nested(levels: u32) -> Case {
    let pack = |bytes: Vec<u8>, level| if level % 2 == 0 { zip::of("a.gz", bytes) } else { gzip::of(&bytes) };
    case("a.zip", zip::of("a.gz", (0..levels).fold(gzip::of(b"words\n"), pack)))
}

pub const EXAMPLES: &[Example] = &[
    Example { rule: "relations.nested-archives", fires: || nested(40), silent: || nested(6) },
    Example {
        rule: "relations.lone-program",
        fires: || case("photo.zip", zip::of("photo.exe", pe::minimal())),
        silent: || case("tools.zip", zip::archive(&[program("a.exe"), zip::stored("readme.txt", "words\n")])),
    },
    Example {
        rule: "relations.bait-beside-program",
        fires: || case("a.zip", zip::archive(&[zip::stored("Invoice.pdf", pdf::plain()), program("invoice.exe")])),
        // An installer with its manual and a picture.
        silent: || {
            let manual = zip::stored("manual.pdf", pdf::plain());
            case("a.zip", zip::archive(&[manual, zip::stored("logo.png", png::plain()), program("setup.exe")]))
        },
    },
    Example {
        rule: "relations.shortcut-beside-program",
        fires: || case("a.zip", zip::archive(&[zip::stored("Document.lnk", shortcut()), program("x/data.dll")])),
        silent: || {
            case("a.zip", zip::archive(&[zip::stored("Document.lnk", shortcut()), zip::stored("a.txt", "words\n")]))
        },
    },
    Example {
        rule: "relations.system-library",
        fires: || case("a.zip", zip::archive(&[program("viewer.exe"), program("VERSION.dll")])),
        silent: || {
            case("a.zip", zip::archive(&[program("viewer.exe"), program("viewercore.dll"), program("b/version.dll")]))
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
        rule: "relations.locked-beside-password",
        fires: || mail("The password is Sommer2026\r\n", "a.doc", &locked()),
        silent: || mail("The password is your birth date, sent separately.\r\n", "a.doc", &locked()),
    },
    Example {
        rule: "relations.locked-password-elsewhere",
        fires: || mail("The password is your birth date, sent separately.\r\n", "a.doc", &locked()),
        silent: || mail("The minutes of our meeting.\r\n", "a.doc", &locked()),
    },
    Example {
        rule: "relations.bare-archive",
        fires: || mail("\r\n", "photos.zip", &zip::of("a.txt", "words\n")),
        silent: || mail("Here are the photos of Sunday.\r\n", "photos.zip", &zip::of("a.txt", "words\n")),
    },
];

fn lone(report: &FileReport) -> Vec<(ArtifactId, String)> {
    let found = report.findings.iter().filter(|f| f.rule.id == "relations.lone-program");
    found.map(|f| (f.artifact, f.proof())).collect()
}

#[test]
fn a_chain_of_archives_with_one_member_each_is_told_once_on_the_outermost() {
    let chain = zip::of("b.zip", zip::of("c.tar", tar::of("photo.scr", &pe::minimal())));
    let told = lone(&case("a.zip", chain).examine());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, ArtifactId(0));
    assert!(told[0].1.contains("b.zip → c.tar → photo.scr"), "{}", told[0].1);
    // In a folder of other things the chain begins with the archive that holds one thing.
    let inner = zip::stored("in.zip", zip::of("photo.scr", pe::minimal()));
    let told = lone(&case("a.zip", zip::archive(&[inner, zip::stored("a.txt", "words\n")])).examine());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_ne!(told[0].0, ArtifactId(0));
    let told = lone(&case("a.tar.gz", gzip::of(&tar::of("photo.scr", &pe::minimal()))).examine());
    assert_eq!((told.len(), told[0].0), (1, ArtifactId(0)), "{told:?}");
}

#[test]
fn what_stands_in_different_folders_is_no_pair_and_a_double_ending_is() {
    let document = || zip::stored("docs/invoice.pdf", pdf::plain());
    let apart = case("a.zip", zip::archive(&[document(), program("bin/invoice.exe")])).examine();
    assert!(!fired(&apart).contains(&"relations.bait-beside-program"));
    let beside = case("a.zip", zip::archive(&[document(), program("docs/invoice.pdf.exe")])).examine();
    assert!(fired(&beside).contains(&"relations.bait-beside-program"), "{:?}", fired(&beside));
}

#[test]
fn an_archive_in_an_archive_in_a_mail_is_as_bad() {
    let outer = zip::of("inner.zip", zip::of("photo.exe", pe::minimal()));
    let report = mail("See the photo.\r\n", "photo.zip", &outer).examine();
    assert!(fired(&report).contains(&"relations.mailed-lone-program"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}
