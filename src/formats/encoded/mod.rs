//! Files written as letters, as mail and news carried them: the text is the container, the header line names the file.

pub mod binhex;
pub mod uuencode;
pub mod yenc;
