//! The messages on the wire, generated from the `.proto` files beside this crate.
//!
//! One module per protobuf package. The field numbers and names are those of the Status and Waku specifications;
//! the meaning of each field is documented where the domain uses it.

#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated code")]

/// 14/WAKU2-MESSAGE and the request/response protocols of Waku.
pub mod waku {
    include!(concat!(env!("OUT_DIR"), "/waku.rs"));
}

/// The encryption layer: 53/WAKU2-X3DH, bundles, ratchet headers.
pub mod encryption {
    include!(concat!(env!("OUT_DIR"), "/encryption.rs"));
}

/// 2/MVDS, the data synchronisation layer.
pub mod mvds {
    include!(concat!(env!("OUT_DIR"), "/mvds.rs"));
}

/// Application messages, their envelope, and segments.
pub mod status {
    include!(concat!(env!("OUT_DIR"), "/status.rs"));
}
