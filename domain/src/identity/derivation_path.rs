//! Derivation paths: the roles of Status, and their text.

use core::fmt;

/// The bit that marks a hardened component.
pub const HARDENED: u32 = 1 << 31;

/// The deepest key that its text can describe.
const MAX_DEPTH: usize = 255;

/// The paths of a profile.
pub mod path {
    /// The master key itself.
    pub const MASTER: &str = "m";
    /// Parent of all wallet accounts.
    pub const WALLET_ROOT: &str = "m/44'/60'/0'/0";
    /// The first wallet account.
    pub const DEFAULT_WALLET: &str = "m/44'/60'/0'/0/0";
    /// What is stored as EIP1581 root. Read by [`super::DerivationPath::parse`] it is m/43'/60': see there.
    pub const EIP1581: &str = "m/43'/60'/1581'";
    /// The identity in messages.
    pub const CHAT: &str = "m/43'/60'/1581'/0'/0";
    /// Its public key is the password of a profile on a keycard.
    pub const ENCRYPTION: &str = "m/43'/60'/1581'/1'/0";

    /// Wallet account number `index`.
    #[must_use]
    pub fn wallet(index: u32) -> String {
        format!("{WALLET_ROOT}/{index}")
    }
}

/// Where a path says that it begins. Derivation begins at the loaded key all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPoint {
    /// `m`.
    Master,
    /// Nothing, or `.`.
    Current,
    /// `..`.
    Parent,
}

/// Why a text is no path. `position` counts from 1 and is where the reading stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Neither a digit nor the end of a number.
    #[error("error parsing derivation path {path}; at position {position}, expected {expected}, got {got}")]
    Unexpected {
        /// The whole path.
        path: String,
        /// Where.
        position: usize,
        /// `number` or `/`.
        expected: &'static str,
        /// The character, or `EOF`.
        got: String,
    },
    /// A number of 2^31 or more.
    #[error("error parsing derivation path {path}; at position {position}, index must be lower than 2^31")]
    IndexTooLarge {
        /// The whole path.
        path: String,
        /// Where the number begins.
        position: usize,
    },
    /// More components than a key can be deep.
    #[error("max depth exceeded")]
    TooDeep,
}

/// A list of child numbers, and where it says that it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivationPath {
    start: StartingPoint,
    indices: Vec<u32>,
}

impl DerivationPath {
    /// Reads `m/44'/60'/0'/0` and the like.
    ///
    /// A hardened component at the very end is dropped: `m/43'/60'/1581'` is m/43'/60'. The reference reads paths
    /// so, and every stored EIP1581 address and key file on existing devices belongs to m/43'/60'; reading it
    /// rightly would give another address to the same profile.
    ///
    /// # Errors
    /// [`PathError`] saying where the text stops being a path.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let (start, rest) = match text.as_bytes() {
            [b'm', rest @ ..] => (StartingPoint::Master, rest),
            [b'.', b'.', rest @ ..] => (StartingPoint::Parent, rest),
            [b'.', rest @ ..] => (StartingPoint::Current, rest),
            [] => return Ok(Self { start: StartingPoint::Current, indices: Vec::new() }),
            rest => {
                let indices = Reader { text, rest, position: 0 }.read_numbers()?;
                return Ok(Self { start: StartingPoint::Current, indices });
            }
        };
        let position = text.len().saturating_sub(rest.len());
        let mut reader = Reader { text, rest, position };
        let indices = if reader.read_separator()? { reader.read_numbers()? } else { Vec::new() };
        Ok(Self { start, indices })
    }

    /// Where the path says that it begins.
    #[must_use]
    pub const fn start(&self) -> StartingPoint {
        self.start
    }

    /// The child numbers, [`HARDENED`] included.
    #[must_use]
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }
}

impl fmt::Display for DerivationPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.start {
            StartingPoint::Master => "m",
            StartingPoint::Current => ".",
            StartingPoint::Parent => "..",
        })?;
        for index in &self.indices {
            let mark = if index & HARDENED == 0 { "" } else { "'" };
            write!(f, "/{}{mark}", index & !HARDENED)?;
        }
        Ok(())
    }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a [u8],
    /// Bytes read so far.
    position: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        self.position = self.position.saturating_add(1);
        Some(*first)
    }

    /// Whether there is a separator; `false` at the end of the text.
    fn read_separator(&mut self) -> Result<bool, PathError> {
        match self.next() {
            None => Ok(false),
            Some(b'/') => Ok(true),
            Some(other) => Err(self.unexpected("/", Some(other))),
        }
    }

    /// Numbers with separators between them.
    fn read_numbers(&mut self) -> Result<Vec<u32>, PathError> {
        let mut indices = Vec::new();
        loop {
            let (index, end) = self.read_number()?;
            let (index, more) = match end {
                None => (index, false),
                Some(b'/') => (index, true),
                // The component counts only once its separator is read; at the end of the text it is dropped.
                Some(b'\'') if self.read_separator()? => (index | HARDENED, true),
                Some(b'\'') => return Ok(indices),
                Some(other) => return Err(self.unexpected("number", Some(other))),
            };
            if indices.len() >= MAX_DEPTH {
                return Err(PathError::TooDeep);
            }
            indices.push(index);
            if !more {
                return Ok(indices);
            }
        }
    }

    /// A number and the byte behind it.
    fn read_number(&mut self) -> Result<(u32, Option<u8>), PathError> {
        let begin = self.position.saturating_add(1);
        let mut value = None;
        loop {
            let byte = self.next();
            let digit = byte.and_then(|byte| char::from(byte).to_digit(10));
            match (digit, value) {
                (Some(digit), before) => {
                    // Saturates far beyond the limit below.
                    value = Some(before.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
                }
                (None, None) => return Err(self.unexpected("number", byte)),
                (None, Some(value)) if value < HARDENED => return Ok((value, byte)),
                (None, Some(_)) => {
                    return Err(PathError::IndexTooLarge { path: self.text.to_owned(), position: begin });
                }
            }
        }
    }

    fn unexpected(&self, expected: &'static str, got: Option<u8>) -> PathError {
        let got = got.map_or_else(|| "EOF".to_owned(), |byte| char::from(byte).to_string());
        PathError::Unexpected { path: self.text.to_owned(), position: self.position, expected, got }
    }
}
