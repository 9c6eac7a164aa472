//! Programs for virtual machines, and the parts that compilers make of them: Java, Android, WebAssembly, Flash, Python,
//! Lua, LLVM, Erlang, and object files of Windows.

mod readers;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

const fn program(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Program, matches)
}

static CLASS: TypeInfo = program("class", "Java program part (class)", |p| is_class(p.bytes))
    .mimes(&["application/java-vm", "application/x-java-applet", "application/java"])
    .extensions(&["class"])
    .begins("CA FE BA BE");

static DEX: TypeInfo = program("dex", "Android program (DEX)", |p| is_dex(p.bytes, 0))
    .mimes(&["application/vnd.android.dex", "application/x-dex"])
    .extensions(&["dex"])
    .begins("64 65 78 0A (\"dex\")")
    .anchor(b"dex\n0", |bytes, at| is_dex(bytes, at).then_some(at));

static ANDROID: TypeInfo = program("odex", "optimised Android program", |p| {
    (p.starts(b"dey\n0") || p.starts(b"vdex0") || p.starts(b"cdex0")) && p.has(7, b"\0")
})
.mimes(&["application/x-odex"])
.extensions(&["odex", "vdex"])
.begins("64 65 79 0A (\"dey\")")
.not_opened("the optimised Android code was not read");

static WASM: TypeInfo =
    program("wasm", "WebAssembly program", |p| p.starts(b"\0asm\x01\0\0\0") || p.starts(b"\0asm\x0D\0\x01\0"))
        .mimes(&["application/wasm"])
        .extensions(&["wasm"])
        .begins("00 61 73 6D (\"\\0asm\")");

static SWF: TypeInfo = program("swf", "Flash program", |p| {
    // The version is a small number, and the size of the unpacked film stands behind it.
    matches!(p.window(0, 4), [b'F' | b'C' | b'Z', b'W', b'S', 1..=60]) && p.size >= 12 && p.text().is_none()
})
.mimes(&["application/x-shockwave-flash", "application/vnd.adobe.flash.movie"])
.extensions(&["swf"])
.begins("43 57 53 (\"CWS\")");

static PYC: TypeInfo = program("pyc", "compiled Python program", |p| is_pyc(p.bytes))
    .mimes(&["application/x-python-code", "application/x-bytecode.python"])
    .extensions(&["pyc", "pyo"])
    .not_opened("the compiled Python code was not read");

static LUA: TypeInfo = program("luac", "compiled Lua program", |p| {
    p.has(0, b"\x1BLua") && matches!(p.window(4, 1), [0x24 | 0x25 | 0x31 | 0x40 | 0x50..=0x55])
        || p.has(0, b"\x1BLJ") && matches!(p.window(3, 1), [1..=3])
})
.extensions(&["luac"])
.begins("1B 4C (\"\\x1BL\")")
.not_opened("the compiled Lua code was not read");

static LLVM: TypeInfo =
    program("llvm", "LLVM program part", |p| p.starts(b"BC\xC0\xDE") || p.starts(b"\xDE\xC0\x17\x0B"))
        .extensions(&["bc"])
        .begins("42 43 C0 DE (\"BC\")")
        .not_opened("the LLVM code was not read");

static BEAM: TypeInfo = program("beam", "compiled Erlang program", |p| p.starts(b"FOR1") && p.has(8, b"BEAM"))
    .extensions(&["beam"])
    .begins("46 4F 52 31 (\"FOR1\")")
    .not_opened("the compiled Erlang code was not read");

static COFF: TypeInfo = program("coff", "Windows object file", is_coff)
    .mimes(&["application/x-coff", "application/x-object"])
    .extensions(&["obj", "o"])
    .not_opened("the object file was not read: nothing starts it by itself");

/// The registry row.
pub static FORMAT: Format = Format {
    name: "bytecode",
    types: &[&CLASS, &DEX, &ANDROID, &WASM, &SWF, &PYC, &LUA, &LLVM, &BEAM, &COFF],
    rules: &[],
    inspect: Some(inspect),
    seeks: false,
};

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Java's version numbers began at 45; what has a small number there is a program of macOS.
fn is_class(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xCA\xFE\xBA\xBE") && matches!(bytes.get(6..8), Some([0, 45..=120]))
}

/// The header of an Android program: version digits, header size, byte order.
fn is_dex(bytes: &[u8], start: usize) -> bool {
    let check = || {
        let head = bytes.get(start..start.checked_add(0x70)?)?;
        let digits = head[4..7].iter().all(u8::is_ascii_digit);
        let order = le32(head, 0x28)?;
        Some(
            head.starts_with(b"dex\n")
                && digits
                && head[7] == 0
                && le32(head, 0x24)? >= 0x70
                && matches!(order, 0x1234_5678 | 0x7856_3412),
        )
    };
    check().unwrap_or(false)
}

/// The mark of a compiled Python program: a number for each version and a line end, then (behind date, size or hash) a
/// code object.
fn is_pyc(bytes: &[u8]) -> bool {
    let check = || {
        let (magic, end) = (le16(bytes, 0)?, bytes.get(2..4)?);
        let code = match magic {
            20121 | 50428 | 50823 | 60202 | 60717 | 62011..=62219 | 3000..=3229 => 8,
            3230..=3389 => 12,
            3390..=3799 => 16,
            _ => return None,
        };
        Some(end == b"\r\n" && matches!(bytes.get(code)?, b'c' | 0xE3))
    };
    check().unwrap_or(false)
}

/// Object files of Windows have no mark: processor, section table and symbols must all fit.
fn is_coff(probe: &Probe<'_>) -> bool {
    let bytes = probe.bytes;
    if bytes.starts_with(b"\0\0\xFF\xFF") {
        // The form for many sections has an identifier of its own.
        const BIG: &[u8] = b"\xC7\xA1\xBA\xD1\xEE\xBA\xA9\x4B\xAF\x20\xFA\xF6\x6A\xA4\xDC\xB8";
        return probe.has(12, BIG);
    }
    let check = || {
        let machine = le16(bytes, 0)?;
        let sections = usize::from(le16(bytes, 2)?);
        let (symbols, count) = (le32(bytes, 8)?, le32(bytes, 12)?);
        let (optional, characteristics) = (le16(bytes, 16)?, le16(bytes, 18)?);
        let known = matches!(machine, 0x014C | 0x8664 | 0x01C4 | 0xAA64);
        if !known || !(1..=2000).contains(&sections) || optional != 0 || characteristics & 0xF000 != 0 || count == 0 {
            return None;
        }
        let end = u64::from(symbols) + u64::from(count) * 18;
        let table = 20 + sections as u64 * 40;
        let named = |row: &[u8]| matches!(row.first(), Some(b'.' | b'/' | b'_' | b'A'..=b'Z' | b'a'..=b'z'));
        let rows_fit = (0..sections).all(|i| {
            let row = bytes.get(20 + i * 40..60 + i * 40);
            row.is_some_and(|row| {
                named(row)
                    && le32(row, 12) == Some(0)
                    && le32(row, 16)
                        .zip(le32(row, 20))
                        .is_some_and(|(size, offset)| offset == 0 || u64::from(offset) + u64::from(size) <= probe.size)
            })
        });
        Some(u64::from(symbols) >= table && end <= probe.size && rows_fit)
    };
    check().unwrap_or(false)
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    match artifact.content_type.id {
        "class" => readers::class(bytes, inspection),
        "dex" => readers::dex(bytes, inspection),
        "wasm" => readers::wasm(bytes, inspection),
        "swf" => readers::flash(bytes, inspection),
        _ => Ok(()),
    }
}
