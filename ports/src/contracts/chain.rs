//! The contract of [`ChainProvider`].

use async_trait::async_trait;
use ruint::aliases::U256;

use crate::{BlockId, CallRequest, ChainError, ChainProvider, LogFilter};

/// The chain that the suite runs on.
pub const CHAIN_ID: u64 = 31337;

/// Who has money at the start: the first account of the phrase that test chains use.
pub const SENDER: [u8; 20] = [
    0xf3, 0x9f, 0xd6, 0xe5, 0x1a, 0xad, 0x88, 0xf6, 0xf4, 0xce, 0x6a, 0xb8, 0x82, 0x72, 0x79, 0xcf, 0xff, 0xb9, 0x22,
    0x66,
];

/// Who gets some: the second one.
pub const RECIPIENT: [u8; 20] = [
    0x70, 0x99, 0x79, 0x70, 0xc5, 0x18, 0x12, 0xdc, 0x3a, 0x01, 0x0c, 0x7d, 0x01, 0xb5, 0x0e, 0x0d, 0x17, 0xdc, 0x79,
    0xc8,
];

/// Nobody.
const STRANGER: [u8; 20] = [0xaa; 20];

/// Wei that [`TRANSFER`] gives.
pub const TRANSFER_VALUE: u64 = 42;

/// The hash of [`TRANSFER`].
pub const TRANSFER_HASH: [u8; 32] = [
    0xf2, 0x3a, 0x09, 0x49, 0xa6, 0x18, 0xf5, 0xc0, 0x1e, 0x4d, 0x15, 0x34, 0x21, 0x16, 0x0d, 0xef, 0x69, 0xd5, 0x64,
    0xbb, 0x2c, 0xd6, 0x01, 0x29, 0x3e, 0x15, 0x71, 0x30, 0x21, 0xbc, 0x90, 0xaf,
];

/// The first transaction of [`SENDER`], EIP-1559, to [`RECIPIENT`]: 21,000 gas, at most 100 gwei for each, tip 1 gwei.
pub const TRANSFER: &[u8] = &[
    0x02, 0xf8, 0x6d, 0x82, 0x7a, 0x69, 0x80, 0x84, 0x3b, 0x9a, 0xca, 0x00, 0x85, 0x17, 0x48, 0x76, 0xe8, 0x00, 0x82,
    0x52, 0x08, 0x94, 0x70, 0x99, 0x79, 0x70, 0xc5, 0x18, 0x12, 0xdc, 0x3a, 0x01, 0x0c, 0x7d, 0x01, 0xb5, 0x0e, 0x0d,
    0x17, 0xdc, 0x79, 0xc8, 0x2a, 0x80, 0xc0, 0x01, 0xa0, 0x87, 0xf5, 0xcc, 0x75, 0xdf, 0xf7, 0xed, 0x23, 0xfe, 0xb0,
    0xae, 0x4e, 0x9d, 0xb0, 0xef, 0x83, 0x18, 0x2b, 0x6f, 0xe0, 0xce, 0x99, 0x84, 0x51, 0x9d, 0x14, 0xe2, 0x18, 0x48,
    0x0b, 0x02, 0x72, 0xa0, 0x2e, 0x50, 0xa6, 0xb7, 0x8d, 0xf4, 0xd3, 0xa9, 0x5c, 0x16, 0xb8, 0xc9, 0xe3, 0x44, 0xdb,
    0x62, 0x1e, 0xc4, 0xa2, 0xc4, 0xae, 0xbb, 0x85, 0x28, 0x29, 0x10, 0xb1, 0xee, 0x96, 0x2e, 0x53, 0x5c,
];

/// A new chain [`CHAIN_ID`] in which [`SENDER`] and [`RECIPIENT`] have more than one ether, and nobody else has
/// anything.
#[async_trait]
pub trait ChainRig: Send + Sync {
    /// What asks it.
    fn chain(&self) -> &dyn ChainProvider;

    /// Adds one block with all that waits. There is no other.
    async fn mine(&self);
}

/// Runs the whole suite.
pub async fn run(rig: &dyn ChainRig) {
    a_chain_tells_its_number(rig).await;
    blocks_are_found_by_height_and_by_hash(rig).await;
    accounts_are_told_as_they_are(rig).await;
    what_is_only_tried_changes_nothing(rig).await;
    fees_are_told_for_as_many_blocks_as_wanted(rig).await;
    a_transaction_waits_and_is_in_a_block_then(rig).await;
    what_the_chain_refuses_is_an_error_of_its(rig).await;
    anything_may_be_asked(rig).await;
}

async fn a_chain_tells_its_number(rig: &dyn ChainRig) {
    assert_eq!(rig.chain().chain_id().await, Ok(CHAIN_ID));
}

async fn blocks_are_found_by_height_and_by_hash(rig: &dyn ChainRig) {
    let chain = rig.chain();
    let before = chain.block_number().await.unwrap();
    rig.mine().await;
    assert_eq!(chain.block_number().await, Ok(before + 1));
    let newest = chain.block_header(BlockId::Latest).await.unwrap().expect("a chain has a block");
    assert_eq!(newest.number, before + 1);
    assert_eq!(chain.block_header(BlockId::Number(newest.number)).await, Ok(Some(newest.clone())));
    assert_eq!(chain.block_header(BlockId::Hash(newest.hash)).await, Ok(Some(newest.clone())));
    let older = chain.block_header(BlockId::Number(before)).await.unwrap().expect("no block is missing");
    assert_eq!(newest.parent_hash, older.hash);
    assert!(older.timestamp <= newest.timestamp && newest.gas_used <= newest.gas_limit);
    let pending = chain.block_header(BlockId::Pending).await.unwrap().expect("there is always a next one");
    assert_eq!((pending.number, pending.hash), (before + 2, [0; 32]));
    let heads = chain.block_headers(vec![newest.number, before, before + 1000]).await.unwrap();
    assert_eq!(heads.into_iter().collect::<Vec<_>>(), [(before, older), (newest.number, newest)]);
    assert_eq!(chain.block_headers(Vec::new()).await.map(|heads| heads.len()), Ok(0));
    assert_eq!(chain.block_content(before + 1000).await, Ok(None));
    assert_eq!(chain.block_header(BlockId::Number(before + 1000)).await, Ok(None));
    assert_eq!(chain.block_header(BlockId::Hash([7; 32])).await, Ok(None));
}

async fn accounts_are_told_as_they_are(rig: &dyn ChainRig) {
    let chain = rig.chain();
    assert!(chain.balance(SENDER, BlockId::Latest).await.unwrap() > U256::from(1_000_000_000_000_000_000_u64));
    assert_eq!(chain.balance(STRANGER, BlockId::Latest).await, Ok(U256::ZERO));
    assert_eq!(chain.transaction_count(SENDER, BlockId::Latest).await, Ok(0));
    assert_eq!(chain.code(SENDER, BlockId::Latest).await, Ok(Vec::new()));
}

async fn what_is_only_tried_changes_nothing(rig: &dyn ChainRig) {
    let chain = rig.chain();
    let gift = CallRequest { from: Some(SENDER), to: Some(STRANGER), value: U256::from(1), data: Vec::new() };
    assert_eq!(chain.call(gift.clone(), BlockId::Latest).await, Ok(Vec::new()));
    assert_eq!(chain.estimate_gas(gift).await, Ok(21_000));
    assert_eq!(chain.balance(STRANGER, BlockId::Pending).await, Ok(U256::ZERO));
}

async fn fees_are_told_for_as_many_blocks_as_wanted(rig: &dyn ChainRig) {
    let chain = rig.chain();
    rig.mine().await;
    let newest = chain.block_number().await.unwrap();
    let history = chain.fee_history(2, BlockId::Latest, vec![10.0, 50.0]).await.unwrap();
    assert_eq!(history.oldest_block, newest - 1);
    assert_eq!((history.base_fee_per_gas.len(), history.gas_used_ratio.len()), (3, 2));
    assert!(history.reward.len() == 2 && history.reward.iter().all(|tips| tips.len() == 2));
    let header = chain.block_header(BlockId::Latest).await.unwrap().unwrap();
    assert_eq!(header.base_fee_per_gas, Some(history.base_fee_per_gas[1]));
    let without_tips = chain.fee_history(1, BlockId::Number(newest), Vec::new()).await.unwrap();
    assert!(without_tips.gas_used_ratio.len() == 1 && without_tips.reward.is_empty());
    assert!(chain.gas_price().await.unwrap() >= history.base_fee_per_gas[2]);
    chain.max_priority_fee_per_gas().await.unwrap();
}

async fn a_transaction_waits_and_is_in_a_block_then(rig: &dyn ChainRig) {
    let chain = rig.chain();
    let had = chain.balance(RECIPIENT, BlockId::Latest).await.unwrap();
    assert_eq!(chain.transaction(TRANSFER_HASH).await, Ok(None));
    assert_eq!(chain.send_raw_transaction(TRANSFER.to_vec()).await, Ok(TRANSFER_HASH));
    let waiting = chain.transaction(TRANSFER_HASH).await.unwrap().expect("it is known at once");
    assert_eq!((waiting.block_number, waiting.block_hash), (None, None));
    assert_eq!((waiting.from, waiting.to, waiting.nonce), (SENDER, Some(RECIPIENT), 0));
    assert_eq!((waiting.value, waiting.gas_limit, waiting.kind), (U256::from(TRANSFER_VALUE), 21_000, 2));
    assert_eq!(waiting.max_priority_fee_per_gas, Some(U256::from(1_000_000_000)));
    assert_eq!(chain.receipts(vec![TRANSFER_HASH]).await.map(|receipts| receipts.len()), Ok(0));
    assert_eq!(chain.transaction_count(SENDER, BlockId::Pending).await, Ok(1));
    assert_eq!(chain.transaction_count(SENDER, BlockId::Latest).await, Ok(0));
    let before = chain.block_number().await.unwrap();
    let paid_from = chain.balance(SENDER, BlockId::Latest).await.unwrap();

    rig.mine().await;
    let header = chain.block_header(BlockId::Latest).await.unwrap().unwrap();
    let mined = chain.transaction(TRANSFER_HASH).await.unwrap().unwrap();
    assert_eq!((mined.block_number, mined.block_hash), (Some(header.number), Some(header.hash)));
    let mut receipts = chain.receipts(vec![[9; 32], TRANSFER_HASH]).await.unwrap();
    assert_eq!(receipts.len(), 1, "nothing is told of a transaction that nobody knows");
    let receipt = receipts.remove(&TRANSFER_HASH).unwrap();
    assert_eq!((receipt.block_number, receipt.block_hash), (header.number, header.hash));
    assert!(receipt.is_success && receipt.logs.is_empty());
    assert_eq!((receipt.gas_used, receipt.contract_address, receipt.to), (21_000, None, Some(RECIPIENT)));
    let fee = receipt.effective_gas_price * U256::from(receipt.gas_used);
    let has = chain.balance(SENDER, BlockId::Latest).await.unwrap();
    assert_eq!(paid_from - has, fee + U256::from(TRANSFER_VALUE));
    assert_eq!(chain.balance(RECIPIENT, BlockId::Latest).await, Ok(had + U256::from(TRANSFER_VALUE)));
    assert_eq!(chain.balance(RECIPIENT, BlockId::Number(before)).await, Ok(had), "the past is as it was");
    assert_eq!(chain.transaction_count(SENDER, BlockId::Latest).await, Ok(1));
    let asked = vec![(RECIPIENT, header.number), (RECIPIENT, before), (SENDER, header.number), (STRANGER, before)];
    let states = chain.account_states(asked).await.unwrap();
    let balances = [had + U256::from(TRANSFER_VALUE), had, has, U256::ZERO];
    assert_eq!(states.iter().map(|state| state.balance).collect::<Vec<_>>(), balances);
    assert_eq!(states.iter().map(|state| state.nonce).collect::<Vec<_>>(), [0, 0, 1, 0]);
    assert_eq!(chain.account_states(Vec::new()).await, Ok(Vec::new()));
    let known = chain.transactions(vec![[9; 32], TRANSFER_HASH]).await.unwrap();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [(TRANSFER_HASH, mined.clone())]);
    assert_eq!(chain.transactions(Vec::new()).await.map(|known| known.len()), Ok(0));
    let content = chain.block_content(header.number).await.unwrap().expect("it is the newest");
    assert_eq!(content, crate::BlockContent { header: header.clone(), transactions: vec![mined] });
    let all = LogFilter { from_block: 0, to_block: header.number, ..LogFilter::default() };
    assert_eq!(chain.logs(all).await, Ok(Vec::new()));
}

async fn what_the_chain_refuses_is_an_error_of_its(rig: &dyn ChainRig) {
    let chain = rig.chain();
    assert!(matches!(chain.send_raw_transaction(TRANSFER.to_vec()).await, Err(ChainError::Rpc { .. })), "done already");
    assert!(matches!(chain.send_raw_transaction(vec![1]).await, Err(ChainError::Rpc { .. })), "no transaction");
    let unknown = chain.request("eth_unheardOf".to_owned(), "[]".to_owned()).await;
    assert!(matches!(unknown, Err(ChainError::Rpc { code: -32601, .. })), "{unknown:?}");
}

async fn anything_may_be_asked(rig: &dyn ChainRig) {
    let number = rig.chain().request("eth_chainId".to_owned(), "[]".to_owned()).await;
    assert_eq!(number.as_deref(), Ok("\"0x7a69\""));
}
