use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::*;

fn key(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut SeededEntropy::new(seed))
}

#[test]
fn wrapping_gives_the_bytes_and_the_id_of_status_go() {
    let k0 = hex::decode("c6cbd7d76bc5baca530c875663711b947efa6a86a900a9e8645ce32e5821484e").unwrap();
    let k0 = PrivateKey::from_bytes(&k0).unwrap();
    let bytes = ApplicationMessage::wrap(Type::ChatMessage, b"hello".to_vec(), &k0);
    let expected = "0a4145e346af41e580d5ed75b6367b9b7e2e4f5417041f90b64e6bcad7389ceec2327ec1f5af4f51faef9d5979796751bcf7e20a\
                    bf724410c528f02f2c2116a1f98601120568656c6c6f1801";
    assert_eq!(hex::encode(&bytes), expected);
    let id = "0xe47245ef7a74cb6505592916e9d23a0fe4dceb7e115c0b64ea1a877a9bde66cb";
    assert_eq!(MessageId::of(&k0.public_key(), &bytes).to_string(), id);
    let id = "0xca5465f623d7c41de5e483c9e1d52b0664a346293f7d56f0103080bfd2245ba2";
    assert_eq!(MessageId::of(&k0.public_key(), b"test").to_string(), id);
}

#[test]
fn without_a_signature_the_signer_of_the_envelope_is_the_author() {
    let signer = key(1).public_key();
    let bytes = ApplicationMessage::wrap_unsigned(Type::ChatMessage, b"hello".to_vec());
    let message = ApplicationMessage::open(&bytes, &signer).unwrap();
    assert_eq!((message.author, message.kind()), (signer, Some(Type::ChatMessage)));
}

#[test]
fn the_id_is_made_of_the_bytes_as_received() {
    let (author, signer) = (key(1), key(2).public_key());
    let mut bytes = ApplicationMessage::wrap(Type::ChatMessage, b"hello".to_vec(), &author);
    // A field that this version does not know.
    bytes.extend([0x78, 1]);
    let message = ApplicationMessage::open(&bytes, &signer).unwrap();
    assert_eq!(message.author, author.public_key());
    assert_eq!(message.id, MessageId::of(&author.public_key(), &bytes));
}

#[test]
fn an_unknown_type_is_opened_but_has_no_kind() {
    let bytes = ApplicationMetadataMessage { signature: vec![], payload: vec![1], r#type: 14 }.encode_to_vec();
    let message = ApplicationMessage::open(&bytes, &key(1).public_key()).unwrap();
    assert_eq!((message.type_number, message.kind()), (14, None));
}

proptest! {
    #[test]
    fn what_is_wrapped_opens_to_its_author(seed: u64, payload: Vec<u8>, other: u64) {
        let author = key(seed);
        let bytes = ApplicationMessage::wrap(Type::EmojiReaction, payload.clone(), &author);
        let message = ApplicationMessage::open(&bytes, &key(other).public_key()).unwrap();
        prop_assert_eq!(message.author, author.public_key());
        prop_assert_eq!(message.payload, payload);
        prop_assert_eq!(message.id, MessageId::of(&author.public_key(), &bytes));
    }

    #[test]
    fn an_altered_message_is_not_the_authors(seed: u64, payload in prop::collection::vec(any::<u8>(), 1..40), at: usize) {
        let author = key(seed);
        let mut bytes = ApplicationMessage::wrap(Type::Unknown, payload, &author);
        let at = at % bytes.len();
        bytes[at] ^= 0x10;
        let opened = ApplicationMessage::open(&bytes, &author.public_key());
        // Turning the signature into an unknown field makes the message unsigned, which is another message.
        let original = MessageId::of(&author.public_key(), &{ bytes[at] ^= 0x10; bytes });
        prop_assert!(opened.is_err() || opened.is_ok_and(|message| message.id != original));
    }

    #[test]
    fn any_bytes_open_or_give_an_error(bytes: Vec<u8>) {
        let _ = ApplicationMessage::open(&bytes, &key(1).public_key());
    }
}
