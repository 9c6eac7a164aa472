//! What somebody may have meant by a word that we do not know.

/// The known word that is nearest to another one, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 4);
    let near = known.into_iter().map(|known| (distance(word, known), known)).min()?;
    (near.0 <= most).then_some(near.1)
}

/// How many letters are to be changed.
fn distance(word: &str, known: &str) -> usize {
    let mut row: Vec<usize> = (0..=known.chars().count()).collect();
    for (count, letter) in word.chars().take(100).enumerate() {
        let mut diagonal = count;
        let mut left = count + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(known.chars()) {
            let cost = diagonal + usize::from(letter.to_ascii_lowercase() != other);
            diagonal = *cell;
            *cell = cost.min(*cell + 1).min(left + 1);
            left = *cell;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}
