//! Expressions of scripts that are constant, and what they come to: literals, operators, calls, and variables that hold them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::lex::{Piece, Token};
use super::value::Value;
use super::{Dialect, calls, maps};

/// How deep expressions may stand in expressions.
pub(super) const DEPTH: usize = 12;
/// The longest value that is put together, in bytes.
pub(super) const LONGEST: usize = 8 << 20;
/// Variables that are remembered.
const VARIABLES: usize = 20_000;
/// The longest value of a variable that is put in wherever its name stands, in bytes.
pub(super) const NAMED: usize = 4096;

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
    pub(super) fn new(dialect: Dialect, budget: usize) -> Self {
        Self { dialect, variables: HashMap::new(), grown: BTreeSet::new(), left: budget, decoded: false }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// The texts that grew line by line, and whether they were decoded.
    pub(super) fn grown(&self) -> impl Iterator<Item = (&str, bool)> {
        self.grown.iter().filter_map(|name| match self.variables.get(name)? {
            Some((Value::Text(text), decoded)) => Some((text.as_str(), *decoded)),
            _ => None,
        })
    }

    /// Finds what of a statement is constant.
    pub(super) fn statement(&mut self, tokens: Tokens<'_, '_>, found: &mut dyn FnMut(usize, usize, &str, bool)) {
        self.left = self.left.saturating_sub(tokens.len());
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
                // A name with backticks in it.
                if let Some(Piece { token: Token::Word(Cow::Owned(word)), start, end }) = tokens.get(at) {
                    found(*start, *end, word, true);
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
            let ticked = next == begin + 1
                && self.dialect == Dialect::PowerShell
                && matches!((&value, tokens.get(begin)), (Value::Text(text), Some(piece))
                    if matches!(piece.token, Token::Text(_)) && piece.end - piece.start > text.len() + 2 && !text.contains(['\n', '"', '$']));
            if next > begin + 1 || decoded || ticked || self.is_named(tokens, begin, &value) {
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
    pub(super) fn value(&mut self, tokens: Tokens<'_, '_>, at: usize, depth: usize) -> Option<(Value, usize)> {
        self.expression(tokens, at, 0, depth)
    }

    /// Values with commas between them.
    pub(super) fn list(
        &mut self,
        tokens: Tokens<'_, '_>,
        at: usize,
        level: u8,
        depth: usize,
    ) -> Option<(Value, usize)> {
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

    pub(super) fn primary(&mut self, tokens: Tokens<'_, '_>, at: usize, depth: usize) -> Option<(Value, usize)> {
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
                    "new" if depth < DEPTH => return self.primary(tokens, at + 1, depth + 1),
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
            if let Some((mapped, end)) = maps::generator(self, tokens, (next + 1, depth), &last) {
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
