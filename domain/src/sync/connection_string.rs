//! What one device shows and the other scans, so that they find each other: `cs`, then fields in base 58 with colons
//! between them.

use p256::elliptic_curve::sec1::FromSec1Point;

/// What every one begins with.
const IDENTIFIER: &str = "cs";

/// Version, addresses, port, public key, AES key. What follows is optional, and more may come.
const REQUIRED_FIELDS: usize = 5;

/// Decoding grows with the square of the length; the longest right one has some 300 characters for each 16 addresses.
const MAX_LENGTH: usize = 8192;

/// Why a text is no connection string. The texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionStringError {
    /// Not even an identifier.
    #[error("connection string is too short: '{0}'")]
    TooShort(String),
    /// Longer than any.
    #[error("connection string is too long")]
    TooLong,
    /// It begins with something else.
    #[error("connection string doesn't begin with identifier 'cs'")]
    Identifier,
    /// Fields are missing.
    #[error("expected data '{text}' to have length of '5', received '{count}'")]
    Fields {
        /// The whole text.
        text: String,
        /// Fields that are there.
        count: usize,
    },
    /// No number of addresses.
    #[error("net.ip field is too short: '0', at least 1 byte required")]
    NoAddresses,
    /// Fewer addresses than announced.
    #[error("net.ip.ip{length} field is too short, expected at least '{expected}' bytes, '{found}' bytes found")]
    Addresses {
        /// Bytes of one address.
        length: usize,
        /// Bytes announced.
        expected: usize,
        /// Bytes there.
        found: usize,
    },
    /// No port.
    #[error("port '{0}' outside of bounds of 1 - 65535")]
    Port(i64),
    /// No point of the curve P-256.
    #[error("public key X not set")]
    PublicKey,
    /// A key of another length.
    #[error("AES key invalid length, expect length 32, received length '{0}'")]
    AesKey(usize),
    /// An installation id of another length.
    #[error("invalid UUID (got {0} bytes)")]
    InstallationId(usize),
}

/// Bytes of a field; none if it is no base 58.
fn field(text: Option<&&str>) -> Vec<u8> {
    text.and_then(|text| bs58::decode(text).into_vec().ok()).unwrap_or_default()
}

/// Whether a text is a connection string.
///
/// # Errors
/// [`ConnectionStringError`] says what is wrong with it.
pub fn validate_connection_string(text: &str) -> Result<(), ConnectionStringError> {
    if text.len() > MAX_LENGTH {
        return Err(ConnectionStringError::TooLong);
    }
    if text.len() < IDENTIFIER.len() {
        return Err(ConnectionStringError::TooShort(text.to_owned()));
    }
    let fields: Vec<&str> =
        text.strip_prefix(IDENTIFIER).ok_or(ConnectionStringError::Identifier)?.split(':').collect();
    if fields.len() < REQUIRED_FIELDS {
        return Err(ConnectionStringError::Fields { text: text.to_owned(), count: fields.len() });
    }
    check_addresses(&field(fields.get(1)))?;
    let port = field(fields.get(2));
    let installation_id = fields.get(5).filter(|text| !text.is_empty()).map_or(16, |text| field(Some(text)).len());
    if installation_id != 16 {
        return Err(ConnectionStringError::InstallationId(installation_id));
    }
    let port = port.iter().fold(0_i64, |port, byte| port.wrapping_shl(8) | i64::from(*byte));
    if !(1..=0xffff).contains(&port) {
        return Err(ConnectionStringError::Port(port));
    }
    check_public_key(&field(fields.get(3)))?;
    match field(fields.get(4)).len() {
        32 => Ok(()),
        other => Err(ConnectionStringError::AesKey(other)),
    }
}

/// The number of addresses of 4 bytes and these, then the same for 16 bytes.
fn check_addresses(mut bytes: &[u8]) -> Result<(), ConnectionStringError> {
    if bytes.is_empty() {
        return Err(ConnectionStringError::NoAddresses);
    }
    for length in [4_usize, 16] {
        let (count, rest) = bytes.split_first().ok_or(ConnectionStringError::NoAddresses)?;
        let expected = length.saturating_mul(usize::from(*count));
        bytes = rest.get(expected..).ok_or(ConnectionStringError::Addresses { length, expected, found: rest.len() })?;
    }
    Ok(())
}

fn check_public_key(bytes: &[u8]) -> Result<(), ConnectionStringError> {
    let point = p256::Sec1Point::from_bytes(bytes).ok().filter(|_| matches!(bytes.first(), Some(2 | 3)));
    let key = point.and_then(|point| Option::<p256::PublicKey>::from(p256::PublicKey::from_sec1_point(&point)));
    key.map(drop).ok_or(ConnectionStringError::PublicKey)
}
