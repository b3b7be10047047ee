//! The chains that every profile knows from the start.

use status_ports::NetworkRecord;

use super::{Network, TokenOverride, WalletSecrets};

/// SNT on the chain for tests that stands for all others.
const TEST_CHAIN_SNT: [u8; 20] = [
    0x85, 0x71, 0xdd, 0xc4, 0x6b, 0x10, 0xd3, 0x1e, 0xf9, 0x63, 0xaf, 0x49, 0xb6, 0xc7, 0x79, 0x9e, 0xa7, 0xef, 0xf8,
    0x18,
];

/// What differs between the chains.
struct Default {
    chain_id: u64,
    related: u64,
    name: &'static str,
    short_name: &'static str,
    color: &'static str,
    icon: &'static str,
    explorer: &'static str,
    layer: u64,
    is_test: bool,
    enabled: bool,
    /// Path at the proxy.
    proxy_path: &'static str,
    /// Host part at Infura.
    infura: &'static str,
    /// Host part at Grove.
    grove: &'static str,
}

const DEFAULTS: [Default; 6] = [
    Default {
        chain_id: 1,
        related: 11_155_111,
        name: "Mainnet",
        short_name: "eth",
        color: "#627EEA",
        icon: "network/Network=Ethereum",
        explorer: "https://etherscan.io/",
        layer: 1,
        is_test: false,
        enabled: true,
        proxy_path: "ethereum/mainnet",
        infura: "mainnet",
        grove: "eth-archival",
    },
    Default {
        chain_id: 11_155_111,
        related: 1,
        name: "Mainnet",
        short_name: "eth",
        color: "#627EEA",
        icon: "network/Network=Ethereum",
        explorer: "https://sepolia.etherscan.io/",
        layer: 1,
        is_test: true,
        enabled: true,
        proxy_path: "ethereum/sepolia",
        infura: "sepolia",
        grove: "sepolia-archival",
    },
    Default {
        chain_id: 10,
        related: 11_155_420,
        name: "Optimism",
        short_name: "oeth",
        color: "#E90101",
        icon: "network/Network=Optimism",
        explorer: "https://optimistic.etherscan.io",
        layer: 2,
        is_test: false,
        enabled: true,
        proxy_path: "optimism/mainnet",
        infura: "optimism-mainnet",
        grove: "optimism-archival",
    },
    Default {
        chain_id: 11_155_420,
        related: 10,
        name: "Optimism",
        short_name: "oeth",
        color: "#E90101",
        icon: "network/Network=Optimism",
        explorer: "https://sepolia-optimism.etherscan.io/",
        layer: 2,
        is_test: true,
        enabled: false,
        proxy_path: "optimism/sepolia",
        infura: "optimism-sepolia",
        grove: "optimism-sepolia-archival",
    },
    Default {
        chain_id: 42161,
        related: 421_614,
        name: "Arbitrum",
        short_name: "arb1",
        color: "#51D0F0",
        icon: "network/Network=Arbitrum",
        explorer: "https://arbiscan.io/",
        layer: 2,
        is_test: false,
        enabled: true,
        proxy_path: "arbitrum/mainnet",
        infura: "arbitrum-mainnet",
        grove: "arbitrum-one",
    },
    Default {
        chain_id: 421_614,
        related: 42161,
        name: "Arbitrum",
        short_name: "arb1",
        color: "#51D0F0",
        icon: "network/Network=Arbitrum",
        explorer: "https://sepolia-explorer.arbitrum.io/",
        layer: 2,
        is_test: true,
        enabled: false,
        proxy_path: "arbitrum/sepolia",
        infura: "arbitrum-sepolia",
        grove: "arbitrum-sepolia-archival",
    },
];

/// The chains with the URLs that a client's accounts with providers give (specification: wallet, sections 3.2 and 3.3).
#[must_use]
pub fn default_networks(secrets: &WalletSecrets) -> Vec<Network> {
    DEFAULTS.iter().map(|default| network(default, secrets)).collect()
}

fn network(default: &Default, secrets: &WalletSecrets) -> Network {
    let proxied = |provider: &str| {
        format!("https://{}.api.status.im/{provider}/{}/", secrets.proxy_stage_name, default.proxy_path)
    };
    let (rpc_url, fallback_url) = if secrets.test_chain_url.is_empty() {
        (
            format!("https://{}.infura.io/v3/{}", default.infura, *secrets.infura_token),
            format!("https://{}.rpc.grove.city/v1/{}", default.grove, *secrets.pokt_token),
        )
    } else {
        (secrets.test_chain_url.clone(), secrets.test_chain_url.clone())
    };
    let snt = TokenOverride { symbol: "SNT".to_owned(), address: TEST_CHAIN_SNT };
    let is_overridden = default.chain_id == 1 && !secrets.test_chain_url.is_empty();
    Network {
        record: NetworkRecord {
            chain_id: default.chain_id,
            chain_name: default.name.to_owned(),
            original_rpc_url: rpc_url.clone(),
            rpc_url,
            original_fallback_url: fallback_url.clone(),
            fallback_url,
            block_explorer_url: default.explorer.to_owned(),
            icon_url: default.icon.to_owned(),
            native_currency_name: "Ether".to_owned(),
            native_currency_symbol: "ETH".to_owned(),
            native_currency_decimals: 18,
            is_test: default.is_test,
            layer: default.layer,
            enabled: default.enabled,
            chain_color: default.color.to_owned(),
            short_name: default.short_name.to_owned(),
            related_chain_id: default.related,
        },
        default_rpc_url: proxied("nodefleet"),
        default_fallback_url: proxied("infura"),
        default_fallback_url2: proxied("grove"),
        token_overrides: if is_overridden { vec![snt] } else { Vec::new() },
    }
}
