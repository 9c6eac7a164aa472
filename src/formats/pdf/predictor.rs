//! Predictors: what was subtracted from each row of bytes before it was packed (ISO 32000-2, 7.4.4.4; PNG, 9.2; TIFF 6, 14).

/// How the rows were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Predictor {
    /// 1 is none, 2 is TIFF's, from 10 on each row says which of PNG's.
    pub(super) kind: i64,
    pub(super) colors: i64,
    pub(super) bits: i64,
    pub(super) columns: i64,
}

impl Predictor {
    pub(super) const NONE: Self = Self { kind: 1, colors: 1, bits: 8, columns: 1 };

    /// Bytes of a pixel and of a row; `None` where the numbers make no sense.
    fn row(&self) -> Option<(usize, usize)> {
        let sane = (1..=64).contains(&self.colors) && [1, 2, 4, 8, 16].contains(&self.bits);
        let columns = usize::try_from(self.columns).ok().filter(|c| sane && (1..=1 << 24).contains(c))?;
        let pixel = usize::try_from(self.colors * self.bits).ok()?;
        Some((pixel.div_ceil(8), columns.checked_mul(pixel)?.div_ceil(8)))
    }
}

/// What came, and what is wrong with the rest.
type Undone = Result<Vec<u8>, (Vec<u8>, String)>;

/// The data as it was before.
pub(super) fn undo(data: Vec<u8>, predictor: &Predictor) -> Undone {
    if !matches!(predictor.kind, 2 | 10..=15) {
        let known = matches!(predictor.kind, 0 | 1);
        return if known { Ok(data) } else { Err((data, "an unknown predictor".to_owned())) };
    }
    let Some((pixel, row)) = predictor.row() else {
        return Err((data, "a predictor with impossible numbers".to_owned()));
    };
    if predictor.kind == 2 { tiff(data, pixel, row, predictor.bits) } else { png(&data, pixel, row) }
}

fn tiff(mut data: Vec<u8>, pixel: usize, row: usize, bits: i64) -> Undone {
    if bits == 8 {
        for line in data.chunks_mut(row) {
            for at in pixel..line.len() {
                line[at] = line[at].wrapping_add(line[at - pixel]);
            }
        }
        return Ok(data);
    }
    // Scripts, objects and files come in whole bytes; pictures do not matter here.
    Err((data, "a predictor for pictures".to_owned()))
}

fn png(data: &[u8], pixel: usize, row: usize) -> Undone {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0; row.min(data.len())];
    for line in data.chunks(row + 1) {
        let [kind, line @ ..] = line else { break };
        let start = out.len();
        for (at, byte) in line.iter().enumerate() {
            let left = if at >= pixel { out[start + at - pixel] } else { 0 };
            let corner = if at >= pixel { above[at - pixel] } else { 0 };
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => u8::try_from((u16::from(left) + u16::from(above[at])) / 2).unwrap_or(0),
                4 => paeth(left, above[at], corner),
                other => return Err((out, format!("a row begins with {other}, which names no predictor"))),
            };
            out.push(byte.wrapping_add(guess));
        }
        let made = &out[start..];
        above[..made.len()].copy_from_slice(made);
    }
    Ok(out)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |from: u8| (guess - i16::from(from)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}
