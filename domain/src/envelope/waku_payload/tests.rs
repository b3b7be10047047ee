use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::*;

const SYMMETRIC_OVERHEAD: usize = 28;
const ASYMMETRIC_OVERHEAD: usize = 113;

fn key(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(seed))
}

fn symmetric(byte: u8) -> SymmetricKey {
    SymmetricKey::from_bytes([byte; 32]).unwrap()
}

#[test]
fn padding_hides_the_length_and_is_never_absent() {
    let signer = key(1);
    for (length, expected) in [(0, 284), (5, 284), (188, 284), (189, 540), (190, 540), (250, 540)] {
        let sealed =
            seal_symmetric(&vec![7; length], Some(&signer), &symmetric(1), &mut SeededEntropy::new(1)).unwrap();
        assert_eq!(sealed.len(), expected, "{length}");
    }
}

#[test]
fn data_that_the_size_field_cannot_express_is_refused() {
    let data = vec![0; MAX_DATA_LENGTH + 1];
    let sealed = seal_symmetric(&data, None, &symmetric(1), &mut SeededEntropy::new(1));
    assert_eq!(sealed, Err(WakuPayloadError::TooLong(data.len())));
    let frame = Frame { data: data[1..].to_vec(), padding: vec![1], signature: None };
    assert_eq!(Frame::decode(&frame.encode()).unwrap().data.len(), MAX_DATA_LENGTH);
}

#[test]
fn a_payload_of_status_go_opens() {
    let k1 = hex::decode("d51dd64ad19ea84968a308dca246012c00d2b2101d41bce740acd1c650acc509").unwrap();
    let sealed = "0462244b389b6c3aa391f1394f71a1321d53b5e5c6a67df73e2630be4ef1b950f0dc640c5b75f555321b355b48ff902ff9415ae466231\
                  ae034d96edeaaf0387d2d192936bc9d78422026df9aedb9301ab48a5b67d26a7f829057239a83416be4d97a790e5ed98390b5d3aab8a6\
                  eb2880ae87e6fe3333e86d97a5f5e16ef4f6813c75734ca7d856bfb128b285bd7f005c8234a56dfc4e69550f5bc3590719c0be98d533c\
                  a8d9fe31a14960ecc4a98951e6763a900f1520151b828ac66";
    let frame = open_asymmetric(&hex::decode(sealed).unwrap(), &PrivateKey::from_bytes(&k1).unwrap()).unwrap();
    assert_eq!((frame.data.as_slice(), frame.padding.as_slice()), (&b"hello"[..], &[0xaa, 0xbb, 0xcc][..]));
    let k0 = "03cab365fcbb92f82b9c47ceaa27d654268606dea9cd658e369abf5c3fc59d0fa2";
    assert_eq!(hex::encode(frame.signer().unwrap().to_compressed()), k0);
}

#[test]
fn cut_off_frames_are_refused() {
    for frame in [&[][..], &[1], &[3, 1, 0], &[1, 2, 9], &[4], &[4; 64]] {
        assert_eq!(Frame::decode(frame), Err(WakuPayloadError::Truncated), "{frame:?}");
    }
    let empty = Frame { data: vec![], padding: vec![9], signature: None };
    assert_eq!(Frame::decode(&[0, 9]), Ok(empty), "no size field means no data");
    assert!(matches!(Frame::decode(&[5; 80]), Err(WakuPayloadError::Signature(_))));
}

proptest! {
    #[test]
    fn what_is_sealed_opens_to_its_signer(data: Vec<u8>, signer in prop::option::of(any::<u64>()), seed: u64) {
        let signer = signer.map(key);
        let recipient = key(seed);
        let entropy = &mut SeededEntropy::new(seed);
        let sealed = seal_symmetric(&data, signer.as_ref(), &symmetric(7), entropy).unwrap();
        prop_assert_eq!(sealed.len() % 256, SYMMETRIC_OVERHEAD);
        let opened = open_symmetric(&sealed, &symmetric(7)).unwrap();
        prop_assert_eq!((&opened.data, opened.signer().copied()), (&data, signer.as_ref().map(PrivateKey::public_key)));
        prop_assert!((1..=256).contains(&opened.padding.len()));
        let sealed = seal_asymmetric(&data, signer.as_ref(), &recipient.public_key(), entropy).unwrap();
        prop_assert_eq!(sealed.len() % 256, ASYMMETRIC_OVERHEAD);
        let opened = open_asymmetric(&sealed, &recipient).unwrap();
        prop_assert_eq!((&opened.data, opened.signer().copied()), (&data, signer.as_ref().map(PrivateKey::public_key)));
    }

    #[test]
    fn what_is_altered_or_for_others_does_not_open(data: Vec<u8>, at: usize, bit in 0..8_u32, seed: u64) {
        let recipient = key(seed);
        let entropy = &mut SeededEntropy::new(seed);
        let mut sealed = seal_symmetric(&data, None, &symmetric(7), entropy).unwrap();
        prop_assert!(open_symmetric(&sealed, &symmetric(8)).is_err());
        let position = at % sealed.len();
        sealed[position] ^= 1_u8 << bit;
        prop_assert!(open_symmetric(&sealed, &symmetric(7)).is_err());
        let mut sealed = seal_asymmetric(&data, None, &recipient.public_key(), entropy).unwrap();
        prop_assert!(open_asymmetric(&sealed, &key(seed.wrapping_add(1))).is_err());
        let position = at % sealed.len();
        sealed[position] ^= 1_u8 << bit;
        prop_assert_eq!(open_asymmetric(&sealed, &recipient), Err(WakuPayloadError::Asymmetric));
    }

    #[test]
    fn any_bytes_open_or_give_an_error(bytes: Vec<u8>) {
        let _ = Frame::decode(&bytes);
        let _ = open_symmetric(&bytes, &symmetric(1));
        let _ = open_asymmetric(&bytes, &key(1));
    }
}
