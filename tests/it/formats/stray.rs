use crate::forge::Example;

pub const EXAMPLES: &[Example] = &[];
