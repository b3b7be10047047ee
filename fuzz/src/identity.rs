//! Texts and files that others made: keys, phrases, paths, key files.

use status_domain::identity::{
    self, DerivationPath, ExtendedPrivateKey,
    keystore::{KeyFile, ScryptCost},
    mnemonic as phrases,
};

/// Opening more expensive files would only slow the fuzzer down.
const CHEAP_BLOCKS: u64 = 64;

/// Every format of a public key: what is read is the same key in each of them.
pub(crate) fn public_key(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(key) = identity::parse_public_key(text) {
        assert_eq!(identity::parse_public_key(&identity::public_key_text(&key)), Ok(key));
        assert_eq!(identity::parse_compressed_key(&identity::compressed_key(&key)), Ok(key));
    }
    if let Ok(key) = identity::parse_compressed_key(text) {
        assert_eq!(identity::parse_compressed_key(&identity::compressed_key(&key)), Ok(key));
    }
    let _ = identity::serialize_public_key(text, "z");
    let _ = identity::deserialize_public_key(text, "f");
    let _ = identity::serialize_legacy_key(text);
    let _ = identity::deserialize_compressed_key(text);
    let _ = identity::deserialize_and_compress_key(text);
    let _ = identity::compress_public_key(text);
    let _ = identity::decompress_public_key(text);
    let _ = identity::color_id_of_text(text);
}

/// A key file that is read is the same after it was written; opening it gives an answer at a bounded price.
pub(crate) fn key_file(input: &[u8]) {
    let Ok(file) = KeyFile::parse(input) else { return };
    assert_eq!(KeyFile::parse(file.to_json().as_bytes()).as_ref(), Ok(&file));
    let cheap = |cost: ScryptCost| cost.n.saturating_mul(cost.r.into()).saturating_mul(cost.p.into()) <= CHEAP_BLOCKS;
    let sections = [&file.crypto, &file.extendedkey];
    // A section that asks for no sensible cost is refused before any work; PBKDF2 says its rounds in `c`.
    if sections.iter().all(|section| section.scrypt_cost().is_none_or(cheap))
        && sections.iter().all(|s| s.kdfparams.as_ref().and_then(|parameters| parameters.c).unwrap_or(0) <= 1000)
    {
        let _ = file.open("password");
    }
}

/// A phrase is refused or gives a seed.
pub(crate) fn mnemonic(input: &[u8]) {
    if let Ok(phrase) = phrases::from_entropy(input) {
        assert_eq!(phrases::validate(&phrase), Ok(()));
    }
    if let Ok(text) = std::str::from_utf8(input) {
        let _ = phrases::validate(text);
    }
}

/// Derivation paths, extended keys, addresses and names.
pub(crate) fn paths_and_keys(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let _ = DerivationPath::parse(text);
    if let Ok(Some(key)) = ExtendedPrivateKey::parse(text) {
        assert_eq!(key.to_text().as_str(), text);
    }
    if let Ok(address) = identity::parse_address(text) {
        assert_eq!(identity::parse_address(&identity::checksum_address(&address)), Ok(address));
    }
    let _ = identity::validate_display_name(text);
    let _ = identity::validate_bio(text);
    let _ = identity::is_alias(text);
}
