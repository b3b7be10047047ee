//! The network: peers, and the start of the messenger.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::settings;
use status_ports::{PeerRecord, TopicPeers};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_startMessenger",
        "Begins to send and receive. Before, the profile can only be read and written.",
        &[],
        |session: Session, (): ()| async move { start_messenger(&session).await },
    );
    table.method("wakuext_peers", "Connected peers by peer id.", &[], |session: Session, (): ()| async move {
        let peers = session.waku().peers().await?;
        let peers: BTreeMap<String, PeerJson> = peers.into_iter().map(|(id, peer)| (id, peer.into())).collect();
        Ok::<_, RpcError>(peers)
    });
    table.method(
        "wakuext_dialPeer",
        "Connects to the peer at a multiaddress that ends in its peer id, and keeps it connected.",
        &["address"],
        |session: Session, (address,): (String,)| async move { session.waku().dial_peer(&address).await },
    );
    table.method(
        "wakuext_dropPeer",
        "Disconnects a peer.",
        &["peerID"],
        |session: Session, (peer_id,): (String,)| async move { session.waku().drop_peer(&peer_id).await },
    );
    table.method(
        "wakuext_listenAddresses",
        "Multiaddresses at which this node can be dialled.",
        &[],
        |session: Session, (): ()| async move { session.waku().listen_addresses().await },
    );
    table.method(
        "wakuext_relayPeersByTopic",
        "Peers that relay a pubsub topic with us.",
        &["topic"],
        |session: Session, (topic,): (String,)| async move {
            Ok::<_, RpcError>(TopicPeersJson::from(session.waku().relay_peers(&topic).await?))
        },
    );
    table.method("wakuext_peerID", "The peer id of this node.", &[], |session: Session, (): ()| async move {
        Ok::<_, RpcError>(session.waku().peer_id())
    });
}

/// A connected peer.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "types.WakuV2Peer")]
pub(crate) struct PeerJson {
    protocols: Vec<String>,
    addresses: Vec<String>,
}

impl From<PeerRecord> for PeerJson {
    fn from(peer: PeerRecord) -> Self {
        Self { protocols: peer.protocols, addresses: peer.addresses }
    }
}

/// Peers of a topic.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "types.PeerList")]
#[serde(rename_all = "camelCase")]
struct TopicPeersJson {
    full_mesh: Vec<String>,
    all_peers: Vec<String>,
}

impl From<TopicPeers> for TopicPeersJson {
    fn from(peers: TopicPeers) -> Self {
        Self { full_mesh: peers.full_mesh, all_peers: peers.all_peers }
    }
}

/// A node that keeps messages for those who are offline.
#[derive(Clone, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "mailservers.Mailserver")]
struct MailserverJson {
    id: String,
    name: String,
    custom: bool,
    enr: String,
    addr: String,
    fleet: String,
}

/// What the start of the messenger brings.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
struct StartedJson {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mailservers: Vec<MailserverJson>,
    /// Never any.
    notifications: Option<()>,
    discord_oldest_message_timestamp: u64,
}

/// The store nodes that are known from the start.
fn known_mailservers() -> &'static [MailserverJson] {
    static KNOWN: OnceLock<Vec<MailserverJson>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        serde_json::from_str(include_str!("../../data/mailservers.json")).unwrap_or_else(|error| {
            tracing::error!(%error, "The list of store nodes is damaged.");
            Vec::new()
        })
    })
}

async fn start_messenger(session: &Session) -> Result<StartedJson, RpcError> {
    session.messenger().start().await?;
    let fleet = settings::setting(&session.settings().await?, "fleet");
    Ok(StartedJson {
        mailservers: known_mailservers().iter().filter(|server| fleet == server.fleet.as_str()).cloned().collect(),
        notifications: None,
        discord_oldest_message_timestamp: 0,
    })
}
