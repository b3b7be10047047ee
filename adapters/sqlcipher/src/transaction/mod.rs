//! What a unit of work sees: the stores of a profile over one connection.

mod activity;
mod asset_preference;
mod attachment;
mod bridge;
mod chat;
mod contact;
mod contact_image;
mod delivery;
mod early_change;
mod ens_claim;
mod ens_username;
mod envelope;
mod group;
mod history;
mod keycard;
mod keypair;
mod known;
mod known_peer;
mod message;
mod mvds;
mod notification_exemption;
mod outbox;
mod page;
mod pin;
mod published;
mod published_identity;
mod ratchet;
mod reaction;
mod saved_address;
mod search;
mod segment;
mod sent_message;
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
pub(crate) use known::Known;
pub(crate) use page::first_rows;

/// Most values in one list of a query. An engine may refuse more than 999 in a whole query.
pub(crate) const AT_ONCE: usize = 500;

// Conditions of partial indexes. The engine takes such an index only if the query says the same with a literal, where
// diesel would bind a value.
diesel::postfix_operator!(IsFalse, " = 0", Bool, backend: Sqlite);
diesel::postfix_operator!(IsTrue, " = 1", Bool, backend: Sqlite);
diesel::postfix_operator!(IsContactRequest, " = 11", Bool, backend: Sqlite);
diesel::postfix_operator!(IsNotZero, " != 0", Bool, backend: Sqlite);
diesel::postfix_operator!(IsNotEmpty, " != ''", Bool, backend: Sqlite);
diesel::infix_operator!(Match, " MATCH ", Bool, backend: Sqlite);
// The value of a column, by no index: for where another index gives the order.
diesel::prefix_operator!(Unindexed, "+", BigInt, backend: Sqlite);

/// The stores of a profile within one transaction.
pub(crate) struct SqlTransaction<'a> {
    connection: &'a mut SqliteConnection,
    /// Rows that the engine need not be asked for; nothing where each call goes to the engine.
    known: Option<&'a mut Known>,
}

impl<'a> SqlTransaction<'a> {
    /// Each call goes to the engine.
    pub(crate) const fn new(connection: &'a mut SqliteConnection) -> Self {
        Self { connection, known: None }
    }

    /// For units of work that ask for the same rows again and again. [`Self::write_known`] ends it.
    pub(crate) const fn with_known(connection: &'a mut SqliteConnection, known: &'a mut Known) -> Self {
        Self { connection, known: Some(known) }
    }

    /// Gives the engine what it has not got yet.
    pub(crate) fn write_known(&mut self) -> Result<()> {
        self.write_chats()?;
        self.write_contacts()?;
        self.write_index()
    }
}

impl Savepoint for SqlTransaction<'_> {
    fn savepoint(&mut self, work: SavepointWork<'_>) -> Result<()> {
        let mut panic = None;
        let before = self.known.as_deref().cloned();
        let known = self.known.as_deref_mut();
        let done = self.connection.transaction(|connection| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut SqlTransaction { connection, known })));
            outcome.unwrap_or_else(|payload| {
                panic = Some(payload);
                Err(StorageError::RolledBack)
            })?;
            Ok::<_, Rollback>(())
        });
        if done.is_err()
            && let (Some(known), Some(before)) = (&mut self.known, before)
        {
            **known = before;
        }
        match panic {
            Some(payload) => resume_unwind(payload),
            None => done.map_err(|rollback| rollback.0),
        }
    }
}

#[cfg(test)]
mod tests;
