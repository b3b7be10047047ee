//! What a public key looks like to people.

use status_domain::identity::{
    ICON_SIZE, PublicKeyFormatError, alias, color_hash, color_id_of_text, compress_public_key, decompress_public_key,
    deserialize_and_compress_key, deserialize_public_key, emoji_hash, identicon, is_alias, parse_public_key,
    serialize_legacy_key, serialize_public_key,
};

use super::{Endpoints, Failure, bare, result_answer};
use crate::media;

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("EmojiHash", |key| result_answer(of_key(key, |key| emoji_hash(&key))));
    endpoints.pure("ColorHash", |key| result_answer(of_key(key, |key| color_hash(&key))));
    endpoints.pure("ColorID", |key| result_answer(color_id_of_text(key).map_err(Failure::from)));
    endpoints.pure("GenerateAlias", |key| parse_public_key(key).map(|key| alias(&key)).unwrap_or_default());
    endpoints.pure("IsAlias", |name| result_answer(Ok(is_alias(name))));
    endpoints.pure("Identicon", |text| media::data_uri(&identicon(text), ICON_SIZE));
    endpoints.pure("SerializeLegacyKey", |key| bare(serialize_legacy_key(key)));
    endpoints.pure("CompressPublicKey", |key| bare(compress_public_key(key)));
    endpoints.pure("DecompressPublicKey", |key| bare(decompress_public_key(key)));
    endpoints.pure("DeserializeAndCompressKey", |key| bare(deserialize_and_compress_key(key)));
}

/// The compressed form of a public key in multiformat, in an encoding of multibase or `0x`; or `{"error":…}`. Takes two
/// texts, so that only the C library has it.
#[must_use]
pub fn multiformat_serialize_public_key(key: &str, out_base: &str) -> String {
    bare(serialize_public_key(key, out_base))
}

/// The uncompressed form of a public key in multiformat, in an encoding of multibase or `0x`; or `{"error":…}`.
#[must_use]
pub fn multiformat_deserialize_public_key(key: &str, out_base: &str) -> String {
    bare(deserialize_public_key(key, out_base))
}

fn of_key<T>(text: &str, what: impl Fn(status_domain::crypto::PublicKey) -> T) -> Result<T, Failure> {
    Ok(what(parse_public_key(text).map_err(|error: PublicKeyFormatError| error)?))
}
