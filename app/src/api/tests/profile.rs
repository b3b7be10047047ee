//! What the logged-in profile says of itself, and what it chose.

use serde_json::{Value, json};
use status_ports::{AccountRecord, AccountsStore, IdentityImageRecord};

use super::{Alice, MemoryWorld, bobby};

#[tokio::test]
async fn a_name_a_bio_and_a_colour_hold_at_once() {
    let world = MemoryWorld::default();
    let accounts = world.accounts.clone();
    let alice = Alice::in_world(world, json!({})).await;
    let key_uid = alice.rpc("settings_getSettings", json!([])).await["key-uid"].as_str().unwrap().to_owned();
    assert_eq!(alice.rpc("wakuext_setDisplayName", json!([" Alice Two "])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_setBio", json!(["I like reefs"])).await, Value::Null);
    let color = json!([{"customizationColor": "sky", "keyUid": key_uid}]);
    assert_eq!(alice.rpc("wakuext_setCustomizationColor", color).await, Value::Null);
    let own = alice.rpc("wakuext_getContactByID", json!([alice.public_key])).await;
    assert_eq!(own["displayName"], "Alice Two");
    assert_eq!(own["bio"], "I like reefs");
    assert_eq!(own["customizationColor"], "sky");
    assert_eq!(own["images"], Value::Null);
    let account = accounts.find_account(&key_uid).await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.customization_color.as_str()), ("Alice Two", "sky"));

    let picture = IdentityImageRecord {
        name: "large".to_owned(),
        payload: vec![0xff, 0xd8, 0xff],
        ..IdentityImageRecord::default()
    };
    accounts.save_account(&AccountRecord { images: vec![picture], ..account }).await.unwrap();
    let own = alice.rpc("wakuext_getContactByID", json!([alice.public_key])).await;
    assert_eq!(own["images"]["large"]["uri"], "data:image/jpeg;base64,/9j/");

    assert_eq!(alice.rpc("wakuext_setDisplayName", json!([""])).await, Value::Null);
    let account = accounts.find_account(&key_uid).await.unwrap().unwrap();
    assert_eq!(account.name.split(' ').count(), 3, "listed under the three words of the key");

    for (color, key_uid, expected) in [
        ("", key_uid.as_str(), "-32000 customizationColor: invalid color"),
        ("ultraviolet", &key_uid, "-32000 customizationColor: invalid color"),
        ("sky", "", "-32000 keyUid: invalid id"),
    ] {
        let request = json!([{"customizationColor": color, "keyUid": key_uid}]);
        assert_eq!(alice.error("wakuext_setCustomizationColor", request).await, expected);
    }
    assert_eq!(
        alice.error("wakuext_changeIdentityImageShowTo", json!([4])).await,
        "-32000 unknown audience of profile pictures"
    );
    assert_eq!(alice.rpc("wakuext_changeIdentityImageShowTo", json!([3])).await, Value::Null);
    assert_eq!(alice.rpc("settings_getSettings", json!([])).await["profile-pictures-show-to"], 3);
}

#[tokio::test]
async fn an_account_is_changed_but_for_its_key_and_pictures() {
    let world = MemoryWorld::default();
    let accounts = world.accounts.clone();
    let alice = Alice::in_world(world, json!({})).await;
    let key_uid = alice.rpc("settings_getSettings", json!([])).await["key-uid"].as_str().unwrap().to_owned();
    let before = accounts.find_account(&key_uid).await.unwrap().unwrap();
    let wanted = json!([{
        "name": "listed", "customizationColor": "copper", "keycard-pairing": "p", "key-uid": key_uid,
        "kdfIterations": 0, "hasAcceptedTerms": true,
    }]);
    assert_eq!(alice.rpc("multiaccounts_updateAccount", wanted).await, Value::Null);
    let after = accounts.find_account(&key_uid).await.unwrap().unwrap();
    assert_eq!((after.name.as_str(), after.keycard_pairing.as_str()), ("listed", "p"));
    assert_eq!((after.kdf_iterations, &after.images), (before.kdf_iterations, &before.images));
    assert!(after.customization_color_clock > before.customization_color_clock);
    let unknown = json!([{"name": "x", "key-uid": "0x1"}]);
    assert_eq!(alice.error("multiaccounts_updateAccount", unknown).await, "-32000 UpdateAccount but account not found");
}

#[tokio::test]
async fn a_status_is_chosen_and_a_showcase_set() {
    let alice = Alice::new().await;
    assert_eq!(alice.rpc("wakuext_statusUpdates", json!([])).await, json!({"statusUpdates": null}));
    assert_eq!(alice.rpc("wakuext_setUserStatus", json!([4, "gone fishing"])).await, Value::Null);
    let status = alice.rpc("settings_getSettings", json!([])).await["current-user-status"].clone();
    assert_eq!((&status["statusType"], &status["text"]), (&json!(4), &json!("gone fishing")));
    assert_eq!(alice.error("wakuext_setUserStatus", json!([99, ""])).await, "-32000 unknown status type");

    let nothing = json!({
        "clock": 0, "communities": null, "accounts": null, "collectibles": [], "verifiedTokens": [],
        "unverifiedTokens": [], "socialLinks": [],
    });
    assert_eq!(alice.rpc("wakuext_getProfileShowcasePreferences", json!([])).await, nothing);
    let link = json!({"url": "https://a.b", "text": "__github", "showcaseVisibility": 3, "order": 0});
    let wanted = json!([{"socialLinks": [link]}]);
    assert_eq!(alice.rpc("wakuext_setProfileShowcasePreferences", wanted).await, Value::Null);
    let saved = alice.rpc("wakuext_getProfileShowcasePreferences", json!([])).await;
    assert_eq!((&saved["socialLinks"], &saved["communities"]), (&json!([link]), &Value::Null));
    assert!(saved["clock"].as_u64().unwrap() > 0);
    for (wanted, expected) in [
        (json!({"socialLinks": [{"order": -1}]}), "-32000 the order of a showcase entry is out of range"),
        (json!({"socialLinks": [{"showcaseVisibility": 1_u64 << 40}]}), "-32000 unknown showcase visibility"),
        (json!({"verifiedTokens": [{"symbol": "SNT"}]}), "-32000 no account provided with tokens or collectible"),
    ] {
        assert_eq!(alice.error("wakuext_setProfileShowcasePreferences", json!([wanted])).await, expected);
    }
    let of = |id: &str| json!([id, false]);
    let shown = alice.rpc("wakuext_getProfileShowcaseForContact", of(&bobby().0)).await;
    assert_eq!((&shown["contactId"], &shown["accounts"]), (&json!(bobby().0), &Value::Null));
    assert_eq!(alice.rpc("wakuext_getProfileShowcaseForContact", of("x")).await["contactId"], "x");
    let answer = alice.error("wakuext_getProfileShowcaseForContact", json!(["x", true])).await;
    assert!(answer.starts_with("-32000"), "{answer}");
    assert_eq!(alice.rpc("wakuext_getProfileShowcaseAccountsByAddress", json!(["0x01"])).await, json!([]));
    assert_eq!(alice.rpc("wakuext_getProfileShowcaseEntriesLimit", json!([])).await, 100);
    assert_eq!(alice.rpc("wakuext_getProfileShowcaseSocialLinksLimit", json!([])).await, 20);
}
