use status_ports::{CompressedKey, ShowcaseRecord, ShowcaseStore};

use super::{MemoryTransaction, Result};

/// Most people that are found by an account.
const MOST_PEOPLE: usize = 100;

impl ShowcaseStore for MemoryTransaction {
    fn find_showcase(&mut self, contact: &CompressedKey) -> Result<Option<ShowcaseRecord>> {
        Ok(self.showcases.get(contact).cloned())
    }

    fn save_showcase(&mut self, showcase: &ShowcaseRecord) -> Result<()> {
        self.touch();
        self.showcases.insert(showcase.contact, showcase.clone());
        Ok(())
    }

    fn showcases_with_account(&mut self, address: &str) -> Result<Vec<ShowcaseRecord>> {
        let found = self.showcases.values().filter(|showcase| showcase.addresses.contains(address));
        Ok(found.take(MOST_PEOPLE).cloned().collect())
    }

    fn showcase_preferences(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(self.showcase_preferences.clone())
    }

    fn save_showcase_preferences(&mut self, preferences: &[u8]) -> Result<()> {
        self.touch();
        self.showcase_preferences = Some(preferences.to_owned());
        Ok(())
    }
}
