//! Which rules are compiled together. Boreal cannot read back a compiled set of more than 1,024 rules (its
//! `deserialize_rules` cuts the number, not the room it sets aside), and sets beside each other are compiled and read
//! back side by side. The division follows from the rules alone, so that findings do not depend on the cache.

use std::collections::{BTreeMap, HashMap};

use boreal_parser::file::YaraFileComponent;

use super::source::{DEEPEST, Sources, starts, words};

/// The most rules that boreal reads back.
pub(super) const FULL: usize = 1024;
/// More texts are not looked at to count the rules of one file with its includes.
const PATIENCE: usize = 20_000;

/// Rules that are compiled together.
#[derive(Debug, Default)]
pub(super) struct Shard {
    pub(super) pieces: Vec<Piece>,
    /// How many rules there are, at most.
    pub(super) rules: usize,
}

/// A file of rules, or some of it.
#[derive(Debug)]
pub(super) struct Piece {
    /// Which of the named files.
    pub(super) named: usize,
    /// What of it, where it is not all: the rest is blank, so that every rule keeps its line.
    pub(super) part: Option<String>,
    rules: usize,
}

/// Divides the rules. A file stays together with what it includes, as its rules may speak of each other, but one that
/// alone is too much is divided along what its rules have in common.
pub(super) fn split(sources: &Sources) -> Vec<Shard> {
    let mut shards: Vec<Shard> = Vec::new();
    for (named, file) in sources.named.iter().enumerate() {
        let rules = count(sources, file.text, 0, &mut 0);
        let text = &sources.texts[file.text];
        let pieces = (rules > FULL && text.includes.is_empty()).then(|| divide(named, &text.text)).flatten();
        for piece in pieces.unwrap_or_else(|| vec![Piece { named, part: None, rules }]) {
            match shards.last_mut() {
                Some(last) if last.rules + piece.rules <= FULL => {
                    last.rules += piece.rules;
                    last.pieces.push(piece);
                }
                _ => shards.push(Shard { rules: piece.rules, pieces: vec![piece] }),
            }
        }
    }
    shards
}

/// How many rules a text has with its includes, at most.
fn count(sources: &Sources, text: usize, depth: usize, looked: &mut usize) -> usize {
    *looked += 1;
    if depth > DEEPEST || *looked > PATIENCE {
        return FULL + 1;
    }
    let text = &sources.texts[text];
    let included: usize = text
        .includes
        .iter()
        .filter_map(|include| include.what.as_ref().ok())
        .map(|index| count(sources, *index, depth + 1, looked))
        .sum();
    included + heads(&text.text)
}

/// How often a rule may begin in a text: what stands in strings and comments may be counted, too.
fn heads(text: &str) -> usize {
    let after = |at: usize| text.as_bytes().get(at..).unwrap_or_default();
    words(text, "rule")
        .filter(|at| {
            let name = after(at + "rule".len()).trim_ascii_start();
            let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            // A comment may stand before the name or behind it.
            match name.get(length..).map(<[u8]>::trim_ascii_start) {
                Some([b'/', ..]) => true,
                Some([b'{' | b':', ..]) => length > 0,
                _ => false,
            }
        })
        .count()
}

/// Divides a file of too many rules, unless they hang together. Every part has all imports.
fn divide(named: usize, text: &str) -> Option<Vec<Piece>> {
    let components = boreal_parser::parse(text).ok()?.components;
    let starts = starts(text, &components);
    let end = |index: usize| starts.get(index + 1).copied().unwrap_or(text.len());
    let mut rules: Vec<(&str, usize, &str)> = Vec::new();
    for (index, component) in components.iter().enumerate() {
        match component {
            // One that rules over all the others.
            YaraFileComponent::Rule(rule) if rule.is_global => return None,
            YaraFileComponent::Rule(rule) => rules.push((&rule.name, index, text.get(rule.condition.span.clone())?)),
            YaraFileComponent::Import(_) => {}
            YaraFileComponent::Include(_) => return None,
        }
    }
    let mut together = Together((0..rules.len()).collect());
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (number, (name, ..)) in rules.iter().enumerate() {
        // Of two of the same name the second is refused, which shows only if they are compiled together.
        together.join(number, *names.entry(name).or_insert(number));
    }
    let sorted: BTreeMap<&str, usize> = names.iter().map(|(name, number)| (*name, *number)).collect();
    for (number, (_, _, condition)) in rules.iter().enumerate() {
        for (word, all) in mentions(condition) {
            if all {
                let those = sorted.range(word..).take_while(|(name, _)| name.starts_with(word));
                those.for_each(|(_, other)| together.join(number, *other));
            } else if let Some(other) = names.get(word) {
                together.join(number, *other);
            }
        }
    }
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in 0..rules.len() {
        clusters.entry(together.first(number)).or_default().push(rules[number].1);
    }
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for cluster in clusters.into_values() {
        if cluster.len() > FULL {
            return None;
        }
        match parts.last_mut() {
            Some(part) if part.len() + cluster.len() <= FULL => part.extend(cluster),
            _ => parts.push(cluster),
        }
    }
    let mut pieces = Vec::new();
    for part in parts {
        let mut bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'\n' { byte } else { b' ' }).collect();
        let imports = (0..components.len()).filter(|index| matches!(components[*index], YaraFileComponent::Import(_)));
        for index in imports.chain(part.iter().copied()) {
            let range = starts[index]..end(index);
            bytes.get_mut(range.clone())?.copy_from_slice(text.as_bytes().get(range)?);
        }
        pieces.push(Piece { named, part: Some(String::from_utf8(bytes).ok()?), rules: part.len() });
    }
    Some(pieces)
}

/// The words in a condition that may name other rules, and whether a star behind it means all that begin so.
fn mentions(condition: &str) -> impl Iterator<Item = (&str, bool)> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rest = condition;
    std::iter::from_fn(move || {
        loop {
            let (before, from) = rest.split_at(rest.find(part)?);
            let (word, after) = from.split_at(from.find(|c| !part(c)).unwrap_or(from.len()));
            rest = after;
            // The rule's own strings are no names of rules.
            if !before.ends_with(['$', '#', '@', '!']) {
                return Some((word, after.trim_start().starts_with('*')));
            }
        }
    })
}

/// Which rules must stay together: each points to an earlier one, or to itself.
struct Together(Vec<usize>);

impl Together {
    fn first(&mut self, mut rule: usize) -> usize {
        while self.0[rule] != rule {
            self.0[rule] = self.0[self.0[rule]];
            rule = self.0[rule];
        }
        rule
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.0[one.max(other)] = one.min(other);
    }
}
