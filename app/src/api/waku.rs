//! The network: peers, and the start of the messenger.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::discovery::peer_id::peer_id_of_address;
use status_domain::settings;
use status_ports::{PeerRecord, ProfileStoreExt as _, ProtocolTraffic, StorageError, TopicPeers, WakuError};

use super::history::MailserverJson;
use super::messenger::given;
use crate::network::peers::PeerKeeper;
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::store_nodes;

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
        "wakuext_dialPeerByID",
        "Connects to a peer that was dialled before, and keeps it connected.",
        &["peerID"],
        |session: Session, (peer_id,): (String,)| async move { session.network().dial_known(&peer_id).await },
    );
    table.method(
        "wakuext_setLightClient",
        "Relays messages or, as a light client, asks service nodes instead; at once and in later sessions.",
        &["request"],
        |session: Session, (request,): (Option<SetLightClient>,)| async move {
            session.set_light_client(given(request)?.enabled).await.map_err(RpcError::from)
        },
    );
    table.method(
        "wakuext_pause",
        "Closes all connections to peers, and makes none until wakuext_resume: for an application that is not in use.",
        &[],
        |session: Session, (): ()| async move {
            session.network().device_changed(|device| device.set_paused(true));
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_resume",
        "Connects to peers again after wakuext_pause, and catches up.",
        &[],
        |session: Session, (): ()| async move {
            session.network().device_changed(|device| device.set_paused(false));
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_traffic",
        "Messages and bytes since the login, by protocol id.",
        &[],
        |session: Session, (): ()| async move {
            let traffic = session.waku().traffic().await?;
            let traffic: BTreeMap<String, TrafficJson> =
                traffic.into_iter().map(|(protocol, counted)| (protocol, counted.into())).collect();
            Ok::<_, RpcError>(traffic)
        },
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
    table.method(
        "wakuext_addRelayPeer",
        "Connects to the peer at a multiaddress as soon as it is there, and keeps it connected. Gives its peer id.",
        &["address"],
        |session: Session, (address,): (String,)| async move { add_peer(&session, &address).await },
    );
    table.method(
        "wakuext_addStorePeer",
        "Like wakuext_addRelayPeer: a peer that is connected is asked for whatever it serves.",
        &["address"],
        |session: Session, (address,): (String,)| async move { add_peer(&session, &address).await },
    );
    table.method(
        "wakuext_enr",
        "The node record of this node; null if other nodes are not looked for.",
        &[],
        |session: Session, (): ()| async move {
            let record = session.keeper().and_then(PeerKeeper::record);
            Ok::<_, RpcError>(record.map(|record| record.to_string()))
        },
    );
    table.method(
        "wakuext_startDiscV5",
        "Looks for nodes by discv5 until the logout, as long as this node relays.",
        &[],
        |session: Session, (): ()| async move { set_node_discovery(&session, true) },
    );
    table.method(
        "wakuext_stopDiscV5",
        "Looks no longer for nodes by discv5, until the next login.",
        &[],
        |session: Session, (): ()| async move { set_node_discovery(&session, false) },
    );
    table.method("wakuext_peerID", "The peer id of this node.", &[], |session: Session, (): ()| async move {
        Ok::<_, RpcError>(session.waku().peer_id())
    });
}

/// Keeps a peer connected; gives its peer id.
async fn add_peer(session: &Session, address: &str) -> Result<String, RpcError> {
    let invalid = || WakuError::InvalidAddress(address.to_owned());
    match session.keeper() {
        Some(keeper) => Ok(keeper.add(address).ok_or_else(invalid)?),
        None => {
            let peer_id = peer_id_of_address(address).ok_or_else(invalid)?;
            session.waku().dial_peer(address).await?;
            Ok(peer_id.to_owned())
        }
    }
}

fn set_node_discovery(session: &Session, is_enabled: bool) -> Result<(), RpcError> {
    let keeper = session.keeper().ok_or_else(|| RpcError::method("other nodes are not looked for"))?;
    keeper.set_node_discovery(is_enabled);
    Ok(())
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

/// How the node takes part in the network.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SetLightClient")]
#[serde(rename = "requests.SetLightClient")]
struct SetLightClient {
    enabled: bool,
}

/// What went over the network under one protocol, without what carries it.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
struct TrafficJson {
    messages_in: u64,
    messages_out: u64,
    bytes_in: u64,
    bytes_out: u64,
}

impl From<ProtocolTraffic> for TrafficJson {
    fn from(counted: ProtocolTraffic) -> Self {
        Self {
            messages_in: counted.messages_in,
            messages_out: counted.messages_out,
            bytes_in: counted.bytes_in,
            bytes_out: counted.bytes_out,
        }
    }
}

/// Peers of a topic.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "types.PeerList")]
#[serde(rename_all = "camelCase")]
struct TopicPeersJson {
    full_mesh: Vec<String>,
    all: Vec<String>,
}

impl From<TopicPeers> for TopicPeersJson {
    fn from(peers: TopicPeers) -> Self {
        Self { full_mesh: peers.full_mesh, all: peers.all_peers }
    }
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

async fn start_messenger(session: &Session) -> Result<StartedJson, RpcError> {
    session.messenger().start().await?;
    let fleet = settings::setting(&session.settings().await?, "fleet");
    let fleet = fleet.as_str().unwrap_or_default();
    let added: Result<_, StorageError> = session.profile().query(|stores| stores.store_nodes()).await;
    let added = added?.into_iter().filter(|node| node.fleet == fleet).map(MailserverJson::from);
    Ok(StartedJson {
        mailservers: store_nodes::of_fleet(fleet).map(MailserverJson::from).chain(added).collect(),
        notifications: None,
        discord_oldest_message_timestamp: 0,
    })
}
