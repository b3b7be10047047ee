//! State of the data synchronisation with each peer.

/// Data synchronisation of the open profile.
pub trait MvdsStore {}
