//! `docs/mail-hooks.md` shows the very files that the tests run in mail systems, and the table of profiles as it is.

use std::fs;
use std::path::{Path, PathBuf};

use sheepdip::hooks::mail::profile::PROFILES;

use crate::kept;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn page() -> String {
    fs::read_to_string(root().join("docs/mail-hooks.md")).unwrap().replace("\r\n", "\n")
}

const MARK: &str = "<!-- file: ";

/// The page with the files behind their marks.
fn with_files(page: &str) -> String {
    let mut out = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(name) = line.strip_prefix(MARK).and_then(|l| l.strip_suffix(" -->")) else { continue };
        if lines.next_if(|l| l.starts_with("```")).is_some() {
            for _ in lines.by_ref().take_while(|l| *l != "```") {}
        }
        let text = fs::read_to_string(root().join(name)).unwrap().replace("\r\n", "\n");
        assert!(!text.contains("```") && text.ends_with('\n'), "{name}");
        out.push_str(&format!("```sh\n{text}```\n"));
    }
    out
}

#[test]
fn the_recipes_on_the_page_are_the_files_that_are_tested() {
    let page = page();
    kept::same("docs/mail-hooks.md", &with_files(&page));
    for folder in fs::read_dir(root().join("docs/hooks")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let name = file.unwrap().path().strip_prefix(root()).unwrap().display().to_string().replace('\\', "/");
            assert!(page.contains(&format!("{MARK}{name} -->")), "{name} is not on the page");
        }
    }
}

#[test]
fn the_table_on_the_page_has_the_statuses_of_the_profiles() {
    let page = page();
    for p in PROFILES {
        let statuses = format!("| {} | {} | {} |", p.pass, p.find, p.later);
        let row = page.lines().find(|l| l.starts_with("| `") && l.contains(&format!("`{}`", p.name)));
        assert!(row.is_some_and(|row| row.contains(&statuses)), "{}: {row:?}", p.name);
    }
}

#[test]
fn every_command_line_on_the_page_is_one_that_the_command_takes() {
    let page = page().replace("\\\n", " ");
    let mut seen = 0;
    for after in page.split("/usr/bin/sheepdip mail ").skip(1) {
        let line = after.lines().next().unwrap();
        let words = line.split([' ', '"', '\'']).filter(|w| !w.is_empty());
        let args: Vec<&str> = words.take_while(|w| !w.contains([';', '>', '%', '{', '|'])).collect();
        let ran = crate::cli::run_with(&[&["mail"], &args[..]].concat(), &super::messages::clean());
        assert!(!ran.err.contains("error:"), "{line}: {}", ran.err);
        seen += 1;
    }
    assert!(seen >= 7, "{seen}");
}
