//! What chains and directories say of an address and of a call.

use std::time::Duration;

use ruint::aliases::U256;
use status_memory::MemoryChain;

use super::*;
use crate::wallet::test_wallet::decode_transaction;

const ADDRESS: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

fn url(chain_id: u64) -> String {
    format!("http://chain-{chain_id}/")
}

/// Somebody who knows two chains.
async fn alice() -> (Alice, [MemoryChain; 2]) {
    let world = MemoryWorld::default();
    let chains = [1, 10].map(|chain_id| {
        let chain = MemoryChain::new(chain_id, decode_transaction);
        world.chains.put(&url(chain_id), chain.clone());
        chain
    });
    let networks = [1, 10].map(|chain_id| {
        json!({"chainId": chain_id, "chainName": "chain", "rpcUrl": url(chain_id), "layer": 1, "enabled": true})
    });
    (Alice::in_world(world, json!({"networkId": 1, "networksOverride": networks})).await, chains)
}

fn details(has_activity: bool) -> Value {
    json!({"address": ADDRESS.to_lowercase(), "path": "", "hasActivity": has_activity, "alreadyCreated": false})
}

#[tokio::test]
async fn an_address_is_active_if_it_has_something_anywhere() {
    let (alice, [_, second]) = alice().await;
    let ask = async |chains: Value| {
        let params = json!([{"address": ADDRESS, "chainIds": chains, "timeoutInMilliseconds": 0}]);
        alice.rpc("wallet_addressDetails", params).await
    };
    assert_eq!(ask(json!([])).await, details(false));
    let address: [u8; 20] = hex::decode(&ADDRESS[2..]).unwrap().try_into().unwrap();
    second.set_balance(address, U256::from(1));
    assert_eq!(ask(json!([])).await, details(true));
    assert_eq!(ask(json!([1])).await, details(false), "only there");
    for (chain_id, has_activity) in [(1, false), (10, true)] {
        let told = alice.rpc("wallet_getAddressDetails", json!([chain_id, ADDRESS])).await;
        assert_eq!(told, details(has_activity), "{chain_id}");
    }
    let error = alice.error("wallet_getAddressDetails", json!([4242, ADDRESS])).await;
    assert_eq!(error, "-32000 could not find network: 4242");
    let own = alice.rpc("eth_accounts", json!([])).await[0].clone();
    let known = alice.rpc("wallet_addressDetails", json!([{"address": own}])).await;
    assert_eq!((&known["alreadyCreated"], &known["hasActivity"]), (&json!(true), &json!(false)));
    let error = alice.error("wallet_addressDetails", json!([{"address": "0x12"}])).await;
    assert_eq!(error, "-32000 address-details: invalid address");
    let error = alice.error("wallet_addressDetails", json!([{"address": ADDRESS, "chainIds": [4242]}])).await;
    assert_eq!(error, "-32000 could not find network: 4242");
}

#[tokio::test(start_paused = true)]
async fn what_a_chain_does_not_tell_in_time_is_not_waited_for() {
    let (alice, [first, second]) = alice().await;
    let address: [u8; 20] = hex::decode(&ADDRESS[2..]).unwrap().try_into().unwrap();
    second.set_balance(address, U256::from(1));
    first.set_delay(Duration::from_secs(1));
    let ask = async |limit: u64| {
        let params = json!([{"address": ADDRESS, "chainIds": [1, 10], "timeoutInMilliseconds": limit}]);
        alice.rpc("wallet_addressDetails", params).await
    };
    assert_eq!(ask(500).await, details(false));
    // Before it is asked for the first time it is asked which chain it is.
    assert_eq!(ask(2_500).await, details(true));
}

#[tokio::test]
async fn a_call_is_told_in_words() {
    let world = MemoryWorld::default();
    let functions = world.functions.clone();
    // The second was made to have the selector of the first.
    functions.put([0xa9, 0x05, 0x9c, 0xbb], &["many_msg_babbage(bytes1)", "no function", "transfer(address,uint256)"]);
    let alice = Alice::in_world(world, json!({})).await;
    let call = "0xa9059cbb000000000000000000000000e0e40d81121d41a7d85d8d2462b475074f9df5ec\
                0000000000000000000000000000000000000000000000000000000077359400";
    let told = alice.rpc("wallet_fetchDecodedTxData", json!([call])).await;
    let expected = json!({
        "name": "transfer", "id": "0xa9059cbb", "signature": "transfer(address,uint256)",
        "inputs": {"0": "0xe0E40D81121d41A7D85D8d2462b475074f9DF5eC", "1": "2000000000"},
    });
    assert_eq!(told, expected);
    assert_eq!(alice.rpc("wallet_fetchDecodedTxData", json!(["0x01020304"])).await, Value::Null);
    let other = alice.error("wallet_fetchDecodedTxData", json!(["0xa9059cbb"])).await;
    assert_eq!(other, "-32000 couldn't find a corresponding signature");
    for text in ["", "0x", "0xa9059c", "a9059cbb", "0xzz059cbb", &format!("0x{}", "00".repeat(200_000))] {
        let error = alice.error("wallet_fetchDecodedTxData", json!([text])).await;
        assert_eq!(error, "-32000 input is badly formatted", "{:.20}", text);
    }
    functions.fail(Some(WebError::Timeout));
    assert_eq!(alice.error("wallet_fetchDecodedTxData", json!([call])).await, "-32000 no answer in time");
}
