//! Ways in which the outside world calls us. Each hook answers in the words of its caller.

pub mod mail;
