//! Bundles: the prekeys of an identity's installations, signed by the identity (sections 3.5 and 5.3 to 5.5).

mod own;
mod received;
mod signature;

pub(super) use own::own_bundle;
pub(super) use received::learn;
pub use signature::{sign, signature_material, verify};

/// How many prekeys of a bundle are looked at. Three installations take part; the rest is leeway for other clients.
pub const MAX_PRE_KEYS: usize = 16;
/// The longest installation id that is stored. A UUID has 36 bytes.
pub const MAX_INSTALLATION_ID_LENGTH: usize = 128;

/// Why a bundle was refused. Nothing of it was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The signature names nobody.
    #[error("invalid signature of bundle: {0}")]
    Signature(#[from] crate::crypto::SignatureError),
    /// Somebody else signed it.
    #[error("identity key and signature mismatch")]
    WrongSigner,
    /// A prekey is no point of the curve.
    #[error("invalid signed prekey in bundle")]
    InvalidPreKey,
    /// An installation id that is empty, too long, or reserved.
    #[error("invalid installation id in bundle")]
    InvalidInstallationId,
    /// More prekeys than anybody has devices.
    #[error("too many installations in bundle")]
    TooManyPreKeys,
}

#[cfg(test)]
mod tests;
