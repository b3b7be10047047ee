//! Who somebody is: seed phrases, key derivation, key files, and the forms in which a public key is shown.

mod address;
mod alias;
mod color_hash;
mod customization_color;
mod derivation_path;
mod emoji_hash;
mod extended_key;
mod identicon;
pub mod keystore;
pub mod mnemonic;
mod name;
mod profile_keys;
mod public_key_format;
mod public_key_slice;

pub use address::{AddressError, checksum_address, key_uid, parse_address, password_hash};
pub use alias::{alias, is_alias};
pub use color_hash::{COLOR_COUNT, color_hash, color_id, color_id_of_text};
pub use customization_color::CustomizationColor;
pub use derivation_path::{DerivationPath, HARDENED, PathError, StartingPoint, path};
pub use emoji_hash::{EMOJI_HASH_LENGTH, emoji_hash};
pub use extended_key::{ExtendedKeyError, ExtendedPrivateKey, ZEROED_EXTENDED_KEY};
pub use identicon::{ICON_SIZE, identicon};
pub use name::{BioError, DisplayNameError, MAX_BIO_LENGTH, validate_bio, validate_display_name};
pub use profile_keys::ProfileKeys;
pub(crate) use public_key_format::split_varint;
pub use public_key_format::{
    PublicKeyFormatError, compress_public_key, compressed_key, decompress_public_key, deserialize_and_compress_key,
    deserialize_compressed_key, deserialize_public_key, parse_compressed_key, parse_hex_public_key, parse_public_key,
    public_key_text, serialize_legacy_key, serialize_public_key,
};

#[cfg(test)]
mod tests;
