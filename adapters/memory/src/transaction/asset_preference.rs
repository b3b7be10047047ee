use status_ports::{AssetPreferenceStore, CollectiblePreference, StorageError, TokenPreference};

use super::{MemoryTransaction, Result};

fn twice() -> StorageError {
    StorageError::Backend("a preference comes twice".to_owned())
}

impl AssetPreferenceStore for MemoryTransaction {
    fn token_preferences(&mut self, is_test: bool) -> Result<Vec<TokenPreference>> {
        let rows = self.token_preferences.iter().filter(|((of_test, _), _)| *of_test == is_test);
        let mut rows: Vec<_> = rows.map(|(_, row)| row.clone()).collect();
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }

    fn replace_token_preferences(&mut self, is_test: bool, preferences: &[TokenPreference]) -> Result<()> {
        self.touch();
        self.token_preferences.retain(|(of_test, _), _| *of_test != is_test);
        for row in preferences {
            if !self.token_preferences.insert_new((is_test, row.key.clone()), row.clone()) {
                return Err(twice());
            }
        }
        Ok(())
    }

    fn collectible_preferences(&mut self, is_test: bool) -> Result<Vec<CollectiblePreference>> {
        let rows = self.collectible_preferences.iter().filter(|((of_test, ..), _)| *of_test == is_test);
        let mut rows: Vec<_> = rows.map(|(_, row)| row.clone()).collect();
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }

    fn replace_collectible_preferences(&mut self, is_test: bool, preferences: &[CollectiblePreference]) -> Result<()> {
        self.touch();
        self.collectible_preferences.retain(|(of_test, ..), _| *of_test != is_test);
        for row in preferences {
            let key = (is_test, row.kind, row.key.clone());
            if !self.collectible_preferences.insert_new(key, row.clone()) {
                return Err(twice());
            }
        }
        Ok(())
    }
}
