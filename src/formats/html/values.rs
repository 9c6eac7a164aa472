//! What scripts compute with, as far as it is constant: strings, lists, and what is done with them.

use std::borrow::Cow;
use std::rc::Rc;

use super::encodings::{base64, latin1, percent};
use super::fold::Shared;
use super::lexer::Token;

/// A constant.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) data: Data,
    /// Whether it was written so that nobody can read it: encoded, backwards, as numbers.
    pub(super) hidden: bool,
    /// Whether it is the unchanged content of a variable, of which was told when it was set.
    pub(super) told: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Data {
    /// Characters; below 256 they may be bytes.
    Text(Shared),
    /// Text that is being appended to.
    Growing(String),
    Numbers(Rc<Vec<i32>>),
    List(Rc<Vec<Shared>>),
    /// A text cut at a separator, and whether backwards: cut into letters it would be huge.
    Split(Shared, Shared, bool),
    Regex(Shared),
    Number(i64),
}

/// Methods of strings and lists that are understood.
pub(super) const METHODS: &[&str] = &[
    "split",
    "reverse",
    "join",
    "replace",
    "replaceAll",
    "concat",
    "trim",
    "toString",
    "slice",
    "substr",
    "substring",
];
/// Functions that are understood.
pub(super) const FUNCTIONS: &[&str] = &[
    "atob",
    "unescape",
    "escape",
    "decodeURIComponent",
    "decodeURI",
    "fromCharCode",
    "fromCodePoint",
    "Uint8Array",
    "Int8Array",
    "Array",
    "String",
    "from",
    "of",
];

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

impl Value {
    fn of(data: Data, hidden: bool) -> Self {
        Self { data, hidden, told: false }
    }

    pub(super) fn shown(text: String, hidden: bool) -> Self {
        Self::of(Data::Text(text.into()), hidden)
    }

    pub(super) fn number(n: i64) -> Self {
        Self::of(Data::Number(n), false)
    }

    pub(super) fn regex(text: &str) -> Self {
        Self::of(Data::Regex(text.into()), false)
    }

    pub(super) fn literal(token: Token<'_>) -> Option<Self> {
        match token {
            Token::Text(text) => Some(Self::of(Data::Text(text.as_ref().into()), false)),
            // Nobody writes ordinary words so.
            Token::Coded(text) => Some(Self::shown(text, true)),
            Token::Number(n) => Some(Self::number(n)),
            _ => None,
        }
    }

    /// About how many bytes it holds.
    pub(super) fn size(&self) -> usize {
        match &self.data {
            Data::Text(text) | Data::Split(text, ..) | Data::Regex(text) => text.len(),
            Data::Growing(text) => text.len(),
            Data::Numbers(list) => list.len() * 4,
            Data::List(list) => list.iter().map(|t| t.len() + 8).sum(),
            Data::Number(_) => 8,
        }
    }

    /// What it is as a string.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match &self.data {
            Data::Text(text) | Data::Regex(text) => Cow::Borrowed(text),
            Data::Growing(text) => Cow::Borrowed(text),
            Data::Number(n) => Cow::Owned(n.to_string()),
            Data::Numbers(list) => Cow::Owned(list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
            Data::List(list) => Cow::Owned(list.join(",")),
            Data::Split(..) => Cow::Owned(self.joined(",")),
        }
    }

    /// The pieces with something between them.
    fn joined(&self, between: &str) -> String {
        match &self.data {
            Data::List(list) => list.join(between),
            Data::Numbers(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(between),
            Data::Split(text, at, back) => match (at.is_empty(), back) {
                (true, true) if between.is_empty() => reversed(text),
                (true, false) if between.is_empty() => text.to_string(),
                (false, false) => text.replace(&**at, between),
                _ => {
                    let mut pieces: Vec<&str> = if at.is_empty() {
                        text.split("").filter(|p| !p.is_empty()).take(1 << 20).collect()
                    } else {
                        text.split(&**at).collect()
                    };
                    if *back {
                        pieces.reverse();
                    }
                    pieces.join(between)
                }
            },
            _ => self.text().into_owned(),
        }
    }

    pub(super) fn append(&mut self, more: &Self) {
        if !matches!(self.data, Data::Growing(_)) {
            self.data = Data::Growing(self.text().into_owned());
        }
        if let Data::Growing(text) = &mut self.data {
            text.push_str(&more.text());
        }
        self.hidden |= more.hidden;
        self.told = false;
    }

    /// An element of a list.
    pub(super) fn element(&self, at: i64) -> Option<Self> {
        let at = usize::try_from(at).ok()?;
        match &self.data {
            Data::List(list) => Some(Self::of(Data::Text(list.get(at)?.clone()), self.hidden)),
            Data::Numbers(list) => Some(Self::number(i64::from(*list.get(at)?))),
            _ => None,
        }
    }

    /// What a method gives.
    pub(super) fn method(&self, name: &str, arguments: &[Self]) -> Option<Self> {
        let first = arguments.first();
        let text = |text: String| Some(Self::shown(text, self.hidden));
        match (name, &self.data) {
            ("reverse", Data::Numbers(list)) => {
                let data = Data::Numbers(Rc::new(list.iter().rev().copied().collect()));
                Some(Self::of(data, true))
            }
            ("reverse", Data::List(list)) => {
                Some(Self::of(Data::List(Rc::new(list.iter().rev().cloned().collect())), true))
            }
            ("reverse", Data::Split(text, at, back)) => {
                Some(Self::of(Data::Split(text.clone(), at.clone(), !back), true))
            }
            ("join", Data::Numbers(_) | Data::List(_) | Data::Split(..)) => {
                let between = first.map_or(Cow::Borrowed(","), Self::text);
                text(self.joined(&between))
            }
            ("split", Data::Text(_) | Data::Growing(_)) => {
                let whole = self.text().as_ref().into();
                Some(Self::of(Data::Split(whole, first.map(Self::text)?.as_ref().into(), false), self.hidden))
            }
            ("replace" | "replaceAll", Data::Text(_) | Data::Growing(_)) => {
                let [what, with, ..] = arguments else { return None };
                let (whole, with) = (self.text(), with.text());
                match &what.data {
                    Data::Text(what) if name == "replace" => text(whole.replacen(&**what, &with, 1)),
                    Data::Text(what) => text(whole.replace(&**what, &with)),
                    Data::Regex(regex) => text(whole.replace(simple_class(regex)?.as_slice(), &with)),
                    _ => None,
                }
            }
            ("concat", Data::Text(_) | Data::Growing(_)) => {
                let more: String = arguments.iter().map(Self::text).collect();
                text(format!("{}{more}", self.text()))
            }
            ("trim", Data::Text(_) | Data::Growing(_)) => text(self.text().trim().to_owned()),
            ("toString", _) => text(self.text().into_owned()),
            ("slice" | "substr" | "substring", Data::Text(_) | Data::Growing(_)) => {
                let number = |at: usize| match arguments.get(at).map(|a| &a.data) {
                    Some(Data::Number(n)) => usize::try_from(*n).ok(),
                    _ => None,
                };
                let from = number(0)?;
                let most = match (arguments.len(), number(1)) {
                    (1, _) => usize::MAX,
                    (_, Some(n)) if name == "substr" => n,
                    (_, Some(n)) => n.saturating_sub(from),
                    _ => return None,
                };
                text(self.text().chars().skip(from).take(most).collect())
            }
            _ => None,
        }
    }
}

/// The characters that a regular expression of a single one of them stands for: `x`, `\$`, `[!#~]`.
fn simple_class(regex: &str) -> Option<Vec<char>> {
    let class = regex.strip_prefix('[').and_then(|r| r.strip_suffix(']').or_else(|| r.strip_suffix("]+")));
    let mut out = Vec::new();
    let mut chars = class.unwrap_or(regex).chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                's' => out.extend([' ', '\t', '\r', '\n']),
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                c if !c.is_ascii_alphanumeric() => out.push(c),
                _ => return None,
            },
            '^' if class.is_some() && out.is_empty() => return None,
            '-' if class.is_some() && !out.is_empty() => return None,
            '.' | '*' | '+' | '?' | '(' | '|' | '{' | '^' | '$' if class.is_none() => return None,
            c => out.push(c),
        }
    }
    (class.is_some() && out.len() < 32 || out.len() == 1).then_some(out)
}

/// What a function gives.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let first = arguments.first()?;
    match name {
        "atob" => Some(Value::shown(latin1(&base64(first.text().as_bytes())?), true)),
        "unescape" | "decodeURIComponent" | "decodeURI" => {
            let text = first.text();
            if !text.contains('%') {
                return Some(first.clone());
            }
            // Most web addresses hold an escape or two.
            let hidden = first.hidden || text.matches('%').count() * 8 > text.len();
            Some(Value::shown(
                match String::from_utf8(percent(&text)) {
                    Ok(text) => text,
                    Err(error) => latin1(error.as_bytes()),
                },
                hidden,
            ))
        }
        "fromCharCode" | "fromCodePoint" => {
            let of = |n: i64| char::from_u32((n & 0xFFFF) as u32).unwrap_or('\u{FFFD}');
            let text: Option<String> = match &first.data {
                Data::Numbers(list) => Some(list.iter().map(|n| of(i64::from(*n))).collect()),
                _ => arguments.iter().map(|a| if let Data::Number(n) = a.data { Some(of(n)) } else { None }).collect(),
            };
            Some(Value::shown(text?, arguments.len() > 3 || !matches!(first.data, Data::Number(_))))
        }
        // `Array(5)` and `String(5)` are no data.
        _ => (!matches!(first.data, Data::Number(_))).then(|| first.clone()),
    }
}

/// Collects a list.
#[derive(Default)]
pub(super) struct Collect {
    numbers: Vec<i32>,
    texts: Vec<Shared>,
    hidden: bool,
}

impl Collect {
    /// Adds a value; false where it does not fit in.
    pub(super) fn push(&mut self, value: Value) -> bool {
        self.hidden |= value.hidden;
        match value.data {
            Data::Number(n) if self.texts.is_empty() => match i32::try_from(n) {
                Ok(n) => self.numbers.push(n),
                Err(_) => return false,
            },
            Data::Text(text) if self.numbers.is_empty() => self.texts.push(text),
            _ => return false,
        }
        true
    }

    pub(super) fn done(self) -> Value {
        let data = match self.texts.is_empty() {
            true => Data::Numbers(Rc::new(self.numbers)),
            false => Data::List(Rc::new(self.texts)),
        };
        Value::of(data, self.hidden)
    }
}
