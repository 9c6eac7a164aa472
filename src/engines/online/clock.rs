//! Time: seconds since 1970, spans in words, waits that the user can end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::trouble::Trouble;

/// How often a wait looks whether the run was stopped.
const SLICE: Duration = Duration::from_millis(100);

/// Milliseconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// `37 s`, `12 min`, `5 h`.
pub(super) fn words(span: Duration) -> String {
    match span.as_secs() {
        0 => "a moment".to_owned(),
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ ..7_200 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3_600)),
    }
}

/// Waits until then.
pub(super) fn wait(until: Instant, stop: &AtomicBool) -> Result<(), Trouble> {
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(Trouble::Stopped);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        thread::sleep(left.min(SLICE));
    }
}

/// A time as services write it, in seconds since 1970: `2026-11-20T09:12:01.000Z`, `2026-11-20 09:12:01`, `2026-11-20`.
/// What stands behind the seconds is not read; all of them write UTC.
pub(super) fn moment(text: &str) -> Option<u64> {
    let number = |range: std::ops::Range<usize>| -> Option<u64> {
        let digits = text.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let clock = match text.len() {
        19.. => number(11..13)? * 3_600 + number(14..16)? * 60 + number(17..19)?,
        _ => 0,
    };
    // Days from the civil calendar, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = (365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day).checked_sub(719_469)?;
    Some(days * 86_400 + clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_services_write_them() {
        assert_eq!(moment("2026-11-20T09:12:01.000Z"), Some(1_795_165_921));
        assert_eq!(moment("2026-11-20 09:12:01"), Some(1_795_165_921));
        assert_eq!(moment("2026-11-20"), Some(1_795_132_800));
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(moment("yesterday"), None);
        assert_eq!(moment("2026-13-20"), None);
    }
}
