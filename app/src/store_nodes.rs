//! The nodes that keep messages, as each fleet has them.

use std::sync::OnceLock;

use serde::Deserialize;

/// A node of a fleet.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListedStoreNode {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) enr: String,
    /// Multiaddress.
    #[serde(rename = "addr")]
    pub(crate) address: String,
    pub(crate) fleet: String,
}

/// The nodes of a fleet.
pub(crate) fn of_fleet(fleet: &str) -> impl Iterator<Item = &'static ListedStoreNode> {
    static LISTED: OnceLock<Vec<ListedStoreNode>> = OnceLock::new();
    let listed = LISTED.get_or_init(|| {
        serde_json::from_str(include_str!("../data/mailservers.json")).unwrap_or_else(|error| {
            tracing::error!(%error, "The list of store nodes is damaged.");
            Vec::new()
        })
    });
    listed.iter().filter(move |node| node.fleet == fleet)
}
