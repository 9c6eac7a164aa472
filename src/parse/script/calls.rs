//! Functions, methods, casts and operators of script languages that make strings, by their names in lower case. The languages
//! share so many that one table serves all of them.

use super::expression::{Folder, LONGEST, Operator};
use super::value::{Value, base64, hexadecimal, letters, percent, rot13};
use super::{Dialect, blobs};

/// Functions that are understood; of those behind a dot only these too.
const FUNCTIONS: &[&str] = &[
    "array",
    "asc",
    "ascw",
    "atob",
    "b64decode",
    "base64_decode",
    "binarytostring",
    "bytearray",
    "bytes",
    "cbyte",
    "char",
    "chr",
    "chrb",
    "chrw",
    "cint",
    "clng",
    "concat",
    "cstr",
    "decode",
    "decode64",
    "decode_base64",
    "decodebytes",
    "decodeuri",
    "decodeuricomponent",
    "decompress",
    "from",
    "frombase64string",
    "fromcharcode",
    "fromcodepoint",
    "fromhex",
    "getstring",
    "gzdecode",
    "gzinflate",
    "gzuncompress",
    "hex2bin",
    "implode",
    "int",
    "join",
    "lcase",
    "left",
    "len",
    "ltrim",
    "mid",
    "ord",
    "pack",
    "parseint",
    "replace",
    "reverse",
    "right",
    "rtrim",
    "space",
    "split",
    "str_replace",
    "str_rot13",
    "string",
    "stringreplace",
    "stringreverse",
    "strrev",
    "strreverse",
    "toint16",
    "toint32",
    "trim",
    "ucase",
    "unescape",
    "unhexlify",
    "urldecode",
    "val",
];

/// Methods that are understood.
const METHODS: &[&str] = &[
    "charat",
    "charcodeat",
    "concat",
    "decode",
    "foreach",
    "insert",
    "join",
    "map",
    "remove",
    "replace",
    "replaceall",
    "reverse",
    "slice",
    "split",
    "substr",
    "substring",
    "tochararray",
    "tolower",
    "tolowercase",
    "toarray",
    "tostring",
    "toupper",
    "touppercase",
    "trim",
    "invoke",
];

/// Whether a function is understood. Behind a dot common words are methods of something unknown.
pub(super) fn is_function(name: &str, behind_dot: bool) -> bool {
    FUNCTIONS.binary_search(&name).is_ok()
        && !(behind_dot
            && matches!(name, "left" | "right" | "mid" | "split" | "trim" | "len" | "int" | "array" | "val"))
}

/// Whether a method is understood.
pub(super) fn is_method(name: &str) -> bool {
    METHODS.contains(&name)
}

/// Constants of Visual Basic that are characters.
pub(super) fn constant(name: &str) -> Option<&'static str> {
    Some(match name {
        "vbcrlf" | "vbnewline" => "\r\n",
        "vbcr" => "\r",
        "vblf" => "\n",
        "vbtab" => "\t",
        "vbnullstring" => "",
        _ => return None,
    })
}

/// One letter.
pub(super) fn letter(value: &Value) -> Option<Value> {
    let code = value.number()?.rem_euclid(65536);
    Some(Value::Text(char::from_u32(u32::try_from(code).ok()?)?.to_string()))
}

/// The parts as one text.
pub(super) fn join(folder: &mut Folder, parts: &[Value], by: &str) -> Option<Value> {
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(by);
        }
        match part {
            Value::Text(text) => out.push_str(text),
            other => out.push_str(&other.text()?),
        }
        if out.len() > LONGEST {
            return None;
        }
    }
    folder.spend(out.len() + parts.len())?;
    Some(Value::Text(out))
}

pub(super) fn length(value: &Value) -> i64 {
    let length = match value {
        Value::Text(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.len(),
        Value::Number(_) => 1,
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The value backwards.
pub(super) fn reverse(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(text.chars().rev().collect()),
        Value::Bytes(bytes) => Value::Bytes(bytes.iter().rev().copied().collect()),
        Value::List(list) => Value::List(list.iter().rev().cloned().collect()),
        Value::Number(number) => Value::Number(*number),
    }
}

fn replaced(folder: &mut Folder, text: &str, from: &str, to: &str) -> Option<Value> {
    if from.is_empty() || text.len().saturating_mul(to.len() / from.len() + 1) > LONGEST {
        return None;
    }
    folder.spend(text.len())?;
    folder.decoded = true;
    Some(Value::Text(text.replace(from, to)))
}

fn split(folder: &mut Folder, text: &str, by: &str) -> Option<Value> {
    folder.spend(text.len().saturating_mul(4))?;
    Some(Value::List(match by.is_empty() {
        true => text.chars().map(|c| Value::Text(c.to_string())).collect(),
        false => text.split(by).map(|t| Value::Text(t.to_owned())).collect(),
    }))
}

/// A call of a function.
pub(super) fn function(folder: &mut Folder, name: &str, arguments: &[Value]) -> Option<Value> {
    let number = |at: usize| arguments.get(at).and_then(Value::number);
    let count = |at: usize| number(at).and_then(|n| usize::try_from(n).ok());
    let text = |at: usize| arguments.get(at).and_then(Value::text);
    let bytes = |at: usize| arguments.get(at).and_then(Value::bytes);
    let mut decoded = true;
    let made = match name {
        "char" | "chr" | "chrw" | "chrb" => letter(arguments.first()?)?,
        "fromcharcode" | "fromcodepoint" => {
            let all: Vec<Value> = match arguments {
                [Value::List(list)] => list.clone(),
                _ => arguments.to_vec(),
            };
            let all: Vec<Value> = all.iter().map(letter).collect::<Option<_>>()?;
            join(folder, &all, "")?
        }
        "asc" | "ascw" | "ord" => Value::Number(i64::from(u32::from(text(0)?.chars().next()?))),
        "cint" | "clng" | "cbyte" | "val" | "int" | "parseint" | "toint16" | "toint32" => match number(1) {
            Some(radix @ 2..=36) => {
                let radix = u32::try_from(radix).ok()?;
                Value::Number(i64::from_str_radix(text(0)?.trim().trim_start_matches("0x"), radix).ok()?)
            }
            _ => Value::Number(number(0)?),
        },
        "len" => Value::Number(length(arguments.first()?)),
        "strreverse" | "strrev" | "stringreverse" => reverse(&Value::Text(text(0)?)),
        "reverse" => reverse(arguments.first()?),
        "lcase" | "ucase" | "trim" | "ltrim" | "rtrim" | "cstr" | "string" => {
            decoded = false;
            let text = text(0)?;
            Value::Text(match name {
                "lcase" => text.to_lowercase(),
                "ucase" => text.to_uppercase(),
                "cstr" | "string" => text,
                _ => text.trim().to_owned(),
            })
        }
        "space" => Value::Text(" ".repeat(count(0)?.min(4096))),
        "left" => Value::Text(text(0)?.chars().take(count(1)?).collect()),
        "right" => {
            let text = text(0)?;
            let skip = text.chars().count().saturating_sub(count(1)?);
            Value::Text(text.chars().skip(skip).collect())
        }
        "mid" => {
            let text = text(0)?;
            let rest = text.chars().skip(count(1)?.checked_sub(1)?);
            Value::Text(if arguments.len() > 2 { rest.take(count(2)?).collect() } else { rest.collect() })
        }
        "replace" | "stringreplace" => replaced(folder, &text(0)?, &text(1)?, &text(2)?)?,
        "str_replace" => replaced(folder, &text(2)?, &text(0)?, &text(1)?)?,
        "split" => split(folder, &text(0)?, &text(1).unwrap_or_else(|| " ".to_owned()))?,
        "join" | "implode" => match arguments {
            [Value::List(list)] => join(folder, list, if folder.dialect == Dialect::Basic { " " } else { "" })?,
            [Value::List(list), by] | [by, Value::List(list)] => join(folder, list, &by.text()?)?,
            [by, rest @ ..] if folder.dialect == Dialect::Perl => join(folder, rest, &by.text()?)?,
            _ => return None,
        },
        "concat" => join(folder, arguments, "")?,
        "array" | "bytes" | "bytearray" => match arguments {
            [Value::List(list)] if name != "array" => Value::Bytes(Value::List(list.clone()).bytes()?),
            [Value::Text(_)] if name != "array" => Value::Bytes(bytes(0)?),
            _ => Value::List(arguments.to_vec()),
        },
        "unescape" | "decodeuri" | "decodeuricomponent" | "urldecode" => Value::Text(percent(&text(0)?)),
        "atob" => Value::Text(base64(text(0)?.as_bytes())?.iter().map(|b| char::from(*b)).collect()),
        "b64decode" | "base64_decode" | "decode_base64" | "decode64" | "decodebytes" | "frombase64string" => {
            Value::Bytes(base64(text(0)?.as_bytes())?)
        }
        "unhexlify" | "fromhex" | "hex2bin" | "binarytostring" => {
            let digits = text(0)?;
            Value::Bytes(hexadecimal(digits.strip_prefix("0x").unwrap_or(&digits).as_bytes())?)
        }
        "pack" => match text(0)?.as_str() {
            "H*" | "h*" => Value::Bytes(hexadecimal(text(1)?.as_bytes())?),
            "C*" | "c*" | "U*" => Value::Bytes(Value::List(arguments.get(1..)?.to_vec()).bytes()?),
            _ => return None,
        },
        "str_rot13" => Value::Text(rot13(&text(0)?)),
        "getstring" => Value::Text(letters(&bytes(0)?)),
        "from" => match text(1)?.as_str() {
            "base64" => Value::Bytes(base64(text(0)?.as_bytes())?),
            "hex" => Value::Bytes(hexadecimal(text(0)?.as_bytes())?),
            _ => return None,
        },
        "decode" => by_codec(&bytes(0)?, &text(1)?)?,
        "decompress" | "gzdecode" | "gzinflate" | "gzuncompress" => {
            let packed = bytes(0)?;
            folder.spend(packed.len())?;
            Value::Bytes(blobs::unpacked(&packed, name == "gzinflate")?)
        }
        _ => return None,
    };
    folder.spend(made.size())?;
    folder.decoded |= decoded;
    Some(made)
}

/// The codecs of Python by name.
fn by_codec(bytes: &[u8], codec: &str) -> Option<Value> {
    Some(match codec.to_ascii_lowercase().replace(['_', '-'], "").as_str() {
        "hex" | "hexcodec" => Value::Bytes(hexadecimal(bytes)?),
        "base64" | "base64codec" => Value::Bytes(base64(bytes)?),
        "rot13" => Value::Text(rot13(&letters(bytes))),
        "zlib" | "zip" | "zlibcodec" => Value::Bytes(blobs::unpacked(bytes, false)?),
        "utf8" | "ascii" | "latin1" | "utf16" | "utf16le" => Value::Text(letters(bytes)),
        _ => return None,
    })
}

/// A call of a method of a value.
pub(super) fn method(folder: &mut Folder, value: &Value, name: &str, arguments: &[Value]) -> Option<Value> {
    let number = |at: usize| arguments.get(at).and_then(Value::number);
    let count = |at: usize| number(at).and_then(|n| usize::try_from(n).ok());
    let text = |at: usize| arguments.get(at).and_then(Value::text);
    let own = || value.text();
    let made = match name {
        "replace" | "replaceall" => replaced(folder, &own()?, &text(0)?, &text(1)?)?,
        "split" => split(folder, &own()?, &text(0).unwrap_or_else(|| " ".to_owned()))?,
        "reverse" => reverse(value),
        "join" => match (value, arguments.first()) {
            (Value::List(list), by) => {
                folder.decoded |= list.len() > 2;
                join(folder, list, &by.map_or(Some(",".to_owned()), Value::text)?)?
            }
            (Value::Text(by), Some(list)) => {
                let parts = list.parts();
                folder.decoded |= parts.len() > 2;
                join(folder, &parts, by)?
            }
            _ => return None,
        },
        "concat" => {
            let mut all = vec![value.clone()];
            all.extend(arguments.iter().cloned());
            join(folder, &all, "")?
        }
        "tochararray" | "toarray" => Value::List(Value::Text(own()?).parts()),
        "tolower" | "tolowercase" => Value::Text(own()?.to_lowercase()),
        "toupper" | "touppercase" => Value::Text(own()?.to_uppercase()),
        "trim" | "tostring" | "invoke" => Value::Text(own()?),
        "charat" => Value::Text(own()?.chars().nth(count(0)?)?.to_string()),
        "charcodeat" => Value::Number(i64::from(u32::from(own()?.chars().nth(count(0)?)?))),
        "substr" | "substring" | "slice" | "remove" if !matches!(value, Value::List(_)) => {
            let letters: Vec<char> = own()?.chars().collect();
            let (from, second) = (count(0)?, count(1));
            let lengths = name == "substr" || folder.dialect == Dialect::PowerShell;
            let end = match second {
                Some(length) if lengths => from.saturating_add(length).min(letters.len()),
                Some(end) => end.min(letters.len()),
                None => letters.len(),
            };
            let part = letters.get(from..end)?;
            Value::Text(match name {
                "remove" => letters[..from].iter().chain(&letters[end..]).collect(),
                _ => part.iter().collect(),
            })
        }
        "insert" => {
            let letters: Vec<char> = own()?.chars().collect();
            let at = count(0).filter(|at| *at <= letters.len())?;
            Value::Text(
                letters[..at].iter().copied().chain(text(1)?.chars()).chain(letters[at..].iter().copied()).collect(),
            )
        }
        "decode" => match text(0) {
            Some(codec) => by_codec(&value.bytes()?, &codec)?,
            None => Value::Text(letters(&value.bytes()?)),
        },
        _ => return None,
    };
    folder.spend(made.size())?;
    folder.decoded |= matches!(name, "reverse" | "decode" | "substr" | "substring" | "remove" | "charat");
    Some(made)
}

/// `[type]value` of PowerShell.
pub(super) fn cast(folder: &mut Folder, kind: &str, array: bool, value: Value) -> Option<Value> {
    folder.spend(value.size())?;
    match (kind, array) {
        ("char", false) => match &value {
            Value::Text(text) if text.chars().count() == 1 => Some(value),
            _ => {
                folder.decoded = true;
                letter(&value)
            }
        },
        ("char", true) => {
            folder.decoded = true;
            let parts = value.parts();
            let letters = parts.iter().map(|p| match p {
                Value::Text(text) if text.chars().count() == 1 => Some(p.clone()),
                _ => letter(p),
            });
            Some(Value::List(letters.collect::<Option<_>>()?))
        }
        ("string", false) => {
            join(folder, &value.parts(), " ").filter(|_| matches!(value, Value::List(_))).or(Some(value))
        }
        ("int" | "byte" | "int32" | "int16", false) => value.number().map(Value::Number),
        ("byte", true) => value.bytes().map(Value::Bytes),
        _ => Some(value),
    }
}

/// An operator between two values; joining texts is done elsewhere.
pub(super) fn apply(folder: &mut Folder, left: &Value, operator: Operator, right: &Value) -> Option<Value> {
    if let (Value::Number(a), Value::Number(b)) = (left, right) {
        return Some(Value::Number(match operator {
            Operator::Add => a.checked_add(*b)?,
            Operator::Subtract => a.checked_sub(*b)?,
            Operator::Multiply => a.checked_mul(*b)?,
            Operator::Divide => a.checked_div(*b)?,
            Operator::Remainder => a.checked_rem(*b)?,
            Operator::Xor => a ^ b,
            _ => return None,
        }));
    }
    match operator {
        Operator::Format => format(folder, &left.text()?, &right.parts_whole()),
        Operator::Join => {
            let Value::List(list) = left else { return None };
            folder.decoded |= list.len() > 2;
            join(folder, list, &right.text()?)
        }
        Operator::Split => {
            let by = right.text()?;
            // A class of separators is an expression of its own; one mark is the usual case.
            let by = by.trim_start_matches('\\');
            split(folder, &left.text()?, by)
        }
        Operator::Replace => {
            let (from, to) = match right {
                Value::List(list) => (list.first()?.text()?, list.get(1)?.text()?),
                other => (other.text()?, String::new()),
            };
            let from = plain_pattern(&from)?;
            match to.is_empty() {
                true => {
                    folder.spend(left.size())?;
                    folder.decoded = true;
                    Some(Value::Text(left.text()?.replace(&from, "")))
                }
                false => replaced(folder, &left.text()?, &from, &to),
            }
        }
        _ => None,
    }
}

/// A regular expression that stands for one text only.
fn plain_pattern(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.push(letters.next().filter(|c| !c.is_ascii_alphanumeric())?),
            '.' | '*' | '+' | '?' | '[' | '(' | '{' | '^' | '|' => return None,
            _ => out.push(letter),
        }
    }
    (!out.is_empty()).then_some(out)
}

/// `"{1}{0}" -f "b", "a"`.
fn format(folder: &mut Folder, pattern: &str, values: &[Value]) -> Option<Value> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, after) = behind.split_once('}')?;
        let index: usize = slot.split([',', ':']).next()?.trim().parse().ok()?;
        out.push_str(&values.get(index)?.text()?);
        folder.spend(out.len().min(64))?;
        if out.len() > LONGEST {
            return None;
        }
        rest = after;
    }
    out.push_str(rest);
    folder.decoded |= values.len() > 1;
    Some(Value::Text(out))
}

impl Value {
    /// The parts of a list; anything else is one part.
    fn parts_whole(&self) -> Vec<Value> {
        match self {
            Self::List(list) => list.clone(),
            other => vec![other.clone()],
        }
    }
}
