//! Which rules are compiled together. Boreal cannot read back a compiled set of more than 1,024 rules (its
//! `deserialize_rules` cuts the number, not the room it sets aside), and sets beside each other are compiled and read
//! back side by side. The division follows from the rules alone, so that findings do not depend on the cache.

use std::collections::BTreeMap;
use std::ops::Range;

use boreal_parser::file::YaraFileComponent;
use boreal_parser::rule::Rule;

use super::source::{DEEPEST, Sources, starts, words};

/// The most rules that boreal reads back.
pub(super) const FULL: usize = 1024;
/// A longer text is not given to boreal at once, in bytes: for whatever it warns of, and it warns often, it counts the
/// lines of all of it.
const LONG: usize = 128 << 10;
/// A block ends behind so many bytes.
const BLOCK: usize = 32 << 10;
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
    /// What of it, where it is not all at once.
    pub(super) part: Option<Vec<Block>>,
    rules: usize,
}

/// A stretch of a text.
#[derive(Debug)]
pub(super) struct Block {
    /// The line in which it begins.
    pub(super) line: usize,
    pub(super) range: Range<usize>,
}

/// Divides the rules. A file stays together with what it includes, as its rules may speak of each other, but one that
/// alone is too much is divided along what its rules have in common.
pub(super) fn split(sources: &Sources) -> Vec<Shard> {
    let mut shards: Vec<Shard> = Vec::new();
    for (named, file) in sources.named.iter().enumerate() {
        let rules = count(sources, file.text, 0, &mut 0);
        let text = &sources.texts[file.text];
        let much = (rules > FULL || text.text.len() > LONG) && text.includes.is_empty();
        let pieces = much.then(|| divide(named, &text.text)).flatten();
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

/// Divides a long file. Every part has all imports.
fn divide(named: usize, text: &str) -> Option<Vec<Piece>> {
    let components = boreal_parser::parse(text).ok()?.components;
    let starts = starts(text, &components);
    let rules: Vec<(usize, &Rule)> = components
        .iter()
        .enumerate()
        .filter_map(|(index, component)| match component {
            YaraFileComponent::Rule(rule) => Some((index, &**rule)),
            _ => None,
        })
        .collect();
    let apart = (rules.len() > FULL).then(|| independent(text, &rules)).flatten();
    let parts = apart.unwrap_or_else(|| vec![(0..rules.len()).collect()]);
    let pieces = parts.into_iter().map(|part| {
        let count = part.len();
        let mut chosen: Vec<bool> =
            components.iter().map(|component| !matches!(component, YaraFileComponent::Rule(_))).collect();
        part.into_iter().for_each(|number| chosen[rules[number].0] = true);
        Piece { named, part: Some(blocks(text, &starts, &chosen)), rules: count }
    });
    Some(pieces.collect())
}

/// The chosen ones of the components that begin at these places.
fn blocks(text: &str, starts: &[usize], chosen: &[bool]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for (index, start) in starts.iter().enumerate().filter(|(index, _)| chosen[*index]) {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        match blocks.last_mut() {
            Some(last) if last.range.end == *start && last.range.len() < BLOCK => last.range.end = end,
            _ => {
                line += text.get(counted..*start).map_or(0, |before| before.matches('\n').count());
                counted = *start;
                blocks.push(Block { line, range: *start..end });
            }
        }
    }
    blocks
}

/// Sets of rules that do not speak of each other, each with no more than boreal reads back; none if there are no such.
fn independent(text: &str, rules: &[(usize, &Rule)]) -> Option<Vec<Vec<usize>>> {
    if rules.iter().any(|(_, rule)| rule.is_global) {
        return None;
    }
    let mut together = Together((0..rules.len()).collect());
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, (_, rule)) in rules.iter().enumerate() {
        // Of two of the same name the second is refused, which shows only if they are compiled together.
        together.join(number, *names.entry(&rule.name).or_insert(number));
    }
    for (number, (_, rule)) in rules.iter().enumerate() {
        for (word, all) in mentions(text.get(rule.condition.span.clone())?) {
            if all {
                let those = names.range(word..).take_while(|(name, _)| name.starts_with(word));
                those.for_each(|(_, other)| together.join(number, *other));
            } else if let Some(other) = names.get(word) {
                together.join(number, *other);
            }
        }
    }
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in 0..rules.len() {
        clusters.entry(together.first(number)).or_default().push(number);
    }
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for cluster in clusters.into_values() {
        match parts.last_mut() {
            _ if cluster.len() > FULL => return None,
            Some(part) if part.len() + cluster.len() <= FULL => part.extend(cluster),
            _ => parts.push(cluster),
        }
    }
    Some(parts)
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
