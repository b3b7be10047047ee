//! A real chain keeps the contract of the port, as the adapter of providers tells it.

#![allow(clippy::unwrap_used, reason = "a chain that does not do as it is told fails its test")]

use async_trait::async_trait;
use status_ethereum::{EthereumClient, HttpChain};
use status_ports::contracts::chain::{CHAIN_ID, ChainRig, run};
use status_ports::{BlockId, CallRequest, ChainError, ChainProvider, LogFilter, ProviderEndpoint};
use status_tests::anvil::Anvil;
use status_tests::contract::MULTICALL3;

/// An anvil, and a provider of it.
struct AnvilRig {
    anvil: Anvil,
    provider: HttpChain,
}

impl AnvilRig {
    async fn start(arguments: &[&str]) -> Self {
        let anvil = Anvil::start(CHAIN_ID, arguments).await.unwrap();
        let url = anvil.url().to_owned().into();
        let endpoint = ProviderEndpoint { url, login: None, user_agent: String::new() };
        let provider = EthereumClient::new().unwrap().open(&endpoint).unwrap();
        Self { anvil, provider }
    }
}

#[async_trait]
impl ChainRig for AnvilRig {
    fn chain(&self) -> &dyn ChainProvider {
        &self.provider
    }

    async fn mine(&self) {
        self.anvil.mine(1).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn anvil_over_http_keeps_the_contract() {
    run(&AnvilRig::start(&["--no-mining"]).await).await;
}

/// Code that creates a contract of this code, which is at most 255 bytes.
fn creation(code: &[u8]) -> Vec<u8> {
    let size = u8::try_from(code.len()).unwrap();
    // Copies what comes after these twelve bytes to memory, and returns it.
    let mut all = vec![0x60, size, 0x60, 0x0c, 0x60, 0x00, 0x39, 0x60, size, 0x60, 0x00, 0xf3];
    all.extend_from_slice(code);
    all
}

/// Puts a contract on the chain; its address.
async fn deploy(rig: &AnvilRig, code: &[u8]) -> [u8; 20] {
    let data = format!("0x{}", hex::encode(creation(code)));
    let from = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    let hash = rig.anvil.rpc("eth_sendTransaction", serde_json::json!([{"from": from, "data": data}])).await.unwrap();
    rig.mine().await;
    let hash: [u8; 32] = hex::decode(&hash.as_str().unwrap()[2..]).unwrap().try_into().unwrap();
    let mut receipts = rig.provider.receipts(vec![hash]).await.unwrap();
    receipts.remove(&hash).unwrap().contract_address.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn contracts_answer_revert_and_log() {
    let rig = AnvilRig::start(&["--no-mining"]).await;
    let chain = rig.chain();
    // Logs the first word of the call under the topic 7, and returns it.
    let echo =
        [0x60, 0x00, 0x35, 0x60, 0x00, 0x52, 0x60, 0x07, 0x60, 0x20, 0x60, 0x00, 0xa1, 0x60, 0x20, 0x60, 0x00, 0xf3];
    let echo_address = deploy(&rig, &echo).await;
    assert_eq!(chain.code(echo_address, BlockId::Latest).await.as_deref(), Ok(echo.as_slice()));
    let call = CallRequest { to: Some(echo_address), data: vec![9; 32], ..CallRequest::default() };
    assert_eq!(chain.call(call.clone(), BlockId::Latest).await, Ok(vec![9; 32]));
    assert!(chain.estimate_gas(call).await.unwrap() > 21_000);
    // Reverts with the first word of the call.
    let refusing = [0x60, 0x00, 0x35, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xfd];
    let refusing = deploy(&rig, &refusing).await;
    let call = CallRequest { to: Some(refusing), data: vec![5; 32], ..CallRequest::default() };
    let expected = format!("0x{}", "05".repeat(32));
    for answer in [chain.call(call.clone(), BlockId::Latest).await.map(drop), chain.estimate_gas(call).await.map(drop)]
    {
        assert!(matches!(&answer, Err(ChainError::Rpc { code: 3, data, .. }) if *data == expected), "{answer:?}");
    }
    let (from, to) = ("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", format!("0x{}", hex::encode(echo_address)));
    let data = format!("0x{}", "0b".repeat(32));
    let sent = serde_json::json!([{"from": from, "to": to, "data": data}]);
    rig.anvil.rpc("eth_sendTransaction", sent).await.unwrap();
    rig.mine().await;
    let newest = chain.block_number().await.unwrap();
    let mut topic = [0; 32];
    topic[31] = 7;
    let wanted =
        LogFilter { from_block: 0, to_block: newest, addresses: vec![echo_address], topics: vec![vec![topic]] };
    let logs = chain.logs(wanted.clone()).await.unwrap();
    assert_eq!((logs.len(), logs[0].data.clone(), logs[0].block_number), (1, vec![11; 32], newest));
    let others = LogFilter { topics: vec![vec![[1; 32]]], ..wanted };
    assert_eq!(chain.logs(others).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn contracts_for_tests_do_what_their_names_say() {
    let rig = AnvilRig::start(&[]).await;
    let (chain, anvil) = (rig.chain(), &rig.anvil);
    let from = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    let word = |number: u64| format!("{number:064x}");
    let text = |text: &str| format!("{}{:0<64}", word(text.len() as u64), hex::encode(text));
    let arguments = [word(0x80), word(0xc0), word(18), word(1_000_000), text("Test Token"), text("TT")].concat();
    let token = anvil.deploy(from, "Token", &arguments).await.unwrap();
    let address = |text: &str| -> [u8; 20] { hex::decode(&text[2..]).unwrap().try_into().unwrap() };
    let call = |to: [u8; 20], data: String| CallRequest {
        to: Some(to),
        data: hex::decode(data).unwrap(),
        ..CallRequest::default()
    };
    let balance_of = format!("70a08231{:0>64}", &from[2..]);
    let balance = chain.call(call(address(&token), balance_of.clone()), BlockId::Latest).await.unwrap();
    assert_eq!(hex::encode(balance), word(1_000_000));
    let to = "70997970c51812dc3a010c7d01b50e0d17dc79c8";
    let transfer = format!("0xa9059cbb{to:0>64}{}", word(300));
    let receipt = anvil.transact(from, &token, &transfer).await.unwrap();
    assert_eq!(receipt["logs"].as_array().map(Vec::len), Some(1));

    let silent = anvil.deploy(from, "SilentToken", "").await.unwrap();
    let moved = call(address(&silent), transfer[2..].to_owned());
    let moved = CallRequest { from: Some(address(from)), ..moved };
    assert_eq!(chain.call(moved, BlockId::Latest).await, Ok(Vec::new()), "it says nothing");
    let reverting = anvil.deploy(from, "RevertingToken", "").await.unwrap();
    let refused = chain.call(call(address(&reverting), balance_of.clone()), BlockId::Latest).await;
    assert!(matches!(refused, Err(ChainError::Rpc { code: 3, .. })), "{refused:?}");
    let lying = anvil.deploy(from, "LyingToken", "").await.unwrap();
    let decimals = chain.call(call(address(&lying), "313ce567".to_owned()), BlockId::Latest).await;
    assert_eq!(decimals, Ok(vec![0xff; 32]));

    anvil.place(MULTICALL3, "Multicall3").await.unwrap();
    // aggregate3 of one call that may fail: balanceOf of the token that reverts.
    let inner = format!("{}{balance_of:0<128}", word(36));
    let call3 = format!("{:0>64}{}{}{inner}", &reverting[2..], word(1), word(0x60));
    let many = format!("82ad56cb{}{}{}{call3}", word(0x20), word(1), word(0x20));
    let answer = chain.call(call(address(MULTICALL3), many), BlockId::Latest).await.unwrap();
    assert_eq!(answer[31 + 96], 0, "the call failed, and the whole did not: {}", hex::encode(&answer));
}
