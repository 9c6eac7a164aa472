//! Tests about the code: levels, and what the pure rooms may not touch.

use std::fs;
use std::path::{Path, PathBuf};

/// The levels of DESIGN: a module may use those below it, and its own.
const LEVELS: &[(&str, u32)] = &[
    ("model", 0),
    ("parse", 10),
    ("formats", 20),
    ("scan", 30),
    ("engines", 31),
    ("policy", 32),
    ("catalog", 40),
    ("pipeline", 50),
    ("config", 60),
    ("output", 61),
    ("sources", 62),
    ("actions", 63),
    ("hooks", 70),
    ("batch", 71),
    ("cli", 80),
    ("main", 90),
    ("lib", 99),
];

/// Rooms that must not know each other although one stands above the other.
const APART: &[(&str, &[&str])] = &[
    ("output", &["formats", "scan", "policy", "pipeline", "engines", "parse"]),
    ("policy", &["formats", "scan", "engines", "parse"]),
    ("engines", &["formats", "scan", "parse"]),
];

/// What formats, parsers and the walk may not do: they are pure.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::time",
    "Instant::",
    "SystemTime",
    "println!",
    "eprintln!",
    "print!(",
    ".unwrap()",
    ".expect(",
    "std::thread",
    "std::io::stdout",
    "std::io::stdin",
];

fn sources() -> Vec<(PathBuf, String)> {
    fn visit(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                visit(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                out.push((path, text));
            }
        }
    }
    let mut out = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    assert!(out.len() > 20, "the sources were not found");
    out
}

/// The room of a file: the first component below `src/`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn level(room: &str) -> u32 {
    LEVELS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("src/{room} has no level in house.rs")).1
}

/// The code without comments, so that prose may say what code may not.
fn code(text: &str) -> String {
    text.lines().map(|l| l.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The rooms that a file uses: `crate::room` and the members of `crate::{a, b}`.
fn uses(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for after in code(text).split("crate::").skip(1) {
        let ident = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(group) = after.strip_prefix('{') {
            let mut depth = 0;
            let mut item = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.push(ident(item.trim()));
                        item.clear();
                        continue;
                    }
                    _ => {}
                }
                item.push(c);
            }
            rooms.push(ident(item.trim()));
        } else {
            rooms.push(ident(after));
        }
    }
    rooms.retain(|r| !r.is_empty());
    rooms
}

#[test]
fn imports_point_down_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let here = room(&path);
        for other in uses(&text) {
            let apart = APART.iter().any(|(a, not)| *a == here && not.contains(&other.as_str()));
            if level(&other) > level(&here) || apart {
                wrong.push(format!("{} uses crate::{other}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_pure_rooms_stay_pure() {
    let mut wrong = Vec::new();
    for (path, text) in sources().into_iter().filter(|(p, _)| ["formats", "parse", "scan"].contains(&room(p).as_str()))
    {
        // The crew is where threads of the walk are made.
        let crew = path.ends_with("scan/walk/crew.rs");
        let forbidden = IMPURE.iter().filter(|w| !(crew && **w == "std::thread"));
        for word in forbidden.filter(|w| code(&text).contains(**w)) {
            wrong.push(format!("{}: {word}", path.display()));
        }
        // Reading to the end is bounded only behind `take`.
        for line in code(&text).lines().filter(|l| l.contains("read_to_end") && !l.contains(".take(")) {
            wrong.push(format!("{}: {}", path.display(), line.trim()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn files_can_be_read_at_a_sitting() {
    let limit = |room: &str| if room == "formats" { 340 } else { 500 };
    let long: Vec<_> = sources()
        .iter()
        .filter(|(path, text)| text.lines().count() > limit(&room(path)))
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn every_file_says_at_its_top_what_it_is() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

#[test]
fn rules_carry_the_name_of_the_file_that_fires_them() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        for after in text.split("\n    id: \"").skip(1) {
            let id = after.split('"').next().unwrap();
            let file = id.split('.').next().unwrap();
            if file != stem && file != folder {
                wrong.push(format!("{}: {id}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
