//! Formulas of Excel as it stores them (MS-XLS 2.5.198, MS-XLSB 2.5.97): reverse Polish tokens, read back into text as far as
//! judging Excel 4.0 macros needs. `calamine` reads cell formulas, not those of macro sheets, and panics on damaged ones.

/// In which file the formula stands; the sizes of its tokens differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Excel 5 and 95.
    Biff5,
    /// Excel 97 to 2003.
    Biff8,
    /// xlsb.
    Biff12,
}

/// A formula read back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formula {
    /// Its text; what was constant is put together.
    pub text: String,
    /// The numbers of the functions that it calls.
    pub functions: Vec<u16>,
    /// Whether all of its tokens were understood.
    pub whole: bool,
}

/// Functions that start, load or write something, and those around them, by number (MS-XLS 2.5.198.17).
const NAMES: &[(u16, &str)] = &[
    (1, "IF"),
    (17, "RUN"),
    (53, "GOTO"),
    (54, "HALT"),
    (55, "RETURN"),
    (88, "SET.NAME"),
    (89, "CALLER"),
    (96, "FORMULA"),
    (108, "SET.VALUE"),
    (110, "EXEC"),
    (111, "CHAR"),
    (118, "ALERT"),
    (132, "FOPEN"),
    (133, "FCLOSE"),
    (136, "FREAD"),
    (137, "FWRITELN"),
    (138, "FWRITE"),
    (149, "REGISTER"),
    (150, "CALL"),
    (185, "GET.CELL"),
    (186, "GET.WORKSPACE"),
    (187, "GET.WINDOW"),
    (188, "GET.DOCUMENT"),
    (267, "REGISTER.ID"),
];

/// The longest text that is kept, in bytes.
const LONGEST: usize = 4096;
/// Values that wait on the stack.
const STACK: usize = 256;

/// The name of a function.
pub fn name(number: u16) -> Option<&'static str> {
    NAMES.iter().find(|(n, _)| *n == number).map(|(_, name)| *name)
}

enum Value {
    Text(String),
    Other(String),
}

impl Value {
    fn shown(&self) -> String {
        match self {
            Value::Text(text) => format!("\"{text}\""),
            Value::Other(text) => text.clone(),
        }
    }
}

/// Reads the tokens of a formula.
pub fn formula(bytes: &[u8], dialect: Dialect) -> Formula {
    let mut out = Formula { whole: true, ..Formula::default() };
    let mut stack: Vec<Value> = Vec::new();
    let mut at = 0usize;
    while let Some(token) = bytes.get(at).copied() {
        at += 1;
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(size) = size(token, rest, dialect) else {
            out.whole = false;
            break;
        };
        let data = &rest[..size.min(rest.len())];
        at = at.saturating_add(size);
        apply(token, data, dialect, &mut stack, &mut out.functions);
        if stack.len() > STACK {
            out.whole = false;
            break;
        }
    }
    let mut text = String::from("=");
    for value in &stack {
        text.push_str(&value.shown());
    }
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
    }
    out.text = text;
    out
}

fn apply(token: u8, data: &[u8], dialect: Dialect, stack: &mut Vec<Value>, functions: &mut Vec<u16>) {
    let short = |at: usize| data.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    match token {
        // Concatenation: what is constant stays so.
        0x08 => {
            let (right, left) = (stack.pop(), stack.pop());
            if let (Some(left), Some(right)) = (left, right) {
                stack.push(match (left, right) {
                    (Value::Text(a), Value::Text(b)) => Value::Text(short_join(a, &b)),
                    (a, b) => Value::Other(short_join(format!("{}&", a.shown()), &b.shown())),
                });
            }
        }
        0x03..=0x07 | 0x09..=0x11 => {
            let (right, left) = (stack.pop(), stack.pop());
            let sign = ["+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":"];
            let sign = sign.get(usize::from(token) - 3).copied().unwrap_or("?");
            if let (Some(left), Some(right)) = (left, right) {
                stack.push(Value::Other(short_join(format!("{}{sign}", left.shown()), &right.shown())));
            }
        }
        0x17 => stack.push(Value::Text(string(data, dialect))),
        0x1D => stack.push(Value::Other(if data.first() == Some(&0) { "FALSE" } else { "TRUE" }.to_owned())),
        0x1E => stack.push(Value::Other(short(0).unwrap_or(0).to_string())),
        0x1F => {
            let number = data.get(..8).and_then(|b| b.try_into().ok()).map_or(0.0, f64::from_le_bytes);
            stack.push(Value::Other(number.to_string()));
        }
        0x16 => stack.push(Value::Other(String::new())),
        0x1C => stack.push(Value::Other("#ERROR".to_owned())),
        0x21 | 0x41 | 0x61 => call(short(0).unwrap_or(0), None, stack, functions),
        0x22 | 0x42 | 0x62 => {
            let number = short(1).unwrap_or(0);
            call(number, data.first().map(|n| usize::from(n & 0x7F)), stack, functions);
        }
        0x20.. if matches!(token & 0x1F, 0 | 3..=5 | 0xA..=0xD | 0x19..=0x1D) => {
            stack.push(Value::Other("ref".to_owned()));
        }
        _ => {}
    }
}

/// A call with its arguments; what is fixed in number takes one but for a few.
fn call(number: u16, count: Option<usize>, stack: &mut Vec<Value>, functions: &mut Vec<u16>) {
    let command = number & 0x8000 != 0;
    let fixed = match number {
        10 | 19 | 34 | 35 | 63 | 74 | 89 | 94 | 221 => 0,
        27 | 30 | 39 | 97 | 108 | 117 | 137 | 138 => 2,
        31 => 3,
        _ => 1,
    };
    let count = count.unwrap_or(fixed).min(stack.len());
    let arguments = stack.split_off(stack.len() - count);
    if !command && functions.len() < STACK {
        functions.push(number);
    }
    if number == 111
        && let [Value::Other(code)] = arguments.as_slice()
        && let Some(letter) = code.parse::<f64>().ok().filter(|c| (1.0..=255.0).contains(c))
    {
        // Checked above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 255")]
        stack.push(Value::Text(char::from(letter as u8).to_string()));
        return;
    }
    let known = name(number).filter(|_| !command);
    // The first argument of a function without a number is its name.
    let mut text = known.map_or_else(|| format!("FUNCTION{}", number & 0x7FFF), str::to_owned);
    text.push('(');
    for (at, argument) in arguments.iter().enumerate() {
        text = short_join(text + if at > 0 { "," } else { "" }, &argument.shown());
    }
    text.push(')');
    stack.push(Value::Other(text));
}

fn short_join(mut left: String, right: &str) -> String {
    if left.len() + right.len() <= LONGEST {
        left.push_str(right);
    }
    left
}

/// A string token's text.
fn string(data: &[u8], dialect: Dialect) -> String {
    let wide = |bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match dialect {
        Dialect::Biff5 => data.iter().skip(1).map(|b| char::from(*b)).collect(),
        Dialect::Biff8 if data.get(1).is_some_and(|flags| flags & 1 != 0) => wide(data.get(2..).unwrap_or_default()),
        Dialect::Biff8 => data.iter().skip(2).map(|b| char::from(*b)).collect(),
        Dialect::Biff12 => wide(data.get(2..).unwrap_or_default()),
    }
}

/// How many bytes follow a token; `None` of one that is not known.
fn size(token: u8, rest: &[u8], dialect: Dialect) -> Option<usize> {
    let by = |five: usize, eight: usize, twelve: usize| match dialect {
        Dialect::Biff5 => five,
        Dialect::Biff8 => eight,
        Dialect::Biff12 => twelve,
    };
    let low = if token >= 0x40 { (token & 0x1F) | 0x20 } else { token };
    Some(match low {
        0x01 | 0x02 => 4,
        0x03..=0x16 => 0,
        0x17 => {
            let first = usize::from(*rest.first()?);
            match dialect {
                Dialect::Biff5 => 1 + first,
                Dialect::Biff8 => 2 + first * (1 + usize::from(rest.get(1)? & 1)),
                Dialect::Biff12 => 2 + 2 * usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?])),
            }
        }
        0x18 => 5,
        0x19 => {
            let count = usize::from(u16::from_le_bytes([*rest.get(1)?, *rest.get(2)?]));
            if rest.first()? & 4 != 0 { 3 + (count + 1) * 2 } else { 3 }
        }
        0x1C | 0x1D => 1,
        0x1F => 8,
        0x20 => by(7, 7, 14),
        0x22 => 3,
        0x23 => by(14, 4, 4),
        0x24 | 0x2A | 0x2C => by(3, 4, 6),
        0x25 | 0x2B | 0x2D => by(6, 8, 12),
        0x26..=0x28 => 6,
        0x1E | 0x21 | 0x29 | 0x2E | 0x2F => 2,
        0x39 => by(24, 6, 6),
        0x3A | 0x3C => by(17, 6, 8),
        0x3B | 0x3D => by(20, 10, 14),
        _ => return None,
    })
}
