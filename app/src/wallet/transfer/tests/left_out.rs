//! What is left out, and what goes and comes back.

use std::collections::BTreeSet;

use status_ports::{ChainScans, ScanGap, ScanRecord, StorageError, WalletStoreExt as _};

use super::world::{ALICE, BOB, CHAIN, World};

impl World {
    async fn scans(&self) -> ChainScans {
        let scans = self.test.wallet.store().query(|stores| stores.scans(CHAIN)).await;
        scans.map_err(|error: StorageError| error).unwrap()
    }

    async fn mine_slowly(&self, blocks: usize) {
        for _ in 0..blocks {
            self.chain.mine();
            self.rest().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_is_not_told_holds_nothing_up_and_is_asked_for_again() {
    let mut world = World::new(&[ALICE]).await;
    world.start().await;
    world.kinds();
    let untold = world.pay(ALICE, 1).await;
    world.chain.withhold_receipt(untold, true);
    world.pay(ALICE, 2).await;
    world.rest().await;
    assert_eq!((world.amounts().await, world.kinds()), (vec![(ALICE, 2)], vec!["new-transfers".to_owned()]));
    world.mine_slowly(40).await;
    assert_eq!(world.kinds(), ["fetching-history-error"], "once, after some attempts");
    let before = world.asked("eth_getTransactionReceipt");
    world.mine_slowly(10).await;
    assert_eq!(world.asked("eth_getTransactionReceipt"), before, "less and less often");
    // It is stored that it is missing.
    world.restart().await;
    world.chain.withhold_receipt(untold, false);
    world.mine_slowly(40).await;
    assert_eq!(world.amounts().await, [(ALICE, 1), (ALICE, 2)]);
    assert_eq!(world.kinds(), ["recent-history-fetching", "recent-history-ready", "new-transfers"]);
    assert_eq!(world.scans().await.gaps, []);
}

#[tokio::test(start_paused = true)]
async fn a_block_that_was_left_out_and_is_taken_back_is_no_longer_missing() {
    let world = World::new(&[ALICE]).await;
    world.mine_slowly(2).await;
    world.start().await;
    let untold = world.pay(ALICE, 1).await;
    world.chain.withhold_receipt(untold, true);
    world.rest().await;
    assert_eq!(world.scans().await.gaps.len(), 1);
    world.chain.undo_blocks(1);
    world.chain.forget(untold);
    world.mine_slowly(3).await;
    assert_eq!((world.amounts().await, world.scans().await.gaps), (vec![], vec![]));
}

#[tokio::test(start_paused = true)]
async fn the_past_is_read_after_what_is_new_a_few_ranges_with_each_block() {
    let mut world = World::new(&[ALICE]).await;
    world.pay(ALICE, 1).await;
    for _ in 0..400 {
        world.chain.mine();
    }
    world.pay(ALICE, 2).await;
    let accounts = BTreeSet::from([ALICE]);
    let gap = |last| ScanGap { accounts: accounts.clone(), first: last - 49, last, attempts: 0, not_before: 0 };
    let stored = ChainScans {
        scans: vec![ScanRecord { accounts: accounts.clone(), next_block: 301, ranges: Vec::new() }],
        gaps: [50, 100, 150, 200, 250, 300].map(gap).into(),
    };
    let save = move |stores: &mut dyn status_ports::WalletTransaction| stores.replace_scans(CHAIN, &stored);
    world.test.wallet.store().transact::<_, StorageError, _>(save).await.unwrap();
    world.start().await;
    assert_eq!(world.amounts().await, [(ALICE, 2)]);
    assert_eq!(world.kinds(), ["recent-history-fetching", "new-transfers", "recent-history-ready"]);
    assert_eq!(world.scans().await.gaps.len(), 2, "not all at once");
    world.mine_slowly(1).await;
    assert_eq!(
        (world.amounts().await, world.kinds()),
        (vec![(ALICE, 1), (ALICE, 2)], vec!["new-transfers".to_owned()])
    );
    assert_eq!(world.scans().await.gaps, []);
    let logs = world.asked("eth_getLogs");
    world.mine_slowly(1).await;
    assert_eq!(world.asked("eth_getLogs") - logs, 3, "it is read once");
}

#[tokio::test(start_paused = true)]
async fn an_account_that_comes_back_is_read_anew() {
    let world = World::new(&[ALICE, BOB]).await;
    world.pay(ALICE, 1).await;
    world.pay(BOB, 2).await;
    world.start().await;
    world.set_removed(BOB, true).await;
    world.test.wallet.forget_removed_accounts().await.unwrap();
    assert_eq!(world.amounts().await, [(ALICE, 1)], "at once");
    // Before the chain has another block.
    world.set_removed(BOB, false).await;
    world.mine_slowly(1).await;
    assert_eq!(world.amounts().await, [(ALICE, 1), (BOB, 2)]);
}

#[tokio::test(start_paused = true)]
async fn what_a_crash_left_of_a_removed_account_goes_with_the_next_start_also_on_chains_that_are_not_looked_at() {
    let world = World::new(&[ALICE, BOB]).await;
    world.pay(BOB, 2).await;
    world.start().await;
    world.test.wallet.stop_transfers();
    world.test.wallet.delete_network(CHAIN).await.unwrap();
    world.set_removed(BOB, true).await;
    assert_eq!(world.amounts().await, [(BOB, 2)]);
    world.start().await;
    assert_eq!(world.amounts().await, []);
    let accounts: Vec<_> = world.scans().await.scans.into_iter().map(|scan| scan.accounts).collect();
    assert_eq!(accounts, [BTreeSet::from([ALICE])]);
}
