use crate::forge::{Case, Example, case, tar, zip};

fn tar_of(header: Vec<u8>) -> Case {
    case("a.tar", tar::archive(&[header]))
}

fn link(name: &str, target: &str) -> zip::Member {
    zip::Member { attributes: 0xA1FF_0000, ..zip::stored(name, target) }
}

/// A member that declares 4 GiB of zeros and holds as many as deflate makes of its bytes.
fn bomb() -> Vec<u8> {
    let zeros = zip::deflated("zeros.txt", vec![0; 8 << 20]);
    zip::archive(&[zip::Member { size: u32::MAX - 1, ..zeros }])
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "member.escaping-path",
        fires: || tar_of(tar::file("../../.ssh/authorized_keys", b"key\n")),
        silent: || tar_of(tar::file("./a/b.txt", b"words\n")),
    },
    Example {
        rule: "member.escaping-path",
        fires: || case("a.zip", zip::names(&["../../../etc/cron.d/x"])),
        silent: || case("a.zip", zip::names(&["a/../b.txt", "..notes/...txt"])),
    },
    Example {
        rule: "member.outside-link",
        fires: || tar_of(tar::header("a/now", 0, b'2', "../../etc/passwd")),
        silent: || tar_of(tar::header("a/now", 0, b'2', "../b/c")),
    },
    Example {
        rule: "member.outside-link",
        fires: || case("a.zip", zip::archive(&[link("a/now", "../../etc/passwd")])),
        silent: || case("a.zip", zip::archive(&[zip::stored("a/b.txt", "some words\n"), link("a/now", "b.txt")])),
    },
    Example {
        rule: "member.device",
        fires: || tar_of(tar::header("dev/sda", 0, b'4', "")),
        silent: || tar_of(tar::header("dev/", 0, b'5', "")),
    },
    Example {
        rule: "member.duplicate-name",
        fires: || case("a.zip", zip::archive(&[zip::stored("a.txt", "one\n"), zip::stored("a.txt", "other\n")])),
        silent: || case("a.zip", zip::archive(&[zip::stored("a.txt", "one\n"), zip::stored("A.txt", "one\n")])),
    },
    Example {
        rule: "member.bomb",
        fires: || case("a.zip", bomb()),
        silent: || case("log.zip", zip::of("log.txt", "all is well\n".repeat(200_000))),
    },
];
