use crate::forge::{Example, Specimen, case, mark};

pub const SPECIMENS: &[Specimen] = &[
    ("dmg", || mark(1024, b"koly")),
    ("vhd", || mark(0, b"conectix")),
    ("vhdx", || mark(0, b"vhdxfile")),
    ("iso", iso),
    ("udf", || marks(&[(32769, b"BEA01"), (34817, b"NSR02")])),
    ("vmdk", || mark(0, b"KDMV")),
    ("qcow2", || mark(0, b"QFI\xFB")),
    ("vdi", || mark(0x40, b"\x7F\x10\xDA\xBE")),
    ("wim", || mark(0, b"MSWIM\0\0\0")),
    ("squashfs", || mark(0, b"hsqs")),
    ("ntfs", || marks(&[(3, b"NTFS    "), (510, b"\x55\xAA")])),
    ("exfat", || marks(&[(3, b"EXFAT   "), (510, b"\x55\xAA")])),
    ("fat", || marks(&[(54, b"FAT16   "), (510, b"\x55\xAA")])),
    ("ext", || marks(&[(1024, &[64, 0, 0, 0, 255, 0, 0, 0]), (1080, b"\x53\xEF\x01\0"), (2047, &[0])])),
    ("hfs", || marks(&[(1024, b"H+\0\x04")])),
    ("gpt", || marks(&[(510, b"\x55\xAAEFI PART")])),
    ("mbr", || {
        marks(&[(446, &[0x80, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0]), (510, b"\x55\xAA"), (0x1_FFFF, &[0])])
    }),
];

pub const EXAMPLES: &[Example] = &[Example {
    rule: "disk_images.disk-image",
    fires: || case("photos.iso", iso()),
    silent: || case("backup.vmdk", mark(0, b"KDMV")),
}];

/// An ISO image of its mark alone.
fn iso() -> Vec<u8> {
    mark(32769, b"CD001")
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
