use std::io::Read as _;

use crate::forge::disks::{self, File, dynamic_vhd, fat, file, gpt, iso, mbr, record, udf, udf_of, vhd};
use crate::forge::{Case, Example, Specimen, case, fired, gzip, mark, pe, type_of};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[
    ("dmg", || real("dmg")),
    ("vhd", || dynamic_vhd(&mbr(&floppy()))),
    ("vhdx", || real("fat.vhdx")[..4 << 20].to_vec()),
    ("iso", || iso(&words())),
    ("udf", || udf(&words())),
    ("vmdk", || real("packed.vmdk")),
    ("qcow2", || real("packed.qcow2")),
    ("vdi", || real("fat.vdi")[..256 << 10].to_vec()),
    ("wim", || mark(0, b"MSWIM\0\0\0")),
    ("squashfs", || real("squashfs-gzip")),
    ("ntfs", || real("ntfs")),
    ("exfat", || real("exfat")),
    ("fat", floppy),
    ("ext", || real("ext4")),
    ("hfs", || real("hfs")),
    ("gpt", || gpt(&floppy())),
    ("apm", || marks(&[(0, b"ER\x02\0"), (512, b"PM\0\0\0\0\0\x01"), (2047, &[0])])),
    ("apfs", || marks(&[(32, b"NXSB\0\x10\0\0")])),
    ("btrfs", || mark(0x1_0040, b"_BHRfS_M")),
    ("xfs", || mark(0, b"XFSB\0\0\x10\0")),
    ("luks", || mark(0, b"LUKS\xBA\xBE\0\x02")),
    ("mbr", || mbr(&floppy())),
];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "disk_images.disk-image",
        fires: || case("photos.iso", iso(&words())),
        silent: || case("bios.img", bios()),
    },
    Example {
        rule: "disk_images.hidden-program",
        fires: || {
            case("invoice.iso", iso(&[file("invoice.lnk", &shortcut()), file("data.dll", &pe::minimal()).hidden()]))
        },
        silent: || case("setup.iso", iso(&[file("setup.exe", &pe::minimal()), file("data.dll", &pe::minimal())])),
    },
    Example {
        rule: "disk_images.lone-program",
        fires: || case("a.vhd", vhd(&mbr(&fat(&[("invoice.lnk", 32, &shortcut()), ("data.txt", 34, b"words\n")])))),
        silent: || case("setup.iso", iso(&[file("setup.exe", &pe::minimal()), file("readme.txt", b"words\n")])),
    },
    Example {
        rule: "disk_images.hidden-file",
        fires: || case("recovery.iso", iso(&[file("a.txt", b"words\n"), file("boot.exe", &pe::minimal()).hidden()])),
        silent: || case("recovery.iso", iso(&[file("a.txt", b"words\n").hidden(), file("boot.exe", &pe::minimal())])),
    },
];

/// A disk image made by a real tool, from the test data.
fn real(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/disks/{name}.xz", env!("CARGO_MANIFEST_DIR"));
    let packed = std::fs::read(path).unwrap();
    let mut out = Vec::new();
    lzma_rust2::XzReader::new(packed.as_slice(), false).read_to_end(&mut out).unwrap();
    out
}

/// Zero bytes with marks at offsets.
fn marks(marks: &[(usize, &[u8])]) -> Vec<u8> {
    let end = marks.iter().map(|(at, m)| at + m.len()).max().unwrap_or(0);
    let mut out = vec![0; end.next_multiple_of(512)];
    for (at, mark) in marks {
        out[*at..at + mark.len()].copy_from_slice(mark);
    }
    out
}

fn words() -> Vec<File> {
    vec![file("first.txt", b"some words\n"), file("second name.txt", b"other words\n")]
}

fn floppy() -> Vec<u8> {
    fat(&[("a long file name.txt", 32, b"some words\n"), ("photo.txt", 32, &[b'w'; 1500])])
}

/// The image of a floppy of 1.44 MB, as firmware comes.
fn bios() -> Vec<u8> {
    let mut out = fat(&[("bios.txt", 32, b"some words\n")]);
    out.resize(1_474_560, 0);
    out
}

/// The head of a shortcut of Windows that leads nowhere.
fn shortcut() -> Vec<u8> {
    let mut out = vec![0; 76];
    out[..20].copy_from_slice(b"\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46");
    out
}

/// The names of all members, with what they were found to be.
fn members(report: &FileReport) -> Vec<(String, &'static str)> {
    let named = report.artifacts.iter().skip(1);
    named.filter_map(|a| Some((a.claim.name.as_ref()?.text().to_owned(), a.content_type.id))).collect()
}

fn names(report: &FileReport) -> Vec<String> {
    members(report).into_iter().map(|m| m.0).collect()
}

fn examined(name: &str, bytes: Vec<u8>) -> FileReport {
    case(name, bytes).examine()
}

fn gaps(report: &FileReport) -> String {
    report.gaps.iter().map(|gap| gap.gap.detail.clone() + "\n").collect()
}

#[test]
fn what_real_tools_make_is_read_to_the_bottom() {
    let all = ["bridge.iso", "exfat", "ext2", "ext4", "fat.qcow2", "fat.vdi", "fat.vhdx", "fat.vmdk", "packed.qcow2"];
    let log: String = (1..=3000).map(|line| format!("line {} of the log\n", line % 50)).collect();
    for name in all.into_iter().chain([
        "packed.vmdk",
        "ntfs",
        "hfs",
        "dmg",
        "squashfs-gzip",
        "squashfs-lz4",
        "squashfs-lzma",
        "squashfs-xz",
        "squashfs-zstd",
    ]) {
        let report = examined("disk.bin", real(name));
        assert_eq!(gaps(&report), "", "{name}");
        let sizes = |wanted: &str| {
            let found = report.artifacts.iter().find(|a| a.claim.name.as_ref().is_some_and(|n| n.text() == wanted));
            let found = found.unwrap_or_else(|| panic!("{name} has no {wanted}: {:?}", names(&report)));
            found.hashes.clone().unwrap().sha256
        };
        let hash = |bytes: &[u8]| sheepdip::scan::walk::hash(bytes, false).sha256;
        assert_eq!(sizes("readme.txt"), hash(b"hello from the disk\n"), "{name}");
        assert_eq!(sizes("folder/deep.txt"), hash(b"deep words\n"), "{name}");
        assert_eq!(sizes("log.txt"), hash(log.as_bytes()), "{name}");
        if name == "ntfs" {
            assert_eq!(sizes("packed/log.txt"), hash(log.as_bytes()));
            assert_eq!(sizes("readme.txt:stream"), hash(b"words in a stream\n"));
        }
    }
}

#[test]
fn files_are_found_however_the_blocks_of_a_disc_are_found() {
    let files = [file("words.txt", b"words\n"), file("setup.exe", &pe::minimal()).hidden()];
    for way in [disks::Blocks::Virtual, disks::Blocks::Sparable, disks::Blocks::Metadata] {
        let report = examined("a.udf", udf_of(&files, way));
        assert_eq!(gaps(&report), "", "{way:?}");
        assert_eq!(members(&report), members(&examined("a.udf", udf(&files))), "{way:?}");
        assert!(members(&report).contains(&("setup.exe".to_owned(), "pe")), "{way:?}");
    }
}

#[test]
fn a_program_on_a_disk_in_a_disk_in_a_packed_file_is_found() {
    let disk = fat(&[("invoice.pdf.exe", 32, &pe::minimal())]);
    for (name, bytes) in [
        ("a.vhd", vhd(&mbr(&disk))),
        ("a.vhd", dynamic_vhd(&mbr(&disk))),
        ("a.vhd", dynamic_vhd(&gpt(&disk))),
        ("a.img", mbr(&disk)),
        ("a.img", gpt(&disk)),
        ("a.img.gz", gzip::of(&disk)),
        ("a.iso", iso(&[file("disk.vhd", &vhd(&mbr(&disk)))])),
    ] {
        let report = examined(name, bytes);
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{name}: {:?}", fired(&report));
        assert_eq!(gaps(&report), "", "{name}");
        assert!(members(&report).contains(&("invoice.pdf.exe".to_owned(), "pe")), "{name}: {:?}", members(&report));
    }
}

#[test]
fn each_file_of_a_disc_is_examined_once_although_each_tree_names_it() {
    let report = examined("a.iso", iso(&words()));
    assert_eq!(names(&report), ["first.txt", "second name.txt"]);
    assert_eq!(gaps(&report), "");
}

#[test]
fn a_file_that_one_tree_hides_is_examined() {
    let mut files = words();
    files.push(File { wide: None, ..file("only.exe", &pe::minimal()) });
    files.push(File { plain: None, ..file("joliet.txt", b"words\n") });
    let report = examined("a.iso", iso(&files));
    assert!(members(&report).contains(&("only.exe".to_owned(), "pe")), "{:?}", members(&report));
    assert!(names(&report).contains(&"joliet.txt".to_owned()));
    assert!(report.artifacts[0].facts.iter().any(|f| f.0 == "only_in_another_tree"));
}

#[test]
fn one_file_under_two_kinds_of_names_is_judged_under_both() {
    let report = examined("a.iso", iso(&[file("photo.png", &pe::minimal()).plain("PHOTO.EXE;1")]));
    // Rock Ridge gives the plain tree the same name again, so that it is taken away here.
    let bare = File { ridge: None, ..file("photo.png", &pe::minimal()).plain("PHOTO.EXE;1") };
    assert_eq!(names(&report), ["photo.png"]);
    assert_eq!(names(&examined("a.iso", iso(&[bare]))), ["photo.png", "PHOTO.EXE"]);
}

#[test]
fn a_bridge_is_read_in_its_three_trees() {
    let mut bytes = udf(&[file("from udf.txt", b"words\n"), file("two.txt", b"more words\n")]);
    let disc = iso(&[file("from iso.txt", b"words of iso\n")]);
    // The marks of UDF follow the descriptors of ISO, whose folders and files stand where nothing else is.
    bytes.copy_within(16 * 2048..19 * 2048, 19 * 2048);
    bytes[16 * 2048..19 * 2048].copy_from_slice(&disc[16 * 2048..19 * 2048]);
    for (from, to) in [(19, 60), (20, 61), (21, 62)] {
        bytes[to * 2048..(to + 1) * 2048].copy_from_slice(&disc[from * 2048..(from + 1) * 2048]);
    }
    for descriptor in [16, 17] {
        bytes[descriptor * 2048 + 158] = 43 + descriptor as u8 + 1;
    }
    for folder in [60, 61] {
        let at = bytes[folder * 2048..].windows(4).position(|w| w == [21, 0, 0, 0]).unwrap();
        bytes[folder * 2048 + at] = 62;
    }
    let report = examined("a.iso", bytes);
    assert_eq!(type_of(&report), "iso");
    assert_eq!(names(&report), ["from udf.txt", "two.txt", "from iso.txt"], "{}", gaps(&report));
}

#[test]
fn a_hidden_program_beside_a_shortcut_is_dangerous_on_every_disk() {
    let (lnk, dll) = (shortcut(), pe::minimal());
    let on_fat = fat(&[("invoice.lnk", 32, &lnk), ("data.dll", 34, &dll)]);
    let on_udf = udf(&[file("invoice.lnk", &lnk), file("data.dll", &dll).hidden()]);
    for (name, bytes) in [("a.img", on_fat.clone()), ("a.iso", on_udf), ("a.vhd", vhd(&mbr(&on_fat)))] {
        let report = examined(name, bytes);
        assert!(fired(&report).contains(&"disk_images.hidden-program"), "{name}: {:?}", fired(&report));
    }
}

#[test]
fn links_of_rock_ridge_are_judged() {
    let link = |target: &str| File { wide: None, link: Some(target.to_owned()), ..file("shown.txt", b"") };
    let inside = examined("a.iso", iso(&[link("docs/a.txt")]));
    assert!(!fired(&inside).contains(&"member.outside-link"), "{:?}", fired(&inside));
    let outside = examined("a.iso", iso(&[link("../../etc/passwd")]));
    assert!(fired(&outside).contains(&"member.outside-link"), "{:?}", fired(&outside));
}

#[test]
fn a_name_that_leads_out_of_the_disc_is_told() {
    let report = examined("a.iso", iso(&[File { wide: None, ..file("../../evil.txt", b"words\n") }]));
    assert!(fired(&report).contains(&"member.escaping-path"), "{:?}", fired(&report));
}

#[test]
fn a_folder_that_holds_itself_ends() {
    let mut bytes = iso(&words());
    for (root, sector) in [(disks::PLAIN_ROOT, 19), (disks::WIDE_ROOT, 20)] {
        let entry = record(b"\0L\0O", sector, 2048, 2, &[]);
        bytes[root + 600..root + 600 + entry.len()].copy_from_slice(&entry);
        // The records in front of it are followed by zeros, which end a sector: the loop stands in their place.
        bytes[root..root + entry.len()].copy_from_slice(&entry);
        bytes[root + entry.len()..root + 600].fill(0);
    }
    let report = examined("a.iso", bytes);
    assert!(report.artifacts.len() < 5);
    let mut bytes = udf(&words());
    // The first entry of the first folder names the folder itself.
    bytes[disks::UDF_ROOT + 176 + 24] = 1;
    assert!(examined("a.iso", bytes).artifacts.len() < 5);
}

#[test]
fn what_lies_outside_of_the_image_is_a_gap() {
    let mut bytes = iso(&words());
    let at = bytes[disks::WIDE_ROOT..].windows(4).position(|w| w == [21, 0, 0, 0]).unwrap() + disks::WIDE_ROOT;
    bytes[at..at + 4].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x7F]);
    let report = examined("a.iso", bytes.clone());
    assert!(gaps(&report).contains("outside of the image"), "{}", gaps(&report));
    // Four gigabytes of which eleven bytes are there.
    bytes[at..at + 4].copy_from_slice(&[21, 0, 0, 0]);
    bytes[at + 8..at + 12].copy_from_slice(&[0xFF; 4]);
    assert!(!examined("a.iso", bytes).judgement.complete);
}

#[test]
fn a_cut_disk_is_never_complete() {
    let images: [fn() -> Vec<u8>; 5] =
        [|| iso(&words()), || udf(&words()), || dynamic_vhd(&mbr(&floppy())), || gpt(&floppy()), || real("ext2")];
    for (index, image) in images.into_iter().enumerate() {
        let whole = image();
        let end = whole.iter().rposition(|b| *b != 0).unwrap();
        for part in 1..24 {
            let length = end * part / 24;
            let report = examined("a.iso", whole[..length].to_vec());
            let honest = !report.judgement.complete || report.judgement.verdict != Verdict::Clean || length < 34_000;
            assert!(honest, "image {index} cut at {length} of {end}");
        }
    }
}

#[test]
fn the_same_bytes_unpacked_again_and_again_end_in_a_gap() {
    let big = vec![b'a'; 8 << 20];
    let mut files = vec![file("f0000.txt", &big)];
    files.extend((1..30).map(|n| file(&format!("f{n:04}.txt"), b"")));
    let mut bytes = iso(&files);
    // Every record of the wide tree now names the bytes of the first.
    let mut at = disks::WIDE_ROOT;
    let place = bytes[disks::WIDE_ROOT + 68 + 2..disks::WIDE_ROOT + 68 + 18].to_vec();
    for _ in 0..32 {
        let length = usize::from(bytes[at]);
        if at > disks::WIDE_ROOT + 68 {
            bytes[at + 2..at + 18].copy_from_slice(&place);
        }
        at += length;
    }
    let plan = sheepdip::pipeline::Plan {
        limits: sheepdip::model::limits::Limits { total_bytes: 64 << 20, ..Default::default() },
        ..Default::default()
    };
    let report = case("a.iso", bytes).examine_with(&plan);
    assert!(gaps(&report).contains("unpacks to more than"), "{}", gaps(&report));
    let whole = report.artifacts.iter().filter(|a| a.size == 8 << 20).count();
    assert!(whole <= 8, "{whole}");
}

#[test]
fn settings_that_start_a_program_are_examined_beside_it() {
    let autorun = b"[autorun]\r\nopen=setup.exe\r\nicon=setup.exe,0\r\n";
    let report = examined("a.iso", iso(&[file("autorun.inf", autorun).hidden(), file("setup.exe", &pe::minimal())]));
    let kinds: Vec<_> = members(&report).into_iter().map(|m| m.1).collect();
    assert_eq!(kinds, ["autorun", "pe"]);
    // Discs with programs have such settings, and Windows itself hides them.
    assert!(!fired(&report).contains(&"disk_images.hidden-program"), "{:?}", fired(&report));
}

#[test]
fn a_disk_that_nothing_opens_is_a_gap_wherever_it_is() {
    let report = examined("a.vhd", vhd(&mbr(&mark(0x1_0040, b"_BHRfS_M"))));
    assert!(gaps(&report).contains("was not opened"), "{}", gaps(&report));
}

#[test]
fn chains_of_clusters_that_bite_their_tail_end() {
    let mut bytes = fat(&[("a.txt", 32, &[b'w'; 5000])]);
    // The second cluster of the file is followed by its first.
    bytes[disks::FAT_TABLE + 4] = bytes[disks::FAT_TABLE + 4] & 0x0F | 0x20;
    bytes[disks::FAT_TABLE + 5] = 0;
    let report = examined("a.img", bytes);
    assert_eq!(report.artifacts.len(), 2);
    assert_eq!(report.artifacts[1].size, 5000);
}

#[test]
fn deleted_files_of_a_floppy_are_left_out() {
    let mut bytes = fat(&[("a.txt", 32, b"words\n"), ("b.txt", 32, b"words\n")]);
    let at = bytes.windows(11).rposition(|w| w == b"FILE0001BIN").unwrap();
    bytes[at] = 0xE5;
    assert_eq!(names(&examined("a.img", bytes)), ["a.txt"]);
}

#[test]
fn a_virtual_disk_that_declares_an_absurd_size_is_a_gap() {
    let mut bytes = dynamic_vhd(&mbr(&floppy()));
    bytes[512 + 32..512 + 36].copy_from_slice(&[0xFF; 4]);
    assert!(gaps(&examined("a.vhd", bytes.clone())).contains("absurd"));
    let end = bytes.len() - 512;
    bytes[end + 60..end + 64].copy_from_slice(&[0, 0, 0, 4]);
    assert!(gaps(&examined("a.vhd", bytes)).contains("another one"));
}

#[test]
fn what_stands_behind_the_end_of_a_disc_is_found() {
    let mut bytes = iso(&words());
    bytes.extend(pe::minimal());
    let report = examined("a.iso", bytes);
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn a_picture_from_which_a_computer_starts_is_examined_where_no_tree_names_it() {
    let mut bytes = iso(&words());
    let catalog = bytes.len() / 2048;
    let mut descriptor = bytes[18 * 2048..19 * 2048].to_vec();
    descriptor[0] = 0;
    descriptor[7..30].copy_from_slice(b"EL TORITO SPECIFICATION");
    descriptor[71] = catalog as u8;
    // The wide tree makes room for it.
    bytes[17 * 2048..18 * 2048].copy_from_slice(&descriptor);
    let mut table = vec![0; 2048];
    table[0] = 1;
    table[30..32].copy_from_slice(b"\x55\xAA");
    table[32] = 0x88;
    table[40] = catalog as u8 + 1;
    table[38] = 4;
    bytes.extend(table);
    bytes.extend(fat(&[("boot.txt", 32, b"words\n")]));
    let report = examined("a.iso", bytes);
    assert!(names(&report).contains(&"boot.txt".to_owned()), "{:?}", names(&report));
    assert_eq!(fired(&report), ["disk_images.disk-image"], "{}", gaps(&report));
}

#[test]
fn a_disk_that_is_not_in_memory_is_read_where_it_is() {
    use sheepdip::model::artifact::{Content, Origin, Sample};
    use std::sync::Arc;
    let disk = mbr(&fat(&[("invoice.exe", 32, &pe::minimal())]));
    let mut bytes = disk;
    bytes.resize(4 << 20, 0);
    let whole = Content::Whole(bytes.clone().into());
    let reach = Arc::new(whole.window(0, bytes.len() as u64).unwrap());
    let content = Content::Parts {
        head: bytes[..32 * 512].to_vec().into(),
        tail: bytes[bytes.len() - 512..].to_vec().into(),
        size: bytes.len() as u64,
        reach: Some(reach),
    };
    let Case { name, .. } = case("a.img", Vec::new());
    let name = sheepdip::model::name::Name::from_text(&name);
    let claim = sheepdip::model::claim::Claim::named(name.clone());
    let sample = Sample { origin: Origin::File, claim, content, hashes: None };
    let plan = sheepdip::pipeline::Plan::default();
    let report = sheepdip::pipeline::examine(name, sample, Vec::new(), &plan, std::time::Instant::now());
    assert!(members(&report).contains(&("invoice.exe".to_owned(), "pe")), "{}", gaps(&report));
    assert_eq!(gaps(&report), "");
}
