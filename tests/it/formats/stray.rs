use crate::forge::{Example, case, gzip, noise, pe, zip};

fn behind(extra: &[u8]) -> crate::forge::Case {
    let mut bytes = zip::of("a.txt", "words\n");
    bytes.extend_from_slice(extra);
    case("a.zip", bytes)
}

pub const EXAMPLES: &[Example] = &[
    Example { rule: "stray.something-that-runs", fires: || behind(&pe::minimal()), silent: || behind(&[0; 9000]) },
    Example {
        rule: "stray.archive",
        fires: || behind(&gzip::of(&noise(500))),
        silent: || {
            case("a.zip", zip::with_comment(&[zip::stored("a.txt", "words\n")], "made by hand ".repeat(20).as_bytes()))
        },
    },
    Example { rule: "stray.unknown-data", fires: || behind(&noise(3000)), silent: || behind(b"\r\n\r\n") },
];
