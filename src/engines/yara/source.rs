//! The user's files of rules as they were read, with what they include: what is compiled is what was read here, so that
//! a file that changes meanwhile cannot stand in the cache under the name of its older self.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use boreal_parser::file::YaraFileComponent;
use sha2::{Digest, Sha256};

use crate::model::name::{Name, escape};

/// A larger file of rules is not read, in bytes.
const LARGEST: u64 = 64 << 20;
/// More files are not read.
const MOST: usize = 20_000;
/// Includes within includes are not followed deeper than this.
pub(super) const DEEPEST: usize = 16;

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Every file once, included ones too.
    pub(super) texts: Vec<Text>,
    /// Those that the user named, in their order.
    pub(super) named: Vec<Named>,
    /// What could not be read.
    pub(super) unread: Vec<String>,
    /// When the newest of them was changed.
    pub(super) made: Option<SystemTime>,
    known: HashMap<PathBuf, usize>,
    namespaces: HashSet<String>,
}

/// A file that the user named.
#[derive(Debug)]
pub(super) struct Named {
    /// Which of the texts.
    pub(super) text: usize,
    /// What its rules are told as coming from; no two files have the same, as rules of different files may bear the same
    /// name.
    pub(super) namespace: String,
}

/// A file's text.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) includes: Vec<Include>,
}

/// An `include` in it.
#[derive(Debug)]
pub(super) struct Include {
    /// Where it begins.
    pub(super) start: usize,
    /// Where the next component begins.
    pub(super) end: usize,
    /// Which of the texts it is, or why there is none.
    pub(super) what: Result<usize, String>,
}

impl Sources {
    /// Reads what the paths name: files, and folders with files that end in `.yar` or `.yara`.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let mut sources = Self::default();
        let mut named = HashSet::new();
        for path in files(paths)? {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            match sources.text(&real, &path, 0) {
                Ok(text) => {
                    // What is named twice is used once.
                    if named.insert(text) {
                        let namespace = sources.namespace(&path);
                        sources.named.push(Named { text, namespace });
                    }
                }
                Err(why) => sources.unread.push(format!("{}: {why}", Name::from_os(path.as_os_str()))),
            }
        }
        Ok(sources)
    }

    /// A file's text, read once: `path` says which it is, `shown` how its user calls it.
    fn text(&mut self, path: &Path, shown: &Path, depth: usize) -> Result<usize, String> {
        if let Some(known) = self.known.get(path) {
            return Ok(*known);
        }
        if self.texts.len() >= MOST {
            return Err(format!("more than {MOST} files are not read"));
        }
        let (text, made) = read(path)?;
        self.made = self.made.max(made);
        let index = self.texts.len();
        let found = includes(&text);
        self.texts.push(Text { path: shown.to_owned(), text, includes: Vec::new() });
        self.known.insert(path.to_owned(), index);
        let mut includes = Vec::new();
        for (start, end, name) in found {
            let what = if depth >= DEEPEST {
                Err(format!("files that include each other deeper than {DEEPEST} are not read"))
            } else {
                shown
                    .parent()
                    .unwrap_or(shown)
                    .join(&name)
                    .canonicalize()
                    .map_err(|error| plain(&error))
                    .and_then(|path| self.text(&path, &path, depth + 1))
            };
            let what = what.map_err(|why| format!("\"{}\" cannot be included: {why}", escape(&name)));
            includes.push(Include { start, end, what });
        }
        self.texts[index].includes = includes;
        Ok(index)
    }

    /// The file's name, with as much of its path as tells it from the others.
    fn namespace(&mut self, path: &Path) -> String {
        let parts: Vec<_> = path.components().map(std::path::Component::as_os_str).collect();
        for from in (0..parts.len()).rev() {
            let some: PathBuf = parts[from..].iter().collect();
            let name = Name::from_os(some.as_os_str()).to_string();
            if self.namespaces.insert(name.clone()) {
                return name;
            }
        }
        let name = format!("{}#{}", Name::from_os(path.as_os_str()), self.namespaces.len());
        self.namespaces.insert(name.clone());
        name
    }

    /// Takes in everything that the compiled rules and the words about them follow from.
    pub(super) fn digest(&self, digest: &mut Sha256) {
        fn put(digest: &mut Sha256, bytes: &[u8]) {
            digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
            digest.update(bytes);
        }
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes();
        digest.update(number(self.named.len()));
        for named in &self.named {
            digest.update(number(named.text));
            put(digest, named.namespace.as_bytes());
        }
        for text in &self.texts {
            put(digest, text.path.as_os_str().as_encoded_bytes());
            put(digest, text.text.as_bytes());
            digest.update(number(text.includes.len()));
            for include in &text.includes {
                match &include.what {
                    Ok(index) => digest.update(number(*index)),
                    Err(why) => put(digest, why.as_bytes()),
                }
            }
        }
    }
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

/// The includes of a text: where each begins, where what comes next begins, and what it names.
fn includes(text: &str) -> Vec<(usize, usize, String)> {
    // Taking a file apart costs as much as a third of compiling it, and few files include others.
    let may = words(text, "include").any(|at| {
        matches!(text.as_bytes().get(at + "include".len()..).map(<[u8]>::trim_ascii_start), Some([b'"' | b'/', ..]))
    });
    let Some(parsed) = may.then(|| boreal_parser::parse(text).ok()).flatten() else { return Vec::new() };
    let starts = starts(text, &parsed.components);
    parsed
        .components
        .into_iter()
        .enumerate()
        .filter_map(|(index, component)| match component {
            YaraFileComponent::Include(include) => {
                let end = starts.get(index + 1).copied().unwrap_or(text.len());
                Some((starts[index], end, include.path))
            }
            _ => None,
        })
        .collect()
}

/// Where each component of a text begins. The parser says where a rule's name stands, not where the rule begins, so what
/// lies between two components is read: words in comments must not be taken for the beginning.
pub(super) fn starts(text: &str, components: &[YaraFileComponent]) -> Vec<usize> {
    let mut end = 0;
    let mut starts = Vec::with_capacity(components.len());
    for component in components {
        starts.push(blank(text, end));
        end = match component {
            YaraFileComponent::Rule(rule) => brace(text, rule.condition.span.end),
            YaraFileComponent::Import(import) => import.span.end,
            YaraFileComponent::Include(include) => include.span.end,
        };
    }
    starts
}

/// Behind the spaces and comments that begin here.
fn blank(text: &str, from: usize) -> usize {
    let mut rest = text.get(from..).unwrap_or_default();
    loop {
        rest = rest.trim_ascii_start();
        let end = match rest.as_bytes() {
            [b'/', b'/', ..] => rest.find('\n'),
            [b'/', b'*', ..] => rest.get(2..).and_then(|inner| inner.find("*/")).map(|at| at + 4),
            _ => return text.len() - rest.len(),
        };
        rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
    }
}

/// Behind the brace that closes a rule whose condition ends here.
fn brace(text: &str, condition: usize) -> usize {
    let mut at = condition;
    loop {
        at = blank(text, at);
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some('}') => return at + 1,
            Some(other) => at += other.len_utf8(),
            None => return text.len(),
        }
    }
}

/// Where a word stands by itself in a text.
pub(super) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = text.as_bytes();
    let part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    memchr::memmem::find_iter(bytes, word).filter(move |at| {
        !part(at.checked_sub(1).and_then(|before| bytes.get(before))) && !part(bytes.get(at + word.len()))
    })
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
