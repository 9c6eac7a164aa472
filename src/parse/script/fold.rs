//! A script with its constant strings put together: joins, characters by number, turned, replaced and cut strings, and
//! variables that hold them. The text that comes out is the script with those expressions exchanged by what they come to.

use std::collections::{BTreeSet, HashMap};

use super::lex::{Lexer, Piece, Token};
use super::value::Value;
use super::{Dialect, calls, maps};

/// How deep expressions may stand in expressions.
const DEPTH: usize = 20;
/// The longest value that is put together, in bytes.
pub(super) const LONGEST: usize = 8 << 20;
/// How many bytes and steps all values of a text may cost together.
const BUDGET: usize = 96 << 20;
/// Variables that are remembered.
const VARIABLES: usize = 20_000;
/// Tokens of one statement; a longer one is read in parts.
const STATEMENT: usize = 50_000;
/// The longest value of a variable that is put in wherever its name stands, in bytes.
const NAMED: usize = 4096;
/// How much longer the text may become, in bytes.
const GROWTH: usize = 16 << 20;

/// One expression that was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it stands in the script.
    pub start: usize,
    /// Where its value stands in the folded text.
    pub at: usize,
    /// How long its value is there.
    pub length: usize,
    /// Whether more than joining was needed: its letters were written as numbers, turned or encoded.
    pub decoded: bool,
}

/// A script with its strings put together.
#[derive(Debug, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    /// What was put together, in order.
    pub made: Vec<Made>,
    /// Places where the folded text goes on with the script: there, and in the script.
    places: Vec<(usize, usize)>,
    /// Whether all of it was worked through.
    pub whole: bool,
}

impl Folded {
    /// The place in the script that a place in the folded text comes from.
    pub fn origin(&self, at: usize) -> usize {
        if let Some(made) = self.made_at(at) {
            return made.start;
        }
        let index = self.places.partition_point(|(there, _)| *there <= at);
        index.checked_sub(1).and_then(|i| self.places.get(i)).map_or(at, |(there, here)| here + (at - there))
    }

    /// Says that the text goes on with the script at this place of it.
    pub(super) fn go_on(&mut self, here: usize) {
        self.places.push((self.text.len(), here));
    }

    /// The expression whose value stands at a place of the folded text.
    pub fn made_at(&self, at: usize) -> Option<&Made> {
        let index = self.made.partition_point(|made| made.at <= at);
        index.checked_sub(1).and_then(|i| self.made.get(i)).filter(|made| at < made.at + made.length)
    }
}

/// Puts the strings of a script together.
pub fn fold(text: &str, dialect: Dialect) -> Folded {
    let mut folder =
        Folder { dialect, variables: HashMap::new(), grown: BTreeSet::new(), left: BUDGET, decoded: false };
    let mut out = Folded { text: String::with_capacity(text.len()), whole: true, ..Folded::default() };
    let (mut lexer, mut copied, mut ended) = (Lexer::new(dialect, text), 0, false);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    while !ended && folder.left > 0 {
        pieces.clear();
        loop {
            let Some(piece) = lexer.next() else {
                ended = true;
                break;
            };
            if piece.token == Token::End || pieces.len() >= STATEMENT {
                if piece.token != Token::End {
                    pieces.push(piece);
                }
                break;
            }
            pieces.push(piece);
        }
        folder.left = folder.left.saturating_sub(pieces.len());
        folder.statement(&pieces, &mut |start, end, value, decoded| {
            if out.text.len() + value.len() > text.len() + GROWTH {
                return;
            }
            out.text.push_str(text.get(copied..start).unwrap_or_default());
            let at = out.text.len();
            out.text.push('"');
            out.text.push_str(value);
            out.text.push('"');
            out.made.push(Made { start, at, length: out.text.len() - at, decoded });
            out.places.push((out.text.len(), end));
            copied = end;
        });
    }
    out.whole = folder.left > 0;
    out.text.push_str(text.get(copied..).unwrap_or_default());
    // What was put together line by line and is too long to stand wherever its name does.
    for name in &folder.grown {
        let Some(Some((Value::Text(value), decoded))) = folder.variables.get(name) else { continue };
        if value.len() >= NAMED && out.text.len() + value.len() <= text.len() + GROWTH {
            out.text.push('\n');
            out.made.push(Made { start: text.len(), at: out.text.len(), length: value.len(), decoded: *decoded });
            out.text.push_str(value);
        }
    }
    out
}

pub(super) struct Folder {
    pub(super) dialect: Dialect,
    variables: HashMap<String, Option<(Value, bool)>>,
    /// Variables to which something was added.
    grown: BTreeSet<String>,
    left: usize,
    /// Whether more than joining was needed for the value at hand.
    pub(super) decoded: bool,
}

pub(super) type Tokens<'t, 's> = &'t [Piece<'s>];

pub(super) fn is_mark(tokens: Tokens<'_, '_>, at: usize, mark: u8) -> bool {
    matches!(tokens.get(at), Some(Piece { token: Token::Mark(m), .. }) if *m == mark)
}

pub(super) fn word<'t>(tokens: &'t [Piece<'_>], at: usize) -> Option<&'t str> {
    match &tokens.get(at)?.token {
        Token::Word(word) => Some(word),
        _ => None,
    }
}

impl Folder {
    /// Finds what of a statement is constant.
    fn statement(&mut self, tokens: Tokens<'_, '_>, found: &mut dyn FnMut(usize, usize, &str, bool)) {
        let mut at = 0;
        while at < tokens.len() && self.left > 0 {
            self.decoded = false;
            let (target, from, adds) = match self.target(tokens, at) {
                Some((name, from, adds)) => (Some(name), from, adds),
                None => (None, at, false),
            };
            let grown = target.as_ref().filter(|_| !adds).and_then(|name| self.grows(tokens, from, name));
            let value = self.expression(tokens, grown.unwrap_or(from), 0, 0);
            let Some((mut value, next)) = value else {
                if let Some(name) = target {
                    self.set(&name, None);
                }
                self.left = self.left.saturating_sub(1);
                at = from.max(at + 1);
                continue;
            };
            let begin = grown.unwrap_or(from);
            let whole = next >= tokens.len() || [b',', b')', b'}', b'{'].iter().any(|m| is_mark(tokens, next, *m));
            let mut decoded = self.decoded;
            // A string that is written as numbers all over.
            let escaped = next == begin + 1
                && matches!((&value, tokens.get(begin)), (Value::Text(text), Some(piece))
                    if text.len() >= 4 && piece.end - piece.start > 2 * text.len() + 4 && text.is_ascii());
            decoded |= escaped;
            if next > begin + 1 || decoded || self.is_named(tokens, begin, &value) {
                let shown = match &value {
                    Value::Text(text) => Some(text.clone()),
                    Value::Bytes(_) => value.text().filter(|t| is_readable(t)),
                    Value::List(list) if list.len() >= 4 => spelled(list),
                    _ => None,
                };
                if let (Some(text), Some(first), Some(last)) = (shown, tokens.get(begin), tokens.get(next - 1)) {
                    found(first.start, last.end, &text, decoded);
                }
            }
            if let Some(name) = target {
                if adds || grown.is_some() {
                    // It is taken, not copied: what grows line by line would cost its square.
                    let joined = match self.variables.remove(&name) {
                        Some(Some((held, was))) => {
                            decoded |= was;
                            self.join(held, &value)
                        }
                        Some(None) => None,
                        None => value.text().map(Value::Text),
                    };
                    self.grown.insert(name.clone());
                    let Some(joined) = joined else {
                        self.set(&name, None);
                        at = next.max(at + 1);
                        continue;
                    };
                    value = joined;
                }
                self.set(&name, whole.then_some((value, decoded)));
            }
            at = next.max(at + 1);
        }
    }

    /// `name = name & …`: where what is added begins.
    fn grows(&self, tokens: Tokens<'_, '_>, from: usize, name: &str) -> Option<usize> {
        let same = word(tokens, from)?.eq_ignore_ascii_case(name);
        let plus = [b'&', b'+', b'.'].iter().any(|m| is_mark(tokens, from + 1, *m));
        (same && plus && self.joins(tokens, from + 1) && tokens.len() > from + 2).then_some(from + 2)
    }

    /// Whether the mark here joins strings in this language.
    fn joins(&self, tokens: Tokens<'_, '_>, at: usize) -> bool {
        match self.dialect {
            Dialect::Basic | Dialect::AutoIt => is_mark(tokens, at, b'&') || is_mark(tokens, at, b'+'),
            Dialect::Php | Dialect::Perl => is_mark(tokens, at, b'.'),
            _ => is_mark(tokens, at, b'+'),
        }
    }

    /// `name =` and `name +=`: the name, where its value begins, and whether it is added.
    fn target(&self, tokens: Tokens<'_, '_>, at: usize) -> Option<(String, usize, bool)> {
        let name = word(tokens, at)?;
        let condition = ["if", "elseif", "while", "until", "and", "or", "not", "case"];
        let before = at.checked_sub(1);
        let bad = before.is_some_and(|b| {
            word(tokens, b).is_some_and(|w| condition.iter().any(|c| w.eq_ignore_ascii_case(c)))
                || [b'.', b'!', b'-', b'<', b'>'].iter().any(|m| is_mark(tokens, b, *m))
        });
        let adds = !bad && (self.joins(tokens, at + 1)) && is_mark(tokens, at + 2, b'=');
        let equals = if adds { at + 2 } else { at + 1 };
        let plain = is_mark(tokens, equals, b'=')
            && ![b'=', b'>', b'~'].iter().any(|m| is_mark(tokens, equals + 1, *m))
            && tokens.len() > equals + 1;
        (!bad && plain).then(|| (name.to_ascii_lowercase(), equals + 1, adds))
    }

    /// Whether a variable's value is worth putting in where its name stands: where it is handed to something.
    fn is_named(&self, tokens: Tokens<'_, '_>, at: usize, value: &Value) -> bool {
        let Value::Text(text) = value else { return false };
        let handed = at.checked_sub(1).is_some_and(|b| {
            [b'(', b'[', b'&', b'.'].iter().any(|m| is_mark(tokens, b, *m)) || word(tokens, b).is_some()
        });
        word(tokens, at).is_some() && handed && (3..NAMED).contains(&text.len())
    }

    fn set(&mut self, name: &str, value: Option<(Value, bool)>) {
        if self.variables.len() < VARIABLES || self.variables.contains_key(name) {
            self.variables.insert(name.to_owned(), value);
        }
    }

    /// Takes work off the budget; `None` when it is more than is left.
    pub(super) fn spend(&mut self, count: usize) -> Option<()> {
        self.left = self.left.saturating_sub(count.saturating_add(1));
        (self.left > 0 && count <= LONGEST).then_some(())
    }

    /// An expression whose operators bind at least as tightly as `level`.
    fn expression(&mut self, tokens: Tokens<'_, '_>, at: usize, level: u8, depth: usize) -> Option<(Value, usize)> {
        if depth > DEPTH {
            return None;
        }
        let (mut left, mut next) = self.primary(tokens, at, depth)?;
        while let Some((binds, operator, length)) = self.operator(tokens, next).filter(|o| o.0 >= level) {
            let right = match operator {
                Operator::Format | Operator::Replace | Operator::Join | Operator::Split => {
                    self.list(tokens, next + length, binds + 1, depth + 1)
                }
                _ => self.expression(tokens, next + length, binds + 1, depth + 1),
            };
            let Some((right, end)) = right else { break };
            let value = match operator {
                Operator::Add | Operator::Concat if !both_numbers(operator, &left, &right) => {
                    let held = std::mem::replace(&mut left, Value::Number(0));
                    self.join(held, &right)?
                }
                _ => match calls::apply(self, &left, operator, &right) {
                    Some(value) => value,
                    None => break,
                },
            };
            (left, next) = (value, end);
        }
        Some((left, next))
    }

    /// The value that stands at a place.
    pub(super) fn value(&mut self, tokens: Tokens<'_, '_>, at: usize) -> Option<(Value, usize)> {
        self.expression(tokens, at, 0, 1)
    }

    /// Values with commas between them.
    fn list(&mut self, tokens: Tokens<'_, '_>, at: usize, level: u8, depth: usize) -> Option<(Value, usize)> {
        let (first, mut next) = self.expression(tokens, at, level, depth)?;
        let mut all = vec![first];
        while is_mark(tokens, next, b',') {
            let Some((value, end)) = self.expression(tokens, next + 1, level, depth) else { break };
            self.spend(1)?;
            all.push(value);
            next = end;
        }
        Some((if all.len() == 1 { all.swap_remove(0) } else { Value::List(all) }, next))
    }

    /// Joins two values to a text; what is not one ends the expression.
    fn join(&mut self, left: Value, right: &Value) -> Option<Value> {
        let mut out = match (left, right) {
            (Value::List(mut list), Value::List(more)) => {
                self.spend(more.len())?;
                list.extend(more.iter().cloned());
                return Some(Value::List(list));
            }
            (Value::Text(text), _) => text,
            (other, _) => other.text()?,
        };
        let right = right.text()?;
        self.spend(right.len())?;
        if out.len() + right.len() > LONGEST {
            return None;
        }
        out.push_str(&right);
        Some(Value::Text(out))
    }

    fn operator(&self, tokens: Tokens<'_, '_>, at: usize) -> Option<(u8, Operator, usize)> {
        let assigns = is_mark(tokens, at + 1, b'=');
        Some(match &tokens.get(at)?.token {
            Token::Mark(b'&') if matches!(self.dialect, Dialect::Basic | Dialect::AutoIt) => (2, Operator::Concat, 1),
            Token::Mark(b'.') if matches!(self.dialect, Dialect::Php | Dialect::Perl) && !assigns => {
                (3, Operator::Concat, 1)
            }
            Token::Mark(b'+') if !assigns && !is_mark(tokens, at + 1, b'+') => (3, Operator::Add, 1),
            Token::Mark(b'-') if !assigns => (3, Operator::Subtract, 1),
            Token::Mark(b'*') => (4, Operator::Multiply, 1),
            Token::Mark(b'/' | b'\\') => (4, Operator::Divide, 1),
            Token::Mark(b'%') if self.dialect != Dialect::Perl => (4, Operator::Remainder, 1),
            Token::Mark(b'^') if self.dialect != Dialect::Basic => (1, Operator::Xor, 1),
            Token::Word(word) => {
                let word = word.to_ascii_lowercase();
                let shell = self.dialect == Dialect::PowerShell;
                match word.as_str() {
                    "xor" | "-bxor" => (1, Operator::Xor, 1),
                    "mod" => (4, Operator::Remainder, 1),
                    "-f" if shell => (5, Operator::Format, 1),
                    "-join" if shell => (1, Operator::Join, 1),
                    "-split" | "-csplit" | "-isplit" if shell => (1, Operator::Split, 1),
                    "-replace" | "-creplace" | "-ireplace" if shell => (1, Operator::Replace, 1),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    fn primary(&mut self, tokens: Tokens<'_, '_>, at: usize, depth: usize) -> Option<(Value, usize)> {
        let (value, next) = self.simple(tokens, at, depth)?;
        self.behind(tokens, value, next, depth)
    }

    fn simple(&mut self, tokens: Tokens<'_, '_>, at: usize, depth: usize) -> Option<(Value, usize)> {
        self.spend(1)?;
        match &tokens.get(at)?.token {
            Token::Text(text) => {
                self.spend(text.len())?;
                Some((Value::Text(text.clone()), at + 1))
            }
            Token::Number(number) => Some((Value::Number(*number), at + 1)),
            Token::Mark(b'-') => match &tokens.get(at + 1)?.token {
                Token::Number(number) => Some((Value::Number(number.checked_neg()?), at + 2)),
                _ => None,
            },
            Token::Mark(b'@') if is_mark(tokens, at + 1, b'(') => self.group(tokens, at + 2, b')', true, depth),
            Token::Mark(b'(') => self.group(tokens, at + 1, b')', false, depth),
            Token::Mark(b'[') if self.dialect == Dialect::PowerShell => self.cast(tokens, at, depth),
            Token::Mark(b'[') => self.group(tokens, at + 1, b']', true, depth),
            Token::Word(word) => {
                let lower = word.to_ascii_lowercase();
                match lower.as_str() {
                    "$" if is_mark(tokens, at + 1, b'(') => return self.group(tokens, at + 2, b')', false, depth),
                    "new" => return self.primary(tokens, at + 1, depth + 1).filter(|_| depth < DEPTH),
                    "-join" => {
                        let (value, next) = self.list(tokens, at + 1, 2, depth + 1)?;
                        self.decoded |= matches!(&value, Value::List(list) if list.len() > 2);
                        let joined = calls::join(self, &value.parts(), "")?;
                        return Some((joined, next));
                    }
                    _ => {}
                }
                self.named(tokens, at, lower, depth)
            }
            Token::Mark(_) | Token::End => None,
        }
    }

    /// A function, by the last name of its path, or a variable.
    fn named(&mut self, tokens: Tokens<'_, '_>, at: usize, first: String, depth: usize) -> Option<(Value, usize)> {
        let (mut last, mut next) = (first, at + 1);
        let path = !matches!(self.dialect, Dialect::Php | Dialect::Perl | Dialect::Basic | Dialect::AutoIt);
        let start = last.clone();
        while path && is_mark(tokens, next, b'.') {
            let Some(name) = word(tokens, next + 1).filter(|_| !self.variables.contains_key(&start)) else { break };
            last = name.to_ascii_lowercase();
            next += 2;
        }
        if is_mark(tokens, next, b'(') && calls::is_function(&last, next > at + 1) {
            if let Some((mapped, end)) = maps::generator(self, tokens, next + 1, &last) {
                return Some((mapped, end));
            }
            let (arguments, end) = self.arguments(tokens, next + 1, depth)?;
            return Some((calls::function(self, &last, &arguments)?, end));
        }
        if next > at + 1 {
            return None;
        }
        if let Some(letters) = calls::constant(&last).filter(|_| self.dialect == Dialect::Basic) {
            return Some((Value::Text(letters.to_owned()), at + 1));
        }
        let member = at.checked_sub(1).is_some_and(|b| is_mark(tokens, b, b'.')) && path;
        let (value, decoded) = self.variables.get(&last).filter(|_| !member).cloned()??;
        self.spend(value.size())?;
        self.decoded |= decoded;
        Some((value, at + 1))
    }

    /// What stands in parentheses or brackets.
    fn group(
        &mut self,
        tokens: Tokens<'_, '_>,
        at: usize,
        close: u8,
        list: bool,
        depth: usize,
    ) -> Option<(Value, usize)> {
        if is_mark(tokens, at, close) {
            return list.then(|| (Value::List(Vec::new()), at + 1));
        }
        let (value, next) = self.list(tokens, at, 0, depth + 1)?;
        let trailing = usize::from(is_mark(tokens, next, b','));
        if !is_mark(tokens, next + trailing, close) {
            return None;
        }
        let value = if list && !matches!(value, Value::List(_)) { Value::List(vec![value]) } else { value };
        Some((value, next + trailing + 1))
    }

    pub(super) fn arguments(
        &mut self,
        tokens: Tokens<'_, '_>,
        mut at: usize,
        depth: usize,
    ) -> Option<(Vec<Value>, usize)> {
        let mut out = Vec::new();
        if is_mark(tokens, at, b')') {
            return Some((out, at + 1));
        }
        loop {
            let (value, next) = self.expression(tokens, at, 0, depth + 1)?;
            out.push(value);
            self.spend(1)?;
            if is_mark(tokens, next, b')') {
                return Some((out, next + 1));
            }
            if !is_mark(tokens, next, b',') {
                return None;
            }
            at = next + 1;
        }
    }

    /// `[type]value` and `[type]::name(…)` of PowerShell.
    fn cast(&mut self, tokens: Tokens<'_, '_>, at: usize, depth: usize) -> Option<(Value, usize)> {
        let (mut next, mut kind) = (at + 1, String::new());
        let mut array = false;
        loop {
            match &tokens.get(next)?.token {
                Token::Word(word) => kind = word.to_ascii_lowercase(),
                Token::Mark(b'.') => {}
                Token::Mark(b'[') if is_mark(tokens, next + 1, b']') => {
                    array = true;
                    next += 1;
                }
                Token::Mark(b']') => break,
                _ => return None,
            }
            next += 1;
            if next > at + 16 {
                return None;
            }
        }
        next += 1;
        if is_mark(tokens, next, b':') && is_mark(tokens, next + 1, b':') {
            let mut name = word(tokens, next + 2)?.to_ascii_lowercase();
            next += 3;
            // `[Text.Encoding]::UTF8.GetString(…)`
            while is_mark(tokens, next, b'.') {
                name = word(tokens, next + 1)?.to_ascii_lowercase();
                next += 2;
            }
            if !is_mark(tokens, next, b'(') || !calls::is_function(&name, true) {
                return None;
            }
            let (arguments, end) = self.arguments(tokens, next + 1, depth)?;
            return Some((calls::function(self, &name, &arguments)?, end));
        }
        if depth > DEPTH {
            return None;
        }
        let (value, end) = self.primary(tokens, next, depth + 1)?;
        Some((calls::cast(self, &kind, array, value)?, end))
    }

    /// Methods, members and pipes behind a value.
    fn behind(
        &mut self,
        tokens: Tokens<'_, '_>,
        mut value: Value,
        mut next: usize,
        depth: usize,
    ) -> Option<(Value, usize)> {
        loop {
            let step = if is_mark(tokens, next, b'.') && !matches!(self.dialect, Dialect::Php | Dialect::Perl) {
                self.method(tokens, &value, next, depth)
            } else if is_mark(tokens, next, b'[') {
                self.member(tokens, &value, next, depth)
            } else if is_mark(tokens, next, b'|') && self.dialect == Dialect::PowerShell {
                maps::pipe(self, tokens, &value, next)
            } else {
                None
            };
            let Some((made, end)) = step else { return Some((value, next)) };
            (value, next) = (made, end);
        }
    }

    fn method(&mut self, tokens: Tokens<'_, '_>, value: &Value, at: usize, depth: usize) -> Option<(Value, usize)> {
        let name = match &tokens.get(at + 1)?.token {
            Token::Word(word) => word.to_ascii_lowercase(),
            Token::Text(text) => text.to_ascii_lowercase(),
            _ => return None,
        };
        if !is_mark(tokens, at + 2, b'(') {
            return (name == "length").then(|| (Value::Number(calls::length(value)), at + 2));
        }
        self.call(tokens, value, &name, at + 3, depth)
    }

    fn call(
        &mut self,
        tokens: Tokens<'_, '_>,
        value: &Value,
        name: &str,
        at: usize,
        depth: usize,
    ) -> Option<(Value, usize)> {
        if !calls::is_method(name) || depth > DEPTH {
            return None;
        }
        if let Some((mapped, end)) = maps::mapped(self, tokens, value, name, at) {
            return Some((mapped, end));
        }
        let (arguments, end) = self.arguments(tokens, at, depth)?;
        self.spend(value.size())?;
        Some((calls::method(self, value, name, &arguments)?, end))
    }

    /// `[3]`, `[1,4,2]`, `[-1..-9]`, `[::-1]` and `["name"](…)`.
    fn member(&mut self, tokens: Tokens<'_, '_>, value: &Value, at: usize, depth: usize) -> Option<(Value, usize)> {
        if let Some(end) = maps::turned(tokens, at, value) {
            self.spend(value.size())?;
            self.decoded = true;
            return Some((calls::reverse(value), end));
        }
        if depth > DEPTH {
            return None;
        }
        let (index, next) = self.list(tokens, at + 1, 0, depth + 1)?;
        if !is_mark(tokens, next, b']') {
            return None;
        }
        match &index {
            Value::Text(name) if is_mark(tokens, next + 1, b'(') => {
                self.call(tokens, value, &name.to_ascii_lowercase(), next + 2, depth)
            }
            _ => Some((maps::picked(self, value, &index)?, next + 1)),
        }
    }
}

/// Operators that put values together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Concat,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Xor,
    Format,
    Join,
    Split,
    Replace,
}

fn both_numbers(operator: Operator, left: &Value, right: &Value) -> bool {
    operator == Operator::Add && matches!((left, right), (Value::Number(_), Value::Number(_)))
}

/// A list of numbers that are all letters.
fn spelled(list: &[Value]) -> Option<String> {
    let letter = |value: &Value| match value {
        Value::Number(n) => u8::try_from(*n).ok().filter(|b| matches!(b, 9 | 10 | 13 | 32..=126)).map(char::from),
        _ => None,
    };
    list.iter().map(letter).collect()
}

fn is_readable(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || c.is_whitespace())
}
