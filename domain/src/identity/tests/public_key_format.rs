use proptest::prelude::*;
use status_memory::SeededEntropy;

use crate::crypto::PrivateKey;
use crate::identity::*;

const LEGACY: &str = "0x04deaafa03e3a646e54a36ec3f6968c1d3686847d88420f00c0ab6ee517ee1893398fca28aacd2af74f2654738c21d10bad3d88dc64201ebe0de5cf1e313970d3d";
const COMPRESSED: &str = "zQ3shudJrBctPznsRLvbsCtvZFTdi3b34uzYDuqE9Wq9m9T1C";

fn with_codec(text: &str) -> String {
    text.replacen("0x", "0xe701", 1)
}

#[test]
fn a_key_has_a_compressed_text() {
    assert_eq!(serialize_legacy_key(LEGACY).unwrap(), COMPRESSED);
    assert_eq!(deserialize_compressed_key(COMPRESSED).unwrap(), LEGACY);
    assert_eq!(serialize_public_key(&with_codec(LEGACY), "z").unwrap(), COMPRESSED);
    assert_eq!(deserialize_public_key(COMPRESSED, "f").unwrap(), LEGACY.replacen("0x", "fe701", 1));
}

#[test]
fn the_hex_form_begins_with_the_codec() {
    let text = "zQ3shPyZJnxZK4Bwyx9QsaksNKDYTPmpwPvGSjMYVHoXHeEgB";
    let legacy = deserialize_compressed_key(text).unwrap();
    let hex = "fe70102261c55675e55ff25edb50b345cfb3a3f35f60712d251cbaaab97bd50054c6ebc";
    assert_eq!(serialize_public_key(&with_codec(&legacy), "f").unwrap(), hex);
    assert_eq!(serialize_public_key(&with_codec(&legacy), "0x").unwrap(), hex);
    assert_eq!(deserialize_compressed_key(hex).unwrap(), legacy);
    assert_eq!(deserialize_compressed_key(&hex.replacen('f', "0x", 1)).unwrap(), legacy);
}

#[test]
fn every_base_is_read_and_written() {
    for base in ["0", "7", "9", "f", "F", "b", "B", "c", "v", "t", "h", "k", "K", "z", "Z", "m", "M", "u", "U"] {
        let text = serialize_public_key(&with_codec(LEGACY), base).unwrap();
        assert!(text.starts_with(base));
        assert_eq!(deserialize_compressed_key(&text).unwrap(), LEGACY, "{base}");
    }
    assert_eq!(serialize_public_key(&with_codec(LEGACY), "x"), Err(PublicKeyFormatError::UnsupportedBase));
    assert_eq!(serialize_public_key(&with_codec(LEGACY), ""), Err(PublicKeyFormatError::UnsupportedBase));
}

#[test]
fn a_text_that_is_no_compressed_key_is_refused() {
    let refused = |text: &str| deserialize_compressed_key(text).unwrap_err();
    assert_eq!(refused("").to_string(), "invalid key length");
    assert_eq!(refused("zQ3").to_string(), "unsupported public key type '5'");
    assert!(matches!(refused(COMPRESSED.trim_end_matches('C')), PublicKeyFormatError::UnsupportedKeyType(_)));
    assert_eq!(refused(&COMPRESSED.replacen('z', "x", 1)).to_string(), "selected encoding not supported");
    assert_eq!(refused(&COMPRESSED.replace("shud", "sh0d")), PublicKeyFormatError::InvalidCharacter);
    assert_eq!(refused(&"z".repeat(1 << 20)), PublicKeyFormatError::InvalidLength);
    // An uncompressed key.
    assert_eq!(refused(&with_codec(LEGACY)), PublicKeyFormatError::InvalidKey);
    // The codec in a longer form than needed, and without an end.
    assert_eq!(refused("0xe78100"), PublicKeyFormatError::MalformedCodec);
    assert_eq!(refused("0xe7"), PublicKeyFormatError::MalformedCodec);
    assert_eq!(refused("0xffffffffffffffffffff01"), PublicKeyFormatError::MalformedCodec);
}

#[test]
fn endpoints_for_compression_answer_with_their_own_texts() {
    let text = |result: Result<String, PublicKeyFormatError>| result.unwrap_err().to_string();
    let key = parse_public_key(LEGACY).unwrap();
    let compressed = format!("0x{}", hex::encode(key.to_compressed()));
    assert_eq!(compress_public_key(LEGACY), Ok(compressed.clone()));
    assert_eq!(decompress_public_key(&compressed), Ok(LEGACY.to_owned()));
    assert_eq!(deserialize_and_compress_key(COMPRESSED), Ok(compressed));
    assert_eq!(text(compress_public_key("0x1234")), "invalid secp256k1 public key");
    assert_eq!(text(decompress_public_key("0x1234")), "key is not 33 bytes long");
    assert_eq!(text(deserialize_and_compress_key("0x1234")), "invalid hex string");
    assert_eq!(text(serialize_legacy_key("0x1234")), "invalid key length");
    assert_eq!(text(compress_public_key("")), "empty hex string");
    assert_eq!(text(compress_public_key("1234")), "hex string without 0x prefix");
    assert_eq!(text(compress_public_key("0x123")), "hex string of odd length");
    assert_eq!(text(compress_public_key("0x123g")), "invalid hex string");
}

proptest! {
    #[test]
    fn a_key_survives_each_of_its_texts(seed: u64) {
        let key = PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key();
        prop_assert_eq!(parse_public_key(&public_key_text(&key)), Ok(key));
        let text = compressed_key(&key);
        prop_assert!(text.starts_with("zQ3sh"));
        prop_assert_eq!(parse_compressed_key(&text), Ok(key));
    }

    #[test]
    fn any_text_as_key_gives_a_key_or_an_error(text: String, base58 in "z[1-9A-HJ-NP-Za-km-z]{0,200}", hex in "0x[0-9a-f]{0,140}") {
        for text in [text, base58, hex] {
            let _ = parse_public_key(&text);
            let _ = parse_compressed_key(&text);
            let _ = serialize_legacy_key(&text);
            let _ = serialize_public_key(&text, &text);
            let _ = deserialize_public_key(&text, "z");
            let _ = compress_public_key(&text);
            let _ = decompress_public_key(&text);
            let _ = deserialize_and_compress_key(&text);
        }
    }
}
