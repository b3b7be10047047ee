use status_ports::{KeycardRecord, KeycardStore};

use super::{MemoryTransaction, Result};

impl KeycardStore for MemoryTransaction {
    fn keycards(&mut self) -> Result<Vec<KeycardRecord>> {
        let mut cards: Vec<_> = self.keycards.values().cloned().collect();
        cards.sort_by(|a, b| (a.position, &a.keycard_uid).cmp(&(b.position, &b.keycard_uid)));
        Ok(cards)
    }

    fn save_keycard(&mut self, keycard: &KeycardRecord) -> Result<()> {
        self.touch();
        self.keycards.insert(keycard.keycard_uid.clone(), keycard.clone());
        Ok(())
    }

    fn delete_keycard(&mut self, keycard_uid: &str) -> Result<()> {
        self.touch();
        self.keycards.remove(keycard_uid);
        Ok(())
    }
}
