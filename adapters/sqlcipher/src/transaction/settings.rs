use diesel::prelude::*;
use status_ports::{SettingRecord, SettingsStore};

use super::SqlTransaction;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::settings::dsl;

impl SettingsStore for SqlTransaction<'_> {
    fn settings(&mut self) -> Result<Vec<SettingRecord>> {
        let rows = dsl::settings.order(dsl::name).load::<(String, String)>(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(|(name, value)| SettingRecord { name, value }).collect())
    }

    fn find_setting(&mut self, name: &str) -> Result<Option<String>> {
        if let Some(known) = self.known.as_deref().and_then(|known| known.settings.get(name)) {
            return Ok(known);
        }
        let value = dsl::settings.find(name).select(dsl::value);
        let value: Option<String> = value.get_result(self.connection).optional().or_storage_error()?;
        if let Some(known) = self.known.as_deref_mut() {
            known.settings.read(name.to_owned(), value.clone());
        }
        Ok(value)
    }

    fn save_settings(&mut self, settings: &[SettingRecord]) -> Result<()> {
        for setting in settings {
            if let Some(known) = self.known.as_deref_mut() {
                known.settings.forget(&setting.name);
            }
            let row = (dsl::name.eq(&setting.name), dsl::value.eq(&setting.value));
            diesel::replace_into(dsl::settings).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }
}
