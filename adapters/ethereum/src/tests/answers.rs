//! What is sent, and what rollups answer.

use alloy::primitives::U256;
use status_ports::{BlockId, CallRequest, ChainError, ChainProvider as _, LogFilter};
use zeroize::Zeroizing;

use super::server::Server;
use crate::EthereumClient;

#[tokio::test]
async fn a_provider_learns_who_asks_and_connections_are_kept() {
    let server = Server::with_result(r#""0x7""#).await;
    let mut endpoint = server.endpoint();
    endpoint.login = Some(("user".to_owned(), Zeroizing::new("password".to_owned())));
    endpoint.user_agent = "procuratee-desktop/1.0".to_owned();
    let chain = EthereumClient::new().unwrap().open(&endpoint).unwrap();
    assert_eq!(chain.block_number().await, Ok(7));
    assert_eq!(chain.chain_id().await, Ok(7));
    let requests = server.requests.lock().unwrap().clone();
    let (head, body) = &requests[0];
    assert!(head.starts_with("post /v3/secret-token http/1.1\r\n"), "{head}");
    assert!(head.contains("authorization: basic dxnlcjpwyxnzd29yza=="), "{head}");
    assert!(head.contains("user-agent: procuratee-desktop/1.0"), "{head}");
    assert_eq!(body, r#"{"method":"eth_blockNumber","id":1,"jsonrpc":"2.0"}"#);
    assert_eq!(*server.connections.lock().unwrap(), 1);
    let quiet = EthereumClient::new().unwrap().open(&server.endpoint()).unwrap();
    quiet.block_number().await.unwrap();
    let head = server.requests.lock().unwrap()[2].0.clone();
    assert!(!head.contains("authorization") && !head.contains("user-agent"), "{head}");
}

#[tokio::test]
async fn calls_are_sent_as_nodes_want_them() {
    let server = Server::with_result(r#""0x""#).await;
    let chain = server.chain();
    let call = CallRequest { from: None, to: Some([1; 20]), value: U256::from(16), data: vec![0xab] };
    chain.call(call, BlockId::Hash([2; 32])).await.unwrap();
    chain.call(CallRequest { data: vec![1], ..CallRequest::default() }, BlockId::Pending).await.unwrap();
    let bodies: Vec<String> = server.requests.lock().unwrap().iter().map(|(_, body)| body.clone()).collect();
    let (one, two) = ("01".repeat(20), "02".repeat(32));
    let expected = format!(r#"[{{"to":"0x{one}","value":"0x10","input":"0xab"}},{{"blockHash":"0x{two}"}}]"#);
    assert!(bodies[0].contains(&expected), "{}", bodies[0]);
    assert!(bodies[1].contains(r#"[{"input":"0x01"},"pending"]"#), "{}", bodies[1]);
}

#[tokio::test]
async fn endpoints_that_cannot_be_asked_are_refused() {
    let client = EthereumClient::new().unwrap();
    let server = Server::with_result("1").await;
    for url in ["", "secret-token", "ftp://host/", "http://", "file:///etc/passwd"] {
        let endpoint = status_ports::ProviderEndpoint { url: Zeroizing::new(url.to_owned()), ..server.endpoint() };
        assert!(matches!(client.open(&endpoint), Err(ChainError::InvalidProvider(_))), "{url}");
    }
    let broken = status_ports::ProviderEndpoint { user_agent: "a\nb".to_owned(), ..server.endpoint() };
    assert!(matches!(client.open(&broken), Err(ChainError::InvalidProvider(_))));
}

#[tokio::test]
async fn receipts_of_rollups_are_read() {
    let hash = "01".repeat(32);
    let receipt: &'static str = format!(
        r#"[{{"jsonrpc":"2.0","id":1,"result":{{"transactionHash":"0x{hash}","blockNumber":"0x10","blockHash":"0x{hash}",
        "transactionIndex":"0x1","status":"0x0","gasUsed":"0x5208","effectiveGasPrice":"0x10000000000000000",
        "contractAddress":null,"from":"0x{a}","to":null,"logs":[],"l1Fee":"0x2a","l1GasUsed":"0x1","type":"0x7e",
        "depositNonce":"0x1"}}}}]"#,
        a = "02".repeat(20)
    )
    .leak();
    let server = Server::start(move |_| super::server::ok(receipt.to_owned())).await;
    let receipts = server.chain().receipts(vec![[1; 32]]).await.unwrap();
    let receipt = receipts.get(&[1; 32]).unwrap();
    assert!(!receipt.is_success);
    assert_eq!((receipt.l1_fee, receipt.block_number), (Some(U256::from(42)), 16));
    assert_eq!(receipt.effective_gas_price, U256::from(1_u128 << 64), "wider than 64 bits");
    assert_eq!((receipt.from, receipt.to), ([2; 20], None));
}

#[tokio::test]
async fn fee_histories_fit_together_or_are_refused() {
    let good = r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2"],"gasUsedRatio":[1.5],"reward":[["0x3"]]}"#;
    let history = Server::with_result(good).await.chain().fee_history(1, BlockId::Latest, vec![50.0]).await.unwrap();
    assert_eq!((history.gas_used_ratio, history.reward), (vec![1.0], vec![vec![U256::from(3)]]));
    for bad in [
        r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1"],"gasUsedRatio":[0.5],"reward":[["0x3"]]}"#,
        r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2"],"gasUsedRatio":[-0.5],"reward":[["0x3"]]}"#,
        r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2"],"gasUsedRatio":[0.5],"reward":[[]]}"#,
        r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2"],"gasUsedRatio":[0.5]}"#,
        r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2","0x3"],"gasUsedRatio":[0.5,0.5],"reward":[["0x3"],["0x3"]]}"#,
    ] {
        let history = Server::with_result(bad).await.chain().fee_history(1, BlockId::Latest, vec![50.0]).await;
        assert!(matches!(history, Err(ChainError::Malformed(_))), "{bad}: {history:?}");
    }
}

#[tokio::test]
async fn events_that_were_not_asked_for_are_refused() {
    let word = "01".repeat(32);
    let logs: &'static str = format!(
        r#"[{{"address":"0x{a}","topics":["0x{word}"],"data":"0x05","blockNumber":"0x5","blockHash":"0x{word}",
        "transactionHash":"0x{word}","transactionIndex":"0x0","logIndex":"0x1","removed":false}}]"#,
        a = "01".repeat(20)
    )
    .leak();
    let chain = Server::with_result(logs).await.chain();
    let wanted = LogFilter {
        from_block: 5,
        to_block: 5,
        addresses: vec![[1; 20]],
        topics: vec![vec![[1; 32], [2; 32]], Vec::new()],
    };
    let found = chain.logs(wanted.clone()).await.unwrap();
    assert_eq!((found.len(), found[0].data.as_slice(), found[0].log_index), (1, [5].as_slice(), 1));
    for other in [
        LogFilter { to_block: 4, from_block: 4, ..wanted.clone() },
        LogFilter { addresses: vec![[2; 20]], ..wanted.clone() },
        LogFilter { topics: vec![vec![[2; 32]]], ..wanted.clone() },
        LogFilter { topics: vec![Vec::new(), vec![[1; 32]]], ..wanted },
    ] {
        let error = chain.logs(other).await.unwrap_err();
        assert_eq!(error, ChainError::Malformed("an event that was not asked for".to_owned()));
    }
}

#[tokio::test]
async fn transactions_of_a_kind_that_nobody_knows_do_not_hide_the_others_of_a_block() {
    let (hash, address) = ("05".repeat(32), "02".repeat(20));
    let transaction = |of: &str, value: &str| {
        format!(
            r#"{{"hash":"0x{of}","from":"0x{address}","to":null,"nonce":"0x1","value":{value},"input":"0x","gas":"0x1",
            "blockNumber":"0x5","blockHash":"0x{hash}","type":"0x7e"}}"#
        )
    };
    let block = |transactions: &[String]| -> &'static str {
        let transactions = transactions.join(",");
        format!(
            r#"{{"number":"0x5","hash":"0x{hash}","parentHash":"0x{hash}","timestamp":"0x1","gasLimit":"0x2",
            "gasUsed":"0x1","transactions":[{transactions}]}}"#
        )
        .leak()
    };
    let known = transaction(&"01".repeat(32), r#""0x2""#);
    let strange = [transaction(&"03".repeat(32), "null"), "7".to_owned(), r#"{"type":"0xff"}"#.to_owned()];
    let all = [&[known.clone()][..], &strange].concat();
    let content = Server::with_result(block(&all)).await.chain().block_content(5).await.unwrap().unwrap();
    assert_eq!(content.transactions.iter().map(|found| found.hash).collect::<Vec<_>>(), [[1; 32]]);
    assert_eq!((content.header.number, content.transactions[0].kind), (5, 0x7e));
    let other = known.replace(r#""blockNumber":"0x5""#, r#""blockNumber":"0x6""#);
    let error = Server::with_result(block(&[other])).await.chain().block_content(5).await.unwrap_err();
    assert_eq!(error, ChainError::Malformed("a transaction of another block".to_owned()));
    let hashes_only = Server::with_result(block(&[format!("\"0x{hash}\"")])).await.chain().block_content(5).await;
    assert_eq!(hashes_only.unwrap().unwrap().transactions, []);
}
