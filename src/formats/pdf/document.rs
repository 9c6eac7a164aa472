//! All objects of a document, by number and in their order: what a key's value is, what a stream holds.
//!
//! An object that was replaced by a later version of the document counts as well: which one a reader takes depends on a table
//! that may be broken, or broken on purpose.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::crypt::Lock;
use super::filters::{self, Kind, LAYERS, Layer};
use super::names::{Name, names, skip_space};
use super::objects::Object;
use super::predictor::Predictor;
use super::values::{self, Value, extent};
use crate::model::gap::{Gap, LimitKind};

/// Versions of one object that are asked.
const VERSIONS: usize = 4;
/// How long a chain of references is followed.
const CHAIN: usize = 4;
/// Bytes of strings and small streams that are read of one document.
const READ: usize = 128 << 20;
/// Keys of one dictionary that are looked at.
const KEYS: usize = 4096;

/// The objects of a document.
pub(super) struct Document<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) objects: Vec<Object<'a>>,
    by_number: HashMap<u32, Vec<u32>>,
    /// What its strings and streams are locked with, once that is known.
    pub(super) lock: Option<Lock>,
    /// Whether no password that is known opens it.
    pub(super) shut: bool,
    left: Cell<usize>,
}

impl<'a> Document<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let left = Cell::new(READ);
        Self { bytes, objects: Vec::new(), by_number: HashMap::new(), lock: None, shut: false, left }
    }

    /// The same with more objects.
    pub(super) fn with(mut self, more: impl IntoIterator<Item = Object<'a>>) -> Self {
        for object in more {
            if let Ok(index) = u32::try_from(self.objects.len())
                && object.number > 0
            {
                self.by_number.entry(object.number).or_default().push(index);
            }
            self.objects.push(object);
        }
        self
    }

    /// Whether its strings and streams cannot be read.
    pub(super) fn is_locked(&self) -> bool {
        self.shut
    }

    /// Whether reading ended because too much was asked for.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Takes what was read off the limit.
    fn spend(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes.saturating_add(16)));
    }

    /// The versions of an object, the newest first.
    pub(super) fn versions(&self, number: u32) -> impl Iterator<Item = &Object<'a>> {
        let all = self.by_number.get(&number).map_or(&[][..], Vec::as_slice);
        all.iter().rev().take(VERSIONS).filter_map(|index| self.objects.get(*index as usize))
    }

    /// The value at a place of an object, and where it ends.
    pub(super) fn value(&self, object: &Object<'a>, at: usize) -> (Value<'a>, usize) {
        let text = object.text.get(at..).unwrap_or_default();
        if self.is_spent() {
            return (Value::Other, at);
        }
        // Comments without end may stand between a key and its value.
        self.left.set(self.left.get().saturating_sub(text.len() - skip_space(text).len()));
        let (value, behind) = values::value(text);
        let value = match value {
            Value::Text(bytes) => {
                self.spend(bytes.len());
                Value::Text(match &self.lock {
                    Some(lock) if !object.packed => lock.string(object.number, object.generation, bytes),
                    _ => bytes,
                })
            }
            value => value,
        };
        (value, object.text.len() - behind)
    }

    /// The dictionary whose opening bracket was read, up to its end; nothing once too much was read.
    pub(super) fn inside<'t>(&self, rest: &'t [u8]) -> &'t [u8] {
        if self.is_spent() {
            return &[];
        }
        let inside = &rest[..extent(rest)];
        self.spend(inside.len());
        inside
    }

    /// The values at a place once references are followed; of each the object in which it stands.
    pub(super) fn resolved<'s>(&'s self, object: &'s Object<'a>, at: usize) -> Vec<(&'s Object<'a>, Value<'a>)> {
        let mut out = Vec::new();
        let mut open = vec![(object, self.value(object, at).0)];
        for _ in 0..CHAIN {
            for (object, value) in std::mem::take(&mut open) {
                match value {
                    Value::Reference(number) => {
                        open.extend(self.versions(number).map(|o| (o, self.value(o, o.body).0)));
                    }
                    value => out.push((object, value)),
                }
            }
            open.truncate(VERSIONS * VERSIONS);
        }
        out
    }

    /// The text of the string at a place, references followed.
    pub(super) fn text(&self, object: &Object<'a>, at: usize) -> Option<String> {
        self.resolved(object, at).into_iter().find_map(|(_, value)| match value {
            Value::Text(bytes) => Some(values::text(&bytes)),
            _ => None,
        })
    }

    /// The number at a place, references followed.
    pub(super) fn number(&self, object: &Object<'a>, at: usize) -> Option<i64> {
        self.resolved(object, at).into_iter().find_map(|(_, value)| match value {
            Value::Number(number) => Some(number),
            _ => None,
        })
    }

    /// The layers of a stream; `None` where its dictionary speaks in two tongues.
    pub(super) fn layers(&self, object: &Object<'a>) -> Option<Vec<Layer>> {
        let mut found: Option<Vec<Kind>> = None;
        let (mut parameters, mut external) = (Vec::new(), false);
        for name in object.names().take(KEYS) {
            match name.text.as_ref() {
                "Filter" => {
                    let kinds = self.kinds(object, name.end);
                    match &found {
                        Some(before) if *before != kinds && !before.is_empty() => return None,
                        _ => found = Some(kinds),
                    }
                }
                "DecodeParms" | "DP" => parameters = self.parameters(object, name.end),
                "FFilter" => external = true,
                _ => {}
            }
        }
        if external {
            return None;
        }
        let layer = |(i, kind): (usize, &Kind)| {
            let (predictor, early) = parameters.get(i).copied().unwrap_or((Predictor::NONE, true));
            let packed = matches!(kind, Kind::Flate | Kind::Lzw);
            Layer { kind: *kind, predictor: if packed { predictor } else { Predictor::NONE }, early }
        };
        Some(found.unwrap_or_default().iter().enumerate().map(layer).collect())
    }

    /// The filters that stand at a place: a name, a list of names, or a reference to one of these.
    fn kinds(&self, object: &Object<'a>, at: usize) -> Vec<Kind> {
        let Some((holder, value)) = self.resolved(object, at).into_iter().next() else { return vec![Kind::Other] };
        match value {
            Value::Name(name) => vec![Kind::of(&name)],
            Value::Array(rest) => {
                let mut at = holder.text.len() - rest.len();
                let mut kinds = Vec::new();
                // One more than is undone, so that the excess is seen.
                while kinds.len() <= LAYERS && !values::closes(holder.text.get(at..).unwrap_or_default()) {
                    let (value, end) = self.value(holder, at);
                    kinds.push(match value {
                        Value::Name(name) => Kind::of(&name),
                        Value::Reference(_) => match self.resolved(holder, at).into_iter().next() {
                            Some((_, Value::Name(name))) => Kind::of(&name),
                            _ => Kind::Other,
                        },
                        _ => Kind::Other,
                    });
                    if end <= at {
                        break;
                    }
                    at = end;
                }
                kinds
            }
            _ => vec![Kind::Other],
        }
    }

    /// The parameters of each filter.
    fn parameters(&self, object: &Object<'a>, at: usize) -> Vec<(Predictor, bool)> {
        let Some((holder, value)) = self.resolved(object, at).into_iter().next() else { return Vec::new() };
        match value {
            Value::Dictionary(rest) => vec![self.parameter(holder, rest)],
            Value::Array(rest) => {
                let mut at = holder.text.len() - rest.len();
                let mut out = Vec::new();
                while out.len() < LAYERS && !values::closes(holder.text.get(at..).unwrap_or_default()) {
                    let (value, end) = self.value(holder, at);
                    let (place, next) = match value {
                        Value::Dictionary(rest) => (Some((holder, rest)), end + self.inside(rest).len() + 2),
                        Value::Reference(_) => match self.resolved(holder, at).into_iter().next() {
                            Some((other, Value::Dictionary(rest))) => (Some((other, rest)), end),
                            _ => (None, end),
                        },
                        _ => (None, end),
                    };
                    out.push(place.map_or((Predictor::NONE, true), |(o, rest)| self.parameter(o, rest)));
                    if next <= at {
                        break;
                    }
                    at = next;
                }
                out
            }
            _ => Vec::new(),
        }
    }

    fn parameter(&self, object: &Object<'a>, rest: &[u8]) -> (Predictor, bool) {
        let from = object.text.len() - rest.len();
        let (mut predictor, mut early) = (Predictor::NONE, true);
        for name in names(self.inside(rest)).take(32) {
            let number = || self.number(object, from + name.end);
            match name.text.as_ref() {
                "Predictor" => predictor.kind = number().unwrap_or(0),
                "Colors" => predictor.colors = number().unwrap_or(0),
                "BitsPerComponent" => predictor.bits = number().unwrap_or(0),
                "Columns" => predictor.columns = number().unwrap_or(0),
                "EarlyChange" => early = number() != Some(0),
                _ => {}
            }
        }
        (predictor, early)
    }

    /// A stream's data, unpacked up to a limit.
    pub(super) fn unpack(&self, object: &Object<'a>, limit: usize) -> (Vec<u8>, Option<Gap>) {
        let none = |gap| (Vec::new(), Some(gap));
        if self.is_spent() {
            return none(Gap::limit(LimitKind::TotalBytes, "not all packed parts of the document were read"));
        }
        let Some(layers) = self.layers(object) else {
            return none(Gap::unsupported("a part of the document is packed in a way not known here"));
        };
        let range: Range<usize> = object.stream.clone().unwrap_or_default();
        let Some(data) = self.bytes.get(range) else { return (Vec::new(), None) };
        let locked = self.lock.as_ref().filter(|_| !object.has("XRef"));
        let (bytes, gap) = match locked {
            Some(lock) => filters::unpack(&lock.stream(object, data, Some(&layers)), &layers, limit),
            None => filters::unpack(data, &layers, limit),
        };
        self.spend(bytes.len().saturating_add(data.len() / 4));
        (bytes, gap)
    }
}

impl<'a> Object<'a> {
    /// Its own part of the text.
    pub(super) fn own_text(&self) -> &'a [u8] {
        &self.text[..self.own.min(self.text.len())]
    }

    /// The names in it.
    pub(super) fn names(&self) -> impl Iterator<Item = Name<'a>> {
        names(self.own_text())
    }

    /// Whether one of its names is this.
    pub(super) fn has(&self, word: &str) -> bool {
        self.names().any(|name| name.text == word)
    }

    /// Whether it is a stream of objects. Readers know by the cross-reference table; its dictionary has to have these.
    pub(super) fn holds_objects(&self) -> bool {
        let (mut count, mut first) = (false, false);
        self.stream.is_some()
            && self.names().any(|name| {
                count |= name.text == "N";
                first |= name.text == "First";
                name.text == "ObjStm" || count && first
            })
    }
}
