//! The extra blocks of a shortcut (MS-SHLLINK 2.5).

use super::{Link, items, narrow, stores, u16_at, u32_at, wide};

/// Reads one block, with its size and signature; false where no specification knows it.
pub(super) fn read(block: &[u8], link: &mut Link) -> bool {
    let behind = |at: usize| block.get(at..).unwrap_or_default();
    // 260 letters, then the same in 260 wide ones.
    let both = || (narrow(block.get(8..block.len().min(268)).unwrap_or_default()), wide(behind(268)));
    let one = |(narrow, wide): (String, String)| if wide.is_empty() { narrow } else { wide };
    match u32_at(block, 4) {
        Some(0xA000_0001) => link.variables = Some(both()),
        Some(0xA000_0002) => {
            let number = |at| u16_at(block, at).unwrap_or(0).cast_signed();
            link.console = Some([number(16), number(18), number(20), number(22)]);
        }
        Some(0xA000_0003) => {
            link.machine = narrow(block.get(16..block.len().min(32)).unwrap_or_default());
            // The last part of a number that was made from the time and the network card.
            let timed = block.get(55).is_some_and(|b| b >> 4 == 1);
            link.card = block.get(58..64).filter(|_| timed).and_then(|c| c.try_into().ok());
        }
        // Letters of the console, and where in the list a folder of Windows ends.
        Some(0xA000_0004 | 0xA000_0005 | 0xA000_000B) => {}
        Some(0xA000_0006) => link.product = one(both()),
        Some(0xA000_0007) => {
            let icon = one(both());
            if !icon.is_empty() {
                link.icon = icon;
            }
        }
        Some(0xA000_0008) => link.layer = wide(behind(8)),
        Some(0xA000_0009) => stores::read(behind(8), &mut link.properties),
        Some(0xA000_000C) => {
            let second = items::read(behind(8));
            link.items.libraries.extend(second.libraries);
            link.items.addresses.extend(second.addresses);
            if link.items.path.is_empty() {
                link.items.path = second.path;
            }
            link.items.odd = link.items.odd.take().or(second.odd);
        }
        _ => return false,
    }
    true
}
