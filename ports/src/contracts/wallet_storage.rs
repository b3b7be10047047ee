//! The contract of [`WalletStore`]: the unit of work.

use crate::contracts::network::network;
use crate::{StorageError, WalletStore, WalletStoreExt, WalletTransaction};

/// Runs the whole suite. `make` returns an empty store each time.
pub async fn run(make: &mut dyn FnMut() -> Box<dyn WalletStore>) {
    what_was_committed_is_read(&*make()).await;
    an_error_rolls_everything_back(&*make()).await;
    a_panic_rolls_everything_back_and_the_store_goes_on(&*make()).await;
    a_transaction_reads_what_it_wrote(&*make()).await;
    a_reader_cannot_write(&*make()).await;
    a_closed_store_says_so(&*make()).await;
}

#[derive(Debug)]
enum WorkError {
    Refused,
    Storage(StorageError),
}

impl From<StorageError> for WorkError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

fn save(transaction: &mut dyn WalletTransaction, chain_id: u64) -> Result<(), StorageError> {
    transaction.save_network(&network(chain_id))
}

fn read(transaction: &mut dyn WalletTransaction) -> Result<Vec<u64>, StorageError> {
    Ok(transaction.networks()?.into_iter().map(|network| network.chain_id).collect())
}

async fn stored(store: &dyn WalletStore) -> Vec<u64> {
    store.query::<_, StorageError, _>(read).await.unwrap()
}

async fn what_was_committed_is_read(store: &dyn WalletStore) {
    assert_eq!(stored(store).await, []);
    store.write(Box::new(|transaction| save(transaction, 1))).await.unwrap();
    assert_eq!(stored(store).await, [1]);
}

async fn an_error_rolls_everything_back(store: &dyn WalletStore) {
    save_one(store).await;
    let refused: Result<(), _> = store
        .transact(|transaction| {
            save(transaction, 2)?;
            transaction.delete_network(1)?;
            Err(WorkError::Refused)
        })
        .await;
    assert!(matches!(refused, Err(WorkError::Refused)));
    assert_eq!(stored(store).await, [1]);
}

async fn a_panic_rolls_everything_back_and_the_store_goes_on(store: &dyn WalletStore) {
    let panicked = store
        .write(Box::new(|transaction| {
            save(transaction, 2)?;
            panic!("the contract of the unit of work panics on purpose")
        }))
        .await;
    assert!(matches!(panicked, Err(StorageError::Backend(_))));
    let panicked = store.read(Box::new(|_| panic!("the contract of the unit of work panics on purpose"))).await;
    assert!(matches!(panicked, Err(StorageError::Backend(_))));
    save_one(store).await;
    assert_eq!(stored(store).await, [1]);
}

async fn a_transaction_reads_what_it_wrote(store: &dyn WalletStore) {
    let seen = store.transact::<_, StorageError, _>(|transaction| {
        save(transaction, 1)?;
        read(transaction)
    });
    assert_eq!(seen.await.unwrap(), [1]);
}

async fn a_reader_cannot_write(store: &dyn WalletStore) {
    let refused = store.query::<_, WorkError, _>(|transaction| Ok(save(transaction, 1)?)).await;
    assert!(matches!(refused, Err(WorkError::Storage(StorageError::Backend(_)))));
    assert_eq!(stored(store).await, []);
}

async fn a_closed_store_says_so(store: &dyn WalletStore) {
    store.close().await;
    assert!(matches!(store.read(Box::new(|_| Ok(()))).await, Err(StorageError::Closed)));
    assert!(matches!(store.write(Box::new(|_| Ok(()))).await, Err(StorageError::Closed)));
}

async fn save_one(store: &dyn WalletStore) {
    store.write(Box::new(|transaction| save(transaction, 1))).await.unwrap();
}
