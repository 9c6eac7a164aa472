use std::time::{Duration, Instant};

use crate::forge::{Case, Example, Specimen, case, fired, noise, pe, type_of};
use sheepdip::formats as registry;
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[
    ("mz", pe::dos),
    ("ne", || pe::old(b"NE")),
    ("le", || pe::old(b"LE\0\0")),
    ("pe", || pe::program().build()),
    ("dll", || pe::library().build()),
    ("ocx", || pe::library().exports(&["DllGetClassObject", "DllRegisterServer"]).build()),
    ("cpl", || pe::library().exports(&["CPlApplet"]).build()),
    ("xll", || pe::library().exports(&["xlAutoClose", "xlAutoOpen"]).build()),
    ("sys", || pe::program().subsystem(1).build()),
    ("efi", || pe::program().subsystem(10).build()),
    ("dotnet", || pe::program().table(".cor", 14, vec![0; 72]).build()),
    ("dotnet-dll", || pe::library().table(".cor", 14, vec![0; 72]).build()),
];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "pe.packed",
        fires: || case("a.exe", pe::bare().section("UPX0", pe::CODE | pe::WRITE, vec![0; 512]).build()),
        silent: || case("a.exe", pe::program().build()),
    },
    Example {
        rule: "pe.unknown-packer",
        fires: || case("a.exe", with_code(noise(0x4000), &["VirtualProtect", "WriteFile"])),
        silent: || case("a.exe", with_code(b"text in place of code ".repeat(0x400), &["VirtualProtect", "WriteFile"])),
    },
    Example {
        rule: "pe.hidden-calls",
        fires: || case("a.exe", with_code(vec![0; 512], &["LoadLibraryA", "GetProcAddress"])),
        silent: || {
            case("a.sys", pe::bare().section(".text", pe::CODE, vec![0; 512]).entry(0x1000).subsystem(1).build())
        },
    },
    Example {
        rule: "pe.writable-code",
        fires: || case("a.exe", pe::program().section(".x", pe::CODE | pe::WRITE, vec![0; 512]).build()),
        silent: || case("a.exe", pe::program().section(".data", pe::DATA | pe::WRITE, vec![0; 512]).build()),
    },
    Example { rule: "pe.unusual-header", fires: || case("a.exe", too_many_directories()), silent: plain },
    Example { rule: "pe.broken-signature", fires: changed, silent: || case("a.exe", pe::signed(&pe::program(), &[])) },
    Example {
        rule: "pe.data-in-signature",
        fires: || case("a.exe", pe::signed(&pe::program(), &noise(200))),
        silent: || case("a.exe", pe::signed(&pe::program(), b"Gact2.0Omaha and the number of a customer of theirs")),
    },
    Example {
        rule: "pe.borrowed-name",
        fires: || case("a.exe", pe::described(&[("CompanyName", "Microsoft Corporation")]).build()),
        silent: || case("a.exe", pe::signed(&pe::described(&[("CompanyName", "Microsoft Corporation")]), &[])),
    },
    Example {
        rule: "pe.other-name",
        fires: || case("invoice.exe", pe::described(&[("OriginalFilename", "loader.exe")]).build()),
        silent: || case("Setup (1).exe", pe::described(&[("OriginalFilename", "setup.exe")]).build()),
    },
    Example {
        rule: "pe.document-name",
        fires: || case("a.exe", pe::described(&[("OriginalFilename", "invoice.pdf.exe")]).build()),
        silent: || {
            case(
                "a.exe",
                pe::described(&[("OriginalFilename", "pdf.reader.exe"), ("InternalName", "7z.sfx.exe")]).build(),
            )
        },
    },
    Example {
        rule: "pe.abilities",
        fires: || case("a.exe", with_code(vec![0; 512], &["CreateProcessW", "WriteFile"])),
        silent: plain,
    },
    Example {
        rule: "pe.injects",
        fires: || case("a.exe", with_code(vec![0; 512], &["WriteProcessMemory", "CreateRemoteThread"])),
        silent: || case("a.exe", with_code(vec![0; 512], &["WriteProcessMemory", "ReadProcessMemory"])),
    },
    Example {
        rule: "pe.program-inside",
        fires: || case("a.exe", pe::program().resources(&[(10, 1, &pe::program().build())]).build()),
        silent: || case("a.exe", pe::program().resources(&[(10, 1, b"MZ is the code of Mozambique")]).build()),
    },
    Example {
        rule: "pe.archive-inside",
        fires: || case("a.exe", [pe::program().build(), super::chm::help()].concat()),
        silent: || case("a.exe", [pe::program().build(), vec![0; 4096]].concat()),
    },
];

fn plain() -> Case {
    case("a.exe", pe::program().build())
}

fn with_code(code: Vec<u8>, functions: &[&str]) -> Vec<u8> {
    pe::bare().section(".text", pe::CODE, code).entry(0x1000).imports(&[("KERNEL32.dll", functions)]).build()
}

/// A header that declares more directories than there are; Windows looks at sixteen.
fn too_many_directories() -> Vec<u8> {
    let mut out = pe::program().build();
    out[0x98 + 108..][..4].copy_from_slice(&0x1000u32.to_le_bytes());
    out
}

/// One byte of a signed program changed.
fn changed() -> Case {
    let mut out = pe::signed(&pe::program(), &[]);
    out[0x410] ^= 1;
    case("a.exe", out)
}

fn fact(report: &FileReport, key: &str) -> String {
    let facts = &report.artifacts[0].facts;
    facts.iter().find(|(k, _)| *k == key).map(|(_, v)| v.to_string()).unwrap_or_default()
}

#[test]
fn an_honest_program_is_suspicious_for_being_one_and_nothing_more() {
    for bytes in [pe::program().build(), pe::signed(&pe::program(), &[])] {
        let report = case("setup.exe", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Suspicious);
        assert_eq!(fired(&report), ["nature.program"]);
        assert!(report.gaps.is_empty(), "{:?}", report.gaps);
        assert_eq!(fact(&report, "architecture"), "64-bit x86");
    }
}

#[test]
fn the_signer_is_named_without_a_promise() {
    let report = case("setup.exe", pe::signed(&pe::program(), &[])).examine();
    let words = fact(&report, "signature");
    assert!(words.contains("Honest Maker") && words.contains("not checked"), "{words}");
    assert_eq!(fact(&plain().examine(), "signature"), "not signed");
}

#[test]
fn a_signature_of_another_program_is_dangerous() {
    // The statement is exchanged: its own checksum no longer fits.
    let mut bytes = pe::signed(&pe::program(), &[]);
    let place = memchr::memmem::rfind(&bytes, b"Honest Maker").unwrap();
    let statement = memchr::memmem::find(&bytes, b"\x2B\x06\x01\x04\x01\x82\x37\x02\x01\x0F").unwrap();
    assert!(statement < place);
    bytes[statement + 9] = 0x1E;
    let report = case("setup.exe", bytes).examine();
    assert!(fired(&report).contains(&"pe.broken-signature"), "{:?}", fired(&report));
}

#[test]
fn a_damaged_signature_is_a_gap_and_no_promise() {
    let whole = pe::signed(&pe::program(), &[]);
    let start = pe::program().build().len();
    for at in (start + 8..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        let report = case("setup.exe", bytes).examine();
        assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "byte {at}: {:?}", report.gaps);
    }
    let report = case("setup.exe", &whole[..whole.len() - 9]).examine();
    assert!(!report.gaps.is_empty());
}

#[test]
fn data_behind_the_signature_is_found_and_examined() {
    let mut bytes = pe::signed(&pe::program(), &[]);
    bytes.extend(pe::program().build());
    let report = case("setup.exe", bytes).examine();
    assert!(fired(&report).contains(&"pe.data-in-signature"), "{:?}", fired(&report));
    assert_eq!(report.artifacts[1].content_type.id, "pe");
}

#[test]
fn a_cut_program_is_never_complete() {
    let whole = pe::program().build();
    for length in (3..whole.len()).step_by(37) {
        let report = case("setup.exe", &whole[..length]).examine();
        assert!(report.judgement.verdict >= Verdict::Suspicious && !report.judgement.complete, "cut at {length}");
    }
}

#[test]
fn text_that_begins_with_the_mark_is_no_program() {
    let report = case("codes.txt", "MZ is the code of Mozambique, ZM that of Zambia.\n").examine();
    assert_ne!(type_of(&report), "mz");
    // A header that no reader takes is a program all the same: what starts it is laxer.
    let odd = case("a.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF".to_vec()).examine();
    assert_eq!(type_of(&odd), "mz");
    assert!(!odd.judgement.complete);
}

#[test]
fn a_self_made_import_table_that_points_at_itself_ends_at_a_limit() {
    // Every library shares one long list of functions.
    let mut table = vec![0u8; 20 * 3000];
    let base = 0x1000u32;
    let names = base + table.len() as u32;
    for row in table.chunks_exact_mut(20) {
        row[..4].copy_from_slice(&names.to_le_bytes());
        row[12..16].copy_from_slice(&base.to_le_bytes());
    }
    table.extend((0..2000u64).flat_map(|_| 0x1000u64.to_le_bytes()));
    let report = case("a.exe", pe::bare().table(".idata", 1, table).entry(0x1000).build()).examine();
    assert!(report.gaps.iter().any(|g| g.gap.reason.word() == "limit"), "{:?}", report.gaps);
    assert!(report.elapsed < Duration::from_secs(10));
}

/// The anchor of Windows programs.
fn anchor() -> impl Fn(&[u8]) -> Vec<usize> {
    let anchor = registry::types().find(|t| t.id == "pe").unwrap().anchor.unwrap();
    move |bytes| memchr::memmem::find_iter(bytes, anchor.needle).filter_map(|at| (anchor.start)(bytes, at)).collect()
}

#[test]
fn a_program_in_other_bytes_is_found_wherever_its_header_stands() {
    let find = anchor();
    assert_eq!(find(&[vec![7; 1000], pe::program().build()].concat()), [1000]);
    // The header moved far behind the mark.
    let mut far = vec![0u8; 0x2_0000];
    far[..2].copy_from_slice(b"MZ");
    far[0x3C..0x40].copy_from_slice(&0x1_2340u32.to_le_bytes());
    let header = pe::program().build()[0x80..0x400].to_vec();
    far[0x1_2340..0x1_2340 + header.len()].copy_from_slice(&header);
    assert_eq!(find(&[vec![7; 55], far].concat()), [55]);
}

#[test]
fn random_and_hostile_bytes_hold_no_program_and_take_no_time() {
    let find = anchor();
    assert_eq!(find(&noise(8 << 20)), Vec::<usize>::new());
    let start = Instant::now();
    assert_eq!(find(&b"PE\0\0".repeat(1 << 20)), Vec::<usize>::new());
    assert_eq!(find(&b"MZ".repeat(2 << 20)), Vec::<usize>::new());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_program_whose_first_pages_read_as_text_is_a_program() {
    // The place of the second header, 0x00202020, is three blanks and a zero.
    let mut bytes = b"MZ is how this letter begins, and it goes on like any letter. ".repeat(40_000);
    bytes[0x3C..0x40].copy_from_slice(&[0x20, 0x20, 0x20, 0]);
    let program = pe::program().build();
    let header = u32::from_le_bytes(program[0x3C..0x40].try_into().unwrap()) as usize;
    let behind = &program[header..];
    bytes[0x0020_2020..0x0020_2020 + behind.len()].copy_from_slice(behind);
    let report = case("letter.txt", bytes).examine();
    assert_eq!(report.artifacts[0].content_type.nature, sheepdip::model::types::Nature::Program);
}

#[test]
fn folders_of_resources_that_name_one_another_without_end_are_left() {
    // Every one of 2,000 kinds names the same folder, which has 2,000 names and no leaf.
    let folder = |next: u32| -> Vec<u8> {
        let mut bytes = vec![0; 12];
        bytes.extend([0, 0]);
        bytes.extend(2000u16.to_le_bytes());
        for name in 0..2000u32 {
            bytes.extend([name.to_le_bytes(), next.to_le_bytes()].concat());
        }
        bytes
    };
    let tree = [folder(0x8000_0000 + 16 + 16_000), folder(1)].concat();
    let report = case("a.exe", pe::program().table(".rsrc", 2, tree).build()).examine();
    let said = format!("{:?}", report.gaps);
    assert!(said.contains("table of resources"), "{said}");
}

#[test]
fn an_installer_whose_files_are_not_opened_is_a_gap_and_one_that_carries_an_archive_is_opened() {
    let nsis = [&[0, 0, 0, 0][..], b"\xEF\xBE\xAD\xDENullsoftInst", &[1; 64]].concat();
    let report = case("a.exe", [pe::program().build(), nsis].concat()).examine();
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("NSIS installer")), "{:?}", report.gaps);
    let archives: [&[u8]; 2] =
        [include_bytes!("../../data/sevenzip/solid.7z"), include_bytes!("../../data/rar/solid.rar")];
    for archive in archives {
        let settings = b";!@Install@!UTF-8!\nRunProgram=\"a.exe\"\n;!@InstallEnd@!";
        for bytes in
            [[&pe::program().build()[..], archive].concat(), [&pe::program().build()[..], settings, archive].concat()]
        {
            let report = case("a.exe", bytes).examine();
            assert!(report.gaps.is_empty(), "{:?}", report.gaps);
            assert!(report.artifacts.iter().filter(|a| a.parent.is_some_and(|p| p.0 > 0)).count() >= 2);
        }
    }
}
