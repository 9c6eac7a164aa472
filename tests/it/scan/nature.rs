use crate::forge::{Example, case, elf, png};

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "nature.program",
        fires: || case("tool", elf::minimal()),
        silent: || case("tool.png", png::plain()),
    },
    Example {
        rule: "nature.script",
        fires: || case("install.sh", "#!/bin/sh\nset -e\necho \"installing\"\n"),
        silent: || case("notes.txt", "Run the installer with sh, then type: echo installing\n"),
    },
    Example {
        rule: "nature.shortcut",
        fires: || case("site.url", "[InternetShortcut]\r\nURL=https://example.org/\r\n"),
        silent: || case("notes.txt", "An Internet Shortcut is a small file with a URL in it.\r\n"),
    },
];
