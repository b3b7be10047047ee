mod currency;
mod node_config;
mod notification;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use status_ports::SettingRecord;

use super::*;

fn stored(records: &[(&str, Value)]) -> Vec<SettingRecord> {
    records.iter().map(|(name, value)| SettingRecord { name: (*name).to_owned(), value: value.to_string() }).collect()
}

#[test]
fn names_are_unique() {
    let names: BTreeSet<_> = ALL.iter().map(|setting| setting.name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn an_empty_profile_shows_what_is_always_present_and_true_defaults() {
    let shown: BTreeSet<_> = current(&[]).into_iter().map(|(key, _)| key).collect();
    let expected = [
        "address",
        "appearance",
        "backup-enabled?",
        "currency",
        "current-user-status",
        "dapps-address",
        "default-sync-period",
        "device-name",
        "display-assets-below-balance-threshold",
        "display-name",
        "eip1581-address",
        "gifs/api-key",
        "gifs/favorite-gifs",
        "gifs/recent-gifs",
        "installation-id",
        "key-uid",
        "latest-derived-path",
        "link-preview-request-enabled",
        "messages-from-contacts-only",
        "mutual-contact-enabled?",
        "networks/current-network",
        "networks/networks",
        "photo-path",
        "preview-privacy?",
        "profile-pictures-show-to",
        "profile-pictures-visibility",
        "public-key",
        "send-push-notifications?",
        "send-status-updates?",
        "show-community-asset-when-sending-tokens?",
        "signing-phrase",
        "url-unfurling-mode",
        "use-mailservers?",
    ];
    assert_eq!(shown, expected.map(str::to_owned).into());
}

#[test]
fn false_values_are_absent_unless_always_present() {
    let shown = current(&stored(&[
        ("test-networks-enabled?", json!(true)),
        ("backup-enabled?", json!(false)),
        ("use-mailservers?", json!(false)),
        ("bio", json!("")),
    ]));
    assert_eq!(shown.get("test-networks-enabled?"), Some(&json!(true)));
    assert_eq!(shown.get("backup-enabled?"), None);
    assert_eq!(shown.get("use-mailservers?"), Some(&json!(false)));
    assert_eq!(shown.get("bio"), None);
}

#[test]
fn two_settings_are_saved_under_another_name_than_they_are_shown() {
    let records = write("keycard-paired_on", &json!(7)).unwrap();
    assert_eq!(current(&records).get("keycard-paired-on"), Some(&json!(7)));
    assert_eq!(write("keycard-paired-on", &json!(7)), Err(SettingError::NotAllowed));
}

#[test]
fn the_device_name_is_kept_but_not_shown() {
    let records = write("device-name", &json!("phone")).unwrap();
    assert_eq!(setting(&records, "device-name"), json!("phone"));
    assert_eq!(current(&records).get("device-name"), Some(&json!("")));
}

#[test]
fn values_of_the_wrong_kind_and_unknown_names_are_refused() {
    for (name, value) in [
        ("no-such-setting", json!(1)),
        ("", json!(1)),
        ("usernames", json!(["a.stateofus.eth"])),
        ("auto-refresh-tokens-enabled", json!(true)),
        ("installation-id", json!("x")),
        ("preview-privacy?", json!(1)),
        ("preview-privacy?", json!("true")),
        ("display-assets-below-balance-threshold", json!("5")),
        ("dapps-address", json!(5)),
    ] {
        assert_eq!(write(name, &value), Err(SettingError::NotAllowed), "{name}");
    }
}

#[test]
fn lenient_settings_take_anything_and_read_as_their_kind() {
    assert_eq!(write("waku-enabled", &json!(true)), Ok(Vec::new()));
    let records = write("currency", &json!(5)).unwrap();
    assert_eq!(setting(&records, "currency"), json!("5.0"), "numbers of JSON are of floating point");
    let records = write("currency", &json!(null)).unwrap();
    assert_eq!(setting(&records, "currency"), json!(""));
    let records = write("appearance", &json!("dark")).unwrap();
    assert_eq!(setting(&records, "appearance"), json!(0));
    let records = write("profile-pictures-show-to", &json!(99)).unwrap();
    assert_eq!(setting(&records, "profile-pictures-show-to"), json!(99));
}

#[test]
fn values_read_back_in_the_form_of_their_kind() {
    let address = "0x00000000000000000000000000000000000000ab";
    for (name, saved, read) in [
        ("gifs/favorite-gifs", json!([]), json!(null)),
        ("pinned-mailservers", json!({}), json!(null)),
        ("gifs/recent-gifs", json!([{"id": "g"}]), json!([{"id": "g"}])),
        ("appearance", json!(2.0), json!(2)),
        ("appearance", json!("2"), json!(2)),
        ("appearance", json!(true), json!(1)),
        ("default-sync-period", json!(1e3), json!(1000)),
        ("display-assets-below-balance-threshold", json!(5.9), json!(5)),
        ("currency", json!(true), json!("1")),
        ("dapps-address", json!("0xAB"), json!(address)),
        ("dapps-address", json!("AB"), json!(address)),
        ("dapps-address", json!(format!("{address}zz")), json!(address)),
        ("dapps-address", json!(""), json!("0x0000000000000000000000000000000000000000")),
        (
            "dapps-address",
            json!("0xffA0B86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
            json!("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"),
        ),
    ] {
        assert_eq!(setting(&write(name, &saved).unwrap(), name), read, "{name} {saved}");
    }
    for (value, kind) in
        [(json!([1]), "[]interface {}, a slice of interface"), (json!({}), "map[string]interface {}, a map")]
    {
        let refused = write("currency", &value).unwrap_err().to_string();
        assert_eq!(refused, format!("sql: converting argument $1 type: unsupported type {kind}"));
    }
}

#[test]
fn a_value_has_a_bound() {
    let largest = "x".repeat((64 << 10) - 2);
    assert!(write("bio", &json!(largest)).is_ok());
    assert_eq!(write("bio", &json!(largest + "x")), Err(SettingError::TooLarge));
}

#[test]
fn the_seed_phrase_was_shown() {
    let before = stored(&[("mnemonic-was-not-shown?", json!(true))]);
    assert_eq!(current(&before).get("mnemonic-was-not-shown?"), Some(&json!(true)));
    assert_eq!(current(&[mnemonic_was_shown()]).get("mnemonic-was-not-shown?"), None);
}

#[test]
fn emptying_the_seed_phrase_marks_it_removed() {
    let records = write("mnemonic", &json!("")).unwrap();
    assert_eq!(setting(&records, "mnemonic-removed?"), json!(true));
    assert_eq!(current(&records).get("mnemonic"), None);
}

#[test]
fn damaged_records_read_as_the_default() {
    let records = [SettingRecord { name: "currency".to_owned(), value: "{".to_owned() }];
    assert_eq!(setting(&records, "currency"), json!("usd"));
    assert_eq!(setting(&records, "use-mailservers?"), json!(true));
}
