//! Rules from the user's files. One that cannot be used is named with file and line, and the others are used.

use std::ops::Range;
use std::path::{Path, PathBuf};

use boreal::{Compiler, Scanner};

use crate::model::name::escape_short;

use super::source::{DEEPEST, Sources, Text, starts};
use super::split::{Shard, split};
use super::{Yara, cache, side_by_side};

/// The longest words about one rule, in characters.
const WORDS: usize = 240;
/// More texts are not compiled for one file with its includes.
const EXPANDED: usize = 20_000;

/// Reads and compiles, or takes from the cache what was compiled before.
pub(super) fn load(paths: &[PathBuf], cache: Option<&Path>) -> Result<Yara, String> {
    let sources = Sources::read(paths)?;
    let kept = cache.and_then(|folder| cache::Place::of(folder, &sources));
    let (scanners, refused) = match kept.as_ref().and_then(cache::Place::load) {
        Some(entry) => (entry.scanners, entry.unused),
        None => {
            let (scanners, unused) = compile(&sources);
            if let Some(place) = &kept {
                place.store(&scanners, &unused);
            }
            (scanners, unused)
        }
    };
    let mut unused = sources.unread;
    unused.extend(refused);
    let count = scanners.iter().flat_map(Scanner::rules).filter(|rule| !rule.is_private).count();
    if count == 0 {
        let why = unused.first().cloned().unwrap_or_else(|| "they hold none".to_owned());
        return Err(format!("no YARA rule can be used: {why}"));
    }
    Ok(Yara::new(scanners, count, unused, sources.made))
}

/// Compiles, and says what cannot be used.
fn compile(sources: &Sources) -> (Vec<Scanner>, Vec<String>) {
    let shards = split(sources);
    let compiled = side_by_side(&shards, |shard| Loading::shard(sources, shard));
    let mut unused = Vec::new();
    let mut scanners = Vec::new();
    for (scanner, words) in compiled {
        scanners.push(scanner);
        for word in words {
            // An import that fails does so in every part of its file.
            if !unused.contains(&word) {
                unused.push(word);
            }
        }
    }
    (scanners, unused)
}

struct Loading<'a> {
    sources: &'a Sources,
    compiler: Compiler,
    unused: Vec<String>,
}

impl<'a> Loading<'a> {
    fn shard(sources: &'a Sources, shard: &Shard) -> (Scanner, Vec<String>) {
        let mut compiler = Compiler::new();
        for name in ["filename", "filepath", "extension", "filetype", "owner"] {
            compiler.define_symbol(name, "");
        }
        let mut loading = Loading { sources, compiler, unused: Vec::new() };
        for piece in &shard.pieces {
            let named = &sources.named[piece.named];
            match &piece.part {
                Some(blocks) => {
                    let text = &sources.texts[named.text];
                    for block in blocks {
                        loading.block(text, block.range.clone(), block.line, &named.namespace);
                    }
                }
                None => loading.file(named.text, &named.namespace, &mut Vec::new(), &mut 0),
            }
        }
        (loading.compiler.finalize(), loading.unused)
    }

    /// A file, with its includes where they stand.
    fn file(&mut self, index: usize, namespace: &str, trail: &mut Vec<usize>, expanded: &mut usize) {
        let sources = self.sources;
        let text = &sources.texts[index];
        *expanded += 1;
        if trail.contains(&index) || trail.len() > DEEPEST || *expanded > EXPANDED {
            let why = "it is included by itself, or too often; what it holds is not used again";
            return self.refuse(&format!("{}: {why}", text.path.display()));
        }
        trail.push(index);
        let mut done = 0;
        for include in &text.includes {
            self.block(text, done..include.start, line(&text.text, done), namespace);
            done = include.end;
            match &include.what {
                Ok(included) => self.file(*included, namespace, trail, expanded),
                Err(why) => self.refuse(&format!("{}:{}: {why}", text.path.display(), line(&text.text, include.start))),
            }
        }
        self.block(text, done..text.text.len(), line(&text.text, done), namespace);
        trail.pop();
    }

    /// A stretch of a text that begins at this line and holds no includes.
    fn block(&mut self, text: &Text, range: Range<usize>, first: usize, namespace: &str) {
        let Some(block) = text.text.get(range).filter(|block| !block.trim_ascii().is_empty()) else { return };
        if let Err(error) = self.compiler.add_rules_str_in_namespace(block, namespace) {
            self.refuse_at(&text.path, first, &error.to_string());
            // What cannot even be taken apart into rules is named as a whole.
            let Ok(parsed) = boreal_parser::parse(block) else { return };
            let starts = starts(block, &parsed.components);
            // What stands before the place where it failed is in use.
            let failed = error.to_diagnostic().labels.first().map(|label| label.range.start);
            let after = failed.map_or(0, |failed| starts.partition_point(|start| *start <= failed));
            self.one_by_one(&text.path, namespace, block, first, &starts[after..]);
        }
    }

    /// The components that begin here, each by itself.
    fn one_by_one(&mut self, path: &Path, namespace: &str, text: &str, first: usize, starts: &[usize]) {
        let mut at = first + line(text, starts.first().copied().unwrap_or_default()) - 1;
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            let Some(alone) = text.get(*start..end) else { continue };
            if let Err(error) = self.compiler.add_rules_str_in_namespace(alone, namespace) {
                self.refuse_at(path, at, &error.to_string());
            }
            at += alone.matches('\n').count();
        }
    }

    fn refuse(&mut self, why: &str) {
        self.unused.push(escape_short(why, WORDS));
    }

    /// Puts the file's name into boreal's words about a text that begins at this line of the file.
    fn refuse_at(&mut self, path: &Path, first: usize, words: &str) {
        let place = words.strip_prefix("mem:").and_then(|rest| {
            let (line, rest) = rest.split_once(':')?;
            Some((line.parse::<usize>().ok()?, rest))
        });
        match place {
            Some((line, rest)) => self.refuse(&format!("{}:{}:{rest}", path.display(), line + first - 1)),
            None => self.refuse(&format!("{}: {words}", path.display())),
        }
    }
}

/// The line in which this byte stands.
fn line(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}
