use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::*;

fn key(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(seed))
}

#[test]
fn a_public_key_without_its_parity_is_refused() {
    let mut bytes = key(1).public_key().to_compressed();
    assert!(PublicKey::from_bytes(&bytes).is_ok());
    // The compact form of SEC1, which the protocol does not know.
    bytes[0] = 5;
    assert_eq!(PublicKey::from_bytes(&bytes), Err(KeyError::InvalidPublicKey));
}

proptest! {
    #[test]
    fn diffie_hellman_agrees_on_both_sides(a: u64, b: u64) {
        let (a, b) = (key(a), key(b));
        prop_assert_eq!(a.diffie_hellman(&b.public_key()), b.diffie_hellman(&a.public_key()));
    }

    #[test]
    fn both_libraries_agree(a: u64, b: u64, digest: [u8; 32]) {
        let (a, b) = (key(a), key(b).public_key());
        let scalar = k256::SecretKey::from_slice(&a.to_bytes()[..]).unwrap();
        let slow = k256::ecdh::diffie_hellman(scalar.to_nonzero_scalar(), b.0.as_affine());
        let fast = fast::diffie_hellman(&a, &b).unwrap();
        prop_assert_eq!(fast.as_bytes().to_vec(), slow.raw_secret_bytes().to_vec());
        let signature = Signature::sign_digest(&a, &digest).to_bytes();
        prop_assert_eq!(fast::recover(&signature, &digest), Some(a.public_key()));
    }

    #[test]
    fn a_signature_names_its_signer(seed: u64, digest: [u8; 32]) {
        let key = key(seed);
        let signature = Signature::sign_digest(&key, &digest);
        prop_assert_eq!(signature.recover(&digest).unwrap(), key.public_key());
    }

    #[test]
    fn any_bytes_as_signature_give_a_result_or_an_error(bytes: Vec<u8>, digest: [u8; 32]) {
        let _ = Signature::from_bytes(&bytes).map(|s| s.recover(&digest));
    }

    #[test]
    fn any_bytes_as_key_give_a_result_or_an_error(bytes: Vec<u8>) {
        let _ = PublicKey::from_bytes(&bytes);
        let _ = PrivateKey::from_bytes(&bytes);
    }

    #[test]
    fn what_is_sealed_opens_and_what_is_altered_does_not(key: [u8; 32], text: Vec<u8>, at: usize, seed: u32) {
        let mut sealed = seal_nonce_last(&key, &text, &mut SeededEntropy::new(seed.into()));
        prop_assert_eq!(open_nonce_last(&key, &sealed).unwrap(), text.clone());
        let at = at % sealed.len();
        sealed[at] ^= 1;
        prop_assert!(open_nonce_last(&key, &sealed).is_err());
        let sealed = seal_nonce_first(&key, &text, &mut SeededEntropy::new(seed.into()));
        prop_assert_eq!(open_nonce_first(&key, &sealed).unwrap(), text);
    }
}

#[test]
fn public_keys_have_two_encodings() {
    let public = key(7).public_key();
    assert_eq!(PublicKey::from_bytes(&public.to_compressed()).unwrap(), public);
    assert_eq!(PublicKey::from_bytes(&public.to_uncompressed()).unwrap(), public);
    assert_eq!(public.to_uncompressed()[0], 4);
    assert_eq!(public.x()[..], public.to_compressed()[1..]);
}
