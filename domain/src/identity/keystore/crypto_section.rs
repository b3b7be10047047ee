//! One sealed secret: key derivation, cipher and authentication code.

use aes::Aes128;
use aes::cipher::{KeyIvInit, StreamCipher};
use ctr::Ctr128BE;
use pbkdf2::pbkdf2_hmac;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use status_ports::Entropy;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::KeyFileError;
use crate::crypto::keccak256;

const CIPHER: &str = "aes-128-ctr";
const SCRYPT: &str = "scrypt";
const PBKDF2: &str = "pbkdf2";
const PBKDF2_PRF: &str = "hmac-sha256";
const DERIVED_KEY_LENGTH: usize = 32;

/// Longest salt that is read, in bytes.
const MAX_SALT_LENGTH: usize = 1024;

/// Bounds of what a file may ask for. The standard parameters of geth (n 262144, r 8, p 1: 256 MiB) are the most
/// that any known program writes.
const MAX_SCRYPT_MEMORY: u64 = 256 << 20;
const MAX_SCRYPT_WORK: u64 = 1 << 22;
const MAX_PBKDF2_ROUNDS: u32 = 1 << 22;

/// How much work one attempt at the password of a new file costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScryptCost {
    /// Work and memory, a power of two.
    pub n: u64,
    /// Block size.
    pub r: u32,
    /// Times the work is done.
    pub p: u32,
}

impl ScryptCost {
    /// What Status always writes: 4 MiB.
    pub const LIGHT: Self = Self { n: 4096, r: 8, p: 6 };

    /// The parameters, unless they are senseless or absurd.
    fn to_params(self) -> Result<scrypt::Params, KeyFileError> {
        let Self { n, r, p } = self;
        let blocks = n.checked_mul(r.into()).filter(|blocks| *blocks > 0);
        let memory = blocks.and_then(|blocks| blocks.checked_mul(128)).filter(|memory| *memory <= MAX_SCRYPT_MEMORY);
        let work = blocks.and_then(|blocks| blocks.checked_mul(p.into())).filter(|work| *work <= MAX_SCRYPT_WORK);
        let log_n = n.checked_ilog2().filter(|_| n.is_power_of_two() && n > 1).and_then(|log| u8::try_from(log).ok());
        match (memory, work, log_n) {
            (Some(_), Some(_), Some(log_n)) => {
                scrypt::Params::new(log_n, r, p).map_err(|_| KeyFileError::KdfParameters)
            }
            _ => Err(KeyFileError::KdfParameters),
        }
    }
}

/// Parameters of the cipher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CipherParameters {
    /// 16 bytes as hex.
    #[serde(default)]
    pub iv: String,
}

/// Parameters of the key derivation: `n`, `p`, `r` for scrypt, `c` and `prf` for PBKDF2.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfParameters {
    /// Rounds of PBKDF2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub c: Option<u32>,
    /// Length of the derived key, 32.
    pub dklen: u32,
    /// Work and memory of scrypt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// Parallelism of scrypt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<u32>,
    /// Hash of PBKDF2, `hmac-sha256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prf: Option<String>,
    /// Block size of scrypt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r: Option<u32>,
    /// Bytes as hex.
    pub salt: String,
}

/// A sealed secret. All texts are empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CryptoSection {
    /// `aes-128-ctr`.
    #[serde(default)]
    pub cipher: String,
    /// Bytes as hex.
    #[serde(default)]
    pub ciphertext: String,
    /// Start of the counter.
    #[serde(default)]
    pub cipherparams: CipherParameters,
    /// `scrypt` or `pbkdf2`.
    #[serde(default)]
    pub kdf: String,
    /// `null` where nothing is sealed.
    #[serde(default)]
    pub kdfparams: Option<KdfParameters>,
    /// Keccak-256 over half of the derived key and the ciphertext, as hex.
    #[serde(default)]
    pub mac: String,
}

impl CryptoSection {
    /// Whether nothing is sealed in it: how a file says that a key has no extended key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cipher.is_empty() && self.ciphertext.is_empty()
    }

    /// The scrypt cost that the section asks for, if it is a sensible one.
    #[must_use]
    pub fn scrypt_cost(&self) -> Option<ScryptCost> {
        let parameters = self.kdfparams.as_ref().filter(|_| self.kdf == SCRYPT)?;
        let cost = ScryptCost { n: parameters.n?, r: parameters.r?, p: parameters.p? };
        cost.to_params().is_ok().then_some(cost)
    }

    /// Seals `secret` with a fresh salt and start of the counter.
    pub(super) fn seal(
        secret: &[u8],
        password: &str,
        cost: ScryptCost,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, KeyFileError> {
        let mut salt = [0; 32];
        entropy.fill(&mut salt);
        let mut iv = [0; 16];
        entropy.fill(&mut iv);
        let keys = DerivedKey::scrypt(password, &salt, cost)?;
        let mut text = Zeroizing::new(secret.to_vec());
        keys.apply(&iv, &mut text);
        Ok(Self {
            cipher: CIPHER.to_owned(),
            ciphertext: hex::encode(&*text),
            cipherparams: CipherParameters { iv: hex::encode(iv) },
            kdf: SCRYPT.to_owned(),
            kdfparams: Some(KdfParameters {
                dklen: 32,
                n: Some(cost.n),
                p: Some(cost.p),
                r: Some(cost.r),
                salt: hex::encode(salt),
                ..KdfParameters::default()
            }),
            mac: hex::encode(keys.mac(&text)),
        })
    }

    /// What is sealed.
    pub(super) fn open(&self, password: &str) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
        if self.cipher != CIPHER {
            return Err(KeyFileError::Cipher(self.cipher.clone()));
        }
        let mut iv = [0; 16];
        hex::decode_to_slice(&self.cipherparams.iv, &mut iv).map_err(|_| KeyFileError::InvalidValue("iv"))?;
        let mut mac = [0; 32];
        hex::decode_to_slice(&self.mac, &mut mac).map_err(|_| KeyFileError::InvalidValue("mac"))?;
        let text = hex::decode(&self.ciphertext).map_err(|_| KeyFileError::InvalidValue("ciphertext"))?;
        let keys = self.derive(password)?;
        if !bool::from(keys.mac(&text).ct_eq(&mac)) {
            return Err(KeyFileError::WrongPassword);
        }
        let mut text = Zeroizing::new(text);
        keys.apply(&iv, &mut text);
        Ok(text)
    }

    fn derive(&self, password: &str) -> Result<DerivedKey, KeyFileError> {
        let parameters = self.kdfparams.as_ref().ok_or(KeyFileError::KdfParameters)?;
        if usize::try_from(parameters.dklen) != Ok(DERIVED_KEY_LENGTH) {
            return Err(KeyFileError::KdfParameters);
        }
        let salt = hex::decode(&parameters.salt).map_err(|_| KeyFileError::InvalidValue("salt"))?;
        if salt.len() > MAX_SALT_LENGTH {
            return Err(KeyFileError::KdfParameters);
        }
        match (self.kdf.as_str(), parameters) {
            (SCRYPT, KdfParameters { n: Some(n), p: Some(p), r: Some(r), .. }) => {
                DerivedKey::scrypt(password, &salt, ScryptCost { n: *n, r: *r, p: *p })
            }
            (PBKDF2, KdfParameters { c: Some(rounds), prf: Some(prf), .. }) if prf == PBKDF2_PRF => {
                DerivedKey::pbkdf2(password, &salt, *rounds)
            }
            (SCRYPT, _) => Err(KeyFileError::KdfParameters),
            (kdf, KdfParameters { prf, .. }) => {
                Err(KeyFileError::Kdf(format!("{kdf} {}", prf.as_deref().unwrap_or_default())))
            }
        }
    }
}

/// The first half encrypts, the second authenticates.
struct DerivedKey {
    cipher: Zeroizing<[u8; 16]>,
    mac: Zeroizing<[u8; 16]>,
}

impl DerivedKey {
    fn scrypt(password: &str, salt: &[u8], cost: ScryptCost) -> Result<Self, KeyFileError> {
        let params = cost.to_params()?;
        let mut key = Zeroizing::new([0; DERIVED_KEY_LENGTH]);
        scrypt::scrypt(password.as_bytes(), salt, &params, key.as_mut()).map_err(|_| KeyFileError::KdfParameters)?;
        Ok(Self::split(&key))
    }

    fn pbkdf2(password: &str, salt: &[u8], rounds: u32) -> Result<Self, KeyFileError> {
        if rounds == 0 || rounds > MAX_PBKDF2_ROUNDS {
            return Err(KeyFileError::KdfParameters);
        }
        let mut key = Zeroizing::new([0; DERIVED_KEY_LENGTH]);
        pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, rounds, key.as_mut());
        Ok(Self::split(&key))
    }

    fn split(key: &[u8; DERIVED_KEY_LENGTH]) -> Self {
        let mut keys = Self { cipher: Zeroizing::default(), mac: Zeroizing::default() };
        for (to, from) in keys.cipher.iter_mut().chain(keys.mac.iter_mut()).zip(key) {
            *to = *from;
        }
        keys
    }

    fn mac(&self, ciphertext: &[u8]) -> [u8; 32] {
        keccak256(&[self.mac.as_ref(), ciphertext])
    }

    /// Encrypts or decrypts in place.
    fn apply(&self, iv: &[u8; 16], text: &mut [u8]) {
        let key: &[u8; 16] = &self.cipher;
        Ctr128BE::<Aes128>::new(key.into(), iv.into()).apply_keystream(text);
    }
}
