use ruint::aliases::U256;
use serde_json::json;
use status_domain::wallet::activity::{Asset, AssetKind};
use status_ports::{ProfileStoreExt as _, SettingRecord, StorageError, WalletStoreExt as _};

use super::world::{ALICE, BOB, CHAIN, TOKEN, World, stranger_address, text};

#[tokio::test(start_paused = true)]
async fn what_comes_is_found_and_told() {
    let mut world = World::new(&[ALICE, BOB]).await;
    world.start().await;
    let events = world.events();
    let both = json!([text(ALICE), text(BOB)]);
    let beginning = |kind: &str, chain_id: u64| {
        json!({
            "type": kind, "blockNumber": null, "accounts": both, "message": "", "chainId": chain_id,
            "EventParams": null,
        })
    };
    let without_time = |event: &serde_json::Value| {
        let mut event = event.clone();
        event.as_object_mut().unwrap().remove("at");
        event
    };
    assert_eq!(
        events.iter().map(without_time).collect::<Vec<_>>(),
        [beginning("recent-history-fetching", 0), beginning("recent-history-ready", CHAIN)]
    );

    let paid = world.pay(ALICE, 5).await;
    world.rest().await;
    let moved = world.move_tokens(stranger_address(), ALICE, 7).await;
    world.rest().await;
    let found = world.transfers().await;
    let [native, token] = &found[..] else { panic!("{found:?}") };
    assert_eq!((native.asset, native.amount), (Asset::native(CHAIN), U256::from(5)));
    assert_eq!((native.id, native.transaction_hash, native.account), (paid, paid, ALICE));
    assert_eq!((native.from, native.to, native.block.number), (stranger_address(), Some(ALICE), 2));
    let asset = Asset { kind: AssetKind::Erc20, chain_id: CHAIN, contract: TOKEN, token_id: U256::ZERO };
    assert_eq!((token.asset, token.amount, token.transaction_hash), (asset, U256::from(7), moved));
    assert!(native.timestamp < token.timestamp && native.is_success && !token.is_issue);
    let mined = world.test.wallet.store().query(move |stores| stores.find_mined_transaction(CHAIN, &moved)).await;
    assert_eq!(mined.unwrap().map(|mined: status_ports::MinedTransactionRecord| mined.to), Some(Some(TOKEN)));

    let told = |block: u64| {
        json!({
            "type": "new-transfers", "blockNumber": block, "accounts": [text(ALICE)], "message": "", "chainId": CHAIN,
            "EventParams": null,
        })
    };
    assert_eq!(world.events().iter().map(without_time).collect::<Vec<_>>(), [told(2), told(3)]);
}

#[tokio::test(start_paused = true)]
async fn what_goes_from_one_account_to_another_is_of_both() {
    let world = World::new(&[ALICE, BOB]).await;
    world.start().await;
    world.move_tokens(ALICE, BOB, 7).await;
    world.rest().await;
    let mut found = world.amounts().await;
    found.sort_unstable();
    assert_eq!(found, [(ALICE, 7), (BOB, 7)]);
}

#[tokio::test(start_paused = true)]
async fn the_past_of_accounts_is_found() {
    let world = World::new(&[ALICE]).await;
    world.pay(ALICE, 1).await;
    for _ in 0..100 {
        world.chain.mine();
    }
    world.move_tokens(stranger_address(), ALICE, 2).await;
    world.pay(BOB, 100).await;
    world.start().await;
    assert_eq!(world.amounts().await, [(ALICE, 1), (ALICE, 2)]);
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_only_what_is_new_is_read() {
    let world = World::new(&[ALICE]).await;
    world.pay(ALICE, 1).await;
    world.start().await;
    world.test.wallet.stop_transfers();
    let stopped = world.asked("");
    world.pay(ALICE, 2).await;
    world.rest().await;
    // What the test itself asks.
    assert!(world.asked("") <= stopped + 2);
    let before = (world.asked("eth_getLogs"), world.asked("account_states"), world.asked(""));
    world.restart().await;
    assert_eq!(world.amounts().await, [(ALICE, 1), (ALICE, 2)]);
    assert_eq!(world.asked("eth_getLogs"), before.0 + 3);
    assert_eq!(world.asked("account_states"), before.1 + 1);
    assert!(world.asked("") - before.2 <= 12, "{:?}", world.chain.requests());
    // While no block comes nothing is asked but the height.
    let others = || world.asked("") - world.asked("eth_blockNumber");
    let asked = others();
    world.rest().await;
    world.rest().await;
    assert_eq!(others(), asked);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_blocks_take_a_bounded_number_of_requests() {
    let world = World::new(&[ALICE, BOB]).await;
    world.start().await;
    world.test.wallet.stop_transfers();
    for payment in 1..=4 {
        for _ in 0..2_500 {
            world.chain.mine();
        }
        world.pay(if payment % 2 == 0 { ALICE } else { BOB }, payment).await;
    }
    let before = (world.asked("eth_getLogs"), world.asked(""));
    world.restart().await;
    assert_eq!(world.amounts().await, [(BOB, 1), (ALICE, 2), (BOB, 3), (ALICE, 4)]);
    assert_eq!(world.asked("eth_getLogs") - before.0, 3);
    assert!(world.asked("") - before.1 <= 40, "{:?}", world.chain.requests());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_comes_later_is_read_alone_up_to_the_others() {
    let mut world = World::new(&[ALICE]).await;
    world.pay(ALICE, 1).await;
    world.pay(BOB, 2).await;
    world.start().await;
    world.kinds();
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
    world.add_account(BOB, false).await;
    world.pay(BOB, 3).await;
    let logs = world.asked("eth_getLogs");
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1), (BOB, 2), (BOB, 3)]);
    // What is new for Alice, the past of Bob, what is new for Bob.
    assert!(world.asked("eth_getLogs") - logs <= 9);
    let ready: Vec<_> = world.events().into_iter().filter(|event| event["type"] == "recent-history-ready").collect();
    assert_eq!(ready.len(), 1);
    assert_eq!(ready[0]["accounts"], json!([text(BOB)]));
    let stored = world.test.wallet.store().query(|stores| stores.scans(CHAIN)).await;
    let stored = stored.map_err(|error: StorageError| error).unwrap();
    assert_eq!((stored.scans.len(), stored.gaps.len()), (1, 0), "they are read together from now on");
    let logs = world.asked("eth_getLogs");
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.asked("eth_getLogs") - logs, 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_of_an_account_goes_with_it() {
    let world = World::new(&[ALICE, BOB]).await;
    world.pay(ALICE, 1).await;
    world.pay(BOB, 2).await;
    world.start().await;
    world.set_removed(BOB, true).await;
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_about_addresses_that_were_never_shown_until_the_phrase_is() {
    let world = World::new(&[]).await;
    let set = |value: &str| {
        let record = SettingRecord { name: "mnemonic-was-not-shown?".to_owned(), value: value.to_owned() };
        move |stores: &mut dyn status_ports::ProfileTransaction| stores.save_settings(&[record])
    };
    world.test.wallet.profile().transact::<_, StorageError, _>(set("true")).await.unwrap();
    world.add_account(ALICE, true).await;
    world.pay(ALICE, 1).await;
    world.start().await;
    assert_eq!((world.amounts().await, world.asked("eth_getLogs")), (Vec::new(), 0));
    world.test.wallet.profile().transact::<_, StorageError, _>(set("false")).await.unwrap();
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
}

#[tokio::test(start_paused = true)]
async fn begun_twice_is_begun_once_and_after_the_end_nothing_is_asked() {
    let mut world = World::new(&[ALICE]).await;
    world.start().await;
    world.start().await;
    assert_eq!(world.kinds(), ["recent-history-fetching", "recent-history-ready"]);
    world.chain.mine();
    let logs = world.asked("eth_getLogs");
    world.rest().await;
    assert_eq!(world.asked("eth_getLogs") - logs, 3);
    world.test.wallet.close().await;
    let asked = world.asked("");
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.asked(""), asked);
}
