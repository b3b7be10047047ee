//! Units of work that return a value: the same for every store, so that the ports themselves stay free of generics.

use std::sync::mpsc;

use async_trait::async_trait;

use crate::{ProfileStore, ProfileTransaction, StorageError, WalletStore, WalletTransaction};

/// A transaction is lent as a trait object that may borrow, which no type parameter can stand for; hence a macro.
macro_rules! unit_of_work {
    ($extension:ident, $store:ident, $transaction:ident) => {
        #[doc = concat!("Units of work on a [`", stringify!($store), "`] that return a value, and whose own errors roll back.")]
        #[async_trait]
        pub trait $extension: $store {
            /// Runs `work` in the one write transaction. The work's own error type survives the rollback.
            ///
            /// # Errors
            /// The work's error, or the store's converted into it.
            async fn transact<T, E, F>(&self, work: F) -> Result<T, E>
            where
                T: Send + 'static,
                E: From<StorageError> + Send + 'static,
                F: FnOnce(&mut dyn $transaction) -> Result<T, E> + Send + 'static,
            {
                let (give, take) = mpsc::sync_channel(1);
                let done = self
                    .write(Box::new(move |transaction| {
                        let outcome = work(transaction);
                        let verdict = if outcome.is_ok() { Ok(()) } else { Err(StorageError::RolledBack) };
                        let _ = give.send(outcome);
                        verdict
                    }))
                    .await;
                settle(done, &take)
            }

            /// Runs `work` on a consistent snapshot.
            ///
            /// # Errors
            /// The work's error, or the store's converted into it.
            async fn query<T, E, F>(&self, work: F) -> Result<T, E>
            where
                T: Send + 'static,
                E: From<StorageError> + Send + 'static,
                F: FnOnce(&mut dyn $transaction) -> Result<T, E> + Send + 'static,
            {
                let (give, take) = mpsc::sync_channel(1);
                let done = self
                    .read(Box::new(move |transaction| {
                        let _ = give.send(work(transaction));
                        Ok(())
                    }))
                    .await;
                settle(done, &take)
            }
        }

        impl<S: $store + ?Sized> $extension for S {}
    };
}

unit_of_work!(ProfileStoreExt, ProfileStore, ProfileTransaction);
unit_of_work!(WalletStoreExt, WalletStore, WalletTransaction);

/// The work's own word counts, unless the store failed to keep a promise that the work had made.
fn settle<T, E: From<StorageError>>(
    done: Result<(), StorageError>,
    outcome: &mpsc::Receiver<Result<T, E>>,
) -> Result<T, E> {
    match (outcome.try_recv(), done) {
        (Ok(Err(own)), _) => Err(own),
        (Ok(Ok(value)), Ok(())) => Ok(value),
        (_, Err(storage)) => Err(storage.into()),
        (Err(_), Ok(())) => Err(StorageError::Closed.into()),
    }
}
