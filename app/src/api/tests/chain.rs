//! Chains and what is asked of them.

use status_memory::MemoryChain;
use status_ports::ChainError;

use super::*;
use crate::api::forwarded::FORWARDED;
use crate::wallet::test_wallet::decode_transaction;

const URL: &str = "http://main-31337/";

fn anvil() -> Value {
    json!({"ChainID": 31337, "ChainName": "Anvil", "RPCURL": URL, "NativeCurrencyName": "Ether",
        "NativeCurrencySymbol": "ETH", "NativeCurrencyDecimals": 18, "IsTest": false, "Layer": 1, "Enabled": true,
        "ShortName": "eth"})
}

/// Somebody who knows only a chain for tests.
async fn alice() -> (Alice, MemoryChain) {
    let world = MemoryWorld::default();
    let chain = MemoryChain::new(31337, decode_transaction);
    world.chains.put(URL, chain.clone());
    let wishes = json!({"networkId": 31337, "networksOverride": [anvil()]});
    (Alice::in_world(world, wishes).await, chain)
}

#[tokio::test]
async fn a_profile_made_for_a_chain_knows_only_that() {
    let (alice, _) = alice().await;
    let expected = json!([{"Prod": {
        "chainId": 31337, "chainName": "Anvil", "defaultRpcUrl": "", "defaultFallbackURL": "",
        "defaultFallbackURL2": "", "rpcUrl": URL, "originalRpcUrl": URL, "fallbackURL": "", "originalFallbackURL": "",
        "nativeCurrencyName": "Ether", "nativeCurrencySymbol": "ETH", "nativeCurrencyDecimals": 18, "isTest": false,
        "layer": 1, "enabled": true, "chainColor": "", "shortName": "eth", "tokenOverrides": null, "relatedChainId": 0,
    }, "Test": null}]);
    assert_eq!(alice.rpc("wallet_getEthereumChains", json!([])).await, expected);
    let added = json!([{"chainId": 4242, "chainName": "mine", "rpcUrl": "http://127.0.0.1:1", "isTest": true}]);
    assert_eq!(alice.rpc("wallet_addEthereumChain", added).await, Value::Null);
    let pairs = alice.rpc("wallet_getEthereumChains", json!([])).await;
    assert_eq!(pairs[0]["Test"]["chainName"], "mine", "{pairs}");
    for _ in 0..2 {
        assert_eq!(alice.rpc("wallet_deleteEthereumChain", json!([4242])).await, Value::Null);
    }
    assert_eq!(alice.rpc("wallet_getEthereumChains", json!([])).await, expected);
}

#[tokio::test]
async fn a_chain_is_asked_directly() {
    let (alice, chain) = alice().await;
    chain.mine();
    assert_eq!(alice.rpc("eth_blockNumber", json!([])).await, "0x1", "the chain of the node's configuration");
    assert_eq!(alice.rpc("wallet_fetchChainIDForURL", json!([URL])).await, 31337);
    assert_eq!(alice.rpc("wallet_getEstimatedLatestBlockNumber", json!([31337])).await, 1);
    let unheard = alice.answer("eth_chainId", json!([])).await;
    assert_eq!(unheard["error"]["code"], -32601);
    let data = "0x08c379a0".to_owned();
    let reverted = ChainError::Rpc { code: 3, message: "execution reverted".to_owned(), data };
    chain.fail(Some(reverted));
    let answer = alice.answer("eth_blockNumber", json!([])).await;
    assert_eq!(answer["error"], json!({"code": 3, "message": "execution reverted", "data": "0x08c379a0"}));
    chain.fail(Some(ChainError::Timeout));
    let answer = alice.answer("eth_blockNumber", json!([])).await;
    assert_eq!(answer["error"], json!({"code": -32700, "message": "no answer in time"}));
    let request = json!({"jsonrpc": "2.0", "id": 7, "method": "eth_blockNumber", "params": [], "chainId": 9});
    let EndpointAnswer::Body { text, .. } = alice.backend.call("CallRPC", &request.to_string()).await else {
        panic!("it is a function");
    };
    assert!(text.contains("could not find network: 9"), "{text}");
}

#[tokio::test]
async fn everything_that_a_chain_answers_reaches_it() {
    let (alice, _) = alice().await;
    // One in memory tells nothing else than the number of its newest block.
    for method in FORWARDED.into_iter().filter(|method| *method != "eth_blockNumber") {
        let error = alice.error(method, json!([])).await;
        assert_eq!(error, "-32601 Method not found", "{method}: the words of the chain");
    }
}
