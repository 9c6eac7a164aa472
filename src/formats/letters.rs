//! Files written as letters: uuencode (POSIX), yEnc (draft 1.3). They stand alone or in the text of a message.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};
use crate::parse::mime::letters::{self, Written};
use crate::parse::mime::words;

static UUENCODE: TypeInfo = TypeInfo::new("uuencode", "uuencoded file", Nature::Container, is_uuencode)
    .mimes(&["text/x-uuencode", "application/x-uuencode"])
    .extensions(&["uu", "uue"])
    .begins("\"begin 644 \"");

static YENC: TypeInfo = TypeInfo::new("yenc", "yEnc encoded file", Nature::Container, |p| p.starts(b"=ybegin "))
    .mimes(&["text/x-yenc", "application/x-yenc"])
    .extensions(&["yenc", "ync"])
    .begins("\"=ybegin \"");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "letters", types: &[&UUENCODE, &YENC], rules: &[], inspect: Some(inspect), seeks: false };

/// Files in one text.
const MOST: usize = 1000;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let text = artifact.bytes();
    let mut from = 0;
    for count in 0.. {
        inspection.check_time()?;
        let Some(written) = letters::next(text, from, false) else {
            return if count > 0 { Ok(()) } else { Err(Gap::malformed("the encoded file could not be read")) };
        };
        if count >= MOST {
            break;
        }
        from = written.range.end.max(from + 1);
        let name = words::decode(&written.name);
        if !written.whole {
            inspection
                .gap(Gap::malformed(format!("\"{name}\" has no end; it may be cut off, or one of several pieces")));
        }
        let claim = Claim { name: (!name.is_empty()).then(|| Name::from_text(&name)), mime: None };
        if inspection.child(Origin::Member, claim, &mut written.data.as_slice()).is_none() {
            return Ok(());
        }
    }
    Err(Gap::limit(LimitKind::Entries, "the text holds too many encoded files"))
}

/// Hands over a file that was found in a text; `rule` is told where it is a program. `None` where the limits refuse more.
pub(super) fn hand_over(
    inspection: &mut Inspection<'_>,
    written: &Written,
    base: usize,
    rule: &'static Rule,
) -> Option<()> {
    let name = words::decode(&written.name);
    // A bare block may be anything: a key, a picture's text, chance. What nothing knows is not told.
    if written.name.is_empty() && !is_known(&written.data) {
        return Some(());
    }
    if !written.whole {
        inspection.gap(Gap::malformed(format!("\"{name}\" in the text has no end; it may be one of several pieces")));
    }
    let claim = Claim { name: (!name.is_empty()).then(|| Name::from_text(&name)), mime: None };
    let child: Child = inspection.child(Origin::Decoded, claim, &mut written.data.as_slice())?;
    if child.content_type.nature == Nature::Program || child.worst >= Some(Severity::High) {
        let found = inspection.found(rule).at(base + written.range.start, written.range.len());
        found.with("what", child.content_type.phrase()).with("how", written.how);
    }
    Some(())
}

/// Whether bytes are of any type that has a mark.
fn is_known(bytes: &[u8]) -> bool {
    let probe = Probe::new(bytes);
    super::types().any(|t| t.parent.is_none() && (t.matches)(&probe))
}

/// `begin MODE NAME`, and a line of the length that its first character says.
fn is_uuencode(probe: &Probe<'_>) -> bool {
    let head = probe.window(0, 4096);
    let Some(rest) = head.strip_prefix(b"begin ") else { return false };
    let mode = rest.iter().take_while(|b| (b'0'..=b'7').contains(*b)).count();
    let mut lines = rest.split(|b| *b == b'\n').skip(1);
    let Some([count, data @ ..]) = lines.next().map(<[u8]>::trim_ascii_end) else { return false };
    let promised = usize::from(count.wrapping_sub(b' ') & 0x3F).div_ceil(3) * 4;
    (3..=4).contains(&mode)
        && rest.get(mode) == Some(&b' ')
        && (b' '..=b'`').contains(count)
        && data.len().abs_diff(promised) <= 4
}
