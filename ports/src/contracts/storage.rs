//! The contract of [`ProfileStore`]: the unit of work.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    Attempt, MessageRecord, MvdsAckRecord, ProfileStore, ProfileStoreExt, ProfileTransaction, SavepointExt as _,
    SettingRecord, StorageError,
};

/// Runs the whole suite. `make` returns an empty store each time.
pub async fn run(make: &mut dyn FnMut() -> Box<dyn ProfileStore>) {
    what_was_committed_is_read(&*make()).await;
    an_error_rolls_everything_back(&*make()).await;
    a_panic_rolls_everything_back_and_the_store_goes_on(&*make()).await;
    the_error_of_the_work_survives_the_rollback(&*make()).await;
    a_transaction_reads_what_it_wrote(&*make()).await;
    a_reader_cannot_write(&*make()).await;
    a_refused_part_is_undone_and_nothing_else(&*make()).await;
    a_nested_part_is_undone_with_the_outer_one(&*make()).await;
    a_part_that_panics_is_undone(&*make()).await;
    a_kept_part_goes_with_the_transaction(&*make()).await;
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

fn save(transaction: &mut dyn ProfileTransaction, value: &str) -> Result<(), StorageError> {
    transaction.save_settings(&[SettingRecord { name: "a".into(), value: value.into() }])
}

fn message(id: &str, text: &str) -> MessageRecord {
    MessageRecord { text: text.into(), ..MessageRecord::new(id.into(), "chat".into(), [2; 33]) }
}

async fn stored(store: &dyn ProfileStore) -> Option<String> {
    store.query::<_, StorageError, _>(|transaction| transaction.find_setting("a")).await.unwrap()
}

async fn what_was_committed_is_read(store: &dyn ProfileStore) {
    assert_eq!(stored(store).await, None);
    store.write(Box::new(|transaction| save(transaction, "1"))).await.unwrap();
    assert_eq!(stored(store).await.as_deref(), Some("1"));
}

async fn an_error_rolls_everything_back(store: &dyn ProfileStore) {
    store.write(Box::new(|transaction| save(transaction, "1"))).await.unwrap();
    let refused = store
        .write(Box::new(|transaction| {
            save(transaction, "2")?;
            transaction.mark_envelope_processed(&[1; 32], 1)?;
            Err(StorageError::RolledBack)
        }))
        .await;
    assert!(matches!(refused, Err(StorageError::RolledBack)));
    assert_eq!(stored(store).await.as_deref(), Some("1"));
    let processed = store.query::<_, StorageError, _>(|transaction| transaction.envelope_processed(&[1; 32])).await;
    assert!(!processed.unwrap());
}

async fn a_panic_rolls_everything_back_and_the_store_goes_on(store: &dyn ProfileStore) {
    let panicked = store
        .write(Box::new(|transaction| {
            save(transaction, "1")?;
            panic!("the contract of the unit of work panics on purpose")
        }))
        .await;
    assert!(matches!(panicked, Err(StorageError::Backend(_))));
    assert_eq!(stored(store).await, None);
    let panicked = store.read(Box::new(|_| panic!("the contract of the unit of work panics on purpose"))).await;
    assert!(matches!(panicked, Err(StorageError::Backend(_))));
    store.write(Box::new(|transaction| save(transaction, "2"))).await.unwrap();
    assert_eq!(stored(store).await.as_deref(), Some("2"));
}

async fn the_error_of_the_work_survives_the_rollback(store: &dyn ProfileStore) {
    let refused: Result<(), _> = store
        .transact(|transaction| {
            save(transaction, "1")?;
            Err(WorkError::Refused)
        })
        .await;
    assert!(matches!(refused, Err(WorkError::Refused)));
    assert_eq!(stored(store).await, None);
    let answer = store.transact::<_, WorkError, _>(|transaction| Ok(save(transaction, "1").map(|()| 42)?)).await;
    assert_eq!(answer.unwrap(), 42);
    assert_eq!(stored(store).await.as_deref(), Some("1"));
}

async fn a_transaction_reads_what_it_wrote(store: &dyn ProfileStore) {
    let seen = store.transact::<_, StorageError, _>(|transaction| {
        save(transaction, "1")?;
        transaction.find_setting("a")
    });
    assert_eq!(seen.await.unwrap().as_deref(), Some("1"));
}

async fn a_reader_cannot_write(store: &dyn ProfileStore) {
    let refused = store.query::<_, WorkError, _>(|transaction| Ok(save(transaction, "1")?)).await;
    assert!(matches!(refused, Err(WorkError::Storage(StorageError::Backend(_)))));
    assert_eq!(stored(store).await, None);
}

async fn a_refused_part_is_undone_and_nothing_else(store: &dyn ProfileStore) {
    const ACK: MvdsAckRecord = MvdsAckRecord { peer: [2; 33], message_id: [1; 32] };
    let work = |transaction: &mut dyn ProfileTransaction| {
        save(transaction, "1")?;
        transaction.save_message(&message("0x01", "before"))?;
        let refused: Result<(), _> = transaction.attempt(|part| {
            save(part, "2")?;
            part.save_message(&message("0x01", "within"))?;
            part.save_message(&message("0x02", "within"))?;
            assert!(part.message_exists("0x02")?);
            part.add_mvds_ack(&ACK)?;
            part.mark_envelope_processed(&[1; 32], 1)?;
            Err(WorkError::Refused)
        });
        assert!(matches!(refused, Err(Attempt::Refused(WorkError::Refused))));
        assert_eq!(transaction.find_setting("a")?.as_deref(), Some("1"));
        assert_eq!(transaction.find_message("0x01")?, Some(message("0x01", "before")));
        assert!(!transaction.message_exists("0x02")?);
        let kept: Result<_, Attempt<StorageError>> = transaction.attempt(|part| {
            part.mark_envelope_processed(&[2; 32], 1)?;
            Ok(42)
        });
        assert_eq!(kept.unwrap(), 42);
        Ok(())
    };
    store.write(Box::new(work)).await.unwrap();
    assert_eq!(stored(store).await.as_deref(), Some("1"));
    let left = store.query::<_, StorageError, _>(|transaction| Ok(transaction.chat_messages("chat", "", 9)?.items));
    assert_eq!(left.await.unwrap(), [message("0x01", "before")]);
    let left = store.query::<_, StorageError, _>(|transaction| {
        let acks = transaction.mvds_acks(9)?.len();
        Ok((transaction.envelope_processed(&[1; 32])?, acks, transaction.envelope_processed(&[2; 32])?))
    });
    assert_eq!(left.await.unwrap(), (false, 0, true));
}

async fn a_nested_part_is_undone_with_the_outer_one(store: &dyn ProfileStore) {
    let work = |transaction: &mut dyn ProfileTransaction| {
        let refused: Result<(), _> = transaction.attempt(|outer| {
            let kept: Result<_, Attempt<StorageError>> = outer.attempt(|inner| save(inner, "1"));
            kept.unwrap();
            assert_eq!(outer.find_setting("a")?.as_deref(), Some("1"));
            Err(WorkError::Refused)
        });
        assert!(matches!(refused, Err(Attempt::Refused(WorkError::Refused))));
        let kept: Result<_, Attempt<WorkError>> = transaction.attempt(|outer| {
            let refused: Result<(), Attempt<WorkError>> = outer.attempt(|inner| {
                save(inner, "2")?;
                Err(WorkError::Refused)
            });
            assert!(refused.is_err());
            Ok(outer.mark_envelope_processed(&[1; 32], 1)?)
        });
        kept.unwrap();
        Ok(())
    };
    store.write(Box::new(work)).await.unwrap();
    assert_eq!(stored(store).await, None);
    let kept = store.query::<_, StorageError, _>(|transaction| transaction.envelope_processed(&[1; 32])).await;
    assert!(kept.unwrap());
}

async fn a_part_that_panics_is_undone(store: &dyn ProfileStore) {
    let work = |transaction: &mut dyn ProfileTransaction| {
        save(transaction, "1")?;
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _: Result<(), Attempt<StorageError>> = transaction.attempt(|part| {
                save(part, "2")?;
                panic!("the contract of the savepoint panics on purpose")
            });
        }));
        assert!(panicked.is_err());
        Ok(())
    };
    store.write(Box::new(work)).await.unwrap();
    assert_eq!(stored(store).await.as_deref(), Some("1"));
}

async fn a_kept_part_goes_with_the_transaction(store: &dyn ProfileStore) {
    let refused: Result<(), WorkError> = store
        .transact(|transaction| {
            let kept: Result<_, Attempt<StorageError>> = transaction.attempt(|part| save(part, "1"));
            kept.unwrap();
            Err(WorkError::Refused)
        })
        .await;
    assert!(matches!(refused, Err(WorkError::Refused)));
    assert_eq!(stored(store).await, None);
}

async fn a_closed_store_says_so(store: &dyn ProfileStore) {
    store.close().await;
    store.close().await;
    let closed = store.write(Box::new(|transaction| save(transaction, "1"))).await;
    assert!(matches!(closed, Err(StorageError::Closed)));
    assert!(matches!(store.read(Box::new(|_| Ok(()))).await, Err(StorageError::Closed)));
}
