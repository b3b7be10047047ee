//! What a unit of work sees: the stores of a profile over one connection.

mod activity;
mod attachment;
mod chat;
mod contact;
mod contact_image;
mod delivery;
mod early_change;
mod envelope;
mod group;
mod history;
mod keypair;
mod known_peer;
mod message;
mod mvds;
mod notification_exemption;
mod outbox;
mod page;
mod pin;
mod published;
mod ratchet;
mod reaction;
mod search;
mod segment;
mod settings;
mod showcase;
mod switcher_card;
mod user_status;
mod verification;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel::sqlite::Sqlite;
use status_ports::{Savepoint, SavepointWork, StorageError};

use crate::error::{Result, Rollback};

/// Most values in one list of a query. An engine may refuse more than 999 in a whole query.
const AT_ONCE: usize = 500;

// Conditions of partial indexes. The engine takes such an index only if the query says the same with a literal, where
// diesel would bind a value.
diesel::postfix_operator!(IsFalse, " = 0", Bool, backend: Sqlite);
diesel::postfix_operator!(IsTrue, " = 1", Bool, backend: Sqlite);
diesel::postfix_operator!(IsContactRequest, " = 11", Bool, backend: Sqlite);
diesel::postfix_operator!(IsNotZero, " != 0", Bool, backend: Sqlite);
// The value of a column, by no index: for where another index gives the order.
diesel::prefix_operator!(Unindexed, "+", BigInt, backend: Sqlite);

/// The stores of a profile within one transaction.
pub(crate) struct SqlTransaction<'a> {
    connection: &'a mut SqliteConnection,
}

impl<'a> SqlTransaction<'a> {
    pub(crate) fn new(connection: &'a mut SqliteConnection) -> Self {
        Self { connection }
    }
}

impl Savepoint for SqlTransaction<'_> {
    fn savepoint(&mut self, work: SavepointWork<'_>) -> Result<()> {
        let mut panic = None;
        let done = self.connection.transaction(|connection| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut SqlTransaction::new(connection))));
            outcome.unwrap_or_else(|payload| {
                panic = Some(payload);
                Err(StorageError::RolledBack)
            })?;
            Ok::<_, Rollback>(())
        });
        match panic {
            Some(payload) => resume_unwind(payload),
            None => done.map_err(|rollback| rollback.0),
        }
    }
}

#[cfg(test)]
mod tests;
