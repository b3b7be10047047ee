//! Where a page of what the index found begins.

use std::fmt;
use std::str::FromStr;

use status_ports::{PageCursor, StorageError};

/// A block of candidates, and a place in it. As text: the numbers of the first and the last message of the block, and the
/// place, each behind a colon but the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BlockCursor {
    /// The greatest number of a message in the block.
    pub(super) top: i64,
    /// The smallest one; 0 if only the length of a block ends it.
    pub(super) bottom: i64,
    /// The first result; `None` for the first of the block.
    pub(super) place: Option<PageCursor>,
}

impl Default for BlockCursor {
    /// The first block.
    fn default() -> Self {
        Self { top: i64::MAX, bottom: 0, place: None }
    }
}

impl fmt::Display for BlockCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.top, self.bottom)?;
        self.place.iter().try_for_each(|place| place.fmt(f))
    }
}

impl FromStr for BlockCursor {
    type Err = StorageError;

    fn from_str(text: &str) -> Result<Self, StorageError> {
        let mut parts = text.splitn(3, ':');
        let mut next = || parts.next().ok_or(StorageError::UnknownCursor);
        let (top, bottom, place) = (next()?, next()?, next()?);
        let number = |text: &str| text.parse::<i64>().map_err(|_| StorageError::UnknownCursor);
        let place = if place.is_empty() { None } else { Some(place.parse()?) };
        Ok(Self { top: number(top)?, bottom: number(bottom)?, place })
    }
}
