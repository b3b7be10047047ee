//! Sessions of web pages by WalletConnect, whose connection the client holds.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::{
    AgreedSession, ConnectedPage, EIP155, add_wallet_connect_session, connected_pages, end_wallet_connect_session,
};
use status_ports::{StorageError, WalletConnectSessionRecord, WalletStoreExt as _, WalletTransaction};

use crate::json;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_addWalletConnectSession",
        "Keeps a session that the client agreed on with a page, as the client's library writes it.",
        &["sessionJson"],
        |session: Session, (text,): (String,)| async move { add(&session, text).await },
    );
    table.method(
        "wallet_disconnectWalletConnectSession",
        "Notes that a session with a page was ended.",
        &["topic"],
        |session: Session, (topic,): (String,)| async move {
            let end = move |stores: &mut dyn WalletTransaction| end_wallet_connect_session(stores, &topic);
            Ok::<_, RpcError>(session.wallet().store().transact(end).await?)
        },
    );
    table.method(
        "wallet_getWalletConnectActiveSessions",
        "The sessions that nobody ended and that hold at a time in Unix seconds, the one that holds longest first.",
        &["validAtTimestamp"],
        |session: Session, (valid_at,): (i64,)| async move { active(&session, valid_at).await },
    );
    table.method(
        "wallet_getWalletConnectDapps",
        "The pages with sessions that hold at a time in Unix seconds, on chains for tests or on the others.",
        &["validAtTimestamp", "testChains"],
        |session: Session, (valid_at, are_tests): (i64, bool)| async move {
            let find = move |stores: &mut dyn WalletTransaction| connected_pages(stores, valid_at, are_tests);
            let pages: Vec<ConnectedPage> = session.wallet().store().query::<_, StorageError, _>(find).await?;
            let pages: Vec<PageJson> = pages.into_iter().map(PageJson::from).collect();
            Ok::<_, RpcError>((!pages.is_empty()).then_some(pages))
        },
    );
}

/// What counts of the session of WalletConnect's library.
#[derive(Default, Deserialize)]
#[serde(rename = "walletconnect.Session", rename_all = "camelCase")]
struct SessionText {
    topic: String,
    pairing_topic: String,
    expiry: i64,
    namespaces: BTreeMap<String, NamespaceText>,
    peer: PeerText,
}

#[derive(Default, Deserialize)]
#[serde(rename = "walletconnect.Namespace")]
struct NamespaceText {
    chains: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename = "walletconnect.Proposer")]
struct PeerText {
    metadata: MetadataText,
}

#[derive(Default, Deserialize)]
#[serde(rename = "walletconnect.Metadata")]
struct MetadataText {
    url: String,
    name: String,
    icons: Vec<String>,
}

async fn add(session: &Session, text: String) -> Result<(), RpcError> {
    let read: SessionText =
        json::from_text(&text).map_err(|error| RpcError::method(format!("unmarshal session: {error}")))?;
    let SessionText { topic, pairing_topic, expiry, mut namespaces, peer } = read;
    let MetadataText { url, name, icons } = peer.metadata;
    let agreed = AgreedSession {
        topic,
        pairing_topic,
        expiry,
        chains: namespaces.remove(EIP155).unwrap_or_default().chains,
        url,
        name,
        icon_url: icons.into_iter().next().unwrap_or_default(),
        session_json: text,
    };
    let (networks, now) = (session.wallet().networks(), session.wallet().now());
    let add = move |stores: &mut dyn WalletTransaction| add_wallet_connect_session(stores, &networks, agreed, now);
    Ok(session.wallet().store().transact(add).await?)
}

/// A session as clients read it.
#[derive(JsonSchema, Serialize)]
#[serde(rename = "walletconnect.DBSession", rename_all = "camelCase")]
struct SessionJson {
    topic: String,
    disconnected: bool,
    session_json: String,
    expiry: i64,
    created_timestamp: u64,
    pairing_topic: String,
    test_chains: bool,
    #[serde(flatten)]
    page: PageJson,
}

/// A page as clients read it.
#[derive(JsonSchema, Serialize)]
#[serde(rename = "walletconnect.DBDApp", rename_all = "camelCase")]
struct PageJson {
    url: String,
    name: String,
    icon_url: String,
}

impl From<ConnectedPage> for PageJson {
    fn from(ConnectedPage { url, name, icon_url }: ConnectedPage) -> Self {
        Self { url, name, icon_url }
    }
}

async fn active(session: &Session, valid_at: i64) -> Result<Option<Vec<SessionJson>>, RpcError> {
    let find = move |stores: &mut dyn WalletTransaction| stores.active_wallet_connect_sessions(valid_at);
    let sessions = session.wallet().store().query::<_, StorageError, _>(find).await?;
    let sessions: Vec<SessionJson> = sessions.into_iter().map(SessionJson::from).collect();
    Ok((!sessions.is_empty()).then_some(sessions))
}

impl From<WalletConnectSessionRecord> for SessionJson {
    fn from(record: WalletConnectSessionRecord) -> Self {
        Self {
            topic: record.topic,
            disconnected: record.is_disconnected,
            session_json: record.session_json,
            expiry: record.expiry,
            created_timestamp: record.created_at,
            pairing_topic: record.pairing_topic,
            test_chains: record.is_test,
            page: PageJson { url: record.url, name: record.name, icon_url: record.icon_url },
        }
    }
}
