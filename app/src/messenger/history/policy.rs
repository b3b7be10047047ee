//! Whether history is fetched, and from whom: what the settings say.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use status_domain::history::store_node::StoreNode;
use status_domain::settings::setting;
use status_ports::{ProfileStoreExt as _, StorageError};

use super::super::shared::Shared;
use crate::store_nodes;

/// What the settings say.
#[derive(Clone, Debug, Default)]
pub(super) struct Policy {
    uses_store_nodes: bool,
    uses_metered: bool,
    pub(super) confirms_sent: bool,
    pub(super) checks_missing: bool,
    known: Vec<StoreNode>,
    pinned: Option<String>,
}

impl Policy {
    pub(super) async fn read(shared: &Arc<Shared>) -> Result<Self, StorageError> {
        let (settings, added) =
            shared.store.query(|stores| Ok::<_, StorageError>((stores.settings()?, stores.store_nodes()?))).await?;
        let flag = |name| setting(&settings, name).as_bool().unwrap_or_default();
        let fleet = setting(&settings, "fleet").as_str().unwrap_or_default().to_owned();
        let config = setting(&settings, "node-config");
        let config_flag = |name| config.get(name).and_then(Value::as_bool).unwrap_or_default();
        let pinned = setting(&settings, "pinned-mailservers");
        let pinned = serde_json::from_value::<BTreeMap<String, String>>(pinned).unwrap_or_default().remove(&fleet);
        let listed = store_nodes::of_fleet(&fleet).map(|node| (node.id.clone(), node.address.clone()));
        let added = added.into_iter().filter(|node| node.fleet == fleet).map(|node| (node.id, node.address));
        Ok(Self {
            uses_store_nodes: flag("use-mailservers?"),
            uses_metered: flag("syncing-on-mobile-network?"),
            // Without relaying, the service node's word is all there is.
            confirms_sent: config_flag("EnableStoreConfirmationForMessagesSent") && !config_flag("LightClient"),
            checks_missing: config_flag("EnableMissingMessageVerification"),
            known: listed.chain(added).filter_map(|(id, address)| StoreNode::at(&id, &address)).collect(),
            pinned,
        })
    }

    /// Makes the rest of the history follow. Whether the active node was left.
    pub(super) fn apply(&self, shared: &Shared) -> bool {
        shared.history.set_confirms_sent(self.confirms_sent);
        shared.history.cycle().set_known(self.known.clone(), self.pinned.clone())
    }

    /// Whether history may be fetched now.
    pub(super) fn allows(&self, shared: &Shared) -> bool {
        let device = shared.network.device();
        self.uses_store_nodes && device.uses_network() && (self.uses_metered || !device.is_metered())
    }
}
