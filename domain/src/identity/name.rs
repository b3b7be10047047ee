//! What people may call themselves and say about themselves.

use super::is_alias;

/// Unicode scalar values of a bio.
pub const MAX_BIO_LENGTH: usize = 240;

/// Why a display name is refused. The texts are those of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisplayNameError {
    /// Not 5 to 24 letters, digits, underscores, hyphens and spaces of ASCII.
    #[error("only letters, numbers, underscores and hyphens allowed")]
    Pattern,
    /// It looks like an ENS name.
    #[error("usernames ending with \"eth\" are not allowed")]
    EthSuffix,
    /// It could be somebody's three-word alias.
    #[error("name is not allowed")]
    Alias,
}

/// A bio that is too long. The text is that of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid bio length")]
pub struct BioError;

/// Gives the name without whitespace around it. The empty name is valid.
///
/// # Errors
/// [`DisplayNameError`] if the name may not be used.
pub fn validate_display_name(name: &str) -> Result<&str, DisplayNameError> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(name);
    }
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || matches!(c, b'_' | b'-');
    if !(5..=24).contains(&name.len()) || !name.bytes().all(is_allowed) {
        return Err(DisplayNameError::Pattern);
    }
    // `.eth` is caught by the pattern before.
    if name.ends_with("_eth") || name.ends_with("-eth") {
        return Err(DisplayNameError::EthSuffix);
    }
    if is_alias(name) {
        return Err(DisplayNameError::Alias);
    }
    Ok(name)
}

/// Whether a bio is short enough.
///
/// # Errors
/// [`BioError`] above [`MAX_BIO_LENGTH`].
pub fn validate_bio(bio: &str) -> Result<(), BioError> {
    if bio.chars().nth(MAX_BIO_LENGTH).is_some() { Err(BioError) } else { Ok(()) }
}
