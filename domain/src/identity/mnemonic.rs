//! Seed phrases (BIP39). All flows of Status use English words and no passphrase; a seed is computed from any text.

use bip39::{Language, Mnemonic};
use pbkdf2::pbkdf2_hmac;
use sha2::Sha512;
use status_ports::Entropy;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

const ROUNDS: u32 = 2048;
const LANGUAGE: Language = Language::English;

/// Words of a phrase made for a new account.
pub const DEFAULT_WORDS: usize = 12;

/// The 64 bytes from which a master key is made.
pub type Seed = Zeroizing<[u8; 64]>;

/// Why there is no phrase, or not a right one. The texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MnemonicError {
    /// Asked for a phrase of an unknown length.
    #[error("invalid mnemonic phrase length; valid lengths are 12, 15, 18, 21, and 24")]
    InvalidLength,
    /// Entropy of other than 16, 20, 24, 28 or 32 bytes.
    #[error("entropy strength must be 128, 160, 192, 224 or 256 bits")]
    InvalidEntropyStrength,
    /// The phrase has a number of words that no phrase has.
    #[error("mnemonic contains an invalid number of words")]
    WordCount,
    /// A word that is not in the English list.
    #[error("word {0} not found in the dictionary")]
    UnknownWord(String),
    /// All words are known, but they do not belong together.
    #[error("checksum for mnemonic seed is invalid")]
    Checksum,
}

/// Draws a phrase of 12, 15, 18, 21 or 24 words.
///
/// # Errors
/// [`MnemonicError::InvalidLength`] for any other number of words.
pub fn generate(words: usize, entropy: &mut dyn Entropy) -> Result<Zeroizing<String>, MnemonicError> {
    let length = match words {
        12 => 16,
        15 => 20,
        18 => 24,
        21 => 28,
        24 => 32,
        _ => return Err(MnemonicError::InvalidLength),
    };
    let mut bytes = Zeroizing::new(vec![0; length]);
    entropy.fill(&mut bytes);
    from_entropy(&bytes)
}

/// The phrase that stands for the given 16, 20, 24, 28 or 32 bytes.
///
/// # Errors
/// [`MnemonicError::InvalidEntropyStrength`] for any other length.
pub fn from_entropy(entropy: &[u8]) -> Result<Zeroizing<String>, MnemonicError> {
    let mnemonic = Mnemonic::from_entropy_in(LANGUAGE, entropy).map_err(|_| MnemonicError::InvalidEntropyStrength)?;
    // Sized beforehand: a growing text would leave copies of itself behind.
    let mut phrase = Zeroizing::new(String::with_capacity(24 * 9));
    for word in mnemonic.words() {
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(word);
    }
    Ok(phrase)
}

/// Whether a phrase is a right one: number of words, every word, checksum. Words may stand apart by any whitespace;
/// they must be in lower case.
///
/// Import does not ask: there, any text makes a seed.
///
/// # Errors
/// [`MnemonicError::WordCount`], [`MnemonicError::UnknownWord`] or [`MnemonicError::Checksum`], looked for in this
/// order.
pub fn validate(phrase: &str) -> Result<(), MnemonicError> {
    let words: Vec<&str> = phrase.split_whitespace().take(25).collect();
    if !matches!(words.len(), 12 | 15 | 18 | 21 | 24) {
        return Err(MnemonicError::WordCount);
    }
    if let Some(unknown) = words.iter().find(|word| LANGUAGE.find_word(word).is_none()) {
        return Err(MnemonicError::UnknownWord((*unknown).to_owned()));
    }
    let phrase = Zeroizing::new(words.join(" "));
    Mnemonic::parse_in_normalized(LANGUAGE, &phrase).map(drop).map_err(|_| MnemonicError::Checksum)
}

/// The seed of a phrase. The phrase is any text and is taken as it stands: an extra space or a capital letter leads
/// to another account.
#[must_use]
pub fn seed(phrase: &str, passphrase: &str) -> Seed {
    let phrase = normalize("", phrase);
    let salt = normalize("mnemonic", passphrase);
    let mut seed = Zeroizing::new([0; 64]);
    pbkdf2_hmac::<Sha512>(phrase.as_bytes(), salt.as_bytes(), ROUNDS, seed.as_mut());
    seed
}

/// `prefix` and the compatibility decomposition (NFKD) of `text`, in one allocation.
fn normalize(prefix: &str, text: &str) -> Zeroizing<String> {
    let length = text.nfkd().map(char::len_utf8).fold(prefix.len(), usize::saturating_add);
    let mut out = Zeroizing::new(String::with_capacity(length));
    out.push_str(prefix);
    out.extend(text.nfkd());
    out
}
