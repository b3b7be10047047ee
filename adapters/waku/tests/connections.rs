use std::net::TcpListener;

use status_ports::{Secret32, Waku as _, WakuError};
use status_waku::{WakuConfig, WakuNode};

use crate::{Node, config, key, pair, within};

fn port_of(address: &str) -> u16 {
    address.split('/').nth(4).unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_default_node_listens_on_all_interfaces_by_tcp_and_websocket() {
    within(async {
        let node = Node::start(WakuConfig::default()).await;
        let addresses = node.waku.listen_addresses().await.unwrap();
        assert!(node.id.starts_with("16Uiu2"), "{}", node.id);
        let of = |middle: &str| {
            let end = format!("{middle}/p2p/{}", node.id);
            let place = addresses.iter().filter_map(|address| address.strip_suffix(&end));
            place.filter(|place| place.starts_with("/ip4/127.0.0.1/tcp/") && place.split('/').count() == 5).count()
        };
        assert_eq!((of(""), of("/ws")), (1, 1), "{addresses:?}");
    })
    .await;
}

#[tokio::test]
async fn the_node_key_is_the_identity() {
    within(async {
        let with_key = || WakuConfig { node_key: key(7), ..config() };
        let first = Node::start(with_key()).await;
        first.waku.stop().await;
        assert_eq!(Node::start(with_key()).await.id, first.id);
        assert_ne!(Node::start(config()).await.id, Node::start(config()).await.id);
        let no_key = WakuConfig { node_key: Some(Secret32::new([0; 32])), ..config() };
        assert!(matches!(WakuNode::start(no_key).await, Err(WakuError::Start(_))));
    })
    .await;
}

#[tokio::test]
async fn a_node_that_cannot_listen_does_not_start() {
    within(async {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = format!("/ip4/127.0.0.1/tcp/{}", taken.local_addr().unwrap().port());
        let started = WakuNode::start(WakuConfig { listen: vec![listen], ..config() }).await;
        assert!(matches!(started, Err(WakuError::Start(_))));
        let started = WakuNode::start(WakuConfig { listen: vec!["nonsense".into()], ..config() }).await;
        assert!(matches!(started, Err(WakuError::InvalidAddress(_))));
        let started = WakuNode::start(WakuConfig { static_peers: vec!["nonsense".into()], ..config() }).await;
        assert!(matches!(started, Err(WakuError::InvalidAddress(_))));
    })
    .await;
}

#[tokio::test]
async fn peers_are_known_by_their_protocols_and_addresses() {
    within(async {
        let (mut alice, bobby) = (Node::start(config()).await, Node::start(config()).await);
        alice.waku.dial_peer(&bobby.address).await.unwrap();
        let peers = alice.until_peers(|peers| peers.values().any(|peer| !peer.protocols.is_empty())).await;
        let record = &peers[&bobby.id];
        for protocol in ["/vac/waku/relay/2.0.0", "/vac/waku/metadata/1.0.0", "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0"] {
            assert!(record.protocols.iter().any(|known| known == protocol), "{protocol}: {record:?}");
        }
        assert_eq!(record.addresses, [bobby.address.split("/p2p/").next().unwrap()]);
        assert_eq!(alice.waku.peers().await.unwrap(), peers);
    })
    .await;
}

#[tokio::test]
async fn a_websocket_address_can_be_dialled() {
    within(async {
        let listen = vec!["/ip4/127.0.0.1/tcp/0/ws".to_owned()];
        let mut bobby = Node::start(WakuConfig { listen, ..config() }).await;
        let mut alice = Node::start(config()).await;
        assert!(bobby.address.contains("/ws/p2p/"), "{}", bobby.address);
        alice.waku.dial_peer(&bobby.address).await.unwrap();
        alice.until_connected_to(&[&bobby.id]).await;
        bobby.until_connected_to(&[&alice.id]).await;
    })
    .await;
}

#[tokio::test]
async fn an_address_of_somebody_else_or_of_oneself_is_not_reached() {
    within(async {
        let (alice, bobby, carol) =
            (Node::start(config()).await, Node::start(config()).await, Node::start(config()).await);
        let wrong = bobby.address.replace(&bobby.id, &carol.id);
        assert!(matches!(alice.waku.dial_peer(&wrong).await, Err(WakuError::Dial(_))));
        assert!(matches!(alice.waku.dial_peer(&alice.address).await, Err(WakuError::Dial(_))));
        assert!(alice.waku.peers().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_peer_that_restarts_is_connected_again() {
    within(async {
        let mut bobby = Node::relaying(WakuConfig { node_key: key(9), ..config() }).await;
        let mut alice = Node::relaying(config()).await;
        alice.waku.dial_peer(&bobby.address).await.unwrap();
        let listen = vec![format!("/ip4/127.0.0.1/tcp/{}", port_of(&bobby.address))];
        for _ in 0..2 {
            alice.until_connected_to(&[&bobby.id]).await;
            bobby.waku.stop().await;
            alice.until_connected_to(&[]).await;
            bobby = Node::relaying(WakuConfig { node_key: key(9), listen: listen.clone(), ..config() }).await;
        }
        alice.until_connected_to(&[&bobby.id]).await;
        alice.until_mesh(1).await;
        bobby.until_mesh(1).await;
    })
    .await;
}

#[tokio::test]
async fn a_static_peer_is_connected_as_soon_as_it_is_there() {
    within(async {
        let early = Node::start(WakuConfig { node_key: key(11), ..config() }).await;
        let (id, address) = (early.id.clone(), early.address.clone());
        early.waku.stop().await;
        let mut alice = Node::start(WakuConfig { static_peers: vec![address.clone()], ..config() }).await;
        let listen = vec![format!("/ip4/127.0.0.1/tcp/{}", port_of(&address))];
        let bobby = Node::start(WakuConfig { node_key: key(11), listen, ..config() }).await;
        assert_eq!(bobby.id, id);
        alice.until_connected_to(&[&id]).await;
    })
    .await;
}

#[tokio::test]
async fn a_dropped_peer_is_not_dialled_again() {
    within(async {
        let (mut alice, mut bobby) = pair().await;
        let mut carol = Node::start(config()).await;
        alice.waku.drop_peer(&bobby.id).await.unwrap();
        alice.until_connected_to(&[]).await;
        bobby.until_connected_to(&[]).await;
        // Lost and dialled again, which takes longer than dialling Bobby again would have taken.
        alice.waku.dial_peer(&carol.address).await.unwrap();
        carol.until_connected_to(&[&alice.id]).await;
        carol.waku.drop_peer(&alice.id).await.unwrap();
        alice.until_connected_to(&[]).await;
        alice.until_connected_to(&[&carol.id]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_node_frees_its_port() {
    within(async {
        let (alice, bobby) = pair().await;
        let port = port_of(&bobby.address);
        assert!(TcpListener::bind(("127.0.0.1", port)).is_err());
        tokio::join!(bobby.waku.stop(), bobby.waku.stop());
        TcpListener::bind(("127.0.0.1", port)).unwrap();
        alice.waku.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_peer_that_need_not_be_kept_makes_room_for_a_new_one() {
    within(async {
        let mut alice = Node::start(WakuConfig { target_connections: 2, min_dialled: 2, ..config() }).await;
        let mut others = vec![];
        for _ in 0..4 {
            others.push(Node::start(config()).await);
        }
        let mut ids: Vec<&str> = others.iter().map(|node| node.id.as_str()).collect();
        alice.waku.dial_peer(&others[0].address).await.unwrap();
        alice.waku.connect(&others[1].address).await.unwrap();
        alice.waku.connect(&others[2].address).await.unwrap();
        // The kept one and the newest stay.
        alice.until_connected_to(&[ids[0], ids[2]]).await;
        // Who is to be kept is connected beyond the wanted number, too.
        alice.waku.dial_peer(&others[3].address).await.unwrap();
        ids.swap_remove(1);
        ids.retain(|id| *id != others[2].id);
        alice.until_connected_to(&ids).await;
    })
    .await;
}

#[tokio::test]
async fn those_who_come_do_not_push_out_those_whom_we_chose() {
    within(async {
        let mut alice = Node::start(WakuConfig { target_connections: 2, min_dialled: 2, ..config() }).await;
        let mut others = vec![];
        for _ in 0..4 {
            others.push(Node::start(config()).await);
        }
        for chosen in &others[..2] {
            alice.waku.connect(&chosen.address).await.unwrap();
        }
        for newcomer in &others[2..] {
            newcomer.waku.connect(&alice.address).await.unwrap();
        }
        let all: Vec<&str> = others.iter().map(|node| node.id.as_str()).collect();
        alice.until_connected_to(&all).await;
    })
    .await;
}

#[tokio::test]
async fn bytes_on_sockets_are_more_than_those_of_messages() {
    within(async {
        let (alice, mut bobby) = pair().await;
        alice.waku.publish(crate::TOPIC, crate::message(&[7; 10_000])).await.unwrap();
        bobby.next_message().await;
        let (sent, received) = (alice.waku.traffic().await.unwrap(), bobby.waku.traffic().await.unwrap());
        assert!(sent["transport"].bytes_out > 10_000, "{sent:?}");
        assert!(received["transport"].bytes_in > received["/vac/waku/relay/2.0.0"].bytes_in, "{received:?}");
    })
    .await;
}
