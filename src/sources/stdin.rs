//! The standard input: read to its end, and what is above the memory limit is gone when it has passed.

use std::io;

use crate::model::artifact::{Content, Origin, Sample};
use crate::model::claim::Claim;
use crate::model::gap::Gap;

use super::{Loaded, Reader, Unread};

impl Reader<'_> {
    /// Reads the standard input.
    pub(super) fn stdin(&self) -> Result<Loaded, Unread> {
        let pass = self.pass(&mut io::stdin().lock(), None);
        let gaps: Vec<Gap> = pass.gap.into_iter().collect();
        if let (0, Some(gap)) = (pass.size, gaps.first()) {
            return Err(Unread { size: None, gap: gap.clone() });
        }
        let content = match pass.tail {
            None if pass.hashes.is_some() => Content::Whole(pass.head),
            tail => Content::Parts { tail: tail.unwrap_or_default(), head: pass.head, size: pass.size, reach: None },
        };
        let claim = Claim { name: self.stdin_name.clone(), mime: None };
        Ok(Loaded { sample: Sample { origin: Origin::Stdin, claim, content, hashes: pass.hashes }, gaps })
    }
}
