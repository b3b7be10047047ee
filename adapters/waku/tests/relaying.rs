use status_ports::{Waku as _, WakuError};
use status_waku::WakuConfig;

use crate::{Node, TOPIC, config, message, pair, within};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_goes_along_a_line_of_three() {
    within(async {
        let (mut alice, mut carol) = pair().await;
        let mut bobby = Node::relaying(config()).await;
        bobby.waku.dial_peer(&carol.address).await.unwrap();
        carol.until_mesh(2).await;
        alice.waku.publish(TOPIC, message(b"to bobby")).await.unwrap();
        assert_eq!(bobby.next_message().await, message(b"to bobby"));
        bobby.waku.publish(TOPIC, message(b"to alice")).await.unwrap();
        assert_eq!(alice.next_message().await, message(b"to alice"));
        assert_eq!(carol.next_message().await, message(b"to bobby"));
        assert!(!alice.waku.peers().await.unwrap().contains_key(&bobby.id));
    })
    .await;
}

#[tokio::test]
async fn a_message_may_be_as_large_as_the_limit_and_not_larger() {
    within(async {
        let (alice, mut bobby) = pair().await;
        let limit = WakuConfig::default().max_message_bytes;
        let overhead = message(&vec![7; limit]).len() - limit;
        let largest = message(&vec![7; limit - overhead]);
        assert_eq!(largest.len(), limit);
        alice.waku.publish(TOPIC, largest.clone()).await.unwrap();
        assert_eq!(bobby.next_message().await, largest);
        let larger = message(&vec![7; limit - overhead + 1]);
        let refused = alice.waku.publish(TOPIC, larger).await;
        assert_eq!(refused, Err(WakuError::TooLarge { size: limit + 1, limit }));
    })
    .await;
}

#[tokio::test]
async fn a_burst_that_nobody_reads_at_first_arrives_whole_and_in_order() {
    within(async {
        let (alice, mut bobby) = pair().await;
        for number in 0..1000_u32 {
            alice.waku.publish(TOPIC, message(&number.to_be_bytes())).await.unwrap();
        }
        for number in 0..1000_u32 {
            assert_eq!(bobby.next_message().await, message(&number.to_be_bytes()));
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_of_a_peer_may_be_published_again_without_harm() {
    within(async {
        let (alice, mut bobby) = pair().await;
        alice.waku.publish(TOPIC, message(b"hello")).await.unwrap();
        let received = bobby.next_message().await;
        bobby.waku.publish(TOPIC, received).await.unwrap();
    })
    .await;
}
