//! Routes and fees over the API.

use ruint::aliases::U256;
use serde_json::{Value, json};
use status_memory::{MemoryChain, MemoryChains};

use super::{Alice, MemoryWorld};

const URL: &str = "http://chain-31337/";
const BOBBY: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const ETHER: u64 = 1_000_000_000_000_000_000;

/// Somebody with ten ether on a chain for development.
async fn alice() -> (Alice, MemoryChain) {
    let chains = MemoryChains::default();
    let chain = MemoryChain::new(31_337, |_| None);
    chains.put(URL, chain.clone());
    let network = json!({
        "chainId": 31337, "chainName": "Anvil", "rpcUrl": URL, "shortName": "eth", "nativeCurrencyName": "Ether",
        "nativeCurrencySymbol": "ETH", "nativeCurrencyDecimals": 18, "isTest": false, "layer": 1, "enabled": true,
    });
    let world = MemoryWorld { chains, ..MemoryWorld::default() };
    let alice = Alice::in_world(world, json!({"networkId": 31337, "networksOverride": [network]})).await;
    let address = alice.rpc("eth_accounts", json!([])).await;
    let owner: Vec<u8> = hex::decode(address[0].as_str().unwrap().trim_start_matches("0x")).unwrap();
    chain.set_balance(owner.try_into().unwrap(), U256::from(10) * U256::from(ETHER));
    (alice, chain)
}

async fn input(alice: &Alice, uuid: &str, amount: &str) -> Value {
    let from = alice.rpc("eth_accounts", json!([])).await[0].clone();
    json!({
        "uuid": uuid, "sendType": 0, "addrFrom": from, "addrTo": BOBBY, "amountIn": amount, "amountOut": "0x0",
        "tokenID": "ETH", "tokenIDIsOwnerToken": false, "toTokenID": "", "disabledFromChainIDs": [10, 42161],
        "disabledToChainIDs": [10, 42161], "gasFeeMode": 1, "fromLockedAmount": {},
    })
}

#[tokio::test]
async fn fees_are_told_in_gwei() {
    let (alice, _chain) = alice().await;
    let fees = alice.rpc("wallet_getSuggestedFees", json!([31337])).await;
    let expected = json!({
        "gasPrice": "2", "baseFee": "1", "maxPriorityFeePerGas": "1", "maxFeePerGasLow": "2", "maxFeePerGasMedium": "3",
        "maxFeePerGasHigh": "4", "eip1559Enabled": true,
    });
    assert_eq!(fees, expected);
    assert_eq!(alice.error("wallet_getSuggestedFees", json!([4242])).await, "-32000 could not find network: 4242");
    assert_eq!(alice.rpc("wallet_getTransactionEstimatedTime", json!([31337, "3"])).await, 2, "one block says little");
    assert_eq!(alice.rpc("wallet_getTransactionEstimatedTime", json!([4242, "3"])).await, 0);
    assert!(alice.error("wallet_getTransactionEstimatedTime", json!([31337, 3])).await.starts_with("-32602 "));
}

#[tokio::test]
async fn a_route_is_told_as_clients_read_it() {
    let (alice, _chain) = alice().await;
    let routes = alice.rpc("wallet_getSuggestedRoutes", json!([input(&alice, "a", "0xde0b6b3a7640000").await])).await;
    assert_eq!((&routes["Uuid"], &routes["UpdatedPrices"]), (&json!("a"), &json!({"ETH": 0.0})));
    assert_eq!(routes["Best"], routes["Candidates"]);
    let mut path = routes["Best"][0].clone();
    assert_eq!(path["FromChain"]["chainId"], 31337);
    assert_eq!(path["ToChain"], path["FromChain"]);
    assert_eq!((&path["FromToken"]["symbol"], &path["FromToken"]["tokenListId"]), (&json!("ETH"), &json!("native")));
    for key in ["FromChain", "ToChain", "FromToken"] {
        path.as_object_mut().unwrap().remove(key);
    }
    let expected = json!({
        "ProcessorName": "Transfer", "ToToken": null, "AmountIn": "0xde0b6b3a7640000", "AmountInLocked": false,
        "AmountOut": "0xde0b6b3a7640000",
        "SuggestedLevelsForMaxFeesPerGas": {"low": "0x77359400", "medium": "0xb2d05e00", "high": "0xee6b2800"},
        "MaxFeesPerGas": "0xb2d05e00", "TxBaseFee": "0x3b9aca00", "TxPriorityFee": "0x3b9aca00", "TxGasAmount": 23100,
        "TxBonderFees": "0x0", "TxTokenFees": "0x0", "TxFee": "0x3f0729e20800", "TxL1Fee": "0x0",
        "ApprovalRequired": false, "ApprovalAmountRequired": null,
        "ApprovalContractAddress": "0x0000000000000000000000000000000000000000", "ApprovalBaseFee": "0x3b9aca00",
        "ApprovalPriorityFee": "0x3b9aca00", "ApprovalGasAmount": 0, "ApprovalFee": "0x0", "ApprovalL1Fee": "0x0",
        "TxTotalFee": "0x3f0729e20800", "EstimatedTime": 2, "RequiredTokenBalance": 0,
        "RequiredNativeBalance": 1_000_069_300_000_000_000_u64, "SubtractFees": false,
    });
    assert_eq!(path, expected);
    assert_eq!(alice.rpc("wallet_stopSuggestedRoutesCalculation", json!([])).await, Value::Null);
}

#[tokio::test]
async fn who_does_not_wait_is_answered_by_a_signal() {
    let (alice, _chain) = alice().await;
    let mut signals = alice.backend.signals().subscribe(100);
    let mut next = async || loop {
        let signal: Value = serde_json::from_str(&signals.recv().await.expect("the hub lives")).unwrap();
        if signal["type"] == "wallet.suggested.routes" {
            return signal["event"].clone();
        }
    };
    let request = json!([input(&alice, "a", "0x1").await]);
    assert_eq!(alice.rpc("wallet_getSuggestedRoutesAsync", request).await, Value::Null);
    let routes = next().await;
    assert_eq!((&routes["Uuid"], routes["Best"].as_array().map(Vec::len)), (&json!("a"), Some(1)));
    assert_eq!(routes.get("ErrorResponse"), None);
    assert_eq!(alice.rpc("wallet_stopSuggestedRoutesAsyncCalculation", json!([])).await, Value::Null);

    let much = json!([input(&alice, "b", "0x8ac7230489e80001").await]);
    alice.rpc("wallet_getSuggestedRoutesAsync", much).await;
    let mut routes = next().await;
    while routes["Uuid"] == "a" {
        routes = next().await;
    }
    let error = json!({"code": "WR-002", "details": "not enough native balance, token: ETH, chainId: 31337"});
    assert_eq!((&routes["ErrorResponse"], routes["Best"].as_array().map(Vec::len)), (&error, Some(1)));
}

#[tokio::test]
async fn a_request_for_a_route_that_is_wrong_is_answered() {
    let (alice, _chain) = alice().await;
    let good = input(&alice, "a", "0x1").await;
    let with = |field: &str, value: Value| {
        let mut wrong = good.clone();
        wrong[field] = value;
        json!([wrong])
    };
    for (params, error) in [
        (with("amountIn", Value::Null), r#"-32000 {"code":"0","details":"amountIn is required"}"#),
        (with("sendType", json!(77)), r#"-32000 {"code":"0","details":"unsupported send type: 77"}"#),
        (
            with("fromLockedAmount", json!({"31337": "0x1"})),
            r#"-32000 {"code":"WRR-012","details":"locked amount is not supported for the selected network"}"#,
        ),
        (
            with("amountIn", json!("1")),
            "-32602 invalid argument 0: json: cannot unmarshal hex string without 0x prefix into Go struct field \
             RouteInputParams.amountIn of type *hexutil.Big",
        ),
        (
            with("fromLockedAmount", json!({"x": "0x1"})),
            "-32602 invalid argument 0: json: cannot unmarshal number x into Go struct field \
             RouteInputParams.fromLockedAmount of type uint64",
        ),
        (json!([null]), r#"-32000 {"code":"0","details":"no route was asked for"}"#),
    ] {
        assert_eq!(alice.error("wallet_getSuggestedRoutes", params).await, error);
    }
}
