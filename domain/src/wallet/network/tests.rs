use super::*;

fn secrets() -> WalletSecrets {
    WalletSecrets {
        infura_token: "INFURA".to_owned().into(),
        pokt_token: "POKT".to_owned().into(),
        proxy_stage_name: "test".to_owned(),
        ..WalletSecrets::default()
    }
}

fn records(networks: &[Network]) -> Vec<NetworkRecord> {
    networks.iter().map(|network| network.record.clone()).collect()
}

#[test]
fn six_chains_are_known_from_the_start_with_the_tokens_of_the_client() {
    let networks = default_networks(&secrets());
    let ids: Vec<u64> = networks.iter().map(|network| network.record.chain_id).collect();
    assert_eq!(ids, [1, 11_155_111, 10, 11_155_420, 42161, 421_614]);
    let mainnet = &networks[0];
    assert_eq!(mainnet.record.rpc_url, "https://mainnet.infura.io/v3/INFURA");
    assert_eq!(mainnet.record.fallback_url, "https://eth-archival.rpc.grove.city/v1/POKT");
    assert_eq!(mainnet.default_rpc_url, "https://test.api.status.im/nodefleet/ethereum/mainnet/");
    assert_eq!(mainnet.default_fallback_url, "https://test.api.status.im/infura/ethereum/mainnet/");
    assert_eq!(mainnet.default_fallback_url2, "https://test.api.status.im/grove/ethereum/mainnet/");
    assert_eq!(networks[5].record.fallback_url, "https://arbitrum-sepolia-archival.rpc.grove.city/v1/POKT");
    let bare = default_networks(&WalletSecrets::default());
    assert_eq!(bare[0].record.rpc_url, "https://mainnet.infura.io/v3/", "without a token the URL stays bare");
    assert!(networks.iter().all(|network| network.token_overrides.is_empty()));
}

#[test]
fn a_chain_for_tests_stands_for_all() {
    let networks = default_networks(&WalletSecrets { test_chain_url: "http://anvil:8545".to_owned(), ..secrets() });
    for Network { record, .. } in &networks {
        assert_eq!((record.rpc_url.as_str(), record.fallback_url.as_str()), ("http://anvil:8545", "http://anvil:8545"));
    }
    assert_eq!(networks[0].token_overrides.len(), 1);
    assert!(networks.iter().skip(1).all(|network| network.token_overrides.is_empty()));
}

#[test]
fn new_tokens_reach_the_urls_that_the_person_did_not_choose() {
    let mut stored = records(&default_networks(&WalletSecrets::default()));
    stored[0].rpc_url = "https://my.node/".to_owned();
    let changed = reconcile(&stored, &default_networks(&secrets()));
    assert_eq!(changed.len(), 6);
    assert_eq!(changed[0].rpc_url, "https://my.node/");
    assert_eq!(changed[0].original_rpc_url, "https://mainnet.infura.io/v3/INFURA");
    assert_eq!(changed[0].fallback_url, "https://eth-archival.rpc.grove.city/v1/POKT");
    assert_eq!(changed[1].rpc_url, "https://sepolia.infura.io/v3/INFURA");
    assert!(reconcile(&changed, &default_networks(&secrets())).is_empty(), "once is enough");
}

#[test]
fn missing_chains_are_added_and_those_of_the_person_stay() {
    let configured = default_networks(&secrets());
    assert_eq!(reconcile(&[], &configured), records(&configured));
    let mut stored = records(&configured);
    stored.remove(2);
    stored.push(NetworkRecord { chain_id: 4242, ..stored[0].clone() });
    let changed = reconcile(&stored, &configured);
    assert_eq!(changed, [configured[2].record.clone()]);
    let only_for_tests = [NetworkRecord { chain_id: 31337, ..stored[0].clone() }];
    assert!(reconcile(&only_for_tests, &configured).is_empty());
}

#[test]
fn chains_and_their_tests_are_pairs() {
    let networks = records(&default_networks(&secrets()));
    let ids = |pairs: &[NetworkPair]| -> Vec<(Option<u64>, Option<u64>)> {
        let id = |network: &Option<NetworkRecord>| network.as_ref().map(|network| network.chain_id);
        pairs.iter().map(|pair| (id(&pair.production), id(&pair.test))).collect()
    };
    let paired = [(Some(1), Some(11_155_111)), (Some(10), Some(11_155_420)), (Some(42161), Some(421_614))];
    assert_eq!(ids(&network_pairs(&networks)), paired);
    let mut reversed = networks.clone();
    reversed.reverse();
    let mut backwards = paired.to_vec();
    backwards.reverse();
    assert_eq!(ids(&network_pairs(&reversed)), backwards, "whichever comes first");
    let alone = [
        NetworkRecord { chain_id: 5, related_chain_id: 0, ..networks[0].clone() },
        NetworkRecord { chain_id: 6, related_chain_id: 0, is_test: true, ..networks[0].clone() },
    ];
    assert_eq!(ids(&network_pairs(&alone)), [(Some(5), None), (None, Some(6))]);
}

#[test]
fn active_are_those_of_the_mode_whether_shown_or_not() {
    let networks = records(&default_networks(&secrets()));
    let ids =
        |are_tests| active_networks(&networks, are_tests).iter().map(|network| network.chain_id).collect::<Vec<_>>();
    assert_eq!(ids(false), [1, 10, 42161]);
    assert_eq!(ids(true), [11_155_111, 11_155_420, 421_614]);
}

#[test]
fn the_newest_block_is_guessed_from_the_time_since_one_was_seen() {
    assert_eq!(estimated_block_number(1, 100, 11_999), 100);
    assert_eq!(estimated_block_number(1, 100, 24_000), 102);
    assert_eq!(estimated_block_number(42161, 100, 3000), 110);
    assert_eq!(estimated_block_number(10, u64::MAX, 4000), u64::MAX);
}
