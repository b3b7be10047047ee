//! Texts that several people can read: sealed once, and the key sealed for each of them (specification: messaging,
//! section 15.2). Nothing says whose a key is: a reader tries each.

use status_ports::Entropy;
use zeroize::Zeroizing;

use super::gcm::{SealError, open_nonce_first, seal_nonce_first};
use super::{PrivateKey, PublicKey, SharedSecret};

/// Most keys that are tried. One takes a microsecond.
const MAX_KEYS: usize = 10_000;
/// Nonce, key and tag.
const SEALED_KEY_LENGTH: usize = 12 + 32 + 16;

/// Why a sealed text is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadersError {
    /// More keys than anybody has contacts.
    #[error("sealed for more than {MAX_KEYS} people")]
    TooManyKeys,
    /// The key is ours, but it does not open the text.
    #[error("sealed with another key than the one that was handed out")]
    WrongKey,
}

/// A text, and its key for each of its readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedText {
    /// `nonce ‖ ciphertext ‖ tag`.
    pub text: Vec<u8>,
    /// `nonce ‖ sealed key ‖ tag` for each reader.
    pub keys: Vec<Vec<u8>>,
}

/// Those who may read.
pub struct Readers(Vec<SharedSecret>);

impl Readers {
    /// The readers of what `author` writes. Costs a Diffie-Hellman exchange for each.
    #[must_use]
    pub fn new(author: &PrivateKey, readers: &[PublicKey]) -> Self {
        Self(readers.iter().map(|reader| author.diffie_hellman(reader)).collect())
    }

    /// Seals a text with a fresh key, and the key for each reader.
    pub fn seal(&self, text: &[u8], entropy: &mut dyn Entropy) -> SealedText {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut());
        let seal_key = |secret: &SharedSecret| seal_nonce_first(secret.as_bytes(), key.as_ref(), &mut *entropy);
        let keys = self.0.iter().map(seal_key).collect();
        SealedText { text: seal_nonce_first(&key, text, entropy), keys }
    }
}

/// Opens what somebody sealed; `secret` is what we share with them. `None` if it is not for us.
///
/// # Errors
/// [`ReadersError`] if no honest author makes such a text.
pub fn open_as_reader<K: AsRef<[u8]>>(
    secret: &SharedSecret,
    text: &[u8],
    keys: &[K],
) -> Result<Option<Vec<u8>>, ReadersError> {
    if keys.len() > MAX_KEYS {
        return Err(ReadersError::TooManyKeys);
    }
    let own = keys.iter().map(AsRef::as_ref).filter(|key| key.len() == SEALED_KEY_LENGTH).find_map(|key| {
        let opened = Zeroizing::new(open_nonce_first(secret.as_bytes(), key).ok()?);
        <[u8; 32]>::try_from(opened.as_slice()).ok().map(Zeroizing::new)
    });
    let Some(key) = own else { return Ok(None) };
    match open_nonce_first(&key, text) {
        Ok(text) => Ok(Some(text)),
        Err(SealError::TooShort | SealError::Authentication) => Err(ReadersError::WrongKey),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use status_memory::SeededEntropy;

    use super::*;

    fn key(seed: u8) -> PrivateKey {
        PrivateKey::from_bytes(&[seed; 32]).unwrap()
    }

    fn open(reader: u8, author: u8, sealed: &SealedText) -> Result<Option<Vec<u8>>, ReadersError> {
        open_as_reader(&key(reader).diffie_hellman(&key(author).public_key()), &sealed.text, &sealed.keys)
    }

    #[test]
    fn only_readers_read() {
        let readers = Readers::new(&key(1), &[key(2).public_key(), key(3).public_key()]);
        let sealed = readers.seal(b"a picture", &mut SeededEntropy::new(1));
        assert_eq!(open(2, 1, &sealed), Ok(Some(b"a picture".to_vec())));
        assert_eq!(open(3, 1, &sealed), Ok(Some(b"a picture".to_vec())));
        assert_eq!(open(4, 1, &sealed), Ok(None));
        assert_eq!(open(2, 3, &sealed), Ok(None), "somebody else passed it on");
        assert_eq!(sealed.keys.iter().map(Vec::len).collect::<Vec<_>>(), [SEALED_KEY_LENGTH; 2]);
        assert_eq!(sealed.text.len(), 9 + 28);
    }

    #[test]
    fn keys_of_a_wrong_length_are_nobodys() {
        let mut sealed = Readers::new(&key(1), &[key(2).public_key()]).seal(b"text", &mut SeededEntropy::new(1));
        sealed.keys.splice(0..0, [Vec::new(), vec![0; 12], vec![0; 28], vec![0; 61]]);
        assert_eq!(open(2, 1, &sealed), Ok(Some(b"text".to_vec())));
    }

    #[test]
    fn a_key_that_opens_nothing_and_a_crowd_of_keys_are_refused() {
        let mut sealed = Readers::new(&key(1), &[key(2).public_key()]).seal(b"text", &mut SeededEntropy::new(1));
        sealed.text = b"short".to_vec();
        assert_eq!(open(2, 1, &sealed), Err(ReadersError::WrongKey));
        sealed.keys = vec![Vec::new(); MAX_KEYS + 1];
        assert_eq!(open(2, 1, &sealed), Err(ReadersError::TooManyKeys));
    }

    proptest! {
        #[test]
        fn bytes_that_nobody_sealed_open_nothing(
            text in proptest::collection::vec(any::<u8>(), 0..64),
            keys in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 0..8),
        ) {
            prop_assert_eq!(open(2, 1, &SealedText { text, keys }), Ok(None));
        }

        #[test]
        fn a_damaged_text_is_noticed(at in 0_usize..60, bit in 0_u8..8) {
            let mut sealed =
                Readers::new(&key(1), &[key(2).public_key()]).seal(&[7; 32], &mut SeededEntropy::new(1));
            sealed.text[at] ^= 1 << bit;
            prop_assert_eq!(open(2, 1, &sealed), Err(ReadersError::WrongKey));
        }
    }
}
