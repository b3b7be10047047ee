use serde_json::{Value, json};
use status_memory::MemoryChain;
use status_ports::{ChainError, ChainProvider as _, LogFilter};

use super::*;
use crate::wallet::test_wallet::{TestWallet, network, provider_urls};

/// A wallet that knows chain 5, with both of its providers.
fn with_two_providers() -> (TestWallet, MemoryChain, MemoryChain) {
    let wallet = TestWallet::new(&[5]);
    let (main, fallback) = (wallet.put_provider(5, 0), wallet.put_provider(5, 1));
    fallback.mine();
    (wallet, main, fallback)
}

fn asked(chain: &MemoryChain, method: &str) -> usize {
    chain.requests().get(method).copied().unwrap_or_default()
}

fn rpc(message: &str) -> ChainError {
    ChainError::Rpc { code: -32000, message: message.to_owned(), data: String::new() }
}

#[tokio::test(start_paused = true)]
async fn the_second_provider_stands_in_for_the_first() {
    let (wallet, main, fallback) = with_two_providers();
    let chain = wallet.wallet.chain(5).unwrap();
    assert_eq!(chain.block_number().await, Ok(0));
    main.fail(Some(ChainError::Timeout));
    assert_eq!(chain.block_number().await, Ok(1));
    fallback.fail(Some(ChainError::Http { status: 500 }));
    let error = chain.block_number().await.unwrap_err();
    assert_eq!(error.to_string(), "main-5.error: no answer in time, fallback-5.error: HTTP status 500");
}

#[tokio::test(start_paused = true)]
async fn what_the_chain_itself_refuses_is_asked_of_nobody_else() {
    let (wallet, main, fallback) = with_two_providers();
    let chain = wallet.wallet.chain(5).unwrap();
    for text in ["execution reverted", "nonce too low", "Insufficient funds for gas * price + value"] {
        main.fail_method("eth_sendRawTransaction", Some(rpc(text)));
        assert_eq!(chain.send_raw_transaction(vec![1]).await, Err(rpc(text)));
    }
    assert!(fallback.requests().is_empty());
    main.fail_method("eth_blockNumber", Some(rpc("header not found")));
    assert_eq!(chain.block_number().await, Ok(1), "another one may have it");
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_fails_is_left_alone_for_five_minutes_and_tried_once_then() {
    let (wallet, main, _fallback) = with_two_providers();
    let chain = wallet.wallet.chain(5).unwrap();
    chain.block_number().await.unwrap();
    main.fail(Some(ChainError::Timeout));
    for _ in 0..20 {
        assert_eq!(chain.block_number().await, Ok(1));
    }
    assert_eq!(asked(&main, "eth_blockNumber"), 6);
    main.fail(None);
    assert_eq!(chain.block_number().await, Ok(1), "nobody knows yet");
    tokio::time::advance(std::time::Duration::from_secs(301)).await;
    assert_eq!(chain.block_number().await, Ok(0));
    assert_eq!(chain.block_number().await, Ok(0));
}

#[tokio::test(start_paused = true)]
async fn the_only_provider_is_asked_however_often_it_failed_and_speaks_for_itself() {
    let wallet = TestWallet::new(&[5]);
    let main = wallet.put_chain(5);
    let chain = wallet.wallet.chain(5).unwrap();
    main.fail(Some(ChainError::Timeout));
    for _ in 0..30 {
        assert_eq!(chain.block_number().await, Err(ChainError::Timeout));
    }
    main.fail(None);
    assert_eq!(chain.block_number().await, Ok(0));
}

#[tokio::test(start_paused = true)]
async fn a_provider_of_another_chain_is_never_believed() {
    let (wallet, main, fallback) = with_two_providers();
    main.pretend(6);
    let chain = wallet.wallet.chain(5).unwrap();
    assert_eq!(chain.block_number().await, Ok(1));
    assert_eq!(chain.block_number().await, Ok(1));
    assert_eq!(main.requests().keys().collect::<Vec<_>>(), ["eth_chainId"]);
    assert_eq!((asked(&main, "eth_chainId"), asked(&fallback, "eth_chainId")), (1, 1), "once is enough");
    let alone = TestWallet::new(&[7]);
    alone.put_chain(7).pretend(8);
    let refused = alone.wallet.chain(7).unwrap().block_number().await;
    assert_eq!(refused, Err(ChainError::OtherChain { expected: 7, found: 8 }));
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_has_enough_is_asked_again_after_what_it_said_or_another_one_is() {
    let (wallet, main, fallback) = with_two_providers();
    let chain = wallet.wallet.chain(5).unwrap();
    chain.block_header(status_ports::BlockId::Latest).await.unwrap();
    let limited = |retry_after_ms| Some(ChainError::RateLimited { message: "slow".to_owned(), retry_after_ms });
    main.fail(limited(Some(2000)));
    let (asking, main_again) = (Arc::clone(&chain), main.clone());
    let answer = tokio::spawn(async move { asking.block_number().await });
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    main_again.fail(None);
    assert_eq!(answer.await.unwrap(), Ok(0));
    assert_eq!(asked(&main, "eth_blockNumber"), 2);
    assert!(fallback.requests().is_empty());
    main.fail(limited(Some(60_000)));
    assert_eq!(chain.block_number().await, Ok(1), "nobody waits so long");
    assert_eq!(chain.block_number().await, Ok(1));
    assert_eq!(asked(&main, "eth_blockNumber"), 3, "it is left alone");
}

#[tokio::test(start_paused = true)]
async fn a_silent_provider_is_given_up_in_twenty_seconds() {
    let (wallet, main, _fallback) = with_two_providers();
    main.set_silent(true);
    let before = tokio::time::Instant::now();
    assert_eq!(wallet.wallet.chain(5).unwrap().block_number().await, Ok(1));
    assert_eq!(before.elapsed().as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn searching_for_events_has_a_circuit_of_its_own_and_says_nothing_about_the_rest() {
    let (mut wallet, main, fallback) = with_two_providers();
    let chain = wallet.wallet.chain(5).unwrap();
    main.fail_method("eth_getLogs", Some(rpc("internal error")));
    let all = || LogFilter { from_block: 0, to_block: 1, ..LogFilter::default() };
    for _ in 0..10 {
        chain.logs(all()).await.unwrap();
    }
    assert_eq!((asked(&main, "eth_getLogs"), asked(&fallback, "eth_getLogs")), (5, 10));
    assert_eq!(chain.block_number().await, Ok(0));
    let health = wallet.event("wallet-blockchain-health-changed").await;
    let health: Value = serde_json::from_str(health["message"].as_str().unwrap()).unwrap();
    assert_eq!(health["statusPerChainPerProvider"]["5"]["main-5"]["status"], "up", "the first news is a good one");
}

#[tokio::test(start_paused = true)]
async fn how_chains_are_is_told_when_it_changes() {
    let (mut wallet, main, fallback) = with_two_providers();
    let chain = wallet.wallet.chain(5).unwrap();
    let message = |event: Value| -> Value { serde_json::from_str(event["message"].as_str().unwrap()).unwrap() };
    chain.block_number().await.unwrap();
    chain.block_number().await.unwrap();
    let first = message(wallet.event("wallet-blockchain-health-changed").await);
    assert_eq!(first["status"]["status"], "up");
    assert_eq!(first["status"]["name"], "blockchain");
    assert_eq!(first["statusPerChain"]["5"]["name"], "5");
    let second_provider = &first["statusPerChainPerProvider"]["5"]["fallback-5"];
    assert_eq!(
        *second_provider,
        json!({
            "name": "fallback-5", "last_success_at": "0001-01-01T00:00:00Z", "last_error_at": "0001-01-01T00:00:00Z",
            "last_error": null, "status": "unknown",
        })
    );
    main.fail(Some(ChainError::Timeout));
    fallback.fail(Some(ChainError::Timeout));
    chain.block_number().await.unwrap_err();
    assert_eq!(message(wallet.event("wallet-blockchain-status-changed").await), json!({"5": "down"}));
    let down = message(wallet.event("wallet-blockchain-health-changed").await);
    assert_eq!(down["statusPerChain"]["5"]["status"], "down");
    assert_eq!(down["statusPerChainPerProvider"]["5"]["main-5"]["last_error"], json!({}));
    fallback.fail(None);
    chain.block_number().await.unwrap();
    assert_eq!(message(wallet.event("wallet-blockchain-status-changed").await), json!({"5": "up"}));
}

#[tokio::test(start_paused = true)]
async fn blocks_are_told_as_they_come_and_nobody_polls_for_nobody() {
    let (wallet, main, _fallback) = with_two_providers();
    let mut first = wallet.wallet.watch_blocks(5).unwrap();
    let mut second = wallet.wallet.watch_blocks(5).unwrap();
    first.changed().await.unwrap();
    assert_eq!(*first.borrow_and_update(), 0);
    second.changed().await.unwrap();
    assert_eq!(asked(&main, "eth_blockNumber"), 1, "one poller for all");
    main.mine();
    first.changed().await.unwrap();
    assert_eq!(*first.borrow(), 1);
    main.fail(Some(ChainError::Timeout));
    drop((first, second));
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    assert_eq!(asked(&main, "eth_blockNumber"), 2);
    main.fail(None);
    let mut again = wallet.wallet.watch_blocks(5).unwrap();
    again.changed().await.unwrap();
    assert_eq!(*again.borrow(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_wait_for_blocks_is_told_less_often_by_the_same_poller() {
    let (wallet, main, _fallback) = with_two_providers();
    let mut calm = wallet.wallet.watch_blocks_calmly(5).unwrap();
    calm.changed().await.unwrap();
    let minute = std::time::Duration::from_secs(61);
    tokio::time::sleep(minute).await;
    assert_eq!(asked(&main, "eth_blockNumber"), 3, "every half a minute");
    // Somebody waits: blocks are looked for at once, and often.
    let mut eager = wallet.wallet.watch_blocks(5).unwrap();
    main.mine();
    eager.changed().await.unwrap();
    let begun = tokio::time::Instant::now();
    assert_eq!(*eager.borrow_and_update(), 1);
    for block in 2..30 {
        main.mine();
        eager.changed().await.unwrap();
        assert_eq!(*eager.borrow_and_update(), block);
    }
    assert!(begun.elapsed() > minute);
    let seen = *calm.borrow_and_update();
    assert!(seen > 10);
    let before = asked(&main, "eth_blockNumber");
    drop(eager);
    tokio::time::sleep(minute).await;
    assert!(asked(&main, "eth_blockNumber") <= before + 3);
    assert_eq!(*calm.borrow_and_update(), 29, "the newest is told in the end");
    drop(calm);
    tokio::time::sleep(minute).await;
    let before = asked(&main, "eth_blockNumber");
    tokio::time::sleep(minute * 10).await;
    assert_eq!(asked(&main, "eth_blockNumber"), before);
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_changes_is_asked_at_its_new_place_and_who_watched_it_learns_so() {
    let (wallet, main, _fallback) = with_two_providers();
    let mut watching = wallet.wallet.watch_blocks(5).unwrap();
    watching.changed().await.unwrap();
    let mut changed = network(5);
    changed.record.rpc_url = provider_urls(5)[1].clone();
    wallet.wallet.save_network(changed).await.unwrap();
    assert!(watching.changed().await.is_err());
    assert_eq!(wallet.wallet.chain(5).unwrap().block_number().await, Ok(1));
    assert_eq!(asked(&main, "eth_blockNumber"), 1);
    wallet.wallet.delete_network(5).await.unwrap();
    assert_eq!(wallet.wallet.chain(5).err(), Some(ChainError::UnknownChain(5)));
    wallet.wallet.delete_network(5).await.unwrap();
    assert!(wallet.wallet.networks().is_empty());
}

#[tokio::test(start_paused = true)]
async fn chains_without_a_provider_say_so() {
    let wallet = TestWallet::new(&[5]);
    assert!(matches!(wallet.wallet.chain(5).err(), Some(ChainError::InvalidProvider(_))), "nothing is at its URLs");
    let mut bare = network(6);
    bare.record.rpc_url = String::new();
    bare.record.fallback_url = String::new();
    wallet.wallet.save_network(bare).await.unwrap();
    let error = wallet.wallet.chain(6).err().unwrap();
    assert_eq!(error.to_string(), "could not find any RPC URL for chain: 6");
    assert_eq!(wallet.wallet.chain(9).err().unwrap().to_string(), "could not find network: 9");
    wallet.put_chain(5);
    wallet.wallet.close().await;
    assert!(wallet.wallet.chain(5).is_err());
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_of_chains_follows_what_clients_come_with() {
    let store: Arc<dyn WalletStore> = Arc::new(status_memory::MemoryWallet::new());
    let with_token = |token: &str| WalletSecrets { infura_token: token.to_owned().into(), ..WalletSecrets::default() };
    let first = configure(&store, None, &with_token("one")).await.unwrap();
    assert_eq!(first.len(), 6);
    let again = configure(&store, None, &with_token("two")).await.unwrap();
    assert_eq!(again.get(&1).unwrap().record.rpc_url, "https://mainnet.infura.io/v3/two");
    let stored = store.query(|transaction| transaction.networks()).await.unwrap();
    assert!(stored.iter().all(|record| again.get(&record.chain_id).unwrap().record == *record));
    let other: Arc<dyn WalletStore> = Arc::new(status_memory::MemoryWallet::new());
    configure(&other, Some(vec![network(31337)]), &with_token("one")).await.unwrap();
    let known = configure(&other, None, &with_token("one")).await.unwrap();
    assert_eq!(known.keys().copied().collect::<Vec<_>>(), [31337], "also at the next login");
}
