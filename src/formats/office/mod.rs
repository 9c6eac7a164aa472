//! What Office documents share in whatever form they come (OLE, ZIP, RTF, one XML file): the classes of objects that attacks
//! abuse, where addresses lead, and what fields order. A room without types and rules.

pub(in crate::formats) mod classes;
pub(in crate::formats) mod field;
pub(in crate::formats) mod target;

/// Undoes entities: the named ones and those by number.
pub(in crate::formats) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity =
            rest.get(1..).and_then(|r| r.bytes().take(10).position(|b| b == b';')).and_then(|n| rest.get(1..=n));
        let letter = entity.and_then(|e| match e {
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "lt" => Some('<'),
            "gt" => Some('>'),
            _ => {
                let number = e.strip_prefix('#')?;
                let hex = number.strip_prefix(['x', 'X']);
                let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok());
                code.and_then(char::from_u32)
            }
        });
        match (entity, letter) {
            (Some(entity), Some(letter)) => {
                out.push(letter);
                rest = &rest[entity.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}
