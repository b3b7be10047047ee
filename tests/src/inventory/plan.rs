//! What becomes of the methods that are not here.

use super::{Priority, Row};

/// What is with a method of status-go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is here.
    Done,
    /// It comes with a capability that the project does not have yet.
    Later(&'static str),
    /// It does not come.
    Never(&'static str),
    /// It should be here.
    Missing,
}

/// By what is noted about a method: reasons for which it does not come.
const NEVER_BY_NOTE: &[(&str, &str)] = &[
    ("go-ethereum built-in", "about the Ethereum node inside status-go; there is none here"),
    ("waku v1", "about the first version of Waku, which no node speaks any more"),
    ("enable_private_api", "only in test builds of status-go"),
    ("accidentally exported", "exported by accident; takes or gives what no client can handle"),
    ("subscription, not callable", "cannot be called"),
    ("NOT callable", "cannot be called"),
    ("shadowed", "answered by another one"),
    ("always error", "only ever an error"),
    ("Web3ProviderConfig", "the old way for web pages, off by default; the connector took its place"),
    ("marked deprecated", "status-go itself says not to use it; another one does the same"),
    ("waku v2 and v1", "works on keys and filters of a node that a client has not been given for years"),
];

/// Single methods.
const NEVER: &[(&str, &str)] = &[
    ("appmetrics_getAppMetrics", "no record of what a person does is kept"),
    ("appmetrics_saveAppMetrics", "no record of what a person does is kept"),
    ("appmetrics_validateAppMetrics", "no record of what a person does is kept"),
    ("chat_createOneToOneChat", "wakuext_createOneToOneChat does the same"),
    ("ens_stop", "internal to status-go"),
    ("peer_discover", "internal to status-go: nodes are found without being asked"),
    ("rpcstats_getStats", "the metrics of the daemon tell more"),
    ("rpcstats_reset", "the metrics of the daemon tell more"),
    ("wakuext_messenger", "exported by accident: gives the inside of status-go"),
    ("wakuext_bloomFilter", "about the first version of Waku, which no node speaks any more"),
    ("wakuext_loadFilters", "filters follow from chats and contacts; a client that sets them by hand breaks that"),
    ("wakuext_removeFilters", "filters follow from chats and contacts; a client that removes them by hand breaks that"),
];

/// Groups of methods by the begin of their names.
const NEVER_BY_PREFIX: &[(&str, &str)] = &[
    ("mailservers_addChatRequestRange", "what was fetched is remembered without the client"),
    ("mailservers_deleteChatRequestRange", "what was fetched is remembered without the client"),
    ("mailservers_getChatRequestRange", "what was fetched is remembered without the client"),
    ("mailservers_addMailserverRequestGap", "gaps are remembered without the client; wakuext_fillGaps fills them"),
    ("mailservers_deleteMailserverRequestGap", "gaps are remembered without the client; wakuext_fillGaps fills them"),
    ("mailservers_getMailserverRequestGap", "gaps are remembered without the client; wakuext_fillGaps fills them"),
    ("mailservers_addMailserverTopic", "what was fetched is remembered without the client"),
    ("mailservers_deleteMailserverTopic", "what was fetched is remembered without the client"),
    ("mailservers_getMailserverTopic", "what was fetched is remembered without the client"),
];

/// Capabilities that come later, by area.
const LATER_BY_AREA: &[(&str, &str)] = &[
    ("account", "accounts and keycards"),
    ("community", "communities"),
    ("push", "push notifications"),
    ("sync", "several devices"),
    ("wallet", "wallet"),
];

/// Single methods and groups that come with a capability of another area, by the begin of their names.
const LATER_BY_PREFIX: &[(&str, &str)] = &[
    ("browsers_", "web pages"),
    ("ens_", "wallet"),
    ("permissions_", "web pages"),
    ("updates_check", "web pages"),
    ("web3_", "wallet"),
    ("wakuext_addBookmark", "web pages"),
    ("wakuext_addBrowser", "web pages"),
    ("wakuext_deleteBrowser", "web pages"),
    ("wakuext_getBrowsers", "web pages"),
    ("wakuext_removeBookmark", "web pages"),
    ("wakuext_updateBookmark", "web pages"),
    ("wakuext_storePubsubTopicKey", "communities"),
    ("wakuext_subscribeToPubsubTopic", "communities"),
];

/// Methods of the messenger that come with another capability.
const LATER: &[(&str, &str)] = &[
    ("stickers_buyEstimate", "wallet"),
    ("stickers_buyPrepareTx", "wallet"),
    ("stickers_buyPrepareTxCallMsg", "wallet"),
    ("stickers_stickerMarketAddress", "wallet"),
    ("wakuext_ensVerified", "wallet"),
];

/// What becomes of a method that is not here.
#[must_use]
pub fn fate(row: &Row) -> Fate {
    let named =
        |list: &[(&str, &'static str)]| list.iter().find(|(name, _)| *name == row.method).map(|(_, reason)| *reason);
    let prefixed = |list: &[(&str, &'static str)]| {
        list.iter().find(|(prefix, _)| row.method.starts_with(prefix)).map(|(_, reason)| *reason)
    };
    let noted = NEVER_BY_NOTE.iter().find(|(note, _)| row.notes.contains(note)).map(|(_, reason)| *reason);
    if let Some(reason) = named(NEVER).or_else(|| prefixed(NEVER_BY_PREFIX)).or(noted) {
        return Fate::Never(reason);
    }
    let by_area = LATER_BY_AREA.iter().find(|(area, _)| *area == row.area).map(|(_, capability)| *capability);
    if let Some(capability) = named(LATER).or_else(|| prefixed(LATER_BY_PREFIX)).or(by_area) {
        return Fate::Later(capability);
    }
    match row.priority {
        Priority::Legacy => Fate::Never("hardly any client calls it"),
        Priority::Daily | Priority::Sometimes => Fate::Missing,
    }
}
