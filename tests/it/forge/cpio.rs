//! cpio archives, member by member.

/// How headers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The new ASCII form.
    New,
    /// The same with a checksum.
    Crc,
    /// The old ASCII form.
    Odc,
    /// The old binary form, low byte first.
    Low,
    /// The old binary form, high byte first.
    High,
}

pub const FORMS: &[Form] = &[Form::New, Form::Crc, Form::Odc, Form::Low, Form::High];

/// A member with this mode.
pub fn member(form: Form, name: &str, mode: u32, data: &[u8]) -> Vec<u8> {
    linked(form, name, mode, 1, data)
}

/// A member with this mode and so many hard links.
pub fn linked(form: Form, name: &str, mode: u32, links: u32, data: &[u8]) -> Vec<u8> {
    let (size, length) = (data.len() as u32, name.len() as u32 + 1);
    let (mut out, align) = match form {
        Form::New | Form::Crc => {
            let magic = if form == Form::New { "070701" } else { "070702" };
            let sum = data.iter().fold(0u32, |sum, b| sum.wrapping_add(u32::from(*b)));
            let check = if form == Form::Crc { sum } else { 0 };
            let fields = [1, mode, 0, 0, links, 0, size, 0, 0, 0, 0, length, check];
            let text: String = fields.iter().map(|f| format!("{f:08X}")).collect();
            (format!("{magic}{text}").into_bytes(), 4)
        }
        Form::Odc => {
            let text = format!(
                "070707{:06o}{:06o}{mode:06o}{:06o}{:06o}{links:06o}{:06o}{:011o}{length:06o}{size:011o}",
                1, 1, 0, 0, 0, 0
            );
            (text.into_bytes(), 1)
        }
        Form::Low | Form::High => {
            let words = [0o070_707, 1, 1, mode, 0, 0, links, 0, 0, 0, length, size >> 16, size & 0xFFFF];
            let order = if form == Form::Low { u16::to_le_bytes } else { u16::to_be_bytes };
            (words.iter().flat_map(|w| order(*w as u16)).collect(), 2)
        }
    };
    out.extend(name.as_bytes());
    out.push(0);
    out.resize(out.len().next_multiple_of(align), 0);
    out.extend(data);
    out.resize(out.len().next_multiple_of(align), 0);
    out
}

/// A whole archive.
pub fn archive(form: Form, members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), member(form, "TRAILER!!!", 0, b"")].concat()
}

/// An archive of one ordinary file.
pub fn of(name: &str, data: &[u8]) -> Vec<u8> {
    archive(Form::New, &[member(Form::New, name, 0o100_644, data)])
}
