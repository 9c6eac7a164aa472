//! Names of archives that were cut into parts: `film.7z.002`, `film.part2.rar`, `film.r00`, `film.z01`. Later parts of most
//! of them have no mark of their own, so the name is all that tells what they are.

/// What a name says about a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its place in the row, from 1.
    pub number: u32,
    /// The name without the ending that numbers it.
    pub stem: String,
}

impl Part {
    /// What is to be said of it, where the others are not at hand.
    pub fn words(&self) -> String {
        let missing = match self.number {
            1 => "the parts from 2 on are missing".to_owned(),
            2 => "part 1 is missing".to_owned(),
            n => format!("the parts 1 to {} are missing", n - 1),
        };
        format!(
            "it is part {} of an archive in several parts; {missing}; only all of them together can be examined",
            self.number
        )
    }
}

/// The longest name that is looked at, in bytes.
const LONGEST: usize = 4096;

/// The part that a name names, if it does.
pub fn of(name: &str) -> Option<Part> {
    if name.len() > LONGEST {
        return None;
    }
    let (stem, ending) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    if stem.is_empty() {
        return None;
    }
    let part = |number: u32, stem: &str| Some(Part { number, stem: stem.to_owned() }).filter(|p| p.number > 0);
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    if ending.len() == 3
        && let Some(number) = digits(&ending)
    {
        return part(number, stem);
    }
    if matches!(ending.as_str(), "rar" | "exe" | "sfx" | "rev") {
        let (base, last) = stem.rsplit_once('.')?;
        let number = last.to_ascii_lowercase().strip_prefix("part").map(str::to_owned).filter(|n| n.len() <= 5)?;
        return part(digits(&number)?, base);
    }
    // Of `a.rar`, `a.r00`, `a.r01` … the second has the number 0; after `r99` comes `s00`.
    let (letter, number) = (ending.chars().next()?, digits(ending.get(1..)?).filter(|_| ending.len() == 3)?);
    match letter {
        'r'..='w' => part((u32::from(letter) - u32::from('r')) * 100 + number + 2, stem),
        'z' => part(number, stem),
        'c' => part(number + 2, stem),
        _ => None,
    }
}
