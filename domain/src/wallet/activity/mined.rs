//! What is stored with transfers.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;
use status_ports::{
    BlockPlace, ChainTransaction, MinedTransactionRecord, PendingTransactionStore, StorageError, TransactionReceipt,
};

use super::{Transfer, TransferError};

/// A transaction as it is in its block. `base_fee_per_gas` is what the block burnt.
///
/// # Errors
/// [`TransferError`] if transaction and receipt do not belong together.
pub fn mined_transaction(
    chain_id: u64,
    transaction: &ChainTransaction,
    receipt: &TransactionReceipt,
    base_fee_per_gas: Option<U256>,
) -> Result<MinedTransactionRecord, TransferError> {
    if !receipt_is_of(receipt, transaction) {
        return Err(TransferError::OtherReceipt);
    }
    let is_dynamic = transaction.max_fee_per_gas.is_some();
    Ok(MinedTransactionRecord {
        chain_id,
        hash: transaction.hash,
        block: BlockPlace { number: receipt.block_number, hash: receipt.block_hash },
        transaction_index: receipt.transaction_index,
        from: transaction.from,
        to: transaction.to,
        nonce: transaction.nonce,
        value: transaction.value,
        input: transaction.input.clone(),
        gas_limit: transaction.gas_limit,
        gas_used: receipt.gas_used,
        gas_price: transaction.gas_price.filter(|_| !is_dynamic),
        max_fee_per_gas: transaction.max_fee_per_gas,
        max_priority_fee_per_gas: transaction.max_priority_fee_per_gas,
        effective_gas_price: receipt.effective_gas_price,
        base_fee_per_gas,
        l1_fee: receipt.l1_fee,
        kind: transaction.kind,
        is_success: receipt.is_success,
        created_contract: receipt.contract_address.filter(|contract| *contract != [0; 20]),
    })
}

/// Whether a receipt tells what became of a transaction.
pub(super) fn receipt_is_of(receipt: &TransactionReceipt, transaction: &ChainTransaction) -> bool {
    transaction.hash == receipt.transaction_hash
        && transaction.block_number == Some(receipt.block_number)
        && transaction.block_hash == Some(receipt.block_hash)
}

/// Gives transfers of a chain the multi-transactions that they are part of: those of the transactions that were sent
/// from here. To be called before they are saved.
///
/// # Errors
/// [`StorageError`].
pub fn link_multi_transactions<S: PendingTransactionStore + ?Sized>(
    stores: &mut S,
    chain_id: u64,
    transfers: &mut [Transfer],
) -> Result<(), StorageError> {
    let hashes: BTreeSet<[u8; 32]> = transfers.iter().map(|transfer| transfer.transaction_hash).collect();
    let hashes: Vec<[u8; 32]> = hashes.into_iter().collect();
    let sent = stores.pending_transactions_by_hash(chain_id, &hashes)?;
    let senders: BTreeMap<[u8; 32], ([u8; 20], i64)> =
        sent.into_iter().map(|sent| (sent.hash, (sent.from, sent.multi_transaction_id))).collect();
    for transfer in transfers {
        // Of what goes to another account of the profile, that one has an entry of its own.
        let sent = senders.get(&transfer.transaction_hash).filter(|(from, _)| *from == transfer.account);
        transfer.multi_transaction_id = sent.map_or(0, |(_, id)| *id);
    }
    Ok(())
}
