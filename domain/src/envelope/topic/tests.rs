use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::*;
use crate::crypto::PrivateKey;
use crate::envelope::SymmetricKey;

proptest! {
    #[test]
    fn a_content_topic_survives_its_text(bytes: [u8; 4]) {
        let topic = ContentTopic::from_slice(&bytes);
        prop_assert_eq!(topic.to_string().parse(), Ok(topic));
    }

    #[test]
    fn a_shard_survives_its_text_and_its_message(cluster: u16, index: u16) {
        let shard = Shard { cluster, index };
        prop_assert_eq!(shard.to_string().parse(), Ok(shard));
        prop_assert_eq!(Shard::try_from(status_proto::status::Shard::from(shard)), Ok(shard));
    }

    #[test]
    fn any_text_gives_a_topic_or_an_error(text: String) {
        let _ = text.parse::<ContentTopic>();
        let _ = format!("/waku/1/{text}/rfc26").parse::<ContentTopic>();
        let _ = format!("/waku/2/rs/{text}").parse::<Shard>();
    }

    #[test]
    fn a_partition_is_the_x_coordinate_modulo_5000(seed: u64) {
        let key = PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key();
        let x = num_bigint::BigUint::from_bytes_be(&key.x());
        prop_assert_eq!(names::partitioned(&key), format!("contact-discovery-{}", x % 5000_u32));
    }
}

#[test]
fn a_pubsub_topic_has_exactly_two_numbers_of_16_bits() {
    assert_eq!("/waku/2/rs/16/42".parse(), Ok(Shard { cluster: 16, index: 42 }));
    for wrong in ["", "/waku/2/rs/16", "/waku/2/rs/16/", "/waku/2/rs/16/x", "/waku/2/rs/16/65536", "/waku/2/rs/+1/2"] {
        assert_eq!(wrong.parse::<Shard>(), Err(PubsubTopicError), "{wrong}");
    }
    assert!("/waku/2/default-waku/proto".parse::<Shard>().is_err());
    assert!("/waku/2/rs/16/32/1".parse::<Shard>().is_err());
    assert_eq!(Shard::DEFAULT.to_string(), "/waku/2/rs/16/32");
}

#[test]
fn a_short_topic_is_filled_and_a_long_one_cut() {
    assert_eq!("/waku/1/0x123456/rfc26".parse(), Ok(ContentTopic::from_slice(&[0x12, 0x34, 0x56, 0])));
    assert_eq!("/waku/1/0x1234567890/rfc26".parse(), Ok(ContentTopic::from_slice(&[0x12, 0x34, 0x56, 0x78])));
    assert_eq!("/waku/1/123456/rfc26".parse::<ContentTopic>(), Err(ContentTopicError::MissingPrefix));
    assert_eq!("/waku/1/0x123/rfc26".parse::<ContentTopic>(), Err(ContentTopicError::InvalidHex));
    assert_eq!("/waku/1/0x12/34/rfc26".parse::<ContentTopic>(), Err(ContentTopicError::Format));
}

#[test]
fn a_key_of_zeros_is_no_key() {
    assert!(SymmetricKey::from_bytes([0; 32]).is_err());
    assert!(SymmetricKey::from_bytes([1; 32]).is_ok());
    assert_eq!(format!("{:?}", SymmetricKey::derive("")), "SymmetricKey(..)");
}

#[test]
fn a_content_topic_alone_says_its_shard() {
    let network = Autosharding { cluster: 1, shards: Autosharding::DEFAULT_SHARDS };
    let shard = |topic| network.shard(topic).map(|shard| shard.to_string());
    assert_eq!(shard("/toychat/2/huilong/proto").as_deref(), Some("/waku/2/rs/1/3"));
    assert_eq!(shard("/0/toychat/2/huilong/proto").as_deref(), Some("/waku/2/rs/1/3"));
    let status = ContentTopic::of_name("name").to_string();
    assert_eq!(shard(&status).as_deref(), Some("/waku/2/rs/1/4"));
    for none in ["", "/", "toychat/2/huilong/proto", "/toychat/2/huilong", "/1/toychat/2/huilong/proto", "//2/x/proto"]
    {
        assert_eq!(shard(none), None, "{none}");
    }
    assert_eq!(Autosharding { cluster: 1, shards: 0 }.shard(&status), None);
}
