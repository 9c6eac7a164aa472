//! Characters that pass for others in a name: letters, dots, blanks. The part of Unicode UTS #39 that can spell an
//! extension; <https://www.unicode.org/reports/tr39/>.

/// Characters that look like the dot before an extension.
pub fn is_dot(c: char) -> bool {
    matches!(
        c,
        '.' | '\u{B7}'
            | '\u{660}'
            | '\u{6F0}'
            | '\u{701}'
            | '\u{702}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{3002}'
            | '\u{30FB}'
            | '\u{A4F8}'
            | '\u{FE52}'
            | '\u{FF0E}'
            | '\u{FF61}'
            | '\u{FF65}'
    )
}

/// Characters that show as nothing but room.
pub fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{A0}' | '\u{115F}' | '\u{1160}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{FFA0}'
    )
}

/// The ASCII letter or digit, lower case, that a character is or looks like.
pub fn skeleton(c: char) -> Option<char> {
    if c.is_ascii_alphanumeric() {
        return Some(c.to_ascii_lowercase());
    }
    let code = c as u32;
    let ascii = |offset: u32| char::from_u32(u32::from(b'a') + offset);
    match code {
        // Full-width digits and letters.
        0xFF10..=0xFF19 => char::from_u32(code - 0xFF10 + u32::from(b'0')),
        0xFF21..=0xFF3A => ascii(code - 0xFF21),
        0xFF41..=0xFF5A => ascii(code - 0xFF41),
        // Circled letters.
        0x24B6..=0x24CF => ascii(code - 0x24B6),
        0x24D0..=0x24E9 => ascii(code - 0x24D0),
        // Mathematical letters: thirteen alphabets of capitals and small letters.
        0x1D400..=0x1D6A3 => ascii((code - 0x1D400) % 26),
        // Mathematical digits, five times.
        0x1D7CE..=0x1D7FF => char::from_u32((code - 0x1D7CE) % 10 + u32::from(b'0')),
        _ => PAIRS.iter().find(|(alike, _)| alike.contains(c)).map(|(_, plain)| *plain),
    }
}

/// Letters of other alphabets by the Latin letter that they look like, capitals and small.
const PAIRS: &[(&str, char)] = &[
    ("аАαΑɑ", 'a'),
    ("вВьЬЪΒβ", 'b'),
    ("сСϲϹ", 'c'),
    ("ԁ", 'd'),
    ("еЕёЁεΕє", 'e'),
    ("ɡ", 'g'),
    ("һҺНнΗ", 'h'),
    ("іІιΙıӀ", 'i'),
    ("јЈϳ", 'j'),
    ("кКκΚ", 'k'),
    ("ӏⅼ", 'l'),
    ("мМΜ", 'm'),
    ("пηΝ", 'n'),
    ("оОοΟσ", 'o'),
    ("рРρΡ", 'p'),
    ("ԛ", 'q'),
    ("гᴦ", 'r'),
    ("ѕЅ", 's'),
    ("тТτΤ", 't'),
    ("υս", 'u'),
    ("ѵνѴ", 'v'),
    ("ԝωш", 'w'),
    ("хХχΧ", 'x'),
    ("уУγΥ", 'y'),
    ("Ζ", 'z'),
    ("З", '3'),
];
