use crate::wallet::network::{Network, WalletSecrets, default_networks};
use crate::wallet::provider::providers;

fn mainnet(secrets: &WalletSecrets) -> Network {
    default_networks(secrets).remove(0)
}

#[test]
fn without_the_proxy_there_are_two() {
    let secrets = WalletSecrets { infura_token: "secret".to_owned().into(), ..WalletSecrets::default() };
    let plans = providers(&mainnet(&secrets), &secrets);
    let names: Vec<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
    assert_eq!(names, ["mainnet.infura.io", "eth-archival.rpc.grove.city"]);
    assert!(plans.iter().all(|plan| !plan.is_proxied));
    assert!(!format!("{plans:?}{secrets:?}").contains("secret"));
}

#[test]
fn with_the_proxy_the_order_is_that_of_the_providers_behind_it() {
    let secrets = WalletSecrets { is_proxy_enabled: true, proxy_stage_name: "prod".to_owned(), ..Default::default() };
    let plans = providers(&mainnet(&secrets), &secrets);
    let names: Vec<&str> = plans.iter().map(|plan| plan.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "status-proxy-2",
            "status-proxy-fallback-3",
            "mainnet.infura.io",
            "status-proxy-fallback2-4",
            "eth-archival.rpc.grove.city",
        ]
    );
    let proxied: Vec<bool> = plans.iter().map(|plan| plan.is_proxied).collect();
    assert_eq!(proxied, [true, true, false, true, false]);
}

#[test]
fn empty_urls_and_repeated_ones_are_no_providers() {
    let secrets = WalletSecrets { test_chain_url: "http://localhost:8545".to_owned(), ..WalletSecrets::default() };
    let mut network = mainnet(&secrets);
    assert_eq!(providers(&network, &secrets).len(), 1);
    assert_eq!(providers(&network, &secrets)[0].name, "localhost:8545");
    network.record.rpc_url = String::new();
    network.record.fallback_url = String::new();
    assert!(providers(&network, &secrets).is_empty());
}
