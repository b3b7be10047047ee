use diesel::prelude::*;
use status_ports::{WalletConnectSessionRecord, WalletConnectSessionStore};

use super::SqlWalletTransaction;
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::wallet::wallet_connect_sessions::dsl;

type Row = (String, String, String, i64, U64, bool, bool, String, String, String);

fn record(row: Row) -> WalletConnectSessionRecord {
    let (topic, pairing_topic, session_json, expiry, created_at, is_disconnected, is_test, url, name, icon_url) = row;
    WalletConnectSessionRecord {
        topic,
        pairing_topic,
        session_json,
        expiry,
        created_at: created_at.0,
        is_disconnected,
        is_test,
        url,
        name,
        icon_url,
    }
}

impl WalletConnectSessionStore for SqlWalletTransaction<'_> {
    fn active_wallet_connect_sessions(&mut self, valid_at: i64) -> Result<Vec<WalletConnectSessionRecord>> {
        let active = dsl::wallet_connect_sessions
            .filter(dsl::is_disconnected.eq(false))
            .filter(dsl::expiry.ge(valid_at))
            .order((dsl::expiry.desc(), dsl::topic));
        Ok(active.load::<Row>(self.connection).or_storage_error()?.into_iter().map(record).collect())
    }

    fn save_wallet_connect_session(&mut self, session: &WalletConnectSessionRecord) -> Result<()> {
        let row = (
            dsl::topic.eq(&session.topic),
            dsl::pairing_topic.eq(&session.pairing_topic),
            dsl::session_json.eq(&session.session_json),
            dsl::expiry.eq(session.expiry),
            dsl::created_at.eq(U64(session.created_at)),
            dsl::is_disconnected.eq(session.is_disconnected),
            dsl::is_test.eq(session.is_test),
            dsl::url.eq(&session.url),
            dsl::name.eq(&session.name),
            dsl::icon_url.eq(&session.icon_url),
        );
        diesel::replace_into(dsl::wallet_connect_sessions).values(row).execute(self.connection).or_storage_error()?;
        let of_page = dsl::wallet_connect_sessions.filter(dsl::url.eq(&session.url));
        let shown = (dsl::name.eq(&session.name), dsl::icon_url.eq(&session.icon_url));
        diesel::update(of_page).set(shown).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn end_wallet_connect_session(&mut self, topic: &str) -> Result<bool> {
        let ended = diesel::update(dsl::wallet_connect_sessions.find(topic)).set(dsl::is_disconnected.eq(true));
        Ok(ended.execute(self.connection).or_storage_error()? > 0)
    }
}
