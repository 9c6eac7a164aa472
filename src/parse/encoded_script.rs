//! What Microsoft's script encoder wrote (`.vbe`, `.jse`, and blocks in pages): `#@~^`, the length, the letters, a sum of
//! them, `^#~@`. The encoder is described by nobody but its decoders, of which scrdec of 2001 is the first: each letter is
//! exchanged by one of three alphabets, and which one is told by a row of 64 that begins anew with each block.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How a block begins.
pub const MARK: &str = "#@~^";
/// How it ends.
const END: &str = "^#~@";
/// The length as Base64, behind the mark; the sum before the end is as long.
const NUMBER: usize = 8;
/// Blocks of one text that are read.
const BLOCKS: usize = 1000;

/// What each of the letters 32 to 127 stands for in the three alphabets; the tabulator stands before them.
const ALPHABETS: [&[u8; 97]; 3] = [
    b"W.GzVBj/&IA42[vrC89pEhqO\tbD#uJ~J^@wJa]\"KoN;LPg*}tT+-,0nkf5%!dMRc?{x)(sY3\x7FmUS|:_eFX1ilZH'\\=$y7`Q 6",
    b"n-uR`q^I\\b})6 |z\x7Fkc3+hQfv1dTCL:L~LE,*t'7DyY/o&rj9{?8wgSG4x]0#Z[lHUpi.L!$NP\tVs5aKX;W\"mM%(FJ2A=_OBe",
    b"{20!)[83=X:5e9\\VsfNEkbYx^}JmqA`AS@B'Hru17MR\"TjGd- \x7F.L]~loytC&v%$+(#A4\t*D?w;UiacPgQIOFh|6pnz/_KZ,W",
];
/// Which alphabet the letters take in turn.
const TURNS: &[u8; 64] = b"0120121221210212021200122102122100212120200120210212001220012021";

/// One block, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where it begins, in bytes from the start of the text.
    pub start: usize,
    /// Where the text goes on behind it.
    pub end: usize,
    /// What it says.
    pub text: String,
    /// Whether its end is there and its sum fits.
    pub sound: bool,
}

/// The blocks of a text, and whether those are all.
pub fn blocks(text: &str) -> (Vec<Block>, bool) {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(MARK)) {
        let start = at + found;
        if out.len() >= BLOCKS {
            return (out, false);
        }
        let inside = start + MARK.len();
        // The mark alone is quoted by texts about it.
        let head = text.get(inside..inside + NUMBER).filter(|head| number(head).is_some());
        let Some(_) = head else {
            at = inside;
            continue;
        };
        let body = inside + NUMBER;
        let close = text[body..].find(END).map(|n| body + n);
        let sum = close.and_then(|close| text.get(close.checked_sub(NUMBER)?.max(body)..close));
        let sum = sum.and_then(number);
        // One whose end was cut off is decoded as far as it goes.
        let last = match (close, sum) {
            (Some(close), Some(_)) => close - NUMBER,
            (Some(close), None) => close,
            (None, _) => text.len(),
        };
        let (decoded, total) = decode(&text[body..last]);
        let end = close.map_or(text.len(), |close| close + END.len());
        out.push(Block { start, end, text: decoded, sound: sum == Some(total) });
        at = end;
    }
    (out, true)
}

fn number(letters: &str) -> Option<u32> {
    let bytes = STANDARD.decode(letters).ok()?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The text of a block and the sum of its letters.
fn decode(body: &str) -> (String, u32) {
    let mut out = String::with_capacity(body.len());
    let (mut sum, mut index) = (0u32, 0usize);
    let mut letters = body.chars();
    while let Some(letter) = letters.next() {
        let Some(byte) = u8::try_from(letter).ok().filter(u8::is_ascii) else {
            out.push(letter);
            continue;
        };
        let turn = usize::from(TURNS[index % TURNS.len()] - b'0');
        index += 1;
        let plain = match byte {
            // Letters that the three alphabets must not hold are written as pairs.
            b'@' => match letters.next() {
                Some('&') => b'\n',
                Some('#') => b'\r',
                Some('*') => b'>',
                Some('!') => b'<',
                Some('$') => b'@',
                Some(other) => {
                    out.push(other);
                    continue;
                }
                None => break,
            },
            b'\t' => ALPHABETS[turn][0],
            b' '.. => ALPHABETS[turn][usize::from(byte) - 31],
            _ => byte,
        };
        sum = sum.wrapping_add(u32::from(plain));
        out.push(char::from(plain));
    }
    (out, sum)
}
