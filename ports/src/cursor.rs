//! Where a page begins.

use core::fmt;
use core::str::FromStr;

use crate::StorageError;

const DIGITS: usize = 64;

/// The first row of a page of a list that is sorted by a number, then by an id. Callers see its text only: the number
/// in decimal, padded with zeros to 64 digits, then the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageCursor {
    /// Clock or time.
    pub number: u64,
    /// Tells rows of the same number apart.
    pub id: String,
}

impl fmt::Display for PageCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0DIGITS$}{}", self.number, self.id)
    }
}

impl FromStr for PageCursor {
    type Err = StorageError;

    fn from_str(text: &str) -> Result<Self, StorageError> {
        let (digits, id) = text.split_at_checked(DIGITS).ok_or(StorageError::UnknownCursor)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(StorageError::UnknownCursor);
        }
        let number = digits.parse().map_err(|_| StorageError::UnknownCursor)?;
        Ok(Self { number, id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests;
