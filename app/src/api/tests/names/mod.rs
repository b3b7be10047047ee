//! Names of the Ethereum Name Service, and stickers, over the API.

mod contracts;
mod lookup;
mod stickers;
mod transaction;

use std::path::Path;
use std::sync::{Arc, Mutex};

use ruint::aliases::U256;
use serde_json::{Value, json};
use status_memory::{MemoryChain, MemoryChains, MemoryWeb};

use self::contracts::Ens;
use super::{Alice, MemoryWorld};
use crate::wallet::test_wallet::decode_transaction;

const URL: &str = "http://chain-1/";

/// Somebody with ten ether on a chain with names, and nobody's but for those that a test puts there.
async fn alice() -> (Alice, MemoryChain, Arc<Mutex<Ens>>) {
    alice_on(MemoryWeb::default(), Path::new("/nowhere")).await
}

/// The same with a web and a folder.
async fn alice_on(web: MemoryWeb, root: &Path) -> (Alice, MemoryChain, Arc<Mutex<Ens>>) {
    let chains = MemoryChains::default();
    let chain = MemoryChain::new(1, decode_transaction);
    chains.put(URL, chain.clone());
    let network = json!({
        "chainId": 1, "chainName": "Mainnet", "rpcUrl": URL, "shortName": "eth", "nativeCurrencyName": "Ether",
        "nativeCurrencySymbol": "ETH", "nativeCurrencyDecimals": 18, "isTest": false, "layer": 1, "enabled": true,
    });
    let world = MemoryWorld { chains, web, ..MemoryWorld::default() };
    let alice =
        Alice::in_world(world, json!({"rootDataDir": root, "networkId": 1, "networksOverride": [network]})).await;
    let owner = hex::decode(wallet_of(&alice).await.trim_start_matches("0x")).unwrap();
    chain.set_balance(owner.try_into().unwrap(), U256::from(10) * U256::from(1_000_000_000_000_000_000_u64));
    let ens = contracts::deploy(&chain);
    (alice, chain, ens)
}

/// The account that signs.
async fn wallet_of(alice: &Alice) -> String {
    alice.rpc("eth_accounts", json!([])).await[0].as_str().unwrap().to_owned()
}

fn address(byte: u8) -> Value {
    json!(format!("0x{}", hex::encode([byte; 20])))
}
