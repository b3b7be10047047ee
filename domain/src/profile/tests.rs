use serde_json::{Value, json};
use status_memory::SeededEntropy;
use status_ports::Operable;
use zeroize::Zeroizing;

use super::*;
use crate::settings::{current, setting};

const PHRASE: &str = "test test test test test test test test test test test junk";

fn plan(mnemonic: Option<&str>, display_name: &str) -> ProfilePlan {
    ProfilePlan {
        keys: ProfileKeys::from_mnemonic(PHRASE).unwrap(),
        mnemonic: mnemonic.map(|phrase| Zeroizing::new(phrase.to_owned())),
        display_name: display_name.to_owned(),
        device_name: "laptop".to_owned(),
        installation_id: "id".to_owned(),
        customization_color: "blue".to_owned(),
        kdf_iterations: 0,
        fleet: "status.prod".to_owned(),
        preview_privacy: false,
        test_networks_enabled: false,
        current_network: String::new(),
        node_config: Value::Null,
        is_first_account: true,
    }
}

fn create(plan: &ProfilePlan) -> NewProfile {
    NewProfile::create(plan, 1_700_000_000_123, &mut SeededEntropy::new(7)).unwrap()
}

/// The settings that status-go shows after it restored this phrase.
#[test]
fn a_restored_profile_has_the_recorded_settings() {
    let recording = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/recordings/lifecycle-restore.json"));
    let recording: Value = serde_json::from_str(recording).unwrap();
    let steps = recording["steps"].as_array().unwrap();
    let expected = steps.iter().find(|step| step["rpc"] == "settings_getSettings").unwrap();
    let Value::Object(expected) = &expected["expect"]["result"] else { panic!("no object") };

    let shown = current(&create(&plan(None, "")).settings);
    for (key, value) in expected {
        // Derived from the public key when shown.
        if ["compressedKey", "emojiHash"].contains(&key.as_str()) {
            continue;
        }
        let varies = value.as_str().is_some_and(|text| text.starts_with('$')) || value.is_object();
        assert!(varies && shown.contains_key(key) || shown.get(key) == Some(value), "{key}: {:?}", shown.get(key));
    }
    assert_eq!(shown.len() + 2, expected.len());
    assert_eq!(shown["dapps-address"], "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
}

#[test]
fn accounts_are_those_of_the_recording() {
    let profile = create(&plan(None, ""));
    assert_eq!(profile.keypair.derived_from, "0xF5a6EAD936fb47f342Bb63E676479bDdf26EbE1d");
    let [wallet, chat] = &profile.accounts;
    assert_eq!(hex::encode(wallet.address), "f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    assert_eq!(hex::encode(chat.address), "edadc377aa1144dea22ee61043d4bf9e6267bd4f");
    assert_eq!((wallet.position, chat.position), (0, -1));
    assert_eq!((wallet.operable, chat.operable), (Operable::Fully, Operable::Fully));
    assert_eq!(profile.account.color_id, 1);
    assert_eq!(profile.account.color_hash.first(), Some(&(3, 17)));
    assert_eq!(profile.account.kdf_iterations, 3200);
    assert_eq!(profile.private_keys.len(), 6);
}

#[test]
fn only_a_new_profile_keeps_its_phrase() {
    assert_eq!(setting(&create(&plan(Some(PHRASE), "alice")).settings, "mnemonic"), json!(PHRASE));
    assert_eq!(setting(&create(&plan(None, "alice")).settings, "mnemonic"), json!(""));
}

#[test]
fn a_profile_without_display_name_is_listed_under_its_alias() {
    let profile = create(&plan(None, ""));
    assert_eq!(json!(profile.account.name), setting(&profile.settings, "name"));
    assert_eq!(profile.account.name.split(' ').count(), 3);
    assert_eq!(create(&plan(None, "alice")).account.name, "alice");
}
