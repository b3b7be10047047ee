//! The contracts of [`TextLookup`] and [`NodeDiscovery`](crate::NodeDiscovery).

use async_trait::async_trait;

use crate::{
    LookupError, NodeDiscovery, NodeDiscoveryConfig, NodeDiscoveryError, NodeDiscoveryStarter, Secret32, TextLookup,
};

/// A DNS in which the suite puts texts.
#[async_trait]
pub trait TextZone: Send {
    /// From now on `name` has these texts, each as its strings. No texts take the name away.
    async fn set(&mut self, name: &str, texts: Vec<Vec<String>>);

    /// From now on nothing answers.
    async fn silence(&mut self);

    /// A lookup that asks this DNS.
    async fn lookup(&mut self) -> Box<dyn TextLookup>;
}

/// Runs the whole suite of [`TextLookup`].
pub async fn run_text_lookup(zone: &mut dyn TextZone) {
    let lookup = zone.lookup().await;
    zone.set("one.example", vec![vec!["a".into(), "b c".into()]]).await;
    zone.set("two.example", vec![vec!["x".into()], vec!["y".into()]]).await;
    zone.set("long.example", vec![vec!["z".repeat(255); 4]]).await;
    zone.set("MIXED.example", vec![vec!["Case".into()]]).await;
    assert_eq!(lookup.lookup_texts("one.example").await, Ok(vec!["ab c".to_owned()]), "strings are put together");
    let mut two = lookup.lookup_texts("two.example").await.unwrap();
    two.sort();
    assert_eq!(two, ["x", "y"]);
    assert_eq!(lookup.lookup_texts("long.example").await, Ok(vec!["z".repeat(1020)]));
    assert_eq!(lookup.lookup_texts("mixed.example").await, Ok(vec!["Case".to_owned()]), "names have no case");
    assert_eq!(lookup.lookup_texts("none.example").await, Err(LookupError::NotFound));
    let label = "a".repeat(64);
    for invalid in ["", "a..b", label.as_str()] {
        assert_eq!(lookup.lookup_texts(invalid).await, Err(LookupError::InvalidName), "{invalid}");
    }
    zone.silence().await;
    assert!(matches!(lookup.lookup_texts("other.example").await, Err(LookupError::Failed(_))));
}

fn config(key: u8, bootstrap: Vec<Vec<u8>>) -> NodeDiscoveryConfig {
    NodeDiscoveryConfig {
        node_key: Secret32::new([key; 32]),
        udp_port: 0,
        is_loopback: true,
        tcp_port: Some(30303),
        fields: vec![("waku2".to_owned(), vec![1]), ("rs".to_owned(), vec![0, 16, 1, 0, 32])],
        bootstrap,
    }
}

/// Whether a record has a field of this name and value, however it is encoded around it.
fn says(record: &[u8], name: &str, value: &[u8]) -> bool {
    let encoded = match value {
        [byte] if *byte < 0x80 => [name.as_bytes(), value].concat(),
        _ => [name.as_bytes(), &[0x80 + value.len() as u8], value].concat(),
    };
    record.windows(encoded.len()).any(|window| window == encoded)
}

/// Runs the whole suite of node discovery. Each node is on the loopback interface, on a port of its own.
pub async fn run_node_discovery(starter: &dyn NodeDiscoveryStarter) {
    nodes_find_each_other_through_one_that_knows_both(starter).await;
    a_node_that_was_added_is_found(starter).await;
    a_record_says_what_it_was_told_to(starter).await;
    a_stopped_node_finds_nobody(starter).await;
    what_cannot_start_says_so(starter).await;
}

async fn nodes_find_each_other_through_one_that_knows_both(starter: &dyn NodeDiscoveryStarter) {
    let middle = starter.start(config(1, vec![])).await.unwrap();
    let first = starter.start(config(2, vec![middle.local_record()])).await.unwrap();
    let second = starter.start(config(3, vec![middle.local_record()])).await.unwrap();
    // Each makes itself known by looking around.
    until_found(&*second, &middle.local_record()).await;
    until_found(&*first, &second.local_record()).await;
    until_found(&*second, &first.local_record()).await;
    for node in [first, second, middle] {
        node.stop().await;
    }
}

/// Looks around until the node of a record is found. Whoever runs the suite puts a limit around the whole of it.
async fn until_found(node: &dyn NodeDiscovery, record: &[u8]) {
    // The rest of a record may have been signed anew: the key tells who it is.
    while !node.find_nodes().await.unwrap().iter().any(|found| key_of(found) == key_of(record)) {}
}

fn key_of(record: &[u8]) -> &[u8] {
    const NAME: &[u8] = b"secp256k1\xa1";
    let at = record.windows(NAME.len()).position(|window| window == NAME).expect("every record has a key");
    &record[at + NAME.len()..at + NAME.len() + 33]
}

async fn a_node_that_was_added_is_found(starter: &dyn NodeDiscoveryStarter) {
    let (first, second) =
        (starter.start(config(1, vec![])).await.unwrap(), starter.start(config(2, vec![])).await.unwrap());
    assert_eq!(first.find_nodes().await, Ok(vec![]));
    assert_eq!(first.add_node(vec![1, 2, 3]).await, Err(NodeDiscoveryError::InvalidRecord));
    first.add_node(second.local_record()).await.unwrap();
    until_found(&*first, &second.local_record()).await;
    first.stop().await;
    second.stop().await;
}

async fn a_record_says_what_it_was_told_to(starter: &dyn NodeDiscoveryStarter) {
    let node = starter.start(config(1, vec![])).await.unwrap();
    let record = node.local_record();
    assert!(says(&record, "waku2", &[1]) && says(&record, "rs", &[0, 16, 1, 0, 32]));
    assert!(says(&record, "id", b"v4") && says(&record, "tcp", &30303_u16.to_be_bytes()));
    node.set_field("rs", vec![0, 16, 1, 0, 64]).await.unwrap();
    assert!(says(&node.local_record(), "rs", &[0, 16, 1, 0, 64]));
    assert_eq!(node.set_field("x", vec![0; 300]).await, Err(NodeDiscoveryError::InvalidRecord));
    assert!(says(&node.local_record(), "rs", &[0, 16, 1, 0, 64]));
    node.stop().await;
}

async fn a_stopped_node_finds_nobody(starter: &dyn NodeDiscoveryStarter) {
    let node = starter.start(config(1, vec![])).await.unwrap();
    let record = node.local_record();
    node.stop().await;
    node.stop().await;
    assert_eq!(node.find_nodes().await, Err(NodeDiscoveryError::Stopped));
    assert_eq!(node.add_node(record).await, Err(NodeDiscoveryError::Stopped));
    assert_eq!(node.set_field("rs", vec![]).await, Err(NodeDiscoveryError::Stopped));
}

async fn what_cannot_start_says_so(starter: &dyn NodeDiscoveryStarter) {
    let no_key = NodeDiscoveryConfig { node_key: Secret32::new([0; 32]), ..config(1, vec![]) };
    assert!(matches!(starter.start(no_key).await, Err(NodeDiscoveryError::Start(_))));
    let too_much = NodeDiscoveryConfig { fields: vec![("x".to_owned(), vec![0; 300])], ..config(1, vec![]) };
    assert!(matches!(starter.start(too_much).await, Err(NodeDiscoveryError::Start(_))));
}
