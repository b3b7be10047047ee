//! What a public key looks like wherever it is shown.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use status_domain::contact::contact_alias;
use status_domain::crypto::PublicKey;
use status_domain::identity::{ICON_SIZE, alias, compressed_key, emoji_hash, identicon, public_key_text};
use status_ports::CompressedKey;

use crate::media;

/// Faces that are remembered. Drawing one takes a tenth of a millisecond, keeping one takes a kilobyte.
const REMEMBERED: usize = 4096;

/// The looks of a key.
#[derive(Debug, Default)]
pub(super) struct Face {
    /// `0x04…`.
    pub(super) text: String,
    /// `zQ3sh…`.
    pub(super) compressed: String,
    /// Fourteen emoji.
    pub(super) emoji_hash: Vec<&'static str>,
    /// Three words.
    pub(super) three_words: String,
    /// `zQ3...abcdef`.
    pub(super) short: String,
    /// The Ethereum address of the key.
    pub(super) address: [u8; 20],
    identicon: OnceLock<String>,
}

impl Face {
    fn of(key: &CompressedKey) -> Self {
        // Stored keys are keys; bytes that are none have no looks.
        let Ok(public_key) = PublicKey::from_bytes(key) else { return Self::default() };
        Self {
            text: public_key_text(&public_key),
            compressed: compressed_key(&public_key),
            emoji_hash: emoji_hash(&public_key).to_vec(),
            three_words: alias(&public_key),
            short: contact_alias(key),
            address: public_key.address(),
            identicon: OnceLock::new(),
        }
    }

    /// A picture as data URI.
    pub(super) fn identicon(&self) -> &str {
        self.identicon.get_or_init(|| media::data_uri(&identicon(&self.text), ICON_SIZE))
    }
}

/// Remembers faces. Cloning gives another handle to the same memory.
#[derive(Clone, Default)]
pub(super) struct Faces(Arc<Mutex<HashMap<CompressedKey, Arc<Face>>>>);

impl Faces {
    pub(super) fn of(&self, key: &CompressedKey) -> Arc<Face> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(face) = known.get(key) {
            return Arc::clone(face);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        Arc::clone(known.entry(*key).or_insert_with(|| Arc::new(Face::of(key))))
    }
}
