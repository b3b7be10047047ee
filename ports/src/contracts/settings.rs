//! The contract of [`SettingsStore`].

use crate::{SettingRecord, SettingsStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn SettingsStore>) {
    a_setting_that_was_never_stored_is_absent(&mut *make());
    settings_are_replaced_by_name_and_listed_by_name(&mut *make());
}

fn setting(name: &str, value: &str) -> SettingRecord {
    SettingRecord { name: name.into(), value: value.into() }
}

fn a_setting_that_was_never_stored_is_absent(store: &mut dyn SettingsStore) {
    assert_eq!(store.find_setting("currency").unwrap(), None);
    assert_eq!(store.settings().unwrap(), []);
    store.save_settings(&[]).unwrap();
    assert_eq!(store.settings().unwrap(), []);
}

fn settings_are_replaced_by_name_and_listed_by_name(store: &mut dyn SettingsStore) {
    store.save_settings(&[setting("b", "1"), setting("a", "\"x\"")]).unwrap();
    store.save_settings(&[setting("b", "{\"k\":\"\u{1F980}'\\u0000\"}")]).unwrap();
    assert_eq!(store.find_setting("b").unwrap().as_deref(), Some("{\"k\":\"\u{1F980}'\\u0000\"}"));
    assert_eq!(store.find_setting("B").unwrap(), None);
    let names: Vec<_> = store.settings().unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["a", "b"]);
}
