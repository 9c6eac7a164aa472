//! Rules from the user's files. One that cannot be used is named with file and line, and the others are used.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use boreal::Compiler;
use boreal_parser::file::YaraFileComponent;

use crate::model::name::{Name, escape, escape_short};

use super::Yara;

/// A larger file of rules is not read, in bytes.
const LARGEST: u64 = 64 << 20;
/// More files are not read.
const MOST: usize = 20_000;
/// The longest words about one rule, in characters.
const WORDS: usize = 240;

/// Reads and compiles.
pub(super) fn load(paths: &[PathBuf]) -> Result<Yara, String> {
    let mut compiler = Compiler::new();
    for name in ["filename", "filepath", "extension", "filetype", "owner"] {
        compiler.define_symbol(name, "");
    }
    let mut loading = Loading { compiler, unused: Vec::new(), made: None };
    for path in files(paths)? {
        loading.file(&path);
    }
    let Loading { compiler, unused, made } = loading;
    let scanner = compiler.finalize();
    let count = scanner.rules().filter(|rule| !rule.is_private).count();
    if count == 0 {
        let why = unused.first().cloned().unwrap_or_else(|| "they hold none".to_owned());
        return Err(format!("no YARA rule can be used: {why}"));
    }
    Ok(Yara { scanner, count, unused, made })
}

/// The files that the paths name, those of folders by their names.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        let shown = Name::from_os(path.as_os_str());
        let about =
            path.metadata().map_err(|error| format!("the YARA rules {shown} cannot be read: {}", plain(&error)))?;
        if !about.is_dir() {
            files.push(path.clone());
            continue;
        }
        let below = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
        for entry in below {
            let entry = entry
                .map_err(|error| format!("the YARA rules in {shown} cannot be read: {}", escape(&error.to_string())))?;
            let ending = entry.path().extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
            if entry.file_type().is_file() && matches!(ending.as_deref(), Some("yar" | "yara")) {
                files.push(entry.into_path());
            }
            if files.len() > MOST {
                return Err(format!("there are more than {MOST} files of YARA rules in {shown}"));
            }
        }
    }
    if files.is_empty() {
        return Err("there are no YARA rules: no file there ends in .yar or .yara".to_owned());
    }
    Ok(files)
}

struct Loading {
    compiler: Compiler,
    unused: Vec<String>,
    made: Option<SystemTime>,
}

impl Loading {
    fn file(&mut self, path: &Path) {
        let shown = Name::from_os(path.as_os_str());
        match read(path) {
            Ok((text, made)) => {
                self.made = self.made.max(made);
                // Rules of different files may bear the same name.
                let namespace = shown.file_name().to_string();
                if let Err(error) = self.compiler.add_rules_file_in_namespace(path, &namespace) {
                    self.one_by_one(path, &namespace, &text, &error.to_string());
                }
            }
            Err(why) => self.unused.push(format!("{shown}: {why}")),
        }
    }

    /// A file of which one rule cannot be used: the others are tried each by itself. `failed` is what was wrong with the
    /// first.
    fn one_by_one(&mut self, path: &Path, namespace: &str, text: &str, failed: &str) {
        let Ok(parsed) = boreal_parser::parse(text) else {
            // What cannot even be taken apart into rules is named as a whole.
            self.unused.push(escape_short(failed, WORDS));
            return;
        };
        let starts: Vec<usize> = parsed
            .components
            .iter()
            .map(|component| match component {
                YaraFileComponent::Rule(rule) => rule_start(text, rule.name_span.start),
                YaraFileComponent::Import(import) => import.span.start,
                YaraFileComponent::Include(include) => include.span.start,
            })
            .collect();
        let mut line = 1;
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            let before = if index == 0 { 0 } else { starts[index - 1] };
            line += text.get(before..*start).map_or(0, |part| part.matches('\n').count());
            if matches!(parsed.components[index], YaraFileComponent::Include(_)) {
                // An include is relative to its file; it was tried with the whole.
                continue;
            }
            let Some(rule) = text.get(*start..end) else { continue };
            // Empty lines before it, so that the words about it say the right line.
            let alone = "\n".repeat(line - 1) + rule;
            if let Err(error) = self.compiler.add_rules_str_in_namespace(&alone, namespace) {
                let error = error.to_string();
                // What stood before the faulty rule is in use already.
                if !error.contains("already declared") && !error.contains("already exists") {
                    let place = format!("{}:", path.display());
                    self.unused.push(escape_short(&error.replacen("mem:", &place, 1), WORDS));
                }
            }
        }
    }
}

/// Where a rule begins whose name begins here: at `rule`, or at the words before it.
fn rule_start(text: &str, name: usize) -> usize {
    let mut start = text.get(..name).and_then(|before| before.rfind("rule")).unwrap_or(name);
    while let Some(before) = text.get(..start).map(str::trim_end)
        && let Some(word) = ["private", "global"].iter().find(|word| before.ends_with(**word))
    {
        start = before.len() - word.len();
    }
    start
}

fn read(path: &Path) -> Result<(String, Option<SystemTime>), String> {
    let about = path.metadata().map_err(|error| plain(&error))?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    if about.len() > LARGEST {
        return Err(format!("it is larger than {LARGEST} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| plain(&error))?;
    Ok((text, about.modified().ok()))
}

/// An error's words without the number of the operating system.
fn plain(error: &std::io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or_default().to_ascii_lowercase()
}
