use status_ports::{SettingRecord, SettingsStore};

use super::{MemoryTransaction, Result};

impl SettingsStore for MemoryTransaction {
    fn settings(&mut self) -> Result<Vec<SettingRecord>> {
        let rows = self.settings.iter();
        Ok(rows.map(|(name, value)| SettingRecord { name: name.clone(), value: value.clone() }).collect())
    }

    fn find_setting(&mut self, name: &str) -> Result<Option<String>> {
        Ok(self.settings.get(name).cloned())
    }

    fn save_settings(&mut self, settings: &[SettingRecord]) -> Result<()> {
        self.touch();
        for setting in settings {
            self.settings.insert(setting.name.clone(), setting.value.clone());
        }
        Ok(())
    }
}
