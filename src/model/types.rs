//! The tree of content types: what bytes can be. Each type is a `static` in the file of its format.

use super::probe::Probe;

/// What a thing is to the person who was sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nature {
    /// Pixels or drawings.
    Picture,
    /// Sound and film.
    Media,
    /// Pages meant for reading or editing.
    Document,
    /// Characters without further meaning.
    Text,
    /// Something that holds other files.
    Container,
    /// Text that an interpreter runs.
    Script,
    /// A small file that starts, connects or changes something when it is opened.
    Shortcut,
    /// Machine code or byte code.
    Program,
    /// Everything else.
    Data,
}

impl Nature {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Media => "media",
            Self::Document => "document",
            Self::Text => "text",
            Self::Container => "container",
            Self::Script => "script",
            Self::Shortcut => "shortcut",
            Self::Program => "program",
            Self::Data => "data",
        }
    }

    /// The word with its article, in everyday language.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Picture => "a picture",
            Self::Media => "a sound or film",
            Self::Document => "a document",
            Self::Text => "a text",
            Self::Container => "an archive",
            Self::Script => "a script",
            Self::Shortcut => "a shortcut",
            Self::Program => "a program",
            Self::Data => "a data file",
        }
    }

    /// Whether opening such a thing runs something that its sender chose.
    pub fn runs(self) -> bool {
        matches!(self, Self::Program | Self::Script | Self::Shortcut)
    }
}

/// How far sheepdip looks into a type. What is not looked into is told as a gap, never as clean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Examined {
    /// An inspection reads it whole.
    Inside,
    /// Recognised by its mark; such a file has no place for anything that runs by itself.
    ByMark,
    /// Not opened; the words say what was left unread ("the archive was not opened").
    Not(&'static str),
}

/// How bytes of this type are found in the middle of other bytes.
#[derive(Debug, Clone, Copy)]
pub struct Anchor {
    /// Bytes that every example holds; at least four, or it would be found everywhere, unless `start` takes constant
    /// time and knows chance hits by more bytes.
    pub needle: &'static [u8],
    /// From all bytes and the needle's place to where the example starts, if it really is one.
    pub start: fn(&[u8], usize) -> Option<usize>,
}

/// One content type. Made with [`TypeInfo::new`] and its builder methods in a `static`.
#[derive(Debug)]
pub struct TypeInfo {
    /// Short and stable: `png`, `pe`, `docx`.
    pub id: &'static str,
    /// For people, without article: `PNG picture`.
    pub label: &'static str,
    /// What it is to its reader.
    pub nature: Nature,
    /// Media types that claim it, the usual one first.
    pub mimes: &'static [&'static str],
    /// Extensions that claim it, lower case, the usual one first.
    pub extensions: &'static [&'static str],
    /// The type that this one is a special case of (a DOCX is a ZIP).
    pub parent: Option<&'static TypeInfo>,
    /// How an example begins, for the proof: `89 50 4E 47 ("PNG")`. Empty where there is no such mark.
    pub begins: &'static str,
    /// Whether the bytes are of this type, given that they are of its parent's.
    pub matches: fn(&Probe<'_>) -> bool,
    /// Words about the content (member names, the root element) that the matchers of the special cases look at.
    pub marks: Option<fn(&Probe<'_>) -> Vec<String>>,
    /// Where a reader that tolerates junk before or behind would find one of these in bytes of another type.
    pub tolerant: Option<fn(&Probe<'_>) -> Option<u64>>,
    /// Bytes without which `tolerant` finds nothing; those of all types are looked for in one pass. Empty where
    /// `tolerant` is cheap by itself.
    pub sought: &'static [&'static [u8]],
    /// How it is found embedded in pictures and documents.
    pub anchor: Option<Anchor>,
    /// How far we look into it.
    pub examined: Examined,
}

impl TypeInfo {
    /// A root type without names; the builder methods add the rest.
    pub const fn new(id: &'static str, label: &'static str, nature: Nature, matches: fn(&Probe<'_>) -> bool) -> Self {
        Self {
            id,
            label,
            nature,
            mimes: &[],
            extensions: &[],
            parent: None,
            begins: "",
            matches,
            marks: None,
            tolerant: None,
            sought: &[],
            anchor: None,
            examined: Examined::Inside,
        }
    }

    /// Media types that claim it.
    pub const fn mimes(mut self, mimes: &'static [&'static str]) -> Self {
        self.mimes = mimes;
        self
    }

    /// Extensions that claim it, lower case, without the dot.
    pub const fn extensions(mut self, extensions: &'static [&'static str]) -> Self {
        self.extensions = extensions;
        self
    }

    /// The type that this one is a special case of.
    pub const fn parent(mut self, parent: &'static TypeInfo) -> Self {
        self.parent = Some(parent);
        self
    }

    /// How an example begins, in words for the proof.
    pub const fn begins(mut self, begins: &'static str) -> Self {
        self.begins = begins;
        self
    }

    /// The function that describes the content for the special cases' matchers.
    pub const fn marks(mut self, marks: fn(&Probe<'_>) -> Vec<String>) -> Self {
        self.marks = Some(marks);
        self
    }

    /// Where a tolerant reader finds one of these.
    pub const fn tolerant(mut self, tolerant: fn(&Probe<'_>) -> Option<u64>) -> Self {
        self.tolerant = Some(tolerant);
        self
    }

    /// Bytes (three or more each) without one of which the tolerant search finds nothing.
    pub const fn sought(mut self, sought: &'static [&'static [u8]]) -> Self {
        self.sought = sought;
        self
    }

    /// How it is found in the middle of other bytes.
    pub const fn anchor(mut self, needle: &'static [u8], start: fn(&[u8], usize) -> Option<usize>) -> Self {
        self.anchor = Some(Anchor { needle, start });
        self
    }

    /// Recognised by its mark, and nothing in it can run by itself.
    pub const fn by_mark(mut self) -> Self {
        self.examined = Examined::ByMark;
        self
    }

    /// Recognised, but not opened; the words say what stays unread.
    pub const fn not_opened(mut self, why: &'static str) -> Self {
        self.examined = Examined::Not(why);
        self
    }

    /// The type and its parents, special to general.
    pub fn lineage(&'static self) -> impl Iterator<Item = &'static TypeInfo> {
        std::iter::successors(Some(self), |t| t.parent)
    }

    /// Whether it is `other` or a special case of it.
    pub fn is(&'static self, other: &TypeInfo) -> bool {
        self.lineage().any(|t| std::ptr::eq(t, other))
    }

    /// The label with its indefinite article: `a PNG picture`, `an ISO disk image`.
    pub fn phrase(&self) -> String {
        with_article(self.label)
    }
}

/// `a` or `an` by how the first word is spoken ("an MP3", "a UDF image", "an HTML page").
pub fn with_article(label: &str) -> String {
    let first = label.split([' ', '-']).next().unwrap_or("");
    let spelled = first.len() > 1
        && first.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && !["PE", "BAT", "RAR", "TAR", "GIF", "ZIP", "BIN", "CAB", "JAR", "WAR", "PIF", "SIP", "TIFF", "DEX", "VOX"]
            .contains(&first);
    let vowel = if spelled {
        first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X', '8'])
    } else {
        label.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) || label.starts_with("un")
    };
    format!("{} {label}", if vowel { "an" } else { "a" })
}

/// Bytes that no type claims.
pub static UNKNOWN: TypeInfo = TypeInfo::new("data", "file of unknown type", Nature::Data, |_| true).by_mark();

/// What nobody here has looked at: only its hash is known.
pub static HASH: TypeInfo = TypeInfo::new("hash", "known by its hash only", Nature::Data, |_| false);

/// A file without a single byte.
pub static EMPTY: TypeInfo = TypeInfo::new("empty", "empty file", Nature::Data, |p| p.size == 0).by_mark();
