//! The EICAR test file: the file that every user tries first. <https://www.eicar.org/download-anti-malware-testfile/>

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

// Its nature is data, so that the one rule below speaks and not the general ones about renamed programs: who tries a
// scanner should read that the scanner works.
static EICAR: TypeInfo = TypeInfo::new("eicar", "EICAR test file", Nature::Data, is_eicar).begins("\"X5O!P%@AP\"");

static TEST_FILE: Rule = Rule {
    id: "eicar.test-file",
    title: "The EICAR test file, found as it should be",
    severity: Severity::High,
    meaning: "This is the harmless EICAR test file. Everybody uses it to try whether a virus scanner works: the \
              scanner works. Nothing in this file can do damage.",
    proof: "The file is {length|68} bytes long and begins with the 68 characters of the EICAR test file.",
    advice: "Delete it when you have finished testing. If you did not make this test yourself, ask who sent it.",
    attack: &[],
    references: &["https://www.eicar.org/download-anti-malware-testfile/"],
};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "eicar", types: &[&EICAR], rules: &[&TEST_FILE], inspect: Some(inspect), seeks: false };

/// The test file in two halves, so that no scanner takes this source or our program for it.
const HALVES: [&[u8]; 2] = [b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"];
/// With the blanks that may follow, it is at most this long, in bytes.
const LONGEST: usize = 128;

fn is_eicar(probe: &Probe<'_>) -> bool {
    let rest = probe.bytes.strip_prefix(HALVES[0]).and_then(|rest| rest.strip_prefix(HALVES[1]));
    rest.is_some_and(|rest| {
        probe.bytes.len() <= LONGEST
            && probe.is_whole()
            && rest.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0x1A))
    })
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    inspection.found(&TEST_FILE).at(0usize, artifact.bytes().len()).with("length", artifact.bytes().len());
    Ok(())
}
