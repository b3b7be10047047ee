use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ruint::aliases::U256;
use serde_json::{Value, json};
use status_domain::crypto::PrivateKey;
use status_domain::wallet::TransactionRequest;
use status_domain::wallet::activity::{ActivityType, Asset, AssetKind, Filter, Scope, Transfer};
use status_domain::wallet::execution::Label;
use status_memory::MemoryChain;
use status_ports::{BlockPlace, MultiTransactionRecord, StorageError, WalletStoreExt as _};
use tokio::time::{advance, sleep};

use super::{ActivityError, MOST_SESSIONS, Range};
use crate::wallet::WalletEvent;
use crate::wallet::execution::{Batch, Execution, Signer};
use crate::wallet::test_wallet::TestWallet;

const CHAIN: u64 = 1;
const OTHER: [u8; 20] = [3; 20];
const GWEI: u64 = 1_000_000_000;
/// When the clock of the tests begins, Unix seconds.
const BEGIN: u64 = 1_700_000_000;

fn key() -> PrivateKey {
    PrivateKey::from_bytes(&[7; 32]).unwrap()
}

fn me() -> [u8; 20] {
    key().public_key().address()
}

fn mine() -> Scope {
    Scope { addresses: BTreeSet::from([me()]), chains: BTreeSet::from([CHAIN]) }
}

fn text(address: [u8; 20]) -> String {
    format!("0x{}", hex::encode(address))
}

/// Ether that came at this second.
fn received(second: u64) -> Transfer {
    let mut id = [1; 32];
    id[24..].copy_from_slice(&second.to_be_bytes());
    Transfer {
        id,
        account: me(),
        asset: Asset::native(CHAIN),
        from: OTHER,
        to: Some(me()),
        amount: U256::from(5),
        transaction_hash: id,
        block: BlockPlace { number: second, hash: [9; 32] },
        timestamp: second,
        is_success: true,
        created_contract: None,
        is_issue: false,
        multi_transaction_id: 0,
    }
}

impl TestWallet {
    async fn put(&self, transfers: &[Transfer]) {
        let transfers = transfers.to_vec();
        let save = move |stores: &mut dyn status_ports::WalletTransaction| stores.save_transfers(&transfers);
        self.wallet.store().transact::<_, StorageError, _>(save).await.unwrap();
    }

    /// The chain was looked at, and something came.
    async fn came(&self, transfers: &[Transfer]) {
        self.put(transfers).await;
        self.wallet.emit(WalletEvent { kind: "new-transfers", chain_id: CHAIN, ..WalletEvent::default() });
    }

    /// The document in the next event of a kind, which answers this request.
    async fn answer(&mut self, kind: &str, request: i32) -> Value {
        let event = self.event(kind).await;
        assert_eq!((&event["requestId"], &event["at"], &event["chainId"]), (&json!(request), &json!(0), &json!(0)));
        serde_json::from_str(event["message"].as_str().unwrap()).unwrap()
    }

    async fn page(&mut self, request: i32) -> Value {
        self.answer("wallet-activity-filtering-done", request).await
    }

    async fn update(&mut self, request: i32) -> Value {
        self.answer("wallet-activity-session-updated", request).await
    }
}

/// Seconds of the entries of a page.
fn seconds(page: &Value) -> Vec<u64> {
    let entries = page["activities"].as_array().cloned().unwrap_or_default();
    entries.iter().map(|entry| entry["timestamp"].as_u64().unwrap()).collect()
}

fn execution(test: &TestWallet) -> Execution {
    let clock = Arc::clone(&test.wallet.shared.config.clock);
    Execution::new(Arc::clone(test.wallet.store()), Arc::new(test.wallet.clone()), clock)
}

async fn pay(execution: &Execution, wish: Option<MultiTransactionRecord>) {
    let request = TransactionRequest {
        from: me(),
        to: Some(OTHER),
        value: Some(U256::from(5)),
        gas: Some(21_000),
        max_fee_per_gas: Some(U256::from(10 * GWEI)),
        max_priority_fee_per_gas: Some(U256::from(GWEI)),
        ..TransactionRequest::default()
    };
    let label = Label { symbol: "ETH".into(), ..Label::default() };
    let prepared = execution.prepare(CHAIN, request, label, None).await.unwrap();
    let batch = Batch { transactions: vec![prepared], signer: Signer::Key(key()), multi_transaction: wish };
    assert!(execution.send(batch).await.unwrap().error.is_none());
}

fn rich(test: &TestWallet) -> MemoryChain {
    let chain = test.put_chain(CHAIN);
    chain.set_balance(me(), U256::from(1_000_000_000_000_000_000_u64));
    chain
}

fn wish() -> MultiTransactionRecord {
    MultiTransactionRecord {
        id: 0,
        timestamp: 0,
        from_network_id: 0,
        to_network_id: 0,
        from_tx_hash: [0; 32],
        to_tx_hash: [0; 32],
        from_address: me(),
        to_address: OTHER,
        from_asset: "ETH".into(),
        to_asset: "ETH".into(),
        from_amount: Some(U256::from(5)),
        to_amount: None,
        kind: 0,
        cross_tx_id: String::new(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_is_pending_then_complete_then_finalized() {
    let mut test = TestWallet::new(&[CHAIN]);
    let chain = rich(&test);
    let execution = execution(&test);
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 5).unwrap();
    assert_eq!(test.page(id).await, json!({"activities": null, "offset": 0, "hasMore": false, "errorCode": 1}));
    pay(&execution, Some(wish())).await;
    assert_eq!(test.update(id).await, json!({"hasNewOnTop": true}));
    test.wallet.reset_activity_session(id, 5).unwrap();
    let page = test.page(id).await;
    let ether = json!({"tokenType": 0, "chainId": CHAIN, "address": text([0; 20])});
    let expected = json!({
        "payloadType": 1, "id": BEGIN * 1000, "timestamp": BEGIN, "activityType": 0, "activityStatus": 1,
        "amountOut": "0x5", "amountIn": "0x0", "tokenOut": ether, "tokenIn": ether, "symbolOut": "ETH",
        "symbolIn": "ETH", "sender": text(me()), "recipient": text(OTHER), "chainIdOut": CHAIN, "isNew": true,
    });
    assert_eq!(page["activities"], json!([expected]));
    chain.mine();
    test.event("pending-transaction-status-changed").await;
    test.wallet.reset_activity_session(id, 5).unwrap();
    let page = test.page(id).await;
    assert_eq!((&page["activities"][0]["activityStatus"], &page["activities"][0]["isNew"]), (&json!(2), &Value::Null));
    advance(Duration::from_secs(960)).await;
    test.wallet.reset_activity_session(id, 5).unwrap();
    assert_eq!(test.page(id).await["activities"][0]["activityStatus"], 3);
    execution.close();
}

#[tokio::test(start_paused = true)]
async fn what_is_on_its_way_becomes_what_moved() {
    let mut test = TestWallet::new(&[CHAIN]);
    let chain = rich(&test);
    let execution = execution(&test);
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 5).unwrap();
    test.page(id).await;
    pay(&execution, None).await;
    test.update(id).await;
    test.wallet.reset_activity_session(id, 5).unwrap();
    let page = test.page(id).await;
    let pending = &page["activities"][0];
    assert_eq!((&pending["payloadType"], &pending["activityStatus"]), (&json!(3), &json!(1)));
    assert_eq!(pending["transaction"]["address"], text([0; 20]));
    let hash = chain.waiting()[0];
    chain.mine();
    test.event("pending-transaction-status-changed").await;
    let sent = Transfer { from: me(), to: Some(OTHER), id: hash, transaction_hash: hash, ..received(BEGIN + 9) };
    test.came(&[sent]).await;
    assert_eq!(test.update(id).await, json!({"hasNewOnTop": true}));
    test.wallet.reset_activity_session(id, 5).unwrap();
    let page = test.page(id).await;
    assert_eq!(seconds(&page), [BEGIN + 9], "it does not show twice");
    let moved = &page["activities"][0];
    assert_eq!(
        (&moved["payloadType"], &moved["activityType"], &moved["transferType"]),
        (&json!(2), &json!(0), &json!(1))
    );
    let identity = json!({"chainId": CHAIN, "hash": format!("0x{}", hex::encode(hash)), "address": text(me())});
    assert_eq!(moved["transaction"], identity);
    execution.close();
}

#[tokio::test(start_paused = true)]
async fn a_session_goes_page_by_page() {
    let mut test = TestWallet::new(&[CHAIN]);
    test.put(&(1..=5).map(received).collect::<Vec<_>>()).await;
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 2).unwrap();
    let page = test.page(id).await;
    assert_eq!((seconds(&page), &page["offset"], &page["hasMore"]), (vec![5, 4], &json!(0), &json!(true)));
    test.wallet.more_of_activity_session(id, 2).unwrap();
    let page = test.page(id).await;
    assert_eq!((seconds(&page), &page["offset"], &page["hasMore"]), (vec![3, 2], &json!(2), &json!(true)));
    test.wallet.more_of_activity_session(id, 2).unwrap();
    let page = test.page(id).await;
    assert_eq!((seconds(&page), &page["offset"], &page["hasMore"]), (vec![1], &json!(4), &json!(false)));
    let other = test.wallet.start_activity_session(mine(), Filter::default(), 9).unwrap();
    assert_eq!((other, seconds(&test.page(other).await)), (id + 1, vec![5, 4, 3, 2, 1]));
}

#[tokio::test(start_paused = true)]
async fn a_session_is_told_of_what_is_new_on_top_and_further_down() {
    let mut test = TestWallet::new(&[CHAIN]);
    test.put(&[received(10), received(20)]).await;
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 9).unwrap();
    test.page(id).await;
    test.came(&[received(15)]).await;
    let update = test.update(id).await;
    assert_eq!(update["hasNewOnTop"], Value::Null);
    assert_eq!((&update["new"][0]["pos"], &update["new"][0]["entry"]["timestamp"]), (&json!(1), &json!(15)));
    assert_eq!(update["new"][0]["entry"]["isNew"], true);
    test.came(&[received(30)]).await;
    assert_eq!(test.update(id).await, json!({"hasNewOnTop": true}));
    test.wallet.more_of_activity_session(id, 9).unwrap();
    assert_eq!(seconds(&test.page(id).await), [0; 0], "what is announced is not shown before it is asked for");
    test.wallet.reset_activity_session(id, 9).unwrap();
    let page = test.page(id).await;
    assert_eq!(seconds(&page), [30, 20, 15, 10]);
    assert_eq!((&page["activities"][0]["isNew"], &page["activities"][1]["isNew"]), (&json!(true), &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn much_that_happens_at_once_is_looked_at_once() {
    let mut test = TestWallet::new(&[CHAIN]);
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 9).unwrap();
    test.page(id).await;
    test.came(&[received(1)]).await;
    test.update(id).await;
    let begin = tokio::time::Instant::now();
    for second in 2..50 {
        test.came(&[received(second)]).await;
    }
    test.update(id).await;
    assert!((1..2).contains(&begin.elapsed().as_secs()));
    sleep(Duration::from_secs(60)).await;
    test.wallet.emit(WalletEvent { kind: "mark", ..WalletEvent::default() });
    let next: Value = serde_json::from_str(&test.signals.recv().await.unwrap()).unwrap();
    assert_eq!(next["event"]["type"], "mark", "nothing is told twice");
}

#[tokio::test(start_paused = true)]
async fn a_filter_is_changed_and_taken_away() {
    let mut test = TestWallet::new(&[CHAIN]);
    let asset = Asset { kind: AssetKind::Erc721, contract: [4; 20], token_id: U256::from(300), ..Asset::native(CHAIN) };
    let sent = Transfer { from: me(), to: Some(OTHER), asset, ..received(2) };
    test.put(&[received(1), sent]).await;
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 9).unwrap();
    assert_eq!(seconds(&test.page(id).await), [2, 1]);
    let sends = Filter { types: BTreeSet::from([ActivityType::Send]), ..Filter::default() };
    test.wallet.update_activity_session(id, sends, 9).unwrap();
    let page = test.page(id).await;
    assert_eq!(seconds(&page), [2]);
    let token = json!({"tokenType": 2, "chainId": CHAIN, "address": text([4; 20]), "tokenId": "0x12c"});
    assert_eq!(page["activities"][0]["tokenOut"], token);
    test.put(&[received(3)]).await;
    test.wallet.update_activity_session(id, Filter::default(), 9).unwrap();
    let page = test.page(id).await;
    assert_eq!(seconds(&page), [3, 2, 1]);
    assert_eq!((&page["activities"][0]["isNew"], &page["activities"][1]["isNew"]), (&json!(true), &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn few_that_are_wanted_are_found_among_many() {
    let mut test = TestWallet::new(&[CHAIN]);
    let mut all: Vec<Transfer> = (1..=5_000).map(received).collect();
    for sent in all.iter_mut().step_by(1_000) {
        (sent.from, sent.to) = (me(), Some(OTHER));
    }
    test.put(&all).await;
    let sends = Filter { types: BTreeSet::from([ActivityType::Send]), ..Filter::default() };
    let id = test.wallet.start_activity_session(mine(), sends, 3).unwrap();
    assert_eq!(seconds(&test.page(id).await), [4_001, 3_001, 2_001]);
    test.wallet.more_of_activity_session(id, 3).unwrap();
    let page = test.page(id).await;
    assert_eq!((seconds(&page), &page["hasMore"]), (vec![1_001, 1], &json!(false)));
}

#[tokio::test(start_paused = true)]
async fn the_next_request_takes_the_place_of_the_one_before() {
    let mut test = TestWallet::new(&[CHAIN]);
    let id = test.wallet.start_activity_session(mine(), Filter::default(), 9).unwrap();
    test.wallet.reset_activity_session(id, 9).unwrap();
    assert_eq!(test.page(id).await, json!({"activities": null, "offset": 0, "hasMore": false, "errorCode": 2}));
    assert_eq!(test.page(id).await["errorCode"], 1);
    test.wallet.reset_activity_session(id, 9).unwrap();
    test.wallet.stop_activity_session(id);
    assert_eq!(test.page(id).await["errorCode"], 2);
    test.wallet.stop_activity_session(id);
    let refused = Err(ActivityError::NoSession);
    assert_eq!(test.wallet.reset_activity_session(id, 9), refused);
    assert_eq!(test.wallet.more_of_activity_session(id, 9), refused);
    assert_eq!(test.wallet.update_activity_session(id, Filter::default(), 9), refused);
}

#[tokio::test(start_paused = true)]
async fn who_names_no_account_gets_nothing_and_there_are_not_too_many() {
    let mut test = TestWallet::new(&[CHAIN]);
    let id = test.wallet.start_activity_session(Scope::default(), Filter::default(), 9).unwrap();
    assert_eq!(test.page(id).await["errorCode"], 3);
    for _ in 1..MOST_SESSIONS {
        test.wallet.start_activity_session(mine(), Filter::default(), 9).unwrap();
    }
    let refused = test.wallet.start_activity_session(mine(), Filter::default(), 9);
    assert_eq!(refused, Err(ActivityError::TooMany));
    test.wallet.close().await;
    assert_eq!(test.wallet.reset_activity_session(id, 9), Err(ActivityError::NoSession));
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_for_outside_sessions_is_answered() {
    let mut test = TestWallet::new(&[CHAIN]);
    let sent = Transfer { from: me(), to: Some(OTHER), ..received(2) };
    let asset = Asset { kind: AssetKind::Erc1155, contract: [4; 20], token_id: U256::from(7), ..Asset::native(CHAIN) };
    test.put(&[received(1), sent, Transfer { asset, ..received(3) }]).await;
    let range = Range { offset: 1, limit: 2 };
    test.wallet.filter_activity(7, mine(), Filter::default(), range);
    let page = test.page(7).await;
    assert_eq!((seconds(&page), &page["offset"], &page["hasMore"]), (vec![2, 1], &json!(1), &json!(true)));
    test.wallet.filter_activity(7, mine(), Filter::default(), range);
    test.wallet.cancel_activity_filter(7);
    assert_eq!(test.page(7).await["errorCode"], 2);
    let all = Range { offset: 0, limit: 9 };
    assert!(!test.wallet.activity_recipients(8, mine(), all));
    assert!(test.wallet.activity_recipients(8, mine(), all), "the same is being answered");
    let expected = json!({"addresses": [text(OTHER), text(me())], "offset": 0, "hasMore": false, "errorCode": 1});
    assert_eq!(test.answer("wallet-activity-get-recipients-result", 8).await, expected);
    assert!(!test.wallet.activity_recipients(8, mine(), all));
    test.wallet.oldest_activity_timestamp(9, BTreeSet::from([me()]));
    let oldest = test.answer("wallet-activity-get-oldest-timestamp-result", 9).await;
    assert_eq!(oldest, json!({"timestamp": 1, "errorCode": 1}));
    test.wallet.activity_collectibles(10, mine(), all);
    let id = json!({"contractID": {"chainID": CHAIN, "address": text([4; 20])}, "tokenID": "7"});
    let expected = json!({"collectibles": [{"id": id, "name": "", "image_url": ""}], "offset": 0, "hasMore": false,
        "errorCode": 1});
    assert_eq!(test.answer("wallet-activity-get-collectibles", 10).await, expected);
}
