use core::cmp::Reverse;

use status_ports::{StorageError, WalletConnectSessionRecord, WalletConnectSessionStore};

use super::MemoryWalletTransaction;

impl WalletConnectSessionStore for MemoryWalletTransaction {
    fn active_wallet_connect_sessions(
        &mut self,
        valid_at: i64,
    ) -> Result<Vec<WalletConnectSessionRecord>, StorageError> {
        let all = self.wallet_connect_sessions.iter().map(|(_, session)| session);
        let mut active: Vec<_> =
            all.filter(|session| !session.is_disconnected && session.expiry >= valid_at).cloned().collect();
        active.sort_by_key(|session| Reverse(session.expiry));
        Ok(active)
    }

    fn save_wallet_connect_session(&mut self, session: &WalletConnectSessionRecord) -> Result<(), StorageError> {
        self.touch();
        self.wallet_connect_sessions.insert(session.topic.clone(), session.clone());
        let all = self.wallet_connect_sessions.iter().map(|(_, other)| other);
        let of_page: Vec<_> = all.filter(|other| other.url == session.url).cloned().collect();
        for other in of_page {
            let (name, icon_url) = (session.name.clone(), session.icon_url.clone());
            let other = WalletConnectSessionRecord { name, icon_url, ..other };
            self.wallet_connect_sessions.insert(other.topic.clone(), other);
        }
        Ok(())
    }

    fn end_wallet_connect_session(&mut self, topic: &str) -> Result<bool, StorageError> {
        let Some(session) = self.wallet_connect_sessions.get(&topic.to_owned()).cloned() else { return Ok(false) };
        self.save_wallet_connect_session(&WalletConnectSessionRecord { is_disconnected: true, ..session })?;
        Ok(true)
    }
}
