use crate::forge::{Example, case, fired, pe};
use sheepdip::model::name::{Name, is_deceptive};
use sheepdip::model::report::Verdict;
use sheepdip::scan::reading::{Reading, Trick};

const TEXT: &[u8] = b"Dear Sir or Madam,\n\nplease find my question below.\n";

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "names.text-direction-hides-program",
        fires: || case("photo\u{202E}gpj.exe", pe::minimal()),
        silent: || case("התקנה.exe", pe::minimal()),
    },
    Example {
        rule: "names.hides-what-runs",
        fires: || case("photo.jpg                                      .exe", pe::minimal()),
        silent: || case("My photo viewer (1).exe", pe::minimal()),
    },
    Example {
        rule: "names.double-extension",
        fires: || case("invoice.pdf.exe", pe::minimal()),
        silent: || case("setup v1.2.3.exe", pe::minimal()),
    },
    Example {
        rule: "names.double-extension-that-starts",
        fires: || case("invoice.pdf.url", TEXT),
        silent: || case("invoice.pdf.gpg", TEXT),
    },
    Example {
        rule: "names.double-extension-that-starts",
        fires: || case("slides.key.url", TEXT),
        // A private key in its binary encoding.
        silent: || case("server.key.der", TEXT),
    },
    Example {
        rule: "names.text-direction",
        fires: || case("photo\u{202E}gnp.txt", TEXT),
        silent: || case("گزارش‌ها.txt", TEXT),
    },
    Example {
        rule: "names.misleading-characters",
        fires: || case("notes.t\u{200B}xt", TEXT),
        silent: || case("family 👨\u{200D}👩\u{200D}👧.txt", TEXT),
    },
    Example {
        rule: "names.second-name",
        fires: || case("report.txt:notes.txt", TEXT),
        silent: || case("Screenshot 12:30:45.txt", TEXT),
    },
    Example {
        rule: "names.class-id",
        fires: || case("letter.txt.{00020906-0000-0000-C000-000000000046}", TEXT),
        silent: || case("NTUSER.DAT{1c3790b4-b8ad-11e8-aa21-e41d2d101530}.TM.txt", TEXT),
    },
    Example {
        rule: "names.runnable-extension",
        fires: || case("letter.scr", TEXT),
        silent: || case("mail from bob@example.com", TEXT),
    },
    Example {
        rule: "names.risky-extension",
        fires: || case("profile.prf", TEXT),
        silent: || case("README.sh.in", TEXT),
    },
    Example {
        rule: "names.odd-characters",
        fires: || case("notes      of today.txt", TEXT),
        silent: || case("Notes of the meeting - with long title, and (some) signs.txt", TEXT),
    },
    Example {
        rule: "names.over-long",
        fires: || case(&format!("{}.txt", "long ".repeat(50)), TEXT),
        silent: || case(&format!("{}.txt", "long ".repeat(20)), TEXT),
    },
];

fn read(name: &str) -> Reading {
    Reading::of(&Name::from_text(name))
}

/// The rules about names that fire, of a file whose content is that of a plain text.
fn rules(name: &str) -> Vec<&'static str> {
    fired(&case(name, TEXT).examine()).into_iter().filter(|r| r.starts_with("names.")).collect()
}

#[test]
fn honest_names_are_silent() {
    let honest = [
        "a.tar.gz",
        "Invoice.2026.pdf",
        "setup v1.2.3.zip",
        "notes.jan.docx",
        "Dr.No.txt",
        "post.pdf_copy.zip",
        "photo.jpg.jpg",
        "report.docx.pdf",
        "foo.d.ts",
        "libfoo.so.6",
        "python.exe.manifest.txt",
        "archive.zip.001",
        "x.pdf.gpg",
        "My photo (1).jpg",
        "[",
        "systemd-run@.service",
        "foo.com.txt",
        "COPYING",
        "README.sh.in",
        "a.b.c",
        ".bashrc",
        "..",
        "",
        "Smith & Co.",
        "photo.jpg ",
        "photo.jpg:Zone.Identifier",
        "Re: invoice.pdf",
        "12:30.txt",
        "C:\\Users\\bob\\letter.txt",
        "libstdc++6:amd64.list",
        "Foo::Bar.3pm",
        "שלום עולם.txt",
        "תמונה \u{200F}(1).txt",
        "صورة.txt",
        "می\u{200C}خواهم.txt",
        "отчёт за май.docx",
        "сайт.ру",
        "Рыба.сом",
        "報告書.txt",
        "Καλημέρα.txt",
        "❤\u{FE0F}.txt",
        "photo.❤\u{FE0F}",
        "Barcelona·Sants.txt",
        "Icon\r",
        "My%20Report%202026.pdf",
        "100%.txt",
        "https%3A%2F%2Fexample.com%2Findex.html",
        "=?utf-8?B?UmVjaG51bmcgTcOkcnoucGRm?=",
        "=?iso-8859-1?Q?Rechnung_M=E4rz.pdf?=",
        "utf-8'de'Rechnung%20M%C3%A4rz.pdf",
        "it's Bob's letter.txt",
        "\u{2068}photo.jpg\u{2069}.txt",
        "{00020906-0000-0000-C000-000000000046}.txt",
        "caf\u{E9}\u{85}.txt",
    ];
    for name in honest {
        let alarms: Vec<_> = rules(name).into_iter().filter(|r| *r != "names.odd-characters").collect();
        assert!(alarms.is_empty(), "{name:?}: {alarms:?}");
    }
}

#[test]
fn site_names_do_not_alarm_but_programs_under_them_do() {
    for name in ["example.com", "www.example.com", "report for example.com", "bob@example.com"] {
        let report = case(name, TEXT).examine();
        assert!(report.judgement.verdict < Verdict::Suspicious, "{name}: {:?}", fired(&report));
    }
    assert!(case("www.example.com", pe::minimal()).examine().judgement.verdict >= Verdict::Suspicious);
    assert!(rules("invoice.pdf.com").contains(&"names.double-extension"));
}

#[test]
fn a_false_ending_before_a_running_one_is_dangerous() {
    let bad = [
        "invoice.pdf.exe",
        "INVOICE.PDF.EXE",
        "photo.jpg.scr",
        "photo.jpg .exe",
        "photo.jpg_____.exe",
        "scan.pdf (1).exe",
        "letter.docx.js",
        "letter.txt.exe",
        "track.mp3.lnk",
        "photos.zip.hta",
        "a.b.c.pdf.vbs",
    ];
    for name in bad {
        assert!(rules(name).contains(&"names.double-extension"), "{name}: {:?}", rules(name));
    }
    for name in ["jquery.min.js", "app.config.js", "strings.json.js", "page.html.js", "pdf.exe", "pdf.js", ".pdf.exe"] {
        assert!(!rules(name).contains(&"names.double-extension"), "{name}");
    }
}

#[test]
fn every_trick_before_a_running_ending_is_dangerous() {
    let bad = [
        ("photo\u{202E}gpj.exe", "exe"),
        ("photo\u{202D}x\u{202E}gpj.scr", "scr"),
        ("photo\u{2067}gpj.exe", "exe"),
        ("invoice.e\u{200B}xe", "exe"),
        ("invoice.\u{FEFF}exe", "exe"),
        ("invoice.ex\u{AD}e", "exe"),
        ("invoice.e\u{200E}xe", "exe"),
        ("invoice.ехе", "exe"),
        ("invoice.eхe", "exe"),
        ("invoice.ｅｘｅ", "exe"),
        ("invoice.𝐞𝐱𝐞", "exe"),
        ("invoice.vbѕ", "vbs"),
        ("invoice․exe", "exe"),
        ("invoice．exe", "exe"),
        ("invoice。exe", "exe"),
        ("invoice·exe", "exe"),
        ("photo.jpg          .exe", "exe"),
        ("photo\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}.scr", "scr"),
        ("photo\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}.exe", "exe"),
        ("photo\t\t\t\t\t\t\t.exe", "exe"),
        ("photo.exe.", "exe"),
        ("photo.exe . . ", "exe"),
        ("photo.exe\u{A0}", "exe"),
        ("photo%2e%65xe", "exe"),
        ("photo.%65%78%65", "exe"),
        ("photo%252eexe", "exe"),
        ("photo.txt:evil.exe", "exe"),
        ("photo.exe::$DATA", "exe"),
        ("photo.jpg\n.exe", "exe"),
        ("photo.e\u{1B}[0mxe", "e[0mxe"),
        ("=?utf-8?B?cGhvdG/igK5ncGouZXhl?=", "exe"),
        ("utf-8''photo%E2%80%AEgpj.exe", "exe"),
        ("photo.jpg.{3050f4d8-98B5-11CF-BB82-00AA00BDCE0B}", "jpg"),
    ];
    for (name, real) in bad {
        assert_eq!(read(name).extension, real, "{name:?}");
        if real.contains('[') {
            assert!(rules(name).contains(&"names.misleading-characters"), "{name:?}: {:?}", rules(name));
            continue;
        }
        let report = case(name, TEXT).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{name:?}: {:?}", fired(&report));
    }
}

#[test]
fn a_trick_before_a_harmless_ending_is_suspicious_and_no_more() {
    let odd = [
        "photo\u{202E}gnp.txt",
        "notes.t\u{200B}xt",
        "notes․txt",
        "notes%2e%74xt",
        "notes.txt:more.txt",
        "no\u{1B}[2Jtes.txt",
        "no\ntes.txt",
        "letter.txt.{00020906-0000-0000-C000-000000000046}",
        "notes                         .txt",
    ];
    for name in odd {
        let report = case(name, TEXT).examine();
        assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{name:?}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_behind_a_tricked_harmless_ending_is_dangerous() {
    for name in ["photo\u{202E}gnp.foo", "photo.jp\u{200B}g", "photo.јрg", "photo․jpg", "photo%2ejpg"] {
        let report = case(name, pe::minimal()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{name:?}: {:?}", fired(&report));
    }
}

#[test]
fn a_name_says_how_it_looks_and_what_it_is() {
    let reading = read("photo\u{202E}gpj.exe");
    assert_eq!((reading.looks.as_str(), reading.extension.as_str()), ("photoexe.jpg", "exe"));
    assert_eq!(reading.tricks, [Trick::Override('\u{202E}')]);
    assert_eq!(read("photo.jpg                             .exe").looks, "photo.jpg …");
    assert_eq!(read("folder/sub\\photo.JPG").extension, "jpg");
    assert_eq!(read("x.pdf (1) .exe").earlier_extension().as_deref(), Some("pdf"));
    assert_eq!(read("x.рdf.exe").earlier_extension().as_deref(), Some("pdf"));
}

#[test]
fn evidence_shows_no_deceptive_character() {
    let report = case("photo.jpg\u{202E}\u{200B}\n\u{1B}]0;x\u{7}.exe", pe::minimal()).examine();
    assert!(!report.findings.is_empty());
    for finding in &report.findings {
        for text in [finding.proof(), finding.meaning(), finding.advice()] {
            assert!(!text.chars().any(is_deceptive), "{text:?}");
        }
    }
}

#[test]
fn broken_mail_encodings_are_left_as_they_are() {
    let broken =
        ["=?utf-8?B?", "=?utf-8?X?abc?=.txt", "=?=?=?=?", "=?utf-8?B?****?=.txt", "utf-8''%zz%.txt", "=?utf-8?Q?=4?="];
    for name in broken {
        let reading = read(name);
        assert!(reading.extension.len() <= name.len(), "{name}");
    }
    assert_eq!(read("=?utf-8?B?cGhvdG8=?= =?utf-8?B?LmV4ZQ==?=").text, "photo.exe");
}

/// The rules about the name of a locked member, whose content nobody can read.
fn locked(name: &str) -> Vec<&'static str> {
    use sheepdip::model::artifact::{Artifact, ArtifactId, Content, Origin};
    use sheepdip::model::{claim::Claim, types::UNKNOWN};
    let name = Name::from_text(name);
    let reading = Reading::of(&name);
    let artifact = Artifact {
        id: ArtifactId(0),
        parent: None,
        depth: 1,
        origin: Origin::Member,
        claim: Claim::named(name),
        content_type: &UNKNOWN,
        content: Content::Whole(bytes::Bytes::new()),
    };
    sheepdip::scan::names::judge(&artifact, &reading, None, false).iter().map(|f| f.rule.id).collect()
}

#[test]
fn a_locked_member_is_judged_by_its_name() {
    assert_eq!(locked("invoice.exe"), ["names.runnable-extension"]);
    assert_eq!(locked("invoice.pdf.exe"), ["names.double-extension"]);
    assert_eq!(locked("photo\u{202E}gpj.scr"), ["names.text-direction-hides-program"]);
    for honest in ["invoice.pdf", "photo.jpg", "www.example.com.pdf", "letter.docm", "folder", "a.tar.gz"] {
        assert_eq!(locked(honest), Vec::<&str>::new(), "{honest}");
    }
}
