use serde_json::{Value, json};
use status_memory::SeededEntropy;
use status_ports::Operable;
use zeroize::Zeroizing;

use super::*;
use crate::identity::ProfileKeys;
use crate::keypair::ProfileCard;
use crate::settings::{current, setting};

const PHRASE: &str = "test test test test test test test test test test test junk";

fn plan(mnemonic: Option<&str>, display_name: &str) -> ProfilePlan {
    ProfilePlan {
        keys: ProfileIdentity::from(&ProfileKeys::from_mnemonic(PHRASE).unwrap()),
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
fn a_profile_on_a_card_has_only_its_chat_key_here() {
    let here = plan(None, "alice");
    let card = ProfileCard {
        instance_uid: "instance".to_owned(),
        paired_on: 1_700_000_000,
        pairing: "pairing".to_owned(),
        ..ProfileCard::default()
    };
    let on_card = ProfilePlan { keys: here.keys.clone().on_card(card), ..here.clone() };
    let (here, on_card) = (create(&here), create(&on_card));
    assert_eq!(on_card.accounts, here.accounts);
    assert_eq!(on_card.keypair, here.keypair);
    let [key] = on_card.private_keys.as_slice() else { panic!("not one key") };
    assert_eq!((key.address, key.extended_key.as_str()), (on_card.accounts[1].address, ""));
    assert_eq!(on_card.account.keycard_pairing, "pairing");
    let shown = current(&on_card.settings);
    assert_eq!(shown["keycard-instance-uid"], "instance");
    assert_eq!(shown["keycard-paired-on"], 1_700_000_000);
    assert_eq!(shown["keycard-pairing"], "pairing");
    assert_eq!(shown["address"], current(&here.settings)["address"]);
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

mod own {
    use status_ports::{AccountRecord, KeypairStore, SettingsStore};

    use crate::messaging::tests::Person;
    use crate::profile::{
        account_name, is_told_to_others, repair_display_name, set_bio, set_customization_color, set_display_name,
        show_pictures_to,
    };

    fn named(name: &str) -> Person {
        let mut person = Person::new(name, 1);
        let plan = super::plan(None, name);
        let keypair = super::create(&plan).keypair;
        person.stores.save_keypair(&keypair).unwrap();
        person
    }

    fn setting(person: &mut Person, name: &str) -> Option<String> {
        person.stores.find_setting(name).unwrap()
    }

    #[test]
    fn a_display_name_is_that_of_the_keypair_and_is_published() {
        let mut alice = named("alice-node");
        let outcome = alice.run(|context| set_display_name(context, "  padded  name  ")).unwrap();
        assert!(outcome.publish_contact_code);
        assert_eq!(setting(&mut alice, "display-name").unwrap(), "\"padded  name\"");
        let keypairs = alice.stores.keypairs().unwrap();
        assert_eq!(keypairs[0].name, "padded  name");
        assert_eq!(keypairs[0].clock, alice.now);
        for same in ["padded  name", " padded  name"] {
            assert!(!alice.run(|context| set_display_name(context, same)).unwrap().publish_contact_code);
        }
    }

    #[test]
    fn names_of_ens_change_nothing_and_names_that_nobody_may_have_are_refused() {
        let mut alice = named("alice-node");
        assert!(!alice.run(|context| set_display_name(context, "name.eth")).unwrap().publish_contact_code);
        for (name, expected) in [
            ("abc", "only letters, numbers, underscores and hyphens allowed"),
            ("bad!name", "only letters, numbers, underscores and hyphens allowed"),
            ("somebody-eth", "usernames ending with \"eth\" are not allowed"),
        ] {
            let error = alice.run(|context| set_display_name(context, name)).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(setting(&mut alice, "display-name").unwrap(), "\"alice-node\"");
        alice.run(|context| set_display_name(context, "")).unwrap();
        assert_eq!(setting(&mut alice, "display-name").unwrap(), "\"\"");
    }

    #[test]
    fn a_stored_name_that_nobody_may_have_is_replaced_by_the_beginning_of_the_key() {
        let mut alice = Person::new("bad!name", 1);
        assert!(alice.run(repair_display_name).unwrap().publish_contact_code);
        let repaired = format!("\"{}\"", alice.id().get(..12).unwrap());
        assert_eq!(setting(&mut alice, "display-name").unwrap(), repaired);
        for mut person in [alice, Person::new("", 2), Person::new("bobby-node", 3)] {
            assert!(!person.run(repair_display_name).unwrap().publish_contact_code);
        }
    }

    #[test]
    fn a_bio_has_a_length() {
        let mut alice = named("alice-node");
        let longest = "\u{e9}".repeat(240);
        assert!(alice.run(|context| set_bio(context, &longest)).unwrap().publish_contact_code);
        assert!(!alice.run(|context| set_bio(context, &longest)).unwrap().publish_contact_code);
        let error = alice.run(|context| set_bio(context, &"\u{e9}".repeat(241))).unwrap_err();
        assert_eq!(error.to_string(), "invalid bio length");
    }

    #[test]
    fn pictures_are_shown_to_contacts_to_everyone_or_to_nobody() {
        let mut alice = named("alice-node");
        assert!(alice.run(|context| show_pictures_to(context, 3)).unwrap().publish_contact_code);
        assert_eq!(setting(&mut alice, "profile-pictures-show-to").unwrap(), "3");
        for audience in [0, 4, u64::MAX] {
            alice.run(|context| show_pictures_to(context, audience)).unwrap_err();
        }
        assert!(is_told_to_others("profile-pictures-show-to"));
        assert!(!is_told_to_others("profile-pictures-visibility"));
    }

    #[test]
    fn a_colour_is_one_that_there_is_and_its_clock_only_grows() {
        let mut account = AccountRecord { customization_color_clock: 10, ..AccountRecord::default() };
        set_customization_color(&mut account, "army", 5).unwrap();
        assert_eq!((account.customization_color.as_str(), account.customization_color_clock), ("army", 11));
        set_customization_color(&mut account, "yinyang", 50).unwrap();
        assert_eq!(account.customization_color_clock, 50);
        for none in ["", "Army", "#ff0000", "ultraviolet"] {
            let error = set_customization_color(&mut account, none, 60).unwrap_err();
            assert_eq!(error.to_string(), "customizationColor: invalid color");
        }
        assert_eq!(account.customization_color, "yinyang");
    }

    #[test]
    fn who_has_no_display_name_is_listed_under_an_alias() {
        let alice = named("");
        assert_eq!(account_name("alice-node", &alice.public_key()), "alice-node");
        assert_eq!(account_name("", &alice.public_key()).split(' ').count(), 3);
    }
}
