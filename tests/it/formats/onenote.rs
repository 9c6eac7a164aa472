use crate::forge::{Example, Specimen, case, pe};

pub const SPECIMENS: &[Specimen] =
    &[("one", || section(b"")), ("onetoc2", || with_guid(0x43FF2FA1_EFD9_4C76_9EE2_10EA5722765F))];

/// A file that begins with a GUID in its stored order, then nothing.
fn with_guid(guid: u128) -> Vec<u8> {
    let mut out = uuid::Uuid::from_u128(guid).to_bytes_le().to_vec();
    out.resize(1024, 0);
    out
}

/// A section with some bytes behind its header.
fn section(body: &[u8]) -> Vec<u8> {
    let mut out = with_guid(0x7B5C52E4_D88C_4DA7_AEB1_5378D02996D3);
    out.extend_from_slice(body);
    out
}

/// An attached file.
fn attached(data: &[u8]) -> Vec<u8> {
    let mut body = uuid::Uuid::from_u128(0xBDE316E7_2665_4511_A4C4_8D4D0B7A9EAC).to_bytes_le().to_vec();
    body.extend((data.len() as u64).to_le_bytes());
    body.extend([0; 12]);
    body.extend(data);
    section(&body)
}

pub const EXAMPLES: &[Example] = &[Example {
    rule: "onenote.program-inside",
    fires: || case("a.one", attached(&pe::minimal())),
    silent: || case("a.one", attached(&crate::forge::png::plain())),
}];
