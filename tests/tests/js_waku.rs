//! js-waku as a light client of our nodes: an implementation of the same protocols that shares nothing with ours.

use std::error::Error;

use serde_json::json;
use status_tests::{
    client::{Person, Profile, daemon_binary},
    js_waku::JsPeer,
};

#[tokio::test]
async fn it_connects_as_it_comes_and_reads_our_cluster_and_shards() -> Result<(), Box<dyn Error>> {
    let alice = Person::create("alice", &daemon_binary(Profile::Debug)?).await?;
    let mut js = JsPeer::start().await?;
    let identified = js.connect(&alice.node.websocket_address().await?).await?;
    assert!(alice.node.listen_address().await?.ends_with(&identified.peer_id));
    assert_eq!(js.metadata().await?, json!({ "clusterId": 16, "shards": [32, 64] }));
    Ok(())
}
