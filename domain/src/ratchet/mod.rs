//! End-to-end encryption: X3DH, double ratchet, bundles of several installations, negotiated topics, hash ratchet.
//!
//! [`Endpoint`] is the door: one identity on one device. It is pure over a [`RatchetStore`](status_ports::RatchetStore),
//! and expects that its caller works inside one transaction that is rolled back on an error. Even without that no error
//! leaves a session, a message key or a group key changed.
//!
//! All formulas are those of the specification (`encryption`, the numbers in the comments are its sections); where this
//! module deliberately differs from status-go, `docs/differences.md` says so.

mod agreed_secret;
pub mod bundle;
pub mod double_ratchet;
mod endpoint;
mod error;
pub mod hash_ratchet;
mod installation;
mod memo;
mod own;
mod session;
mod stored;
pub mod x3dh;

pub use endpoint::{Endpoint, Opened, Sealed, Security};
pub use error::{EncryptError, OpenError};
pub use installation::{OwnInstallation, own_installations, pair_installation, set_installation_enabled};
pub use session::Confirmation;

/// Version of the protocol that this implementation announces for itself (section 2).
pub const PROTOCOL_VERSION: u32 = 1;
/// How many installations of an identity take part: as recipients of a message, and in a bundle (section 2).
pub const MAX_INSTALLATIONS: u32 = 3;
/// The entry that any installation may read (section 2).
pub const ANY_INSTALLATION: &str = "none";

#[cfg(test)]
mod tests;
