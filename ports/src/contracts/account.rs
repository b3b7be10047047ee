//! The contract of [`AccountsStore`].

use crate::{AccountRecord, AccountsStore, DataKey, IdentityImageRecord, MetricsConsent, UnlockError};

/// Runs the whole suite. `make` returns an empty store each time.
pub async fn run(make: &mut dyn FnMut() -> Box<dyn AccountsStore>) {
    an_account_comes_back_whole_and_is_replaced(&*make()).await;
    the_most_recent_login_comes_first(&*make()).await;
    the_password_opens_the_data_key(&*make()).await;
    a_new_password_replaces_the_old_one(&*make()).await;
    an_account_changes_together_with_its_password(&*make()).await;
    a_deleted_account_cannot_log_in(&*make()).await;
    the_last_decision_about_metrics_holds(&*make()).await;
}

const KEY: DataKey = DataKey([7; 32]);

fn image(name: &str) -> IdentityImageRecord {
    IdentityImageRecord {
        name: name.into(),
        payload: vec![0, 255],
        width: 80,
        height: 81,
        file_size: 2,
        resize_target: 80,
        clock: 5,
    }
}

fn account(key_uid: &str, login_timestamp: u64) -> AccountRecord {
    AccountRecord {
        key_uid: key_uid.into(),
        name: "Alice \u{1F980}".into(),
        login_timestamp,
        color_hash: vec![(4, 31), (1, 0)],
        color_id: 11,
        customization_color: "army".into(),
        customization_color_clock: 9,
        kdf_iterations: 256_000,
        has_accepted_terms: true,
        keycard_pairing: "pairing".into(),
        images: vec![image("large"), image("thumbnail")],
    }
}

async fn an_account_comes_back_whole_and_is_replaced(store: &dyn AccountsStore) {
    assert_eq!(store.accounts().await.unwrap(), []);
    assert_eq!(store.find_account("0x01").await.unwrap(), None);
    store.save_account(&account("0x01", 1)).await.unwrap();
    assert_eq!(store.find_account("0x01").await.unwrap(), Some(account("0x01", 1)));
    let changed = AccountRecord { images: vec![image("large")], color_hash: vec![], ..account("0x01", 2) };
    store.save_account(&changed).await.unwrap();
    assert_eq!(store.find_account("0x01").await.unwrap(), Some(changed.clone()));
    assert_eq!(store.accounts().await.unwrap(), [changed]);
}

async fn the_most_recent_login_comes_first(store: &dyn AccountsStore) {
    for row in [account("0x01", 5), account("0x02", 9), AccountRecord { images: vec![], ..account("0x03", 7) }] {
        store.save_account(&row).await.unwrap();
    }
    let accounts = store.accounts().await.unwrap();
    let shape: Vec<_> = accounts.iter().map(|row| (row.key_uid.as_str(), row.images.len())).collect();
    assert_eq!(shape, [("0x02", 2), ("0x03", 0), ("0x01", 2)]);
}

async fn the_password_opens_the_data_key(store: &dyn AccountsStore) {
    store.save_account(&account("0x01", 1)).await.unwrap();
    assert!(matches!(store.unwrap_data_key("0x01", "secret").await, Err(UnlockError::UnknownAccount)));
    store.wrap_data_key("0x01", "secret", &KEY).await.unwrap();
    assert_eq!(store.unwrap_data_key("0x01", "secret").await.unwrap(), KEY);
    for wrong in ["", "Secret", "secret "] {
        assert!(matches!(store.unwrap_data_key("0x01", wrong).await, Err(UnlockError::WrongPassword)));
    }
    assert!(matches!(store.unwrap_data_key("0x02", "secret").await, Err(UnlockError::UnknownAccount)));
    // Saving the account does not touch the key.
    store.save_account(&account("0x01", 2)).await.unwrap();
    assert_eq!(store.unwrap_data_key("0x01", "secret").await.unwrap(), KEY);
}

async fn an_account_changes_together_with_its_password(store: &dyn AccountsStore) {
    store.save_account(&account("0x01", 1)).await.unwrap();
    store.wrap_data_key("0x01", "old", &KEY).await.unwrap();
    let changed = AccountRecord { keycard_pairing: "another".into(), ..account("0x01", 1) };
    store.save_account_with_key(&changed, "new", &KEY).await.unwrap();
    assert_eq!(store.accounts().await.unwrap(), [changed]);
    assert_eq!(store.unwrap_data_key("0x01", "new").await.unwrap(), KEY);
    assert!(matches!(store.unwrap_data_key("0x01", "old").await, Err(UnlockError::WrongPassword)));
}

async fn a_new_password_replaces_the_old_one(store: &dyn AccountsStore) {
    store.save_account(&account("0x01", 1)).await.unwrap();
    store.wrap_data_key("0x01", "old", &KEY).await.unwrap();
    store.wrap_data_key("0x01", "new", &KEY).await.unwrap();
    assert_eq!(store.unwrap_data_key("0x01", "new").await.unwrap(), KEY);
    assert!(matches!(store.unwrap_data_key("0x01", "old").await, Err(UnlockError::WrongPassword)));
}

async fn a_deleted_account_cannot_log_in(store: &dyn AccountsStore) {
    store.save_account(&account("0x01", 1)).await.unwrap();
    store.wrap_data_key("0x01", "secret", &KEY).await.unwrap();
    store.delete_account("0x01").await.unwrap();
    store.delete_account("0x02").await.unwrap();
    assert_eq!(store.accounts().await.unwrap(), []);
    assert!(matches!(store.unwrap_data_key("0x01", "secret").await, Err(UnlockError::UnknownAccount)));
    // Nothing of it comes back with a new account of the same name.
    store.save_account(&AccountRecord { images: vec![], ..account("0x01", 1) }).await.unwrap();
    assert_eq!(store.find_account("0x01").await.unwrap().unwrap().images, []);
}

async fn the_last_decision_about_metrics_holds(store: &dyn AccountsStore) {
    assert_eq!(store.metrics_consent().await.unwrap(), MetricsConsent::NotAsked);
    for consent in [MetricsConsent::Given, MetricsConsent::Refused, MetricsConsent::NotAsked, MetricsConsent::Refused] {
        store.save_metrics_consent(consent).await.unwrap();
        assert_eq!(store.metrics_consent().await.unwrap(), consent);
    }
    assert_eq!(store.accounts().await.unwrap(), []);
}
