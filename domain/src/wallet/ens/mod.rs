//! Names of the Ethereum Name Service (specification: wallet, section 20): how they are written and hashed, what their
//! contracts are asked, and what may be believed of the answers.
//!
//! Whoever owns a name chooses the contract that answers for it. So an answer is only what somebody says of themselves:
//! it is bounded, and checked for being what it should be.

mod answer;
mod content_hash;
mod name;
mod question;

pub use answer::{EnsAnswerError, is_offchain_lookup, read_content_hash, read_ens_public_key, read_reverse_name};
pub use content_hash::{ContentHashError, Resource, resource};
pub use name::{
    EnsName, EnsNameError, PublicKeyCoordinates, UsernameLabel, check_ens_name, label_hash, name_hash, normalize_name,
    registered_label, reverse_node,
};
pub use question::{
    ens_address_of, ens_content_hash_of, ens_expiration_of, ens_owner_of, ens_price, ens_public_key_of,
    ens_resolver_of, ens_reverse_name_of, registrar_node,
};
