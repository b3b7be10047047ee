//! The contract of [`NetworkStore`].

use crate::{NetworkRecord, NetworkStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn NetworkStore>) {
    networks_come_back_whole_by_number(&mut *make());
    a_network_is_replaced(&mut *make());
    a_network_is_forgotten(&mut *make());
}

pub(super) fn network(chain_id: u64) -> NetworkRecord {
    NetworkRecord {
        chain_id,
        chain_name: "Optimism".into(),
        rpc_url: "https://rpc.example/a".into(),
        original_rpc_url: "https://rpc.example/b".into(),
        fallback_url: "https://fallback.example/a".into(),
        original_fallback_url: "https://fallback.example/b".into(),
        block_explorer_url: "https://explorer.example".into(),
        icon_url: "network/Network=Optimism".into(),
        native_currency_name: "Ether".into(),
        native_currency_symbol: "ETH".into(),
        native_currency_decimals: 18,
        is_test: true,
        layer: 2,
        enabled: true,
        chain_color: "#E90101".into(),
        short_name: "oeth".into(),
        related_chain_id: 11_155_420,
    }
}

fn networks_come_back_whole_by_number(store: &mut dyn NetworkStore) {
    assert_eq!(store.networks().unwrap(), []);
    // Numbers of chains go up to 64 bits.
    for chain_id in [u64::MAX, 10, 1] {
        store.save_network(&network(chain_id)).unwrap();
    }
    assert_eq!(store.networks().unwrap(), [1, 10, u64::MAX].map(network));
}

fn a_network_is_replaced(store: &mut dyn NetworkStore) {
    store.save_network(&network(1)).unwrap();
    let other = NetworkRecord { enabled: false, is_test: false, layer: 1, rpc_url: String::new(), ..network(1) };
    store.save_network(&other).unwrap();
    assert_eq!(store.networks().unwrap(), [other]);
}

fn a_network_is_forgotten(store: &mut dyn NetworkStore) {
    store.save_network(&network(1)).unwrap();
    store.save_network(&network(2)).unwrap();
    store.delete_network(1).unwrap();
    store.delete_network(7).unwrap();
    assert_eq!(store.networks().unwrap(), [network(2)]);
}
